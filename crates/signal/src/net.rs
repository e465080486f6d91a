//! Sockets, and the checks every byte passes before rsipstack sees it.
//!
//! - [`flow`]: the way to one peer
//! - [`gate`]: bytes in: rate, shape, Via; then rsipstack's transactions
//! - [`udp`]: datagrams, read by us and sent by rsipstack
//! - [`streams`]: TCP, TLS and web sockets, taken and made
//! - [`stream`]: one stream of bytes, read and written
//! - [`tls`]: what we show, whom we believe
//! - [`ws`]: web sockets: the house's pipes, and ours to others
//! - [`seat`]: browsers that come back by another flow
//! - [`stack`]: rsipstack's transactions, driven one task each

pub(crate) mod flow;
pub(crate) mod gate;
pub(crate) mod seat;
pub(crate) mod stack;
mod stream;
pub(crate) mod streams;
pub(crate) mod tls;
pub(crate) mod udp;
mod ws;

pub(crate) use ws::serve_browser;
