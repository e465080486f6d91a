//! Phrases compared by folded words. Drafts, unreviewed by native reviewers.
//!
//! One a line; `#` starts a comment. `word*`, `*word` and `*word*` stand for every word that begins, ends or holds so,
//! `a|b` for either, `_` for any one word, `...` for up to three words.
//! A line that begins with `!` takes back what overlaps it: «لن أعتذر» is no apology.

use std::collections::BTreeSet;

use crate::words::{Word, loose, words};
use wasl_model::fold::fold;

/// A list of phrases, as shipped in `phrases/`.
#[derive(Clone, Debug)]
pub struct Phrases {
    phrases: Vec<Phrase>,
    unless: Vec<Phrase>,
}

/// A phrase found in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit<'a> {
    /// The phrase as written in the list.
    pub(crate) phrase: &'a str,
    /// The first word of the line that is part of it.
    pub(crate) from: usize,
    /// The first word after it.
    pub(crate) to: usize,
}

#[derive(Clone, Debug)]
struct Phrase {
    text: String,
    pieces: Vec<Piece>,
    /// A word without which it cannot stand in a line, if there is one: most phrases end here.
    needs: Option<String>,
}

#[derive(Clone, Debug)]
enum Piece {
    /// One of these.
    Word(Vec<Shape>),
    Any,
    UpToThree,
}

#[derive(Clone, Debug)]
enum Shape {
    Is(String),
    Begins(String),
    Ends(String),
    Holds(String),
}

impl Phrases {
    /// The phrases of a text.
    #[must_use]
    pub fn of(lines: &str) -> Self {
        let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (unless, phrases): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with('!'));
        let mut phrases: Vec<Phrase> = phrases.into_iter().flat_map(Phrase::all_of).collect();
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.pieces.len()));
        Self { phrases, unless: unless.into_iter().flat_map(|line| Phrase::all_of(&line[1..])).collect() }
    }

    /// The longest phrase that stands in the text, as written in the list.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&str> {
        self.hit(&words(text)).map(|hit| hit.phrase)
    }

    /// The longest phrase that stands in the words, with its place.
    pub(crate) fn hit(&self, words: &[Word]) -> Option<Hit<'_>> {
        let bare = words.iter().filter_map(|word| word.text.strip_prefix(['و', 'ف']));
        let there: BTreeSet<&str> = words.iter().map(|word| word.text.as_str()).chain(bare).collect();
        let may = |phrase: &&Phrase| phrase.needs.as_ref().is_none_or(|word| there.contains(word.as_str()));
        let taken_back: Vec<(usize, usize)> =
            self.unless.iter().filter(may).flat_map(|phrase| phrase.places(words)).collect();
        let over = |(from, to): &(usize, usize)| taken_back.iter().any(|(f, t)| from < t && f < to);
        let found = |phrase: &'_ Phrase| phrase.places(words).find(|place| !over(place));
        let (phrase, (from, to)) = self.phrases.iter().filter(may).find_map(|phrase| Some((phrase, found(phrase)?)))?;
        Some(Hit { phrase: &phrase.text, from, to })
    }
}

impl Phrase {
    /// The phrases a line stands for: "you're|your welcome" is two, since "you're" is two words.
    fn all_of(line: &str) -> Vec<Self> {
        let line = line.trim();
        let mut all: Vec<Vec<Piece>> = vec![Vec::new()];
        for word in line.split_whitespace() {
            let ways: Vec<Vec<Piece>> = match word {
                "_" => vec![vec![Piece::Any]],
                "..." => vec![vec![Piece::UpToThree]],
                word if word.contains('\'') => word.split('|').map(plain).collect(),
                word if word.contains(['*', '|']) => vec![vec![Piece::Word(word.split('|').map(Shape::of).collect())]],
                word => vec![plain(word)],
            };
            all = all.iter().flat_map(|start| ways.iter().map(move |way| [start.as_slice(), way].concat())).collect();
        }
        all.into_iter().map(|pieces| Self { text: line.to_owned(), needs: needed(&pieces), pieces }).collect()
    }

    fn places<'a>(&'a self, words: &'a [Word]) -> impl Iterator<Item = (usize, usize)> + 'a {
        (0..words.len()).filter_map(|from| end(&self.pieces, words, from).filter(|to| *to > from).map(|to| (from, to)))
    }
}

fn needed(pieces: &[Piece]) -> Option<String> {
    let literal = |piece: &Piece| match piece {
        Piece::Word(shapes) => match shapes.as_slice() {
            [Shape::Is(text)] => Some(text.clone()),
            _ => None,
        },
        Piece::Any | Piece::UpToThree => None,
    };
    pieces.iter().filter_map(literal).max_by_key(String::len)
}

fn plain(word: &str) -> Vec<Piece> {
    words(word).into_iter().map(|word| Piece::Word(vec![Shape::Is(word.text)])).collect()
}

fn end(pieces: &[Piece], words: &[Word], at: usize) -> Option<usize> {
    let Some((first, rest)) = pieces.split_first() else { return Some(at) };
    match first {
        Piece::Word(shapes) => {
            let word = words.get(at)?;
            shapes.iter().any(|shape| shape.fits(&word.text)).then(|| end(rest, words, at + 1)).flatten()
        }
        Piece::Any => words.get(at).and_then(|_| end(rest, words, at + 1)),
        Piece::UpToThree => (at..=at + 3).find_map(|at| end(rest, words, at)),
    }
}

impl Shape {
    fn of(word: &str) -> Self {
        let bare: String = fold(word.trim_matches('*')).chars().map(loose).collect();
        match (word.starts_with('*'), word.ends_with('*')) {
            (false, false) => Self::Is(bare),
            (false, true) => Self::Begins(bare),
            (true, false) => Self::Ends(bare),
            (true, true) => Self::Holds(bare),
        }
    }

    /// A word fits also behind «و» or «ف».
    fn fits(&self, word: &str) -> bool {
        let whole = |word: &str| match self {
            Self::Is(text) => word == text,
            Self::Begins(text) => word.starts_with(text),
            Self::Ends(text) => word.ends_with(text),
            Self::Holds(text) => word.contains(text),
        };
        whole(word) || word.strip_prefix(['و', 'ف']).is_some_and(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_is_found_whatever_the_spelling() {
        let list = Phrases::of("# head\nنعتذر\nنعتذر منك\nI'm sorry");
        assert_eq!(list.find("ونعتذر مِنك يا أخي"), Some("نعتذر منك"));
        assert_eq!(list.find("Well, I’m sorry about that"), Some("I'm sorry"));
        assert_eq!(list.find("sorry"), None);
    }

    #[test]
    fn shapes_gaps_and_what_takes_back() {
        let list = Phrases::of("*عتذر*\nput|set ... back\nhear _ out\n! لن *عتذر*\n! not put ... back");
        assert_eq!(list.find("وبنعتذرلك"), Some("*عتذر*"));
        assert_eq!(list.find("لن أعتذر"), None);
        assert_eq!(list.find("لن أعتذر ثم أعتذر"), Some("*عتذر*"), "the second stands alone");
        assert_eq!(list.find("we put it all back"), Some("put|set ... back"));
        assert_eq!(list.find("we do not put it back"), None);
        assert_eq!(list.find("hear me out"), Some("hear _ out"));
        assert_eq!(list.find(""), None);
        let list = Phrases::of("you're|your welcome");
        assert!(list.find("You are welcome").is_some() && list.find("your welcome").is_some());
    }
}
