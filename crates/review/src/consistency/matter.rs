//! Which touches are about one matter.

use std::collections::BTreeSet;

use wasl_model::Channel;

use super::Touch;
use super::claim::Claim;

/// A visit this long after a call, or a call after a visit, is another matter.
const WINDOW_DAYS: u64 = 45;
/// As sure as this, two touches are one matter.
const ENOUGH: f32 = 0.5;

/// How sure it is that a call and a visit of one customer are about one matter, 0..=1; nothing when it is not likely.
pub(super) fn one_matter(a: (&Touch, &[Claim]), b: (&Touch, &[Claim])) -> Option<f32> {
    let ((phone, phone_claims), (branch, branch_claims)) = (a, b);
    if phone.touch.channel() != Channel::Phone || branch.touch.channel() != Channel::Branch {
        return None;
    }
    if matches!((&phone.customer, &branch.customer), (Some(a), Some(b)) if a != b) {
        return None;
    }
    if refers(phone, branch) {
        return Some(1.0);
    }
    let apart = phone.at.since(branch.at).max(branch.at.since(phone.at)).as_secs() / 86_400;
    if apart > WINDOW_DAYS {
        return None;
    }
    let by_intent = match (&phone.matter, &branch.matter) {
        (Some(a), Some(b)) if a == b => 0.5,
        (Some(_), Some(_)) => -0.4,
        (None, _) | (_, None) => 0.2,
    };
    let by_time = if apart <= 3 {
        0.3
    } else if apart <= 14 {
        0.2
    } else {
        0.1
    };
    let abouts =
        |claims: &[Claim]| claims.iter().map(|c| (c.fact.topic, c.fact.about.clone())).collect::<BTreeSet<_>>();
    let (told, done) = (abouts(phone_claims), abouts(branch_claims));
    let by_words = match told.intersection(&done).count() {
        0 => 0.0,
        1 => 0.2,
        _ => 0.35,
    };
    let sure: f32 = by_intent + by_time + by_words;
    (sure >= ENOUGH).then_some(sure.min(1.0))
}

/// The visit answers a promise made in the call.
fn refers(phone: &Touch, branch: &Touch) -> bool {
    branch.outcomes.iter().any(|answer| phone.promises.iter().any(|promise| promise.id == answer.promise))
}
