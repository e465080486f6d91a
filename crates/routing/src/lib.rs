//! The dispatcher: brings each waiting caller to the free agent who suits best, and says why.
//! It is told the time and its dice, and keeps everything in ordered maps, so a day can be replayed exactly.
//!
//! - [`config`]: queues, strategy, weights, and the check of both
//! - [`input`]: what the dispatcher is told, and what it says
//! - [`dispatcher`]: the four verbs, and who meets whom
//! - [`expression`]: what an agent must be, in a small language
//! - [`view`]: what a supervisor may see of it
//! - [`value`]: what an agent is worth for a call, learnt from how talks ended
//! - `price`: what an agent's time is worth
//! - `learnt`: both, as the dispatcher is told them
//! - [`simulator`]: whole days of calls in seconds, to compare policies
//! - [`callback`]: callbacks that keep their place, exactly once through crashes
//! - [`past`]: what the dispatcher is told of the time before a restart
//! - [`meter`]: two strategies in turn on live traffic, and what the second gains
//! - `agents`: what each agent is doing, and whether a call may be offered
//! - `care`: what an agent carried since the day began, and whether a rest is due
//! - `gist`: what of each agent counts in a choice, close together
//! - `line`: who is next in a queue
//! - `ranked`: an ordered set that knows everybody's place
//! - `slots`: sets of agents
//! - `talent`: what a call needs, what an agent can
//! - `strategy`: how well an agent suits a call, one small file a strategy
//! - `tally`: how much an agent worked today
//! - `load`: what an agent carries from the callers served
//! - `wait`: the honest range of a wait
//! - `recall`: a bounded memory of callers (kept places, last agents)

mod agents;
pub mod callback;
mod care;
pub mod config;
pub mod dispatcher;
pub mod expression;
mod gist;
pub mod input;
mod learnt;
mod line;
mod load;
pub mod meter;
pub mod past;
mod price;
mod ranked;
mod recall;
pub mod simulator;
mod slots;
mod strategy;
mod talent;
mod tally;
pub mod value;
pub mod view;
mod wait;

pub use config::{
    ConfigError, LastAgent, Order, Overflow, QueueConfig, Ring, RoutingConfig, Strategy, Tiers, UnknownStrategy,
    Weights,
};
pub use dispatcher::Dispatcher;
pub use expression::{Expression, ExpressionError};
pub use input::{Input, Output};
pub use learnt::Learnt;
pub use past::{Happened, KeptRest, KeptRests, Past};
pub use price::{Demand, Prices};
pub use value::{Estimate, Ledger, Outcome, Standing, Values};
pub use view::{AgentView, QueueView};
pub use wait::KeptWaits;
