//! A text without what is personal in it.

use super::{ValueKind, values};

/// Stands where something was.
pub const MASK: &str = "•••";

/// The text with the values of these kinds replaced by [`MASK`]; everything else stays as it is.
///
/// [`ValueKind::PERSONAL`] are the kinds that tell who somebody is or what opens their doors. A card of sixteen digits
/// and an account with a wrong check digit are masked too: the recogniser may have missed one.
#[must_use]
pub fn mask(text: &str, kinds: &[ValueKind]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for value in values(text, None).iter().filter(|value| kinds.contains(&value.kind())) {
        masked.push_str(&text[from..value.span.start]);
        masked.push_str(MASK);
        from = value.span.end;
    }
    masked.push_str(&text[from..]);
    masked
}
