//! One call's mood over time: evidence fades with the caller's own speech, labels change with hysteresis.
//!
//! ```text
//!            p ≥ enter, or p ≥ enter_twice in two readings
//!   Neutral ───────────────────────────────────────────────▶ mood
//!           ◀───────────────────────────────────────────────
//!                            p < leave
//! ```
//!
//! Before [`crate::config::VoiceWeights::voiced_from_ms`] of the caller's own speech only what cannot be mistaken makes
//! a label: one plain phrase ([`MoodConfig::plain_from`], "get me your manager") and behaviour. The manner of speaking
//! and the voice wait until enough was heard.

use std::sync::Arc;

use wasl_model::{CallerUtterance, Evidence, EvidenceSource, MediaTime, Mood, MoodReading, MoodScores, Span};

use crate::behaviour::Behaviour;
use crate::config::MoodConfig;
use crate::fusion::{self, Heard, Voice};
use crate::lexicon::Lexicon;
use crate::manner::{Leaning, MANNER};
use crate::repeats::Repeats;
use crate::scan::{self, Hit};
use crate::token::tokens;
use crate::voice::VoiceReading;

/// Evidence kept at most; the weakest goes first.
const KEPT: usize = 16;
/// Evidence weaker than this is forgotten.
const FADED: f32 = 0.1;
/// What the evidence of a rising voice is called.
const RISING: &str = "rising_voice";
/// How much slower the average is against which the voice rises.
const SLOWER: u64 = 6;

/// Follows one caller through one call. Pure: it is told the time and reads nothing.
#[derive(Debug)]
pub struct MoodTracker {
    lexicon: Arc<Lexicon>,
    config: MoodConfig,
    evidence: Vec<Evidence>,
    voice: Option<Voice>,
    voiced_ms: u64,
    /// A slower average of the arousal, to hear it rise.
    before: Option<f32>,
    spoken_ms: u64,
    repeats: Repeats,
    solved: bool,
    label: Mood,
    rising: Option<Mood>,
    current: MoodReading,
}

impl MoodTracker {
    /// A caller of whom nothing is known.
    #[must_use]
    pub fn new(lexicon: Arc<Lexicon>, config: MoodConfig) -> Self {
        let scores = fusion::scores(&config, &[], None);
        Self {
            lexicon,
            evidence: Vec::new(),
            voice: None,
            voiced_ms: 0,
            before: None,
            spoken_ms: 0,
            repeats: Repeats::default(),
            solved: false,
            label: Mood::Neutral,
            rising: None,
            current: unknown(&config, scores),
            config,
        }
    }

    /// The last reading; neutral with an empty list of evidence at first.
    #[must_use]
    pub const fn current(&self) -> &MoodReading {
        &self.current
    }

    /// Reads a final utterance of the caller, heard at `now`; `None` when it has no words.
    ///
    /// The open transcript and the site's matched phrase are both read; a phrase found in both counts once.
    /// `vector` is what the engine makes of the open transcript, where it has a model for that.
    pub fn handle_utterance(
        &mut self,
        now: MediaTime,
        heard: CallerUtterance<'_>,
        vector: Option<&[f32]>,
    ) -> Option<MoodReading> {
        let utterance = heard.utterance();
        let words = tokens(utterance.text.reveal());
        if words.is_empty() && utterance.matched.is_none() {
            return None;
        }
        let span = Span { start: utterance.span.start, end: utterance.span.end.min(now).max(utterance.span.start) };
        self.fade(span);
        self.spoken_ms = self.spoken_ms.saturating_add(millis(span));
        self.read_words(heard, vector, span);
        if self.repeats.heard(&words, self.config.behaviour.repeat_overlap) {
            let question = scan::asks(&self.lexicon, &words);
            self.add_behaviour(Behaviour::RepeatedSelf { span, question });
        }
        Some(self.read(span))
    }

    /// Reads what the caller did; `None` when it says nothing about mood.
    pub fn handle_behaviour(&mut self, behaviour: Behaviour) -> Option<MoodReading> {
        self.add_behaviour(behaviour).then(|| self.read(behaviour.span()))
    }

    /// Reads the sound of the caller's voice; `None` until enough of it was heard.
    pub fn handle_voice(&mut self, reading: VoiceReading) -> Option<MoodReading> {
        let ms = u64::try_from(reading.voiced().as_millis()).unwrap_or(u64::MAX);
        self.voiced_ms = self.voiced_ms.saturating_add(ms);
        let keep = if self.voice.is_some() { self.kept_after(ms) } else { 0.0 };
        let before = self.voice.unwrap_or(Voice { arousal: 0.0, valence: None });
        let mix = |old: f32, new: f32| old * keep + new * (1.0 - keep);
        let valence = match (before.valence, reading.valence()) {
            (Some(old), Some(new)) => Some(mix(old, new)),
            (old, new) => new.or(old),
        };
        self.voice = Some(Voice { arousal: mix(before.arousal, reading.arousal()), valence });
        self.hear_rise(reading.arousal(), ms, reading.span());
        (self.voiced_ms >= self.config.voice.voiced_from_ms).then(|| self.read(reading.span()))
    }

    /// Takes up the voice where an earlier reading of this call left it.
    pub fn take_up_voice(&mut self, reading: &MoodReading) {
        if let Some(arousal) = reading.arousal {
            self.voice = Some(Voice { arousal, valence: reading.valence });
            self.voiced_ms = self.voiced_ms.max(self.config.voice.voiced_from_ms);
        }
    }

    fn read_words(&mut self, heard: CallerUtterance<'_>, vector: Option<&[f32]>, span: Span) {
        let utterance = heard.utterance();
        let lexicon = Arc::clone(&self.lexicon);
        let sure = (utterance.confidence / self.config.sure_from.max(0.01)).clamp(0.5, 1.0);
        let mut hits: Vec<(Hit<'_>, f32)> = Vec::new();
        let mut denied = Vec::new();
        let texts = [
            Some((utterance.text.reveal().as_str(), sure)),
            utterance.matched.as_ref().map(|matched| (matched.phrase.as_str(), matched.confidence.clamp(0.0, 1.0))),
        ];
        for (text, factor) in texts.into_iter().flatten() {
            let said = scan::scan(&lexicon, text);
            denied.extend(said.denied);
            for hit in said.hits {
                match hits.iter_mut().find(|(known, _)| std::ptr::eq(known.phrase, hit.phrase)) {
                    Some(known) => known.1 = known.1.max(factor),
                    None => hits.push((hit, factor)),
                }
            }
        }
        self.solved |= hits.iter().any(|(hit, _)| hit.resolves());
        let mut said: Vec<Evidence> = Vec::new();
        for (hit, factor) in hits {
            let mut evidence = hit.evidence(&self.config, span, self.solved);
            evidence.weight *= factor;
            said.push(evidence);
        }
        let weights = &self.config.manner;
        let leaning = Leaning::of(&lexicon, utterance.text.reveal(), vector, weights);
        let mut leaning = leaning.map_or_else(Vec::new, |leaning| leaning.evidence(weights, span, &said, &denied));
        leaning.iter_mut().for_each(|evidence| evidence.weight *= sure);
        self.evidence.extend(said);
        self.evidence.extend(leaning);
    }

    /// A voice that is getting more heated speaks for frustration, a little.
    fn hear_rise(&mut self, arousal: f32, ms: u64, span: Span) {
        let keep = self.kept_after(ms / SLOWER);
        let before = self.before.map_or(arousal, |before| before * keep + arousal * (1.0 - keep));
        let (mood, weight) = (Mood::Frustrated, self.config.voice.rising);
        let rises = arousal - before >= self.config.voice.rising_by;
        self.before = Some(before);
        self.evidence.retain(|e| e.what != RISING);
        if rises {
            let what = RISING.to_owned();
            self.evidence.push(Evidence { source: EvidenceSource::Voice, mood, weight, what, span });
        }
    }

    fn add_behaviour(&mut self, behaviour: Behaviour) -> bool {
        let evidence = behaviour.evidence(&self.config.behaviour);
        let told = evidence.is_some();
        self.evidence.extend(evidence);
        told
    }

    /// What was heard earlier counts less the longer the caller has spoken since.
    fn fade(&mut self, span: Span) {
        let keep = self.kept_after(millis(span));
        for evidence in &mut self.evidence {
            evidence.weight *= keep;
        }
        self.evidence.retain(|e| e.weight.abs() >= FADED);
    }

    fn kept_after(&self, ms: u64) -> f32 {
        let halves = std::time::Duration::from_millis(ms).as_secs_f32()
            / std::time::Duration::from_millis(self.config.half_life_ms.max(1)).as_secs_f32();
        0.5_f32.powf(halves)
    }

    fn read(&mut self, span: Span) -> MoodReading {
        self.evidence.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        self.evidence.truncate(KEPT);
        let voice = self.voice.filter(|_| self.voiced_ms >= self.config.voice.voiced_from_ms);
        let scores = fusion::scores(&self.config, &self.evidence, voice);
        self.settle(scores);
        let mut evidence = self.evidence.clone();
        evidence.extend(voice.map(|voice| heated(&self.config, voice, span)).into_iter().flatten());
        self.current = fusion::reading(&self.config, &Heard { span, evidence, voice }, scores, self.label);
        self.current.clone()
    }

    /// Whether enough was heard to name this mood, or it cannot be mistaken.
    fn may_say(&self, mood: Mood) -> bool {
        let enough = self.spoken_ms.max(self.voiced_ms) >= self.config.voice.voiced_from_ms;
        enough
            || self.label == mood
            || self.evidence.iter().any(|e| match e.source {
                EvidenceSource::Words => e.mood == mood && e.what != MANNER && e.weight >= self.config.plain_from,
                EvidenceSource::Behaviour | EvidenceSource::Agent => e.mood == mood,
                EvidenceSource::Voice => false,
            })
    }

    fn settle(&mut self, scores: MoodScores) {
        let (top, p) = scores.top();
        if !self.may_say(top) {
            return;
        }
        let now = scores.to_array()[fusion::index(self.label)];
        let enters = p >= self.config.enter || (p >= self.config.enter_twice && self.rising == Some(top));
        self.rising = (p >= self.config.enter_twice).then_some(top);
        if enters {
            self.label = top;
        } else if now < self.config.leave {
            self.label = Mood::Neutral;
        }
    }
}

fn millis(span: Span) -> u64 {
    u64::try_from(span.duration().as_millis()).unwrap_or(u64::MAX)
}

pub(crate) fn heated(config: &MoodConfig, voice: Voice, span: Span) -> Option<Evidence> {
    (voice.arousal >= config.voice.high).then(|| Evidence {
        source: EvidenceSource::Voice,
        mood: Mood::Angry,
        weight: config.voice.heated_alone,
        what: "heated_voice".to_owned(),
        span,
    })
}

fn unknown(config: &MoodConfig, scores: MoodScores) -> MoodReading {
    MoodReading {
        span: Span { start: MediaTime::ZERO, end: MediaTime::ZERO },
        label: Mood::Neutral,
        confidence: config.calibration.neutral.apply(scores.neutral),
        scores,
        arousal: None,
        valence: None,
        evidence: Vec::new(),
    }
}
