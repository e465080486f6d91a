//! Byte-pair encoding with the model's own vocabulary, whose ids are its merge ranks.
//!
//! whisper.cpp's tokenizer takes the longest match instead of merging by rank, which gives tokens the model was
//! never trained on and so the wrong probabilities.

use std::collections::HashMap;

/// A token's id.
pub(crate) type Token = i32;

/// The text part of a vocabulary.
#[derive(Debug)]
pub(crate) struct Bpe {
    ids: HashMap<Vec<u8>, Token>,
}

impl Bpe {
    /// From the tokens' bytes in the order of their ids.
    pub(crate) fn new(tokens: impl Iterator<Item = Vec<u8>>) -> Self {
        Self { ids: tokens.zip(0..).collect() }
    }

    /// The id of a token by its exact text.
    pub(crate) fn id(&self, text: &str) -> Option<Token> {
        self.ids.get(text.as_bytes()).copied()
    }

    /// The tokens of a text as it stands in running speech (with a space before it).
    pub(crate) fn encode(&self, text: &str) -> Vec<Token> {
        pieces(&format!(" {}", text.trim())).into_iter().flat_map(|piece| self.merge(piece.as_bytes())).collect()
    }

    fn merge(&self, bytes: &[u8]) -> Vec<Token> {
        let mut parts: Vec<Vec<u8>> = bytes.iter().map(|byte| vec![*byte]).collect();
        while let Some((_, at)) = (1..parts.len()).filter_map(|i| Some((self.rank(&parts[i - 1], &parts[i])?, i))).min()
        {
            let right = parts.remove(at);
            parts[at - 1].extend(right);
        }
        parts.iter().filter_map(|part| self.ids.get(part).copied()).collect()
    }

    fn rank(&self, left: &[u8], right: &[u8]) -> Option<Token> {
        self.ids.get(&[left, right].concat()).copied()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Space,
    Other,
}

fn class(c: char) -> Class {
    if c.is_whitespace() {
        Class::Space
    } else if c.is_alphabetic() {
        Class::Letter
    } else if c.is_numeric() {
        Class::Digit
    } else {
        Class::Other
    }
}

/// GPT-2's cut: runs of letters, digits or others, each with the space before it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let now = class(c);
        let joins = last.is_none_or(|last| last == now || (last == Class::Space && text[start..at].len() == 1));
        if !joins {
            pieces.push(&text[start..at]);
            start = at;
        }
        last = Some(now);
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_carry_the_space_before_them() {
        assert_eq!(pieces(" my PIN is 12, ok"), [" my", " PIN", " is", " 12", ",", " ok"]);
        assert_eq!(pieces(" أريد موظف"), [" أريد", " موظف"]);
    }

    #[test]
    fn merges_follow_the_ranks_not_the_longest_match() {
        let tokens = ["a", "b", "c", " ", "bc", "ab", "abc"];
        let bpe = Bpe::new(tokens.iter().map(|t| t.as_bytes().to_vec()));
        assert_eq!(bpe.encode("ab"), [3, 5]);
        assert_eq!(bpe.encode("abc"), [3, 6]);
        let bpe = Bpe::new(["a", "b", "c", " ", "bc", "ab"].iter().map(|t| t.as_bytes().to_vec()));
        assert_eq!(bpe.encode("abc"), [3, 0, 4]);
    }
}
