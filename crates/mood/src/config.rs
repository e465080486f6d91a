//! The weights of the fusion, versioned. Hand-set until a site has some 300 labelled calls to fit them on.

use serde::{Deserialize, Serialize};

use crate::calibrate::Calibrations;

/// Confidence from which a mood is acted on: an angry, frustrated or lost caller goes to a human.
pub const CONFIDENT: f32 = 0.55;

/// How evidence becomes a mood. Weights are natural logits: with the default prior, 2 is a sign (two make a mood),
/// 3.3 makes the mood the most probable one without acting on it, 4 is enough alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MoodConfig {
    /// Counts up with every change of meaning, so that stored readings can be told apart.
    pub version: u32,
    /// Logit of "neutral" before any evidence; every other mood starts at 0.
    pub neutral_bias: f32,
    /// No mood gathers more than this many logits, so that it can also fade.
    pub mood_cap: f32,
    /// A phrase of this weight cannot be mistaken: it may make a label before enough was heard.
    pub plain_from: f32,
    /// Evidence halves after this much of the caller's own speech.
    pub half_life_ms: u64,
    /// A mood is entered at once from this probability.
    pub enter: f32,
    /// A mood is entered when two readings in a row reach this probability.
    pub enter_twice: f32,
    /// A mood is left below this probability.
    pub leave: f32,
    /// Confidence never exceeds this without the voice.
    pub words_cap: f32,
    /// Confidence never exceeds this without words or behaviour, and never for "sad" (`reference/mood.md` §4).
    pub voice_cap: f32,
    /// Words count fully from this confidence of the transcript, and half at half of it and below.
    pub sure_from: f32,
    /// What a formulaic thank-you counts before anything was solved.
    pub formulaic: f32,
    /// What an emphasised phrase counts ("really", «جدا»).
    pub emphasis: f32,
    /// What a phrase counts that was matched with one letter wrong.
    pub misheard: f32,
    /// Weights of the manner of speaking.
    pub manner: MannerWeights,
    /// Weights of behaviour.
    pub behaviour: BehaviourWeights,
    /// Weights of the voice.
    pub voice: VoiceWeights,
    /// From the probability of a label to how often it is right, per site.
    pub calibration: Calibrations,
}

/// Logits of the manner of speaking: `even + slope × ln(p(mood) / p(neutral))`, within `least` and `most`. Where the turn
/// has a sentence vector, `meaning` times the same logarithm of what it means is added to that of the manner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MannerWeights {
    /// When the mood is as probable as "neutral".
    pub even: f32,
    /// The same with a vector: as much as "neutral" starts with, so that the more probable one wins.
    pub even_with_meaning: f32,
    /// What the meaning counts beside the manner.
    pub meaning: f32,
    /// How much surer is heavier.
    pub slope: f32,
    /// Less says nothing.
    pub least: f32,
    /// Never more: alone it must not end automation.
    pub most: f32,
}

impl Default for MannerWeights {
    fn default() -> Self {
        Self { even: 1.7, even_with_meaning: 3.0, meaning: 0.75, slope: 1.0, least: 1.0, most: 3.35 }
    }
}

/// Logits of what a caller does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BehaviourWeights {
    /// No answer to a question: lost.
    pub silence: f32,
    /// Shorter silences say nothing.
    pub silence_from_ms: u64,
    /// The same words again: frustrated.
    pub repeated_self: f32,
    /// The same question again: lost.
    pub repeated_question: f32,
    /// Share of words in common from which an utterance repeats an earlier one.
    pub repeat_overlap: f32,
    /// Many keys at once: frustrated.
    pub key_mashing: f32,
    /// Fewer keys say nothing.
    pub keys_from: u32,
    /// Each earlier contact about the same: frustrated, up to three times.
    pub repeat_contact: f32,
    /// Spoke over the machine: frustrated, slightly.
    pub barge_in: f32,
    /// Spoke over the agent, or the agent over them: angry, slightly.
    pub talk_over: f32,
    /// Shorter overlaps are how people talk.
    pub talk_over_from_ms: u64,
    /// Each return to the same menu after the first, which is how menus are used: lost, up to three times.
    pub menu_loop: f32,
    /// Asked for a person: frustrated, slightly.
    pub asked_for_human: f32,
    /// The machine did not understand and asked again: lost.
    pub asked_again: f32,
}

/// Logits of the voice (`reference/mood.md` §4), each times how far the voice is heated or calm, 0 to 1.
/// A heated voice alone is "heated", not "angry".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VoiceWeights {
    /// Fully heated from this arousal, and told as "heated"; half of the way between it and `low` is neither.
    pub high: f32,
    /// Fully calm below this arousal.
    pub low: f32,
    /// A heated voice with angry or frustrated words: angry.
    pub angry: f32,
    /// An unpleasant tone of a heated voice with such words: more of it; a pleasant one takes as much.
    pub unpleasant: f32,
    /// A heated voice alone.
    pub heated_alone: f32,
    /// A calm voice speaks against anger by this much.
    pub calm: f32,
    /// A heated voice with angry or frustrated words speaks against "neutral".
    pub neutral: f32,
    /// A heated voice speaks against "lost" and "sad", a calm one for them, where words say so.
    pub helpless: f32,
    /// A heated, pleasant voice with satisfied words.
    pub pleasant: f32,
    /// A voice that is getting more heated: frustrated.
    pub rising: f32,
    /// By how much it must be above its slow average.
    pub rising_by: f32,
    /// Shorter voiced stretches say nothing.
    pub voiced_from_ms: u64,
}

impl Default for MoodConfig {
    fn default() -> Self {
        Self {
            version: 3,
            neutral_bias: 3.0,
            mood_cap: 6.5,
            plain_from: 3.9,
            half_life_ms: 12_000,
            enter: CONFIDENT,
            enter_twice: 0.5,
            leave: 0.45,
            words_cap: 0.9,
            voice_cap: 0.6,
            sure_from: 0.5,
            formulaic: 0.3,
            emphasis: 1.2,
            misheard: 0.8,
            manner: MannerWeights::default(),
            behaviour: BehaviourWeights::default(),
            voice: VoiceWeights::default(),
            calibration: Calibrations::default(),
        }
    }
}

impl Default for BehaviourWeights {
    fn default() -> Self {
        Self {
            silence: 2.0,
            silence_from_ms: 2_500,
            repeated_self: 2.2,
            repeated_question: 2.0,
            repeat_overlap: 0.6,
            key_mashing: 2.0,
            keys_from: 5,
            repeat_contact: 1.1,
            barge_in: 0.5,
            talk_over: 0.7,
            talk_over_from_ms: 1_500,
            menu_loop: 1.7,
            asked_for_human: 0.8,
            asked_again: 1.2,
        }
    }
}

impl Default for VoiceWeights {
    fn default() -> Self {
        Self {
            high: 0.8,
            low: 0.2,
            angry: 0.4,
            unpleasant: 0.8,
            heated_alone: 1.5,
            calm: 0.3,
            neutral: 0.5,
            helpless: 0.3,
            pleasant: 0.5,
            rising: 0.8,
            rising_by: 0.15,
            voiced_from_ms: 3_000,
        }
    }
}
