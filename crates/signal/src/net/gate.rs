//! Bytes in: rate, shape, Via; then rsipstack's transactions.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rsipstack::sip::SipMessage;
use rsipstack::transaction::endpoint::EndpointInnerRef;
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::flow::Flow;
use crate::gauge::Gauge;
use crate::wire::answer::{self, Refusal};
use crate::wire::check::{Verdict, check};
use crate::wire::grammar::Via;
use crate::wire::message::{Message, PRIVATE};

/// Transactions at once before new requests are answered 503.
const MAX_TRANSACTIONS: usize = 50_000;
/// How long an ACK is kept for retransmitted 200s (64·T1 and some).
const ACK_KEPT: Duration = Duration::from_secs(40);
/// How long the flow of a request waits for its transaction to be taken.
const FLOW_KEPT: Duration = Duration::from_secs(10);

/// The gate every received message passes.
#[derive(Clone)]
pub(crate) struct Gate {
    endpoint: EndpointInnerRef,
    shared: Arc<Shared>,
}

struct Shared {
    server: String,
    gauge: Mutex<Gauge>,
    /// Flows of requests under way, by the number written into their private header.
    flows: Mutex<Flows>,
    acks: Mutex<HashMap<String, (Message, Flow, Instant)>>,
    /// 200s nobody asked for any more (a fork downstream). Full means dropped: the peer retransmits.
    strays: mpsc::Sender<(Message, Flow)>,
}

#[derive(Default)]
struct Flows {
    next: u64,
    known: HashMap<u64, (Flow, Instant)>,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gate")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Gate {
    pub(crate) fn new(
        endpoint: EndpointInnerRef,
        gauge: Gauge,
        server: String,
        strays: mpsc::Sender<(Message, Flow)>,
    ) -> Self {
        let shared =
            Shared { server, gauge: Mutex::new(gauge), flows: Mutex::default(), acks: Mutex::default(), strays };
        Self { endpoint, shared: Arc::new(shared) }
    }

    /// One message's bytes from a peer. Returns an answer to send, with where to, if the message is wrong.
    pub(crate) async fn receive(&self, bytes: &[u8], flow: &Flow) -> Option<(Vec<u8>, SocketAddr)> {
        if !lock(&self.shared.gauge).request(flow.peer.ip(), Instant::now()) {
            return None;
        }
        let message = Message::parse(bytes)?;
        let answer = |refusal: &Refusal, message| answer::respond(message, refusal, flow.peer, &self.shared.server);
        match check(message.clone()) {
            Verdict::Refuse(refusal) => answer(&refusal, &message),
            Verdict::Ignore => None,
            Verdict::Pass(passed) => match self.pass(passed, flow).await {
                Ok(()) => None,
                Err(503) => answer(&Refusal::new(503).with("Retry-After", "5"), &message),
                Err(status) => answer(&Refusal::new(status), &message),
            },
        }
    }

    /// May this source make a call now?
    pub(crate) fn may_call(&self, source: std::net::IpAddr, live: usize) -> bool {
        lock(&self.shared.gauge).call(source, live, Instant::now())
    }

    async fn pass(&self, mut message: Message, flow: &Flow) -> Result<(), u16> {
        if message.start.starts_with("SIP/2.0 ") {
            return self.response(message, flow).await;
        }
        if self.endpoint.transactions.len() > MAX_TRANSACTIONS {
            return Err(503);
        }
        stamp(&mut message, flow.peer);
        let method = message.start.split(' ').next().unwrap_or_default().to_owned();
        if !matches!(method.as_str(), "ACK" | "CANCEL") {
            message.headers.push((format!("{PRIVATE}Flow"), self.note_flow(flow).to_string()));
        }
        let uri = message.start.split(' ').nth(1).unwrap_or_default().to_owned();
        message.headers.push((format!("{PRIVATE}Uri"), uri));
        // rsipstack's own reading of odd URIs is not ours: it gets a plain one, we keep the real one above.
        message.start = format!("{method} sip:wasl.invalid SIP/2.0");
        self.deliver(&message, flow).await
    }

    async fn deliver(&self, message: &Message, flow: &Flow) -> Result<(), u16> {
        let parsed = SipMessage::try_from(message.to_bytes().as_slice()).map_err(|_| 400_u16)?;
        let delivered = self.endpoint.on_received_message(parsed, flow.connection.clone(), &flow.destination()).await;
        delivered.map_err(|_| {
            tracing::debug!(peer = %flow.peer, "a request fits no transaction");
            400
        })
    }

    /// The flow of a request that became a transaction.
    pub(crate) fn take_flow(&self, message: &Message) -> Option<Flow> {
        let number = message.get("X-Wasl-Inside-Flow")?.parse().ok()?;
        lock(&self.shared.flows).known.remove(&number).map(|(flow, _)| flow)
    }

    fn note_flow(&self, flow: &Flow) -> u64 {
        let mut flows = lock(&self.shared.flows);
        flows.next += 1;
        let number = flows.next;
        flows.known.insert(number, (flow.clone(), Instant::now()));
        number
    }

    async fn response(&self, message: Message, flow: &Flow) -> Result<(), u16> {
        let success = message.start.starts_with("SIP/2.0 2");
        let to_invite = message.get("CSeq").is_some_and(|cseq| cseq.ends_with(" INVITE"));
        if success && to_invite {
            if let Some((ack, ack_flow)) = self.kept_ack(&message) {
                // A browser may have come back by another flow.
                if flow.seat.is_some() { flow } else { &ack_flow }.send(&ack).await;
                return Ok(());
            }
            if !self.awaited(&message) {
                // Only for a call we acknowledged: anybody else's 200 must not make us send.
                if self.is_fork(&message) {
                    let _ = self.shared.strays.try_send((message, flow.clone()));
                }
                return Ok(());
            }
        }
        // A response that fits nothing is dropped without an answer.
        let _ = self.deliver(&message, flow).await;
        Ok(())
    }

    fn awaited(&self, message: &Message) -> bool {
        let Ok(SipMessage::Response(response)) = SipMessage::try_from(message.to_bytes().as_slice()) else {
            return true;
        };
        TransactionKey::from_response(&response, TransactionRole::Client)
            .is_ok_and(|key| self.endpoint.transactions.get(&key).is_some())
    }

    /// Keeps an ACK for retransmissions of the 200 it answers (RFC 3261 §13.2.2.4).
    pub(crate) fn keep_ack(&self, ack: &Message, flow: &Flow) {
        let mut acks = lock(&self.shared.acks);
        acks.insert(ack_key(ack), (ack.clone(), flow.clone(), Instant::now()));
    }

    fn kept_ack(&self, response: &Message) -> Option<(Message, Flow)> {
        let acks = lock(&self.shared.acks);
        acks.get(&ack_key(response)).map(|(ack, flow, _)| (ack.clone(), flow.clone()))
    }

    /// Another branch's 200 to an INVITE of ours that was answered already.
    fn is_fork(&self, response: &Message) -> bool {
        let key = ack_key(response);
        let Some((ours, _)) = key.rsplit_once(' ') else { return false };
        lock(&self.shared.acks).keys().any(|kept| kept.rsplit_once(' ').is_some_and(|(kept, _)| kept == ours))
    }

    /// Forgets what is over.
    pub(crate) fn sweep(&self) {
        lock(&self.shared.acks).retain(|_, (_, _, at)| at.elapsed() < ACK_KEPT);
        // Retransmitted requests make no transaction, so nobody takes their flow.
        lock(&self.shared.flows).known.retain(|_, (_, at)| at.elapsed() < FLOW_KEPT);
    }
}

/// Call, CSeq number and both tags name the 200 an ACK is for.
fn ack_key(message: &Message) -> String {
    let number = message.get("CSeq").and_then(|cseq| cseq.split(' ').next()).unwrap_or_default();
    let tag = |name| {
        let address = message.get(name).and_then(crate::wire::grammar::NameAddr::parse);
        address.and_then(|address| address.tag().map(str::to_owned)).unwrap_or_default()
    };
    format!("{} {number} {} {}", message.get("Call-ID").unwrap_or_default(), tag("From"), tag("To"))
}

fn stamp(message: &mut Message, source: SocketAddr) {
    let Some(top) = message.headers.iter_mut().find(|(name, _)| name == "Via") else { return };
    if let Some(mut via) = Via::parse(&top.1) {
        answer::stamp(&mut via, source);
        top.1 = via.to_text();
    }
}

/// The path of bytes from outside, for fuzzing: frame, parse, check, hand to rsipstack's parser, answer.
pub(crate) fn fuzz(bytes: &[u8]) {
    let _ = crate::wire::frame::next(bytes);
    let source = SocketAddr::from(([127, 0, 0, 1], 5060));
    let Some(message) = Message::parse(bytes) else { return };
    {
        match check(message.clone()) {
            Verdict::Pass(mut passed) => {
                stamp(&mut passed, source);
                if let Ok(SipMessage::Request(request)) = SipMessage::try_from(passed.to_bytes().as_slice()) {
                    let _ = TransactionKey::from_request(&request, TransactionRole::Server);
                    let _ = super::flow::outbound(&request.to_bytes());
                }
                let _ = ack_key(&passed);
            }
            Verdict::Refuse(refusal) => {
                let answered = answer::respond(&message, &refusal, source, "fuzz");
                debug_assert!(answered.is_none_or(|(bytes, _)| bytes.ends_with(b"\r\n\r\n")));
            }
            Verdict::Ignore => {}
        }
    }
}
