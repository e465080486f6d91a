//! The pure core on a bad network, with a seed: no socket, no clock.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use wasl_model::Speaker;

use super::{Channel, Input, Output, Room};
use crate::codec::{CodecName, Encoder};
use crate::leg::{Dice, LegKey, Listener, Terms};
use crate::netem::{self, Path};
use crate::sdp::{Direction, EventTypes, Payload, Session};
use crate::tone;

const FAR: &str = "127.0.0.1:4000";
const A: LegKey = LegKey(1);
const B: LegKey = LegKey(2);

fn far() -> SocketAddr {
    FAR.parse().expect("an address")
}

fn session(codec: CodecName) -> Session {
    let payload = Payload { number: codec.payload_type(), codec };
    Session {
        remote_rtp: Some(far()),
        remote_rtcp: Some("127.0.0.1:4001".parse().expect("an address")),
        rtcp_mux: false,
        direction: Direction::SendRecv,
        send: payload,
        receive: vec![payload],
        telephone_event: Some(EventTypes { send: 101, receive: 101, clock_ratio: codec.clock_ratio() }),
        ptime_ms: 20,
        keys: None,
    }
}

fn room(epoch: Instant, legs: &[(LegKey, CodecName)]) -> Room {
    let mut room = Room::new(epoch);
    for (key, codec) in legs {
        room.open(
            epoch,
            *key,
            Dice { stream: key.0 as u32, sequence: 65_000, timestamp: u32::MAX - 500 },
            Terms { signalling: None, media_lost_after: Duration::from_secs(5), wire_up: true },
        );
        room.handle_input(epoch, *key, Input::Session(Box::new(session(*codec))));
    }
    room
}

fn packet(codec: CodecName, sequence: u16, timestamp: u32, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x80, codec.payload_type()];
    packet.extend(sequence.to_be_bytes());
    packet.extend(timestamp.wrapping_mul(codec.clock_ratio()).to_be_bytes());
    packet.extend(7_u32.to_be_bytes());
    packet.extend(payload);
    packet
}

/// A 1 kHz tone through a path into a leg; what a listener hears of it, with how much was real.
fn heard_through(path: Path, codec: CodecName, seconds: usize, seed: u64) -> (Vec<i16>, usize, Room) {
    let epoch = Instant::now();
    let mut room = room(epoch, &[(A, codec)]);
    room.handle_input(epoch, A, Input::Listen(Listener { number: 1, speaker: Speaker::Caller, played: false }));
    let tone = tone::sine(1000.0, codec.rate_hz(), 0.5, seconds * codec.rate_hz() as usize);
    let mut encoder = Encoder::new(codec);
    let payloads: Vec<Vec<u8>> = tone
        .chunks(codec.rate_hz() as usize / 50)
        .map(|chunk| {
            let mut bytes = Vec::new();
            encoder.encode(chunk, &mut bytes);
            bytes
        })
        .collect();
    let (mut sound, mut real) = (Vec::new(), 0);
    let mut arrivals = path.arrivals(payloads.len(), seed).into_iter().peekable();
    for ms in 0..seconds as u64 * 1000 + 300 {
        let now = epoch + Duration::from_millis(ms);
        while let Some((_, n)) = arrivals.next_if(|(at, _)| *at <= ms) {
            let datagram =
                packet(codec, (65_400 + n) as u16, (u32::MAX - 5000).wrapping_add(n as u32 * 160), &payloads[n]);
            room.handle_packet(now, A, Channel::Rtp, far(), &datagram);
        }
        room.handle_timeout(now);
        while let Some(output) = room.poll_output() {
            if let Output::Frame { frame, .. } = output {
                real += usize::from(frame.heard);
                sound.extend_from_slice(&frame.samples[..]);
            }
        }
    }
    (sound, real, room)
}

/// Mean level of the tone in stretches of 20 ms over the middle of the sound, against a clean 0.488.
fn level(sound: &[i16]) -> f32 {
    let middle = &sound[16_000..sound.len() - 16_000];
    let levels: Vec<f32> = middle.chunks_exact(320).map(|part| tone::level_of(part, 16_000, 1000.0)).collect();
    levels.iter().sum::<f32>() / levels.len() as f32
}

#[test]
fn a_discreet_leg_gives_its_listeners_silence_while_the_other_party_hears_it() {
    let epoch = Instant::now();
    let mut room = room(epoch, &[(A, CodecName::Pcma), (B, CodecName::Pcma)]);
    room.handle_input(epoch, A, Input::Bridge(B));
    room.handle_input(epoch, A, Input::Listen(Listener { number: 1, speaker: Speaker::Caller, played: false }));
    let tone = tone::sine(1000.0, 8_000, 0.5, 300 * 160);
    let mut encoder = Encoder::new(CodecName::Pcma);
    // Loud frames among the listener's, and packets sent to the other party, in each second.
    let (mut loud, mut sent) = ([0; 6], [0; 6]);
    for (n, chunk) in tone.chunks_exact(160).enumerate() {
        let now = epoch + Duration::from_millis(20 * n as u64 + 5);
        match n {
            100 => room.handle_input(now, A, Input::Discreet(true)),
            200 => room.handle_input(now, A, Input::Discreet(false)),
            _ => {}
        }
        let mut payload = Vec::new();
        encoder.encode(chunk, &mut payload);
        room.handle_packet(now, A, Channel::Rtp, far(), &packet(CodecName::Pcma, n as u16, n as u32 * 160, &payload));
        room.handle_timeout(now);
        while let Some(output) = room.poll_output() {
            match output {
                Output::Frame { frame, .. } => loud[n / 50] += usize::from(frame.heard && frame.samples[100] != 0),
                Output::Packet { leg: B, channel: Channel::Rtp, .. } => sent[n / 50] += 1,
                Output::Packet { .. } | Output::Event { .. } => {}
            }
        }
    }
    assert!(loud[1] > 40 && loud[5] > 40, "{loud:?}");
    assert_eq!(loud[3], 0, "{loud:?}");
    assert!(sent[1] > 45 && sent[3] > 45, "{sent:?}");
}

#[test]
fn opus_packets_of_60_ms_play_whole() {
    let epoch = Instant::now();
    let mut room = room(epoch, &[(A, CodecName::Opus)]);
    room.handle_input(epoch, A, Input::Listen(Listener { number: 1, speaker: Speaker::Caller, played: false }));
    let (mut encoder, mut sound) = (Encoder::new(CodecName::Opus), Vec::new());
    let tone = tone::sine(1000.0, 16_000, 0.5, 100 * 960);
    for (n, chunk) in tone.chunks_exact(960).enumerate() {
        let mut payload = Vec::new();
        encoder.encode(chunk, &mut payload);
        assert_eq!(CodecName::Opus.ticks(&payload), 480);
        for step in 0..3 {
            let now = epoch + Duration::from_millis(60 * n as u64 + 20 * step + 5);
            if step == 0 {
                let datagram = packet(CodecName::Opus, n as u16, n as u32 * 480, &payload);
                room.handle_packet(now, A, Channel::Rtp, far(), &datagram);
            }
            room.handle_timeout(now);
            while let Some(output) = room.poll_output() {
                if let Output::Frame { frame, .. } = output {
                    sound.extend_from_slice(&frame.samples[..]);
                }
            }
        }
    }
    let stats = room.stats(A).expect("the leg is open");
    assert!(level(&sound) > 0.46 && stats.concealed_ms < 100 && stats.late == 0, "{} {stats:?}", level(&sound));
}

#[test]
fn a_tone_survives_loss_jitter_reordering_and_duplicates() {
    for (path, least, codec) in [
        (Path { delay_ms: 30, ..Path::default() }, 0.48, CodecName::Pcmu),
        (Path { delay_ms: 30, ..Path::default() }, 0.48, CodecName::G722),
        (Path { delay_ms: 30, ..Path::default() }, 0.46, CodecName::Opus),
        (
            Path { loss_pct: 5.0, delay_ms: 30, jitter_ms: 25, duplicate_pct: 1.0, ..Path::default() },
            0.44,
            CodecName::Opus,
        ),
        (
            Path { loss_pct: 5.0, delay_ms: 30, jitter_ms: 25, duplicate_pct: 1.0, ..Path::default() },
            0.45,
            CodecName::Pcma,
        ),
        (
            Path { loss_pct: 5.0, delay_ms: 30, jitter_ms: 25, duplicate_pct: 1.0, ..Path::default() },
            0.42,
            CodecName::G722,
        ),
        (
            Path { loss_pct: 20.0, delay_ms: 80, jitter_ms: 100, duplicate_pct: 1.0, ..Path::default() },
            0.36,
            CodecName::Pcmu,
        ),
    ] {
        for seed in 0..4 {
            let (sound, real, room) = heard_through(path, codec, 10, seed);
            let stats = room.stats(A).expect("the leg is open");
            assert!(level(&sound) > least, "{codec} {path:?}: level {} seed {seed} {stats:?}", level(&sound));
            assert!(real as f64 > 500.0 * (1.0 - path.loss_pct / 100.0) * 0.93, "{real} real frames, {stats:?}");
            assert_eq!(sound.len(), 320 * 514, "every 20 ms a frame, whatever came");
            let lost = f64::from(stats.lost_pct());
            assert!(
                (lost - path.loss_pct).abs() < 0.25 * path.loss_pct + 0.3,
                "{lost} % counted of {} %",
                path.loss_pct
            );
        }
    }
}

#[test]
fn bursts_of_loss_end_in_silence_and_the_sound_comes_back() {
    let path = Path { loss_pct: 5.0, burst_pct: 70.0, delay_ms: 40, jitter_ms: 20, ..Path::default() };
    let (sound, _, room) = heard_through(path, CodecName::Pcmu, 20, 3);
    assert!(level(&sound) > 0.3, "{}", level(&sound));
    let tail = &sound[sound.len() - 16_000..sound.len() - 8_000];
    assert!(tone::level_of(tail, 16_000, 1000.0) > 0.3);
    assert!(room.stats(A).expect("open").concealed_ms > 500);
}

#[test]
fn the_same_seed_gives_the_same_sound() {
    let path = Path { loss_pct: 10.0, jitter_ms: 60, duplicate_pct: 5.0, ..Path::default() };
    let (one, ..) = heard_through(path, CodecName::Pcmu, 3, 42);
    let (two, ..) = heard_through(path, CodecName::Pcmu, 3, 42);
    assert_eq!(one, two);
}

#[test]
fn a_bridge_keeps_order_holes_and_time_of_what_it_passes_on() {
    let epoch = Instant::now();
    let mut room = room(epoch, &[(A, CodecName::Pcmu), (B, CodecName::Pcmu)]);
    room.handle_input(epoch, A, Input::Bridge(B));
    let mut passed = Vec::new();
    // 12 comes late, 14 is lost, 16 comes twice.
    for (n, sequence) in [10, 11, 13, 12, 15, 16, 16, 17].into_iter().enumerate() {
        let now = epoch + Duration::from_millis(n as u64 * 10);
        room.handle_packet(
            now,
            A,
            Channel::Rtp,
            far(),
            &packet(CodecName::Pcmu, sequence, u32::from(sequence) * 160, &[sequence as u8; 160]),
        );
        while let Some(output) = room.poll_output() {
            if let Output::Packet { leg: B, channel: Channel::Rtp, bytes, .. } = output {
                let sequence = u16::from_be_bytes([bytes[2], bytes[3]]);
                let timestamp = u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
                passed.push((bytes[12], sequence, timestamp));
            }
        }
    }
    let (_, first, begun) = passed[0];
    let relative: Vec<_> = passed
        .iter()
        .map(|(n, sequence, timestamp)| (*n, sequence.wrapping_sub(first), timestamp.wrapping_sub(begun) / 160))
        .collect();
    assert_eq!(relative, [(10, 0, 0), (11, 1, 1), (13, 3, 3), (12, 2, 2), (15, 5, 5), (16, 6, 6), (17, 7, 7)]);
}

#[test]
fn a_far_end_on_another_codec_than_its_hearer_does_not_reach_it_untouched() {
    let epoch = Instant::now();
    let mut room = room(epoch, &[(A, CodecName::Pcmu), (B, CodecName::Pcma)]);
    room.handle_input(epoch, A, Input::Bridge(B));
    room.handle_packet(epoch, A, Channel::Rtp, far(), &packet(CodecName::Pcmu, 1, 160, &[1; 160]));
    let rtp =
        std::iter::from_fn(|| room.poll_output()).filter(|output| matches!(output, Output::Packet { .. })).count();
    assert_eq!(rtp, 0);
}

#[test]
fn a_thread_that_slept_skips_frames_instead_of_flooding() {
    let epoch = Instant::now();
    let mut room = room(epoch, &[(A, CodecName::Pcmu)]);
    room.handle_input(epoch, A, Input::Connected);
    room.handle_timeout(epoch + Duration::from_secs(60));
    let packets = std::iter::from_fn(|| room.poll_output())
        .filter(|output| matches!(output, Output::Packet { channel: Channel::Rtp, .. }))
        .count();
    assert!(packets <= 2, "{packets}");
    assert!(room.poll_timeout().expect("goes on") > epoch + Duration::from_secs(60));
}

#[test]
fn anything_on_the_wire_is_survived_and_the_call_goes_on() {
    let epoch = Instant::now();
    let mut room = room(epoch, &[(A, CodecName::Pcmu), (B, CodecName::G722)]);
    room.handle_input(epoch, A, Input::Bridge(B));
    room.handle_input(epoch, A, Input::Listen(Listener { number: 1, speaker: Speaker::Caller, played: false }));
    let mut dice = netem::Dice::new(5);
    let seeds = seeds();
    for round in 0..60_000_u64 {
        let now = epoch + Duration::from_millis(round / 20);
        let mut bytes = seeds[dice.below(seeds.len())].clone();
        if dice.chance(80.0) {
            dice.mutate(&mut bytes);
        }
        let channel = if dice.chance(30.0) { Channel::Rtcp } else { Channel::Rtp };
        room.handle_packet(now, if dice.chance(50.0) { A } else { B }, channel, far(), &bytes);
        room.handle_timeout(now);
        while room.poll_output().is_some() {}
    }
}

/// Packets of our own, and the collected ones of `../shared/data/sip/seeds` beside the workspace where they are.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![
        packet(CodecName::Pcmu, 1, 160, &[9; 160]),
        packet(CodecName::G722, 1, 160, &[9; 160]),
        vec![0x80, 101, 0, 1, 0, 0, 0, 1, 0, 0, 0, 7, 5, 0x8A, 0, 160],
        vec![0x81, 200, 0, 12, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 160, 0, 0, 0, 1],
    ];
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sip/seeds");
    for kind in ["rtp", "rtcp", "stun", "srtp"] {
        let files = std::fs::read_dir(folder.join(kind)).into_iter().flatten().flatten();
        seeds.extend(files.filter_map(|file| std::fs::read(file.path()).ok()));
    }
    seeds
}

#[test]
fn the_fuzz_entry_takes_the_collected_packets() {
    for bytes in seeds() {
        crate::fuzz_packet(&bytes);
    }
}

#[test]
fn collected_descriptions_never_panic() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sip/seeds/sdp");
    let mut dice = netem::Dice::new(8);
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(bytes) = std::fs::read(file.path()) else { continue };
        let _ = crate::sdp::fuzz_offer(&bytes);
        for _ in 0..100 {
            let mut bytes = bytes.clone();
            dice.mutate(&mut bytes);
            let _ = crate::sdp::fuzz_offer(&bytes);
        }
    }
}

#[test]
fn srtp_opens_across_the_sequence_wrap_and_refuses_a_replay() {
    use crate::sdp::{CryptoSuite, MasterKey, SessionKeys};
    use crate::srtp::Protection;
    use rtc_rtp::header::Header;
    use rtc_shared::marshal::Unmarshal as _;
    for suite in [CryptoSuite::Sha1_80, CryptoSuite::Sha1_32] {
        let (one, two) = (MasterKey { key: [1; 16], salt: [2; 14] }, MasterKey { key: [3; 16], salt: [4; 14] });
        let mut sender = Protection::new(SessionKeys { suite, ours: one, theirs: two }).expect("keys are right");
        let mut receiver = Protection::new(SessionKeys { suite, ours: two, theirs: one }).expect("keys are right");
        let mut recorded = Vec::new();
        for n in 0..2000_u16 {
            let clear = packet(CodecName::Pcmu, 64_500_u16.wrapping_add(n), u32::from(n) * 160, &[n as u8; 160]);
            let closed = sender.protect_rtp(&clear).expect("protects");
            let header = Header::unmarshal(&mut &closed[..]).expect("a header");
            let opened = receiver.open_rtp(&closed, &header).unwrap_or_else(|| panic!("packet {n} of {suite:?}"));
            assert_eq!(opened[..], clear[..]);
            recorded.push((closed, header));
        }
        for (closed, header) in &recorded {
            assert!(receiver.open_rtp(closed, header).is_none(), "a replay must not open");
        }
        let (mut bent, header) = (recorded[5].0.to_vec(), recorded[5].1.clone());
        bent[40] ^= 1;
        assert!(receiver.open_rtp(&bent, &header).is_none());
    }
}
