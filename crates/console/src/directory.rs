//! Where a caller can be sent, what callers may want, and who and where the house is.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wasl_model::fold::fold;
use wasl_model::{AgentId, AgentState, WaitRange};
use wasl_record::{Role, User};
use wasl_review::BranchNames;

use crate::ask::Query;
use crate::floor::Whole;
use crate::live::{AgentNow, DeskState, IntentName, QueueNow};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Most entries given at once.
const MOST: usize = 50;

/// Which entries are wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Looked {
    /// Part of a name, spelling variants alike; everybody when not given.
    #[serde(default)]
    pub query: Option<String>,
}

/// Somebody or something a caller can be sent to.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Entry {
    /// A colleague.
    Agent {
        /// What a transfer is told.
        target: String,
        /// The name colleagues see.
        name: String,
        /// What they are doing.
        state: DeskState,
    },
    /// A queue.
    Queue {
        /// What a transfer is told.
        target: String,
        /// Its name.
        name: String,
        /// Agents free to take its next caller.
        free_agents: u32,
        /// Callers waiting.
        waiting: u32,
        /// How long a caller who comes now will wait.
        wait: Option<WaitRange>,
    },
}

/// Colleagues and queues whose name fits: free ones first.
#[utoipa::path(get, path = "/api/v1/directory", params(Looked), responses(
    (status = 200, body = inline(Whole<Entry>)), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn look(State(state): State<ConsoleState>, Query(looked): Query<Looked>) -> Json<Whole<Entry>> {
    let wanted = fold(looked.query.as_deref().unwrap_or_default().trim());
    let agents = state.live.agents().into_iter().map(agent);
    let queues = state.live.queues().into_iter().map(queue);
    let mut items: Vec<Entry> = agents.chain(queues).filter(|entry| entry.fits(&wanted)).collect();
    items.sort_by_key(|entry| !entry.is_free());
    items.truncate(MOST);
    Json(Whole { items })
}

/// What callers may want.
#[utoipa::path(get, path = "/api/v1/intents", responses(
    (status = 200, body = Vec<IntentName>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn intents(State(state): State<ConsoleState>) -> Json<Vec<IntentName>> {
    Json(state.live.intents())
}

/// Somebody of the house, to be chosen from a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Colleague {
    /// Their sign-in name.
    pub name: AgentId,
    /// The name people read.
    pub display_name: String,
    /// What they do.
    pub role: Role,
}

/// Everybody who may sign in, by name.
#[utoipa::path(get, path = "/api/v1/people", operation_id = "people", responses(
    (status = 200, body = Vec<Colleague>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn people(State(state): State<ConsoleState>) -> Result<Json<Vec<Colleague>>, Problem> {
    let users = state.book.users().await?.into_iter().filter(|user| !user.disabled);
    Ok(Json(users.map(|User { name, display_name, role, .. }| Colleague { name, display_name, role }).collect()))
}

/// The branches of the house and what people call them.
#[utoipa::path(get, path = "/api/v1/branches", operation_id = "branches", responses(
    (status = 200, body = Vec<BranchNames>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn branches(State(state): State<ConsoleState>) -> Result<Json<Vec<BranchNames>>, Problem> {
    Ok(Json(state.known_branches().await?))
}

impl Entry {
    fn fits(&self, wanted: &str) -> bool {
        let (Self::Agent { target, name, .. } | Self::Queue { target, name, .. }) = self;
        fold(name).contains(wanted) || fold(target).contains(wanted)
    }

    fn is_free(&self) -> bool {
        match self {
            Self::Agent { state, .. } => *state == DeskState::Ready,
            Self::Queue { free_agents, .. } => *free_agents > 0,
        }
    }
}

fn agent(now: AgentNow) -> Entry {
    let state = match now.state {
        AgentState::SignedOut => DeskState::SignedOut,
        AgentState::Ready { .. } => DeskState::Ready,
        AgentState::NotReady { .. } => DeskState::NotReady,
        AgentState::Ringing { .. } => DeskState::Ringing,
        AgentState::OnCall { .. } => DeskState::Talking,
        AgentState::WrapUp { .. } => DeskState::WrapUp,
    };
    Entry::Agent { target: now.id.0, name: now.display_name, state }
}

fn queue(now: QueueNow) -> Entry {
    let target = format!("queue-{}", now.id);
    let QueueNow { id, waiting, wait, free_agents, .. } = now;
    Entry::Queue { target, name: id.0, free_agents, waiting, wait }
}
