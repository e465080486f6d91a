//! A browser for tests: a plain `webrtc` peer with full ICE and WebRTC's own RTCP, as far from the engine as can be.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use audio_codec::{CodecType, create_decoder, create_encoder};
use rtc::media_stream::MediaStreamTrack;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind,
};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use webrtc::media_stream::track_local::TrackLocal as _;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceGatheringState,
    RTCSessionDescription, Registry, SettingEngineBuilder, register_default_interceptors,
};
use webrtc::rtp_transceiver::{RTCRtpTransceiverDirection, RtpTransceiver};

use crate::far::{Received, rtp, sample};

/// A codec as a browser lists it: number, name, clock, channels.
pub(crate) type Listed = (u8, &'static str, u32, u16);
pub(crate) const OPUS: &[Listed] =
    &[(111, "opus", 48_000, 2), (0, "PCMU", 8000, 0), (8, "PCMA", 8000, 0), (110, "telephone-event", 48_000, 0)];
pub(crate) const PCMU: &[Listed] = &[(0, "PCMU", 8000, 0), (126, "telephone-event", 8000, 0)];

/// Rate of the tones and levels here.
const RATE_HZ: u32 = 48_000;

pub(crate) struct Browser {
    runtime: Arc<Runtime>,
    connection: Arc<dyn PeerConnection>,
    transceiver: Arc<dyn RtpTransceiver>,
    track: Arc<TrackLocalStaticRTP>,
    gathered: watch::Receiver<bool>,
    received: Arc<Mutex<Vec<Received>>>,
    sent: Arc<Mutex<Vec<Vec<u8>>>>,
    number: u8,
    source: u32,
    stop: Arc<AtomicBool>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

struct Watcher {
    gathering: watch::Sender<bool>,
    received: Arc<Mutex<Vec<Received>>>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Watcher {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        self.gathering.send_replace(state == RTCIceGatheringState::Complete);
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let received = Arc::clone(&self.received);
        tokio::spawn(async move {
            while let Some(event) = track.poll().await {
                if let TrackRemoteEvent::OnRtpPacket(packet) = event {
                    received.lock().unwrap().push(Received {
                        at: Instant::now(),
                        from: ([0, 0, 0, 0], 0).into(),
                        payload_type: packet.header.payload_type,
                        marker: packet.header.marker,
                        sequence: packet.header.sequence_number,
                        timestamp: packet.header.timestamp,
                        source: packet.header.ssrc,
                        payload: packet.payload.to_vec(),
                    });
                }
            }
        });
    }
}

fn parameters(codecs: &[Listed]) -> Vec<RTCRtpCodecParameters> {
    let parameter = |(number, name, clock_rate, channels): &Listed| RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: format!("audio/{name}"),
            clock_rate: *clock_rate,
            channels: *channels,
            sdp_fmtp_line: if *name == "opus" { "minptime=10;useinbandfec=1".to_owned() } else { String::new() },
            rtcp_feedback: vec![],
        },
        payload_type: *number,
    };
    codecs.iter().map(parameter).collect()
}

impl Browser {
    pub(crate) fn new(runtime: &Arc<Runtime>, codecs: &[Listed]) -> Self {
        let (gathering, gathered) = watch::channel(false);
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let source = rand::random();
        let handler = Arc::new(Watcher { gathering, received: Arc::clone(&received) });
        let codecs = parameters(codecs);
        let (connection, transceiver, track) = runtime.block_on(async {
            let mut engine = MediaEngine::default();
            for codec in &codecs {
                engine.register_codec(codec.clone(), RtpCodecKind::Audio).unwrap();
            }
            let registry = register_default_interceptors(Registry::new(), &mut engine).unwrap();
            let connection: Arc<dyn PeerConnection> = Arc::new(
                Box::pin(
                    PeerConnectionBuilder::new()
                        .with_media_engine(engine)
                        .with_interceptor_registry(registry)
                        .with_setting_engine(SettingEngineBuilder::new().with_include_loopback_candidate(true).build())
                        .with_handler(handler)
                        .with_udp_addrs(vec!["127.0.0.1:0"])
                        .build(),
                )
                .await
                .unwrap(),
            );
            let coding = RTCRtpEncodingParameters {
                rtp_coding_parameters: RTCRtpCodingParameters { ssrc: Some(source), ..Default::default() },
                codec: codecs[0].rtp_codec.clone(),
                ..Default::default()
            };
            let name = || "browser".to_owned();
            let track = MediaStreamTrack::new(name(), name(), name(), RtpCodecKind::Audio, vec![coding]);
            let track = Arc::new(TrackLocalStaticRTP::new(track));
            let transceiver = connection.add_transceiver_from_track(track.clone(), None).await.unwrap();
            transceiver.set_codec_preferences(codecs.clone()).await.unwrap();
            (connection, transceiver, track)
        });
        Self {
            runtime: Arc::clone(runtime),
            connection,
            transceiver,
            track,
            gathered,
            received,
            sent: Arc::default(),
            number: codecs[0].payload_type,
            source,
            stop: Arc::default(),
            threads: Vec::new(),
        }
    }

    pub(crate) fn offer(&mut self) -> String {
        let (connection, gathered) = (&self.connection, &mut self.gathered);
        self.runtime.block_on(async {
            let offer = connection.create_offer(None).await.unwrap();
            connection.set_local_description(offer).await.unwrap();
            gathered.wait_for(|done| *done).await.unwrap();
            connection.local_description().await.unwrap().sdp
        })
    }

    pub(crate) fn hold(&mut self, hold: bool) -> String {
        self.turn(if hold { RTCRtpTransceiverDirection::Sendonly } else { RTCRtpTransceiverDirection::Sendrecv })
    }

    /// An offer with another direction.
    pub(crate) fn turn(&mut self, direction: RTCRtpTransceiverDirection) -> String {
        self.runtime.block_on(self.transceiver.set_direction(direction)).unwrap();
        self.offer()
    }

    pub(crate) fn restart(&mut self) -> String {
        self.runtime.block_on(self.connection.restart_ice()).unwrap();
        self.offer()
    }

    pub(crate) fn accept(&self, answer: &str) {
        let answer = RTCSessionDescription::answer(answer.to_owned()).unwrap();
        self.runtime.block_on(self.connection.set_remote_description(answer)).unwrap();
    }

    pub(crate) fn answer(&mut self, offer: &str) -> String {
        let offer = RTCSessionDescription::offer(offer.to_owned()).unwrap();
        let (connection, gathered) = (&self.connection, &mut self.gathered);
        self.runtime.block_on(async {
            connection.set_remote_description(offer).await.unwrap();
            let answer = connection.create_answer(None).await.unwrap();
            connection.set_local_description(answer).await.unwrap();
            gathered.wait_for(|done| *done).await.unwrap();
            connection.local_description().await.unwrap().sdp
        })
    }

    /// Speaks a tone from now on, at the line's pace, in packets of 20 ms.
    pub(crate) fn send_tone(&mut self, pitch_hz: f32) {
        let (track, stop, sent) = (Arc::clone(&self.track), Arc::clone(&self.stop), Arc::clone(&self.sent));
        let (number, source, handle) = (self.number, self.source, self.runtime.handle().clone());
        self.threads.push(std::thread::spawn(move || {
            let mut encode = encoder(number);
            let start = Instant::now();
            for n in 0_u32.. {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let payload = encode(n, pitch_hz);
                let ticks = if number == 111 { 960 } else { 160 };
                let packet = rtp(number, n == 0, n as u16, n.wrapping_mul(ticks).wrapping_sub(99), source, &payload);
                if handle.block_on(track.write_rtp(unmarshal(&packet))).is_ok() {
                    sent.lock().unwrap().push(payload);
                }
                let next = start + Duration::from_millis(20) * (n + 1);
                std::thread::sleep(next.saturating_duration_since(Instant::now()));
            }
        }));
    }

    /// Presses a key as a browser does: `insertDTMF` with packets of the audio's clock.
    pub(crate) fn press(&self, event_type: u8, clock: u32, event: u8, timestamp: u32, first_sequence: u16) {
        for n in 0..8_u16 {
            let end = if n >= 5 { 0x80 } else { 0 };
            let duration = ((u32::from(n.min(5)) + 1) * clock / 50) as u16;
            let [high, low] = duration.to_be_bytes();
            let packet =
                rtp(event_type, n == 0, first_sequence + n, timestamp, self.source, &[event, end | 10, high, low]);
            self.runtime.block_on(self.track.write_rtp(unmarshal(&packet))).unwrap();
        }
    }

    pub(crate) fn stop_sending(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            thread.join().unwrap();
        }
        self.stop.store(false, Ordering::Relaxed);
    }

    pub(crate) fn sent(&self) -> Vec<Vec<u8>> {
        self.sent.lock().unwrap().clone()
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Waits until the last second and a half holds these tones and not those.
    pub(crate) fn wait_for_tones(&self, loud: &[f32], silent: &[f32]) -> Vec<Received> {
        self.wait(&format!("{loud:?} Hz without {silent:?} Hz"), |packets| {
            let level = |pitch: &f32| self.level(&packets[packets.len() - 75..], *pitch);
            packets.len() >= 75 && loud.iter().all(|hz| level(hz) > 0.2) && silent.iter().all(|hz| level(hz) < 0.03)
        })
    }

    pub(crate) fn wait(&self, what: &str, holds: impl Fn(&[Received]) -> bool) -> Vec<Received> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let received = self.received();
            if holds(&received) {
                return received;
            }
            assert!(Instant::now() < deadline, "{what}: {} packets came", received.len());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Amplitude of a tone in what came, stretch by stretch of 100 ms; the median counts.
    pub(crate) fn level(&self, packets: &[Received], pitch_hz: f32) -> f32 {
        let packets = packets.iter().filter(|packet| packet.payload_type == self.number);
        let (sound, rate): (Vec<i16>, u32) = if self.number == 111 {
            let mut decoder = opus::Decoder::new(RATE_HZ, opus::Channels::Mono).unwrap();
            let mut sound = Vec::new();
            for packet in packets {
                let mut frame = [0; 5760];
                let length = decoder.decode(&packet.payload, &mut frame, false).unwrap();
                sound.extend_from_slice(&frame[..length]);
            }
            (sound, RATE_HZ)
        } else {
            let mut decoder = create_decoder(CodecType::PCMU);
            (packets.flat_map(|packet| decoder.decode(&packet.payload)).collect(), 8000)
        };
        let stretches = sound.chunks_exact(rate as usize / 10);
        let mut levels: Vec<f32> = stretches.map(|part| wasl_media::tone::level_of(part, rate, pitch_hz)).collect();
        levels.sort_by(f32::total_cmp);
        levels.get(levels.len() / 2).copied().unwrap_or(0.0)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.stop_sending();
        let _ = self.runtime.block_on(self.connection.close());
    }
}

fn unmarshal(mut packet: &[u8]) -> rtc::rtp::Packet {
    rtc::shared::marshal::Unmarshal::unmarshal(&mut packet).unwrap()
}

fn encoder(number: u8) -> impl FnMut(u32, f32) -> Vec<u8> {
    let mut opus = opus::Encoder::new(RATE_HZ, opus::Channels::Mono, opus::Application::Voip).unwrap();
    let mut pcmu = create_encoder(CodecType::PCMU);
    move |n, pitch_hz| {
        let rate = if number == 111 { RATE_HZ } else { 8000 };
        let length = rate as usize / 50;
        let tone: Vec<i16> = (0..length).map(|k| sample(n as usize * length + k, rate, pitch_hz)).collect();
        if number == 111 { opus.encode_vec(&tone, 1275).unwrap() } else { pcmu.encode(&tone) }
    }
}
