//! Silent customers: who calls them, and what came of it. Some are left alone by chance, so that what the calls are
//! worth can be measured against what would have happened anyway.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, Mood, OutreachId, Pii, Timestamp};
use wasl_record::Kept;
use wasl_record::store::shelf::{Shelf, Spine};
use wasl_review::silent::{Fared, Group, SilentPerson};

use super::word;

/// A silent customer and how far it has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KeptOutreach {
    /// Its id.
    pub id: OutreachId,
    /// How far it has come.
    pub state: OutreachState,
    /// To be called, or left alone to compare with.
    pub group: Group,
    /// Who calls.
    pub assigned: Option<AgentId>,
    /// What came of it; while they are still to be called, of the last try.
    pub outcome: Option<OutreachOutcome>,
    /// How often they were called and did not answer.
    #[serde(default)]
    pub unanswered: u8,
    /// In words.
    pub note: Option<Pii<String>>,
    /// When they were called, or came back by themselves.
    pub closed_at: Option<Timestamp>,
    /// When they met a person of ours again.
    pub back_at: Option<Timestamp>,
    /// How they left then.
    pub mood_back: Option<Mood>,
    /// Who and why.
    pub found: SilentPerson,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutreachState {
    /// Nobody has taken it.
    Open,
    /// Somebody will call.
    Assigned,
    /// They were called, or came back by themselves.
    Closed,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutreachOutcome {
    /// Reached, and glad of it.
    Glad,
    /// Reached.
    Reached,
    /// Nobody answered.
    NoAnswer,
    /// It is somebody else's number.
    WrongNumber,
    /// They do not want to be called.
    Declined,
    /// They came back by themselves before anybody called.
    CameBack,
}

impl OutreachOutcome {
    /// A person of ours talked to them on account of the list.
    #[must_use]
    pub const fn reached(self) -> bool {
        match self {
            Self::Glad | Self::Reached | Self::Declined => true,
            Self::NoAnswer | Self::WrongNumber | Self::CameBack => false,
        }
    }
}

impl KeptOutreach {
    /// What cards to be called are, beside those left alone.
    pub const LISTED: &str = "listed";
    /// Calls without an answer after which nobody tries again.
    pub const MOST_UNANSWERED: u8 = 3;

    /// What came of a call to them. Who does not answer is called again, [`Self::MOST_UNANSWERED`] times in all.
    pub fn called(&mut self, outcome: OutreachOutcome, note: Option<Pii<String>>, now: Timestamp) {
        (self.outcome, self.note) = (Some(outcome), note);
        if outcome == OutreachOutcome::NoAnswer {
            self.unanswered = self.unanswered.saturating_add(1);
        }
        if outcome != OutreachOutcome::NoAnswer || self.unanswered >= Self::MOST_UNANSWERED {
            self.state = OutreachState::Closed;
            self.closed_at = Some(now);
        }
    }

    /// How they fared, for the report.
    #[must_use]
    pub fn fared(&self) -> Fared {
        let unhappy = |mood: Mood| match mood {
            Mood::Angry | Mood::Frustrated | Mood::Lost | Mood::Sad => true,
            Mood::Neutral | Mood::Satisfied => false,
        };
        Fared {
            person: self.found.person.reveal().clone(),
            group: self.group,
            reached: self.outcome.is_some_and(OutreachOutcome::reached),
            came_back: self.back_at.is_some() && !self.mood_back.is_some_and(unhappy),
        }
    }
}

impl Kept for KeptOutreach {
    const SHELF: Shelf = Shelf::Outreach;

    fn id(&self) -> String {
        self.id.to_string()
    }

    #[allow(clippy::cast_possible_truncation, reason = "an urgency of 0..=1 in millionths")]
    fn spine(&self) -> Spine {
        let kind = match self.group {
            Group::Called => Self::LISTED,
            Group::HeldOut => "held_out",
        };
        Spine {
            call: self.found.call,
            customer: Some(self.found.person.reveal().clone()),
            branch: None,
            owner: self.assigned.clone(),
            kind: Some(kind.to_owned()),
            state: word(&self.state),
            place: -((f64::from(self.found.urgency) * 1e6) as i64),
            at: self.found.since,
        }
    }
}
