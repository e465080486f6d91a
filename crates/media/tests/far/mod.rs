//! A far end for tests, independent of the engine: plain sockets, own RTP headers, `audio-codec` for sound.

use std::net::{SocketAddr, UdpSocket};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use audio_codec::{CodecType, create_decoder, create_encoder};

/// Longer than anything takes here, also on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// One received packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) at: Instant,
    pub(crate) from: SocketAddr,
    pub(crate) payload_type: u8,
    pub(crate) marker: bool,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) source: u32,
    pub(crate) payload: Vec<u8>,
}

/// So many ports in a row that are free now and that no other test of this process got. Should another process take one
/// meanwhile, the engine passes it over.
pub(crate) fn free_ports(count: u16) -> RangeInclusive<u16> {
    static GIVEN: Mutex<Vec<RangeInclusive<u16>>> = Mutex::new(Vec::new());
    let bind = |port| UdpSocket::bind(("127.0.0.1", port));
    for _ in 0..1000 {
        let somewhere = bind(0).and_then(|socket| socket.local_addr()).expect("a free port").port();
        let first = somewhere.min(u16::MAX - count) & !1;
        let range = first..=first + count - 1;
        let mut given = GIVEN.lock().expect("not poisoned");
        let is_new = given.iter().all(|other| other.end() < range.start() || range.end() < other.start());
        if is_new && range.clone().all(|port| bind(port).is_ok()) {
            given.push(range.clone());
            return range;
        }
    }
    panic!("no {count} free ports in a row");
}

/// A phone that sends a tone every 20 ms and keeps what it receives.
pub(crate) struct Phone {
    socket: Arc<UdpSocket>,
    pub(crate) codec: CodecType,
    received: Arc<Mutex<Vec<Received>>>,
    sent: Arc<Mutex<Vec<Vec<u8>>>>,
    stop: Arc<AtomicBool>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Phone {
    pub(crate) fn new(codec: CodecType) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
        socket.set_read_timeout(Some(Duration::from_millis(50))).expect("sets");
        let mut phone = Self {
            socket: Arc::new(socket),
            codec,
            received: Arc::default(),
            sent: Arc::default(),
            stop: Arc::default(),
            threads: Vec::new(),
        };
        phone.receive();
        phone
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.socket.local_addr().expect("bound")
    }

    fn payload_type(&self) -> u8 {
        match self.codec {
            CodecType::PCMU => 0,
            CodecType::PCMA => 8,
            CodecType::G722 => 9,
            CodecType::TelephoneEvent => panic!("not a voice codec"),
        }
    }

    fn rate_hz(&self) -> u32 {
        if self.codec == CodecType::G722 { 16_000 } else { 8000 }
    }

    /// Its offer or answer.
    pub(crate) fn sdp(&self, extra: &str) -> String {
        let (port, number) = (self.address().port(), self.payload_type());
        format!(
            "v=0\r\no=far 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP {number} 101\r\na=rtpmap:101 telephone-event/8000\r\n{extra}"
        )
    }

    /// Sends a tone until stopped.
    pub(crate) fn send_tone(&mut self, to: SocketAddr, pitch_hz: f32) {
        let (socket, stop, sent) = (Arc::clone(&self.socket), Arc::clone(&self.stop), Arc::clone(&self.sent));
        let (codec, rate, number) = (self.codec, self.rate_hz(), self.payload_type());
        self.threads.push(std::thread::spawn(move || {
            let mut encoder = create_encoder(codec);
            let samples = rate as usize / 50;
            let start = Instant::now();
            for n in 0_u32.. {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let tone: Vec<i16> = (0..samples).map(|k| sample(n as usize * samples + k, rate, pitch_hz)).collect();
                let payload = encoder.encode(&tone);
                let packet = rtp(
                    number,
                    n == 0,
                    65_500_u16.wrapping_add(n as u16),
                    (u32::MAX - 3000).wrapping_add(n * 160),
                    77,
                    &payload,
                );
                let _ = socket.send_to(&packet, to);
                sent.lock().expect("lock").push(payload);
                let next = start + Duration::from_millis(20) * (n + 1);
                std::thread::sleep(next.saturating_duration_since(Instant::now()));
            }
        }));
    }

    fn receive(&mut self) {
        let (socket, stop, received) = (Arc::clone(&self.socket), Arc::clone(&self.stop), Arc::clone(&self.received));
        self.threads.push(std::thread::spawn(move || {
            let mut buffer = [0; 2048];
            while !stop.load(Ordering::Relaxed) {
                if let Ok((length, from)) = socket.recv_from(&mut buffer)
                    && let Some(packet) = parse(&buffer[..length], from)
                {
                    received.lock().expect("lock").push(packet);
                }
            }
        }));
    }

    pub(crate) fn send_raw(&self, to: SocketAddr, packet: &[u8]) {
        self.socket.send_to(packet, to).expect("sends");
    }

    pub(crate) fn sent(&self) -> Vec<Vec<u8>> {
        self.sent.lock().expect("lock").clone()
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().expect("lock").clone()
    }

    /// Waits until a condition on what was received holds.
    pub(crate) fn wait(&self, what: &str, holds: impl Fn(&[Received]) -> bool) -> Vec<Received> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let received = self.received();
            if holds(&received) {
                return received;
            }
            assert!(Instant::now() < deadline, "{what}: {} packets came", received.len());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the last second and a half holds these tones and not those.
    pub(crate) fn wait_for_tones(&self, loud: &[f32], silent: &[f32]) -> Vec<Received> {
        self.wait(&format!("{loud:?} Hz without {silent:?} Hz"), |packets| {
            let level = |pitch: &f32| self.level(&packets[packets.len() - 75..], *pitch);
            packets.len() >= 75 && loud.iter().all(|hz| level(hz) > 0.25) && silent.iter().all(|hz| level(hz) < 0.02)
        })
    }

    /// Waits until nothing comes any more.
    pub(crate) fn wait_for_quiet(&self) -> usize {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let before = self.received().len();
            std::thread::sleep(Duration::from_millis(300));
            if self.received().len() == before {
                return before;
            }
            assert!(Instant::now() < deadline, "packets go on");
        }
    }

    /// Amplitude of a tone in packets of sound, and the whole sound.
    pub(crate) fn level(&self, packets: &[Received], pitch_hz: f32) -> f32 {
        let mut decoder = create_decoder(self.codec);
        let number = self.payload_type();
        let sound: Vec<i16> =
            packets.iter().filter(|p| p.payload_type == number).flat_map(|p| decoder.decode(&p.payload)).collect();
        // In stretches of 100 ms, so that a switch does not hide the tone; the median stretch counts.
        let mut levels: Vec<f32> = sound
            .chunks_exact(self.rate_hz() as usize / 10)
            .map(|part| wasl_media::tone::level_of(part, self.rate_hz(), pitch_hz))
            .collect();
        levels.sort_by(f32::total_cmp);
        levels.get(levels.len() / 2).copied().unwrap_or(0.0)
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

pub(crate) fn sample(n: usize, rate_hz: u32, pitch_hz: f32) -> i16 {
    let phase = std::f64::consts::TAU * f64::from(pitch_hz) * n as f64 / f64::from(rate_hz);
    (phase.sin() * 10_000.0) as i16
}

pub(crate) fn rtp(
    payload_type: u8,
    marker: bool,
    sequence: u16,
    timestamp: u32,
    source: u32,
    payload: &[u8],
) -> Vec<u8> {
    let mut packet = vec![0x80, payload_type | u8::from(marker) << 7];
    packet.extend(sequence.to_be_bytes());
    packet.extend(timestamp.to_be_bytes());
    packet.extend(source.to_be_bytes());
    packet.extend(payload);
    packet
}

fn parse(packet: &[u8], from: SocketAddr) -> Option<Received> {
    let word = |at: usize| Some(u32::from_be_bytes(packet.get(at..at + 4)?.try_into().ok()?));
    Some(Received {
        at: Instant::now(),
        from,
        payload_type: packet[1] & 0x7F,
        marker: packet[1] & 0x80 != 0,
        sequence: u16::from_be_bytes(packet[2..4].try_into().ok()?),
        timestamp: word(4)?,
        source: word(8)?,
        payload: packet.get(12..)?.to_vec(),
    })
}

/// The RTP address in a description.
pub(crate) fn rtp_address(sdp: &str) -> SocketAddr {
    let port = sdp.lines().find_map(|line| line.strip_prefix("m=audio ")?.split(' ').next()).expect("an audio line");
    format!("127.0.0.1:{port}").parse().expect("an address")
}
