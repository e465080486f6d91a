//! What a value is, and where it stands.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Pii;

/// Something said that has a value, beside the words that said it.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SpokenValue {
    /// What it is.
    #[serde(flatten)]
    pub value: Meaning,
    /// The bytes of the text that say it (UTF-8).
    pub span: TextSpan,
    /// The words of the text that say it, counted from 0; words are what white space separates.
    pub words: TextSpan,
}

impl SpokenValue {
    /// The kind of its value.
    #[must_use]
    pub const fn kind(&self) -> ValueKind {
        self.value.kind()
    }
}

/// Words never reach a log, and neither do their values.
impl std::fmt::Debug for SpokenValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} ‹pii› at {}..{}", self.kind(), self.span.start, self.span.end)
    }
}

/// A part of a text: from `start` to before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextSpan {
    /// The first.
    pub start: usize,
    /// The first that is no longer part of it.
    pub end: usize,
}

/// A value. Strings of digits are personal.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Meaning {
    /// How many: «خمسة وعشرين», "three point five".
    Number {
        /// The number.
        number: f64,
    },
    /// Which one: «المرة الثالثة», "21st".
    Ordinal {
        /// The number.
        number: u64,
    },
    /// Of a hundred: «خمسين بالمية».
    Percent {
        /// The number before the sign.
        number: f64,
    },
    /// Money: «خمسين ريال وعشرين هللة».
    Amount {
        /// ISO 4217 code, where the words leave no doubt.
        currency: Option<String>,
        /// The coin as an English word: `riyal`, `pound`, `piastre`.
        coin: String,
        /// The amount in the coin's smallest part: `minor / 10^scale` coins.
        minor: u64,
        /// Decimal places of the coin: 2 for most, 3 for dinars, 0 for a small coin whose currency is not known.
        scale: u8,
    },
    /// A day as it was named; what was not said is missing.
    Date {
        /// Day of the month.
        day: Option<u8>,
        /// Month of the year, from 1.
        month: Option<u8>,
        /// Year of the calendar.
        year: Option<u16>,
        /// Day of the week.
        weekday: Option<Weekday>,
        /// Whose months they are.
        calendar: Calendar,
    },
    /// A time of day.
    Time {
        /// Hour: of 24, or of twelve.
        hour: u8,
        /// Minute.
        minute: u8,
        /// The hour is one of twelve and the half of the day was not said.
        twelve: bool,
    },
    /// A phone number.
    Phone {
        /// Its digits, `+` before them if said.
        digits: Pii<String>,
    },
    /// A card's number.
    Card {
        /// Its digits.
        digits: Pii<String>,
        /// Does the last digit fit the others (Luhn).
        valid: bool,
    },
    /// A national id.
    Id {
        /// Its digits.
        digits: Pii<String>,
    },
    /// A bank account's number.
    Iban {
        /// Country and account, upper case, without spaces.
        iban: Pii<String>,
        /// Do length and check digits fit (ISO 7064, mod 97).
        valid: bool,
    },
    /// A string of digits of another kind: codes, orders, a part of something longer.
    Digits {
        /// The digits.
        digits: Pii<String>,
    },
}

impl Meaning {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ValueKind {
        match self {
            Self::Number { .. } => ValueKind::Number,
            Self::Ordinal { .. } => ValueKind::Ordinal,
            Self::Percent { .. } => ValueKind::Percent,
            Self::Amount { .. } => ValueKind::Amount,
            Self::Date { .. } => ValueKind::Date,
            Self::Time { .. } => ValueKind::Time,
            Self::Phone { .. } => ValueKind::Phone,
            Self::Card { .. } => ValueKind::Card,
            Self::Id { .. } => ValueKind::Id,
            Self::Iban { .. } => ValueKind::Iban,
            Self::Digits { .. } => ValueKind::Digits,
        }
    }
}

impl std::fmt::Debug for Meaning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} ‹pii›", self.kind())
    }
}

/// The kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// How many.
    Number,
    /// Which one.
    Ordinal,
    /// Of a hundred.
    Percent,
    /// Money.
    Amount,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A phone number.
    Phone,
    /// A card's number.
    Card,
    /// A national id.
    Id,
    /// A bank account's number.
    Iban,
    /// Other digits.
    Digits,
}

impl ValueKind {
    /// The kinds that tell who somebody is or what opens their doors.
    pub const PERSONAL: [Self; 5] = [Self::Phone, Self::Card, Self::Id, Self::Iban, Self::Digits];
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}

/// Whose months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// January, «كانون الثاني», «جانفي».
    #[default]
    Gregorian,
    /// «محرم».
    Hijri,
}

/// The words of a text by their bytes. Asked in order, it walks the text once.
pub(super) struct Places {
    words: Vec<TextSpan>,
    next: usize,
}

impl Places {
    pub(super) fn of(text: &str) -> Self {
        let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
        let word = |word: &str| TextSpan { start: start(word), end: start(word) + word.len() };
        Self { words: text.split_whitespace().map(word).collect(), next: 0 }
    }

    pub(super) fn value(&mut self, value: Meaning, bytes: std::ops::Range<usize>) -> SpokenValue {
        while self.words.get(self.next).is_some_and(|word| word.end <= bytes.start) {
            self.next += 1;
        }
        let ends_later = self.words[self.next..].iter().take_while(|word| word.start < bytes.end).count();
        let words = TextSpan { start: self.next, end: self.next + ends_later };
        SpokenValue { value, span: TextSpan { start: bytes.start, end: bytes.end }, words }
    }
}
