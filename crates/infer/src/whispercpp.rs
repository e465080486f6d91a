//! Whisper by whisper.cpp: what runs on graphics cards, and what the other reader is compared with.
//!
//! Measured rules kept here: flash attention off whenever the context is reduced (with it on, whisper.cpp reads what an
//! earlier utterance left behind); context = speech + 5 s; timestamps on; one segment, so that the encoder runs once
//! and its result stays in the state for the phrases; one thread per state.

mod judge;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use wasl_model::{Language, PhraseMatch};
use whisper_rs::{FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState};

use crate::bpe::{Bpe, Token};
use crate::limits::Limits;
use crate::phrases::Tree;
use crate::priors::Priors;
use crate::reader::{self, Heard, LONGEST, RATE_HZ, Reader, cpu_ms, readable, to_floats};
use crate::repeat::cut_repeats;
use crate::words::{self, Words};
use crate::{Expected, InferError, Request, Transcript, TranscriptWord, VoiceFeatures, VoiceRequest, native};
use judge::{Noise, Sound};

/// Encoder positions per second of sound.
const POSITIONS_PER_S: usize = 50;
/// Silence after the speech, in encoder positions (5 s).
const PADDING: usize = 256;
const WHOLE_CONTEXT: usize = 1500;
const TOKENS_PER_S: usize = 16;
/// Priors worked out before the queue is looked at again.
const PREPARE_SLICE: usize = 8;

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
        parameters.use_gpu(cfg!(any(feature = "cuda", feature = "vulkan"))).flash_attn(false);
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
pub(crate) struct WhisperCpp {
    model: Arc<Model>,
    state: WhisperState,
    noise: Noise,
    stopping: Arc<AtomicBool>,
    phrase_steps: usize,
}

impl WhisperCpp {
    pub(crate) fn new(model: Arc<Model>, stopping: Arc<AtomicBool>, phrase_steps: usize) -> Result<Self, String> {
        let state = model.context.create_state().map_err(|error| error.to_string())?;
        Ok(Self { model, state, noise: Noise::default(), stopping, phrase_steps })
    }
}

impl Reader for WhisperCpp {
    fn read(&mut self, request: &Request, deadline: Instant) -> Result<Transcript, InferError> {
        let audio_ms = (request.samples.len() * 1000 / RATE_HZ) as u64;
        let guess = request.language.unwrap_or(request.guess);
        let limits = Limits { deadline, stopping: Arc::clone(&self.stopping) };
        limits.check()?;
        if !readable(&request.samples) {
            return Ok(Transcript::silence(guess, audio_ms));
        }
        let begun = native::thread_cpu();
        let samples = to_floats(&request.samples[..request.samples.len().min(LONGEST)]);
        let (language, language_confidence) = self.transcribe(&samples, request.language, guess, &limits)?;
        let (heard, confidence, no_speech_prob) = words_of(&self.state, &self.model.context, audio_ms);
        let heard_in = Heard { language, sure: language_confidence, words: confidence };
        let nearest = match &request.expected {
            Some(expected) if heard_in.may_hold(expected) => self.nearest(expected, &limits)?,
            Some(_) | None => None,
        };
        let matched = nearest.clone().filter(reader::is_accepted);
        let words = cut_repeats(heard);
        Ok(Transcript {
            text: words::joined(&words).into(),
            language,
            language_confidence,
            words,
            confidence,
            no_speech_prob,
            matched,
            nearest,
            cpu_ms: cpu_ms(begun),
            audio_ms,
        })
    }

    fn prepare(&mut self, language: Language, phrases: &[String]) -> Result<bool, InferError> {
        let tree = Tree::new(self.tokens(phrases).iter().map(Vec::as_slice));
        let unknown =
            |q: &crate::phrases::Question<'_>| self.model.priors.get(language, q.beginning, q.asked).is_none();
        let missing: Vec<_> = tree.questions().filter(unknown).take(PREPARE_SLICE + 1).collect();
        for question in missing.iter().take(PREPARE_SLICE) {
            self.noise.priors(&self.model, language, question.beginning, question.asked)?;
        }
        Ok(missing.len() <= PREPARE_SLICE)
    }

    fn voice(&mut self, _request: &VoiceRequest, _deadline: Instant) -> Result<VoiceFeatures, InferError> {
        Err(InferError::Failed("whisper.cpp does not show its encoder's layers".to_owned()))
    }
}

impl WhisperCpp {
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
        result.map_err(|error| limits.check().err().unwrap_or_else(|| failed(error)))
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
        phrases.iter().map(|phrase| self.model.bpe.encode(&words::as_written(phrase))).collect()
    }

    fn nearest(&mut self, expected: &Expected, limits: &Limits) -> Result<Option<PhraseMatch>, InferError> {
        let tree = Tree::new(self.tokens(&expected.phrases).iter().map(Vec::as_slice));
        let mut sound = Sound::new(&self.model, &mut self.state, &mut self.noise, expected.language, limits);
        let best = tree.best(&mut sound, self.phrase_steps)?;
        Ok(best.map(|best| reader::nearest(expected, best)))
    }
}

/// The state's words, their confidence, and the probability that nobody spoke.
fn words_of(state: &WhisperState, context: &WhisperContext, audio_ms: u64) -> (Vec<TranscriptWord>, f32, f32) {
    let mut words = Words::new(audio_ms);
    let mut no_speech_prob = None;
    for segment in state.as_iter() {
        no_speech_prob.get_or_insert_with(|| segment.no_speech_probability());
        for token in (0..segment.n_tokens()).filter_map(|i| segment.get_token(i)) {
            let data = token.token_data();
            if data.id < context.token_eot() {
                words.token(token.to_bytes().unwrap_or_default(), ms(data.t0), ms(data.t1), data.p);
            }
        }
    }
    let confidence = words.confidence();
    (words.finish(), confidence, no_speech_prob.unwrap_or(1.0))
}

/// whisper.cpp counts in 10 ms.
fn ms(centiseconds: i64) -> u64 {
    u64::try_from(centiseconds).unwrap_or(0) * 10
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_context_is_speech_and_five_seconds() {
        assert_eq!(audio_context(RATE_HZ), 312);
        assert_eq!(audio_context(RATE_HZ * 2 + 1), 360);
        assert_eq!(audio_context(LONGEST), 1500);
    }
}
