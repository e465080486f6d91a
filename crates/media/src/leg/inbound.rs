//! Packets to voice.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use bytes::BytesMut;
use rtc_rtp::header::Header;
use rtc_shared::marshal::Unmarshal as _;

use crate::codec::{CodecName, Decoder, FRAME_TICKS};
use crate::conceal::Concealer;
use crate::dtmf::inband::InbandDetector;
use crate::dtmf::receive::{EventReceiver, KeyStep};
use crate::jitter::{JitterBuffer, Piece};
use crate::reception::{Arrival, Reception};
use crate::resample::{Doubler, Halver};
use crate::sdp::Session;
use crate::source::{Seen, Source, Verdict};
use crate::srtp::Protection;

/// Longest payload taken: 120 ms.
const MAX_TICKS: usize = 960;
/// Largest payload taken: more is not carried by one datagram.
const MAX_PAYLOAD: usize = 1275;

/// A leg's incoming side.
pub(crate) struct Inbound {
    pub(crate) source: Source,
    pub(crate) reception: Reception,
    pub(crate) jitter: JitterBuffer,
    pub(crate) events: EventReceiver,
    /// Listens for keys in the sound; the halver brings G.722 to its rate.
    pub(crate) inband: Option<(InbandDetector, Halver)>,
    /// Codec of the newest packet.
    pub(crate) codec: Option<CodecName>,
    pub(crate) foreign: u64,
    pub(crate) malformed: u64,
    pub(crate) unauthentic: u64,
    pub(crate) concealed_ticks: u64,
    clock: Clock,
    voice: VoiceChain,
}

/// Decoder, concealment and resamplers of one codec.
struct VoiceChain {
    codec: CodecName,
    decoder: Decoder,
    concealer: Concealer,
    doubler: Doubler,
    halver: Halver,
    /// Decoded beyond the frame: packets that cannot be cut.
    beyond: Vec<i16>,
}

/// A packet found good.
#[derive(Debug)]
pub(crate) struct Good<'a> {
    pub(crate) stream: u32,
    /// Extended sequence number.
    pub(crate) sequence: u64,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    /// Ticks of its RTP clock in one of ours.
    pub(crate) clock_ratio: u32,
    pub(crate) payload: &'a [u8],
    pub(crate) content: Content,
}

/// What a good packet carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Voice.
    Sound(CodecName),
    /// Keys.
    Keys(Vec<KeyStep>),
}

/// 20 ms of a leg's voice, in the rates somebody wants.
#[derive(Clone, Debug, Default)]
pub(crate) struct Voice {
    pub(crate) narrow: Vec<i16>,
    pub(crate) wide: Vec<i16>,
    pub(crate) heard: bool,
    pub(crate) key: Option<char>,
}

impl Inbound {
    pub(crate) fn new(signalling: Option<IpAddr>) -> Self {
        Self {
            source: Source::new(signalling),
            reception: Reception::default(),
            jitter: JitterBuffer::default(),
            events: EventReceiver::default(),
            inband: None,
            codec: None,
            foreign: 0,
            malformed: 0,
            unauthentic: 0,
            concealed_ticks: 0,
            clock: Clock::default(),
            voice: VoiceChain::new(CodecName::Pcmu),
        }
    }

    /// Checks a datagram on the RTP port; `None` when it is not to be used. `clear` holds it once decrypted.
    pub(crate) fn packet<'a>(
        &mut self,
        now: (Instant, i64),
        from: SocketAddr,
        datagram: &'a [u8],
        session: &Session,
        protection: Option<&mut Protection>,
        clear: &'a mut BytesMut,
    ) -> Option<Good<'a>> {
        let Some((header, body, kind)) = known(datagram, session) else {
            self.malformed += 1;
            return None;
        };
        let datagram = match (protection, &session.keys) {
            (Some(protection), _) => {
                let Some(opened) = protection.open_rtp(datagram, &header) else {
                    self.unauthentic += 1;
                    return None;
                };
                *clear = opened;
                &clear[..]
            }
            (None, None) => datagram,
            (None, Some(_)) => return None,
        };
        let authentic = session.keys.is_some();
        let seen = Seen { from, stream: header.ssrc, sequence: header.sequence_number, authentic };
        if self.source.packet(now.0, seen) == Verdict::Refuse {
            self.foreign += 1;
            return None;
        }
        let payload = payload(&datagram[body..], &header)?;
        self.accept(now.1, &header, kind, payload)
    }

    fn accept<'a>(&mut self, arrival: i64, header: &Header, kind: Kind, payload: &'a [u8]) -> Option<Good<'a>> {
        if kind.ticks(payload) > MAX_TICKS {
            return None;
        }
        let (stream, clock_ratio) = (header.ssrc, kind.clock_ratio());
        let timestamp = self.clock.ticks(header.timestamp, clock_ratio);
        let sequence = match self.reception.packet(arrival, stream, header.sequence_number, timestamp) {
            Arrival::Newest(sequence) | Arrival::Reordered(sequence) | Arrival::Restarted(sequence) => sequence,
            Arrival::Duplicate | Arrival::OffSequence => return None,
        };
        let content = match kind {
            Kind::Sound(codec) => {
                self.codec = Some(codec);
                Content::Sound(codec)
            }
            Kind::Event(_) => {
                let event = in_ticks(payload, clock_ratio);
                Content::Keys(self.events.packet(arrival, stream, timestamp, header.marker, &event))
            }
        };
        Some(Good { stream, sequence, timestamp, marker: header.marker, clock_ratio, payload, content })
    }

    /// Lays a good packet of sound into the jitter buffer, for listeners and transcoding.
    pub(crate) fn keep(&mut self, arrival: i64, good: &Good<'_>) {
        if let Content::Sound(codec) = good.content {
            self.jitter.push(arrival, good.stream, good.timestamp, codec, good.payload);
        }
    }

    /// The next 20 ms, decoded; in each rate only when wanted.
    pub(crate) fn voice(&mut self, now: i64, want_narrow: bool, want_wide: bool) -> Voice {
        let pieces = self.jitter.pull(now);
        let mut native = std::mem::take(&mut self.voice.beyond);
        let mut real = native.len() / self.voice.codec.samples_per_tick();
        let quiet = self.events.is_down();
        for (n, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Sound(codec, bytes) => {
                    real += bytes.len();
                    self.sound(*codec, bytes, 0, &mut native);
                }
                Piece::Whole(codec, bytes, over) => {
                    real += codec.ticks(bytes).saturating_sub(*over);
                    self.sound(*codec, bytes, *over, &mut native);
                }
                Piece::Missing(ticks) => {
                    // While a key is down its sender sends events instead of sound: that is silence, not loss.
                    self.concealed_ticks += if quiet { 0 } else { *ticks as u64 };
                    let following = match pieces.get(n + 1) {
                        Some(Piece::Whole(_, bytes, 0)) => Some(bytes.as_slice()),
                        None => self.jitter.following(),
                        Some(Piece::Whole(..) | Piece::Sound(..) | Piece::Missing(_)) => None,
                    };
                    self.voice.missing(*ticks, quiet, following, &mut native);
                }
            }
        }
        if native.is_empty() {
            self.voice.concealer.reset();
        }
        let frame = FRAME_TICKS * self.voice.codec.samples_per_tick();
        self.voice.beyond = native.split_off(frame.min(native.len()));
        native.resize(frame, 0);
        let key = self.key_in(&native);
        let mut voice = self.voice.rates(native, want_narrow, want_wide);
        voice.heard = real * 2 > FRAME_TICKS;
        voice.key = key;
        voice
    }

    fn sound(&mut self, codec: CodecName, bytes: &[u8], over: usize, native: &mut Vec<i16>) {
        if codec != self.voice.codec {
            native.clear();
            self.voice = VoiceChain::new(codec);
        }
        let start = native.len();
        self.voice.decoder.decode(bytes, native);
        let over = (over * codec.samples_per_tick()).min(native.len() - start);
        native.drain(start..start + over);
        if codec.is_divisible() {
            self.voice.concealer.heard(&mut native[start..]);
        }
    }

    fn key_in(&mut self, native: &[i16]) -> Option<char> {
        let (detector, halver) = self.inband.as_mut()?;
        if self.voice.codec.samples_per_tick() == 1 {
            return detector.samples(native);
        }
        let mut narrow = Vec::with_capacity(FRAME_TICKS);
        halver.halve(native, &mut narrow);
        detector.samples(&narrow)
    }
}

impl VoiceChain {
    fn new(codec: CodecName) -> Self {
        Self {
            codec,
            decoder: Decoder::new(codec),
            concealer: Concealer::new(codec.samples_per_tick()),
            doubler: Doubler::default(),
            halver: Halver::default(),
            beyond: Vec::new(),
        }
    }

    fn missing(&mut self, ticks: usize, quiet: bool, following: Option<&[u8]>, native: &mut Vec<i16>) {
        let samples = ticks * self.codec.samples_per_tick();
        if quiet {
            self.concealer.reset();
            native.resize(native.len() + samples, 0);
        } else if !self.decoder.conceal(ticks, following, native) {
            self.concealer.missing(samples, native);
        }
    }

    fn rates(&mut self, native: Vec<i16>, want_narrow: bool, want_wide: bool) -> Voice {
        let mut voice = Voice::default();
        if self.codec.samples_per_tick() == 1 {
            if want_wide {
                voice.wide.reserve_exact(2 * FRAME_TICKS);
                self.doubler.double(&native, &mut voice.wide);
            }
            voice.narrow = native;
        } else {
            if want_narrow {
                voice.narrow.reserve_exact(FRAME_TICKS);
                self.halver.halve(&native, &mut voice.narrow);
            }
            voice.wide = native;
        }
        voice
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Sound(CodecName),
    /// With the ticks of its RTP clock in one of ours.
    Event(u32),
}

impl Kind {
    const fn clock_ratio(self) -> u32 {
        match self {
            Self::Sound(codec) => codec.clock_ratio(),
            Self::Event(clock_ratio) => clock_ratio,
        }
    }

    fn ticks(self, payload: &[u8]) -> usize {
        match self {
            Self::Sound(codec) => codec.ticks(payload),
            Self::Event(_) => 0,
        }
    }
}

/// Brings RTP timestamps to ticks. They wrap at 2³² of their own clock, so they are counted on before they are divided.
#[derive(Debug, Default)]
struct Clock {
    newest: Option<i64>,
}

impl Clock {
    fn ticks(&mut self, timestamp: u32, ratio: u32) -> u32 {
        if ratio <= 1 {
            return timestamp;
        }
        let newest = self.newest.unwrap_or_else(|| i64::from(timestamp) + (1 << 32));
        let step = timestamp.wrapping_sub((newest & 0xFFFF_FFFF) as u32).cast_signed();
        let present = newest + i64::from(step);
        self.newest = Some(present.max(newest));
        ((present / i64::from(ratio)) & 0xFFFF_FFFF) as u32
    }
}

/// A telephone-event with its duration in ticks.
fn in_ticks(payload: &[u8], ratio: u32) -> Vec<u8> {
    let mut event = payload.to_vec();
    if let Some([high, low]) = payload.get(2..4).and_then(|duration| <[u8; 2]>::try_from(duration).ok())
        && let Ok(ratio) = u16::try_from(ratio.max(1))
    {
        event[2..4].copy_from_slice(&(u16::from_be_bytes([high, low]) / ratio).to_be_bytes());
    }
    event
}

/// The header, when the datagram is RTP (RFC 7983: first byte 128-191, so STUN, DTLS and rubbish fall out) of a
/// payload type that was negotiated.
fn known(datagram: &[u8], session: &Session) -> Option<(Header, usize, Kind)> {
    if !matches!(datagram.first(), Some(128..=191)) || datagram.len() < 12 {
        return None;
    }
    let mut rest = datagram;
    let header = Header::unmarshal(&mut rest).ok()?;
    let body = datagram.len() - rest.len();
    if let Some(event) = session.telephone_event.filter(|event| event.receive == header.payload_type) {
        return Some((header, body, Kind::Event(event.clock_ratio)));
    }
    let payload = session.receive.iter().find(|payload| payload.number == header.payload_type)?;
    Some((header, body, Kind::Sound(payload.codec)))
}

/// The payload without padding; `None` when nothing is left or it is too much.
fn payload<'a>(mut payload: &'a [u8], header: &Header) -> Option<&'a [u8]> {
    if header.padding {
        let padding = usize::from(*payload.last()?);
        payload = payload.get(..payload.len().checked_sub(padding)?)?;
    }
    (!payload.is_empty() && payload.len() <= MAX_PAYLOAD).then_some(payload)
}
