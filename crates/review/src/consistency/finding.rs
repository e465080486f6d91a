//! Where what was told or promised by phone differs from what the branch told or did.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::spoken::TextSpan;
use wasl_model::{Pii, PromiseId, Span, Speaker, UtteranceId};

use super::claim::OTHER;
use super::{Fact, Topic, TouchId};

/// What kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Two amounts, days or answers of one matter.
    Contradiction,
    /// Promised here, not kept there.
    BrokenPromise,
    /// The smile on the phone, the tears in the branch.
    MoodFall,
    /// Two rules: papers, fees, conditions.
    RuleDiffers,
}

/// One difference between phone and branch, for a person to judge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// What kind.
    pub kind: FindingKind,
    /// About what.
    pub topic: Topic,
    /// Which of its topic, from our own lists: `power_of_attorney`, `refund`.
    pub about: String,
    /// The phone's side.
    pub phone: Quote,
    /// The branch's side.
    pub branch: Quote,
    /// 0..=1: how sure the machine is.
    pub confidence: f32,
    /// Why, in an Arabic sentence.
    pub why_ar: Pii<String>,
    /// Why, in an English sentence.
    pub why_en: Pii<String>,
    /// The promise it is about.
    pub promise: Option<PromiseId>,
    /// What the answer book says.
    pub book: Option<BookSays>,
}

impl Finding {
    /// The same difference keeps this key when it is read again: both contacts, kind, topic and what it is about; where that
    /// has no name in our lists, the place of the branch's words.
    #[must_use]
    pub fn key(&self) -> String {
        let id = |touch: TouchId| match touch {
            TouchId::Phone(call) => call.to_string(),
            TouchId::Branch(visit) => visit.to_string(),
        };
        let promise = self.promise.map(|promise| promise.to_string()).unwrap_or_default();
        let (phone, branch) = (id(self.phone.touch), id(self.branch.touch));
        let mut key = format!("{phone}:{branch}:{}:{}:{promise}", self.topic.name(), self.about);
        if self.about == OTHER {
            let turn = self.branch.utterance.map(|turn| turn.to_string()).unwrap_or_default();
            key += &format!(":{turn}:{}", self.branch.part.start);
        }
        key
    }
}

/// Words of one side, with their place in the sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Quote {
    /// Of which contact, and on which channel.
    #[serde(flatten)]
    pub touch: TouchId,
    /// Who said so; nothing for what was written down.
    pub speaker: Option<Speaker>,
    /// In which turn of the transcript; nothing for what was written down.
    pub utterance: Option<UtteranceId>,
    /// Where in the sound, where there is one.
    pub span: Option<Span>,
    /// The turn or note, whole.
    pub words: Pii<String>,
    /// The bytes of the words that say it (UTF-8).
    pub part: TextSpan,
    /// What they say.
    pub fact: Fact,
}

/// What the answer book said on the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BookSays {
    /// The entry that was valid.
    pub entry: String,
    /// The phone told it so.
    pub phone_right: bool,
    /// The branch told it so.
    pub branch_right: bool,
}
