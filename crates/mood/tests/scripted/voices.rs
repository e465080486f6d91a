//! Simulated voices: arousal and valence drawn per mood so that a heated caller is told from a calm one with an AUC of
//! about .87, and angry from happy with about .8 (`reference/mood.md` §3.3). No sound was heard for these.

use wasl_model::Mood;

use crate::noise::Dice;

/// Arousal 0..1 and valence 0..1 of one turn.
pub(crate) fn voice(mood: Mood, dice: &mut Dice) -> (f32, f32) {
    // Means in logits, spread 1: angry against the calm ones is 1.6 apart, an AUC of .87.
    let (arousal, valence) = match mood {
        Mood::Angry => (1.0, -0.6),
        Mood::Frustrated => (0.1, -0.2),
        Mood::Lost => (-0.5, 0.0),
        Mood::Neutral => (-0.7, 0.1),
        Mood::Satisfied => (-0.1, 0.6),
        Mood::Sad => (-0.9, -0.1),
    };
    (squash(arousal + gauss(dice)), squash(valence + gauss(dice)))
}

fn squash(x: f64) -> f32 {
    (1.0 / (1.0 + (-x).exp())) as f32
}

fn gauss(dice: &mut Dice) -> f64 {
    let (u, v) = (dice.next().max(1e-12), dice.next());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}
