//! Why an agent is, or is not, what an expression asks for: every test with what the agent has.

use std::fmt;

use wasl_model::{AgentProfile, Language};

use super::{Expression, Node, Subject, Test, level};

/// One test of an expression, and what an agent has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The test as it is written.
    pub test: String,
    /// The agent's level or attribute; `None`: no such attribute.
    pub has: Option<String>,
    /// Counts for the whole: false where the expression would rather hear the opposite.
    pub helps: bool,
}

impl Expression {
    /// Every test, in the order they are written, with what that agent has.
    #[must_use]
    pub fn explain(&self, agent: &AgentProfile) -> Vec<Finding> {
        let mut findings = Vec::new();
        look(&self.0, agent, true, &mut findings);
        findings
    }
}

/// `wanted` is false under an odd number of `not`s.
fn look(node: &Node, agent: &AgentProfile, wanted: bool, findings: &mut Vec<Finding>) {
    match node {
        Node::Any(nodes) | Node::All(nodes) => nodes.iter().for_each(|node| look(node, agent, wanted, findings)),
        Node::Not(node) => look(node, agent, !wanted, findings),
        Node::Test(test) => findings.push(Finding {
            test: if wanted { test.to_string() } else { format!("not {test}") },
            has: has(test, agent),
            helps: test.holds(agent) == wanted,
        }),
    }
}

fn has(test: &Test, agent: &AgentProfile) -> Option<String> {
    match &test.subject {
        Subject::Attribute(name) => agent.attributes.get(name).cloned(),
        subject @ (Subject::Skill(_) | Subject::Language(_) | Subject::Mood(_)) => {
            Some(level(subject, agent).to_string())
        }
    }
}

impl Finding {
    /// As a sentence, such as "skill.cards >= 3: has 2, not enough".
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let Self { test, has, helps } = self;
        match (language, has) {
            (Language::En, Some(has)) => {
                format!("{test}: has {has}{}", if *helps { "" } else { ", which does not do" })
            }
            (Language::En, None) => format!("{test}: has none{}", if *helps { "" } else { ", which does not do" }),
            (Language::Ar, Some(has)) => format!("{test}: لديه {has}{}", if *helps { "" } else { "، ولا يكفي" }),
            (Language::Ar, None) => format!("{test}: ليس لديه{}", if *helps { "" } else { "، ولا يكفي" }),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Language::En))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use wasl_model::{Mood, SkillLevel};

    fn agent() -> AgentProfile {
        let level = |n| SkillLevel::new(n).unwrap();
        AgentProfile {
            id: "sara".into(),
            display_name: String::new(),
            queues: Vec::new(),
            languages: BTreeMap::from([(Language::Ar, level(5))]),
            skills: BTreeMap::from([("cards".into(), level(2))]),
            moods: BTreeMap::from([(Mood::Angry, level(4))]),
            seats: BTreeMap::new(),
            attributes: BTreeMap::from([
                ("site".to_owned(), "riyadh".to_owned()),
                ("floor".to_owned(), "3".to_owned()),
            ]),
        }
    }

    #[test]
    fn an_agent_is_or_is_not() {
        for (text, holds) in [
            ("skill.cards", true),
            ("skill.cards >= 3", false),
            ("skill.loans", false),
            ("skill.loans < 3", true),
            ("not skill.loans and language.ar = 5", true),
            ("mood.angry > 3 and attribute.site = riyadh", true),
            ("attribute.site != riyadh or attribute.floor >= 3", true),
            ("attribute.floor < 3", false),
            ("attribute.team", false),
            ("attribute.team != \"vip\"", true),
            ("attribute.team < 3 or attribute.team >= 3", false),
            ("skill.loans or skill.cards and language.en", false),
        ] {
            assert_eq!(text.parse::<Expression>().unwrap().holds(&agent()), holds, "{text}");
        }
    }

    #[test]
    fn every_test_says_what_the_agent_has() {
        let wanted: Expression = "skill.cards >= 3 and not attribute.site = riyadh or attribute.team".parse().unwrap();
        let findings: Vec<_> = wanted.explain(&agent()).iter().map(ToString::to_string).collect();
        assert_eq!(
            findings,
            [
                "skill.cards >= 3: has 2, which does not do",
                "not attribute.site = \"riyadh\": has riyadh, which does not do",
                "attribute.team: has none, which does not do",
            ]
        );
        assert_eq!(wanted.explain(&agent())[0].sentence(Language::Ar), "skill.cards >= 3: لديه 2، ولا يكفي");
    }
}
