//! A recording from a kiosk, a phone or a browser.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    _ = wasl_media::SoundFile::of_bytes(bytes.to_vec(), Duration::from_secs(60));
});
