//! telephone-event packets to keys (RFC 4733 §2.5).
//!
//! A key is many packets with one timestamp and growing duration; the last ones carry the end bit, three times.
//! Any of them may be lost, doubled or late. A key is told at its first packet. A sender that (wrongly) moves the
//! timestamp on with every packet is recognised by its growing duration.

use super::key_of;

/// A key without packets for this long is taken as released: its end packets were lost.
const RELEASED_AFTER_TICKS: i64 = 8 * 200;

/// What a packet, or its absence, meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStep {
    /// A key went down.
    Down(char),
    /// It went up again after so many ticks.
    Up(char, u32),
}

#[derive(Clone, Copy, Debug)]
struct Key {
    source: u32,
    timestamp: u32,
    event: u8,
    digit: char,
    duration: u16,
    ended: bool,
    heard: i64,
}

/// Reads the keys of one leg.
#[derive(Debug, Default)]
pub struct EventReceiver {
    key: Option<Key>,
}

impl EventReceiver {
    /// Takes a packet that arrived at `arrival` ticks. Up to two steps: a new key also ends a key whose end was lost.
    pub fn packet(&mut self, arrival: i64, source: u32, timestamp: u32, marker: bool, payload: &[u8]) -> Vec<KeyStep> {
        let Some(event) = payload.get(..4).and_then(audio_codec::telephone_event::parse_telephone_event) else {
            return Vec::new();
        };
        let Some(digit) = key_of(event.event) else { return Vec::new() };
        if let Some(key) = &mut self.key
            && key.source == source
            && key.event == event.event
            && continues(key, timestamp, marker, event.duration)
        {
            return key_goes_on(key, arrival, event);
        }
        if self.key.is_some_and(|key| key.source == source && before(timestamp, key.timestamp)) {
            return Vec::new();
        }
        let mut steps: Vec<KeyStep> = self.release().into_iter().collect();
        let ended = event.end;
        let (event, duration) = (event.event, event.duration);
        self.key = Some(Key { source, timestamp, event, digit, duration, ended, heard: arrival });
        steps.push(KeyStep::Down(digit));
        if ended {
            steps.push(KeyStep::Up(digit, u32::from(duration)));
        }
        steps
    }

    /// Time passed without a packet: a key whose end was lost goes up.
    pub fn at(&mut self, now: i64) -> Option<KeyStep> {
        self.key.filter(|key| now - key.heard > RELEASED_AFTER_TICKS)?;
        self.release()
    }

    /// A key is down.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.key.is_some_and(|key| !key.ended)
    }

    fn release(&mut self) -> Option<KeyStep> {
        let key = self.key.as_mut().filter(|key| !key.ended)?;
        key.ended = true;
        Some(KeyStep::Up(key.digit, u32::from(key.duration)))
    }
}

fn continues(key: &Key, timestamp: u32, marker: bool, duration: u16) -> bool {
    let drifting = !key.ended && !marker && duration > key.duration && timestamp.wrapping_sub(key.timestamp) <= 800;
    key.timestamp == timestamp || drifting
}

fn key_goes_on(key: &mut Key, arrival: i64, event: audio_codec::telephone_event::DtmfEvent) -> Vec<KeyStep> {
    key.heard = arrival;
    key.duration = key.duration.max(event.duration);
    if event.end && !key.ended {
        key.ended = true;
        return vec![KeyStep::Up(key.digit, u32::from(key.duration))];
    }
    Vec::new()
}

/// `a` lies before `b` on the wrapping clock.
const fn before(a: u32, b: u32) -> bool {
    a != b && b.wrapping_sub(a) < 1 << 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use audio_codec::telephone_event::encode_event_payload;

    fn down_keys(receiver: &mut EventReceiver, packets: &[(u32, bool, u8, bool, u16)]) -> String {
        let mut keys = String::new();
        for (n, (timestamp, marker, event, end, duration)) in packets.iter().enumerate() {
            let payload = encode_event_payload(*event, *end, 10, *duration);
            for step in receiver.packet(n as i64 * 160, 1, *timestamp, *marker, &payload) {
                if let KeyStep::Down(digit) = step {
                    keys.push(digit);
                }
            }
        }
        keys
    }

    #[test]
    fn a_key_is_told_once_however_many_packets_it_has() {
        let packets = [
            (100, true, 5, false, 160),
            (100, false, 5, false, 320),
            (100, false, 5, true, 480),
            (100, false, 5, true, 480),
            (100, false, 5, true, 480),
        ];
        assert_eq!(down_keys(&mut EventReceiver::default(), &packets), "5");
    }

    #[test]
    fn the_same_key_twice_is_two_keys_even_when_the_first_lost_its_end() {
        let packets = [
            (100, true, 7, false, 160),
            (100, false, 7, false, 320),
            (2000, true, 7, false, 160),
            (2000, false, 7, true, 320),
        ];
        assert_eq!(down_keys(&mut EventReceiver::default(), &packets), "77");
        let without_marker = [(100, true, 7, false, 160), (100, false, 7, false, 320), (2000, false, 7, false, 160)];
        assert_eq!(down_keys(&mut EventReceiver::default(), &without_marker), "77");
    }

    #[test]
    fn only_an_end_packet_arriving_is_still_a_key() {
        assert_eq!(down_keys(&mut EventReceiver::default(), &[(100, false, 11, true, 800)]), "#");
    }

    #[test]
    fn a_sender_whose_timestamp_drifts_presses_one_key() {
        let packets = [
            (100, true, 1, false, 160),
            (260, false, 1, false, 320),
            (420, false, 1, false, 480),
            (420, false, 1, true, 640),
        ];
        assert_eq!(down_keys(&mut EventReceiver::default(), &packets), "1");
    }

    #[test]
    fn late_packets_of_an_old_key_and_events_that_are_no_keys_are_nothing() {
        let packets = [
            (100, true, 1, false, 160),
            (5000, true, 2, false, 160),
            (100, false, 1, true, 320),
            (9000, true, 16, false, 160),
        ];
        assert_eq!(down_keys(&mut EventReceiver::default(), &packets), "12");
    }

    #[test]
    fn a_key_whose_end_is_lost_goes_up_by_itself() {
        let mut receiver = EventReceiver::default();
        receiver.packet(0, 1, 100, true, &encode_event_payload(3, false, 10, 320));
        assert_eq!(receiver.at(800), None);
        assert_eq!(receiver.at(1700), Some(KeyStep::Up('3', 320)));
        assert_eq!(receiver.at(9000), None);
    }
}
