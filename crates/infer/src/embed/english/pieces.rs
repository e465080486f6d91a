//! Text to BERT's pieces of words: the longest piece that a word begins with, then the longest that goes on
//! (WordPiece, Wu et al. 2016). Lower case, without accents; every mark of punctuation is a word of its own.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::super::pieces::Piece;

/// What a piece that goes on within a word is written with.
const GOES_ON: &str = "##";
/// The piece of a word that cannot be put together.
const UNKNOWN: &str = "[UNK]";
/// Longer words are not looked at.
const LONGEST: usize = 100;

/// The vocabulary. The maps are only looked up, never walked: their order decides nothing.
pub(super) struct Pieces {
    begin: HashMap<String, Piece>,
    go_on: HashMap<String, Piece>,
    unknown: Piece,
    count: usize,
}

impl Pieces {
    pub(super) const BEGIN: Piece = 0;
    pub(super) const END: Piece = 2;

    /// From a text of a line a piece, in the order of their numbers.
    pub(super) fn new(vocabulary: &str) -> Result<Self, String> {
        let lines: Vec<&str> = vocabulary.lines().collect();
        if lines.first() != Some(&"<s>") || lines.get(2) != Some(&"</s>") {
            return Err("its vocabulary is not MPNet's".to_owned());
        }
        let (mut begin, mut go_on) = (HashMap::new(), HashMap::new());
        let mut unknown = None;
        for (line, piece) in lines.iter().zip(0..) {
            match line.strip_prefix(GOES_ON) {
                Some(rest) if !rest.is_empty() => go_on.insert(rest.to_owned(), piece),
                _ => begin.insert((*line).to_owned(), piece),
            };
            if *line == UNKNOWN {
                unknown = Some(piece);
            }
        }
        let unknown = unknown.ok_or("its vocabulary has no piece for unknown words")?;
        Ok(Self { begin, go_on, unknown, count: lines.len() })
    }

    /// How many pieces there are.
    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// The pieces of a text.
    pub(super) fn of(&self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for word in words(text) {
            let from = pieces.len();
            if !self.put_together(&word, &mut pieces) {
                pieces.truncate(from);
                pieces.push(self.unknown);
            }
        }
        pieces
    }

    /// Adds the pieces of a word; false when it cannot be put together.
    fn put_together(&self, word: &str, pieces: &mut Vec<Piece>) -> bool {
        if word.chars().count() > LONGEST {
            return false;
        }
        let mut rest = word;
        while !rest.is_empty() {
            let known = if rest.len() == word.len() { &self.begin } else { &self.go_on };
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
            let found = ends.into_iter().find_map(|end| Some((*known.get(&rest[..end])?, end)));
            let Some((piece, end)) = found else { return false };
            pieces.push(piece);
            rest = &rest[end..];
        }
        true
    }
}

fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_whitespace() {
            words.push(String::new());
        } else if stands_alone(c) {
            words.extend([c.to_string(), String::new()]);
        } else if !c.is_control() {
            words.last_mut().expect("there is one from the beginning").push(c);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Punctuation, and the signs of Chinese and Japanese.
const fn stands_alone(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}')
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}')
        || matches!(c, '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{66a}'..='\u{66d}' | '\u{6d4}')
        || matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Piece> {
        let vocabulary = "<s>\n<pad>\n</s>\n[UNK]\ncard\n##s\ncar\n'\ni\n##dholder\ncafe\n";
        Pieces::new(vocabulary).unwrap().of(text)
    }

    #[test]
    fn the_longest_piece_wins_from_the_left() {
        assert_eq!(pieces("cards card car"), [4, 5, 4, 6]);
        // "card" is longer than "car", and nothing goes on with "holder".
        assert_eq!(pieces("cardholder"), [3]);
        assert_eq!(pieces("").len(), 0);
    }

    #[test]
    fn case_accents_and_spaces_do_not_count_and_marks_stand_alone() {
        assert_eq!(pieces("  CARD\tcafé "), [4, 10]);
        assert_eq!(pieces("i'card"), [8, 7, 4]);
    }

    #[test]
    fn a_word_that_cannot_be_put_together_is_one_unknown_piece() {
        assert_eq!(pieces("card بطاقة cards?"), [4, 3, 4, 5, 3]);
        assert_eq!(pieces(&"s".repeat(200)), [3]);
    }

    #[test]
    fn another_vocabulary_is_refused() {
        assert!(Pieces::new("[PAD]\n[CLS]\n").is_err());
        assert!(Pieces::new("<s>\n<pad>\n</s>\ncard\n").is_err());
    }
}
