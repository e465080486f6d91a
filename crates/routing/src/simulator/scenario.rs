//! What a simulated day is like: plain data, from TOML. Every number that is an assumption has its place here.

use std::sync::Arc;

use serde::Deserialize;

use super::Log;

/// A day's assumptions; what a file leaves out is as at [`Scenario::default`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scenario {
    /// As the command line and the tables call it.
    pub name: String,
    /// What it is, for readers of English.
    pub title_en: String,
    /// What it is, for readers of Arabic.
    pub title_ar: String,
    /// Agents on duty all day.
    pub agents: usize,
    /// Work offered over work possible on an average day, wrap-up included, were all callers neutral: moods and what
    /// agents carry make talks about a tenth longer.
    pub load: f64,
    /// Calls of each hour of the day, in any unit: only their proportions count. One entry an hour.
    pub calls_by_hour: Vec<f64>,
    /// Coefficient of variation of how busy a day is (gamma distributed).
    pub busyness_cv: f64,
    /// Mean talk of an average agent with a neutral caller.
    pub talk_mean_s: f64,
    /// How talks spread about their mean, all else equal.
    pub talk_spread: Spread,
    /// Rest after a talk.
    pub wrap_up_s: u64,
    /// When callers give up waiting.
    pub patience: Patience,
    /// Share of calls of each intent.
    pub intents: Vec<f64>,
    /// Share of callers in each mood: angry, frustrated, lost, neutral, satisfied, sad.
    pub moods: [f64; 6],
    /// Probability that a caller's mood is heard; otherwise what is heard is drawn from [`Scenario::moods`].
    pub detector: f64,
    /// Talks of each agent known before the day begins. A month's are 2,400, and 300 of each of eight intents.
    pub history_calls: u32,
    /// Share of callers who talked to one of the agents before.
    pub known_callers: f64,
    /// Minutes between two lessons from what was lived through.
    pub learn_every_min: u64,
    /// A real log to replay instead of `load`, `calls_by_hour`, `busyness_cv` and `patience.mixture`: its path, for the
    /// one who reads files.
    pub replay: Option<String>,
    /// And the log itself, once read.
    #[serde(skip)]
    pub log: Option<Arc<Log>>,
    /// How much agents differ.
    pub differences: Differences,
    /// What moods, waits and load do to a talk.
    pub effects: Effects,
}

/// A distribution of mean 1.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Spread {
    /// Its logarithm is normal.
    Lognormal {
        /// Standard deviation of the logarithm.
        sd_log: f64,
    },
    /// As queueing theory likes it.
    Exponential,
}

/// How long callers are ready to wait, before their mood: a mixture of exponentials.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patience {
    /// Share and mean of each kind of caller, `[share, mean_s]`; shares sum to 1.
    pub mixture: Vec<(f64, f64)>,
    /// What a mood makes of it: angry, frustrated, lost, neutral, satisfied, sad.
    pub by_mood: [f64; 6],
}

/// Standard deviations between agents.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Differences {
    /// Coefficient of variation of an agent's mean talk.
    pub speed_cv: f64,
    /// The same, of an agent with an intent.
    pub intent_speed_cv: f64,
    /// Of an agent's log-odds of resolving a call.
    pub resolution: f64,
    /// The same, of an agent with an intent.
    pub intent_resolution: f64,
    /// Of the skill with hot callers, and of that with lost ones: log-odds that such a call ends well.
    pub calming: f64,
}

/// What changes the chances of a talk. Log-odds, unless a factor of its time.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Effects {
    /// A talk's time by mood (factor).
    pub time_by_mood: [f64; 6],
    /// A talk's time with the agent who talked to the caller before (factor).
    pub time_same_agent: f64,
    /// A talk's time for each unit of the agent's emotional load (share more).
    pub time_per_load: f64,
    /// An average call is resolved.
    pub resolution: f64,
    /// Standard deviation between intents.
    pub resolution_between_intents: f64,
    /// By mood.
    pub resolution_by_mood: [f64; 6],
    /// How much of the skill with hot or lost callers helps to resolve.
    pub resolution_per_calming: f64,
    /// For each unit of the agent's emotional load.
    pub resolution_per_load: f64,
    /// With the agent who talked to the caller before.
    pub resolution_same_agent: f64,
    /// The caller ends in a good mood, by mood before.
    pub ends_well_by_mood: [f64; 6],
    /// For each second waited.
    pub ends_well_per_wait_s: f64,
    /// For each unit of the agent's emotional load.
    pub ends_well_per_load: f64,
}

impl Default for Scenario {
    /// `reference/routing.md` §4.1: arrivals, talk and patience as measured at a bank's centre in February 1999, the
    /// rest assumed.
    fn default() -> Self {
        Self {
            name: String::new(),
            title_en: String::new(),
            title_ar: String::new(),
            agents: 60,
            load: 0.85,
            calls_by_hour: vec![96.0, 110.0, 126.0, 115.0, 95.0, 121.0, 116.0, 114.0],
            busyness_cv: 0.1,
            talk_mean_s: 186.0,
            talk_spread: Spread::Lognormal { sd_log: 1.0 },
            wrap_up_s: 15,
            patience: Patience::default(),
            intents: vec![0.125; 8],
            moods: [0.10, 0.17, 0.15, 0.50, 0.08, 0.0],
            detector: 0.7,
            history_calls: 2400,
            known_callers: 0.66,
            learn_every_min: 30,
            replay: None,
            log: None,
            differences: Differences::default(),
            effects: Effects::default(),
        }
    }
}

impl Default for Patience {
    /// Fits the Kaplan-Meier quantiles of the bank's callers: 10, 25, 50 and 75 % left by 31, 95, 293 and 730 s.
    fn default() -> Self {
        Self { mixture: vec![(0.204, 86.0), (0.796, 630.0)], by_mood: [0.6, 0.75, 1.0, 1.1, 1.2, 1.0] }
    }
}

impl Default for Differences {
    fn default() -> Self {
        Self { speed_cv: 0.215, intent_speed_cv: 0.10, resolution: 0.3, intent_resolution: 0.3, calming: 0.5 }
    }
}

impl Default for Effects {
    fn default() -> Self {
        Self {
            time_by_mood: [1.15, 1.10, 1.10, 1.0, 0.95, 1.0],
            time_same_agent: 0.917,
            time_per_load: 0.03,
            resolution: 1.05,
            resolution_between_intents: 0.4,
            resolution_by_mood: [-0.3, -0.15, -0.2, 0.0, 0.1, 0.0],
            resolution_per_calming: 0.5,
            resolution_per_load: -0.10,
            resolution_same_agent: 0.15,
            ends_well_by_mood: [-0.4, 0.4, 1.1, 2.2, 2.5, 1.1],
            ends_well_per_wait_s: -0.003,
            ends_well_per_load: -0.10,
        }
    }
}

/// What is wrong with a scenario.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// It is not TOML, or has a key nobody knows.
    #[error("the scenario cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A value makes no sense.
    #[error("scenario '{scenario}': {key} must be {must}")]
    Wrong {
        /// Which scenario.
        scenario: String,
        /// Which key.
        key: &'static str,
        /// What it must be.
        must: &'static str,
    },
}

/// The scenarios that come with Wasl.
const BUILT_IN: [&str; 11] = [
    include_str!("scenarios/base.toml"),
    include_str!("scenarios/light.toml"),
    include_str!("scenarios/heavy.toml"),
    include_str!("scenarios/ten-agents.toml"),
    include_str!("scenarios/no-differences.toml"),
    include_str!("scenarios/strong-differences.toml"),
    include_str!("scenarios/identical-agents.toml"),
    include_str!("scenarios/detector-50.toml"),
    include_str!("scenarios/detector-100.toml"),
    include_str!("scenarios/few-estimates.toml"),
    include_str!("scenarios/from-zero.toml"),
];

impl Scenario {
    /// The scenarios that come with Wasl.
    #[must_use]
    pub fn built_in() -> Vec<Self> {
        BUILT_IN.iter().map(|text| Self::read(text).expect("the scenarios that come along are tested")).collect()
    }

    /// A scenario from TOML.
    ///
    /// # Errors
    /// When it cannot be read or makes no sense.
    pub fn read(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text)?;
        scenario.check()?;
        Ok(scenario)
    }

    /// Length of the day.
    #[must_use]
    pub fn hours(&self) -> usize {
        self.calls_by_hour.len()
    }

    fn check(&self) -> Result<(), ScenarioError> {
        let sums_to_one = |shares: &[f64]| (shares.iter().sum::<f64>() - 1.0).abs() < 1e-6;
        let shares = |shares: &[f64]| shares.iter().all(|share| *share >= 0.0) && sums_to_one(shares);
        let kinds: Vec<f64> = self.patience.mixture.iter().map(|(share, _)| *share).collect();
        let rules = [
            ("agents", self.agents >= 1, "at least 1"),
            ("load", self.load > 0.0 && self.load.is_finite(), "more than 0"),
            ("calls_by_hour", self.calls_by_hour.iter().any(|calls| *calls > 0.0), "a list with a number over 0"),
            ("calls_by_hour", self.calls_by_hour.iter().all(|calls| *calls >= 0.0), "numbers of 0 or more"),
            ("busyness_cv", self.busyness_cv >= 0.0, "0 or more"),
            ("talk_mean_s", self.talk_mean_s > 0.0, "more than 0"),
            ("intents", shares(&self.intents), "shares that sum to 1"),
            ("moods", shares(&self.moods), "six shares that sum to 1"),
            ("patience.mixture", shares(&kinds), "[share, mean_s] pairs whose shares sum to 1"),
            ("patience.mixture", self.patience.mixture.iter().all(|(_, mean)| *mean > 0.0), "pairs of means over 0"),
            ("patience.by_mood", self.patience.by_mood.iter().all(|factor| *factor > 0.0), "six factors over 0"),
            ("detector", (0.0..=1.0).contains(&self.detector), "0 to 1"),
            ("known_callers", (0.0..=1.0).contains(&self.known_callers), "0 to 1"),
            ("learn_every_min", self.learn_every_min >= 1, "at least 1"),
        ];
        match rules.into_iter().find(|(_, holds, _)| !holds) {
            Some((key, _, must)) => Err(ScenarioError::Wrong { scenario: self.name.clone(), key, must }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_that_comes_along_is_sound_and_has_its_own_name_and_titles() {
        let all = Scenario::built_in();
        let names: std::collections::BTreeSet<_> = all.iter().map(|scenario| scenario.name.as_str()).collect();
        assert_eq!(names.len(), BUILT_IN.len());
        assert!(all.iter().all(|scenario| !scenario.title_en.is_empty() && !scenario.title_ar.is_empty()));
    }

    #[test]
    fn a_wrong_scenario_is_refused_with_its_key() {
        let wrong = Scenario::read("name = \"x\"\ndetector = 1.5").expect_err("no probability");
        assert_eq!(wrong.to_string(), "scenario 'x': detector must be 0 to 1");
        assert!(Scenario::read("wages = 3").is_err());
    }
}
