//! What an agent asks of the house, and how it refuses.

use wasl_model::{
    AgentId, CallEvent, CallId, IntentId, LastStep, Mood, NotReadyReason, Pii, PromiseId, PromiseMade, Span, WrapUp,
};

/// What an agent asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum DeskAsk {
    /// Take calls from now on; ends a wrap-up.
    Ready,
    /// Take none; ends a wrap-up.
    NotReady {
        /// Why.
        reason: NotReadyReason,
    },
    /// More time for the wrap-up.
    WrapUpMore,
    /// The wrap-up is written: it ends.
    WrapUpDone,
    /// Take the rest that is offered after hard calls.
    Rest,
    /// The caller hears music, the agent nothing.
    Hold,
    /// Talk on.
    Resume,
    /// Send the caller on at once.
    Transfer {
        /// An agent's id, `queue-NAME`, a number or a SIP URI, as it was typed.
        target: Pii<String>,
    },
    /// Ask somebody first; the caller hears music meanwhile.
    Consult {
        /// As for [`DeskAsk::Transfer`].
        target: Pii<String>,
    },
    /// Caller and the one asked talk on without the agent.
    CompleteTransfer,
    /// Back to the caller.
    CancelConsult,
    /// All three hear each other.
    Join,
    /// Nothing is kept from now on: a card's number is told.
    PauseRecording,
    /// And is again.
    ResumeRecording,
    /// The caller does not want to be recorded and told the agent.
    RefuseRecording,
    /// End the call.
    HangUp,
    /// The page was reloaded: ring it again for the same call.
    Reattach,
    /// The agent was abused: somebody else takes the caller.
    Abuse,
    /// Something about a live call that goes into its timeline.
    Tell {
        /// Which call.
        call: CallId,
        /// What.
        told: Told,
    },
}

/// What an agent tells about a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A note.
    Note(Pii<String>),
    /// How the caller really felt.
    Mood {
        /// How.
        mood: Mood,
        /// When in the call.
        span: Span,
    },
    /// What the caller really wants; `None` is something else.
    Intent(Option<IntentId>),
    /// A step of the method was taken, or not.
    Step {
        /// Which.
        step: LastStep,
        /// Taken.
        done: bool,
    },
    /// Something was promised.
    Promise(PromiseMade),
    /// A promise made by mistake.
    WithdrawPromise(PromiseId),
    /// The end of the agent's work on it.
    WrapUp(WrapUp),
}

impl Told {
    /// The line of the timeline it becomes.
    #[must_use]
    pub fn into_event(self, agent: AgentId) -> CallEvent {
        match self {
            Self::Note(text) => CallEvent::Noted { agent, text },
            Self::Mood { mood, span } => CallEvent::MoodCorrected { agent, mood, span },
            Self::Intent(intent) => CallEvent::IntentCorrected { agent, intent },
            Self::Step { step, done } => CallEvent::StepMarked { agent, step, done },
            Self::Promise(promise) => CallEvent::PromiseMade { agent, promise },
            Self::WithdrawPromise(promise) => CallEvent::PromiseWithdrawn { agent, promise },
            Self::WrapUp(wrap_up) => CallEvent::WrappedUp { agent, wrap_up },
        }
    }
}

/// Why the house did not do it, in words an agent can act on, without personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The HTTP status: 404, 409, 503.
    pub status: u16,
    /// What is in the way and what to do.
    pub what: String,
}

impl Refused {
    /// It does not fit how things stand (no call, already on hold): 409.
    #[must_use]
    pub fn conflict(what: impl Into<String>) -> Self {
        Self { status: 409, what: what.into() }
    }

    /// There is no such thing: 404.
    #[must_use]
    pub fn not_found(what: impl Into<String>) -> Self {
        Self { status: 404, what: what.into() }
    }

    /// The house cannot do it now: 503.
    #[must_use]
    pub fn unavailable() -> Self {
        Self { status: 503, what: "the house cannot do this now; try again".to_owned() }
    }
}
