//! The score of a talk, 0 to 100.
//!
//! 25 points for each step taken. Nothing for listening when the agent did not let the caller speak, and then nothing
//! for solving either. An apology is worth 25 × sincerity. 10 less out of order.
//! What the caller did (a mistake, abuse) changes nothing.

use wasl_model::LastStep;

use super::LastReview;

pub(super) fn score(review: &LastReview) -> u8 {
    let worth = |step: LastStep| -> u32 {
        let credited = review.step(step).is_some_and(|found| found.credited);
        match step {
            LastStep::Listen | LastStep::Solve | LastStep::Thank => u32::from(credited) * 25,
            LastStep::Apologise => {
                let sincerity = u32::from(review.sincerity.unwrap_or(0));
                if credited { 25 * sincerity / 100 } else { 0 }
            }
        }
    };
    let points: u32 = LastStep::ALL.into_iter().map(worth).sum();
    let points = if review.in_order { points } else { points.saturating_sub(10) };
    u8::try_from(points.min(100)).unwrap_or(100)
}
