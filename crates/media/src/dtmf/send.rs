//! Keys to packets, or to sound where the far end takes no events. One step every 20 ms.

use std::collections::VecDeque;
use std::time::Duration;

use audio_codec::telephone_event::{digit_to_event, encode_event_payload};

use crate::codec::FRAME_TICKS;

/// Keys that may wait; more are dropped (nobody types faster than a far end can take).
const MAX_QUEUE: usize = 16;
/// Shortest key (RFC 4733 §2.5.1.2 and Q.24: 40 ms are heard everywhere; twice that is safe).
const MIN_TICKS: u32 = 640;
/// Longest key: what one 16-bit duration can say.
const MAX_TICKS: u32 = 64_000;
/// Frames of silence between keys (Q.24: 40 ms at least).
const PAUSE_FRAMES: u32 = 3;
/// The end is said three times (RFC 4733 §2.5.1.4).
const ENDS: u32 = 3;
/// -10 dBm0.
const VOLUME: u8 = 10;

/// What to send in one frame instead of sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFrame {
    /// An event of the key that began `elapsed` ticks ago.
    Event {
        /// First packet of the key.
        first: bool,
        /// Ticks since the key began: the packet's timestamp is that much behind the present one.
        elapsed: u32,
        /// The payload.
        payload: [u8; 4],
    },
    /// The key's sound, from so many ticks after its beginning.
    Sound {
        /// Which key.
        digit: char,
        /// Ticks since it began.
        elapsed: u32,
    },
    /// A pause between keys.
    Pause,
}

#[derive(Clone, Copy, Debug)]
struct Key {
    digit: char,
    event: u8,
    /// Known length; `None` while the key is held down.
    ticks: Option<u32>,
}

/// Sends the keys of one leg.
#[derive(Debug, Default)]
pub struct KeySender {
    queue: VecDeque<Key>,
    elapsed: u32,
    ends: u32,
    pause: u32,
}

impl KeySender {
    /// Presses a key for a time. What is no key is ignored.
    pub fn press(&mut self, digit: char, duration: Duration) {
        let ticks = u32::try_from(duration.as_millis() * 8).unwrap_or(MAX_TICKS);
        self.enqueue(digit, Some(ticks.clamp(MIN_TICKS, MAX_TICKS)));
    }

    /// Presses a key until [`Self::up`].
    pub fn down(&mut self, digit: char) {
        self.enqueue(digit, None);
    }

    /// The held key is released after so many ticks in all.
    pub fn up(&mut self, ticks: u32) {
        if let Some(key) = self.queue.iter_mut().find(|key| key.ticks.is_none()) {
            key.ticks = Some(ticks.clamp(MIN_TICKS, MAX_TICKS));
        }
    }

    /// A key is being sent or waits.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !self.queue.is_empty() || self.pause > 0
    }

    /// The next 20 ms, as events or as sound; `None` when there is no key.
    pub fn frame(&mut self, events: bool) -> Option<KeyFrame> {
        if self.pause > 0 {
            self.pause -= 1;
            return Some(KeyFrame::Pause);
        }
        let key = *self.queue.front()?;
        Some(if events { self.event(key) } else { self.sound(key) })
    }

    fn enqueue(&mut self, digit: char, ticks: Option<u32>) {
        if let Some(event) = digit_to_event(digit)
            && self.queue.len() < MAX_QUEUE
        {
            self.queue.push_back(Key { digit, event, ticks });
        }
    }

    fn event(&mut self, key: Key) -> KeyFrame {
        let first = self.elapsed == 0;
        let begun = self.elapsed;
        self.elapsed += FRAME_TICKS as u32;
        let total = key.ticks.unwrap_or(MAX_TICKS);
        let end = begun + FRAME_TICKS as u32 >= total;
        let duration = u16::try_from((begun + FRAME_TICKS as u32).min(total)).unwrap_or(u16::MAX);
        self.ends += u32::from(end);
        if self.ends == ENDS {
            self.finish();
        }
        KeyFrame::Event { first, elapsed: begun, payload: encode_event_payload(key.event, end, VOLUME, duration) }
    }

    fn sound(&mut self, key: Key) -> KeyFrame {
        let elapsed = self.elapsed;
        self.elapsed += FRAME_TICKS as u32;
        if self.elapsed >= key.ticks.unwrap_or(MAX_TICKS) {
            self.finish();
        }
        KeyFrame::Sound { digit: key.digit, elapsed }
    }

    fn finish(&mut self) {
        self.queue.pop_front();
        (self.elapsed, self.ends, self.pause) = (0, 0, PAUSE_FRAMES);
    }
}

#[cfg(test)]
mod tests {
    use super::super::receive::{EventReceiver, KeyStep};
    use super::*;

    /// Sends keys through a wire that loses every `lost`-th packet and gives what the far end hears.
    fn through(keys: &str, lost: usize) -> String {
        let mut sender = KeySender::default();
        for key in keys.chars() {
            sender.press(key, Duration::from_millis(100));
        }
        let (mut receiver, mut heard) = (EventReceiver::default(), String::new());
        for n in 0_u32..400 {
            let now = n * 160;
            if let Some(KeyFrame::Event { first, elapsed, payload }) = sender.frame(true)
                && !(n as usize).is_multiple_of(lost)
            {
                let steps = receiver.packet(i64::from(now), 1, now.wrapping_sub(elapsed), first, &payload);
                heard.extend(
                    steps.iter().filter_map(|step| if let KeyStep::Down(digit) = step { Some(*digit) } else { None }),
                );
            }
        }
        assert!(!sender.is_active());
        heard
    }

    #[test]
    fn keys_come_through_once_each_even_with_loss() {
        assert_eq!(through("0123456789*#", usize::MAX), "0123456789*#");
        assert_eq!(through("1122*#00", 2), "1122*#00");
        assert_eq!(through("1122*#00", 3), "1122*#00");
    }

    #[test]
    fn a_held_key_lasts_until_it_is_released() {
        let mut sender = KeySender::default();
        sender.down('5');
        for _ in 0..20 {
            assert!(matches!(sender.frame(true), Some(KeyFrame::Event { payload, .. }) if payload[1] & 0x80 == 0));
        }
        sender.up(3200);
        let ends = std::iter::from_fn(|| sender.frame(true))
            .filter(|frame| matches!(frame, KeyFrame::Event { payload, .. } if payload[1] & 0x80 != 0))
            .count();
        assert_eq!(ends, 3);
    }
}
