//! The score: the state machine of one call, from the first INVITE to `Close`.
//! It alone decides; the shell carries out its [`wasl_model::CallCommand`]s and tells it what happened.
//!
//! - [`config`]: times, prompts, which skills an intent needs
//! - [`ask`]: what an agent asks of a call
//! - [`input`]: what the call is told
//! - [`phase`]: where a call stands, as the shell may see it
//! - [`call`]: the four verbs, and the chapters of a call
//! - `legs`: the parties of a call and how far each connection is
//! - `sound`: what the machine plays to whom
//! - `timers`: what is due when
//! - [`view`]: a call as an agent's desk may show it

pub mod ask;
pub mod call;
pub mod config;
pub mod input;
mod legs;
pub mod phase;
mod sound;
mod timers;
pub mod view;

pub use ask::AgentAsk;
pub use call::Call;
pub use config::{Announce, CallConfig, PromptNames};
pub use input::{CallBack, CallInput, Entry, TransferTarget};
pub use phase::Phase;
pub use view::{DeskPhase, DeskView, OtherParty};
