//! Callers who were promised it are called back, each at the old place in line, exactly once.
//!
//! One task owns [`Callbacks`], which decides; the book keeps every step before it is done.
//! A callback waits in the dispatcher's line by the id of the call it will be, and becomes a call when an agent is to ring.
//!
//! - `cut`: those that a crash cut off after the caller answered

mod cut;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use wasl_call::CallBack;
use wasl_dialogue::{Hours, Standing};
use wasl_model::{
    CallEvent, CallId, CallbackTerms, Language, Pii, PromiseId, PromiseState, QueueId, RouteUpdate, TimelineEntry,
    Timestamp,
};
use wasl_record::{CallbackPromise, CallbackStep, CallbackStepKind, StoreError, number};
use wasl_routing::Input;
use wasl_routing::callback::{Callbacks, Order, Owed, Step};

use super::House;
use super::conversation::Conversation;
use super::floor::sleep_until;
use crate::clock;

/// Words the task may have unread. Whoever asks waits.
const WORDS: usize = 64;
/// Updates of the dispatcher a waiting callback may have unread.
const UPDATES: usize = 64;
/// Between two tries to write a step down.
const WRITE_AGAIN: Duration = Duration::from_secs(1);
/// Between two tries to read what a callback is about.
const READ_AGAIN: Duration = Duration::from_secs(30);
/// Hours that open on no day known yet are looked at again after this long.
const LOOK_AGAIN: Duration = Duration::from_secs(24 * 3600);

/// Handle of the task.
#[derive(Clone, Debug)]
pub(crate) struct CallingBack {
    words: mpsc::Sender<Word>,
    /// Callbacks open: most callers are owed none, and nobody is asked then.
    open: Arc<AtomicUsize>,
}

/// What the task is told.
#[derive(Debug)]
pub(crate) enum Word {
    /// An agent is there; may the caller be rung.
    Dial(PromiseId, oneshot::Sender<bool>),
    /// The caller answered; may they be connected.
    Answered(PromiseId, oneshot::Sender<bool>),
    /// The call is over.
    Over(PromiseId),
    /// Somebody calls in; since when they wait, if they are owed a callback.
    CallsIn(Pii<String>, QueueId, oneshot::Sender<Timestamp>),
}

impl CallingBack {
    /// A handle, and what the task is to read.
    pub(crate) fn new() -> (Self, mpsc::Receiver<Word>) {
        let (words, unread) = mpsc::channel(WORDS);
        (Self { words, open: Arc::default() }, unread)
    }

    /// An agent is there: true when it is written down that the caller is rung next.
    pub(super) async fn dial(&self, promise: PromiseId) -> bool {
        self.ask(|answer| Word::Dial(promise, answer)).await.unwrap_or(false)
    }

    /// The caller answered: true when it is written down that they were reached.
    pub(super) async fn answered(&self, promise: PromiseId) -> bool {
        self.ask(|answer| Word::Answered(promise, answer)).await.unwrap_or(false)
    }

    /// Since when this caller waits who is owed a callback in that queue, and is not any more.
    pub(super) async fn calls_in(&self, caller: &Pii<String>, queue: &QueueId) -> Option<Timestamp> {
        if self.open.load(Ordering::Relaxed) == 0 {
            return None;
        }
        self.ask(|answer| Word::CallsIn(caller.clone(), queue.clone(), answer)).await
    }

    /// `None` when the task has nothing to say, or is not there.
    async fn ask<T>(&self, word: impl FnOnce(oneshot::Sender<T>) -> Word) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        self.words.send(word(answer)).await.ok()?;
        answered.await.ok()
    }
}

/// Runs until the house closes.
pub(crate) async fn run(house: Arc<House>, words: mpsc::Receiver<Word>) {
    let mut news = house.book.subscribe();
    let Some(mut task) = Task::restored(Arc::clone(&house), words).await else { return };
    loop {
        task.obey().await;
        let due = task.callbacks.poll_timeout().map(clock::instant_of);
        tokio::select! {
            () = house.closing.cancelled() => return,
            word = task.words.recv() => match word {
                Some(word) => task.take(word).await,
                None => return,
            },
            posted = news.recv() => match posted {
                Ok(posted) if matches!(posted.entry.event, CallEvent::CallbackPromised { .. }) => task.look().await,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => task.look().await,
                Err(RecvError::Closed) => return,
            },
            () = sleep_until(due) => task.callbacks.handle_timeout(clock::now()),
        }
    }
}

struct Task {
    house: Arc<House>,
    words: mpsc::Receiver<Word>,
    callbacks: Callbacks,
    /// Those in line, or being called.
    waiting: BTreeMap<PromiseId, CancellationToken>,
    /// Who waits for a step to be written down.
    asking: BTreeMap<PromiseId, oneshot::Sender<bool>>,
    resuming: BTreeMap<PromiseId, oneshot::Sender<Timestamp>>,
}

impl Task {
    /// As the book remembers.
    async fn restored(house: Arc<House>, words: mpsc::Receiver<Word>) -> Option<Self> {
        if let Err(error) = cut::owe_again(&house.book, clock::now()).await {
            tracing::warn!(%error, "whether a callback was cut off cannot be read; the next start looks again");
        }
        let steps = match remembered(&house).await {
            Ok(steps) => steps,
            Err(error) => {
                tracing::error!(%error, "what callbacks are owed cannot be read: nobody is called back until a restart");
                return None;
            }
        };
        let callbacks = Callbacks::restored(clock::now(), &steps);
        let mut task = Self {
            house,
            words,
            callbacks,
            waiting: BTreeMap::new(),
            asking: BTreeMap::new(),
            resuming: BTreeMap::new(),
        };
        task.look().await;
        Some(task)
    }

    /// Promises of the book that are not known yet.
    async fn look(&mut self) {
        let promised = match self.house.book.callbacks().await {
            Ok(promised) => promised,
            Err(error) => {
                return tracing::warn!(%error, "promised callbacks cannot be read; they are with the next one");
            }
        };
        for promise in promised {
            if !self.callbacks.knows(promise.id)
                && let Some(owed) = self.owed(&promise).await
            {
                self.callbacks.owe(owed);
            }
        }
    }

    /// `None` for a number that was withheld, and for a promise that was given up.
    async fn owed(&self, promise: &CallbackPromise) -> Option<Owed> {
        let number = promise.caller.clone()?;
        let steps = self.house.book.callback_steps().await.ok()?;
        if steps.iter().any(|step| step.promise == promise.id) {
            return None; // given up: a person looks
        }
        let terms = match terms_of(&self.house, promise.call, promise.made).await.ok()? {
            Some(terms) => terms,
            None => terms_of_before(&self.house, promise.call).await,
        };
        let (since, language) = (terms.since.unwrap_or(promise.made), terms.language);
        Some(Owed { id: promise.id, queue: promise.queue.clone(), since, number, language })
    }

    async fn take(&mut self, word: Word) {
        match word {
            Word::Dial(id, _) if self.is_settled(id).await => self.callbacks.settled(id),
            Word::Dial(id, answer) => {
                self.asking.insert(id, answer);
                self.callbacks.agent_takes(id);
            }
            Word::Answered(id, answer) => {
                self.asking.insert(id, answer);
                self.callbacks.answered(id);
            }
            Word::Over(id) => {
                self.waiting.remove(&id);
                self.asking.remove(&id);
                self.callbacks.not_reached(clock::now(), id);
                let in_line = self.callbacks.is_in_line(id);
                let owed = self.callbacks.owed().find(|owed| in_line && owed.id == id).cloned();
                if let Some(owed) = owed {
                    self.wait_in_line(owed).await;
                }
            }
            Word::CallsIn(caller, queue, answer) => {
                let Some(caller) = number::normalise(caller.reveal()) else { return };
                let theirs = |owed: &Pii<String>| {
                    number::normalise(owed.reveal()).is_some_and(|owed| number::same(&owed, &caller))
                };
                if let Some(id) = self.callbacks.calls_in(&queue, theirs) {
                    self.resuming.insert(id, answer);
                }
            }
        }
    }

    /// Somebody called by hand meanwhile, and said so.
    async fn is_settled(&self, id: PromiseId) -> bool {
        let promise = self.house.book.promise(id).await;
        promise.is_ok_and(|promise| promise.is_none_or(|owed| owed.promise.state != PromiseState::Open))
    }

    async fn obey(&mut self) {
        while let Some(order) = self.callbacks.poll_output() {
            match order {
                Order::Write(step) => self.write(&step).await,
                Order::Queue(owed) => self.wait_in_line(owed).await,
                Order::Leave(id) => {
                    if let Some(off) = self.waiting.remove(&id) {
                        off.cancel();
                    }
                }
                Order::Dial(Owed { id, .. }) | Order::Connect(id) => self.go_on(id),
                Order::Release(id) => tracing::info!(promise = %id, "a caller was not reached"),
                Order::Resume(Owed { id, since, .. }) => {
                    if let Some(answer) = self.resuming.remove(&id) {
                        // The caller may be gone.
                        let _ = answer.send(since);
                    }
                }
            }
        }
        // Asked for a step that is not due: the callback is being resumed, or over.
        self.asking.clear();
        self.house.calling_back.open.store(self.callbacks.owed().count(), Ordering::Relaxed);
    }

    fn go_on(&mut self, id: PromiseId) {
        if let Some(answer) = self.asking.remove(&id) {
            // The call may be over.
            let _ = answer.send(true);
        }
    }

    /// Until the book has it, nothing else is done.
    async fn write(&mut self, step: &Step) {
        let step = kept(step);
        loop {
            match self.house.book.note_callback(&step).await {
                Ok(()) => break,
                Err(StoreError::Unavailable(why)) => {
                    tracing::warn!(why, "a step of a callback waits to be written down");
                    tokio::time::sleep(WRITE_AGAIN).await;
                }
                Err(error) => {
                    tracing::error!(%error, promise = %step.promise, "a step of a callback cannot be kept");
                    break;
                }
            }
        }
        self.callbacks.written();
    }

    /// In line, or later, when people are there again.
    async fn wait_in_line(&mut self, owed: Owed) {
        let (promise, now) = (owed.id, clock::now());
        let back = match back_for(&self.house, owed).await {
            Ok(back) => back,
            Err(error) => {
                tracing::warn!(%error, %promise, "what a callback is about cannot be read; it waits");
                return self.callbacks.put_off(promise, now + READ_AGAIN);
            }
        };
        let site = self.house.calendar.site();
        let hours = back.terms.hours.as_ref().and_then(|hours| site.hours(hours));
        if let Some(opens) = hours.and_then(|hours| opens_later(hours, now)) {
            return self.callbacks.put_off(promise, opens);
        }
        let off = CancellationToken::new();
        self.waiting.insert(promise, off.clone());
        let (house, words) = (Arc::clone(&self.house), self.house.calling_back.words.clone());
        self.house.tasks.spawn(async move {
            sit(house, back, off).await;
            // The task is gone when the house closes.
            let _ = words.send(Word::Over(promise)).await;
        });
    }
}

/// Waits in the line until an agent is to ring, and is the call from then on.
async fn sit(house: Arc<House>, back: CallBack, off: CancellationToken) {
    let call = CallId::new();
    let (tell, mut updates) = mpsc::channel(UPDATES);
    house.floor.enter(call, tell).await;
    let mut request = back.request(call, &house.call_config);
    request.since = clock::steady::of(request.since);
    house.floor.tell(Input::Request(Box::new(request))).await;
    let offer = loop {
        tokio::select! {
            () = off.cancelled() => break None,
            () = house.closing.cancelled() => break None,
            update = updates.recv() => match update {
                Some(offer @ RouteUpdate::Offer { .. }) => break Some(offer),
                Some(_) => {}
                None => break None,
            },
        }
    };
    match offer {
        Some(offer) => {
            let call = Conversation::call_back(house, call, back, offer, updates, off);
            Box::pin(Box::pin(call).await.run()).await;
        }
        None => house.floor.leave(call).await,
    }
}

/// From when on people are there again; `None` when they are.
fn opens_later(hours: &Hours, now: Timestamp) -> Option<Timestamp> {
    match hours.at(now) {
        Standing::Open { .. } => None,
        Standing::Closed { opens, .. } => Some(opens.unwrap_or(now + LOOK_AGAIN)),
    }
}

/// The callback as it was promised.
async fn back_for(house: &House, owed: Owed) -> Result<CallBack, StoreError> {
    let Owed { id, queue, since, number, language } = owed;
    let terms = terms_of_promise(house, id).await?;
    let terms = CallbackTerms { language, ..terms.unwrap_or_else(|| CallbackTerms::of(language)) };
    Ok(CallBack { promise: id, number, queue, since, terms })
}

async fn terms_of_promise(house: &House, id: PromiseId) -> Result<Option<CallbackTerms>, StoreError> {
    let Some(owed) = house.book.promise(id).await? else { return Ok(None) };
    match owed.promise.made_in {
        Some((call, _)) => terms_of(house, call, owed.made_at).await,
        None => Ok(None),
    }
}

/// With what the callback is made that was promised in that call at that moment; `None` when that was not noted yet.
async fn terms_of(house: &House, call: CallId, made: Timestamp) -> Result<Option<CallbackTerms>, StoreError> {
    Ok(house.book.timeline(call).await?.and_then(|timeline| noted_terms(&timeline, made)))
}

fn noted_terms(timeline: &[TimelineEntry], made: Timestamp) -> Option<CallbackTerms> {
    timeline.iter().rev().filter(|entry| entry.at == made).find_map(|entry| {
        let CallEvent::CallbackPromised { terms, .. } = &entry.event else { return None };
        terms.as_deref().cloned()
    })
}

/// What the story tells of the caller of a promise that was made before terms were noted.
async fn terms_of_before(house: &House, call: CallId) -> CallbackTerms {
    let language = house.book.call(call).await.ok().flatten().and_then(|call| call.language);
    let timeline = house.book.timeline(call).await.ok().flatten().unwrap_or_default();
    let waits = |event: &CallEvent| matches!(event, CallEvent::HandedOver { .. } | CallEvent::Queued { .. });
    let since = timeline.iter().find(|entry| waits(&entry.event)).map(|entry| entry.at);
    CallbackTerms { since, ..CallbackTerms::of(language.unwrap_or(house.call_config.language)) }
}

/// The steps of the book, in the words of the dispatcher's room.
async fn remembered(house: &House) -> Result<Vec<Step>, StoreError> {
    let promised: BTreeMap<_, _> =
        house.book.callbacks().await?.into_iter().map(|promise| (promise.id, promise)).collect();
    let steps = house.book.callback_steps().await?;
    Ok(steps.iter().filter_map(|step| told(step, promised.get(&step.promise)?)).collect())
}

fn told(step: &CallbackStep, promise: &CallbackPromise) -> Option<Step> {
    let id = step.promise;
    Some(match step.kind {
        CallbackStepKind::Owed => Step::Owed(Owed {
            id,
            queue: promise.queue.clone(),
            since: step.moment.unwrap_or(promise.made),
            number: promise.caller.clone()?,
            language: step.language.unwrap_or(Language::Ar),
        }),
        CallbackStepKind::Dialling => Step::Dialling { id },
        CallbackStepKind::Connected => Step::Connected { id },
        CallbackStepKind::NotReached => Step::NotReached { id, again: step.moment.unwrap_or(promise.made) },
        CallbackStepKind::GivenUp => Step::GivenUp { id },
        CallbackStepKind::Resumed => Step::Resumed { id },
    })
}

fn kept(step: &Step) -> CallbackStep {
    let plain = |promise: &PromiseId, kind| CallbackStep { promise: *promise, kind, moment: None, language: None };
    match step {
        Step::Owed(owed) => CallbackStep {
            moment: Some(owed.since),
            language: Some(owed.language),
            ..plain(&owed.id, CallbackStepKind::Owed)
        },
        Step::Dialling { id } => plain(id, CallbackStepKind::Dialling),
        Step::Connected { id } => plain(id, CallbackStepKind::Connected),
        Step::NotReached { id, again } => {
            CallbackStep { moment: Some(*again), ..plain(id, CallbackStepKind::NotReached) }
        }
        Step::GivenUp { id } => plain(id, CallbackStepKind::GivenUp),
        Step::Resumed { id } => plain(id, CallbackStepKind::Resumed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_promised_after_hours_waits_until_they_open_whoever_is_signed_in() {
        let text = include_str!("../../../../config/hours/office.toml");
        let hours = Hours::load("office", text).unwrap();
        // Sunday 2026-11-29 in Riyadh: people are there from eight to five, and again on Monday.
        let (last_minute, closed) = (Timestamp(1_795_960_740_000), Timestamp(1_795_960_860_000));
        let monday = Timestamp(1_796_014_800_000);
        assert_eq!(opens_later(&hours, last_minute), None);
        assert_eq!(opens_later(&hours, closed), Some(monday));
        assert_eq!(opens_later(&hours, monday), None);
    }

    #[test]
    fn the_terms_are_those_of_the_promise_and_not_of_another_in_the_same_call() {
        let promised = |at, language| TimelineEntry {
            call: CallId::numbered(1),
            seq: 0,
            at: Timestamp(at),
            media_at: wasl_model::MediaTime::ZERO,
            event: CallEvent::CallbackPromised {
                queue: "support".into(),
                number: None,
                terms: Some(Box::new(CallbackTerms::of(language))),
            },
        };
        let timeline = [promised(10, Language::Ar), promised(20, Language::En)];
        assert_eq!(noted_terms(&timeline, Timestamp(10)), Some(CallbackTerms::of(Language::Ar)));
        assert_eq!(noted_terms(&timeline, Timestamp(20)), Some(CallbackTerms::of(Language::En)));
        assert_eq!(noted_terms(&timeline, Timestamp(30)), None);
    }
}
