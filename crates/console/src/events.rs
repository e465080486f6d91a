//! The live events over a WebSocket, whole after every interruption.
//!
//! Every message is an [`EventMessage`]. The `seq` of `calls` counts over all calls; a client that comes back asks
//! `?since=<last seq>` and gets what it missed from the book, then what happens. What cannot be given is said: `gap`.
//! `floor` and `desk` are snapshots, sent at first and when they change; `notices` are told as they come. An agent is told of their own calls only,
//! somebody of a branch of none.
//!
//! - [`message`]: what a listener is told
//! - [`theirs`]: which calls are an agent's

use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::time::{MissedTickBehavior, interval, timeout};
use utoipa::IntoParams;
use wasl_model::{CallId, Partial};
use wasl_record::{Notice, Posted, Role};

use crate::Encrypted;
use crate::access::{Asker, TABLE, allows, same_origin, user_now};
use crate::ask::Query;
use crate::branch::is_same;
use crate::consistency::branch_of;
use crate::live::{AgentNow, DeskNow, QueueNow};
use crate::problem::Problem;
use crate::state::ConsoleState;

pub mod message;
pub mod theirs;

pub use message::EventMessage;
use theirs::Theirs;

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
    /// Some of `calls`, `floor`, `desk`, `partials`, `notices`, with commas; `calls` when not given.
    pub topics: Option<String>,
}

/// The topics a listener asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Topics {
    calls: bool,
    floor: bool,
    desk: bool,
    partials: bool,
    notices: bool,
}

impl Topics {
    fn read(text: &str, role: Role) -> Result<Self, Problem> {
        let mut topics = Self::default();
        for topic in text.split(',') {
            match topic {
                "calls" | "partials" if role == Role::Branch => {
                    return Err(Problem::new(
                        StatusCode::FORBIDDEN,
                        "a branch listens to 'notices'; calls are for the phone",
                    ));
                }
                "calls" => topics.calls = true,
                "floor" if matches!(role, Role::Agent | Role::Qa | Role::Branch) => {
                    return Err(Problem::new(StatusCode::FORBIDDEN, "your role may not watch the floor"));
                }
                "floor" => topics.floor = true,
                "desk" => topics.desk = true,
                "partials" => topics.partials = true,
                "notices" => topics.notices = true,
                unknown => {
                    let detail = format!(
                        "there is no topic '{}'; there are calls, floor, desk, partials and notices",
                        unknown.escape_default()
                    );
                    return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
                }
            }
        }
        Ok(topics)
    }
}

/// Listens to live events.
#[utoipa::path(get, path = "/api/v1/events", params(Subscription), responses(
    (status = 101, body = EventMessage), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 503, body = Problem)))]
pub async fn events(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    Query(wanted): Query<Subscription>,
    encrypted: Option<Extension<Encrypted>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    // A branch's user sees no calls, so they are told what they may be told.
    let usual = if asker.user.role == Role::Branch { "notices" } else { "calls" };
    let topics = Topics::read(wanted.topics.as_deref().unwrap_or(usual), asker.user.role)?;
    if !same_origin(&headers, encrypted.map(|Extension(encrypted)| encrypted)) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "live events are for pages of this server"));
    }
    let upgrade = upgrade.map_err(|rejection| Problem::new(rejection.status(), rejection.body_text()))?;
    let place = state
        .listeners
        .clone()
        .try_acquire_owned()
        .map_err(|_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too many listeners").retry_after(10))?;
    if topics.calls || topics.partials {
        // Words are in them.
        state.book.audit(&asker.user.name, "events.open", None).await?;
    }
    let news = News {
        posted: state.book.subscribe(),
        desks: topics.desk.then(|| state.live.desk_changes()),
        partials: topics.partials.then(|| state.live.partials()),
        notices: topics.notices.then(|| state.book.notices()),
    };
    let last = match wanted.since {
        // A book that was put back to an earlier day counts from there: nobody waits for what it has not reached yet.
        Some(since) => since.min(state.book.last_position().await?),
        None => state.book.last_position().await?,
    };
    Ok(upgrade.max_message_size(4 << 10).on_upgrade(async move |socket| {
        let theirs = Theirs::of(&asker.user);
        let listener = Listener { state, asker, socket, last, topics, theirs, floor: None, desk: None };
        // A listener that is gone is no fault.
        let _ = Box::pin(listener.run(news)).await;
        drop(place);
    }))
}

/// Where news come from.
struct News {
    posted: broadcast::Receiver<Posted>,
    desks: Option<watch::Receiver<u64>>,
    partials: Option<broadcast::Receiver<(CallId, Partial)>>,
    notices: Option<broadcast::Receiver<Notice>>,
}

impl News {
    /// Resolves when a desk may have changed; never when that is not wanted, or no longer told.
    async fn desk(desks: &mut Option<watch::Receiver<u64>>) {
        if let Some(changes) = desks {
            match changes.changed().await {
                Ok(()) => return,
                Err(_) => *desks = None,
            }
        }
        std::future::pending::<()>().await;
    }

    /// The next words being spoken, or the next notice; what was missed is old by now, and notices stay in lists.
    async fn next<T: Clone>(told: &mut Option<broadcast::Receiver<T>>) -> T {
        while let Some(news) = told {
            match news.recv().await {
                Ok(next) => return next,
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => *told = None,
            }
        }
        std::future::pending().await
    }
}

struct Listener {
    state: ConsoleState,
    asker: Asker,
    socket: WebSocket,
    last: u64,
    topics: Topics,
    theirs: Theirs,
    /// The floor as last told.
    floor: Option<(Vec<QueueNow>, Vec<AgentNow>)>,
    /// The desk as last told.
    desk: Option<DeskNow>,
}

/// The listener is gone, or is let go.
struct Gone;

impl Listener {
    async fn run(mut self, mut news: News) -> Result<(), Gone> {
        self.tell_desk().await?;
        self.catch_up().await?;
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut looks = 0;
        loop {
            tokio::select! {
                posted = news.posted.recv() => match posted {
                    Ok(posted) => self.tell_in_order(&posted).await?,
                    // What was missed is in the book.
                    Err(RecvError::Lagged(_)) => self.catch_up().await?,
                    Err(RecvError::Closed) => return self.leave(close_code::AWAY, "the server is going down").await,
                },
                () = News::desk(&mut news.desks) => self.tell_desk().await?,
                (call, partial) = News::next(&mut news.partials) => self.tell_partial(call, partial).await?,
                notice = News::next(&mut news.notices) => self.tell_notice(notice).await?,
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
        if posted.position <= self.last || !self.topics.calls {
            return Ok(());
        }
        if posted.position > self.last + 1 {
            self.catch_up().await?;
            // Positions that even the book lacks (a refused write): say so rather than pretend.
            if posted.position > self.last + 1 {
                self.send(&EventMessage::Gap { from: self.last + 1, to: posted.position - 1 }).await?;
            }
        }
        if posted.position > self.last { self.tell(posted).await } else { Ok(()) }
    }

    /// Tells what the book has after the last told entry.
    async fn catch_up(&mut self) -> Result<(), Gone> {
        while self.topics.calls {
            let Ok(missed) = self.state.book.since(self.last, READ).await else {
                return self.leave(close_code::ERROR, "the book cannot be read now").await;
            };
            for posted in &missed {
                if posted.position > self.last + 1 {
                    self.send(&EventMessage::Gap { from: self.last + 1, to: posted.position - 1 }).await?;
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
        let Ok(may_know) = self.theirs.has(&self.state.book, &posted.entry).await else {
            return self.leave(close_code::ERROR, "the book cannot be read now").await;
        };
        self.last = posted.position;
        if !may_know {
            return Ok(());
        }
        self.send(&EventMessage::Calls { seq: posted.position, entry: Box::new((*posted.entry).clone()) }).await
    }

    async fn tell_partial(&mut self, call: CallId, partial: Partial) -> Result<(), Gone> {
        if self.asker.user.role == Role::Agent {
            let desk = self.state.live.desk(&self.asker.user.name);
            if desk.and_then(|desk| desk.call).is_none_or(|on_desk| on_desk.id != call) {
                return Ok(());
            }
        }
        self.send(&EventMessage::Partial { call, partial }).await
    }

    async fn tell_notice(&mut self, notice: Notice) -> Result<(), Gone> {
        // Whoever cannot be told now finds it in the list.
        let branch = branch_of(&self.state, &self.asker).await.unwrap_or_default();
        if !notice.is_for(&self.asker.user.name, |named| branch.as_ref().is_some_and(|own| is_same(named, own))) {
            return Ok(());
        }
        self.send(&EventMessage::Notices { notice }).await
    }

    async fn tell_desk(&mut self) -> Result<(), Gone> {
        let now = if self.topics.desk { self.state.live.desk(&self.asker.user.name) } else { None };
        if let Some(desk) = &now
            && self.desk != now
        {
            self.send(&EventMessage::Desk { desk: Box::new(desk.clone()) }).await?;
            self.desk = now;
        }
        Ok(())
    }

    async fn tell_floor(&mut self) -> Result<(), Gone> {
        if !self.topics.floor {
            return Ok(());
        }
        let now = (self.state.live.queues(), self.state.live.agents());
        if self.floor.as_ref() != Some(&now) {
            let (queues, agents) = now.clone();
            self.send(&EventMessage::Floor { queues, agents }).await?;
            self.floor = Some(now);
        }
        Ok(())
    }

    /// Looks at whether the user may still listen, and at what tells no change by itself.
    async fn look(&mut self, ping: bool) -> Result<(), Gone> {
        if !self.may_listen().await {
            return self.leave(close_code::POLICY, "signed out, or the role is gone").await;
        }
        if ping {
            self.put(Message::Ping(Vec::new().into())).await?;
        }
        self.tell_desk().await?;
        self.tell_floor().await
    }

    async fn may_listen(&mut self) -> bool {
        let role: Option<Role> = match user_now(&self.state, &self.asker.token).await {
            Ok(user) => user.map(|user| user.role),
            // A store that is busy for a moment takes nobody's role away.
            Err(_) => Some(self.asker.user.role),
        };
        let same = role == Some(self.asker.user.role);
        same && TABLE.iter().any(|(_, route, who)| *route == "/api/v1/events" && allows(*who, role))
    }

    async fn send(&mut self, message: &EventMessage) -> Result<(), Gone> {
        let text = serde_json::to_string(message).map_err(|_| Gone)?;
        self.put(Message::Text(text.into())).await
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
