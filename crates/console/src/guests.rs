//! The support line for those who call from a web page: nobody signs in, a ticket is enough.

use std::net::SocketAddr;
use std::time::Instant;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{
    AgentId, CallEvent, CallId, CallbackTerms, Hangup, Language, LegId, MediaTime, Mood, Pii, Span, Speaker, Utterance,
    UtteranceId,
};

use crate::ask::{self, Path};
use crate::live::{GuestNow, GuestPhase, Support};
use crate::problem::Problem;
use crate::state::{ConsoleState, now};
use crate::telling::not_kept;
use crate::tickets::Once;

/// Most characters of a guest's name, and of a note.
const LONGEST_NAME: usize = 100;
const LONGEST_NOTE: usize = 1_000;

/// Somebody wants to call.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GuestAsks {
    /// The language of the page.
    pub language: Language,
    /// The caller has read that the call is recorded, and agrees.
    pub consent: bool,
}

/// What to call with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GuestTicket {
    /// Give it as `?ticket=` to `/sip`.
    pub ticket: String,
    /// What to dial.
    pub uri: String,
}

/// Where to call somebody back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallBack {
    /// The number, in any digits.
    pub phone: Pii<String>,
    /// The name.
    pub name: Option<Pii<String>>,
    /// What it is about.
    pub note: Option<Pii<String>>,
}

/// How a call felt.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Feeling {
    /// How.
    pub mood: Mood,
    /// Did we keep our word.
    pub kept: Option<bool>,
}

/// The support line: its name, whether somebody is there, how long a wait.
#[utoipa::path(get, path = "/api/v1/support", responses((status = 200, body = Support)))]
pub async fn support(State(state): State<ConsoleState>) -> Json<Support> {
    Json(state.live.support())
}

/// Gives a ticket to call with.
#[utoipa::path(post, path = "/api/v1/guests", request_body = GuestAsks, responses(
    (status = 201, body = GuestTicket), (status = 400, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn arrive(
    State(state): State<ConsoleState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    ask::Json(asks): ask::Json<GuestAsks>,
) -> Result<(StatusCode, Json<GuestTicket>), Problem> {
    if !asks.consent {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "calls are recorded: agree first, or use the telephone"));
    }
    state.live.ready().map_err(|missing| Problem::new(StatusCode::SERVICE_UNAVAILABLE, missing).retry_after(10))?;
    let ticket = state.tickets.give(peer.ip(), asks.language, Instant::now()).map_err(|wait| {
        let detail = "too many calls from this address; wait, or use the telephone";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after(wait.as_secs().max(1))
    })?;
    state.book.audit(&AgentId::from("guest"), "guest.consent", None).await?;
    Ok((StatusCode::CREATED, Json(GuestTicket { ticket, uri: state.live.support().uri })))
}

/// How it stands with my call.
#[utoipa::path(get, path = "/api/v1/guests/{ticket}", params(("ticket" = String, Path)), responses(
    (status = 200, body = GuestNow), (status = 404, body = Problem)))]
pub async fn how(State(state): State<ConsoleState>, Path(ticket): Path<String>) -> Result<Json<GuestNow>, Problem> {
    good(&state, &ticket)?;
    Ok(Json(state.live.guest(&ticket).unwrap_or(GuestNow::NEW)))
}

/// Asks to be called back.
#[utoipa::path(post, path = "/api/v1/guests/{ticket}/callback", params(("ticket" = String, Path)), request_body = CallBack, responses(
    (status = 204), (status = 400, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn call_back(
    State(state): State<ConsoleState>,
    Path(ticket): Path<String>,
    ask::Json(wanted): ask::Json<CallBack>,
) -> Result<StatusCode, Problem> {
    let language = good(&state, &ticket)?;
    let phone = ask::phone(wanted.phone.reveal()).ok_or_else(|| {
        Problem::new(StatusCode::BAD_REQUEST, "a phone number has 5 to 15 digits, with or without a +")
    })?;
    let name = ask::maybe_text("name", wanted.name.as_ref(), LONGEST_NAME)?;
    let note = ask::maybe_text("note", wanted.note.as_ref(), LONGEST_NOTE)?;
    if !state.tickets.use_once(&ticket, Once::CallBack) {
        return Err(Problem::new(StatusCode::CONFLICT, "the callback is promised already"));
    }
    let said = [name, note].into_iter().flatten().map(Pii::into_inner).collect::<Vec<_>>().join(": ");
    promise(&state, CallId::new(), phone, said, language).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Says how the call felt, once it is over.
#[utoipa::path(post, path = "/api/v1/guests/{ticket}/feeling", params(("ticket" = String, Path)), request_body = Feeling, responses(
    (status = 204), (status = 400, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn feel(
    State(state): State<ConsoleState>,
    Path(ticket): Path<String>,
    ask::Json(feeling): ask::Json<Feeling>,
) -> Result<StatusCode, Problem> {
    good(&state, &ticket)?;
    let ended = state.live.guest(&ticket).filter(|guest| guest.phase == GuestPhase::Ended);
    let Some(call) = ended.and_then(|guest| guest.call) else {
        return Err(Problem::new(StatusCode::CONFLICT, "the call is not over yet"));
    };
    if !state.tickets.use_once(&ticket, Once::Feeling) {
        return Err(Problem::new(StatusCode::CONFLICT, "you have told us already; thank you"));
    }
    let felt = CallEvent::CallerFelt { mood: feeling.mood, kept: feeling.kept };
    state.book.append_late(call, felt).await.map_err(not_kept)?;
    Ok(StatusCode::NO_CONTENT)
}

fn good(state: &ConsoleState, ticket: &str) -> Result<Language, Problem> {
    let language = state.tickets.language(ticket, Instant::now());
    language.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "the ticket is worth nothing any more; begin again"))
}

/// A call that was never spoken: the caller was at the door, said this, and is owed a callback.
/// So it is in the list of calls, of callbacks and of silent customers like every other.
pub(crate) async fn promise(state: &ConsoleState, call: CallId, phone: Pii<String>, said: String, language: Language) {
    let support = state.live.support();
    let call = state.book.begin(call, now()).await;
    let dialled = "callback".to_owned();
    let mut story = vec![CallEvent::Arrived { leg: LegId::new(), from: Some(phone), dialled, trunk: None }];
    if !said.is_empty() {
        story.push(CallEvent::Heard { utterance: written(said, language) });
    }
    let terms = Some(Box::new(CallbackTerms::of(language)));
    story.push(CallEvent::CallbackPromised { queue: support.queue, number: None, terms });
    story.push(CallEvent::Ended { hangup: Hangup::CallbackPromised });
    for event in story {
        call.append(now(), MediaTime::ZERO, event).await;
    }
    call.close().await;
}

fn written(said: String, language: Language) -> Utterance {
    Utterance {
        id: UtteranceId::new(),
        speaker: Speaker::Caller,
        span: Span { start: MediaTime::ZERO, end: MediaTime::ZERO },
        language,
        values: wasl_model::spoken::values(&said, Some(language)),
        text: Pii::new(said),
        confidence: 1.0,
        words: Vec::new(),
        matched: None,
    }
}
