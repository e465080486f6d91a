//! A caller on a script, and what the desk did.

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use wasl_dialogue::{Desk, Site};
use wasl_model::{
    DeskAction, DeskInput, IntentGuess, Language, MediaTime, Mood, MoodReading, MoodScores, PhraseMatch, Pii, PromptId,
    Span, Speaker, Timestamp, Utterance, UtteranceId,
};

/// The shipped site, read and trained once.
pub(crate) fn site() -> Arc<Site> {
    static SITE: LazyLock<Arc<Site>> = LazyLock::new(|| Arc::new(load()));
    Arc::clone(&SITE)
}

pub(crate) fn load() -> Site {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    match Site::load(&root.join("config"), &root.join("prompts")) {
        Ok(site) => site,
        Err(errors) => panic!("{errors}"),
    }
}

/// One caller and one desk, on a clock of their own.
pub(crate) struct Caller {
    pub(crate) site: Arc<Site>,
    pub(crate) desk: Desk,
    pub(crate) now: Timestamp,
    /// Everything the desk did, a line each, but for what it expects to hear.
    pub(crate) story: Vec<String>,
    pub(crate) done: Vec<DeskAction>,
    /// Is a prompt playing?
    pub(crate) hears: bool,
}

impl Caller {
    pub(crate) fn new(site: Arc<Site>) -> Self {
        let now = Timestamp::from_millis(1_700_000_000_000);
        let desk = Desk::new(Arc::clone(&site), now, Language::Ar);
        Self { site, desk, now, story: Vec::new(), done: Vec::new(), hears: false }
    }

    pub(crate) fn on_flow_at(site: Arc<Site>, flow: &str, now: Timestamp) -> Self {
        let mut caller = Self::new(Arc::clone(&site));
        caller.now = now;
        caller.desk = Desk::with_flow(site, flow, caller.now, Language::Ar).expect("the site has the flow");
        caller
    }

    /// Whose number did not come with the call.
    pub(crate) fn withheld(mut self) -> Self {
        self.desk = self.desk.caller_known(false);
        self
    }

    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.done.last(), Some(DeskAction::Handover(_) | DeskAction::Callback(_) | DeskAction::Finish))
    }

    /// A person, or the promise of one.
    pub(crate) fn reached_a_person(&self) -> bool {
        matches!(self.done.last(), Some(DeskAction::Handover(_) | DeskAction::Callback(_)))
    }

    pub(crate) fn input(&mut self, input: DeskInput) {
        self.hears &= input != DeskInput::SaidAll;
        self.desk.handle_input(self.now, input);
        self.drain();
    }

    pub(crate) fn key(&mut self, key: char) {
        self.input(DeskInput::Key(Pii::new(key)));
    }

    /// Says it as the ear would report it: speech, then words with their intent.
    pub(crate) fn say(&mut self, text: &str, matched: Option<PhraseMatch>) {
        self.input(DeskInput::SpeechStarted);
        let intent = self.site.classify(text, matched.as_ref());
        self.hear(text, matched, intent);
    }

    pub(crate) fn hear(&mut self, text: &str, matched: Option<PhraseMatch>, intent: IntentGuess) {
        self.input(DeskInput::Heard { utterance: utterance(text, self.desk.language(), matched), intent });
    }

    pub(crate) fn feel(&mut self, label: Mood, confidence: f32) {
        let reading = MoodReading {
            span: SPAN,
            label,
            confidence,
            scores: MoodScores::NEUTRAL,
            arousal: None,
            valence: None,
            evidence: vec![],
        };
        self.input(DeskInput::Mood(reading));
    }

    /// Lets time pass, with every moment the desk asked for.
    pub(crate) fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some((at, _)) = self.desk.poll_timeout().filter(|&(at, _)| at <= end) {
            self.now = self.now.max(at);
            self.desk.handle_timeout(self.now);
            self.drain();
        }
        self.now = end;
    }

    fn drain(&mut self) {
        while let Some(action) = self.desk.poll_output() {
            self.story.extend(line(&action));
            self.hears = matches!(action, DeskAction::Say(_)) || self.hears && action != DeskAction::Hush;
            self.done.push(action);
        }
    }
}

const SPAN: Span = Span { start: MediaTime::ZERO, end: MediaTime::from_millis(900) };

pub(crate) fn utterance(text: &str, language: Language, matched: Option<PhraseMatch>) -> Utterance {
    Utterance {
        id: UtteranceId::numbered(1),
        speaker: Speaker::Caller,
        span: SPAN,
        language,
        text: text.into(),
        confidence: 0.9,
        words: vec![],
        matched,
        values: Vec::new(),
    }
}

fn line(action: &DeskAction) -> Option<String> {
    Some(match action {
        DeskAction::Say(said) => format!("say {} {}", said.language, names(&said.prompts)),
        DeskAction::Hush => "hush".to_owned(),
        DeskAction::Expect { .. } => return None,
        DeskAction::Entered { state } => format!("entered {state}"),
        DeskAction::Answered { answer } => format!("answered {answer}"),
        DeskAction::Handover(handover) => {
            let intent = handover.intent.as_ref().and_then(|guess| guess.intent.as_ref());
            let intent = intent.map_or("-", |intent| intent.as_str());
            format!("handover {:?} {} {} {intent}", handover.cause, handover.queue, handover.language)
        }
        DeskAction::PersonWanted { cause } => format!("wanted {cause:?}"),
        DeskAction::ChoseLanguage { language } => format!("chose {language}"),
        DeskAction::Told { what, digits } => format!("told {what} {}", digits.reveal()),
        DeskAction::Callback(callback) => {
            let number = callback.number.as_ref().map_or("own", |number| number.reveal());
            let message = if callback.message { " message" } else { "" };
            let hours = callback.hours.as_ref().map(|hours| format!(" once {hours} opens")).unwrap_or_default();
            format!("callback {} {} {number}{message}{hours}", callback.queue, callback.language)
        }
        DeskAction::Finish => "finish".to_owned(),
    })
}

fn names(prompts: &[PromptId]) -> String {
    prompts.iter().map(PromptId::as_str).collect::<Vec<_>>().join(" ")
}
