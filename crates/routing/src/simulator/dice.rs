//! Chance, in streams: each thing that is drawn has a stream of its own, so that all policies meet the same world.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, StandardNormal};

/// What a stream is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stream {
    /// Who the agents are.
    World,
    /// When calls come.
    Arrivals,
    /// One caller.
    Caller,
    /// An agent's talks before the day.
    History,
}

/// The dice of the `n`-th thing of that kind.
pub(super) fn stream(seed: u64, what: Stream, n: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&n.to_le_bytes());
    key[16] = what as u8;
    ChaCha8Rng::from_seed(key)
}

/// A draw around 0.
pub(super) fn normal(dice: &mut ChaCha8Rng, sd: f64) -> f64 {
    let z: f64 = StandardNormal.sample(dice);
    z * sd
}

/// A lognormal factor of mean 1 with that coefficient of variation.
pub(super) fn factor(dice: &mut ChaCha8Rng, cv: f64) -> f64 {
    let variance = (1.0 + cv * cv).ln();
    (normal(dice, variance.sqrt()) - variance / 2.0).exp()
}
