//! What a leg is sent in one 20 ms frame when no other leg's packets are passed on to it.

use std::time::{Duration, Instant};

use crate::codec::{CodecName, FRAME_TICKS};
use crate::dtmf::send::KeyFrame;
use crate::leg::Leg;
use crate::leg::inbound::Voice;
use crate::leg::player::{Played, silence};
use crate::tone;

/// A far end that gets nothing for so long is sent silence.
const FILL_AFTER: Duration = Duration::from_millis(200);

pub(super) fn key_frame(leg: &mut Leg, now: Instant, tick: Instant) -> Vec<Vec<u8>> {
    let Some(session) = leg.session.clone() else { return Vec::new() };
    let codec = session.send.codec;
    match (leg.keys.frame(session.telephone_event.is_some()), session.telephone_event) {
        (Some(frame @ KeyFrame::Event { .. }), Some(event)) => {
            leg.outbound.event(now, tick, event, frame).into_iter().collect()
        }
        (Some(KeyFrame::Sound { digit, elapsed }), _) => {
            let skip = elapsed as usize * codec.samples_per_tick();
            let length = FRAME_TICKS * codec.samples_per_tick();
            let sound = tone::key(digit, codec.rate_hz(), skip + length);
            let bytes = leg.outbound.encode(codec, &sound[skip..]);
            leg.outbound.frame(now, tick, &session, &bytes)
        }
        (Some(KeyFrame::Pause | KeyFrame::Event { .. }), _) => silent_frame(leg, now, tick),
        (None, _) => Vec::new(),
    }
}

pub(super) fn machine_frame(
    leg: &mut Leg,
    now: Instant,
    tick: Instant,
    played: &Played,
    sources: &[&Voice],
) -> Vec<Vec<u8>> {
    let Some(session) = leg.session.clone() else { return Vec::new() };
    let codec = session.send.codec;
    let bytes = match played.encoded(codec).filter(|_| sources.is_empty()) {
        Some(bytes) => bytes,
        None => {
            let machine = if codec.samples_per_tick() == 2 { played.wide() } else { leg.player_narrow(played) };
            let mixed = mix(codec, sources, Some(&machine));
            leg.outbound.encode(codec, &mixed)
        }
    };
    leg.outbound.frame(now, tick, &session, &bytes)
}

pub(super) fn mixed_frame(leg: &mut Leg, now: Instant, tick: Instant, sources: &[&Voice]) -> Vec<Vec<u8>> {
    if sources.is_empty() {
        return if leg.fills_silence() { silent_frame(leg, now, tick) } else { Vec::new() };
    }
    let Some(session) = leg.session.clone() else { return Vec::new() };
    let codec = session.send.codec;
    let mixed = mix(codec, sources, None);
    let bytes = leg.outbound.encode(codec, &mixed);
    leg.outbound.frame(now, tick, &session, &bytes)
}

/// While packets are passed on: silence when none came for a while.
pub(super) fn fill(leg: &mut Leg, now: Instant, tick: Instant) -> Vec<Vec<u8>> {
    let dry = leg.outbound.last_sent.is_none_or(|last| now.saturating_duration_since(last) > FILL_AFTER);
    let going = leg.outbound.is_filling();
    if leg.fills_silence() && (dry || going) { silent_frame(leg, now, tick) } else { Vec::new() }
}

fn silent_frame(leg: &mut Leg, now: Instant, tick: Instant) -> Vec<Vec<u8>> {
    let Some(session) = leg.session.clone() else { return Vec::new() };
    let codec = session.send.codec;
    let bytes = match silence(codec) {
        Some(byte) => vec![byte; FRAME_TICKS],
        None => leg.outbound.encode(codec, &[0; 2 * FRAME_TICKS]),
    };
    leg.outbound.frame(now, tick, &session, &bytes)
}

/// The sum of the voices at the codec's rate.
fn mix(codec: CodecName, sources: &[&Voice], machine: Option<&[i16]>) -> Vec<i16> {
    let wide = codec.samples_per_tick() == 2;
    let mut mixed = vec![0_i16; FRAME_TICKS * codec.samples_per_tick()];
    let voices = sources.iter().map(|voice| if wide { &voice.wide[..] } else { &voice.narrow[..] });
    for voice in voices.chain(machine) {
        for (sum, sample) in mixed.iter_mut().zip(voice) {
            *sum = sum.saturating_add(*sample);
        }
    }
    mixed
}
