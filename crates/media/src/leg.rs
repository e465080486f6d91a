//! One party's packets: the pure core of a leg.
//!
//! - [`inbound`]: packets to voice: source rules, SRTP, jitter buffer, decoder, keys
//! - [`outbound`]: one continuous stream towards the far end, whatever feeds it
//! - [`player`]: what the machine plays
//! - [`reports`]: RTCP both ways

pub(crate) mod inbound;
pub(crate) mod outbound;
pub(crate) mod player;
pub(crate) mod reports;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::dtmf::inband::InbandDetector;
use crate::dtmf::send::KeySender;
use crate::resample::Halver;
use crate::sdp::{Direction, Session};
use crate::srtp::Protection;
use crate::{LegStats, MediaEvent};
use inbound::Inbound;
use outbound::Outbound;
use player::Player;
use reports::Reports;

/// Time ICE and DTLS have before a leg without packets is called lost.
const CONNECTING: Duration = Duration::from_secs(5);

/// Names a leg inside the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LegKey(pub(crate) u64);

/// The numbers a stream begins with: random, told by the shell (RFC 3550 §5.1).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dice {
    pub(crate) stream: u32,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
}

/// How a leg begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    /// Where its signalling comes from.
    pub(crate) signalling: Option<IpAddr>,
    pub(crate) media_lost_after: Duration,
    pub(crate) wire_up: bool,
}

/// One party.
pub(crate) struct Leg {
    /// Shared, so that a frame can hold it beside the leg without copying it.
    pub(crate) session: Option<Arc<Session>>,
    /// Packets can travel: at once with plain RTP, after ICE and DTLS with WebRTC. What is played waits for it.
    pub(crate) wire_up: bool,
    pub(crate) protection: Option<Protection>,
    pub(crate) inbound: Inbound,
    pub(crate) outbound: Outbound,
    pub(crate) player: Player,
    pub(crate) keys: KeySender,
    pub(crate) reports: Reports,
    pub(crate) listeners: Vec<Listener>,
    /// Listeners get silence.
    pub(crate) discreet: bool,
    feed_halver: Halver,
    watch: Watch,
    pub(crate) frames_dropped: u64,
}

/// Who gets this leg's frames.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listener {
    pub(crate) number: u64,
    pub(crate) speaker: wasl_model::Speaker,
    /// What is played to the leg rather than what it says.
    pub(crate) played: bool,
}

/// Watches whether packets come.
#[derive(Debug)]
struct Watch {
    after: Duration,
    /// Packets are expected since then.
    since: Option<Instant>,
    connected: bool,
    lost: bool,
}

impl Leg {
    pub(crate) fn new(now: Instant, dice: Dice, terms: Terms) -> Self {
        Self {
            session: None,
            wire_up: terms.wire_up,
            protection: None,
            inbound: Inbound::new(terms.signalling),
            outbound: Outbound::new(now, dice),
            player: Player::default(),
            keys: KeySender::default(),
            reports: Reports::new(now, dice.stream),
            listeners: Vec::new(),
            discreet: false,
            feed_halver: Halver::default(),
            watch: Watch { after: terms.media_lost_after, since: None, connected: false, lost: false },
            frames_dropped: 0,
        }
    }

    /// Puts what was negotiated in force.
    pub(crate) fn negotiated(&mut self, now: Instant, session: Session) {
        self.inbound.source.signalled(session.remote_rtp);
        if self.protection.as_ref().map(|protection| &protection.keys) != session.keys.as_ref() {
            self.protection = session.keys.clone().and_then(Protection::new);
        }
        if session.telephone_event.is_some() {
            self.inbound.inband = None;
        } else if self.inbound.inband.is_none() {
            self.inbound.inband = Some((InbandDetector::default(), Halver::default()));
        }
        if self.watch.since.is_some() {
            self.watch.since = Some(now);
        }
        self.reports.clock_ratio = session.send.codec.clock_ratio();
        self.session = Some(Arc::new(session));
    }

    /// The leg was answered.
    pub(crate) fn connected(&mut self, now: Instant) {
        self.watch.connected = true;
        self.watch.since.get_or_insert(now);
    }

    /// ICE and DTLS are through.
    pub(crate) fn wire_is_up(&mut self, now: Instant) {
        self.wire_up = true;
        if self.watch.since.is_some() {
            self.watch.since = Some(now);
        }
    }

    /// A valid packet came; what that tells the owner.
    pub(crate) fn heard(&mut self, now: Instant) -> Option<MediaEvent> {
        let first = self.inbound.reception.received() == 1;
        self.watch.since = Some(now);
        if std::mem::take(&mut self.watch.lost) {
            return Some(MediaEvent::MediaBack);
        }
        first.then_some(MediaEvent::FirstPacket)
    }

    /// True once, when packets stay away though they should come.
    pub(crate) fn media_is_lost(&mut self, now: Instant) -> bool {
        let expected = self.session.as_ref().is_some_and(|session| session.direction == Direction::SendRecv);
        let after = if self.wire_up { self.watch.after } else { self.watch.after.max(CONNECTING) };
        let silent = self.watch.since.is_some_and(|since| now.saturating_duration_since(since) >= after);
        if !expected || !silent || self.watch.lost {
            return false;
        }
        self.watch.lost = true;
        true
    }

    /// What is played advances.
    pub(crate) fn may_play(&self) -> bool {
        self.session.is_some() && self.wire_up
    }

    /// What is played, at 8 kHz.
    pub(crate) fn player_narrow(&mut self, played: &player::Played) -> Vec<i16> {
        played.narrow().unwrap_or_else(|| {
            let mut narrow = Vec::with_capacity(crate::codec::FRAME_TICKS);
            self.feed_halver.halve(&played.wide(), &mut narrow);
            narrow
        })
    }

    /// Sound may be sent now.
    pub(crate) fn may_send(&self) -> bool {
        self.session
            .as_ref()
            .is_some_and(|session| session.direction.sends() && self.inbound.source.reply_to().is_some())
            && self.wire_up
    }

    /// Silence is sent when there is nothing else, so that NAT stays open and the far end does not think us gone. Not
    /// before the leg is answered: it would silence the far end's own ringback.
    pub(crate) fn fills_silence(&self) -> bool {
        self.watch.connected || self.inbound.reception.received() > 0
    }

    pub(crate) fn stats(&self) -> LegStats {
        let inbound = &self.inbound;
        let ms = |ticks: u64| ticks / 8;
        #[allow(clippy::cast_precision_loss, reason = "jitter is small")]
        let jitter_ms = inbound.reception.jitter_ticks() as f32 / 8.0;
        LegStats {
            received: inbound.reception.received(),
            lost: inbound.reception.lost(),
            duplicates: inbound.reception.duplicates,
            reordered: inbound.reception.reordered,
            late: inbound.jitter.late,
            jitter_ms,
            concealed_ms: ms(inbound.concealed_ticks),
            playout_delay_ms: inbound.jitter.delay_ms(),
            sent: self.outbound.packets,
            round_trip: self.reports.round_trip,
            far_end_lost_pct: self.reports.far_end_lost_pct,
            far_end_jitter_ms: self.reports.far_end_jitter_ms,
            foreign: inbound.foreign,
            malformed: inbound.malformed,
            unauthentic: inbound.unauthentic,
            frames_dropped: self.frames_dropped,
            codec: self.session.as_ref().map(|session| session.send.codec),
            far_end: self.inbound.source.reply_to().filter(|address| *address != crate::sdp::web::BROWSER),
        }
    }
}
