//! Pairs of UDP ports: an even one for RTP, the next for RTCP (RFC 3550 §11).

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex};

use mio::net::UdpSocket;

use crate::media::lock;
use crate::{MediaConfig, OpenError, StartError};

/// Receive buffer asked of the kernel: a burst of half a second of packets.
const RECEIVE_BUFFER_BYTES: usize = 256 * 1024;

/// The pool. Pairs are used in turn, so that a closed leg's late packets do not meet a new leg.
#[derive(Debug)]
pub(crate) struct Ports {
    address: IpAddr,
    range: RangeInclusive<u16>,
    total: usize,
    free: Mutex<VecDeque<u16>>,
}

impl Ports {
    pub(crate) fn new(config: &MediaConfig) -> Result<Self, StartError> {
        let (first, last) = (*config.ports.start(), *config.ports.end());
        let free: VecDeque<u16> = (first.max(2)..last).filter(|port| port.is_multiple_of(2)).collect();
        if free.is_empty() {
            return Err(StartError::PortRange { first, last });
        }
        Ok(Self { address: config.address, range: config.ports.clone(), total: free.len(), free: Mutex::new(free) })
    }

    /// A bound pair. Ports another process holds are passed over and tried again later.
    pub(crate) fn take(self: &Arc<Self>) -> Result<PortPair, OpenError> {
        let candidates = self.free();
        for _ in 0..candidates {
            let Some(port) = lock(&self.free).pop_front() else { break };
            match self.bind_pair(port) {
                Ok(pair) => return Ok(pair),
                Err(error) => {
                    lock(&self.free).push_back(port);
                    if error.kind() != std::io::ErrorKind::AddrInUse {
                        return Err(OpenError::Socket(error));
                    }
                }
            }
        }
        let (first, last) = (*self.range.start(), *self.range.end());
        Err(OpenError::PortsExhausted { first, last, in_use: self.total - self.free() })
    }

    /// A port that is free now, for somebody who binds it by himself at once.
    pub(crate) fn lease(self: &Arc<Self>) -> Result<Lease, OpenError> {
        self.take().map(|pair| pair.lease)
    }

    pub(crate) fn free(&self) -> usize {
        lock(&self.free).len()
    }

    fn bind_pair(self: &Arc<Self>, port: u16) -> std::io::Result<PortPair> {
        let rtp = bind(SocketAddr::new(self.address, port))?;
        let rtcp = bind(SocketAddr::new(self.address, port + 1))?;
        Ok(PortPair { rtp, rtcp, lease: Lease { pool: Arc::clone(self), port } })
    }
}

fn bind(address: SocketAddr) -> std::io::Result<UdpSocket> {
    let domain = socket2::Domain::for_address(address);
    let socket = socket2::Socket::new(domain, socket2::Type::DGRAM, Some(socket2::Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    // Best effort: a smaller buffer only matters when the thread is starved.
    let _ = socket.set_recv_buffer_size(RECEIVE_BUFFER_BYTES);
    // Expedited forwarding (RFC 4594 §4.1); not every kernel lets us.
    let _ = socket.set_tos_v4(0xB8);
    socket.bind(&address.into())?;
    Ok(UdpSocket::from_std(socket.into()))
}

/// Two bound sockets; the ports return to the pool when it is dropped. Fields drop in order, so the sockets are closed
/// before the port is free again.
#[derive(Debug)]
pub(crate) struct PortPair {
    pub(crate) rtp: UdpSocket,
    pub(crate) rtcp: UdpSocket,
    lease: Lease,
}

impl PortPair {
    pub(crate) fn rtp_port(&self) -> u16 {
        self.lease.port
    }
}

/// A port taken from the pool.
#[derive(Debug)]
pub(crate) struct Lease {
    pool: Arc<Ports>,
    port: u16,
}

impl Lease {
    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::new(self.pool.address, self.port)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        lock(&self.pool.free).push_back(self.port);
    }
}
