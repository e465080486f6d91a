//! What an agent asks of a call.

use wasl_model::{HandoverCause, IntentId, LastStep, Mood, Pii, PromiseId, PromiseMade, Span, WrapUp};

use crate::TransferTarget;

/// What an agent asks from the desk. Whether it can be done now is told by [`crate::Call::may`].
#[derive(Clone, Debug, PartialEq)]
pub enum AgentAsk {
    /// The others wait with music.
    Hold,
    /// And are taken back.
    Resume,
    /// The caller is sent on; comes back when nobody takes the call, unless the agent hung up meanwhile.
    Transfer(TransferTarget),
    /// Somebody else is asked while the caller waits with music.
    Consult(TransferTarget),
    /// The caller goes to whom was asked; the agent is free. While that one still rings, the caller waits for the answer.
    CompleteTransfer,
    /// Back to the caller; whom was asked is let go.
    CancelConsult,
    /// All three hear each other.
    Join,
    /// Nothing is kept from now on: a card's number is told. It ends by itself, see [`crate::CallConfig::pause_ms`].
    PauseRecording,
    /// And is again.
    ResumeRecording,
    /// The caller told the agent not to be recorded: no sound is kept of this call, also not of what was said before.
    RefuseRecording,
    /// The agent leaves (or declines what rings). With nobody else there the call is over.
    HangUp,
    /// The agent's desk was loaded anew and wants the talk back.
    Reattach,
    /// Somebody else is to go on with this caller, who goes to the head of the line.
    HandOver {
        /// Why.
        cause: HandoverCause,
    },
    /// A note.
    Note(Pii<String>),
    /// How the caller really felt.
    CorrectMood {
        /// How.
        mood: Mood,
        /// When.
        span: Span,
    },
    /// What the caller really wants; `None` is something else.
    CorrectIntent(Option<IntentId>),
    /// A step of the method was taken, or not.
    MarkStep {
        /// Which.
        step: LastStep,
        /// Taken.
        done: bool,
    },
    /// Something is promised.
    Promise(PromiseMade),
    /// And taken back.
    WithdrawPromise(PromiseId),
    /// What is written down at the end.
    WrapUp(WrapUp),
}
