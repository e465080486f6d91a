//! The door for fuzzers.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use wasl_model::Speaker;

use super::{Channel, Input, Room};
use crate::codec::CodecName;
use crate::leg::{Dice, LegKey, Listener, Terms};
use crate::sdp::{Direction, EventTypes, Payload, Session};

/// Feeds bytes to both sockets of two bridged, listened-to legs, for fuzzing.
#[doc(hidden)]
pub fn fuzz_packet(bytes: &[u8]) {
    let epoch = Instant::now();
    let far = SocketAddr::from(([127, 0, 0, 1], 4000));
    let mut room = Room::new(epoch);
    let keys = [LegKey(1), LegKey(2)];
    for (key, codec) in keys.into_iter().zip([CodecName::Pcmu, CodecName::Opus]) {
        let payload = Payload { number: codec.payload_type(), codec };
        let session = Session {
            remote_rtp: Some(far),
            remote_rtcp: Some(far),
            rtcp_mux: true,
            direction: Direction::SendRecv,
            send: payload,
            receive: vec![payload],
            telephone_event: Some(EventTypes { send: 101, receive: 101, clock_ratio: codec.clock_ratio() }),
            ptime_ms: 20,
            keys: None,
        };
        let dice = Dice { stream: 1, sequence: 1, timestamp: 1 };
        let terms = Terms { signalling: None, media_lost_after: Duration::from_secs(1), wire_up: true };
        room.open(epoch, key, dice, terms);
        room.handle_input(epoch, key, Input::Session(Box::new(session)));
        let listener = Listener { number: key.0, speaker: Speaker::Caller, played: false };
        room.handle_input(epoch, key, Input::Listen(listener));
    }
    room.handle_input(epoch, keys[0], Input::Bridge(keys[1]));
    for n in 0..6 {
        let now = epoch + Duration::from_millis(n * 30);
        for (key, channel) in [(keys[0], Channel::Rtp), (keys[1], Channel::Rtp), (keys[0], Channel::Rtcp)] {
            room.handle_packet(now, key, channel, far, bytes);
        }
        room.handle_timeout(now);
        while room.poll_output().is_some() {}
    }
}
