//! After a call its words are completed: what was put off under load (or cut short by a crash) is read from the recording,
//! and where a larger model is configured it reads every turn once more.
//!
//! The book knows what is owed, so this task may die at any moment; each turn is kept once. Both readings have the
//! lowest priority: they wait until no live call wants the engine.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use wasl_infer::{Infer, InferError, Source, Vocabulary};
use wasl_model::{CallEvent, CallId, MoodReading, Speaker, TimelineEntry, Utterance, VisitId};
use wasl_mood::{Lexicon, MoodConfig, read_late};
use wasl_record::{AppendError, Book, StoreError, Unheard};
use wasl_speech::again::{self, Stretch};

use super::figures::Figures;
use super::meaning::Meanings;
use crate::clock;

mod visits;

/// What is owed is looked up so often, beside every call's end.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// And so soon when the engine had no room.
const ROOM_AGAIN: Duration = Duration::from_secs(5);
/// Stretches looked up at once.
const PAGE: u32 = 512;
/// Calls whose second reading is looked up at once.
const CALLS: u32 = 32;
/// A stretch the model fails at so often is left until the next start.
const TRIES: u32 = 3;
/// A shorter turn holds no word.
const SHORTEST: Duration = Duration::from_millis(100);

/// Calls whose own ears are still at work.
#[derive(Debug, Default)]
pub(crate) struct LiveCalls {
    calls: Mutex<BTreeSet<CallId>>,
    ended: Notify,
}

/// A call whose ears are at work, until it is dropped.
#[derive(Debug)]
pub(crate) struct Live {
    all: Arc<LiveCalls>,
    call: CallId,
}

impl LiveCalls {
    /// The call's ears are at work from now on.
    pub(crate) fn enter(self: &Arc<Self>, call: CallId) -> Live {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).insert(call);
        Live { all: Arc::clone(self), call }
    }

    pub(crate) fn has(&self, call: CallId) -> bool {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).contains(&call)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.all.calls.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.call);
        self.all.ended.notify_one();
    }
}

/// A larger model, loaded when it is first needed.
pub(crate) struct Second {
    model: String,
    load: Arc<dyn Fn() -> anyhow::Result<Arc<dyn Infer>> + Send + Sync>,
    engine: Option<Arc<dyn Infer>>,
}

impl fmt::Debug for Second {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Second").field("model", &self.model).finish_non_exhaustive()
    }
}

impl Second {
    /// The model of that name, loaded by `load` (on a thread where it may block).
    pub(crate) fn new(
        model: String,
        load: impl Fn() -> anyhow::Result<Arc<dyn Infer>> + Send + Sync + 'static,
    ) -> Self {
        Self { model, load: Arc::new(load), engine: None }
    }

    async fn engine(&mut self) -> anyhow::Result<Arc<dyn Infer>> {
        if let Some(engine) = &self.engine {
            return Ok(Arc::clone(engine));
        }
        let load = Arc::clone(&self.load);
        let engine = tokio::task::spawn_blocking(move || load()).await??;
        tracing::info!(model = self.model, "the model of the second reading is loaded");
        Ok(Arc::clone(self.engine.insert(engine)))
    }
}

/// The task.
#[derive(Debug)]
pub(crate) struct After {
    pub(crate) book: Book,
    pub(crate) ears: Arc<dyn Infer>,
    pub(crate) second: Option<Second>,
    pub(crate) live: Arc<LiveCalls>,
    pub(crate) figures: Arc<Figures>,
    /// The site's own words, as live ears have them.
    pub(crate) vocabulary: Vocabulary,
    /// Phrases that tell a mood.
    pub(crate) lexicon: Arc<Lexicon>,
    /// What sentences mean; `None` without the model for it.
    pub(crate) meanings: Option<Meanings>,
    tried: BTreeMap<(CallId, wasl_model::Speaker, wasl_model::MediaTime), u32>,
    visits_tried: BTreeMap<VisitId, u32>,
}

/// Why something was not read.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    /// The engine does not read it now.
    #[error("the engine has no room")]
    NoRoom,
    /// The model fails at it.
    #[error("the model fails")]
    Model(#[source] InferError),
    /// The book does not give or take it.
    #[error("the book cannot be used")]
    Store(#[from] StoreError),
    /// The book does not take it.
    #[error("the book does not keep it")]
    Append(#[from] AppendError),
}

impl From<InferError> for Trouble {
    fn from(error: InferError) -> Self {
        match error {
            InferError::Failed(_) => Self::Model(error),
            InferError::Busy { .. }
            | InferError::Shed
            | InferError::Deadline
            | InferError::Away
            | InferError::Stopped => Self::NoRoom,
        }
    }
}

impl After {
    pub(crate) fn new(
        book: Book,
        ears: Arc<dyn Infer>,
        live: Arc<LiveCalls>,
        figures: Arc<Figures>,
        lexicon: Arc<Lexicon>,
    ) -> Self {
        Self {
            book,
            ears,
            second: None,
            live,
            figures,
            vocabulary: Vocabulary::default(),
            lexicon,
            meanings: None,
            tried: BTreeMap::new(),
            visits_tried: BTreeMap::new(),
        }
    }

    fn late_ear(&self) -> LateEar {
        LateEar {
            book: self.book.clone(),
            ears: Arc::clone(&self.ears),
            vocabulary: self.vocabulary.clone(),
            lexicon: Arc::clone(&self.lexicon),
            meanings: self.meanings.clone(),
        }
    }

    /// Reads what is owed, whenever there is room, until the house closes.
    pub(crate) async fn run(mut self, closing: CancellationToken) {
        loop {
            let pause = tokio::select! {
                biased;
                () = closing.cancelled() => return,
                done = self.read_all() => match done {
                    Ok(()) => LOOK_AGAIN,
                    Err(Trouble::NoRoom) => ROOM_AGAIN,
                    Err(error) => {
                        tracing::warn!(error = &error as &dyn std::error::Error, "words of ended calls wait");
                        ROOM_AGAIN
                    }
                },
            };
            tokio::select! {
                () = closing.cancelled() => return,
                () = self.live.ended.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn read_all(&mut self) -> Result<(), Trouble> {
        self.catch_up().await?;
        self.read_visits().await?;
        self.read_again().await
    }

    /// As many stretches at once as the engine has threads.
    async fn catch_up(&mut self) -> Result<(), Trouble> {
        let mut owed = self.book.unheard(PAGE).await?;
        self.figures.owed(owed.len());
        owed.retain(|owed| !self.live.has(owed.call) && self.tried.get(&key(owed)).is_none_or(|tries| *tries < TRIES));
        let at_once = self.ears.stats().threads.max(1);
        let mut waiting = owed.into_iter();
        let mut reading = JoinSet::new();
        let mut no_room = false;
        loop {
            while reading.len() < at_once
                && !no_room
                && let Some(owed) = waiting.next()
            {
                let ear = self.late_ear();
                reading.spawn(async move { (owed, ear.catch_up(&owed).await) });
            }
            let Some(read) = reading.join_next().await else { break };
            let Ok((owed, result)) = read else { continue };
            match result {
                Ok(()) => tracing::debug!(call = %owed.call, "words put off are read"),
                Err(Trouble::NoRoom) => no_room = true,
                Err(error) => {
                    *self.tried.entry(key(&owed)).or_default() += 1;
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(call = %owed.call, error, "words put off could not be read");
                }
            }
        }
        self.figures.owed(self.book.unheard(PAGE).await?.len());
        if no_room { Err(Trouble::NoRoom) } else { Ok(()) }
    }

    async fn read_again(&mut self) -> Result<(), Trouble> {
        let Some(second) = &mut self.second else { return Ok(()) };
        for call in self.book.second_readings(CALLS).await? {
            if self.live.has(call) {
                continue;
            }
            let engine = match second.engine().await {
                Ok(engine) => engine,
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "no second reading: its model cannot be loaded");
                    self.second = None;
                    return Ok(());
                }
            };
            for turn in self.book.turns_to_read_again(call, &second.model).await? {
                // Live calls go first, on this machine's cores too.
                while self.ears.stats().queued() > 0 {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                let vocabulary = self.vocabulary.clone();
                read_turn_again(&self.book, engine.as_ref(), call, &turn, &second.model, vocabulary).await?;
            }
            self.book.second_reading_done(call).await?;
            tracing::debug!(%call, "a call is read again");
        }
        Ok(())
    }
}

const fn key(owed: &Unheard) -> (CallId, wasl_model::Speaker, wasl_model::MediaTime) {
    (owed.call, owed.speaker, owed.span.start)
}

/// Reads one stretch of a call that is over.
struct LateEar {
    book: Book,
    ears: Arc<dyn Infer>,
    vocabulary: Vocabulary,
    lexicon: Arc<Lexicon>,
    meanings: Option<Meanings>,
}

impl LateEar {
    async fn catch_up(self, owed: &Unheard) -> Result<(), Trouble> {
        let Some(samples) = self.book.sound(owed.call, owed.speaker, owed.span).await? else {
            return Ok(self.book.catch_up(owed, Vec::new(), false).await?);
        };
        let language = self.book.call(owed.call).await?.and_then(|call| call.language);
        let stretch = Stretch {
            samples,
            source: Source { call: owed.call, speaker: owed.speaker },
            start: owed.span.start,
            language,
            guess: language.unwrap_or_default(),
            vocabulary: self.vocabulary.clone(),
        };
        let turns = again::read_stretch(self.ears.as_ref(), &stretch, |start| owed.turn_at(start)).await?;
        let turns = self.with_moods(owed.call, turns).await?;
        Ok(self.book.catch_up(owed, turns, true).await?)
    }

    /// What each turn tells of the mood, the turns before it known.
    async fn with_moods(
        &self,
        call: CallId,
        turns: Vec<Utterance>,
    ) -> Result<Vec<(Utterance, Option<MoodReading>)>, Trouble> {
        let mut timeline = self.book.timeline(call).await?.unwrap_or_default();
        let mut read = Vec::new();
        for turn in turns {
            let meant = match &self.meanings {
                Some(meanings) if turn.speaker == Speaker::Caller => meanings.meant(turn.text.reveal()).await,
                Some(_) | None => None,
            };
            let vector = meant.as_ref().map(|meant| meant.said.as_slice());
            let mood = read_late(&self.lexicon, &MoodConfig::default(), &timeline, &turn, vector);
            let media_at = turn.span.end;
            let event = CallEvent::Heard { utterance: turn.clone() };
            timeline.push(TimelineEntry { call, seq: timeline.len() as u64, at: clock::now(), media_at, event });
            read.push((turn, mood));
        }
        Ok(read)
    }
}

/// A turn without sound (it was written, or not recorded) stays as it is; so does one the model fails at.
async fn read_turn_again(
    book: &Book,
    engine: &dyn Infer,
    call: CallId,
    turn: &Utterance,
    model: &str,
    vocabulary: Vocabulary,
) -> Result<(), Trouble> {
    if turn.span.duration() < SHORTEST {
        return Ok(());
    }
    let Some(samples) = book.sound(call, turn.speaker, turn.span).await? else { return Ok(()) };
    let source = Source { call, speaker: turn.speaker };
    match again::read_again(engine, turn, samples, source, vocabulary).await.map_err(Trouble::from) {
        Ok(Some(second)) => Ok(book.read_again(call, second, model).await?),
        Ok(None) => Ok(()),
        Err(error @ Trouble::Model(_)) => {
            tracing::warn!(error = &error as &dyn std::error::Error, %call, "a turn is not read again");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
