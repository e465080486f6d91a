//! Weighted random: each agent draws ln(u)/w, the greatest wins, which is the case in proportion to the weights
//! (Efraimidis & Spirakis, Weighted random sampling with a reservoir, 2006).

use super::{Chair, Parts, Scene};
use crate::agents::Slot;

/// Below every draw of an agent who has a weight.
const WITHOUT_WEIGHT: f64 = -1e6;

pub(super) fn drawn(scene: &Scene<'_>, slot: Slot, chair: Chair) -> Parts {
    let log = uniform(scene.draw, slot).ln();
    let drawn = if chair.weight == 0 { WITHOUT_WEIGHT + log } else { log / f64::from(chair.weight) };
    Parts::of([("lot", drawn)])
}

/// This agent's own number of the draw, above 0 and below 1 (the mixer of splitmix64; Steele, Lea & Flood 2014).
fn uniform(draw: u64, slot: Slot) -> f64 {
    let mut z = draw.wrapping_add((slot as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    ((z >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}
