//! Where our INVITEs go, and how they present us.

use wasl_model::Pii;

use crate::config::Credentials;
use crate::house::House;
use crate::net::flow::Flow;
use crate::registrar::{Binding, Reach};
use crate::wire::grammar::{Transport, escape_user, is_token};
use crate::{Invite, Target};

/// One place to send an INVITE to.
#[derive(Clone, Debug)]
pub(crate) struct Destination {
    pub(crate) uri: String,
    pub(crate) flow: Option<Flow>,
    pub(crate) pinned: bool,
    /// A browser: it gets the WebRTC offer.
    pub(crate) web: bool,
    pub(crate) credentials: Option<Credentials>,
}

impl Destination {
    /// A registered phone. Its stream is kept while it lives; without one its Contact is dialled, unless an address
    /// was translated on the way.
    fn phone(phone: Binding<Flow>) -> Self {
        let web = phone.flow.seat.is_some();
        let (flow, pinned) = match Reach::of(&phone.uri, phone.flow.peer) {
            Reach::Contact { .. } | Reach::Way if phone.flow.is_stream() => (Some(phone.flow), true),
            Reach::Contact { peer, transport: Transport::Udp } => (Some(phone.flow.towards(peer)), false),
            Reach::Contact { .. } => (None, false),
            Reach::Way => (Some(phone.flow), true),
        };
        Self { uri: phone.uri, flow, pinned, web, credentials: None }
    }
}

/// Where an invite can go, in order.
pub(crate) fn destinations(house: &House, invite: &Invite) -> Vec<Destination> {
    let given = invite.credentials.clone();
    match &invite.to {
        Target::Agent(agent) => {
            let phones = house.agent_phones(agent).into_iter().filter(|phone| !phone.flow.closed.is_cancelled());
            let offered = |to: &Destination| !to.web || invite.web_offer.is_some();
            phones.map(Destination::phone).filter(offered).collect()
        }
        Target::Trunk { trunks, number } => {
            let attempts = house.trunks.attempts(trunks, number.reveal());
            let credentials =
                |id: &wasl_model::TrunkId| house.trunks.get(id).and_then(|trunk| trunk.credentials.clone());
            attempts
                .into_iter()
                .map(|a| Destination {
                    credentials: given.clone().or_else(|| credentials(&a.trunk)),
                    uri: a.uri,
                    flow: None,
                    pinned: false,
                    web: false,
                })
                .collect()
        }
        Target::Uri(uri) => {
            vec![Destination {
                uri: uri.reveal().trim_matches(['<', '>']).to_owned(),
                flow: None,
                pinned: false,
                web: false,
                credentials: given,
            }]
        }
    }
}

/// May this header of the owner's be sent as it is?
pub(crate) fn sendable((name, value): &&(String, String)) -> bool {
    is_token(name) && !value.contains(char::is_control)
}

/// Our From, and the user of our Contact.
pub(crate) fn from_header(invite: &Invite, flow: &Flow) -> (String, String) {
    let Some(from) = invite.from.as_ref().map(Pii::reveal) else {
        return ("\"Anonymous\" <sip:anonymous@anonymous.invalid>".to_owned(), "wasl".to_owned());
    };
    let name = invite.display_name.as_ref().map(|name| name.reveal().replace(['"', '\\', '\r', '\n'], ""));
    let name = name.map_or_else(String::new, |name| format!("\"{name}\" "));
    if from.starts_with("sip:") || from.starts_with("sips:") {
        let clean: String = from.chars().filter(|c| !c.is_whitespace() && !matches!(c, '<' | '>' | '"')).collect();
        return (format!("{name}<{clean}>"), "wasl".to_owned());
    }
    let user = escape_user(from);
    (format!("{name}<sip:{user}@{}>", flow.sent_by()), user)
}
