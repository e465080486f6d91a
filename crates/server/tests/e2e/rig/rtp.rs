//! An RTP endpoint that plays, hears, presses keys and can lose packets.
//!
//! It sends every 20 ms by deadline from a thread of its own and keeps each packet it got with its time of arrival.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::PATIENCE;
use super::g711::Law;
use super::tone;

const FRAME: Duration = Duration::from_millis(20);
const FRAME_SAMPLES: usize = 160;
const RATE_HZ: u32 = 8000;
const TELEPHONE_EVENT: u8 = 101;
const KEYS: &str = "0123456789*#ABCD";

/// What it plays.
#[derive(Clone, Debug)]
pub(crate) enum Sound {
    /// Packets of silence.
    Silence,
    /// A tone of so many Hz.
    Tone(f64),
    /// This, once, then silence.
    Once(Arc<[i16]>),
}

/// What the line does to packets on their way out and in. A seed makes it repeatable.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Impairment {
    /// Of a thousand packets, so many are lost (each way).
    pub(crate) lost_permille: u32,
    /// Of a thousand packets sent, so many are sent twice.
    pub(crate) twice_permille: u32,
    /// Each packet sent is late by up to so much.
    pub(crate) jitter: Duration,
    /// Seed of the dice, one for each way: the same packets are lost whatever comes between them.
    pub(crate) seed: u64,
}

/// One packet as it came.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// When.
    pub(crate) at: Instant,
    sound: Vec<i16>,
}

/// The endpoint. It ends when dropped.
pub(crate) struct RtpPeer {
    address: SocketAddr,
    shared: Arc<Shared>,
    worker: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    target: Option<SocketAddr>,
    sound: Sound,
    is_new: bool,
    impairment: Impairment,
    dice_out: Dice,
    dice_in: Dice,
    keys: VecDeque<u8>,
    arrivals: Vec<Arrival>,
    heard_keys: Vec<(u32, char)>,
    over: bool,
}

impl RtpPeer {
    /// Binds a socket on loopback. It stays silent until it is [aimed](Self::aim) or hears from somebody.
    pub(crate) fn start(law: Law) -> Self {
        let socket = even_port_socket();
        let address = socket.local_addr().expect("it is bound");
        let shared = Arc::new(Shared { state: Mutex::new(State::new()), changed: Condvar::new() });
        let worker =
            Worker { law, socket, shared: Arc::clone(&shared), pending: Vec::new(), stream: Stream::new(address) };
        let worker = Some(std::thread::spawn(move || worker.run()));
        Self { address, shared, worker }
    }

    /// Where it listens.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Sends there from now on.
    pub(crate) fn aim(&self, target: SocketAddr) {
        self.state(|state| state.target = Some(target));
    }

    /// Plays this from now on.
    pub(crate) fn play(&self, sound: Sound) {
        self.state(|state| {
            state.sound = sound;
            state.is_new = true;
        });
    }

    /// The line gets worse (or better) from now on.
    pub(crate) fn impair(&self, impairment: Impairment) {
        self.state(|state| {
            (state.dice_out, state.dice_in) = (Dice(impairment.seed), Dice(!impairment.seed));
            state.impairment = impairment;
        });
    }

    /// Presses keys, one after the other, by RFC 4733.
    pub(crate) fn press(&self, keys: &str) {
        let events = keys.chars().map(|key| KEYS.find(key).unwrap_or_else(|| panic!("no such key: {key}")));
        self.state(|state| state.keys.extend(events.map(|event| u8::try_from(event).expect("below 16"))));
    }

    /// The keys heard by RFC 4733, each press once.
    pub(crate) fn keys_heard(&self) -> String {
        self.state(|state| state.heard_keys.iter().map(|(_, key)| *key).collect())
    }

    /// Every packet heard so far.
    pub(crate) fn arrivals(&self) -> Vec<Arrival> {
        self.state(|state| state.arrivals.clone())
    }

    /// Forgets what was heard, to measure from here.
    pub(crate) fn forget(&self) {
        self.state(|state| state.arrivals.clear());
    }

    /// What share of what it heard in the last `window` is that tone (0 to 1).
    pub(crate) fn tone(&self, tone_hz: f64, window: Duration) -> f64 {
        self.state(|state| state.share(tone_hz, window))
    }

    /// Level of what it heard in the last `window`, in dB below full scale; silence is -90.
    pub(crate) fn level_db(&self, window: Duration) -> f64 {
        self.state(|state| tone::level_db(&state.last(window)))
    }

    /// Waits until that tone clearly fills 300 ms; panics with what was heard instead.
    pub(crate) fn expect_tone(&self, tone_hz: f64, at_most: Duration) {
        let window = Duration::from_millis(300);
        let came = self.wait_until(at_most, |state| state.share(tone_hz, window) > 0.7);
        let level = self.level_db(window);
        assert!(
            came,
            "no tone of {tone_hz} Hz within {at_most:?}: {} packets, last level {level:.0} dB",
            self.arrivals().len()
        );
    }

    /// Waits until the last `window` was louder than that, whatever it was.
    pub(crate) fn expect_sound(&self, louder_than_db: f64, window: Duration, at_most: Duration) {
        let came = self.wait_until(at_most, |state| tone::level_db(&state.last(window)) > louder_than_db);
        assert!(came, "{:.0} dB after {at_most:?}, {} packets", self.level_db(window), self.arrivals().len());
    }

    /// Waits until that tone was not in the last `window`; panics if it goes on.
    pub(crate) fn expect_no_tone(&self, tone_hz: f64, window: Duration, at_most: Duration) {
        let deadline = Instant::now() + at_most;
        while self.tone(tone_hz, window) > 0.2 {
            assert!(Instant::now() < deadline, "a tone of {tone_hz} Hz goes on after {at_most:?}");
            std::thread::sleep(FRAME);
        }
    }

    /// Waits until no packet came for `quiet`, or only silence; panics if it goes on.
    pub(crate) fn expect_quiet(&self, quiet: Duration, at_most: Duration) {
        let deadline = Instant::now() + at_most;
        while self.level_db(quiet) > -55.0 {
            assert!(Instant::now() < deadline, "still {:.0} dB after {at_most:?}", self.level_db(quiet));
            std::thread::sleep(FRAME);
        }
    }

    /// Waits until these keys were heard.
    pub(crate) fn expect_keys(&self, keys: &str, at_most: Duration) {
        let came = self.wait_until(at_most, |state| state.heard_keys.iter().map(|(_, key)| *key).eq(keys.chars()));
        assert!(came, "heard the keys `{}` instead of `{keys}`", self.keys_heard());
    }

    /// Waits until so many packets came.
    pub(crate) fn expect_packets(&self, count: usize, at_most: Duration) {
        let came = self.wait_until(at_most, |state| state.arrivals.len() >= count);
        assert!(came, "{} packets came instead of {count}", self.arrivals().len());
    }

    fn state<R>(&self, read: impl FnOnce(&mut State) -> R) -> R {
        read(&mut self.shared.state.lock().expect("the worker does not panic"))
    }

    fn wait_until(&self, at_most: Duration, is_so: impl Fn(&State) -> bool) -> bool {
        let state = self.shared.state.lock().expect("the worker does not panic");
        let waited = self.shared.changed.wait_timeout_while(state, at_most, |state| !is_so(state));
        !waited.expect("the worker does not panic").1.timed_out()
    }
}

impl Drop for RtpPeer {
    fn drop(&mut self) {
        if let Ok(mut state) = self.shared.state.lock() {
            state.over = true;
        }
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

impl State {
    fn new() -> Self {
        Self {
            target: None,
            sound: Sound::Silence,
            is_new: false,
            impairment: Impairment::default(),
            dice_out: Dice(1),
            dice_in: Dice(2),
            keys: VecDeque::new(),
            arrivals: Vec::new(),
            heard_keys: Vec::new(),
            over: false,
        }
    }

    fn last(&self, window: Duration) -> Vec<i16> {
        let now = Instant::now();
        let recent = self.arrivals.iter().rev().take_while(|arrival| now.duration_since(arrival.at) < window);
        let mut packets: Vec<&Arrival> = recent.collect();
        packets.reverse();
        packets.iter().flat_map(|packet| packet.sound.iter().copied()).collect()
    }

    /// A stream with gaps in it is judged by what is there, but at least half the window must be.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
    fn share(&self, tone_hz: f64, window: Duration) -> f64 {
        let sound = self.last(window);
        let wanted = (window.as_secs_f64() * f64::from(RATE_HZ)) as usize;
        if sound.len() * 2 < wanted { 0.0 } else { mean_share(&sound, tone_hz) }
    }
}

/// Over windows of 40 ms, so that a lost packet (a jump of phase) does not count as another sound.
#[allow(clippy::cast_precision_loss, reason = "counts are small")]
fn mean_share(sound: &[i16], tone_hz: f64) -> f64 {
    let windows: Vec<f64> = sound.chunks_exact(320).map(|w| tone::share(w, tone_hz, RATE_HZ)).collect();
    windows.iter().sum::<f64>() / windows.len().max(1) as f64
}

struct Worker {
    law: Law,
    socket: UdpSocket,
    shared: Arc<Shared>,
    pending: Vec<(Instant, Vec<u8>)>,
    stream: Stream,
}

impl Worker {
    fn run(mut self) {
        let mut next = Instant::now();
        while !self.shared.state.lock().expect("no user of the state panics").over {
            let now = Instant::now();
            if now >= next {
                self.make_packets(now);
                next += FRAME;
            }
            self.send_due(now);
            let wake = self.pending.iter().map(|(due, _)| *due).min().map_or(next, |due| due.min(next));
            self.hear(wake);
        }
    }

    fn make_packets(&mut self, now: Instant) {
        let mut state = self.shared.state.lock().expect("no user of the state panics");
        if state.target.is_none() {
            return;
        }
        let packet = self.stream.next(&mut state, self.law);
        let Some(packet) = packet else { return };
        let Impairment { lost_permille, twice_permille, jitter, .. } = state.impairment;
        let roll = [(); 3].map(|()| state.dice_out.permille());
        if roll[0] < lost_permille {
            return;
        }
        let due = now + jitter * roll[1] / 1000;
        if roll[2] < twice_permille {
            self.pending.push((due, packet.clone()));
        }
        self.pending.push((due, packet));
    }

    fn send_due(&mut self, now: Instant) {
        let Some(target) = self.shared.state.lock().expect("no user of the state panics").target else { return };
        let (due, later) = self.pending.drain(..).partition::<Vec<_>, _>(|(due, _)| *due <= now);
        self.pending = later;
        for (_, packet) in due {
            let _ = self.socket.send_to(&packet, target);
        }
    }

    fn hear(&self, until: Instant) {
        let wait = until.saturating_duration_since(Instant::now()).max(Duration::from_micros(200));
        self.socket.set_read_timeout(Some(wait)).expect("the wait is not zero");
        let mut bytes = [0; 2048];
        let Ok((count, from)) = self.socket.recv_from(&mut bytes) else { return };
        let mut state = self.shared.state.lock().expect("no user of the state panics");
        let lost = state.impairment.lost_permille;
        if state.dice_in.permille() < lost {
            return;
        }
        if state.keep(bytes.get(..count).unwrap_or_default(), self.law) {
            state.target.get_or_insert(from);
            self.shared.changed.notify_all();
        }
    }
}

impl State {
    /// Takes a packet if it is RTP version 2 and not RTCP (RFC 5761 §4); tells whether it did.
    fn keep(&mut self, packet: &[u8], law: Law) -> bool {
        let [first, second, _, _, t3, t2, t1, t0, _, _, _, _, body @ ..] = packet else { return false };
        if first >> 6 != 2 || (192..=223).contains(second) {
            return false;
        }
        let payload_type = second & 0x7f;
        let body = body.get(usize::from(first & 0x0f) * 4..).unwrap_or_default();
        if payload_type == TELEPHONE_EVENT {
            self.keep_key(u32::from_be_bytes([*t3, *t2, *t1, *t0]), body);
        }
        let sound =
            if payload_type == law.payload_type() { body.iter().map(|&b| law.decode(b)).collect() } else { vec![] };
        self.arrivals.push(Arrival { at: Instant::now(), sound });
        true
    }

    /// All packets of one press carry one timestamp (RFC 4733 §2.5.1).
    fn keep_key(&mut self, timestamp: u32, body: &[u8]) {
        let key = body.first().and_then(|&event| KEYS.chars().nth(usize::from(event)));
        if let Some(key) = key
            && self.heard_keys.last().is_none_or(|(last, _)| *last != timestamp)
        {
            self.heard_keys.push((timestamp, key));
        }
    }
}

/// The outgoing stream's counters.
struct Stream {
    source: u32,
    sequence: u16,
    timestamp: u32,
    played: usize,
    pressing: Option<Press>,
}

struct Press {
    event: u8,
    began: u32,
    packets: u16,
}

impl Stream {
    fn new(address: SocketAddr) -> Self {
        Self { source: 0x7000_0000 | u32::from(address.port()), sequence: 1, timestamp: 160, played: 0, pressing: None }
    }

    fn next(&mut self, state: &mut State, law: Law) -> Option<Vec<u8>> {
        self.timestamp = self.timestamp.wrapping_add(160);
        if self.pressing.is_none() {
            self.pressing = state.keys.pop_front().map(|event| Press { event, began: self.timestamp, packets: 0 });
        }
        if std::mem::take(&mut state.is_new) {
            self.played = 0;
        }
        if self.pressing.is_some() { self.key_packet() } else { Some(self.sound_packet(&state.sound, law)) }
    }

    fn sound_packet(&mut self, sound: &Sound, law: Law) -> Vec<u8> {
        let start = self.played;
        self.played += FRAME_SAMPLES;
        let encode = |samples: &[i16]| samples.iter().map(|&s| law.encode(s)).collect::<Vec<u8>>();
        let body = match sound {
            Sound::Once(samples) => {
                let mut frame = samples.get(start..).unwrap_or_default().to_vec();
                frame.resize(FRAME_SAMPLES, 0);
                encode(&frame)
            }
            Sound::Silence => encode(&[0; FRAME_SAMPLES]),
            Sound::Tone(hz) => {
                encode(&(start..start + FRAME_SAMPLES).map(|n| tone::sample(*hz, RATE_HZ, n)).collect::<Vec<_>>())
            }
        };
        self.packet(law.payload_type(), self.timestamp, false, &body)
    }

    /// 100 ms of key, then the end thrice, then 60 ms of nothing before the next.
    fn key_packet(&mut self) -> Option<Vec<u8>> {
        let press = self.pressing.as_mut().expect("asked only while pressing");
        press.packets += 1;
        let (event, began, packets) = (press.event, press.began, press.packets);
        if packets > 10 {
            self.pressing = None;
        }
        if packets > 8 {
            return None;
        }
        let end = if packets > 5 { 0x80 } else { 0 };
        let duration = (packets.min(6) * 160).to_be_bytes();
        Some(self.packet(TELEPHONE_EVENT, began, packets == 1, &[event, end | 10, duration[0], duration[1]]))
    }

    fn packet(&mut self, payload_type: u8, timestamp: u32, marker: bool, body: &[u8]) -> Vec<u8> {
        self.sequence = self.sequence.wrapping_add(1);
        let mut packet = vec![0x80, payload_type | if marker { 0x80 } else { 0 }];
        packet.extend(self.sequence.to_be_bytes());
        packet.extend(timestamp.to_be_bytes());
        packet.extend(self.source.to_be_bytes());
        packet.extend(body);
        packet
    }
}

/// SplitMix64: enough for a line that loses packets, and repeatable.
struct Dice(u64);

impl Dice {
    fn permille(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((z ^ (z >> 31)) % 1000).expect("below a thousand")
    }
}

/// RTP takes even ports, its RTCP the odd one above (RFC 3550 §11).
fn even_port_socket() -> UdpSocket {
    for _ in 0..100 {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback gives ports");
        if socket.local_addr().expect("it is bound").port().is_multiple_of(2) {
            return socket;
        }
    }
    panic!("no even port is free");
}

#[test]
fn two_peers_hear_each_other_and_the_keys_through_a_bad_line() {
    let (a, b) = (RtpPeer::start(Law::Mu), RtpPeer::start(Law::Mu));
    a.impair(Impairment { lost_permille: 50, twice_permille: 20, jitter: Duration::from_millis(15), seed: 7 });
    a.play(Sound::Tone(1000.0));
    b.play(Sound::Tone(700.0));
    a.aim(b.address);
    b.expect_tone(1000.0, PATIENCE);
    a.expect_tone(700.0, PATIENCE);
    a.press("12#");
    b.expect_keys("12#", PATIENCE);
    a.play(Sound::Silence);
    b.expect_quiet(Duration::from_millis(300), PATIENCE);
}
