//! The likeliest words: a beam of hypotheses that share the sound, all advanced by one step of the decoder at a time.

use super::decoder::{Decoder, Heard, Memory, Row, Slot};
use super::rules;
use super::tokens::Tokens;
use crate::InferError;
use crate::bpe::Token;
use crate::kernels::linear::Kernels;
use crate::limits::Limits;

/// How to search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    /// Hypotheses kept; 1 takes the likeliest token each time.
    pub(super) beam: usize,
    /// Tokens at most.
    pub(super) longest: usize,
    /// Length of the sound in 20 ms.
    pub(super) steps: usize,
}

/// What a search works with.
pub(super) struct Desk<'r> {
    pub(super) decoder: &'r Decoder,
    pub(super) tokens: &'r Tokens,
    pub(super) kernels: &'r mut Kernels,
    pub(super) heard: &'r Heard,
    pub(super) memory: &'r mut Memory,
}

/// The tokens found and the log-probability of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) tokens: Vec<Token>,
    pub(super) logs: Vec<f32>,
}

#[derive(Clone, Debug)]
struct Hypothesis {
    tokens: Vec<Token>,
    logs: Vec<f32>,
    slots: Vec<Slot>,
    log: f32,
}

impl Hypothesis {
    fn mean(&self) -> f32 {
        self.log / self.tokens.len().max(1) as f32
    }
}

impl Search {
    /// The tokens after a prompt that is in the memory at `prompt`, whose last hidden state is `state`.
    pub(super) fn run(
        self,
        desk: &mut Desk<'_>,
        prompt: &[Slot],
        state: Vec<f32>,
        limits: &Limits,
    ) -> Result<Found, InferError> {
        let Desk { decoder, tokens, kernels, heard, memory } = desk;
        let longest = self.longest.min(decoder.context().saturating_sub(prompt.len() + 1));
        let mut alive = vec![Hypothesis { tokens: Vec::new(), logs: Vec::new(), slots: prompt.to_vec(), log: 0.0 }];
        let mut done: Vec<Hypothesis> = Vec::new();
        let mut states = state;
        let mut logits = Vec::new();
        for _ in 0..longest {
            limits.check()?;
            decoder.logits(kernels, &states, &mut logits);
            let grown = self.grow(tokens, &alive, &mut logits, decoder.tokens());
            let (ended, going): (Vec<_>, Vec<_>) =
                grown.into_iter().partition(|hypothesis| hypothesis.tokens.last() == Some(&tokens.end()));
            done.extend(ended);
            alive = going.into_iter().take(self.beam).collect();
            if alive.is_empty() || done.len() >= self.beam {
                break;
            }
            let rows: Vec<Row<'_>> = alive
                .iter()
                .map(|hypothesis| Row { token: last(&hypothesis.tokens), history: &hypothesis.slots })
                .collect();
            let first = memory.next();
            states = decoder.step(kernels, heard, memory, &rows, None);
            for (hypothesis, slot) in alive.iter_mut().zip(first..) {
                hypothesis.slots.push(slot);
            }
        }
        let finished = if done.is_empty() { alive } else { done };
        let best = finished.into_iter().max_by(|a, b| a.mean().total_cmp(&b.mean()));
        Ok(best.map_or_else(Found::default, |best| Found { tokens: best.tokens, logs: best.logs }))
    }

    /// The best ways on, most likely first: enough that `beam` go on even when as many end.
    fn grow(self, tokens: &Tokens, alive: &[Hypothesis], logits: &mut [f32], width: usize) -> Vec<Hypothesis> {
        let mut ways: Vec<(usize, Token, f32)> = Vec::new();
        for (from, (hypothesis, row)) in alive.iter().zip(logits.chunks_exact_mut(width)).enumerate() {
            rules::apply(tokens, &hypothesis.tokens, self.steps, row);
            let best = likeliest(row, self.beam + usize::from(self.beam > 1));
            ways.extend(best.into_iter().map(|(token, log)| (from, token, hypothesis.log + log)));
        }
        ways.sort_by(|a, b| b.2.total_cmp(&a.2));
        ways.truncate(2 * self.beam);
        let grow = |(from, token, log): (usize, Token, f32)| {
            let mut hypothesis = alive[from].clone();
            hypothesis.tokens.push(token);
            hypothesis.logs.push(log - hypothesis.log);
            hypothesis.log = log;
            hypothesis
        };
        ways.into_iter().map(grow).collect()
    }
}

fn last(tokens: &[Token]) -> Token {
    tokens.last().copied().unwrap_or(0)
}

/// The `count` likeliest tokens of a row that are possible at all, the likeliest first.
fn likeliest(row: &[f32], count: usize) -> Vec<(Token, f32)> {
    let mut best: Vec<(Token, f32)> = Vec::with_capacity(count + 1);
    let mut least = f32::NEG_INFINITY;
    for (token, log) in (0..).zip(row.iter().copied()) {
        if log > least {
            let at = best.partition_point(|(_, better)| *better >= log);
            best.insert(at, (token, log));
            best.truncate(count);
            if best.len() == count {
                least = best[count - 1].1;
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_come_first() {
        let row = [-3.0, -1.0, f32::NEG_INFINITY, -2.0, -1.5];
        assert_eq!(likeliest(&row, 3), [(1, -1.0), (4, -1.5), (3, -2.0)]);
        assert_eq!(likeliest(&row, 9).len(), 4);
    }
}
