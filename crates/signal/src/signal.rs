//! The door itself: opened, asked to call out, drained and stopped.

use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use wasl_model::AgentId;

use crate::auth::ban::Bans;
use crate::auth::guard::Guard;
use crate::auth::nonce::Nonces;
use crate::call::outgoing::{Calling, reap, stray_dialog};
use crate::call::task::{INBOX, LegTask, Phase, Ports};
use crate::event::{DOOR_EVENTS, LEG_EVENTS};
use crate::gauge::Gauge;
use crate::house::{House, Parts, lock};
use crate::net::flow::Flow;
use crate::net::gate::Gate;
use crate::net::streams::{Home, Streams};
use crate::net::tls;
use crate::net::udp::Udp;
use crate::registration::{self, Account, Registration, RegistrationState};
use crate::trunk::{self, Trunks};
use crate::web::{self, WebSocketPipe, WebUser};
use crate::wire::message::Message;
use crate::{Directory, DoorEvent, Invite, Leg, LegEvent, SignalConfig, door};

/// 200s of lost forks waiting to be taken back. Full means dropped: the peer retransmits.
const STRAYS: usize = 64;
/// How often bindings are expired and tables swept.
const SWEEP: Duration = Duration::from_secs(1);
/// How long `stop` waits for the last BYEs and unregistrations.
const FAREWELL: Duration = Duration::from_secs(2);

/// The running door.
#[derive(Debug)]
pub struct Signal {
    house: Arc<House>,
    addresses: LocalAddresses,
    /// Ends sockets and timers, after the legs.
    close: CancellationToken,
}

/// Where the door listens, with the ports that were picked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocalAddresses {
    /// UDP.
    pub udp: Vec<SocketAddr>,
    /// TCP.
    pub tcp: Vec<SocketAddr>,
    /// TLS.
    pub tls: Vec<SocketAddr>,
}

/// Why the door did not open.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address is taken or not ours.
    #[error("cannot listen for SIP on {transport} {address}: choose another address or end what uses it")]
    Bind {
        /// `UDP`, `TCP` or `TLS`.
        transport: &'static str,
        /// The address asked for.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// A trunk's host is not a SIP address.
    #[error("trunk {trunk}: {host:?} is not a SIP host; write it like sip:host:5060;transport=udp")]
    TrunkHost {
        /// Which trunk.
        trunk: wasl_model::TrunkId,
        /// What was written.
        host: String,
    },
    /// No address to listen on.
    #[error("SIP has no address to listen on: give sip.udp, sip.tcp or sip.tls at least one")]
    NoAddress,
    /// TLS without a certificate.
    #[error("SIP over TLS needs a certificate and its key")]
    NoCertificate,
}

/// Opens the door.
///
/// # Errors
/// [`StartError`] names the address that is taken or the trunk that is wrong; nothing is left running then.
pub async fn start(
    config: SignalConfig,
    directory: Arc<dyn Directory>,
) -> Result<(Signal, mpsc::Receiver<DoorEvent>), StartError> {
    if config.udp.is_empty() && config.tcp.is_empty() && config.tls.is_empty() {
        return Err(StartError::NoAddress);
    }
    let trunks = Trunks::new(config.trunks.clone())?;
    let sockets = bind(&config)?;
    let close = CancellationToken::new();
    let (endpoint, incoming) = crate::net::stack::build(&config.user_agent, config.t1, close.clone());
    let (strays, stray_answers) = mpsc::channel(STRAYS);
    let gauge = Gauge::new(config.caps, tokio::time::Instant::now());
    let gate = Gate::new(endpoint.clone(), gauge, config.user_agent.clone(), strays.clone());
    let advertise = |bound: SocketAddr| SocketAddr::new(config.external.unwrap_or(reachable(bound.ip())), bound.port());
    let mut udp = Vec::new();
    for (address, socket) in sockets.udp {
        let fault = |source| StartError::Bind { transport: "UDP", address, source };
        udp.push(Udp::new(socket, advertise).await.map_err(fault)?);
    }
    let addresses = LocalAddresses {
        udp: udp.iter().map(|udp| udp.bound).collect(),
        tcp: bound(&sockets.tcp),
        tls: bound(&sockets.tls),
    };
    let home = addresses.home(advertise);
    let streams = Streams::new(gate.clone(), close.clone(), home, tls::client(&config.trust));
    let secure = config.certificate.clone().map(tls::server);
    for (listeners, transport, tls) in [(sockets.tcp, "TCP", None), (sockets.tls, "TLS", secure)] {
        for (address, listener) in listeners {
            let fault = |source| StartError::Bind { transport, address, source };
            let listener = tokio::net::TcpListener::from_std(listener).map_err(fault)?;
            tokio::spawn(streams.clone().listen(listener, tls.clone()));
        }
    }
    for socket in &udp {
        tokio::spawn(socket.clone().run(gate.clone(), close.clone()));
    }
    let timers = (endpoint.clone(), close.clone());
    tokio::spawn(async move {
        tokio::select! {
            () = timers.1.cancelled() => {}
            () = timers.0.process_timer() => {}
        }
    });
    let (door, events) = mpsc::channel(DOOR_EVENTS);
    let bans = Bans::new(config.ban_after, config.ban_for);
    let guard = Guard::new(config.realm.clone(), &config.digest, Nonces::new(rand::random()), bans);
    let stop = CancellationToken::new();
    let parts = Parts { gate, udp, streams, trunks, guard, door, strays, stop };
    let house = Arc::new(House::new(config, directory, endpoint, parts));
    if let Some(incoming) = incoming {
        tokio::spawn(door::run(house.clone(), incoming));
    }
    tokio::spawn(sweep(house.clone()));
    tokio::spawn(take_back(house.clone(), stray_answers));
    trunk::watch(&house);
    Ok((Signal { house, addresses, close }, events))
}

struct Sockets {
    udp: Vec<(SocketAddr, UdpSocket)>,
    tcp: Vec<(SocketAddr, TcpListener)>,
    tls: Vec<(SocketAddr, TcpListener)>,
}

/// Binds everything before anything runs, so that a taken port is a loud error.
fn bind(config: &SignalConfig) -> Result<Sockets, StartError> {
    if !config.tls.is_empty() && config.certificate.is_none() {
        return Err(StartError::NoCertificate);
    }
    let mut sockets = Sockets { udp: Vec::new(), tcp: listen(&config.tcp, "TCP")?, tls: listen(&config.tls, "TLS")? };
    for address in &config.udp {
        let fault = |source| StartError::Bind { transport: "UDP", address: *address, source };
        sockets.udp.push((*address, UdpSocket::bind(address).map_err(fault)?));
    }
    Ok(sockets)
}

fn listen(addresses: &[SocketAddr], transport: &'static str) -> Result<Vec<(SocketAddr, TcpListener)>, StartError> {
    let listen = |address: &SocketAddr| {
        let fault = |source| StartError::Bind { transport, address: *address, source };
        let listener = TcpListener::bind(address).map_err(fault)?;
        listener.set_nonblocking(true).map_err(fault)?;
        Ok((*address, listener))
    };
    addresses.iter().map(listen).collect()
}

fn bound(listeners: &[(SocketAddr, TcpListener)]) -> Vec<SocketAddr> {
    listeners.iter().filter_map(|(_, listener)| listener.local_addr().ok()).collect()
}

impl LocalAddresses {
    /// The addresses our Contacts name.
    fn home(&self, advertise: impl Fn(SocketAddr) -> SocketAddr) -> Home {
        let first = |bound: &[SocketAddr]| bound.first().map(|bound| advertise(*bound));
        let (udp, tcp, tls) = (first(&self.udp), first(&self.tcp), first(&self.tls));
        Home { tcp, tls, any: tls.or(tcp).or(udp) }
    }
}

/// An address a peer can use: `0.0.0.0` is none, so the one of the default route is taken (no packet is sent for it).
fn reachable(bound: IpAddr) -> IpAddr {
    if !bound.is_unspecified() {
        return bound;
    }
    let (any, far) = if bound.is_ipv4() { ("0.0.0.0:0", "192.0.2.1:9") } else { ("[::]:0", "[2001:db8::1]:9") };
    let probe = UdpSocket::bind(any)
        .and_then(|socket| socket.connect(far).map(|()| socket))
        .and_then(|socket| socket.local_addr());
    let loopback =
        if bound.is_ipv4() { IpAddr::from([127, 0, 0, 1]) } else { IpAddr::from(std::net::Ipv6Addr::LOCALHOST) };
    probe.map_or(loopback, |local| local.ip())
}

/// Expires registrations and forgets what is over.
async fn sweep(house: Arc<House>) {
    loop {
        tokio::select! {
            () = house.stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
        house.gate.sweep();
        house.seats.sweep();
        let now = house.now();
        let expired = {
            let mut registrar = lock(&house.registrar);
            let mut expired = registrar.expire(now);
            // A phone on a stream is gone with its stream; a browser may come back for a while.
            expired.extend(
                registrar.retain(|phone| !phone.flow.closed.is_cancelled() || !house.seats.is_lost(&phone.flow)),
            );
            expired
        };
        for (agent, contacts) in expired {
            let _ = house.door.send(door::changed(agent, contacts)).await;
        }
    }
}

/// Takes back answers nobody waits for.
async fn take_back(house: Arc<House>, mut answers: mpsc::Receiver<(Message, Flow)>) {
    while let Some((response, flow)) = answers.recv().await {
        let dialog = stray_dialog(&response, &flow, &house.config.user_agent);
        reap(&house, dialog, &response).await;
    }
}

impl Signal {
    /// Calls out. The leg's first event tells how it goes; its last is `Ended`.
    pub fn invite(&self, invite: Invite) -> (Leg, mpsc::Receiver<LegEvent>) {
        let (leg, orders, ending) = Leg::new();
        let (events, receiver) = mpsc::channel(LEG_EVENTS);
        let (inbox, inputs) = mpsc::channel(INBOX);
        let ports = Ports { inputs, inbox, orders, ending, events: Some(events) };
        let agent = match &invite.to {
            crate::Target::Agent(agent) => Some(agent.clone()),
            crate::Target::Trunk { .. } | crate::Target::Uri(_) => None,
        };
        let phase = Phase::Calling(Box::new(Calling::new(invite)));
        let mut task = LegTask::new(self.house.clone(), phase, ports);
        task.agent = agent;
        tokio::spawn(Box::pin(task.run()));
        (leg, receiver)
    }

    /// Takes a web socket that the HTTP server accepted (subprotocol `sip`) and whose user it proved.
    /// Dropping either end of the pipe closes the flow; the flow closes the pipe when the browser sends a message
    /// longer than [`crate::web::MAX_FRAME`] or leaves [`crate::web::PIPE`] messages unread.
    #[must_use]
    pub fn web_socket(&self, peer: SocketAddr, who: WebUser) -> WebSocketPipe {
        let (from_browser, from) = mpsc::channel(web::PIPE);
        let (to, to_browser) = mpsc::channel(web::PIPE);
        tokio::spawn(web::serve(self.house.clone(), peer, who, from, to));
        WebSocketPipe { from_browser, to_browser }
    }

    /// Has the agent a registered browser whose web socket is open?
    #[must_use]
    pub fn web_flow(&self, agent: &AgentId) -> bool {
        let here = |flow: &Flow| flow.seat.is_some() && !flow.closed.is_cancelled();
        self.house.agent_phones(agent).iter().any(|phone| here(&phone.flow))
    }

    /// How many phones the agent has registered, a browser that may come back included.
    #[must_use]
    pub fn registered(&self, agent: &AgentId) -> usize {
        self.house.agent_phones(agent).len()
    }

    /// Registers with somebody else's registrar and keeps it fresh.
    #[must_use]
    pub fn register(&self, account: Account) -> Registration {
        let (sender, state) = watch::channel(RegistrationState::Trying);
        let stop = self.house.stop.child_token();
        tokio::spawn(Box::pin(registration::keep(self.house.clone(), account, sender, stop.clone())));
        Registration { state, stop }
    }

    /// From now on new calls are answered 503 with `Retry-After`; live ones go on.
    pub fn drain(&self) {
        self.house.draining.store(true, Ordering::Relaxed);
    }

    /// Ends every leg, takes registrations back and closes the sockets.
    pub async fn stop(&self) {
        self.drain();
        self.house.stop.cancel();
        let gone = async {
            while self.house.live() + self.house.dialogs() + self.house.registrations.load(Ordering::Relaxed) > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let _ = tokio::time::timeout(FAREWELL, gone).await;
        // The last BYEs and unregistrations leave at once; their answers change nothing.
        tokio::time::sleep(Duration::from_millis(50)).await;
        self.close.cancel();
    }

    /// Calls that are up or being set up.
    #[must_use]
    pub fn live_calls(&self) -> usize {
        self.house.live()
    }

    /// Dialogs known, early and confirmed; zero again when every leg is over.
    #[must_use]
    pub fn dialogs(&self) -> usize {
        self.house.dialogs()
    }

    /// Where the door listens.
    #[must_use]
    pub const fn local_addresses(&self) -> &LocalAddresses {
        &self.addresses
    }
}
