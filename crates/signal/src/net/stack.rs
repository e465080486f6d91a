//! rsipstack's transactions, driven one task each. What happens in them reaches a leg through its inbox.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::EndpointBuilder;
use rsipstack::sip::{Request, Response, SipMessage, Uri};
use rsipstack::transaction::TransactionReceiver;
use rsipstack::transaction::endpoint::{EndpointInnerRef, EndpointOption};
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use rsipstack::transaction::transaction::{Transaction, TransactionEvent, TransactionEventSender};
use rsipstack::transport::transport_layer::DomainResolver;
use rsipstack::transport::{SipAddr, TransportLayer};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::flow::Flow;
use crate::wire::answer::reason;
use crate::wire::grammar::NameAddr;
use crate::wire::message::{Message, PRIVATE};

/// rsipstack never looks names up: every flow is chosen by us, with a timeout, outside its loop.
struct NoNames;

#[async_trait::async_trait]
impl DomainResolver for NoNames {
    async fn resolve(&self, target: &SipAddr) -> Result<SipAddr, rsipstack::Error> {
        Err(rsipstack::Error::DnsResolutionError(target.addr.host.to_string()))
    }
}

/// rsipstack without its sockets: transactions and timers.
pub(crate) fn build(
    user_agent: &str,
    t1: Duration,
    stop: CancellationToken,
) -> (EndpointInnerRef, Option<TransactionReceiver>) {
    let option = EndpointOption {
        t1,
        t2: t1 * 8,
        t4: t1 * 10,
        t1x64: t1 * 64,
        // Our own ringing time ends a call that rings for ever.
        timerc: Duration::from_secs(900),
        auto_ack_2xx: false,
        ..EndpointOption::default()
    };
    let layer = TransportLayer::new_with_domain_resolver(stop.clone(), Box::new(NoNames));
    let endpoint = EndpointBuilder::new()
        .with_user_agent(user_agent)
        .with_option(option)
        .with_transport_layer(layer)
        .with_cancel_token(stop)
        .build();
    let incoming = endpoint.incoming_transactions().ok();
    (endpoint.inner, incoming)
}

/// What reaches a leg.
#[derive(Debug)]
pub(crate) enum LegInput {
    /// A request in its dialog.
    Request(Box<Arrived>),
    /// The ACK of an INVITE answered by this transaction.
    Ack(u64, Box<Message>),
    /// CANCEL of an INVITE not yet answered.
    Cancel(u64),
    /// An INVITE of theirs is over without an ACK.
    Unacknowledged(u64),
    /// A response to a request of ours.
    Response(u64, Box<Message>),
}

/// A request that became a server transaction, not yet driven.
pub(crate) struct Arrived {
    /// The request, with its real URI in the start line.
    pub(crate) message: Message,
    /// The way it came.
    pub(crate) flow: Flow,
    transaction: Transaction,
}

impl std::fmt::Debug for Arrived {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arrived").field("method", &self.method()).finish_non_exhaustive()
    }
}

impl Arrived {
    pub(crate) fn new(transaction: Transaction, message: Message, flow: Flow) -> Self {
        Self { message, flow, transaction }
    }

    pub(crate) fn method(&self) -> &str {
        self.message.start.split(' ').next().unwrap_or_default()
    }

    pub(crate) fn uri(&self) -> &str {
        self.message.start.split(' ').nth(1).unwrap_or_default()
    }

    /// Drives the transaction by itself: what answers it.
    pub(crate) fn serve(self, tag: &str) -> Responder {
        self.drive(0, None, tag)
    }

    /// Drives an INVITE whose ACK and CANCEL go to a leg under this number.
    pub(crate) fn serve_for(self, number: u64, inbox: mpsc::WeakSender<LegInput>, tag: &str) -> Responder {
        self.drive(number, Some(inbox), tag)
    }

    fn drive(self, number: u64, inbox: Option<mpsc::WeakSender<LegInput>>, tag: &str) -> Responder {
        let Self { message, transaction, .. } = self;
        let responder = Responder::new(&message, transaction.tu_sender.clone(), tag, number);
        tokio::spawn(Box::pin(drive_server(transaction, number, inbox)));
        responder
    }
}

async fn drive_server(mut transaction: Transaction, number: u64, inbox: Option<mpsc::WeakSender<LegInput>>) {
    let mut acknowledged = false;
    while let Some(message) = transaction.receive().await {
        let SipMessage::Request(request) = message else { continue };
        let ack = request.method == rsipstack::sip::Method::Ack;
        acknowledged |= ack;
        let input =
            if ack { LegInput::Ack(number, Box::new(from_request(&request))) } else { LegInput::Cancel(number) };
        tell(inbox.as_ref(), input).await;
    }
    if !acknowledged {
        tell(inbox.as_ref(), LegInput::Unacknowledged(number)).await;
    }
}

async fn tell(inbox: Option<&mpsc::WeakSender<LegInput>>, input: LegInput) -> bool {
    match inbox.and_then(mpsc::WeakSender::upgrade) {
        Some(inbox) => inbox.send(input).await.is_ok(),
        None => false,
    }
}

/// Answers one request.
#[derive(Clone, Debug)]
pub(crate) struct Responder {
    echoed: Vec<(String, String)>,
    transaction: TransactionEventSender,
    /// The leg's name for the transaction.
    pub(crate) number: u64,
}

impl Responder {
    fn new(request: &Message, transaction: TransactionEventSender, tag: &str, number: u64) -> Self {
        let copied = ["Via", "Record-Route", "From", "To", "Call-ID", "CSeq"];
        let mut echoed: Vec<(String, String)> =
            request.headers.iter().filter(|(name, _)| copied.contains(&name.as_str())).cloned().collect();
        for (_, value) in echoed.iter_mut().filter(|(name, _)| name == "To") {
            if NameAddr::parse(value).is_none_or(|to| to.tag().is_none()) {
                value.push_str(&format!(";tag={tag}"));
            }
        }
        Self { echoed, transaction, number }
    }

    /// Sends a response. rsipstack ignores one that does not fit the transaction's state.
    pub(crate) fn respond(&self, status: u16, headers: &[(&str, String)], sdp: Option<&str>) {
        let mut message = Message { start: format!("SIP/2.0 {status} {}", reason(status)), ..Message::default() };
        let dialog_forming = (101..300).contains(&status);
        message
            .headers
            .extend(self.echoed.iter().filter(|(name, _)| dialog_forming || name != "Record-Route").cloned());
        if status == 100 {
            untag(&mut message);
        }
        message.headers.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        if let Some(sdp) = sdp {
            message.headers.push(("Content-Type".to_owned(), "application/sdp".to_owned()));
            message.body = sdp.as_bytes().to_vec();
        }
        if let Ok(SipMessage::Response(response)) = SipMessage::try_from(message.to_bytes().as_slice()) {
            let _ = self.transaction.send(TransactionEvent::Respond(response));
        }
    }
}

/// A 100 is hop by hop and carries no tag of ours.
fn untag(message: &mut Message) {
    for (_, value) in message.headers.iter_mut().filter(|(name, _)| name == "To") {
        if let Some((address, _)) = value.rsplit_once(";tag=") {
            *value = address.to_owned();
        }
    }
}

/// A request as the rest of the crate reads it.
pub(crate) fn from_request(request: &Request) -> Message {
    let mut headers: Vec<(String, String)> =
        request.headers.iter().map(|header| (header.name().to_owned(), header.value().to_owned())).collect();
    let uri = headers.iter().find(|(name, _)| name == "X-Wasl-Inside-Uri").map(|(_, uri)| uri.clone());
    let uri = uri.unwrap_or_else(|| request.uri.to_string());
    headers.retain(|(name, _)| name != "X-Wasl-Inside-Uri");
    Message {
        start: format!("{} {uri} SIP/2.0", request.method),
        headers,
        body: request.body.clone(),
        terminated: true,
        oversized: false,
    }
}

fn from_response(response: &Response) -> Message {
    let status: u16 = response.status_code.code();
    let headers = response.headers.iter().map(|header| (header.name().to_owned(), header.value().to_owned())).collect();
    Message {
        start: format!("SIP/2.0 {status} {}", reason(status)),
        headers,
        body: response.body.clone(),
        terminated: true,
        oversized: false,
    }
}

/// The status of a response; 0 of a request.
pub(crate) fn status(message: &Message) -> u16 {
    message
        .start
        .strip_prefix("SIP/2.0 ")
        .and_then(|rest| rest.get(..3))
        .and_then(|code| code.parse().ok())
        .unwrap_or(0)
}

/// A request ready to go: rsipstack's form and its transaction's key.
fn prepare(message: &Message) -> Option<(TransactionKey, Request)> {
    let mut message = message.clone();
    let mut start = message.start.splitn(3, ' ');
    let (method, uri) = (start.next()?.to_owned(), start.next()?.to_owned());
    // rsipstack writes some legal URIs differently than they were; those travel in a private header.
    if Uri::try_from(uri.as_str()).ok()?.to_string() != uri {
        message.start = format!("{method} sip:wasl.invalid SIP/2.0");
        message.headers.push((format!("{PRIVATE}Uri"), uri));
    }
    let Ok(SipMessage::Request(request)) = SipMessage::try_from(message.to_bytes().as_slice()) else { return None };
    let key = TransactionKey::from_request(&request, TransactionRole::Client).ok()?;
    Some((key, request))
}

/// Where responses of a client transaction go.
pub(crate) enum Sink {
    /// A leg, under this number.
    Leg(u64, mpsc::WeakSender<LegInput>),
    /// Whoever waits for the final one.
    Once(Option<oneshot::Sender<Message>>),
}

impl std::fmt::Debug for Sink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sink")
    }
}

/// What a 200 to an INVITE becomes when its leg is gone: ACK and BYE.
pub(crate) type Strays = mpsc::Sender<(Message, Flow)>;

/// Sends a request of ours in its transaction; every response, 408 for silence and 503 for a lost stream go to the sink.
pub(crate) fn request(endpoint: &EndpointInnerRef, message: &Message, flow: &Flow, sink: Sink, strays: Strays) {
    let Some((key, request)) = prepare(message) else {
        let failed = local_response(message, 503);
        tokio::spawn(async move {
            let mut sink = sink;
            deliver(&mut sink, failed).await;
        });
        return;
    };
    let mut transaction = Transaction::new_client(key, request, Arc::clone(endpoint), Some(flow.connection.clone()));
    transaction.destination = Some(flow.destination());
    let lost = local_response(message, 503);
    tokio::spawn(Box::pin(drive_client(transaction, flow.clone(), sink, strays, lost)));
}

async fn drive_client(mut transaction: Transaction, flow: Flow, mut sink: Sink, strays: Strays, lost: Message) {
    if transaction.send().await.is_err() {
        deliver(&mut sink, lost).await;
        return;
    }
    loop {
        // receive() may lose a message when dropped, which only happens here when nothing more can come.
        let received = tokio::select! {
            received = transaction.receive() => received,
            () = flow.closed.cancelled() => {
                deliver(&mut sink, lost).await;
                return;
            }
        };
        let Some(message) = received else { return };
        let SipMessage::Response(response) = message else { continue };
        let message = from_response(&response);
        let answered =
            (200..300).contains(&status(&message)) && message.get("CSeq").is_some_and(|cseq| cseq.ends_with("INVITE"));
        let final_one = status(&message) >= 200;
        if !deliver(&mut sink, message.clone()).await && answered {
            let _ = strays.send((message, flow.clone())).await;
        }
        if final_one && transaction.is_terminated() {
            return;
        }
    }
}

async fn deliver(sink: &mut Sink, message: Message) -> bool {
    match sink {
        Sink::Leg(number, inbox) => tell(Some(inbox), LegInput::Response(*number, Box::new(message))).await,
        Sink::Once(waiting) if status(&message) >= 200 => {
            waiting.take().is_some_and(|waiting| waiting.send(message).is_ok())
        }
        Sink::Once(_) => true,
    }
}

fn local_response(request: &Message, status: u16) -> Message {
    let copied = ["Via", "From", "To", "Call-ID", "CSeq"];
    let headers = request.headers.iter().filter(|(name, _)| copied.contains(&name.as_str())).cloned().collect();
    Message { start: format!("SIP/2.0 {status} {}", reason(status)), headers, terminated: true, ..Message::default() }
}
