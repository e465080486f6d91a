//! Session timers (RFC 4028), pure: told the time.

use std::time::Duration;

use tokio::time::Instant;

use crate::wire::grammar::{find, params};

/// Who refreshes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refresher {
    /// The one who sent the INVITE.
    Uac,
    /// The one who answered it.
    Uas,
}

impl Refresher {
    /// Its name on the wire.
    pub(crate) const fn token(self) -> &'static str {
        match self {
            Self::Uac => "uac",
            Self::Uas => "uas",
        }
    }
}

/// A `Session-Expires` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SessionExpires {
    pub(crate) interval: Duration,
    pub(crate) refresher: Option<Refresher>,
}

impl SessionExpires {
    pub(crate) fn parse(header: &str) -> Option<Self> {
        let (seconds, tail) = header.split_once(';').unwrap_or((header, ""));
        let interval = Duration::from_secs(seconds.trim().parse::<u32>().ok()?.into());
        let refresher = match find(&params(tail), "refresher") {
            Some(who) if who.eq_ignore_ascii_case("uac") => Some(Refresher::Uac),
            Some(who) if who.eq_ignore_ascii_case("uas") => Some(Refresher::Uas),
            _ => None,
        };
        Some(Self { interval, refresher })
    }

    pub(crate) fn to_header(self) -> String {
        let seconds = self.interval.as_secs();
        self.refresher.map_or_else(|| seconds.to_string(), |who| format!("{seconds};refresher={}", who.token()))
    }
}

/// What a UAS does with a request's session timer (§9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Negotiated {
    /// 422 with Min-SE.
    TooSmall,
    /// This is in force and goes into the 200. `require` when the far end refreshes.
    Timer { session: SessionExpires, require: bool },
}

/// The UAS's choice: the interval asked for, but no longer than ours; the far end refreshes if it can.
pub(crate) fn negotiate(
    asked: Option<SessionExpires>,
    peer_supports: bool,
    ours: Duration,
    min_se: Duration,
) -> Negotiated {
    let interval = asked.map_or(ours, |asked| asked.interval);
    if asked.is_some() && peer_supports && interval < min_se {
        return Negotiated::TooSmall;
    }
    let interval = interval.clamp(min_se, ours.max(min_se));
    let wanted = asked.and_then(|asked| asked.refresher);
    let refresher = if peer_supports { wanted.unwrap_or(Refresher::Uac) } else { Refresher::Uas };
    let session = SessionExpires { interval, refresher: Some(refresher) };
    Negotiated::Timer { session, require: peer_supports && refresher == Refresher::Uac }
}

/// A timer in force on a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SessionTimer {
    interval: Duration,
    we_refresh: bool,
    /// A refresh of ours is under way.
    asked: bool,
    since: Instant,
}

/// What the timer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Refresh,
    Expire,
}

impl SessionTimer {
    pub(crate) const fn new(interval: Duration, we_refresh: bool, now: Instant) -> Self {
        Self { interval, we_refresh, asked: false, since: now }
    }

    /// What comes next, and when: half-way a refresh of ours (§7.2), or the end shortly before the
    /// interval is over (§10: the lesser of 32 s and a third of it).
    pub(crate) fn next(&self) -> (Instant, Due) {
        if self.we_refresh && !self.asked {
            return (self.since + self.interval / 2, Due::Refresh);
        }
        (self.deadline(), Due::Expire)
    }

    fn deadline(&self) -> Instant {
        let early = Duration::from_secs(32).min(self.interval / 3);
        self.since + (self.interval - early)
    }

    /// We sent a refresh: wait for its outcome until the end.
    pub(crate) const fn refreshing(&mut self) {
        self.asked = true;
    }

    /// The session was refreshed.
    pub(crate) const fn refreshed(&mut self, interval: Duration, we_refresh: bool, now: Instant) {
        *self = Self::new(interval, we_refresh, now);
    }

    /// The interval in force.
    pub(crate) const fn interval(&self) -> Duration {
        self.interval
    }

    /// Is it ours to refresh?
    pub(crate) const fn we_refresh(&self) -> bool {
        self.we_refresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: fn(u64) -> Duration = Duration::from_secs;

    #[test]
    fn the_uas_lets_the_caller_refresh_when_it_can() {
        let asked = SessionExpires::parse("600").unwrap();
        let session = SessionExpires { interval: S(600), refresher: Some(Refresher::Uac) };
        assert_eq!(negotiate(Some(asked), true, S(1800), S(90)), Negotiated::Timer { session, require: true });
        let asked = SessionExpires::parse("60; refresher=uas").unwrap();
        assert_eq!(negotiate(Some(asked), true, S(1800), S(90)), Negotiated::TooSmall);
        let session = SessionExpires { interval: S(1800), refresher: Some(Refresher::Uas) };
        assert_eq!(negotiate(None, false, S(1800), S(90)), Negotiated::Timer { session, require: false });
        assert_eq!(SessionExpires::parse("99999999999999"), None);
    }

    #[test]
    fn a_refresher_refreshes_half_way_and_the_other_side_gives_up_shortly_before_the_end() {
        let start = Instant::now();
        assert_eq!(SessionTimer::new(S(120), true, start).next(), (start + S(60), Due::Refresh));
        assert_eq!(SessionTimer::new(S(90), false, start).next(), (start + S(60), Due::Expire));
        assert_eq!(SessionTimer::new(S(1800), false, start).next(), (start + S(1768), Due::Expire));
    }
}
