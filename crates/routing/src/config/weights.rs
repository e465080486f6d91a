//! What counts how much for Wasl's own strategy.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// What counts how much for [`super::Strategy::Wasl`], in the value of a resolved call.
/// What an agent is worth, and what the agent's time costs, is learnt; the rest is weighed here.
/// There is no weight for what an account is worth, and no number of the caller's besides mood and wait is asked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weights {
    /// Idle for five minutes or more.
    pub idle: f64,
    /// Price of an agent's time: 1 as the plan has it, 0 not at all.
    pub price: f64,
    /// What the next callers would miss, were this agent taken from the few who are free: so many of them.
    pub ahead: f64,
    /// A minute more waited, between callers.
    pub wait_min: f64,
    /// A minute of an agent's time while callers wait, besides its price: those behind wait for it.
    pub line_min: f64,
    /// Level 5 in every skill wanted, until experience speaks.
    pub skill: f64,
    /// Level 5 in the caller's language.
    pub language: f64,
    /// Level 5 with the caller's mood, until experience speaks; level 1 counts as much against.
    pub mood_fit: f64,
    /// Served this caller last.
    pub last_agent: f64,
    /// κ of κ·w·max(0, L + w − cap/2), in what agents differ by with hot callers: w what this caller will weigh, L the
    /// agent's load now. It chooses among agents, never among callers.
    pub load: f64,
    /// The cap in that formula.
    pub load_cap: f64,
    /// Refused, so that who writes it is told why: a person, not a balance.
    #[serde(skip_serializing, deserialize_with = "refused")]
    pub account_value: (),
}

fn refused<'de, D: serde::Deserializer<'de>>(_: D) -> Result<(), D::Error> {
    let why = "account_value is no input: nothing an account is worth may outrank distress or a wait; leave it out";
    Err(serde::de::Error::custom(why))
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            idle: 0.02,
            price: 0.8,
            ahead: 2.0,
            wait_min: 0.15,
            line_min: 0.3,
            skill: 0.2,
            language: 0.1,
            mood_fit: 0.2,
            last_agent: 0.08,
            load: 1.5,
            load_cap: 3.0,
            account_value: (),
        }
    }
}

impl Weights {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let all = [
            ("idle", self.idle),
            ("price", self.price),
            ("ahead", self.ahead),
            ("wait_min", self.wait_min),
            ("line_min", self.line_min),
            ("skill", self.skill),
            ("language", self.language),
            ("mood_fit", self.mood_fit),
            ("last_agent", self.last_agent),
            ("load", self.load),
            ("load_cap", self.load_cap),
        ];
        match all.into_iter().find(|(_, weight)| !(weight.is_finite() && *weight >= 0.0)) {
            Some((name, _)) => Err(ConfigError::BadWeight { name }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_for_what_an_account_is_worth_is_refused_with_the_reason() {
        let error = toml::from_str::<Weights>("account_value = 0.1").expect_err("no input");
        assert!(error.to_string().contains("may outrank distress"), "{error}");
        assert_eq!(toml::from_str::<Weights>("idle = 0.1").map(|weights| weights.idle), Ok(0.1));
    }
}
