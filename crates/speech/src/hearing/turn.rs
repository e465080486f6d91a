//! One turn being spoken: its pauses, what is known of its words, and how long its speaker is waited for.

use std::time::Duration;

use super::samples;
use crate::EarConfig;

/// Kept after the last voice; a pause this long is worth reading ahead.
pub(super) const TAIL: Duration = Duration::from_millis(250);
/// So long before the patience with somebody who counts or hesitates ends, reading ahead begins.
const READING: Duration = Duration::from_millis(650);
/// Sound that may be read ahead in a turn, beyond the turn's own length: see [`Turn::may_read_ahead`].
const SPARE: Duration = Duration::from_secs(4);
/// A pause is worth cutting at from here on.
const PAUSE: usize = samples(Duration::from_millis(160));

/// What the words so far sound like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sense {
    /// Neither way, or nothing is known.
    #[default]
    Open,
    /// A whole answer or sentence.
    Finished,
    /// More is to come: «و», a hesitation.
    Hanging,
    /// A number is being told, or letters are spelled.
    Counting,
}

/// Reading ahead at this pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ahead {
    NotYet,
    Asked,
    Known,
    /// The engine had no room.
    Refused,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) number: u64,
    /// Samples without voice at the end.
    pub(super) silence: usize,
    /// Length at the last partial.
    pub(super) partial_at: usize,
    /// Longest pause in the later half: its middle, and its length.
    pub(super) pause: Option<(usize, usize)>,
    sense: Sense,
    ahead: Ahead,
    /// Samples read ahead so far, in all pauses.
    read_ahead: usize,
    /// Some of its words are known.
    heard: bool,
}

impl Turn {
    pub(super) const fn new(number: u64) -> Self {
        let (sense, ahead) = (Sense::Open, Ahead::NotYet);
        Self { number, silence: 0, partial_at: 0, pause: None, sense, ahead, read_ahead: 0, heard: false }
    }

    /// Takes a block with or without voice, after which the turn is `length` samples long.
    /// True when the voice goes on after something was read ahead.
    pub(super) fn block(&mut self, voice: bool, block: usize, length: usize, max: usize) -> bool {
        if !voice {
            self.silence += block;
            return false;
        }
        let pause = std::mem::take(&mut self.silence);
        let middle = length.saturating_sub(block + pause / 2);
        if pause >= PAUSE && middle >= max / 2 && self.pause.is_none_or(|(_, longest)| pause >= longest) {
            self.pause = Some((middle, pause));
        }
        if self.sense == Sense::Finished {
            self.sense = Sense::Open;
        }
        std::mem::replace(&mut self.ahead, Ahead::NotYet) != Ahead::NotYet
    }

    /// Silence after which the turn is over.
    ///
    /// - The words are being read, or none were known yet: as long as for a number. Ending sooner would bring them no
    ///   sooner, and could halve one.
    /// - The words are known, or were before this pause: as they sound.
    /// - The engine has no room for them: as if more were to come, because nobody waits less for it.
    /// - They were not asked for (a long turn of many pauses): the plain end of turn.
    pub(super) fn patience(&self, config: &EarConfig) -> Duration {
        let patience = config.patience();
        match (self.ahead, self.sense) {
            (Ahead::Asked, _) | (_, Sense::Counting) => patience.counting,
            (_, Sense::Hanging) | (Ahead::Refused, Sense::Open) => patience.hanging,
            (Ahead::NotYet, Sense::Open) if self.read_ahead > 0 && !self.heard => patience.counting,
            (Ahead::Known, Sense::Finished) => patience.finished,
            (_, Sense::Open | Sense::Finished) => patience.open,
        }
    }

    /// Is this the moment to read ahead? Who counts or hesitates will be waited for anyway, so it is done later.
    pub(super) fn wants_to_read_ahead(&self, config: &EarConfig, length: usize, strained: bool) -> bool {
        let after = match self.sense {
            Sense::Open | Sense::Finished => TAIL,
            Sense::Hanging | Sense::Counting => self.patience(config).saturating_sub(READING).max(TAIL),
        };
        self.ahead == Ahead::NotYet && self.silence >= samples(after) && self.may_read_ahead(length, strained)
    }

    /// All that is read ahead in a turn stays within twice its length and a few seconds, however often the speaker
    /// pauses, and within one and a half of its length when the engine is strained.
    const fn may_read_ahead(&self, length: usize, strained: bool) -> bool {
        self.read_ahead <= if strained { length / 2 } else { length + samples(SPARE) }
    }

    /// What there is, `length` samples, is being read.
    pub(super) const fn read_ahead(&mut self, length: usize) {
        self.ahead = Ahead::Asked;
        self.read_ahead += length;
        self.partial_at = length;
    }

    /// The words up to this pause; `None` when the engine refused them.
    pub(super) fn note_ahead(&mut self, sense: Option<Sense>) {
        if self.ahead == Ahead::Asked {
            self.ahead = sense.map_or(Ahead::Refused, |_| Ahead::Known);
            self.sense = sense.unwrap_or(self.sense);
            self.heard |= sense.is_some();
        }
    }

    /// The words up to some moment ago: they may go on, but cannot be known to be finished.
    pub(super) fn note(&mut self, sense: Sense) {
        self.heard = true;
        self.sense = match sense {
            Sense::Finished | Sense::Open => Sense::Open,
            Sense::Hanging | Sense::Counting => sense,
        };
    }
}
