//! Words of transcripts, found: what is asked, what of a text answers it, and how both look in an index.
//!
//! The databases give candidates and this room decides: whatever an index finds is read once more by [`Words::find`], which
//! also knows where to light the original. So both databases find the same.
//!
//! - [`words`]: a query read: words, "exact phrases", beginnings*
//! - [`forms`]: Arabic words without the letters that are written to them: و ف ب ل ال
//! - [`find`]: a query in a text: where, how well, and the passage around it
//! - [`index`]: a text and a query as the full-text indexes of SQLite and PostgreSQL want them
//! - [`hit`]: what a search gives
//! - [`ask`]: the book asked for words
//! - [`visits`]: words said in recorded visits

pub mod ask;
pub mod find;
pub mod forms;
pub mod hit;
pub mod index;
pub mod visits;
pub mod words;

pub use ask::SearchError;
pub use find::{Found, Mark, Rank};
pub use hit::{FoundCall, Hit, Order};
pub use visits::{FoundVisit, VisitHit};
pub use words::{Term, Words, WordsError};
