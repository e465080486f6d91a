//! At the branch's desk: finding a person by a little, what we promised them, and who is expected today.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wasl_model::{BranchId, Contact, Customer, CustomerId, Field, Pii, PromiseKeeper, PromiseState, Timestamp};
use wasl_record::{Found, OwedPromise, Person as Whose, PromiseFilter, VisitFilter};

use super::{VisitShown, branch_of, is_same, shown};
use crate::access::Asker;
use crate::ask::{self, Query};
use crate::floor::Whole;
use crate::person::customer_of;
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

/// Most characters of what is looked for.
const LONGEST_QUERY: usize = 100;
/// Meetings shown at the desk.
const CONTACTS: u32 = 20;
/// Promises and visits of a day.
const MOST: u32 = 200;
const DAY_MS: i64 = 86_400_000;

/// Who is looked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Looked {
    /// The last digits of a number or of the national id, a ticket, or a part of the name.
    pub q: String,
    /// One more of these, which must fit too.
    pub also: Option<String>,
}

/// Whose desk: one of both.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Meant {
    /// A customer.
    #[param(value_type = Option<String>)]
    pub customer: Option<CustomerId>,
    /// Whoever calls from this number.
    pub number: Option<String>,
}

/// The person at the desk.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct AtDesk {
    /// The customer, if they are one.
    pub customer: Option<Customer>,
    /// The number they were found by.
    pub number: Option<Pii<String>>,
    /// What is known of them.
    pub fields: Vec<Field>,
    /// Promises to them that are open, soonest due first.
    pub promises: Vec<OwedPromise>,
    /// Earlier meetings, newest first.
    pub contacts: Vec<Contact>,
}

/// Which branch's day.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedDay {
    /// The branch; the user's own when not given.
    #[param(value_type = Option<String>)]
    pub branch: Option<BranchId>,
}

/// A branch's day.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Today {
    /// Which branch.
    pub branch: BranchId,
    /// Open promises that name it and are due today, before, or without a day.
    pub expected: Vec<Expected>,
    /// Promises the machine heard in visits here, which nobody has confirmed.
    pub suggested: Vec<Expected>,
    /// Visits of today, newest first.
    pub visits: Vec<VisitShown>,
}

/// Somebody who may come because we promised something.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Expected {
    /// The promise.
    pub promise: OwedPromise,
    /// The customer's name, as they like it.
    pub name: Option<Pii<String>>,
}

/// People who may be meant; those we owe something first.
#[utoipa::path(get, path = "/api/v1/branch/find", operation_id = "find_person", params(Looked), responses(
    (status = 200, body = inline(Whole<Found>)), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn find(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(looked): Query<Looked>,
) -> Result<Json<Whole<Found>>, Problem> {
    let first = ask::text("q", &looked.q.into(), LONGEST_QUERY)?;
    let second = ask::maybe_text("also", looked.also.map(Pii::new).as_ref(), LONGEST_QUERY)?;
    state.book.audit(&asker.user.name, "branch.find", None).await?;
    let second = second.as_ref().map(|text| text.reveal().as_str());
    Ok(Json(Whole { items: state.book.find_person(first.reveal(), second, &asker.user).await? }))
}

/// The person at the desk: what we promised them, and how it was so far.
#[utoipa::path(get, path = "/api/v1/branch/person", operation_id = "at_desk", params(Meant), responses(
    (status = 200, body = AtDesk), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn person(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(meant): Query<Meant>,
) -> Result<Json<AtDesk>, Problem> {
    let number = meant.number.map(Pii::new);
    let customer = match (&meant.customer, &number) {
        (Some(id), _) => {
            let none = || Problem::new(StatusCode::NOT_FOUND, "there is no such customer");
            let id = state.book.customer_now(id).await?.ok_or_else(none)?;
            Some(state.book.customer(&id).await?.ok_or_else(none)?)
        }
        (None, Some(number)) => customer_of(&state, Some(number)).await?,
        (None, None) => return Err(Problem::new(StatusCode::BAD_REQUEST, "say 'customer' or 'number'")),
    };
    state.book.audit(&asker.user.name, "person.open", None).await?;
    let (whose, fields) = match (&customer, &number) {
        (Some(customer), _) => {
            let profile = state.book.profile(&customer.id, &asker.user).await?;
            (Whose::Customer(customer.id.clone()), profile.map(|profile| profile.fields).unwrap_or_default())
        }
        (None, number) => (Whose::Number(number.clone().unwrap_or_default()), vec![]),
    };
    if let Some(person) = known_as(&whose) {
        state.sessions.looks_up(&asker.token, person);
    }
    let promises = state.book.open_promises(&whose).await?;
    let contacts = state.book.history(&whose, CONTACTS).await?;
    Ok(Json(AtDesk { customer, number, fields, promises, contacts }))
}

/// A person as a session remembers them: the customer's id, or the number as it compares.
fn known_as(whose: &Whose) -> Option<Pii<String>> {
    match whose {
        Whose::Customer(id) => Some(Pii::from(id.as_str())),
        Whose::Number(number) => wasl_record::number::normalise(number.reveal()).map(Pii::new),
    }
}

/// A branch's day: who may come because we promised something, and who came.
#[utoipa::path(get, path = "/api/v1/branch/today", operation_id = "branch_today", params(WantedDay), responses(
    (status = 200, body = Today), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn today(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<WantedDay>,
) -> Result<Json<Today>, Problem> {
    let branch = branch_of(&state, &asker, wanted.branch.as_ref()).await?;
    state.book.audit(&asker.user.name, "branch.today", None).await?;
    let since = midnight(&state);
    let until = Timestamp::from_millis(since.as_millis() + DAY_MS);
    // Visits first, and what they answered is expected no more: one may be logged while this is read.
    let branches = state.spellings(Some(&branch)).await?;
    let filter = VisitFilter { branches, since: Some(since), ..VisitFilter::default() };
    let mut visits = Vec::new();
    for visit in state.book.visits(&filter, MOST).await? {
        visits.push(shown(&state, visit).await?);
    }
    let mut expected = Vec::new();
    let answered = |promise: &OwedPromise| {
        let mut answers = visits.iter().flat_map(|shown| &shown.visit.visit.outcomes);
        answers.any(|answer| answer.promise == promise.promise.id && answer.outcome.state().is_some())
    };
    for promise in open_in(&state, &branch, until).await?.into_iter().filter(|promise| !answered(promise)) {
        let name = name_of(&state, &promise).await?;
        expected.push(Expected { promise, name });
    }
    let mut suggested = Vec::new();
    for promise in suggested_in(&state, &asker, &branch).await? {
        let name = name_of(&state, &promise).await?;
        suggested.push(Expected { promise, name });
    }
    Ok(Json(Today { branch, expected, suggested, visits }))
}

/// Open promises that name the branch, in any spelling, and are not only due on a later day.
async fn open_in(state: &ConsoleState, branch: &BranchId, until: Timestamp) -> Result<Vec<OwedPromise>, Problem> {
    let filter = PromiseFilter {
        state: Some(PromiseState::Open),
        keeper: Some(PromiseKeeper::Branch),
        branches: state.spellings(Some(branch)).await?,
        ..PromiseFilter::default()
    };
    let soon = |owed: &OwedPromise| owed.promise.due.is_none_or(|due| due < until);
    all(state, filter, |owed| names(owed, branch) && soon(owed)).await
}

/// Promises made in visits, by this user or to be kept here, that wait to be confirmed.
async fn suggested_in(state: &ConsoleState, asker: &Asker, branch: &BranchId) -> Result<Vec<OwedPromise>, Problem> {
    let filter = PromiseFilter { state: Some(PromiseState::Suggested), ..PromiseFilter::default() };
    let mine = |owed: &OwedPromise| owed.agent.as_ref() == Some(&asker.user.name);
    all(state, filter, |owed| owed.promise.made_in.is_none() && (mine(owed) || names(owed, branch))).await
}

fn names(owed: &OwedPromise, branch: &BranchId) -> bool {
    owed.promise.branch.as_ref().is_some_and(|named| is_same(named, branch))
}

async fn all(
    state: &ConsoleState,
    mut filter: PromiseFilter,
    fits: impl Fn(&OwedPromise) -> bool,
) -> Result<Vec<OwedPromise>, Problem> {
    let mut found = Vec::new();
    loop {
        let page = state.book.promises(&filter, MOST).await?;
        found.extend(page.items.into_iter().filter(&fits));
        match page.next {
            Some(next) if found.len() < MOST as usize => filter.after = Some(next),
            Some(_) | None => return Ok(found),
        }
    }
}

async fn name_of(state: &ConsoleState, owed: &OwedPromise) -> Result<Option<Pii<String>>, Problem> {
    let customer = match &owed.promise.customer {
        Some(id) => state.book.customer(id).await?,
        None => customer_of(state, owed.number.as_ref()).await?,
    };
    Ok(customer.and_then(|customer| customer.name))
}

/// The last midnight of the house.
fn midnight(state: &ConsoleState) -> Timestamp {
    let offset_ms = i64::from(state.zone.whole_seconds()) * 1_000;
    let local = now().as_millis() + offset_ms;
    Timestamp::from_millis(local - local.rem_euclid(DAY_MS) - offset_ms)
}
