//! Callbacks that keep their place: the caller hangs up, the place stays in line, and when its turn comes an agent is
//! found first and the caller is rung then (virtual hold; Armony & Maglaras 2004).
//!
//! ```text
//! owed → in line ── an agent took it ──→ dialling ── the caller answered ──→ connected (kept)
//!          ↑  └─ called in ──→ resumed      │
//!          └───── not reached, later ───────┴── not reached, no more ──→ given up (a person looks)
//! ```
//! One that is due only when people are there again is put off from the line until then.
//!
//! Exactly once, through crashes: every step is written to the book first and done when the book has acknowledged it.
//! Whoever is connected was written down as connected, so nobody is called again after a talk; whatever was begun and
//! never ended is begun again. A caller rung in the moment of a crash may be rung once more, and is told why.
//! One who answered in that moment, and of whom the book tells that no talk began, was not reached: the shell writes so
//! before anything is restored, and that attempt does not count.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wasl_model::{Language, Pii, PromiseId, QueueId, Timestamp};

/// Attempts to reach a caller before a person looks.
const MOST_ATTEMPTS: u32 = 3;
/// Between two of them.
const PAUSE: Duration = Duration::from_secs(300);

/// A callback that is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Which promise.
    pub id: PromiseId,
    /// Where the caller waited.
    pub queue: QueueId,
    /// When the wait began: the place in line.
    pub since: Timestamp,
    /// Whom to call.
    pub number: Pii<String>,
    /// In which language.
    pub language: Language,
}

/// A step, as the book keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// Promised.
    Owed(Owed),
    /// An agent took it and the caller is about to be rung.
    Dialling {
        /// Which.
        id: PromiseId,
    },
    /// The caller answered and is about to be connected: kept.
    Connected {
        /// Which.
        id: PromiseId,
    },
    /// The caller did not answer, or was cut off before the talk; tried again from then on.
    NotReached {
        /// Which.
        id: PromiseId,
        /// From when on.
        again: Timestamp,
    },
    /// Tried often enough: a person looks.
    GivenUp {
        /// Which.
        id: PromiseId,
    },
    /// The caller called in and has the place back.
    Resumed {
        /// Which.
        id: PromiseId,
    },
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Write this down and say [`Callbacks::written`]; steps are acknowledged in their order.
    Write(Step),
    /// Put it in line, at the place of its `since`.
    Queue(Owed),
    /// Take it out of the line.
    Leave(PromiseId),
    /// Ring the caller; the agent waits.
    Dial(Owed),
    /// Connect the caller with the agent.
    Connect(PromiseId),
    /// Let the agent go.
    Release(PromiseId),
    /// Give the caller who called in this place.
    Resume(Owed),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Written down by now, or about to be.
    Promised,
    InLine,
    Dialling,
    /// A step that ends it, or this attempt, is being written.
    Ending,
    /// Kept, unless the next step tells that the talk never began.
    Connected,
    Pausing {
        again: Timestamp,
    },
}

#[derive(Clone, Debug)]
struct Callback {
    owed: Owed,
    state: State,
    attempts: u32,
}

/// All callbacks owed.
#[derive(Debug, Default)]
pub struct Callbacks {
    open: BTreeMap<PromiseId, Callback>,
    writing: VecDeque<Step>,
    orders: VecDeque<Order>,
}

impl Callbacks {
    /// As the book remembers, after a start: what is open is in line again, each at its place.
    #[must_use]
    pub fn restored(now: Timestamp, steps: &[Step]) -> Self {
        let mut this = Self::default();
        for step in steps {
            this.remember(step);
        }
        this.open.retain(|_, callback| callback.state != State::Connected);
        let ids: Vec<_> = this.open.keys().copied().collect();
        for id in ids {
            match this.open.get(&id).map(|callback| (callback.state, callback.attempts)) {
                Some((State::Pausing { again }, _)) if again > now => {}
                Some((State::Dialling, attempts)) if attempts >= MOST_ATTEMPTS => this.write(Step::GivenUp { id }),
                Some(_) => this.queue(id),
                None => {}
            }
        }
        this
    }

    /// A callback was promised.
    pub fn owe(&mut self, owed: Owed) {
        if !self.open.contains_key(&owed.id) {
            self.write(Step::Owed(owed));
        }
    }

    /// An agent took it: the caller is rung next.
    pub fn agent_takes(&mut self, id: PromiseId) {
        if self.is(id, State::InLine) {
            self.write(Step::Dialling { id });
        }
    }

    /// The caller answered.
    pub fn answered(&mut self, id: PromiseId) {
        if self.is(id, State::Dialling) {
            self.write(Step::Connected { id });
        }
    }

    /// The caller did not answer.
    pub fn not_reached(&mut self, now: Timestamp, id: PromiseId) {
        let Some(callback) = self.open.get(&id).filter(|callback| callback.state == State::Dialling) else { return };
        let tried_enough = callback.attempts >= MOST_ATTEMPTS;
        self.write(if tried_enough { Step::GivenUp { id } } else { Step::NotReached { id, again: now + PAUSE } });
    }

    /// Somebody calls in: whoever is owed a callback in that queue gets the place back instead, unless being rung.
    /// `same` tells whether an owed number is theirs, however it is written. Says which one it is.
    pub fn calls_in(&mut self, queue: &QueueId, same: impl Fn(&Pii<String>) -> bool) -> Option<PromiseId> {
        let mine = |callback: &&Callback| callback.owed.queue == *queue && same(&callback.owed.number);
        let waits = |callback: &&Callback| matches!(callback.state, State::InLine | State::Pausing { .. });
        let id = self.open.values().filter(mine).find(waits).map(|callback| callback.owed.id)?;
        self.write(Step::Resumed { id });
        Some(id)
    }

    /// Nobody is to call before then: it enters the line at that time.
    pub fn put_off(&mut self, id: PromiseId, until: Timestamp) {
        if let Some(callback) = self.open.get_mut(&id).filter(|callback| callback.state == State::InLine) {
            callback.state = State::Pausing { again: until };
        }
    }

    /// Somebody settled it by hand.
    pub fn settled(&mut self, id: PromiseId) {
        if self.is(id, State::InLine) {
            self.write(Step::Resumed { id });
        }
    }

    /// The book has acknowledged the oldest step it was asked to write: now it is done.
    pub fn written(&mut self) {
        let Some(step) = self.writing.pop_front() else { return };
        let owed = |this: &Self, id: &PromiseId| this.open.get(id).map(|callback| callback.owed.clone());
        let order = match &step {
            Step::Owed(_) => None,
            Step::Dialling { id } => owed(self, id).map(Order::Dial),
            Step::Connected { id } => Some(Order::Connect(*id)),
            Step::NotReached { id, .. } | Step::GivenUp { id } => Some(Order::Release(*id)),
            Step::Resumed { id } => owed(self, id).map(Order::Resume),
        };
        if let Step::Resumed { id } = &step {
            self.orders.push_back(Order::Leave(*id));
        }
        self.remember(&step);
        if let Step::Connected { id } = &step {
            self.open.remove(id);
        }
        self.orders.extend(order);
        if let Step::Owed(owed) = step {
            self.queue(owed.id);
        }
    }

    /// Puts in line what was put off until now, and again what was not reached long enough ago.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        let due = |callback: &&Callback| matches!(callback.state, State::Pausing { again } if again <= now);
        let ids: Vec<_> = self.open.values().filter(due).map(|callback| callback.owed.id).collect();
        ids.into_iter().for_each(|id| self.queue(id));
    }

    /// When [`Self::handle_timeout`] is due next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let again = self.open.values().filter_map(|callback| match callback.state {
            State::Pausing { again } => Some(again),
            State::Promised | State::InLine | State::Dialling | State::Ending | State::Connected => None,
        });
        again.min()
    }

    /// What is to be done next.
    pub fn poll_output(&mut self) -> Option<Order> {
        self.orders.pop_front()
    }

    /// What is owed, whoever waits for it.
    pub fn owed(&self) -> impl Iterator<Item = &Owed> {
        self.open.values().map(|callback| &callback.owed)
    }

    /// It waits in the line for an agent.
    #[must_use]
    pub fn is_in_line(&self, id: PromiseId) -> bool {
        self.is(id, State::InLine)
    }

    /// It is known, and not over.
    #[must_use]
    pub fn knows(&self, id: PromiseId) -> bool {
        self.open.contains_key(&id)
    }

    fn is(&self, id: PromiseId, state: State) -> bool {
        self.open.get(&id).is_some_and(|callback| callback.state == state)
    }

    /// Nothing else may be begun until it is written.
    fn write(&mut self, step: Step) {
        if let Step::Owed(owed) = &step {
            self.open.insert(owed.id, Callback { owed: owed.clone(), state: State::Promised, attempts: 0 });
        } else if let Some(callback) = step.id().and_then(|id| self.open.get_mut(&id)) {
            callback.state = State::Ending;
        }
        self.writing.push_back(step.clone());
        self.orders.push_back(Order::Write(step));
    }

    fn queue(&mut self, id: PromiseId) {
        if let Some(callback) = self.open.get_mut(&id) {
            callback.state = State::InLine;
            self.orders.push_back(Order::Queue(callback.owed.clone()));
        }
    }

    fn remember(&mut self, step: &Step) {
        match step {
            Step::Owed(owed) => {
                self.open.insert(owed.id, Callback { owed: owed.clone(), state: State::Promised, attempts: 0 });
            }
            Step::Dialling { id } => {
                if let Some(callback) = self.open.get_mut(id) {
                    callback.state = State::Dialling;
                    callback.attempts += 1;
                }
            }
            Step::NotReached { id, again } => {
                if let Some(callback) = self.open.get_mut(id) {
                    callback.attempts -= u32::from(callback.state == State::Connected);
                    callback.state = State::Pausing { again: *again };
                }
            }
            Step::Connected { id } => {
                if let Some(callback) = self.open.get_mut(id) {
                    callback.state = State::Connected;
                }
            }
            Step::GivenUp { id } | Step::Resumed { id } => drop(self.open.remove(id)),
        }
    }
}

impl Step {
    /// Which callback, of the steps after the promise.
    const fn id(&self) -> Option<PromiseId> {
        match self {
            Self::Owed(_) => None,
            Self::Dialling { id } | Self::Connected { id } | Self::NotReached { id, .. } => Some(*id),
            Self::GivenUp { id } | Self::Resumed { id } => Some(*id),
        }
    }
}
