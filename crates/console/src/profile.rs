//! What is known of a customer, their journey, and two customers made one.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use wasl_model::{CustomerId, Field, FieldKind, FieldSource, Journey, Merge, Pii};
use wasl_record::{Person, Profile, ProfileError};

use crate::access::Asker;
use crate::ask::{self, Path};
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

/// Most characters of a field.
const LONGEST_FIELD: usize = 200;

/// Something about a customer as it is written down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldWritten {
    /// What it tells.
    pub kind: FieldKind,
    /// The thing itself.
    pub value: Pii<String>,
    /// The day of an occasion, `YYYY-MM-DD` or `MM-DD`.
    pub day: Option<String>,
    /// How we know.
    pub source: FieldSource,
    /// The customer agreed that we keep it.
    pub consent: bool,
}

/// Which field goes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldDropped {
    /// What it tells.
    pub kind: FieldKind,
    /// The thing itself.
    pub value: Pii<String>,
}

/// Who goes into whom.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeWanted {
    /// The customer who goes into the one of the path.
    pub gone: CustomerId,
}

/// All that this user may see of a customer, or of the one they went into.
#[utoipa::path(get, path = "/api/v1/customers/{id}/profile", operation_id = "profile", params(("id" = CustomerId, Path)), responses(
    (status = 200, body = Profile), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn read(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CustomerId>,
) -> Result<Json<Profile>, Problem> {
    state.book.audit(&asker.user.name, "profile.open", None).await?;
    let id = state.book.customer_now(&id).await?.ok_or_else(no_customer)?;
    Ok(Json(state.book.profile(&id, &asker.user).await?.ok_or_else(no_customer)?))
}

/// Writes down something about a customer. What they did not agree to is shown only to who wrote it and to admins.
#[utoipa::path(put, path = "/api/v1/customers/{id}/fields", operation_id = "put_field", params(("id" = CustomerId, Path)), request_body = FieldWritten, responses(
    (status = 200, body = Field), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn write(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CustomerId>,
    ask::Json(written): ask::Json<FieldWritten>,
) -> Result<Json<Field>, Problem> {
    let field = Field {
        kind: written.kind,
        value: ask::text("value", &written.value, LONGEST_FIELD)?,
        day: written.day,
        source: written.source,
        by: asker.user.name.clone(),
        at: now(),
        consent: written.consent,
    };
    state.book.audit(&asker.user.name, "profile.write", None).await?;
    Ok(Json(state.book.put_field(&id, field).await.map_err(refused)?))
}

/// Drops something about a customer.
#[utoipa::path(post, path = "/api/v1/customers/{id}/fields/drop", operation_id = "drop_field", params(("id" = CustomerId, Path)), request_body = FieldDropped, responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn drop_one(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CustomerId>,
    ask::Json(dropped): ask::Json<FieldDropped>,
) -> Result<StatusCode, Problem> {
    state.book.audit(&asker.user.name, "profile.drop", None).await?;
    let found = state.book.drop_field(&id, dropped.kind, &dropped.value, &asker.user).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::new(StatusCode::NOT_FOUND, "there is no such field")) }
}

/// The calls, visits and promises of a customer, or of the one they went into, on one line, oldest first.
#[utoipa::path(get, path = "/api/v1/customers/{id}/journey", operation_id = "journey", params(("id" = CustomerId, Path)), responses(
    (status = 200, body = Journey), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn journey(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CustomerId>,
) -> Result<Json<Journey>, Problem> {
    let id = state.book.customer_now(&id).await?.ok_or_else(no_customer)?;
    state.book.audit(&asker.user.name, "journey.open", None).await?;
    Ok(Json(state.book.journey(&Person::Customer(id)).await?))
}

/// Makes two customers one, if a number or a branch number of theirs is the same.
#[utoipa::path(post, path = "/api/v1/customers/{id}/merges", operation_id = "merge_customers", params(("id" = CustomerId, Path)), request_body = MergeWanted, responses(
    (status = 201, body = Merge), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn merge(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CustomerId>,
    ask::Json(wanted): ask::Json<MergeWanted>,
) -> Result<(StatusCode, Json<Merge>), Problem> {
    state.book.audit(&asker.user.name, "customers.merge", None).await?;
    let merge = state.book.merge(&id, &wanted.gone, &asker.user.name).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(merge)))
}

/// Undoes a merge: everything that came with it goes back.
#[utoipa::path(delete, path = "/api/v1/customers/{id}/merges/{merge}", operation_id = "undo_merge", params(("id" = CustomerId, Path), ("merge" = String, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn undo(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path((id, merge)): Path<(CustomerId, Uuid)>,
) -> Result<StatusCode, Problem> {
    let none = || Problem::new(StatusCode::NOT_FOUND, "there is no such merge to undo");
    let profile = state.book.profile(&id, &asker.user).await?.ok_or_else(no_customer)?;
    if profile.merges.iter().all(|known| known.id != merge) {
        return Err(none());
    }
    state.book.audit(&asker.user.name, "customers.unmerge", None).await?;
    if state.book.undo_merge(merge).await? { Ok(StatusCode::NO_CONTENT) } else { Err(none()) }
}

fn no_customer() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is no such customer")
}

pub(crate) fn refused(error: ProfileError) -> Problem {
    let detail = error.to_string();
    match error {
        ProfileError::Unknown(_) => no_customer(),
        ProfileError::BadValue
        | ProfileError::NotATail
        | ProfileError::BadLanguage
        | ProfileError::BadDay
        | ProfileError::TooMany => Problem::new(StatusCode::BAD_REQUEST, detail),
        ProfileError::NotAlike => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail),
        ProfileError::Store(error) => error.into(),
    }
}
