//! The branch: who comes, what was promised to them, and what became of it.
//!
//! - [`desk`]: finding a person, and what there is to know at the desk
//! - [`sound`]: the recording of a visit

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use time::{Date, Time, UtcOffset};
use utoipa::{IntoParams, ToSchema};
use wasl_model::{
    AgentId, BranchId, Customer, CustomerId, Field, FieldKind, FieldSource, IntentId, Mood, Pii, PromiseAnswer,
    Timestamp, Visit, VisitId,
};
use wasl_record::{CustomerError, LoggedVisit, Role, VisitError, VisitFilter};
use wasl_review::{LastReview, last_of_visit};

use crate::access::{Asker, QUALITY, allows};
use crate::ask::{self, Path, Query};
use crate::calls::PER_PAGE;
use crate::floor::Whole;
use crate::guests;
use crate::person::refused;
use crate::problem::Problem;
use crate::profile;
use crate::state::{ConsoleState, now};

pub mod desk;
pub mod sound;

/// A tablet's clock may be ahead by so much.
const AHEAD_MS: i64 = 300_000;
/// Most characters of a name.
const LONGEST_NAME: usize = 200;
/// Most characters of a note to the phone.
const LONGEST_NOTE: usize = 1_000;

/// A visit as a branch, a kiosk or a queue-ticket system sends it. The person is named by `customer`, `number` or
/// `ticket`; a number nobody has yet, or a name alone, becomes a new customer.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitWritten {
    /// Its id, a UUID made by whoever sends it: sent twice it is kept once.
    pub id: VisitId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// A number they call from.
    pub number: Option<Pii<String>>,
    /// Their queue ticket.
    pub ticket: Option<Pii<String>>,
    /// Their name, for somebody new.
    pub name: Option<Pii<String>>,
    /// They agreed that the name is kept, so that colleagues may know them by it; without that only whoever logs the visit
    /// sees it. A name sent without a word on this was given to be served by, and counts as agreed.
    pub name_consent: Option<bool>,
    /// Where; the user's own branch when not given.
    pub branch: Option<BranchId>,
    /// When, in milliseconds since 1970.
    pub at: Timestamp,
    /// What it was about.
    pub reason: Option<IntentId>,
    /// Who served.
    pub served_by: Option<Pii<String>>,
    /// What was told and done.
    pub notes: Option<Pii<String>>,
    /// An answer for every promise that was open; `not_raised` is one too.
    #[serde(default)]
    pub outcomes: Vec<PromiseAnswer>,
    /// How they left.
    pub left: Option<Mood>,
}

/// A visit and whose it was.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct VisitShown {
    /// The visit.
    #[serde(flatten)]
    pub visit: LoggedVisit,
    /// The customer's name, as they like it.
    pub name: Option<Pii<String>>,
    /// Listen, Apologise, Solve, Thank in what was said, in lists, for those who judge how people were served; nothing of a
    /// visit of which no words were kept.
    pub last: Option<LastReview>,
}

/// Which visits are wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedVisits {
    /// In this branch; somebody of a branch sees their own.
    #[param(value_type = Option<String>)]
    pub branch: Option<BranchId>,
    /// On this day of the house, `YYYY-MM-DD`.
    pub day: Option<String>,
    /// Of this customer.
    #[param(value_type = Option<String>)]
    pub customer: Option<CustomerId>,
    /// Visits, 1 to 200; 50 when not given.
    pub limit: Option<u32>,
}

/// A visit is handed over to the phone.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Where to call, if not the customer's first number.
    pub number: Option<Pii<String>>,
    /// What the phone should know.
    pub note: Option<Pii<String>>,
}

/// Logs a visit. The second time, the same visit answers 200 and changes nothing.
#[utoipa::path(post, path = "/api/v1/branch/visits", operation_id = "log_visit", request_body = VisitWritten, responses(
    (status = 201, body = VisitShown), (status = 200, body = VisitShown), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn log(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    ask::Json(written): ask::Json<VisitWritten>,
) -> Result<(StatusCode, Json<VisitShown>), Problem> {
    if written.at.as_millis() > now().as_millis() + AHEAD_MS {
        let detail = "'at' is in the future; is the clock right?";
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail).coded("future"));
    }
    let branch = branch_of(&state, &asker, written.branch.as_ref()).await?;
    // Sent again, it is in the branch it was kept in, also where the house spells that otherwise since.
    let known = state.book.visit(written.id).await?;
    let branch = match &known {
        Some(known) if is_same(&known.visit.branch, &branch) => known.visit.branch.clone(),
        Some(_) | None => branch,
    };
    let customer = match (&written.customer, known) {
        (None, Some(known)) => known.visit.customer,
        (Some(_), _) | (None, None) => whose(&state, &asker.user.name, &written).await?,
    };
    let visit = Visit {
        id: written.id,
        customer,
        branch,
        at: written.at,
        reason: written.reason,
        served_by: ask::maybe_text("served_by", written.served_by.as_ref(), LONGEST_NAME)?,
        notes: written.notes.unwrap_or_default(),
        outcomes: written.outcomes,
        left: written.left,
        said: vec![],
    };
    state.book.audit(&asker.user.name, "visit.log", None).await?;
    let (logged, new) = state.book.log_visit(visit, &asker.user.name).await.map_err(not_logged)?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(shown(&state, logged).await?)))
}

/// Visits, newest first.
#[utoipa::path(get, path = "/api/v1/branch/visits", operation_id = "visits", params(WantedVisits), responses(
    (status = 200, body = inline(Whole<VisitShown>)), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<WantedVisits>,
) -> Result<Json<Whole<VisitShown>>, Problem> {
    let own = asker.user.role == Role::Branch;
    let branch = if own { Some(branch_of(&state, &asker, wanted.branch.as_ref()).await?) } else { wanted.branch };
    let (since, until) = wanted.day.as_deref().map(|day| day_of(day, state.zone)).transpose()?.unzip();
    let filter =
        VisitFilter { branches: state.spellings(branch.as_ref()).await?, since, until, customer: wanted.customer };
    state.book.audit(&asker.user.name, "visits.list", None).await?;
    let mut items = Vec::new();
    for logged in state.book.visits(&filter, wanted.limit.unwrap_or(PER_PAGE)).await? {
        let heard = allows(QUALITY, Some(asker.user.role)) && !logged.visit.said.is_empty();
        let last = heard.then(|| last_of_visit(&logged.visit));
        items.push(VisitShown { last, ..shown(&state, logged).await? });
    }
    Ok(Json(Whole { items }))
}

/// Hands a visit over to the phone: a callback is promised, once, and whoever calls sees the same history.
#[utoipa::path(post, path = "/api/v1/branch/visits/{id}/callback", operation_id = "call_back_visitor", params(("id" = VisitId, Path)), request_body = HandOver, responses(
    (status = 200, body = VisitShown), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn call_back(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<VisitId>,
    ask::Json(wanted): ask::Json<HandOver>,
) -> Result<Json<VisitShown>, Problem> {
    let logged = seen(&state, &asker, id).await?;
    if logged.callback.is_some() {
        return Ok(Json(shown(&state, logged).await?));
    }
    let customer = state.book.customer(&logged.visit.customer).await?;
    let number = match &wanted.number {
        Some(number) => Some(phone(number)?),
        None => customer.as_ref().and_then(|customer| customer.numbers.first().cloned()),
    };
    let none = || Problem::new(StatusCode::BAD_REQUEST, "no number is known: send 'number'").coded("no_number");
    let number = number.ok_or_else(none)?;
    let note = ask::maybe_text("note", wanted.note.as_ref(), LONGEST_NOTE)?.unwrap_or_default();
    let language = customer.and_then(|customer| customer.language).unwrap_or_default();
    state.book.audit(&asker.user.name, "visit.callback", None).await?;
    // The call has the visit's id, so that it is made once whatever is lost between here and the book.
    let call = wasl_model::CallId(id.0);
    if state.book.call(call).await?.is_none() {
        guests::promise(&state, call, number, note.into_inner(), language).await;
    }
    state.book.hand_over_visit(id, call).await?;
    let logged = seen(&state, &asker, id).await?;
    Ok(Json(shown(&state, logged).await?))
}

/// The branch that is meant, as the house spells it: somebody of a branch means their own, everybody else must name one.
pub(crate) async fn branch_of(
    state: &ConsoleState,
    asker: &Asker,
    named: Option<&BranchId>,
) -> Result<BranchId, Problem> {
    let own = state.book.branch_of(&asker.user.name).await?;
    match (named, own) {
        (Some(named), Some(own)) if asker.user.role == Role::Branch && !is_same(named, &own) => {
            Err(Problem::new(StatusCode::FORBIDDEN, "you serve in another branch").coded("other_branch"))
        }
        (Some(named), None) if asker.user.role == Role::Branch => Err(no_branch(&asker.user.name, named)),
        (Some(named), _) if !named.as_str().trim().is_empty() => Ok(state.spelled(named).await?),
        (_, Some(own)) => Ok(state.spelled(&own).await?),
        (_, None) => Err(no_branch(&asker.user.name, &"BRANCH".into())),
    }
}

fn no_branch(user: &AgentId, branch: &BranchId) -> Problem {
    let detail = format!("you serve in no branch yet; whoever runs the house says: wasl user branch {user} '{branch}'");
    Problem::new(StatusCode::CONFLICT, detail).coded("no_branch")
}

/// The same branch in any spelling, with «فرع» or without.
pub(crate) fn is_same(a: &BranchId, b: &BranchId) -> bool {
    wasl_review::is_one_branch(a.as_str(), b.as_str())
}

/// The visit, if there is one this user may know of.
pub(crate) async fn seen(state: &ConsoleState, asker: &Asker, id: VisitId) -> Result<LoggedVisit, Problem> {
    let none = || Problem::new(StatusCode::NOT_FOUND, "there is no visit of that id");
    let logged = state.book.visit(id).await?.ok_or_else(none)?;
    if asker.user.role == Role::Branch {
        let own = state.book.branch_of(&asker.user.name).await?;
        if !own.is_some_and(|own| is_same(&own, &logged.visit.branch)) {
            return Err(none());
        }
    }
    Ok(logged)
}

pub(crate) async fn shown(state: &ConsoleState, visit: LoggedVisit) -> Result<VisitShown, Problem> {
    let name = state.book.customer(&visit.visit.customer).await?.and_then(|customer| customer.name);
    Ok(VisitShown { visit, name, last: None })
}

/// Whose visit it is; somebody new is written down under an id of the visit's own, so that a second sending means them too.
async fn whose(state: &ConsoleState, by: &AgentId, written: &VisitWritten) -> Result<CustomerId, Problem> {
    if let Some(id) = &written.customer {
        return Ok(id.clone());
    }
    let number = written.number.as_ref().map(phone).transpose()?;
    if let Some(number) = &number
        && let Some(known) = state.book.customer_by_number(number).await?
    {
        return Ok(known.id);
    }
    if let Some(ticket) = &written.ticket {
        let mut with = state.book.customers_with(FieldKind::Ticket, ticket).await?;
        match (with.pop(), with.is_empty()) {
            (Some(one), true) => return Ok(one),
            (None, _) if number.is_some() || written.name.is_some() => {}
            (None, _) => {
                return Err(Problem::new(StatusCode::NOT_FOUND, "nobody has that ticket").coded("ticket_unknown"));
            }
            (Some(_), _) => {
                let detail = "more than one person has that ticket; send 'customer'";
                return Err(Problem::new(StatusCode::CONFLICT, detail).coded("ticket_shared"));
            }
        }
    }
    let name = ask::maybe_text("name", written.name.as_ref(), LONGEST_NAME)?;
    if number.is_none() && name.is_none() {
        let detail = "whose visit: send 'customer', 'number', 'ticket' or 'name'";
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    let new = Customer {
        id: CustomerId(format!("visit-{}", written.id)),
        name: None,
        numbers: number.into_iter().collect(),
        city: None,
        language: None,
        occasion: None,
    };
    let id = match state.book.put_customer(new).await {
        Ok(customer) => customer.id,
        Err(CustomerError::NumberTaken(other)) => return Ok(other),
        Err(error) => return Err(refused(error)),
    };
    if let Some(name) = name {
        let field = Field {
            kind: FieldKind::Name,
            value: name,
            day: None,
            source: FieldSource::Branch,
            by: by.clone(),
            at: written.at,
            consent: written.name_consent.unwrap_or(true),
        };
        state.book.put_field(&id, field).await.map_err(profile::refused)?;
    }
    Ok(id)
}

fn phone(number: &Pii<String>) -> Result<Pii<String>, Problem> {
    let detail = "a phone number has 5 to 15 digits, with or without a +";
    ask::phone(number.reveal()).ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, detail).coded("bad_number"))
}

fn not_logged(error: VisitError) -> Problem {
    let detail = error.to_string();
    let answer = |promise, code| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, &*detail).about(promise).coded(code);
    match error {
        VisitError::TooLong(_) => Problem::new(StatusCode::BAD_REQUEST, detail).coded("too_long"),
        VisitError::Unknown(_) => Problem::new(StatusCode::NOT_FOUND, "there is no such customer").coded("no_customer"),
        VisitError::Unanswered(promise) => answer(promise, "unanswered"),
        VisitError::NotTheirs(promise) => answer(promise, "not_theirs"),
        VisitError::AnsweredTwice(promise) => answer(promise, "answered_twice"),
        VisitError::NoReason(promise) => answer(promise, "no_reason"),
        VisitError::Different => Problem::new(StatusCode::CONFLICT, detail).coded("different"),
        VisitError::Store(error) => error.into(),
    }
}

/// From midnight to midnight of the house.
fn day_of(text: &str, zone: UtcOffset) -> Result<(Timestamp, Timestamp), Problem> {
    let bad = || Problem::new(StatusCode::BAD_REQUEST, "'day' is a date: YYYY-MM-DD");
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return Err(bad()) };
    let number =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i32>().ok()).flatten();
    let (year, month, day) =
        number(year).zip(number(month)).zip(number(day)).map(|((y, m), d)| (y, m, d)).ok_or_else(bad)?;
    let month = u8::try_from(month).ok().and_then(|month| time::Month::try_from(month).ok()).ok_or_else(bad)?;
    let day = u8::try_from(day).map_err(|_| bad())?;
    let date = Date::from_calendar_date(year, month, day).map_err(|_| bad())?;
    let moment = |date: Date| {
        let at = date.with_time(Time::MIDNIGHT).assume_offset(zone).unix_timestamp();
        Timestamp::from_millis(at.saturating_mul(1_000))
    };
    Ok((moment(date), moment(date.next_day().ok_or_else(bad)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_from_midnight_to_midnight_of_the_house() {
        let riyadh = UtcOffset::from_hms(3, 0, 0).unwrap();
        let (since, until) = day_of("2026-11-22", riyadh).unwrap();
        assert_eq!((since.as_millis(), until.as_millis()), (1_795_294_800_000, 1_795_381_200_000));
        for bad in ["2026-02-30", "22-11-2026x", "", "2026-11", "2026-11-22-1", "+026-1-1"] {
            assert!(day_of(bad, riyadh).is_err(), "{bad}");
        }
    }
}
