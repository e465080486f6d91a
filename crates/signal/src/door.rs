//! Who comes in: new requests sorted to legs, the registrar, or a refusal.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use rsipstack::transaction::TransactionReceiver;
use tokio::sync::mpsc;
use wasl_model::{AgentId, Pii, TrunkId};

use crate::auth::guard::{Admission, Attempt, Secrets};
use crate::call::incoming::Arriving;
use crate::call::task::{INBOX, LegTask, Phase, Ports};
use crate::dialog::{Dialog, caller, cseq_number, sdp, token};
use crate::event::LEG_EVENTS;
use crate::house::{House, lock};
use crate::net::flow::Flow;
use crate::net::stack::{Arrived, LegInput, from_request};
use crate::registrar::{Binding, Reach, Register, RegisterFault};
use crate::wire::check::{ALLOW, SUPPORTED};
use crate::wire::grammar::{NameAddr, Uri};
use crate::{DoorEvent, GuestId, Incoming, Leg, WebUser};

/// Sorts every new transaction, until the door closes.
pub(crate) async fn run(house: Arc<House>, mut incoming: TransactionReceiver) {
    loop {
        let transaction = tokio::select! {
            () = house.stop.cancelled() => return,
            Some(transaction) = incoming.recv() => transaction,
        };
        let message = from_request(&transaction.original);
        let Some(flow) = house.gate.take_flow(&message) else { continue };
        admit(&house, Arrived::new(transaction, message, flow)).await;
    }
}

async fn admit(house: &Arc<House>, arrived: Arrived) {
    let to = NameAddr::parse(arrived.message.get("To").unwrap_or_default());
    if let Some(tag) = to.as_ref().and_then(NameAddr::tag) {
        in_dialog(house, arrived, tag).await;
        return;
    }
    match arrived.method() {
        "INVITE" => invite(house, arrived).await,
        // A guest may call, and nothing else.
        _ if matches!(web_user(&arrived), Some(WebUser::Guest(_))) => reply(arrived, 403),
        "REGISTER" => register(house, arrived).await,
        "OPTIONS" => options(house, arrived),
        "REFER" => reply(arrived, 403),
        "BYE" | "UPDATE" | "INFO" | "PRACK" | "NOTIFY" => reply(arrived, 481),
        _ => reply(arrived, 405),
    }
}

async fn in_dialog(house: &House, arrived: Arrived, tag: &str) {
    let call_id = arrived.message.get("Call-ID").unwrap_or_default();
    match house.dialog(call_id, tag) {
        // A leg that is busy makes us wait no longer than its own inbox allows: the peer retransmits.
        Some(inbox) => drop(inbox.try_send(LegInput::Request(Box::new(arrived)))),
        // Its leg is over; the reliable response it acknowledges was overtaken by a refusal.
        None if arrived.method() == "PRACK" && house.late_prack(call_id, tag, &arrived.message) => reply(arrived, 200),
        None => reply(arrived, 481),
    }
}

/// Answers a request nobody here need hear of.
fn reply(arrived: Arrived, status: u16) {
    let headers = if status == 405 { vec![("Allow", ALLOW.to_owned())] } else { Vec::new() };
    arrived.serve(&token()).respond(status, &headers, None);
}

fn options(house: &House, arrived: Arrived) {
    let contact = arrived.flow.contact("wasl");
    let headers = [
        ("Allow", ALLOW.to_owned()),
        ("Accept", "application/sdp".to_owned()),
        ("Supported", SUPPORTED.to_owned()),
        ("Contact", contact),
    ];
    // Draining, we say so, and a proxy in front sends its calls elsewhere.
    if house.draining.load(Ordering::Relaxed) {
        arrived.serve(&token()).respond(503, &[("Retry-After", "60".to_owned())], None);
        return;
    }
    arrived.serve(&token()).respond(200, &headers, None);
}

/// Who calls, as far as we know.
#[derive(Debug, Default)]
struct Caller {
    trunk: Option<TrunkId>,
    agent: Option<AgentId>,
    guest: Option<GuestId>,
}

impl Caller {
    fn of_trunk(trunk: TrunkId) -> Self {
        Self { trunk: Some(trunk), ..Self::default() }
    }

    fn of_agent(agent: Option<AgentId>) -> Self {
        Self { agent, ..Self::default() }
    }

    fn of_guest(guest: GuestId) -> Self {
        Self { guest: Some(guest), ..Self::default() }
    }
}

/// Who sits at the web socket it came by; the HTTP server proved them.
fn web_user(arrived: &Arrived) -> Option<&WebUser> {
    arrived.flow.seat.as_ref().map(|seat| &seat.who)
}

async fn invite(house: &Arc<House>, arrived: Arrived) {
    let source = arrived.flow.peer;
    let retry = |status, seconds: &str| (status, vec![("Retry-After", seconds.to_owned())]);
    let refused = if house.draining.load(Ordering::Relaxed) {
        Some(retry(503, "60"))
    } else if house.gate.may_call(source.ip(), house.live()) {
        None
    } else {
        Some(retry(503, "5"))
    };
    let verdict = match refused {
        Some(refused) => Err(refused),
        None => who_calls(house, &arrived),
    };
    match verdict {
        Ok(caller) => open(house, arrived, caller).await,
        Err((status, headers)) => arrived.serve(&token()).respond(status, &headers, None),
    }
}

type Headers = Vec<(&'static str, String)>;

/// Whoever sits at the web socket, a trunk by its address, an agent or trunk by digest, the open door from loopback.
fn who_calls(house: &House, arrived: &Arrived) -> Result<Caller, (u16, Headers)> {
    match web_user(arrived) {
        Some(WebUser::Agent(agent)) => return Ok(Caller::of_agent(Some(agent.clone()))),
        Some(WebUser::Guest(guest)) => return Ok(Caller::of_guest(guest.clone())),
        None => {}
    }
    let source = arrived.flow.peer.ip();
    let carries_digest = arrived.message.get("Authorization").is_some();
    if let Some(trunk) = house.trunks.by_source(source)
        && !carries_digest
        && trunk.inbound.is_none()
    {
        return Ok(Caller::of_trunk(trunk.id.clone()));
    }
    let trusted = (house.config.open_door && source.is_loopback()) || lock(&house.registrars).contains(&source);
    if trusted && !carries_digest {
        return Ok(Caller::of_agent(registered_sender(house, arrived)));
    }
    let user = authenticate(house, arrived)?;
    if let Some(trunk) = house.trunks.by_user(&user) {
        return Ok(Caller::of_trunk(trunk.id.clone()));
    }
    Ok(Caller::of_agent(house.directory.sip_user(&user).map(|user| user.agent)))
}

/// Through the open door: the agent whose registered phone sends from this very address, or from its Contact's.
fn registered_sender(house: &House, arrived: &Arrived) -> Option<AgentId> {
    let from = NameAddr::parse(arrived.message.get("From")?)?;
    let agent = house.directory.sip_user(&Uri::parse(&from.uri).ok()?.user)?.agent;
    let source = arrived.flow.peer;
    let sends = |phone: &Binding<Flow>| {
        let contact = Reach::of(&phone.uri, phone.flow.peer);
        phone.flow.peer == source || matches!(contact, Reach::Contact { peer, .. } if peer == source)
    };
    house.agent_phones(&agent).iter().any(sends).then_some(agent)
}

fn authenticate(house: &House, arrived: &Arrived) -> Result<String, (u16, Headers)> {
    let headers: Vec<&str> = arrived.message.all("Authorization").collect();
    let source = arrived.flow.peer.ip();
    let attempt = Attempt {
        method: arrived.method(),
        source,
        headers: &headers,
        user_agent: arrived.message.get("User-Agent"),
        now: house.now(),
        dice: rand::random(),
    };
    let secrets = |user: &str| {
        let of_trunk = house.trunks.by_user(user).and_then(|trunk| trunk.inbound.clone());
        let of_trunk = of_trunk.map(|digest| Secrets { md5: digest.ha1_md5, sha256: digest.ha1_sha256 });
        let of_user =
            || house.directory.sip_user(user).map(|user| Secrets { md5: user.ha1_md5, sha256: user.ha1_sha256 });
        of_trunk.or_else(of_user)
    };
    match lock(&house.guard).admit(attempt, secrets) {
        Admission::User(user) => Ok(user),
        Admission::Challenge(challenges) => {
            Err((401, challenges.into_iter().map(|challenge| ("WWW-Authenticate", challenge)).collect()))
        }
        Admission::Banned => Err((403, Vec::new())),
    }
}

/// Makes the leg and announces it.
async fn open(house: &Arc<House>, arrived: Arrived, who: Caller) {
    let Ok(place) = house.door.try_reserve() else {
        arrived.serve(&token()).respond(503, &[("Retry-After", "5".to_owned())], None);
        return;
    };
    let message = arrived.message.clone();
    let dialled = dialled(arrived.uri());
    let dialog = Dialog::from_request(
        &message,
        &arrived.flow,
        &crate::wire::grammar::escape_user(&dialled),
        &house.config.user_agent,
    );
    let (source, web) = (arrived.flow.peer, arrived.flow.seat.is_some());
    let (inbox, inputs) = mpsc::channel(INBOX);
    let responder = arrived.serve_for(1, inbox.downgrade(), &dialog.local_tag);
    responder.respond(100, &[], None);
    let name = (dialog.call_id.clone(), dialog.local_tag.clone());
    let config = &house.config;
    let arriving = match Arriving::new(&message, dialog, responder, config.session_expires, config.min_se) {
        Ok(arriving) => arriving,
        Err(responder) => {
            responder.respond(422, &[("Min-SE", config.min_se.as_secs().to_string())], None);
            return;
        }
    };
    let (leg, orders, ending) = Leg::new();
    let (events, receiver) = mpsc::channel(LEG_EVENTS);
    let ports = Ports { inputs, inbox, orders, ending, events: Some(events) };
    let mut task = LegTask::new(house.clone(), Phase::Arriving(Box::new(arriving)), ports);
    task.agent.clone_from(&who.agent);
    task.enter(&name.0, &name.1);
    place.send(DoorEvent::Incoming(Incoming {
        leg,
        events: receiver,
        // Nobody vouches for what a page says of itself: a guest with somebody's number would be taken for them.
        from: if who.guest.is_some() { None } else { caller(&message, who.trunk.is_some()).map(Pii::new) },
        dialled,
        trunk: who.trunk,
        agent: who.agent,
        guest: who.guest,
        web,
        source,
        offer: sdp(&message),
    }));
    tokio::spawn(Box::pin(task.run()));
}

/// The user part of the Request-URI without its own parameters.
fn dialled(uri: &str) -> String {
    let user = Uri::parse(uri).map(|uri| uri.user).unwrap_or_default();
    user.split(';').next().unwrap_or_default().to_owned()
}

async fn register(house: &Arc<House>, arrived: Arrived) {
    let agent = match registrant(house, &arrived) {
        Ok(agent) => agent,
        Err((status, headers)) => return arrived.serve(&token()).respond(status, &headers, None),
    };
    let before = phones(house, &agent);
    match apply(house, &arrived, &agent) {
        Ok(()) => {
            sit_down(house, &arrived.flow, &agent);
            registered(house, arrived, &agent);
            tell_registered(house, agent, before).await;
        }
        Err(fault) => refuse_registration(house, arrived, fault),
    }
}

/// One registers oneself, nobody else (RFC 3261 §10.3 step 4): an agent at a web socket by their own name, a phone by
/// its user's password.
fn registrant(house: &House, arrived: &Arrived) -> Result<AgentId, (u16, Headers)> {
    let to = NameAddr::parse(arrived.message.get("To").unwrap_or_default()).and_then(|to| Uri::parse(&to.uri).ok());
    let named = |user: &str| to.is_some_and(|to| to.user == user);
    let agent = match web_user(arrived) {
        Some(WebUser::Agent(agent)) => Some(agent.clone()).filter(|agent| named(agent.as_str())),
        Some(WebUser::Guest(_)) => None,
        None => {
            let user = authenticate(house, arrived)?;
            house.directory.sip_user(&user).map(|user| user.agent).filter(|_| named(&user))
        }
    };
    agent.ok_or((403, Vec::new()))
}

/// A browser's calls follow it to the flow it registered by.
fn sit_down(house: &House, flow: &Flow, agent: &AgentId) {
    if let Some(phone) = house.agent_phones(agent).into_iter().find(|phone| phone.flow == *flow) {
        house.seats.take(flow, phone.instance.as_deref());
    }
}

fn apply(house: &House, arrived: &Arrived, agent: &AgentId) -> Result<(), RegisterFault> {
    let contacts = arrived.message.list("Contact");
    let register = Register {
        contacts: &contacts,
        expires: arrived.message.get("Expires"),
        call_id: arrived.message.get("Call-ID").unwrap_or_default(),
        cseq: cseq_number(&arrived.message),
        flow: arrived.flow.clone(),
    };
    lock(&house.registrar).register(agent, &register, house.now())
}

fn registered(house: &House, arrived: Arrived, agent: &AgentId) {
    let now = house.now();
    let phones = house.agent_phones(agent);
    let contact = |phone: &Binding<_>| {
        let seconds = phone.until.since(now).as_millis().div_ceil(1000);
        let instance = phone.instance.as_deref().filter(|instance| !instance.contains(['"', '\\']));
        let instance = instance.map_or_else(String::new, |instance| format!(";+sip.instance=\"{instance}\""));
        ("Contact", format!("<{}>;expires={seconds};q={}.{:03}{instance}", phone.uri, phone.q / 1000, phone.q % 1000))
    };
    let headers: Headers = phones.iter().filter(|phone| !phone.flow.closed.is_cancelled()).map(contact).collect();
    arrived.serve(&token()).respond(200, &headers, None);
}

fn refuse_registration(house: &House, arrived: Arrived, fault: RegisterFault) {
    let least = house.config.registration_min.as_secs().to_string();
    let (status, headers) = match fault {
        RegisterFault::Malformed => (400, Vec::new()),
        RegisterFault::TooBrief => (423, vec![("Min-Expires", least)]),
        RegisterFault::TooMany => (403, Vec::new()),
        RegisterFault::OutOfOrder => (500, vec![("Retry-After", "1".to_owned())]),
    };
    arrived.serve(&token()).respond(status, &headers, None);
}

/// How many phones the agent has, and how many of them are here (a browser may be away).
fn phones(house: &House, agent: &AgentId) -> (usize, usize) {
    let phones = house.agent_phones(agent);
    (phones.len(), phones.iter().filter(|phone| !phone.flow.closed.is_cancelled()).count())
}

async fn tell_registered(house: &House, agent: AgentId, before: (usize, usize)) {
    let now = phones(house, &agent);
    if now != before {
        let _ = house.door.send(changed(agent, now.0)).await;
    }
}

/// The event of an agent who now has so many phones.
pub(crate) fn changed(agent: AgentId, contacts: usize) -> DoorEvent {
    if contacts == 0 { DoorEvent::AgentUnregistered { agent } } else { DoorEvent::AgentRegistered { agent, contacts } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_dialled_is_the_user_without_its_parameters() {
        assert_eq!(dialled("sip:support@127.0.0.1:5060;transport=tcp"), "support");
        assert_eq!(dialled("sip:+96611;phone-context=x@h"), "+96611");
        assert_eq!(dialled("tel:+96611;phone-context=x"), "+96611");
    }
}
