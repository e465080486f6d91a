//! What the book is not to keep: after each call cards, codes, accounts and ids leave its words and its sound, and once an
//! hour whatever is over its time leaves the book.
//!
//! The book knows which calls were not looked through, so this task may die at any moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use wasl_model::CallEvent;
use wasl_model::secret::SecretKind;
use wasl_record::clock::SETTLED as CLOCK_SETTLED;
use wasl_record::{Book, Keep};

use super::after::LiveCalls;

/// Calls looked up at once.
const PAGE: u32 = 64;
/// What was missed is looked for so often.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// The recording is closed so soon after a call's end, and what could not be done is tried again.
const SETTLED: Duration = Duration::from_millis(500);
/// What is over its time is looked for so often, and what was masked leaves the store's files.
const EVERY: Duration = Duration::from_secs(3_600);

/// The task.
#[derive(Debug)]
pub(crate) struct Privacy {
    pub(crate) book: Book,
    pub(crate) live: Arc<LiveCalls>,
    pub(crate) kinds: Vec<SecretKind>,
    pub(crate) keep: Keep,
    /// Something was masked since the store was scrubbed.
    pub(crate) masked: AtomicBool,
}

impl Privacy {
    /// Until the house closes.
    pub(crate) async fn run(self, closing: CancellationToken) {
        let mut news = self.book.subscribe();
        let (mut retained, mut scrubbed): (Option<Instant>, Option<Instant>) = (None, None);
        let due = |last: Option<Instant>| last.is_none_or(|at| at.elapsed() >= EVERY);
        let mut waits = true;
        self.finish_erasures().await;
        loop {
            if due(retained) && self.may_retain() {
                self.retain().await;
                retained = Some(Instant::now());
            }
            if due(scrubbed) {
                self.scrub().await;
                scrubbed = Some(Instant::now());
            }
            if waits {
                waits = self.mask_all().await;
            }
            let pause = if waits { SETTLED } else { LOOK_AGAIN };
            tokio::select! {
                () = closing.cancelled() => return,
                () = tokio::time::sleep(pause) => waits = true,
                told = news.recv(), if !waits => match told {
                    Ok(posted) => waits = is_to_be_looked_through(&posted.entry.event),
                    Err(RecvError::Lagged(_)) => waits = true,
                    Err(RecvError::Closed) => return,
                },
            }
            if waits {
                tokio::time::sleep(SETTLED).await;
            }
        }
    }

    /// True while something is left to do.
    async fn mask_all(&self) -> bool {
        let owed = match self.book.unmasked(PAGE).await {
            Ok(owed) => owed,
            Err(error) => {
                tracing::warn!(%error, "ended calls are not masked yet");
                return true;
            }
        };
        let mut left = owed.len() == PAGE as usize;
        for owed in owed {
            if self.live.has(owed.call) {
                left = true;
                continue;
            }
            match self.book.mask_call(owed, &self.kinds).await {
                Ok(0) => {}
                Ok(entries) => {
                    tracing::info!(call = %owed.call, entries, "what is not to be kept left a call");
                    self.masked.store(true, Ordering::Relaxed);
                }
                Err(error) => {
                    tracing::warn!(call = %owed.call, error = &error as &dyn std::error::Error, "a call is not masked yet");
                    left = true;
                }
            }
        }
        left
    }

    /// Deleted words leave the files when the index is merged: at the start, for what the last run left, and hourly.
    async fn scrub(&self) {
        if self.masked.swap(false, Ordering::Relaxed)
            && let Err(error) = self.book.scrub().await
        {
            tracing::warn!(%error, "what was masked is not scrubbed from the store's files yet");
            self.masked.store(true, Ordering::Relaxed);
        }
    }

    /// A person whose erasure was cut off is erased whole.
    async fn finish_erasures(&self) {
        match self.book.finish_erasures().await {
            Ok(0) => {}
            Ok(persons) => tracing::info!(persons, "erasures that were cut off are finished"),
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "an erasure that was cut off is not finished; ask for it again with `wasl erase`"
            ),
        }
    }

    /// What is taken out is gone for good: a clock that has jumped, or was started, within the hour is not believed.
    fn may_retain(&self) -> bool {
        self.book.clock().settled() >= CLOCK_SETTLED
    }

    async fn retain(&self) {
        if self.keep == Keep::default() {
            return;
        }
        match self.book.retain(self.keep, false).await {
            Ok(expired) if expired == wasl_record::Expired::default() => {}
            Ok(expired) => tracing::info!(?expired, "what was over its time left the book"),
            Err(error) => tracing::warn!(%error, "what is over its time stays for now"),
        }
    }
}

/// Only a call's end, and words that come after one, matter; while it goes on the live ears look at it.
#[allow(clippy::wildcard_enum_match_arm, reason = "some of the timeline's many events")]
const fn is_to_be_looked_through(event: &CallEvent) -> bool {
    matches!(
        event,
        CallEvent::Ended { .. }
            | CallEvent::ReadAgain { .. }
            | CallEvent::CaughtUp { .. }
            | CallEvent::Noted { .. }
            | CallEvent::WrappedUp { .. }
            | CallEvent::PromiseMade { .. }
    )
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use wasl_model::{CallId, Hangup, Language, MediaTime, Span, Speaker, Timestamp, Utterance, UtteranceId};
    use wasl_record::clock::Hands;
    use wasl_record::{Clock, OpenOptions};

    use super::*;

    const NOON: i64 = 1_795_348_800_000;
    const DAY_MS: i64 = 86_400_000;

    #[tokio::test]
    async fn no_clock_that_jumped_just_now_takes_anything_out_of_the_book() {
        let dir = tempfile::tempdir().unwrap();
        let hands = Hands::at(Timestamp(NOON));
        let url = format!("sqlite://{}", dir.path().join("wasl.db").display());
        let options = OpenOptions { clock: Clock::of(hands.clone()), ..OpenOptions::default() };
        let book = Book::open_with(&url, &dir.path().join("recordings"), options).await.unwrap();
        let at = Timestamp(NOON - 30 * DAY_MS + DAY_MS / 2);
        let call = book.begin(CallId::numbered(1), at).await;
        let utterance = Utterance {
            id: UtteranceId::numbered(1),
            speaker: Speaker::Caller,
            span: Span { start: MediaTime(0), end: MediaTime(900) },
            language: Language::Ar,
            text: "مرحبا".into(),
            confidence: 0.9,
            words: vec![],
            matched: None,
            values: vec![],
        };
        for event in [CallEvent::Heard { utterance }, CallEvent::Ended { hangup: Hangup::ByCaller }] {
            call.append_kept(at, MediaTime(900), event).await.unwrap();
        }
        call.close().await;
        let privacy = Privacy {
            book: book.clone(),
            live: Arc::default(),
            kinds: Vec::new(),
            keep: Keep { transcript_days: Some(30), ..Keep::default() },
            masked: AtomicBool::new(false),
        };
        let words = async |wait: u64| {
            // Somebody asks for the time every moment, and a jump is met then.
            _ = book.clock().now();
            hands.wait(Duration::from_secs(wait * 60));
            if privacy.may_retain() {
                privacy.retain().await;
            }
            let turns = book.transcript(CallId::numbered(1)).await.unwrap().unwrap();
            turns.into_iter().map(|turn| turn.text.into_inner()).collect::<String>()
        };
        assert_eq!(words(1).await, "مرحبا", "just started, and not over its time");
        hands.jump(DAY_MS);
        assert_eq!(words(59).await, "مرحبا", "somebody set the clock a day ahead");
        hands.jump(-DAY_MS);
        assert_eq!(words(1).await, "مرحبا", "and back");
        assert_eq!(words(60).await, "مرحبا", "now it is looked, and nothing is over its time");
        hands.jump(-DAY_MS);
        assert_eq!(words(60).await, "مرحبا", "a day back");
        hands.jump(2 * DAY_MS);
        assert_eq!(words(59).await, "مرحبا");
        assert_eq!(words(1).await, "", "it has been so for an hour");
        book.shutdown().await;
    }
}
