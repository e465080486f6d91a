//! A text as folded words that know where they stand in it.

use std::ops::Range;

use crate::fold::Folded;

/// One word, number or sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Folded, without apostrophes.
    pub(super) word: String,
    /// Its bytes in the text.
    pub(super) at: Range<usize>,
    /// What stands before it.
    pub(super) gap: Gap,
    /// What it is made of.
    pub(super) kind: Kind,
}

/// What stands between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing, a space or a hyphen.
    Close,
    /// A comma.
    Comma,
    /// The end of a sentence, a bracket, anything else.
    Stop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters.
    Word,
    /// Digits, with `.` `,` `:` `/` `-` between them.
    Digits,
    /// One sign that means something beside a number: `%`, `$`, `+`.
    Sign,
}

impl Token {
    /// Is it this word.
    pub(super) fn is(&self, word: &str) -> bool {
        self.word == word
    }

    /// Is it one of these.
    pub(super) fn any(&self, words: &[&str]) -> bool {
        words.contains(&self.word.as_str())
    }

    /// Its digits, when it is nothing but digits.
    pub(super) fn plain(&self) -> Option<&str> {
        (self.kind == Kind::Digits && self.word.bytes().all(|b| b.is_ascii_digit())).then_some(self.word.as_str())
    }
}

/// How many tokens from `at` on are this phrase, if they are.
pub(super) fn phrase_at(tokens: &[Token], at: usize, phrase: &str) -> Option<usize> {
    let mut length = 0;
    for word in phrase.split(' ') {
        let token = tokens.get(at + length)?;
        if !token.is(word) || length > 0 && token.gap != Gap::Close {
            return None;
        }
        length += 1;
    }
    Some(length)
}

/// The longest of these phrases that stands at `at`: what it means and where it ends.
pub(super) fn longest<T: Copy>(tokens: &[Token], at: usize, phrases: &[(T, &[&str])]) -> Option<(T, usize)> {
    let first = tokens.get(at)?.word.as_str();
    let all = phrases.iter().flat_map(|(value, names)| names.iter().map(move |name| (*value, *name)));
    let all = all.filter(|(_, name)| name.starts_with(first));
    let fits = all.filter_map(|(value, name)| Some((value, at + phrase_at(tokens, at, name)?)));
    fits.max_by_key(|(_, end)| *end)
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let folded = Folded::of(text);
    let chars: Vec<(char, Range<usize>)> = folded.text.chars().zip(folded.map()).collect();
    let class = |place: usize| chars.get(place).map_or(Class::Stop, |(c, _)| class_of(*c));
    let mut found: Vec<Token> = Vec::new();
    let (mut at, mut gap) = (0, Gap::Stop);
    while at < chars.len() {
        let first = class(at);
        let mut end = at + 1;
        let kind = match first {
            Class::Letter => {
                while matches!(class(end), Class::Letter | Class::Apostrophe) {
                    end += 1;
                }
                Kind::Word
            }
            Class::Digit => {
                while class(end) == Class::Digit || joins(&chars, end) {
                    end += 1;
                }
                Kind::Digits
            }
            Class::Sign => Kind::Sign,
            Class::Space | Class::Apostrophe => {
                at = end;
                continue;
            }
            Class::Comma | Class::Stop => {
                gap = gap.max(if first == Class::Comma { Gap::Comma } else { Gap::Stop });
                at = end;
                continue;
            }
        };
        let letters = chars[at..end].iter().map(|(c, _)| *c).filter(|c| class_of(*c) != Class::Apostrophe);
        let word = letters.map(plain_joint).collect();
        let place = chars[at].1.start..chars[end - 1].1.end;
        match found.last_mut().filter(|last| last.at.end > place.start) {
            // Parts of one sign (½) are no words.
            Some(last) => {
                (last.kind, last.at.end) = (Kind::Sign, place.end);
                last.word.clear();
            }
            None => found.push(Token { word, at: place, gap, kind }),
        }
        (at, gap) = (end, Gap::Close);
    }
    initials(found)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Sign,
    Apostrophe,
    Space,
    Comma,
    Stop,
}

fn class_of(c: char) -> Class {
    match c {
        '0'..='9' => Class::Digit,
        '%' | '٪' | '$' | '€' | '£' | '+' => Class::Sign,
        '\'' | '\u{2019}' | '\u{02BC}' | '`' => Class::Apostrophe,
        ',' | '،' | ';' | '؛' => Class::Comma,
        '-' | '\u{2010}'..='\u{2015}' | '_' => Class::Space,
        c if c.is_alphabetic() => Class::Letter,
        c if c.is_whitespace() => Class::Space,
        _ => Class::Stop,
    }
}

/// Is this a sign between two digits that belongs to them.
fn joins(chars: &[(char, Range<usize>)], at: usize) -> bool {
    let digit = |place: usize| chars.get(place).is_some_and(|(c, _)| c.is_ascii_digit());
    let joint = chars.get(at).is_some_and(|(c, _)| matches!(plain_joint(*c), '.' | ',' | ':' | '/' | '-'));
    joint && at > 0 && digit(at - 1) && digit(at + 1)
}

/// The Arabic decimal and thousands signs as the Latin ones.
const fn plain_joint(c: char) -> char {
    match c {
        '\u{066B}' => '.',
        '\u{066C}' => ',',
        other => other,
    }
}

/// Initials are one word: "p.m." is "pm"; Arabic ones keep their points («ر.س»), without them they are other words.
fn initials(tokens: Vec<Token>) -> Vec<Token> {
    let single = |token: &Token| token.kind == Kind::Word && token.word.chars().count() == 1;
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut last_single = false;
    for token in tokens {
        let one = single(&token);
        match joined.last_mut() {
            Some(last) if one && last_single && token.gap == Gap::Stop && token.at.start - last.at.end == 1 => {
                if !token.word.is_ascii() {
                    last.word.push('.');
                }
                last.word.push_str(&token.word);
                last.at.end = token.at.end;
            }
            Some(_) | None => joined.push(token),
        }
        last_single = one;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand_and_what_stands_before_them() {
        let text = "عندي ٢٥٠٫٥ ر.س، 3pm — 0551-234 o’clock.";
        let found = tokens(text);
        let words: Vec<_> = found.iter().map(|token| token.word.as_str()).collect();
        assert_eq!(words, ["عندي", "250.5", "ر.س", "3", "pm", "0551-234", "oclock"]);
        assert_eq!(&text[found[2].at.clone()], "ر.س");
        assert_eq!(found[3].gap, Gap::Comma);
        assert_eq!(found[4].gap, Gap::Close);
    }
}
