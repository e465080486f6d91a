//! What calling silent customers is worth: those called against those held out.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::group::Group;

/// How one person on the list fared within the time given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fared {
    /// Who, as in [`super::radar::SilentPerson::person`].
    pub person: String,
    /// Drawn into which group; called or not, the draw counts (intention to treat).
    pub group: Group,
    /// A person of ours reached them.
    pub reached: bool,
    /// They came back: called again or visited, and did not leave unhappy.
    pub came_back: bool,
}

/// One group's figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tally {
    /// People in it.
    pub people: u32,
    /// Of them reached.
    pub reached: u32,
    /// Of them came back.
    pub came_back: u32,
}

/// What calling is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OutreachReport {
    /// Those to be called.
    pub called: Tally,
    /// Those held out.
    pub held_out: Tally,
    /// How many more of the called came back, in percentage points, with its interval; nothing while a group is empty.
    pub gain: Option<Gain>,
}

/// A difference of two shares with its 95 % interval (Newcombe 1998, method 10), in percentage points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Gain {
    /// The difference.
    pub points: f64,
    /// Not less than this.
    pub low: f64,
    /// Not more than this.
    pub high: f64,
}

impl Gain {
    /// Whether the interval leaves no doubt about the sign.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// The report over everybody whose time is over; a person counts once.
#[must_use]
pub fn outreach_report(people: &[Fared]) -> OutreachReport {
    let mut seen = BTreeSet::new();
    let once: Vec<&Fared> = people.iter().filter(|fared| seen.insert(fared.person.as_str())).collect();
    let tally = |group: Group| {
        once.iter().filter(|fared| fared.group == group).fold(Tally::default(), |tally, fared| Tally {
            people: tally.people + 1,
            reached: tally.reached + u32::from(fared.reached),
            came_back: tally.came_back + u32::from(fared.came_back),
        })
    };
    let (called, held_out) = (tally(Group::Called), tally(Group::HeldOut));
    OutreachReport { called, held_out, gain: gain(called, held_out) }
}

fn gain(called: Tally, held_out: Tally) -> Option<Gain> {
    if called.people == 0 || held_out.people == 0 {
        return None;
    }
    let (p, p_low, p_high) = wilson(called);
    let (q, q_low, q_high) = wilson(held_out);
    let points = p - q;
    let low = points - ((p - p_low).powi(2) + (q_high - q).powi(2)).sqrt();
    let high = points + ((p_high - p).powi(2) + (q - q_low).powi(2)).sqrt();
    Some(Gain { points: 100.0 * points, low: 100.0 * low, high: 100.0 * high })
}

/// A share with Wilson's 95 % interval.
fn wilson(tally: Tally) -> (f64, f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let (n, k) = (f64::from(tally.people), f64::from(tally.came_back));
    let share = k / n;
    let middle = (share + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    (share, (middle - half).max(0.0), (middle + half).min(1.0))
}
