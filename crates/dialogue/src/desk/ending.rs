//! How a walk ends: with a person, a promise or goodbye, whatever the flow says.

use std::time::Duration;

use wasl_model::{DeskAction, Handover, HandoverCause, MoodReading, QueueId, Timestamp};

use super::{Desk, Phase};
use crate::flow::{State, proof};

/// A number to call back is told within this time; after hours a message is taken instead.
pub(super) const PROMISE: Duration = Duration::from_secs(60);

impl Desk {
    /// Time or turns are up. Whoever already hears goodbye is served.
    pub(super) fn limit_reached(&mut self, now: Timestamp) {
        match (self.phase, self.flow().spec().states.get(&self.at)) {
            (Phase::Talking, Some(State::Finish { .. })) => self.finish(),
            // A message has a limit of its own.
            _ if self.takes_message() => self.limit = None,
            _ => self.hand_over(now, HandoverCause::Limit, None),
        }
    }

    pub(super) fn feel(&mut self, now: Timestamp, reading: &MoodReading) {
        let rule = &self.flow().spec().mood;
        if !self.takes_message() && reading.label.ends_automation() && reading.confidence >= rule.confidence {
            let queue = self.queue_of_intent().or_else(|| rule.queue.clone());
            self.hand_over(now, HandoverCause::Mood, queue);
        }
    }

    pub(super) fn turns_are_up(&self) -> bool {
        let answer = self.answering.map_or(u32::MAX, |(_, turn)| turn);
        self.counts.turns > self.flow().spec().limits.turns.min(answer)
    }

    /// Key 0, or a word for a person.
    pub(super) fn bring_person(&mut self, now: Timestamp) {
        self.asked = true;
        self.early.forget();
        self.hush();
        let after_hours = self.instead_of_a_person(HandoverCause::Asked);
        let state = after_hours.unwrap_or_else(|| proof::escape_of(self.flow().spec(), &self.at).clone());
        self.enter(now, state);
    }

    /// Ends automation. The caller's queue is, in this order: given, the understood intent's, the flow's.
    pub(super) fn hand_over(&mut self, now: Timestamp, cause: HandoverCause, queue: Option<QueueId>) {
        self.hush();
        self.early.forget();
        if let Some(promise) = self.instead_of_a_person(cause) {
            // Whoever has no number is asked for one: that takes its own time.
            self.limit = Some(now + PROMISE);
            self.answering = None;
            return self.enter(now, promise);
        }
        let prompts = self.filled(now, self.flow().spec().handover.of(cause));
        self.last_words(prompts);
        let queue = queue.or_else(|| self.queue_of_intent()).unwrap_or_else(|| self.flow().spec().queue.clone());
        let intent = self.understood.take().or_else(|| self.last_guess.take());
        self.actions.push_back(DeskAction::Handover(Handover { cause, queue, language: self.language, intent }));
        self.end();
    }

    /// The queue of what was understood, or at least heard with enough confidence to act on.
    pub(super) fn queue_of_intent(&self) -> Option<QueueId> {
        let accept = self.flow().spec().confidence.accept;
        let heard = self.last_guess.as_ref().filter(|guess| guess.confidence >= accept);
        let intent = self.understood.as_ref().or(heard)?.intent.as_ref()?;
        Some(self.site.intents.get(intent)?.queue.clone())
    }

    pub(super) fn finish(&mut self) {
        self.actions.push_back(DeskAction::Finish);
        self.end();
    }

    pub(super) fn end(&mut self) {
        self.phase = Phase::Ended;
        self.wait = None;
        self.answering = None;
        self.playing = None;
    }
}
