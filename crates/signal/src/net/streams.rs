//! Streams, taken and made: TCP, TLS and web sockets.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use rsipstack::transport::channel::ChannelConnection;
use rsipstack::transport::{SipConnection, TransportEvent};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::client::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};
use tokio_util::sync::CancellationToken;

use super::flow::{Flow, address};
use super::gate::Gate;
use super::seat::Seat;
use super::stream::{self, Bytes};
use super::ws;
use crate::WebUser;
use crate::wire::grammar::{Transport, Uri};

/// Messages waiting for a slow peer. Senders wait when it is full; a peer that takes nothing for ten seconds is cut off.
pub(crate) const OUTBOX: usize = 64;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);
/// A peer that has not finished its TLS handshake by then is cut off.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// Streams at once, handshakes and browsers included.
const MAX_STREAMS: usize = 4096;

/// Makes and keeps streams.
#[derive(Clone, Debug)]
pub(crate) struct Streams {
    gate: Gate,
    stop: CancellationToken,
    /// What peers should connect back to, if we listen at all.
    home: Home,
    trust: Arc<ClientConfig>,
    count: Arc<AtomicUsize>,
    ids: Arc<AtomicU64>,
}

/// Our addresses as peers should know them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Home {
    pub(crate) tcp: Option<SocketAddr>,
    pub(crate) tls: Option<SocketAddr>,
    /// For browsers, who never dial it.
    pub(crate) any: Option<SocketAddr>,
}

/// One of the streams we allow at once; free again when dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The two ends of a stream, and how it came to be.
#[derive(Clone, Debug)]
struct Ends {
    transport: Transport,
    local: SocketAddr,
    peer: SocketAddr,
    dialled: Option<Arc<Uri>>,
    seat: Option<Arc<Seat>>,
}

impl Streams {
    pub(crate) fn new(gate: Gate, stop: CancellationToken, home: Home, trust: Arc<ClientConfig>) -> Self {
        Self { gate, stop, home, trust, count: Arc::default(), ids: Arc::new(AtomicU64::new(1)) }
    }

    /// Takes streams until stopped; with `tls` each begins with its handshake.
    pub(crate) async fn listen(self, listener: TcpListener, tls: Option<Arc<ServerConfig>>) {
        loop {
            let accepted = tokio::select! {
                () = self.stop.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => self.accept(stream, peer, tls.clone()).await,
                // No descriptors left, most likely: wait rather than spin.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    async fn accept(&self, stream: TcpStream, peer: SocketAddr, tls: Option<Arc<ServerConfig>>) {
        let Some(place) = self.place() else {
            tracing::warn!("too many streams: one was turned away");
            return;
        };
        let Some(tls) = tls else {
            let _ = self.adopt_tcp(stream, peer, None, place).await;
            return;
        };
        let this = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = this.stop.cancelled() => {}
                () = this.accept_tls(stream, peer, tls, place) => {}
            }
        });
    }

    async fn accept_tls(&self, stream: TcpStream, peer: SocketAddr, tls: Arc<ServerConfig>, place: Place) {
        let Some(local) = prepared(&stream, self.home.tls) else { return };
        match tokio::time::timeout(HANDSHAKE_TIMEOUT, TlsAcceptor::from(tls).accept(stream)).await {
            Ok(Ok(stream)) => {
                let ends = Ends { transport: Transport::Tls, local, peer, dialled: None, seat: None };
                let _ = self.adopt(stream, ends, place).await;
            }
            Ok(Err(error)) => tracing::debug!(%peer, %error, "a TLS handshake failed"),
            Err(_) => tracing::debug!(%peer, "a TLS handshake took too long"),
        }
    }

    /// Makes a stream to where a URI leads.
    pub(crate) async fn connect(&self, uri: &Arc<Uri>, peer: SocketAddr) -> Option<Flow> {
        let place = self.place()?;
        let connecting = async {
            let stream = TcpStream::connect(peer).await.ok()?;
            match uri.transport() {
                Transport::Udp | Transport::Tcp => self.adopt_tcp(stream, peer, Some(uri.clone()), place).await,
                Transport::Tls => self.adopt_tls(stream, peer, uri, place).await,
                Transport::Ws | Transport::Wss => self.adopt_web_socket(stream, peer, uri, place).await,
            }
        };
        tokio::time::timeout(CONNECT_TIMEOUT, connecting).await.ok()?
    }

    async fn adopt_tcp(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        dialled: Option<Arc<Uri>>,
        place: Place,
    ) -> Option<Flow> {
        let local = prepared(&stream, self.home.tcp)?;
        self.adopt(stream, Ends { transport: Transport::Tcp, local, peer, dialled, seat: None }, place).await
    }

    async fn adopt_tls(&self, stream: TcpStream, peer: SocketAddr, uri: &Arc<Uri>, place: Place) -> Option<Flow> {
        let local = prepared(&stream, self.home.tls)?;
        let stream = self.secured(stream, uri).await?;
        let ends = Ends { transport: Transport::Tls, local, peer, dialled: Some(uri.clone()), seat: None };
        self.adopt(stream, ends, place).await
    }

    async fn adopt_web_socket(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        uri: &Arc<Uri>,
        place: Place,
    ) -> Option<Flow> {
        let local = prepared(&stream, None)?;
        let transport = uri.transport();
        let ends = Ends { transport, local, peer, dialled: Some(uri.clone()), seat: None };
        let (flow, messages) = self.flow(ends).await?;
        if transport == Transport::Wss {
            let socket = ws::handshake(self.secured(stream, uri).await?, uri).await?;
            tokio::spawn(ws::serve_far(socket, self.gate.clone(), flow.clone(), messages, place));
        } else {
            let socket = ws::handshake(stream, uri).await?;
            tokio::spawn(ws::serve_far(socket, self.gate.clone(), flow.clone(), messages, place));
        }
        Some(flow)
    }

    async fn secured(&self, stream: TcpStream, uri: &Uri) -> Option<TlsStream<TcpStream>> {
        let name = ServerName::try_from(uri.host.clone()).ok()?;
        let secured = TlsConnector::from(self.trust.clone()).connect(name, stream).await;
        secured.map_err(|error| tracing::warn!(host = %uri.host, %error, "no TLS with the far end")).ok()
    }

    async fn adopt(&self, stream: impl Bytes, ends: Ends, place: Place) -> Option<Flow> {
        let (flow, messages) = self.flow(ends).await?;
        stream::serve(stream, self.gate.clone(), flow.clone(), messages, place);
        Some(flow)
    }

    /// A browser's flow, with what is to be sent down it; `None` when there are too many streams.
    pub(crate) async fn browser(
        &self,
        peer: SocketAddr,
        who: WebUser,
    ) -> Option<(Flow, mpsc::Receiver<TransportEvent>, Place)> {
        let place = self.place()?;
        let local = self.home.any.unwrap_or(peer);
        let seat = Some(Arc::new(Seat::new(who)));
        let ends = Ends { transport: Transport::Ws, local, peer, dialled: None, seat };
        let (flow, messages) = self.flow(ends).await?;
        Some((flow, messages, place))
    }

    async fn flow(&self, ends: Ends) -> Option<(Flow, mpsc::Receiver<TransportEvent>)> {
        let (outbox, messages) = mpsc::channel(OUTBOX);
        // rsipstack wants a receiver that is never fed: the gate reads this stream, not rsipstack.
        let (_, unused) = mpsc::unbounded_channel();
        let peer = address(ends.transport, ends.peer);
        let connection = ChannelConnection::create_connection_bounded(unused, outbox, peer, None).await.ok()?;
        let flow = Flow {
            connection: SipConnection::Channel(connection),
            transport: ends.transport,
            local: ends.local,
            peer: ends.peer,
            closed: self.stop.child_token(),
            id: self.ids.fetch_add(1, Ordering::Relaxed),
            dialled: ends.dialled,
            seat: ends.seat,
        };
        Some((flow, messages))
    }

    fn place(&self) -> Option<Place> {
        let place = Place(self.count.clone());
        (self.count.fetch_add(1, Ordering::Relaxed) < MAX_STREAMS).then_some(place)
    }

    /// The gate every message passes.
    pub(crate) fn gate(&self) -> Gate {
        self.gate.clone()
    }
}

/// Our end of a stream as peers should know it.
fn prepared(stream: &TcpStream, advertised: Option<SocketAddr>) -> Option<SocketAddr> {
    let _ = stream.set_nodelay(true);
    advertised.or_else(|| stream.local_addr().ok())
}
