//! Phone and branch side by side: «يسمع العميل ابتسامة الموظف عبر الهاتف … ثم يزور الفرع ويغادر وهو يبكي».
//!
//! - [`touch`]: a call or a visit, as the shell gathers it
//! - [`fact`]: what was told, in a form that can be compared
//! - [`finding`]: a difference, with both quotes

pub mod fact;
pub mod finding;
pub mod touch;

pub use fact::{Fact, Topic, Value};
pub use finding::{BookSays, Finding, FindingKind, Quote};
pub use touch::{Touch, TouchId};
