//! What every part of the door shares: sockets, tables, the registrar, and ways to reach somebody.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rsipstack::transaction::endpoint::EndpointInnerRef;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use wasl_model::{AgentId, Timestamp};

use crate::auth::digest::Challenge;
use crate::auth::guard::Guard;
use crate::config::{Credentials, SignalConfig};
use crate::dialog::token;
use crate::net::flow::Flow;
use crate::net::gate::Gate;
use crate::net::seat::Seats;
use crate::net::stack::{self, LegInput, Sink, Strays, status};
use crate::net::streams::Streams;
use crate::net::udp::Udp;
use crate::prack::{Unpracked, rack};
use crate::registrar::Registrar;
use crate::trunk::Trunks;
use crate::wire::grammar::{Transport, Uri};
use crate::wire::message::Message;
use crate::{Directory, DoorEvent};

/// Names are looked up for no longer than this.
const RESOLVE_TIMEOUT: Duration = Duration::from_secs(3);

/// The shared middle of the door.
pub(crate) struct House {
    pub(crate) config: SignalConfig,
    pub(crate) directory: Arc<dyn Directory>,
    pub(crate) endpoint: EndpointInnerRef,
    pub(crate) gate: Gate,
    pub(crate) udp: Vec<Udp>,
    pub(crate) streams: Streams,
    /// Browsers, and where they sit now.
    pub(crate) seats: Seats,
    pub(crate) trunks: Trunks,
    pub(crate) guard: Mutex<Guard>,
    pub(crate) registrar: Mutex<Registrar<Flow>>,
    /// Peers we registered with: they may call us.
    pub(crate) registrars: Mutex<Vec<IpAddr>>,
    pub(crate) door: mpsc::Sender<DoorEvent>,
    pub(crate) strays: Strays,
    pub(crate) draining: AtomicBool,
    pub(crate) stop: CancellationToken,
    /// Registrations of ours still to be taken back.
    pub(crate) registrations: AtomicUsize,
    live: AtomicUsize,
    /// Dialogs, early and confirmed, by Call-ID and our tag.
    dialogs: Mutex<HashMap<(String, String), mpsc::WeakSender<LegInput>>>,
    /// Reliable responses overtaken by our final one, whose PRACK may still come.
    unpracked: Mutex<Unpracked>,
    clock: Clock,
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("House")
    }
}

/// What a house is built from.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) gate: Gate,
    pub(crate) udp: Vec<Udp>,
    pub(crate) streams: Streams,
    pub(crate) trunks: Trunks,
    pub(crate) guard: Guard,
    pub(crate) door: mpsc::Sender<DoorEvent>,
    pub(crate) strays: Strays,
    pub(crate) stop: CancellationToken,
}

/// Wall-clock time that never runs backwards: anchored once.
#[derive(Clone, Copy, Debug)]
struct Clock {
    wall: Timestamp,
    started: Instant,
}

impl Clock {
    fn start() -> Self {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { wall: Timestamp::from_millis(i64::try_from(unix.as_millis()).unwrap_or(0)), started: Instant::now() }
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl House {
    pub(crate) fn new(
        config: SignalConfig,
        directory: Arc<dyn Directory>,
        endpoint: EndpointInnerRef,
        parts: Parts,
    ) -> Self {
        let registrar = Registrar::new(config.registration_min, config.registration_max);
        let seats = Seats::new(config.web_grace);
        Self {
            config,
            directory,
            endpoint,
            gate: parts.gate,
            udp: parts.udp,
            streams: parts.streams,
            seats,
            trunks: parts.trunks,
            guard: Mutex::new(parts.guard),
            registrar: Mutex::new(registrar),
            registrars: Mutex::default(),
            door: parts.door,
            strays: parts.strays,
            draining: AtomicBool::new(false),
            stop: parts.stop,
            registrations: AtomicUsize::new(0),
            live: AtomicUsize::new(0),
            dialogs: Mutex::default(),
            unpracked: Mutex::default(),
            clock: Clock::start(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.wall + self.clock.started.elapsed()
    }

    pub(crate) fn live(&self) -> usize {
        self.live.load(Ordering::Relaxed)
    }

    pub(crate) fn call_begins(&self) {
        self.live.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn call_ends(&self) {
        self.live.fetch_sub(1, Ordering::Relaxed);
    }

    /// In-dialog requests with this Call-ID and tag go to this leg from now on.
    pub(crate) fn enter(&self, call_id: &str, tag: &str, inbox: &mpsc::WeakSender<LegInput>) {
        lock(&self.dialogs).insert((call_id.to_owned(), tag.to_owned()), inbox.clone());
    }

    pub(crate) fn leave(&self, call_id: &str, tag: &str) {
        lock(&self.dialogs).remove(&(call_id.to_owned(), tag.to_owned()));
    }

    pub(crate) fn dialog(&self, call_id: &str, tag: &str) -> Option<mpsc::Sender<LegInput>> {
        lock(&self.dialogs).get(&(call_id.to_owned(), tag.to_owned())).and_then(mpsc::WeakSender::upgrade)
    }

    pub(crate) fn dialogs(&self) -> usize {
        lock(&self.dialogs).len()
    }

    /// A final response overtakes a reliable one: its PRACK, with this RAck, is still to be answered 200.
    pub(crate) fn expect_prack(&self, call_id: &str, tag: &str, rack: String) {
        lock(&self.unpracked).expect(call_id, tag, rack, Instant::now(), self.config.t1 * 64);
    }

    /// Does a PRACK match such a response? It matches once; rsipstack answers its retransmissions.
    pub(crate) fn late_prack(&self, call_id: &str, tag: &str, prack: &Message) -> bool {
        let rack = prack.get("RAck").map(rack);
        rack.is_some_and(|rack| lock(&self.unpracked).take(call_id, tag, &rack, Instant::now()))
    }

    pub(crate) fn agent_phones(&self, agent: &AgentId) -> Vec<crate::registrar::Binding<Flow>> {
        lock(&self.registrar).bindings(agent, self.now())
    }

    /// The way to a URI's host: a number, or a name looked up outside every loop, with a timeout.
    /// A browser's `.invalid` leads nowhere (RFC 7118 §5, RFC 2606 §2).
    pub(crate) async fn reach(&self, uri: &str) -> Option<Flow> {
        let nowhere = |host: &str| host.is_empty() || host.to_ascii_lowercase().ends_with(".invalid");
        let uri = Uri::parse(uri).ok().filter(|uri| !nowhere(&uri.host))?;
        let port = uri.port();
        let peer = match uri.ip() {
            Some(ip) => SocketAddr::new(ip, port),
            None => resolve(&uri.host, port).await?,
        };
        // Without a UDP socket of the peer's family everything goes by TCP.
        if uri.transport() == Transport::Udp
            && let Some(udp) = self.udp.iter().find(|udp| udp.bound.is_ipv4() == peer.is_ipv4())
        {
            return Some(udp.flow(peer));
        }
        self.streams.connect(&Arc::new(uri), peer).await
    }

    /// The flow itself, or when its stream is gone: the one its browser came back by, or a new one to the same peer.
    pub(crate) async fn alive(&self, flow: &Flow) -> Option<Flow> {
        match &flow.dialled {
            _ if flow.seat.is_some() => self.seats.current(flow),
            _ if !flow.closed.is_cancelled() => Some(flow.clone()),
            Some(uri) => self.streams.connect(uri, flow.peer).await,
            None => None,
        }
    }

    /// Sends a request for a leg.
    pub(crate) fn send(&self, message: &Message, flow: &Flow, number: u64, inbox: &mpsc::WeakSender<LegInput>) {
        stack::request(&self.endpoint, message, flow, Sink::Leg(number, inbox.clone()), self.strays.clone());
    }

    /// Sends a request and waits for its final response; a challenge is answered once or, when stale, twice.
    pub(crate) async fn ask(&self, mut message: Message, flow: &Flow, credentials: Option<&Credentials>) -> Message {
        for _ in 0..3 {
            let (sender, response) = oneshot::channel();
            stack::request(&self.endpoint, &message, flow, Sink::Once(Some(sender)), self.strays.clone());
            let Ok(response) = response.await else { break };
            let Some(next) = credentials.and_then(|credentials| authorized(&message, &response, credentials)) else {
                return response;
            };
            message = next;
        }
        Message { start: "SIP/2.0 408 Request Timeout".to_owned(), ..Message::default() }
    }
}

/// The request again with an answer to the challenge in its response; `None` when there is none to give,
/// or the password was already refused.
pub(crate) fn authorized(request: &Message, response: &Message, credentials: &Credentials) -> Option<Message> {
    let (challenge_header, answer_header) = match status(response) {
        401 => ("WWW-Authenticate", "Authorization"),
        407 => ("Proxy-Authenticate", "Proxy-Authorization"),
        _ => return None,
    };
    let challenge = response.all(challenge_header).find_map(Challenge::parse)?;
    let tried = request.get(answer_header).is_some();
    if tried && !challenge.stale {
        return None;
    }
    let method = request.start.split(' ').next()?.to_owned();
    let uri = request.start.split(' ').nth(1)?.to_owned();
    let answer = challenge.answer(&credentials.user, credentials.password.reveal(), &method, &uri, 1, &token());
    let mut next = renumbered(request, &method);
    next.headers.retain(|(name, _)| name != answer_header);
    next.headers.push((answer_header.to_owned(), answer));
    Some(next)
}

/// The same request with the next CSeq and a new branch.
pub(crate) fn renumbered(request: &Message, method: &str) -> Message {
    let mut next = request.clone();
    let number = crate::dialog::cseq_number(request) + 1;
    for (name, value) in &mut next.headers {
        if name == "CSeq" {
            *value = format!("{number} {method}");
        } else if name == "Via"
            && let Some((head, _)) = value.split_once(";branch=")
        {
            *value = format!("{head};branch=z9hG4bK{}", token());
        }
    }
    next
}

async fn resolve(host: &str, port: u16) -> Option<SocketAddr> {
    let found = tokio::time::timeout(RESOLVE_TIMEOUT, tokio::net::lookup_host((host, port))).await.ok()?.ok()?;
    let found: Vec<SocketAddr> = found.collect();
    found.iter().find(|address| address.is_ipv4()).or_else(|| found.first()).copied()
}
