//! The model as the judge of expected phrases: teacher-forced log-probabilities on the sound and on faint noise.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use wasl_model::Language;
use whisper_rs::WhisperState;

use super::{Limits, Model, RATE_HZ, failed, parameters};
use crate::InferError;
use crate::bpe::Token;
use crate::phrases::{Best, Judge, Pair, Row};

/// Length of the noise the priors are taken on.
const NOISE_SAMPLES: usize = RATE_HZ * 3 / 2;
const NOISE_PEAK: f32 = 0.002;
/// Entries kept; a site has a few thousand.
const PRIORS_LIMIT: usize = 200_000;
/// Stands for "the phrase ends here".
const END: Token = -1;

/// Log-probabilities of tokens after a beginning, on faint noise: worked out once per phrase, shared by the workers.
#[derive(Debug, Default)]
pub(crate) struct Priors(Mutex<HashMap<(Language, Vec<Token>), f32>>);

impl Priors {
    /// True when all of `asked` and the end after `beginning` are known.
    pub(super) fn has(&self, language: Language, beginning: &[Token], asked: &[Token]) -> bool {
        self.get(language, beginning, asked).is_some() && self.get(language, beginning, &[END]).is_some()
    }

    fn get(&self, language: Language, beginning: &[Token], asked: &[Token]) -> Option<Vec<f32>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.iter().map(|token| known.get(&(language, [beginning, &[*token]].concat())).copied()).collect()
    }

    fn put(&self, language: Language, beginning: &[Token], asked: &[Token], priors: &[f32]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + asked.len() > PRIORS_LIMIT {
            known.clear();
        }
        known.extend(asked.iter().zip(priors).map(|(token, p)| ((language, [beginning, &[*token]].concat()), *p)));
    }
}

/// A worker's second state, with faint noise in its ear. Made when first needed.
#[derive(Default)]
pub(super) struct Noise(Option<(WhisperState, Walk)>);

impl Noise {
    /// The priors of `asked` after `beginning`, and of the phrase ending there (last).
    pub(super) fn priors(
        &mut self,
        model: &Model,
        language: Language,
        beginning: &[Token],
        asked: &[Token],
    ) -> Result<Vec<f32>, InferError> {
        let mut all = asked.to_vec();
        all.push(END);
        if let Some(known) = model.priors.get(language, beginning, &all) {
            return Ok(known);
        }
        if self.0.is_none() {
            self.0 = Some((noise_state(model)?, Walk::default()));
        }
        let Some((state, walk)) = &mut self.0 else { return Err(InferError::Stopped) };
        let logs = walk.logs(state, model, language, beginning)?;
        let priors: Vec<f32> = all.iter().map(|token| logs.of(model, *token)).collect();
        model.priors.put(language, beginning, &all, &priors);
        Ok(priors)
    }
}

fn noise_state(model: &Model) -> Result<WhisperState, InferError> {
    let mut state = model.context.create_state().map_err(failed)?;
    let limits =
        Limits { deadline: std::time::Instant::now() + std::time::Duration::from_secs(60), stopping: Arc::default() };
    state.full(parameters(NOISE_SAMPLES, Language::En, &limits), &noise()).map_err(failed)?;
    Ok(state)
}

/// Always the same, so that scores are.
fn noise() -> Vec<f32> {
    let mut state = 1u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (f64::from(state >> 8) / f64::from(1u32 << 23) - 1.0) as f32 * NOISE_PEAK
    };
    (0..NOISE_SAMPLES).map(|_| next()).collect()
}

/// The judge: a state with the caller's sound in its ear, and one with noise.
pub(super) struct Sound<'r> {
    model: &'r Model,
    state: &'r mut WhisperState,
    walk: Walk,
    noise: &'r mut Noise,
    language: Language,
    limits: &'r Limits,
}

impl<'r> Sound<'r> {
    /// `state` holds the encoder's result of the sound.
    pub(super) fn new(
        model: &'r Model,
        state: &'r mut WhisperState,
        noise: &'r mut Noise,
        language: Language,
        limits: &'r Limits,
    ) -> Self {
        Self { model, state, walk: Walk::default(), noise, language, limits }
    }
}

impl Judge for Sound<'_> {
    type Error = InferError;

    fn row(&mut self, beginning: &[Token], asked: &[Token]) -> Result<Row, InferError> {
        if self.limits.over() {
            return Err(InferError::Deadline);
        }
        let priors = self.noise.priors(self.model, self.language, beginning, asked)?;
        let logs = self.walk.logs(self.state, self.model, self.language, beginning)?;
        let pair = |token: Token, prior: f32| Pair { heard: logs.of(self.model, token), prior };
        let tokens = asked.iter().zip(&priors).map(|(token, prior)| pair(*token, *prior)).collect();
        let end = pair(END, priors.last().copied().unwrap_or_default());
        Ok(Row { tokens, end, best: logs.best })
    }
}

/// The tokens a state's decoder has taken in, so that a shared beginning is decoded once.
#[derive(Default)]
struct Walk {
    decoded: Vec<Token>,
}

impl Walk {
    fn logs<'s>(
        &mut self,
        state: &'s mut WhisperState,
        model: &Model,
        language: Language,
        beginning: &[Token],
    ) -> Result<Logs<'s>, InferError> {
        let context = &model.context;
        let mut wanted =
            vec![context.token_sot(), model.language_token(language), context.token_transcribe(), context.token_not()];
        wanted.extend(beginning);
        let shared = wanted.iter().zip(&self.decoded).take_while(|(a, b)| a == b).count().min(wanted.len() - 1);
        self.decoded.clear();
        state.decode(&wanted[shared..], shared, 1).map_err(failed)?;
        let rows = wanted.len() - shared;
        self.decoded = wanted;
        let last = last_row(state, rows)?;
        Ok(Logs::new(&last[..=usize::try_from(context.token_eot()).unwrap_or(0)]))
    }
}

/// The logits of the last of `rows` tokens just decoded.
///
/// whisper-rs gives the first row only, which whisper.cpp does not even fill when several tokens were decoded.
fn last_row(state: &WhisperState, rows: usize) -> Result<&[f32], InferError> {
    let first = state.get_logits().map_err(failed)?;
    // SAFETY: after a successful decode of `rows` tokens the buffer holds `rows` rows of a vocabulary each, the last
    // token's in the last (whisper.h, whisper_get_logits); it stays until the next call on the state, borrowed here.
    Ok(unsafe { std::slice::from_raw_parts(first.as_ptr().add(first.len() * (rows - 1)), first.len()) })
}

/// The logits of text tokens and of the end, as log-probabilities.
struct Logs<'s> {
    logits: &'s [f32],
    /// Logarithm of the sum of exponentials.
    total: f32,
    /// Of the likeliest token.
    best: f32,
}

impl<'s> Logs<'s> {
    fn new(logits: &'s [f32]) -> Self {
        let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let total = max + logits.iter().map(|logit| (logit - max).exp()).sum::<f32>().ln();
        Self { logits, total, best: max - total }
    }

    fn of(&self, model: &Model, token: Token) -> f32 {
        if token == END {
            return model.ends.iter().map(|end| self.one(*end).exp()).sum::<f32>().max(1e-30).ln();
        }
        self.one(token)
    }

    fn one(&self, token: Token) -> f32 {
        usize::try_from(token).ok().and_then(|at| self.logits.get(at)).map_or(f32::MIN, |logit| logit - self.total)
    }
}

/// Probability that the best phrase was said rather than another or none.
///
/// Set by hand so that what was measured falls on the right side with room: phrases that were said gained 4 to 66 nats
/// at a gap of 0.1 to 1.8 per token, over real voices and espeak-ng on a telephone line; others gained at most 3.5,
/// or had a gap above 3 (an English sentence that shares words with an expected one).
pub(super) fn confidence(best: Best) -> f32 {
    let gap = best.score.gap / f32::from(best.score.tokens.max(1));
    let gained = 0.8 * (best.score.gain.min(12.0) - 4.0);
    let ahead = 0.3 * (best.lead.clamp(-4.0, 8.0) - 2.5);
    let doubt = 6.0 * (gap - 2.0).max(0.0);
    1.0 / (1.0 + (doubt - gained - ahead).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::Score;

    #[test]
    fn measured_cases_fall_on_their_side() {
        for (gain, gap_per_token, tokens, lead, said) in [
            (12.6, 0.75, 13, 11.1, true),
            (4.2, 1.66, 7, 4.2, true),
            (58.9, 0.13, 14, 48.3, true),
            (4.7, 1.77, 3, 3.7, true),
            (0.8, 1.32, 10, 1.9, false),
            (24.6, 3.79, 17, 14.1, false),
            (7.7, 3.63, 8, 2.7, false),
            (2.1, 1.09, 5, 1.3, false),
        ] {
            let score = Score { gain, gap: gap_per_token * f32::from(tokens), tokens };
            let found = confidence(Best { phrase: 0, score, lead });
            assert_eq!(found >= 0.5, said, "{gain} {gap_per_token} {lead}: {found}");
        }
    }
}
