//! Named lists of calls: the filters of a page under a name, for oneself or for colleagues.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{Pii, ViewId};
use wasl_record::quality::view::View;
use wasl_record::{CardFilter, Role};

use crate::access::Asker;
use crate::ask::{self, Path};
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

/// Most characters of a name and of an address's filters.
const LONGEST_NAME: usize = 80;
const LONGEST_QUERY: usize = 2_000;
/// Most lists of one person.
const MOST: usize = 100;

/// A list as somebody names it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewWritten {
    /// Its name.
    pub name: Pii<String>,
    /// The filters as they stand in the page's address, without the `?`; empty for all.
    pub query: Pii<String>,
    /// Colleagues see it too.
    #[serde(default)]
    pub shared: bool,
}

/// A list, mine or a colleague's.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ViewShown {
    /// The list.
    #[serde(flatten)]
    pub view: View,
    /// I made it.
    pub mine: bool,
}

/// My lists and those colleagues share, oldest first.
#[utoipa::path(get, path = "/api/v1/views", operation_id = "views", responses(
    (status = 200, body = Vec<ViewShown>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn list(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
) -> Result<Json<Vec<ViewShown>>, Problem> {
    let views = state.book.whole_shelf::<View>(&CardFilter::default()).await?;
    let shown = views.into_iter().map(|view| ViewShown { mine: view.owner == asker.user.name, view });
    Ok(Json(shown.filter(|shown| shown.mine || shown.view.shared).collect()))
}

/// Names a list.
#[utoipa::path(post, path = "/api/v1/views", operation_id = "name_view", request_body = ViewWritten, responses(
    (status = 201, body = ViewShown), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem)))]
pub async fn add(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    ask::Json(written): ask::Json<ViewWritten>,
) -> Result<(StatusCode, Json<ViewShown>), Problem> {
    let name = ask::text("name", &written.name, LONGEST_NAME)?;
    let query = ask::maybe_text("query", Some(&written.query), LONGEST_QUERY)?.unwrap_or_default();
    let mine = CardFilter { owner: Some(asker.user.name.clone()), ..CardFilter::default() };
    let mine = state.book.whole_shelf::<View>(&mine).await?;
    if mine.len() >= MOST || mine.iter().any(|view| view.name == name) {
        let detail = "you have a list of that name already, or a hundred of them; take one away first";
        return Err(Problem::new(StatusCode::CONFLICT, detail));
    }
    state.book.audit(&asker.user.name, "view.add", None).await?;
    let owner = asker.user.name.clone();
    let view = View { id: ViewId::new(), name, query, shared: written.shared, owner, made_at: now() };
    state.book.put_up(&view, None).await?;
    Ok((StatusCode::CREATED, Json(ViewShown { view, mine: true })))
}

/// Takes a list away.
#[utoipa::path(delete, path = "/api/v1/views/{view}", operation_id = "remove_view", params(("view" = ViewId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<ViewId>,
) -> Result<StatusCode, Problem> {
    let none = || Problem::new(StatusCode::NOT_FOUND, "there is no such list of yours");
    let view: View = state.book.kept(&id.to_string()).await?.ok_or_else(none)?;
    let may = view.owner == asker.user.name || (view.shared && asker.user.role == Role::Admin);
    if !may {
        return Err(none());
    }
    state.book.audit(&asker.user.name, "view.remove", None).await?;
    state.book.take_down::<View>(&id.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}
