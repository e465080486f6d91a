//! PRACKs that cross our final response (RFC 3262 §3): they match a reliable response nobody retransmits any more,
//! and are answered 200 all the same. Pure: told the time.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

/// Responses remembered. Beyond it a late PRACK is answered 481.
const REMEMBERED: usize = 10_000;

/// Reliable responses overtaken by a final one, by Call-ID and our tag.
#[derive(Debug, Default)]
pub(crate) struct Unpracked {
    open: HashMap<(String, String), (String, Instant)>,
}

impl Unpracked {
    pub(crate) fn expect(&mut self, call_id: &str, tag: &str, rack: String, now: Instant, lasts: Duration) {
        if self.open.len() >= REMEMBERED {
            self.open.retain(|_, (_, until)| *until > now);
        }
        if self.open.len() < REMEMBERED {
            self.open.insert((call_id.to_owned(), tag.to_owned()), (rack, now + lasts));
        }
    }

    /// True once, for the PRACK with this RAck in time.
    pub(crate) fn take(&mut self, call_id: &str, tag: &str, rack: &str, now: Instant) -> bool {
        let key = (call_id.to_owned(), tag.to_owned());
        let matches = self.open.get(&key).is_some_and(|(expected, until)| expected == rack && *until > now);
        if matches {
            self.open.remove(&key);
        }
        matches
    }
}

/// A RAck (RFC 3262 §7.2) with single spaces: RSeq, CSeq, method.
pub(crate) fn rack(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_prack_matches_once_and_in_time_only() {
        let (mut unpracked, now) = (Unpracked::default(), Instant::now());
        let lasts = Duration::from_secs(32);
        for call in ["a", "b"] {
            unpracked.expect(call, "tag", rack("7  1 INVITE"), now, lasts);
        }
        assert!(!unpracked.take("a", "tag", "8 1 INVITE", now));
        assert!(unpracked.take("a", "tag", "7 1 INVITE", now));
        assert!(!unpracked.take("a", "tag", "7 1 INVITE", now));
        assert!(!unpracked.take("b", "tag", "7 1 INVITE", now + lasts));
    }
}
