//! Sources that guess passwords are turned away: counted per source and user, and per source over all users.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use wasl_model::Timestamp;

/// Pairs remembered. Beyond it the oldest is forgotten.
const REMEMBERED: usize = 50_000;
/// A source is banned for every user after this many times the failures of one user.
const SOURCE_FACTOR: u32 = 5;

/// Failures and bans.
#[derive(Debug)]
pub(crate) struct Bans {
    after: u32,
    lasts: Duration,
    failures: HashMap<(IpAddr, String), (u32, Timestamp)>,
}

impl Bans {
    pub(crate) fn new(after: u32, lasts: Duration) -> Self {
        Self { after: after.max(1), lasts, failures: HashMap::new() }
    }

    /// Is this source turned away for this user?
    pub(crate) fn banned(&self, source: IpAddr, user: &str, now: Timestamp) -> bool {
        self.count(source, user, now) >= self.after || self.count(source, "", now) >= self.after * SOURCE_FACTOR
    }

    /// A wrong password. True when it made a ban begin.
    pub(crate) fn failed(&mut self, source: IpAddr, user: &str, now: Timestamp) -> bool {
        self.make_room(now);
        self.add(source, String::new(), now);
        self.add(source, user.to_owned(), now) == self.after
    }

    /// The right password: earlier mistakes of this user are forgiven.
    pub(crate) fn succeeded(&mut self, source: IpAddr, user: &str) {
        self.failures.remove(&(source, user.to_owned()));
    }

    fn count(&self, source: IpAddr, user: &str, now: Timestamp) -> u32 {
        let entry = self.failures.get(&(source, user.to_owned()));
        entry.filter(|(_, last)| now.since(*last) < self.lasts).map_or(0, |(count, _)| *count)
    }

    fn add(&mut self, source: IpAddr, user: String, now: Timestamp) -> u32 {
        let count = self.count(source, &user, now) + 1;
        self.failures.insert((source, user), (count, now));
        count
    }

    fn make_room(&mut self, now: Timestamp) {
        if self.failures.len() >= REMEMBERED {
            let lasts = self.lasts;
            self.failures.retain(|_, (_, last)| now.since(*last) < lasts);
        }
        if self.failures.len() >= REMEMBERED {
            let oldest = self.failures.iter().min_by_key(|(_, (_, last))| *last).map(|(key, _)| key.clone());
            oldest.and_then(|key| self.failures.remove(&key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_bans_the_pair_and_then_the_source_and_time_heals() {
        let source: IpAddr = "192.0.2.1".parse().unwrap();
        let now = Timestamp::from_millis(0);
        let mut bans = Bans::new(3, Duration::from_secs(60));
        assert_eq!((0..3).map(|_| bans.failed(source, "100", now)).collect::<Vec<_>>(), [false, false, true]);
        assert!(bans.banned(source, "100", now));
        assert!(!bans.banned(source, "101", now));
        for user in 0..12 {
            bans.failed(source, &user.to_string(), now);
        }
        assert!(bans.banned(source, "never tried", now));
        assert!(!bans.banned(source, "100", now + Duration::from_secs(61)));
    }
}
