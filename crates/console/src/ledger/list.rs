//! The whole ledger of promises: listed page by page and counted, each to those who may know of it.

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wasl_model::{
    AgentId, BranchId, CallId, CustomerId, Language, Pii, PromiseId, PromiseKeeper, PromiseState, Timestamp,
};
use wasl_record::{OwedPromise, Page, PromiseCounts, PromiseFilter, PromisesOf, Role};

use super::may_be_told;
use crate::access::Asker;
use crate::ask::Query;
use crate::calls::{PER_PAGE, seen};
use crate::consistency::branch_of;
use crate::person::customer_of;
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

/// Which promises are wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct WantedPromises {
    /// Only those that stand so.
    #[param(inline)]
    pub state: Option<PromiseState>,
    /// Only overdue ones (open, and their day is over), or only those that are not.
    pub overdue: Option<bool>,
    /// Only those kept by the phone, or by a branch.
    #[param(inline)]
    pub keeper: Option<PromiseKeeper>,
    /// Only those made in this call, in its order; a page has them all.
    #[param(value_type = Option<String>)]
    pub call: Option<CallId>,
    /// Only those to be kept in this branch.
    #[param(value_type = Option<String>)]
    pub branch: Option<BranchId>,
    /// Only those this user made.
    #[param(value_type = Option<String>)]
    pub agent: Option<AgentId>,
    /// Only those this user has to see to: given to them, or made by them, kept by the phone and given to nobody.
    #[param(value_type = Option<String>)]
    pub owner: Option<AgentId>,
    /// Only those made to this customer.
    #[param(value_type = Option<String>)]
    pub customer: Option<CustomerId>,
    /// Only those due at or after, in milliseconds since 1970.
    #[param(value_type = Option<i64>)]
    pub due_from: Option<Timestamp>,
    /// Only those due before, in milliseconds since 1970.
    #[param(value_type = Option<i64>)]
    pub due_before: Option<Timestamp>,
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    pub after: Option<PromiseId>,
    /// Promises on a page, 1 to 200; 50 when not given.
    pub limit: Option<u32>,
    /// Of an export: the language of its first row.
    #[param(inline)]
    pub header: Option<Language>,
}

/// A promise and to whom it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PromiseShown {
    /// The promise.
    #[serde(flatten)]
    pub promise: OwedPromise,
    /// The customer's name, where one is known.
    pub name: Option<Pii<String>>,
}

/// Promises: open ones first, soonest due first; then what is suggested; then what is closed, the latest first. An agent sees
/// those they made or have to see to; somebody of a branch those to be kept or made there, and all of a customer they
/// looked up at the desk.
#[utoipa::path(get, path = "/api/v1/promises", params(WantedPromises), responses(
    (status = 200, body = Page<PromiseShown, PromiseId>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn owed(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<WantedPromises>,
) -> Result<Json<Page<PromiseShown, PromiseId>>, Problem> {
    if let Some(call) = wanted.call {
        return of_call(&state, &asker, call, &wanted).await.map(Json);
    }
    let filter = wanted.filter(&state, &asker).await?;
    state.book.audit(&asker.user.name, "promises.list", None).await?;
    let page = state.book.promises(&filter, wanted.limit.unwrap_or(PER_PAGE)).await?;
    Ok(Json(Page { items: shown(&state, page.items).await?, next: page.next }))
}

/// How many promises of that list stand how; `state`, `overdue`, `after` and `limit` are not asked about.
#[utoipa::path(get, path = "/api/v1/promises/counts", operation_id = "promise_counts", params(WantedPromises), responses(
    (status = 200, body = PromiseCounts), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn counts(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<WantedPromises>,
) -> Result<Json<PromiseCounts>, Problem> {
    let filter = wanted.filter(&state, &asker).await?;
    Ok(Json(state.book.count_promises(&filter).await?))
}

impl WantedPromises {
    /// What is asked of the book: nothing that this user may not know of.
    pub(super) async fn filter(&self, state: &ConsoleState, asker: &Asker) -> Result<PromiseFilter, Problem> {
        let me = &asker.user.name;
        let mine = asker.user.role == Role::Agent && self.owner.as_ref() != Some(me);
        Ok(PromiseFilter {
            state: self.state,
            overdue: self.overdue.map(|is| (is, now())),
            keeper: self.keeper,
            branches: state.spellings(self.branch.as_ref()).await?,
            agent: if mine { Some(me.clone()) } else { self.agent.clone() },
            owner: self.owner.clone(),
            customer: self.customer.clone(),
            due_from: self.due_from,
            due_before: self.due_before,
            of: self.of_branch(state, asker).await?,
            after: self.after,
        })
    }

    /// Somebody of a branch is told of their own, but of all of a customer who was before them at the desk.
    async fn of_branch(&self, state: &ConsoleState, asker: &Asker) -> Result<Option<PromisesOf>, Problem> {
        let before_them = |customer: &CustomerId| state.sessions.looked_up(&asker.token, customer.as_str());
        if asker.user.role != Role::Branch || self.customer.as_ref().is_some_and(before_them) {
            return Ok(None);
        }
        let own = branch_of(state, asker).await?;
        let branches = state.spellings(own.as_ref()).await?.unwrap_or_default();
        Ok(Some(PromisesOf { branches, user: asker.user.name.clone() }))
    }
}

async fn of_call(
    state: &ConsoleState,
    asker: &Asker,
    call: CallId,
    wanted: &WantedPromises,
) -> Result<Page<PromiseShown, PromiseId>, Problem> {
    seen(state, asker, call).await?;
    state.book.audit(&asker.user.name, "promises.list", Some(call)).await?;
    let mut told = Vec::new();
    for owed in state.book.promises_in(call).await? {
        let fits = wanted.state.is_none_or(|state| owed.promise.state == state)
            && wanted.keeper.is_none_or(|keeper| owed.keeper == keeper);
        if fits && may_be_told(state, asker, &owed).await? {
            told.push(owed);
        }
    }
    Ok(Page { items: shown(state, told).await?, next: None })
}

async fn shown(state: &ConsoleState, promises: Vec<OwedPromise>) -> Result<Vec<PromiseShown>, Problem> {
    let mut shown = Vec::new();
    for promise in promises {
        let customer = match &promise.promise.customer {
            Some(id) => state.book.customer(id).await?,
            None => customer_of(state, promise.number.as_ref()).await?,
        };
        shown.push(PromiseShown { name: customer.and_then(|customer| customer.name), promise });
    }
    Ok(shown)
}
