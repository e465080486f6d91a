//! Free ports on loopback.

use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::sync::atomic::{AtomicU16, Ordering};

/// A port that is free for both UDP and TCP.
pub(crate) fn free() -> u16 {
    for _ in 0..100 {
        let Ok(udp) = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)) else { continue };
        let port = udp.local_addr().expect("it is bound").port();
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free for both UDP and TCP on loopback");
}

/// A range of ports that no other test of this machine takes while the guard lives.
pub(crate) struct Range {
    first: u16,
    last: u16,
    _guard: UdpSocket,
}

impl Range {
    /// Reserves `count` ports, below those that the system hands out by itself.
    pub(crate) fn reserve(count: u16) -> Self {
        static NEXT: AtomicU16 = AtomicU16::new(0);
        let start = u16::try_from(std::process::id() % 100).expect("it is below 100") * 200;
        for _ in 0..100 {
            let step = NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(count + 2);
            let guard_port = 10_000 + start.wrapping_add(step) % 20_000;
            if let Ok(guard) = UdpSocket::bind((Ipv4Addr::LOCALHOST, guard_port))
                && (guard_port + 1..=guard_port + count)
                    .all(|port| UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
            {
                return Self { first: guard_port + 1, last: guard_port + count, _guard: guard };
            }
        }
        panic!("no {count} ports in a row are free");
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}
