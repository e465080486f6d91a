//! Users, roles, passwords, and the phones' digest secrets.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use md5::Md5;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use utoipa::ToSchema;
use wasl_model::{AgentId, Pii, Timestamp};

use crate::store::StoreError;

/// Fewest characters of a password (NIST SP 800-63B §3.1.1.2 asks for 8 with a second factor; there is none yet, so more).
pub const SHORTEST_PASSWORD: usize = 10;
/// Most bytes of a password, so that hashing a long one is no attack.
pub const LONGEST_PASSWORD: usize = 512;

/// What a user may see and do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers calls.
    Agent,
    /// Reviews calls.
    Qa,
    /// Serves visitors of a branch.
    Branch,
    /// Watches the floor.
    Supervisor,
    /// Runs the house.
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Agent, Self::Qa, Self::Branch, Self::Supervisor, Self::Admin];

    /// The name used in the API, on the command line and in the store.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Qa => "qa",
            Self::Branch => "branch",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Somebody who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The name to sign in with; an agent's is the same as in the configuration.
    pub name: AgentId,
    /// The name colleagues see.
    pub display_name: String,
    /// What they may see and do.
    pub role: Role,
    /// May not sign in any more.
    pub disabled: bool,
    /// Has a phone's secret.
    pub has_phone: bool,
    /// Since when.
    pub created: Timestamp,
    /// When the password was set: sessions begun with an older one end.
    pub password_set: Timestamp,
}

/// A user to be added.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The name to sign in with: letters, digits, `.`, `_` and `-`.
    pub name: AgentId,
    /// The name colleagues see.
    pub display_name: String,
    /// What they may see and do.
    pub role: Role,
    /// The password.
    pub password: Pii<String>,
}

/// What a registrar needs to check a phone's digest (RFC 7616, RFC 8760): never the secret itself.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SipSecret {
    /// Whose phone.
    pub agent: AgentId,
    /// The digest username.
    pub username: String,
    /// The digest realm.
    pub realm: String,
    /// MD5 of `username:realm:secret`, in lower-case hex.
    pub ha1_md5: String,
    /// SHA-256 of `username:realm:secret`, in lower-case hex.
    pub ha1_sha256: String,
}

impl SipSecret {
    /// The hashes of a secret.
    #[must_use]
    pub fn new(agent: AgentId, username: &str, realm: &str, secret: &Pii<String>) -> Self {
        let a1 = format!("{username}:{realm}:{}", secret.reveal());
        Self {
            agent,
            username: username.to_owned(),
            realm: realm.to_owned(),
            ha1_md5: hex(&Md5::digest(a1.as_bytes())),
            ha1_sha256: hex(&Sha256::digest(a1.as_bytes())),
        }
    }
}

impl std::fmt::Debug for SipSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SipSecret").field("agent", &self.agent).field("realm", &self.realm).finish_non_exhaustive()
    }
}

/// Why a user could not be added or changed.
#[derive(Debug, Error)]
pub enum UserError {
    /// The name has other characters, or none, or too many.
    #[error("the user name may have 1 to 64 letters, digits, '.', '_' and '-'")]
    BadName,
    /// The branch has no name, or too long a one.
    #[error("the name of a branch has 1 to 200 characters")]
    BadBranch,
    /// The password is too short or too long.
    #[error("the password must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")]
    BadPassword,
    /// There is one already.
    #[error("user '{0}' is there already; change the password with `wasl user passwd`")]
    Exists(AgentId),
    /// There is none.
    #[error("there is no user '{0}'; `wasl user list` shows them")]
    Unknown(AgentId),
    /// The password could not be hashed.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// The store did not take it.
    #[error("the users could not be read or written")]
    Store(#[from] StoreError),
}

/// Is it a name a user may have.
pub(crate) fn check_name(name: &AgentId) -> Result<(), UserError> {
    let name = name.as_str();
    let good = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if (1..=64).contains(&name.len()) && name.chars().all(good) { Ok(()) } else { Err(UserError::BadName) }
}

/// The argon2id hash of a password, as a PHC string. Slow by design: run it on a blocking thread.
pub(crate) fn hash_password(password: &Pii<String>) -> Result<String, UserError> {
    let password = password.reveal();
    if password.chars().count() < SHORTEST_PASSWORD || password.len() > LONGEST_PASSWORD {
        return Err(UserError::BadPassword);
    }
    let failed = |error: argon2::password_hash::Error| UserError::Hash(error.to_string());
    // 122 random bits from the system.
    let salt = SaltString::encode_b64(uuid::Uuid::new_v4().as_bytes()).map_err(failed)?;
    Argon2::default().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()).map_err(failed)
}

/// Is it the password. An unknown user (`None`) takes as long as a known one, so that names cannot be guessed by time.
pub(crate) fn verify_password(hash: Option<&str>, password: &Pii<String>) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9i$GPcO/7mY1xfw0dEyUnfLqxKHZ8gqJd2zZcxIXkPUAXo";
    if password.reveal().len() > LONGEST_PASSWORD {
        return false;
    }
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    Argon2::default().verify_password(password.reveal().as_bytes(), &parsed).is_ok() && hash.is_some()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes every write");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_secrets_are_those_of_the_rfc() {
        // RFC 7616 §3.9.1: user Mufasa, realm http-auth@example.org, password "Circle of Life".
        let secret = SipSecret::new("mufasa".into(), "Mufasa", "http-auth@example.org", &Pii::from("Circle of Life"));
        assert_eq!(secret.ha1_md5, "3d78807defe7de2157e2b0b6573a855f");
        assert_eq!(secret.ha1_sha256, "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232");
        assert!(!format!("{secret:?}").contains("3d78"), "secrets never print");
    }

    #[test]
    fn only_the_right_password_is_right() {
        let hash = hash_password(&Pii::from("correct horse")).unwrap();
        assert!(verify_password(Some(&hash), &Pii::from("correct horse")));
        assert!(!verify_password(Some(&hash), &Pii::from("correct horsf")));
        assert!(!verify_password(None, &Pii::from("correct horse")));
        assert!(matches!(hash_password(&Pii::from("short")), Err(UserError::BadPassword)));
    }

    #[test]
    fn an_unknown_user_is_hashed_with_too() {
        let parsed = PasswordHash::new(
            "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9i$GPcO/7mY1xfw0dEyUnfLqxKHZ8gqJd2zZcxIXkPUAXo",
        );
        assert!(parsed.is_ok_and(|hash| hash.hash.is_some()));
    }
}
