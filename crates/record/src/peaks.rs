//! The outline of a recording for the player: the lowest and highest sample of each step, per side.

use std::io;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::vault::Recording;
use crate::wav::{self, BLOCK_BYTES, BYTES_PER_MS, HEADER_BYTES};

/// Most steps given; a step is never shorter than 20 ms.
const MOST_STEPS: u64 = 2_000;

/// The outline. Values are -128..=127, alternating lowest and highest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Peaks {
    /// Length of a step.
    pub step_ms: u64,
    /// Length of the recording.
    pub length_ms: u64,
    /// The left side.
    pub caller: Vec<i8>,
    /// The right side.
    pub agent: Vec<i8>,
}

impl Peaks {
    /// Reads a recording of this house. It blocks on the disk.
    ///
    /// # Errors
    /// When the file cannot be read, or is not a recording of this house.
    pub fn read(file: &Recording) -> io::Result<Self> {
        let length_ms = u64::from(wav::data_bytes(file)?) / BYTES_PER_MS;
        let step_ms = length_ms.div_ceil(MOST_STEPS).max(20);
        let mut peaks = Self { step_ms, length_ms, caller: Vec::new(), agent: Vec::new() };
        let mut step = vec![0; usize::try_from(step_ms * BYTES_PER_MS).unwrap_or(usize::MAX)];
        for start in (0..length_ms).step_by(usize::try_from(step_ms).unwrap_or(usize::MAX)) {
            let bytes = usize::try_from((length_ms - start).min(step_ms) * BYTES_PER_MS).unwrap_or(usize::MAX);
            file.read_exact_at(&mut step[..bytes], HEADER_BYTES + start * BYTES_PER_MS)?;
            peaks.caller.extend(outline(&step[..bytes], 0));
            peaks.agent.extend(outline(&step[..bytes], 2));
        }
        Ok(peaks)
    }
}

fn outline(step: &[u8], side: usize) -> [i8; 2] {
    let samples = step.chunks_exact(BLOCK_BYTES as usize).map(|block| i8::from_le_bytes([block[side + 1]]));
    samples.fold([0, 0], |[low, high], sample| [low.min(sample), high.max(sample)])
}
