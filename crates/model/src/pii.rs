//! What must never reach a log: phone numbers, words, sound.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Personal data. Prints as `‹pii›`; read it with [`Pii::reveal`], and only where a person entitled to it will see it.
///
/// It serialises as the plain value: storage and the API are entitled, logs go through `Debug`/`Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Pii<T>(T);

impl<T> Pii<T> {
    /// Wraps personal data.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself.
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// The value itself, unwrapped.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Pii<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Pii<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T> std::fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹pii›")
    }
}

impl<T> std::fmt::Display for Pii<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹pii›")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_never_prints() {
        let number: Pii<String> = Pii::from("+966500000000");
        assert_eq!(format!("{number} {number:?}"), "‹pii› ‹pii›");
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"+966500000000\"");
    }
}
