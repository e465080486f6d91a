//! The live events over a WebSocket, whole after every interruption.
//!
//! A message is `{"seq": n, "topic": "calls", "entry": {...}}`. `seq` counts over all calls; a client that comes back asks
//! `?since=<last seq>` and gets what it missed from the book, then what happens. What cannot be given is said:
//! `{"topic": "gap", "from": n, "to": m}`. `floor` is a snapshot, sent when it changes: `{"topic": "floor", "queues": [...], "agents": [...]}`.

use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval, timeout};
use utoipa::IntoParams;
use wasl_model::TimelineEntry;
use wasl_record::{Posted, Role};

use crate::access::{Asker, TABLE, allows, user_now};
use crate::ask::Query;
use crate::live::{AgentNow, QueueNow};
use crate::problem::Problem;
use crate::state::ConsoleState;

/// Entries read from the book at once.
const READ: u32 = 500;
/// A client that takes a message for longer than this is let go; it comes back with `since`.
const SLOWEST_SEND: Duration = Duration::from_secs(10);
/// How often the floor is looked at, and whether the user may still listen.
const LOOK: Duration = Duration::from_secs(1);
/// Looks between two pings, so that proxies keep the connection and dead ones are found.
const LOOKS_PER_PING: u32 = 20;

/// What is to be told.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Subscription {
    /// The last `seq` known; events after it come first. Without it only what happens from now on.
    pub since: Option<u64>,
    /// `calls`, `floor`, or both with a comma; `calls` when not given.
    pub topics: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "topic", rename_all = "snake_case")]
enum Told<'a> {
    Calls { seq: u64, entry: &'a TimelineEntry },
    Gap { from: u64, to: u64 },
    Floor { queues: &'a [QueueNow], agents: &'a [AgentNow] },
}

/// Listens to live events.
#[utoipa::path(get, path = "/api/v1/events", params(Subscription), responses(
    (status = 101), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub async fn events(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<Subscription>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let topics = wanted.topics.as_deref().unwrap_or("calls");
    if let Some(unknown) = topics.split(',').find(|topic| !["calls", "floor"].contains(topic)) {
        let detail = format!("there is no topic '{}'; there are calls and floor", unknown.escape_default());
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    if !same_origin(&headers) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "live events are for pages of this server"));
    }
    let upgrade = upgrade.map_err(|rejection| Problem::new(rejection.status(), rejection.body_text()))?;
    let place = state
        .listeners
        .clone()
        .try_acquire_owned()
        .map_err(|_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too many listeners").retry_after(10))?;
    let (calls, floor) = (topics.contains("calls"), topics.contains("floor"));
    let news = state.book.subscribe();
    let last = match wanted.since {
        Some(since) => since,
        None => state.book.last_position().await?,
    };
    Ok(upgrade.max_message_size(4 << 10).on_upgrade(async move |socket| {
        let listener = Listener { state, asker, socket, last, calls, floor, shown: None };
        // A listener that is gone is no fault.
        let _ = Box::pin(listener.run(news)).await;
        drop(place);
    }))
}

/// A page of another site may not use the user's cookie to listen (the cookie is SameSite=Strict; this is the second lock).
fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == text(header::HOST)
}

struct Listener {
    state: ConsoleState,
    asker: Asker,
    socket: WebSocket,
    last: u64,
    calls: bool,
    floor: bool,
    shown: Option<(Vec<QueueNow>, Vec<AgentNow>)>,
}

/// The listener is gone, or is let go.
struct Gone;

impl Listener {
    async fn run(mut self, mut news: broadcast::Receiver<Posted>) -> Result<(), Gone> {
        self.catch_up().await?;
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut looks = 0;
        loop {
            tokio::select! {
                posted = news.recv() => match posted {
                    Ok(posted) => self.tell_in_order(&posted).await?,
                    // What was missed is in the book.
                    Err(RecvError::Lagged(_)) => self.catch_up().await?,
                    Err(RecvError::Closed) => return self.leave(close_code::AWAY, "the server is going down").await,
                },
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Gone),
                    // Clients have nothing to say here; pings are answered below us.
                    Some(Ok(Message::Text(_) | Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {}
                },
                _ = look.tick() => {
                    looks += 1;
                    self.look(looks % LOOKS_PER_PING == 0).await?;
                }
            }
        }
    }

    async fn tell_in_order(&mut self, posted: &Posted) -> Result<(), Gone> {
        if posted.position <= self.last || !self.calls {
            return Ok(());
        }
        if posted.position > self.last + 1 {
            self.catch_up().await?;
            // Positions that even the book lacks (a refused write): say so rather than pretend.
            if posted.position > self.last + 1 {
                self.send(&Told::Gap { from: self.last + 1, to: posted.position - 1 }).await?;
            }
        }
        if posted.position > self.last { self.tell(posted).await } else { Ok(()) }
    }

    /// Tells what the book has after the last told entry.
    async fn catch_up(&mut self) -> Result<(), Gone> {
        while self.calls {
            let Ok(missed) = self.state.book.since(self.last, READ).await else {
                return self.leave(close_code::ERROR, "the book cannot be read now").await;
            };
            for posted in &missed {
                if posted.position > self.last + 1 {
                    self.send(&Told::Gap { from: self.last + 1, to: posted.position - 1 }).await?;
                }
                self.tell(posted).await?;
            }
            if missed.len() < READ as usize {
                break;
            }
        }
        Ok(())
    }

    async fn tell(&mut self, posted: &Posted) -> Result<(), Gone> {
        self.last = posted.position;
        self.send(&Told::Calls { seq: posted.position, entry: &posted.entry }).await
    }

    /// Looks at the floor, and at whether the user may still listen.
    async fn look(&mut self, ping: bool) -> Result<(), Gone> {
        if !self.may_listen().await {
            return self.leave(close_code::POLICY, "signed out, or the role is gone").await;
        }
        if ping {
            self.put(Message::Ping(Vec::new().into())).await?;
        }
        if !self.floor {
            return Ok(());
        }
        let now = (self.state.live.queues(), self.state.live.agents());
        if self.shown.as_ref() == Some(&now) {
            return Ok(());
        }
        self.send(&Told::Floor { queues: &now.0, agents: &now.1 }).await?;
        self.shown = Some(now);
        Ok(())
    }

    async fn may_listen(&mut self) -> bool {
        let role: Option<Role> = match user_now(&self.state, &self.asker.token).await {
            Ok(user) => user.map(|user| user.role),
            // A store that is busy for a moment takes nobody's role away.
            Err(_) => Some(self.asker.user.role),
        };
        TABLE.iter().any(|(_, route, who)| *route == "/api/v1/events" && allows(*who, role))
    }

    async fn send(&mut self, told: &Told<'_>) -> Result<(), Gone> {
        let text = serde_json::to_string(told).map_err(|_| Gone)?;
        self.put(Message::Text(text.into())).await
    }

    async fn put(&mut self, message: Message) -> Result<(), Gone> {
        match timeout(SLOWEST_SEND, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Gone),
        }
    }

    async fn leave(&mut self, code: u16, reason: &'static str) -> Result<(), Gone> {
        let frame = axum::extract::ws::CloseFrame { code, reason: reason.into() };
        self.put(Message::Close(Some(frame))).await?;
        Err(Gone)
    }
}
