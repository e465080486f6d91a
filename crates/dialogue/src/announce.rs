//! Which recorded pieces say a place in line and a waiting time, so that server and tests speak alike.
//!
//! Each count of minutes is one whole piece: Arabic declines the counted noun (دقيقة، دقيقتين، ٣ دقائق، ١١ دقيقة),
//! so a number and a noun recorded apart cannot be joined correctly.

use wasl_model::{PromptId, WaitRange};

/// The largest place in line with its own piece.
pub const LAST_POSITION: u32 = 10;
/// The counts of minutes with their own piece, ascending.
pub const MINUTES: [u64; 18] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 25, 30, 45, 60];

/// The pieces that tell a waiting caller the place in line and the honest range of the wait.
#[must_use]
pub fn waiting(position: u32, wait: Option<WaitRange>) -> Vec<PromptId> {
    let mut pieces = vec![position_piece(position)];
    pieces.extend(wait.map(wait_pieces).unwrap_or_default());
    pieces
}

/// The piece that tells the place in line.
#[must_use]
pub fn position_piece(position: u32) -> PromptId {
    match position {
        1..=LAST_POSITION => PromptId(format!("position_{position}")),
        _ => PromptId::from("position_many"),
    }
}

/// The pieces that tell how long the wait is: one count, or "between … and …".
#[must_use]
pub fn wait_pieces(wait: WaitRange) -> Vec<PromptId> {
    let (low, high) = (spoken_minutes(wait.p50_ms), spoken_minutes(wait.p80_ms));
    match (low, high) {
        (Some(1), Some(1)) => vec!["wait_under_a_minute".into()],
        (Some(low), Some(high)) if low == high => vec!["wait_about".into(), minutes_piece(low)],
        (Some(low), Some(high)) => {
            vec!["wait_between".into(), minutes_piece(low), "wait_and".into(), minutes_piece(high)]
        }
        _ => vec!["wait_over_an_hour".into()],
    }
}

fn minutes_piece(minutes: u64) -> PromptId {
    PromptId(format!("minutes_{minutes}"))
}

/// The smallest recorded count that is not less than the wait: a promise is kept rather than broken by rounding.
fn spoken_minutes(wait_ms: u64) -> Option<u64> {
    let minutes = wait_ms.div_ceil(60_000).max(1);
    MINUTES.into_iter().find(|&spoken| spoken >= minutes)
}

/// Every piece this module may ask for.
#[must_use]
pub fn pieces() -> Vec<PromptId> {
    let positions = (1..=LAST_POSITION + 1).map(position_piece);
    let minutes = MINUTES.into_iter().map(minutes_piece);
    let joints = ["wait_about", "wait_between", "wait_and", "wait_under_a_minute", "wait_over_an_hour"];
    positions.chain(minutes).chain(joints.map(PromptId::from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(position: u32, p50_s: u64, p80_s: u64) -> String {
        let wait = WaitRange { p50_ms: p50_s * 1000, p80_ms: p80_s * 1000 };
        waiting(position, Some(wait)).iter().map(PromptId::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_wait_is_rounded_up_to_a_recorded_piece() {
        assert_eq!(names(1, 20, 50), "position_1 wait_under_a_minute");
        assert_eq!(names(2, 100, 110), "position_2 wait_about minutes_2");
        assert_eq!(names(3, 90, 13 * 60), "position_3 wait_between minutes_2 wait_and minutes_15");
        assert_eq!(names(40, 4000, 9000), "position_many wait_over_an_hour");
    }

    /// The dispatcher tells a caller no longer wait than before; then none is heard either.
    #[test]
    fn no_longer_wait_is_never_spoken_as_more_minutes() {
        let spoken: Vec<u64> = (1..8000).map(|s| spoken_minutes(s * 1000).unwrap_or(u64::MAX)).collect();
        assert!(spoken.is_sorted());
    }

    #[test]
    fn every_piece_asked_for_is_in_the_list_of_pieces() {
        let pieces = pieces();
        for position in 0..20 {
            for wait_s in (0..8000).step_by(37) {
                let wait = WaitRange { p50_ms: wait_s * 500, p80_ms: wait_s * 1000 };
                assert!(waiting(position, Some(wait)).iter().all(|piece| pieces.contains(piece)));
            }
        }
    }
}
