//! The feeling: how the caller feels, read from the caller's words and behaviour, with evidence and confidence.
//! Only the caller's data can enter (`CallerUtterance`, `CallerFrame`); an agent's voice or words cannot, by type.
//!
//! The scale: a reading's confidence of [`CONFIDENT`] or more is enough to end automation.
//! One weak sign never reaches it, two usual signs or one strong phrase do.
//!
//! - [`lexicon`]: phrases of our own per mood, Arabic and English, from `lexicon/*.tsv`
//! - [`token`]: text as comparable words, clauses, clitics and contractions
//! - [`scan`]: which phrases a text holds, with negation and misheard letters
//! - [`manner`]: what a whole turn resembles, learned from example sentences at load
//! - [`meaning`]: the same from sentence vectors, where the engine makes them
//! - [`behaviour`]: silences, repeats, keys, asking for a person
//! - [`voice`]: the sound of the voice: windows, heads, readings
//! - [`train`]: heads fitted on labelled sounds, speakers left out to measure them
//! - [`metrics`]: how good a head is, with intervals over speakers
//! - [`config`]: the weights, versioned
//! - [`fusion`]: evidence into probabilities, log-linear
//! - [`calibrate`]: confidence that means what it says, per site
//! - [`tracker`]: one call's mood over time
//! - [`late`]: words that were read after the call
//! - [`turn`]: the mood of one turn on its own, words and voice
//! - [`text`]: the mood of one text on its own

pub mod behaviour;
pub mod calibrate;
pub mod config;
pub mod fusion;
pub mod late;
pub mod lexicon;
pub mod manner;
pub mod meaning;
pub mod metrics;
mod repeats;
pub mod scan;
pub mod text;
pub mod token;
pub mod tracker;
pub mod train;
pub mod turn;
pub mod voice;

pub use behaviour::Behaviour;
pub use calibrate::{Calibration, Calibrations, calibrate};
pub use config::{CONFIDENT, MoodConfig};
pub use late::read_late;
pub use lexicon::{Lexicon, LexiconError};
pub use meaning::Meaning;
pub use text::{read_text, read_words};
pub use tracker::MoodTracker;
pub use turn::read_turn;
pub use voice::{VoiceHeads, VoiceReading, VoiceWindow, VoiceWindows};
