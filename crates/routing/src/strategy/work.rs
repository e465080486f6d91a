//! Who worked least today.

use super::{Parts, Scene};
use crate::agents::Agent;

/// Calls taken today, against.
pub(super) fn fewest_calls(scene: &Scene<'_>, agent: &Agent) -> Parts {
    let calls = agent.tally.calls(scene.config.day(scene.now));
    Parts::of([("calls", -f64::from(calls))])
}

/// Minutes talked today, against.
pub(super) fn least_talk_time(scene: &Scene<'_>, agent: &Agent) -> Parts {
    let talk = agent.tally.talk(scene.config.day(scene.now));
    Parts::of([("talk", -talk.as_secs_f64() / 60.0)])
}
