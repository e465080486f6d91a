//! What of a browser's description matters to the room; the rest (ICE, DTLS, bundling) is WebRTC's own affair.
//!
//! An offer is looked at before WebRTC sees it: it must hold one audio stream over DTLS-SRTP with a fingerprint and ICE
//! credentials, and a codec of ours. What we answer is that one codec and the telephone-event of its clock, so both ends
//! can only mean one thing.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use rtc_sdp::SessionDescription;
use rtc_sdp::description::common::Attribute;
use rtc_sdp::description::media::MediaDescription;

use super::read::{Format, direction, first_words, formats, tidy, values};
use super::{Direction, EventTypes, Negotiated, Payload, SdpError, Session};
use crate::CodecName;
use crate::codec::CLOCK_HZ;

/// Stands for the browser where an address is asked for: DTLS knows who it is, and ICE where.
pub(crate) const BROWSER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 9);

/// The audio line of one side.
#[derive(Clone, Debug)]
pub(crate) struct WebAudio {
    /// Our codecs, in their order.
    pub(crate) codecs: Vec<Payload>,
    events: Vec<(u8, u32)>,
    offered: Vec<String>,
    /// Seen from the side that wrote it.
    pub(crate) direction: Direction,
}

impl WebAudio {
    /// Reads a description; it need not be of a browser.
    ///
    /// # Errors
    /// What is missing for WebRTC.
    pub(crate) fn parse(text: &str) -> Result<Self, SdpError> {
        let mut reader = std::io::Cursor::new(tidy(text)?);
        let description = SessionDescription::unmarshal(&mut reader)
            .map_err(|error| SdpError::Unreadable(first_words(&error.to_string())))?;
        let live = |media: &&MediaDescription| {
            media.media_name.media.eq_ignore_ascii_case("audio") && media.media_name.port.value != 0
        };
        let media = description.media_descriptions.iter().find(live).ok_or(SdpError::NoAudio)?;
        check(&description, media)?;
        let maps = formats(&media.media_name.formats, &media.attributes);
        let both = |attributes: &[Attribute]| direction(attributes);
        Ok(Self {
            codecs: maps.iter().filter_map(Format::payload).collect(),
            events: maps.iter().filter_map(event).collect(),
            offered: maps.iter().map(|format| format.encoding.clone()).take(16).collect(),
            direction: both(&media.attributes).or_else(|| both(&description.attributes)).unwrap_or(Direction::SendRecv),
        })
    }

    /// Their first codec that we speak.
    pub(crate) fn choose(&self, ours: &[CodecName]) -> Result<Payload, SdpError> {
        let common = self.codecs.iter().copied().find(|payload| ours.contains(&payload.codec));
        common.ok_or_else(|| SdpError::NoCommonCodec { offered: self.offered.join(", ") })
    }

    /// The number of telephone-event with a codec's clock.
    pub(crate) fn event_of(&self, codec: CodecName) -> Option<u8> {
        self.events.iter().find(|(_, clock_hz)| *clock_hz == codec.clock_hz()).map(|(number, _)| *number)
    }
}

/// What two descriptions come to. `theirs` decides what we send, `ours` what we may.
///
/// # Errors
/// When no codec is in both.
pub(crate) fn agreed(ours: &WebAudio, theirs: &WebAudio, sdp: String) -> Result<(Negotiated, Session), SdpError> {
    let speaks = |payload: &&Payload| ours.codecs.iter().any(|own| own.codec == payload.codec);
    let common = theirs.codecs.iter().find(speaks).copied();
    let send = common.ok_or_else(|| SdpError::NoCommonCodec { offered: theirs.offered.join(", ") })?;
    let events = theirs.event_of(send.codec).zip(ours.event_of(send.codec));
    let telephone_event =
        events.map(|(send_as, receive)| EventTypes { send: send_as, receive, clock_ratio: send.codec.clock_ratio() });
    let direction = Direction::of(
        ours.direction.sends() && theirs.direction.receives(),
        ours.direction.receives() && theirs.direction.sends(),
    );
    let session = Session {
        remote_rtp: Some(BROWSER),
        remote_rtcp: Some(BROWSER),
        rtcp_mux: true,
        direction,
        send,
        receive: ours.codecs.clone(),
        telephone_event,
        ptime_ms: 20,
        keys: None,
    };
    let negotiated = Negotiated {
        sdp,
        direction,
        codec: send.codec,
        held_by_far_end: !theirs.direction.receives(),
        srtp: true,
        telephone_event: telephone_event.is_some(),
    };
    Ok((negotiated, session))
}

/// Without its candidates. We are ICE-lite: the browser looks for us, never we for it, so its addresses (mDNS names, TCP,
/// or an attacker's victim) are not needed and not trusted.
pub(crate) fn without_candidates(text: &str) -> String {
    let kept = text.lines().map(str::trim_end).filter(|line| {
        !line.is_empty() && !line.starts_with("a=candidate:") && !line.starts_with("a=end-of-candidates")
    });
    kept.flat_map(|line| [line, "\r\n"]).collect()
}

/// Our own description, as it is told: one candidate per address (RTCP shares the port, so component 2 is moot), with the
/// address browsers reach us at.
pub(crate) fn told(text: &str, bound: IpAddr, web_address: IpAddr) -> String {
    let mut told = String::with_capacity(text.len());
    let mut seen: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        let Some(candidate) = line.strip_prefix("a=candidate:") else {
            told.extend([line, "\r\n"]);
            continue;
        };
        let mut words: Vec<&str> = candidate.split_ascii_whitespace().collect();
        let address = web_address.to_string();
        if words.len() < 6 || words[1] != "1" {
            continue;
        }
        if bound != web_address && !web_address.is_unspecified() {
            words[4] = &address;
        }
        let key = format!("{} {}", words[4], words[5]);
        if !seen.contains(&key) {
            told.extend(["a=candidate:", &words.join(" "), "\r\n"]);
            seen.push(key);
        }
    }
    told
}

fn check(description: &SessionDescription, media: &MediaDescription) -> Result<(), SdpError> {
    let proto = media.media_name.protos.join("/").to_ascii_uppercase();
    if !matches!(proto.as_str(), "UDP/TLS/RTP/SAVPF" | "UDP/TLS/RTP/SAVP") {
        return Err(SdpError::NotWeb);
    }
    let has = |key: &str, good: fn(&str) -> bool| {
        let session = values(&description.attributes, key);
        values(&media.attributes, key).chain(session).any(|value| good(value.trim()))
    };
    if !has("fingerprint", is_fingerprint) {
        return Err(SdpError::NoFingerprint);
    }
    // RFC 8839 §5.4: at least 4 and 22 characters.
    if !has("ice-ufrag", |value| (4..=256).contains(&value.len())) || !has("ice-pwd", |v| (22..=256).contains(&v.len())) {
        return Err(SdpError::NoIce);
    }
    Ok(())
}

fn is_fingerprint(value: &str) -> bool {
    let Some((hash, digest)) = value.split_once(' ') else { return false };
    let length = match hash.to_ascii_lowercase().as_str() {
        "sha-256" => 32,
        "sha-384" => 48,
        "sha-512" => 64,
        _ => return false,
    };
    let parts: Vec<&str> = digest.trim().split(':').collect();
    parts.len() == length && parts.iter().all(|part| part.len() == 2 && u8::from_str_radix(part, 16).is_ok())
}

fn event(format: &Format) -> Option<(u8, u32)> {
    let ours = format.clock_hz.is_multiple_of(CLOCK_HZ) && format.encoding.eq_ignore_ascii_case("telephone-event");
    ours.then_some((format.number, format.clock_hz))
}
