//! What the call is told.

use std::collections::BTreeSet;

use wasl_model::{
    AgentId, CallId, CallbackTerms, DeskAction, EndCause, IntentGuess, Language, LegId, MoodReading, Pii, PlayId,
    PromiseId, QueueId, RouteRequest, RouteUpdate, Speaker, Timestamp, TrunkId, Utterance,
};

use crate::{AgentAsk, CallConfig};

/// What the call is told. Every leg that arrived or was dialled ends with exactly one `LegEnded`, also after `Hangup`.
#[derive(Clone, Debug, PartialEq)]
pub enum CallInput {
    /// The caller is at the door. Told once, first.
    Arrived {
        /// Calling number or address; `None` when withheld.
        from: Option<Pii<String>>,
        /// The user part dialled.
        dialled: String,
        /// By which trunk.
        trunk: Option<TrunkId>,
        /// Where the number leads.
        entry: Entry,
    },
    /// Nobody is at the door: somebody who was promised it is to be called back once an agent is free. Told once, first,
    /// when the dispatcher was asked for [`CallBack::request`].
    /// The caller's leg is the one [`wasl_model::CallCommand::CallBack`] dials.
    CallBack(Box<CallBack>),
    /// The caller who was to be called back is served by now. Nothing happens once they are being rung.
    CallOff,
    /// A leg we dialled rings.
    LegRinging {
        /// Which.
        leg: LegId,
    },
    /// A leg we dialled was picked up, and its sound is on its way (a browser looks for one): it does not ring out
    /// meanwhile. `LegAnswered` or `LegEnded` follows.
    LegPickedUp {
        /// Which.
        leg: LegId,
    },
    /// A leg is up and hears us: the caller's after `Answer`, or one we dialled.
    LegAnswered {
        /// Which.
        leg: LegId,
    },
    /// A leg is over.
    LegEnded {
        /// Which.
        leg: LegId,
        /// Why.
        cause: EndCause,
    },
    /// A party put us on hold (re-INVITE `sendonly` or `inactive`).
    LegHeld {
        /// Which.
        leg: LegId,
    },
    /// And took us back.
    LegResumed {
        /// Which.
        leg: LegId,
    },
    /// An agent asks for something from the desk. What may not be done now ([`crate::Call::may`]) is not done.
    Agent {
        /// Who.
        agent: AgentId,
        /// What.
        ask: AgentAsk,
        /// A fresh id for the leg to dial, if one is.
        new_leg: LegId,
    },
    /// No sound comes on a leg any more, or its signalling broke, and it may come back: the desk was loaded anew, the
    /// network changed. Told for legs of desks only; a phone that is lost has ended.
    LineLost {
        /// Which.
        leg: LegId,
    },
    /// It came back by itself.
    LineBack {
        /// Which.
        leg: LegId,
    },
    /// An agent's phone asks to send the caller on (REFER).
    Refer {
        /// The agent's leg.
        leg: LegId,
        /// Where to.
        target: TransferTarget,
        /// A fresh id for the leg to dial, if the target is outside.
        new_leg: LegId,
    },
    /// A key, by RFC 4733, INFO or in-band.
    Key {
        /// Which leg.
        leg: LegId,
        /// `0`-`9`, `*`, `#`, `A`-`D`.
        digit: Pii<char>,
    },
    /// A playback came to its end by itself. Not told for one stopped or replaced.
    PlayEnded {
        /// To which leg.
        leg: LegId,
        /// Which.
        play: PlayId,
    },
    /// A playback could not be played: nobody heard it, and the call goes on as behind it.
    PlayFailed {
        /// To which leg.
        leg: LegId,
        /// Which.
        play: PlayId,
    },
    /// Somebody began to speak.
    SpeechStarted {
        /// Who.
        speaker: Speaker,
    },
    /// Somebody said something; what a caller said comes with what was understood of it.
    Heard {
        /// The words.
        utterance: Utterance,
        /// What is wanted (caller only).
        intent: Option<IntentGuess>,
    },
    /// What the caller said holds an emergency of the flow. Told behind its `Heard`; the desk hears emergencies itself, so
    /// it counts only for a caller who waits, or to whom a promise or goodbye is being said.
    Emergency {
        /// Where such callers go.
        queue: QueueId,
    },
    /// What the caller said asks for a person in the flow's words. Told behind its `Heard`; the desk hears that itself, so
    /// it counts only while a promise or goodbye is being said.
    PersonWanted,
    /// What somebody began to say became no words.
    HeardNothing {
        /// Who.
        speaker: Speaker,
        /// When.
        span: wasl_model::Span,
    },
    /// Words that could not be read in time.
    HeardLater {
        /// Who.
        speaker: Speaker,
        /// When.
        span: wasl_model::Span,
    },
    /// How the caller feels.
    Mood(MoodReading),
    /// The caller's language was settled.
    Language {
        /// Which.
        language: Language,
        /// 0..=1.
        confidence: f32,
    },
    /// The desk wants something done.
    Desk(DeskAction),
    /// The dispatcher says something.
    Route {
        /// What.
        update: RouteUpdate,
        /// A fresh id for the leg to dial, if it is an offer.
        new_leg: LegId,
    },
    /// Line quality of a leg, once; before its `LegEnded`.
    Quality {
        /// Which leg.
        leg: LegId,
        /// Packets received.
        received: u64,
        /// In percent of those expected.
        lost_pct: f32,
        /// In milliseconds.
        jitter_ms: f32,
    },
    /// Recording began.
    RecordingStarted,
    /// Recording could not go on.
    RecordingFailed {
        /// What went wrong, without paths or names of persons.
        what: String,
    },
    /// The server shuts down: the call may finish until then.
    Drain {
        /// And is ended at that moment.
        by: Timestamp,
    },
}

/// A callback to make.
#[derive(Clone, Debug, PartialEq)]
pub struct CallBack {
    /// The promise it keeps.
    pub promise: PromiseId,
    /// Whom to call.
    pub number: Pii<String>,
    /// Whose people call.
    pub queue: QueueId,
    /// When the caller's wait began: the place in line.
    pub since: Timestamp,
    /// What was known of the caller when it was promised.
    pub terms: CallbackTerms,
}

impl CallBack {
    /// What the dispatcher is asked for it: what it would have been asked had the caller stayed on the line.
    #[must_use]
    pub fn request(&self, call: CallId, config: &CallConfig) -> RouteRequest {
        let CallbackTerms { language, intent, mood, emergency, .. } = self.terms.clone();
        RouteRequest {
            call,
            queue: self.queue.clone(),
            caller: Some(self.number.clone()),
            language,
            skills: config.skills_for(intent.as_ref()),
            intent,
            mood,
            emergency,
            since: self.since,
            only: None,
            abused: BTreeSet::new(),
        }
    }
}

/// Where a dialled number leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Into the flow.
    Ivr,
    /// Straight into a queue.
    Queue(QueueId),
}

/// Where an agent sends a caller. The shell resolves it from the REFER's target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferTarget {
    /// `queue-NAME`.
    Queue(QueueId),
    /// A colleague.
    Agent(AgentId),
    /// A SIP URI or a number.
    Outside(Pii<String>),
}

impl TransferTarget {
    /// The colleague, if it is one.
    #[must_use]
    pub const fn agent(&self) -> Option<&AgentId> {
        match self {
            Self::Agent(agent) => Some(agent),
            Self::Queue(_) | Self::Outside(_) => None,
        }
    }

    /// As the timeline keeps it.
    #[must_use]
    pub fn text(&self) -> Pii<String> {
        match self {
            Self::Queue(queue) => Pii::new(format!("queue-{queue}")),
            Self::Agent(agent) => Pii::new(agent.to_string()),
            Self::Outside(number) => number.clone(),
        }
    }
}
