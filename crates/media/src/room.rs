//! All legs of one call and who hears whom: the pure core. Told the time, it never reads a clock or a socket.
//!
//! A leg that hears exactly one other leg of the same codec gets its packets passed on at once, untouched but for their
//! numbers. Every other mixture (another codec, two voices, a prompt over a voice) is made every 20 ms from the jitter
//! buffers. Listeners only ever see the jitter buffers, so they can never delay what people hear.

mod feed;
pub(crate) mod fuzz;
mod wire;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use wasl_model::{AudioFrame, Band, FRAME_SAMPLES, MediaTime, PlayId, Speaker};

use crate::codec::CodecName;
use crate::dtmf::receive::KeyStep;
use crate::leg::inbound::{Content, Good, Voice};
use crate::leg::player::Played;
use crate::leg::reports::looks_like_rtcp;
use crate::leg::{Dice, Leg, LegKey, Listener, Terms};
use crate::sdp::Session;
use crate::{KeySource, LegStats, MediaEvent, Sound};
use feed::{fill, key_frame, machine_frame, mixed_frame};
use wire::{receive_rtcp, send_rtp};

/// One frame.
const FRAME: Duration = Duration::from_millis(20);
/// A thread that slept longer than this does not make up for it: the frames are skipped.
const MAX_BEHIND: Duration = Duration::from_millis(200);

/// Which socket of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    Rtp,
    Rtcp,
}

/// What a leg is told to do.
pub(crate) enum Input {
    Session(Box<Session>),
    WireUp,
    Connected,
    Play(PlayId, Sound),
    StopPlay,
    Bridge(LegKey),
    Unbridge(LegKey),
    Hear(LegKey, bool),
    Listen(Listener),
    StopListening(u64),
    FrameDropped,
    Discreet(bool),
    SendKey(char, Duration),
}

/// What comes out.
#[derive(Debug)]
pub(crate) enum Output {
    Packet { leg: LegKey, channel: Channel, to: SocketAddr, bytes: Vec<u8> },
    Event { leg: LegKey, event: MediaEvent },
    Frame { leg: LegKey, listener: u64, frame: AudioFrame },
}

/// The legs of one call.
pub(crate) struct Room {
    epoch: Instant,
    /// Frames made so far.
    frames: u64,
    legs: BTreeMap<LegKey, Leg>,
    /// For each leg, whom it hears.
    hears: BTreeMap<LegKey, BTreeSet<LegKey>>,
    outputs: VecDeque<Output>,
    silence: Arc<[i16; FRAME_SAMPLES]>,
}

impl Room {
    pub(crate) fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            frames: 0,
            legs: BTreeMap::new(),
            hears: BTreeMap::new(),
            outputs: VecDeque::new(),
            silence: Arc::new([0; FRAME_SAMPLES]),
        }
    }

    pub(crate) fn open(&mut self, now: Instant, key: LegKey, dice: Dice, terms: Terms) {
        self.legs.insert(key, Leg::new(now, dice, terms));
    }

    /// Ends a leg: everybody stops hearing it.
    pub(crate) fn close(&mut self, key: LegKey) {
        let Some(mut leg) = self.legs.remove(&key) else { return };
        self.hears.remove(&key);
        for sources in self.hears.values_mut() {
            sources.remove(&key);
        }
        if leg.outbound.packets > 0
            && let Some(bye) = leg.reports.goodbye()
        {
            self.send_rtcp(key, &mut leg, bye);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.legs.is_empty()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = LegKey> + '_ {
        self.legs.keys().copied()
    }

    pub(crate) fn stats(&self, key: LegKey) -> Option<LegStats> {
        self.legs.get(&key).map(Leg::stats)
    }

    pub(crate) fn handle_input(&mut self, now: Instant, key: LegKey, input: Input) {
        match input {
            Input::Bridge(other) => return self.bridge(key, other),
            Input::Unbridge(other) => {
                self.hear(key, other, false);
                return self.hear(other, key, false);
            }
            Input::Hear(other, on) => return self.hear(key, other, on),
            Input::Session(_)
            | Input::WireUp
            | Input::Connected
            | Input::Play(..)
            | Input::StopPlay
            | Input::Listen(_)
            | Input::StopListening(_)
            | Input::FrameDropped
            | Input::Discreet(_)
            | Input::SendKey(..) => {}
        }
        if let Some(leg) = self.legs.get_mut(&key) {
            leg_input(leg, now, input);
        }
    }

    /// A datagram came to one of a leg's sockets.
    pub(crate) fn handle_packet(
        &mut self,
        now: Instant,
        key: LegKey,
        channel: Channel,
        from: SocketAddr,
        datagram: &[u8],
    ) {
        let Some(leg) = self.legs.get_mut(&key) else { return };
        let Some(session) = leg.session.as_ref() else { return };
        if channel == Channel::Rtcp || session.rtcp_mux && looks_like_rtcp(datagram) {
            return receive_rtcp(leg, now, from, datagram);
        }
        if !session.direction.receives() {
            return;
        }
        let ticks = ticks_since(self.epoch, now);
        let mut clear = BytesMut::new();
        let protection = leg.protection.as_mut();
        let good = leg.inbound.packet((now, ticks), from, datagram, session, protection, &mut clear);
        if let Some(good) = good {
            self.good_packet(now, key, &good);
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        (!self.legs.is_empty()).then(|| self.tick())
    }

    /// Makes the frames that are due.
    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        if now > self.tick() + MAX_BEHIND {
            let behind = now.saturating_duration_since(self.tick()).as_millis() / FRAME.as_millis();
            self.frames += u64::try_from(behind).unwrap_or(0);
        }
        while self.tick() <= now {
            let tick = self.tick();
            self.frame(now, tick);
            self.frames += 1;
        }
    }

    pub(crate) fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When the next frame is due: at its end.
    fn tick(&self) -> Instant {
        self.epoch + FRAME * u32::try_from(self.frames + 1).unwrap_or(u32::MAX)
    }

    fn bridge(&mut self, a: LegKey, b: LegKey) {
        for key in [a, b] {
            if let Some(leg) = self.legs.get_mut(&key) {
                leg.player.stop();
            }
            self.hears.remove(&key);
            for (hearer, sources) in &mut self.hears {
                if *hearer != a && *hearer != b {
                    sources.remove(&key);
                }
            }
        }
        self.hear(a, b, true);
        self.hear(b, a, true);
    }

    fn hear(&mut self, hearer: LegKey, source: LegKey, on: bool) {
        if !self.legs.contains_key(&hearer) || !self.legs.contains_key(&source) {
            return;
        }
        let sources = self.hears.entry(hearer).or_default();
        if on {
            sources.insert(source);
        } else {
            sources.remove(&source);
        }
    }

    fn good_packet(&mut self, now: Instant, key: LegKey, good: &Good<'_>) {
        let needed = self.voice_is_needed(key);
        let ticks = ticks_since(self.epoch, now);
        let Some(leg) = self.legs.get_mut(&key) else { return };
        if let Some(event) = leg.heard(now) {
            self.outputs.push_back(Output::Event { leg: key, event });
        }
        if needed {
            leg.inbound.keep(ticks, good);
        }
        if let Content::Keys(steps) = &good.content {
            self.tell_keys(key, steps, KeySource::Event);
        }
        let hearers: Vec<LegKey> = self.hearers(key).collect();
        for hearer in hearers {
            self.pass_on(now, key, hearer, good);
        }
    }

    /// Passes a packet on untouched where it may be, or its keys where not.
    fn pass_on(&mut self, now: Instant, from: LegKey, hearer: LegKey, good: &Good<'_>) {
        let passes = self.passes_through(hearer) == Some(from);
        let Some(leg) = self.legs.get_mut(&hearer) else { return };
        let Some(session) = leg.session.as_ref().filter(|session| session.direction.sends() && leg.wire_up) else {
            return;
        };
        let events = session.telephone_event;
        let number = match &good.content {
            Content::Sound(_) => Some(session.send.number).filter(|_| passes && !leg.keys.is_active()),
            Content::Keys(_) => events
                .filter(|events| passes && !leg.keys.is_active() && events.clock_ratio == good.clock_ratio)
                .map(|events| events.send),
        };
        match (number, &good.content) {
            (Some(number), _) => {
                if let Some(packet) = leg.outbound.pass(now, from, good, number) {
                    send_rtp(&mut self.outputs, hearer, leg, packet);
                }
            }
            (None, Content::Keys(steps)) => press(leg, steps),
            (None, Content::Sound(_)) => {}
        }
    }

    fn tell_keys(&mut self, key: LegKey, steps: &[KeyStep], source: KeySource) {
        for step in steps {
            if let KeyStep::Down(digit) = *step {
                self.outputs.push_back(Output::Event { leg: key, event: MediaEvent::Key { digit, source } });
            }
        }
    }

    fn hearers(&self, source: LegKey) -> impl Iterator<Item = LegKey> + '_ {
        self.hears.iter().filter(move |(_, sources)| sources.contains(&source)).map(|(hearer, _)| *hearer)
    }

    /// The one leg whose packets `hearer` gets untouched.
    fn passes_through(&self, hearer: LegKey) -> Option<LegKey> {
        let sources = self.hears.get(&hearer)?;
        let source = *sources.first().filter(|_| sources.len() == 1)?;
        let leg = self.legs.get(&hearer)?;
        let sent = leg.session.as_ref()?.send.codec;
        let from = self.legs.get(&source)?;
        let came = from.inbound.codec.or_else(|| from.session.as_ref().map(|session| session.send.codec))?;
        (sent == came && !leg.player.is_playing()).then_some(source)
    }

    /// Somebody needs this leg's voice decoded: a listener, a hearer that cannot be passed its packets, the key detector.
    fn voice_is_needed(&self, key: LegKey) -> bool {
        let Some(leg) = self.legs.get(&key) else { return false };
        leg.inbound.inband.is_some()
            || leg.listeners.iter().any(|listener| !listener.played)
            || self.hearers(key).any(|hearer| self.passes_through(hearer) != Some(key))
    }

    fn frame(&mut self, now: Instant, tick: Instant) {
        let voices = self.voices(tick);
        self.tell_listeners(&voices);
        let keys: Vec<LegKey> = self.legs.keys().copied().collect();
        for key in keys {
            self.feed(now, tick, key, &voices);
            self.look_after(now, key);
        }
    }

    /// The voices that are needed in this frame.
    fn voices(&mut self, tick: Instant) -> BTreeMap<LegKey, Voice> {
        let now = ticks_since(self.epoch, tick);
        let keys = self.legs.keys().copied();
        let (needed, idle): (Vec<_>, Vec<_>) = keys.partition(|key| self.voice_is_needed(*key));
        for key in idle {
            if let Some(leg) = self.legs.get_mut(&key) {
                leg.inbound.jitter.rest();
            }
        }
        let mut voices = BTreeMap::new();
        for key in needed {
            let wide = self.rate_is_wanted(key, 2) || self.legs[&key].listeners.iter().any(|listener| !listener.played);
            let narrow = self.rate_is_wanted(key, 1);
            let Some(leg) = self.legs.get_mut(&key) else { continue };
            let voice = leg.inbound.voice(now, narrow, wide);
            if let Some(digit) = voice.key {
                self.tell_keys(key, &[KeyStep::Down(digit)], KeySource::Inband);
            }
            voices.insert(key, voice);
        }
        voices
    }

    fn rate_is_wanted(&self, source: LegKey, samples_per_tick: usize) -> bool {
        self.hearers(source).any(|hearer| {
            let sent = self.legs.get(&hearer).and_then(|leg| leg.session.as_ref()).map(|session| session.send.codec);
            sent.is_some_and(|codec| codec.samples_per_tick() == samples_per_tick)
        })
    }

    fn tell_listeners(&mut self, voices: &BTreeMap<LegKey, Voice>) {
        let at = MediaTime::from_millis(self.frames * 20);
        for (key, leg) in &self.legs {
            let Some(voice) = voices.get(key) else { continue };
            let Some(samples) = frame_of(&voice.wide) else { continue };
            let samples = if leg.discreet { Arc::clone(&self.silence) } else { samples };
            let band = leg.inbound.codec.map_or(Band::Narrow, CodecName::band);
            for listener in leg.listeners.iter().filter(|listener| !listener.played) {
                let frame = AudioFrame {
                    speaker: listener.speaker,
                    at,
                    band,
                    heard: voice.heard && !leg.discreet,
                    samples: Arc::clone(&samples),
                };
                self.outputs.push_back(Output::Frame { leg: *key, listener: listener.number, frame });
            }
        }
    }

    fn tell_played(&mut self, key: LegKey, listeners: &[u64], played: Option<&Played>) {
        let at = MediaTime::from_millis(self.frames * 20);
        let samples = played.and_then(|played| frame_of(&played.wide())).unwrap_or_else(|| Arc::clone(&self.silence));
        for listener in listeners {
            let heard = played.is_some();
            let frame =
                AudioFrame { speaker: Speaker::Machine, at, band: Band::Wide, heard, samples: Arc::clone(&samples) };
            self.outputs.push_back(Output::Frame { leg: key, listener: *listener, frame });
        }
    }

    /// Sends a leg its 20 ms, unless another leg's packets are passed on to it.
    fn feed(&mut self, now: Instant, tick: Instant, key: LegKey, voices: &BTreeMap<LegKey, Voice>) {
        let passing = self.passes_through(key).is_some();
        let sources: Vec<&Voice> =
            self.hears.get(&key).into_iter().flatten().filter_map(|source| voices.get(source)).collect();
        let Some(leg) = self.legs.get_mut(&key) else { return };
        let played = if leg.may_play() { leg.player.frame() } else { None };
        let ended = played.as_ref().and_then(|played| played.ended);
        if leg.may_send() {
            let made = if leg.keys.is_active() {
                key_frame(leg, now, tick)
            } else if let Some(played) = &played {
                machine_frame(leg, now, tick, played, &sources)
            } else if passing {
                fill(leg, now, tick)
            } else {
                mixed_frame(leg, now, tick, &sources)
            };
            for packet in made {
                send_rtp(&mut self.outputs, key, leg, packet);
            }
        } else {
            leg.outbound.pause();
        }
        let listeners: Vec<u64> =
            leg.listeners.iter().filter(|listener| listener.played).map(|listener| listener.number).collect();
        if !listeners.is_empty() {
            self.tell_played(key, &listeners, played.as_ref());
        }
        if let Some(play) = ended {
            self.outputs.push_back(Output::Event { leg: key, event: MediaEvent::PlayEnded(play) });
        }
    }

    /// Lost media, keys whose end was lost, RTCP.
    fn look_after(&mut self, now: Instant, key: LegKey) {
        let ticks = ticks_since(self.epoch, now);
        let Some(leg) = self.legs.get_mut(&key) else { return };
        if leg.media_is_lost(now) {
            self.outputs.push_back(Output::Event { leg: key, event: MediaEvent::MediaLost });
        }
        let released = leg.inbound.events.at(ticks);
        if leg.reports.due(now) && leg.session.is_some() {
            self.report(now, key);
        }
        if let Some(step) = released {
            let hearers: Vec<LegKey> = self.hearers(key).collect();
            for hearer in hearers {
                if let Some(leg) = self.legs.get_mut(&hearer) {
                    press(leg, &[step]);
                }
            }
        }
    }
}

fn leg_input(leg: &mut Leg, now: Instant, input: Input) {
    match input {
        Input::Session(session) => leg.negotiated(now, *session),
        Input::WireUp => leg.wire_is_up(now),
        Input::Connected => leg.connected(now),
        Input::Play(play, sound) => leg.player.play(play, sound),
        Input::StopPlay => leg.player.stop(),
        Input::Listen(listener) => leg.listeners.push(listener),
        Input::StopListening(number) => leg.listeners.retain(|listener| listener.number != number),
        Input::Discreet(on) => leg.discreet = on,
        Input::FrameDropped => leg.frames_dropped += 1,
        Input::SendKey(digit, duration) => leg.keys.press(digit, duration),
        Input::Bridge(_) | Input::Unbridge(_) | Input::Hear(..) => {}
    }
}

/// Presses the keys of another leg towards this one's far end.
fn press(leg: &mut Leg, steps: &[KeyStep]) {
    for step in steps {
        match *step {
            KeyStep::Down(digit) => leg.keys.down(digit),
            KeyStep::Up(_, ticks) => leg.keys.up(ticks),
        }
    }
}

fn frame_of(samples: &[i16]) -> Option<Arc<[i16; FRAME_SAMPLES]>> {
    <[i16; FRAME_SAMPLES]>::try_from(samples).ok().map(Arc::new)
}

fn ticks_since(epoch: Instant, now: Instant) -> i64 {
    let micros = now.saturating_duration_since(epoch).as_micros();
    i64::try_from(micros * 8 / 1000).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
