//! A filled form: marks with evidence, whose they are, and where the sheet stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, Pii, Span, Timestamp, UtteranceId};

use super::{Action, Answers, Form, Question, Role, State, Step};
use crate::consistency::TouchId;

/// A filled form about one contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Sheet {
    /// The form.
    pub form: String,
    /// Its version.
    pub version: u32,
    /// The call or visit it is about.
    #[serde(flatten)]
    pub touch: TouchId,
    /// Whose work it is about.
    pub agent: AgentId,
    /// Who fills it: a user's name.
    pub author: String,
    /// Filled without seeing the machine's or another person's marks, to measure how far two people agree.
    pub blind: bool,
    /// Where it stands.
    pub state: State,
    /// Marks by question.
    pub marks: BTreeMap<String, Mark>,
    /// A word on the whole.
    pub comment: Option<Pii<String>>,
    /// What happened to it, in order.
    pub history: Vec<Step>,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = QuestionMark)]
pub struct Mark {
    /// What was answered.
    pub answer: Answer,
    /// Who answered.
    pub by: MarkedBy,
    /// What the machine had suggested, kept beside a person's answer.
    pub suggested: Option<Answer>,
    /// What it rests on.
    pub evidence: Vec<MarkEvidence>,
    /// A word on it.
    pub comment: Option<Pii<String>>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// To a yes/no question.
    Yes {
        /// Yes.
        yes: bool,
    },
    /// On a scale.
    Points {
        /// 0 to the question's best.
        points: u8,
    },
    /// One of several.
    Chosen {
        /// Its name.
        option: String,
    },
    /// Does not apply.
    Skipped,
}

/// Who answered a question. The machine only suggests: a sheet is published when a person answered all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarkedBy {
    /// The machine, not yet seen or changed by a person.
    Machine,
    /// A person.
    Person,
}

/// Words or a stretch of sound a mark rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MarkEvidence {
    /// Where in the sound.
    pub span: Span,
    /// In which turn, if in one.
    pub utterance: Option<UtteranceId>,
    /// The words.
    pub words: Option<Pii<String>>,
}

/// An answer does not fit its question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    /// The form has no such question.
    #[error("the form has no question {question:?}")]
    NoSuchQuestion {
        /// Its name.
        question: String,
    },
    /// The answer is of another kind or out of bounds.
    #[error("question {question:?} cannot be answered so: {what}")]
    DoesNotFit {
        /// Its name.
        question: String,
        /// Why.
        what: &'static str,
    },
    /// The sheet is filled in another form or version.
    #[error("the sheet was filled in {form:?} version {version}")]
    OtherForm {
        /// The sheet's form.
        form: String,
        /// Its version.
        version: u32,
    },
}

impl Sheet {
    /// An empty draft.
    #[must_use]
    pub fn draft(form: &Form, touch: TouchId, agent: AgentId, author: &str, blind: bool) -> Self {
        Self {
            form: form.id.clone(),
            version: form.version,
            touch,
            agent,
            author: author.to_owned(),
            blind,
            state: State::Draft,
            marks: BTreeMap::new(),
            comment: None,
            history: Vec::new(),
        }
    }

    /// Whether every mark fits its question.
    ///
    /// # Errors
    /// The first mark that does not, and a form that is not the sheet's.
    pub fn fits(&self, form: &Form) -> Result<(), MarkError> {
        if (self.form.as_str(), self.version) != (form.id.as_str(), form.version) {
            return Err(MarkError::OtherForm { form: self.form.clone(), version: self.version });
        }
        self.marks.iter().try_for_each(|(id, mark)| {
            let question = form.question(id).ok_or_else(|| MarkError::NoSuchQuestion { question: id.clone() })?;
            mark.answer.fits(question)
        })
    }

    /// Questions no person has answered yet, in the form's order.
    #[must_use]
    pub fn unanswered<'a>(&self, form: &'a Form) -> Vec<&'a str> {
        let answered = |id: &str| self.marks.get(id).is_some_and(|mark| mark.by == MarkedBy::Person);
        form.questions().map(|question| question.id.as_str()).filter(|id| !answered(id)).collect()
    }

    /// Puts the machine's suggestions where nobody has answered; never into a blind sheet.
    pub fn suggest(&mut self, suggestions: impl IntoIterator<Item = (String, Mark)>) {
        if self.blind {
            return;
        }
        for (question, mark) in suggestions {
            self.marks
                .entry(question)
                .and_modify(|known| {
                    known.suggested = Some(mark.answer.clone());
                    if known.by == MarkedBy::Machine {
                        *known = mark.clone();
                    }
                })
                .or_insert(mark);
        }
    }

    /// A person's answer; what the machine had suggested is kept beside it.
    pub fn answer(
        &mut self,
        question: &str,
        answer: Answer,
        evidence: Vec<MarkEvidence>,
        comment: Option<Pii<String>>,
    ) {
        let suggested = self.marks.get(question).and_then(|known| known.suggested.clone());
        let mark = Mark { answer, by: MarkedBy::Person, suggested, evidence, comment };
        self.marks.insert(question.to_owned(), mark);
    }

    /// When it was last touched.
    #[must_use]
    pub fn touched_at(&self) -> Option<Timestamp> {
        self.history.last().map(|step| step.at)
    }

    /// When the agent was first shown it.
    #[must_use]
    pub fn published_at(&self) -> Option<Timestamp> {
        self.history.iter().find(|step| step.action == Action::Publish).map(|step| step.at)
    }

    /// Whether the marks are those its author gave: no judge has changed them.
    #[must_use]
    pub fn is_as_published(&self) -> bool {
        self.history.iter().all(|step| (step.role, step.action) != (Role::Judge, Action::Edit))
    }

    /// Whether two sheets about one contact were filled without sight of each other: both published, by two people, as
    /// they gave them, one of them blind and the other blind too or published first.
    #[must_use]
    pub fn is_independent_of(&self, other: &Self) -> bool {
        let unseen = |blind: &Self, other: &Self| {
            let shown = blind.published_at().zip(other.published_at());
            blind.blind && shown.is_some_and(|(blind, first)| other.blind || first <= blind)
        };
        let two = self.touch == other.touch && self.author != other.author;
        two && self.is_as_published() && other.is_as_published() && (unseen(self, other) || unseen(other, self))
    }
}

impl Answer {
    /// Whether it answers the question.
    ///
    /// # Errors
    /// Why not.
    pub fn fits(&self, question: &Question) -> Result<(), MarkError> {
        let what = match (self, &question.answer) {
            (Self::Skipped, _) if !question.may_skip => "the question always applies",
            (Self::Points { points }, Answers::Scale { most }) if points > most => "the mark is above the best",
            (Self::Chosen { option }, Answers::Choice { options }) if options.iter().all(|o| o.id != *option) => {
                "there is no such option"
            }
            (Self::Skipped, _)
            | (Self::Yes { .. }, Answers::YesNo)
            | (Self::Points { .. }, Answers::Scale { .. })
            | (Self::Chosen { .. }, Answers::Choice { .. }) => return Ok(()),
            (Self::Yes { .. } | Self::Points { .. } | Self::Chosen { .. }, _) => "the question is of another kind",
        };
        Err(MarkError::DoesNotFit { question: question.id.clone(), what })
    }
}
