//! The model as the judge of expected phrases: teacher-forced log-probabilities on the sound and on faint noise.

use std::sync::Arc;

use wasl_model::Language;
use whisper_rs::WhisperState;

use super::{Limits, Model, failed, parameters};
use crate::InferError;
use crate::bpe::Token;
use crate::phrases::{Judge, Pair, Question, Row};
use crate::priors::{END, noise};

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
        if let Some(known) = model.priors.get(language, beginning, asked) {
            return Ok(known);
        }
        if self.0.is_none() {
            self.0 = Some((noise_state(model)?, Walk::default()));
        }
        let Some((state, walk)) = &mut self.0 else { return Err(InferError::Stopped) };
        let logs = walk.logs(state, model, language, beginning)?;
        let priors: Vec<f32> = asked.iter().chain(&[END]).map(|token| logs.of(model, *token)).collect();
        model.priors.put(language, beginning, asked, &priors);
        Ok(priors)
    }
}

fn noise_state(model: &Model) -> Result<WhisperState, InferError> {
    let mut state = model.context.create_state().map_err(failed)?;
    let noise = noise();
    let limits =
        Limits { deadline: std::time::Instant::now() + std::time::Duration::from_secs(60), stopping: Arc::default() };
    state.full(parameters(noise.len(), Language::En, &limits), &noise).map_err(failed)?;
    Ok(state)
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

    fn rows(&mut self, questions: &[Question<'_>]) -> Result<Vec<Row>, InferError> {
        questions.iter().map(|question| self.row(question)).collect()
    }
}

impl Sound<'_> {
    fn row(&mut self, question: &Question<'_>) -> Result<Row, InferError> {
        self.limits.check()?;
        let priors = self.noise.priors(self.model, self.language, question.beginning, question.asked)?;
        let logs = self.walk.logs(self.state, self.model, self.language, question.beginning)?;
        let pair = |token: Token, prior: f32| Pair { heard: logs.of(self.model, token), prior };
        let tokens = question.asked.iter().zip(&priors).map(|(token, prior)| pair(*token, *prior)).collect();
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
