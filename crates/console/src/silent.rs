//! Silent customers: taken by a person, called, and what came of it. Those held out are never on the list.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wasl_model::{AgentId, OutreachId, Pii};
use wasl_record::{CardFilter, Changed, Page, Role};
use wasl_review::silent::Group;

use crate::access::Asker;
use crate::ask::{self, Path, Query};
use crate::calls::PER_PAGE;
use crate::kept::{KeptOutreach, OutreachOutcome, OutreachState};
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

/// Most characters of a note.
const LONGEST_TEXT: usize = 4_000;

/// Which are wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedSilent {
    /// How far they have come; open and assigned when not given.
    #[param(inline)]
    pub state: Option<OutreachState>,
    /// Taken by this user.
    #[param(value_type = Option<String>)]
    pub assigned: Option<AgentId>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// Customers on a page, 1 to 200; 50 when not given.
    pub limit: Option<u32>,
}

/// A silent customer with their name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SilentShown {
    /// Who, why, and how far it has come.
    #[serde(flatten)]
    pub outreach: KeptOutreach,
    /// The name as the person likes it, where it is known.
    pub name: Option<Pii<String>>,
}

/// Who takes it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Which user; `null` lays it back on the list.
    #[schema(required = true)]
    pub user: Option<AgentId>,
}

/// What came of calling.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeWritten {
    /// What.
    pub outcome: OutreachOutcome,
    /// In words.
    #[serde(default)]
    pub note: Option<Pii<String>>,
}

/// Silent customers, most urgent first. An agent sees those given to them.
#[utoipa::path(get, path = "/api/v1/silent-customers", operation_id = "silent_customers", params(WantedSilent), responses(
    (status = 200, body = Page<SilentShown, String>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<WantedSilent>,
) -> Result<Json<Page<SilentShown, String>>, Problem> {
    state.book.audit(&asker.user.name, "silent.list", None).await?;
    let states = wanted.state.map_or(vec![OutreachState::Open, OutreachState::Assigned], |state| vec![state]);
    let filter = CardFilter {
        kind: Some(KeptOutreach::LISTED.to_owned()),
        states: Some(states.iter().filter_map(crate::kept::word).collect()),
        owner: if asker.user.role == Role::Agent { Some(asker.user.name.clone()) } else { wanted.assigned },
        after: wanted.after,
        ..CardFilter::default()
    };
    let page = state.book.shelf::<KeptOutreach>(&filter, wanted.limit.unwrap_or(PER_PAGE)).await?;
    let mut items = Vec::new();
    for outreach in page.items {
        items.push(shown(&state, outreach).await?);
    }
    Ok(Json(Page { items, next: page.next }))
}

/// Gives it to somebody, or lays it back.
#[utoipa::path(post, path = "/api/v1/silent-customers/{outreach}/assign", operation_id = "assign_silent", params(("outreach" = OutreachId, Path)), request_body = Assignment, responses(
    (status = 200, body = SilentShown), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn assign(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<OutreachId>,
    ask::Json(wanted): ask::Json<Assignment>,
) -> Result<Json<SilentShown>, Problem> {
    if let Some(user) = &wanted.user
        && state.book.user(user).await?.is_none_or(|user| user.disabled)
    {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "there is no such user"));
    }
    let words = wanted.user.as_ref().map(|user| Pii::new(user.0.clone()));
    let change = |kept: &mut KeptOutreach| {
        kept.assigned.clone_from(&wanted.user);
        kept.state = if wanted.user.is_some() { OutreachState::Assigned } else { OutreachState::Open };
    };
    changed(&state, &asker, id, ("assign", words), change).await.map(Json)
}

/// Tells what came of calling. An agent tells it of those given to them.
#[utoipa::path(post, path = "/api/v1/silent-customers/{outreach}/outcome", operation_id = "tell_outcome", params(("outreach" = OutreachId, Path)), request_body = OutcomeWritten,
    responses((status = 200, body = SilentShown), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn outcome(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<OutreachId>,
    ask::Json(written): ask::Json<OutcomeWritten>,
) -> Result<Json<SilentShown>, Problem> {
    if written.outcome == OutreachOutcome::CameBack {
        let detail = "that somebody came back is seen by the house itself";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    }
    let note = ask::maybe_text("note", written.note.as_ref(), LONGEST_TEXT)?;
    let change = |kept: &mut KeptOutreach| {
        kept.assigned.get_or_insert_with(|| asker.user.name.clone());
        kept.state = OutreachState::Assigned;
        kept.called(written.outcome, note.clone(), now());
    };
    changed(&state, &asker, id, ("outcome", note.clone()), change).await.map(Json)
}

async fn changed(
    state: &ConsoleState,
    asker: &Asker,
    id: OutreachId,
    (action, words): (&str, Option<Pii<String>>),
    change: impl Fn(&mut KeptOutreach),
) -> Result<SilentShown, Problem> {
    let none = || Problem::new(StatusCode::NOT_FOUND, "there is no such customer on the list");
    state.book.audit(&asker.user.name, &format!("silent.{action}"), None).await?;
    let step = state.book.step(&asker.user.name, action, words);
    let change = |kept: &mut KeptOutreach| {
        let theirs = asker.user.role != Role::Agent || kept.assigned.as_ref() == Some(&asker.user.name);
        if kept.group == Group::HeldOut || !theirs {
            return Err(none());
        }
        if kept.state == OutreachState::Closed {
            return Err(Problem::new(StatusCode::CONFLICT, "it is closed; its outcome is written down"));
        }
        change(kept);
        Ok(Some(step.clone()))
    };
    match state.book.change(&id.to_string(), change).await? {
        Changed::Done(kept) => shown(state, kept).await,
        Changed::Refused(problem) => Err(problem),
        Changed::Unknown => Err(none()),
    }
}

async fn shown(state: &ConsoleState, outreach: KeptOutreach) -> Result<SilentShown, Problem> {
    let customer = match &outreach.found.customer {
        Some(customer) => state.book.customer(customer).await?,
        None => None,
    };
    Ok(SilentShown { outreach, name: customer.and_then(|customer| customer.name) })
}
