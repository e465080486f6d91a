//! Who opened what: every look at a recording, a transcript, a clip or an export, for admins.

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wasl_model::{AgentId, CallId, Timestamp};
use wasl_record::AuditFilter;

use crate::access::Asker;
use crate::ask::Query;
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Most rows given at once.
const MOST: u32 = 500;

/// Which rows.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Of this user.
    user: Option<AgentId>,
    /// With this call.
    call: Option<CallId>,
    /// Whose action begins so: `recording`, `transcript.open`.
    action: Option<String>,
    /// At or after this moment.
    since: Option<Timestamp>,
    /// Before this moment.
    until: Option<Timestamp>,
    /// Older than this row: `next` of the page before.
    after: Option<u64>,
    /// How many at most, 500 if left out.
    limit: Option<u32>,
}

/// Some rows, newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditPage {
    /// The rows.
    pub items: Vec<AuditLine>,
    /// Where to go on, if there are older ones.
    pub next: Option<u64>,
}

/// Somebody did something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub user: AgentId,
    /// What: `recording.open`, `transcript.open`, `calls.export`.
    pub action: String,
    /// With which call, if one.
    pub call: Option<CallId>,
}

/// Who did what, newest first. That it was looked at is kept too.
#[utoipa::path(get, path = "/api/v1/audit", operation_id = "audit", params(Asked), responses(
    (status = 200, body = AuditPage), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(asked): Query<Asked>,
) -> Result<Json<AuditPage>, Problem> {
    let Asked { user, call, action, since, until, after, limit } = asked;
    let limit = limit.unwrap_or(MOST).clamp(1, MOST);
    state.book.audit(&asker.user.name, "audit.open", None).await?;
    let filter = AuditFilter { user, call, action, since, until, after };
    let mut rows = state.book.audit_of(&filter, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().map(|(id, _)| *id).filter(|_| more);
    let line = |(_, row): (u64, wasl_record::AuditRow)| AuditLine {
        at: row.at,
        user: row.user,
        action: row.action,
        call: row.call,
    };
    Ok(Json(AuditPage { items: rows.into_iter().map(line).collect(), next }))
}
