//! Voice activity: earshot's score for every 16 ms, fed with frames of 20 ms.

use earshot::Detector;

/// Samples per score.
pub(crate) const BLOCK: usize = 256;

/// Scores a stream.
pub(crate) struct Vad {
    detector: Box<Detector>,
    rest: Vec<i16>,
}

impl Vad {
    pub(crate) fn new() -> Self {
        Self { detector: Box::new(Detector::default()), rest: Vec::with_capacity(2 * BLOCK) }
    }

    /// The scores of the blocks these samples complete, 0 (no voice) to 1 (voice).
    pub(crate) fn push(&mut self, samples: &[i16]) -> impl Iterator<Item = f32> + use<'_> {
        self.rest.extend_from_slice(samples);
        let whole = self.rest.len() / BLOCK * BLOCK;
        let blocks: Vec<i16> = self.rest.drain(..whole).collect();
        let detector = &mut self.detector;
        let scores: Vec<f32> = blocks.chunks_exact(BLOCK).map(|block| detector.predict_i16(block)).collect();
        scores.into_iter()
    }

    pub(crate) fn reset(&mut self) {
        self.detector.reset();
        self.rest.clear();
    }
}

impl std::fmt::Debug for Vad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vad").finish_non_exhaustive()
    }
}
