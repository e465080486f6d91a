//! A turn as n-grams: words, pairs of words, and letters within words.

use crate::lexicon::Particles;
use crate::token::{Token, tokens, variants};

/// A sparse vector: feature and value, ascending by feature.
pub(super) type Sparse = Vec<(u32, f32)>;

const LETTERS: std::ops::RangeInclusive<usize> = 3..=5;

/// Words and pairs; letters. Hashed, each kind apart.
pub(super) fn grams(text: &str, around: &Particles) -> [Vec<u64>; 2] {
    let words = tokens(text);
    let stems: Vec<&str> = words.iter().map(|token| stem(token, around)).collect();
    let singles = stems.iter().map(|word| hash(b'w', [*word, ""]));
    let pairs = stems.windows(2).map(|pair| hash(b'p', [pair[0], pair[1]]));
    let marks = ["?", "؟", "!"].into_iter().filter(|mark| text.contains(mark));
    let marks = marks.map(|mark| hash(b'm', [if mark == "!" { "!" } else { "?" }, ""]));
    let letters = words.iter().flat_map(|token| letters(&token.word)).collect();
    [singles.chain(pairs).chain(marks).collect(), letters]
}

/// Words of a kind are alike (numbers, weekdays), Arabic words lose their clitics.
fn stem<'a>(token: &'a Token, around: &'a Particles) -> &'a str {
    let shortest = || variants(&token.word).into_iter().min_by_key(|word| word.chars().count());
    around.kind(&token.word).or_else(shortest).unwrap_or(&token.word)
}

/// N-grams of a word between blanks, so that its beginning and end count.
fn letters(word: &str) -> Vec<u64> {
    let padded: Vec<char> = std::iter::once(' ').chain(word.chars()).chain([' ']).collect();
    let mut buffer = String::new();
    let mut found = Vec::new();
    for n in LETTERS {
        for gram in padded.windows(n) {
            buffer.clear();
            buffer.extend(gram);
            found.push(hash(b'c', [&buffer, ""]));
        }
    }
    found
}

/// FNV-1a, 64 bit: the same on every machine.
fn hash(kind: u8, parts: [&str; 2]) -> u64 {
    let step = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let start = step(0xcbf2_9ce4_8422_2325, kind);
    parts.into_iter().fold(start, |state, part| step(part.bytes().fold(state, step), b'|'))
}
