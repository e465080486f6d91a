//! Sound files in and out.

use std::path::Path;
use std::time::{Duration, Instant};

use super::{PATIENCE, tone};

/// A sound file as read: one vector of samples per channel.
pub(crate) struct Wav {
    /// Samples per second.
    pub(crate) rate_hz: u32,
    /// One vector per channel.
    pub(crate) channels: Vec<Vec<i16>>,
}

impl Wav {
    /// Reads a 16-bit file, also one whose header is not closed (the peers leave such when they are ended).
    pub(crate) fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
        let at = |offset: usize, len: usize| {
            bytes.get(offset..offset + len).unwrap_or_else(|| panic!("{} is cut short", path.display()))
        };
        let number = |offset: usize| u32::from_le_bytes(at(offset, 4).try_into().expect("four bytes"));
        let count = usize::from(u16::from_le_bytes(at(22, 2).try_into().expect("two bytes")));
        let data = bytes.windows(4).position(|w| w == b"data").expect("a WAV has a data chunk") + 8;
        let mut channels = vec![Vec::new(); count];
        for (n, sample) in bytes.get(data..).unwrap_or_default().chunks_exact(2).enumerate() {
            channels.get_mut(n % count).expect("n is taken modulo").push(i16::from_le_bytes([sample[0], sample[1]]));
        }
        Self { rate_hz: number(24), channels }
    }

    /// How long it is.
    pub(crate) fn duration(&self) -> Duration {
        let samples = self.channels.first().map_or(0, Vec::len);
        Duration::from_millis(u64::try_from(samples).expect("it fits") * 1000 / u64::from(self.rate_hz))
    }

    /// Reads what is there of a mono file of narrow or wide sound whose header is written last; it does not tell which.
    pub(crate) fn read_headless(path: &Path) -> [Self; 2] {
        let bytes = std::fs::read(path).unwrap_or_default();
        let pairs = bytes.get(44..).unwrap_or_default().chunks_exact(2);
        let sound: Vec<i16> = pairs.map(|sample| i16::from_le_bytes([sample[0], sample[1]])).collect();
        [8000, 16_000].map(|rate_hz| Self { rate_hz, channels: vec![sound.clone()] })
    }

    /// For how long that tone is clearly there in a channel, in windows of 100 ms.
    pub(crate) fn tone(&self, channel: usize, tone_hz: f64) -> Duration {
        let window = usize::try_from(self.rate_hz / 10).expect("it fits");
        let sound = self.channels.get(channel).expect("that channel exists");
        let clear = sound.chunks(window).filter(|w| tone::share(w, tone_hz, self.rate_hz) > 0.6).count();
        Duration::from_millis(100 * u64::try_from(clear).expect("it fits"))
    }
}

/// Waits until a phone has `heard` something for so long.
pub(crate) fn expect_heard(who: &str, long: Duration, heard: impl Fn() -> Duration) {
    let deadline = Instant::now() + PATIENCE;
    while heard() < long {
        assert!(Instant::now() < deadline, "{who} heard the tone for {:?} instead of {long:?}", heard());
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Writes a mono 16-bit file that holds one tone.
pub(crate) fn write_tone(path: &Path, tone_hz: f64, rate_hz: u32, seconds: u32) {
    let sound = tone::sine(tone_hz, rate_hz, usize::try_from(rate_hz * seconds).expect("it fits"));
    write(path, &sound, rate_hz);
}

/// Writes a mono 16-bit file.
pub(crate) fn write(path: &Path, sound: &[i16], rate_hz: u32) {
    let data = u32::try_from(sound.len() * 2).expect("it fits");
    let mut bytes = Vec::with_capacity(sound.len() * 2 + 44);
    bytes.extend(b"RIFF");
    bytes.extend((data + 36).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(rate_hz.to_le_bytes());
    bytes.extend((rate_hz * 2).to_le_bytes());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend(data.to_le_bytes());
    bytes.extend(sound.iter().flat_map(|s| s.to_le_bytes()));
    std::fs::write(path, bytes).unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}
