//! The last step to the wire and RTCP both ways: where a packet goes, and that nothing goes in clear once keys were agreed.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Instant;

use super::{Channel, Output, Room};
use crate::codec::CodecName;
use crate::leg::reports::Sent;
use crate::leg::{Leg, LegKey};
use crate::reception::Report;

impl Room {
    pub(super) fn report(&mut self, now: Instant, key: LegKey) {
        let Some(mut leg) = self.legs.remove(&key) else { return };
        let sent =
            Sent { timestamp: leg.outbound.rtp_time(now), packets: leg.outbound.packets, octets: leg.outbound.octets };
        let ratio = leg.inbound.codec.map_or(1, CodecName::clock_ratio);
        let reception = leg.inbound.reception.report();
        let reception = reception.map(|report| Report { jitter: report.jitter * ratio, ..report });
        if let Some(report) = leg.reports.report(now, sent, reception) {
            self.send_rtcp(key, &mut leg, report);
        }
        self.legs.insert(key, leg);
    }

    pub(super) fn send_rtcp(&mut self, leg: LegKey, state: &mut Leg, bytes: Vec<u8>) {
        let Some(session) = &state.session else { return };
        let (channel, to) = if session.rtcp_mux {
            (Channel::Rtp, state.inbound.source.reply_to())
        } else {
            (Channel::Rtcp, session.remote_rtcp)
        };
        let Some(to) = to else { return };
        let bytes = match (&mut state.protection, &session.keys) {
            (Some(protection), _) => match protection.protect_rtcp(&bytes) {
                Some(protected) => protected.to_vec(),
                None => return,
            },
            (None, None) => bytes,
            (None, Some(_)) => return,
        };
        self.outputs.push_back(Output::Packet { leg, channel, to, bytes });
    }
}

pub(super) fn receive_rtcp(leg: &mut Leg, now: Instant, from: SocketAddr, datagram: &[u8]) {
    if let Some(protection) = leg.protection.as_mut() {
        match protection.open_rtcp(datagram) {
            Some(clear) => leg.reports.read(now, &clear),
            None => leg.inbound.unauthentic += 1,
        }
    } else if leg.session.as_ref().is_some_and(|session| session.keys.is_none()) {
        if leg.inbound.source.host() == Some(from.ip()) {
            leg.reports.read(now, datagram);
        } else {
            leg.inbound.foreign += 1;
        }
    }
}

pub(super) fn send_rtp(outputs: &mut VecDeque<Output>, key: LegKey, leg: &mut Leg, packet: Vec<u8>) {
    let Some(to) = leg.inbound.source.reply_to() else { return };
    let bytes = match (&mut leg.protection, leg.session.as_ref().is_some_and(|session| session.keys.is_some())) {
        (Some(protection), _) => match protection.protect_rtp(&packet) {
            Some(protected) => protected.to_vec(),
            None => return,
        },
        (None, false) => packet,
        // Keys were agreed and could not be used: never in clear.
        (None, true) => return,
    };
    outputs.push_back(Output::Packet { leg: key, channel: Channel::Rtp, to, bytes });
}
