//! Who may sign in, told by the house.

use md5::{Digest as _, Md5};
use sha2::Sha256;
use wasl_model::{AgentId, Pii};

/// The house's list of SIP users. Asked on every challenge answered: keep it in memory.
pub trait Directory: Send + Sync {
    /// The user of that name, if there is one.
    fn sip_user(&self, user: &str) -> Option<SipUser>;
}

/// A SIP user and what proves it is them.
#[derive(Clone, Debug)]
pub struct SipUser {
    /// The agent whose phone it is.
    pub agent: AgentId,
    /// `H(user:realm:password)` in lower-case hex, MD5; see [`ha1`].
    pub ha1_md5: Option<Pii<String>>,
    /// The same by SHA-256.
    pub ha1_sha256: Option<Pii<String>>,
}

/// A directory in which nobody is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Directory for Nobody {
    fn sip_user(&self, _user: &str) -> Option<SipUser> {
        None
    }
}

/// A digest algorithm (RFC 7616 §3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// RFC 2617's.
    Md5,
    /// RFC 7616's.
    Sha256,
}

impl Algorithm {
    /// What is offered when nothing else is set: the stronger first.
    pub const OFFERED: [Self; 2] = [Self::Sha256, Self::Md5];

    /// Its name on the wire.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    /// Hash of `text` in lower-case hex.
    #[must_use]
    pub fn hash(self, text: &str) -> String {
        match self {
            Self::Md5 => hex(&Md5::digest(text.as_bytes())),
            Self::Sha256 => hex(&Sha256::digest(text.as_bytes())),
        }
    }
}

/// What is stored instead of a password: `H(user:realm:password)` in lower-case hex.
#[must_use]
pub fn ha1(algorithm: Algorithm, user: &str, realm: &str, password: &str) -> Pii<String> {
    Pii::new(algorithm.hash(&format!("{user}:{realm}:{password}")))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ha1_is_that_of_rfc_7616() {
        // RFC 7616 §3.9.1.
        let md5 = ha1(Algorithm::Md5, "Mufasa", "http-auth@example.org", "Circle of Life");
        assert_eq!(md5.reveal(), "3d78807defe7de2157e2b0b6573a855f");
        let sha = ha1(Algorithm::Sha256, "Mufasa", "http-auth@example.org", "Circle of Life");
        assert_eq!(sha.reveal().len(), 64);
    }
}
