//! The person who calls: name, history, open promises. No balance and no value.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wasl_model::{CallId, Contact, Customer, CustomerId, Language, Pii};
use wasl_record::{CallSummary, CustomerError, CustomerFilter, OwedPromise, Page, Person as Whose};

use crate::access::Asker;
use crate::ask::{self, Path, Query};
use crate::calls::{PER_PAGE, note, seen};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Most characters of a name, a city, an occasion.
const LONGEST_FIELD: usize = 200;
/// Meetings shown.
const MOST_CONTACTS: u32 = 50;

/// Who is on the line.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Person {
    /// The customer of that number, if one is known.
    pub customer: Option<Customer>,
    /// The number; `null` when withheld.
    pub number: Option<Pii<String>>,
    /// Earlier meetings on the phone and in branches, newest first.
    pub contacts: Vec<Contact>,
    /// What is owed to them.
    pub promises: Vec<OwedPromise>,
}

/// A customer as an agent writes them down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerWritten {
    /// The name as the person likes it.
    pub name: Option<Pii<String>>,
    /// Numbers they call from.
    pub numbers: Vec<Pii<String>>,
    /// Where they live.
    pub city: Option<Pii<String>>,
    /// The language they like to be served in.
    pub language: Option<Language>,
    /// What is worth a kind word now.
    pub occasion: Option<Pii<String>>,
}

/// Which customers are wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedCustomers {
    /// Part of a name, spelling variants alike, or the end of a number.
    pub query: String,
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    pub after: Option<CustomerId>,
    /// Customers on a page, 1 to 200; 50 when not given.
    pub limit: Option<u32>,
}

/// The person of a call.
#[utoipa::path(get, path = "/api/v1/calls/{id}/person", params(("id" = CallId, Path)), responses(
    (status = 200, body = Person), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn of_call(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
) -> Result<Json<Person>, Problem> {
    let call = seen(&state, &asker, id).await?;
    note(&state, &asker, id, "person.open").await?;
    Ok(Json(person(&state, &call).await?))
}

/// Customers whose name or number fits.
#[utoipa::path(get, path = "/api/v1/customers", params(WantedCustomers), responses(
    (status = 200, body = Page<Customer, CustomerId>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn find(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<WantedCustomers>,
) -> Result<Json<Page<Customer, CustomerId>>, Problem> {
    let query = ask::text("query", &wanted.query.into(), LONGEST_FIELD)?;
    state.book.audit(&asker.user.name, "customers.find", None).await?;
    let filter = CustomerFilter { query: Some(query.into_inner()), after: wanted.after };
    Ok(Json(state.book.customers(&filter, wanted.limit.unwrap_or(PER_PAGE)).await?))
}

/// Writes down a customer.
#[utoipa::path(post, path = "/api/v1/customers", request_body = CustomerWritten, responses(
    (status = 201, body = Customer), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn add(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    ask::Json(written): ask::Json<CustomerWritten>,
) -> Result<(StatusCode, Json<Customer>), Problem> {
    let id = CustomerId::from(uuid::Uuid::now_v7().to_string());
    let customer = checked(id, &written)?;
    state.book.audit(&asker.user.name, "customer.add", None).await?;
    Ok((StatusCode::CREATED, Json(state.book.put_customer(customer).await.map_err(refused)?)))
}

/// Changes a customer.
#[utoipa::path(put, path = "/api/v1/customers/{id}", params(("id" = CustomerId, Path)), request_body = CustomerWritten, responses(
    (status = 200, body = Customer), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn change(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CustomerId>,
    ask::Json(written): ask::Json<CustomerWritten>,
) -> Result<Json<Customer>, Problem> {
    let customer = checked(id, &written)?;
    if state.book.customer(&customer.id).await?.is_none() {
        return Err(Problem::new(StatusCode::NOT_FOUND, "there is no such customer"));
    }
    state.book.audit(&asker.user.name, "customer.change", None).await?;
    Ok(Json(state.book.put_customer(customer).await.map_err(refused)?))
}

/// The customer as they are kept: numbers folded, texts trimmed.
fn checked(id: CustomerId, written: &CustomerWritten) -> Result<Customer, Problem> {
    let number = |written: &Pii<String>| {
        ask::phone(written.reveal()).ok_or_else(|| {
            Problem::new(StatusCode::BAD_REQUEST, "a phone number has 5 to 15 digits, with or without a +")
        })
    };
    let field = |name: &str, value: &Option<Pii<String>>| ask::maybe_text(name, value.as_ref(), LONGEST_FIELD);
    Ok(Customer {
        id,
        name: field("name", &written.name)?,
        numbers: written.numbers.iter().map(number).collect::<Result<_, _>>()?,
        city: field("city", &written.city)?,
        language: written.language,
        occasion: field("occasion", &written.occasion)?,
    })
}

/// The customer of a number, if one is known.
pub(crate) async fn customer_of(
    state: &ConsoleState,
    number: Option<&Pii<String>>,
) -> Result<Option<Customer>, Problem> {
    match number {
        Some(number) => Ok(state.book.customer_by_number(number).await?),
        None => Ok(None),
    }
}

async fn person(state: &ConsoleState, call: &CallSummary) -> Result<Person, Problem> {
    let Some(number) = &call.from else {
        return Ok(Person { customer: None, number: None, contacts: vec![], promises: vec![] });
    };
    let whose = Whose::Number(number.clone());
    let mut contacts = state.book.history(&whose, MOST_CONTACTS).await?;
    contacts.retain(|contact| contact.call != Some(call.id));
    Ok(Person {
        customer: customer_of(state, Some(number)).await?,
        number: call.from.clone(),
        contacts,
        promises: state.book.open_promises(&whose).await?,
    })
}

pub(crate) fn refused(error: CustomerError) -> Problem {
    match error {
        CustomerError::BadNumber(_) | CustomerError::TooLong(_) => {
            Problem::new(StatusCode::BAD_REQUEST, error.to_string())
        }
        CustomerError::NumberTaken(_) => Problem::new(
            StatusCode::CONFLICT,
            "one of the numbers belongs to another customer; find them by that number",
        ),
        CustomerError::Unknown(_) => Problem::new(StatusCode::NOT_FOUND, "there is no such customer"),
        CustomerError::Store(error) => error.into(),
    }
}
