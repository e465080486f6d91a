//! What the next callers would miss: with few agents free, whoever is taken now is not there for the next.
//!
//! A price is the same whoever else is free; this is not. The next caller is of each kind as often as such calls came
//! lately, and would get the best of those free. Take that one away, and the second best remains: the difference, over
//! kinds, is what the next callers would miss. Nobody is missed who has an equal, nor among many.

use super::Scene;
use super::index::{load, time_price};
use crate::agents::{Agent, Agents, Slot};
use crate::slots::Slots;

/// With more agents free nobody is missed, and a decision stays quick.
const FEW: usize = 24;

/// Of each of these agents, in their order; nothing where there is no choice, or too much of it.
pub(super) fn missed(scene: &Scene<'_>, agents: &Agents, free: &Slots) -> Vec<(Slot, f64)> {
    if !(2..=FEW).contains(&free.len()) {
        return Vec::new();
    }
    let worn = |agent: &Agent| agent.load.now(scene.now, scene.config.half_life());
    let those: Vec<(&Agent, f64, f64)> = free
        .iter()
        .map(|slot| &agents[slot])
        .map(|agent| (agent, worn(agent), time_price(&scene.config.weights, agent.price.second)))
        .collect();
    let mut missed: Vec<(Slot, f64)> = free.iter().map(|slot| (slot, 0.0)).collect();
    for (n, kind) in scene.learnt.prices.kinds.iter().enumerate() {
        let score = |(agent, carried, price): &(&Agent, f64, f64)| {
            let cell = agent.price.row.get(n)?;
            let worth = cell.value + scene.learnt.carrying.0 * carried;
            Some(worth - price * cell.time_s + load(scene, *carried, kind.weight))
        };
        if let Some((best, lead)) = lead(those.iter().map(score)) {
            missed[best].1 += kind.share * lead;
        }
    }
    missed
}

/// Who is best, and by how much; nothing with nobody to compare with.
fn lead(scores: impl Iterator<Item = Option<f64>>) -> Option<(usize, f64)> {
    let (mut best, mut second): (Option<(usize, f64)>, Option<f64>) = (None, None);
    for (n, score) in scores.enumerate() {
        let Some(score) = score else { continue };
        if best.is_none_or(|(_, most)| score > most) {
            second = best.map(|(_, most)| most);
            best = Some((n, score));
        } else if second.is_none_or(|second| score > second) {
            second = Some(score);
        }
    }
    let (best, most) = best?;
    Some((best, most - second?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_best_leads_by_the_distance_to_the_second() {
        let lead = |scores: &[Option<f64>]| lead(scores.iter().copied());
        assert_eq!(lead(&[Some(1.0), None, Some(4.0), Some(3.5)]), Some((2, 0.5)));
        assert_eq!(lead(&[Some(4.0), Some(1.0), Some(3.0)]), Some((0, 1.0)));
        assert_eq!(lead(&[Some(2.0), Some(2.0)]), Some((0, 0.0)), "nobody is missed who has an equal");
        assert_eq!(lead(&[None, Some(2.0)]), None);
    }
}
