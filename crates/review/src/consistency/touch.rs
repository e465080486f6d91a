//! A contact of a customer with the organisation, whole: a call or a visit.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::reading::with_better_readings;
use wasl_model::{
    CallEvent, CallId, Channel, CustomerId, IntentId, Mood, Pii, Promise, PromiseAnswer, Span, TimelineEntry,
    Timestamp, Utterance, Visit, VisitId,
};

/// Which contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "channel", content = "touch", rename_all = "snake_case")]
pub enum TouchId {
    /// A call.
    Phone(CallId),
    /// A visit.
    Branch(VisitId),
}

impl TouchId {
    /// Where it was.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::Phone(_) => Channel::Phone,
            Self::Branch(_) => Channel::Branch,
        }
    }
}

/// A mood that was read.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Felt {
    /// The stretch it was read from.
    pub span: Span,
    /// Which.
    pub mood: Mood,
    /// 0..=1.
    pub confidence: f32,
}

/// A call or a visit, as far as it matters for what was told in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Touch {
    /// Which.
    pub touch: TouchId,
    /// When it began.
    pub at: Timestamp,
    /// Who.
    pub customer: Option<CustomerId>,
    /// What it was about.
    pub matter: Option<IntentId>,
    /// What was said, in order; staff speak as [`wasl_model::Speaker::Agent`].
    pub said: Vec<Utterance>,
    /// What staff wrote down, in order.
    pub notes: Vec<Pii<String>>,
    /// The customer's mood as it was read from the sound and the words, in the order of the touch.
    pub moods: Vec<Felt>,
    /// How the customer came.
    pub mood_first: Option<Mood>,
    /// How the customer left.
    pub mood_last: Option<Mood>,
    /// What was promised in it.
    pub promises: Vec<Promise>,
    /// What became in it of what was promised before.
    pub outcomes: Vec<PromiseAnswer>,
}

impl Touch {
    /// A closed call; nothing for an empty timeline. The promises are those of the ledger made in this call.
    #[must_use]
    pub fn of_call(timeline: &[TimelineEntry], customer: Option<CustomerId>, promises: Vec<Promise>) -> Option<Self> {
        let first = timeline.first()?;
        let mut touch = Self {
            touch: TouchId::Phone(first.call),
            at: first.at,
            customer,
            matter: None,
            said: Vec::new(),
            notes: Vec::new(),
            moods: Vec::new(),
            mood_first: None,
            mood_last: None,
            promises,
            outcomes: Vec::new(),
        };
        touch.feel(timeline);
        for entry in with_better_readings(timeline) {
            touch.take(entry.event);
        }
        touch.said.sort_by_key(|utterance| (utterance.span.start, utterance.id));
        Some(touch)
    }

    /// A visit. What the customer was promised in it is the ledger's to tell.
    #[must_use]
    pub fn of_visit(visit: &Visit, promises: Vec<Promise>) -> Self {
        let notes = Some(visit.notes.clone()).filter(|notes| !notes.reveal().trim().is_empty());
        Self {
            touch: TouchId::Branch(visit.id),
            at: visit.at,
            customer: Some(visit.customer.clone()),
            matter: visit.reason.clone(),
            said: visit.said.clone(),
            notes: notes.into_iter().collect(),
            moods: Vec::new(),
            mood_first: None,
            mood_last: visit.left,
            promises,
            outcomes: visit.outcomes.clone(),
        }
    }

    /// The moods that were read, in the order of the call: some words are read after it.
    #[allow(clippy::wildcard_enum_match_arm, reason = "one of the timeline's many events")]
    fn feel(&mut self, timeline: &[TimelineEntry]) {
        let reading = |entry: &TimelineEntry| match &entry.event {
            CallEvent::Mood { reading } => {
                Some(Felt { span: reading.span, mood: reading.label, confidence: reading.confidence })
            }
            _ => None,
        };
        let mut moods: Vec<Felt> = timeline.iter().filter_map(reading).collect();
        moods.sort_by_key(|felt| felt.span.end);
        self.mood_first = moods.first().map(|felt| felt.mood);
        self.mood_last = moods.last().map(|felt| felt.mood);
        self.moods = moods;
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "some of the timeline's many events")]
    fn take(&mut self, event: CallEvent) {
        match event {
            CallEvent::Heard { utterance } => self.said.push(utterance),
            CallEvent::Noted { text, .. } => self.notes.push(text),
            CallEvent::WrappedUp { wrap_up, .. } => self.notes.push(wrap_up.summary),
            CallEvent::Intent { guess } => self.matter = guess.intent.or(self.matter.take()),
            CallEvent::IntentCorrected { intent, .. } => self.matter = intent,
            // What an agent or the caller says of it counts more than what was read.
            CallEvent::MoodCorrected { mood, .. } | CallEvent::CallerFelt { mood, .. } => self.mood_last = Some(mood),
            _ => {}
        }
    }
}
