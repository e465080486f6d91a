//! SIP bytes as a socket gives them: sanitised, checked, parsed, or refused.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wasl_signal::fuzz_bytes(data));
