//! Our own descriptions, over `rtc-sdp`.

use std::net::IpAddr;

use rtc_sdp::SessionDescription;
use rtc_sdp::description::common::{Address, ConnectionInformation};
use rtc_sdp::description::media::{MediaDescription, MediaName, RangedPort};
use rtc_sdp::description::session::{Origin, TimeDescription};

use super::crypto::CryptoLine;
use super::read::Line;
use super::{Direction, Payload};

/// What our audio line says.
#[derive(Clone, Debug)]
pub(super) struct AudioLine {
    pub(super) port: u16,
    pub(super) proto: String,
    pub(super) payloads: Vec<Payload>,
    pub(super) telephone_event: Option<u8>,
    pub(super) direction: Direction,
    pub(super) rtcp_mux: bool,
    pub(super) crypto: Vec<CryptoLine>,
}

/// A whole description.
pub(super) fn description(session_id: u64, version: u64, address: IpAddr, media: Vec<MediaDescription>) -> String {
    let mut description = SessionDescription {
        version: 0,
        origin: origin(session_id, version, address),
        session_name: "-".to_owned(),
        connection_information: Some(connection(address)),
        time_descriptions: vec![TimeDescription::default()],
        ..SessionDescription::default()
    };
    description.media_descriptions = media;
    description.marshal()
}

fn origin(session_id: u64, session_version: u64, address: IpAddr) -> Origin {
    Origin {
        username: "wasl".to_owned(),
        session_id,
        session_version,
        network_type: "IN".to_owned(),
        address_type: kind(address).to_owned(),
        unicast_address: address.to_string(),
    }
}

fn connection(address: IpAddr) -> ConnectionInformation {
    ConnectionInformation {
        network_type: "IN".to_owned(),
        address_type: kind(address).to_owned(),
        address: Some(Address { address: address.to_string(), ttl: None, range: None }),
    }
}

const fn kind(address: IpAddr) -> &'static str {
    match address {
        IpAddr::V4(_) => "IP4",
        IpAddr::V6(_) => "IP6",
    }
}

/// Our audio line.
pub(super) fn audio(line: &AudioLine) -> MediaDescription {
    let mut formats: Vec<String> = line.payloads.iter().map(|payload| payload.number.to_string()).collect();
    formats.extend(line.telephone_event.map(|number| number.to_string()));
    let mut media = media_line("audio", line.port, &line.proto, formats);
    for payload in &line.payloads {
        let (number, codec) = (payload.number, payload.codec);
        let map = format!("{number} {}/{}{}", codec.encoding(), codec.clock_hz(), codec.channels());
        media = media.with_value_attribute("rtpmap".to_owned(), map);
        if let Some(parameters) = codec.parameters() {
            media = media.with_value_attribute("fmtp".to_owned(), format!("{number} {parameters}"));
        }
    }
    if let Some(number) = line.telephone_event {
        media = media
            .with_value_attribute("rtpmap".to_owned(), format!("{number} telephone-event/8000"))
            .with_value_attribute("fmtp".to_owned(), format!("{number} 0-15"));
    }
    for crypto in &line.crypto {
        media = media.with_value_attribute("crypto".to_owned(), crypto.value());
    }
    media = media.with_value_attribute("ptime".to_owned(), "20".to_owned());
    media = if line.rtcp_mux {
        media.with_property_attribute("rtcp-mux".to_owned())
    } else {
        media.with_value_attribute("rtcp".to_owned(), (line.port + 1).to_string())
    };
    media.with_property_attribute(line.direction.attribute().to_owned())
}

/// The refusal of a line: the same line with port 0 (RFC 3264 §6).
pub(super) fn refusal(line: &Line) -> MediaDescription {
    media_line(&line.media, 0, &line.proto, line.formats.clone())
}

fn media_line(media: &str, port: u16, proto: &str, formats: Vec<String>) -> MediaDescription {
    MediaDescription {
        media_name: MediaName {
            media: media.to_owned(),
            port: RangedPort { value: port as isize, range: None },
            protos: proto.split('/').map(str::to_owned).collect(),
            formats,
        },
        ..MediaDescription::default()
    }
}
