//! Training and measuring on tables of labelled sentences, as `wasl intent --train A.csv --evaluate B.csv` does.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::dice::Dice;
use super::model::IntentModel;
use super::sentence::{Reader, Sentence};
use super::set::UNKNOWN;

/// Header names a label column may have; the text column is `text`.
const LABEL_HEADERS: [&str; 3] = ["label", "category", "intent"];
/// Bins of confidence.
const BINS: usize = 10;

/// A labelled sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledRow {
    /// The sentence.
    pub text: String,
    /// What it means.
    pub label: String,
}

/// How good a classifier is on sentences it has not seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Sentences asked.
    pub n: usize,
    /// Share answered right, 0..=1.
    pub accuracy: f64,
    /// Share answered right of each label's sentences, averaged over the labels asked, 0..=1: where some labels are asked
    /// more often than others, what a table of as many sentences of each would give.
    pub balanced_accuracy: f64,
    /// F1 of each class, averaged over the classes that occur, 0..=1.
    pub macro_f1: f64,
    /// How far the confidence in the best candidate is off the share of right answers, 0..=1: the expected calibration error
    /// in ten bins (Guo et al. 2017).
    pub calibration_error: f64,
    /// CPU time per sentence, in milliseconds.
    pub cpu_ms_per_sentence: f64,
}

/// Why a table could not be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A column is missing.
    #[error("the first line names no column \"{0}\"; write a header line \"text,label\"")]
    Column(&'static str),
    /// A line is not CSV.
    #[error("the table is not CSV (RFC 4180): {0}")]
    Csv(#[from] csv::Error),
    /// Nothing to learn from.
    #[error("the table has {0} labels; at least two are needed to tell anything apart")]
    Labels(usize),
    /// Nothing to ask.
    #[error("the table to evaluate on has no rows; add labelled sentences")]
    Empty,
}

/// Reads a table with the columns `text` and `label` (or `category`, or `intent`), in any order.
///
/// # Errors
/// [`TableError::Column`] and [`TableError::Csv`].
pub fn read_csv(bytes: &[u8]) -> Result<Vec<LabelledRow>, TableError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers()?.clone();
    let column = |names: &[&str]| headers.iter().position(|header| names.contains(&header.trim()));
    let text = column(&["text"]).ok_or(TableError::Column("text"))?;
    let label = column(&LABEL_HEADERS).ok_or(TableError::Column("label"))?;
    reader.records().map(|record| row(&record?, text, label)).collect()
}

fn row(record: &csv::StringRecord, text: usize, label: usize) -> Result<LabelledRow, TableError> {
    let cell = |column: usize| record.get(column).unwrap_or_default().trim().to_owned();
    Ok(LabelledRow { text: cell(text), label: cell(label) })
}

/// Trains on one table (`shots` sentences of each label, chosen by `seed`, or all) and measures on another.
/// `reader` makes vectors of sentences, where there is a model; `cpu_time` tells the process's CPU time: this room reads
/// no clock.
///
/// # Errors
/// [`TableError::Labels`] and [`TableError::Empty`].
pub fn train_and_evaluate(
    train: &[LabelledRow],
    asked: &[LabelledRow],
    shots: Option<usize>,
    seed: u64,
    mut reader: Option<&mut Reader<'_>>,
    cpu_time: impl Fn() -> Duration,
) -> Result<Evaluation, TableError> {
    if asked.is_empty() {
        return Err(TableError::Empty);
    }
    let chosen = choose(train, shots, seed);
    let rows = chosen.iter().map(|row| (row.text.as_str(), row.label.as_str()));
    let model = IntentModel::train_rows(rows, reader.as_deref_mut());
    match model.classes().len() {
        labels @ 0..2 => Err(TableError::Labels(labels)),
        _ => evaluate(&model, asked, reader, cpu_time),
    }
}

fn choose(rows: &[LabelledRow], shots: Option<usize>, seed: u64) -> Vec<&LabelledRow> {
    let Some(shots) = shots else { return rows.iter().collect() };
    let mut by_label: BTreeMap<&str, Vec<&LabelledRow>> = BTreeMap::new();
    for row in rows {
        by_label.entry(&row.label).or_default().push(row);
    }
    let mut dice = Dice::new(seed);
    let few = |mut rows: Vec<_>| {
        dice.shuffle(&mut rows);
        rows.truncate(shots);
        rows
    };
    by_label.into_values().flat_map(few).collect()
}

/// Measures a trained classifier: see [`train_and_evaluate`]. The time includes that of the vectors.
///
/// # Errors
/// [`TableError::Empty`].
pub fn evaluate(
    model: &IntentModel,
    rows: &[LabelledRow],
    mut reader: Option<&mut Reader<'_>>,
    cpu_time: impl Fn() -> Duration,
) -> Result<Evaluation, TableError> {
    if rows.is_empty() {
        return Err(TableError::Empty);
    }
    let before = cpu_time();
    let answers: Vec<Answer> = rows.iter().map(|row| answer(model, &row.text, reader.as_deref_mut())).collect();
    let spent = cpu_time().saturating_sub(before);
    let counts = Counts::of(rows, &answers);
    let right: u32 = counts.iter().map(|of| of.right).sum();
    Ok(Evaluation {
        n: rows.len(),
        accuracy: f64::from(right) / rows.len() as f64,
        balanced_accuracy: Counts::mean(&counts, Counts::recall),
        macro_f1: Counts::mean(&counts, |of| Some(of.f1())),
        calibration_error: calibration_error(rows, &answers),
        cpu_ms_per_sentence: spent.as_secs_f64() * 1000.0 / rows.len() as f64,
    })
}

/// A label, and the confidence in it.
struct Answer {
    label: String,
    confidence: f32,
}

/// The most probable label, however sure; [`UNKNOWN`] where that is a label and none of the others is more probable.
fn answer(model: &IntentModel, text: &str, reader: Option<&mut Reader<'_>>) -> Answer {
    let vectors = reader.map(|reader| reader(&model.as_read(text))).unwrap_or_default();
    let guess = model.classify(Sentence { text, vectors: &vectors }, None);
    let best = guess.alternatives.first();
    let none = guess.intent.is_none() && best.is_none_or(|best| guess.confidence > best.confidence);
    match best {
        Some(best) if !(none && model.classes().iter().any(|class| class.as_str() == UNKNOWN)) => {
            Answer { label: best.intent.as_str().to_owned(), confidence: best.confidence }
        }
        Some(_) | None => Answer { label: UNKNOWN.to_owned(), confidence: guess.confidence },
    }
}

fn calibration_error(rows: &[LabelledRow], answers: &[Answer]) -> f64 {
    let mut bins = [0.0; BINS];
    for (row, Answer { label, confidence }) in rows.iter().zip(answers) {
        let bin = ((confidence * BINS as f32) as usize).min(BINS - 1);
        bins[bin] += f64::from(*confidence) - f64::from(u8::from(row.label == *label));
    }
    bins.iter().map(|off| off.abs()).sum::<f64>() / rows.len().max(1) as f64
}

/// How often a label was asked, answered, and both.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    asked: u32,
    answered: u32,
    right: u32,
}

impl Counts {
    /// One for each label that was asked or answered.
    fn of(rows: &[LabelledRow], answers: &[Answer]) -> Vec<Self> {
        let mut counts: BTreeMap<&str, Self> = BTreeMap::new();
        for (row, Answer { label: answer, .. }) in rows.iter().zip(answers) {
            counts.entry(answer.as_str()).or_default().answered += 1;
            let asked = counts.entry(&row.label).or_default();
            asked.asked += 1;
            asked.right += u32::from(row.label == *answer);
        }
        counts.into_values().collect()
    }

    /// The mean of a figure over the labels that have it.
    fn mean(counts: &[Self], figure: impl Fn(&Self) -> Option<f64>) -> f64 {
        let figures: Vec<f64> = counts.iter().filter_map(figure).collect();
        figures.iter().sum::<f64>() / figures.len().max(1) as f64
    }

    fn recall(&self) -> Option<f64> {
        (self.asked > 0).then(|| f64::from(self.right) / f64::from(self.asked))
    }

    fn f1(&self) -> f64 {
        2.0 * f64::from(self.right) / f64::from(self.answered + self.asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &str) -> Vec<LabelledRow> {
        read_csv(table.as_bytes()).unwrap()
    }

    #[test]
    fn a_table_is_read_by_its_header_quotes_and_all() {
        let read = rows("\u{feff}label,text\n\"وصول البطاقة\",\"أين بطاقتي، يا \"\"فلان\"\"؟\"\n");
        assert_eq!(
            read,
            [LabelledRow {
                text: "أين بطاقتي، يا \"فلان\"؟".into(), label: "وصول البطاقة".into()
            }]
        );
        assert!(matches!(read_csv(b"sentence,label\na,b\n"), Err(TableError::Column("text"))));
        assert!(matches!(read_csv(b"text,category\n\"a,b,c\n\n\"\"\n"), Ok(_) | Err(TableError::Csv(_))));
    }

    #[test]
    fn a_label_that_is_easy_to_tell_is_told() {
        let train =
            rows("text,label\nlost my card,card\ncard is lost,card\nopening hours,hours\nwhen do you open,hours\n");
        let asked = rows("text,label\ni lost a card,card\nwhat are the opening hours,hours\nopen the hours,card\n");
        let found = train_and_evaluate(&train, &asked, None, 1, None, || Duration::ZERO).unwrap();
        assert_eq!((found.n, found.accuracy), (3, 2.0 / 3.0));
        assert!((found.macro_f1 - 2.0 / 3.0).abs() < 1e-9, "{found:?}");
        assert_eq!(found.balanced_accuracy, 0.75, "half of the cards and all of the hours");
    }

    #[test]
    fn confidence_off_the_share_of_right_answers_is_an_error() {
        let asked = rows("text,label\na,yes\nb,yes\nc,no\nd,no\n");
        let all_yes = |confidence| ["yes"; 4].map(|label| Answer { label: label.to_owned(), confidence });
        assert!(calibration_error(&asked, &all_yes(0.5)).abs() < 1e-9);
        assert!((calibration_error(&asked, &all_yes(1.0)) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn shots_are_chosen_by_the_seed_and_are_as_many_as_asked() {
        let table: String = (0..40).map(|i| format!("sentence {i},label {}\n", i % 4)).collect();
        let train = rows(&format!("text,label\n{table}"));
        let texts = |seed| choose(&train, Some(3), seed).iter().map(|row| row.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(7).len(), 12);
        assert_eq!(texts(7), texts(7));
        assert_ne!(texts(7), texts(8));
    }
}
