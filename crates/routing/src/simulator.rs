//! Whole days of calls in seconds: the [`crate::Dispatcher`] itself meets callers and agents drawn by chance, so what is
//! measured is what is shipped.
//!
//! The world is that of `reference/routing.md` §4.1. All policies meet the same callers at the same moments
//! (common random numbers: each caller has a stream of dice of their own), so differences are measured in pairs.
//!
//! - `scenario`: a day's assumptions, from TOML
//! - `log`: a real day's arrivals and patience instead
//! - `policy`: what is compared, and what each is shown
//! - `day`: one day under one policy
//! - `tally`: what is counted
//! - `compare`: days in pairs, with standard errors
//! - `world`, `caller`, `arrivals`, `dice`: what chance decides

mod arrivals;
mod caller;
mod compare;
mod day;
mod dice;
mod log;
mod policy;
mod scenario;
mod tally;
mod world;

pub use compare::{Row, compare};
pub use day::run;
pub use log::{Log, LogError};
pub use policy::Policy;
pub use scenario::{Differences, Effects, Patience, Scenario, ScenarioError, Spread};
pub use tally::{Tally, UTILITY};
