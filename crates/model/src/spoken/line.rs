//! A text ready to be read: its tokens, and what each means among numbers.

use std::ops::Range;

use super::slip;
use super::token::{Gap, Token, longest, tokens};
use super::value::Meaning;
use super::words::{Part, Said, said};
use crate::Language;

/// A value in the tokens `from..to`.
pub(super) struct Found {
    pub(super) value: Meaning,
    pub(super) from: usize,
    pub(super) to: usize,
}

pub(super) struct Line<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    said: Vec<Option<Said>>,
}

impl<'a> Line<'a> {
    pub(super) fn of(text: &'a str, language: Option<Language>) -> Self {
        let tokens = tokens(text);
        let mut meant: Vec<Option<Said>> = tokens.iter().map(said).collect();
        slip::forgive(&tokens, &mut meant, language);
        Self { text, tokens, said: meant }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// The bytes of the tokens `from..to`.
    pub(super) fn bytes(&self, from: usize, to: usize) -> Range<usize> {
        let start = self.tokens.get(from).map_or(0, |token| token.at.start);
        start..to.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |last| last.at.end)
    }

    /// A token as it is written.
    pub(super) fn written(&self, at: usize) -> &str {
        self.text.get(self.bytes(at, at + 1)).unwrap_or_default()
    }

    pub(super) fn said(&self, at: usize) -> Option<Said> {
        self.said.get(at).copied().flatten()
    }

    /// What goes on at `at` in the same breath: no comma, no «و», no particle.
    pub(super) fn goes_on(&self, at: usize) -> Option<Said> {
        self.said(at).filter(|said| !said.and && !said.particle && self.close(at))
    }

    /// What «و» or "and" adds at `at`, attached or not: the word and where it stands.
    pub(super) fn added(&self, at: usize) -> Option<(Said, usize)> {
        if !self.close(at) {
            return None;
        }
        match self.said(at) {
            Some(said) => (said.and && !said.particle).then_some((said, at)),
            None if self.is(at, &["و", "and"]) => Some((self.goes_on(at + 1)?, at + 1)),
            None => None,
        }
    }

    /// Does nothing stand between this token and the one before.
    pub(super) fn close(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.gap == Gap::Close)
    }

    /// Does no more than a comma.
    pub(super) fn near(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.gap <= Gap::Comma)
    }

    pub(super) fn is(&self, at: usize, words: &[&str]) -> bool {
        self.tokens.get(at).is_some_and(|token| token.any(words))
    }

    /// The same for the token before `at`, in the same breath.
    pub(super) fn after(&self, at: usize, words: &[&str]) -> bool {
        at > 0 && self.close(at) && self.is(at - 1, words)
    }

    /// The longest of these phrases at `at`, whatever stands before it.
    pub(super) fn longest<T: Copy>(&self, at: usize, phrases: &[(T, &[&str])]) -> Option<(T, usize)> {
        longest(&self.tokens, at, phrases)
    }

    /// The longest of these phrases that goes on at `at`.
    pub(super) fn next<T: Copy>(&self, at: usize, phrases: &[(T, &[&str])]) -> Option<(T, usize)> {
        self.close(at).then(|| self.longest(at, phrases)).flatten()
    }

    /// Digits alone.
    pub(super) fn plain(&self, at: usize) -> Option<&str> {
        self.tokens.get(at)?.plain()
    }

    pub(super) fn part(&self, at: usize) -> Option<Part> {
        self.said(at).map(|said| said.part)
    }
}
