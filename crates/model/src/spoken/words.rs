//! What a word means among numbers.

mod arabic;
mod english;

use std::collections::HashMap;

use super::token::{Kind, Token};
use crate::Language;

/// A number word, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// 0..=9.
    Unit(u8),
    /// "oh" among digits.
    Oh,
    /// 10..=19. Ten also makes teens of units: «خمسة عشر».
    Teen(u8),
    /// 20, 30 … 90.
    Tens(u8),
    /// A hundred, alone or after a unit.
    Hundred,
    /// 200..=900 in one word: «خمسمية», «ميتين».
    Hundreds(u16),
    /// A thousand, a million: alone or after a number.
    Scale(u64),
    /// Two of a scale: «ألفين».
    TwoScale(u64),
    /// The next digit twice or thrice.
    Repeat(u8),
}

/// A number word as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) part: Part,
    pub(super) language: Language,
    /// «و» is attached.
    pub(super) and: bool,
    /// A particle is attached: «بخمسين», «للعشرين».
    pub(super) particle: bool,
}

impl Said {
    /// One digit.
    pub(super) const fn digit(self) -> Option<u8> {
        match self.part {
            Part::Unit(digit) => Some(digit),
            Part::Oh => Some(0),
            Part::Teen(_)
            | Part::Tens(_)
            | Part::Hundred
            | Part::Hundreds(_)
            | Part::Scale(_)
            | Part::TwoScale(_)
            | Part::Repeat(_) => None,
        }
    }
}

/// What a word means among numbers, spelled as it should be.
pub(super) fn said(token: &Token) -> Option<Said> {
    if token.kind != Kind::Word {
        return None;
    }
    if token.word.is_ascii() {
        let part = english::part(&token.word)?;
        return Some(Said { part, language: Language::En, and: false, particle: false });
    }
    arabic::said(&token.word)
}

fn by_word(table: &[(Part, &[&'static str])]) -> HashMap<&'static str, Part> {
    table.iter().flat_map(|(part, words)| words.iter().map(|word| (*word, *part))).collect()
}

/// Every number word of a language with its meaning, for telling slips.
pub(super) fn all(language: Language) -> impl Iterator<Item = (&'static str, Part)> {
    let table = match language {
        Language::Ar => arabic::WORDS,
        Language::En => english::WORDS,
    };
    table.iter().flat_map(|(part, words)| words.iter().map(|word| (*word, *part)))
}
