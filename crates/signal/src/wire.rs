//! SIP as bytes: taken apart without trust, checked, and answered when it is wrong.
//!
//! - [`message`]: bytes to start line, headers, body, whatever the bytes
//! - [`grammar`]: addresses, parameters, lists, Via
//! - [`check`]: the RFC's verdict on a message
//! - [`answer`]: a refusal built from the raw message
//! - [`frame`]: where one message ends and the next begins on a stream

pub(crate) mod answer;
pub(crate) mod check;
pub(crate) mod frame;
pub(crate) mod grammar;
pub(crate) mod message;
