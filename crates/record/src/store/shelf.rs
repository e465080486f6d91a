//! What a database must offer for the work of the reviewers: cards on shelves, each with its history.
//!
//! A card is a row with the few columns lists ask for and the rest as JSON; one shelf is one table.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, BranchId, CallId, Pii, PromiseId, Timestamp, VisitId};

use super::StoreError;
use crate::owed::{OwedPromise, PromiseChange};

/// Where cards of one kind lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// What the machine read in calls.
    Readings,
    /// Scorecards as forms.
    Forms,
    /// Scorecards filled in.
    Sheets,
    /// Calls drawn for review.
    Samples,
    /// Remarks on stretches of calls.
    Comments,
    /// Named lists of calls.
    Views,
    /// Places where phone and branch differ.
    Findings,
    /// Silent customers to be called.
    Outreach,
}

impl Shelf {
    /// Every shelf.
    pub const ALL: [Self; 8] = [
        Self::Readings,
        Self::Forms,
        Self::Sheets,
        Self::Samples,
        Self::Comments,
        Self::Views,
        Self::Findings,
        Self::Outreach,
    ];

    /// The name of its table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Readings => "call_readings",
            Self::Forms => "forms",
            Self::Sheets => "sheets",
            Self::Samples => "samples",
            Self::Comments => "comments",
            Self::Views => "views",
            Self::Findings => "findings",
            Self::Outreach => "outreach",
        }
    }
}

/// What lists ask a card for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spine {
    /// About which call.
    pub call: Option<CallId>,
    /// About which customer, or the number of somebody unknown.
    pub customer: Option<String>,
    /// About which branch.
    pub branch: Option<BranchId>,
    /// Whose it is.
    pub owner: Option<AgentId>,
    /// What kind.
    pub kind: Option<String>,
    /// How it stands.
    pub state: Option<String>,
    /// Its place in lists, lowest first.
    pub place: i64,
    /// When it was made.
    pub at: Timestamp,
}

/// A card as a store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Unique on its shelf.
    pub id: String,
    /// The columns.
    pub spine: Spine,
    /// Counts its changes from 0.
    pub edition: i64,
    /// All of it, as JSON.
    pub json: Pii<String>,
}

/// Which cards are wanted; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardFilter {
    /// About this call.
    pub call: Option<CallId>,
    /// About one of these customers or numbers.
    pub customers: Option<Vec<String>>,
    /// About this branch, in any of these spellings.
    pub branches: Option<Vec<BranchId>>,
    /// Of this owner.
    pub owner: Option<AgentId>,
    /// Of this kind.
    pub kind: Option<String>,
    /// In one of these states.
    pub states: Option<Vec<String>>,
    /// Made at or after.
    pub since: Option<Timestamp>,
    /// Made before.
    pub until: Option<Timestamp>,
    /// Only cards after this one in the list.
    pub after: Option<String>,
}

/// One line of a card's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CardStep)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who; the machine has the name `machine`.
    pub user: AgentId,
    /// What was done.
    pub action: String,
    /// In whose words, if any were given.
    pub note: Option<Pii<String>>,
}

/// What has changed since it was read: a call, or a person's meetings and promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// A call.
    Call {
        /// Which.
        call: CallId,
        /// Lines of its timeline when it was owed.
        events: i64,
    },
    /// A person.
    Person {
        /// A customer's id, or the number of somebody unknown as it compares.
        person: Pii<String>,
        /// Since when it is owed.
        at: Timestamp,
    },
}

/// The part of a [`super::Store`] that reviewers use.
#[async_trait]
pub trait ShelfStore: Send + Sync + std::fmt::Debug {
    /// Puts up a new card with the first line of its history; false when there is one of that id.
    async fn add_card(&self, shelf: Shelf, card: &Card, step: Option<&Step>) -> Result<bool, StoreError>;
    /// One card.
    async fn card(&self, shelf: Shelf, id: &str) -> Result<Option<Card>, StoreError>;
    /// Cards that fit, in their places, at most `limit`.
    async fn cards(&self, shelf: Shelf, filter: &CardFilter, limit: u32) -> Result<Vec<Card>, StoreError>;
    /// Puts a card in the place of its edition and counts one up; false when another edition is there, or none.
    async fn change_card(&self, shelf: Shelf, card: &Card, step: Option<&Step>) -> Result<bool, StoreError>;
    /// Takes a card down with its history; false when there is none.
    async fn drop_card(&self, shelf: Shelf, id: &str) -> Result<bool, StoreError>;
    /// A card's history, oldest first.
    async fn steps(&self, shelf: Shelf, id: &str) -> Result<Vec<Step>, StoreError>;
    /// Ended calls whose words are all there and masked, and persons owed by now, oldest first, at most `limit` of each.
    async fn unread(&self, now: Timestamp, limit: u32) -> Result<Vec<Unread>, StoreError>;
    /// That much has been read.
    async fn have_read(&self, unread: &Unread) -> Result<(), StoreError>;
    /// A person's matters are to be looked at from then on, or from an earlier time already known.
    async fn owe_person(&self, person: &str, at: Timestamp) -> Result<(), StoreError>;
    /// Keeps a promise the machine heard, in a call or in that visit, unless there is one of that id or one made from the
    /// same line.
    async fn suggest_promise(&self, promise: &OwedPromise, visit: Option<VisitId>) -> Result<bool, StoreError>;
    /// Takes back a promise nobody has confirmed, for good, and writes a line into its history; false when there is none.
    async fn dismiss_promise(&self, id: PromiseId, step: &Step) -> Result<bool, StoreError>;
    /// Changes a promise and writes a line into its history; false when there is none.
    async fn change_promise(&self, id: PromiseId, change: &PromiseChange, step: &Step) -> Result<bool, StoreError>;
    /// A promise's history, oldest first.
    async fn promise_steps(&self, id: PromiseId) -> Result<Vec<Step>, StoreError>;
    /// Open promises due before then of whose lapse nobody was told, soonest due first, at most `limit`.
    async fn unalerted(&self, due_before: Timestamp, limit: u32) -> Result<Vec<OwedPromise>, StoreError>;
    /// Remembers that the owner was told of a promise about to lapse; false when they were told before.
    async fn note_alert(&self, id: PromiseId, at: Timestamp) -> Result<bool, StoreError>;
}
