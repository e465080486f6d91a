//! What a database must offer so that words of transcripts are found.

use async_trait::async_trait;
use wasl_model::CallId;

use super::StoreError;
use crate::search::{Hit, Words};
use crate::{CallFilter, CallSummary};

/// Which turns are wanted.
#[derive(Clone, Copy, Debug)]
pub struct WantedTurns<'a> {
    /// What they hold.
    pub words: &'a Words,
    /// Of which calls, and by whom.
    pub filter: &'a CallFilter,
    /// Only turns before this one in the order of their numbers.
    pub below: i64,
    /// How many at most.
    pub limit: u32,
}

/// A turn that an index gives: whether it holds the words is seen when it is read.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Its number: turns of later calls have higher ones.
    pub number: i64,
    /// The turn as a hit without marks.
    pub hit: Hit,
    /// Of a turn read twice the words that are not shown.
    pub other: Option<String>,
}

/// The part of a [`super::Store`] that searches use.
#[async_trait]
pub trait SearchStore: Send + Sync + std::fmt::Debug {
    /// Turns that may hold these words, highest number first. Fewer than `limit` are given only when there are no more.
    async fn turns(&self, wanted: WantedTurns<'_>) -> Result<Vec<Turn>, StoreError>;
    /// The lowest number a turn of this call can have; `None` for an unknown call.
    async fn first_turn_of(&self, call: CallId) -> Result<Option<i64>, StoreError>;
    /// Calls by their ids, in any order.
    async fn calls_of(&self, ids: &[CallId]) -> Result<Vec<CallSummary>, StoreError>;
    /// Reads a call's timeline again: its turns, their index, its figures. False for an unknown call.
    async fn reindex(&self, call: CallId) -> Result<bool, StoreError>;
}
