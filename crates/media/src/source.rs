//! Which source may be a leg's far end: symmetric RTP that cannot be hijacked.
//!
//! A far end behind NAT sends from another address than its SDP names, so we answer to where its packets come from
//! ("latching", RFC 7362). Done carelessly that lets anybody who sends to our port hear the call (RTP bleed). The rules:
//!
//! 1. The signalled address is always the far end.
//! 2. Another source may become it only before the first valid packet, after [`PROBATION`] packets of one stream in
//!    order, and only when NAT can be the reason: the same host on another port, the host the signalling came from, or a
//!    signalled address that is not public. On loopback there is no NAT: sound is taken, but never sent elsewhere.
//! 3. While packets flow nobody else gets in. The signalled address does (it proved itself in the signalling).
//! 4. After [`QUIET`] without packets the same stream may go on from another port of the same host (NAT rebinding).
//! 5. A re-INVITE with a new address begins anew.
//! 6. With SRTP the authentication tag decides instead: whoever holds the key is the far end, wherever it is.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

/// Packets in a row another source must send before it is believed.
const PROBATION: u8 = 4;
/// The far end must be silent for this long before its stream may move.
const QUIET: Duration = Duration::from_millis(500);

/// What to do with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is the far end's.
    Accept,
    /// It is somebody else's.
    Refuse,
}

/// Who is the far end.
#[derive(Debug, Default)]
pub(crate) struct Source {
    signalled: Option<SocketAddr>,
    signalling: Option<IpAddr>,
    latched: Option<Latched>,
    candidate: Option<Candidate>,
}

#[derive(Clone, Copy, Debug)]
struct Latched {
    from: SocketAddr,
    stream: u32,
    heard: Instant,
    /// Our packets go there too.
    reply: bool,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    from: SocketAddr,
    stream: u32,
    next: u16,
    count: u8,
}

/// The part of a packet the rules look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) from: SocketAddr,
    pub(crate) stream: u32,
    pub(crate) sequence: u16,
    /// Its SRTP tag was right.
    pub(crate) authentic: bool,
}

impl Source {
    pub(crate) fn new(signalling: Option<IpAddr>) -> Self {
        Self { signalling, ..Self::default() }
    }

    /// Offer and answer named an address. A changed one begins anew.
    pub(crate) fn signalled(&mut self, address: Option<SocketAddr>) {
        if address.is_some() && address != self.signalled {
            *self = Self { signalled: address, ..Self::new(self.signalling) };
        }
    }

    /// Where to send.
    pub(crate) fn reply_to(&self) -> Option<SocketAddr> {
        self.latched.filter(|latched| latched.reply).map(|latched| latched.from).or(self.signalled)
    }

    /// The host RTCP may come from.
    pub(crate) fn host(&self) -> Option<IpAddr> {
        self.latched.map(|latched| latched.from.ip()).or_else(|| self.signalled.map(|address| address.ip()))
    }

    pub(crate) fn packet(&mut self, now: Instant, seen: Seen) -> Verdict {
        let latched = Latched { from: seen.from, stream: seen.stream, heard: now, reply: true };
        if seen.authentic || Some(seen.from) == self.signalled {
            self.latch(latched);
            return Verdict::Accept;
        }
        match self.latched {
            Some(current) => self.against(current, latched),
            None => self.before_any(seen, latched),
        }
    }

    fn against(&mut self, current: Latched, new: Latched) -> Verdict {
        if current.from == new.from {
            self.latch(Latched { reply: current.reply, ..new });
            return Verdict::Accept;
        }
        let quiet = new.heard.saturating_duration_since(current.heard) >= QUIET;
        let moved = current.from.ip() == new.from.ip() && current.stream == new.stream;
        if quiet && moved {
            self.latch(Latched { reply: current.reply && !new.from.ip().is_loopback(), ..new });
            return Verdict::Accept;
        }
        Verdict::Refuse
    }

    fn before_any(&mut self, seen: Seen, new: Latched) -> Verdict {
        if !self.nat_explains(seen.from.ip()) || !self.proves_itself(seen) {
            return Verdict::Refuse;
        }
        self.latch(Latched { reply: self.may_be_answered(seen.from.ip()), ..new });
        Verdict::Accept
    }

    fn nat_explains(&self, host: IpAddr) -> bool {
        let Some(signalled) = self.signalled.map(|address| address.ip()) else { return false };
        if host == signalled {
            return true;
        }
        if Some(host) == self.signalling {
            return true;
        }
        !host.is_loopback() && !signalled.is_loopback() && !is_public(signalled)
    }

    /// A neighbour's port on this machine is never sent to, unless the far end's signalling comes from this machine
    /// too and it told an address elsewhere (a softphone that writes its outside address).
    fn may_be_answered(&self, host: IpAddr) -> bool {
        let told_elsewhere = self.signalled.is_some_and(|signalled| signalled.ip() != host);
        !host.is_loopback() || (told_elsewhere && Some(host) == self.signalling)
    }

    fn proves_itself(&mut self, seen: Seen) -> bool {
        let same = |candidate: &Candidate| {
            candidate.from == seen.from && candidate.stream == seen.stream && candidate.next == seen.sequence
        };
        let count = self.candidate.filter(same).map_or(1, |candidate| candidate.count + 1);
        let next = seen.sequence.wrapping_add(1);
        self.candidate = Some(Candidate { from: seen.from, stream: seen.stream, next, count });
        count >= PROBATION
    }

    fn latch(&mut self, latched: Latched) {
        self.latched = Some(latched);
        self.candidate = None;
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xC0 == 64;
            !(v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified() || shared)
        }
        IpAddr::V6(v6) => {
            !(v6.is_loopback() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(from: &str, stream: u32, sequence: u16) -> Seen {
        Seen { from: from.parse().expect("an address"), stream, sequence, authentic: false }
    }

    fn leg(signalled: &str) -> (Source, Instant) {
        let mut source = Source::new(None);
        source.signalled(Some(signalled.parse().expect("an address")));
        (source, Instant::now())
    }

    fn send(source: &mut Source, now: Instant, from: &str, stream: u32, count: u16) -> Vec<Verdict> {
        (0..count).map(|sequence| source.packet(now, seen(from, stream, sequence))).collect()
    }

    #[test]
    fn the_signalled_address_is_the_far_end_and_nobody_else_gets_in_while_it_sends() {
        let (mut source, now) = leg("203.0.113.5:4000");
        assert_eq!(send(&mut source, now, "203.0.113.5:4000", 1, 1), [Verdict::Accept]);
        for attacker in ["203.0.113.5:4002", "198.51.100.9:4000"] {
            assert!(send(&mut source, now, attacker, 1, 20).iter().all(|verdict| *verdict == Verdict::Refuse));
        }
        assert_eq!(source.reply_to(), Some("203.0.113.5:4000".parse().expect("an address")));
    }

    #[test]
    fn a_phone_behind_nat_is_found_after_its_probation() {
        let (mut source, now) = leg("192.168.1.7:4000");
        let verdicts = send(&mut source, now, "198.51.100.9:61000", 1, 6);
        assert_eq!(verdicts.iter().filter(|verdict| **verdict == Verdict::Refuse).count(), 3);
        assert_eq!(source.reply_to(), Some("198.51.100.9:61000".parse().expect("an address")));
    }

    #[test]
    fn a_public_signalled_address_lets_no_other_host_in_even_before_its_first_packet() {
        let (mut source, now) = leg("203.0.113.5:4000");
        assert!(send(&mut source, now, "198.51.100.9:61000", 1, 50).iter().all(|verdict| *verdict == Verdict::Refuse));
        source = Source::new(Some("198.51.100.9".parse().expect("an address")));
        source.signalled(Some("203.0.113.5:4000".parse().expect("an address")));
        assert_eq!(send(&mut source, now, "198.51.100.9:61000", 1, 50).last(), Some(&Verdict::Accept));
    }

    #[test]
    fn on_loopback_sound_is_taken_from_another_port_but_never_sent_there() {
        let (mut source, now) = leg("127.0.0.1:4000");
        assert_eq!(send(&mut source, now, "127.0.0.1:5000", 1, 5).last(), Some(&Verdict::Accept));
        assert_eq!(source.reply_to(), Some("127.0.0.1:4000".parse().expect("an address")));
        assert!(send(&mut source, now, "127.0.0.2:5000", 1, 50).iter().all(|verdict| *verdict == Verdict::Refuse));
    }

    #[test]
    fn a_stream_may_move_to_another_port_only_after_a_pause_and_never_to_another_host() {
        let (mut source, now) = leg("192.168.1.7:4000");
        send(&mut source, now, "198.51.100.9:61000", 1, 6);
        let soon = now + Duration::from_millis(20);
        assert_eq!(source.packet(soon, seen("198.51.100.9:61002", 1, 7)), Verdict::Refuse);
        let later = now + Duration::from_secs(3);
        assert_eq!(source.packet(later, seen("198.51.100.66:61002", 1, 7)), Verdict::Refuse);
        assert_eq!(source.packet(later, seen("198.51.100.9:61002", 2, 7)), Verdict::Refuse);
        assert_eq!(source.packet(later, seen("198.51.100.9:61002", 1, 7)), Verdict::Accept);
    }

    #[test]
    fn a_re_invite_with_a_new_address_begins_anew_and_the_same_one_does_not() {
        let (mut source, now) = leg("192.168.1.7:4000");
        send(&mut source, now, "198.51.100.9:61000", 1, 6);
        source.signalled(Some("192.168.1.7:4000".parse().expect("an address")));
        assert_eq!(source.reply_to(), Some("198.51.100.9:61000".parse().expect("an address")));
        source.signalled(Some("192.168.1.8:4000".parse().expect("an address")));
        assert_eq!(source.reply_to(), Some("192.168.1.8:4000".parse().expect("an address")));
        assert_eq!(send(&mut source, now, "198.51.100.10:61000", 9, 6).last(), Some(&Verdict::Accept));
    }
}
