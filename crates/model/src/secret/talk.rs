//! A whole conversation: numbers told in pieces, questions and their answers.

use super::{Secret, SecretKind, secrets};
use crate::spoken::{TextSpan, begins_with_digits, ends_in_digits};
use crate::{Language, Speaker, Utterance};

/// Longer turns of the other side end a number.
const SHORT_WORDS: usize = 6;
/// So many of them may stand between two pieces.
const BETWEEN: usize = 2;

/// The turns of a conversation, in the order of their sound.
#[derive(Clone, Debug, Default)]
pub struct Talk {
    turns: Vec<Turn>,
}

#[derive(Clone, Debug)]
struct Turn {
    speaker: Speaker,
    text: String,
    language: Language,
}

impl Talk {
    /// The conversation of these turns.
    #[must_use]
    pub fn of<'a>(turns: impl IntoIterator<Item = &'a Utterance>) -> Self {
        let turn = |turn: &Utterance| Turn {
            speaker: turn.speaker,
            text: turn.text.reveal().clone(),
            language: turn.language,
        };
        Self { turns: turns.into_iter().map(turn).collect() }
    }

    /// The secrets of each turn, of these kinds only.
    #[must_use]
    pub fn secrets(&self, kinds: &[SecretKind]) -> Vec<Vec<Secret>> {
        let mut found = vec![Vec::new(); self.turns.len()];
        for chain in self.chains() {
            self.read(&chain, kinds, &mut found);
        }
        found
    }

    /// Turns of one speaker that tell one number, most of them alone.
    fn chains(&self) -> Vec<Vec<usize>> {
        let mut chains: Vec<Vec<usize>> = Vec::new();
        for at in 0..self.turns.len() {
            let before = chains.iter_mut().rev().take(2 * BETWEEN + 1).find(|chain| self.goes_on(chain, at));
            match before {
                Some(chain) => chain.push(at),
                None => chains.push(vec![at]),
            }
        }
        chains
    }

    fn goes_on(&self, chain: &[usize], at: usize) -> bool {
        let Some(&last) = chain.last() else { return false };
        let (last_turn, turn) = (&self.turns[last], &self.turns[at]);
        let between = &self.turns[last + 1..at];
        let short = |turn: &Turn| turn.text.split_whitespace().count() <= SHORT_WORDS || begins_with_digits(&turn.text);
        last_turn.speaker == turn.speaker
            && between.len() <= BETWEEN
            && between.iter().all(|other| other.speaker != turn.speaker && short(other))
            && ends_in_digits(&last_turn.text)
            && begins_with_digits(&turn.text)
    }

    fn read(&self, chain: &[usize], kinds: &[SecretKind], found: &mut [Vec<Secret>]) {
        let (Some(&first), Some(turn)) = (chain.first(), chain.first().map(|at| &self.turns[*at])) else { return };
        let asked = self.turns[..first].iter().rev().take(2).find(|other| other.speaker != turn.speaker);
        let mut text = String::new();
        let mut begins = Vec::with_capacity(chain.len());
        for at in chain {
            if !text.is_empty() {
                text.push_str(", ");
            }
            begins.push(text.len());
            text.push_str(&self.turns[*at].text);
        }
        let secrets = secrets(&text, Some(turn.language), asked.map(|turn| turn.text.as_str()));
        for secret in secrets.iter().filter(|secret| kinds.contains(&secret.kind)) {
            for (&at, &begin) in chain.iter().zip(&begins) {
                let length = self.turns[at].text.len();
                let start = secret.span.start.saturating_sub(begin).min(length);
                let end = secret.span.end.saturating_sub(begin).min(length);
                if start < end {
                    found[at].push(Secret { kind: secret.kind, span: TextSpan { start, end } });
                }
            }
        }
    }
}
