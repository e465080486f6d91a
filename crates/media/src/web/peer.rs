//! One WebRTC connection: codecs, socket, track.

use std::sync::Arc;
use std::time::Duration;

use rtc::interceptor::Slot;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::transport::RTCDtlsRole;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind,
};
use rtc_shared::marshal::Unmarshal as _;
use tokio::sync::watch;
use webrtc::media_stream::track_local::TrackLocal as _;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceGatheringState,
    RTCPeerConnectionState, RTCSessionDescription, Registry, SettingEngineBuilder,
};
use webrtc::rtp_transceiver::{RTCRtpTransceiverDirection, RtpTransceiver};

use super::WebTerms;
use super::tap::Tap;
use crate::SdpError;
use crate::codec::CodecName;
use crate::leg::reports::looks_like_rtcp;
use crate::sdp::{Direction, Payload, first_words};

/// Our candidates are there at once; longer means that something is broken.
const GATHERING: Duration = Duration::from_secs(2);

/// Time between our checks while the path is chosen: as often as Chromium.
const CHECKS: Duration = Duration::from_millis(50);

/// What a connection may speak: codecs with their numbers, and one telephone-event. WebRTC's matching does not look at
/// the clock of telephone-event, so two of them would break its answers.
pub(super) struct Menu {
    pub(super) codecs: Vec<Payload>,
    pub(super) event: Option<(u8, u32)>,
}

/// Who made the first offer. Answering we are ICE-lite: the browser finds us and chooses the path. Offering we choose it:
/// browsers begin their checks before their answer reaches us, and towards a lite agent Chromium then waits a second and
/// a half with the check that chooses. Either way we only ever answer to where a valid check came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Answerer,
    Offerer,
}

/// The connection.
pub(super) struct Peer {
    connection: Arc<dyn PeerConnection>,
    transceiver: Arc<dyn RtpTransceiver>,
    pub(super) track: Arc<TrackLocalStaticRTP>,
    gathered: watch::Receiver<bool>,
}

impl Peer {
    /// Binds the port and begins. `connected` is set once ICE and DTLS are through.
    pub(super) async fn open(
        terms: &WebTerms,
        menu: &Menu,
        role: Role,
        connected: watch::Sender<bool>,
    ) -> Result<Self, SdpError> {
        let (gathering, gathered) = watch::channel(false);
        let codecs = parameters(menu);
        let built = PeerConnectionBuilder::new()
            .with_media_engine(engine(&codecs)?)
            .with_setting_engine(settings(role))
            .with_interceptor_registry(
                Registry::new().with(Slot::Custom(1), Tap::new(terms.key, Arc::clone(&terms.worker))),
            )
            .with_handler(Arc::new(Watcher { gathering, connected }))
            .with_udp_addrs(vec![terms.port.address()])
            .build();
        // Boxed: it is twenty kilobytes, and would be part of every future around it.
        let connection = Box::pin(built).await.map_err(refused)?;
        let connection: Arc<dyn PeerConnection> = Arc::new(connection);
        let track = Arc::new(TrackLocalStaticRTP::new(stream(terms, &codecs)));
        let transceiver = connection.add_transceiver_from_track(track.clone(), None).await.map_err(refused)?;
        transceiver.set_codec_preferences(codecs).await.map_err(refused)?;
        Ok(Self { connection, transceiver, track, gathered })
    }

    /// Our offer, with our candidates.
    pub(super) async fn offer(&mut self, direction: Direction) -> Result<String, SdpError> {
        self.transceiver.set_direction(way(direction)).await.map_err(refused)?;
        let offer = self.connection.create_offer(None).await.map_err(refused)?;
        self.connection.set_local_description(offer).await.map_err(refused)?;
        self.described().await
    }

    /// Our answer to an offer, with our candidates.
    pub(super) async fn answer(&mut self, offer: String, direction: Direction) -> Result<String, SdpError> {
        let offer = RTCSessionDescription::offer(offer).map_err(refused)?;
        self.connection.set_remote_description(offer).await.map_err(refused)?;
        self.transceiver.set_direction(way(direction)).await.map_err(refused)?;
        let answer = self.connection.create_answer(None).await.map_err(refused)?;
        self.connection.set_local_description(answer).await.map_err(refused)?;
        self.described().await
    }

    /// Takes the far end's answer.
    pub(super) async fn accept(&self, answer: String) -> Result<(), SdpError> {
        let answer = RTCSessionDescription::answer(answer).map_err(refused)?;
        self.connection.set_remote_description(answer).await.map_err(refused)
    }

    /// Takes an offer of ours back, because the far end's came first.
    pub(super) async fn withdraw(&self) -> Result<(), SdpError> {
        let rollback = RTCSessionDescription::rollback(None).map_err(refused)?;
        self.connection.set_local_description(rollback).await.map_err(refused)
    }

    pub(super) async fn close(&self) {
        if let Err(error) = self.connection.close().await {
            tracing::debug!(%error, "a browser's connection did not close cleanly");
        }
    }

    async fn described(&mut self) -> Result<String, SdpError> {
        let gathering = tokio::time::timeout(GATHERING, self.gathered.wait_for(|done| *done)).await;
        let gathered = matches!(gathering, Ok(Ok(_)));
        drop(gathering);
        let description = self.connection.local_description().await.filter(|_| gathered);
        description
            .map(|description| description.sdp)
            .ok_or_else(|| SdpError::Connection("no candidate of ours".to_owned()))
    }
}

/// Sends a packet of the room. What WebRTC refuses (the connection is closing) is a lost packet.
pub(super) async fn send(track: &TrackLocalStaticRTP, bytes: &[u8]) {
    let mut rest = bytes;
    let sent = if looks_like_rtcp(bytes) {
        match rtc_rtcp::packet::unmarshal(&mut rest) {
            Ok(packets) => track.write_rtcp(packets).await,
            Err(_) => return,
        }
    } else {
        match rtc_rtp::packet::Packet::unmarshal(&mut rest) {
            Ok(packet) => track.write_rtp(packet).await,
            Err(_) => return,
        }
    };
    if let Err(error) = sent {
        tracing::trace!(%error, "packet not sent");
    }
}

/// Hears of WebRTC's states. It is called on the driver's task and must never wait.
struct Watcher {
    gathering: watch::Sender<bool>,
    connected: watch::Sender<bool>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Watcher {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        self.gathering.send_replace(state == RTCIceGatheringState::Complete);
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        tracing::debug!(?state, "a browser's connection");
        self.connected.send_replace(state == RTCPeerConnectionState::Connected);
    }
}

fn settings(role: Role) -> webrtc::peer_connection::SettingEngine {
    let at_once = Some(Duration::ZERO);
    SettingEngineBuilder::new()
        .with_lite(role == Role::Answerer)
        .with_host_acceptance_min_wait(at_once)
        .with_prflx_acceptance_min_wait(at_once)
        .with_ice_connection_attempts(Some(CHECKS), None)
        .with_include_loopback_candidate(true)
        // The browser speaks first: it knows when it has read our answer.
        .with_answering_dtls_role(RTCDtlsRole::Server)
        .with_multicast_dns_mode(rtc::ice::mdns::MulticastDnsMode::Disabled)
        .build()
}

fn engine(codecs: &[RTCRtpCodecParameters]) -> Result<MediaEngine, SdpError> {
    let mut engine = MediaEngine::default();
    for codec in codecs {
        engine.register_codec(codec.clone(), RtpCodecKind::Audio).map_err(refused)?;
    }
    Ok(engine)
}

fn parameters(menu: &Menu) -> Vec<RTCRtpCodecParameters> {
    let codecs = menu.codecs.iter().map(|payload| {
        let (codec, channels) = (payload.codec, if payload.codec == CodecName::Opus { 2 } else { 0 });
        parameter(payload.number, codec.encoding(), codec.clock_hz(), channels, codec.parameters().unwrap_or_default())
    });
    let event = menu.event.map(|(number, clock_hz)| parameter(number, "telephone-event", clock_hz, 0, ""));
    codecs.chain(event).collect()
}

fn parameter(number: u8, encoding: &str, clock_rate: u32, channels: u16, fmtp: &str) -> RTCRtpCodecParameters {
    let rtp_codec = RTCRtpCodec {
        mime_type: format!("audio/{encoding}"),
        clock_rate,
        channels,
        sdp_fmtp_line: fmtp.to_owned(),
        rtcp_feedback: Vec::new(),
    };
    RTCRtpCodecParameters { rtp_codec, payload_type: number }
}

/// One stream in one track; the names say nothing about anybody.
fn stream(terms: &WebTerms, codecs: &[RTCRtpCodecParameters]) -> MediaStreamTrack {
    let coding = RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters { ssrc: Some(terms.stream), ..Default::default() },
        codec: codecs.first().map(|codec| codec.rtp_codec.clone()).unwrap_or_default(),
        ..Default::default()
    };
    MediaStreamTrack::new("wasl".to_owned(), "voice".to_owned(), "voice".to_owned(), RtpCodecKind::Audio, vec![coding])
}

const fn way(direction: Direction) -> RTCRtpTransceiverDirection {
    match direction {
        Direction::SendRecv => RTCRtpTransceiverDirection::Sendrecv,
        Direction::SendOnly => RTCRtpTransceiverDirection::Sendonly,
        Direction::RecvOnly => RTCRtpTransceiverDirection::Recvonly,
        Direction::Inactive => RTCRtpTransceiverDirection::Inactive,
    }
}

#[allow(clippy::needless_pass_by_value, reason = "the shape `map_err` wants")]
fn refused(error: rtc::shared::error::Error) -> SdpError {
    SdpError::Connection(first_words(&error.to_string()))
}
