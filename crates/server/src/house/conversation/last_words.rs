//! What is still being read when a call ends is owed in the book before it is waited for: a crash forgets none of it.

use wasl_model::{CallEvent, CallId, Span, Speaker};
use wasl_record::readings;

use super::Conversation;
use crate::house::House;

/// Where a larger model is configured it reads the call's turns again, whatever becomes of the call.
pub(super) async fn owe_second_reading(house: &House, call: CallId) {
    if house.ears.is_none() || house.config.speech.second_model.is_none() {
        return;
    }
    if let Err(error) = house.book.owe_second_reading(call).await {
        tracing::warn!(%error, "the call will have no second reading");
    }
}

impl Conversation {
    /// Notes speech of which nothing is known yet.
    pub(super) async fn owe_last_words(&self) -> Vec<(Speaker, Span)> {
        if self.house.ears.is_none() {
            return Vec::new();
        }
        // What was told so far is committed first.
        let timeline = match self.book.timeline().await {
            Ok(timeline) => timeline,
            Err(error) => {
                tracing::warn!(%error, "the last words of a call are not noted");
                return Vec::new();
            }
        };
        let open = readings::open_turns(&timeline, self.media_at);
        for (speaker, span) in open.iter().copied() {
            self.book.append(self.clock.now(), span.end, CallEvent::HeardLater { speaker, span }).await;
        }
        open
    }

    /// All of it has been read.
    pub(super) async fn have_heard(&self, owed: Vec<(Speaker, Span)>) {
        for (speaker, span) in owed {
            self.book.append(self.clock.now(), span.end, CallEvent::CaughtUp { speaker, span, sound: true }).await;
        }
    }
}
