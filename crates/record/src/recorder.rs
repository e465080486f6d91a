//! One call's stereo WAV: caller left, agent right, valid at every moment.
//!
//! Frames come in any order and carry their place, so each is written where it belongs (`pwrite`); what never came stays
//! a hole, which reads as silence. Sound is written before the header that counts it, so the header never claims more
//! than is there. Two who speak at once on one side (an agent and a colleague who joined) are mixed; a frame that comes
//! long after another in its place replaces it. The machine's prompts are in the timeline.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wasl_model::{AudioFrame, FRAME_MS, FRAME_SAMPLES, MediaTime, Speaker};

use crate::wav::{self, BLOCK_BYTES, BYTES_PER_MS, HEADER_BYTES};

/// Frames kept while the disk refuses to take them: 5 s of both sides. Beyond it the oldest are dropped and counted,
/// and stay silent in the file.
const MOST_PENDING: usize = 500;
/// Frames of the agents' side remembered, so that a colleague who speaks at the same time is mixed with them: 100 ms of two.
const REMEMBERED: usize = 10;
/// A stretch longer than this is written in pieces, so that a frame far ahead does not ask for memory.
const LONGEST_WRITE_MS: u64 = 5_000;

/// What a recorder has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecorderStats {
    /// Frames put into the file.
    pub written: u64,
    /// Frames lost because the disk took none for too long.
    pub dropped: u64,
    /// Frames beyond what a WAV file can hold (18 h 38 min).
    pub beyond_limit: u64,
}

/// Writes one call's recording. It blocks on the disk: run it on a thread of the [`crate::studio`].
#[derive(Debug)]
pub struct StereoRecorder {
    path: PathBuf,
    file: Option<File>,
    pending: VecDeque<AudioFrame>,
    recent: VecDeque<AudioFrame>,
    length_ms: u64,
    claimed_ms: u64,
    stats: RecorderStats,
    scratch: Vec<u8>,
}

impl StereoRecorder {
    /// A recorder for that file. The file and its folders come with the first flush that has sound.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            file: None,
            pending: VecDeque::new(),
            recent: VecDeque::new(),
            length_ms: 0,
            claimed_ms: 0,
            stats: RecorderStats::default(),
            scratch: Vec::new(),
        }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Length written so far.
    #[must_use]
    pub const fn length(&self) -> MediaTime {
        MediaTime::from_millis(self.claimed_ms)
    }

    /// What was done so far.
    #[must_use]
    pub const fn stats(&self) -> RecorderStats {
        self.stats
    }

    /// Takes a frame; it reaches the file with the next [`Self::flush`].
    pub fn push(&mut self, frame: AudioFrame) {
        if side(frame.speaker).is_none() {
            return;
        }
        if frame.at.as_millis().saturating_add(FRAME_MS) > wav::LONGEST_MS {
            self.stats.beyond_limit += 1;
            return;
        }
        if self.pending.len() >= MOST_PENDING {
            self.pending.pop_front();
            self.stats.dropped += 1;
        }
        let frame = if frame.speaker == Speaker::Agent { self.mixed(frame) } else { frame };
        self.pending.push_back(frame);
    }

    /// The frame with whoever else spoke in its place just now; the sum replaces what was there.
    fn mixed(&mut self, mut frame: AudioFrame) -> AudioFrame {
        if let Some(other) = self.recent.iter().rev().find(|other| other.at == frame.at) {
            let samples = std::array::from_fn(|n| frame.samples[n].saturating_add(other.samples[n]));
            frame.samples = Arc::new(samples);
        }
        if self.recent.len() >= REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(frame.clone());
        frame
    }

    /// Writes what is pending, then the header that counts it. On an error the frames stay pending and may be tried again.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn flush(&mut self) -> io::Result<()> {
        while let Some(stretch) = self.next_stretch() {
            let file = self.file.take().map_or_else(|| create(&self.path), Ok)?;
            let done = self.write_stretch(&file, stretch);
            self.file = Some(file);
            done?;
        }
        self.claim_length()
    }

    /// The last flush, and the disk told to keep it.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn finish(&mut self) -> io::Result<()> {
        self.flush()?;
        self.file.as_ref().map_or(Ok(()), File::sync_data)
    }

    /// The earliest pending stretch, in milliseconds, short enough to be written at once.
    fn next_stretch(&self) -> Option<(u64, u64)> {
        let start = self.pending.iter().map(|frame| frame.at.as_millis()).min()?;
        let limit = start + LONGEST_WRITE_MS;
        let ends = self.pending.iter().map(|frame| frame.at.as_millis() + FRAME_MS);
        Some((start, ends.filter(|end| *end <= limit).max().unwrap_or(start + FRAME_MS)))
    }

    fn write_stretch(&mut self, file: &File, (start, end): (u64, u64)) -> io::Result<()> {
        let inside = |frame: &AudioFrame| frame.at.as_millis() + FRAME_MS <= end;
        self.scratch.clear();
        self.scratch.resize(to_usize((end - start) * BYTES_PER_MS), 0);
        read_back(file, start, self.length_ms, &mut self.scratch)?;
        for frame in self.pending.iter().filter(|frame| inside(frame)) {
            lay(&mut self.scratch, frame, start);
        }
        file.write_all_at(&self.scratch, HEADER_BYTES + start * BYTES_PER_MS)?;
        let before = self.pending.len();
        self.pending.retain(|frame| !inside(frame));
        self.stats.written += (before - self.pending.len()) as u64;
        self.length_ms = self.length_ms.max(end);
        Ok(())
    }

    fn claim_length(&mut self) -> io::Result<()> {
        let Some(file) = self.file.as_ref().filter(|_| self.claimed_ms < self.length_ms) else {
            return Ok(());
        };
        let bytes = u32::try_from(self.length_ms * BYTES_PER_MS).unwrap_or(u32::MAX);
        file.write_all_at(&wav::header(bytes), 0)?;
        self.claimed_ms = self.length_ms;
        Ok(())
    }
}

/// Creates the file with its folders and an empty header, so that it opens from its first moment.
fn create(path: &Path) -> io::Result<File> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    let file = File::options().read(true).write(true).create(true).truncate(true).open(path)?;
    file.write_all_at(&wav::header(0), 0)?;
    Ok(file)
}

/// What the file already holds of a stretch that starts at `start`; what lies beyond its end stays silent.
fn read_back(file: &File, start: u64, length: u64, stretch: &mut [u8]) -> io::Result<()> {
    let held = to_usize(length.saturating_sub(start) * BYTES_PER_MS).min(stretch.len());
    file.read_exact_at(&mut stretch[..held], HEADER_BYTES + start * BYTES_PER_MS)
}

fn lay(stretch: &mut [u8], frame: &AudioFrame, start: u64) {
    let Some(side) = side(frame.speaker) else { return };
    let first = to_usize((frame.at.as_millis() - start) * BYTES_PER_MS);
    let blocks = stretch[first..first + FRAME_SAMPLES * BLOCK_BYTES as usize].chunks_exact_mut(BLOCK_BYTES as usize);
    for (block, sample) in blocks.zip(frame.samples.iter()) {
        block[side..side + 2].copy_from_slice(&sample.to_le_bytes());
    }
}

/// Where a speaker's sample lies in a block; the machine is not recorded.
pub(crate) const fn side(speaker: Speaker) -> Option<usize> {
    match speaker {
        Speaker::Caller => Some(0),
        Speaker::Agent => Some(2),
        Speaker::Machine => None,
    }
}

fn to_usize(n: u64) -> usize {
    usize::try_from(n).expect("a stretch is seconds long, not gigabytes")
}
