//! What the machine plays to whom.

use std::collections::BTreeMap;

use wasl_model::{LegId, PlayId};

/// Something that plays until it ends, is stopped or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sound {
    pub(crate) play: PlayId,
    pub(crate) kind: SoundKind,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SoundKind {
    /// Hold music.
    Music,
    /// Somebody is rung for whoever hears it.
    Ringback,
    /// The desk's prompts.
    Desk {
        /// May the caller's voice or key stop it.
        barge_in: bool,
    },
    /// The call's own prompts.
    Own,
}

impl SoundKind {
    pub(crate) const fn is_prompt(self) -> bool {
        !matches!(self, Self::Music | Self::Ringback)
    }
}

/// What plays, by leg.
#[derive(Debug, Default)]
pub(crate) struct Sounds {
    playing: BTreeMap<LegId, Sound>,
    named: u32,
}

impl Sounds {
    /// Begins something new on a leg; gives what it replaced.
    pub(crate) fn start(&mut self, leg: LegId, kind: SoundKind) -> (PlayId, Option<Sound>) {
        self.named += 1;
        let play = PlayId(self.named);
        (play, self.playing.insert(leg, Sound { play, kind }))
    }

    /// The desk's last words become the call's own: its end is the call's business. False when no such words play.
    pub(crate) fn take_over(&mut self, leg: LegId) -> bool {
        match self.playing.get_mut(&leg) {
            Some(sound) if sound.kind == (SoundKind::Desk { barge_in: false }) => {
                sound.kind = SoundKind::Own;
                true
            }
            Some(_) | None => false,
        }
    }

    pub(crate) fn stop(&mut self, leg: LegId) -> Option<Sound> {
        self.playing.remove(&leg)
    }

    pub(crate) fn on(&self, leg: LegId) -> Option<Sound> {
        self.playing.get(&leg).copied()
    }

    /// Takes out what ended by itself, if it is still what plays.
    pub(crate) fn ended(&mut self, leg: LegId, play: PlayId) -> Option<Sound> {
        self.on(leg).filter(|sound| sound.play == play)?;
        self.stop(leg)
    }
}
