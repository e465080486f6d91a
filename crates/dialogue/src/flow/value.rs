//! `[values]`: numbers, amounts, times, days and names that a flow says, kept apart from its prompts so that a fee or an
//! hour changes without a new recording.

use jiff::civil::{Date, Time};
use serde::Deserialize;
use wasl_model::{Language, PromptId};

use crate::hours::spec::Day;
use crate::speak::{self, Case, Currency, Noun, Value};

/// One value, spoken by each language's grammar.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FlowValue {
    /// A bare number.
    Number {
        /// Which.
        number: u64,
        /// The case it stands in, in Arabic.
        #[serde(default)]
        case: Case,
    },
    /// So many of something.
    Count {
        /// How many.
        number: u64,
        /// Of what.
        of: Noun,
        /// See [`FlowValue::Number`].
        #[serde(default)]
        case: Case,
    },
    /// Money.
    Amount {
        /// How much: `"25.50"`.
        amount: String,
        /// In which currency.
        currency: Currency,
        /// See [`FlowValue::Number`].
        #[serde(default)]
        case: Case,
    },
    /// A time of day.
    Time {
        /// `"15:30"`.
        time: String,
    },
    /// A day of the year.
    Date {
        /// `"09-23"`.
        date: Day,
    },
    /// Told digit by digit, such as a telephone number of the house.
    Digits {
        /// Which.
        digits: String,
    },
    /// A recorded name.
    Name {
        /// Its prompt.
        prompt: PromptId,
    },
}

impl FlowValue {
    /// The pieces that say it; `None` when it cannot be read.
    #[must_use]
    pub fn pieces(&self, language: Language) -> Option<Vec<PromptId>> {
        let say = |value, case| speak::pieces(&value, language, case);
        Some(match self {
            Self::Number { number, case } => say(Value::Number(*number), *case),
            Self::Count { number, of, case } => say(Value::Count(*number, *of), *case),
            Self::Amount { amount, currency, case } => say(Value::Amount(minor(amount, *currency)?, *currency), *case),
            Self::Time { time } => speak::day::time(clock(time)?, language),
            Self::Date { date } => {
                let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
                // A leap year, so that the 29th of February is one.
                let any =
                    Date::new(date.year.and_then(|year| year.try_into().ok()).unwrap_or(2000), month, day).ok()?;
                speak::day::date(any).to_vec()
            }
            Self::Digits { digits } => say(Value::Digits(digits.clone()), Case::Oblique),
            Self::Name { prompt } => vec![prompt.clone()],
        })
    }

    /// What is wrong with it, if anything.
    pub(super) fn problem(&self) -> Option<&'static str> {
        match (self, self.pieces(Language::Ar)) {
            (Self::Amount { .. }, None) => {
                Some("is no amount; write it as \"25.50\", with no more places than the coin has")
            }
            (Self::Time { .. }, None) => Some("is no time of day; write it as \"15:30\""),
            (Self::Date { .. }, None) => Some("is no day; write it as \"09-23\""),
            (Self::Digits { .. }, Some(pieces)) if pieces.is_empty() => Some("has no digit"),
            (_, _) => None,
        }
    }
}

/// An amount in the currency's smallest part.
fn minor(amount: &str, currency: Currency) -> Option<u64> {
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    let places = currency.parts().ilog10() as usize;
    if part.len() > places || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part: u64 = format!("{part:0<places$}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(currency.parts())?.checked_add(part)
}

fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(toml: &str) -> Option<String> {
        let value: FlowValue = toml::from_str(toml).unwrap();
        let pieces = value.pieces(Language::En)?;
        Some(pieces.iter().map(PromptId::as_str).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn values_are_spoken_and_nonsense_is_not() {
        let amount = |amount| names(&format!("kind = \"amount\"\namount = \"{amount}\"\ncurrency = \"SAR\""));
        assert_eq!(amount("25.5").unwrap(), "en_n20 en_n5 en_riyal_many en_and en_n50 en_halala_many");
        assert_eq!(amount("1").unwrap(), "en_n1 en_riyal_one");
        for wrong in ["", "a", "1.234", "-1", "1.x", "99999999999999999999"] {
            assert_eq!(amount(wrong), None, "{wrong}");
        }
        assert_eq!(names("kind = \"time\"\ntime = \"15:30\"").unwrap(), "hour_3 en_n30 in_the_afternoon");
        assert_eq!(names("kind = \"time\"\ntime = \"25:30\""), None);
        assert_eq!(names("kind = \"date\"\ndate = \"02-29\"").unwrap(), "day_29 month_2");
        assert_eq!(names("kind = \"count\"\nnumber = 3\nof = \"day\"").unwrap(), "en_n3 en_day_many");
    }
}
