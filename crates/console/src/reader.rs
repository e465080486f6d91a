//! What the machine reads in closed calls, as the window shows it: the whole of one call, and the figures of many.

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wasl_model::{CallId, LastStep, Pii, PromiseState, SheetId};
use wasl_record::quality::reading::CallReading;
use wasl_review::Review;
use wasl_review::answers::{Drift, drift};
use wasl_review::consistency::Touch;
use wasl_review::scorecard::{self, State as SheetState};

use crate::access::Asker;
use crate::ask::Query;
use crate::calls::seen;
use crate::kept::{KeptSheet, form, sheet};
use crate::person::customer_of;
use crate::problem::Problem;
use crate::reviews::{scores_blindly, visible};
use crate::state::ConsoleState;

/// Most calls asked about at once.
const MOST: usize = 200;

/// Calls asked about.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedCalls {
    /// Their ids, with commas; at most 200.
    pub calls: String,
}

/// A call's row beside the list of calls.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CallMarks {
    /// Which call.
    pub call: CallId,
    /// The customer's name, where one is known.
    pub name: Option<Pii<String>>,
    /// The steps of the method the machine found; `null` while it has not read the call, and for whoever scores it blindly.
    pub steps: Option<Vec<LastStep>>,
    /// They came in the method's order.
    pub in_order: Option<bool>,
    /// The machine's score of the method, 0..=100; `null` too for whoever scores the call blindly.
    pub score: Option<u8>,
    /// How the worst promise made in it stands.
    pub promise: Option<PromiseState>,
    /// The newest published sheet, or my draft.
    pub sheet: Option<SheetMark>,
}

/// A sheet in a list.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SheetMark {
    /// Its id.
    pub id: SheetId,
    /// Where it stands.
    pub state: SheetState,
    /// 0..=100; `null` while nothing that counts is answered.
    pub score: Option<f64>,
}

/// What is known of many calls at once; calls the asker may not know of are left out.
#[utoipa::path(get, path = "/api/v1/reviews", operation_id = "call_marks", params(WantedCalls), responses(
    (status = 200, body = Vec<CallMarks>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn marks(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<WantedCalls>,
) -> Result<Json<Vec<CallMarks>>, Problem> {
    let mut marks = Vec::new();
    for id in ids(&wanted.calls)? {
        if seen(&state, &asker, id).await.is_ok() {
            marks.push(marks_of(&state, &asker, id).await?);
        }
    }
    Ok(Json(marks))
}

fn ids(text: &str) -> Result<Vec<CallId>, Problem> {
    let wrong = |what: &str| Problem::new(axum::http::StatusCode::BAD_REQUEST, what);
    let ids: Result<Vec<CallId>, _> = text.split(',').filter(|id| !id.is_empty()).map(str::parse).collect();
    let ids = ids.map_err(|_| wrong("'calls' are ids of calls with commas between them"))?;
    if ids.len() > MOST { Err(wrong("ask about at most 200 calls at once")) } else { Ok(ids) }
}

pub(crate) async fn marks_of(state: &ConsoleState, asker: &Asker, id: CallId) -> Result<CallMarks, Problem> {
    let call = state.book.call(id).await?;
    let number = call.as_ref().and_then(|call| call.from.as_ref());
    let sheets = sheet::sheets(&state.book, id).await?;
    let blind = scores_blindly(state, asker, id, &sheets).await?;
    let reading: Option<CallReading> = if blind { None } else { state.book.kept(&id.to_string()).await? };
    let promises = state.book.promises_in(id).await?;
    let worst = promises.into_iter().map(|owed| owed.promise.state).max_by_key(|state| badness(*state));
    Ok(CallMarks {
        call: id,
        name: customer_of(state, number).await?.and_then(|customer| customer.name),
        steps: reading.as_ref().map(|reading| reading.steps.clone()),
        in_order: reading.as_ref().map(|reading| reading.in_order),
        score: reading.and_then(|reading| reading.score),
        promise: worst,
        sheet: newest_sheet(state, asker, sheets, blind).await?,
    })
}

const fn badness(state: PromiseState) -> u8 {
    match state {
        PromiseState::Kept => 0,
        PromiseState::Suggested => 1,
        PromiseState::PartlyKept => 2,
        PromiseState::Open => 3,
        PromiseState::Broken => 4,
    }
}

async fn newest_sheet(
    state: &ConsoleState,
    asker: &Asker,
    sheets: Vec<KeptSheet>,
    blind: bool,
) -> Result<Option<SheetMark>, Problem> {
    let newest = sheets.into_iter().rev().find(|kept| visible(kept, asker, blind));
    let Some(KeptSheet { id, sheet, .. }) = newest else { return Ok(None) };
    let form = form::form(&state.book, &sheet.form, Some(sheet.version)).await?;
    let score = form.and_then(|form| scorecard::score(&form, &sheet).ok()).and_then(|score| score.score);
    Ok(Some(SheetMark { id, state: sheet.state, score }))
}

/// A call as the machine reads it now.
pub(crate) async fn reviewed(state: &ConsoleState, id: CallId) -> Result<Review, Problem> {
    let timeline = state.book.timeline(id).await?.ok_or_else(Problem::no_call)?;
    Ok(wasl_review::read_in(&timeline, &state.site().await?))
}

/// An answer given after the answer book had changed, and what should have been said.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct StaleSaid {
    /// What was said, and which entries it is about.
    #[serde(flatten)]
    pub drift: Drift,
    /// What was valid, in Arabic.
    pub text_ar: String,
    /// And in English.
    pub text_en: String,
}

/// Answers in a call that were out of date on its day.
pub(crate) async fn stale(state: &ConsoleState, id: CallId) -> Result<Vec<StaleSaid>, Problem> {
    let timeline = state.book.timeline(id).await?.ok_or_else(Problem::no_call)?;
    let touch = Touch::of_call(&timeline, None, Vec::new());
    let said = |drift: Drift| {
        let entry = state.answers.entries().iter().find(|entry| entry.id == drift.valid);
        let (text_ar, text_en) = entry.map(|entry| (entry.text_ar.clone(), entry.text_en.clone())).unwrap_or_default();
        StaleSaid { drift, text_ar, text_en }
    };
    Ok(drift(&state.answers, touch.as_slice(), state.zone).into_iter().map(said).collect())
}
