//! Who is called, and who is left alone for a while so that what calling is worth can be measured.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// Which of two groups somebody is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Is to be called.
    Called,
    /// Is not called on account of the list.
    HeldOut,
}

/// The group of a person: by a stable hash, the same on every machine and day until the seed changes.
///
/// `share` is the part held out, 0..=1.
#[must_use]
pub fn group(person: &str, share: f64, seed: u64) -> Group {
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    hash.update(person.as_bytes());
    if unit(&hash.finalize().into()) < share { Group::HeldOut } else { Group::Called }
}

/// A hash as a number 0..1, with 53 bits.
pub(crate) fn unit(hash: &[u8; 32]) -> f64 {
    let bytes = hash.first_chunk::<8>().expect("32 bytes have 8");
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
    let top = (u64::from_le_bytes(*bytes) >> 11) as f64;
    top / 9_007_199_254_740_992.0
}
