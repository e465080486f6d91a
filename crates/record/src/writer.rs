//! The one task that commits events and tells subscribers.
//!
//! Events wait in one bounded letterbox; the task takes what is there, writes it in one transaction and only then
//! acknowledges and broadcasts. While the store cannot be used it keeps trying: order is kept and nothing is dropped.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, oneshot};
use wasl_model::{CallEvent, CallId, MediaTime, TimelineEntry, Timestamp};

use crate::clock::Clock;
use crate::store::{Batch, Posted, Store, StoreError};
use crate::summary::CallSummary;

/// Events that may wait for the store: a busy minute of a hundred calls. Drop rule: none, the sender waits.
pub const LETTERS: usize = 16_384;
/// Events a slow subscriber may be behind. Drop rule: the oldest go, and the subscriber is told how many (`Lagged`).
pub const NEWS: usize = 4_096;
/// Most events in one transaction.
const BATCH: usize = 512;
/// How long the first event of a batch waits for company.
const GATHER: Duration = Duration::from_millis(10);
/// The longest pause between two tries while the store cannot be used.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What the writer is asked.
#[derive(Debug)]
pub(crate) enum Command {
    Begin { call: CallId, at: Timestamp },
    Append { call: CallId, at: Timestamp, media_at: MediaTime, event: Box<CallEvent>, kept: Option<Receipt> },
    Forget { call: CallId, done: oneshot::Sender<()> },
    Flush { done: oneshot::Sender<()> },
    Stop { done: oneshot::Sender<()> },
}

/// Told the `seq` once the event is committed.
pub(crate) type Receipt = oneshot::Sender<Result<u64, StoreError>>;

impl Command {
    pub(crate) fn append(call: CallId, at: Timestamp, media_at: MediaTime, event: CallEvent) -> Self {
        Self::Append { call, at, media_at, event: Box::new(event), kept: None }
    }
}

/// Where commands wait, and the clock by which they are dated.
#[derive(Clone, Debug)]
pub(crate) struct Letterbox {
    slot: mpsc::Sender<Command>,
    clock: Clock,
}

impl Letterbox {
    pub(crate) fn new(clock: Clock) -> (Self, mpsc::Receiver<Command>) {
        let (slot, inbox) = mpsc::channel(LETTERS);
        (Self { slot, clock }, inbox)
    }

    /// Now, as the calendar has it.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Waits until there is room; false when the writer is gone.
    pub(crate) async fn post(&self, command: Command) -> bool {
        self.slot.send(command).await.is_ok()
    }

    pub(crate) fn try_post(&self, command: Command) -> Result<(), ()> {
        match self.slot.try_send(command) {
            // With the writer gone there is nobody left to tell: the news may go.
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(()),
        }
    }
}

/// The task.
#[derive(Debug)]
pub(crate) struct Writer {
    store: Arc<dyn Store>,
    inbox: mpsc::Receiver<Command>,
    news: broadcast::Sender<Posted>,
    live: BTreeMap<CallId, Live>,
    position: u64,
}

/// A call that is being written.
#[derive(Debug)]
struct Live {
    summary: CallSummary,
    /// When its last event was: a timeline never goes back.
    last: Timestamp,
}

/// One transaction in the making.
#[derive(Default)]
struct Staged {
    batch: Batch,
    receipts: BTreeMap<u64, Receipt>,
    forget: Vec<(CallId, oneshot::Sender<()>)>,
    flushed: Vec<oneshot::Sender<()>>,
    stop: Option<oneshot::Sender<()>>,
}

impl Writer {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        inbox: mpsc::Receiver<Command>,
        news: broadcast::Sender<Posted>,
        position: u64,
    ) -> Self {
        Self { store, inbox, news, live: BTreeMap::new(), position }
    }

    pub(crate) async fn run(mut self) {
        let mut letters = Vec::with_capacity(BATCH);
        while self.inbox.recv_many(&mut letters, BATCH).await > 0 {
            tokio::time::sleep(GATHER).await;
            while letters.len() < BATCH
                && let Ok(letter) = self.inbox.try_recv()
            {
                letters.push(letter);
            }
            let staged = self.stage(letters.drain(..)).await;
            if let Some(done) = self.settle(staged).await {
                // Nobody waiting for the end is no fault.
                let _ = done.send(());
                return;
            }
        }
    }

    async fn stage(&mut self, letters: impl Iterator<Item = Command>) -> Staged {
        let mut staged = Staged::default();
        let mut touched = BTreeMap::new();
        for letter in letters {
            match letter {
                Command::Begin { call, at } => {
                    self.know(call, at).await;
                    touched.insert(call, ());
                }
                Command::Append { call, at, media_at, event, kept } => {
                    self.know(call, at).await;
                    let posted = self.entry(call, at, media_at, *event);
                    touched.insert(call, ());
                    if let Some(receipt) = kept {
                        staged.receipts.insert(posted.position, receipt);
                    }
                    staged.batch.entries.push(posted);
                }
                Command::Forget { call, done } => staged.forget.push((call, done)),
                Command::Flush { done } => staged.flushed.push(done),
                Command::Stop { done } => staged.stop = Some(done),
            }
        }
        staged.batch.calls = touched.keys().filter_map(|call| Some(self.live.get(call)?.summary.clone())).collect();
        staged
    }

    fn entry(&mut self, call: CallId, at: Timestamp, media_at: MediaTime, event: CallEvent) -> Posted {
        let live = self.live.entry(call).or_insert_with(|| Live { summary: CallSummary::new(call, at), last: at });
        live.last = live.last.max(at);
        let entry = TimelineEntry { call, seq: live.summary.events, at: live.last, media_at, event };
        live.summary.apply(&entry);
        self.position += 1;
        Posted { position: self.position, entry: Arc::new(entry) }
    }

    /// Makes a call's row, or reads that of a call that is over (a late event) back from the store.
    async fn know(&mut self, call: CallId, at: Timestamp) {
        if self.live.contains_key(&call) {
            return;
        }
        let mut pause = Pause::default();
        let found = loop {
            match self.known(call).await {
                Ok(found) => break found,
                Err(StoreError::Unavailable(_)) => pause.wait().await,
                Err(error) => {
                    tracing::error!(%error, "a call cannot be read back; its late events start a new row");
                    break None;
                }
            }
        };
        self.live.insert(call, found.unwrap_or_else(|| Live { summary: CallSummary::new(call, at), last: at }));
    }

    async fn known(&self, call: CallId) -> Result<Option<Live>, StoreError> {
        let Some(summary) = self.store.call(call).await? else { return Ok(None) };
        let last = self.store.last_at(call).await?.unwrap_or(summary.began);
        Ok(Some(Live { summary, last }))
    }

    /// Commits, acknowledges, broadcasts, forgets; gives back who waits for the end.
    async fn settle(&mut self, staged: Staged) -> Option<oneshot::Sender<()>> {
        let Staged { batch, mut receipts, forget, flushed, stop } = staged;
        let refused = self.commit_each(&batch).await;
        for posted in batch.entries {
            let verdict = refused.get(&posted.entry.call).map_or(Ok(posted.entry.seq), |error| Err(error.clone()));
            let kept = verdict.is_ok();
            if let Some(receipt) = receipts.remove(&posted.position) {
                // The appender may have given up waiting.
                let _ = receipt.send(verdict);
            }
            if kept {
                // Without subscribers nobody is told.
                let _ = self.news.send(posted);
            }
        }
        // What is in memory of a refused call is not what the store has, and a call that is over may hear late words
        // but needs no place in memory: both are read again.
        self.live.retain(|call, live| live.summary.ended.is_none() && !refused.contains_key(call));
        for done in flushed {
            // Whoever asked may have given up waiting.
            let _ = done.send(());
        }
        for (call, done) in forget {
            self.live.remove(&call);
            // The closer may have given up waiting.
            let _ = done.send(());
        }
        stop
    }

    /// Commits all at once; if the store refuses that, each call by itself, so that one faulty call harms no other.
    async fn commit_each(&self, batch: &Batch) -> BTreeMap<CallId, StoreError> {
        let mut refused = BTreeMap::new();
        if self.commit(batch).await.is_ok() {
            return refused;
        }
        for call in &batch.calls {
            let entries = batch.entries.iter().filter(|posted| posted.entry.call == call.id).cloned().collect();
            if let Err(error) = self.commit(&Batch { entries, calls: vec![call.clone()] }).await {
                refused.insert(call.id, error);
            }
        }
        refused
    }

    async fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        if batch.calls.is_empty() {
            return Ok(());
        }
        let mut pause = Pause::default();
        loop {
            match self.store.write(batch).await {
                Ok(()) => return pause.over(),
                Err(StoreError::Unavailable(why)) => {
                    pause.tell(&why);
                    pause.wait().await;
                }
                Err(error) => {
                    tracing::error!(%error, events = batch.entries.len(), "the store refuses a batch of events");
                    return Err(error);
                }
            }
        }
    }
}

/// Growing pauses between tries, told once.
#[derive(Default)]
struct Pause {
    tries: u32,
}

impl Pause {
    fn tell(&self, why: &str) {
        if self.tries == 0 {
            tracing::warn!(why, "the store takes nothing now; events wait and nothing is lost");
        }
    }

    async fn wait(&mut self) {
        let pause = Duration::from_millis(20).saturating_mul(1 << self.tries.min(6)).min(LONGEST_PAUSE);
        self.tries += 1;
        tokio::time::sleep(pause).await;
    }

    fn over(&self) -> Result<(), StoreError> {
        if self.tries > 0 {
            tracing::info!(tries = self.tries, "the store takes events again");
        }
        Ok(())
    }
}
