//! What lies on the reviewers' shelves in the reader's own words: forms, sheets, samples, findings, silent customers.
//!
//! - [`form`]: forms, every version of them
//! - [`sheet`]: filled forms
//! - [`sample`]: the plan and the calls it drew
//! - [`finding`]: differences of phone and branch, with what became of them
//! - [`outreach`]: silent customers, who calls them, what came of it

pub mod finding;
pub mod form;
pub mod outreach;
pub mod sample;
pub mod sheet;

pub use finding::{FindingState, KeptFinding};
pub use form::KeptForm;
pub use outreach::{KeptOutreach, OutreachOutcome, OutreachState};
pub use sample::{KeptPlan, KeptSample};
pub use sheet::KeptSheet;

/// The name of a value in the store and the API.
pub(crate) fn word(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}
