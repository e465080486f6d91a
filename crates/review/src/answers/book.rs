//! The answer book: which text was valid on which day.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Day;
use crate::consistency::{Fact, facts};

/// What staff should answer, in all its versions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AnswerBook {
    /// Every version of every answer.
    entries: Vec<Entry>,
}

/// One answer, from a day until a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = AnswerEntry)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its name, one of a kind in the book: `refund-time-2026`.
    pub id: String,
    /// What it answers: `refund_time`. Versions of one answer share it.
    pub topic: String,
    /// The Arabic text.
    pub text_ar: String,
    /// The English text.
    pub text_en: String,
    /// What the texts say, to compare with what was told; read out of the texts where the file gives none.
    #[serde(default)]
    pub values: Vec<Fact>,
    /// The first day it holds.
    pub valid_from: Day,
    /// The last day it holds; nothing: until further notice.
    #[serde(default)]
    pub valid_to: Option<Day>,
}

impl Entry {
    /// Whether it holds on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// What is wrong with an answer book.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// A file cannot be read.
    #[error("{file}: {what}")]
    Unreadable {
        /// Which file, as the shell named it.
        file: String,
        /// What the reader of TOML says.
        what: String,
    },
    /// Two entries have one id.
    #[error("answer {id:?} stands twice: every entry needs an id of its own")]
    Twice {
        /// The id.
        id: String,
    },
    /// An entry ends before it begins.
    #[error("answer {id:?} holds from {from} to {to}: the last day lies before the first")]
    BackToFront {
        /// The entry.
        id: String,
        /// Its first day.
        from: Day,
        /// Its last day.
        to: Day,
    },
    /// A text is missing.
    #[error("answer {id:?} has no {language} text")]
    NoText {
        /// The entry.
        id: String,
        /// `ar` or `en`.
        language: &'static str,
    },
    /// Two entries of a topic hold on one day.
    #[error("answers {first:?} and {second:?} of {topic:?} both hold on {from}: end the first on the day before")]
    Overlap {
        /// The topic.
        topic: String,
        /// The earlier entry.
        first: String,
        /// The later entry.
        second: String,
        /// The first day both hold.
        from: Day,
    },
    /// No entry of a topic holds for some days between two.
    #[error("no answer of {topic:?} holds from {from} to {to}: {first:?} ends before {second:?} begins")]
    Gap {
        /// The topic.
        topic: String,
        /// The entry before.
        first: String,
        /// The entry after.
        second: String,
        /// The first day without an answer.
        from: Day,
        /// The last day without one.
        to: Day,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    answer: Vec<Entry>,
}

impl AnswerBook {
    /// The book of some files, each given by its name and its TOML text: a list of `[[answer]]`.
    ///
    /// # Errors
    /// Every file that cannot be read and everything [`AnswerBook::of`] complains of.
    pub fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<BookError>> {
        let (mut entries, mut errors) = (Vec::new(), Vec::new());
        for (name, text) in files {
            match toml::from_str::<File>(text) {
                Ok(file) => entries.extend(file.answer),
                Err(error) => {
                    errors.push(BookError::Unreadable { file: name.to_owned(), what: error.message().to_owned() });
                }
            }
        }
        if errors.is_empty() { Self::of(entries) } else { Err(errors) }
    }

    /// The book of some entries.
    ///
    /// # Errors
    /// Ids that stand twice, texts that are missing, days back to front; overlaps and gaps within a topic.
    pub fn of(mut entries: Vec<Entry>) -> Result<Self, Vec<BookError>> {
        entries.sort_by(|a, b| (&a.topic, a.valid_from, &a.id).cmp(&(&b.topic, b.valid_from, &b.id)));
        let mut errors: Vec<BookError> = entries.iter().flat_map(lone_errors).collect();
        errors.extend(twice(&entries));
        errors.extend(entries.windows(2).filter_map(|pair| seam_error(&pair[0], &pair[1])));
        if !errors.is_empty() {
            return Err(errors);
        }
        for entry in entries.iter_mut().filter(|entry| entry.values.is_empty()) {
            entry.values = read(entry);
        }
        Ok(Self { entries })
    }

    /// Every version of every answer, by topic and day.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The topics, in alphabetical order.
    #[must_use]
    pub fn topics(&self) -> BTreeSet<&str> {
        self.entries.iter().map(|entry| entry.topic.as_str()).collect()
    }

    /// An entry by its id.
    #[must_use]
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// What was to be answered on a day.
    #[must_use]
    pub fn valid_on(&self, topic: &str, day: Day) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.topic == topic && entry.is_valid_on(day))
    }
}

/// What both texts say, each thing once.
fn read(entry: &Entry) -> Vec<Fact> {
    let mut values: Vec<Fact> = Vec::new();
    for fact in facts(&entry.text_ar).into_iter().chain(facts(&entry.text_en)) {
        if values.iter().all(|known| (known.topic, &known.about) != (fact.topic, &fact.about)) {
            values.push(fact);
        }
    }
    values
}

fn lone_errors(entry: &Entry) -> Vec<BookError> {
    let id = || entry.id.clone();
    let back = entry.valid_to.filter(|to| *to < entry.valid_from);
    let back = back.map(|to| BookError::BackToFront { id: id(), from: entry.valid_from, to });
    let texts = [("ar", &entry.text_ar), ("en", &entry.text_en)];
    let empty = texts.into_iter().filter(|(_, text)| text.trim().is_empty());
    back.into_iter().chain(empty.map(|(language, _)| BookError::NoText { id: id(), language })).collect()
}

fn twice(entries: &[Entry]) -> Vec<BookError> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in entries {
        *times.entry(&entry.id).or_default() += 1;
    }
    times.into_iter().filter(|(_, n)| *n > 1).map(|(id, _)| BookError::Twice { id: id.to_owned() }).collect()
}

/// What is wrong between two entries that follow each other.
fn seam_error(a: &Entry, b: &Entry) -> Option<BookError> {
    if a.topic != b.topic {
        return None;
    }
    let (topic, first, second) = (a.topic.clone(), a.id.clone(), b.id.clone());
    match a.valid_to {
        Some(last) if last < b.valid_from.previous() => {
            Some(BookError::Gap { topic, first, second, from: last.next(), to: b.valid_from.previous() })
        }
        Some(last) if last < b.valid_from => None,
        Some(_) | None => Some(BookError::Overlap { topic, first, second, from: b.valid_from }),
    }
}
