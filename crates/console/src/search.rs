//! Words of transcripts, found.

use axum::extract::State;
use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use wasl_model::Pii;
use wasl_record::{FoundVisit, Hit, Page};

use crate::access::Asker;
use crate::ask::Query;
use crate::calls::note_words;
use crate::problem::Problem;
use crate::state::ConsoleState;
use crate::wanted::{Wanted, refused};

/// Turns that hold the words, in the calls that fit. That somebody looked for words is noted, not which.
#[utoipa::path(get, path = "/api/v1/search", params(Wanted), responses(
    (status = 200, body = Page<Hit, String>),
    (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn hits(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<Hit, String>>, Problem> {
    let mut filter = wanted.filter(&state, &asker).await?;
    let words = filter.words.take().ok_or_else(|| refused("'q' is missing: give the words that are looked for"))?;
    note_words(&state, &asker, &wanted).await?;
    let order = wanted.sort.unwrap_or_default();
    Ok(Json(state.book.search(&words, &filter, order, wanted.after.as_deref(), wanted.limit()).await?))
}

/// A recorded visit in a search, and whose it was.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FoundVisitShown {
    /// The visit.
    #[serde(flatten)]
    pub found: FoundVisit,
    /// The customer's name, where one is known.
    pub name: Option<Pii<String>>,
}

/// Recorded visits in which the words were said, newest first. Of the filters those that visits have: words, speaker, language,
/// branch, date, what it was about, how they left; asked for anything else, there are none. A page may be short and
/// have a `next`.
#[utoipa::path(get, path = "/api/v1/search/visits", operation_id = "visits_found", params(Wanted), responses(
    (status = 200, body = Page<FoundVisitShown, String>),
    (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn visits(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<FoundVisitShown, String>>, Problem> {
    let mut filter = wanted.filter(&state, &asker).await?;
    let words = filter.words.take().ok_or_else(|| refused("'q' is missing: give the words that are looked for"))?;
    note_words(&state, &asker, &wanted).await?;
    let page = state.book.search_visits(&words, &filter, wanted.after.as_deref(), wanted.limit()).await?;
    let mut items = Vec::new();
    for found in page.items {
        let name = state.book.customer(&found.customer).await?.and_then(|customer| customer.name);
        items.push(FoundVisitShown { found, name });
    }
    Ok(Json(Page { items, next: page.next }))
}
