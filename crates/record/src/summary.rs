//! One call in one row, folded from its events: the same fold while the call is live and when it is read again.

mod figures;

pub use figures::Figures;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{
    AgentId, CallEvent, CallId, Consented, Hangup, IntentId, Language, MediaTime, Mood, Outcome, Pii, QueueId,
    TimelineEntry, Timestamp,
};

/// What a list of calls shows of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CallSummary {
    /// Which call.
    pub id: CallId,
    /// When the first INVITE came.
    pub began: Timestamp,
    /// When the machine answered.
    pub answered: Option<Timestamp>,
    /// When a person first heard the caller.
    pub bridged: Option<Timestamp>,
    /// When it was over; `None` while it is live.
    pub ended: Option<Timestamp>,
    /// Who called; `None` when withheld.
    pub from: Option<Pii<String>>,
    /// What was dialled.
    pub dialled: String,
    /// The caller's language, once settled.
    pub language: Option<Language>,
    /// The last queue waited in.
    pub queue: Option<QueueId>,
    /// The last agent talked to.
    pub agent: Option<AgentId>,
    /// What the caller wanted, as last understood.
    pub intent: Option<IntentId>,
    /// The first mood read.
    pub mood_first: Option<Mood>,
    /// The last mood read.
    pub mood_last: Option<Mood>,
    /// How it ended; `None` while it is live.
    pub hangup: Option<Hangup>,
    /// How its recording stands.
    pub recording: RecordingState,
    /// Length of the sound so far.
    pub media_length: MediaTime,
    /// Events in its timeline.
    pub events: u64,
    /// How it ended for the caller, as the last agent who wrapped it up says.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// That agent's sentence about it.
    #[serde(default)]
    pub summary: Option<Pii<String>>,
    /// How the caller really felt, as an agent said last; the machine's readings stay as they were.
    #[serde(default)]
    pub mood_said: Option<Mood>,
    /// What the caller really wanted, as an agent said last; `None` when nobody corrected the machine.
    #[serde(default)]
    pub intent_said: Option<IntentSaid>,
    /// How the caller felt afterwards, in their own word.
    #[serde(default)]
    pub felt: Option<Mood>,
    /// Whether we kept our word, as the caller says.
    #[serde(default)]
    pub felt_kept: Option<bool>,
    /// An agent was abused in it.
    #[serde(default)]
    pub abuse: bool,
    /// Silence, overlap and hold; `None` while it is live.
    #[serde(default)]
    pub figures: Option<Figures>,
}

/// An agent's word on what a caller wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IntentSaid {
    /// What; `None` is something else than any intent.
    pub intent: Option<IntentId>,
}

/// How a call's recording stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordingState {
    /// Nothing was recorded.
    None,
    /// The file is there and, unless the node died, whole.
    Kept,
    /// The file is there, but something could not be written; the timeline says what.
    Partial,
}

impl RecordingState {
    /// The name used in the API and in the store.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Kept => "kept",
            Self::Partial => "partial",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::None, Self::Kept, Self::Partial].into_iter().find(|state| state.name() == name)
    }
}

impl CallSummary {
    /// A call that has just begun.
    #[must_use]
    pub const fn new(id: CallId, began: Timestamp) -> Self {
        Self {
            id,
            began,
            answered: None,
            bridged: None,
            ended: None,
            from: None,
            dialled: String::new(),
            language: None,
            queue: None,
            agent: None,
            intent: None,
            mood_first: None,
            mood_last: None,
            hangup: None,
            recording: RecordingState::None,
            media_length: MediaTime::ZERO,
            events: 0,
            outcome: None,
            summary: None,
            mood_said: None,
            intent_said: None,
            felt: None,
            felt_kept: None,
            abuse: false,
            figures: None,
        }
    }

    /// Takes in the next event.
    pub fn apply(&mut self, entry: &TimelineEntry) {
        self.events = self.events.max(entry.seq + 1);
        self.media_length = self.media_length.max(entry.media_at);
        match &entry.event {
            CallEvent::Arrived { from, dialled, .. } => {
                self.from.clone_from(from);
                self.dialled.clone_from(dialled);
            }
            CallEvent::CallingBack { to, .. } => {
                self.from = Some(to.clone());
                self.dialled = "called_back".to_owned();
            }
            CallEvent::Answered => self.answered = self.answered.or(Some(entry.at)),
            CallEvent::LanguagePicked { language, .. } => self.language = Some(*language),
            CallEvent::Mood { reading } => {
                self.mood_first = self.mood_first.or(Some(reading.label));
                self.mood_last = Some(reading.label);
            }
            CallEvent::Intent { guess } => {
                if guess.intent.is_some() {
                    self.intent.clone_from(&guess.intent);
                }
            }
            CallEvent::HandedOver { queue, .. }
            | CallEvent::Queued { queue, .. }
            | CallEvent::Overflowed { to: queue, .. } => self.queue = Some(queue.clone()),
            CallEvent::Bridged { agent, .. } => {
                self.bridged = self.bridged.or(Some(entry.at));
                if agent.is_some() {
                    self.agent.clone_from(agent);
                }
            }
            CallEvent::RecordingStarted => {
                if self.recording == RecordingState::None {
                    self.recording = RecordingState::Kept;
                }
            }
            CallEvent::RecordingFailed { .. } => self.recording = RecordingState::Partial,
            CallEvent::Consent { to: Consented::Recording, given: false, .. } => self.recording = RecordingState::None,
            CallEvent::Ended { hangup } => {
                self.ended = Some(entry.at);
                self.hangup = Some(*hangup);
            }
            CallEvent::MoodCorrected { mood, .. } => self.mood_said = Some(*mood),
            CallEvent::IntentCorrected { intent, .. } => self.intent_said = Some(IntentSaid { intent: intent.clone() }),
            CallEvent::AbuseReported { .. } => self.abuse = true,
            CallEvent::WrappedUp { wrap_up, .. } => {
                self.outcome = Some(wrap_up.outcome);
                self.summary = Some(wrap_up.summary.clone()).filter(|summary| !summary.reveal().trim().is_empty());
            }
            CallEvent::CallerFelt { mood, kept } => {
                self.felt = Some(*mood);
                self.felt_kept = kept.or(self.felt_kept);
            }
            CallEvent::LegAdded { .. }
            | CallEvent::LegEnded { .. }
            | CallEvent::PromptStarted { .. }
            | CallEvent::PromptEnded { .. }
            | CallEvent::Key { .. }
            | CallEvent::SpeechStarted { .. }
            | CallEvent::Heard { .. }
            | CallEvent::HeardLater { .. }
            | CallEvent::CaughtUp { .. }
            | CallEvent::ReadAgain { .. }
            | CallEvent::FlowEntered { .. }
            | CallEvent::Told { .. }
            | CallEvent::MachineAnswered { .. }
            | CallEvent::PersonWanted { .. }
            | CallEvent::NoOneAvailable { .. }
            | CallEvent::Offered { .. }
            | CallEvent::OfferEnded { .. }
            | CallEvent::Unbridged { .. }
            | CallEvent::RecordingPaused { .. }
            | CallEvent::Consent { .. }
            | CallEvent::Erased { .. }
            | CallEvent::RecordingResumed { .. }
            | CallEvent::Held { .. }
            | CallEvent::Resumed { .. }
            | CallEvent::Transferred { .. }
            | CallEvent::LineLost { .. }
            | CallEvent::LineBack { .. }
            | CallEvent::Consulting { .. }
            | CallEvent::Joined { .. }
            | CallEvent::Noted { .. }
            | CallEvent::StepMarked { .. }
            | CallEvent::PromiseMade { .. }
            | CallEvent::PromiseWithdrawn { .. }
            | CallEvent::CallbackPromised { .. }
            | CallEvent::Quality { .. } => {}
        }
    }
}
