//! One caller's walk through a flow. Pure: told the time, it never reads a clock or a file.
//!
//! ```text
//! Waiting ─Connected→ Talking (a state of the flow) ─┬→ Ended by Handover
//!                        ↑__ words, keys, silences __│→ Ended by Finish
//! ```
//! Whatever the flow says, key 0, the words for a person, emergency words, a mood that ends automation, the second
//! silence, the second thing not understood, and the limits of turns and time bring the caller to a person. "Did you mean
//! …?" is the one clarifying question, too: a no, or what is not understood then, leads to a person.
//! Feed what is heard in this order: `Language`, `Heard`, `Mood`.

mod ask;
pub mod closed;
mod digits;
mod early;
mod ending;
mod expect;
mod fill;
mod hear;
mod tongue;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use wasl_model::{DeskAction, DeskInput, HandoverCause, IntentGuess, Language, Pii, PromptId, Said, Timestamp};

pub use expect::expected_phrases;
pub(crate) use hear::{emergency_in, person_wanted_in};

use crate::Site;
use crate::flow::rules::PERSON_KEY;
use crate::flow::{Flow, Piece, State, StateName};

/// Why the desk waits when it asked and nobody has answered yet (see [`Desk::poll_timeout`]): mood counts such silences.
pub const SILENCE_AFTER_QUESTION: &str = "silence after a question";
/// A sentence that began this long ago and has not become words counts as a silence.
const SENTENCE: Duration = Duration::from_secs(15);
/// The same of a number: people look it up while they tell it.
const NUMBER: Duration = Duration::from_secs(25);
/// Why the desk waits then.
const SPEECH_WITHOUT_WORDS: &str = "speech that never became words";
/// Goodbye is over by then, even if nobody says that it was played.
const GOODBYE: Duration = Duration::from_secs(15);

/// The desk of one call.
#[derive(Debug)]
pub struct Desk {
    site: Arc<Site>,
    flow: String,
    language: Language,
    phase: Phase,
    at: StateName,
    /// Why a person is wanted, once the caller asked for one.
    asked: bool,
    /// What is being said, in which language.
    playing: Option<Language>,
    /// The language in which what is said here was heard to its end.
    told_in: Option<Language>,
    /// The caller's number came with the call.
    caller_known: bool,
    /// The hours that were looked at last, and whether nobody answers.
    hours: Option<String>,
    closed: bool,
    /// A message being left.
    message: Option<closed::Message>,
    /// Numbers told, by the state that asked.
    told: BTreeMap<StateName, Pii<String>>,
    /// Keys of a number being typed.
    typed: String,
    /// The number to call back was asked for.
    number_asked: bool,
    /// The other language's half of a bilingual prompt.
    still_to_say: Option<Said>,
    /// Said or pressed while the machine could not be interrupted.
    early: early::Early,
    /// The intent that waits for a yes.
    confirming: Option<IntentGuess>,
    understood: Option<IntentGuess>,
    last_guess: Option<IntentGuess>,
    counts: Counts,
    limit: Option<Timestamp>,
    /// Until when, and until which turn, an answer may keep the caller.
    answering: Option<(Timestamp, u32)>,
    wait: Option<(Timestamp, &'static str)>,
    expected: (Vec<String>, bool),
    /// Drained by the shell after every input; an input makes a handful of actions, so it stays small.
    actions: VecDeque<DeskAction>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Waiting,
    Talking,
    Ended,
}

#[derive(Debug, Default)]
struct Counts {
    turns: u32,
    silences: u8,
    not_understood: u8,
    /// The one clarifying question was asked.
    clarified: bool,
}

impl Desk {
    /// A desk for one call on the site's default flow, in the language the caller is first greeted in.
    #[must_use]
    pub fn new(site: Arc<Site>, now: Timestamp, language: Language) -> Self {
        let flow = site.default_flow().spec().name.clone();
        Self::on_flow(site, flow, now, language)
    }

    /// A desk for one call on this flow, if the site has it.
    #[must_use]
    pub fn with_flow(site: Arc<Site>, flow: &str, now: Timestamp, language: Language) -> Option<Self> {
        let flow = site.flow(flow)?.spec().name.clone();
        Some(Self::on_flow(site, flow, now, language))
    }

    fn on_flow(site: Arc<Site>, flow: String, now: Timestamp, language: Language) -> Self {
        let mut desk = Self {
            site,
            flow,
            language,
            phase: Phase::Waiting,
            at: StateName::new(),
            asked: false,
            playing: None,
            told_in: None,
            caller_known: true,
            hours: None,
            closed: false,
            message: None,
            told: BTreeMap::new(),
            typed: String::new(),
            number_asked: false,
            still_to_say: None,
            early: early::Early::default(),
            confirming: None,
            understood: None,
            last_guess: None,
            counts: Counts::default(),
            limit: None,
            answering: None,
            wait: None,
            expected: (Vec::new(), false),
            actions: VecDeque::new(),
        };
        desk.limit = Some(now + desk.automation_limit());
        desk
    }

    /// Whether the caller's number came with the call: without it nobody can be called back unasked.
    #[must_use]
    pub const fn caller_known(mut self, known: bool) -> Self {
        self.caller_known = known;
        self
    }

    /// The language the caller is served in now.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The state the flow is in; `None` before the caller is connected.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        (self.phase != Phase::Waiting).then_some(self.at.as_str())
    }

    /// Has it handed over or finished? Then it does nothing more.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended)
    }

    /// Tells the desk what happened.
    pub fn handle_input(&mut self, now: Timestamp, input: DeskInput) {
        match (self.phase, input) {
            (Phase::Ended, _) => {}
            (Phase::Waiting, DeskInput::Connected) => self.begin(now),
            (_, DeskInput::Language(language)) => self.language = language,
            (_, DeskInput::Mood(reading)) => self.feel(now, &reading),
            (Phase::Talking, DeskInput::SaidAll) => self.said_all(now),
            (Phase::Talking, DeskInput::SpeechStarted) => self.speech_started(now),
            (Phase::Talking, DeskInput::Heard { utterance, intent }) => self.heard(now, utterance, intent),
            (Phase::Talking, DeskInput::HeardNothing { lasted }) => self.heard_nothing(now, lasted),
            (Phase::Talking, DeskInput::HeardLater) => self.heard_later(now),
            (Phase::Talking, DeskInput::Key(key)) => self.key(now, key),
            (Phase::Talking, DeskInput::Connected)
            | (
                Phase::Waiting,
                DeskInput::SaidAll
                | DeskInput::SpeechStarted
                | DeskInput::Heard { .. }
                | DeskInput::HeardNothing { .. }
                | DeskInput::HeardLater
                | DeskInput::Key(_),
            ) => {}
        }
        self.expect();
    }

    /// Tells the desk that a moment it asked for has come.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        let up = |limit: Option<Timestamp>| limit.is_some_and(|limit| now >= limit);
        if self.phase != Phase::Ended && (up(self.limit) || up(self.answering.map(|(until, _)| until))) {
            self.limit_reached(now);
        }
        if self.wait.is_some_and(|(at, _)| now >= at) {
            self.wait = None;
            self.waited(now);
        }
        self.expect();
    }

    /// How often the caller was not understood, which led to the question once more or to a person.
    #[must_use]
    pub const fn times_not_understood(&self) -> u8 {
        self.counts.not_understood
    }

    /// The next moment the desk wants to be told of, and why.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Timestamp, &'static str)> {
        if self.phase == Phase::Ended {
            return None;
        }
        let limit = self.limit.map(|at| (at, "the machine's time is up"));
        let answer = self.answering.map(|(at, _)| (at, "the answer has taken its time"));
        limit.into_iter().chain(answer).chain(self.wait).min_by_key(|&(at, _)| at)
    }

    /// What is to be done next, until `None`.
    pub fn poll_output(&mut self) -> Option<DeskAction> {
        self.actions.pop_front()
    }

    fn begin(&mut self, now: Timestamp) {
        self.phase = Phase::Talking;
        self.limit = Some(now + self.automation_limit());
        let start = self.flow().spec().start.clone();
        self.enter(now, start);
    }

    fn flow(&self) -> &Flow {
        self.site.flow(&self.flow).expect("the constructors took the name from the site")
    }

    fn here(&self) -> &State {
        self.flow().state(&self.at)
    }

    fn automation_limit(&self) -> Duration {
        Duration::from_secs(self.flow().spec().limits.automation_s)
    }

    /// Goes into a state.
    fn enter(&mut self, now: Timestamp, name: StateName) {
        self.arrive(name);
        match self.here().clone() {
            State::Say { prompts, bilingual, .. } => self.say_in_turn(now, &prompts, bilingual),
            State::Ask(ask) => self.ask(now, &ask),
            State::Answer { .. } => self.answer(now),
            State::Hours { hours, open, closed, holiday } => self.by_the_hour(now, &hours, open, closed, holiday),
            State::Callback { prompts, queue, unknown_number } => self.call_back(now, &prompts, queue, unknown_number),
            State::Handover { queue } => self.hand_over(now, self.cause(), queue),
            State::Finish { prompts, .. } => {
                self.answering = None;
                self.wait = Some((now + GOODBYE, "goodbye must be over"));
                self.say(now, &prompts);
            }
        }
    }

    /// Is in a state, and says nothing yet.
    fn arrive(&mut self, name: StateName) {
        self.wait = None;
        self.confirming = None;
        self.told_in = None;
        self.typed.clear();
        self.at = name.clone();
        self.actions.push_back(DeskAction::Entered { state: name });
    }

    fn cause(&self) -> HandoverCause {
        if self.asked { HandoverCause::Asked } else { HandoverCause::Flow }
    }

    /// Goes where the caller chose: an answer before it has served.
    fn move_on(&mut self, now: Timestamp, name: StateName) {
        self.answering = None;
        self.enter(now, name);
    }

    fn say_in_turn(&mut self, now: Timestamp, pieces: &[Piece], bilingual: bool) {
        if bilingual {
            let other = Language::ALL.into_iter().find(|&language| language != self.language);
            self.still_to_say = other.map(|language| Said {
                prompts: self.filled_in(now, pieces, language),
                language,
                barge_in: self.may_barge_in(),
            });
        }
        self.say(now, pieces);
    }

    fn say(&mut self, now: Timestamp, pieces: &[Piece]) {
        self.say_prompts(self.filled(now, pieces));
    }

    fn say_prompts(&mut self, prompts: Vec<PromptId>) {
        let said = Said { prompts, language: self.language, barge_in: self.may_barge_in() };
        self.play(said);
    }

    /// Said to the end, whatever comes.
    fn last_words(&mut self, prompts: Vec<PromptId>) {
        if !prompts.is_empty() {
            self.actions.push_back(DeskAction::Say(Said { prompts, language: self.language, barge_in: false }));
        }
    }

    fn play(&mut self, said: Said) {
        self.playing = Some(said.language);
        self.actions.push_back(DeskAction::Say(said));
    }

    fn hush(&mut self) {
        self.still_to_say = None;
        if self.playing.take().is_some() {
            self.actions.push_back(DeskAction::Hush);
        }
    }

    /// Does the beginning of speech stop the prompt here? An answer is stopped by words, not by a cough.
    fn may_barge_in(&self) -> bool {
        match self.here() {
            State::Say { barge_in, .. } => *barge_in,
            State::Ask(_) => true,
            State::Answer { .. }
            | State::Hours { .. }
            | State::Callback { .. }
            | State::Handover { .. }
            | State::Finish { .. } => false,
        }
    }

    fn answer(&mut self, now: Timestamp) {
        let intent = self.understood.as_ref().and_then(|guess| self.site.intents.get(guess.intent.as_ref()?));
        match intent.and_then(|spec| spec.answer.clone()) {
            Some(answer) => {
                let limits = &self.flow().spec().limits;
                let until = now + Duration::from_secs(limits.answer_s);
                self.answering = Some((until, self.counts.turns.saturating_add(limits.answer_turns)));
                self.actions.push_back(DeskAction::Answered { answer: answer.clone() });
                self.say_prompts(vec![answer]);
            }
            None => self.hand_over(now, HandoverCause::Fault, None),
        }
    }

    fn said_all(&mut self, now: Timestamp) {
        let Some(language) = self.playing.take() else { return };
        if let Some(other) = self.still_to_say.take() {
            self.told_in = Some(language);
            return self.play(other);
        }
        match self.here() {
            State::Say { next, .. } | State::Answer { next, .. } => {
                let next = next.clone();
                self.enter(now, next);
            }
            State::Ask(_) => self.wait = Some((now + self.silence(), SILENCE_AFTER_QUESTION)),
            State::Callback { .. } => self.await_message(now),
            State::Finish { .. } => self.finish(),
            State::Hours { .. } | State::Handover { .. } => {}
        }
    }

    fn silence(&self) -> Duration {
        Duration::from_secs(self.flow().spec().limits.silence_s)
    }

    /// What was waited for did not come.
    fn waited(&mut self, now: Timestamp) {
        match self.here().clone() {
            State::Ask(ask) => match self.digits_here().filter(|_| !self.typed.is_empty()) {
                Some(asked) => self.typed_all(now, &asked),
                None => self.silent(now, &ask),
            },
            State::Callback { .. } if self.takes_message() => self.message_over(),
            State::Finish { .. } => self.finish(),
            State::Say { .. }
            | State::Answer { .. }
            | State::Hours { .. }
            | State::Callback { .. }
            | State::Handover { .. } => {}
        }
    }

    fn key(&mut self, now: Timestamp, key: Pii<char>) {
        if self.takes_message() {
            return self.message_key(*key.reveal());
        }
        if let Some(asked) = self.digits_here().filter(|_| self.confirming.is_none()) {
            return self.key_of_number(now, &asked, *key.reveal());
        }
        if self.comes_early(*key.reveal()) {
            return self.key_over_prompt(now, key);
        }
        self.counts.turns += 1;
        if *key.reveal() == PERSON_KEY {
            return self.bring_person(now);
        }
        if self.turns_are_up() {
            return self.limit_reached(now);
        }
        self.ordinary_key(now, *key.reveal());
    }

    fn ordinary_key(&mut self, now: Timestamp, key: char) {
        let language = self.here().language_key(key).filter(|_| self.confirming.is_none());
        if let Some(language) = language {
            return self.language_key(now, language);
        }
        match self.here().clone() {
            State::Ask(ask) => self.key_in_ask(now, &ask, key),
            State::Say { .. } | State::Answer { .. } | State::Hours { .. } => {}
            State::Callback { .. } | State::Handover { .. } | State::Finish { .. } => {}
        }
    }
}
