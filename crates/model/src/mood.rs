//! How a caller feels: a time series with evidence and confidence, never a label on a person.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Span;

/// A caller's mood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// غاضب
    Angry,
    /// محبط
    Frustrated,
    /// تائه
    Lost,
    /// Nothing else is shown.
    Neutral,
    /// راضٍ
    Satisfied,
    /// حزين
    Sad,
}

impl Mood {
    /// All moods, in the order of [`MoodScores`].
    pub const ALL: [Self; 6] = [Self::Angry, Self::Frustrated, Self::Lost, Self::Neutral, Self::Satisfied, Self::Sad];

    /// Angry, frustrated or lost: automation ends and a human answers.
    #[must_use]
    pub const fn ends_automation(self) -> bool {
        match self {
            Self::Angry | Self::Frustrated | Self::Lost => true,
            Self::Neutral | Self::Satisfied | Self::Sad => false,
        }
    }

    /// Weight of serving one such caller on an agent's load (`reference/routing.md` §4.1).
    #[must_use]
    pub const fn load_weight(self) -> f64 {
        match self {
            Self::Angry => 1.0,
            Self::Frustrated => 0.5,
            Self::Lost => 0.15,
            Self::Neutral | Self::Satisfied | Self::Sad => 0.0,
        }
    }

    /// The name used in the API and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Angry => "angry",
            Self::Frustrated => "frustrated",
            Self::Lost => "lost",
            Self::Neutral => "neutral",
            Self::Satisfied => "satisfied",
            Self::Sad => "sad",
        }
    }
}

impl std::fmt::Display for Mood {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Probability of each mood; they sum to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MoodScores {
    /// See [`Mood::Angry`].
    pub angry: f32,
    /// See [`Mood::Frustrated`].
    pub frustrated: f32,
    /// See [`Mood::Lost`].
    pub lost: f32,
    /// See [`Mood::Neutral`].
    pub neutral: f32,
    /// See [`Mood::Satisfied`].
    pub satisfied: f32,
    /// See [`Mood::Sad`].
    pub sad: f32,
}

impl MoodScores {
    /// Nothing known: neutral.
    pub const NEUTRAL: Self = Self::from_array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Scores in the order of [`Mood::ALL`].
    #[must_use]
    pub const fn from_array(p: [f32; 6]) -> Self {
        Self { angry: p[0], frustrated: p[1], lost: p[2], neutral: p[3], satisfied: p[4], sad: p[5] }
    }

    /// Scores in the order of [`Mood::ALL`].
    #[must_use]
    pub const fn to_array(self) -> [f32; 6] {
        [self.angry, self.frustrated, self.lost, self.neutral, self.satisfied, self.sad]
    }

    /// The most probable mood and its probability.
    #[must_use]
    pub fn top(self) -> (Mood, f32) {
        let mut best = (Mood::Neutral, self.neutral);
        for (mood, p) in Mood::ALL.into_iter().zip(self.to_array()) {
            if p > best.1 {
                best = (mood, p);
            }
        }
        best
    }
}

/// How the caller felt over a stretch of the call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MoodReading {
    /// The stretch it was read from.
    pub span: Span,
    /// The most probable mood.
    pub label: Mood,
    /// Calibrated confidence in the label, 0..=1.
    pub confidence: f32,
    /// Every mood's probability.
    pub scores: MoodScores,
    /// Calm 0 .. heated 1; `None` until the voice is read.
    pub arousal: Option<f32>,
    /// Unpleasant 0 .. pleasant 1; `None` until the voice is read.
    pub valence: Option<f32>,
    /// What it rests on, strongest first. An empty list means the prior only.
    pub evidence: Vec<Evidence>,
}

/// One thing seen or heard that speaks for a mood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// Where it comes from.
    pub source: EvidenceSource,
    /// The mood it speaks for.
    pub mood: Mood,
    /// Weight in the log-linear fusion.
    pub weight: f32,
    /// What was seen, from our own lexicon or rules (`"ثالث مرة"`, `"silence_after_question"`): never the caller's free words.
    pub what: String,
    /// Where in the call.
    pub span: Span,
}

/// Where evidence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceSource {
    /// A phrase of the lexicon.
    Words,
    /// Silences, repeats, keys pressed.
    Behaviour,
    /// The sound of the voice.
    Voice,
    /// An agent corrected it.
    Agent,
}
