//! The task of one speaker. It always drains its frames: reading happens in the engine, answers come back later.

mod answer;
mod tongue;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use wasl_infer::{Expected, Infer, InferError, Pending, Priority, Request, Transcript};
use wasl_model::{AudioFrame, Language, Partial, Speaker, UtteranceId};

use crate::hearing::{Cut, Hearing, Output};
use crate::sense::{holds_words, sounds_unfinished};
use crate::{EarConfig, EarControl, EarPriority, SpeechEvent};
use tongue::Tongue;

/// Finals being read at once; more are put off as [`SpeechEvent::Later`].
const READING: usize = 8;
/// Put-off turns kept to be read when there is room; more are left to the recording.
const PUT_OFF: usize = 8;
/// Events waiting for a slow consumer. Drop rule: beyond it partials are dropped, never the rest,
/// which is bounded by what can be said.
const OUTBOX: usize = 64;

const IVR_DEADLINE: Duration = Duration::from_secs(8);
const FINAL_DEADLINE: Duration = Duration::from_secs(30);
const PARTIAL_DEADLINE: Duration = Duration::from_secs(2);
const LATE_DEADLINE: Duration = Duration::from_secs(300);

/// Listens to one speaker.
#[derive(Debug)]
pub struct Ear {
    speaker: Speaker,
    infer: Arc<dyn Infer>,
    hearing: Hearing,
    priority: EarPriority,
    expected: Option<Expected>,
    tongue: Tongue,
    /// The turn being spoken.
    current: Option<(u64, UtteranceId)>,
    /// In the order they were said.
    reading: VecDeque<Reading>,
    partial: Option<Reading>,
    late: VecDeque<Reading>,
    outbox: VecDeque<SpeechEvent>,
}

#[derive(Debug)]
struct Reading {
    id: UtteranceId,
    cut: Cut,
    request: Request,
    pending: Pending,
}

impl Ear {
    /// An ear for one speaker, read by `infer`.
    #[must_use]
    pub fn new(config: EarConfig, speaker: Speaker, infer: Arc<dyn Infer>) -> Self {
        Self {
            speaker,
            infer,
            priority: config.priority,
            expected: None,
            tongue: Tongue::new(config.language, config.guess),
            hearing: Hearing::new(config),
            current: None,
            reading: VecDeque::new(),
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
                answer = answer::of(self.partial.as_mut()), if self.partial.is_some() => self.glimpse(answer),
            }
        }
    }

    fn is_done(&self) -> bool {
        self.reading.is_empty() && self.late.is_empty() && self.outbox.is_empty()
    }

    fn obey(&mut self, order: EarControl) {
        match order {
            EarControl::Expect { language, phrases } => {
                self.infer.prepare(language, &phrases);
                let expected = Expected { language, phrases: phrases.into() };
                self.expected = (!expected.phrases.is_empty()).then_some(expected);
            }
            EarControl::Language(language) => self.tongue.know(language),
            EarControl::Priority(priority) => self.priority = priority,
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
                self.current = Some((turn, id));
                self.outbox.push_back(SpeechEvent::Started { speaker: self.speaker, id, at });
            }
            Output::Partial(cut) => self.ask_partial(cut),
            Output::Final(cut) => self.ask_final(cut),
        }
    }

    fn id_of(&self, turn: u64) -> UtteranceId {
        self.current.filter(|(current, _)| *current == turn).map_or_else(UtteranceId::new, |(_, id)| id)
    }

    fn ask(&self, cut: Cut, priority: Priority, deadline: Duration) -> Reading {
        let request = Request {
            samples: cut.samples.clone(),
            language: self.tongue.known(),
            guess: self.tongue.guess(),
            expected: self.expected.clone().filter(|_| priority != Priority::Partial),
            vocabulary: None,
            source: None,
            priority,
            deadline,
        };
        let pending = self.infer.submit(request.clone());
        Reading { id: self.id_of(cut.turn), cut, request, pending }
    }

    /// At most one partial is on its way: a newer one waits for the next step.
    fn ask_partial(&mut self, cut: Cut) {
        if self.partial.is_none() {
            self.partial = Some(self.ask(cut, Priority::Partial, PARTIAL_DEADLINE));
        }
    }

    fn ask_final(&mut self, cut: Cut) {
        self.partial = None;
        let (priority, deadline) = match self.priority {
            EarPriority::Ivr => (Priority::Ivr, IVR_DEADLINE),
            EarPriority::Conversation => (Priority::Final, FINAL_DEADLINE),
        };
        if self.reading.len() >= READING {
            self.outbox.push_back(SpeechEvent::Later { speaker: self.speaker, span: cut.span });
            return;
        }
        let reading = self.ask(cut, priority, deadline);
        self.reading.push_back(reading);
    }

    fn glimpse(&mut self, answer: Result<Transcript, InferError>) {
        let (Some(reading), Ok(transcript)) = (self.partial.take(), answer) else { return };
        if !holds_words(&transcript) || self.outbox.len() >= OUTBOX {
            return;
        }
        self.hearing.note_unfinished(reading.cut.turn, sounds_unfinished(transcript.text.reveal()));
        self.outbox.push_back(SpeechEvent::Partial(Partial {
            id: reading.id,
            speaker: self.speaker,
            span: reading.cut.span,
            text: transcript.text,
        }));
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
        let request = Request { priority: Priority::CatchUp, deadline: LATE_DEADLINE, ..reading.request };
        let pending = self.infer.submit(request.clone());
        self.late.push_back(Reading { request, pending, ..reading });
    }

    fn tell(&mut self, reading: &Reading, transcript: Transcript) {
        let span = reading.cut.span;
        if !holds_words(&transcript) {
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
