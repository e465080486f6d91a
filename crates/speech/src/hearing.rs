//! The core of the ear: where speech begins and ends. Frames in, cuts out; told the time, owns no clock.
//!
//! ```text
//! quiet ── min_speech of voice ──► speaking ── silence: as long as the words ask for ──► quiet   (a final cut)
//!                                   │  ▲ └── a pause: its words are read ahead, and are the final if the voice stays away
//!                                   │  └──── the voice goes on: what was read ahead is words in the making
//!                                   └─── max_utterance: cut at the longest late pause, go on speaking
//! ```
//!
//! Numbers and spelled letters are not cut in half: a turn never ends sooner than [`Patience::counting`](crate::Patience::counting) unless its
//! words are known and sound otherwise. So the groups of a number lie in one turn, and nothing has to be joined.

mod turn;

use std::time::Duration;

use wasl_model::{FRAME_SAMPLES, MediaTime, SAMPLE_RATE_HZ, Span};

use crate::vad::{BLOCK, Vad};
use crate::{EarConfig, EarPriority};
pub(crate) use turn::Sense;
use turn::{TAIL, Turn};

/// Voice begins above, and goes on until below.
const BEGIN_SCORE: f32 = 0.5;
const GO_ON_SCORE: f32 = 0.35;
/// A hole in the stream up to here is filled with silence; a longer one ends the turn.
const HOLE: Duration = Duration::from_millis(1000);

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
    /// Read it ahead: unless the voice goes on, the final is this same cut.
    Ahead(Cut),
    /// The voice goes on after [`Output::Ahead`].
    GoesOn,
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
    /// Sound between two partials now.
    step: Option<Duration>,
    /// The engine is short of time.
    strained: bool,
    /// Where the stream continues.
    next: Option<MediaTime>,
}

impl Hearing {
    pub(crate) fn new(config: EarConfig) -> Self {
        Self {
            step: config.partial_every,
            strained: false,
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
            State::Speaking(turn) => Some(Output::Final(self.cut(turn.number, self.end_of(&turn)))),
        };
        self.kept.clear();
        self.scored = 0;
        self.vad.reset();
        self.next = None;
        last
    }

    /// What the words of a turn sound like, from a partial transcript.
    pub(crate) fn note(&mut self, number: u64, sense: Sense) {
        if let Some(turn) = self.turn(number) {
            turn.note(sense);
        }
    }

    /// What the words read ahead sound like; `None` when the engine refused them.
    pub(crate) fn note_ahead(&mut self, number: u64, sense: Option<Sense>) {
        if let Some(turn) = self.turn(number) {
            turn.note_ahead(sense);
        }
    }

    /// How much sound lies between two partials from now on, and whether the engine is short of time.
    pub(crate) fn pace(&mut self, step: Duration, strained: bool) {
        self.step = self.config.partial_every.map(|_| step);
        self.strained = strained;
    }

    /// The machine waits for the words, or does no longer.
    pub(crate) fn serve(&mut self, priority: EarPriority) {
        self.config.priority = priority;
    }

    /// Where the stream is now.
    pub(crate) fn now(&self) -> MediaTime {
        self.next.unwrap_or(self.start)
    }

    fn turn(&mut self, number: u64) -> Option<&mut Turn> {
        match &mut self.state {
            State::Speaking(turn) if turn.number == number => Some(turn),
            State::Speaking(_) | State::Quiet { .. } => None,
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
                let max = samples(self.config.max_utterance);
                if turn.block(score >= GO_ON_SCORE, BLOCK, self.scored, max) {
                    out.push(Output::GoesOn);
                }
                self.speaking(out);
            }
        }
    }

    fn begin(&mut self, out: &mut Vec<Output>) {
        self.turns += 1;
        out.push(Output::Started { turn: self.turns, at: self.start });
        self.state = State::Speaking(Turn::new(self.turns));
    }

    fn speaking(&mut self, out: &mut Vec<Output>) {
        let State::Speaking(turn) = &self.state else { return };
        let number = turn.number;
        if turn.silence >= samples(turn.patience(&self.config)) {
            let end = self.end_of(turn);
            out.push(Output::Final(self.cut(number, end)));
            self.state = State::Quiet { voice: 0 };
            self.forget(end.max(self.scored.saturating_sub(samples(self.config.pre_roll))));
        } else if self.scored >= samples(self.config.max_utterance) {
            let at = turn.pause.map_or(self.scored, |(middle, _)| middle);
            out.push(Output::Final(self.cut(number, at)));
            self.forget(at);
            self.begin(out);
        } else if self.config.read_ahead && turn.wants_to_read_ahead(&self.config, self.scored, self.strained) {
            let cut = self.cut(number, self.end_of(turn));
            self.told(|turn, _| turn.read_ahead(cut.samples.len()));
            out.push(Output::Ahead(cut));
        } else if self.step.is_some_and(|step| turn.silence == 0 && self.scored >= turn.partial_at + samples(step)) {
            self.told(|turn, scored| turn.partial_at = scored);
            out.push(Output::Partial(self.cut(number, self.scored)));
        }
    }

    fn told(&mut self, change: impl FnOnce(&mut Turn, usize)) {
        if let State::Speaking(turn) = &mut self.state {
            change(turn, self.scored);
        }
    }

    /// Where a turn ends if no more voice comes.
    fn end_of(&self, turn: &Turn) -> usize {
        self.scored.saturating_sub(turn.silence) + samples(TAIL)
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

impl Cut {
    /// The part of it from here on.
    pub(crate) fn from(self, start: MediaTime) -> Self {
        let gone = samples(start.since(self.span.start)).min(self.samples.len());
        let span = Span { start: self.span.start + time(gone), end: self.span.end };
        Self { span, samples: self.samples[gone..].to_vec(), ..self }
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

    /// What the engine says of words read ahead, and after how many milliseconds; `None` if it never answers.
    type Engine = Option<(Option<Sense>, usize)>;

    /// People talk to each other.
    fn people() -> EarConfig {
        EarConfig { priority: EarPriority::Conversation, ..EarConfig::default() }
    }

    const OPEN: Engine = Some((Some(Sense::Open), 320));
    const FINISHED: Engine = Some((Some(Sense::Finished), 96));
    const COUNTING: Engine = Some((Some(Sense::Counting), 320));

    /// Feeds scored blocks of 16 ms: `v` is voice, `.` is silence. Finals tell when they came.
    fn listen(config: EarConfig, engine: Engine, blocks: &str) -> Vec<String> {
        let mut hearing = Hearing::new(config);
        let mut heard = Vec::new();
        let mut asked = None;
        for (block, now) in blocks.chars().zip(1..) {
            let mut out = Vec::new();
            hearing.kept.extend([0; BLOCK]);
            hearing.scored += BLOCK;
            hearing.block(if block == 'v' { 0.9 } else { 0.1 }, &mut out);
            for output in &out {
                match output {
                    Output::Ahead(cut) => asked = Some((cut.turn, now)),
                    Output::GoesOn | Output::Final(_) => asked = None,
                    Output::Started { .. } | Output::Partial(_) => {}
                }
            }
            if let (Some((sense, after)), Some((turn, since))) = (engine, asked)
                && (now - since) * 16 >= after
            {
                hearing.note_ahead(turn, sense);
            }
            heard.extend(out.iter().map(|output| describe(output, now * 16)));
        }
        heard.extend(hearing.finish().map(|output| describe(&output, 0)));
        heard
    }

    fn describe(output: &Output, now_ms: usize) -> String {
        let cut = |kind: &str, cut: &Cut| {
            let Span { start, end } = cut.span;
            assert_eq!(cut.samples.len(), samples(end.since(start)), "sound and span agree");
            format!("{kind} {} {}-{}", cut.turn, start.0, end.0)
        };
        match output {
            Output::Started { turn, at } => format!("started {turn} {}", at.0),
            Output::Partial(partial) => cut("partial", partial),
            Output::Ahead(ahead) => cut("ahead", ahead),
            Output::GoesOn => "goes on".to_owned(),
            Output::Final(last) => format!("{} at {now_ms}", cut("final", last)),
        }
    }

    fn blocks(script: &[(char, usize)]) -> String {
        script.iter().map(|(kind, ms)| kind.to_string().repeat(ms / 16)).collect()
    }

    fn count(heard: &[String], kind: &str) -> usize {
        heard.iter().filter(|line| line.starts_with(kind)).count()
    }

    /// How long after the voice, which ends at 800 ms, its turn ends.
    fn waited(engine: Engine) -> usize {
        let heard = listen(people(), engine, &blocks(&[('v', 800), ('.', 3200)]));
        assert_eq!((heard[1].as_str(), heard.len()), ("ahead 1 0-1050", 3), "{heard:?}");
        let (cut, at) = heard[2].split_once(" at ").unwrap();
        assert_eq!(cut, "final 1 0-1050", "what was read ahead is the final");
        at.parse::<usize>().unwrap() - 800
    }

    #[test]
    fn a_turn_has_its_pre_roll_and_ends_after_the_silence() {
        let heard = listen(people(), OPEN, &blocks(&[('.', 1600), ('v', 960), ('.', 1600)]));
        assert_eq!(heard, ["started 1 1300", "ahead 1 1300-2810", "final 1 1300-2810 at 3168"]);
    }

    #[test]
    fn a_click_is_no_turn() {
        let script = blocks(&[('.', 800), ('v', 64), ('.', 320), ('v', 64), ('.', 1600)]);
        let heard = listen(people(), OPEN, &script);
        assert!(heard.is_empty(), "{heard:?}");
    }

    #[test]
    fn short_pauses_stay_within_a_turn_and_long_ones_part_two() {
        let script = blocks(&[('v', 800), ('.', 400), ('v', 800), ('.', 800), ('v', 800), ('.', 800)]);
        let heard = listen(people(), OPEN, &script);
        assert_eq!((count(&heard, "final"), count(&heard, "goes on")), (2, 1), "{heard:?}");
    }

    #[test]
    fn the_words_read_ahead_tell_how_long_to_wait() {
        let sense = |sense| waited(Some((Some(sense), 96)));
        assert_eq!(sense(Sense::Finished), 432);
        assert_eq!(sense(Sense::Open), 608);
        assert_eq!(sense(Sense::Hanging), 800);
        assert_eq!(sense(Sense::Counting), 912);
        let ivr = EarConfig { priority: EarPriority::Ivr, ..people() };
        let heard = listen(ivr, COUNTING, &blocks(&[('v', 800), ('.', 3200)]));
        assert_eq!(heard.last().map(String::as_str), Some("final 1 0-1050 at 2304"), "the machine waits longer");
    }

    #[test]
    fn a_turn_does_not_end_before_its_words_are_known_or_a_number_would_have_ended() {
        assert_eq!(waited(Some((Some(Sense::Finished), 480))), 752, "ends as soon as they are known");
        assert_eq!(waited(None), 912, "never answered");
        assert_eq!(waited(Some((None, 16))), 800, "refused");
    }

    #[test]
    fn a_number_told_with_pauses_stays_in_one_turn() {
        let script = [('v', 400), ('.', 800)].repeat(9);
        for engine in [COUNTING, None] {
            let heard = listen(people(), engine, &blocks(&script));
            assert_eq!(count(&heard, "final"), 1, "{heard:?}");
        }
        let heard = listen(people(), OPEN, &blocks(&script));
        assert_eq!(count(&heard, "final"), 9, "other words with such pauses are turns");
    }

    #[test]
    fn a_number_is_no_longer_waited_for_once_other_words_follow() {
        let mut turn = Turn::new(1);
        let config = people();
        turn.note(Sense::Counting);
        assert_eq!(turn.patience(&config), config.talk.counting);
        turn.note(Sense::Finished);
        assert_eq!(turn.patience(&config), config.talk.open, "words of a moment ago are never known to be the last");
    }

    #[test]
    fn what_is_read_ahead_stays_within_bounds_however_often_the_speaker_pauses() {
        let script = blocks(&[('v', 304), ('.', 304)].repeat(36));
        let seconds = |strained| {
            let mut hearing = Hearing::new(people());
            hearing.pace(Duration::from_secs(1), strained);
            let mut read = 0;
            for block in script.chars() {
                let mut out = Vec::new();
                hearing.kept.extend([0; BLOCK]);
                hearing.scored += BLOCK;
                hearing.block(if block == 'v' { 0.9 } else { 0.1 }, &mut out);
                let ahead = out.iter().filter_map(|output| match output {
                    Output::Ahead(cut) => Some(cut.samples.len()),
                    Output::Started { .. } | Output::Partial(_) | Output::GoesOn | Output::Final(_) => None,
                });
                read += ahead.sum::<usize>();
            }
            read / 16_000
        };
        let (relaxed, strained) = (seconds(false), seconds(true));
        assert!((22..=48).contains(&relaxed), "{relaxed} s of 22");
        assert!((11..=33).contains(&strained), "{strained} s of 22");
    }

    #[test]
    fn a_long_turn_is_cut_at_its_longest_late_pause_and_loses_nothing() {
        let config = EarConfig { max_utterance: Duration::from_secs(8), ..people() };
        let script = blocks(&[('v', 1600), ('.', 480), ('v', 3200), ('.', 320), ('v', 4800), ('.', 800)]);
        let heard: Vec<_> =
            listen(config, OPEN, &script).into_iter().filter(|line| !line.starts_with("ahead")).collect();
        assert_eq!(heard[0], "started 1 0");
        let cut = heard.iter().find(|line| line.starts_with("final 1")).unwrap();
        let end = cut.split(['-', ' ']).nth(3).unwrap();
        assert!((5280..5600).contains(&end.parse::<u64>().unwrap()), "{heard:?}");
        assert!(heard.contains(&format!("started 2 {end}")), "{heard:?}");
        assert!(heard.last().unwrap().starts_with(&format!("final 2 {end}-")), "{heard:?}");
    }

    #[test]
    fn partials_come_at_their_step_while_there_is_voice() {
        let config = EarConfig { partial_every: Some(Duration::from_millis(1000)), ..people() };
        let heard = listen(config, OPEN, &blocks(&[('v', 2400), ('.', 1600)]));
        assert_eq!(count(&heard, "partial"), 2, "{heard:?}");
    }

    #[test]
    fn a_longer_step_gives_fewer_partials_and_none_configured_gives_none() {
        let partials = |partial_every, step| {
            let mut hearing = Hearing::new(EarConfig { partial_every, ..people() });
            hearing.pace(step, false);
            let mut out = Vec::new();
            for _ in 0..500 {
                hearing.kept.extend([0; BLOCK]);
                hearing.scored += BLOCK;
                hearing.block(0.9, &mut out);
            }
            out.iter().filter(|output| matches!(output, Output::Partial(_))).count()
        };
        let second = Duration::from_secs(1);
        assert_eq!(
            [partials(Some(second), second), partials(Some(second), second * 4), partials(None, second)],
            [7, 2, 0]
        );
    }

    #[test]
    fn the_end_of_the_stream_completes_the_turn() {
        let heard = listen(people(), OPEN, &blocks(&[('v', 800)]));
        assert_eq!(heard, ["started 1 0", "final 1 0-800 at 0"]);
    }

    #[test]
    fn a_turn_begins_after_the_end_of_the_one_before() {
        let heard = listen(people(), FINISHED, &blocks(&[('v', 800), ('.', 448), ('v', 800), ('.', 800)]));
        assert!(heard[2].starts_with("final 1 0-1050"), "{heard:?}");
        assert!(heard.contains(&"started 2 1050".to_owned()), "{heard:?}");
    }

    #[test]
    fn holes_in_the_stream_keep_the_clock_right() {
        let mut hearing = Hearing::new(people());
        for at in [0, 20, 80] {
            assert!(hearing.handle_frame(MediaTime(at), &[0; FRAME_SAMPLES]).is_empty());
        }
        assert_eq!(hearing.kept.len(), samples(Duration::from_millis(100)));
        hearing.handle_frame(MediaTime(9000), &[0; FRAME_SAMPLES]);
        assert_eq!(hearing.start, MediaTime(9000));
    }
}
