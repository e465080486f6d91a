//! The ledger of promises: confirmed, put off, given to somebody, closed, each with a reason; and those about to lapse.
//!
//! - [`list`]: the whole of it, listed and counted
//! - [`export`]: the list as a table for other programs

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, BranchId, Pii, PromiseId, PromiseState, Timestamp};
use wasl_record::page::MOST_PER_PAGE;
use wasl_record::{OwedPromise, PromiseChange, PromiseFilter, Role, Step};
use wasl_review::ledger::{LedgerRules, Owing, Owner, alert};

use crate::access::Asker;
use crate::ask::{self, Path};
use crate::branch::is_same;
use crate::consistency::branch_of;
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

pub mod export;
pub mod list;

/// Most characters of a reason.
const LONGEST_TEXT: usize = 2_000;

/// What is to change about a promise; what is left out stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseChanged {
    /// How it stands; a suggested one is confirmed with `open`.
    #[serde(default)]
    pub state: Option<PromiseState>,
    /// Until when.
    #[serde(default)]
    pub due_ms: Option<Timestamp>,
    /// Who has to see to it.
    #[serde(default)]
    pub owner: Option<AgentId>,
    /// Why; confirming and keeping need no reason.
    #[serde(default)]
    pub why: Option<Pii<String>>,
}

/// A promise and what was changed about it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PromiseWhole {
    /// The promise.
    #[serde(flatten)]
    pub promise: OwedPromise,
    /// What was changed, oldest first.
    pub history: Vec<Step>,
}

/// One promise with its history. An agent sees those they made or have to see to, a branch those it keeps.
#[utoipa::path(get, path = "/api/v1/promises/{promise}", operation_id = "promise", params(("promise" = PromiseId, Path)), responses(
    (status = 200, body = PromiseWhole), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn one(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<PromiseId>,
) -> Result<Json<PromiseWhole>, Problem> {
    let promise = theirs(&state, &asker, id).await?;
    state.book.audit(&asker.user.name, "promise.open", call_of(&promise)).await?;
    Ok(Json(PromiseWhole { promise, history: state.book.promise_history(id).await? }))
}

/// Confirms, puts off, gives away or closes a promise.
#[utoipa::path(put, path = "/api/v1/promises/{promise}", operation_id = "change_promise", params(("promise" = PromiseId, Path)), request_body = PromiseChanged, responses(
    (status = 200, body = OwedPromise), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<PromiseId>,
    ask::Json(wanted): ask::Json<PromiseChanged>,
) -> Result<Json<OwedPromise>, Problem> {
    let why = ask::maybe_text("why", wanted.why.as_ref(), LONGEST_TEXT)?;
    let before = theirs(&state, &asker, id).await?;
    reasoned(&wanted, why.is_some())?;
    if let Some(owner) = &wanted.owner
        && state.book.user(owner).await?.is_none_or(|user| user.disabled)
    {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "'owner' is no user"));
    }
    state.book.audit(&asker.user.name, "promise.change", call_of(&before)).await?;
    let change = PromiseChange { state: wanted.state, due: wanted.due_ms, owner: wanted.owner };
    if !state.book.change_promise(id, &change, &asker.user.name, why).await? {
        return Err(none());
    }
    if let Some(person) = person_of(&before) {
        // Whether it lapses, and whether somebody is silent about it, is looked at anew.
        state.book.owe_person(&person, now()).await?;
    }
    Ok(Json(state.book.promise(id).await?.ok_or_else(none)?))
}

/// Takes back a promise the machine heard where there was none; it is not suggested again.
#[utoipa::path(delete, path = "/api/v1/promises/{promise}", operation_id = "dismiss_promise", params(("promise" = PromiseId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn dismiss(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<PromiseId>,
) -> Result<StatusCode, Problem> {
    let promise = theirs(&state, &asker, id).await?;
    state.book.audit(&asker.user.name, "promise.dismiss", call_of(&promise)).await?;
    if state.book.dismiss_promise(id, &asker.user.name).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::new(StatusCode::CONFLICT, "only a promise nobody has confirmed can be taken back"))
    }
}

/// Open promises due within a day or overdue, soonest first: mine, my branch's, or all for those who see to quality.
#[utoipa::path(get, path = "/api/v1/promises/alerts", operation_id = "promise_alerts", responses(
    (status = 200, body = Vec<OwedPromise>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn alerts(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
) -> Result<Json<Vec<OwedPromise>>, Problem> {
    let (now, rules) = (now(), LedgerRules::default());
    let branch = branch_of(&state, &asker).await?;
    let open = Some(PromiseState::Open);
    let horizon = Some(rules.horizon(now));
    let mut filter = PromiseFilter { state: open, due_before: horizon, ..PromiseFilter::default() };
    state.book.audit(&asker.user.name, "promises.alerts", None).await?;
    let mut due = Vec::new();
    loop {
        let page = state.book.promises(&filter, MOST_PER_PAGE).await?;
        for promise in page.items {
            let told = alert(&owing(&promise), now, &rules);
            if told.is_some_and(|alert| is_theirs(&alert.owner, &asker, branch.as_ref())) {
                due.push(promise);
            }
        }
        match page.next {
            Some(next) => filter.after = Some(next),
            None => return Ok(Json(due)),
        }
    }
}

/// A promise as the ledger's rules look at it.
#[must_use]
pub fn owing(owed: &OwedPromise) -> Owing {
    let (owner, made_by) = (owed.owner.clone(), owed.agent.clone());
    Owing { promise: owed.promise.clone(), keeper: owed.keeper, owner, made_by }
}

/// Whether that alert is this user's: their own, their branch's, or anybody's for those who see to quality.
fn is_theirs(owner: &Owner, asker: &Asker, branch: Option<&BranchId>) -> bool {
    let leads = matches!(asker.user.role, Role::Qa | Role::Supervisor | Role::Admin);
    leads
        || match owner {
            Owner::User(user) => *user == asker.user.name,
            Owner::Branch(named) => branch.is_some_and(|own| is_same(named, own)),
            Owner::Phone | Owner::Branches => false,
        }
}

/// Whether that promise is this user's to know of.
async fn concerns(state: &ConsoleState, asker: &Asker, owed: &OwedPromise) -> Result<bool, Problem> {
    let user = &asker.user;
    Ok(match user.role {
        Role::Qa | Role::Supervisor | Role::Admin => true,
        Role::Agent => owed.owner.as_ref().or(owed.agent.as_ref()) == Some(&user.name),
        Role::Branch => {
            let branch = branch_of(state, asker).await?;
            let here =
                owed.promise.branch.as_ref().zip(branch.as_ref()).is_some_and(|(named, own)| is_same(named, own));
            owed.owner.as_ref() == Some(&user.name) || here || made_in_branch(state, owed, branch.as_ref()).await?
        }
    })
}

/// Whether somebody of that branch made it, in a visit.
async fn made_in_branch(state: &ConsoleState, owed: &OwedPromise, own: Option<&BranchId>) -> Result<bool, Problem> {
    let (None, Some(agent), Some(own)) = (owed.promise.made_in, &owed.agent, own) else { return Ok(false) };
    let theirs = state.book.branch_of(agent).await?;
    Ok(theirs.is_some_and(|theirs| is_same(&theirs, own)))
}

/// Whether somebody of a branch may be told of that promise: it is theirs to know of, or the person it was made to was before
/// them at the desk. Everybody else's rules are those of the call.
pub(crate) async fn may_be_told(state: &ConsoleState, asker: &Asker, owed: &OwedPromise) -> Result<bool, Problem> {
    if asker.user.role != Role::Branch || owed.agent.as_ref() == Some(&asker.user.name) {
        return Ok(true);
    }
    let at_desk = person_of(owed).is_some_and(|person| state.sessions.looked_up(&asker.token, &person));
    Ok(at_desk || concerns(state, asker, owed).await?)
}

async fn theirs(state: &ConsoleState, asker: &Asker, id: PromiseId) -> Result<OwedPromise, Problem> {
    let promise = state.book.promise(id).await?.ok_or_else(none)?;
    let made = promise.agent.as_ref() == Some(&asker.user.name);
    if made || concerns(state, asker, &promise).await? { Ok(promise) } else { Err(none()) }
}

fn reasoned(wanted: &PromiseChanged, why: bool) -> Result<(), Problem> {
    let unprocessable = |what: &str| Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, what));
    if wanted.state.is_none() && wanted.due_ms.is_none() && wanted.owner.is_none() {
        return unprocessable("say what is to change: 'state', 'due_ms' or 'owner'");
    }
    match wanted.state {
        Some(PromiseState::Suggested) => unprocessable("only the machine suggests a promise"),
        Some(PromiseState::PartlyKept | PromiseState::Broken) if !why => {
            unprocessable("say in 'why' what was not kept, and why")
        }
        _ if wanted.due_ms.is_some() && wanted.state.is_none() && !why => {
            unprocessable("say in 'why' what the new day was agreed for")
        }
        _ => Ok(()),
    }
}

fn call_of(owed: &OwedPromise) -> Option<wasl_model::CallId> {
    owed.promise.made_in.map(|(call, _)| call)
}

/// The person as the reader is told of them.
fn person_of(owed: &OwedPromise) -> Option<String> {
    let customer = owed.promise.customer.as_ref().map(|customer| customer.0.clone());
    let number = || owed.number.as_ref().and_then(|number| wasl_record::number::normalise(number.reveal()));
    customer.or_else(number)
}

fn none() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is no such promise, or none of yours")
}
