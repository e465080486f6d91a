//! One worker's Whisper: reads a stretch of sound, tells the language, and judges expected phrases.
//!
//! Measured rules kept here: flash attention off whenever the context is reduced (with it on, whisper.cpp reads what an
//! earlier utterance left behind); context = speech + 5 s; timestamps on; one segment, so that the encoder runs once
//! and its result stays in the state for the phrases; one thread per state.

mod judge;
mod text;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use wasl_model::{Language, PhraseMatch};
use whisper_rs::{FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState};

use crate::bpe::{Bpe, Token};
use crate::phrases::{Best, Tree};
use crate::repeat::cut_repeats;
use crate::{Expected, InferError, Request, Transcript, native};

pub(crate) use judge::Priors;
use judge::{Noise, Sound};

const RATE_HZ: usize = 16_000;
/// whisper.cpp gives nothing for less.
const SHORTEST: usize = RATE_HZ / 10;
/// The model's window.
const LONGEST: usize = RATE_HZ * 30;
/// Encoder positions per second of sound.
const POSITIONS_PER_S: usize = 50;
/// Silence after the speech, in encoder positions (5 s).
const PADDING: usize = 256;
const WHOLE_CONTEXT: usize = 1500;
const TOKENS_PER_S: usize = 16;
/// Priors worked out before the queue is looked at again.
const PREPARE_SLICE: usize = 8;
/// Below this no sample stands out of a digital line's idle noise.
const SILENT_PEAK: u16 = 64;

/// The loaded model, shared by all workers.
#[derive(Debug)]
pub(crate) struct Model {
    context: WhisperContext,
    bpe: Bpe,
    /// Tokens that may end a phrase: end of text, full stop and their like.
    ends: Vec<Token>,
    priors: Priors,
}

impl Model {
    pub(crate) fn load(path: &Path) -> Result<Self, String> {
        whisper_rs::install_logging_hooks();
        let path = path.to_str().ok_or("its path is not valid UTF-8")?;
        if !Path::new(path).is_file() {
            return Err("there is no such file".to_owned());
        }
        let mut parameters = WhisperContextParameters::default();
        parameters.use_gpu(false).flash_attn(false);
        let context = WhisperContext::new_with_params(path, parameters).map_err(|error| error.to_string())?;
        if !context.is_multilingual() {
            return Err("it is an English-only model; a multilingual one is needed".to_owned());
        }
        let texts =
            (0..context.token_eot()).map(|id| context.token_to_bytes(id).map_or_else(|_| Vec::new(), <[u8]>::to_vec));
        let bpe = Bpe::new(texts);
        let mut ends: Vec<Token> = [".", "!", "?", ",", "،", "؟"].into_iter().filter_map(|end| bpe.id(end)).collect();
        ends.push(context.token_eot());
        Ok(Self { context, bpe, ends, priors: Priors::default() })
    }

    fn language_token(&self, language: Language) -> Token {
        let id = whisper_rs::get_lang_id(language.code()).unwrap_or(0);
        self.context.token_lang(id)
    }
}

/// One worker's states.
pub(crate) struct Reader {
    model: Arc<Model>,
    state: WhisperState,
    noise: Noise,
    stopping: Arc<AtomicBool>,
    phrase_steps: usize,
}

impl Reader {
    pub(crate) fn new(model: Arc<Model>, stopping: Arc<AtomicBool>, phrase_steps: usize) -> Result<Self, String> {
        let state = model.context.create_state().map_err(|error| error.to_string())?;
        Ok(Self { model, state, noise: Noise::default(), stopping, phrase_steps })
    }

    /// Reads one request, unless it is already too late.
    pub(crate) fn read(&mut self, request: &Request, deadline: Instant) -> Result<Transcript, InferError> {
        let audio_ms = (request.samples.len() * 1000 / RATE_HZ) as u64;
        let guess = request.language.unwrap_or(request.guess);
        if Instant::now() >= deadline {
            return Err(InferError::Deadline);
        }
        if request.samples.len() < SHORTEST || is_silent(&request.samples) {
            return Ok(Transcript::silence(guess, audio_ms));
        }
        let begun = native::thread_cpu();
        let samples = to_floats(&request.samples[..request.samples.len().min(LONGEST)]);
        let limits = Limits { deadline, stopping: Arc::clone(&self.stopping) };
        let (language, language_confidence) = self.transcribe(&samples, request.language, guess, &limits)?;
        let heard = text::read(&self.state, &self.model.context, audio_ms);
        let heard_in = Heard { language, sure: language_confidence, words: heard.confidence };
        let matched = match &request.expected {
            Some(expected) if heard_in.may_hold(expected) => self.matched(expected, &limits)?,
            Some(_) | None => None,
        };
        let words = cut_repeats(heard.words);
        Ok(Transcript {
            text: text::joined(&words).into(),
            language,
            language_confidence,
            words,
            confidence: heard.confidence,
            no_speech_prob: heard.no_speech_prob,
            matched,
            cpu_ms: u64::try_from((native::thread_cpu().saturating_sub(begun)).as_millis()).unwrap_or(u64::MAX),
            audio_ms,
        })
    }

    /// Works out some of the priors of phrases; true when all are known. In slices, so that a caller never waits long.
    pub(crate) fn prepare(&mut self, language: Language, phrases: &[String]) -> Result<bool, InferError> {
        let tree = Tree::new(self.tokens(phrases).iter().map(Vec::as_slice));
        let unknown = |(beginning, asked): &(&[Token], Vec<Token>)| !self.model.priors.has(language, beginning, asked);
        let missing: Vec<_> = tree.questions().filter(unknown).take(PREPARE_SLICE + 1).collect();
        for (beginning, asked) in missing.iter().take(PREPARE_SLICE) {
            self.noise.priors(&self.model, language, beginning, asked)?;
        }
        Ok(missing.len() <= PREPARE_SLICE)
    }

    /// Reads in the known language, or in the guessed one and again if the sound speaks for the other.
    fn transcribe(
        &mut self,
        samples: &[f32],
        known: Option<Language>,
        guess: Language,
        limits: &Limits,
    ) -> Result<(Language, f32), InferError> {
        self.full(samples, guess, limits)?;
        if known.is_some() {
            return Ok((guess, 1.0));
        }
        let (language, confidence) = self.detect()?;
        if language != guess {
            self.full(samples, language, limits)?;
        }
        Ok((language, confidence))
    }

    fn full(&mut self, samples: &[f32], language: Language, limits: &Limits) -> Result<(), InferError> {
        let result = self.state.full(parameters(samples.len(), language, limits), samples);
        result.map_err(|error| {
            if Instant::now() >= limits.deadline {
                return InferError::Deadline;
            }
            if limits.stopping.load(Ordering::Relaxed) { InferError::Stopped } else { failed(error) }
        })
    }

    /// The likelier of the languages served, from the encoder's result of the last `full`.
    fn detect(&mut self) -> Result<(Language, f32), InferError> {
        self.state.decode(&[self.model.context.token_sot()], 0, 1).map_err(failed)?;
        let logits = self.state.get_logits().map_err(failed)?;
        let logit = |language| logits.get(self.model.language_token(language) as usize).copied().unwrap_or(f32::MIN);
        let english = 1.0 / (1.0 + (logit(Language::Ar) - logit(Language::En)).exp());
        Ok(if english > 0.5 { (Language::En, english) } else { (Language::Ar, 1.0 - english) })
    }

    fn tokens(&self, phrases: &[String]) -> Vec<Vec<Token>> {
        phrases.iter().map(|phrase| self.model.bpe.encode(&text::as_written(phrase))).collect()
    }

    fn matched(&mut self, expected: &Expected, limits: &Limits) -> Result<Option<PhraseMatch>, InferError> {
        let tree = Tree::new(self.tokens(&expected.phrases).iter().map(Vec::as_slice));
        let mut sound = Sound::new(&self.model, &mut self.state, &mut self.noise, expected.language, limits);
        let best = tree.best(&mut sound, self.phrase_steps)?;
        Ok(best.and_then(|best| accept(expected, best)))
    }
}

/// What the open reading says of the language.
struct Heard {
    language: Language,
    sure: f32,
    words: f32,
}

impl Heard {
    /// Phrases are judged unless the sound clearly is in another language (detected so, and read there without doubt:
    /// a small model takes some Arabic for English, but then reads nonsense with little confidence), or the words are
    /// beyond doubt anyway.
    fn may_hold(&self, expected: &Expected) -> bool {
        let elsewhere = self.language != expected.language && self.sure >= 0.8 && self.words >= 0.8;
        let beyond_doubt = self.language == expected.language && self.words >= 0.9;
        !expected.phrases.is_empty() && !elsewhere && !beyond_doubt
    }
}

/// When to give up.
#[derive(Debug)]
struct Limits {
    deadline: Instant,
    stopping: Arc<AtomicBool>,
}

impl Limits {
    fn over(&self) -> bool {
        self.stopping.load(Ordering::Relaxed) || Instant::now() >= self.deadline
    }
}

fn accept(expected: &Expected, best: Best) -> Option<PhraseMatch> {
    let confidence = judge::confidence(best);
    tracing::trace!(?best, confidence, "best expected phrase");
    (confidence >= 0.5).then(|| PhraseMatch { phrase: expected.phrases[best.phrase].clone(), confidence })
}

#[allow(clippy::needless_pass_by_value, reason = "used as map_err(failed)")]
fn failed(error: whisper_rs::WhisperError) -> InferError {
    InferError::Failed(error.to_string())
}

fn parameters<'a>(samples: usize, language: Language, limits: &Limits) -> FullParams<'a, 'a> {
    let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    parameters.set_n_threads(1);
    parameters.set_language(Some(language.code()));
    parameters.set_audio_ctx(count(audio_context(samples)));
    parameters.set_max_tokens(count(samples * TOKENS_PER_S / RATE_HZ + TOKENS_PER_S));
    parameters.set_no_context(true);
    parameters.set_no_timestamps(false);
    parameters.set_single_segment(true);
    parameters.set_token_timestamps(true);
    parameters.set_temperature_inc(0.0);
    parameters.set_suppress_blank(true);
    parameters.set_suppress_nst(true);
    parameters.set_print_special(false);
    parameters.set_print_progress(false);
    parameters.set_print_realtime(false);
    parameters.set_print_timestamps(false);
    // SAFETY: the callback only reads `limits`, which the caller keeps alive and unmoved until `full` returns.
    // The safe setter of whisper-rs 0.16 hands its closure over with the wrong type.
    unsafe {
        parameters.set_abort_callback(Some(give_up));
        parameters.set_abort_callback_user_data(std::ptr::from_ref(limits).cast_mut().cast());
    }
    parameters
}

unsafe extern "C" fn give_up(limits: *mut std::ffi::c_void) -> bool {
    // SAFETY: set together with a `Limits` that outlives the call.
    unsafe { &*limits.cast_const().cast::<Limits>() }.over()
}

/// Speech and 5 s of silence, in encoder positions, a multiple of 8.
fn audio_context(samples: usize) -> usize {
    ((samples * POSITIONS_PER_S).div_ceil(RATE_HZ) + PADDING).next_multiple_of(8).min(WHOLE_CONTEXT)
}

fn count(n: usize) -> std::ffi::c_int {
    std::ffi::c_int::try_from(n).unwrap_or(std::ffi::c_int::MAX)
}

fn to_floats(samples: &[i16]) -> Vec<f32> {
    samples.iter().map(|sample| f32::from(*sample) / 32768.0).collect()
}

fn is_silent(samples: &[i16]) -> bool {
    samples.iter().all(|sample| sample.unsigned_abs() < SILENT_PEAK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_context_is_speech_and_five_seconds() {
        assert_eq!(audio_context(RATE_HZ), 312);
        assert_eq!(audio_context(RATE_HZ * 2 + 1), 360);
        assert_eq!(audio_context(LONGEST), 1500);
    }

    #[test]
    fn a_line_at_rest_is_silent() {
        assert!(is_silent(&[0, 8, -8, 63]));
        assert!(!is_silent(&[0, -200]));
        assert!(!is_silent(&[i16::MIN]));
    }
}
