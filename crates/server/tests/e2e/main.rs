//! End-to-end: real SIP phones call the real server, and the sound is measured at both far ends.
//!
//! - [`rig`]: the server, the phones, the ears
//! - [`echo`]: every phone hears itself on the echo line
//! - [`talk`]: every kind of caller talks with every kind of agent
//! - [`ivr`]: the support line, and the key that reaches a person
//! - [`hold`]: hold and resume, from either side
//! - [`discreet`]: what is told while the recording is paused
//! - [`refusal`]: a caller who does not want to be recorded
//! - [`endings`]: who gives up, refuses or hangs up, and what the others notice
//! - [`offers`]: late offers, session timers, reliable provisionals, nonsense
//! - [`bad_line`]: lost packets
//! - [`torture`]: what no phone would send
//! - [`callbacks`]: promised callers are called back
//! - [`book`]: what is kept, also after kill -9 and SIGTERM
//! - [`learning`]: what agents are worth, learnt from how talks ended, also through kill -9
//! - [`floor`]: what agents carried and callers' places, also through kill -9
//! - [`listening`]: words, when a speech model is there
//! - [`workers`]: words read by other processes, killed in mid-call
//!
//! `WASL_BIN` names another binary to test. Needed: sipp, baresip, linphonec, espeak-ng.

mod bad_line;
mod book;
mod callbacks;
mod discreet;
mod echo;
mod endings;
mod floor;
mod hold;
mod ivr;
mod learning;
mod listening;
mod offers;
mod refusal;
mod rig;
mod talk;
mod torture;
mod workers;
