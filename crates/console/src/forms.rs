//! Scorecards as forms. A change is a new version; sheets stay with the version they were filled in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use wasl_review::scorecard::{Form, Section, Words};

use crate::access::Asker;
use crate::ask::{self, Path, Query};
use crate::kept::{KeptForm, form};
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

/// Longest name of a form.
const LONGEST_ID: usize = 64;
/// Most questions of a form.
const MOST_QUESTIONS: usize = 100;

/// Which version is wanted.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedVersion {
    /// The newest when not given.
    pub version: Option<u32>,
}

/// A form as somebody writes it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormWritten {
    /// Its title.
    pub title: Words,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// The newest version of every form.
#[utoipa::path(get, path = "/api/v1/forms", operation_id = "forms", responses(
    (status = 200, body = Vec<Form>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(State(state): State<ConsoleState>) -> Result<Json<Vec<Form>>, Problem> {
    Ok(Json(form::forms(&state.book).await?))
}

/// One version of a form.
#[utoipa::path(get, path = "/api/v1/forms/{form}", operation_id = "form", params(("form" = String, Path), WantedVersion), responses(
    (status = 200, body = Form), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn one(
    State(state): State<ConsoleState>,
    Path(id): Path<String>,
    Query(wanted): Query<WantedVersion>,
) -> Result<Json<Form>, Problem> {
    let none = || Problem::new(StatusCode::NOT_FOUND, "there is no such form, or no such version of it");
    form::form(&state.book, &id, wanted.version).await?.map(Json).ok_or_else(none)
}

/// Writes a form, or a new version of one.
#[utoipa::path(put, path = "/api/v1/forms/{form}", operation_id = "write_form", params(("form" = String, Path)), request_body = FormWritten, responses(
    (status = 201, body = Form), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub async fn write(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<String>,
    ask::Json(written): ask::Json<FormWritten>,
) -> Result<(StatusCode, Json<Form>), Problem> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if id.is_empty() || id.len() > LONGEST_ID || !id.chars().all(plain) {
        let detail = "a form's name is made of a-z, 0-9, - and _, at most 64 of them";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    }
    let before = form::form(&state.book, &id, None).await?.map_or(0, |form| form.version);
    let form = Form { id, version: before + 1, title: written.title, sections: written.sections };
    let wrong = form.check();
    if !wrong.is_empty() || form.questions().count() > MOST_QUESTIONS {
        let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        let detail = if wrong.is_empty() { "a form has at most 100 questions".to_owned() } else { wrong.join("; ") };
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    }
    state.book.audit(&asker.user.name, "form.write", None).await?;
    let kept = KeptForm { form: form.clone(), made_at: now(), made_by: asker.user.name.clone() };
    let step = state.book.step(&asker.user.name, "write", None);
    if state.book.put_up(&kept, Some(&step)).await? {
        Ok((StatusCode::CREATED, Json(form)))
    } else {
        Err(Problem::new(StatusCode::CONFLICT, "somebody wrote that form at the same moment; look at theirs first"))
    }
}
