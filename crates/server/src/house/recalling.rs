//! What the floor remembers of its day after a restart, also after kill -9: what agents took and carried, how they rested, and
//! the places of callers who stopped waiting a moment ago or were cut off.
//!
//! Talks and waits are read from the book, where they stand anyway. How it stands with rests is kept every few seconds while
//! it changes, so a crash can lose the newest: then none is assumed. A wait that a crash cut ended when the house was back.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use wasl_model::{CallEvent, CallId, Hangup, OfferOutcome, Pii, QueueId, TalkEnd, TimelineEntry, Timestamp};
use wasl_record::{Book, CallSummary, Person, StoreError, Taken};
use wasl_routing::{Happened, Input, KeptRests, Past, RoutingConfig};

use super::House;
use super::floor::Floor;

/// Under this name the book keeps how it stands with agents' rests.
const RESTS: &str = "rests";
/// Looked at so often.
const KEEP_EVERY: Duration = Duration::from_secs(2);
/// A place handed on from call to call is followed so far back.
const MOST_CALLS: usize = 8;
/// Earlier meetings of a caller that are looked through for the call before.
const MOST_MEETINGS: u32 = 16;
/// How calls end whose callers may still have a place: all that do not end with a talk.
const WITHOUT_TALK: [Hangup; 5] =
    [Hangup::Abandoned, Hangup::Interrupted, Hangup::GaveUp, Hangup::CallbackPromised, Hangup::Failed];

/// How far back the floor remembers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    /// Calls taken.
    since: Timestamp,
    /// Places left.
    places_since: Timestamp,
}

impl Memory {
    /// What such a floor remembers.
    pub(crate) fn of(routing: &RoutingConfig, now: Timestamp) -> Self {
        let keep_ms = i64::try_from(routing.keep_place_s.saturating_mul(1000)).unwrap_or(i64::MAX);
        let places_since = Timestamp(now.as_millis().saturating_sub(keep_ms));
        Self { since: routing.remembered_since(now), places_since }
    }

    /// Tells the floor, whose agents exist and of whom none signed in yet.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub(crate) async fn tell(self, house: &House) -> Result<(), StoreError> {
        let book = &house.book;
        let taken = book.taken_since(self.since).await?;
        let rests = book.state::<KeptRests>(RESTS).await?.unwrap_or_default();
        let places = self.places(book).await?;
        tracing::info!(calls = taken.len(), places = places.len(), "what the floor remembers of its day goes on");
        let past = taken.into_iter().flat_map(of_taken).chain(rests.into_past()).chain(places);
        house.floor.tell(Input::Recall(past.collect())).await;
        Ok(())
    }

    async fn places(self, book: &Book) -> Result<Vec<Past>, StoreError> {
        let mut places = Vec::new();
        for call in book.ended_since(self.places_since, &WITHOUT_TALK).await? {
            let (Some(caller), Some(at)) = (call.from.clone(), call.ended) else { continue };
            if let Some(wait) = last_wait(book, &call).await?
                && !is_taken_up(book, &caller, at).await?
            {
                let Wait { queue, since, .. } = wait;
                places.push(Past { at, what: Happened::Left { caller, queue, since } });
            }
        }
        Ok(places)
    }
}

/// Keeps how it stands with rests whenever that changed, until the house closes.
pub(crate) async fn keep_rests(book: Book, floor: Floor, closing: CancellationToken) {
    let mut kept = None;
    loop {
        let closes = tokio::select! {
            biased;
            () = closing.cancelled() => true,
            () = tokio::time::sleep(KEEP_EVERY) => false,
        };
        let rests = floor.rests().await;
        if rests.is_some() && rests != kept {
            match book.keep_state(RESTS, &rests).await {
                Ok(()) => kept = rests,
                Err(error) => tracing::warn!(%error, "who rested lately is not kept yet"),
            }
        }
        if closes {
            return;
        }
    }
}

fn of_taken(taken: Taken) -> [Past; 2] {
    let Taken { agent, at, before, ended, during, abuse, .. } = taken;
    let end = if abuse { TalkEnd::Abuse } else { TalkEnd::Done };
    let talked = Happened::Talked { agent: agent.clone(), time: ended.since(at), before, during, end };
    [Past { at, what: Happened::Took { agent, weight: before } }, Past { at: ended, what: talked }]
}

/// A wait for a person that ended without one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wait {
    /// Where it began.
    queue: QueueId,
    since: Timestamp,
    /// It went on with the place of an earlier call, in which it began.
    place_kept: bool,
}

/// The wait in which that call ended, from its true begin.
async fn last_wait(book: &Book, call: &CallSummary) -> Result<Option<Wait>, StoreError> {
    let Some(mut wait) = wait_of(book, call.id).await? else { return Ok(None) };
    let (mut began, mut calls) = (call.began, 1);
    while wait.place_kept && calls < MOST_CALLS {
        let Some(before) = call_before(book, call.from.as_ref(), began).await? else { break };
        let earlier = book.call(before).await?;
        let Some(earlier_wait) = wait_of(book, before).await?.filter(|earlier| earlier.queue == wait.queue) else {
            break;
        };
        wait = earlier_wait;
        began = earlier.map_or(Timestamp::default(), |call| call.began);
        calls += 1;
    }
    Ok(Some(wait))
}

async fn wait_of(book: &Book, call: CallId) -> Result<Option<Wait>, StoreError> {
    Ok(unanswered_wait(&book.timeline(call).await?.unwrap_or_default()))
}

/// The same caller's newest call that began earlier.
async fn call_before(book: &Book, from: Option<&Pii<String>>, began: Timestamp) -> Result<Option<CallId>, StoreError> {
    let Some(number) = from.cloned() else { return Ok(None) };
    let meetings = book.history(&Person::Number(number), MOST_MEETINGS).await?;
    Ok(meetings.iter().filter(|meeting| meeting.at < began).find_map(|meeting| meeting.call))
}

/// The caller called again since and has the place already.
async fn is_taken_up(book: &Book, caller: &Pii<String>, left: Timestamp) -> Result<bool, StoreError> {
    let meetings = book.history(&Person::Number(caller.clone()), MOST_MEETINGS).await?;
    for call in meetings.iter().filter(|meeting| meeting.at >= left).filter_map(|meeting| meeting.call) {
        let timeline = book.timeline(call).await?.unwrap_or_default();
        if timeline.iter().any(|entry| matches!(entry.event, CallEvent::Queued { place_kept: true, .. })) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The last wait of a timeline, unless an agent took the call. A wait that went on after a lost agent counts from its begin.
#[allow(clippy::wildcard_enum_match_arm, reason = "the few of the timeline's many events that make a wait")]
fn unanswered_wait(timeline: &[TimelineEntry]) -> Option<Wait> {
    let (mut waits, mut last): (bool, Option<Wait>) = (false, None);
    for entry in timeline {
        match &entry.event {
            CallEvent::HandedOver { queue, .. } => {
                let since =
                    last.as_ref().filter(|last| waits || last.queue == *queue).map_or(entry.at, |last| last.since);
                let place_kept = waits && last.as_ref().is_some_and(|last| last.place_kept);
                last = Some(Wait { queue: queue.clone(), since, place_kept });
                waits = true;
            }
            CallEvent::Queued { queue, place_kept, .. } => {
                let wait =
                    last.get_or_insert_with(|| Wait { queue: queue.clone(), since: entry.at, place_kept: false });
                wait.place_kept |= place_kept;
                waits = true;
            }
            CallEvent::OfferEnded { outcome: OfferOutcome::Accepted, .. } => waits = false,
            _ => {}
        }
    }
    last.filter(|_| waits)
}

#[cfg(test)]
mod tests;
