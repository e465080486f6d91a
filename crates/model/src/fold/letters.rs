//! The fold itself, letter by letter: decompose, drop, replace, lower, compose.
//!
//! Dropping stands between decomposing and composing, so that folding a folded text changes nothing: a tatweel between
//! a letter and its accent would otherwise hide that they belong together.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Every character of the folded text, in order, with the bytes of the text it came from.
///
/// What is dropped belongs to the character before it, or to the first one: the ranges leave nothing out.
pub(super) fn each(text: &str, mut emit: impl FnMut(char, Range<usize>)) {
    let mut cluster = Cluster { letters: String::new(), from: 0..0 };
    // What is dropped before the first letter belongs to it.
    let mut first = true;
    for (start, c) in text.char_indices() {
        let (start, end) = (if first { 0 } else { start }, start + c.len_utf8());
        let mut take = |part: char| {
            if cluster.letters.is_empty() || !joins(part) {
                cluster.flush(&mut emit);
                cluster.from = start..end;
                first = false;
            }
            cluster.letters.push(part);
        };
        if c.is_ascii() {
            take(c.to_ascii_lowercase());
        } else {
            decompose_compatible(c, |part| {
                folded(part).into_iter().flat_map(char::to_lowercase).for_each(&mut take);
            });
        }
        cluster.from.end = end;
    }
    cluster.flush(&mut emit);
}

/// A letter with what combines with it.
struct Cluster {
    letters: String,
    from: Range<usize>,
}

impl Cluster {
    fn flush(&mut self, emit: &mut impl FnMut(char, Range<usize>)) {
        let mut letters = self.letters.chars();
        match (letters.next(), letters.next()) {
            (None, _) => {}
            (Some(alone), None) => emit(alone, self.from.clone()),
            (Some(_), Some(_)) => self.letters.nfc().for_each(|c| emit(c, self.from.clone())),
        }
        self.letters.clear();
    }
}

/// Marks, and the Hangul vowels and finals: what NFC may join to the letter before.
fn joins(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{1161}'..='\u{1175}' | '\u{11A8}'..='\u{11C2}')
}

fn folded(c: char) -> Option<char> {
    Some(match c {
        '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' | '\u{0640}' => return None,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}' | '\u{FEFF}' => {
            return None;
        }
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ئ' | 'ی' => 'ي',
        'ک' => 'ك',
        'ؤ' => 'و',
        'ة' => 'ه',
        '\u{0660}'..='\u{0669}' => ascii_digit(c, 0x0660),
        '\u{06F0}'..='\u{06F9}' => ascii_digit(c, 0x06F0),
        other => other,
    })
}

fn ascii_digit(c: char, zero: u32) -> char {
    char::from_digit(c as u32 - zero, 10).expect("the range holds ten digits")
}
