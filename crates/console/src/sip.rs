//! `/sip`: SIP over a WebSocket (RFC 7118). The window opens and carries it; `signal` reads it.
//!
//! An agent comes with the session's cookie, a guest with a ticket. One SIP message is one text message.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Extension;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{MissedTickBehavior, interval, timeout};
use utoipa::IntoParams;
use wasl_model::AgentId;

use crate::Encrypted;
use crate::access::{DESK, allows, same_origin, user_now};
use crate::ask::Query;
use crate::live::{SipPipe, WebCaller};
use crate::problem::Problem;
use crate::session::{self, Token};
use crate::state::ConsoleState;
use crate::tickets::HeldLine;

/// Largest message, in bytes.
pub const LARGEST_MESSAGE: usize = 64 << 10;
/// How often the browser is pinged, and whether the agent is still signed in is looked at.
pub const PING: Duration = Duration::from_secs(20);
/// A browser that takes a message for longer than this is let go.
const SLOWEST_SEND: Duration = Duration::from_secs(10);
/// A browser that says nothing for so many pings, not even pongs, is gone.
const SILENT_PINGS: u32 = 2;

/// Who comes without a session.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Guest {
    /// A ticket of `POST /api/v1/guests`.
    pub ticket: Option<String>,
}

/// Speaks SIP (RFC 7118), subprotocol `sip`.
#[utoipa::path(get, path = "/sip", params(Guest), responses(
    (status = 101), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem),
    (status = 503, body = Problem)))]
pub async fn open(
    State(state): State<ConsoleState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Query(guest): Query<Guest>,
    encrypted: Option<Extension<Encrypted>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    if !same_origin(&headers, encrypted.map(|Extension(encrypted)| encrypted)) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "this line is for pages of this server"));
    }
    let upgrade = upgrade.map_err(|rejection| Problem::new(rejection.status(), rejection.body_text()))?;
    let upgrade = upgrade.protocols(["sip"]);
    if upgrade.selected_protocol().is_none() {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "ask for the subprotocol 'sip' (RFC 7118)"));
    }
    let (who, session) = who(&state, &headers, guest.ticket).await?;
    let place = place(&state, &who)?;
    let pipe = state.live.web_socket(peer, who).ok_or_else(busy)?;
    let upgrade = upgrade.max_message_size(LARGEST_MESSAGE).max_frame_size(LARGEST_MESSAGE);
    Ok(upgrade.on_upgrade(async move |socket| {
        let line = Line { state, session, socket, pipe, silent: 0 };
        // A browser that is gone is no fault.
        let _ = Box::pin(line.run()).await;
        drop(place);
    }))
}

/// A place that is given back when it is dropped.
type Place = (OwnedSemaphorePermit, Option<HeldLine>);

fn place(state: &ConsoleState, who: &WebCaller) -> Result<Place, Problem> {
    let (places, held) = match who {
        WebCaller::Agent(_) => (&state.phones, None),
        WebCaller::Guest(ticket) => {
            let line = state.tickets.take_line(ticket, Instant::now());
            let held = line.ok_or_else(|| Problem::new(StatusCode::CONFLICT, "this ticket calls already"))?;
            (&state.guests, Some(held))
        }
    };
    Ok((Arc::clone(places).try_acquire_owned().map_err(|_| busy())?, held))
}

fn busy() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no more lines now; try again").retry_after(5)
}

/// A guest by the ticket, else an agent by the session.
async fn who(
    state: &ConsoleState,
    headers: &HeaderMap,
    ticket: Option<String>,
) -> Result<(WebCaller, Option<(Token, AgentId)>), Problem> {
    if let Some(ticket) = ticket {
        if state.tickets.language(&ticket, Instant::now()).is_none() {
            let detail = "the ticket is worth nothing any more; ask for a new one: POST /api/v1/guests";
            return Err(Problem::new(StatusCode::UNAUTHORIZED, detail));
        }
        return Ok((WebCaller::Guest(ticket), None));
    }
    let sign_in = || Problem::new(StatusCode::UNAUTHORIZED, "sign in first, or come with a ticket");
    let token = session::token_of(headers).ok_or_else(sign_in)?;
    let user = user_now(state, &token).await?.ok_or_else(sign_in)?;
    if !allows(DESK, Some(user.role)) || state.live.desk(&user.name).is_none() {
        return Err(Problem::new(StatusCode::FORBIDDEN, "you are not an agent of this centre"));
    }
    Ok((WebCaller::Agent(user.name.clone()), Some((token, user.name))))
}

/// One browser's line.
struct Line {
    state: ConsoleState,
    session: Option<(Token, AgentId)>,
    socket: WebSocket,
    pipe: SipPipe,
    /// Pings since the browser was last heard.
    silent: u32,
}

/// The browser is gone, or is let go.
struct Gone;

impl Line {
    async fn run(mut self) -> Result<(), Gone> {
        let mut ping = interval(PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ping.reset();
        loop {
            tokio::select! {
                told = self.pipe.to_browser.recv() => match told {
                    Some(text) => self.put(Message::Text(text.into())).await?,
                    None => return self.leave(close_code::AWAY, "the line is closed").await,
                },
                message = self.socket.recv() => self.hear(message).await?,
                _ = ping.tick() => self.ping().await?,
            }
        }
    }

    /// Passes on what the browser says. While the house is full it is not read on: then it waits too.
    async fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Result<(), Gone> {
        self.silent = 0;
        match message {
            Some(Ok(Message::Text(text))) => {
                let passed = timeout(SLOWEST_SEND, self.pipe.from_browser.send(text.as_str().to_owned())).await;
                if matches!(passed, Ok(Ok(()))) {
                    Ok(())
                } else {
                    self.leave(close_code::AWAY, "the line is closed").await
                }
            }
            Some(Ok(Message::Binary(_))) => self.leave(close_code::UNSUPPORTED, "SIP comes as text here").await,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Close(_)) | Err(_)) | None => Err(Gone),
        }
    }

    async fn ping(&mut self) -> Result<(), Gone> {
        self.silent += 1;
        if self.silent > SILENT_PINGS {
            return Err(Gone);
        }
        if let Some((token, name)) = &self.session
            // A store that is busy for a moment ends nobody's call.
            && user_now(&self.state, token).await.is_ok_and(|user| user.is_none_or(|user| user.name != *name))
        {
            return self.leave(close_code::POLICY, "signed out").await;
        }
        self.put(Message::Ping(Vec::new().into())).await
    }

    async fn put(&mut self, message: Message) -> Result<(), Gone> {
        match timeout(SLOWEST_SEND, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Gone),
        }
    }

    async fn leave(&mut self, code: u16, reason: &'static str) -> Result<(), Gone> {
        self.put(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await?;
        Err(Gone)
    }
}
