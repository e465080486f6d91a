//! Remarks on stretches of a call: answered, settled, and told to whom they name.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::ToSchema;
use wasl_model::{AgentId, CallId, CommentId, MediaTime, Pii, Span};
use wasl_record::quality::comment::{Comment, Resolved, mentions};
use wasl_record::{CardFilter, Changed, Notice, Role};

use crate::access::Asker;
use crate::ask::{self, Path};
use crate::calls::{note, seen};
use crate::problem::Problem;
use crate::state::{ConsoleState, now};

/// Most characters of a remark.
const LONGEST_TEXT: usize = 4_000;
/// A recording goes on for some frames after the last event of its call.
const TAIL: Duration = Duration::from_secs(1);

/// A remark as somebody writes it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentWritten {
    /// From there in the call.
    pub start_ms: MediaTime,
    /// To there.
    pub end_ms: MediaTime,
    /// In words; `@name` tells a colleague.
    pub text: Pii<String>,
    /// The remark it answers.
    #[serde(default)]
    pub reply_to: Option<CommentId>,
}

/// What is to change about a remark; what is left out stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentChange {
    /// Other words; only its author may.
    #[serde(default)]
    pub text: Option<Pii<String>>,
    /// Settled, or open again.
    #[serde(default)]
    pub resolved: Option<bool>,
}

/// Remarks on a call, in the order of its sound.
#[utoipa::path(get, path = "/api/v1/calls/{id}/comments", operation_id = "comments", params(("id" = CallId, Path)), responses(
    (status = 200, body = Vec<Comment>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
) -> Result<Json<Vec<Comment>>, Problem> {
    seen(&state, &asker, id).await?;
    note(&state, &asker, id, "comments.open").await?;
    Ok(Json(state.book.whole_shelf(&CardFilter { call: Some(id), ..CardFilter::default() }).await?))
}

/// Writes a remark.
#[utoipa::path(post, path = "/api/v1/calls/{id}/comments", operation_id = "write_comment", params(("id" = CallId, Path)), request_body = CommentWritten, responses(
    (status = 201, body = Comment), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn write(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path(id): Path<CallId>,
    ask::Json(written): ask::Json<CommentWritten>,
) -> Result<(StatusCode, Json<Comment>), Problem> {
    let call = seen(&state, &asker, id).await?;
    let text = ask::text("text", &written.text, LONGEST_TEXT)?;
    if written.start_ms > written.end_ms || written.end_ms > call.media_length + TAIL {
        let detail = "'start_ms' and 'end_ms' are a stretch of this call's sound";
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    if let Some(first) = written.reply_to
        && state.book.kept::<Comment>(&first.to_string()).await?.is_none_or(|first| first.call != id)
    {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "'reply_to' is no remark on this call"));
    }
    state.book.audit(&asker.user.name, "comment.write", Some(id)).await?;
    let comment = Comment {
        id: CommentId::new(),
        call: id,
        author: asker.user.name.clone(),
        span: Span { start: written.start_ms, end: written.end_ms },
        mentions: mentions(text.reveal(), &users(&state).await?),
        text,
        reply_to: written.reply_to,
        resolved: None,
        made_at: now(),
        changed_at: now(),
    };
    state.book.put_up(&comment, None).await?;
    tell(&state, &comment, &[]);
    Ok((StatusCode::CREATED, Json(comment)))
}

/// Changes the words of a remark, or settles it.
#[utoipa::path(put, path = "/api/v1/calls/{id}/comments/{comment}", operation_id = "change_comment", params(("id" = CallId, Path), ("comment" = CommentId, Path)),
    request_body = CommentChange, responses((status = 200, body = Comment), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn change(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path((id, comment)): Path<(CallId, CommentId)>,
    ask::Json(wanted): ask::Json<CommentChange>,
) -> Result<Json<Comment>, Problem> {
    seen(&state, &asker, id).await?;
    let text = wanted.text.as_ref().map(|text| ask::text("text", text, LONGEST_TEXT)).transpose()?;
    let before = of_call(&state, id, comment).await?;
    if text.is_some() && before.author != asker.user.name {
        return Err(Problem::new(StatusCode::FORBIDDEN, "only its author may change the words of a remark"));
    }
    state.book.audit(&asker.user.name, "comment.change", Some(id)).await?;
    let users = users(&state).await?;
    let settled = Resolved { by: asker.user.name.clone(), at: now() };
    let step = state.book.step(&asker.user.name, "change", text.as_ref().map(|_| before.text.clone()));
    let change = |comment: &mut Comment| {
        if let Some(text) = &text {
            comment.mentions = mentions(text.reveal(), &users);
            comment.text = text.clone();
        }
        match wanted.resolved {
            Some(true) => _ = comment.resolved.get_or_insert_with(|| settled.clone()),
            Some(false) => comment.resolved = None,
            None => {}
        }
        comment.changed_at = settled.at;
        Ok::<_, Problem>(Some(step.clone()))
    };
    match state.book.change(&comment.to_string(), change).await? {
        Changed::Done(comment) => {
            tell(&state, &comment, &before.mentions);
            Ok(Json(comment))
        }
        Changed::Refused(problem) => Err(problem),
        Changed::Unknown => Err(none()),
    }
}

/// Takes a remark away that nobody answered.
#[utoipa::path(delete, path = "/api/v1/calls/{id}/comments/{comment}", operation_id = "remove_comment", params(("id" = CallId, Path), ("comment" = CommentId, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn remove(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Path((id, comment)): Path<(CallId, CommentId)>,
) -> Result<StatusCode, Problem> {
    seen(&state, &asker, id).await?;
    let known = of_call(&state, id, comment).await?;
    if known.author != asker.user.name && asker.user.role != Role::Admin {
        return Err(Problem::new(StatusCode::FORBIDDEN, "only its author may take a remark away"));
    }
    let all: Vec<Comment> = state.book.whole_shelf(&CardFilter { call: Some(id), ..CardFilter::default() }).await?;
    if all.iter().any(|other| other.reply_to == Some(comment)) {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "somebody answered this remark; say what you think now below it",
        ));
    }
    state.book.audit(&asker.user.name, "comment.remove", Some(id)).await?;
    state.book.take_down::<Comment>(&comment.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn of_call(state: &ConsoleState, call: CallId, comment: CommentId) -> Result<Comment, Problem> {
    let known: Option<Comment> = state.book.kept(&comment.to_string()).await?;
    known.filter(|comment| comment.call == call).ok_or_else(none)
}

async fn users(state: &ConsoleState) -> Result<Vec<AgentId>, Problem> {
    let users = state.book.users().await?;
    Ok(users.into_iter().filter(|user| !user.disabled).map(|user| user.name).collect())
}

/// Tells those it names now and did not name before.
fn tell(state: &ConsoleState, comment: &Comment, before: &[AgentId]) {
    let fresh = comment.mentions.iter().filter(|user| !before.contains(user) && **user != comment.author);
    let users: Vec<AgentId> = fresh.cloned().collect();
    if !users.is_empty() {
        state.book.tell(Notice::Mentioned { users, call: comment.call, comment: comment.id });
    }
}

fn none() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "there is no such remark on this call")
}
