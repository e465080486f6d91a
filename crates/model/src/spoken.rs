//! Values of what was said: numbers, amounts, dates, times and digit strings, in Arabic and English.
//!
//! - [`ends_in_digits`], [`begins_with_digits`]: is a number still being told

mod edge;
mod token;
mod words;

pub use edge::{begins_with_digits, ends_in_digits};
