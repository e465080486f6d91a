//! What the house sets: addresses, trunks, caps, timers.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::RootCertStore;
use rustls::server::ResolvesServerCert;
use wasl_model::{Pii, TrunkId};

use crate::directory::Algorithm;

/// Where and how the door stands.
#[derive(Clone, Debug)]
pub struct SignalConfig {
    /// UDP addresses to listen on; port 0 picks a free one.
    pub udp: Vec<SocketAddr>,
    /// TCP addresses to listen on; port 0 picks a free one.
    pub tcp: Vec<SocketAddr>,
    /// TLS addresses to listen on; port 0 picks a free one.
    pub tls: Vec<SocketAddr>,
    /// What TLS listeners show; needed with [`SignalConfig::tls`]. [`crate::Certificate`] reads it from files.
    pub certificate: Option<Arc<dyn ResolvesServerCert>>,
    /// Whom we believe when we call out by TLS.
    pub trust: Trust,
    /// The address peers reach us at, when it is not the one we bind (NAT, or a bind to `0.0.0.0`).
    pub external: Option<IpAddr>,
    /// Digest realm.
    pub realm: String,
    /// The digest algorithms offered in challenges, most wanted first (RFC 8760 §2.3). An empty list counts as the
    /// default, SHA-256 then MD5. Some callers answer only the first challenge: sipp 3.6 gives up at SHA-256 there.
    pub digest: Vec<Algorithm>,
    /// `User-Agent` and `Server` header.
    pub user_agent: String,
    /// Providers.
    pub trunks: Vec<TrunkConfig>,
    /// Demo and tests: calls without a trunk or a password are taken, from loopback sources only.
    pub open_door: bool,
    /// How much is let in.
    pub caps: Caps,
    /// Session interval we ask for (RFC 4028).
    pub session_expires: Duration,
    /// Smallest session interval we accept (RFC 4028 §5; at least 90 s by the RFC).
    pub min_se: Duration,
    /// T1 of RFC 3261 §17.1.1.1. Every transaction timer follows it; tests make it smaller.
    pub t1: Duration,
    /// Longest registration granted.
    pub registration_max: Duration,
    /// A browser whose web socket closed has so long to come back: its registration and its calls are kept meanwhile.
    pub web_grace: Duration,
    /// Shortest registration granted; shorter asks are answered 423.
    pub registration_min: Duration,
    /// Failed passwords from one source for one user before a ban.
    pub ban_after: u32,
    /// How long a ban lasts.
    pub ban_for: Duration,
}

impl Default for SignalConfig {
    fn default() -> Self {
        Self {
            udp: Vec::new(),
            tcp: Vec::new(),
            tls: Vec::new(),
            certificate: None,
            trust: Trust::default(),
            external: None,
            realm: "wasl".to_owned(),
            digest: Algorithm::OFFERED.to_vec(),
            user_agent: concat!("Wasl/", env!("CARGO_PKG_VERSION")).to_owned(),
            trunks: Vec::new(),
            open_door: false,
            caps: Caps::default(),
            session_expires: Duration::from_secs(1800),
            min_se: Duration::from_secs(90),
            t1: Duration::from_millis(500),
            registration_max: Duration::from_secs(3600),
            web_grace: Duration::from_secs(20),
            registration_min: Duration::from_secs(10),
            ban_after: 10,
            ban_for: Duration::from_secs(600),
        }
    }
}

/// Whom we believe when we call out by TLS.
#[derive(Clone, Debug, Default)]
pub enum Trust {
    /// The public certificate authorities (Mozilla's list).
    #[default]
    Public,
    /// These authorities only; [`crate::certificate::roots`] reads them from a PEM file.
    Roots(Arc<RootCertStore>),
    /// Anybody. For tests: the peer is not proved to be who it says.
    Anybody,
}

/// A provider.
#[derive(Clone, Debug)]
pub struct TrunkConfig {
    /// Its name.
    pub id: TrunkId,
    /// Calls from these addresses are this trunk's.
    pub sources: Vec<IpAddr>,
    /// Where calls outward go, in failover order: `sip:host:port;transport=tcp`, or `host:port` for UDP.
    pub hosts: Vec<String>,
    /// What we answer when the provider asks for a password.
    pub credentials: Option<Credentials>,
    /// What the provider must answer when it calls us: digest is demanded also from its own addresses.
    pub inbound: Option<InboundDigest>,
    /// How often OPTIONS asks whether it lives; `None` never asks and takes it for alive.
    pub ping: Option<Duration>,
}

/// A user name and password for answering a challenge.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// User name.
    pub user: String,
    /// Password.
    pub password: Pii<String>,
}

/// The digest a provider must present on its calls to us.
#[derive(Clone, Debug)]
pub struct InboundDigest {
    /// User name.
    pub user: String,
    /// `H(user:realm:password)` in lower-case hex, MD5; see [`crate::ha1`].
    pub ha1_md5: Option<Pii<String>>,
    /// The same by SHA-256.
    pub ha1_sha256: Option<Pii<String>>,
}

/// How much is let in before 503 with `Retry-After`.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// New calls a second from everybody.
    pub new_calls_per_second: u32,
    /// Calls at once, both directions.
    pub concurrent_calls: usize,
    /// New calls a second from one address.
    pub new_calls_per_second_per_source: u32,
    /// Requests a second from one address before they are dropped unread.
    pub requests_per_second_per_source: u32,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            new_calls_per_second: 200,
            concurrent_calls: 2000,
            new_calls_per_second_per_source: 100,
            requests_per_second_per_source: 5000,
        }
    }
}
