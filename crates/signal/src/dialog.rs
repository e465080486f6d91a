//! One dialog's facts (RFC 3261 §12) and the requests made from them.

use wasl_model::EndCause;

use crate::net::flow::Flow;
use crate::wire::grammar::{NameAddr, Uri};
use crate::wire::message::Message;

/// A random token for tags, branches and call ids.
pub(crate) fn token() -> String {
    format!("{:016x}", rand::random::<u64>())
}

/// One dialog, early or confirmed.
#[derive(Clone, Debug)]
pub(crate) struct Dialog {
    pub(crate) call_id: String,
    pub(crate) local_tag: String,
    pub(crate) remote_tag: Option<String>,
    /// Our From value, with tag.
    pub(crate) local: String,
    /// Our To value, with tag once there is one.
    pub(crate) remote: String,
    /// The URI requests go to.
    pub(crate) target: String,
    pub(crate) routes: Vec<String>,
    pub(crate) cseq: u32,
    pub(crate) remote_cseq: u32,
    pub(crate) contact: String,
    pub(crate) flow: Flow,
    /// Requests take the flow, whatever the target says: the peer sits behind a NAT, or is a registered phone.
    pub(crate) pinned: bool,
    pub(crate) user_agent: String,
}

impl Dialog {
    /// The dialog an INVITE makes at its receiver.
    pub(crate) fn from_request(request: &Message, flow: &Flow, user: &str, user_agent: &str) -> Self {
        let local_tag = token();
        let address = |name| NameAddr::parse(request.get(name).unwrap_or_default()).unwrap_or_default();
        let (from, to) = (address("From"), address("To"));
        let contact = request.list("Contact").first().and_then(|contact| NameAddr::parse(contact));
        Self {
            call_id: request.get("Call-ID").unwrap_or_default().to_owned(),
            remote_tag: from.tag().map(str::to_owned),
            local: format!("{};tag={local_tag}", without_tag(request.get("To").unwrap_or_default())),
            remote: request.get("From").unwrap_or_default().to_owned(),
            // An INVITE without a Contact is answered where it came from.
            target: contact.map_or(from.uri, |contact| contact.uri),
            routes: request.list("Record-Route"),
            cseq: rand::random::<u32>() >> 8,
            remote_cseq: cseq_number(request),
            contact: flow.contact(user),
            flow: flow.clone(),
            pinned: flow.seat.is_some() || behind_nat(request, flow),
            user_agent: user_agent.to_owned(),
            local_tag: to.tag().map_or(local_tag, str::to_owned),
        }
    }

    /// The dialog before anybody answered an INVITE of ours.
    pub(crate) fn outward(uri: &str, from: &str, user: &str, flow: &Flow, user_agent: &str) -> Self {
        let local_tag = token();
        Self {
            call_id: format!("{}@{}", token(), crate::wire::grammar::bracket(flow.local.ip())),
            remote_tag: None,
            local: format!("{from};tag={local_tag}"),
            remote: format!("<{}>", uri.split('?').next().unwrap_or(uri)),
            target: uri.to_owned(),
            routes: Vec::new(),
            cseq: rand::random::<u32>() >> 8,
            remote_cseq: 0,
            contact: flow.contact(user),
            flow: flow.clone(),
            pinned: false,
            user_agent: user_agent.to_owned(),
            local_tag,
        }
    }

    /// Takes the far end's facts from a response that makes the dialog.
    pub(crate) fn establish(&mut self, response: &Message) {
        let to = response.get("To").unwrap_or_default();
        self.remote_tag = NameAddr::parse(to).and_then(|to| to.tag().map(str::to_owned));
        self.remote = to.to_owned();
        self.routes = response.list("Record-Route");
        self.routes.reverse();
        self.refresh_target(response);
    }

    /// A target refresh (RFC 3261 §12.2).
    pub(crate) fn refresh_target(&mut self, message: &Message) {
        if let Some(contact) = message.list("Contact").first().and_then(|contact| NameAddr::parse(contact)) {
            self.target = contact.uri;
        }
    }

    /// A new request in the dialog.
    pub(crate) fn request(&mut self, method: &str, headers: &[(&str, String)], body: Option<(&str, &str)>) -> Message {
        self.cseq += 1;
        self.numbered(method, self.cseq, headers, body)
    }

    /// A request with a given number: ACK and CANCEL take their INVITE's.
    pub(crate) fn numbered(
        &self,
        method: &str,
        cseq: u32,
        headers: &[(&str, String)],
        body: Option<(&str, &str)>,
    ) -> Message {
        let via =
            format!("SIP/2.0/{} {};rport;branch=z9hG4bK{}", self.flow.transport.name(), self.flow.sent_by(), token());
        let mut message =
            Message { start: format!("{method} {} SIP/2.0", self.target), terminated: true, ..Message::default() };
        let mut push = |name: &str, value: &str| message.headers.push((name.to_owned(), value.to_owned()));
        push("Via", &via);
        push("Max-Forwards", "70");
        self.routes.iter().for_each(|route| push("Route", route));
        push("From", &self.local);
        push("To", &self.remote);
        push("Call-ID", &self.call_id);
        push("CSeq", &format!("{cseq} {method}"));
        if !matches!(method, "BYE" | "CANCEL") {
            push("Contact", &self.contact);
        }
        push("User-Agent", &self.user_agent);
        headers.iter().for_each(|(name, value)| push(name, value));
        if let Some((kind, body)) = body {
            push("Content-Type", kind);
            message.body = body.as_bytes().to_vec();
        }
        message
    }

    /// Where the next request goes: the first route, else the target.
    pub(crate) fn next_hop(&self) -> String {
        let route = self.routes.first().and_then(|route| NameAddr::parse(route));
        route.map_or_else(|| self.target.clone(), |route| route.uri)
    }
}

/// Did the request come from elsewhere than its sender says?
fn behind_nat(request: &Message, flow: &Flow) -> bool {
    let via = request.get("Via").and_then(crate::wire::grammar::Via::parse);
    via.and_then(|via| via.host.parse::<std::net::IpAddr>().ok()).is_some_and(|ip| ip != flow.peer.ip())
}

/// CANCEL of an INVITE: its Via, Route, numbers (RFC 3261 §9.1).
pub(crate) fn cancel(invite: &Message) -> Message {
    let uri = invite.start.split(' ').nth(1).unwrap_or_default();
    let copied = ["Via", "Max-Forwards", "Route", "From", "To", "Call-ID", "User-Agent"];
    let mut headers: Vec<(String, String)> =
        invite.headers.iter().filter(|(name, _)| copied.contains(&name.as_str())).cloned().collect();
    headers.push(("CSeq".to_owned(), format!("{} CANCEL", cseq_number(invite))));
    Message { start: format!("CANCEL {uri} SIP/2.0"), headers, terminated: true, ..Message::default() }
}

/// The number of a CSeq.
pub(crate) fn cseq_number(message: &Message) -> u32 {
    message.get("CSeq").and_then(|cseq| cseq.split(' ').next()).and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn without_tag(address: &str) -> String {
    let parts = crate::wire::grammar::split_outside(address, ';');
    parts.into_iter().filter(|part| !part.to_ascii_lowercase().starts_with("tag=")).collect::<Vec<_>>().join(";")
}

/// The body as SDP, if there is one.
pub(crate) fn sdp(message: &Message) -> Option<String> {
    (!message.body.is_empty()).then(|| String::from_utf8_lossy(&message.body).into_owned())
}

/// Who calls; `None` when withheld. An asserted identity counts only from a provider (RFC 3325 §5).
pub(crate) fn caller(message: &Message, provider: bool) -> Option<String> {
    let asserted = message.get("P-Asserted-Identity").filter(|_| provider).and_then(NameAddr::parse);
    let from = NameAddr::parse(message.get("From").unwrap_or_default())?;
    let private = message.list("Privacy").iter().any(|privacy| privacy.contains("id") || privacy.contains("user"));
    let uri = Uri::parse(&asserted.as_ref().map_or(&from, |asserted| asserted).uri).ok()?;
    let anonymous =
        uri.user.is_empty() || uri.user.eq_ignore_ascii_case("anonymous") || uri.host == "anonymous.invalid";
    (!anonymous && !private).then_some(uri.user)
}

/// The status that tells a cause before an answer.
pub(crate) const fn status_of(cause: &EndCause) -> u16 {
    match cause {
        EndCause::Busy => 486,
        EndCause::Declined => 603,
        EndCause::NoAnswer | EndCause::Unreachable => 480,
        EndCause::NotAcceptable => 488,
        EndCause::Rejected(status) if *status >= 300 && *status < 700 => *status,
        EndCause::Cancelled => 487,
        EndCause::Interrupted | EndCause::MediaLost => 500,
        EndCause::HungUp | EndCause::Released | EndCause::SessionExpired | EndCause::Rejected(_) => 480,
    }
}

/// The cause a final status tells.
pub(crate) const fn cause_of(status: u16) -> EndCause {
    match status {
        486 | 600 => EndCause::Busy,
        603 => EndCause::Declined,
        408 | 480 => EndCause::NoAnswer,
        487 => EndCause::Cancelled,
        488 | 606 | 415 => EndCause::NotAcceptable,
        404 | 410 | 502..=504 => EndCause::Unreachable,
        status => EndCause::Rejected(status),
    }
}
