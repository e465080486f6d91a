//! Which tokens may come next: times in pairs and forward only, no marks for noises (openai/whisper `decoding.py`).

use rten_simd::SimdOp;
use rten_vecmath::{LogSoftmax, SumExpSub};

use super::tokens::{STEPS_PER_S, Tokens};
use crate::bpe::Token;

const NEVER: f32 = f32::NEG_INFINITY;
/// The first words begin within this time.
const FIRST_WITHIN: usize = STEPS_PER_S;

/// Turns one row of logits into log-probabilities of what may follow `said`. `steps`: length of the sound in 20 ms.
pub(super) fn apply(tokens: &Tokens, said: &[Token], steps: usize, row: &mut [f32]) {
    let zero = index(tokens.time_zero());
    for token in &tokens.never {
        row[index(*token)] = NEVER;
    }
    if said.is_empty() {
        row[..zero].fill(NEVER);
        row[zero + FIRST_WITHIN.min(steps) + 1..].fill(NEVER);
    } else {
        keep_times_in_order(tokens, said, steps, row);
    }
    LogSoftmax::new_mut(row).dispatch();
    prefer_times(zero, row);
}

fn keep_times_in_order(tokens: &Tokens, said: &[Token], steps: usize, row: &mut [f32]) {
    let zero = index(tokens.time_zero());
    let is_time = |token: &&Token| **token >= tokens.time_zero();
    let last_is_time = said.last().is_some_and(|token| is_time(&token));
    let pair = last_is_time && (said.len() < 2 || is_time(&&said[said.len() - 2]));
    if pair {
        row[zero..].fill(NEVER);
    } else if last_is_time {
        row[..index(tokens.end())].fill(NEVER);
    }
    if said.len() == 1 {
        tokens.blank.into_iter().for_each(|blank| row[index(blank)] = NEVER);
    }
    if let Some(last) = said.iter().rev().find(is_time) {
        let from = (index(*last) + usize::from(!last_is_time || pair)).min(row.len());
        row[zero..from].fill(NEVER);
    }
    // Nothing is said after the sound is over.
    if let Some(beyond) = row.get_mut(zero + steps + 1..) {
        beyond.fill(NEVER);
    }
}

/// When all times together are likelier than any word, it is time for a time.
fn prefer_times(zero: usize, row: &mut [f32]) {
    let (text, times) = row.split_at_mut(zero);
    let best_word = text.iter().copied().fold(NEVER, f32::max);
    let best_time = times.iter().copied().fold(NEVER, f32::max);
    if best_time > NEVER && best_time + SumExpSub::new(times, best_time).dispatch().ln() > best_word {
        text.fill(NEVER);
    }
}

pub(super) fn index(token: Token) -> usize {
    usize::try_from(token).unwrap_or(0)
}
