//! The answer book: what staff should answer, from which day until which, and who still gives yesterday's answer.
//!
//! - [`day`]: a day of the house's calendar
//! - [`book`]: entries, their validity, what is wrong with a book
//! - [`mod@drift`]: answers given after a change that are still the old text's

pub mod book;
pub mod day;
pub mod drift;

pub use book::{AnswerBook, BookError, Entry};
pub use day::{Day, NoDay};
pub use drift::{Drift, drift};
