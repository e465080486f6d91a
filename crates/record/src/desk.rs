//! What the book keeps for an agent's desk: drafts, wrap-ups, the day in numbers, and events told after a call's end.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;
use time::UtcOffset;
use utoipa::ToSchema;
use wasl_model::{AgentId, CallEvent, CallId, Pii, Timestamp, WrapUp};

use crate::book::{AppendError, Book};
use crate::store::StoreError;

/// Most bytes of a draft's JSON.
pub const LONGEST_DRAFT: usize = 16 << 10;
/// Most drafts of an agent. Drop rule: the one untouched for longest goes.
pub const MOST_DRAFTS: u32 = 50;
/// A talk that ended longer ago than this is no longer asked about.
const LONGEST_UNWRAPPED_MS: i64 = 16 * 3_600_000;

/// An agent's day in numbers, for their own eyes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentDay {
    /// Calls talked in.
    pub calls: u32,
    /// Time with callers on the line, in milliseconds.
    pub talk_ms: u64,
    /// Calls whose caller was angry or frustrated, as the machine read and the agent did not correct, or as the agent said.
    pub hard_calls: u32,
    /// Times the agent reported abuse.
    pub abuse: u32,
    /// Calls whose caller said thanks.
    pub thanks: u32,
    /// The last such thanks, in the caller's words.
    pub thank_you: Option<Pii<String>>,
}

/// One agent's wrap-up of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WrappedCall {
    /// Which call.
    pub call: CallId,
    /// Who.
    pub agent: AgentId,
    /// When.
    pub at: Timestamp,
    /// What was written down.
    #[serde(flatten)]
    pub wrap_up: WrapUp,
}

/// Why a draft was not kept.
#[derive(Debug, Error)]
pub enum DraftError {
    /// It is no JSON object.
    #[error("a draft is a JSON object")]
    NotAnObject,
    /// Too long.
    #[error("a draft has at most {LONGEST_DRAFT} bytes of JSON")]
    TooLong,
    /// There is no such call.
    #[error("there is no call {0}")]
    Unknown(CallId),
    /// The store did not take it.
    #[error("the draft could not be read or written")]
    Store(#[from] StoreError),
}

impl Book {
    /// Appends what an agent or a caller tells about a call, also after its end, and waits until kill -9 cannot lose it.
    /// Its `seq` follows the last one, and subscribers are told of it like of any event.
    ///
    /// # Errors
    /// When there is no such call, the event is none that may come after the end, the book is shut, or the store refuses it.
    pub async fn append_late(&self, call: CallId, event: CallEvent) -> Result<u64, AppendError> {
        if !may_be_late(&event) {
            return Err(AppendError::NotLate);
        }
        let known = self.call(call).await?.ok_or(AppendError::Unknown(call))?;
        let at = known.ended.map_or_else(|| self.now(), |ended| ended.max(self.now()));
        self.keep(call, at, known.media_length, event).await
    }

    /// What an agent was writing about a call.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn draft(&self, agent: &AgentId, call: CallId) -> Result<Option<Value>, StoreError> {
        let Some(text) = self.inner.store.draft(agent, call).await? else { return Ok(None) };
        let read = serde_json::from_str(&text);
        read.map(Some)
            .map_err(|error| StoreError::Damaged(format!("a draft cannot be read from byte {}", error.column())))
    }

    /// Keeps what an agent is writing about a call, in the place of the draft before. A wrap-up drops it.
    ///
    /// # Errors
    /// When it is no JSON object or too long, there is no such call, or the store does not take it.
    pub async fn put_draft(&self, agent: &AgentId, call: CallId, draft: &Value) -> Result<(), DraftError> {
        if !draft.is_object() {
            return Err(DraftError::NotAnObject);
        }
        let text = draft.to_string();
        if text.len() > LONGEST_DRAFT {
            return Err(DraftError::TooLong);
        }
        let found = self.inner.store.put_draft(agent, call, &text, self.now()).await?;
        if found { Ok(()) } else { Err(DraftError::Unknown(call)) }
    }

    /// Drops a draft; false when there was none.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn drop_draft(&self, agent: &AgentId, call: CallId) -> Result<bool, StoreError> {
        self.inner.store.drop_draft(agent, call).await
    }

    /// Everybody's wrap-ups of a call, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn wrap_ups(&self, call: CallId) -> Result<Vec<WrappedCall>, StoreError> {
        self.inner.store.wrap_ups(call).await
    }

    /// The last call whose talk with this agent is over and that they have not wrapped up yet, if it is of this shift.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn unwrapped(&self, agent: &AgentId) -> Result<Option<CallId>, StoreError> {
        let since = Timestamp(self.now().as_millis() - LONGEST_UNWRAPPED_MS);
        self.inner.store.unwrapped(agent, since).await
    }

    /// An agent's numbers since midnight of the house.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn numbers_today(&self, agent: &AgentId, offset: UtcOffset) -> Result<AgentDay, StoreError> {
        let now = self.now();
        self.inner.store.agent_day(agent, midnight(now, offset), now).await
    }
}

/// What people tell about a call, and what is read from its recording; everything else happens while it lives.
const fn may_be_late(event: &CallEvent) -> bool {
    matches!(
        event,
        CallEvent::Heard { .. }
            | CallEvent::HeardLater { .. }
            | CallEvent::CaughtUp { .. }
            | CallEvent::ReadAgain { .. }
            | CallEvent::Noted { .. }
            | CallEvent::MoodCorrected { .. }
            | CallEvent::IntentCorrected { .. }
            | CallEvent::StepMarked { .. }
            | CallEvent::PromiseMade { .. }
            | CallEvent::PromiseWithdrawn { .. }
            | CallEvent::AbuseReported { .. }
            | CallEvent::WrappedUp { .. }
            | CallEvent::CallbackPromised { .. }
            | CallEvent::CallerFelt { .. }
    )
}

fn midnight(now: Timestamp, offset: UtcOffset) -> Timestamp {
    const DAY_MS: i64 = 86_400_000;
    let offset_ms = i64::from(offset.whole_seconds()) * 1_000;
    let local = now.as_millis().saturating_add(offset_ms);
    Timestamp((local - local.rem_euclid(DAY_MS)).saturating_sub(offset_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_the_house_s_midnight() {
        let riyadh = UtcOffset::from_hms(3, 0, 0).unwrap();
        let at = |hour: i64| Timestamp(1_795_305_600_000 + hour * 3_600_000); // 2026-11-22T00:00Z and on
        assert_eq!(midnight(at(20), riyadh), at(-3));
        assert_eq!(midnight(at(22), riyadh), at(21));
        assert_eq!(midnight(at(1), UtcOffset::UTC), at(0));
        assert_eq!(midnight(at(1), UtcOffset::from_hms(-5, -30, 0).unwrap()), Timestamp(at(-19).0 + 1_800_000));
    }
}
