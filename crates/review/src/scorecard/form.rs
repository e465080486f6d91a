//! A scorecard's form: sections of weighted questions, versioned, read from TOML.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::LastStep;

/// A form. A change of it is a new version; sheets stay with the version they were filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its name in files and in the API.
    pub id: String,
    /// Counts from 1.
    pub version: u32,
    /// Its title.
    pub title: Words,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// A word or sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Arabic.
    pub ar: String,
    /// English.
    pub en: String,
}

/// Questions that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its name, one of a kind in the form.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name, one of a kind in the form.
    pub id: String,
    /// The question.
    pub ask: Words,
    /// What to look for.
    #[serde(default)]
    pub help: Option<Words>,
    /// Its share of the score against the other questions'; 0 asks without scoring.
    pub weight: u32,
    /// What may be answered.
    pub answer: Answers,
    /// Failed, it fails the whole sheet: no points, or "no".
    #[serde(default)]
    pub fatal: bool,
    /// "Does not apply" may be answered; the question then counts for nothing.
    #[serde(default)]
    pub may_skip: bool,
    /// What the machine can tell about it.
    #[serde(default)]
    pub hint: Option<Hint>,
}

/// What may be answered to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answers {
    /// Yes or no: all points or none.
    YesNo,
    /// 0 to `most`: points in proportion.
    Scale {
        /// The best.
        most: u8,
    },
    /// One of several.
    Choice {
        /// At least two.
        options: Vec<Choice>,
    },
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its name, one of a kind in the question.
    pub id: String,
    /// As shown.
    pub words: Words,
    /// 0..=100 of the question's points.
    pub percent: u8,
}

/// What in a call's review answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// A step of the method was taken.
    Listen,
    /// A step of the method was taken.
    Apologise,
    /// A step of the method was taken.
    Solve,
    /// A step of the method was taken.
    Thank,
    /// The steps came in the method's order.
    InOrder,
    /// The agent did not talk over the caller.
    NoTalkingOver,
    /// The caller left no unhappier than they came.
    MoodNotWorse,
}

impl Hint {
    /// The step it is about, if it is about one.
    #[must_use]
    pub const fn step(self) -> Option<LastStep> {
        match self {
            Self::Listen => Some(LastStep::Listen),
            Self::Apologise => Some(LastStep::Apologise),
            Self::Solve => Some(LastStep::Solve),
            Self::Thank => Some(LastStep::Thank),
            Self::InOrder | Self::NoTalkingOver | Self::MoodNotWorse => None,
        }
    }
}

/// What is wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// Versions count from 1.
    #[error("form {form:?}: versions count from 1")]
    NoVersion {
        /// The form.
        form: String,
    },
    /// Nothing is asked, or nothing that counts.
    #[error("form {form:?}: no question has a weight, so there is nothing to score")]
    NothingToScore {
        /// The form.
        form: String,
    },
    /// A name stands twice.
    #[error("{id:?} stands twice among the form's sections and questions")]
    Twice {
        /// The name.
        id: String,
    },
    /// A question cannot be answered.
    #[error("question {question:?}: {what}")]
    Question {
        /// The question.
        question: String,
        /// What is wrong.
        what: &'static str,
    },
}

impl Form {
    /// The forms that come with the house: `config/scorecards/last.toml`.
    #[must_use]
    pub fn builtin() -> Vec<Self> {
        let last = Self::parse(include_str!("../../../../config/scorecards/last.toml"));
        vec![last.expect("the shipped form is read by the tests")]
    }

    /// A form out of TOML text.
    ///
    /// # Errors
    /// Text that is no form, and everything [`Form::check`] complains of.
    pub fn parse(text: &str) -> Result<Self, Vec<FormError>> {
        let form: Self = toml::from_str(text).map_err(|error| vec![FormError::Unreadable(error.to_string())])?;
        let errors = form.check();
        if errors.is_empty() { Ok(form) } else { Err(errors) }
    }

    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// A question by its name.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    /// What is wrong with it; nothing for a good form. Forms that come by the API are checked with it too.
    #[must_use]
    pub fn check(&self) -> Vec<FormError> {
        let mut errors = Vec::new();
        if self.version == 0 {
            errors.push(FormError::NoVersion { form: self.id.clone() });
        }
        if self.questions().all(|question| question.weight == 0) {
            errors.push(FormError::NothingToScore { form: self.id.clone() });
        }
        let mut seen = BTreeSet::new();
        let ids = self.sections.iter().map(|section| &section.id).chain(self.questions().map(|question| &question.id));
        errors.extend(ids.filter(|id| !seen.insert(*id)).map(|id| FormError::Twice { id: id.clone() }));
        let wrong = |question: &Question| {
            question.answer.wrong().map(|what| FormError::Question { question: question.id.clone(), what })
        };
        errors.extend(self.questions().filter_map(wrong));
        errors
    }
}

impl Answers {
    fn wrong(&self) -> Option<&'static str> {
        match self {
            Self::YesNo => None,
            Self::Scale { most } => (*most == 0).then_some("a scale needs a best mark above 0"),
            Self::Choice { options } => {
                let ids: BTreeSet<&str> = options.iter().map(|option| option.id.as_str()).collect();
                if options.len() < 2 {
                    Some("a choice needs two options at least")
                } else if ids.len() < options.len() {
                    Some("two options have one name")
                } else if options.iter().any(|option| option.percent > 100) {
                    Some("an option is worth 0 to 100 percent")
                } else {
                    None
                }
            }
        }
    }
}
