//! How far reviewers agree who scored the same calls blindly, question by question.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wasl_model::CallId;
use wasl_record::CardFilter;
use wasl_review::scorecard::{self, Agreement, Sheet, State as SheetState};

use crate::ask::Query;
use crate::kept::{KeptSheet, form};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Which form is asked about.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedForm {
    /// Its name; its newest version counts.
    pub form: String,
}

/// Agreement of people who scored blindly.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Calibration {
    /// The form.
    pub form: String,
    /// Its version.
    pub version: u32,
    /// Calls two people have scored.
    pub calls: u32,
    /// Question by question.
    pub questions: Vec<Agreement>,
}

/// How far reviewers agree: of every call the first two sheets of the form that were filled without sight of each other.
#[utoipa::path(get, path = "/api/v1/reports/calibration", operation_id = "calibration_report", params(WantedForm), responses(
    (status = 200, body = Calibration), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn calibration(
    State(state): State<ConsoleState>,
    Query(wanted): Query<WantedForm>,
) -> Result<Json<Calibration>, Problem> {
    let none = || Problem::new(StatusCode::NOT_FOUND, "there is no such form; GET /api/v1/forms lists them");
    let form = form::form(&state.book, &wanted.form, None).await?.ok_or_else(none)?;
    let filter = CardFilter { kind: Some(form.id.clone()), ..CardFilter::default() };
    let mut by_call: BTreeMap<CallId, Vec<Sheet>> = BTreeMap::new();
    for kept in state.book.whole_shelf::<KeptSheet>(&filter).await? {
        if kept.sheet.version == form.version && kept.sheet.state != SheetState::Draft {
            by_call.entry(kept.call).or_default().push(kept.sheet);
        }
    }
    let pairs: Vec<(&Sheet, &Sheet)> = by_call.values().filter_map(|sheets| pair(sheets)).collect();
    Ok(Json(Calibration {
        calls: u32::try_from(pairs.len()).unwrap_or(u32::MAX),
        questions: scorecard::agreement(&form, &pairs),
        version: form.version,
        form: form.id,
    }))
}

/// The first two of a call's sheets that were filled without sight of each other.
fn pair(sheets: &[Sheet]) -> Option<(&Sheet, &Sheet)> {
    let pairs = sheets.iter().enumerate().flat_map(|(at, a)| sheets[at + 1..].iter().map(move |b| (a, b)));
    pairs.into_iter().find(|(a, b)| a.is_independent_of(b))
}
