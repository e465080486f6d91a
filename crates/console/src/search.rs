//! Words of transcripts, found.

use axum::extract::State;
use axum::{Extension, Json};
use wasl_record::{Hit, Page};

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
