//! What a caller may want: one file per intent, a classifier trained from their examples, and its measurement.
//!
//! Three views of a sentence are trained and mixed: its words (n-grams), its meaning (a sentence vector), and a second
//! vector by another model, that of its language. Vectors are made by whoever owns the models ([`Reader`]); without them
//! the words decide alone.
//!
//! - [`set`]: [`IntentSpec`] and [`IntentSet`], `config/intents/*.toml`
//! - [`sentence`]: the form in which a sentence is read
//! - [`dialect`]: words of Arabic dialects as the standard language has them
//! - [`spelling`]: words written by ear, as the examples have them
//! - [`noise`]: sentences as a recogniser might mishear them
//! - [`corpus`]: what is learnt from, misheard copies and names of classes among it
//! - [`features`], [`words`]: the first view
//! - [`meaning`], [`lbfgs`]: the others
//! - [`mix`], [`scope`]: how much each counts, and whether a sentence is about any class at all
//! - [`ensemble`]: all of it trained, and calibrated on sentences held out
//! - [`model`]: the classifier
//! - [`evaluate`]: training and measuring on a table of labelled sentences

mod corpus;
mod dialect;
mod dice;
mod ensemble;
pub mod evaluate;
mod features;
mod lbfgs;
mod meaning;
mod mix;
pub mod model;
mod noise;
mod scope;
mod sentence;
mod set;
mod spelling;
mod words;

pub use evaluate::{Evaluation, LabelledRow, evaluate, read_csv, train_and_evaluate};
pub use model::IntentModel;
pub use sentence::{Reader, Sentence, Vectors, language_of};
pub use set::{Examples, IntentSet, IntentSpec, Title, UNKNOWN};
