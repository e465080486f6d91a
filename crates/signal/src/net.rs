//! Sockets, and the checks every byte passes before rsipstack sees it.
//!
//! - [`flow`]: the way to one peer
//! - [`gate`]: bytes in: rate, shape, Via; then rsipstack's transactions
//! - [`udp`]: datagrams, read by us and sent by rsipstack
//! - [`tcp`]: streams, taken and made
//! - [`stack`]: rsipstack's transactions, driven one task each

pub(crate) mod flow;
pub(crate) mod gate;
pub(crate) mod stack;
pub(crate) mod tcp;
pub(crate) mod udp;
