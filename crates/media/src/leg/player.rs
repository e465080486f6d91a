//! What the machine plays to a leg, 20 ms at a time.

use std::sync::Arc;

use wasl_model::{FRAME_SAMPLES, PlayId};

use crate::codec::{CodecName, FRAME_TICKS};
use crate::{Clip, Sound, tone};

/// The present playback.
#[derive(Debug, Default)]
pub(crate) struct Player {
    playing: Option<Playing>,
}

#[derive(Debug)]
struct Playing {
    play: PlayId,
    sound: Sound,
    /// Which clip, and the next tick in it.
    clip: usize,
    tick: usize,
}

/// 20 ms of a playback.
#[derive(Debug, Default)]
pub(crate) struct Played {
    stretches: Vec<(Arc<Clip>, usize, usize)>,
    feed: Option<Arc<[i16; FRAME_SAMPLES]>>,
    /// The playback ended with this frame.
    pub(crate) ended: Option<PlayId>,
}

impl Player {
    pub(crate) fn play(&mut self, play: PlayId, sound: Sound) {
        let sound = if matches!(sound, Sound::Ringback) { Sound::Loop(ringback()) } else { sound };
        self.playing = Some(Playing { play, sound, clip: 0, tick: 0 });
    }

    pub(crate) fn stop(&mut self) {
        self.playing = None;
    }

    pub(crate) fn is_playing(&self) -> bool {
        self.playing.is_some()
    }

    /// The next 20 ms; `None` when nothing plays.
    pub(crate) fn frame(&mut self) -> Option<Played> {
        let playing = self.playing.as_mut()?;
        let mut played = Played::default();
        let ended = playing.fill(&mut played);
        if ended {
            played.ended = Some(playing.play);
            self.playing = None;
        }
        Some(played)
    }
}

impl Playing {
    /// Fills a frame; true when the playback ended.
    fn fill(&mut self, played: &mut Played) -> bool {
        match &mut self.sound {
            Sound::Once(clips) => {
                fill_from(clips, &mut self.clip, &mut self.tick, played);
                self.clip >= clips.len()
            }
            Sound::Loop(clip) => {
                fill_loop(clip, &mut self.tick, played);
                false
            }
            Sound::Ringback => true,
            Sound::Stream(feed) => match feed.0.try_recv() {
                Ok(frame) => {
                    played.feed = Some(frame);
                    false
                }
                Err(tokio::sync::mpsc::error::TryRecvError::Empty) => false,
                Err(tokio::sync::mpsc::error::TryRecvError::Disconnected) => true,
            },
        }
    }
}

fn fill_from(clips: &[Arc<Clip>], at: &mut usize, tick: &mut usize, played: &mut Played) {
    let mut room = FRAME_TICKS;
    while let Some(clip) = clips.get(*at) {
        let part = room.min(clip.ticks() - *tick);
        if part > 0 {
            played.stretches.push((Arc::clone(clip), *tick, part));
        }
        room -= part;
        *tick += part;
        if *tick < clip.ticks() {
            return;
        }
        (*at, *tick) = (*at + 1, 0);
    }
}

fn fill_loop(clip: &Arc<Clip>, tick: &mut usize, played: &mut Played) {
    let mut room = FRAME_TICKS;
    while room > 0 && clip.ticks() > 0 {
        let part = room.min(clip.ticks() - *tick);
        played.stretches.push((Arc::clone(clip), *tick, part));
        room -= part;
        *tick = (*tick + part) % clip.ticks();
    }
}

impl Played {
    /// The bytes as they were encoded at load, where the codec allows.
    pub(crate) fn encoded(&self, codec: CodecName) -> Option<Vec<u8>> {
        if self.feed.is_some() {
            return None;
        }
        let mut bytes = Vec::with_capacity(FRAME_TICKS);
        for (clip, tick, ticks) in &self.stretches {
            bytes.extend_from_slice(&clip.encoded(codec)?[*tick..*tick + *ticks]);
        }
        bytes.resize(FRAME_TICKS, silence(codec)?);
        Some(bytes)
    }

    /// 20 ms at 16 kHz.
    pub(crate) fn wide(&self) -> Vec<i16> {
        let mut samples = Vec::with_capacity(FRAME_SAMPLES);
        if let Some(frame) = &self.feed {
            samples.extend_from_slice(&frame[..]);
        }
        for (clip, tick, ticks) in &self.stretches {
            samples.extend_from_slice(&clip.samples()[2 * tick..2 * (tick + ticks)]);
        }
        samples.resize(FRAME_SAMPLES, 0);
        samples
    }

    /// 20 ms at 8 kHz; a feed is 16 kHz only and left to the caller's resampler.
    pub(crate) fn narrow(&self) -> Option<Vec<i16>> {
        if self.feed.is_some() {
            return None;
        }
        let mut samples = Vec::with_capacity(FRAME_TICKS);
        for (clip, tick, ticks) in &self.stretches {
            samples.extend_from_slice(&clip.narrow()[*tick..*tick + *ticks]);
        }
        samples.resize(FRAME_TICKS, 0);
        Some(samples)
    }
}

/// The byte that is silence, where there is one.
pub(crate) const fn silence(codec: CodecName) -> Option<u8> {
    match codec {
        CodecName::Pcmu => Some(0xFF),
        CodecName::Pcma => Some(0xD5),
        CodecName::G722 | CodecName::Opus => None,
    }
}

fn ringback() -> Arc<Clip> {
    static RINGBACK: std::sync::OnceLock<Arc<Clip>> = std::sync::OnceLock::new();
    Arc::clone(RINGBACK.get_or_init(|| Arc::new(Clip::from_samples(&tone::ringback()))))
}
