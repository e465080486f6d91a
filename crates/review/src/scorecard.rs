//! Scorecards: what people judge a contact by, the machine's suggestions beside, a person's word final.
//!
//! - [`form`]: questions, weights, fatal items, versions
//! - [`sheet`]: marks with evidence
//! - [`mod@score`]: from marks to 0..=100
//! - [`workflow`]: draft → published → acknowledged, or disputed → resolved
//! - [`mod@suggest`]: the machine's marks, out of a call's review
//! - [`sampling`]: which calls are listened to
//! - [`mod@kappa`]: how far two people agree

pub mod form;
pub mod kappa;
pub mod sampling;
pub mod score;
pub mod sheet;
pub mod suggest;
pub mod workflow;

pub use form::{Answers, Choice, Form, FormError, Hint, Question, Section, Words};
pub use kappa::{Agreement, Weights, agreement, kappa};
pub use sampling::{Candidate, Drawn, Plan, Risk, draw};
pub use score::{Score, SectionScore, score};
pub use sheet::{Answer, Mark, MarkError, MarkEvidence, MarkedBy, Sheet};
pub use suggest::suggest;
pub use workflow::{Action, Role, State, Step, WorkflowError, leads_to, may};
