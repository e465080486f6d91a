//! The grammar of Arabic numbers and what they count, as read aloud: endings are not pronounced in pause, so only the
//! forms that differ in sound are told apart (duals, tens, twelve, and the noun after eleven to ninety-nine).
//!
//! Rules (any school grammar; CLDR plural rules `ar`): one and two agree with the noun and stand in its own form; three
//! to ten take the opposite gender and the plural; eleven to ninety-nine the accusative singular; hundreds, thousands
//! and millions the genitive singular, before which duals and the thousand lose their n.

use serde::Deserialize;
use wasl_model::PromptId;

use super::noun::{Gender, Noun};

/// The case a value stands in, as far as it is heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// As a subject: ريالان، عشرون.
    Nominative,
    /// As an object or after a preposition, and in all dialects: ريالين، عشرين.
    #[default]
    Oblique,
}

/// What stands behind a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behind {
    /// Nothing, or «و».
    Pause,
    /// The counted noun, in the genitive.
    Noun,
}

/// A thousand and a million are counted as nouns themselves.
#[derive(Clone, Copy)]
struct Group {
    name: &'static str,
    size: u64,
}

const GROUPS: [Group; 2] = [Group { name: "million", size: 1_000_000 }, Group { name: "thousand", size: 1_000 }];

/// A bare number, as one counts.
#[must_use]
pub fn number(n: u64, case: Case) -> Vec<PromptId> {
    Speaker { case, gender: Gender::Masculine }.number(n, Behind::Pause)
}

/// So many of something.
#[must_use]
pub fn counted(n: u64, noun: Noun, case: Case) -> Vec<PromptId> {
    let speaker = Speaker { case, gender: noun.gender() };
    let form = |form| PromptId(format!("ar_{}_{form}", noun.name()));
    let two = || PromptId(format!("ar_{}_two_{}", noun.name(), speaker.case_name()));
    let with = |behind, noun| speaker.number(n, behind).into_iter().chain([noun]).collect();
    match (n, n % 100) {
        (1, _) => vec![form("one")],
        (2, _) => vec![two()],
        // "A hundred riyals and one riyal": the noun is said with both.
        (_, 1) => joined([counted(n - 1, noun, case), vec![form("one")]]),
        (_, 2) => joined([counted(n - 2, noun, case), vec![two()]]),
        (_, 3..=10) => with(Behind::Pause, form("few")),
        (_, 11..=99) => with(Behind::Pause, form("many")),
        (_, _) => with(Behind::Noun, form("other")),
    }
}

#[derive(Clone, Copy)]
struct Speaker {
    case: Case,
    gender: Gender,
}

impl Speaker {
    fn number(self, n: u64, behind: Behind) -> Vec<PromptId> {
        let mut rest = n;
        let mut parts: Vec<Vec<PromptId>> = Vec::new();
        for group in GROUPS {
            let (count, below) = (rest / group.size, rest % group.size);
            rest = below;
            if count > 0 {
                parts.push(self.group(count, group.name, if below == 0 { behind } else { Behind::Pause }));
            }
        }
        if rest > 0 || n == 0 {
            parts.push(self.under_thousand(rest, behind));
        }
        joined(parts)
    }

    /// Thousands or millions: ألف، ألفان، ثلاثة آلاف، أحد عشر ألفًا، مئة ألف.
    fn group(self, count: u64, name: &str, behind: Behind) -> Vec<PromptId> {
        let counter = Self { gender: Gender::Masculine, ..self };
        let form = |form: &str| PromptId(format!("ar_{name}_{form}"));
        let with = |form| counter.under_thousand(count, Behind::Noun).into_iter().chain([form]).collect();
        match (count, count % 100, behind) {
            (1, _, _) => vec![form("other")],
            (2, _, _) => vec![self.dual(&format!("ar_{name}"), behind)],
            // "A hundred thousand and a thousand": as with nouns.
            (_, 1 | 2, _) => {
                let (most, least) = (count - count % 100, count % 100);
                joined([self.group(most, name, Behind::Pause), self.group(least, name, behind)])
            }
            (_, 3..=10, _) => with(form("few")),
            (_, 11..=99, Behind::Pause) => with(form("many")),
            (_, _, _) => with(form("other")),
        }
    }

    fn under_thousand(self, n: u64, behind: Behind) -> Vec<PromptId> {
        let (hundreds, rest) = (n / 100, n % 100);
        let behind = if rest == 0 { behind } else { Behind::Pause };
        let hundred = match hundreds {
            0 => None,
            2 => Some(self.dual("ar_hundred", behind)),
            _ => Some(PromptId(format!("ar_n{}", hundreds * 100))),
        };
        let below = (rest > 0 || n == 0).then(|| self.under_hundred(rest));
        joined(hundred.map(|hundred| vec![hundred]).into_iter().chain(below))
    }

    fn under_hundred(self, n: u64) -> Vec<PromptId> {
        let (tens, unit) = (n / 10 * 10, n % 10);
        match (n, unit) {
            (0, _) => vec!["ar_n0".into()],
            (1..=19, _) => vec![self.small(n)],
            (_, 0) => vec![PromptId(format!("ar_n{tens}_{}", self.case_name()))],
            // واحدة stands alone, إحدى before the tens; ثماني before a noun, ثمانٍ before the tens.
            (_, 1 | 8) if self.gender == Gender::Feminine => {
                joined([vec![PromptId(format!("ar_n{unit}_before_tens_f"))], self.under_hundred(tens)])
            }
            (_, _) => joined([vec![self.small(unit)], self.under_hundred(tens)]),
        }
    }

    /// One to nineteen; two and twelve are declined.
    fn small(self, n: u64) -> PromptId {
        let gender = match self.gender {
            Gender::Masculine => 'm',
            Gender::Feminine => 'f',
        };
        match n {
            2 | 12 => PromptId(format!("ar_n{n}_{gender}_{}", self.case_name())),
            _ => PromptId(format!("ar_n{n}_{gender}")),
        }
    }

    /// مئتان، ألفين …; before the noun without n: مئتا، ألفي.
    fn dual(self, of: &str, behind: Behind) -> PromptId {
        match behind {
            Behind::Pause => PromptId(format!("{of}_two_{}", self.case_name())),
            Behind::Noun => PromptId(format!("{of}_two_of_{}", self.case_name())),
        }
    }

    const fn case_name(self) -> &'static str {
        match self.case {
            Case::Nominative => "nom",
            Case::Oblique => "obl",
        }
    }
}

/// With «و» between each two.
fn joined(parts: impl IntoIterator<Item = Vec<PromptId>>) -> Vec<PromptId> {
    parts
        .into_iter()
        .reduce(|said, next| said.into_iter().chain(["ar_and".into()]).chain(next).collect())
        .unwrap_or_default()
}
