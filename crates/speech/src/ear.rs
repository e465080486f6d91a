//! The task of one speaker. It always drains its frames: reading happens in the engine, answers come back later.

mod agreement;
pub(crate) mod answer;
mod asking;
mod pace;
mod tongue;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use wasl_infer::{Expected, Infer, InferError, Source, Transcript, Vocabulary};
use wasl_model::{AudioFrame, Language, MediaTime, Partial, Span, Speaker, UtteranceId};

use crate::finished::sense_of;
use crate::hearing::{Hearing, Output};
use crate::sense::holds_words;
use crate::{EarConfig, EarControl, EarPriority, SpeechEvent};
use agreement::Agreement;
use asking::{Ahead, Reading};
use pace::Pace;
use tongue::Tongue;

/// Finals being read at once; more are put off as [`SpeechEvent::Later`].
const READING: usize = 8;
/// Put-off turns kept to be read when there is room; more are left to the recording.
const PUT_OFF: usize = 8;
/// Events waiting for a slow consumer. Drop rule: beyond it partials are dropped, never the rest,
/// which is bounded by what can be said.
const OUTBOX: usize = 64;
/// The step between partials where none is configured: it still tells whether the engine is short of time.
const STEP: Duration = Duration::from_secs(1);

/// Listens to one speaker.
#[derive(Debug)]
pub struct Ear {
    speaker: Speaker,
    /// Whose sound it is, for the engine.
    source: Option<Source>,
    infer: Arc<dyn Infer>,
    hearing: Hearing,
    priority: EarPriority,
    expected: Option<Expected>,
    vocabulary: Vocabulary,
    tongue: Tongue,
    pace: Pace,
    /// The turn being spoken.
    current: Option<Current>,
    /// In the order they were said.
    reading: VecDeque<Reading>,
    /// The turn's words up to the pause that may be its end.
    ahead: Option<Ahead>,
    partial: Option<Reading>,
    late: VecDeque<Reading>,
    outbox: VecDeque<SpeechEvent>,
}

/// The turn being spoken.
#[derive(Debug)]
struct Current {
    turn: u64,
    id: UtteranceId,
    start: MediaTime,
    words: Agreement,
}

impl Ear {
    /// An ear for one speaker, read by `infer`.
    #[must_use]
    pub fn new(config: EarConfig, speaker: Speaker, infer: Arc<dyn Infer>) -> Self {
        Self {
            speaker,
            source: config.call.map(|call| Source { call, speaker }),
            infer,
            priority: config.priority,
            expected: None,
            vocabulary: config.vocabulary.clone(),
            tongue: Tongue::new(config.language, config.guess),
            pace: Pace::new(config.partial_every.unwrap_or(STEP)),
            hearing: Hearing::new(config),
            current: None,
            reading: VecDeque::new(),
            ahead: None,
            partial: None,
            late: VecDeque::new(),
            outbox: VecDeque::new(),
        }
    }

    /// Listens until `frames` ends, then reads what is left and returns.
    ///
    /// `frames` is always drained at once; `out` may be slow (see the outbox' drop rule). Ends early when `out` is closed.
    pub async fn run(
        mut self,
        mut frames: mpsc::Receiver<AudioFrame>,
        mut control: mpsc::Receiver<EarControl>,
        out: mpsc::Sender<SpeechEvent>,
    ) {
        let mut listening = true;
        let mut controlled = true;
        while listening || !self.is_done() {
            tokio::select! {
                biased;
                order = control.recv(), if controlled => match order {
                    Some(order) => self.obey(order),
                    None => controlled = false,
                },
                frame = frames.recv(), if listening => match frame {
                    Some(frame) => self.hear(&frame),
                    None => {
                        listening = false;
                        self.hush();
                    }
                },
                permit = out.reserve(), if !self.outbox.is_empty() => match (permit, self.outbox.pop_front()) {
                    (Ok(permit), Some(event)) => permit.send(event),
                    (Ok(_), None) => {}
                    (Err(_), _) => return,
                },
                answer = answer::of(self.reading.front_mut()), if !self.reading.is_empty() => self.read(answer),
                answer = answer::of(self.late.front_mut()), if !self.late.is_empty() => self.read_late(answer),
                answer = answer::of(self.ahead.as_mut().map(Ahead::reading)), if self.ahead.as_ref().is_some_and(Ahead::waits) => {
                    self.read_ahead(answer);
                }
                answer = answer::of(self.partial.as_mut()), if self.partial.is_some() => self.glimpse(answer),
            }
        }
    }

    fn is_done(&self) -> bool {
        self.reading.is_empty() && self.late.is_empty() && self.outbox.is_empty()
    }

    fn obey(&mut self, order: EarControl) {
        match order {
            EarControl::Expect { language, phrases, digits } => {
                self.infer.prepare(language, &phrases);
                let expected = Expected { digits, ..Expected::phrases(language, phrases) };
                self.expected = (digits || !expected.phrases.is_empty()).then_some(expected);
            }
            EarControl::Language(language) => self.tongue.know(language),
            EarControl::Priority(priority) => {
                self.priority = priority;
                self.hearing.serve(priority);
            }
        }
    }

    fn hear(&mut self, frame: &AudioFrame) {
        if frame.speaker != self.speaker {
            return;
        }
        for output in self.hearing.handle_frame(frame.at, &frame.samples) {
            self.carry_out(output);
        }
    }

    fn hush(&mut self) {
        if let Some(output) = self.hearing.finish() {
            self.carry_out(output);
        }
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Started { turn, at } => {
                let id = UtteranceId::new();
                self.current = Some(Current { turn, id, start: at, words: Agreement::default() });
                self.outbox.push_back(SpeechEvent::Started { speaker: self.speaker, id, at });
            }
            Output::Partial(cut) => self.ask_partial(cut),
            Output::Ahead(cut) => self.ask_ahead(cut),
            Output::GoesOn => self.go_on(),
            Output::Final(cut) => self.ask_final(cut),
        }
    }

    fn glimpse(&mut self, answer: Result<Transcript, InferError>) {
        let Some(reading) = self.partial.take() else { return };
        match answer {
            Ok(transcript) => {
                self.pace.answered(self.hearing.now().since(reading.asked));
                if self.show(&reading, &transcript) {
                    self.hearing.note(reading.cut.turn, sense_of(&transcript));
                }
            }
            Err(_) => self.pace.refused(),
        }
        self.hearing.pace(self.pace.step(), self.pace.is_strained());
    }

    /// Words in the making go to the screens; false when there are none.
    fn show(&mut self, reading: &Reading, transcript: &Transcript) -> bool {
        let Some(current) = self.current.as_mut().filter(|current| current.turn == reading.cut.turn) else {
            return false;
        };
        if !holds_words(transcript, &reading.cut.samples, &self.vocabulary) {
            return false;
        }
        current.words.hear(reading.cut.span.start, &transcript.words);
        let (text, stable) = current.words.words();
        if self.outbox.len() < OUTBOX && !text.is_empty() {
            self.outbox.push_back(SpeechEvent::Partial(Partial {
                id: reading.id,
                speaker: self.speaker,
                span: Span { start: current.start, end: reading.cut.span.end },
                text: text.into(),
                stable,
            }));
        }
        true
    }

    fn read(&mut self, answer: Result<Transcript, InferError>) {
        let Some(reading) = self.reading.pop_front() else { return };
        match answer {
            Ok(transcript) => self.tell(&reading, transcript),
            Err(error) => self.put_off(reading, &error),
        }
    }

    fn read_late(&mut self, answer: Result<Transcript, InferError>) {
        if let (Some(reading), Ok(transcript)) = (self.late.pop_front(), answer) {
            self.tell(&reading, transcript);
        }
    }

    fn put_off(&mut self, reading: Reading, error: &InferError) {
        tracing::debug!(%error, "a turn is read later");
        self.outbox.push_back(SpeechEvent::Later { speaker: self.speaker, span: reading.cut.span });
        let hopeless = matches!(error, InferError::Stopped | InferError::Failed(_));
        if hopeless || self.late.len() >= PUT_OFF {
            return;
        }
        self.ask_late(reading);
    }

    fn tell(&mut self, reading: &Reading, transcript: Transcript) {
        let span = reading.cut.span;
        if !holds_words(&transcript, &reading.cut.samples, &self.vocabulary) {
            self.outbox.push_back(SpeechEvent::Nothing { speaker: self.speaker, id: reading.id, span });
            return;
        }
        let matched = reading.request.expected.as_ref().filter(|_| transcript.matched.is_some());
        if let Some((language, confidence)) = self.tongue.hear(&transcript, matched.map(|expected| expected.language)) {
            self.outbox.push_back(SpeechEvent::Language { language, confidence });
        }
        let matched_in = matched.map_or(transcript.language, |expected| expected.language);
        self.outbox.push_back(SpeechEvent::Final(answer::utterance(
            reading.id,
            self.speaker,
            span,
            transcript,
            matched_in,
        )));
    }

    /// The language as far as it is known, for tests and for whoever shows it.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.tongue.known()
    }
}
