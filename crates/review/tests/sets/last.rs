//! Labelled calls: `sets/last/README.md`.

use wasl_model::{Language, LastStep, MediaTime, Pii, Span, Speaker, Utterance, UtteranceId};

/// A call with its labels.
pub(crate) struct Labelled {
    pub(crate) name: String,
    pub(crate) held: bool,
    pub(crate) marks: Vec<String>,
    pub(crate) utterances: Vec<Utterance>,
    pub(crate) steps: Vec<(LastStep, UtteranceId)>,
}

impl Labelled {
    /// The lines that take a step, in order.
    pub(crate) fn lines_with(&self, step: LastStep) -> Vec<UtteranceId> {
        self.steps.iter().filter(|(taken, _)| *taken == step).map(|(_, id)| *id).collect()
    }
}

/// Every call of a language written before the reader.
pub(crate) fn calls(language: &str) -> Vec<Labelled> {
    calls_of("last", language)
}

/// Every call of a language in a set.
pub(crate) fn calls_of(set: &str, language: &str) -> Vec<Labelled> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sets").join(set).join(language);
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the sets").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files.iter().flat_map(|file| read(&std::fs::read_to_string(file).expect("text"), language)).collect()
}

fn read(text: &str, language: &str) -> Vec<Labelled> {
    let mut calls: Vec<Labelled> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(head) = line.strip_prefix("== ") {
            let mut words = head.split_whitespace().map(str::to_owned);
            let (name, held) = (words.next().expect("a name"), calls.len() % 2 == 1);
            calls.push(Labelled { name, held, marks: words.collect(), utterances: Vec::new(), steps: Vec::new() });
        } else {
            turn(calls.last_mut().expect("a call"), line, language);
        }
    }
    calls
}

fn turn(call: &mut Labelled, line: &str, language: &str) {
    let (head, words) = line.split_once(' ').expect("a turn");
    let (who, labels) = head.split_once('/').unwrap_or((head, ""));
    let speaker = match &who[..1] {
        "A" => Speaker::Agent,
        "C" => Speaker::Caller,
        "M" => Speaker::Machine,
        other => panic!("{}: who is {other}?", call.name),
    };
    let gap: f64 = if who.len() > 1 { who[1..].parse().expect("a gap in seconds") } else { 0.4 };
    let before = call.utterances.last().map_or(0, |turn| turn.span.end.as_millis());
    let start = (before as f64 + gap * 1_000.0).max(0.0) as u64;
    let length = (words.split_whitespace().count() as u64 * 350).max(500);
    let id = UtteranceId::numbered(call.utterances.len() as u128);
    call.utterances.push(Utterance {
        id,
        speaker,
        span: Span { start: MediaTime(start), end: MediaTime(start + length) },
        language: if language == "ar" { Language::Ar } else { Language::En },
        text: Pii::from(words),
        confidence: 0.9,
        words: Vec::new(),
        matched: None,
        values: Vec::new(),
    });
    for label in labels.chars() {
        let step = match label {
            'L' => LastStep::Listen,
            'A' => LastStep::Apologise,
            'S' => LastStep::Solve,
            'T' => LastStep::Thank,
            other => panic!("{}: what is {other}?", call.name),
        };
        call.steps.push((step, id));
    }
}
