//! The desk: it greets, asks, listens, answers what it is allowed to, and brings the caller to a person.
//! Flows, intents and prompts are data; [`Site::load`] reads them, proves that no flow traps a caller, and lists every problem at once.
//!
//! - [`site`]: everything the desk needs, loaded from `config/` and `prompts/`
//! - [`flow`]: the flow file, its states and the proof that every state leads to a person
//! - [`hours`]: when people answer: weeks, holidays by either calendar, Ramadan
//! - [`speak`]: numbers, amounts, times and days from recorded pieces, by grammar
//! - [`desk`]: one caller's walk through a flow (pure: told the time)
//! - [`intent`]: the intents' files, the classifier trained from their examples, and its measurement
//! - [`prompts`]: the manifest of prompts: text, audio, duration, voice, licence
//! - [`announce`]: which recorded pieces say a place in line and a waiting time
//! - [`phrase`]: how words are found in what was heard

pub mod announce;
pub mod desk;
pub mod flow;
pub mod hours;
pub mod intent;
pub mod phrase;
pub mod prompts;
pub mod site;
pub mod speak;

pub use desk::Desk;
pub use flow::Flow;
pub use hours::{Hours, Standing};
pub use intent::{IntentModel, IntentSet};
pub use prompts::{Prompt, Prompts};
pub use site::{Problem, Site, SiteErrors};
