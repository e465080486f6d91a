//! Queues, strategy and weights.
//!
//! - `queue`: one queue
//! - `strategy`: the strategies, by name
//! - `weights`: what counts how much for Wasl's own

mod queue;
mod strategy;
mod weights;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wasl_model::{IntentId, QueueId, Timestamp};

pub use queue::{LastAgent, Order, Overflow, QueueConfig, Ring, Tiers};
pub use strategy::{Strategy, UnknownStrategy};
pub use weights::Weights;

use crate::meter::Meter;

/// Everything the dispatcher is told once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RoutingConfig {
    /// The queues.
    pub queues: BTreeMap<QueueId, QueueConfig>,
    /// How an agent is chosen, where a queue says nothing else.
    pub strategy: Strategy,
    /// Two strategies compared on live traffic, in turn, where a queue says nothing else.
    pub meter: Option<Meter>,
    /// Priority of calls by what is wanted, in steps of [`Order::Priority`]; absent is 0.
    pub priorities: BTreeMap<IntentId, u8>,
    /// What counts how much.
    pub weights: Weights,
    /// Offers not answered in a row before the agent is set not ready.
    pub missed_before_not_ready: u32,
    /// And is tried again after this rest; 0: not until `Ready` is said.
    pub missed_rest_s: u64,
    /// An agent who did not take a call is not offered it again for this long.
    pub back_off_s: u64,
    /// After declining (or a busy phone) an agent is left alone for this long.
    pub declined_pause_s: u64,
    /// A caller who hung up while waiting and calls again within this time keeps the place.
    pub keep_place_s: u64,
    /// Waiting calls are told that nobody is there once the last agent has been signed out for this long.
    pub no_one_grace_s: u64,
    /// Calls with hot moods in a row before another free agent is preferred, whatever the score.
    pub hot_in_a_row: u32,
    /// Half-life of an agent's emotional load.
    pub load_half_life_s: u64,
    /// Hard talks without a rest between them before one is offered.
    pub rest_after_hard_calls: u32,
    /// And hard minutes: of talk, each weighted by how hard the caller's mood was on the agent (0 calm, 1 angry).
    pub rest_after_hard_minutes: f64,
    /// And time without a rest.
    pub rest_after_s: u64,
    /// An agent's budget of hard minutes; once it is used hot callers go to others who are free. It is for who carried
    /// much more than others: a budget that a usual day uses up (about 90 in the simulator's world) sends the day's last
    /// hot callers to the few who have some left, whatever they carry just then.
    pub hard_minutes_a_day: f64,
    /// How much longer a wrap-up gets when the agent asks for it; also the least wrap-up after abuse.
    pub wrap_up_more_s: u64,
    /// A wrap-up is never longer.
    pub wrap_up_most_s: u64,
    /// Where the agents' day begins: minutes east of Greenwich.
    pub utc_offset_min: i32,
}

impl Default for RoutingConfig {
    fn default() -> Self {
        Self {
            queues: BTreeMap::new(),
            strategy: Strategy::Wasl,
            meter: None,
            priorities: BTreeMap::new(),
            weights: Weights::default(),
            missed_before_not_ready: 3,
            missed_rest_s: 120,
            back_off_s: 20,
            declined_pause_s: 10,
            keep_place_s: 60,
            no_one_grace_s: 20,
            hot_in_a_row: 2,
            load_half_life_s: 30 * 60,
            rest_after_hard_calls: 3,
            rest_after_hard_minutes: 15.0,
            rest_after_s: 2 * 3600,
            hard_minutes_a_day: 120.0,
            wrap_up_more_s: 30,
            wrap_up_most_s: 300,
            utc_offset_min: 180,
        }
    }
}

/// What is wrong with a [`RoutingConfig`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// An overflow leads nowhere.
    #[error("queue '{queue}' overflows to '{to}', which is no queue: add [[queues]] name = \"{to}\" or change it")]
    NoSuchQueue {
        /// Whose overflow.
        queue: QueueId,
        /// Where to.
        to: QueueId,
    },
    /// An overflow leads back to the queue itself.
    #[error("queue '{queue}' overflows to itself: name another queue")]
    OverflowsToItself {
        /// Which.
        queue: QueueId,
    },
    /// Rings out of order.
    #[error("queue '{queue}': each ring's after_s must be greater than the one before it, and the first at least 1")]
    RingsOutOfOrder {
        /// Which.
        queue: QueueId,
    },
    /// A number of a queue that must not be zero is.
    #[error("queue '{queue}': {name} must be at least 1")]
    ZeroInQueue {
        /// Which.
        queue: QueueId,
        /// Which number.
        name: &'static str,
    },
    /// A ring time of nothing.
    #[error("queue '{queue}': ring_s must be at least 1")]
    NoRingTime {
        /// Which.
        queue: QueueId,
    },
    /// A weight is not a number of zero or more.
    #[error("routing weight '{name}' must be a number of 0 or more")]
    BadWeight {
        /// Which.
        name: &'static str,
    },
    /// Blocks that do not fit a day, or a washout that does not fit a block.
    #[error("routing.meter: block_min must divide a day into an even number of blocks, washout_min be less than it")]
    BadMeter,
    /// A number that must be greater than 0 is not.
    #[error("routing: {name} must be a number greater than 0")]
    NotPositive {
        /// Which.
        name: &'static str,
    },
    /// A count or time that must not be zero is.
    #[error("routing: {name} must be at least 1")]
    Zero {
        /// Which.
        name: &'static str,
    },
}

impl RoutingConfig {
    /// Says what is wrong, if anything.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.queues.iter().try_for_each(|(name, queue)| self.check_queue(name, queue))?;
        self.weights.check()?;
        if self.meter.is_some_and(|meter| !meter.is_sound()) {
            return Err(ConfigError::BadMeter);
        }
        for (name, value) in
            [("rest_after_hard_minutes", self.rest_after_hard_minutes), ("hard_minutes_a_day", self.hard_minutes_a_day)]
        {
            if !(value.is_finite() && value > 0.0) {
                return Err(ConfigError::NotPositive { name });
            }
        }
        for (name, value) in [
            ("missed_before_not_ready", u64::from(self.missed_before_not_ready)),
            ("back_off_s", self.back_off_s),
            ("hot_in_a_row", u64::from(self.hot_in_a_row)),
            ("load_half_life_s", self.load_half_life_s),
            ("rest_after_hard_calls", u64::from(self.rest_after_hard_calls)),
            ("rest_after_s", self.rest_after_s),
        ] {
            if value == 0 {
                return Err(ConfigError::Zero { name });
            }
        }
        Ok(())
    }

    fn check_queue(&self, name: &QueueId, queue: &QueueConfig) -> Result<(), ConfigError> {
        if queue.ring_s == 0 {
            return Err(ConfigError::NoRingTime { queue: name.clone() });
        }
        for (zero, field) in [
            (queue.announce_every_s == 0, "announce_every_s"),
            (queue.ring_most == 0, "ring_most"),
            (queue.tiers.is_some_and(|tiers| tiers.wait_s == 0), "tiers.wait_s"),
        ] {
            if zero {
                return Err(ConfigError::ZeroInQueue { queue: name.clone(), name: field });
            }
        }
        let times = std::iter::once(0).chain(queue.rings.iter().map(|ring| ring.after_s));
        if !times.is_sorted_by(|earlier, later| earlier < later) {
            return Err(ConfigError::RingsOutOfOrder { queue: name.clone() });
        }
        match &queue.overflow {
            Some(overflow) if overflow.to == *name => Err(ConfigError::OverflowsToItself { queue: name.clone() }),
            Some(overflow) if !self.queues.contains_key(&overflow.to) => {
                Err(ConfigError::NoSuchQueue { queue: name.clone(), to: overflow.to.clone() })
            }
            Some(_) | None => Ok(()),
        }
    }

    pub(crate) const fn back_off(&self) -> Duration {
        Duration::from_secs(self.back_off_s)
    }

    pub(crate) const fn half_life(&self) -> Duration {
        Duration::from_secs(self.load_half_life_s)
    }

    /// The agents' day that moment is in.
    pub(crate) fn day(&self, now: Timestamp) -> i64 {
        (now.as_millis() + i64::from(self.utc_offset_min) * 60_000).div_euclid(86_400_000)
    }

    pub(crate) const fn grace(&self) -> Duration {
        Duration::from_secs(self.no_one_grace_s)
    }
}
