//! How likely a model finds phrases anyway: log-probabilities on faint noise, worked out once, shared by the workers.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use wasl_model::Language;

use crate::bpe::Token;

/// Stands for "the phrase ends here".
pub(crate) const END: Token = -1;

/// Samples of the noise the priors are taken on.
const NOISE_SAMPLES: usize = 16_000 * 3 / 2;
const NOISE_PEAK: f32 = 0.002;
/// Entries kept; a site has a few thousand.
const LIMIT: usize = 200_000;

/// Log-probabilities of tokens after a beginning.
#[derive(Debug, Default)]
pub(crate) struct Priors(Mutex<HashMap<(Language, Vec<Token>), f32>>);

impl Priors {
    /// Of each of `asked` after `beginning` and of the phrase ending there (last), if all are known.
    pub(crate) fn get(&self, language: Language, beginning: &[Token], asked: &[Token]) -> Option<Vec<f32>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = |token: &Token| known.get(&(language, [beginning, &[*token]].concat())).copied();
        asked.iter().chain(&[END]).map(one).collect()
    }

    /// Remembers what `get` gives.
    pub(crate) fn put(&self, language: Language, beginning: &[Token], asked: &[Token], priors: &[f32]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + priors.len() > LIMIT {
            known.clear();
        }
        let tokens = asked.iter().chain(&[END]);
        known.extend(tokens.zip(priors).map(|(token, p)| ((language, [beginning, &[*token]].concat()), *p)));
    }
}

/// Always the same, so that scores are.
pub(crate) fn noise() -> Vec<f32> {
    let mut state = 1u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (f64::from(state >> 8) / f64::from(1u32 << 23) - 1.0) as f32 * NOISE_PEAK
    };
    (0..NOISE_SAMPLES).map(|_| next()).collect()
}
