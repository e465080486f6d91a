//! The least of a smooth convex function, by limited-memory BFGS (Nocedal & Wright, Numerical Optimization,
//! algorithms 7.4 and 7.5) with a backtracking line search.

use std::collections::VecDeque;

use nalgebra::DMatrix;

/// Steps remembered.
const MEMORY: usize = 8;
/// Share of the promised fall that a step must bring (Armijo).
const ENOUGH: f64 = 1e-4;
/// Halvings of a step before it is given up.
const HALVINGS: usize = 20;

/// A remembered step: how far it went, how the slope changed, and the product of both.
type Step = (DMatrix<f32>, DMatrix<f32>, f32);

/// Goes down from `at` for at most `steps` steps, or until one brings less than `tolerance` of the value.
/// `function` gives value and slope.
pub(super) fn minimise(
    mut at: DMatrix<f32>,
    steps: usize,
    tolerance: f64,
    mut function: impl FnMut(&DMatrix<f32>) -> (f64, DMatrix<f32>),
) -> DMatrix<f32> {
    let (mut value, mut slope) = function(&at);
    let mut memory: VecDeque<Step> = VecDeque::new();
    for _ in 0..steps {
        let direction = direction(&slope, &memory);
        let promised = f64::from(slope.dot(&direction));
        if promised >= 0.0 {
            break;
        }
        let mut length = if memory.is_empty() { 1.0 / slope.norm().max(1e-6) } else { 1.0 };
        let mut try_step = |length: f32| {
            let next = &at + &direction * length;
            let (value, slope) = function(&next);
            (next, value, slope)
        };
        let mut tried = try_step(length);
        for _ in 0..HALVINGS {
            if tried.1 <= value + ENOUGH * f64::from(length) * promised {
                break;
            }
            length *= 0.5;
            tried = try_step(length);
        }
        let (next, next_value, next_slope) = tried;
        if next_value >= value {
            break;
        }
        let (moved, turned) = (&next - &at, &next_slope - &slope);
        let product = moved.dot(&turned);
        if product > 1e-10 {
            memory.push_back((moved, turned, product));
            if memory.len() > MEMORY {
                memory.pop_front();
            }
        }
        let fallen = value - next_value;
        (at, value, slope) = (next, next_value, next_slope);
        if fallen < tolerance * value.abs() {
            break;
        }
    }
    at
}

fn direction(slope: &DMatrix<f32>, memory: &VecDeque<Step>) -> DMatrix<f32> {
    let mut down = -slope;
    let mut shares = Vec::with_capacity(memory.len());
    for (moved, turned, product) in memory.iter().rev() {
        let share = moved.dot(&down) / product;
        down -= turned * share;
        shares.push(share);
    }
    if let Some((_, turned, product)) = memory.back() {
        down *= product / turned.norm_squared();
    }
    for ((moved, turned, product), share) in memory.iter().zip(shares.into_iter().rev()) {
        down += moved * (share - turned.dot(&down) / product);
    }
    down
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_narrow_bowl_is_found() {
        let target = DMatrix::from_fn(4, 2, |i, j| (i + 3 * j) as f32);
        let narrow = DMatrix::from_fn(4, 2, |i, j| 1.0 + 50.0 * (i * 2 + j) as f32);
        let found = minimise(DMatrix::zeros(4, 2), 100, 1e-12, |at| {
            let off = at - &target;
            let slope = off.component_mul(&narrow);
            (0.5 * f64::from(off.dot(&slope)), slope)
        });
        assert!((found - target).norm() < 1e-2);
    }
}
