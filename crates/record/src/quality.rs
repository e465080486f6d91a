//! What lies on the reviewers' shelves and needs no word of the reader's own.
//!
//! - [`reading`]: what the machine read in a call, in a few figures
//! - [`comment`]: remarks on stretches of a call
//! - [`view`]: named lists of calls

use sha2::{Digest, Sha256};
use uuid::Uuid;

pub mod comment;
pub mod reading;
pub mod view;

/// The id of what is known by these parts: the same parts found again have the same id, so that it is kept once.
#[must_use]
pub fn id_of(parts: &[&str]) -> Uuid {
    let mut sum = Sha256::new();
    for part in parts {
        sum.update(part.len().to_le_bytes());
        sum.update(part.as_bytes());
    }
    let sum = sum.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sum[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_have_the_same_id_and_others_another() {
        assert_eq!(id_of(&["a", "bc"]), id_of(&["a", "bc"]));
        assert_ne!(id_of(&["a", "bc"]), id_of(&["ab", "c"]));
    }
}
