//! Who has been idle longest.

use super::{Parts, Scene};
use crate::agents::Agent;

/// Seconds idle.
pub(super) fn parts(scene: &Scene<'_>, agent: &Agent) -> Parts {
    Parts::of([("idle", scene.now.since(agent.idle_since).as_secs_f64())])
}
