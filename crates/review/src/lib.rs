//! The reader: what a closed call's timeline says about how the caller was served.
//! It reads the model's words only; storage, clocks and files are not its business.
//!
//! - [`last`]: Listen, Apologise, Solve, Thank: which steps, where, with which words, in which order
//! - [`rail`]: the method beside a live call, step by step, overruled by the agent
//! - [`access`]: who wanted a person, who reached one, how soon
//! - [`due`]: until when something is promised, out of everyday words
//! - [`promises`]: what was promised in a call or a visit, by whom, until when, where; a person confirms
//! - [`ledger`]: how promises stand, who must be told before the customer calls, what counts as kept
//! - [`mod@felt`]: how the caller felt over the call, in a few figures
//! - [`silent`]: callers who left without a complaint and should be called
//! - [`consistency`]: where what was told or promised by phone differs from what the branch told or did
//! - [`answers`]: the answer book: which text was valid on which day
//! - [`scorecard`]: forms, sheets and their way, suggestions, samples, agreement
//! - [`phrases`]: the phrases all of these look for, Arabic and English
//! - [`talks`]: what came of each agent's talk, as far as routing learns from it
//! - [`mod@read`]: all of it for one call

pub mod access;
pub mod answers;
pub mod consistency;
pub mod due;
pub mod felt;
pub mod last;
pub mod ledger;
pub mod phrases;
pub mod promises;
pub mod rail;
pub mod read;
pub mod scorecard;
pub mod silent;
pub mod talks;
mod verbs;
mod words;

pub use access::{Access, AccessReport, Reached};
pub use due::Due;
pub use felt::{CallMood, Peak, felt};
pub use last::{
    Apology, LastReview, Listening, Mark, MarkKind, OrderError, SaidBack, StepFound, last, last_of_visit,
    last_with_moods,
};
pub use promises::{BranchNames, Site, SuggestedPromise, is_one_branch, promises_in, promises_of_text, visit_promises};
pub use rail::{Rail, RailStep, StepEvidence, StepOverrule, StepState};
pub use read::{MoodLine, Review, read, read_in};
pub use silent::{SilentCustomer, SilentReason, still_silent};
pub use wasl_model::LastStep;
