//! The door: SIP signalling over UDP, TCP, TLS and web sockets, on rsipstack's messages and transactions.
//! Nobody else in the house knows SIP; they see legs, offers, answers and ends.
//!
//! - [`config`]: addresses, trunks, caps, timers
//! - [`certificate`]: what TLS shows, read again when its files change
//! - [`directory`]: who may sign in, told by the house
//! - [`signal`]: the running door: start, call out, drain, stop
//! - [`event`]: what the door and the legs report
//! - [`leg`]: the handle of one leg
//! - [`invite`]: a call outward
//! - [`web`]: browsers on the house's web sockets
//! - [`registration`]: being somebody's phone
//!
//! Inside, from the wire inward:
//!
//! - `wire`: bytes to messages, the RFC's verdict on them, refusals
//! - `net`: sockets, the gate every byte passes, rsipstack's transactions
//! - `door`: who comes in: legs, registrar, refusals
//! - `auth`: digest, nonces, bans
//! - `registrar`: where agents' phones are
//! - `trunk`: providers and their health
//! - `gauge`: caps
//! - `dialog`: one dialog's facts and the requests made from them
//! - `prack`: PRACKs that cross our final response
//! - `session_timer`: RFC 4028
//! - `call`: the task behind one leg
//! - `house`: what all of these share

mod auth;
mod call;
pub mod certificate;
pub mod config;
mod dialog;
pub mod directory;
mod door;
pub mod event;
mod gauge;
mod house;
pub mod invite;
pub mod leg;
mod net;
mod prack;
mod registrar;
pub mod registration;
mod session_timer;
pub mod signal;
mod trunk;
pub mod web;
mod wire;

pub use certificate::{Certificate, CertificateError};
pub use config::{Caps, Credentials, InboundDigest, SignalConfig, TrunkConfig, Trust};
pub use directory::{Algorithm, Directory, Nobody, SipUser, ha1};
pub use event::{DoorEvent, Incoming, LegEvent};
pub use invite::{Invite, Target};
pub use leg::Leg;
pub use registration::{Account, Registration, RegistrationState};
pub use signal::{LocalAddresses, Signal, StartError, start};
pub use web::{GuestId, WebSocketPipe, WebUser};

/// The path of bytes from outside, for fuzzing: nothing it is given may panic or hang it.
#[doc(hidden)]
pub fn fuzz_bytes(bytes: &[u8]) {
    net::gate::fuzz(bytes);
}
