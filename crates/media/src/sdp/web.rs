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

    /// Number and clock of the telephone-event to go with a codec: the one of its clock (RFC 4733 §2.1), else whichever
    /// there is (Firefox lists only 8000 beside Opus).
    pub(crate) fn event_of(&self, codec: CodecName) -> Option<(u8, u32)> {
        let same = self.events.iter().find(|(_, clock_hz)| *clock_hz == codec.clock_hz());
        same.or_else(|| self.events.first()).copied()
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
    let telephone_event = events.filter(|(theirs, ours)| theirs.1 == ours.1).map(|(theirs, ours)| EventTypes {
        send: theirs.0,
        receive: ours.0,
        clock_ratio: theirs.1 / CLOCK_HZ,
    });
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

/// An offer as WebRTC is shown it: of the audio line only the formats that were chosen, and no candidates. WebRTC's
/// matching does not look at clocks, so two telephone-events would end up as one number said twice. And we are ICE-lite:
/// the browser looks for us, never we for it, so its addresses (mDNS names, TCP, or an attacker's victim) are not needed
/// and not trusted.
pub(crate) fn shown(text: &str, formats: &[u8]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut audio = false;
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        if line.starts_with("m=") {
            audio = line.len() > 8 && line.as_bytes()[..8].eq_ignore_ascii_case(b"m=audio ");
        }
        if is_candidate(line) || audio && is_about_another(line, formats) {
            continue;
        }
        match line.starts_with("m=").then_some(audio) {
            Some(true) => shown.push_str(&with_formats(line, formats)),
            Some(false) | None => shown.push_str(line),
        }
        shown.push_str("\r\n");
    }
    shown
}

/// An answer as WebRTC is shown it: without candidates.
pub(crate) fn without_candidates(text: &str) -> String {
    let kept = text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !is_candidate(line));
    kept.flat_map(|line| [line, "\r\n"]).collect()
}

fn is_candidate(line: &str) -> bool {
    line.starts_with("a=candidate:")
        || line.starts_with("a=end-of-candidates")
        || line.starts_with("a=remote-candidates:")
}

/// An attribute of a format that was not chosen.
fn is_about_another(line: &str, formats: &[u8]) -> bool {
    let about = ["a=rtpmap:", "a=fmtp:", "a=rtcp-fb:"].into_iter().find_map(|start| line.strip_prefix(start));
    let number = about.and_then(|rest| rest.split_ascii_whitespace().next());
    number.is_some_and(|number| !formats.iter().any(|format| format.to_string() == number))
}

fn with_formats(line: &str, formats: &[u8]) -> String {
    let mut words: Vec<String> = line.split_ascii_whitespace().take(3).map(str::to_owned).collect();
    words.extend(formats.iter().map(u8::to_string));
    words.join(" ")
}

/// Our own description, as it is told: one candidate per address (RTCP shares the port, so component 2 is moot), with the
/// address browsers reach us at, and the first one as the line's own address (RFC 8839 §4.2.1.2).
pub(crate) fn told(text: &str, bound: IpAddr, web_address: IpAddr) -> String {
    let candidates = candidates(text, bound, web_address);
    let first = candidates.first().and_then(|candidate| Some((candidate.get(4)?.clone(), candidate.get(5)?.clone())));
    let mut told = String::with_capacity(text.len());
    let mut listed = false;
    for line in text.lines().map(str::trim_end) {
        let told_line = match &first {
            Some(_) if line.starts_with("a=candidate:") => {
                if !std::mem::replace(&mut listed, true) {
                    let lines = candidates.iter().map(|words| format!("a=candidate:{}\r\n", words.join(" ")));
                    told.extend(lines);
                }
                continue;
            }
            Some((_, port)) if line.starts_with("m=audio 9 ") => line.replacen(" 9 ", &format!(" {port} "), 1),
            Some((address, _)) if line == "c=IN IP4 0.0.0.0" => {
                format!("c=IN {} {address}", if address.contains(':') { "IP6" } else { "IP4" })
            }
            Some(_) | None => line.to_owned(),
        };
        told.extend([told_line.as_str(), "\r\n"]);
    }
    told
}

fn candidates(text: &str, bound: IpAddr, web_address: IpAddr) -> Vec<Vec<String>> {
    let mut candidates: Vec<Vec<String>> = Vec::new();
    for candidate in text.lines().filter_map(|line| line.trim_end().strip_prefix("a=candidate:")) {
        let mut words: Vec<String> = candidate.split_ascii_whitespace().map(str::to_owned).collect();
        if words.len() < 6 || words[1] != "1" {
            continue;
        }
        if bound != web_address && !web_address.is_unspecified() {
            words[4] = web_address.to_string();
        }
        if !candidates.iter().any(|other| other[4..6] == words[4..6]) {
            candidates.push(words);
        }
    }
    candidates
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
    if !has("ice-ufrag", |value| (4..=256).contains(&value.len())) || !has("ice-pwd", |v| (22..=256).contains(&v.len()))
    {
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
