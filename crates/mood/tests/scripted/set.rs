//! The scripted calls: `calls.{ar,en}.tsv`, odd calls for tuning, even calls unseen.

use wasl_model::{Language, Mood};

/// One turn of a caller.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    pub(crate) language: Language,
    pub(crate) call: u32,
    pub(crate) dialect: &'static str,
    pub(crate) label: Mood,
    pub(crate) text: &'static str,
}

/// Which half of the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    /// Odd call numbers: looked at while tuning.
    Tuning,
    /// Even call numbers: only measured.
    Unseen,
}

pub(crate) const LANGUAGES: [Language; 2] = [Language::Ar, Language::En];

/// All turns of one language in order.
pub(crate) fn all(language: Language) -> Vec<Turn> {
    let text = match language {
        Language::Ar => include_str!("../calls.ar.tsv"),
        Language::En => include_str!("../calls.en.tsv"),
    };
    text.lines().filter(|line| !line.starts_with('#')).map(|line| turn(language, line)).collect()
}

/// The turns of one half.
pub(crate) fn half(language: Language, half: Half) -> Vec<Turn> {
    let odd = half == Half::Tuning;
    all(language).into_iter().filter(|turn| (turn.call % 2 == 1) == odd).collect()
}

/// The turns of one half, call by call.
pub(crate) fn calls(language: Language, which: Half) -> Vec<Vec<Turn>> {
    let turns = half(language, which);
    turns.chunk_by(|a, b| a.call == b.call).map(<[Turn]>::to_vec).collect()
}

fn turn(language: Language, line: &'static str) -> Turn {
    let [call, _, dialect, label, text] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
    let label = Mood::ALL.into_iter().find(|mood| mood.name() == label).unwrap();
    Turn { language, call: call.parse().unwrap(), dialect, label, text }
}
