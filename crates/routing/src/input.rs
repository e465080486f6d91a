//! What the dispatcher is told, and what it says.

use std::sync::Arc;

use wasl_model::{
    AgentId, AgentProfile, AgentState, CallId, MoodScores, NotReadyReason, OfferId, OfferOutcome, Pii, RouteRequest,
    RouteUpdate, TalkEnd,
};

use crate::{Learnt, Past};

/// What the dispatcher is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// An agent exists, or its profile changed.
    Agent(AgentProfile),
    /// An agent exists no longer. A talk goes on; a ringing offer is withdrawn.
    AgentRemoved {
        /// Who.
        agent: AgentId,
    },
    /// The agent's first phone or desk is connected. The agent is `Ready` from then on, unless told otherwise.
    SignedIn {
        /// Who.
        agent: AgentId,
    },
    /// The agent's last phone or desk is gone.
    SignedOut {
        /// Who.
        agent: AgentId,
    },
    /// The agent takes calls (also ends wrap-up and pauses).
    Ready {
        /// Who.
        agent: AgentId,
    },
    /// The agent takes no calls. While talking it counts from the end of the talk; a ringing offer is withdrawn.
    NotReady {
        /// Who.
        agent: AgentId,
        /// Why.
        reason: NotReadyReason,
    },
    /// The agent began (`true`) or ended (`false`) a call of their own, outside the queues.
    Outside {
        /// Who.
        agent: AgentId,
        /// Is on such a call.
        busy: bool,
    },
    /// The agent is done with the last call before the wrap-up time is over.
    WrapUpDone {
        /// Who.
        agent: AgentId,
    },
    /// A caller needs a person ([`wasl_model::CallCommand::Route`]).
    Request(Box<RouteRequest>),
    /// The caller no longer waits ([`wasl_model::CallCommand::LeaveQueue`]). A talk of the same call goes on.
    Leave {
        /// Which.
        call: CallId,
    },
    /// The shell's word that a call is gone whatever it did: at `Close`, and when its task died. Frees everybody.
    CallGone {
        /// Which.
        call: CallId,
    },
    /// How an offer ended ([`wasl_model::CallCommand::OfferEnded`]). Every offer is answered exactly once, also a withdrawn one.
    OfferEnded {
        /// Which.
        offer: OfferId,
        /// How.
        outcome: OfferOutcome,
    },
    /// The agent's talk is over ([`wasl_model::CallCommand::TalkEnded`]): wrap-up begins.
    TalkEnded {
        /// Who.
        agent: AgentId,
        /// In which way.
        end: TalkEnd,
        /// How the caller felt during the talk.
        mood: MoodScores,
    },
    /// The agent needs more time for the wrap-up; see [`crate::RoutingConfig::wrap_up_more_s`].
    ExtendWrapUp {
        /// Who.
        agent: AgentId,
    },
    /// This caller abused that agent (told once at start, from the store): never offered to them again.
    Abused {
        /// The calling number.
        caller: Pii<String>,
        /// Who was abused.
        agent: AgentId,
    },
    /// Values and prices were learnt anew, beside the dispatcher.
    Learnt(Arc<Learnt>),
    /// This caller was last served by that agent (told once at start, from the store).
    LastAgent {
        /// The calling number.
        caller: Pii<String>,
        /// Who served.
        agent: AgentId,
    },
    /// What happened before a restart, in any order (told once at start, from the store, when agents exist and before any
    /// of them signs in).
    Recall(Vec<Past>),
}

/// What the dispatcher says.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// To a call that waits.
    ToCall {
        /// Which.
        call: CallId,
        /// What.
        update: RouteUpdate,
    },
    /// An agent's state is another.
    AgentChanged {
        /// Who.
        agent: AgentId,
        /// What now.
        state: AgentState,
        /// Emotional load from the callers served, half-life 30 minutes. For the agent's own eyes first.
        load: f64,
    },
}
