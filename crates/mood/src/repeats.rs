//! Whether the caller says the same again. Words are kept as numbers only.

use std::collections::{BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::token::{Token, variants};

/// How many turns are remembered.
const TURNS: usize = 6;
/// Shorter turns ("yes", «نعم») are repeated without meaning anything.
const WORDS: usize = 3;

/// The last turns of a caller.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repeats {
    turns: VecDeque<BTreeSet<u64>>,
}

impl Repeats {
    /// Remembers a turn; true when it shares at least `overlap` of its words with an earlier one.
    pub(crate) fn heard(&mut self, words: &[Token], overlap: f32) -> bool {
        let turn: BTreeSet<u64> = words.iter().filter(|t| tells(&t.word)).map(|t| number(&t.word)).collect();
        if turn.len() < WORDS {
            return false;
        }
        let again = self.turns.iter().any(|earlier| shared(earlier, &turn) >= overlap);
        self.turns.push_back(turn);
        if self.turns.len() > TURNS {
            self.turns.pop_front();
        }
        again
    }
}

/// Digits are said again because the machine asks again; one and two letters are grammar.
fn tells(word: &str) -> bool {
    word.chars().count() > 2 && !word.chars().any(|c| c.is_ascii_digit())
}

fn shared(a: &BTreeSet<u64>, b: &BTreeSet<u64>) -> f32 {
    let (common, all) = (a.intersection(b).count(), a.union(b).count());
    f32::from(u16::try_from(common).unwrap_or(u16::MAX)) / f32::from(u16::try_from(all.max(1)).unwrap_or(u16::MAX))
}

fn number(word: &str) -> u64 {
    let bare = variants(word).into_iter().min_by_key(|v| v.chars().count()).unwrap_or(word);
    let mut hasher = DefaultHasher::new();
    bare.hash(&mut hasher);
    hasher.finish()
}
