//! A far end's session description, answered or refused.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| drop(wasl_media::sdp::fuzz_offer(data)));
