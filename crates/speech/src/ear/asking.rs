//! What the ear asks of the engine, and when: words in the making, words read ahead, finals.

use std::time::Duration;

use wasl_infer::{InferError, Pending, Priority, Request, Transcript};
use wasl_model::{MediaTime, UtteranceId};

use super::{Ear, READING};
use crate::finished::sense_of;
use crate::hearing::{Cut, Sense};
use crate::sense::holds_words;
use crate::{EarPriority, SpeechEvent};

const IVR_DEADLINE: Duration = Duration::from_secs(8);
const FINAL_DEADLINE: Duration = Duration::from_secs(30);
const PARTIAL_DEADLINE: Duration = Duration::from_secs(2);
const LATE_DEADLINE: Duration = Duration::from_secs(300);

/// A stretch of sound that the engine has been asked to read.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) id: UtteranceId,
    pub(super) cut: Cut,
    /// Where the stream was when it was asked.
    pub(super) asked: MediaTime,
    pub(super) request: Request,
    pub(super) pending: Pending,
}

/// A turn read up to a pause. If the pause turns out to be its end, this is its final.
#[derive(Debug)]
pub(super) struct Ahead {
    reading: Reading,
    heard: Option<Transcript>,
}

impl Ahead {
    pub(super) const fn reading(&mut self) -> &mut Reading {
        &mut self.reading
    }

    /// Is the answer still on its way?
    pub(super) const fn waits(&self) -> bool {
        self.heard.is_none()
    }

    /// As a final, answered or not.
    fn into_final(self) -> Reading {
        let Some(heard) = self.heard else { return self.reading };
        let (answer, pending) = Pending::new();
        // The receiver is in our hand.
        let _ = answer.send(Ok(heard));
        Reading { pending, ..self.reading }
    }
}

impl Ear {
    fn ask(&self, cut: Cut, priority: Priority, deadline: Duration) -> Reading {
        let request = Request {
            language: self.tongue.known(),
            guess: self.tongue.guess(),
            expected: self.expected.clone().filter(|_| priority != Priority::Partial),
            vocabulary: self.vocabulary.clone(),
            source: self.source,
            priority,
            deadline,
            ..Request::new(cut.samples.clone())
        };
        let pending = self.infer.submit(request.clone());
        Reading { id: self.id_of(cut.turn), cut, asked: self.hearing.now(), request, pending }
    }

    fn id_of(&self, turn: u64) -> UtteranceId {
        self.current.as_ref().filter(|current| current.turn == turn).map_or_else(UtteranceId::new, |current| current.id)
    }

    /// At most one partial is on its way: a newer one waits for the next step.
    pub(super) fn ask_partial(&mut self, cut: Cut) {
        if self.partial.is_none() {
            let from = self.current.as_ref().and_then(|current| current.words.read_from(cut.span));
            self.partial =
                Some(self.ask(from.map_or(cut.clone(), |from| cut.from(from)), Priority::Partial, PARTIAL_DEADLINE));
        }
    }

    /// It tells what a partial would, so none is waited for.
    pub(super) fn ask_ahead(&mut self, cut: Cut) {
        self.partial = None;
        let (priority, deadline) = self.urgency();
        self.ahead = Some(Ahead { reading: self.ask(cut, priority, deadline), heard: None });
    }

    /// The pause was none: what is being read of it is words in the making. Under strain nobody has time for that.
    pub(super) fn go_on(&mut self) {
        if let Some(Ahead { reading, heard: None }) = self.ahead.take() {
            self.partial = (!self.pace.is_strained()).then_some(reading);
        }
    }

    pub(super) fn ask_final(&mut self, cut: Cut) {
        self.partial = None;
        let ahead =
            self.ahead.take().filter(|ahead| (ahead.reading.cut.turn, ahead.reading.cut.span) == (cut.turn, cut.span));
        if self.reading.len() >= READING {
            self.outbox.push_back(SpeechEvent::Later { speaker: self.speaker, span: cut.span });
            return;
        }
        let (priority, deadline) = self.urgency();
        let reading = ahead.map_or_else(|| self.ask(cut, priority, deadline), Ahead::into_final);
        self.reading.push_back(reading);
    }

    pub(super) fn ask_late(&mut self, reading: Reading) {
        let request = Request { priority: Priority::CatchUp, deadline: LATE_DEADLINE, ..reading.request };
        let pending = self.infer.submit(request.clone());
        self.late.push_back(Reading { request, pending, ..reading });
    }

    const fn urgency(&self) -> (Priority, Duration) {
        match self.priority {
            EarPriority::Ivr => (Priority::Ivr, IVR_DEADLINE),
            EarPriority::Conversation => (Priority::Final, FINAL_DEADLINE),
        }
    }

    /// The words up to a pause are known: they tell how long to wait for more, and are shown meanwhile.
    /// The answer is kept, because it may be the final.
    pub(super) fn read_ahead(&mut self, answer: Result<Transcript, InferError>) {
        let Some(mut ahead) = self.ahead.take() else { return };
        let turn = ahead.reading.cut.turn;
        let Ok(transcript) = answer else {
            self.hearing.note_ahead(turn, None);
            return;
        };
        let spoken = holds_words(&transcript, &ahead.reading.cut.samples, &self.vocabulary);
        let sense = if spoken { sense_of(&transcript) } else { Sense::Finished };
        self.hearing.note_ahead(turn, Some(sense));
        self.show(&ahead.reading, &transcript);
        ahead.heard = Some(transcript);
        self.ahead = Some(ahead);
    }
}
