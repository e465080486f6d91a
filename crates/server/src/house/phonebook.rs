//! Who may register a phone: the agents of the configuration, and those given a SIP password by `wasl user add --sip`.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use wasl_model::Pii;
use wasl_record::{Book, SipSecret};
use wasl_signal::{Directory, SipUser};

use crate::config::Config;

/// How long a password set by `wasl user` may take until it counts.
const REFRESH: Duration = Duration::from_secs(5);

/// SIP users and what proves it is them, in memory.
#[derive(Debug, Default)]
pub(crate) struct Phonebook {
    written: Vec<SipSecret>,
    realm: String,
    users: RwLock<HashMap<String, SipUser>>,
}

impl Phonebook {
    /// The users of the configuration, and over them those of the store.
    pub(crate) fn new(config: &Config, stored: Vec<SipSecret>) -> Self {
        let realm = config.sip.realm.clone();
        let written = config.agents.iter().filter_map(|agent| {
            let password = agent.sip_password.as_ref()?;
            Some(SipSecret::new(agent.id.clone(), agent.id.as_str(), &realm, password))
        });
        let phonebook = Self { written: written.collect(), realm, users: RwLock::default() };
        phonebook.fill(stored);
        phonebook
    }

    /// Follows the store, for as long as the process runs.
    pub(crate) async fn follow(self: Arc<Self>, book: Book) {
        loop {
            tokio::time::sleep(REFRESH).await;
            match book.sip_secrets().await {
                Ok(stored) => self.fill(stored),
                Err(error) => tracing::warn!(%error, "the phones' passwords could not be read again"),
            }
        }
    }

    /// Secrets of another realm prove nothing and are left out.
    fn fill(&self, stored: Vec<SipSecret>) {
        let all = self.written.iter().cloned().chain(stored).filter(|secret| secret.realm == self.realm);
        let users = all.map(|secret| (secret.username.clone(), sip_user(secret))).collect();
        *self.users.write().unwrap_or_else(PoisonError::into_inner) = users;
    }
}

fn sip_user(secret: SipSecret) -> SipUser {
    SipUser {
        agent: secret.agent,
        ha1_md5: Some(Pii::new(secret.ha1_md5)),
        ha1_sha256: Some(Pii::new(secret.ha1_sha256)),
    }
}

impl Directory for Phonebook {
    fn sip_user(&self, user: &str) -> Option<SipUser> {
        self.users.read().unwrap_or_else(PoisonError::into_inner).get(user).cloned()
    }
}
