//! What a far end's description says about sound.

use std::net::IpAddr;

use rtc_sdp::SessionDescription;
use rtc_sdp::description::common::{Attribute, ConnectionInformation};
use rtc_sdp::description::media::MediaDescription;

use super::crypto::CryptoLine;
use super::{Direction, Payload, SdpError};
use crate::CodecName;
use crate::codec::CLOCK_HZ;

/// Longest description looked at; real ones are below 4 kB.
const MAX_BYTES: usize = 64 * 1024;
/// Most media lines looked at.
const MAX_LINES: usize = 32;

/// A description as far as we care.
#[derive(Clone, Debug)]
pub(super) struct Described {
    /// All media lines in order; an answer must mirror each (RFC 3264 §6).
    pub(super) lines: Vec<Line>,
}

/// One `m=` line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) media: String,
    pub(super) proto: String,
    pub(super) formats: Vec<String>,
    /// Present when we could take it: audio over RTP with a port.
    pub(super) audio: Option<Audio>,
}

/// An audio line we could take.
#[derive(Clone, Debug)]
pub(super) struct Audio {
    pub(super) port: u16,
    /// `None` when it is not a literal address.
    pub(super) address: Option<IpAddr>,
    /// SDES keys are expected: RTP/SAVP or RTP/SAVPF.
    pub(super) secure: bool,
    /// Seen from the far end.
    pub(super) direction: Direction,
    /// Our codecs among the formats, in their order.
    pub(super) codecs: Vec<Payload>,
    /// All encoding names, for the error message.
    pub(super) offered: Vec<String>,
    pub(super) telephone_event: Option<u8>,
    pub(super) rtcp_port: Option<u16>,
    pub(super) rtcp_address: Option<IpAddr>,
    pub(super) rtcp_mux: bool,
    pub(super) ptime_ms: u32,
    pub(super) crypto: Vec<CryptoLine>,
}

impl Described {
    pub(super) fn parse(text: &str) -> Result<Self, SdpError> {
        let mut reader = std::io::Cursor::new(tidy(text)?);
        let description = SessionDescription::unmarshal(&mut reader)
            .map_err(|error| SdpError::Unreadable(first_words(&error.to_string())))?;
        let lines = description.media_descriptions.iter().take(MAX_LINES).map(|media| line(&description, media));
        Ok(Self { lines: lines.collect() })
    }
}

/// Drops the lines we do not use (names, times, bandwidths: where phones err most) and supplies `s=` and `t=`
/// where a phone left them out, so that only what matters can be refused.
pub(super) fn tidy(text: &str) -> Result<Vec<u8>, SdpError> {
    if text.len() > MAX_BYTES {
        return Err(SdpError::Unreadable(format!("{} bytes are too many", text.len())));
    }
    let kept = |kind: u8| text.lines().filter(move |line| line.as_bytes().first() == Some(&kind));
    if !text.trim_start().starts_with("v=") {
        return Err(SdpError::Unreadable("it does not begin with v=".to_owned()));
    }
    let origin = kept(b'o').next().filter(|line| line.split_ascii_whitespace().count() == 6);
    let mut tidy = format!("v=0\r\n{}\r\ns=-\r\n", origin.unwrap_or("o=- 0 0 IN IP4 0.0.0.0").trim_end());
    let mut session = true;
    let mut timed = false;
    for line in text.lines().map(str::trim_end) {
        let bytes = line.as_bytes();
        if bytes.get(1) != Some(&b'=') || bytes.len() < 3 {
            continue;
        }
        let media = bytes[0] == b'm';
        let attribute = bytes[0] == b'a';
        if session && !timed && (media || attribute) {
            tidy.push_str("t=0 0\r\n");
            timed = true;
        }
        session &= !media;
        if media || attribute || bytes[0] == b'c' && (!session || !timed) {
            tidy.push_str(line);
            tidy.push_str("\r\n");
        }
    }
    if !timed {
        tidy.push_str("t=0 0\r\n");
    }
    Ok(tidy.into_bytes())
}

pub(crate) fn first_words(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(120).collect()
}

fn line(description: &SessionDescription, media: &MediaDescription) -> Line {
    let name = &media.media_name;
    Line {
        media: name.media.clone(),
        proto: name.protos.join("/"),
        formats: name.formats.clone(),
        audio: audio(description, media),
    }
}

fn audio(description: &SessionDescription, media: &MediaDescription) -> Option<Audio> {
    let name = &media.media_name;
    let secure = match name.protos.join("/").to_ascii_uppercase().as_str() {
        "RTP/AVP" | "RTP/AVPF" => false,
        "RTP/SAVP" | "RTP/SAVPF" => true,
        _ => return None,
    };
    let port = u16::try_from(name.port.value).ok().filter(|port| *port != 0)?;
    if !name.media.eq_ignore_ascii_case("audio") {
        return None;
    }
    let attributes = &media.attributes;
    let maps = formats(&name.formats, attributes);
    let (rtcp_port, rtcp_address) = rtcp(attributes);
    let ptime = number(attributes, "ptime").unwrap_or(20).min(number(attributes, "maxptime").unwrap_or(60));
    Some(Audio {
        port,
        address: address(media.connection_information.as_ref().or(description.connection_information.as_ref())),
        secure,
        direction: direction(attributes).or_else(|| direction(&description.attributes)).unwrap_or(Direction::SendRecv),
        codecs: maps.iter().filter_map(Format::payload).collect(),
        offered: maps.iter().map(|format| format.encoding.clone()).collect(),
        telephone_event: maps.iter().find(|format| format.is("telephone-event")).map(|format| format.number),
        rtcp_port,
        rtcp_address,
        rtcp_mux: attributes.iter().any(|attribute| attribute.key == "rtcp-mux"),
        ptime_ms: (ptime / 10 * 10).clamp(10, 60),
        crypto: values(attributes, "crypto").filter_map(CryptoLine::parse).collect(),
    })
}

fn address(connection: Option<&ConnectionInformation>) -> Option<IpAddr> {
    connection?.address.as_ref()?.address.trim().parse().ok()
}

pub(super) fn direction(attributes: &[Attribute]) -> Option<Direction> {
    let all = [Direction::SendRecv, Direction::SendOnly, Direction::RecvOnly, Direction::Inactive];
    attributes.iter().find_map(|attribute| all.into_iter().find(|direction| direction.attribute() == attribute.key))
}

/// One payload type with its mapping.
pub(super) struct Format {
    pub(super) number: u8,
    pub(super) encoding: String,
    pub(super) clock_hz: u32,
}

impl Format {
    fn is(&self, encoding: &str) -> bool {
        self.encoding.eq_ignore_ascii_case(encoding) && self.clock_hz == CLOCK_HZ
    }

    fn is_codec(&self, codec: CodecName) -> bool {
        self.encoding.eq_ignore_ascii_case(codec.encoding()) && self.clock_hz == codec.clock_hz()
    }

    pub(super) fn payload(&self) -> Option<Payload> {
        let codec = CodecName::ALL.into_iter().find(|codec| self.is_codec(*codec))?;
        Some(Payload { number: self.number, codec })
    }
}

pub(super) fn formats(numbers: &[String], attributes: &[Attribute]) -> Vec<Format> {
    let maps: Vec<Format> = values(attributes, "rtpmap").filter_map(rtpmap).collect();
    let numbers = numbers.iter().filter_map(|number| number.parse::<u8>().ok().filter(|number| *number < 128));
    numbers
        .map(|number| match maps.iter().find(|map| map.number == number) {
            Some(map) => Format { number, encoding: map.encoding.clone(), clock_hz: map.clock_hz },
            None => static_format(number),
        })
        .collect()
}

fn static_format(number: u8) -> Format {
    let known = CodecName::ALL.into_iter().find(|codec| codec.payload_type() == number && number < 96);
    let encoding = known.map_or_else(|| format!("payload type {number}"), |codec| codec.encoding().to_owned());
    Format { number, encoding, clock_hz: CLOCK_HZ }
}

fn rtpmap(value: &str) -> Option<Format> {
    let (number, encoding) = value.trim().split_once(char::is_whitespace)?;
    let mut parts = encoding.trim().split('/');
    let encoding = parts.next()?.chars().take(32).collect();
    let clock_hz: u32 = parts.next()?.parse().ok()?;
    let channels = parts.next().unwrap_or("1");
    // Opus says two channels whatever it sends (RFC 7587 §7).
    let ours = channels == "1" || channels == "2" && clock_hz == CodecName::Opus.clock_hz();
    ours.then_some(Format { number: number.parse().ok()?, encoding, clock_hz })
}

/// `a=rtcp:53020` or `a=rtcp:53020 IN IP4 126.16.64.4` (RFC 3605).
fn rtcp(attributes: &[Attribute]) -> (Option<u16>, Option<IpAddr>) {
    let Some(value) = values(attributes, "rtcp").next() else { return (None, None) };
    let mut words = value.split_ascii_whitespace();
    let port = words.next().and_then(|port| port.parse().ok()).filter(|port| *port != 0);
    (port, words.nth(2).and_then(|address| address.parse().ok()))
}

fn number(attributes: &[Attribute], key: &str) -> Option<u32> {
    values(attributes, key).next()?.trim().parse().ok().filter(|number| *number > 0)
}

pub(super) fn values<'a>(attributes: &'a [Attribute], key: &'a str) -> impl Iterator<Item = &'a str> {
    attributes.iter().filter(move |attribute| attribute.key == key).filter_map(|attribute| attribute.value.as_deref())
}
