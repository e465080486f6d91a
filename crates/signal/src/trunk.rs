//! Providers: whose call is it, and which of their hosts lives.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use wasl_model::TrunkId;

use crate::DoorEvent;
use crate::config::TrunkConfig;
use crate::dialog::Dialog;
use crate::house::{House, lock};
use crate::net::stack::status;
use crate::signal::StartError;
use crate::wire::grammar::{Uri, escape_user};

/// Silent pings before a host counts as down. Any answer at all brings it back.
const MISSES: u32 = 2;

/// Every provider, with the health of each of its hosts.
#[derive(Debug)]
pub(crate) struct Trunks {
    trunks: Vec<TrunkConfig>,
    missed: Mutex<HashMap<(TrunkId, String), u32>>,
}

impl Trunks {
    /// Checks the hosts as written.
    pub(crate) fn new(mut trunks: Vec<TrunkConfig>) -> Result<Self, StartError> {
        for trunk in &mut trunks {
            for host in &mut trunk.hosts {
                let uri = if host.contains("sip:") { host.clone() } else { format!("sip:{host}") };
                if Uri::parse(&uri).is_err() {
                    return Err(StartError::TrunkHost { trunk: trunk.id.clone(), host: host.clone() });
                }
                *host = uri;
            }
        }
        Ok(Self { trunks, missed: Mutex::default() })
    }

    pub(crate) fn get(&self, id: &TrunkId) -> Option<&TrunkConfig> {
        self.trunks.iter().find(|trunk| trunk.id == *id)
    }

    /// Whose address is it?
    pub(crate) fn by_source(&self, source: IpAddr) -> Option<&TrunkConfig> {
        self.trunks.iter().find(|trunk| trunk.sources.contains(&source))
    }

    /// Whose digest user is it?
    pub(crate) fn by_user(&self, user: &str) -> Option<&TrunkConfig> {
        self.trunks.iter().find(|trunk| trunk.inbound.as_ref().is_some_and(|inbound| inbound.user == user))
    }

    /// Where a number can be tried, in order: hosts that live first, those that are down last.
    pub(crate) fn attempts(&self, trunks: &[TrunkId], number: &str) -> Vec<Attempt> {
        let mut attempts: Vec<Attempt> = trunks
            .iter()
            .filter_map(|id| self.get(id))
            .flat_map(|trunk| trunk.hosts.iter().map(|host| Attempt::new(trunk, host, number)))
            .collect();
        attempts.sort_by_key(|attempt| self.is_down(&attempt.trunk, &attempt.host));
        attempts
    }

    fn is_down(&self, trunk: &TrunkId, host: &str) -> bool {
        lock(&self.missed).get(&(trunk.clone(), host.to_owned())).is_some_and(|missed| *missed >= MISSES)
    }

    /// Notes a ping's outcome; tells when the trunk as a whole changed.
    fn note(&self, trunk: &TrunkConfig, host: &str, answered: bool) -> Option<bool> {
        let was_up = trunk.hosts.iter().any(|host| !self.is_down(&trunk.id, host));
        {
            let mut missed = lock(&self.missed);
            let count = missed.entry((trunk.id.clone(), host.to_owned())).or_default();
            *count = if answered { 0 } else { count.saturating_add(1) };
        }
        let is_up = trunk.hosts.iter().any(|host| !self.is_down(&trunk.id, host));
        (was_up != is_up).then_some(is_up)
    }
}

/// One host to try a number at.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) trunk: TrunkId,
    pub(crate) host: String,
    pub(crate) uri: String,
}

impl Attempt {
    fn new(trunk: &TrunkConfig, host: &str, number: &str) -> Self {
        let rest = host.split_once(':').map_or(host, |(_, rest)| rest);
        let scheme = host.split_once(':').map_or("sip", |(scheme, _)| scheme);
        let uri = format!("{scheme}:{}@{rest}", escape_user(number));
        Self { trunk: trunk.id.clone(), host: host.to_owned(), uri }
    }
}

/// Asks every trunk that wants it whether it lives, until stopped.
pub(crate) fn watch(house: &Arc<House>) {
    for trunk in &house.trunks.trunks {
        let Some(every) = trunk.ping else { continue };
        for host in &trunk.hosts {
            tokio::spawn(ping(house.clone(), trunk.clone(), host.clone(), every));
        }
    }
}

async fn ping(house: Arc<House>, trunk: TrunkConfig, host: String, every: Duration) {
    loop {
        let answered = tokio::select! {
            () = house.stop.cancelled() => return,
            answered = answers(&house, &host, every) => answered,
        };
        if let Some(up) = house.trunks.note(&trunk, &host, answered) {
            if up {
                tracing::info!(trunk = %trunk.id, "the trunk answers again");
            } else {
                tracing::warn!(trunk = %trunk.id, "the trunk does not answer OPTIONS");
            }
            let _ = house.door.send(DoorEvent::TrunkHealth { trunk: trunk.id.clone(), up }).await;
        }
        tokio::select! {
            () = house.stop.cancelled() => return,
            () = tokio::time::sleep(every) => {}
        }
    }
}

/// Any answer but our own time-outs means it lives.
async fn answers(house: &House, host: &str, every: Duration) -> bool {
    let Some(flow) = house.reach(host).await else { return false };
    let from = format!("<sip:wasl@{}>", flow.sent_by());
    let mut dialog = Dialog::outward(host, &from, "wasl", &flow, &house.config.user_agent);
    let message = dialog.request("OPTIONS", &[("Accept", "application/sdp".to_owned())], None);
    let patience = every.clamp(house.config.t1 * 4, house.config.t1 * 64);
    let response = tokio::time::timeout(patience, house.ask(message, &flow, None)).await;
    response.is_ok_and(|response| !matches!(status(&response), 0 | 408 | 503))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trunk(id: &str, hosts: &[&str]) -> TrunkConfig {
        TrunkConfig {
            id: id.into(),
            sources: vec!["192.0.2.7".parse().unwrap()],
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            credentials: None,
            inbound: None,
            ping: None,
        }
    }

    #[test]
    fn a_silent_host_is_tried_last_and_an_answer_brings_it_back() {
        let trunks = Trunks::new(vec![trunk("a", &["h1:5060", "sip:h2;transport=tcp"])]).unwrap();
        let config = trunks.get(&"a".into()).unwrap().clone();
        let order =
            |trunks: &Trunks| trunks.attempts(&["a".into()], "+1").into_iter().map(|a| a.uri).collect::<Vec<_>>();
        assert_eq!(order(&trunks), ["sip:%2B1@h1:5060".replace("%2B", "+"), "sip:+1@h2;transport=tcp".to_owned()]);
        assert_eq!(trunks.note(&config, "sip:h1:5060", false), None);
        assert_eq!(trunks.note(&config, "sip:h1:5060", false), None);
        assert_eq!(order(&trunks)[0], "sip:+1@h2;transport=tcp");
        trunks.note(&config, "sip:h2;transport=tcp", false);
        assert_eq!(trunks.note(&config, "sip:h2;transport=tcp", false), Some(false));
        assert_eq!(trunks.note(&config, "sip:h1:5060", true), Some(true));
    }

    #[test]
    fn a_wrong_host_is_refused_by_name() {
        let error = Trunks::new(vec![trunk("a", &["http://x"])]).unwrap_err();
        assert!(error.to_string().contains("trunk a"));
    }
}
