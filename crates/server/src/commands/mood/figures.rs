//! Figures about heads: AUC, recall and calibration with intervals over speakers, the reliability diagram.

use serde::Serialize;
use wasl_mood::metrics::{Bin, Interval, Judged, auc, calibration_error, interval, reliability, uar};
use wasl_mood::train::{Left, Question};

/// Redrawings for an interval.
const ROUNDS: u32 = 1000;
const SEED: u64 = 1;
pub(super) const BINS: u32 = 10;

/// How right one head is on one set of sounds.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Figures {
    /// Which head.
    pub(super) question: &'static str,
    /// On which sounds.
    pub(super) on: String,
    pub(super) sounds: usize,
    pub(super) speakers: usize,
    /// Area under the ROC curve.
    pub(super) auc: Option<Interval>,
    /// Unweighted average recall at one half.
    pub(super) uar: Option<Interval>,
    /// Expected calibration error, in ten steps.
    pub(super) ece: Option<Interval>,
    pub(super) reliability: Vec<Bin>,
}

/// Figures of everything, and of each corpus where there are several.
pub(super) fn of(question: Question, left: &[Left]) -> Vec<Figures> {
    let mut corpora: Vec<&str> = left.iter().map(|one| one.corpus.as_str()).collect();
    corpora.sort_unstable();
    corpora.dedup();
    let mut all: Vec<Figures> = corpora
        .iter()
        .map(|corpus| {
            let mine: Vec<&Left> = left.iter().filter(|one| one.corpus == **corpus).collect();
            figures(question, if corpus.is_empty() { "all" } else { corpus }, &mine)
        })
        .collect();
    if corpora.len() > 1 {
        all.push(figures(question, "all", &left.iter().collect::<Vec<_>>()));
    }
    all
}

fn figures(question: Question, on: &str, left: &[&Left]) -> Figures {
    let items: Vec<(String, Judged)> =
        left.iter().map(|one| (format!("{}/{}", one.corpus, one.speaker), one.judged)).collect();
    let mut speakers: Vec<&str> = items.iter().map(|(speaker, _)| speaker.as_str()).collect();
    speakers.sort_unstable();
    speakers.dedup();
    let judged: Vec<Judged> = items.iter().map(|(_, judged)| *judged).collect();
    Figures {
        question: question.name(),
        on: on.to_owned(),
        sounds: items.len(),
        speakers: speakers.len(),
        auc: interval(&items, ROUNDS, SEED, auc),
        uar: interval(&items, ROUNDS, SEED, uar),
        ece: interval(&items, ROUNDS, SEED, |judged| calibration_error(judged, BINS)),
        reliability: reliability(&judged, BINS),
    }
}

impl Figures {
    /// One line, in percent.
    pub(super) fn line(&self) -> String {
        format!(
            "{:8} {:10} {:5} sounds of {:3} speakers  AUC {}  UAR {}  ECE {}",
            self.question,
            self.on,
            self.sounds,
            self.speakers,
            percent(self.auc),
            percent(self.uar),
            percent(self.ece)
        )
    }
}

/// A figure with its interval, in percent.
pub(super) fn percent(figure: Option<Interval>) -> String {
    figure.map_or_else(
        || "none".to_owned(),
        |Interval { value, low, high }| format!("{:.1} [{:.0}-{:.0}]", value * 100.0, low * 100.0, high * 100.0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(corpus: &str, speaker: usize, said: f64, is: bool) -> Left {
        Left { speaker: speaker.to_string(), corpus: corpus.to_owned(), judged: Judged { said, is } }
    }

    #[test]
    fn each_corpus_has_its_line_and_all_of_them_one() {
        let all: Vec<Left> = (0..40)
            .map(|n| left(if n < 20 { "one" } else { "two" }, n % 5, f64::from(u8::from(n % 2 == 0)) * 0.8, n % 2 == 0))
            .collect();
        let figures = of(Question::Arousal, &all);
        assert_eq!(
            figures.iter().map(|f| (f.on.as_str(), f.sounds)).collect::<Vec<_>>(),
            [("one", 20), ("two", 20), ("all", 40)]
        );
        assert!(figures[0].line().contains("AUC 100.0 [100-100]"), "{}", figures[0].line());
    }

    #[test]
    fn what_cannot_be_measured_is_not_made_up() {
        let figures = of(Question::Valence, &[left("", 1, 0.4, true)]);
        assert!(figures[0].line().contains("AUC none"), "{}", figures[0].line());
    }
}
