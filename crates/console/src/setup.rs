//! The first administrator: made once, while there is no user at all.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, Pii};
use wasl_record::{NewUser, Role, UserError};

use crate::ask;
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Most characters of a name colleagues see.
const LONGEST_NAME: usize = 100;

/// Is the first administrator still missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Setup {
    /// There is no user yet.
    pub needed: bool,
}

/// The first administrator.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstAdmin {
    /// The name to sign in with.
    pub name: AgentId,
    /// The name colleagues see.
    pub display_name: Pii<String>,
    /// The password.
    #[schema(value_type = String, format = Password)]
    pub password: Pii<String>,
}

/// Is the first administrator still missing.
#[utoipa::path(get, path = "/api/v1/setup", responses((status = 200, body = Setup), (status = 503, body = Problem)))]
pub async fn needed(State(state): State<ConsoleState>) -> Result<Json<Setup>, Problem> {
    Ok(Json(Setup { needed: state.book.users().await?.is_empty() }))
}

/// Makes the first administrator.
#[utoipa::path(post, path = "/api/v1/setup", request_body = FirstAdmin, responses(
    (status = 204), (status = 400, body = Problem), (status = 409, body = Problem)))]
pub async fn first_admin(
    State(state): State<ConsoleState>,
    ask::Json(first): ask::Json<FirstAdmin>,
) -> Result<StatusCode, Problem> {
    let display_name = ask::text("display_name", &first.display_name, LONGEST_NAME)?.into_inner();
    // One at a time (there is one place for hashing): two who race cannot both be the first.
    let _turn = state.hashing.acquire().await.expect("the semaphore is never closed");
    if !state.book.users().await?.is_empty() {
        return Err(Problem::new(StatusCode::CONFLICT, "there are users already; sign in as one of them"));
    }
    let new = NewUser { name: first.name.clone(), display_name, role: Role::Admin, password: first.password };
    state.book.add_user(new).await.map_err(refused)?;
    state.book.audit(&first.name, "setup.first_admin", None).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn refused(error: UserError) -> Problem {
    match error {
        UserError::BadName | UserError::BadPassword | UserError::BadBranch => {
            Problem::new(StatusCode::BAD_REQUEST, error.to_string())
        }
        UserError::Exists(_) => Problem::new(StatusCode::CONFLICT, "there are users already; sign in as one of them"),
        UserError::Unknown(_) | UserError::Hash(_) => {
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the user could not be added; the server's log says why")
        }
        UserError::Store(error) => error.into(),
    }
}
