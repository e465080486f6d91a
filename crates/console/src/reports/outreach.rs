//! What calling silent customers is worth: those called against those held out.

use axum::Json;
use axum::extract::State;
use wasl_model::Timestamp;
use wasl_record::CardFilter;
use wasl_review::silent::{Fared, OutreachReport, outreach_report};

use super::{WantedDays, days_ago};
use crate::ask::Query;
use crate::kept::KeptOutreach;
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

/// Whoever is on the list has so long to come back before they count.
const TIME_GIVEN_DAYS: u32 = 14;

/// What calling silent customers is worth, over those whose time is over: called against held out.
#[utoipa::path(get, path = "/api/v1/reports/silent", operation_id = "outreach_report", params(WantedDays), responses(
    (status = 200, body = OutreachReport), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn silent(
    State(state): State<ConsoleState>,
    Query(wanted): Query<WantedDays>,
) -> Result<Json<OutreachReport>, Problem> {
    let since = days_ago(now(), wanted.days());
    let counted = fared(&state, since, now()).await?;
    Ok(Json(outreach_report(&counted)))
}

/// How everybody fared who came on the list since then and whose time is over.
pub(super) async fn fared(state: &ConsoleState, since: Timestamp, now: Timestamp) -> Result<Vec<Fared>, Problem> {
    let filter =
        CardFilter { since: Some(since), until: Some(days_ago(now, TIME_GIVEN_DAYS)), ..CardFilter::default() };
    let people = state.book.whole_shelf::<KeptOutreach>(&filter).await?;
    Ok(people.iter().map(KeptOutreach::fared).collect())
}
