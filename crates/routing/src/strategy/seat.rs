//! By the order of the seats: in turn (Asterisk's rrmemory), and top-down (its linear).

use super::{Chair, Parts, Scene};

/// How many seats away from the one whose turn it is.
pub(super) fn in_turn(scene: &Scene<'_>, chair: Chair) -> Parts {
    let away = (chair.turn + scene.chairs - scene.next_turn) % scene.chairs.max(1);
    Parts::of([("turn", -f64::from(away))])
}

/// How many seats from the top.
pub(super) fn top_down(chair: Chair) -> Parts {
    Parts::of([("seat", -f64::from(chair.turn))])
}
