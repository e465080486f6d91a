//! Names of things. Generated ids are UUID v7 (sortable by creation); given names are short strings.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! generated {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = "uuid")]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, unique and sortable by creation time. Shell only: pure rooms are given theirs.
            #[must_use]
            #[allow(clippy::new_without_default, reason = "an id is never a default")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// A fixed id for tests and simulations, so that a replay is exact.
            #[must_use]
            pub const fn numbered(n: u128) -> Self {
                Self(Uuid::from_u128(n))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

macro_rules! named {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The name as written in the configuration.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> Self {
                Self(name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )*};
}

generated! {
    /// One call, from the first INVITE to the last BYE, however many legs it has.
    CallId
    /// One party's connection within a call.
    LegId
    /// One offer of one call to one agent.
    OfferId
    /// One promise made to a customer.
    PromiseId
    /// One utterance of one speaker.
    UtteranceId
    /// One visit to a branch.
    VisitId
    /// One scorecard filled in for one call.
    SheetId
    /// One remark on a stretch of a call.
    CommentId
    /// One named list of calls.
    ViewId
    /// One place where phone and branch differ.
    FindingId
    /// One silent customer to be called by a person.
    OutreachId
}

named! {
    /// A person who answers calls.
    AgentId
    /// A line of waiting callers.
    QueueId
    /// What a caller may want, as named by a file in `config/intents/`.
    IntentId
    /// Something an agent can do: an intent's skill, a product, a tone (`complaints`, `calming`).
    Skill
    /// A provider's SIP trunk.
    TrunkId
    /// A prompt of `prompts/manifest.toml`.
    PromptId
    /// A customer of the organisation.
    CustomerId
    /// A branch office.
    BranchId
}
