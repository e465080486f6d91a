//! The call's ears: frames to words, words to moods and intents. Callers' and agents' words are heard, only callers' moods are read.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use wasl_call::{CallInput, Phase};
use wasl_dialogue::Desk;
use wasl_dialogue::intent::Sentence;
use wasl_model::{AudioFrame, CallEvent, IntentGuess, Language, LegId, Span, Speaker, Utterance};
use wasl_mood::{Behaviour, MoodConfig, MoodTracker};
use wasl_speech::{Ear, EarConfig, EarControl, EarPriority, Patience, SpeechEvent};

use super::{Conversation, News};
use crate::house::meaning::{Meanings, Meant};
use crate::house::{House, vocabulary};

/// Frames an ear may have unread: 2 s. The newest is dropped beyond (media counts it).
const EAR_FRAMES: usize = 100;
/// Orders an ear may have unread; further ones are dropped, the next question brings new ones.
const EAR_ORDERS: usize = 8;

/// Words said just before the end of a call are read within this time, or found in the recording only.
const LAST_WORDS: Duration = Duration::from_secs(8);

/// How often words are shown while they are being spoken, when the engine has room.
const PARTIAL_EVERY: Duration = Duration::from_secs(1);

/// Ears and mood of one call.
#[derive(Debug)]
pub(super) struct Hearing {
    pub(super) mood: MoodTracker,
    caller: Option<mpsc::Sender<EarControl>>,
    agent: Option<mpsc::Sender<EarControl>>,
    /// Expected by number or trunk, until the caller's is heard.
    guess: Language,
    language: Option<Language>,
}

impl Hearing {
    pub(super) fn new(house: &House, guess: Language) -> Self {
        let mood = MoodTracker::new(Arc::clone(&house.lexicon), MoodConfig::default());
        Self { mood, caller: None, agent: None, guess, language: None }
    }

    /// These phrases, or a number, are expected from the caller now.
    pub(super) fn expect(&self, language: Language, phrases: Vec<String>, digits: bool) {
        order(self.caller.as_ref(), EarControl::Expect { language, phrases, digits });
    }

    /// The caller's language is settled, by ear or by key: the agent speaks it too.
    pub(super) fn note_language(&mut self, event: &CallEvent) {
        if let CallEvent::LanguagePicked { language, .. } = *event {
            self.language = Some(language);
            order(self.agent.as_ref(), EarControl::Language(language));
        }
    }

    /// The ears are told nothing more; they close when their frames end.
    pub(super) fn end(&mut self) {
        self.caller = None;
        self.agent = None;
    }
}

fn order(ear: Option<&mpsc::Sender<EarControl>>, control: EarControl) {
    if let Some(ear) = ear {
        // Full or gone: see EAR_ORDERS.
        let _ = ear.try_send(control);
    }
}

/// Nobody talks with the caller yet, or any more: words for an emergency or a person are for the call, until its end.
const fn may_ask_for_people(phase: &Phase) -> bool {
    match phase {
        Phase::New | Phase::Answering | Phase::Ivr | Phase::Waiting { .. } | Phase::Ringing { .. } => true,
        Phase::CallingBack { .. } | Phase::Promising | Phase::Ending => true,
        Phase::Talking { .. } | Phase::Transferring | Phase::Closed => false,
    }
}

/// The vectors of final words, for whoever reads what they mean.
async fn meaning_of(meanings: Option<&Meanings>, event: &SpeechEvent) -> Option<Meant> {
    let SpeechEvent::Final(utterance) = event else { return None };
    meanings?.meant(utterance.text.reveal()).await
}

/// The desk of a flow, which greets in this language.
pub(super) fn desk(of: &Conversation, flow: &str, language: Language, caller_known: bool) -> Option<Desk> {
    let desk = Desk::with_flow(of.house.calendar.site(), flow, of.clock.now(), language)?;
    Some(desk.caller_known(caller_known))
}

impl Conversation {
    /// A leg's sound goes into the recording and to an ear.
    pub(super) fn attend(&mut self, leg: LegId, speaker: Speaker) {
        let Some(media) = self.media_of(leg).cloned() else { return };
        media.discreet(self.discreet);
        media.listen(speaker, self.book.frames());
        if let Some(frames) = self.open_ear(speaker) {
            media.listen(speaker, frames);
        }
    }

    fn open_ear(&mut self, speaker: Speaker) -> Option<mpsc::Sender<AudioFrame>> {
        let infer = Arc::clone(self.house.ears.as_ref()?);
        let (frames, ear_frames) = mpsc::channel(EAR_FRAMES);
        let (control, ear_control) = mpsc::channel(EAR_ORDERS);
        let (out, mut events) = mpsc::channel(EAR_ORDERS);
        let config = self.ear_config(speaker);
        tokio::spawn(Ear::new(config, speaker, infer).run(ear_frames, ear_control, out));
        // It keeps the way open until the ear has said its last: see `hear_last_words`.
        let bring = self.bring.clone()?;
        let meanings = self.house.meanings.clone().filter(|_| speaker == Speaker::Caller);
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                let meant = meaning_of(meanings.as_ref(), &event).await;
                let _ = bring.send(News::Speech(event, meant)).await;
            }
        });
        match speaker {
            Speaker::Caller => self.hearing.caller = Some(control),
            Speaker::Agent => self.hearing.agent = Some(control),
            Speaker::Machine => {}
        }
        Some(frames)
    }

    /// An agent speaks the caller's language; a caller at the desk is read first.
    fn ear_config(&self, speaker: Speaker) -> EarConfig {
        let speech = &self.house.config.speech;
        let open = Duration::from_millis(speech.end_of_turn_ms);
        let at_the_desk = speaker == Speaker::Caller && self.desk.is_some();
        EarConfig {
            talk: Patience::TALK.with_open(open),
            ivr: Patience::IVR.with_open(open),
            partial_every: speech.partials.then_some(PARTIAL_EVERY),
            language: self.hearing.language.filter(|_| speaker == Speaker::Agent),
            guess: self.hearing.guess,
            vocabulary: vocabulary::of(&self.house.config, &self.house.site),
            call: Some(self.call.id()),
            priority: if at_the_desk { EarPriority::Ivr } else { EarPriority::Conversation },
            ..EarConfig::default()
        }
    }

    /// Nobody waits for the machine any more: the caller's words are read in their turn.
    pub(super) fn leave_the_desk(&mut self) {
        order(self.hearing.caller.as_ref(), EarControl::Priority(EarPriority::Conversation));
    }

    /// What was said just before the end is still being read: it is waited for, and kept after the end.
    pub(super) async fn hear_last_words(&mut self) {
        self.lines.clear();
        self.hearing.end();
        self.bring = None;
        let owed = self.owe_last_words().await;
        let until = tokio::time::Instant::now() + LAST_WORDS;
        loop {
            match tokio::time::timeout_at(until, self.news.recv()).await {
                Ok(Some(News::Speech(SpeechEvent::Final(utterance), meant))) => {
                    self.keep_last_words(utterance, meant.as_ref()).await;
                }
                Ok(Some(News::Speech(SpeechEvent::Later { speaker, span }, _))) => {
                    self.book.append(self.clock.now(), span.end, CallEvent::HeardLater { speaker, span }).await;
                }
                Ok(Some(_)) => {}
                Ok(None) => return self.have_heard(owed).await,
                // What is not read by now is read from the recording.
                Err(_) => return,
            }
        }
    }

    async fn keep_last_words(&mut self, utterance: Utterance, meant: Option<&Meant>) {
        let (now, at) = (self.clock.now(), utterance.span.end);
        let vector = meant.map(|meant| meant.said.as_slice());
        let reading = utterance.of_caller().and_then(|words| self.hearing.mood.handle_utterance(at, words, vector));
        self.book.append(now, at, CallEvent::Heard { utterance }).await;
        if let Some(reading) = reading {
            self.book.append(now, at, CallEvent::Mood { reading }).await;
        }
    }

    /// What an ear says; with the words of a caller what they mean, where that is known.
    pub(super) fn take_speech(&mut self, event: SpeechEvent, meant: Option<&Meant>) {
        match event {
            SpeechEvent::Started { speaker, .. } => self.tell(CallInput::SpeechStarted { speaker }),
            // Words in the making are for screens; nothing is decided or kept by them.
            SpeechEvent::Partial(partial) => self.house.desks.partial(self.call.id(), partial),
            SpeechEvent::Nothing { speaker, span, .. } => self.tell(CallInput::HeardNothing { speaker, span }),
            SpeechEvent::Final(utterance) => self.take_words(utterance, meant),
            SpeechEvent::Later { speaker, span } => self.tell(CallInput::HeardLater { speaker, span }),
            SpeechEvent::Language { language, confidence } => {
                self.tell(CallInput::Language { language, confidence });
            }
        }
    }

    /// The mood is told before the words: whatever the words lead to, it is chosen knowing how the caller feels.
    fn take_words(&mut self, utterance: Utterance, meant: Option<&Meant>) {
        let now = self.media_now();
        let vector = meant.map(|meant| meant.said.as_slice());
        let reading = utterance.of_caller().and_then(|words| self.hearing.mood.handle_utterance(now, words, vector));
        if let Some(reading) = reading {
            self.tell(CallInput::Mood(reading));
        }
        let of_caller = utterance.speaker == Speaker::Caller;
        let intent = (of_caller && self.before_talking()).then(|| self.understand(&utterance, meant));
        let may_ask = of_caller && may_ask_for_people(&self.call.phase());
        let (site, flow) = (&self.house.site, self.flow.as_deref());
        let emergency = may_ask.then(|| site.emergency(flow, &utterance)).flatten();
        let person = may_ask && site.person_wanted(flow, &utterance);
        self.tell(CallInput::Heard { utterance, intent });
        match emergency {
            Some(queue) => self.tell(CallInput::Emergency { queue }),
            None if person => self.tell(CallInput::PersonWanted),
            None => {}
        }
    }

    /// What is wanted, by meaning and words; by words alone where the meaning is not known.
    fn understand(&self, utterance: &Utterance, meant: Option<&Meant>) -> IntentGuess {
        let (text, matched) = (utterance.text.reveal().as_str(), utterance.matched.as_ref());
        let trained = self.house.meanings.as_ref().and_then(Meanings::intents);
        match (trained, meant.and_then(|meant| meant.read.as_ref())) {
            (Some(model), Some(vectors)) => model.classify(Sentence { text, vectors }, matched),
            (Some(_) | None, _) => self.house.site.classify(text, matched),
        }
    }

    pub(super) fn before_talking(&self) -> bool {
        match self.call.phase() {
            Phase::New | Phase::Answering | Phase::Ivr | Phase::Waiting { .. } | Phase::Ringing { .. } => true,
            Phase::CallingBack { .. } => true,
            Phase::Talking { .. } | Phase::Transferring | Phase::Promising | Phase::Ending | Phase::Closed => false,
        }
    }

    /// Nobody answered the desk's question: that tells of the mood too.
    pub(super) fn note_silence(&mut self) {
        let Some(start) = self.silent_since.take() else { return };
        let span = Span { start, end: self.media_at };
        if let Some(reading) = self.hearing.mood.handle_behaviour(Behaviour::SilenceAfterQuestion { span }) {
            self.tell(CallInput::Mood(reading));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_people_are_heard_over_a_promise_and_goodbye_and_not_in_a_talk() {
        assert!(may_ask_for_people(&Phase::Promising) && may_ask_for_people(&Phase::Ending));
        assert!(!may_ask_for_people(&Phase::Talking { agent: None }));
    }
}
