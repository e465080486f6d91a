//! Evidence into probabilities: `logit(mood) = bias + Σ weight`, then softmax (`reference/mood.md` §4).

use wasl_model::{Evidence, EvidenceSource, Mood, MoodReading, MoodScores, Span};

use crate::config::MoodConfig;

/// What a reading rests on.
#[derive(Clone, Debug)]
pub struct Heard {
    /// The stretch read last.
    pub span: Span,
    /// Everything that still counts, with the weight it has now.
    pub evidence: Vec<Evidence>,
    /// The voice, if it was read.
    pub voice: Option<Voice>,
}

/// The voice, averaged over the last turns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Voice {
    /// Calm 0 .. heated 1.
    pub arousal: f32,
    /// Unpleasant 0 .. pleasant 1.
    pub valence: Option<f32>,
}

/// Every mood's probability.
#[must_use]
pub fn scores(config: &MoodConfig, evidence: &[Evidence], voice: Option<Voice>) -> MoodScores {
    let mut logits = Mood::ALL.map(|mood| {
        let sum: f32 = evidence.iter().filter(|e| e.mood == mood).map(|e| e.weight).sum();
        sum.clamp(-config.mood_cap, config.mood_cap)
    });
    logits[index(Mood::Neutral)] += config.neutral_bias;
    if let Some(voice) = voice {
        add_voice(config, &mut logits, voice);
    }
    MoodScores::from_array(softmax(logits))
}

/// The reading for a label, with the caps on confidence applied.
#[must_use]
pub fn reading(config: &MoodConfig, heard: &Heard, scores: MoodScores, label: Mood) -> MoodReading {
    let p = scores.to_array()[index(label)];
    let mut evidence = heard.evidence.clone();
    evidence.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    MoodReading {
        span: heard.span,
        label,
        confidence: config.calibration.of(label).apply(p).min(cap(config, heard, label)),
        scores,
        arousal: heard.voice.map(|voice| voice.arousal),
        valence: heard.voice.and_then(|voice| voice.valence),
        evidence,
    }
}

fn cap(config: &MoodConfig, heard: &Heard, label: Mood) -> f32 {
    let only_voice = heard.evidence.iter().all(|e| e.source == EvidenceSource::Voice);
    match label {
        Mood::Sad => config.voice_cap,
        Mood::Neutral => 1.0,
        Mood::Angry | Mood::Frustrated | Mood::Lost | Mood::Satisfied if only_voice => config.voice_cap,
        Mood::Angry | Mood::Frustrated | Mood::Lost | Mood::Satisfied if heard.voice.is_none() => config.words_cap,
        Mood::Angry | Mood::Frustrated | Mood::Lost | Mood::Satisfied => 1.0,
    }
}

/// The table of `reference/mood.md` §4 as sums: a heated voice makes negative words angry ones, a calm voice takes from
/// anger, and neither makes a mood alone.
fn add_voice(config: &MoodConfig, logits: &mut [f32; 6], voice: Voice) {
    let w = &config.voice;
    let (heated, calm) = heat(config, voice.arousal);
    let [angry, frustrated, lost, neutral, satisfied, sad] = *logits;
    let tone = voice.valence.map_or(0.0, |valence| 1.0 - 2.0 * valence);
    if angry.max(frustrated) > SAID {
        logits[index(Mood::Angry)] += heated * (w.angry + w.unpleasant * tone);
    } else {
        logits[index(Mood::Angry)] += heated * w.heated_alone;
    }
    logits[index(Mood::Angry)] -= calm * w.calm;
    if satisfied > SAID {
        logits[index(Mood::Satisfied)] -= heated * w.pleasant * tone;
    }
    for (mood, said) in [(Mood::Lost, lost), (Mood::Sad, sad)] {
        logits[index(mood)] += if said > SAID { w.helpless * (calm - heated) } else { 0.0 };
    }
    if angry.max(frustrated) > SAID {
        logits[index(Mood::Neutral)] = neutral - heated * w.neutral;
    }
}

/// Words or behaviour say something from this logit.
const SAID: f32 = 0.5;

/// How heated and how calm a voice is, 0 to 1, of which one is 0.
fn heat(config: &MoodConfig, arousal: f32) -> (f32, f32) {
    let (high, low) = (config.voice.high, config.voice.low);
    let middle = f32::midpoint(high, low);
    let share = |far: f32| ((arousal - middle) / (far - middle)).clamp(0.0, 1.0);
    (share(high), share(low))
}

pub(crate) fn softmax(logits: [f32; 6]) -> [f32; 6] {
    let top = logits.iter().copied().fold(f32::MIN, f32::max);
    let powers = logits.map(|x| (x - top).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|p| p / sum)
}

pub(crate) const fn index(mood: Mood) -> usize {
    match mood {
        Mood::Angry => 0,
        Mood::Frustrated => 1,
        Mood::Lost => 2,
        Mood::Neutral => 3,
        Mood::Satisfied => 4,
        Mood::Sad => 5,
    }
}
