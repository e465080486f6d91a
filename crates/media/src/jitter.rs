//! The adaptive playout buffer: packets in as they come, 20 ms out every 20 ms.
//!
//! Times are ticks of 1/8000 s (see [`crate::codec`]). Packets of a codec that can be cut are cut at the frame's end;
//! others are given whole, a little early, and what lies beyond the frame is left out of the next one.
//! The wanted delay is the spread of the transit times seen lately plus one frame, within 40 to 200 ms. When the real
//! delay is off, a frame is held back (concealed) or skipped, never more than one in 100 ms.

use std::collections::BTreeMap;

use crate::codec::{CodecName, FRAME_TICKS};

/// Least delay.
const MIN_DELAY: i64 = 320;
/// Most delay.
const MAX_DELAY: i64 = 1600;
/// Packets kept at most: more is a flood, and the oldest go.
const MAX_PACKETS: usize = 64;
/// A timestamp further off than this is a new time base.
const NEW_BASE: i64 = 8000;
/// Without a packet for so many frames the stream rests (silence suppression, hold, loss): the next packet begins anew.
const REST_FRAMES: u32 = 10;
/// Frames between two corrections of the delay.
const CORRECTION_FRAMES: u32 = 5;
/// Length of one frame.
const FRAME: i64 = FRAME_TICKS as i64;

/// A stretch of a pulled frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Encoded bytes, cut to the frame.
    Sound(CodecName, Vec<u8>),
    /// A whole packet of a codec that cannot be cut, and how many of its first ticks are over already.
    Whole(CodecName, Vec<u8>, usize),
    /// So many ticks did not come in time.
    Missing(usize),
}

/// What came of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It waits for its turn.
    Kept,
    /// Its turn is over.
    Late,
    /// It is there already.
    Duplicate,
}

/// The buffer of one stream.
#[derive(Debug, Default)]
pub struct JitterBuffer {
    packets: BTreeMap<i64, (CodecName, Vec<u8>)>,
    source: Option<u32>,
    newest: i64,
    /// Next tick to play.
    next: i64,
    /// Ticks given beyond the end of the last frame.
    ahead: i64,
    playing: bool,
    /// When playing begins, in arrival ticks.
    starts: i64,
    delay: Delay,
    dry: u32,
    since_correction: u32,
    fat: u32,
    /// Packets that came too late to be played.
    pub late: u64,
}

impl JitterBuffer {
    /// Takes a packet that arrived at `arrival` ticks. A marker, another source or a new time base begins anew.
    pub fn push(&mut self, arrival: i64, source: u32, timestamp: u32, codec: CodecName, payload: &[u8]) -> Pushed {
        let ticks = codec.ticks(payload) as i64;
        if ticks == 0 {
            return Pushed::Duplicate;
        }
        if self.source != Some(source) {
            self.begin(source, timestamp);
        }
        let mut at = self.extend(timestamp);
        if (at - self.next).abs() > NEW_BASE && (at - self.newest).abs() > NEW_BASE / 2 {
            self.begin(source, timestamp);
            at = self.newest;
        }
        self.delay.packet(arrival, at);
        if !self.playing && self.packets.is_empty() || self.dry >= REST_FRAMES {
            self.anchor(arrival, at);
        }
        self.newest = self.newest.max(at);
        if !self.playing && at < self.next {
            self.next = at;
        }
        if at + ticks <= self.next {
            self.late += 1;
            return Pushed::Late;
        }
        if self.packets.contains_key(&at) {
            return Pushed::Duplicate;
        }
        self.packets.insert(at, (codec, payload.to_vec()));
        while self.packets.len() > MAX_PACKETS {
            self.packets.pop_first();
        }
        Pushed::Kept
    }

    /// The next 20 ms at `now` ticks, in pieces; nothing while no stream plays.
    pub fn pull(&mut self, now: i64) -> Vec<Piece> {
        if !self.playing {
            if self.packets.is_empty() || now < self.starts {
                return Vec::new();
            }
            self.playing = true;
        }
        self.since_correction += 1;
        if self.ahead >= FRAME {
            self.ahead -= FRAME;
            return Vec::new();
        }
        if self.packets.last_key_value().is_none_or(|(at, (codec, bytes))| end_of(*at, *codec, bytes) <= self.next) {
            return self.pull_dry();
        }
        self.dry = 0;
        if self.correct(now) {
            return vec![Piece::Missing(FRAME_TICKS)];
        }
        self.pieces()
    }

    /// The packet that is next, when it is there already: a copy of what is missing before it may be inside.
    #[must_use]
    pub fn following(&self) -> Option<&[u8]> {
        self.packets.get(&self.next).map(|(_, bytes)| bytes.as_slice())
    }

    /// Nobody pulls any more: forgets everything but the count.
    pub fn rest(&mut self) {
        if self.source.is_some() {
            *self = Self { late: self.late, ..Self::default() };
        }
    }

    /// The wanted delay in milliseconds.
    #[must_use]
    pub fn delay_ms(&self) -> u32 {
        u32::try_from(self.delay.wanted() / 8).unwrap_or(0)
    }

    fn begin(&mut self, source: u32, timestamp: u32) {
        let late = self.late;
        *self = Self { source: Some(source), late, ..Self::default() };
        self.newest = i64::from(timestamp);
        self.next = self.newest;
    }

    fn anchor(&mut self, arrival: i64, at: i64) {
        self.packets.clear();
        self.playing = false;
        self.dry = 0;
        self.ahead = 0;
        self.next = at;
        self.newest = at;
        // This packet may itself be late by its own jitter; the fastest ones set the pace.
        self.starts = (self.delay.due(at)).max(arrival);
    }

    fn pull_dry(&mut self) -> Vec<Piece> {
        self.packets.clear();
        self.dry += 1;
        let missing = FRAME - std::mem::take(&mut self.ahead);
        self.next += missing;
        if self.dry > REST_FRAMES { Vec::new() } else { vec![self::missing(missing)] }
    }

    /// Brings the delay towards the wanted one; true when this frame is to be held back.
    fn correct(&mut self, now: i64) -> bool {
        let behind = now - self.delay.due(self.next - self.ahead);
        self.fat = if behind > FRAME + FRAME / 2 { self.fat + 1 } else { 0 };
        if behind < -(FRAME / 2) && self.since_correction > CORRECTION_FRAMES && self.delay.real() {
            self.since_correction = 0;
            return true;
        }
        let far = behind > 4 * FRAME;
        if (far || self.fat > 50) && self.since_correction > CORRECTION_FRAMES {
            self.since_correction = 0;
            self.fat = 0;
            self.next += if far { behind / FRAME * FRAME } else { FRAME };
        }
        false
    }

    fn pieces(&mut self) -> Vec<Piece> {
        let end = self.next - self.ahead + FRAME;
        let mut pieces = Vec::with_capacity(1);
        while self.next < end {
            let Some(entry) = self.packets.first_entry() else { break };
            let at = *entry.key();
            if at > self.next {
                let gap = at.min(end) - self.next;
                pieces.push(missing(gap));
                self.next += gap;
                continue;
            }
            let (codec, bytes) = entry.remove();
            self.take(at, codec, bytes, end, &mut pieces);
        }
        if self.next < end {
            pieces.push(missing(end - self.next));
            self.next = end;
        }
        self.ahead = self.next - end;
        pieces
    }

    /// Plays what of a packet lies before `end` and keeps the rest.
    fn take(&mut self, at: i64, codec: CodecName, mut bytes: Vec<u8>, end: i64, pieces: &mut Vec<Piece>) {
        if !codec.is_divisible() {
            let over = usize::try_from(self.next - at).unwrap_or(0);
            let packet_end = end_of(at, codec, &bytes);
            if packet_end > self.next {
                self.next = packet_end;
                pieces.push(Piece::Whole(codec, bytes, over));
            }
            return;
        }
        let skip = usize::try_from(self.next - at).unwrap_or(0).min(bytes.len());
        bytes.drain(..skip);
        let room = usize::try_from(end - self.next).unwrap_or(0);
        if bytes.len() > room {
            let rest = bytes.split_off(room);
            self.packets.entry(end).or_insert((codec, rest));
        }
        if !bytes.is_empty() {
            self.next += bytes.len() as i64;
            pieces.push(Piece::Sound(codec, bytes));
        }
    }

    fn extend(&self, timestamp: u32) -> i64 {
        let step = timestamp.wrapping_sub((self.newest & 0xFFFF_FFFF) as u32).cast_signed();
        self.newest + i64::from(step)
    }
}

fn end_of(at: i64, codec: CodecName, bytes: &[u8]) -> i64 {
    at + codec.ticks(bytes) as i64
}

fn missing(ticks: i64) -> Piece {
    Piece::Missing(usize::try_from(ticks).unwrap_or(0))
}

/// How late packets come against the fastest ones.
#[derive(Debug, Default)]
struct Delay {
    /// Fastest transit of the present and of the last window.
    fastest: Option<(i64, i64)>,
    window: u32,
    /// Peak lateness, decaying by half in about 7 s.
    spread: f64,
    packets: u32,
}

/// Packets in one window of the fastest transit.
const WINDOW: u32 = 250;
const DECAY: f64 = 0.998;

impl Delay {
    #[allow(clippy::cast_precision_loss, reason = "lateness is far below 2^52")]
    fn packet(&mut self, arrival: i64, at: i64) {
        let transit = arrival - at;
        let (present, last) = self.fastest.unwrap_or((transit, transit));
        self.fastest = Some((present.min(transit), last));
        self.window += 1;
        self.packets += 1;
        if self.window >= WINDOW {
            self.window = 0;
            self.fastest = Some((transit, present.min(transit)));
        }
        let late = (transit - self.base()).max(0) as f64;
        // One packet an hour late does not make everybody wait; it counts as at most the longest delay.
        self.spread = late.min(MAX_DELAY as f64).max(self.spread * DECAY);
    }

    fn base(&self) -> i64 {
        self.fastest.map_or(0, |(present, last)| present.min(last))
    }

    #[allow(clippy::cast_possible_truncation, reason = "clamped by the packet above")]
    fn wanted(&self) -> i64 {
        (self.spread as i64 + FRAME).clamp(MIN_DELAY, MAX_DELAY)
    }

    /// When the tick `at` is to be played.
    fn due(&self, at: i64) -> i64 {
        at + self.base() + self.wanted()
    }

    /// Enough packets were seen to trust the spread.
    const fn real(&self) -> bool {
        self.packets > 3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds packets (arrival in ms, sequence) and pulls every 20 ms; gives what was played as packet numbers, `None` for missing.
    fn play(arrivals: &[(i64, i64)], frames: i64) -> (Vec<Option<u8>>, JitterBuffer) {
        let mut buffer = JitterBuffer::default();
        let mut played = Vec::new();
        let mut waiting = arrivals.to_vec();
        waiting.sort_by_key(|(arrival, _)| *arrival);
        let mut waiting = waiting.into_iter().peekable();
        for frame in 0..frames {
            let now = frame * 160 + 40;
            while let Some((arrival, n)) = waiting.next_if(|(arrival, _)| arrival * 8 <= now) {
                let timestamp = (n as u32).wrapping_mul(160).wrapping_add(u32::MAX - 700);
                buffer.push(arrival * 8, 9, timestamp, CodecName::Pcmu, &[n as u8; 160]);
            }
            for piece in buffer.pull(now) {
                played.push(match piece {
                    Piece::Sound(_, bytes) | Piece::Whole(_, bytes, _) => Some(bytes[0]),
                    Piece::Missing(_) => None,
                });
            }
        }
        (played, buffer)
    }

    #[test]
    fn an_even_stream_plays_whole_and_in_order_over_the_timestamp_wrap() {
        let arrivals: Vec<_> = (0..50).map(|n| (n * 20, n)).collect();
        let (played, buffer) = play(&arrivals, 55);
        let whole: Vec<_> = (0..50).map(|n| Some(n as u8)).collect();
        assert_eq!(played[..50], whole);
        assert_eq!((buffer.late, buffer.delay_ms()), (0, 40));
    }

    #[test]
    fn reordered_and_doubled_packets_play_once_in_order() {
        let mut arrivals: Vec<_> = (0..50).map(|n| (n * 20 + i64::from(n % 7 == 3) * 30, n)).collect();
        arrivals.extend((0..50).map(|n| (n * 20 + 5, n)));
        let (played, _) = play(&arrivals, 60);
        let heard: Vec<u8> = played.into_iter().flatten().collect();
        assert_eq!(heard, (0..50).collect::<Vec<u8>>());
    }

    #[test]
    fn a_lost_packet_leaves_one_gap_in_its_place() {
        let arrivals: Vec<_> = (0..20).filter(|n| *n != 9).map(|n| (n * 20, n)).collect();
        let (played, _) = play(&arrivals, 22);
        assert_eq!(played[8..11], [Some(8), None, Some(10)]);
    }

    #[test]
    fn jitter_widens_the_delay_until_nothing_is_late_any_more() {
        let jitter = |n: i64| (n * 7919 % 13) * 8;
        let arrivals: Vec<_> = (0..250).map(|n| (n * 20 + jitter(n), n)).collect();
        let (played, buffer) = play(&arrivals, 262);
        assert!((100..=200).contains(&buffer.delay_ms()), "{} ms", buffer.delay_ms());
        assert!(buffer.late <= 8, "{} late", buffer.late);
        let tail: Vec<_> = played[40..240].iter().filter(|piece| piece.is_none()).collect();
        assert!(tail.len() <= 6, "{} gaps", tail.len());
    }

    #[test]
    fn another_source_begins_anew() {
        let mut buffer = JitterBuffer::default();
        buffer.push(0, 1, 1000, CodecName::Pcmu, &[1; 160]);
        buffer.push(160, 2, 900_000, CodecName::Pcmu, &[2; 160]);
        assert_eq!(buffer.pull(160 + 320), [Piece::Sound(CodecName::Pcmu, vec![2; 160])]);
    }

    #[test]
    fn after_a_pause_the_stream_goes_on_with_the_same_delay() {
        let first = (0..20).map(|n| (n * 20, n));
        // Silence suppression: nothing for a second, then speech with timestamps that went on.
        let second = (70..90).map(|n| (n * 20, n));
        let (played, buffer) = play(&first.chain(second).collect::<Vec<_>>(), 100);
        let heard: Vec<u8> = played.into_iter().flatten().collect();
        assert_eq!(heard, (0..20).chain(70..90).collect::<Vec<u8>>());
        assert_eq!(buffer.late, 0);
    }

    #[test]
    fn packets_of_other_lengths_are_cut_and_joined() {
        let mut buffer = JitterBuffer::default();
        for n in 0..4_u32 {
            buffer.push(i64::from(n) * 240, 1, n * 240, CodecName::Pcmu, &[n as u8; 240]);
        }
        let mut total = 0;
        for frame in 0..6 {
            for piece in buffer.pull(320 + frame * 160) {
                if let Piece::Sound(_, bytes) = piece {
                    total += bytes.len();
                }
            }
        }
        assert_eq!(total, 960);
    }
}
