//! What counts how much for Wasl's own strategy.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// What counts how much for [`super::Strategy::Wasl`]. Each part is at most its weight (load: see [`Weights::load`]).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weights {
    /// Idle for five minutes or more.
    pub idle: f64,
    /// Level 5 in every skill wanted.
    pub skill: f64,
    /// Level 5 in the caller's language.
    pub language: f64,
    /// Level 5 with the caller's mood; level 1 counts as much against.
    pub mood_fit: f64,
    /// Served this caller last.
    pub last_agent: f64,
    /// κ of κ·w·max(0, L + w − cap/2): w what this caller will weigh, L the agent's load now.
    pub load: f64,
    /// The cap in that formula.
    pub load_cap: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self { idle: 0.3, skill: 0.6, language: 0.4, mood_fit: 0.6, last_agent: 0.2, load: 1.0, load_cap: 3.0 }
    }
}

impl Weights {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let all = [
            ("idle", self.idle),
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
