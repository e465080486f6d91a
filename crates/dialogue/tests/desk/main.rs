//! The desk as its callers meet it.
//!
//! - `ahead`: keys and words ahead of their question
//! - `banking`: the classifier on a public table, where the machine has it
//! - `caller`: a caller on a script, and what the desk did
//! - `script`: calls written as text
//! - `proof`: the loader's verdict against a slow, obvious reference, over random flows
//! - `good`: flows that are good by construction, and one thing done to each that makes a trap of it
//! - `message`: messages left after hours, and the number asked of callers who have none
//! - `notices`: what must be heard whole, and what callers press over it
//! - `office`: the flow with opening hours: after hours, numbers told, promises
//! - `walk`: random callers on random flows always reach a person or their goodbye
//! - `refused`: flows that are refused, and what the refusal says
//! - `shipped`: the site that ships with the project

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod ahead;
mod banking;
mod caller;
mod good;
mod message;
mod notices;
mod office;
mod proof;
mod random;
mod refused;
mod script;
mod shipped;
mod walk;
