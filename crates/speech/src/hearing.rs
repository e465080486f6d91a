//! The core of the ear: where speech begins and ends. Frames in, cuts out; told the time, owns no clock.
//!
//! ```text
//! quiet ── min_speech of voice ──► speaking ── end_silence ──► quiet   (a final cut)
//!                                     │ max_utterance: cut at the longest late pause, go on speaking
//! ```

use std::time::Duration;

use wasl_model::{FRAME_SAMPLES, MediaTime, SAMPLE_RATE_HZ, Span};

use crate::EarConfig;
use crate::vad::{BLOCK, Vad};

/// Voice begins above, and goes on until below.
const BEGIN_SCORE: f32 = 0.5;
const GO_ON_SCORE: f32 = 0.35;
/// Kept after the last voice.
const TAIL: Duration = Duration::from_millis(250);
/// A hole in the stream up to here is filled with silence; a longer one ends the turn.
const HOLE: Duration = Duration::from_millis(1000);
/// A pause is worth cutting at from here on.
const PAUSE: usize = samples(Duration::from_millis(160));

const fn samples(time: Duration) -> usize {
    time.as_millis() as usize * (SAMPLE_RATE_HZ as usize / 1000)
}

const fn time(samples: usize) -> Duration {
    Duration::from_micros(samples as u64 * 1_000_000 / SAMPLE_RATE_HZ as u64)
}

/// A stretch of one turn's sound.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) turn: u64,
    pub(crate) span: Span,
    pub(crate) samples: Vec<i16>,
}

/// What the core wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// A turn began.
    Started { turn: u64, at: MediaTime },
    /// Read what there is of it so far.
    Partial(Cut),
    /// Read it: it is complete.
    Final(Cut),
}

#[derive(Debug)]
enum State {
    Quiet {
        /// Voice in a row so far, in samples.
        voice: usize,
    },
    Speaking(Turn),
}

#[derive(Debug)]
struct Turn {
    number: u64,
    /// Samples without voice at the end.
    silence: usize,
    /// Length at the last partial.
    partial_at: usize,
    /// Longest pause in the later half: its middle, and its length.
    pause: Option<(usize, usize)>,
    /// The words so far sound as if more were to come.
    unfinished: bool,
}

/// Where speech begins and ends for one speaker.
#[derive(Debug)]
pub(crate) struct Hearing {
    config: EarConfig,
    vad: Vad,
    /// Where `kept` begins.
    start: MediaTime,
    /// Pre-roll while quiet, the turn while speaking.
    kept: Vec<i16>,
    /// How many of `kept` have a score.
    scored: usize,
    turns: u64,
    state: State,
    /// Where the stream continues.
    next: Option<MediaTime>,
}

impl Hearing {
    pub(crate) fn new(config: EarConfig) -> Self {
        Self {
            config,
            vad: Vad::new(),
            start: MediaTime::ZERO,
            kept: Vec::new(),
            scored: 0,
            turns: 0,
            state: State::Quiet { voice: 0 },
            next: None,
        }
    }

    /// Takes the next frame; frames may be missing.
    pub(crate) fn handle_frame(&mut self, at: MediaTime, frame: &[i16; FRAME_SAMPLES]) -> Vec<Output> {
        let mut out = Vec::new();
        let expected = *self.next.get_or_insert(at);
        let hole = at.since(expected);
        if hole > HOLE {
            out.extend(self.finish());
        } else {
            self.push(&vec![0; samples(hole)], &mut out);
        }
        if self.kept.is_empty() {
            self.start = at;
        }
        self.push(frame, &mut out);
        self.next = Some(at + time(FRAME_SAMPLES));
        out
    }

    /// The stream is over (or interrupted): what was being said is complete.
    pub(crate) fn finish(&mut self) -> Option<Output> {
        let last = match std::mem::replace(&mut self.state, State::Quiet { voice: 0 }) {
            State::Quiet { .. } => None,
            State::Speaking(turn) => {
                let end = self.kept.len() - turn.silence.min(self.kept.len());
                Some(Output::Final(self.cut(turn.number, end + samples(TAIL))))
            }
        };
        self.kept.clear();
        self.scored = 0;
        self.vad.reset();
        self.next = None;
        last
    }

    /// The words so far, from a partial transcript, sound unfinished (or not): the silence that ends the turn follows.
    pub(crate) fn note_unfinished(&mut self, number: u64, unfinished: bool) {
        if let State::Speaking(turn) = &mut self.state
            && turn.number == number
        {
            turn.unfinished = unfinished;
        }
    }

    fn push(&mut self, frame: &[i16], out: &mut Vec<Output>) {
        self.kept.extend_from_slice(frame);
        let scores: Vec<f32> = self.vad.push(frame).collect();
        for score in scores {
            self.scored += BLOCK;
            self.block(score, out);
        }
    }

    fn block(&mut self, score: f32, out: &mut Vec<Output>) {
        match &mut self.state {
            State::Quiet { voice } => {
                *voice = if score >= BEGIN_SCORE { *voice + BLOCK } else { voice.saturating_sub(2 * BLOCK) };
                if *voice >= samples(self.config.min_speech) {
                    self.begin(out);
                } else {
                    let keep = *voice + samples(self.config.pre_roll);
                    self.forget(self.scored.saturating_sub(keep));
                }
            }
            State::Speaking(turn) => {
                let pause = turn.silence;
                turn.silence = if score >= GO_ON_SCORE { 0 } else { pause + BLOCK };
                let middle = self.scored.saturating_sub(BLOCK + pause / 2);
                let late = middle >= samples(self.config.max_utterance) / 2;
                if turn.silence == 0 && pause >= PAUSE && late && turn.pause.is_none_or(|(_, longest)| pause >= longest)
                {
                    turn.pause = Some((middle, pause));
                }
                self.speaking(out);
            }
        }
    }

    fn begin(&mut self, out: &mut Vec<Output>) {
        self.turns += 1;
        out.push(Output::Started { turn: self.turns, at: self.start });
        self.state =
            State::Speaking(Turn { number: self.turns, silence: 0, partial_at: 0, pause: None, unfinished: false });
    }

    fn speaking(&mut self, out: &mut Vec<Output>) {
        let State::Speaking(turn) = &mut self.state else { return };
        let patience = if turn.unfinished { self.config.unfinished_silence } else { self.config.end_silence };
        if turn.silence >= samples(patience) {
            let end = self.scored - turn.silence + samples(TAIL);
            let number = turn.number;
            out.push(Output::Final(self.cut(number, end)));
            self.state = State::Quiet { voice: 0 };
            self.forget(self.scored.saturating_sub(samples(self.config.pre_roll)));
        } else if self.scored >= samples(self.config.max_utterance) {
            let (number, at) = (turn.number, turn.pause.map_or(self.scored, |(middle, _)| middle));
            out.push(Output::Final(self.cut(number, at)));
            self.forget(at);
            self.begin(out);
        } else if let Some(every) = self.config.partial_every
            && turn.silence == 0
            && self.scored >= turn.partial_at + samples(every)
        {
            turn.partial_at = self.scored;
            let number = turn.number;
            out.push(Output::Partial(self.cut(number, self.scored)));
        }
    }

    fn cut(&self, turn: u64, end: usize) -> Cut {
        let samples = self.kept[..end.min(self.kept.len())].to_vec();
        Cut { turn, span: Span { start: self.start, end: self.start + time(samples.len()) }, samples }
    }

    fn forget(&mut self, count: usize) {
        let count = count.min(self.kept.len());
        self.kept.drain(..count);
        self.scored -= count.min(self.scored);
        self.start = self.start + time(count);
    }
}

impl std::fmt::Debug for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cut").field("turn", &self.turn).field("span", &self.span).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds scored blocks of 16 ms: `v` is voice, `.` is silence.
    fn listen(config: EarConfig, blocks: &str) -> Vec<String> {
        let mut hearing = Hearing::new(config);
        let mut out = Vec::new();
        for block in blocks.chars() {
            hearing.kept.extend([0; BLOCK]);
            hearing.scored += BLOCK;
            hearing.block(if block == 'v' { 0.9 } else { 0.1 }, &mut out);
        }
        out.extend(hearing.finish());
        out.into_iter().map(|output| describe(&output)).collect()
    }

    fn describe(output: &Output) -> String {
        let cut = |kind: &str, cut: &Cut| {
            let Span { start, end } = cut.span;
            assert_eq!(cut.samples.len(), samples(end.since(start)), "sound and span agree");
            format!("{kind} {} {}-{}", cut.turn, start.0, end.0)
        };
        match output {
            Output::Started { turn, at } => format!("started {turn} {}", at.0),
            Output::Partial(partial) => cut("partial", partial),
            Output::Final(last) => cut("final", last),
        }
    }

    fn blocks(script: &[(char, usize)]) -> String {
        script.iter().map(|(kind, ms)| kind.to_string().repeat(ms / 16)).collect()
    }

    #[test]
    fn a_turn_has_its_pre_roll_and_ends_after_the_silence() {
        let heard = listen(EarConfig::default(), &blocks(&[('.', 1600), ('v', 960), ('.', 1600)]));
        assert_eq!(heard, ["started 1 1300", "final 1 1300-2810"]);
    }

    #[test]
    fn a_click_is_no_turn() {
        let heard = listen(EarConfig::default(), &blocks(&[('.', 800), ('v', 64), ('.', 320), ('v', 64), ('.', 1600)]));
        assert!(heard.is_empty(), "{heard:?}");
    }

    #[test]
    fn short_pauses_stay_within_a_turn_and_long_ones_part_two() {
        let heard = listen(
            EarConfig::default(),
            &blocks(&[('v', 800), ('.', 400), ('v', 800), ('.', 800), ('v', 800), ('.', 800)]),
        );
        assert_eq!(heard.iter().filter(|line| line.starts_with("final")).count(), 2, "{heard:?}");
    }

    #[test]
    fn a_long_turn_is_cut_at_its_longest_late_pause_and_loses_nothing() {
        let config = EarConfig { max_utterance: Duration::from_secs(8), ..EarConfig::default() };
        let heard =
            listen(config, &blocks(&[('v', 1600), ('.', 480), ('v', 3200), ('.', 320), ('v', 4800), ('.', 800)]));
        assert_eq!(heard[0], "started 1 0");
        let end = heard[1].split('-').nth(1).unwrap().to_owned();
        assert!((5280..5600).contains(&end.parse::<u64>().unwrap()), "{heard:?}");
        assert_eq!(heard[2], format!("started 2 {end}"));
        assert!(heard[3].starts_with(&format!("final 2 {end}-")), "{heard:?}");
    }

    #[test]
    fn partials_come_at_their_step_while_there_is_voice() {
        let config = EarConfig { partial_every: Some(Duration::from_millis(1000)), ..EarConfig::default() };
        let heard = listen(config, &blocks(&[('v', 2400), ('.', 1600)]));
        assert_eq!(heard.iter().filter(|line| line.starts_with("partial")).count(), 2, "{heard:?}");
    }

    #[test]
    fn the_end_of_the_stream_completes_the_turn() {
        let heard = listen(EarConfig::default(), &blocks(&[('v', 800)]));
        assert_eq!(heard, ["started 1 0", "final 1 0-800"]);
    }

    #[test]
    fn holes_in_the_stream_keep_the_clock_right() {
        let mut hearing = Hearing::new(EarConfig::default());
        for at in [0, 20, 80] {
            assert!(hearing.handle_frame(MediaTime(at), &[0; FRAME_SAMPLES]).is_empty());
        }
        assert_eq!(hearing.kept.len(), samples(Duration::from_millis(100)));
        hearing.handle_frame(MediaTime(9000), &[0; FRAME_SAMPLES]);
        assert_eq!(hearing.start, MediaTime(9000));
    }
}
