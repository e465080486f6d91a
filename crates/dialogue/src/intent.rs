//! What a caller may want: one file per intent, a classifier trained from their examples, and its measurement.
//!
//! - [`file`](self): [`IntentSpec`] and [`IntentSet`], `config/intents/*.toml`
//! - [`model`]: the trained classifier
//! - [`evaluate`]: training and measuring on a table of labelled sentences

pub mod evaluate;
mod features;
pub mod model;
mod set;
mod trainer;

pub use evaluate::{Evaluation, LabelledRow, read_csv, train_and_evaluate};
pub use model::IntentModel;
pub use set::{Examples, IntentSet, IntentSpec, Title, UNKNOWN};
