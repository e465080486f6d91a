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
    /// بيسة
    Baisa,
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
    /// Qatari riyal.
    Qar,
    /// Bahraini dinar.
    Bhd,
    /// Omani riyal.
    Omr,
}

impl Noun {
    /// All of them.
    pub const ALL: [Self; 12] = [
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
        Self::Baisa,
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
            Self::Baisa => "baisa",
        }
    }

    /// Its gender in Arabic.
    #[must_use]
    pub const fn gender(self) -> Gender {
        match self {
            Self::Minute | Self::Hour | Self::Halala | Self::Baisa => Gender::Feminine,
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
            Self::Sar | Self::Qar | Self::Omr => Noun::Riyal,
            Self::Aed => Noun::Dirham,
            Self::Kwd | Self::Jod | Self::Bhd => Noun::Dinar,
            Self::Egp => Noun::Pound,
        }
    }

    /// Its part.
    #[must_use]
    pub const fn part(self) -> Noun {
        match self {
            Self::Sar => Noun::Halala,
            Self::Aed | Self::Kwd | Self::Jod | Self::Bhd => Noun::Fils,
            Self::Qar => Noun::Dirham,
            Self::Omr => Noun::Baisa,
            Self::Egp => Noun::Piastre,
        }
    }

    /// How many parts make a coin.
    #[must_use]
    pub const fn parts(self) -> u64 {
        match self {
            Self::Sar | Self::Aed | Self::Egp | Self::Qar => 100,
            Self::Kwd | Self::Jod | Self::Bhd | Self::Omr => 1000,
        }
    }
}
