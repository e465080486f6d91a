//! The state of one leg's negotiation: what we said last, what is in force.

use std::net::{IpAddr, SocketAddr};

use super::crypto::{CryptoLine, CryptoSuite, MasterKey};
use super::read::{Audio, Described, Line};
use super::write::{self, AudioLine};
use super::{Direction, EventTypes, Negotiated, Payload, SdpError, Session, SessionKeys};
use crate::LegOptions;

/// Payload type we offer telephone-event with.
const EVENT_TYPE: u8 = 101;

/// One leg's side of offer and answer.
///
/// ```text
///   Idle ── offer ──▶ Offered ── accept_answer ──▶ InForce ─┐ answer
///    └───────── answer ──────────────────────────▶ InForce ◀┘ offer / hold_offer ─▶ Offered (the old one stays in force)
/// ```
#[derive(Debug)]
pub(crate) struct SdpSession {
    address: IpAddr,
    port: u16,
    options: LegOptions,
    session_id: u64,
    version: u64,
    last_body: Option<String>,
    key: MasterKey,
    /// We hold the far end: we send, and do not want to hear.
    holding: bool,
    offered: Option<AudioLine>,
    in_force: Option<InForce>,
}

/// What was agreed, as later offers must repeat it (RFC 3264 §8).
#[derive(Clone, Debug)]
struct InForce {
    line: AudioLine,
    /// Lines besides ours, in order, with our place among them.
    others: Vec<Line>,
    place: usize,
}

impl SdpSession {
    pub(crate) fn new(address: IpAddr, port: u16, options: LegOptions) -> Self {
        // 63 bits, so that peers with signed numbers can read it.
        let session_id = rand::random::<u64>() >> 2;
        Self {
            address,
            port,
            options,
            session_id,
            version: session_id,
            last_body: None,
            key: MasterKey::generate(),
            holding: false,
            offered: None,
            in_force: None,
        }
    }

    pub(crate) fn offer(&mut self) -> String {
        let line = self.offer_line();
        self.offered = Some(line.clone());
        let (others, place) = self.other_lines();
        self.body(&line, &others, place)
    }

    pub(crate) fn hold_offer(&mut self, hold: bool) -> String {
        self.holding = hold;
        self.offer()
    }

    pub(crate) fn answer(&mut self, text: &str) -> Result<(Negotiated, Session), SdpError> {
        let described = Described::parse(text)?;
        let (place, audio, codec) = self.choose(&described)?;
        let crypto = self.answer_crypto(audio)?;
        let line = AudioLine {
            port: self.port,
            proto: described.lines[place].proto.clone(),
            payloads: vec![codec],
            telephone_event: audio.telephone_event.filter(|_| self.options.telephone_event),
            direction: self.limited(answer_direction(audio)),
            rtcp_mux: audio.rtcp_mux,
            crypto: crypto.iter().map(|(ours, _)| *ours).collect(),
        };
        let session = session(&line, audio, crypto.map(|(ours, theirs)| keys(ours, theirs)))?;
        let body = self.body(&line, &described.lines, place);
        let negotiated = negotiated(body, audio, &session);
        self.offered = None;
        self.in_force = Some(InForce { line, others: described.lines, place });
        Ok((negotiated, session))
    }

    pub(crate) fn accept_answer(&mut self, text: &str) -> Result<(Negotiated, Session), SdpError> {
        let offered = self.offered.clone().ok_or(SdpError::NoOfferOpen)?;
        let described = Described::parse(text)?;
        let (mut others, place) = self.other_lines();
        let audio = described.lines.get(place).and_then(|line| line.audio.as_ref()).ok_or(SdpError::NoAudio)?;
        let keys = answered_keys(&offered, audio)?;
        let mut line = offered.clone();
        line.payloads = answered_codecs(&offered, audio)?;
        line.telephone_event = offered.telephone_event.filter(|_| audio.telephone_event.is_some());
        line.direction = Direction::of(
            offered.direction.sends() && audio.direction.receives(),
            offered.direction.receives() && audio.direction.sends(),
        );
        line.rtcp_mux = offered.rtcp_mux && audio.rtcp_mux;
        let mut session = session(&line, audio, keys)?;
        // Both sides may use any format of the answer; the first one is what we send, in their numbers.
        session.send = audio
            .codecs
            .iter()
            .copied()
            .find(|theirs| line.payloads.iter().any(|ours| ours.codec == theirs.codec))
            .unwrap_or(session.send);
        if let (Some(receive), Some(send)) = (line.telephone_event, audio.telephone_event) {
            session.telephone_event = Some(EventTypes { send, receive, clock_ratio: 1 });
        }
        let body = self.last_body.clone().unwrap_or_default();
        let negotiated = negotiated(body, audio, &session);
        if others.is_empty() {
            others = vec![described.lines[place].clone()];
        }
        // Later offers keep the direction we want, not the one an answer narrowed it to.
        self.in_force = Some(InForce { line: AudioLine { direction: offered.direction, ..line }, others, place });
        self.offered = None;
        Ok((negotiated, session))
    }

    /// The first line we can serve: SRTP before plain RTP, then their order.
    fn choose<'a>(&self, described: &'a Described) -> Result<(usize, &'a Audio, Payload), SdpError> {
        let audios = || described.lines.iter().enumerate().filter_map(|(n, line)| Some((n, line.audio.as_ref()?)));
        if audios().next().is_none() {
            return Err(SdpError::NoAudio);
        }
        let mut candidates: Vec<_> = audios().filter(|(_, audio)| self.can_protect(audio)).collect();
        candidates.sort_by_key(|(_, audio)| !audio.secure);
        if candidates.is_empty() {
            return Err(SdpError::NoCommonSuite);
        }
        let served = candidates.iter().find_map(|(n, audio)| Some((*n, *audio, self.common_codec(audio)?)));
        served.ok_or_else(|| SdpError::NoCommonCodec { offered: offered_names(described) })
    }

    fn can_protect(&self, audio: &Audio) -> bool {
        if audio.secure { !audio.crypto.is_empty() } else { !self.options.require_srtp }
    }

    fn common_codec(&self, audio: &Audio) -> Option<Payload> {
        audio.codecs.iter().copied().find(|payload| self.options.codecs.contains(&payload.codec))
    }

    /// Our crypto line (same tag and suite, our key; RFC 4568 §5.1.2) and theirs.
    fn answer_crypto(&self, audio: &Audio) -> Result<Option<(CryptoLine, CryptoLine)>, SdpError> {
        if !audio.secure {
            return Ok(None);
        }
        let theirs = *audio.crypto.first().ok_or(SdpError::NoCommonSuite)?;
        Ok(Some((CryptoLine { key: self.key, ..theirs }, theirs)))
    }

    fn limited(&self, direction: Direction) -> Direction {
        Direction::of(direction.sends(), direction.receives() && !self.holding)
    }

    fn offer_line(&self) -> AudioLine {
        let direction = self.limited(Direction::SendRecv);
        match &self.in_force {
            Some(agreed) => AudioLine { direction, ..agreed.line.clone() },
            None => self.first_offer_line(direction),
        }
    }

    fn first_offer_line(&self, direction: Direction) -> AudioLine {
        let secure = self.options.offer_srtp || self.options.require_srtp;
        let suites = [(1, CryptoSuite::Sha1_80), (2, CryptoSuite::Sha1_32)];
        let crypto = suites.map(|(tag, suite)| CryptoLine { tag, suite, key: self.key });
        let payload = |codec: &crate::CodecName| Payload { number: codec.payload_type(), codec: *codec };
        AudioLine {
            port: self.port,
            proto: if secure { "RTP/SAVP" } else { "RTP/AVP" }.to_owned(),
            payloads: self.options.codecs.iter().map(payload).collect(),
            telephone_event: self.options.telephone_event.then_some(EVENT_TYPE),
            direction,
            rtcp_mux: false,
            crypto: if secure { crypto.to_vec() } else { Vec::new() },
        }
    }

    fn other_lines(&self) -> (Vec<Line>, usize) {
        self.in_force.as_ref().map_or_else(|| (Vec::new(), 0), |agreed| (agreed.others.clone(), agreed.place))
    }

    /// The description with our line in its place and all others refused. The version grows when anything changed
    /// (RFC 3264 §8).
    fn body(&mut self, line: &AudioLine, others: &[Line], place: usize) -> String {
        let media = || {
            if others.is_empty() {
                return vec![write::audio(line)];
            }
            let lines = others.iter().enumerate();
            lines.map(|(n, other)| if n == place { write::audio(line) } else { write::refusal(other) }).collect()
        };
        let same = write::description(self.session_id, self.version, self.address, media());
        if self.last_body.as_ref().is_none_or(|last| *last == same) {
            return self.last_body.insert(same).clone();
        }
        self.version += 1;
        self.last_body.insert(write::description(self.session_id, self.version, self.address, media())).clone()
    }
}

/// RFC 3264 §6.1: `sendonly` is answered `recvonly`, `recvonly` `sendonly`, `inactive` `inactive`;
/// `c=0.0.0.0` is the old way to say that they do not listen (§8.4).
fn answer_direction(audio: &Audio) -> Direction {
    let ours = audio.direction.reversed();
    Direction::of(ours.sends() && !old_hold(audio), ours.receives())
}

fn old_hold(audio: &Audio) -> bool {
    audio.address.is_some_and(|address| address.is_unspecified())
}

fn negotiated(sdp: String, audio: &Audio, session: &Session) -> Negotiated {
    Negotiated {
        sdp,
        direction: session.direction,
        codec: session.send.codec,
        held_by_far_end: !audio.direction.receives() || old_hold(audio),
        srtp: session.keys.is_some(),
        telephone_event: session.telephone_event.is_some(),
    }
}

fn session(line: &AudioLine, audio: &Audio, keys: Option<SessionKeys>) -> Result<Session, SdpError> {
    let address = audio.address.filter(|address| !address.is_multicast()).ok_or(SdpError::Address)?;
    let reachable = !address.is_unspecified();
    let remote_rtp = reachable.then(|| SocketAddr::new(address, audio.port));
    let rtcp_port =
        if line.rtcp_mux { Some(audio.port) } else { audio.rtcp_port.or_else(|| audio.port.checked_add(1)) };
    let rtcp_address = audio.rtcp_address.unwrap_or(address);
    Ok(Session {
        remote_rtp,
        remote_rtcp: rtcp_port.filter(|_| reachable).map(|port| SocketAddr::new(rtcp_address, port)),
        rtcp_mux: line.rtcp_mux,
        direction: Direction::of(line.direction.sends() && reachable, line.direction.receives()),
        send: *line.payloads.first().ok_or_else(|| SdpError::NoCommonCodec { offered: audio.offered.join(", ") })?,
        receive: line.payloads.clone(),
        telephone_event: line.telephone_event.map(|number| EventTypes {
            send: number,
            receive: number,
            clock_ratio: 1,
        }),
        ptime_ms: audio.ptime_ms,
        keys,
    })
}

fn keys(ours: CryptoLine, theirs: CryptoLine) -> SessionKeys {
    SessionKeys { suite: theirs.suite, ours: ours.key, theirs: theirs.key }
}

fn answered_keys(offered: &AudioLine, audio: &Audio) -> Result<Option<SessionKeys>, SdpError> {
    if offered.crypto.is_empty() {
        return if audio.secure { Err(SdpError::NoCommonSuite) } else { Ok(None) };
    }
    let pairs = audio.crypto.iter().filter_map(|theirs| {
        let ours = offered.crypto.iter().find(|ours| ours.tag == theirs.tag && ours.suite == theirs.suite)?;
        Some(keys(*ours, *theirs))
    });
    if !audio.secure {
        return Err(SdpError::NoCommonSuite);
    }
    pairs.into_iter().next().map(Some).ok_or(SdpError::NoCommonSuite)
}

/// Our numbers for the codecs of the answer, the answer's first choice first.
fn answered_codecs(offered: &AudioLine, audio: &Audio) -> Result<Vec<Payload>, SdpError> {
    let theirs = audio.codecs.iter();
    let common: Vec<Payload> =
        theirs.filter_map(|theirs| offered.payloads.iter().find(|ours| ours.codec == theirs.codec).copied()).collect();
    if common.is_empty() { Err(SdpError::NoCommonCodec { offered: audio.offered.join(", ") }) } else { Ok(common) }
}

fn offered_names(described: &Described) -> String {
    let names = described.lines.iter().filter_map(|line| line.audio.as_ref()).flat_map(|audio| audio.offered.iter());
    let names: Vec<&str> = names.map(String::as_str).take(16).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
