//! What the dispatcher is told of the time before a restart, so that it forgets nobody's day.
//!
//! All of it stands in the book: talks and waits as they happened, and rests as they were kept from time to time. A rest that
//! is in none of them was none: whoever is known to have worked is told to rest sooner rather than later.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wasl_model::{AgentId, NotReadyReason, Pii, QueueId, TalkEnd, Timestamp};

/// Half-lives after which nothing is left of a load: less than a ten-millionth.
const HALF_LIVES: u32 = 24;

/// Something that happened before a restart.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Happened {
    /// An agent took a call.
    Took {
        /// Who.
        agent: AgentId,
        /// What the caller was expected to weigh, 0 (calm) to 1 (angry): [`wasl_model::OfferReasons::weight`].
        weight: f64,
    },
    /// An agent's talk ended.
    Talked {
        /// Whose.
        agent: AgentId,
        /// How long it took.
        time: Duration,
        /// What the caller weighed before it, 0 (calm) to 1 (angry).
        before: f64,
        /// And during it.
        during: f64,
        /// In which way it ended.
        end: TalkEnd,
    },
    /// How it stood with an agent's rests.
    Rested {
        /// Whose.
        agent: AgentId,
        /// How.
        rest: KeptRest,
    },
    /// A caller stopped waiting, or was cut off: the place is kept for as long as any.
    Left {
        /// The calling number.
        caller: Pii<String>,
        /// Where the wait began.
        queue: QueueId,
        /// When.
        since: Timestamp,
    },
}

/// How it stands with every agent's rests, as a store keeps it; see [`crate::Dispatcher::rests`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRests(pub(crate) BTreeMap<AgentId, KeptRest>);

/// One agent's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptRest {
    /// What is counted since the last rest is counted from then on.
    pub(crate) counted_from: Option<Timestamp>,
    /// Back from the last rest, or come to work.
    pub(crate) rested: Option<Timestamp>,
    /// Away for that reason since then, until the agent says otherwise.
    pub(crate) away: Option<(NotReadyReason, Timestamp)>,
    /// Signed out since then.
    pub(crate) out: Option<Timestamp>,
}

impl KeptRests {
    /// The same, as it is told after a restart.
    pub fn into_past(self) -> impl Iterator<Item = Past> {
        self.0.into_iter().map(|(agent, rest)| Past {
            at: rest.counted_from.unwrap_or_default(),
            what: Happened::Rested { agent, rest },
        })
    }
}

impl crate::RoutingConfig {
    /// What happened before has no weight any more: the agents' day began, and every load has faded.
    #[must_use]
    pub fn remembered_since(&self, now: Timestamp) -> Timestamp {
        let day = self.day(now) * 86_400_000 - i64::from(self.utc_offset_min) * 60_000;
        let faded = i64::try_from((self.half_life() * HALF_LIVES).as_millis()).unwrap_or(i64::MAX);
        Timestamp(day.min(now.as_millis().saturating_sub(faded)))
    }
}
