//! What is counted of a day.

use std::time::Duration;

use wasl_model::{Mood, Timestamp};

use super::caller::Caller;
use super::world::{Talk, is_hot};
use crate::value::ENDS_WELL;

/// Utility of a call: resolved, ends well, abandoned, each second waited. A business choice, so the parts are told too.
pub const UTILITY: [f64; 4] = [1.0, ENDS_WELL, -0.5, -0.001];
/// Answered within this counts for the service level.
const ANSWERED_WITHIN: Duration = Duration::from_secs(20);
/// An agent who carries more is over the cap.
const CAP: f64 = 3.0;

/// One day's counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Calls that came.
    pub offered: u32,
    /// Callers who gave up.
    pub abandoned: u32,
    /// Answered within 20 s.
    pub in_time: u32,
    /// Resolved calls.
    pub resolved: u32,
    /// Callers in a good mood at the end.
    pub ended_well: u32,
    /// Seconds waited by all, those who gave up included.
    pub waited_s: f64,
    /// Waits of each caller by mood (order of [`Mood::ALL`]), in seconds.
    pub waits: [Vec<f32>; 6],
    /// Angry and frustrated callers served.
    pub hot: u32,
    /// Of them, by an agent who carried more than the cap.
    pub hot_over_cap: u32,
    /// Of them, in a good mood at the end.
    pub hot_ended_well: u32,
    /// Callers known to an agent, and served by that one.
    pub known: (u32, u32),
    /// Weight of the callers each agent served.
    pub load_of: Vec<f64>,
    /// Seconds of talk.
    pub talk_s: f64,
    /// Share of the day each agent was busy.
    pub occupancy: Vec<f64>,
    /// Hot calls in a row: now and at most, of each agent.
    runs: Vec<(u32, u32)>,
    /// How long each decision took, in microseconds.
    pub decisions_us: Vec<f32>,
}

/// A call that met an agent.
pub(super) struct Served {
    pub(super) waited: Duration,
    /// What the agent carried before.
    pub(super) load: f64,
    pub(super) talk: Talk,
    pub(super) same_agent: bool,
}

impl Tally {
    pub(super) fn new(agents: usize) -> Self {
        Self { load_of: vec![0.0; agents], runs: vec![(0, 0); agents], ..Self::default() }
    }

    pub(super) fn gave_up(&mut self, caller: &Caller, waited: Duration) {
        self.came(caller, waited);
        self.abandoned += 1;
    }

    pub(super) fn served(&mut self, caller: &Caller, agent: usize, served: &Served) {
        self.came(caller, served.waited);
        self.in_time += u32::from(served.waited <= ANSWERED_WITHIN);
        self.resolved += u32::from(served.talk.resolved);
        self.ended_well += u32::from(served.talk.ends_well);
        self.talk_s += served.talk.talk_s;
        self.known.0 += u32::from(caller.known_to.is_some());
        self.known.1 += u32::from(served.same_agent);
        self.load_of[agent] += caller.mood.load_weight();
        let (run, longest) = &mut self.runs[agent];
        *run = if is_hot(caller.mood) { *run + 1 } else { 0 };
        *longest = (*longest).max(*run);
        if is_hot(caller.mood) {
            self.hot += 1;
            self.hot_over_cap += u32::from(served.load > CAP);
            self.hot_ended_well += u32::from(served.talk.ends_well);
        }
    }

    pub(super) fn decided(&mut self, took: Duration) {
        self.decisions_us.push((took.as_secs_f64() * 1e6) as f32);
    }

    pub(super) fn end(&mut self, busy: &[Duration], now: Timestamp) {
        let day_s = now.as_millis() as f64 / 1000.0;
        self.occupancy = busy.iter().map(|busy| busy.as_secs_f64() / day_s).collect();
    }

    fn came(&mut self, caller: &Caller, waited: Duration) {
        self.offered += 1;
        self.waited_s += waited.as_secs_f64();
        self.waits[caller.mood as usize].push(waited.as_secs_f32());
    }

    /// Utility per call that came.
    #[must_use]
    pub fn utility(&self) -> f64 {
        let counts = [f64::from(self.resolved), f64::from(self.ended_well), f64::from(self.abandoned), self.waited_s];
        UTILITY.iter().zip(counts).map(|(weight, count)| weight * count).sum::<f64>() / f64::from(self.offered.max(1))
    }

    /// Answered within 20 s, of all that came.
    #[must_use]
    pub fn service_level_pct(&self) -> f64 {
        percent(self.in_time, self.offered)
    }

    /// Gave up, of all that came.
    #[must_use]
    pub fn abandonment_pct(&self) -> f64 {
        percent(self.abandoned, self.offered)
    }

    /// Hot calls given to an agent over the cap, of hot calls served.
    #[must_use]
    pub fn over_cap_pct(&self) -> f64 {
        percent(self.hot_over_cap, self.hot)
    }

    /// Hot callers served who ended in a good mood.
    #[must_use]
    pub fn ends_well_hot_pct(&self) -> f64 {
        percent(self.hot_ended_well, self.hot)
    }

    /// Resolved, of calls served.
    #[must_use]
    pub fn resolved_pct(&self) -> f64 {
        percent(self.resolved, self.offered - self.abandoned)
    }

    /// Known callers served by the agent they know.
    #[must_use]
    pub fn same_agent_pct(&self) -> f64 {
        percent(self.known.1, self.known.0)
    }

    /// Gini coefficient of the hot callers' weight over agents: 0 is even.
    #[must_use]
    pub fn hot_gini(&self) -> f64 {
        let mut loads = self.load_of.clone();
        loads.sort_by(f64::total_cmp);
        let (n, sum) = (loads.len() as f64, loads.iter().sum::<f64>());
        let ranked: f64 = loads.iter().zip(1..).map(|(load, rank)| f64::from(rank) * load).sum();
        if sum > 0.0 { 2.0 * ranked / (n * sum) - (n + 1.0) / n } else { 0.0 }
    }

    /// Mean wait of all, in seconds.
    #[must_use]
    pub fn wait_s(&self) -> f64 {
        self.waited_s / f64::from(self.offered.max(1))
    }

    /// Mean wait of callers in that mood, in seconds.
    #[must_use]
    pub fn wait_of_s(&self, mood: Mood) -> f64 {
        let waits = &self.waits[mood as usize];
        waits.iter().map(|wait| f64::from(*wait)).sum::<f64>() / waits.len().max(1) as f64
    }

    /// Standard deviation over agents of the share of the day they were busy, in percent.
    #[must_use]
    pub fn occupancy_sd_pct(&self) -> f64 {
        let n = self.occupancy.len() as f64;
        let mean = self.occupancy.iter().sum::<f64>() / n;
        100.0 * (self.occupancy.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / n).sqrt()
    }

    /// Most hot calls in a row any agent had.
    #[must_use]
    pub fn longest_hot_run(&self) -> u32 {
        self.runs.iter().map(|(_, longest)| *longest).max().unwrap_or(0)
    }
}

fn percent(part: u32, whole: u32) -> f64 {
    100.0 * f64::from(part) / f64::from(whole.max(1))
}
