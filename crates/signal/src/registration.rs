//! Being somebody's phone: a registration kept fresh (RFC 3261 §10.2).

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::config::Credentials;
use crate::dialog::{Dialog, cseq_number};
use crate::house::{House, lock};
use crate::net::flow::Flow;
use crate::net::stack::status;
use crate::wire::grammar::{NameAddr, Uri, escape_user, find};
use crate::wire::message::Message;

/// A registration to keep.
#[derive(Clone, Debug)]
pub struct Account {
    /// Whose.
    pub credentials: Credentials,
    /// The registrar: `sip:host:port`, with `;transport=tcp` for TCP.
    pub registrar: String,
    /// The user part of the address of record, when it is not the credentials' user.
    pub user: Option<String>,
    /// How long each registration lasts.
    pub expires: Duration,
}

/// How a registration stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistrationState {
    /// Not answered yet.
    Trying,
    /// In force.
    Registered,
    /// Refused or unanswered; it is tried again.
    Failed {
        /// The last status, 408 for silence.
        status: u16,
    },
    /// Taken back.
    Gone,
}

/// A registration that is kept fresh until dropped or [`Registration::unregister`].
#[derive(Debug)]
pub struct Registration {
    pub(crate) state: watch::Receiver<RegistrationState>,
    pub(crate) stop: CancellationToken,
}

impl Registration {
    /// How it stands now.
    #[must_use]
    pub fn state(&self) -> RegistrationState {
        self.state.borrow().clone()
    }

    /// Waits until it is in force, refused or gone.
    pub async fn settled(&mut self) -> RegistrationState {
        let settled = self.state.wait_for(|state| *state != RegistrationState::Trying).await;
        settled.map_or(RegistrationState::Gone, |state| state.clone())
    }

    /// Takes it back and waits until that is done.
    pub async fn unregister(mut self) {
        self.stop.cancel();
        let _ = self.state.wait_for(|state| *state == RegistrationState::Gone).await;
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// After a failure it is tried again so much later.
const RETRY: Duration = Duration::from_secs(5);

/// Registers, refreshes at half time, and unregisters at the end.
pub(crate) async fn keep(
    house: Arc<House>,
    account: Account,
    state: watch::Sender<RegistrationState>,
    stop: CancellationToken,
) {
    house.registrations.fetch_add(1, Ordering::Relaxed);
    let mut dialog: Option<Dialog> = None;
    while !stop.is_cancelled() {
        let granted = refresh(&house, &account, &mut dialog, account.expires).await;
        let wait = match granted {
            Ok(granted) => {
                state.send_replace(RegistrationState::Registered);
                (granted / 2).max(Duration::from_secs(1))
            }
            Err(status) => {
                state.send_replace(RegistrationState::Failed { status });
                RETRY
            }
        };
        let lost = dialog.as_ref().map(|dialog| dialog.flow.closed.clone()).unwrap_or_default();
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(wait) => {}
            // A lost stream is made again at once: calls could not reach us until then.
            () = lost.cancelled() => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
    let registered = *state.borrow() == RegistrationState::Registered;
    if registered {
        let _ = refresh(&house, &account, &mut dialog, Duration::ZERO).await;
    }
    house.registrations.fetch_sub(1, Ordering::Relaxed);
    state.send_replace(RegistrationState::Gone);
}

/// One REGISTER. What the registrar grants, or the status it refuses with.
async fn refresh(
    house: &House,
    account: &Account,
    kept: &mut Option<Dialog>,
    expires: Duration,
) -> Result<Duration, u16> {
    let flow = way(house, account, kept.as_ref()).await.ok_or(503_u16)?;
    let same = kept.take().filter(|dialog| dialog.flow == flow);
    let mut dialog = same.unwrap_or_else(|| new_dialog(house, account, &flow));
    let seconds = expires.as_secs();
    let headers = [("Expires", seconds.to_string())];
    let message = dialog.request("REGISTER", &headers, None);
    let response = house.ask(message, &flow, Some(&account.credentials)).await;
    // A challenge used up further numbers.
    dialog.cseq = dialog.cseq.max(cseq_number(&response));
    let contact = dialog.contact.clone();
    *kept = Some(dialog);
    match status(&response) {
        200..=299 => {
            trust(house, &flow);
            Ok(granted(&response, &contact).unwrap_or(expires))
        }
        status => Err(status),
    }
}

async fn way(house: &House, account: &Account, kept: Option<&Dialog>) -> Option<Flow> {
    match kept.map(|dialog| &dialog.flow) {
        Some(flow) if !flow.closed.is_cancelled() => Some(flow.clone()),
        _ => house.reach(&account.registrar).await,
    }
}

fn new_dialog(house: &House, account: &Account, flow: &Flow) -> Dialog {
    let user = escape_user(account.user.as_ref().unwrap_or(&account.credentials.user));
    let host = account.registrar.split_once(':').map_or(account.registrar.as_str(), |(_, host)| host);
    let host = host.split(';').next().unwrap_or(host);
    let address = format!("<sip:{user}@{host}>");
    let mut dialog = Dialog::outward(&account.registrar, &address, &user, flow, &house.config.user_agent);
    dialog.remote = address;
    dialog
}

/// Our registrar may call us.
fn trust(house: &House, flow: &Flow) {
    let mut known = lock(&house.registrars);
    if !known.contains(&flow.peer.ip()) {
        known.push(flow.peer.ip());
    }
}

/// How long our own contact is good for.
fn granted(response: &Message, contact: &str) -> Option<Duration> {
    let ours = NameAddr::parse(contact)?;
    let own = |address: &NameAddr| Uri::parse(&address.uri) == Uri::parse(&ours.uri);
    let bound = response.list("Contact").iter().filter_map(|contact| NameAddr::parse(contact)).find(own);
    let seconds = bound.as_ref().and_then(|bound| find(&bound.params, "expires")).or_else(|| response.get("Expires"));
    seconds?.parse().ok().map(Duration::from_secs)
}
