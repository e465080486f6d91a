//! Phrases by their words, so that the longest phrase at a place is found in one walk.

use std::collections::{BTreeMap, BTreeSet};

use super::Phrase;
use super::file::Particles;
use crate::token::{Token, misheard_as, tokens, variants};

/// How a step for any word of a kind begins.
const SLOT: char = '<';
/// A step over a few words.
const GAP: &str = "..";
/// How many words a gap may take.
const GAP_WORDS: usize = 3;

/// A trie of words.
#[derive(Debug, Default)]
pub(crate) struct Trie {
    nodes: Vec<Node>,
    vocabulary: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Node {
    next: BTreeMap<String, usize>,
    phrase: Option<usize>,
}

/// A phrase found at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    /// How many words of the text it took.
    pub(crate) words: usize,
    /// No word was misheard.
    pub(crate) exact: bool,
    /// Its place in the lexicon.
    pub(crate) phrase: usize,
}

impl Trie {
    pub(crate) fn of(phrases: &[Phrase]) -> Self {
        let mut trie = Self { nodes: vec![Node::default()], vocabulary: BTreeSet::new() };
        for (index, phrase) in phrases.iter().enumerate() {
            let mut at = 0;
            for step in steps(&phrase.text) {
                if !step.starts_with(SLOT) && step != GAP {
                    trie.vocabulary.insert(step.clone());
                }
                at = trie.child(at, step);
            }
            trie.nodes[at].phrase.get_or_insert(index);
        }
        trie
    }

    /// The longest phrase that starts with the first of these words; fillers inside it are passed over.
    pub(crate) fn longest(&self, text: &[Token], around: &Particles) -> Option<Found> {
        let mut best = None;
        self.walk(0, text, 0, true, around, &mut best);
        best
    }

    /// A word matched: a phrase may end here (never at a filler), a longer one may go on.
    fn arrive(
        &self,
        at: usize,
        text: &[Token],
        taken: usize,
        exact: bool,
        around: &Particles,
        best: &mut Option<Found>,
    ) {
        if let Some(phrase) = self.nodes[at].phrase {
            *best = (*best).max(Some(Found { words: taken, exact, phrase }));
        }
        self.walk(at, text, taken, exact, around, best);
    }

    fn walk(&self, at: usize, text: &[Token], taken: usize, exact: bool, around: &Particles, best: &mut Option<Found>) {
        let node = &self.nodes[at];
        let Some(token) = text.get(taken) else { return };
        if taken > 0 && token.clause_start {
            return;
        }
        let mut known = false;
        for word in variants(&token.word) {
            if let Some(&next) = node.next.get(word) {
                known = true;
                self.arrive(next, text, taken + 1, exact, around, best);
            }
        }
        if let Some(&next) = around.kind(&token.word).and_then(|kind| node.next.get(&format!("<{kind}>"))) {
            known = true;
            self.arrive(next, text, taken + 1, exact, around, best);
        }
        if let Some(&next) = node.next.get(GAP) {
            let clause = text[taken..].iter().skip(1).take_while(|token| !token.clause_start).count();
            for skipped in 0..=GAP_WORDS.min(clause) {
                self.walk(next, text, taken + skipped, exact, around, best);
            }
        }
        if !known && exact {
            self.walk_misheard(at, text, taken, around, best);
        }
        if taken > 0 && around.passes(&token.word) {
            self.walk(at, text, taken + 1, exact, around, best);
        }
    }

    /// One word of a phrase may be misheard, unless it is a word of some phrase itself.
    fn walk_misheard(&self, at: usize, text: &[Token], taken: usize, around: &Particles, best: &mut Option<Found>) {
        let heard = text[taken].word.as_str();
        if heard.chars().count() < 5 || variants(heard).iter().any(|word| self.vocabulary.contains(*word)) {
            return;
        }
        for (meant, &next) in &self.nodes[at].next {
            let alone = self.nodes[next].phrase.is_some() && at == 0;
            if misheard_as(heard, meant) && (!alone || told_apart(heard, meant)) {
                self.arrive(next, text, taken + 1, false, around, best);
            }
        }
    }

    fn child(&mut self, at: usize, word: String) -> usize {
        let fresh = self.nodes.len();
        let child = *self.nodes[at].next.entry(word).or_insert(fresh);
        if child == fresh {
            self.nodes.push(Node::default());
        }
        child
    }
}

/// The steps of a phrase: words, `<kind>` for any word of a kind, `..` for a few words that do not matter.
fn steps(phrase: &str) -> Vec<String> {
    let step = |piece: &str| -> Vec<String> {
        if piece == GAP || (piece.starts_with(SLOT) && piece.ends_with('>')) {
            vec![piece.to_owned()]
        } else {
            tokens(piece).into_iter().map(|token| token.word).collect()
        }
    };
    phrase.split_whitespace().flat_map(step).collect()
}

/// A word that is a whole phrase must be longer and start alike, or too many innocent words would pass for it.
fn told_apart(heard: &str, meant: &str) -> bool {
    let bare = |word: &str| word.strip_prefix("ال").unwrap_or(word).to_owned();
    let (heard, meant) = (bare(heard), bare(meant));
    meant.chars().count() >= 6 && heard.chars().next() == meant.chars().next()
}
