//! Packet-loss concealment after ITU-T G.711 Appendix I: the last pitch period is repeated, with more of the past mixed
//! in and less loudness as the gap grows, and faded into the sound that follows.
//!
//! Simpler than the annex in one way: the sound before the gap is not delayed by 3.75 ms to be blended too; the period is
//! chosen so that it continues the last sample.

/// The gap is silent from here on.
const SILENT_AFTER_MS: usize = 60;
/// Blend into the sound that follows.
const BLEND_MS: usize = 5;
/// Loudness kept in each 10 ms after the first.
const FADE_PER_10_MS: f32 = 0.2;
/// Shortest and longest pitch period, in 1/8000 s (200 to 66 Hz).
const PITCH_TICKS: std::ops::RangeInclusive<usize> = 40..=120;
/// Sound compared to find the period, in 1/8000 s (20 ms).
const COMPARED_TICKS: usize = 160;

/// Conceals gaps of one stream at 8 or 16 kHz.
#[derive(Debug)]
pub struct Concealer {
    /// Samples per 1/8000 s.
    scale: usize,
    history: Vec<i16>,
    /// Samples made up since the last real one.
    gap: usize,
    period: Vec<i16>,
}

impl Concealer {
    /// For a stream with so many samples per 1/8000 s.
    #[must_use]
    pub fn new(samples_per_tick: usize) -> Self {
        Self { scale: samples_per_tick.max(1), history: Vec::new(), gap: 0, period: Vec::new() }
    }

    /// Real samples came: blends them in after a gap and remembers them.
    pub fn heard(&mut self, samples: &mut [i16]) {
        if self.gap > 0 {
            let blend = (BLEND_MS * 8 * self.scale).min(samples.len());
            for (n, sample) in samples[..blend].iter_mut().enumerate() {
                let made_up = f32::from(self.next());
                let weight = ratio(n + 1, blend + 1);
                *sample = round(f32::from(*sample) * weight + made_up * (1.0 - weight));
            }
            self.gap = 0;
        }
        self.history.extend_from_slice(samples);
        let kept = (COMPARED_TICKS + *PITCH_TICKS.end()) * self.scale;
        let surplus = self.history.len().saturating_sub(kept);
        self.history.drain(..surplus);
    }

    /// Appends so many made-up samples.
    pub fn missing(&mut self, count: usize, samples: &mut Vec<i16>) {
        if self.gap == 0 {
            self.period = self.find_period();
        }
        samples.extend((0..count).map(|_| self.next()));
    }

    /// Forgets the past: the stream rests or another begins.
    pub fn reset(&mut self) {
        self.history.clear();
        self.gap = 0;
        self.period.clear();
    }

    fn next(&mut self) -> i16 {
        let position = self.gap;
        self.gap += 1;
        if self.period.is_empty() {
            return 0;
        }
        round(f32::from(self.period[position % self.period.len()]) * self.loudness(position))
    }

    /// 1 for 10 ms, then a fifth less each 10 ms, silent from 60 ms.
    fn loudness(&self, position: usize) -> f32 {
        let tens = ratio(position, 80 * self.scale);
        if position >= SILENT_AFTER_MS * 8 * self.scale {
            0.0
        } else {
            (1.0 - (tens - 1.0).max(0.0) * FADE_PER_10_MS).max(0.0)
        }
    }

    /// The last pitch period, its end blended with what came before its beginning, so that repeating it has no seam.
    fn find_period(&self) -> Vec<i16> {
        let needed = (COMPARED_TICKS + *PITCH_TICKS.end()) * self.scale;
        if self.history.len() < needed {
            return Vec::new();
        }
        let length = self.best_lag();
        let start = self.history.len() - length;
        let mut period = self.history[start..].to_vec();
        let blend = length / 4;
        for n in 0..blend {
            let before = f32::from(self.history[start - blend + n]);
            let weight = ratio(n + 1, blend + 1);
            let at = length - blend + n;
            period[at] = round(f32::from(period[at]) * (1.0 - weight) + before * weight);
        }
        period
    }

    /// The lag at which the last 20 ms are most like what came before.
    fn best_lag(&self) -> usize {
        let compared = COMPARED_TICKS * self.scale;
        let recent: Vec<f32> = self.history[self.history.len() - compared..].iter().copied().map(f32::from).collect();
        let likeness = |lag: usize| {
            let from = self.history.len() - compared - lag;
            let past = &self.history[from..from + compared];
            let (mut product, mut energy) = (0.0_f32, 1.0_f32);
            // Every second sample is enough to tell periods apart.
            for (now, then) in recent.iter().zip(past).step_by(2 * self.scale) {
                let then = f32::from(*then);
                product += now * then;
                energy += then * then;
            }
            product / energy.sqrt()
        };
        let lags = PITCH_TICKS.start() * self.scale..=PITCH_TICKS.end() * self.scale;
        lags.map(|lag| (lag, likeness(lag)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map_or(*PITCH_TICKS.start(), |best| best.0)
    }
}

#[allow(clippy::cast_precision_loss, reason = "sample counts are small")]
fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole as f32
}

#[allow(clippy::cast_possible_truncation, reason = "clamped to i16")]
fn round(value: f32) -> i16 {
    value.round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone;

    #[test]
    fn a_tone_goes_on_through_a_20_ms_gap() {
        let tone = tone::sine(1000.0, 8000, 0.5, 1600);
        let mut concealer = Concealer::new(1);
        let mut out = Vec::new();
        for (n, frame) in tone.chunks(160).enumerate() {
            if n == 5 {
                concealer.missing(160, &mut out);
            } else {
                let mut frame = frame.to_vec();
                concealer.heard(&mut frame);
                out.extend(frame);
            }
        }
        let clean = tone::level_of(&tone[800..960], 8000, 1000.0);
        let made_up = tone::level_of(&out[800..960], 8000, 1000.0);
        assert!(made_up > 0.8 * clean, "{made_up} against {clean}");
        // No click: no step larger than the tone itself makes.
        let step =
            |samples: &[i16]| samples.windows(2).map(|pair| (i32::from(pair[1]) - i32::from(pair[0])).abs()).max();
        assert!(step(&out[700..1100]) <= step(&tone).map(|step| step * 3 / 2));
    }

    #[test]
    fn a_long_gap_fades_to_silence() {
        for scale in [1, 2] {
            let mut concealer = Concealer::new(scale);
            let mut tone = tone::sine(150.0, 8000 * scale as u32, 0.5, 800 * scale);
            concealer.heard(&mut tone);
            let mut out = Vec::new();
            concealer.missing(800 * scale, &mut out);
            let ms = 8 * scale;
            let peak =
                |from: usize, to: usize| out[from * ms..to * ms].iter().map(|s| s.unsigned_abs()).max().unwrap_or(0);
            assert!(peak(0, 10) > 12_000, "{}", peak(0, 10));
            assert!(peak(40, 50) < peak(0, 10));
            assert_eq!(peak(60, 100), 0);
        }
    }
}
