//! Whisper on this processor: 8-bit weights, kernels chosen at run time, several hypotheses at a time.
//!
//! Measured rules kept here: the context is the speech and a few seconds of silence; times are decoded, which keeps
//! the words from looping; one thread a job; nothing of one utterance is left for the next.
//!
//! - [`file`], [`model`]: the weights, read and packed once, shared by the workers
//! - [`mel`], [`encoder`], [`decoder`]: sound to states to likelihoods
//! - [`tokens`], [`rules`], [`search`]: the likeliest words
//! - [`align`]: when each was said
//! - [`judge`]: which of the expected phrases was said

mod align;
mod decoder;
mod encoder;
mod file;
mod judge;
mod mel;
mod model;
mod rules;
mod search;
mod tokens;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use wasl_model::{Language, PhraseMatch};

use crate::bpe::Token;
use crate::digits;
use crate::kernels::linear::Kernels;
use crate::limits::Limits;
use crate::phrases::{Best, Tree};
use crate::reader::{self, Heard as Understood, LONGEST, RATE_HZ, Reader, cpu_ms, readable, to_floats};
use crate::repeat::cut_repeats;
use crate::words::{self, Words};
use crate::{
    EngineConfig, Expected, InferError, Priority, Request, Transcript, TranscriptWord, VoiceFeatures, VoiceRequest,
    native,
};
use decoder::{Heard, Memory, Row, Slot, Watch};
use encoder::SAMPLES_PER_POSITION;
use judge::{Backgrounds, Sound, Walk};
pub(crate) use model::Model;
use search::{Found, Search};

/// Silence after the speech, in encoder positions (5 s).
const PADDING: usize = 250;
const TOKENS_PER_S: usize = 16;
/// Silence after a piece of a string of digits, in encoder positions (2 s).
const DIGIT_PADDING: usize = 100;
/// Tokens of the site's own words at most: the latest that fit.
const VOCABULARY_TOKENS: usize = 120;
/// Priors worked out before the queue is looked at again.
const PREPARE_SLICE: usize = 8;

/// One worker's reader.
pub(crate) struct Native {
    model: Arc<Model>,
    kernels: Kernels,
    memory: Memory,
    walk: Walk,
    backgrounds: Backgrounds,
    stopping: Arc<AtomicBool>,
    phrase_steps: usize,
    beam: usize,
}

impl Native {
    pub(crate) fn new(model: Arc<Model>, stopping: Arc<AtomicBool>, config: &EngineConfig) -> Self {
        Self {
            model,
            kernels: Kernels::new(),
            memory: Memory::default(),
            walk: Walk::default(),
            backgrounds: Backgrounds::default(),
            stopping,
            phrase_steps: config.phrase_steps,
            beam: config.beam.max(1),
        }
    }
}

impl Reader for Native {
    fn read(&mut self, request: &Request, deadline: Instant) -> Result<Transcript, InferError> {
        let audio_ms = (request.samples.len() * 1000 / RATE_HZ) as u64;
        let limits = Limits { deadline, stopping: Arc::clone(&self.stopping) };
        limits.check()?;
        if !readable(&request.samples) {
            return Ok(Transcript::silence(request.language.unwrap_or(request.guess), audio_ms));
        }
        let begun = native::thread_cpu();
        let samples = to_floats(&request.samples[..request.samples.len().min(LONGEST)]);
        let heard = self.model.hear(&mut self.kernels, &samples, PADDING);
        let opening = self.open(&heard, request);
        let found = self.search(&heard, request, &opening, samples.len(), &limits)?;
        let read = self.words(&heard, &opening, &found, samples.len());
        let confidence = read.confidence;
        let understood =
            Understood { language: opening.language, sure: opening.language_confidence, words: confidence };
        let nearest = match &request.expected {
            Some(expected) if understood.may_hold(expected) => self.nearest(&heard, expected, &limits)?,
            Some(_) | None => None,
        };
        let matched = nearest.clone().filter(reader::is_accepted);
        let digits = match &request.expected {
            Some(expected) if expected.digits && matched.is_none() && understood.is_in_doubt(expected) => {
                self.digits(&samples, expected.language, &limits)?
            }
            Some(_) | None => None,
        };
        let (words, confidence) = digits.unwrap_or_else(|| (cut_repeats(read.words), confidence));
        Ok(Transcript {
            text: words::joined(&words).into(),
            language: opening.language,
            language_confidence: opening.language_confidence,
            words,
            confidence,
            no_speech_prob: opening.nobody,
            matched,
            nearest,
            cpu_ms: cpu_ms(begun),
            audio_ms,
        })
    }

    fn prepare(&mut self, language: Language, phrases: &[String]) -> Result<bool, InferError> {
        let tree = self.tree(phrases);
        let Self { model, kernels, backgrounds, .. } = self;
        let unknown: Vec<_> = tree
            .questions()
            .filter(|q| model.priors.get(language, q.beginning, q.asked).is_none())
            .take(PREPARE_SLICE + 1)
            .collect();
        backgrounds.priors(model, kernels, language, &unknown[..unknown.len().min(PREPARE_SLICE)])?;
        Ok(unknown.len() <= PREPARE_SLICE)
    }

    fn voice(&mut self, request: &VoiceRequest, deadline: Instant) -> Result<VoiceFeatures, InferError> {
        Limits { deadline, stopping: Arc::clone(&self.stopping) }.check()?;
        let begun = native::thread_cpu();
        let samples = to_floats(&request.samples[..request.samples.len().min(LONGEST)]);
        let mean = self.model.voice(&mut self.kernels, &samples);
        Ok(VoiceFeatures { mean, cpu_ms: cpu_ms(begun) })
    }
}

/// What stands before the words: the language and how the decoder was told of it.
struct Opening {
    language: Language,
    language_confidence: f32,
    /// Probability that nobody speaks.
    nobody: f32,
    slots: Vec<Slot>,
    /// The last hidden state.
    state: Vec<f32>,
}

impl Native {
    /// Tells the language where it is not known, and begins with it and the site's own words.
    fn open(&mut self, heard: &Heard, request: &Request) -> Opening {
        let tokens = &self.model.tokens;
        self.memory.clear();
        let state = self.take(heard, &[tokens.start()], &mut Vec::new());
        let mut logits = Vec::new();
        self.model.decoder.logits(&mut self.kernels, &state, &mut logits);
        rten_simd::SimdOp::dispatch(rten_vecmath::Softmax::new_mut(&mut logits));
        let tokens = &self.model.tokens;
        let nobody = logits[rules::index(tokens.nobody())];
        let (language, language_confidence) = match request.language {
            Some(language) => (language, 1.0),
            None => likelier(Language::ALL.map(|l| (l, logits[rules::index(tokens.language(l))]))),
        };
        let mut prompt = self.vocabulary(request, language);
        let tokens = &self.model.tokens;
        prompt.extend([tokens.start(), tokens.language(language), tokens.transcribe()]);
        let mut slots = Vec::new();
        let states = self.take(heard, &prompt, &mut slots);
        let state = self.model.decoder.row(&states, prompt.len() - 1).to_vec();
        Opening { language, language_confidence, nobody, slots, state }
    }

    /// The site's own words as if they had been said before; nothing for words on a screen, which must be quick.
    fn vocabulary(&self, request: &Request, language: Language) -> Vec<Token> {
        let tokens = &self.model.tokens;
        let Some(words) = request.vocabulary.of(language).filter(|_| request.priority != Priority::Partial) else {
            return Vec::new();
        };
        let words = tokens.bpe.encode(words);
        let from = words.len().saturating_sub(VOCABULARY_TOKENS);
        [&[tokens.earlier()], &words[from..]].concat()
    }

    /// Takes in tokens after one another; `slots` grows by theirs.
    fn take(&mut self, heard: &Heard, tokens: &[Token], slots: &mut Vec<Slot>) -> Vec<f32> {
        let before = slots.len();
        slots.extend((self.memory.next()..).take(tokens.len()));
        let rows: Vec<Row<'_>> =
            tokens.iter().enumerate().map(|(n, token)| Row { token: *token, history: &slots[..before + n] }).collect();
        self.model.decoder.step(&mut self.kernels, heard, &mut self.memory, &rows, None)
    }

    fn search(
        &mut self,
        heard: &Heard,
        request: &Request,
        opening: &Opening,
        samples: usize,
        limits: &Limits,
    ) -> Result<Found, InferError> {
        let search = Search {
            beam: if request.priority == Priority::Partial { 1 } else { self.beam },
            longest: samples * TOKENS_PER_S / RATE_HZ + TOKENS_PER_S,
            steps: samples.div_ceil(SAMPLES_PER_POSITION),
        };
        let Self { model, kernels, memory, .. } = self;
        let mut desk = search::Desk { decoder: &model.decoder, tokens: &model.tokens, kernels, heard, memory };
        search.run(&mut desk, &opening.slots, opening.state.clone(), limits)
    }

    /// The words with their times, told by the heads that follow the sound.
    fn words(&mut self, heard: &Heard, opening: &Opening, found: &Found, samples: usize) -> Read {
        let tokens = &self.model.tokens;
        let text: Vec<(Token, f32)> =
            found.tokens.iter().zip(&found.logs).filter(|(t, _)| tokens.is_text(**t)).map(|(t, l)| (*t, *l)).collect();
        if text.is_empty() {
            return Read { words: Vec::new(), confidence: 0.0 };
        }
        let mut prompt =
            vec![tokens.start(), tokens.language(opening.language), tokens.transcribe(), tokens.without_times()];
        let begin = prompt.len();
        prompt.extend(text.iter().map(|(token, _)| *token));
        let slots: Vec<Slot> = (self.memory.next()..).take(prompt.len()).collect();
        let rows: Vec<Row<'_>> =
            prompt.iter().enumerate().map(|(n, token)| Row { token: *token, history: &slots[..n] }).collect();
        let Self { model, kernels, memory, .. } = self;
        let mut watch = Watch { heads: &model.following, tables: vec![Vec::new(); model.following.len()] };
        model.decoder.step(kernels, heard, memory, &rows, Some(&mut watch));
        let positions = heard.positions();
        // The row of a token looks where the next one is said: the first word's is the last of the prompt.
        let tables: Vec<Vec<f32>> =
            watch.tables.into_iter().map(|table| table[(begin - 1) * positions..].to_vec()).collect();
        let sound = samples.div_ceil(SAMPLES_PER_POSITION).clamp(1, positions);
        let begins = align::begins(&tables, positions, sound, text.len() + 1);
        let ms = |at: usize| (begins[at] * SAMPLES_PER_POSITION * 1000 / RATE_HZ) as u64;
        let mut words = Words::new((samples * 1000 / RATE_HZ) as u64);
        for (n, (token, log)) in text.iter().enumerate() {
            words.token(model.tokens.bytes(*token), ms(n), ms(n + 1), log.exp());
        }
        let confidence = words.confidence();
        Read { words: words.finish(), confidence }
    }

    /// The sound as a string of digits with its confidence, if it is one.
    fn digits(
        &mut self,
        samples: &[f32],
        language: Language,
        limits: &Limits,
    ) -> Result<Option<(Vec<TranscriptWord>, f32)>, InferError> {
        let said_words = digits::words(language);
        let tree = self.tree(said_words);
        let cut = digits::Cut::new(samples);
        let mut scored = Vec::with_capacity(cut.spans.len());
        for span in &cut.spans {
            let heard = self.model.hear(&mut self.kernels, &samples[span.samples.clone()], DIGIT_PADDING);
            let best = self.best(&heard, &tree, language, limits)?;
            scored.push(best.map(|best| digits::Scored { word: best.phrase, gain: best.score.gain }));
        }
        let said = cut.best(&scored);
        let confidence = digits::confidence(&cut, &said);
        let ms = |samples: usize| (samples * 1000 / RATE_HZ) as u64;
        let word = |said: &digits::Said| TranscriptWord {
            text: said_words[said.word].to_owned().into(),
            start_ms: ms(said.samples.start),
            end_ms: ms(said.samples.end),
            confidence: digits::word_confidence(said.gain),
        };
        Ok((confidence >= 0.5).then(|| (said.iter().map(word).collect(), confidence)))
    }

    fn best(
        &mut self,
        heard: &Heard,
        tree: &Tree,
        language: Language,
        limits: &Limits,
    ) -> Result<Option<Best>, InferError> {
        let Self { model, kernels, walk, backgrounds, .. } = self;
        let sound = Sound { model, kernels, heard, walk, backgrounds, language, limits };
        tree.best(&mut sound.begin(), self.phrase_steps)
    }

    fn tree(&self, phrases: &[impl AsRef<str>]) -> Tree {
        let tokens: Vec<Vec<Token>> =
            phrases.iter().map(|phrase| self.model.tokens.bpe.encode(&words::as_written(phrase.as_ref()))).collect();
        Tree::new(tokens.iter().map(Vec::as_slice))
    }

    fn nearest(
        &mut self,
        heard: &Heard,
        expected: &Expected,
        limits: &Limits,
    ) -> Result<Option<PhraseMatch>, InferError> {
        let tree = self.tree(&expected.phrases);
        let best = self.best(heard, &tree, expected.language, limits)?;
        Ok(best.map(|best| reader::nearest(expected, best)))
    }
}

struct Read {
    words: Vec<TranscriptWord>,
    confidence: f32,
}

/// The likelier of two, with its probability among them.
fn likelier(of: [(Language, f32); 2]) -> (Language, f32) {
    let (best, other) = if of[0].1 >= of[1].1 { (of[0], of[1]) } else { (of[1], of[0]) };
    (best.0, best.1 / (best.1 + other.1).max(1e-30))
}
