//! Sound both ways over real sockets, measured at the far ends.

#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, clippy::wildcard_enum_match_arm, reason = "a test")]

mod far;

use std::sync::Arc;
use std::time::Duration;

use audio_codec::CodecType;
use far::{PATIENCE, Phone, Received, rtp, rtp_address};
use tokio::sync::mpsc;
use wasl_media::{Clip, CodecName, LegOptions, Media, MediaConfig, MediaEvent, MediaLeg, OpenError, Sound, SoundFeed};
use wasl_model::{AudioFrame, CallId, LegId, PlayId, Speaker};

/// Media is lost only where a test means it: a busy machine may be late.
fn media(ports: u16) -> Media {
    media_lost_after(ports, PATIENCE)
}

fn media_lost_after(ports: u16, media_lost_after: Duration) -> Media {
    let ports = far::free_ports(ports);
    Media::start(MediaConfig { ports, workers: 1, media_lost_after, ..MediaConfig::default() }).unwrap()
}

struct Side {
    leg: MediaLeg,
    events: mpsc::Receiver<MediaEvent>,
    phone: Phone,
}

fn side(media: &Media, call: CallId, codec: CodecType, pitch_hz: f32) -> Side {
    let (leg, events) = media.open(call, LegId::new(), LegOptions::default()).unwrap();
    let mut phone = Phone::new(codec);
    let answer = now(leg.answer(&phone.sdp(""))).unwrap();
    leg.connected();
    if pitch_hz > 0.0 {
        phone.send_tone(rtp_address(&answer.sdp), pitch_hz);
    }
    Side { leg, events, phone }
}

/// Negotiation that is over at once.
fn now<T>(negotiation: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(negotiation)
}

fn next(events: &mut mpsc::Receiver<MediaEvent>) -> MediaEvent {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, events.recv()).await }).expect("an event in time").unwrap()
}

fn frames(frames: &mut mpsc::Receiver<AudioFrame>, count: usize) -> Vec<AudioFrame> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut all = Vec::new();
        while all.len() < count {
            all.push(tokio::time::timeout(PATIENCE, frames.recv()).await.expect("a frame in time").unwrap());
        }
        all
    })
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let deadline = std::time::Instant::now() + PATIENCE;
    while !holds() {
        assert!(std::time::Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// One source, no hole in the numbers, time never goes back.
fn assert_continuous(packets: &[Received]) {
    for pair in packets.windows(2) {
        assert_eq!(pair[0].source, pair[1].source, "one source");
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1), "no hole");
        let step = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        assert!(step < 1 << 31 || pair[0].payload_type == 101, "time went {step}");
    }
}

fn both_ways(a: CodecType, b: CodecType) -> (Side, Side) {
    let media = media(64);
    let call = CallId::new();
    let caller = side(&media, call, a, 440.0);
    let agent = side(&media, call, b, 1000.0);
    caller.leg.bridge(&agent.leg);
    for (side, pitch, other) in [(&caller, 1000.0, 440.0), (&agent, 440.0, 1000.0)] {
        assert_continuous(&side.phone.wait_for_tones(&[pitch], &[other]));
    }
    (caller, agent)
}

#[test]
fn the_same_codec_passes_through_untouched_both_ways() {
    let (caller, agent) = both_ways(CodecType::PCMU, CodecType::PCMU);
    for (from, to) in [(&caller, &agent), (&agent, &caller)] {
        let passed: Vec<Vec<u8>> = to.phone.received().into_iter().map(|packet| packet.payload).collect();
        let sent = from.phone.sent();
        // Half a second: where a busy machine was late, a packet was concealed.
        let run = |packets: &[Vec<u8>]| sent.windows(packets.len()).any(|run| run == packets);
        assert!(passed.windows(25).any(run), "the packets are a run of those sent, byte for byte");
    }
}

#[test]
fn different_codecs_are_transcoded_both_ways() {
    drop(both_ways(CodecType::PCMU, CodecType::G722));
    drop(both_ways(CodecType::PCMA, CodecType::PCMU));
}

#[test]
fn going_from_music_to_a_bridge_and_back_leaves_no_glitch() {
    let media = media(64);
    let call = CallId::new();
    let caller = side(&media, call, CodecType::PCMU, 440.0);
    let agent = side(&media, call, CodecType::PCMU, 1000.0);
    caller.leg.play(PlayId(1), Sound::Loop(Clip::hold_music()));
    caller.phone.wait("music", |packets| packets.len() > 20);
    caller.leg.bridge(&agent.leg);
    caller.phone.wait("voice", |packets| packets.len() > 60);
    caller.leg.unbridge(&agent.leg);
    caller.leg.play(PlayId(2), Sound::Ringback);
    let packets = caller.phone.wait("ringback", |packets| {
        packets.len() > 30 && caller.phone.level(&packets[packets.len() - 30..], 425.0) > 0.1
    });
    assert_continuous(&packets);
    assert!(packets.iter().filter(|packet| packet.marker).count() <= 4);
}

#[test]
fn prompts_play_to_their_end_one_after_the_other_at_the_right_pace() {
    let media = media(64);
    let mut caller = side(&media, CallId::new(), CodecType::PCMA, 0.0);
    let first = Arc::new(Clip::from_samples(&wasl_media::tone::sine(600.0, 16_000, 0.5, 4800)));
    let second = Arc::new(Clip::from_samples(&wasl_media::tone::sine(900.0, 16_000, 0.5, 4960)));
    let started = std::time::Instant::now();
    caller.leg.play(PlayId(7), Sound::Once(vec![first, second]));
    while next(&mut caller.events) != MediaEvent::PlayEnded(PlayId(7)) {}
    let took = started.elapsed().as_millis();
    assert!(took >= 560, "{took} ms for 610 ms of sound");
    let sounds = |packet: &&Received| packet.payload.iter().any(|byte| *byte != 0xD5);
    let packets = caller.phone.wait("the prompts", |packets| packets.iter().filter(sounds).count() >= 29);
    let packets: Vec<_> = packets.iter().filter(sounds).cloned().collect();
    assert!(packets.len() <= 32, "{} packets", packets.len());
    assert!(caller.phone.level(&packets[1..14], 600.0) > 0.4 && caller.phone.level(&packets[17..29], 900.0) > 0.4);
}

#[test]
fn a_listener_gets_every_frame_and_a_stuck_one_harms_nobody() {
    let media = media(64);
    let call = CallId::new();
    let caller = side(&media, call, CodecType::PCMU, 440.0);
    let agent = side(&media, call, CodecType::PCMU, 1000.0);
    let (sender, mut listener) = mpsc::channel(500);
    let (stuck, _never_read) = mpsc::channel(3);
    caller.leg.listen(Speaker::Caller, sender);
    caller.leg.listen(Speaker::Caller, stuck);
    caller.leg.bridge(&agent.leg);
    let mut heard = frames(&mut listener, 100);
    // On a busy machine some frames come too late; then a second without them follows.
    while !is_tone(&heard[heard.len() - 50..], 440.0) && heard.len() < 2000 {
        heard.extend(frames(&mut listener, 10));
    }
    for pair in heard.windows(2) {
        assert_eq!(pair[1].at.as_millis(), pair[0].at.as_millis() + 20, "MediaTime without a gap");
    }
    assert!(is_tone(&heard[heard.len() - 50..], 440.0), "{} frames without a second of the tone", heard.len());
    assert!(heard.iter().all(|frame| frame.speaker == Speaker::Caller && frame.of_caller().is_some()));
    agent.phone.wait("the bridge goes on", |packets| packets.len() > 90);
    until("the stuck listener misses frames", || caller.leg.stats().frames_dropped > 50);
    until("the caller is received", || caller.leg.stats().received > 90);
}

/// Whether a second of frames was all heard, and is that tone.
fn is_tone(frames: &[AudioFrame], pitch_hz: f32) -> bool {
    let sound: Vec<i16> = frames.iter().flat_map(|frame| frame.samples.iter().copied()).collect();
    wasl_media::tone::level_of(&sound, 16_000, pitch_hz) > 0.28
        && frames.iter().filter(|frame| frame.heard).count() > 45
}

#[test]
fn a_listener_hears_silence_while_no_packets_come_and_time_goes_on() {
    let media = media(64);
    let caller = side(&media, CallId::new(), CodecType::PCMU, 0.0);
    let (sender, mut listener) = mpsc::channel(500);
    caller.leg.listen(Speaker::Caller, sender);
    let heard = frames(&mut listener, 20);
    assert!(heard.iter().all(|frame| !frame.heard && frame.samples.iter().all(|sample| *sample == 0)));
    assert_eq!(heard[19].at.as_millis() - heard[0].at.as_millis(), 380);
    assert!(caller.leg.now() >= heard[19].at);
}

#[test]
fn what_is_played_can_be_listened_to_and_a_stream_is_played_sample_for_sample() {
    let media = media(64);
    let mut caller = side(&media, CallId::new(), CodecType::PCMU, 0.0);
    let (sender, mut listener) = mpsc::channel(500);
    caller.leg.listen_played(sender);
    let (feed_sender, feed) = SoundFeed::channel(100);
    for n in 0..10_i16 {
        feed_sender.try_send(Arc::new([1000 + n; 320])).unwrap();
    }
    drop(feed_sender);
    caller.leg.play(PlayId(1), Sound::Stream(feed));
    while next(&mut caller.events) != MediaEvent::PlayEnded(PlayId(1)) {}
    let mut played = Vec::new();
    while played.len() < 9 {
        played.extend(frames(&mut listener, 1).iter().filter(|frame| frame.heard).map(|frame| frame.samples[0]));
    }
    assert_eq!(played, (0..9).map(|n| 1000 + n).collect::<Vec<i16>>());
}

#[test]
fn keys_go_through_the_bridge_and_are_told_once() {
    let media = media(64);
    let call = CallId::new();
    let mut caller = side(&media, call, CodecType::PCMU, 440.0);
    for (timestamp, other) in [(5_000, CodecType::PCMU), (90_000, CodecType::G722)] {
        let agent = side(&media, call, other, 1000.0);
        caller.leg.bridge(&agent.leg);
        agent.phone.wait("the bridge", |packets| packets.len() > 10);
        let to = rtp_address(&now(caller.leg.offer()).unwrap());
        for n in 0..8_u16 {
            let end = if n >= 5 { 0x80 } else { 0 };
            let duration = (u16::min(n + 1, 6) * 160).to_be_bytes();
            // A third socket would be refused as a hijacker; the caller's own sends the key with the caller's numbers.
            let packet = rtp(101, n == 0, 20_000 + n, timestamp, 78, &[5, end | 10, duration[0], duration[1]]);
            caller.phone.send_raw(to, &packet);
        }
        let key = loop {
            match next(&mut caller.events) {
                MediaEvent::Key { digit, .. } => break digit,
                _ => continue,
            }
        };
        assert_eq!(key, '5');
        let packets = agent
            .phone
            .wait("the key", |packets| packets.iter().any(|p| p.payload_type == 101 && p.payload[1] & 0x80 != 0));
        let events: Vec<_> = packets.iter().filter(|packet| packet.payload_type == 101).collect();
        assert!(events.iter().all(|packet| packet.payload[0] == 5 && packet.timestamp == events[0].timestamp));
        agent.leg.close();
    }
}

#[test]
fn keys_we_press_arrive_once_each() {
    let media = media(64);
    let call = CallId::new();
    let a = side(&media, call, CodecType::PCMU, 0.0);
    // Two legs of the engine, each the other's far end.
    let (offerer, _events) = media.open(call, LegId::new(), LegOptions::default()).unwrap();
    let (answerer, mut keys) = media.open(call, LegId::new(), LegOptions::default()).unwrap();
    let answer = now(answerer.answer(&now(offerer.offer()).unwrap())).unwrap();
    now(offerer.accept_answer(&answer.sdp)).unwrap();
    for digit in "12#".chars() {
        offerer.send_key(digit, Duration::from_millis(100));
    }
    let mut pressed = String::new();
    while pressed.len() < 3 {
        if let MediaEvent::Key { digit, .. } = next(&mut keys) {
            pressed.push(digit);
        }
    }
    assert_eq!(pressed, "12#");
    drop(a);
}

#[test]
fn phones_may_speak_opus_too() {
    let media = media(64);
    let call = CallId::new();
    let options = || LegOptions { codecs: vec![CodecName::Opus, CodecName::Pcmu], ..LegOptions::default() };
    let (offerer, _events) = media.open(call, LegId::new(), options()).unwrap();
    let (answerer, mut keys) = media.open(call, LegId::new(), options()).unwrap();
    let answer = now(answerer.answer(&now(offerer.offer()).unwrap())).unwrap();
    assert_eq!(now(offerer.accept_answer(&answer.sdp)).unwrap().codec, CodecName::Opus);
    let (sender, mut listener) = mpsc::channel(500);
    answerer.listen(Speaker::Caller, sender);
    let tone = Clip::from_samples(&wasl_media::tone::sine(440.0, 16_000, 0.3, 16_000));
    offerer.play(PlayId(1), Sound::Loop(Arc::new(tone)));
    let sound: Vec<i16> = frames(&mut listener, 100)[40..].iter().flat_map(|frame| frame.samples.to_vec()).collect();
    assert!(wasl_media::tone::level_of(&sound[..16_000], 16_000, 440.0) > 0.25);
    offerer.send_key('4', Duration::from_millis(100));
    while !matches!(next(&mut keys), MediaEvent::Key { digit: '4', .. }) {}
}

#[test]
fn keys_in_the_sound_are_heard_only_without_telephone_event() {
    let media = media(64);
    for (telephone_event, expected) in [(false, true), (true, false)] {
        let call = CallId::new();
        let options = || LegOptions { telephone_event, ..LegOptions::default() };
        let (offerer, mut events) = media.open(call, LegId::new(), options()).unwrap();
        let (answerer, mut keys) = media.open(call, LegId::new(), options()).unwrap();
        let answer = now(answerer.answer(&now(offerer.offer()).unwrap())).unwrap();
        now(offerer.accept_answer(&answer.sdp)).unwrap();
        let sound = [vec![0; 3200], wasl_media::tone::key('7', 16_000, 1600), vec![0; 8000]].concat();
        offerer.play(PlayId(1), Sound::Once(vec![Arc::new(Clip::from_samples(&sound))]));
        assert_eq!(next(&mut keys), MediaEvent::FirstPacket);
        if expected {
            assert!(matches!(next(&mut keys), MediaEvent::Key { digit: '7', .. }));
        } else {
            while next(&mut events) != MediaEvent::PlayEnded(PlayId(1)) {}
            std::thread::sleep(Duration::from_millis(300));
            assert!(keys.try_recv().is_err(), "telephone-event is there: the sound is no key");
        }
    }
}

#[test]
fn a_hijacker_is_ignored() {
    let media = media(64);
    let caller = side(&media, CallId::new(), CodecType::PCMU, 440.0);
    caller.leg.play(PlayId(1), Sound::Loop(Clip::hold_music()));
    caller.phone.wait("music", |packets| packets.len() > 10);
    let to = rtp_address(&now(caller.leg.offer()).unwrap());
    let attacker = Phone::new(CodecType::PCMU);
    for n in 0..100_u16 {
        attacker.send_raw(to, &rtp(0, false, n, u32::from(n) * 160, 77, &[0; 160]));
        attacker.send_raw(to, &[0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42]);
    }
    let before = caller.phone.received().len();
    caller.phone.wait("music goes on", |packets| packets.len() > before + 40);
    assert!(attacker.received().is_empty(), "nothing went to the third port");
    until("every foreign and malformed packet is counted", || {
        let stats = caller.leg.stats();
        stats.foreign >= 100 && stats.malformed >= 100
    });
    assert_eq!(caller.leg.stats().far_end, Some(caller.phone.address()));
}

#[test]
fn hold_stops_our_sound_and_resume_brings_it_back() {
    let media = media(64);
    let caller = side(&media, CallId::new(), CodecType::PCMU, 440.0);
    caller.leg.play(PlayId(1), Sound::Loop(Clip::hold_music()));
    caller.phone.wait("music", |packets| packets.len() > 10);
    assert!(now(caller.leg.answer(&caller.phone.sdp("a=sendonly\r\n"))).unwrap().held_by_far_end);
    let held = caller.phone.wait_for_quiet();
    now(caller.leg.answer(&caller.phone.sdp("a=sendrecv\r\n"))).unwrap();
    let packets = caller.phone.wait("music again", |packets| packets.len() > held + 20);
    assert_continuous(&packets);
}

#[test]
fn lost_and_returning_media_is_told_but_not_on_hold() {
    let media = media_lost_after(64, Duration::from_millis(400));
    let (leg, mut events) = media.open(CallId::new(), LegId::new(), LegOptions::default()).unwrap();
    let phone = Phone::new(CodecType::PCMU);
    let answer = now(leg.answer(&phone.sdp(""))).unwrap();
    let to = rtp_address(&answer.sdp);
    phone.send_raw(to, &rtp(0, true, 1, 0, 9, &[0xFF; 160]));
    assert_eq!(next(&mut events), MediaEvent::FirstPacket);
    assert_eq!(next(&mut events), MediaEvent::MediaLost);
    phone.send_raw(to, &rtp(0, true, 2, 160, 9, &[0xFF; 160]));
    assert_eq!(next(&mut events), MediaEvent::MediaBack);
    now(leg.answer(&phone.sdp("a=sendonly\r\n"))).unwrap();
    // On a busy machine it may have been lost again before it was held.
    std::thread::sleep(Duration::from_millis(200));
    while events.try_recv().is_ok() {}
    std::thread::sleep(Duration::from_millis(700));
    assert!(events.try_recv().is_err(), "a held leg is not lost");
}

#[test]
fn srtp_works_both_ways_and_a_replay_is_refused() {
    let media = media(64);
    let call = CallId::new();
    let options = LegOptions { offer_srtp: true, ..LegOptions::default() };
    let (offerer, mut back) = media.open(call, LegId::new(), options).unwrap();
    let (answerer, mut there) = media.open(call, LegId::new(), LegOptions::default()).unwrap();
    let answer = now(answerer.answer(&now(offerer.offer()).unwrap())).unwrap();
    assert!(answer.srtp && now(offerer.accept_answer(&answer.sdp)).unwrap().srtp);
    let (sender, mut listener) = mpsc::channel(500);
    answerer.listen(Speaker::Caller, sender);
    offerer.play(
        PlayId(1),
        Sound::Loop(Arc::new(Clip::from_samples(&wasl_media::tone::sine(1000.0, 16_000, 0.5, 16_000)))),
    );
    answerer.play(PlayId(2), Sound::Loop(Clip::hold_music()));
    assert_eq!(next(&mut there), MediaEvent::FirstPacket);
    assert_eq!(next(&mut back), MediaEvent::FirstPacket);
    let mut heard = frames(&mut listener, 60);
    while !is_tone(&heard[heard.len() - 50..], 1000.0) && heard.len() < 2000 {
        heard.extend(frames(&mut listener, 10));
    }
    assert!(is_tone(&heard[heard.len() - 50..], 1000.0), "{} frames without a second of the tone", heard.len());
    // Clear packets and rubbish on a protected leg.
    let stranger = Phone::new(CodecType::PCMU);
    for n in 0..200_u16 {
        stranger.send_raw(rtp_address(&answer.sdp), &rtp(0, false, n, 0, u32::from(n), &[0; 170]));
    }
    until("every stranger's packet is counted", || answerer.stats().unauthentic >= 200);
    assert!(stranger.received().is_empty());
}

#[test]
fn ports_run_out_cleanly_and_come_back() {
    let media = media(8);
    let call = CallId::new();
    let legs: Vec<_> = std::iter::from_fn(|| media.open(call, LegId::new(), LegOptions::default()).ok()).collect();
    assert!(!legs.is_empty());
    let error = media.open(call, LegId::new(), LegOptions::default()).map(|_| ()).unwrap_err();
    assert!(matches!(error, OpenError::PortsExhausted { .. }), "{error}");
    let before = media.free_port_pairs();
    let count = legs.len();
    legs[0].0.close();
    drop(legs);
    until("the ports come back", || media.free_port_pairs() >= before + count);
    assert!(media.open(call, LegId::new(), LegOptions::default()).is_ok());
}

#[test]
fn an_echo_gives_the_caller_its_own_sound() {
    let media = media(34);
    let caller = side(&media, CallId::new(), CodecType::G722, 700.0);
    caller.leg.bridge(&caller.leg);
    caller.phone.wait_for_tones(&[700.0], &[]);
}

#[test]
fn three_hear_each_other_through_the_patchbay() {
    let media = media(64);
    let call = CallId::new();
    let caller = side(&media, call, CodecType::PCMU, 440.0);
    let agent = side(&media, call, CodecType::PCMU, 1000.0);
    let supervisor = side(&media, call, CodecType::G722, 1500.0);
    caller.leg.bridge(&agent.leg);
    supervisor.leg.hear(&caller.leg, true);
    supervisor.leg.hear(&agent.leg, true);
    // Whisper: only the agent hears the supervisor.
    agent.leg.hear(&supervisor.leg, true);
    for (side, loud, silent) in [
        (&caller, vec![1000.0], vec![440.0, 1500.0]),
        (&agent, vec![440.0, 1500.0], vec![1000.0]),
        (&supervisor, vec![440.0, 1000.0], vec![1500.0]),
    ] {
        side.phone.wait_for_tones(&loud, &silent);
    }
}
