//! What can be counted, and money.

use serde::Deserialize;

/// Something that can be counted. Its pieces are `<language>_<name>_<form>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    /// دقيقة
    Minute,
    /// ساعة
    Hour,
    /// يوم
    Day,
    /// متصل: somebody who waits too.
    Caller,
    /// ريال
    Riyal,
    /// هللة
    Halala,
    /// درهم
    Dirham,
    /// فلس
    Fils,
    /// دينار
    Dinar,
    /// جنيه
    Pound,
    /// قرش
    Piastre,
}

/// The gender of an Arabic noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gender {
    /// Masculine.
    Masculine,
    /// Feminine.
    Feminine,
}

/// Money that can be spoken, by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Saudi riyal.
    Sar,
    /// Emirati dirham.
    Aed,
    /// Kuwaiti dinar.
    Kwd,
    /// Jordanian dinar.
    Jod,
    /// Egyptian pound.
    Egp,
}

impl Noun {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Minute,
        Self::Hour,
        Self::Day,
        Self::Caller,
        Self::Riyal,
        Self::Halala,
        Self::Dirham,
        Self::Fils,
        Self::Dinar,
        Self::Pound,
        Self::Piastre,
    ];

    /// The name in its pieces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Caller => "caller",
            Self::Riyal => "riyal",
            Self::Halala => "halala",
            Self::Dirham => "dirham",
            Self::Fils => "fils",
            Self::Dinar => "dinar",
            Self::Pound => "pound",
            Self::Piastre => "piastre",
        }
    }

    /// Its gender in Arabic.
    #[must_use]
    pub const fn gender(self) -> Gender {
        match self {
            Self::Minute | Self::Hour | Self::Halala => Gender::Feminine,
            Self::Day
            | Self::Caller
            | Self::Riyal
            | Self::Dirham
            | Self::Fils
            | Self::Dinar
            | Self::Pound
            | Self::Piastre => Gender::Masculine,
        }
    }
}

impl Currency {
    /// The coin.
    #[must_use]
    pub const fn coin(self) -> Noun {
        match self {
            Self::Sar => Noun::Riyal,
            Self::Aed => Noun::Dirham,
            Self::Kwd | Self::Jod => Noun::Dinar,
            Self::Egp => Noun::Pound,
        }
    }

    /// Its part.
    #[must_use]
    pub const fn part(self) -> Noun {
        match self {
            Self::Sar => Noun::Halala,
            Self::Aed | Self::Kwd | Self::Jod => Noun::Fils,
            Self::Egp => Noun::Piastre,
        }
    }

    /// How many parts make a coin.
    #[must_use]
    pub const fn parts(self) -> u64 {
        match self {
            Self::Sar | Self::Aed | Self::Egp => 100,
            Self::Kwd | Self::Jod => 1000,
        }
    }
}
