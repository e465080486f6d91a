//! What staff told a customer, in a form in which two tellings can be compared.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{Mood, PromiseOutcome};

use super::differ::differ;
use crate::answers::Day;

/// What a telling is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Money that is owed, paid, returned.
    Amount,
    /// When something happens or is done.
    Date,
    /// A paper that is needed or not.
    Document,
    /// What something costs.
    Fee,
    /// What must be so before something is done: an appointment, coming in person, a least balance.
    Condition,
    /// Whether something is possible, approved, included.
    YesNo,
    /// What was promised.
    Promise,
    /// How the customer felt.
    Mood,
}

impl Topic {
    /// The name used in the API and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Date => "date",
            Self::Document => "document",
            Self::Fee => "fee",
            Self::Condition => "condition",
            Self::YesNo => "yes_no",
            Self::Promise => "promise",
            Self::Mood => "mood",
        }
    }
}

/// One thing told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Fact {
    /// The kind of thing.
    pub topic: Topic,
    /// Which of its kind, from our own lists and never a customer's words: `power_of_attorney`, `refund`.
    pub about: String,
    /// What was told of it.
    pub value: Value,
}

impl Value {
    /// Whether it counts something: money, time, a number.
    pub(super) const fn is_counted(&self) -> bool {
        match self {
            Self::Money { .. }
            | Self::Percent { .. }
            | Self::Day { .. }
            | Self::Within { .. }
            | Self::Clock { .. }
            | Self::Number { .. } => true,
            Self::Yes { .. } | Self::Outcome { .. } | Self::Mood { .. } => false,
        }
    }
}

impl Fact {
    /// Whether both tell the same of the same thing; days are not compared, only how long something takes.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        let of_one = (self.topic, &self.about) == (other.topic, &other.about);
        let spans = match (&self.value, &other.value) {
            (Value::Within { hours: a, .. }, Value::Within { hours: b, .. }) => Some(a == b),
            _ => None,
        };
        of_one && spans.unwrap_or_else(|| !differ(&self.about, &self.value, &other.value))
    }
}

/// What was told of something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Value {
    /// Yes or no: needed, possible, there is a fee.
    Yes {
        /// Yes.
        yes: bool,
    },
    /// So much money, in the coin's smallest part: `minor / 10^scale` coins.
    Money {
        /// The amount.
        minor: u64,
        /// Decimal places of the coin.
        scale: u8,
        /// The coin as an English word, `riyal`; nothing where it was not said.
        coin: Option<String>,
    },
    /// Of a hundred.
    Percent {
        /// The number before the sign.
        percent: f64,
    },
    /// On or until a day.
    Day {
        /// Which.
        day: Day,
    },
    /// Within a span of time from the telling.
    Within {
        /// Its length; working days count as days.
        hours: u32,
        /// The day it ends, counted from the day it was told.
        until: Option<Day>,
    },
    /// A time of day.
    Clock {
        /// Minutes since midnight.
        minute: u16,
    },
    /// How many.
    Number {
        /// The number.
        number: f64,
    },
    /// What became of a promise.
    Outcome {
        /// What.
        outcome: PromiseOutcome,
    },
    /// How somebody felt.
    Mood {
        /// How.
        mood: Mood,
    },
}
