//! What an agent must be, in a small language: `skill.cards >= 3 and (language.en or attribute.site = "riyadh")`.
//!
//! ```text
//! any    = all { "or" all }                    all  = one { "and" one }
//! one    = "not" one | "(" any ")" | test      test = subject [ relation value ]
//! subject = "skill." NAME | "language." CODE | "mood." MOOD | "attribute." NAME
//! relation = "=" | "!=" | "<" | "<=" | ">" | ">="      value = number | word | "text"
//! ```
//!
//! Skills, languages and moods are levels, 0 for what the agent does not have, and compare with numbers; alone they
//! mean 1 or more. An attribute is text, compared with `=` and `!=`, or a number where the value is one; alone it means
//! that the agent has it. What an agent does not have equals nothing and is neither more nor less.
//! (Amazon Connect's routing criteria and Twilio's worker expressions say the same things.)
//!
//! - `parse`: text to expression, errors with their place
//! - `explain`: why an agent is, or is not

mod explain;
mod parse;

use std::fmt::{self, Display as _};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use wasl_model::{AgentProfile, Language, Mood, Skill};

pub use explain::Finding;
pub use parse::ExpressionError;

/// What an agent must be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Expression(Node);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Any(Vec<Node>),
    All(Vec<Node>),
    Not(Box<Node>),
    Test(Test),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Test {
    subject: Subject,
    relation: Relation,
    value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Skill(Skill),
    Language(Language),
    Mood(Mood),
    Attribute(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Relation {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    /// An attribute alone.
    Has,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Number(i64),
    Text(String),
}

impl Expression {
    /// Is that agent so.
    #[must_use]
    pub fn holds(&self, agent: &AgentProfile) -> bool {
        self.0.holds(agent)
    }
}

impl Node {
    fn holds(&self, agent: &AgentProfile) -> bool {
        match self {
            Self::Any(nodes) => nodes.iter().any(|node| node.holds(agent)),
            Self::All(nodes) => nodes.iter().all(|node| node.holds(agent)),
            Self::Not(node) => !node.holds(agent),
            Self::Test(test) => test.holds(agent),
        }
    }
}

impl Test {
    fn holds(&self, agent: &AgentProfile) -> bool {
        match (&self.value, &self.subject) {
            (Value::Number(wanted), Subject::Attribute(name)) => {
                let has = agent.attributes.get(name).and_then(|text| text.parse().ok());
                self.relation.holds(has.map(|has: i64| has.cmp(wanted)))
            }
            (Value::Number(wanted), subject) => self.relation.holds(Some(level(subject, agent).cmp(wanted))),
            (Value::Text(wanted), Subject::Attribute(name)) => {
                self.relation.holds(agent.attributes.get(name).map(|has| has.cmp(wanted)))
            }
            (Value::Text(_), _) => false, // the parser lets no level be compared with text
        }
    }
}

impl Relation {
    fn holds(self, order: Option<std::cmp::Ordering>) -> bool {
        match (self, order) {
            (Self::Equal, Some(order)) => order.is_eq(),
            (Self::Unequal, order) => order.is_none_or(std::cmp::Ordering::is_ne),
            (Self::Less, Some(order)) => order.is_lt(),
            (Self::AtMost, Some(order)) => order.is_le(),
            (Self::More, Some(order)) => order.is_gt(),
            (Self::AtLeast, Some(order)) => order.is_ge(),
            (Self::Has, order) => order.is_some(),
            (Self::Equal | Self::Less | Self::AtMost | Self::More | Self::AtLeast, None) => false,
        }
    }

    const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Has => "",
        }
    }
}

/// The agent's level in a skill, language or mood; 0 is none.
fn level(subject: &Subject, agent: &AgentProfile) -> i64 {
    let level = match subject {
        Subject::Skill(skill) => agent.skills.get(skill),
        Subject::Language(language) => agent.languages.get(language),
        Subject::Mood(mood) => agent.moods.get(mood),
        Subject::Attribute(_) => None,
    };
    level.map_or(0, |level| i64::from(level.get()))
}

impl FromStr for Expression {
    type Err = ExpressionError;

    fn from_str(text: &str) -> Result<Self, ExpressionError> {
        parse::parse(text).map(Self)
    }
}

impl TryFrom<String> for Expression {
    type Error = ExpressionError;

    fn try_from(text: String) -> Result<Self, ExpressionError> {
        text.parse()
    }
}

impl From<Expression> for String {
    fn from(expression: Expression) -> Self {
        expression.to_string()
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, false)
    }
}

impl Node {
    fn write(&self, f: &mut fmt::Formatter<'_>, inside: bool) -> fmt::Result {
        match self {
            Self::Any(nodes) => write_joined(f, nodes, " or ", inside),
            Self::All(nodes) => write_joined(f, nodes, " and ", inside),
            Self::Not(node) => {
                f.write_str("not ")?;
                node.write(f, true)
            }
            Self::Test(test) => test.fmt(f),
        }
    }
}

fn write_joined(f: &mut fmt::Formatter<'_>, nodes: &[Node], word: &str, inside: bool) -> fmt::Result {
    f.write_str(if inside { "(" } else { "" })?;
    for (n, node) in nodes.iter().enumerate() {
        f.write_str(if n > 0 { word } else { "" })?;
        node.write(f, true)?;
    }
    f.write_str(if inside { ")" } else { "" })
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.subject.fmt(f)?;
        match (self.relation, &self.value) {
            (Relation::Has, _) => Ok(()),
            (relation, Value::Number(number)) => write!(f, " {} {number}", relation.sign()),
            (relation, Value::Text(text)) => write!(f, " {} \"{text}\"", relation.sign()),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Skill(skill) => write!(f, "skill.{skill}"),
            Self::Language(language) => write!(f, "language.{language}"),
            Self::Mood(mood) => write!(f, "mood.{}", mood.name()),
            Self::Attribute(name) => write!(f, "attribute.{name}"),
        }
    }
}
