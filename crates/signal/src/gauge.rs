//! How much is let in: counters per second, pure: told the time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use crate::Caps;

/// Sources remembered at once; within one second more cannot be told apart and are let through by the global cap.
const SOURCES: usize = 20_000;

/// Counts of the running second.
#[derive(Debug)]
pub(crate) struct Gauge {
    caps: Caps,
    second: Instant,
    calls: u32,
    sources: HashMap<IpAddr, Counts>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    calls: u32,
    requests: u32,
}

impl Gauge {
    pub(crate) fn new(caps: Caps, now: Instant) -> Self {
        Self { caps, second: now, calls: 0, sources: HashMap::new() }
    }

    /// May this source send one more request this second?
    pub(crate) fn request(&mut self, source: IpAddr, now: Instant) -> bool {
        self.turn(now);
        if self.sources.len() >= SOURCES && !self.sources.contains_key(&source) {
            return true;
        }
        let counts = self.sources.entry(source).or_default();
        counts.requests = counts.requests.saturating_add(1);
        counts.requests <= self.caps.requests_per_second_per_source
    }

    /// May this source make one more call this second, with so many calls up?
    pub(crate) fn call(&mut self, source: IpAddr, live: usize, now: Instant) -> bool {
        self.turn(now);
        let counts = self.sources.get(&source).copied().unwrap_or_default();
        let allowed = live < self.caps.concurrent_calls
            && self.calls < self.caps.new_calls_per_second
            && counts.calls < self.caps.new_calls_per_second_per_source;
        if allowed {
            self.calls += 1;
            self.sources.entry(source).or_default().calls += 1;
        }
        allowed
    }

    fn turn(&mut self, now: Instant) {
        if now.duration_since(self.second) >= Duration::from_secs(1) {
            self.second = now;
            self.calls = 0;
            self.sources.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cap_holds_and_a_second_heals_the_rates() {
        let now = Instant::now();
        let caps = Caps {
            new_calls_per_second: 3,
            concurrent_calls: 10,
            new_calls_per_second_per_source: 2,
            requests_per_second_per_source: 2,
        };
        let mut gauge = Gauge::new(caps, now);
        let (a, b): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        assert_eq!([1, 2, 3].map(|_| gauge.call(a, 0, now)), [true, true, false]);
        assert_eq!([1, 2].map(|_| gauge.call(b, 0, now)), [true, false]);
        assert!(!gauge.call(b, 10, now + Duration::from_secs(1)));
        assert!(gauge.call(b, 9, now + Duration::from_secs(1)));
        assert_eq!([1, 2, 3].map(|_| gauge.request(a, now)), [true, true, false]);
    }
}
