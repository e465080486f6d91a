//! All recordings together: error rates by language, and how often the expected phrase was found.

use std::collections::BTreeMap;

use serde::Serialize;
use wasl_model::Language;
use wasl_speech::score::{self, Edits, Score};

use super::answer::Answer;

/// The bootstrap's dice: the same recordings give the same intervals.
const SEED: u64 = 4;

/// Error rates in the words of the JSON.
#[derive(Debug, Serialize)]
pub(super) struct Rates {
    /// `None` where nothing was said.
    wer: Option<f64>,
    cer: Option<f64>,
    /// Words said.
    words: u64,
    insertions: u64,
    deletions: u64,
    substitutions: u64,
}

impl Rates {
    pub(super) fn of(score: &Score) -> Self {
        let Edits { insertions, deletions, substitutions, reference } = score.words;
        let (wer, cer) = (score.words.rate(), score.characters.rate());
        Self { wer, cer, words: reference, insertions, deletions, substitutions }
    }

    pub(super) fn line(&self) -> String {
        let Self { words, insertions, deletions, substitutions, .. } = self;
        format!(
            "WER {} (of {words} words {insertions} inserted, {deletions} missed, {substitutions} mistaken), CER {}",
            percent(self.wer),
            percent(self.cer)
        )
    }
}

/// What adds up while recordings are read.
#[derive(Debug, Default)]
pub(super) struct Tally {
    files: u64,
    failed: u64,
    without_reference: u64,
    audio_ms: u64,
    cpu_ms: u64,
    languages: BTreeMap<Language, Vec<Scored>>,
    expected: Option<Expecting>,
}

#[derive(Debug)]
struct Scored {
    score: Score,
    audio_ms: u64,
    cpu_ms: u64,
}

/// What came of the expected phrases.
#[derive(Debug)]
struct Expecting {
    /// In the spelling in which they are compared.
    phrases: Vec<(Language, String)>,
    found: Found,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Found {
    /// Recordings of one of the phrases.
    of_set: u64,
    /// In which that phrase was found.
    right: u64,
    /// In which another was.
    wrong: u64,
    /// In which none was.
    missed: u64,
    /// To which that phrase was the nearest, found or not: what is right where one of them is known to have been said.
    nearest_right: u64,
    /// Recordings of something else.
    of_none: u64,
    /// In which a phrase was found all the same.
    false_accepts: u64,
}

impl Tally {
    pub(super) fn new(expected: &[String]) -> Self {
        let phrases: Vec<_> = expected.iter().map(|phrase| (score::language_of(phrase), phrase.clone())).collect();
        let expected = (!phrases.is_empty()).then(|| Expecting { phrases, found: Found::default() });
        Self { expected, ..Self::default() }
    }

    pub(super) fn fail(&mut self) {
        self.failed += 1;
    }

    pub(super) fn failures(&self) -> u64 {
        self.failed
    }

    pub(super) fn add(&mut self, answer: &Answer) {
        let Answer { audio_ms, cpu_ms, .. } = *answer;
        self.files += 1;
        self.audio_ms += audio_ms;
        self.cpu_ms += cpu_ms;
        let Some((said, score)) = &answer.scored else {
            self.without_reference += 1;
            return;
        };
        self.languages.entry(said.language).or_default().push(Scored { score: *score, audio_ms, cpu_ms });
        if let Some(expected) = &mut self.expected {
            let [matched, nearest] =
                [&answer.matched, &answer.nearest].map(|one| one.as_ref().map(|one| one.phrase.as_str()));
            expected.compare(said.text.reveal(), matched, nearest);
        }
    }

    /// What it comes to.
    pub(super) fn summary(&self, wall_ms: u64, stopped: bool) -> Summary {
        let all: Vec<&Scored> = self.languages.values().flatten().collect();
        let languages = self.languages.iter().map(|(language, scored)| {
            let scored: Vec<&Scored> = scored.iter().collect();
            (*language, Total::of(&scored))
        });
        Summary {
            files: self.files,
            failed: self.failed,
            without_reference: self.without_reference,
            stopped,
            audio_ms: self.audio_ms,
            cpu_ms: self.cpu_ms,
            wall_ms,
            cpu_s_per_s: per_second(self.cpu_ms, self.audio_ms),
            languages: languages.collect(),
            all: (!all.is_empty()).then(|| Total::of(&all)),
            expected: self.expected.as_ref().map(|expected| Closed::of(expected.phrases.len(), expected.found)),
        }
    }
}

impl Expecting {
    fn compare(&mut self, said: &str, matched: Option<&str>, nearest: Option<&str>) {
        let same = |phrase: &str, language| score::normalised(language, phrase) == score::normalised(language, said);
        let in_set = self.phrases.iter().any(|(language, phrase)| same(phrase, *language));
        let is_it = |phrase: &str| same(phrase, score::language_of(phrase));
        let right = matched.is_some_and(is_it);
        let found = &mut self.found;
        found.of_set += u64::from(in_set);
        found.of_none += u64::from(!in_set);
        found.nearest_right += u64::from(in_set && nearest.is_some_and(is_it));
        match (in_set, matched) {
            (true, Some(_)) if right => found.right += 1,
            (true, Some(_)) => found.wrong += 1,
            (true, None) => found.missed += 1,
            (false, Some(_)) => found.false_accepts += 1,
            (false, None) => {}
        }
    }
}

/// All recordings together, as JSON and in lines.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    files: u64,
    failed: u64,
    without_reference: u64,
    /// Ended by Ctrl-C.
    stopped: bool,
    audio_ms: u64,
    cpu_ms: u64,
    wall_ms: u64,
    /// Processor seconds for a second of sound.
    cpu_s_per_s: Option<f64>,
    languages: BTreeMap<Language, Total>,
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<Total>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Closed>,
}

#[derive(Debug, Serialize)]
struct Total {
    files: usize,
    #[serde(flatten)]
    rates: Rates,
    /// Between these the word error rate lies with 95 % confidence (bootstrap over recordings).
    wer_95: Option<(f64, f64)>,
    cer_95: Option<(f64, f64)>,
    audio_ms: u64,
    cpu_ms: u64,
    cpu_s_per_s: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Closed {
    phrases: usize,
    #[serde(flatten)]
    found: Found,
    accuracy: Option<f64>,
    nearest_accuracy: Option<f64>,
    false_accept_rate: Option<f64>,
}

impl Total {
    fn of(scored: &[&Scored]) -> Self {
        let mut sum = Score::default();
        for one in scored {
            sum += one.score;
        }
        let interval = |edits: fn(&Score) -> Edits| {
            score::interval(&scored.iter().map(|one| edits(&one.score)).collect::<Vec<_>>(), SEED)
        };
        let audio_ms = scored.iter().map(|one| one.audio_ms).sum();
        let cpu_ms = scored.iter().map(|one| one.cpu_ms).sum();
        Self {
            files: scored.len(),
            rates: Rates::of(&sum),
            wer_95: interval(|score| score.words),
            cer_95: interval(|score| score.characters),
            audio_ms,
            cpu_ms,
            cpu_s_per_s: per_second(cpu_ms, audio_ms),
        }
    }

    fn line(&self, name: &str) -> String {
        let between = |range: Option<(f64, f64)>| {
            range.map_or(String::new(), |(low, high)| format!("; 95 %: {:.1} to {:.1}", low * 100.0, high * 100.0))
        };
        let cpu = self.cpu_s_per_s.unwrap_or_default();
        format!(
            "{name}: {} files, {}{}; {cpu:.3} s of computing a second of sound",
            self.files,
            self.rates.line(),
            between(self.wer_95)
        )
    }
}

impl Closed {
    fn of(phrases: usize, found: Found) -> Self {
        let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        Self {
            phrases,
            found,
            accuracy: share(found.right, found.of_set),
            nearest_accuracy: share(found.nearest_right, found.of_set),
            false_accept_rate: share(found.false_accepts, found.of_none),
        }
    }

    fn line(&self) -> String {
        let Found { of_set, right, wrong, missed, nearest_right: _, of_none, false_accepts } = self.found;
        format!(
            "expected: {} phrases: {} of {of_set} right ({right} right, {wrong} wrong, {missed} missed), nearest in {}; {} of {of_none} others taken for one ({false_accepts})",
            self.phrases,
            percent(self.accuracy),
            percent(self.nearest_accuracy),
            percent(self.false_accept_rate),
        )
    }
}

impl Summary {
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> =
            self.languages.iter().map(|(language, total)| total.line(language.code())).collect();
        if self.languages.len() > 1 {
            lines.extend(self.all.as_ref().map(|all| all.line("all")));
        }
        lines.extend(self.expected.as_ref().map(Closed::line));
        if self.without_reference > 0 {
            lines.push(format!("{} files have no reference", self.without_reference));
        }
        lines
    }
}

fn per_second(cpu_ms: u64, audio_ms: u64) -> Option<f64> {
    (audio_ms > 0).then(|| cpu_ms as f64 / audio_ms as f64)
}

fn percent(rate: Option<f64>) -> String {
    rate.map_or_else(|| "-".to_owned(), |rate| format!("{:.1} %", rate * 100.0))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use wasl_model::PhraseMatch;
    use wasl_speech::FileTranscript;

    use super::super::reference::Said;
    use super::*;

    fn answer(said: Option<(&str, Language)>, heard: &str, matched: Option<&str>) -> Answer {
        let segment = wasl_speech::Segment {
            start_ms: 0,
            end_ms: 900,
            language: Language::Ar,
            text: heard.into(),
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        };
        let transcript = FileTranscript {
            text: heard.into(),
            language: Language::Ar,
            segments: vec![segment],
            matched: matched.map(|phrase| PhraseMatch { phrase: phrase.to_owned(), confidence: 0.9 }),
            nearest: matched.map(|phrase| PhraseMatch { phrase: phrase.to_owned(), confidence: 0.9 }),
            audio_ms: 1000,
            cpu_ms: 80,
        };
        let said = said.map(|(text, language)| Said { text: text.into(), language });
        Answer::new(Path::new("a.wav"), vec![(None, transcript)], said)
    }

    fn json(expected: &[&str], answers: &[Answer]) -> serde_json::Value {
        let phrases: Vec<String> = expected.iter().map(|&phrase| phrase.to_owned()).collect();
        let mut tally = Tally::new(&phrases);
        answers.iter().for_each(|answer| tally.add(answer));
        serde_json::to_value(tally.summary(2000, false)).unwrap()
    }

    #[test]
    fn languages_are_summed_apart_and_together() {
        let (ar, en) = (Language::Ar, Language::En);
        let summary = json(
            &[],
            &[
                answer(Some(("أريد موظف", ar)), "أريد", None),
                answer(Some(("نعم ٥", ar)), "نعم خمسة", None),
                answer(Some(("one two three four", en)), "1 2 3 5 6", None),
                answer(None, "whatever", None),
            ],
        );
        assert_eq!((summary["files"].as_u64(), summary["without_reference"].as_u64()), (Some(4), Some(1)));
        assert_eq!(summary["languages"]["ar"]["wer"], 0.25);
        assert_eq!(summary["languages"]["ar"]["deletions"], 1);
        assert_eq!(summary["languages"]["en"]["wer"], 0.5);
        assert_eq!((&summary["all"]["words"], &summary["all"]["wer"]), (&8.into(), &0.375.into()));
        assert_eq!(summary["languages"]["en"]["wer_95"], serde_json::Value::Null);
        assert!(summary["languages"]["ar"]["wer_95"].is_array());
        assert!((summary["cpu_s_per_s"].as_f64().unwrap() - 0.08).abs() < 1e-9);
        assert!(summary.get("expected").is_none());
    }

    #[test]
    fn expected_phrases_are_counted_as_found_confused_missed_or_imagined() {
        let say = |said: &str, matched| answer(Some((said, Language::Ar)), "", matched);
        let summary = json(
            &["أريد إلغاء الخدمة", "رقم ٥"],
            &[
                say("أُريد الغاء الخدمة", Some("أريد إلغاء الخدمة")),
                say("رقم خمسة", Some("رقم ٥")),
                say("رقم خمسة", Some("أريد إلغاء الخدمة")),
                say("أريد إلغاء الخدمة", None),
                say("السلام عليكم", Some("رقم ٥")),
                say("صباح الخير", None),
            ],
        );
        let expected = &summary["expected"];
        let counts = ["of_set", "right", "wrong", "missed", "nearest_right", "of_none", "false_accepts"];
        assert_eq!(counts.map(|key| expected[key].as_u64()), [4, 2, 1, 1, 2, 2, 1].map(Some));
        assert_eq!((&expected["accuracy"], &expected["false_accept_rate"]), (&0.5.into(), &0.5.into()));
    }
}
