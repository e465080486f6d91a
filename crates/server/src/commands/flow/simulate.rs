//! A walk through a flow: typed, or spoken from recordings.

use std::io::BufRead;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use wasl_dialogue::{Desk, Site};
use wasl_infer::{Expected, Vocabulary};
use wasl_media::SoundFile;
use wasl_model::{
    Callback, DeskAction, DeskInput, Language, MediaTime, Mood, MoodReading, MoodScores, PhraseMatch, Pii, PromptId,
    Span, Speaker, Timestamp, Utterance, UtteranceId,
};
use wasl_speech::Asked;

use crate::cli::SimulateArgs;
use crate::clock;
use crate::config::{Config, Places};
use crate::house::opening;

/// How sure a mood written in brackets is.
const WRITTEN_MOOD: f32 = 0.9;
/// How long a sentence takes.
const SENTENCE: Duration = Duration::from_secs(2);

/// What the caller does next.
#[derive(Debug, PartialEq)]
enum Deed {
    Says(String, Option<PhraseMatch>, Option<Language>),
    Presses(Vec<char>),
    Feels(Mood),
    IsSilent,
}

pub(super) fn run(config: &Config, places: &Places, args: &SimulateArgs) -> Result<()> {
    let (site, flow) = super::site_with(places, &args.flow)?;
    let site = Arc::new(site);
    let now = args.at.as_deref().map(moment).transpose()?.unwrap_or_else(clock::now);
    let first = site.flow(&flow).map(|flow| flow.spec().language).unwrap_or_default();
    let language = super::language_of(args.language).unwrap_or(first);
    let desk = Desk::with_flow(Arc::clone(&site), &flow, now, language).context("the flow is gone")?;
    let known = !args.withheld;
    let mut walk = Walk { site, desk: desk.caller_known(known), known, now, expected: None };
    walk.tell(DeskInput::Connected);
    if args.speak.is_empty() { walk.typed() } else { walk.spoken(config, args) }
}

/// One caller and one desk; prompts are said at once and take their time by the walk's own clock.
struct Walk {
    site: Arc<Site>,
    desk: Desk,
    /// The caller's number came with the call.
    known: bool,
    now: Timestamp,
    expected: Option<Expected>,
}

impl Walk {
    fn typed(&mut self) -> Result<()> {
        for line in std::io::stdin().lock().lines() {
            let line = line.context("cannot read standard input")?;
            if let Some(deed) = deed(line.trim()) {
                self.act(deed);
            }
            if self.desk.has_ended() {
                return Ok(());
            }
        }
        self.fall_silent();
        Ok(())
    }

    fn spoken(&mut self, config: &Config, args: &SimulateArgs) -> Result<()> {
        let engine = opening::load_engine(&args.models, &args.model, config.speech.threads.max(1))?;
        let runtime = super::super::runtime()?;
        for file in &args.speak {
            let samples = SoundFile::read(file).with_context(|| file.display().to_string())?.mono();
            let asked = Asked { language: None, expected: self.expected.clone(), vocabulary: Vocabulary::default() };
            let heard = runtime.block_on(wasl_speech::transcribe_samples(&engine, &samples, asked))?;
            self.act(Deed::Says(heard.text.reveal().clone(), heard.matched, Some(heard.language)));
            if self.desk.has_ended() {
                return Ok(());
            }
        }
        self.fall_silent();
        Ok(())
    }

    /// Nothing more is done until the walk ends.
    fn fall_silent(&mut self) {
        while !self.desk.has_ended() {
            self.act(Deed::IsSilent);
        }
    }

    fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Says(text, matched, language) => {
                super::super::say(&format!("  caller: {text}"));
                if let Some(language) = language {
                    self.tell(DeskInput::Language(language));
                }
                self.tell(DeskInput::SpeechStarted);
                self.now = self.now + SENTENCE;
                let intent = self.site.classify(&text, matched.as_ref());
                if let Some(name) = &intent.intent {
                    super::super::say(&format!("          (understood: {name}, {:.2})", intent.confidence));
                }
                let utterance = utterance(text, self.desk.language(), matched);
                self.tell(DeskInput::Heard { utterance, intent });
            }
            Deed::Presses(keys) => {
                super::super::say(&format!("  caller presses {}", keys.iter().collect::<String>()));
                keys.into_iter().for_each(|key| self.tell(DeskInput::Key(Pii::new(key))));
            }
            Deed::Feels(mood) => {
                super::super::say(&format!("  caller is {mood}"));
                self.tell(DeskInput::Mood(reading(mood)));
            }
            Deed::IsSilent => {
                if let Some((at, why)) = self.desk.poll_timeout() {
                    super::super::say(&format!("  caller says nothing ({why})"));
                    self.now = self.now.max(at);
                    self.desk.handle_timeout(self.now);
                    self.hear();
                }
            }
        }
    }

    fn tell(&mut self, input: DeskInput) {
        self.desk.handle_input(self.now, input);
        self.hear();
    }

    /// Says what the desk says, and tells it that it was said, until it listens.
    fn hear(&mut self) {
        let mut said = None;
        loop {
            while let Some(action) = self.desk.poll_output() {
                match action {
                    DeskAction::Say(prompts) => {
                        let text = self.site.prompts.text(&prompts.prompts, prompts.language);
                        super::super::say(&format!("  {}: {text}", machine(prompts.language)));
                        said = Some(self.length(&prompts.prompts, prompts.language));
                    }
                    DeskAction::Hush => said = None,
                    DeskAction::Expect { phrases, digits } => {
                        self.expected = Some(Expected { digits, ..Expected::phrases(self.desk.language(), phrases) });
                    }
                    DeskAction::Entered { state } => super::super::say(&format!("[{state}]")),
                    DeskAction::Answered { .. } => {}
                    DeskAction::Told { what, digits } => {
                        super::super::say(&format!("          (told {what}: {})", digits.reveal()));
                    }
                    DeskAction::PersonWanted { cause } => {
                        super::super::say(&format!(
                            "          (a person is wanted, and nobody answers now: {cause:?})"
                        ));
                    }
                    DeskAction::ChoseLanguage { language } => {
                        super::super::say(&format!("          (chose {language})"));
                    }
                    DeskAction::Handover(to) => super::super::say(&format!(
                        "→ a person: queue {}, {}, because: {:?}{}",
                        to.queue,
                        to.language,
                        to.cause,
                        wanted(to.intent.and_then(|guess| guess.intent))
                    )),
                    DeskAction::Callback(back) => super::super::say(&promised(&back, self.known)),
                    DeskAction::Finish => super::super::say("→ goodbye"),
                }
            }
            let Some(length) = said.take() else { return };
            self.now = self.now + length;
            self.desk.handle_input(self.now, DeskInput::SaidAll);
        }
    }

    fn length(&self, prompts: &[PromptId], language: Language) -> Duration {
        prompts.iter().filter_map(|prompt| self.site.prompts.get(prompt, language)).map(|prompt| prompt.duration).sum()
    }
}

const fn machine(language: Language) -> &'static str {
    match language {
        Language::Ar => "آلي",
        Language::En => "machine",
    }
}

/// A callback is owed only where there is a number or a message; the call's own task decides the same.
fn promised(back: &Callback, known: bool) -> String {
    if back.number.is_none() && !back.message && !known {
        return "→ the end, and nobody calls back: no number is known and no message was left".to_owned();
    }
    let number = back.number.as_ref().map(|number| format!(", at {}", number.reveal())).unwrap_or_default();
    let message = if back.message { ", who hear the message" } else { "" };
    let hours = back.hours.as_ref().map(|hours| format!(", once '{hours}' opens")).unwrap_or_default();
    format!("→ called back by {}, {}{number}{message}{hours}", back.queue, back.language)
}

fn wanted(intent: Option<wasl_model::IntentId>) -> String {
    intent.map(|intent| format!(", wants {intent}")).unwrap_or_default()
}

/// What a line means; nothing for an empty one.
fn deed(line: &str) -> Option<Deed> {
    if line.is_empty() {
        return None;
    }
    if let Some(keys) = line.strip_prefix('#') {
        let keys: Vec<char> = keys.chars().filter(|key| key.is_ascii_digit() || ['*', '#'].contains(key)).collect();
        return Some(Deed::Presses(if keys.is_empty() { vec!['#'] } else { keys }));
    }
    let bracketed = line.strip_prefix('(').and_then(|line| line.strip_suffix(')'));
    match bracketed {
        Some("silence" | "صمت") => Some(Deed::IsSilent),
        Some(word) if Mood::ALL.into_iter().any(|mood| mood.name() == word) => {
            Mood::ALL.into_iter().find(|mood| mood.name() == word).map(Deed::Feels)
        }
        Some(_) | None => Some(Deed::Says(line.to_owned(), None, None)),
    }
}

fn moment(text: &str) -> Result<Timestamp> {
    let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) else {
        bail!("'{text}' is no moment; write it with its offset, such as 2026-11-29T20:00:00+03:00");
    };
    Ok(Timestamp::from_millis(i64::try_from(at.unix_timestamp_nanos() / 1_000_000)?))
}

const SPAN: Span = Span { start: MediaTime::ZERO, end: MediaTime::from_millis(2000) };

fn utterance(text: String, language: Language, matched: Option<PhraseMatch>) -> Utterance {
    Utterance {
        id: UtteranceId::new(),
        speaker: Speaker::Caller,
        span: SPAN,
        language,
        text: Pii::new(text),
        confidence: 1.0,
        words: Vec::new(),
        matched,
        values: Vec::new(),
    }
}

fn reading(label: Mood) -> MoodReading {
    MoodReading {
        span: SPAN,
        label,
        confidence: WRITTEN_MOOD,
        scores: MoodScores::NEUTRAL,
        arousal: None,
        valence: None,
        evidence: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_sentences_keys_silences_and_moods() {
        assert_eq!(deed(""), None);
        assert_eq!(deed("#5"), Some(Deed::Presses(vec!['5'])));
        assert_eq!(deed("#12 34#"), Some(Deed::Presses(vec!['1', '2', '3', '4', '#'])));
        assert_eq!(deed("#"), Some(Deed::Presses(vec!['#'])));
        assert_eq!(deed("(silence)"), Some(Deed::IsSilent));
        assert_eq!(deed("(angry)"), Some(Deed::Feels(Mood::Angry)));
        assert_eq!(deed("ضاعت بطاقتي"), Some(Deed::Says("ضاعت بطاقتي".to_owned(), None, None)));
    }

    #[test]
    fn a_callback_is_told_only_where_one_is_owed() {
        let back = |number: Option<&str>, message| Callback {
            queue: "support".into(),
            language: Language::En,
            intent: None,
            number: number.map(Pii::from),
            message,
            hours: None,
        };
        assert!(promised(&back(None, false), false).contains("nobody calls back"));
        assert_eq!(promised(&back(None, false), true), "→ called back by support, en");
        assert_eq!(promised(&back(Some("0555"), false), false), "→ called back by support, en, at 0555");
        assert_eq!(promised(&back(None, true), false), "→ called back by support, en, who hear the message");
    }

    #[test]
    fn a_moment_needs_its_offset() {
        assert_eq!(moment("2026-11-29T20:00:00+03:00").unwrap(), moment("2026-11-29T17:00:00Z").unwrap());
        assert!(moment("2026-11-29 20:00").is_err());
    }
}
