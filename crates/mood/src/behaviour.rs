//! What a caller does, as far as it tells how they feel.

use wasl_model::{Evidence, EvidenceSource, MediaTime, Mood, Span};

use crate::config::BehaviourWeights;

/// Something the caller did. The shell reports it; words are read by the tracker itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// No answer to a question of the machine, from its end until now.
    SilenceAfterQuestion {
        /// The silence.
        span: Span,
    },
    /// The machine did not understand and asked again.
    AskedAgain {
        /// What it did not understand.
        span: Span,
    },
    /// The caller says the same again. The tracker finds this itself in final utterances.
    RepeatedSelf {
        /// The repetition.
        span: Span,
        /// Whether it is a question.
        question: bool,
    },
    /// Many keys in a short time that no menu asked for.
    KeyMashing {
        /// From the first to the last.
        span: Span,
        /// How many.
        keys: u32,
    },
    /// The caller called before about this.
    RepeatContact {
        /// When it became known.
        at: MediaTime,
        /// How many times before.
        n: u32,
    },
    /// The caller spoke over the machine.
    BargeInOver {
        /// Where both were heard.
        span: Span,
    },
    /// The caller and the agent spoke at once for long.
    TalkedOver {
        /// Where both were heard.
        span: Span,
    },
    /// The caller came to the same menu again.
    MenuLoop {
        /// From coming there to leaving, or to now.
        span: Span,
        /// How many times they were there, this one too.
        visits: u32,
    },
    /// The caller asked for a person, by word or key.
    AskedForHuman {
        /// Where.
        span: Span,
    },
}

impl Behaviour {
    /// Where in the call.
    #[must_use]
    pub const fn span(self) -> Span {
        match self {
            Self::SilenceAfterQuestion { span }
            | Self::AskedAgain { span }
            | Self::RepeatedSelf { span, .. }
            | Self::KeyMashing { span, .. }
            | Self::BargeInOver { span }
            | Self::TalkedOver { span }
            | Self::MenuLoop { span, .. }
            | Self::AskedForHuman { span } => span,
            Self::RepeatContact { at, .. } => Span { start: at, end: at },
        }
    }

    /// What it speaks for; `None` when it is too little to say anything.
    #[must_use]
    pub fn evidence(self, weights: &BehaviourWeights) -> Option<Evidence> {
        let (mood, weight, what) = self.weigh(weights)?;
        Some(Evidence { source: EvidenceSource::Behaviour, mood, weight, what: what.to_owned(), span: self.span() })
    }

    fn weigh(self, w: &BehaviourWeights) -> Option<(Mood, f32, &'static str)> {
        Some(match self {
            Self::SilenceAfterQuestion { span } if millis(span) < w.silence_from_ms => return None,
            Self::SilenceAfterQuestion { .. } => (Mood::Lost, w.silence, "silence_after_question"),
            Self::AskedAgain { .. } => (Mood::Lost, w.asked_again, "asked_again"),
            Self::RepeatedSelf { question: true, .. } => (Mood::Lost, w.repeated_question, "repeated_question"),
            Self::RepeatedSelf { .. } => (Mood::Frustrated, w.repeated_self, "repeated_self"),
            Self::KeyMashing { keys, .. } if keys < w.keys_from => return None,
            Self::KeyMashing { .. } => (Mood::Frustrated, w.key_mashing, "key_mashing"),
            Self::RepeatContact { n: 0, .. } => return None,
            Self::RepeatContact { n, .. } => (Mood::Frustrated, w.repeat_contact * few(n), "repeat_contact"),
            Self::BargeInOver { .. } => (Mood::Frustrated, w.barge_in, "barge_in"),
            Self::TalkedOver { span } if millis(span) < w.talk_over_from_ms => return None,
            Self::TalkedOver { .. } => (Mood::Angry, w.talk_over, "talked_over"),
            Self::MenuLoop { visits, .. } if visits < 3 => return None,
            Self::MenuLoop { visits, .. } => (Mood::Lost, w.menu_loop * few(visits - 2), "menu_loop"),
            Self::AskedForHuman { .. } => (Mood::Frustrated, w.asked_for_human, "asked_for_human"),
        })
    }
}

fn millis(span: Span) -> u64 {
    span.end.as_millis().saturating_sub(span.start.as_millis())
}

fn few(n: u32) -> f32 {
    f32::from(u8::try_from(n.min(3)).expect("at most three"))
}
