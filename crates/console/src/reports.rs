//! Reports over kept calls.
//!
//! - [`calibration`]: how far reviewers agree
//! - [`gaps`]: where what we say differs from what we do
//! - [`outreach`]: what calling silent customers is worth
//! - [`executive`]: one page for those who lead

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use wasl_model::Timestamp;
use wasl_record::page::MOST_PER_PAGE;
use wasl_record::{Book, CallFilter, StoreError};
use wasl_review::{Access, AccessReport};

use crate::ask::Query;
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

pub mod calibration;
pub mod executive;
pub mod gaps;
pub mod outreach;

/// Days of a report when none are given, and at most.
const DAYS: u32 = 30;
const MOST_DAYS: u32 = 366;

/// Which calls are wanted.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedDays {
    /// Calls of so many days until now, 1 to 366; 30 when not given.
    pub days: Option<u32>,
}

impl WantedDays {
    fn days(self) -> u32 {
        self.days.unwrap_or(DAYS).clamp(1, MOST_DAYS)
    }
}

/// So many days before.
fn days_ago(now: Timestamp, days: u32) -> Timestamp {
    Timestamp::from_millis(now.as_millis() - i64::from(days) * 86_400_000)
}

/// How soon callers reached a person.
#[utoipa::path(get, path = "/api/v1/reports/human-access", params(WantedDays), responses(
    (status = 200, body = AccessReport), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn human_access(
    State(state): State<ConsoleState>,
    Query(wanted): Query<WantedDays>,
) -> Result<Json<AccessReport>, Problem> {
    Ok(Json(access(&state.book, now(), wanted.days(), i32::from(state.zone.whole_minutes())).await?))
}

/// Human access over the calls that began within so many days before `now`; days begin so many minutes east of UTC.
///
/// # Errors
/// When the book cannot be read.
pub async fn access(book: &Book, now: Timestamp, days: u32, utc_offset_min: i32) -> Result<AccessReport, StoreError> {
    let mut filter = CallFilter { live: Some(false), since: Some(days_ago(now, days)), ..CallFilter::default() };
    let mut calls = Vec::new();
    loop {
        let page = book.calls(&filter, MOST_PER_PAGE).await?;
        for call in &page.items {
            let timeline = book.timeline(call.id).await?.unwrap_or_default();
            calls.extend(Access::of(&timeline));
        }
        match page.next {
            Some(next) => filter.after = Some(next),
            None => return Ok(AccessReport::of(&calls, utc_offset_min)),
        }
    }
}
