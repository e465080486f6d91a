//! Who has been idle longest.

use super::{Parts, Scene};
use crate::agents::Slot;

/// Seconds idle.
pub(super) fn parts(scene: &Scene<'_>, slot: Slot) -> Parts {
    Parts::of([("idle", scene.now.since(scene.gists.of(slot).idle_since).as_secs_f64())])
}
