//! The board of live calls as desks and callers' pages show them. Calls' tasks write it, the window reads it.
//!
//! - [`story`]: one live call, as it is shown

mod story;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use wasl_call::{AgentAsk, DeskView};
use wasl_console::{CallPhase, DeskCall, GuestNow, Refused};
use wasl_model::{AgentId, CallEvent, CallId, Partial};
use wasl_routing::Input;

use super::House;
use super::floor::Floor;
use story::CallStory;

/// What agents ask of one call and it has not read yet. Whoever asks waits.
const ASKS: usize = 16;
/// Words being spoken that a page has not read yet; a slow page loses the oldest.
const PARTIALS: usize = 256;
/// Calls of guests that are shown to them, ended ones too. Drop rule: the oldest goes.
const GUESTS: usize = 2_000;

/// An agent's request to a call; answered with whether it is done.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Who asks.
    pub(crate) agent: AgentId,
    /// For what.
    pub(crate) ask: Box<AgentAsk>,
    /// Told true when it is done.
    pub(crate) answer: oneshot::Sender<bool>,
}

/// What reaches the book by other ways than the call: how recordings go, and what agents write down at the end.
pub(crate) async fn follow(house: Arc<House>) {
    let mut news = house.book.subscribe();
    loop {
        match news.recv().await {
            Ok(posted) => house.desks.hear_of(&house.floor, posted.entry.call, &posted.entry.event).await,
            // A wrap-up among the missed stays on its desk until the next call; the agent can save it again.
            Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "the desks missed events of the book"),
            Err(RecvError::Closed) => return,
        }
    }
}

/// The board.
#[derive(Debug)]
pub(crate) struct Desks {
    board: RwLock<Board>,
    changes: watch::Sender<u64>,
    partials: broadcast::Sender<(CallId, Partial)>,
}

#[derive(Debug, Default)]
struct Board {
    live: BTreeMap<CallId, Live>,
    /// The last call of each agent until it is wrapped up.
    last: BTreeMap<AgentId, DeskCall>,
    /// Guests' calls by ticket, oldest first; ended ones as they ended.
    guests: VecDeque<(String, CallId, Option<CallStory>)>,
}

#[derive(Debug)]
struct Live {
    story: CallStory,
    asks: mpsc::Sender<Asked>,
}

impl Desks {
    /// An empty board.
    pub(crate) fn new() -> Self {
        Self { board: RwLock::default(), changes: watch::channel(0).0, partials: broadcast::channel(PARTIALS).0 }
    }

    /// A call came, perhaps with a guest's ticket; what agents ask of it is read from the receiver.
    pub(crate) fn enter(&self, call: CallId, ticket: Option<String>) -> mpsc::Receiver<Asked> {
        let (asks, receiver) = mpsc::channel(ASKS);
        let mut board = self.write();
        board.live.insert(call, Live { story: CallStory::new(call), asks });
        if let Some(ticket) = ticket {
            if board.guests.len() >= GUESTS {
                board.guests.pop_front();
            }
            board.guests.push_back((ticket, call, None));
        }
        receiver
    }

    /// Something happened in a call.
    pub(crate) fn note(&self, call: CallId, event: &CallEvent) {
        if let Some(live) = self.write().live.get_mut(&call) {
            live.story.note(event);
        }
    }

    /// An event of the book that the call itself did not tell.
    #[allow(clippy::wildcard_enum_match_arm, reason = "the call tells the others")]
    async fn hear_of(&self, floor: &Floor, call: CallId, event: &CallEvent) {
        match event {
            CallEvent::RecordingStarted | CallEvent::RecordingFailed { .. } => {
                self.note(call, event);
                self.changed();
            }
            CallEvent::WrappedUp { agent, .. } => {
                // An old call's words, written again, do not end the wrap-up of a newer one.
                let is_the_last = self.call_of(agent).is_some_and(|desk| desk.id == call);
                self.wrapped_up(call, agent);
                if is_the_last {
                    floor.tell(Input::WrapUpDone { agent: agent.clone() }).await;
                }
            }
            _ => {}
        }
    }

    /// Where a call's agents stand now.
    pub(crate) fn stand(&self, call: CallId, views: &[DeskView]) {
        let changed = self.write().live.get_mut(&call).is_some_and(|live| live.story.stand(views));
        if changed {
            self.changed();
        }
    }

    /// Words being spoken.
    pub(crate) fn partial(&self, call: CallId, partial: Partial) {
        // Nobody may be looking.
        let _ = self.partials.send((call, partial));
    }

    /// A call is over: it stays on its agents' desks until they are done with it.
    pub(crate) fn leave(&self, call: CallId) {
        let mut board = self.write();
        let Some(Live { mut story, .. }) = board.live.remove(&call) else { return };
        story.stand(&[]);
        board.last.extend(story.wrapping().map(|(agent, desk)| (agent.clone(), desk.clone())));
        if let Some((_, _, kept)) = board.guests.iter_mut().find(|(_, of, _)| *of == call) {
            *kept = Some(story);
        }
        drop(board);
        self.changed();
    }

    /// An agent is done with a call.
    pub(crate) fn wrapped_up(&self, call: CallId, agent: &AgentId) {
        let mut board = self.write();
        if board.last.get(agent).is_some_and(|desk| desk.id == call) {
            board.last.remove(agent);
        }
        if let Some(live) = board.live.get_mut(&call) {
            live.story.wrapped_up(agent);
        }
        drop(board);
        self.changed();
    }

    /// Whatever a desk shows beside its call changed (an agent's state, a phone).
    pub(crate) fn changed(&self) {
        self.changes.send_modify(|version| *version = version.wrapping_add(1));
    }

    /// Changes of any desk.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Words being spoken.
    pub(crate) fn partials(&self) -> broadcast::Receiver<(CallId, Partial)> {
        self.partials.subscribe()
    }

    /// The call on an agent's desk: a live one before one that is being wrapped up.
    pub(crate) fn call_of(&self, agent: &AgentId) -> Option<DeskCall> {
        let board = self.read();
        let live = board.live.values().filter_map(|live| live.story.desk(agent));
        let (over, on): (Vec<&DeskCall>, Vec<&DeskCall>) = live.partition(|desk| desk.phase == CallPhase::WrapUp);
        on.first().or(over.last()).copied().or_else(|| board.last.get(agent)).cloned()
    }

    /// Is that guest in a call now.
    pub(crate) fn guest_is_on(&self, ticket: &str) -> bool {
        let board = self.read();
        board.guests.iter().any(|(of, call, kept)| of == ticket && kept.is_none() && board.live.contains_key(call))
    }

    /// How it stands with a guest's call.
    pub(crate) fn guest(&self, ticket: &str, name: impl Fn(&AgentId) -> Option<String>) -> Option<GuestNow> {
        let board = self.read();
        let (_, call, kept) = board.guests.iter().rev().find(|(of, ..)| of == ticket)?;
        let story = kept.as_ref().or_else(|| board.live.get(call).map(|live| &live.story));
        story.map(|story| story.guest(name))
    }

    /// Asks the call the agent is on.
    ///
    /// # Errors
    /// When the agent is on no call, or what is asked does not fit how it stands.
    pub(crate) async fn ask(&self, agent: &AgentId, ask: AgentAsk) -> Result<(), Refused> {
        let on = |live: &&Live| live.story.desk(agent).is_some_and(|desk| desk.phase != CallPhase::WrapUp);
        let asks = self.read().live.values().find(on).map(|live| live.asks.clone());
        let asks = asks.ok_or_else(|| Refused::conflict("you are on no call"))?;
        match put(&asks, agent, ask).await {
            Some(true) => Ok(()),
            Some(false) => Err(Refused::conflict("that does not fit how the call stands now; look at the desk again")),
            None => Err(Refused::conflict("the call is over")),
        }
    }

    /// Tells a call something; false when it is over, and the book is to be told instead.
    pub(crate) async fn tell(&self, call: CallId, agent: &AgentId, ask: AgentAsk) -> bool {
        let asks = self.read().live.get(&call).map(|live| live.asks.clone());
        match asks {
            Some(asks) => put(&asks, agent, ask).await.unwrap_or(false),
            None => false,
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Board> {
        self.board.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Board> {
        self.board.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether it is done; `None` when the call is gone.
async fn put(asks: &mpsc::Sender<Asked>, agent: &AgentId, ask: AgentAsk) -> Option<bool> {
    let (answer, answered) = oneshot::channel();
    asks.send(Asked { agent: agent.clone(), ask: Box::new(ask), answer }).await.ok()?;
    answered.await.ok()
}
