//! A query as somebody types it: words, "exact phrases" and beginnings*, all of which one turn must hold.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use wasl_model::fold::fold;

/// Most characters of a query.
pub const MOST_CHARS: usize = 400;
/// Most words of a query.
pub const MOST_WORDS: usize = 24;
/// A beginning shorter than this would stand for a tenth of the language.
pub const SHORTEST_BEGINNING: usize = 2;
/// Longer words are cut, in texts and in queries alike.
const LONGEST_WORD: usize = 64;

/// What is looked for. Words are folded, so spelling variants are alike.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Words {
    written: String,
    terms: Vec<Term>,
    exact: bool,
}

/// One thing a turn must hold.
#[derive(Clone, PartialEq, Eq)]
pub enum Term {
    /// A word.
    Word(String),
    /// These words one after the other, and in no other form.
    Phrase(Vec<String>),
    /// A word that begins so.
    Beginning(String),
}

/// Why a query cannot be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WordsError {
    /// Nothing but signs.
    #[error("there is no word in it: it needs a letter or a digit")]
    NoWord,
    /// A phrase without an end.
    #[error("a quotation mark is opened and not closed: close it, or leave it out")]
    OpenQuote,
    /// `a*`.
    #[error("before a * stand at least {SHORTEST_BEGINNING} letters")]
    ShortBeginning,
    /// Somebody pasted a page.
    #[error("it is longer than {MOST_CHARS} characters")]
    TooLong,
    /// Somebody pasted a paragraph.
    #[error("it has more than {MOST_WORDS} words")]
    TooManyWords,
}

impl Words {
    /// Reads a query. `"…"`, `“…”` and `«…»` hold an exact phrase, a `*` ends a beginning, and of other signs none means
    /// anything: a word with a sign inside (`e-mail`) is its parts in that order.
    ///
    /// # Errors
    /// See [`WordsError`]; each says what to change.
    pub fn parse(written: &str) -> Result<Self, WordsError> {
        if written.chars().count() > MOST_CHARS {
            return Err(WordsError::TooLong);
        }
        let folded = fold(written);
        let mut terms = Vec::new();
        for (n, part) in folded.split(['"', '“', '”', '„', '«', '»']).enumerate() {
            if n % 2 == 1 {
                terms.extend(Some(split(part)).filter(|words| !words.is_empty()).map(Term::Phrase));
            } else {
                for item in part.split_whitespace() {
                    loose(item, &mut terms)?;
                }
            }
        }
        if folded.matches(['"', '“', '”', '„', '«', '»']).count() % 2 == 1 {
            return Err(WordsError::OpenQuote);
        }
        match terms.iter().map(Term::len).sum() {
            0 => Err(WordsError::NoWord),
            1..=MOST_WORDS => Ok(Self { written: written.to_owned(), terms, exact: false }),
            _ => Err(WordsError::TooManyWords),
        }
    }

    /// The same, of words only as they are asked for: not with و ف ب ل ال before them.
    #[must_use]
    pub fn exactly(self) -> Self {
        Self { exact: true, ..self }
    }

    /// Are only words as asked for meant.
    #[must_use]
    pub const fn is_exact(&self) -> bool {
        self.exact
    }

    /// Everything a turn must hold; one thing at least.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// As it was typed.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
    }
}

impl Term {
    fn len(&self) -> usize {
        match self {
            Self::Word(_) | Self::Beginning(_) => 1,
            Self::Phrase(words) => words.len(),
        }
    }
}

/// What stands between spaces, outside of quotation marks.
fn loose(item: &str, terms: &mut Vec<Term>) -> Result<(), WordsError> {
    let mut words = split(item);
    let open = item.ends_with('*');
    let begun = if open { words.pop() } else { None };
    terms.extend(in_order(words));
    match begun {
        Some(word) if word.chars().count() < SHORTEST_BEGINNING => Err(WordsError::ShortBeginning),
        Some(word) => {
            terms.push(Term::Beginning(word));
            Ok(())
        }
        None if open => Err(WordsError::ShortBeginning),
        None => Ok(()),
    }
}

fn in_order(mut words: Vec<String>) -> Option<Term> {
    match words.len() {
        0 => None,
        1 => words.pop().map(Term::Word),
        _ => Some(Term::Phrase(words)),
    }
}

/// The words of a folded text, with the bytes where they stand; a longer word is cut.
pub(crate) fn places(folded: &str) -> impl Iterator<Item = (&str, std::ops::Range<usize>)> {
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(move |word| {
        let at = word.as_ptr() as usize - folded.as_ptr() as usize;
        (cut(word), at..at + word.len())
    })
}

pub(crate) fn split(folded: &str) -> Vec<String> {
    places(folded).map(|(word, _)| word.to_owned()).collect()
}

fn cut(word: &str) -> &str {
    word.char_indices().nth(LONGEST_WORD).map_or(word, |(end, _)| &word[..end])
}

impl TryFrom<String> for Words {
    type Error = WordsError;
    fn try_from(written: String) -> Result<Self, WordsError> {
        Self::parse(&written)
    }
}

impl From<Words> for String {
    fn from(words: Words) -> Self {
        words.written
    }
}

impl std::str::FromStr for Words {
    type Err = WordsError;
    fn from_str(written: &str) -> Result<Self, WordsError> {
        Self::parse(written)
    }
}

/// What somebody looks for never reaches a log: it is what somebody said.
impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({} terms)", self.terms.len())
    }
}

impl std::fmt::Debug for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Term(‹pii›)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> String {
        let terms = match Words::parse(query) {
            Ok(words) => words.terms,
            Err(error) => return format!("{error:?}"),
        };
        let shown = terms.iter().map(|term| match term {
            Term::Word(word) => word.clone(),
            Term::Phrase(words) => format!("[{}]", words.join(" ")),
            Term::Beginning(word) => format!("{word}*"),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_phrases_and_beginnings_are_told_apart() {
        for (query, expected) in [
            ("فاتورة الأحد", "فاتوره الاحد"),
            ("«ثالث مرّة» refund", "[ثالث مره] refund"),
            ("\"Thank you\" “so, much”", "[thank you] [so much]"),
            ("استر* ٣", "استر* 3"),
            ("e-mail don't", "[e mail] [don t]"),
            ("pre-pa*", "pre pa*"),
            ("\"one\"", "[one]"),
            ("\"\" x", "x"),
            ("ＦＵＬＬ＊", "full*"),
            ("a*", "ShortBeginning"),
            ("*", "ShortBeginning"),
            ("\"open phrase", "OpenQuote"),
            ("?! --", "NoWord"),
            ("", "NoWord"),
        ] {
            assert_eq!(read(query), expected, "{query}");
        }
        assert_eq!(read(&"x".repeat(401)), "TooLong");
        assert_eq!(read(&"x ".repeat(25)), "TooManyWords");
        assert_eq!(read(&"ﷺ".repeat(20)), read(&"صلى الله عليه وسلم".repeat(20)), "one sign may be several words");
    }

    #[test]
    fn a_query_prints_nothing_of_what_it_asks() {
        assert_eq!(format!("{:?}", Words::parse("سعود الشريف").unwrap()), "Words(2 terms)");
    }
}
