//! Browser legs against a plain WebRTC peer: ICE, DTLS and sound for real, measured at both ends.

#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::wildcard_enum_match_arm, reason = "a test")]

mod browser;
#[allow(dead_code, reason = "shared with the tests of plain legs")]
mod far;

use std::sync::Arc;
use std::time::{Duration, Instant};

use audio_codec::CodecType;
use browser::{Browser, Listed, OPUS, PCMU};
use far::{Phone, rtp_address};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use wasl_media::{Clip, CodecName, LegOptions, Media, MediaConfig, MediaEvent, MediaLeg, SdpError, Sound};
use wasl_model::{AudioFrame, Band, CallId, LegId, PlayId, Speaker};
use webrtc::rtp_transceiver::RTCRtpTransceiverDirection;

/// Which error it should be.
type Expected = fn(&SdpError) -> bool;

/// The shell of a test: an engine and a place for browsers to run.
struct House {
    runtime: Arc<Runtime>,
    media: Media,
}

struct Side {
    leg: MediaLeg,
    events: mpsc::Receiver<MediaEvent>,
    browser: Browser,
}

impl House {
    fn new(ports: u16) -> Self {
        let runtime = Runtime::new().unwrap();
        let media = Media::start(MediaConfig {
            ports: far::free_ports(ports),
            workers: 1,
            media_lost_after: far::PATIENCE,
            ..MediaConfig::default()
        });
        Self { runtime: Arc::new(runtime), media: media.unwrap() }
    }

    fn now<T>(&self, negotiation: impl Future<Output = T>) -> T {
        self.runtime.block_on(negotiation)
    }

    fn open(&self, call: CallId, options: LegOptions) -> (MediaLeg, mpsc::Receiver<MediaEvent>) {
        self.media.open(call, LegId::new(), options).unwrap()
    }

    /// A browser that calls us.
    fn caller(&self, call: CallId, codecs: &[Listed], pitch_hz: f32) -> Side {
        let mut browser = Browser::new(&self.runtime, codecs);
        let (leg, events) = self.open(call, LegOptions::web());
        let answer = self.now(leg.answer(&browser.offer())).unwrap();
        browser.accept(&answer.sdp);
        self.up(leg, events, browser, pitch_hz)
    }

    /// A browser that we call.
    fn called(&self, call: CallId, codecs: &[Listed], pitch_hz: f32) -> Side {
        let mut browser = Browser::new(&self.runtime, codecs);
        let (leg, events) = self.open(call, LegOptions::web());
        let answer = browser.answer(&self.now(leg.offer()).unwrap());
        self.now(leg.accept_answer(&answer)).unwrap();
        self.up(leg, events, browser, pitch_hz)
    }

    fn up(&self, leg: MediaLeg, events: mpsc::Receiver<MediaEvent>, mut browser: Browser, pitch_hz: f32) -> Side {
        leg.connected();
        if pitch_hz > 0.0 {
            browser.send_tone(pitch_hz);
        }
        Side { leg, events, browser }
    }

    fn phone(&self, call: CallId, pitch_hz: f32) -> (MediaLeg, Phone) {
        let (leg, _events) = self.open(call, LegOptions::default());
        let mut phone = Phone::new(CodecType::PCMU);
        let answer = self.now(leg.answer(&phone.sdp(""))).unwrap();
        leg.connected();
        phone.send_tone(rtp_address(&answer.sdp), pitch_hz);
        (leg, phone)
    }

    fn next(&self, events: &mut mpsc::Receiver<MediaEvent>) -> MediaEvent {
        let event = async { tokio::time::timeout(far::PATIENCE, events.recv()).await };
        self.now(event).expect("an event in time").unwrap()
    }

    fn frames(&self, frames: &mut mpsc::Receiver<AudioFrame>, count: usize) -> Vec<AudioFrame> {
        let collect = async {
            let mut all = Vec::new();
            while all.len() < count {
                let frame = tokio::time::timeout(far::PATIENCE, frames.recv()).await;
                all.push(frame.expect("a frame in time").unwrap());
            }
            all
        };
        self.now(collect)
    }
}

fn level(frames: &[AudioFrame], pitch_hz: f32) -> f32 {
    let sound: Vec<i16> = frames.iter().flat_map(|frame| frame.samples.iter().copied()).collect();
    let mut levels: Vec<f32> =
        sound.chunks_exact(1600).map(|part| wasl_media::tone::level_of(part, 16_000, pitch_hz)).collect();
    levels.sort_by(f32::total_cmp);
    levels[levels.len() / 2]
}

fn tone(pitch_hz: f32) -> Sound {
    Sound::Loop(Arc::new(Clip::from_samples(&wasl_media::tone::sine(pitch_hz, 16_000, 0.3, 16_000))))
}

fn both_ways(house: &House, mut side: Side, codec: CodecName, band: Band) {
    let (sender, mut listener) = mpsc::channel(500);
    side.leg.listen(Speaker::Caller, sender);
    side.leg.play(PlayId(1), tone(600.0));
    assert_eq!(house.next(&mut side.events), MediaEvent::FirstPacket);
    while !house.frames(&mut listener, 1)[0].heard {}
    let heard = house.frames(&mut listener, 100);
    assert!(level(&heard, 440.0) > 0.25, "heard {} of the browser's tone", level(&heard, 440.0));
    assert_eq!(heard[90].band, band);
    side.browser.wait_for_tones(&[600.0], &[]);
    let stats = side.leg.stats();
    assert_eq!(stats.codec, Some(codec));
    assert!(
        stats.received > 50 && stats.sent > 75 && stats.malformed == 0 && stats.foreign == 0 && stats.far_end.is_none(),
        "{stats:?}"
    );
}

#[test]
fn a_browser_that_calls_is_heard_and_hears() {
    let house = House::new(8);
    let side = house.caller(CallId::new(), OPUS, 440.0);
    both_ways(&house, side, CodecName::Opus, Band::Wide);
}

#[test]
fn a_browser_that_is_called_is_heard_and_hears() {
    let house = House::new(8);
    let side = house.called(CallId::new(), OPUS, 440.0);
    both_ways(&house, side, CodecName::Opus, Band::Wide);
}

#[test]
fn a_browser_may_speak_g711() {
    let house = House::new(8);
    let side = house.caller(CallId::new(), PCMU, 440.0);
    both_ways(&house, side, CodecName::Pcmu, Band::Narrow);
}

#[test]
fn what_is_told_is_ice_lite_passive_with_one_candidate_from_the_port_range() {
    let house = House::new(8);
    let (leg, _events) = house.open(CallId::new(), LegOptions::web());
    let offer = Browser::new(&house.runtime, OPUS).offer();
    let answer = house.now(leg.answer(&offer)).unwrap();
    let lines: Vec<&str> = answer.sdp.lines().collect();
    for line in ["a=ice-lite", "a=setup:passive", "a=rtcp-mux", "a=rtpmap:111 opus/48000/2", "a=sendrecv"] {
        assert!(lines.contains(&line), "{line} in {}", answer.sdp);
    }
    assert!(lines.contains(&"a=rtpmap:110 telephone-event/48000"), "{}", answer.sdp);
    let candidates: Vec<&&str> = lines.iter().filter(|line| line.starts_with("a=candidate:")).collect();
    assert_eq!(candidates.len(), 1, "{}", answer.sdp);
    assert!(candidates[0].contains(" 127.0.0.1 "), "{}", candidates[0]);
    assert!(answer.srtp && answer.telephone_event && !answer.held_by_far_end);
}

#[test]
fn a_browser_and_a_phone_talk_through_a_bridge() {
    let house = House::new(16);
    let call = CallId::new();
    let caller = house.caller(call, OPUS, 440.0);
    let (leg, phone) = house.phone(call, 1000.0);
    caller.leg.bridge(&leg);
    phone.wait_for_tones(&[440.0], &[1000.0]);
    caller.browser.wait_for_tones(&[1000.0], &[440.0]);
}

#[test]
fn two_browsers_get_each_others_packets_untouched() {
    let house = House::new(16);
    let call = CallId::new();
    let caller = house.caller(call, OPUS, 440.0);
    let agent = house.called(call, OPUS, 1000.0);
    caller.leg.bridge(&agent.leg);
    for (from, to, pitch) in [(&caller, &agent, 440.0), (&agent, &caller, 1000.0)] {
        // Before the far end is connected, and when this machine stalls it, the room fills in silence of its own.
        let heard = to.browser.wait("a run of what was sent, byte for byte", |heard| untouched(heard, from).is_some());
        let run = untouched(&heard, from).unwrap();
        assert!(to.browser.level(run, pitch) > 0.25);
        for pair in run.windows(2) {
            assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1));
            assert_eq!(pair[1].timestamp.wrapping_sub(pair[0].timestamp), 960, "the clock of Opus");
        }
    }
}

/// The last 60 packets that came, when they are a run of those sent.
fn untouched<'a>(heard: &'a [far::Received], from: &Side) -> Option<&'a [far::Received]> {
    let run = &heard[heard.len().checked_sub(60)?..];
    let sent = from.browser.sent();
    let same = |sent: &[Vec<u8>]| sent.iter().zip(run).all(|(sent, heard)| *sent == heard.payload);
    sent.windows(60).any(same).then_some(run)
}

#[test]
fn keys_of_a_browser_are_told_once_and_reach_a_phone() {
    for (codecs, event_type, clock) in [(OPUS, 110, 48_000), (PCMU, 126, 8000)] {
        let house = House::new(16);
        let call = CallId::new();
        let mut caller = house.caller(call, codecs, 0.0);
        let (leg, phone) = house.phone(call, 1000.0);
        caller.leg.bridge(&leg);
        caller.browser.wait("the bridge", |packets| packets.len() > 20);
        caller.browser.press(event_type, clock, 5, 70_000, 100);
        while house.next(&mut caller.events) != (MediaEvent::Key { digit: '5', source: wasl_media::KeySource::Event }) {
        }
        let packets =
            phone.wait("the key", |packets| packets.iter().any(|p| p.payload_type == 101 && p.payload[1] & 0x80 != 0));
        let key = packets.iter().find(|packet| packet.payload_type == 101).unwrap();
        assert_eq!(key.payload[0], 5);
    }
}

#[test]
fn keys_we_press_reach_a_browser_in_its_clock() {
    let house = House::new(8);
    let side = house.caller(CallId::new(), OPUS, 440.0);
    side.browser.wait("the line", |packets| packets.len() > 10);
    side.leg.send_key('7', Duration::from_millis(100));
    let ended = |packets: &[far::Received]| packets.iter().any(|p| p.payload_type == 110 && p.payload[1] & 0x80 != 0);
    let packets = side.browser.wait("the key", ended);
    let end = packets.iter().find(|packet| packet.payload_type == 110 && packet.payload[1] & 0x80 != 0).unwrap();
    assert_eq!((end.payload[0], u16::from_be_bytes([end.payload[2], end.payload[3]])), (7, 4800));
}

#[test]
fn three_in_a_call_each_hear_the_two_others() {
    let house = House::new(32);
    let call = CallId::new();
    let caller = house.caller(call, OPUS, 440.0);
    let agent = house.called(call, OPUS, 1000.0);
    let (colleague, phone) = house.phone(call, 1500.0);
    caller.leg.bridge(&agent.leg);
    caller.leg.join(&[&agent.leg, &colleague]);
    for (side, loud, own) in [(&caller, [1000.0, 1500.0], 440.0), (&agent, [440.0, 1500.0], 1000.0)] {
        side.browser.wait_for_tones(&loud, &[own]);
    }
    phone.wait_for_tones(&[440.0, 1000.0], &[]);
    caller.leg.close();
    phone.wait_for_tones(&[1000.0], &[440.0]);
}

#[test]
fn hold_and_resume_of_a_browser_and_of_ours() {
    let house = House::new(8);
    let mut side = house.caller(CallId::new(), OPUS, 440.0);
    side.leg.play(PlayId(1), tone(600.0));
    side.browser.wait("music", |packets| packets.len() > 20);
    let held = house.now(side.leg.answer(&side.browser.hold(true))).unwrap();
    assert!(held.held_by_far_end && held.sdp.contains("a=recvonly"), "{}", held.sdp);
    side.browser.accept(&held.sdp);
    // A held leg gets nothing.
    let deadline = Instant::now() + far::PATIENCE;
    let mut count = usize::MAX;
    while std::mem::replace(&mut count, side.browser.received().len()) != count {
        assert!(Instant::now() < deadline, "packets go on");
        std::thread::sleep(Duration::from_millis(300));
    }
    let resumed = house.now(side.leg.answer(&side.browser.hold(false))).unwrap();
    assert!(!resumed.held_by_far_end && resumed.sdp.contains("a=sendrecv"), "{}", resumed.sdp);
    side.browser.accept(&resumed.sdp);
    side.browser.wait("music again", |packets| packets.len() > count + 20);

    let offer = house.now(side.leg.hold_offer(true)).unwrap();
    assert!(offer.contains("a=sendonly"), "{offer}");
    let answer = side.browser.answer(&offer);
    assert_eq!(house.now(side.leg.accept_answer(&answer)).unwrap().direction, wasl_media::Direction::SendOnly);
    let answer = side.browser.answer(&house.now(side.leg.hold_offer(false)).unwrap());
    assert_eq!(house.now(side.leg.accept_answer(&answer)).unwrap().direction, wasl_media::Direction::SendRecv);
    let count = side.browser.received().len();
    side.browser.wait("music goes on", |packets| packets.len() > count + 20);
}

#[test]
fn a_browser_that_only_listens_hears_both_sides_of_a_talk() {
    let house = House::new(32);
    let call = CallId::new();
    let caller = house.caller(call, OPUS, 440.0);
    let (agent, _phone) = house.phone(call, 1000.0);
    caller.leg.bridge(&agent);
    let mut supervisor = Browser::new(&house.runtime, OPUS);
    let (leg, _events) = house.open(call, LegOptions::web());
    let answer = house.now(leg.answer(&supervisor.turn(RTCRtpTransceiverDirection::Recvonly))).unwrap();
    assert!(answer.sdp.contains("a=sendonly"), "{}", answer.sdp);
    supervisor.accept(&answer.sdp);
    leg.connected();
    leg.hear(&caller.leg, true);
    leg.hear(&agent, true);
    supervisor.wait_for_tones(&[440.0, 1000.0], &[]);
}

#[test]
fn a_browser_that_changes_its_network_is_heard_again() {
    let house = House::new(8);
    let mut side = house.caller(CallId::new(), OPUS, 440.0);
    side.leg.play(PlayId(1), tone(600.0));
    side.browser.wait("music", |packets| packets.len() > 20);
    let answer = house.now(side.leg.answer(&side.browser.restart())).unwrap();
    side.browser.accept(&answer.sdp);
    std::thread::sleep(Duration::from_millis(500));
    let (count, received) = (side.browser.received().len(), side.leg.stats().received);
    side.browser.wait("music goes on", |packets| packets.len() > count + 50);
    let deadline = Instant::now() + far::PATIENCE;
    while side.leg.stats().received <= received + 20 {
        assert!(Instant::now() < deadline, "it is not heard");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_browser_that_falls_silent_is_lost_and_comes_back() {
    let house = House::new(8);
    let mut browser = Browser::new(&house.runtime, OPUS);
    let options = LegOptions { media_lost_after: Some(Duration::from_millis(600)), ..LegOptions::web() };
    let (leg, mut events) = house.open(CallId::new(), options);
    let answer = house.now(leg.answer(&browser.offer())).unwrap();
    browser.accept(&answer.sdp);
    leg.connected();
    browser.send_tone(440.0);
    while house.next(&mut events) != MediaEvent::FirstPacket {}
    browser.stop_sending();
    let silent = Instant::now();
    while house.next(&mut events) != MediaEvent::MediaLost {}
    assert!(silent.elapsed().as_millis() >= 400, "{:?}", silent.elapsed());
    browser.send_tone(440.0);
    while house.next(&mut events) != MediaEvent::MediaBack {}
}

#[test]
fn both_ends_report_quality_by_rtcp() {
    let house = House::new(8);
    let side = house.caller(CallId::new(), OPUS, 440.0);
    side.leg.play(PlayId(1), tone(600.0));
    let deadline = Instant::now() + far::PATIENCE;
    while side.leg.stats().far_end_lost_pct.is_none() || side.leg.stats().round_trip.is_none() {
        assert!(Instant::now() < deadline, "{:?}", side.leg.stats());
        std::thread::sleep(Duration::from_millis(50));
    }
    let stats = side.leg.stats();
    assert!(stats.far_end_lost_pct.unwrap() < 30.0 && stats.round_trip.unwrap() < Duration::from_secs(5), "{stats:?}");
    assert!(stats.far_end_jitter_ms.unwrap() < 1000.0, "{stats:?}");
}

#[test]
fn a_description_that_cannot_be_served_gets_its_own_error() {
    let house = House::new(32);
    let offer = Browser::new(&house.runtime, OPUS).offer();
    let without = |start: &str| -> String {
        offer.lines().filter(|line| !line.starts_with(start)).flat_map(|line| [line, "\r\n"]).collect()
    };
    let g729 =
        offer.replace("opus/48000/2", "G729/8000").replace("PCMU/8000", "L16/8000").replace("PCMA/8000", "L16/8000");
    let weak = offer.replace("a=fingerprint:sha-256", "a=fingerprint:sha-1");
    let cases: Vec<(String, Expected)> = vec![
        (without("a=fingerprint"), |error| *error == SdpError::NoFingerprint),
        (weak, |error| *error == SdpError::NoFingerprint),
        (without("a=ice-ufrag"), |error| *error == SdpError::NoIce),
        (offer.replace("m=audio", "m=video"), |error| *error == SdpError::NoAudio),
        (offer.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"), |error| *error == SdpError::NotWeb),
        (g729, |error| matches!(error, SdpError::NoCommonCodec { .. })),
        ("rubbish".to_owned(), |error| matches!(error, SdpError::Unreadable(_))),
        ("v=0\r\n".repeat(40_000), |error| matches!(error, SdpError::Unreadable(_))),
    ];
    for (bad, expected) in cases {
        let (leg, _events) = house.open(CallId::new(), LegOptions::web());
        let error = house.now(leg.answer(&bad)).unwrap_err();
        assert!(expected(&error), "{error:?}");
        house.now(leg.answer(&offer)).expect("the leg can still be used");
    }
    let (leg, _events) = house.open(CallId::new(), LegOptions::web());
    assert_eq!(house.now(leg.accept_answer(&offer)).unwrap_err(), SdpError::NoOfferOpen);
}

#[test]
fn a_video_line_is_refused_and_the_sound_taken() {
    let house = House::new(8);
    let (leg, _events) = house.open(CallId::new(), LegOptions::web());
    let mut browser = Browser::new(&house.runtime, OPUS);
    let video =
        "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:7\r\na=rtpmap:96 VP8/90000\r\na=sendrecv\r\n";
    let answer = house.now(leg.answer(&format!("{}{video}", browser.offer()))).unwrap();
    assert!(answer.sdp.contains("m=video 0 ") && answer.sdp.contains("a=rtpmap:111 opus"), "{}", answer.sdp);
}

#[test]
fn a_browser_with_another_certificate_than_it_told_is_never_heard() {
    let house = House::new(8);
    let (leg, mut events) = house.open(CallId::new(), LegOptions::web());
    let mut browser = Browser::new(&house.runtime, OPUS);
    let offer: String = browser.offer().lines().fold(String::new(), |offer, line| {
        let forged = format!("a=fingerprint:sha-256 {}", ["AB"; 32].join(":"));
        offer + if line.starts_with("a=fingerprint:") { &forged } else { line } + "\r\n"
    });
    let answer = house.now(leg.answer(&offer)).unwrap();
    browser.accept(&answer.sdp);
    leg.connected();
    leg.play(PlayId(1), tone(600.0));
    browser.send_tone(440.0);
    // That nothing comes can only be seen by waiting; a true browser is heard within half a second.
    std::thread::sleep(Duration::from_secs(2));
    let stats = leg.stats();
    assert_eq!((stats.received, stats.sent, browser.received().len()), (0, 0, 0), "{stats:?}");
    assert!(events.try_recv().is_err());
}

#[test]
fn a_hostile_description_is_an_error_and_never_a_crash() {
    let house = House::new(64);
    let offer = Browser::new(&house.runtime, OPUS).offer();
    let lines: Vec<&str> = offer.lines().collect();
    for n in 0..lines.len() {
        let (leg, _events) = house.open(CallId::new(), LegOptions::web());
        let dropped: Vec<&str> = lines.iter().enumerate().filter(|(k, _)| *k != n).map(|(_, line)| *line).collect();
        let doubled: Vec<&str> = lines.iter().chain(&lines[n..]).copied().collect();
        let mangled: String = format!("{}\u{202e}{}", &offer[..offer.len() * n / lines.len()], "\u{0}=9;".repeat(50));
        for text in [dropped.join("\r\n") + "\r\n", doubled.join("\r\n") + "\r\n", mangled] {
            if house.now(leg.answer(&text)).is_ok() {
                break;
            }
        }
        leg.close();
    }
    both_ways(&house, house.caller(CallId::new(), OPUS, 440.0), CodecName::Opus, Band::Wide);
}

#[test]
fn a_hundred_legs_leave_ports_sockets_threads_and_memory_where_they_were() {
    let house = House::new(64);
    let round = |count: usize| {
        for _ in 0..count / 10 {
            let sides: Vec<Side> = (0..10).map(|_| house.caller(CallId::new(), OPUS, 0.0)).collect();
            for side in &sides {
                side.leg.play(PlayId(1), tone(600.0));
                side.browser.wait("sound", |packets| packets.len() > 5);
            }
        }
    };
    round(20);
    settle(&house);
    let before = (open_files(), threads(), house.media.free_port_pairs());
    let memory = resident_kib();
    round(100);
    settle(&house);
    assert_eq!((open_files(), threads(), house.media.free_port_pairs()), before);
    let grown = resident_kib().saturating_sub(memory);
    assert!(grown < 12_000, "{grown} KiB more after 100 legs");
}

fn settle(house: &House) {
    let deadline = Instant::now() + far::PATIENCE;
    while house.media.free_port_pairs() < 31 && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
}

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").unwrap().count()
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}
