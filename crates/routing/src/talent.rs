//! What a call needs, what an agent can, and whether the one meets the other.

use std::collections::BTreeMap;

use wasl_model::{AgentProfile, Language, Mood, Skill};

use crate::Expression;
use crate::agents::Slot;

/// Skills by number, so that two thousand agents are compared without comparing words.
#[derive(Debug, Default)]
pub(crate) struct SkillNumbers(BTreeMap<Skill, usize>);

impl SkillNumbers {
    /// The skill's number, a new one if it was never named.
    pub(crate) fn number(&mut self, skill: &Skill) -> usize {
        if let Some(&number) = self.0.get(skill) {
            return number;
        }
        let number = self.0.len();
        self.0.insert(skill.clone(), number);
        number
    }

    /// The number of the skill of that name; one that nobody has if it was never named.
    pub(crate) fn known(&self, name: &str) -> usize {
        self.0.get(&Skill::from(name)).copied().unwrap_or(usize::MAX)
    }
}

/// What an agent must have, and be, to be offered a call. Calls of equal need wait in one file of the line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Need {
    /// `None` when it is no longer insisted on.
    pub(crate) language: Option<Language>,
    pub(crate) skills: Levels,
    /// The number of an expression that must hold.
    pub(crate) expression: Option<usize>,
    /// The last tier that is asked; `None`: all.
    pub(crate) tier: Option<u8>,
    /// Held for this agent.
    pub(crate) held_for: Option<Slot>,
    /// What a strategy tells apart in choosing callers; asks nothing of an agent.
    pub(crate) class: u32,
}

impl Need {
    /// Nothing at all.
    pub(crate) const fn of_anybody() -> Self {
        Self { language: None, skills: Levels::none(), expression: None, tier: None, held_for: None, class: 0 }
    }
}

/// Least levels by skill number, ascending. The first lies in place: mostly there is no other, and whoever looks at many
/// needs does not go elsewhere for each.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Levels {
    first: Option<(usize, u8)>,
    others: Vec<(usize, u8)>,
}

impl Levels {
    const fn none() -> Self {
        Self { first: None, others: Vec::new() }
    }

    pub(crate) fn of(all: impl IntoIterator<Item = (usize, u8)>) -> Self {
        let mut all: Vec<_> = all.into_iter().collect();
        all.sort_unstable();
        let mut all = all.into_iter();
        Self { first: all.next(), others: all.collect() }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, u8)> {
        self.first.iter().chain(&self.others).copied()
    }
}

/// What an agent can.
#[derive(Clone, Debug, Default)]
pub(crate) struct Talent {
    pub(crate) languages: [u8; Language::ALL.len()],
    pub(crate) skills: Vec<u8>,
    pub(crate) moods: [f64; Mood::ALL.len()],
    /// Which expressions hold, by number.
    holds: Vec<bool>,
}

impl Talent {
    pub(crate) fn of(profile: &AgentProfile, numbers: &mut SkillNumbers, expressions: &[Expression]) -> Self {
        let mut numbered: Vec<_> =
            profile.skills.iter().map(|(skill, level)| (numbers.number(skill), level.get())).collect();
        numbered.sort_unstable();
        let mut skills = vec![0; numbered.last().map_or(0, |(number, _)| number + 1)];
        for (number, level) in numbered {
            skills[number] = level;
        }
        let level = |language| profile.languages.get(&language).map_or(0, |level| level.get());
        let fit = |mood| profile.moods.get(&mood).map_or(0.0, |level| (f64::from(level.get()) - 3.0) / 2.0);
        let holds = expressions.iter().map(|expression| expression.holds(profile)).collect();
        Self { languages: Language::ALL.map(level), skills, moods: Mood::ALL.map(fit), holds }
    }

    /// 0 (not at all), or 1 to 5.
    pub(crate) fn language(&self, language: Language) -> u8 {
        self.languages[language as usize]
    }

    /// 0 (not at all), or 1 to 5.
    pub(crate) fn skill(&self, number: usize) -> u8 {
        self.skills.get(number).copied().unwrap_or(0)
    }

    /// Has the language and the skills, and is what is asked for.
    pub(crate) fn meets(&self, need: &Need) -> bool {
        need.language.is_none_or(|language| self.language(language) > 0)
            && need.skills.iter().all(|(number, least)| self.skill(number) >= least)
            && self.holds(need)
    }

    /// Is what is asked for, languages and skills aside.
    fn holds(&self, need: &Need) -> bool {
        need.expression.is_none_or(|number| self.expression(number))
    }

    /// Does the expression of that number hold.
    pub(crate) fn expression(&self, number: usize) -> bool {
        self.holds.get(number) == Some(&true)
    }

    /// Expressions there are.
    pub(crate) const fn expressions(&self) -> usize {
        self.holds.len()
    }
}
