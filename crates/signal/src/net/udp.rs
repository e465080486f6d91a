//! Datagrams: our own read loop with room for the largest, rsipstack's connection only to send.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rsipstack::platform::net::UdpSocket as PlatformSocket;
use rsipstack::transport::SipConnection;
use rsipstack::transport::udp::UdpConnection;
use tokio::net::UdpSocket;
use tokio_util::sync::CancellationToken;

use super::flow::{Flow, outbound};
use super::gate::Gate;
use crate::wire::grammar::Transport;

/// The largest datagram there is.
const MAX_DATAGRAM: usize = 65_535;

/// One bound address.
#[derive(Clone, Debug)]
pub(crate) struct Udp {
    socket: Arc<UdpSocket>,
    connection: SipConnection,
    /// Where we are bound.
    pub(crate) bound: SocketAddr,
    /// As peers should know it.
    pub(crate) advertised: SocketAddr,
}

/// What rsipstack sends through.
#[derive(Debug)]
struct Sender(Arc<UdpSocket>);

#[async_trait::async_trait]
impl PlatformSocket for Sender {
    async fn recv_from(&self, _buf: &mut [u8]) -> Result<(usize, SocketAddr), rsipstack::Error> {
        // The gate reads; rsipstack's own loop is never started.
        std::future::pending().await
    }

    async fn send_to(&self, buf: &[u8], addr: SocketAddr) -> Result<usize, rsipstack::Error> {
        let cleaned = outbound(buf);
        Ok(self.0.send_to(cleaned.as_deref().unwrap_or(buf), addr).await?)
    }

    fn local_addr(&self) -> Result<SocketAddr, rsipstack::Error> {
        Ok(self.0.local_addr()?)
    }
}

impl Udp {
    /// Takes a bound socket.
    pub(crate) async fn new(
        socket: std::net::UdpSocket,
        advertise: impl Fn(SocketAddr) -> SocketAddr,
    ) -> std::io::Result<Self> {
        socket.set_nonblocking(true)?;
        let socket = Arc::new(UdpSocket::from_std(socket)?);
        let bound = socket.local_addr()?;
        let advertised = advertise(bound);
        let connection = UdpConnection::from_socket(Arc::new(Sender(socket.clone())), Some(advertised), None).await;
        let connection = SipConnection::Udp(connection.map_err(std::io::Error::other)?);
        Ok(Self { socket, connection, bound, advertised })
    }

    /// The way to a peer.
    pub(crate) fn flow(&self, peer: SocketAddr) -> Flow {
        Flow {
            connection: self.connection.clone(),
            transport: Transport::Udp,
            local: self.advertised,
            peer,
            closed: CancellationToken::new(),
            id: u64::from(self.bound.port()),
            dialled: None,
            seat: None,
        }
    }

    /// Reads until stopped.
    pub(crate) async fn run(self, gate: Gate, stop: CancellationToken) {
        let mut buffer = vec![0_u8; MAX_DATAGRAM];
        loop {
            let received = tokio::select! {
                () = stop.cancelled() => return,
                received = self.socket.recv_from(&mut buffer) => received,
            };
            match received {
                Ok((length, peer)) => self.datagram(&gate, &buffer[..length], peer).await,
                // An ICMP refusal of something we sent earlier, or no memory: neither ends the loop, neither spins it.
                Err(_) => tokio::time::sleep(Duration::from_millis(1)).await,
            }
        }
    }

    async fn datagram(&self, gate: &Gate, bytes: &[u8], peer: SocketAddr) {
        if bytes == b"\r\n\r\n" {
            let _ = self.socket.send_to(b"\r\n", peer).await;
            return;
        }
        if let Some((answer, to)) = gate.receive(bytes, &self.flow(peer)).await {
            let _ = self.socket.send_to(&answer, to).await;
        }
    }
}
