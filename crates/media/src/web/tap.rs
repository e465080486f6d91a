//! Where opened packets leave WebRTC: an interceptor that hands every RTP and RTCP packet to the media thread the moment
//! it was decrypted. Nothing goes on to WebRTC's own tracks, whose queue would have to be drained by yet another task.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use rtc::interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::sansio::Protocol;
use rtc::shared::error::Error;
use rtc_shared::marshal::Marshal as _;

use crate::leg::LegKey;
use crate::worker::Worker;

/// Largest packet taken.
const MAX_BYTES: usize = 1500;

/// The tap of one leg.
pub(super) struct Tap {
    key: LegKey,
    worker: Arc<Worker>,
    outgoing: VecDeque<TaggedPacket>,
}

impl Tap {
    pub(super) const fn new(key: LegKey, worker: Arc<Worker>) -> Self {
        Self { key, worker, outgoing: VecDeque::new() }
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Tap {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        #[allow(clippy::wildcard_enum_match_arm, reason = "the enum is not ours and may grow")]
        let bytes = match &packet.message.packet {
            Packet::Rtp(packet) => packet.marshal().ok(),
            Packet::Rtcp(packets) => rtc_rtcp::packet::marshal(packets).ok(),
            _ => None,
        };
        if let Some(bytes) = bytes.filter(|bytes| (1..=MAX_BYTES).contains(&bytes.len())) {
            self.worker.packet(self.key, bytes.to_vec());
        }
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        None
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        self.outgoing.push_back(packet);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outgoing.pop_front()
    }
}

impl Interceptor for Tap {
    fn bind_local_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _info: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _info: &StreamInfo) {}
}
