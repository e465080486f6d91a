//! The one timeline of a call: the log, the live view, the review page and the test oracle.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AgentId, CallId, EndCause, HandoverCause, IntentGuess, Language, LegId, LegSide, MediaTime, MoodReading,
    MoodScores, OfferId, OfferOutcome, OfferReasons, Pii, PromptId, QueueId, Span, Speaker, Timestamp, TrunkId,
    Utterance, WaitRange,
};

/// One line of a call's timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TimelineEntry {
    /// Which call.
    pub call: CallId,
    /// Counts from 0 within the call, without gaps.
    pub seq: u64,
    /// When, by the wall clock.
    pub at: Timestamp,
    /// Where in the recording.
    pub media_at: MediaTime,
    /// What.
    pub event: CallEvent,
}

/// With what a promised callback is made, so that the caller is asked nothing twice and waits as before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CallbackTerms {
    /// The caller's language.
    pub language: Language,
    /// When the caller began to wait for a person: the place in line. `None` for one who did not wait.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// What is wanted.
    #[serde(default)]
    pub intent: Option<IntentGuess>,
    /// How the caller felt.
    pub mood: MoodScores,
    /// Emergency words were said: first in line.
    #[serde(default)]
    pub emergency: bool,
    /// The opening hours of the site by which people must be there again first; `None` when they need not.
    #[serde(default)]
    pub hours: Option<String>,
}

impl CallbackTerms {
    /// Nothing is known but the language.
    #[must_use]
    pub const fn of(language: Language) -> Self {
        Self { language, since: None, intent: None, mood: MoodScores::NEUTRAL, emergency: false, hours: None }
    }
}

/// What happened in a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum CallEvent {
    /// A caller is at the door.
    Arrived {
        /// The caller's leg.
        leg: LegId,
        /// Calling number or address; `None` when withheld.
        from: Option<Pii<String>>,
        /// What was dialled (the user part).
        dialled: String,
        /// By which trunk; `None` for a direct call.
        trunk: Option<TrunkId>,
    },
    /// A caller who was promised it is to be called back, an agent first.
    CallingBack {
        /// The caller's leg.
        leg: LegId,
        /// The number.
        to: Pii<String>,
        /// The promise it keeps.
        promise: crate::PromiseId,
    },
    /// The call was answered, by the machine; of a call back, by the caller.
    Answered,
    /// Another party was rung.
    LegAdded {
        /// The leg.
        leg: LegId,
        /// Which side.
        side: LegSide,
        /// Who, if an agent.
        agent: Option<AgentId>,
    },
    /// A party is gone.
    LegEnded {
        /// The leg.
        leg: LegId,
        /// Why.
        cause: EndCause,
    },
    /// The machine said something.
    PromptStarted {
        /// Which prompts.
        prompts: Vec<PromptId>,
        /// In which language.
        language: Language,
    },
    /// It stopped.
    PromptEnded {
        /// Before its end: spoken over, stopped, replaced, never played, or the line was gone.
        interrupted: bool,
    },
    /// The caller pressed a key.
    Key {
        /// Which leg.
        leg: LegId,
        /// The key.
        digit: Pii<char>,
    },
    /// Somebody began to speak.
    SpeechStarted {
        /// Who.
        speaker: Speaker,
    },
    /// Somebody said something.
    Heard {
        /// What.
        utterance: Utterance,
    },
    /// Words that could not be read in time; the sound is in the recording and the words follow later.
    HeardLater {
        /// Who.
        speaker: Speaker,
        /// When.
        span: Span,
    },
    /// Words put off were read from the recording, or none were found there. May come after `Ended`.
    CaughtUp {
        /// Who.
        speaker: Speaker,
        /// When.
        span: Span,
        /// The recording had the sound.
        sound: bool,
    },
    /// A turn was read once more, by a larger model; the first reading is kept beside. May come after `Ended`.
    ReadAgain {
        /// What was heard now, under the id of the turn.
        utterance: Utterance,
        /// The model's name in the manifest.
        model: String,
    },
    /// The caller's language was settled, by ear or by key.
    LanguagePicked {
        /// Which.
        language: Language,
        /// 0..=1.
        confidence: f32,
    },
    /// How the caller felt.
    Mood {
        /// The reading.
        reading: MoodReading,
    },
    /// What the caller wants.
    Intent {
        /// The guess.
        guess: IntentGuess,
    },
    /// The flow went into a state.
    FlowEntered {
        /// Its name.
        state: String,
    },
    /// The caller told a number the machine asked for.
    Told {
        /// The state that asked.
        what: String,
        /// Its digits.
        digits: Pii<String>,
    },
    /// The machine gave an allow-listed answer.
    MachineAnswered {
        /// Which.
        answer: PromptId,
    },
    /// Automation ended; a human is wanted.
    HandedOver {
        /// Why.
        cause: HandoverCause,
        /// Where to.
        queue: QueueId,
    },
    /// A human is wanted while nobody answers: the machine goes on to a promise.
    PersonWanted {
        /// Why.
        cause: HandoverCause,
    },
    /// The caller waits.
    Queued {
        /// Where.
        queue: QueueId,
        /// 1 is next.
        position: u32,
        /// How long, honestly.
        wait: Option<WaitRange>,
        /// Has an earlier call's place back.
        place_kept: bool,
    },
    /// The caller waits elsewhere.
    Overflowed {
        /// From.
        from: QueueId,
        /// To.
        to: QueueId,
    },
    /// Nobody can serve the queue now.
    NoOneAvailable {
        /// Which queue.
        queue: QueueId,
    },
    /// An agent was offered the call.
    Offered {
        /// The offer.
        offer: OfferId,
        /// Who.
        agent: AgentId,
        /// The leg that rings.
        leg: LegId,
        /// Why this one.
        reasons: OfferReasons,
    },
    /// How that ended.
    OfferEnded {
        /// The offer.
        offer: OfferId,
        /// Who.
        agent: AgentId,
        /// How.
        outcome: OfferOutcome,
    },
    /// Caller and agent hear each other.
    Bridged {
        /// The other leg.
        leg: LegId,
        /// Who, if an agent.
        agent: Option<AgentId>,
    },
    /// They no longer do.
    Unbridged {
        /// The other leg.
        leg: LegId,
    },
    /// Somebody put the call on hold.
    Held {
        /// Which leg did.
        leg: LegId,
    },
    /// And took it back.
    Resumed {
        /// Which leg did.
        leg: LegId,
    },
    /// An agent sent the caller on.
    Transferred {
        /// The agent's leg.
        by: LegId,
        /// Where to.
        target: Pii<String>,
        /// Did it work.
        done: bool,
    },
    /// An agent's line is silent for the moment (page reloaded, network changed): the caller hears music.
    LineLost {
        /// Which leg.
        leg: LegId,
        /// Whose.
        agent: AgentId,
    },
    /// The agent is back.
    LineBack {
        /// On which leg, perhaps a new one.
        leg: LegId,
        /// Who.
        agent: AgentId,
    },
    /// An agent asks somebody else while the caller waits; `Unbridged` and `Bridged` tell the rest.
    Consulting {
        /// The agent's leg.
        by: LegId,
        /// The leg that is rung.
        leg: LegId,
        /// Whom.
        target: Pii<String>,
    },
    /// Everybody on these legs hears each other.
    Joined {
        /// Three at least.
        legs: Vec<LegId>,
    },
    /// The agent wrote something down.
    Noted {
        /// Who.
        agent: AgentId,
        /// What.
        text: Pii<String>,
    },
    /// The agent says how the caller really felt.
    MoodCorrected {
        /// Who says so.
        agent: AgentId,
        /// How.
        mood: crate::Mood,
        /// When in the call.
        span: Span,
    },
    /// The agent says what the caller really wants.
    IntentCorrected {
        /// Who says so.
        agent: AgentId,
        /// What; `None` is something else.
        intent: Option<crate::IntentId>,
    },
    /// The agent says that a step of the method was taken, or not.
    StepMarked {
        /// Who says so.
        agent: AgentId,
        /// Which.
        step: crate::LastStep,
        /// Taken.
        done: bool,
    },
    /// Something was promised by an agent.
    PromiseMade {
        /// Who.
        agent: AgentId,
        /// What, until when, where.
        promise: crate::PromiseMade,
    },
    /// A promise was taken back (made by mistake).
    PromiseWithdrawn {
        /// Who says so.
        agent: AgentId,
        /// Which.
        promise: crate::PromiseId,
    },
    /// The agent was abused and hands the caller over.
    AbuseReported {
        /// Who.
        agent: AgentId,
    },
    /// The agent finished with the call. May come after `Ended`.
    WrappedUp {
        /// Who.
        agent: AgentId,
        /// What was written down.
        wrap_up: crate::WrapUp,
    },
    /// The caller said how they felt after the call. May come after `Ended`.
    CallerFelt {
        /// How.
        mood: crate::Mood,
        /// Did we keep our word.
        kept: Option<bool>,
    },
    /// What the caller was told and said about being recorded, or about their voice being read. Once refused, nothing of
    /// it is kept.
    Consent {
        /// About what.
        to: Consented,
        /// They agree.
        given: bool,
        /// How it is known.
        how: ConsentHow,
        /// The agent they told it to, who entered it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entered_by: Option<AgentId>,
    },
    /// Recording began.
    RecordingStarted,
    /// From here on nothing is kept (a card's number is told): no sound, no words, no keys, no mood.
    RecordingPaused {
        /// Who asked for it.
        agent: AgentId,
    },
    /// And from here on it is again.
    RecordingResumed {
        /// Who asked for it; nobody when its time was up or the talk over.
        agent: Option<AgentId>,
    },
    /// Recording could not go on (disk full, I/O error); the call did.
    RecordingFailed {
        /// What went wrong, without paths or names of persons.
        what: String,
    },
    /// The caller is to be called back.
    CallbackPromised {
        /// Whose people call back.
        queue: QueueId,
        /// The number told for it, if it is not the one that called.
        #[serde(default)]
        number: Option<Pii<String>>,
        /// With what it is made; `None` in calls kept before that was noted.
        #[serde(default)]
        terms: Option<Box<CallbackTerms>>,
    },
    /// Line quality of a leg, once at its end.
    Quality {
        /// Which leg.
        leg: LegId,
        /// Packets received.
        received: u64,
        /// Packets lost, in percent of those expected.
        lost_pct: f32,
        /// Interarrival jitter (RFC 3550 §6.4.1), in milliseconds.
        jitter_ms: f32,
    },
    /// Something of this call was taken out of the book. May come after `Ended`.
    Erased {
        /// What.
        what: Vec<crate::Holding>,
        /// Why.
        why: crate::ForgetCause,
    },
    /// The call is over.
    Ended {
        /// How.
        hangup: Hangup,
    },
}

/// What a caller agrees to or refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Consented {
    /// That the sound of the call is kept.
    Recording,
    /// That the sound of their voice is read for how they feel.
    Voice,
}

/// How a caller agreed or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentHow {
    /// They heard the notice whole and went on.
    Notice,
    /// They pressed the key.
    Key,
    /// They said so.
    Words,
    /// They told an agent, who entered it.
    Agent,
}

/// How a call ended, in the caller's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hangup {
    /// Caller hung up after talking to a person.
    ByCaller,
    /// The agent ended it.
    ByAgent,
    /// The machine answered and the caller was content.
    Served,
    /// Caller hung up while waiting for a person: a silent customer.
    Abandoned,
    /// Caller gave up in the IVR, before a person was asked for.
    GaveUp,
    /// Caller cancelled before the call was answered.
    Cancelled,
    /// A callback was promised.
    CallbackPromised,
    /// We called back as promised and did not reach them.
    NotReached,
    /// The line or the server failed.
    Failed,
    /// The node died during the call.
    Interrupted,
}
