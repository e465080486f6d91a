//! Ports on loopback that nobody else takes.
//!
//! A port that the system gave and that is let go again may go to anybody before the phone it was meant for binds it.
//! So these lie below the system's own (from 32,768 on), in blocks: a block is its who holds its first port.

use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::PATIENCE;

const FIRST: u16 = 10_000;
const BLOCKS: u16 = 440;
const BLOCK_PORTS: u16 = 50;

/// A port that is free for both UDP and TCP, and that this process gives only once.
pub(crate) fn free() -> u16 {
    static GIVEN: Mutex<Given> = Mutex::new(Given { blocks: Vec::new(), left: Vec::new() });
    let mut given = GIVEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    loop {
        match given.left.pop() {
            Some(port) if is_free(port) => return port,
            Some(_) => {}
            None => given.take_a_block(),
        }
    }
}

struct Given {
    blocks: Vec<Block>,
    left: Vec<u16>,
}

impl Given {
    fn take_a_block(&mut self) {
        let block = Block::take(|_| true);
        // The port above is left to the phone: baresip takes it for TLS.
        self.left = block.ports(BLOCK_PORTS - 2).step_by(2).collect();
        self.blocks.push(block);
    }
}

/// A range of ports that no other test of this machine takes while it lives.
pub(crate) struct Range {
    block: Block,
    count: u16,
}

impl Range {
    /// Reserves `count` ports in a row, fewer than fifty.
    pub(crate) fn reserve(count: u16) -> Self {
        assert!(count < BLOCK_PORTS, "a range is less than a block");
        Self { block: Block::take(|block| block.ports(count).all(is_free)), count }
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ports = self.block.ports(self.count);
        write!(f, "{}-{}", ports.start(), ports.end())
    }
}

struct Block {
    first: u16,
    _guard: UdpSocket,
}

impl Block {
    /// Takes the next block that is nobody's and good; waits for one if it must.
    fn take(is_good: impl Fn(&Self) -> bool) -> Self {
        let deadline = Instant::now() + PATIENCE;
        let own = u16::try_from(std::process::id() % u32::from(BLOCKS)).expect("it is below their count");
        loop {
            let mut blocks = (0..BLOCKS).filter_map(|n| Self::guard(FIRST + (own + n) % BLOCKS * BLOCK_PORTS));
            if let Some(block) = blocks.find(&is_good) {
                return block;
            }
            assert!(Instant::now() < deadline, "no block of ports is free on loopback");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn guard(first: u16) -> Option<Self> {
        let guard = UdpSocket::bind((Ipv4Addr::LOCALHOST, first)).ok()?;
        Some(Self { first, _guard: guard })
    }

    fn ports(&self, count: u16) -> std::ops::RangeInclusive<u16> {
        self.first + 1..=self.first + count
    }
}

fn is_free(port: u16) -> bool {
    UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).is_ok() && TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[test]
fn no_port_is_given_twice() {
    let ranges = [Range::reserve(40), Range::reserve(40)];
    let mut ports: Vec<u16> = ranges.iter().flat_map(|range| range.block.ports(range.count)).collect();
    ports.extend((0..BLOCK_PORTS).map(|_| free()).flat_map(|port| [port, port + 1]));
    let count = ports.len();
    ports.sort_unstable();
    ports.dedup();
    assert_eq!(ports.len(), count);
}
