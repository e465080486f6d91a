//! What an agent is worth for a call, learnt from how talks ended: the value V̂ and the time τ̂ of `reference/routing.md` §4.5.
//!
//! Three things are learnt of each talk: whether it resolved the call, whether the caller ended in a good mood, and the
//! logarithm of its time. Each is explained by the intent, the mood before the agent spoke, the wait and what the agent
//! carried (so that who is given angry callers does not look bad), and beyond that by the agent: in general, with hot
//! callers, with lost callers, with this intent. What is said of an agent is pulled towards nothing special as far as
//! chance could have made it, each level by its own variance, which is learnt as well: a linear mixed model by
//! expectation-maximisation (Laird and Ware 1982; Searle, Casella and McCulloch 1992, ch. 8).
//!
//! - `ledger`: sums of talks, all that is kept of them
//! - `mixed`: the model
//! - [`Standing`]: what was learnt of one agent, for people to read

mod ledger;
mod mixed;
mod standing;

use std::collections::BTreeMap;

use wasl_model::{AgentId, IntentId};

pub(crate) use ledger::{HEARD, Heard};
pub use ledger::{Ledger, Outcome};
use mixed::{Fit, Sums, fit};
pub use standing::{Estimate, Standing};

/// A good mood at the end is worth this, a resolved call 1.
pub const ENDS_WELL: f64 = 0.5;

/// What was learnt, of every agent and in general.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    pub(crate) intents: BTreeMap<IntentId, usize>,
    agents: BTreeMap<AgentId, Worth>,
    base: Base,
    /// Talks of an average agent.
    calls_per_agent: f64,
    fits: Vec<Fit>,
}

/// What holds whoever answers.
#[derive(Clone, Debug, Default, PartialEq)]
struct Base {
    value: Vec<f64>,
    log_time: Vec<f64>,
    /// e^(σ²/2): from the mean of logarithms to the mean.
    skew: f64,
}

/// One agent's difference from everybody, in value and in the logarithm of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Worth {
    pub(crate) value: Effects,
    pub(crate) log_time: Effects,
    /// Talks it rests on.
    pub(crate) calls: f64,
}

/// The levels of a difference.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Effects {
    pub(crate) felt: Felt,
    pub(crate) by_intent: Vec<f64>,
}

/// Those that hold for every intent: in general, with hot callers, with lost callers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Felt {
    own: f64,
    hot: f64,
    lost: f64,
}

impl Felt {
    /// Expected, for a caller who is hot and lost with these probabilities.
    pub(crate) fn of(self, hot: f64, lost: f64) -> f64 {
        self.own + self.hot * hot + self.lost * lost
    }
}

impl Effects {
    fn from(levels: &[f64]) -> Self {
        match levels {
            [own, hot, lost, by_intent @ ..] => {
                Self { felt: Felt { own: *own, hot: *hot, lost: *lost }, by_intent: by_intent.to_vec() }
            }
            _ => Self::default(),
        }
    }

    fn plus(mut self, other: &Self, weight: f64) -> Self {
        self.felt.own += weight * other.felt.own;
        self.felt.hot += weight * other.felt.hot;
        self.felt.lost += weight * other.felt.lost;
        self.by_intent.iter_mut().zip(&other.by_intent).for_each(|(mine, theirs)| *mine += weight * theirs);
        self
    }

    /// Expected, for a caller heard so and wanting these intents with these probabilities.
    pub(crate) fn of(&self, heard: &Heard, intents: &[(usize, f64)]) -> f64 {
        self.with(heard.hot(), heard.lost(), intents)
    }

    /// The same, for one who is hot and lost with these probabilities.
    pub(crate) fn with(&self, hot: f64, lost: f64, intents: &[(usize, f64)]) -> f64 {
        let by_intent: f64 = intents.iter().filter_map(|(n, p)| self.by_intent.get(*n).map(|effect| effect * p)).sum();
        self.felt.of(hot, lost) + by_intent
    }
}

impl Values {
    /// Learns from everything kept; what was learnt before makes it quicker.
    #[must_use]
    pub fn learn(ledger: &Ledger, before: Option<&Self>) -> Self {
        let (intents, sums) = ledger.sums();
        if sums.is_empty() {
            return Self::default();
        }
        let calls: f64 = sums.iter().map(|(_, sums)| sums.calls()).sum();
        let of_each: Vec<&Sums> = sums.iter().map(|(_, sums)| sums).collect();
        let earlier = |n: usize| before.and_then(|before| before.fits.get(n)).map(Fit::variances);
        let fits: Vec<Fit> = (0..ledger::LEARNT).map(|n| fit(&of_each, n, earlier(n))).collect();
        let worth = |n: usize| Worth {
            value: Effects::from(&fits[0].agents[n]).plus(&Effects::from(&fits[1].agents[n]), ENDS_WELL),
            log_time: Effects::from(&fits[2].agents[n]),
            calls: of_each[n].calls(),
        };
        let agents = sums.iter().enumerate().map(|(n, (agent, _))| (agent.clone(), worth(n))).collect();
        let value = fits[0].base.iter().zip(&fits[1].base).map(|(resolved, well)| resolved + ENDS_WELL * well);
        let base = Base {
            value: value.collect(),
            log_time: fits[2].base.clone(),
            skew: (fits[2].variances().residual / 2.0).exp(),
        };
        Self { intents, agents, base, calls_per_agent: calls / sums.len() as f64, fits }
    }

    /// One agent's difference, if anything is known.
    pub(crate) fn worth(&self, agent: &AgentId) -> Option<&Worth> {
        self.agents.get(agent)
    }

    /// The number of an intent in [`Effects`]; unknown ones share the last.
    pub(crate) fn intent(&self, intent: Option<&IntentId>) -> usize {
        intent.and_then(|intent| self.intents.get(intent)).copied().unwrap_or(self.intents.len())
    }

    /// How much of what can be learnt was, 0 (nothing) to 1.
    pub(crate) fn trust(&self) -> f64 {
        self.calls_per_agent / (self.calls_per_agent + 10.0)
    }

    /// Value of a talk with an average agent who carries nothing.
    pub(crate) fn value(&self, heard: &Heard, intents: &[(usize, f64)]) -> f64 {
        self.base.of(&self.base.value, heard, intents)
    }

    /// Time of a talk with an average agent, wrap-up included, in seconds; 0 when nothing is known.
    pub(crate) fn time_s(&self, heard: &Heard, intents: &[(usize, f64)]) -> f64 {
        self.base.skew * self.base.of(&self.base.log_time, heard, intents).exp()
    }

    /// What each unit an agent carries takes from any talk's value, and adds to the logarithm of its time. Nothing the
    /// other way: nobody gets better by being worn.
    pub(crate) fn carrying(&self) -> (f64, f64) {
        let last = |base: &[f64]| base.last().copied().unwrap_or(0.0);
        (last(&self.base.value).min(0.0), last(&self.base.log_time).max(0.0))
    }

    /// Root mean square of the agents' differences with that caller, over agents and intents.
    pub(crate) fn spread(&self, heard: &Heard) -> f64 {
        let kinds = self.intents.len() + 1;
        let each = self.agents.values().flat_map(|worth| (0..kinds).map(|n| worth.value.of(heard, &[(n, 1.0)])));
        let (sum, count) = each.fold((0.0, 0.0), |(sum, count), value| (sum + value * value, count + 1.0));
        if count > 0.0 { f64::sqrt(sum / count) } else { 0.0 }
    }
}

impl Base {
    fn of(&self, base: &[f64], heard: &Heard, intents: &[(usize, f64)]) -> f64 {
        let Some(kinds) = base.len().checked_sub(HEARD) else { return 0.0 };
        let wanted: f64 = intents.iter().filter_map(|(n, p)| base[..kinds].get(*n).map(|effect| effect * p)).sum();
        wanted + base[kinds..].iter().zip(heard.without_neutral()).map(|(effect, x)| effect * x).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wasl_model::MoodScores;

    use super::*;

    const ANGRY: MoodScores = MoodScores::from_array([1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    const CARDS: [(usize, f64); 1] = [(0, 1.0)];

    /// Talks of which that share is resolved, spread evenly.
    fn talks(ledger: &mut Ledger, agent: &str, mood: MoodScores, calls: u32, resolved: f64, busy_s: u64) {
        for n in 0..calls {
            let before = (f64::from(n) * resolved).floor();
            ledger.add(&Outcome {
                agent: agent.into(),
                intent: Some("cards".into()),
                mood,
                waited: Duration::ZERO,
                carried: 0.0,
                busy: Duration::from_secs(busy_s),
                resolved: (f64::from(n + 1) * resolved).floor() > before,
                ended_well: Some(true),
            });
        }
    }

    fn value(values: &Values, agent: &str, mood: [f64; 6]) -> f64 {
        values.worth(&agent.into()).map_or(0.0, |worth| worth.value.of(&Heard::mood(mood), &CARDS))
    }

    const CALM: [f64; 6] = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0];

    #[test]
    fn nothing_learnt_is_nothing_special() {
        let values = Values::learn(&Ledger::default(), None);
        assert_eq!((values.trust(), values.spread(&Heard::CALM)), (0.0, 0.0));
        assert_eq!(value(&values, "anybody", CALM), 0.0);
    }

    #[test]
    fn few_talks_say_little_and_many_say_what_is_so() {
        let learn = |calls: u32| {
            let mut ledger = Ledger::default();
            for n in 0..20 {
                let share = if n % 2 == 0 { 0.6 } else { 0.8 };
                talks(&mut ledger, &format!("agent-{n:02}"), MoodScores::NEUTRAL, calls, share, 100);
            }
            value(&Values::learn(&ledger, None), "agent-01", CALM)
        };
        let (few, many) = (learn(10), learn(1000));
        assert!(few > 0.0 && few < 0.06, "half of the difference at most: {few}");
        assert!((many - 0.1).abs() < 0.01, "{many}");
    }

    #[test]
    fn what_holds_for_everybody_is_not_taken_for_an_agents_own() {
        for calls in [30, 3000, 300_000] {
            let mut ledger = Ledger::default();
            for n in 0..20 {
                talks(&mut ledger, &format!("agent-{n:02}"), MoodScores::NEUTRAL, calls.min(3000), 0.7, 90 + n);
            }
            // A month's sums are as those of a day, each talk a hundred times.
            ledger.fade(f64::from(calls.max(3000)) / 3000.0);
            let values = Values::learn(&ledger, None);
            let time_s = values.time_s(&Heard::CALM, &CARDS);
            assert!((95.0..105.0).contains(&time_s), "who is new is thought to talk {time_s} s after {calls} talks");
            let unheard_of = values.time_s(&Heard::CALM, &[(values.intent(Some(&"loans".into())), 1.0)]);
            assert!((95.0..105.0).contains(&unheard_of), "{unheard_of} s for what was never asked for");
            let worth = value(&values, "agent-00", CALM);
            assert!(worth.abs() < 0.01, "{worth} after {calls} talks");
        }
    }

    #[test]
    fn who_is_given_angry_callers_does_not_look_bad() {
        let mut ledger = Ledger::default();
        for n in 0..20 {
            let agent = format!("agent-{n:02}");
            let angry = if n == 7 { 300 } else { 60 };
            talks(&mut ledger, &agent, ANGRY, angry, 0.4, 130);
            talks(&mut ledger, &agent, MoodScores::NEUTRAL, 360 - angry, 0.8, 100);
        }
        let values = Values::learn(&ledger, None);
        assert!(value(&values, "agent-07", CALM).abs() < 0.02, "{}", value(&values, "agent-07", CALM));
        let angry = values.time_s(&Heard::mood([1.0, 0.0, 0.0, 0.0, 0.0, 0.0]), &CARDS);
        let calm = values.time_s(&Heard::CALM, &CARDS);
        assert!((angry / calm - 1.3).abs() < 0.03, "{angry} {calm}");
    }

    #[test]
    fn who_calms_is_known_for_it_and_not_for_everything() {
        let mut ledger = Ledger::default();
        for n in 0..20 {
            let agent = format!("agent-{n:02}");
            talks(&mut ledger, &agent, ANGRY, 400, if n == 3 { 0.8 } else { 0.4 }, 100);
            talks(&mut ledger, &agent, MoodScores::NEUTRAL, 400, 0.8, 100);
        }
        let values = Values::learn(&ledger, None);
        let (hot, calm) =
            (value(&values, "agent-03", [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]), value(&values, "agent-03", CALM));
        assert!(hot > 0.25 && calm.abs() < 0.06, "{hot} {calm}");
    }

    #[test]
    fn what_faded_counts_less() {
        let mut ledger = Ledger::default();
        talks(&mut ledger, "a", MoodScores::NEUTRAL, 10, 0.5, 100);
        ledger.fade(0.5);
        assert!((ledger.calls() - 5.0).abs() < 1e-9);
    }
}
