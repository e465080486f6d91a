//! Whether two things told of one matter differ.

use super::Value;
use crate::answers::Day;

/// Told at two times, the earlier first: do they differ.
pub(super) fn differ(about: &str, earlier: &Value, later: &Value) -> bool {
    use Value as V;
    match (earlier, later) {
        (V::Yes { yes: a }, V::Yes { yes: b }) => a != b,
        // "There is a fee" and "50 riyals" agree; "free" and "50 riyals" do not.
        (V::Yes { yes }, V::Money { minor, .. }) | (V::Money { minor, .. }, V::Yes { yes }) => *yes != (*minor > 0),
        (V::Yes { yes }, V::Number { number }) | (V::Number { number }, V::Yes { yes }) => *yes != (*number > 0.0),
        (V::Yes { yes }, V::Percent { percent }) | (V::Percent { percent }, V::Yes { yes }) => *yes != (*percent > 0.0),
        // "We are off on Fridays" and "until eight on Fridays".
        (V::Yes { yes }, V::Clock { .. }) | (V::Clock { .. }, V::Yes { yes }) => !yes,
        (V::Money { .. }, V::Money { .. }) => coins(earlier, later) && thousandths(earlier) != thousandths(later),
        (V::Percent { percent: a }, V::Percent { percent: b }) => (a - b).abs() > 1e-9,
        (V::Number { number: a }, V::Number { number: b }) => (a - b).abs() > 1e-9,
        (V::Clock { minute: a }, V::Clock { minute: b }) => a % 720 != b % 720,
        (V::Within { hours: a, .. }, V::Within { hours: b, .. }) if a == b => false,
        (V::Within { hours: a, .. }, V::Within { hours: b, .. })
            if matches!(about, "start" | "validity" | "window") =>
        {
            a != b
        }
        // Hours are told of the work itself, whenever it begins.
        (V::Within { hours: a, .. }, V::Within { hours: b, .. }) if *a > 0 && *a < 24 => b > a,
        (V::Day { .. } | V::Within { .. }, V::Day { .. } | V::Within { .. }) => {
            days(about, end(earlier), end(later), matches!((earlier, later), (V::Day { .. }, V::Day { .. })))
        }
        (V::Mood { mood: a }, V::Mood { mood: b }) => a != b,
        (V::Outcome { outcome: a }, V::Outcome { outcome: b }) => a != b,
        (
            V::Yes { .. }
            | V::Money { .. }
            | V::Percent { .. }
            | V::Day { .. }
            | V::Within { .. }
            | V::Clock { .. }
            | V::Number { .. }
            | V::Outcome { .. }
            | V::Mood { .. },
            _,
        ) => false,
    }
}

/// An appointment is on its day; what is done sooner than told is well.
fn days(about: &str, earlier: Option<Day>, later: Option<Day>, exact: bool) -> bool {
    let (Some(earlier), Some(later)) = (earlier, later) else { return false };
    if matches!(about, "visit" | "ends") {
        return later != earlier;
    }
    // Spans are told roundly: a day more is the day they were told on.
    later.since(earlier) > i64::from(!exact)
}

fn end(value: &Value) -> Option<Day> {
    match value {
        Value::Day { day } => Some(*day),
        Value::Within { until, .. } => *until,
        Value::Yes { .. }
        | Value::Money { .. }
        | Value::Percent { .. }
        | Value::Clock { .. }
        | Value::Number { .. }
        | Value::Outcome { .. }
        | Value::Mood { .. } => None,
    }
}

/// An amount in thousandths of its coin; nothing for what is no money.
pub(super) fn thousandths(value: &Value) -> Option<u128> {
    let Value::Money { minor, scale, .. } = value else { return None };
    Some(u128::from(*minor) * 10_u128.pow(3_u32.saturating_sub(u32::from(*scale))))
}

/// Two coins cannot be compared; an amount without a coin is of the other's.
pub(super) fn coins(a: &Value, b: &Value) -> bool {
    let coin = |value: &Value| if let Value::Money { coin, .. } = value { coin.clone() } else { None };
    match (coin(a), coin(b)) {
        (Some(a), Some(b)) => a == b,
        (None, _) | (_, None) => true,
    }
}
