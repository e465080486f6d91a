//! Packets on a leg's port: RTP, RTCP, STUN, rubbish.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wasl_media::fuzz_packet(data));
