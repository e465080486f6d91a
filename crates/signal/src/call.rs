//! The task behind one leg: both roles before the answer, one dialog after it.
//!
//! - [`task`]: the loop: inputs, orders, deadlines, the one end
//! - [`incoming`]: their INVITE before our answer (UAS), reliable provisional responses
//! - [`outgoing`]: our INVITE before their answer (UAC): forking, failover, challenges
//! - [`destination`]: where our INVITEs go
//! - [`theirs`]: their requests inside the dialog
//! - [`ours`]: our requests inside the dialog: offers, refreshes, BYE

mod destination;
pub(crate) mod incoming;
pub(crate) mod ours;
pub(crate) mod outgoing;
pub(crate) mod task;
pub(crate) mod theirs;
