//! Which calls are listened to. A call is drawn once.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::UtcOffset;
use utoipa::ToSchema;
use wasl_model::{AgentId, CallId, Timestamp};

use crate::answers::Day;

/// How calls are chosen for people to score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Plan {
    /// So many of each agent and week, by chance; weeks begin on Sunday.
    PerAgentPerWeek {
        /// How many.
        calls: u32,
        /// Another seed draws others.
        seed: u64,
    },
    /// Each call with the same chance.
    Random {
        /// 0..=1 of all calls.
        share: f64,
        /// Another seed draws others.
        seed: u64,
    },
    /// So many in all; a call with more risk is more likely drawn.
    ByRisk {
        /// How many.
        calls: u32,
        /// Another seed draws others.
        seed: u64,
    },
}

/// A call that may be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Candidate {
    /// Which.
    pub call: CallId,
    /// Who served.
    pub agent: AgentId,
    /// When it began.
    pub at: Timestamp,
    /// What speaks for listening to it.
    pub risks: BTreeSet<Risk>,
}

/// What makes a call worth listening to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// The caller left angry, frustrated, lost or sad.
    BadEnd,
    /// A promise made in it was broken.
    BrokenPromise,
    /// A long silence.
    LongSilence,
}

/// A silence of this length is a risk, in milliseconds.
pub const LONG_SILENCE_MS: u64 = 20_000;

impl Risk {
    /// How much likelier one such thing makes a call to be drawn than a call without any.
    const fn weight(self) -> f64 {
        match self {
            Self::BrokenPromise => 6.0,
            Self::BadEnd => 4.0,
            Self::LongSilence => 2.0,
        }
    }
}

/// A call drawn, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Drawn {
    /// Which.
    pub call: CallId,
    /// Whose.
    pub agent: AgentId,
    /// What spoke for it; nothing where it was chance alone.
    pub risks: BTreeSet<Risk>,
}

/// The calls a plan draws, in the order they were made; those drawn before count for their agent and week, and are not
/// drawn again. The same calls, plan and seed give the same draw, in whatever order they come.
#[must_use]
pub fn draw(plan: &Plan, calls: &[Candidate], before: &BTreeSet<CallId>, zone: UtcOffset) -> Vec<Drawn> {
    let calls: BTreeMap<CallId, &Candidate> = calls.iter().map(|call| (call.call, call)).collect();
    let mut drawn: Vec<&Candidate> = match plan {
        Plan::PerAgentPerWeek { calls: n, seed } => per_agent_per_week(&calls, before, (*n, *seed), zone),
        Plan::Random { share, seed } => {
            let fresh = calls.values().copied().filter(|call| !before.contains(&call.call));
            fresh.filter(|call| chance(*seed, call.call) < *share).collect()
        }
        Plan::ByRisk { calls: n, seed } => {
            let fresh = calls.values().copied().filter(|call| !before.contains(&call.call));
            first(fresh, *n, |call| key(*seed, call))
        }
    };
    drawn.sort_by_key(|call| (call.at, call.call));
    drawn
        .into_iter()
        .map(|call| Drawn { call: call.call, agent: call.agent.clone(), risks: call.risks.clone() })
        .collect()
}

fn per_agent_per_week<'a>(
    calls: &BTreeMap<CallId, &'a Candidate>,
    before: &BTreeSet<CallId>,
    (n, seed): (u32, u64),
    zone: UtcOffset,
) -> Vec<&'a Candidate> {
    let mut weeks: BTreeMap<(&AgentId, Day), (u32, Vec<&'a Candidate>)> = BTreeMap::new();
    for call in calls.values() {
        let (had, fresh) = weeks.entry((&call.agent, week(call.at, zone))).or_default();
        if before.contains(&call.call) { *had += 1 } else { fresh.push(call) }
    }
    weeks
        .into_values()
        .flat_map(|(had, fresh)| first(fresh.into_iter(), n.saturating_sub(had), |call| chance(seed, call.call)))
        .collect()
}

/// The Sunday a moment's week began with.
fn week(at: Timestamp, zone: UtcOffset) -> Day {
    let day = Day::of(at, zone);
    day.plus(-i64::from(day.0.weekday().number_days_from_sunday()))
}

/// The `n` calls with the lowest key.
fn first<'a>(
    calls: impl Iterator<Item = &'a Candidate>,
    n: u32,
    key: impl Fn(&Candidate) -> f64,
) -> Vec<&'a Candidate> {
    let mut calls: Vec<(f64, &Candidate)> = calls.map(|call| (key(call), call)).collect();
    calls.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.call.cmp(&b.1.call)));
    calls.into_iter().take(usize::try_from(n).unwrap_or(usize::MAX)).map(|(_, call)| call).collect()
}

/// An exponential waiting time with the call's weight as its rate: the lowest of many make a weighted sample without
/// replacement (Efraimidis and Spirakis 2006).
fn key(seed: u64, call: &Candidate) -> f64 {
    let weight = 1.0 + call.risks.iter().map(|risk| risk.weight()).sum::<f64>();
    -(1.0 - chance(seed, call.call)).ln() / weight
}

/// 0..1, always the same for a seed and a call.
fn chance(seed: u64, call: CallId) -> f64 {
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    hash.update(call.0.as_bytes());
    crate::silent::group::unit(&hash.finalize().into())
}
