//! Times, prompts, and which skills an intent needs.

use std::collections::BTreeMap;

use wasl_model::{IntentGuess, IntentId, Language, PromptId, QueueId, Skill, SkillLevel, WaitRange};

/// Which recorded pieces say a place in line and a wait (the server gives `wasl_dialogue::announce::waiting`).
pub type Announce = fn(u32, Option<WaitRange>) -> Vec<PromptId>;

/// What a call is told once.
#[derive(Clone, Debug)]
pub struct CallConfig {
    /// Language until the caller's is known.
    pub language: Language,
    /// Prompts the call itself plays.
    pub prompts: PromptNames,
    /// How a place and a wait are said.
    pub announce: Announce,
    /// Skills an agent must have for an intent.
    pub intent_skills: BTreeMap<IntentId, BTreeMap<Skill, SkillLevel>>,
    /// Where key 0 leads while goodbye is being said (the desk's chapter is over by then).
    pub human_queue: Option<QueueId>,
    /// How long a transfer target outside rings.
    pub transfer_ring_ms: u64,
    /// How long a caller who is called back is rung.
    pub call_back_ring_ms: u64,
    /// Callers who wait longer are offered to hang up, keep the place and be called back; `None`: nobody is.
    pub offer_callback_after_ms: Option<u64>,
    /// An agent's silent line is waited for that long before somebody else goes on.
    pub lost_line_ms: u64,
    /// An agent's pause of the recording ends by itself after this long.
    pub pause_ms: u64,
    /// The caller's side must be up this long after our 200 (RFC 3261: 64·T1 for the ACK).
    pub answer_ms: u64,
    /// Legs must be gone this long after we hung up.
    pub release_ms: u64,
    /// The longest prompt of the call's own: its end is not waited for any longer.
    pub prompt_ms: u64,
    /// No call is longer.
    pub longest_call_ms: u64,
}

impl CallConfig {
    /// Defaults with the given prompts' speaker.
    #[must_use]
    pub fn new(announce: Announce) -> Self {
        Self {
            language: Language::Ar,
            prompts: PromptNames::default(),
            announce,
            intent_skills: BTreeMap::new(),
            human_queue: None,
            transfer_ring_ms: 20_000,
            call_back_ring_ms: 30_000,
            offer_callback_after_ms: None,
            lost_line_ms: 20_000,
            pause_ms: 180_000,
            answer_ms: 32_000,
            release_ms: 5_000,
            prompt_ms: 30_000,
            longest_call_ms: 4 * 3_600_000,
        }
    }

    /// Skills an agent must have for what a caller wants.
    #[must_use]
    pub fn skills_for(&self, wanted: Option<&IntentGuess>) -> BTreeMap<Skill, SkillLevel> {
        let named = wanted.and_then(|guess| guess.intent.as_ref());
        named.and_then(|intent| self.intent_skills.get(intent)).cloned().unwrap_or_default()
    }
}

/// Prompts the call itself plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptNames {
    /// "Please wait, we are looking for somebody": once, at the start of the wait.
    pub please_wait: PromptId,
    /// "You have your earlier place in line."
    pub place_kept: PromptId,
    /// "I am bringing you to a person at once": to a waiting caller who says emergency words.
    pub emergency: PromptId,
    /// "We are still looking": after an overflow or a lost agent.
    pub still_looking: PromptId,
    /// "Nobody is here now; we will call you back."
    pub callback_promised: PromptId,
    /// "Press one, and we keep your place in line and call you back": behind the place in line.
    pub offer_callback: PromptId,
    /// "We have kept your place and will call you back. Goodbye.": to whoever pressed it.
    pub callback_keeps_place: PromptId,
    /// "Nobody is here now; please call again": for a withheld number, which cannot be called back.
    pub nobody_now: PromptId,
    /// "Thank you, goodbye."
    pub goodbye: PromptId,
}

impl Default for PromptNames {
    fn default() -> Self {
        Self {
            please_wait: "please_wait".into(),
            place_kept: "place_kept".into(),
            emergency: "emergency".into(),
            still_looking: "still_looking".into(),
            callback_promised: "callback_promised".into(),
            offer_callback: "offer_callback".into(),
            callback_keeps_place: "callback_keeps_place".into(),
            nobody_now: "nobody_now".into(),
            goodbye: "goodbye".into(),
        }
    }
}
