//! What is known of a customer beside their numbers, each thing with who said it, when, and whether they agreed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AgentId, CustomerId, Pii, Timestamp};

/// One thing known of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Field {
    /// What it tells.
    pub kind: FieldKind,
    /// The thing itself; a language is its ISO 639-1 code.
    pub value: Pii<String>,
    /// The day of an occasion, `YYYY-MM-DD`, or `MM-DD` for one of every year.
    pub day: Option<String>,
    /// How we know.
    pub source: FieldSource,
    /// Who wrote it down.
    pub by: AgentId,
    /// When.
    pub at: Timestamp,
    /// The customer agreed that we keep and use it. Without that only who wrote it and an admin see it.
    pub consent: bool,
}

/// What a [`Field`] tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// The name as the person likes it.
    Name,
    /// How they like to be addressed («أم خالد»).
    AddressAs,
    /// The language they like to be served in.
    Language,
    /// How they speak (Najdi, Egyptian, …).
    Dialect,
    /// What is worth a kind word, with its day.
    Occasion,
    /// What they like or cannot bear.
    Preference,
    /// The last digits of the national id, never the whole.
    NationalIdTail,
    /// The number a branch's own system knows them by.
    BranchNumber,
    /// A queue ticket of today.
    Ticket,
}

impl FieldKind {
    /// A customer has one of it: a new one takes the place of the one before.
    #[must_use]
    pub const fn is_single(self) -> bool {
        match self {
            Self::Name | Self::AddressAs | Self::Language | Self::Dialect | Self::NationalIdTail => true,
            Self::Occasion | Self::Preference | Self::BranchNumber | Self::Ticket => false,
        }
    }
}

/// How we know a thing of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldSource {
    /// They said so themselves.
    Customer,
    /// Somebody on the phone noticed.
    Agent,
    /// Somebody in a branch noticed.
    Branch,
    /// It came with another system's data.
    Import,
}

/// Why two customers are taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SamePersonRule {
    /// A number of one is a number of the other, in whatever spelling.
    SameNumber,
    /// A branch's system knows them by the same number.
    SameBranchNumber,
}

/// Two customers made one, so that it can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Merge {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: uuid::Uuid,
    /// Who is left, with everything of both.
    pub kept: CustomerId,
    /// Who went into them.
    pub gone: CustomerId,
    /// Why.
    pub rule: SamePersonRule,
    /// Who did it.
    pub by: AgentId,
    /// When.
    pub at: Timestamp,
    /// When it was undone.
    pub undone: Option<Timestamp>,
}
