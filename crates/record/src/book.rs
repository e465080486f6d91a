//! The book as the other rooms see it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{broadcast, mpsc, oneshot};
use wasl_model::secret::SecretKind;
use wasl_model::{
    AgentId, AudioFrame, CallEvent, CallId, ConsentHow, Consented, MediaTime, Pii, PromiseId, ReadTurn, TimelineEntry,
    Timestamp, Utterance,
};

use crate::clock::Clock;
use crate::notices::Notice;
use crate::open::{OpenError, OpenOptions};
use crate::page::{CallFilter, Page};
use crate::peaks::Peaks;
use crate::people::{self, NewUser, SipSecret, User, UserError};
use crate::recorder::RecorderStats;
use crate::store::{AuditRow, CallbackPromise, Posted, Store, StoreError};
use crate::studio::Studio;
use crate::summary::CallSummary;
use crate::vault::{Recording, Vault};
use crate::writer::{Command, Letterbox};

/// Why an event was not kept.
#[derive(Debug, Error)]
pub enum AppendError {
    /// The book was shut before.
    #[error("the book is shut")]
    Shut,
    /// There is no such call.
    #[error("there is no call {0}")]
    Unknown(CallId),
    /// It is nothing people tell about a call.
    #[error("such an event only happens while a call lives")]
    NotLate,
    /// The store refused it.
    #[error("the event was not stored")]
    Store(#[from] StoreError),
}

/// The book. Cloning it shares it.
#[derive(Clone, Debug)]
pub struct Book {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) letterbox: Letterbox,
    pub(crate) studio: tokio::sync::RwLock<Option<Studio>>,
    pub(crate) news: broadcast::Sender<Posted>,
    pub(crate) notices: broadcast::Sender<Notice>,
    pub(crate) record_dir: PathBuf,
    /// What seals recordings.
    pub(crate) vault: Vault,
    /// What is not kept as it was written.
    pub(crate) mask: Vec<SecretKind>,
    /// The store's file, when it is one.
    pub(crate) file: Option<PathBuf>,
    /// Held while this process writes; the system frees it when the process dies.
    pub(crate) _lock: Option<std::fs::File>,
}

impl Book {
    /// Opens the book as its one keeper: makes folders, checks space, migrates, closes what the last run left open.
    ///
    /// # Errors
    /// See [`OpenError`]; each says what to do.
    pub async fn open(url: &str, record_dir: &Path) -> Result<Self, OpenError> {
        crate::open::open(url, record_dir, OpenOptions::default()).await
    }

    /// Opens the book beside its keeper, for command-line tools: live calls are left alone.
    ///
    /// # Errors
    /// See [`OpenError`]; each says what to do.
    pub async fn open_beside(url: &str, record_dir: &Path) -> Result<Self, OpenError> {
        crate::open::open(url, record_dir, OpenOptions { keeper: false, ..OpenOptions::default() }).await
    }

    /// Opens the book with options of one's own.
    ///
    /// # Errors
    /// See [`OpenError`]; each says what to do.
    pub async fn open_with(url: &str, record_dir: &Path, options: OpenOptions) -> Result<Self, OpenError> {
        crate::open::open(url, record_dir, options).await
    }

    /// Begins a call: its row is written at once, its recording with its first frame.
    pub async fn begin(&self, call: CallId, at: Timestamp) -> CallBook {
        if !self.inner.letterbox.post(Command::Begin { call, at }).await {
            tracing::error!("the book is shut: a call began that is not kept");
        }
        let path = self.inner.record_dir.join(recording_name(call, at));
        let recording = match self.inner.studio.read().await.as_ref() {
            Some(studio) => studio.record(call, path).await,
            None => (mpsc::channel(1).0, 0),
        };
        CallBook { book: self.clone(), call, frames: recording.0, room: recording.1 }
    }

    /// Events of all calls as they are committed. A subscriber that is too slow is told how many it missed
    /// and can read them with [`Self::since`].
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Posted> {
        self.inner.news.subscribe()
    }

    /// Events of all calls after a position, at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn since(&self, position: u64, limit: u32) -> Result<Vec<Posted>, StoreError> {
        self.inner.store.since(position, limit).await
    }

    /// The position of the newest event, 0 when there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn last_position(&self) -> Result<u64, StoreError> {
        self.inner.store.last_position().await
    }

    /// Calls that fit, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn calls(&self, filter: &CallFilter, limit: u32) -> Result<Page<CallSummary>, StoreError> {
        let found = self.found_calls(filter, limit).await?;
        Ok(Page { items: found.items.into_iter().map(|found| found.call).collect(), next: found.next })
    }

    /// One call, if there is one of that id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn call(&self, id: CallId) -> Result<Option<CallSummary>, StoreError> {
        self.inner.store.call(id).await
    }

    /// A call's timeline, if there is such a call.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn timeline(&self, id: CallId) -> Result<Option<Vec<TimelineEntry>>, StoreError> {
        let known = self.call(id).await?.is_some();
        if known { self.inner.store.timeline(id).await.map(Some) } else { Ok(None) }
    }

    /// What was said in a call, in order, if there is such a call: of turns read twice the better reading.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn transcript(&self, id: CallId) -> Result<Option<Vec<Utterance>>, StoreError> {
        let turns = self.turns(id).await?;
        Ok(turns.map(|turns| turns.into_iter().map(|turn| turn.utterance).collect()))
    }

    /// The same with both readings.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn turns(&self, id: CallId) -> Result<Option<Vec<ReadTurn>>, StoreError> {
        let known = self.call(id).await?.is_some();
        if known { self.inner.store.transcript(id).await.map(Some) } else { Ok(None) }
    }

    /// A call's recording, open for reading, if it has one.
    ///
    /// # Errors
    /// When the store cannot be read, or the recording is there and cannot be opened.
    pub async fn recording(&self, id: CallId) -> Result<Option<Recording>, StoreError> {
        let Some(path) = self.recording_path(id).await? else { return Ok(None) };
        let vault = self.inner.vault.clone();
        let opened = tokio::task::spawn_blocking(move || Recording::open(&path, &vault)).await;
        let unreadable =
            |error: std::io::Error| StoreError::Unavailable(format!("a recording cannot be read: {error}"));
        let opened = opened.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        opened.map(Some).map_err(unreadable)
    }

    /// The outline of a call's recording, if it has one that can be read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn peaks(&self, id: CallId) -> Result<Option<Peaks>, StoreError> {
        let Some(path) = self.recording_path(id).await? else { return Ok(None) };
        let vault = self.inner.vault.clone();
        let read = tokio::task::spawn_blocking(move || Peaks::read(&Recording::open(&path, &vault)?)).await;
        Ok(read.ok().and_then(Result::ok))
    }

    /// Promised callbacks not yet kept, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn callbacks(&self) -> Result<Vec<CallbackPromise>, StoreError> {
        self.inner.store.callbacks().await
    }

    /// Marks a callback as kept; false when there is no such open promise.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn keep_callback(&self, id: PromiseId) -> Result<bool, StoreError> {
        self.inner.store.keep_callback(id, self.now()).await
    }

    /// Remembers who opened what.
    ///
    /// # Errors
    /// When the store does not take it: then it must not be opened.
    pub async fn audit(&self, user: &AgentId, action: &str, call: Option<CallId>) -> Result<(), StoreError> {
        let row = AuditRow { at: self.now(), user: user.clone(), action: action.to_owned(), call };
        self.inner.store.audit(&row).await
    }

    /// The latest audit rows, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn audit_rows(&self, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        self.inner.store.audit_rows(limit).await
    }

    /// By what it is dated.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        self.inner.letterbox.clock()
    }

    /// Does the store answer.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.inner.store.ping().await
    }

    /// Finishes every recording, commits what waits and closes the store. Call it last.
    pub async fn shutdown(&self) {
        if let Some(studio) = self.inner.studio.write().await.take()
            && tokio::task::spawn_blocking(move || studio.stop()).await.is_err()
        {
            tracing::error!("the recording threads did not end in order");
        }
        let (done, written) = oneshot::channel();
        if self.inner.letterbox.post(Command::Stop { done }).await {
            // An error here means the writer ended before: then nothing waits.
            let _ = written.await;
        }
        self.inner.store.close().await;
    }

    /// Appends an event and waits for its receipt.
    pub(crate) async fn keep(
        &self,
        call: CallId,
        at: Timestamp,
        media_at: MediaTime,
        event: CallEvent,
    ) -> Result<u64, AppendError> {
        let (kept, receipt) = oneshot::channel();
        let command = Command::Append { call, at, media_at, event: Box::new(event), kept: Some(kept) };
        if !self.inner.letterbox.post(command).await {
            return Err(AppendError::Shut);
        }
        Ok(receipt.await.map_err(|_| AppendError::Shut)??)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.letterbox.now()
    }
}

/// Users and phones.
impl Book {
    /// Adds a user.
    ///
    /// # Errors
    /// When the name or the password is not allowed, the name is taken, or the store does not take it.
    pub async fn add_user(&self, new: NewUser) -> Result<User, UserError> {
        people::check_name(&new.name)?;
        let hash = hashed(new.password).await?;
        let user = User {
            name: new.name,
            display_name: new.display_name,
            role: new.role,
            disabled: false,
            has_phone: false,
            created: self.now(),
            password_set: self.now(),
        };
        if self.inner.store.add_user(&user, &hash).await? { Ok(user) } else { Err(UserError::Exists(user.name)) }
    }

    /// All users by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        self.inner.store.users().await
    }

    /// One user.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn user(&self, name: &AgentId) -> Result<Option<User>, StoreError> {
        Ok(self.inner.store.user(name).await?.map(|(user, _)| user))
    }

    /// The user, if the password is right and the user may sign in. Takes as long for unknown names.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn verify(&self, name: &AgentId, password: Pii<String>) -> Result<Option<User>, StoreError> {
        let found = self.inner.store.user(name).await?;
        let hash = found.as_ref().map(|(_, hash)| hash.clone());
        let checked = tokio::task::spawn_blocking(move || people::verify_password(hash.as_deref(), &password)).await;
        let right = checked.unwrap_or(false);
        Ok(found.map(|(user, _)| user).filter(|user| right && !user.disabled))
    }

    /// Changes a password; sessions begun with the old one end.
    ///
    /// # Errors
    /// When the password is not allowed, there is no such user, or the store does not take it.
    pub async fn set_password(&self, name: &AgentId, password: Pii<String>) -> Result<(), UserError> {
        let hash = hashed(password).await?;
        known(name, self.inner.store.set_password(name, &hash, self.now()).await?)
    }

    /// Disables or enables a user. Open sessions see it within a second.
    ///
    /// # Errors
    /// When there is no such user, or the store does not take it.
    pub async fn set_disabled(&self, name: &AgentId, disabled: bool) -> Result<(), UserError> {
        known(name, self.inner.store.set_disabled(name, disabled).await?)
    }

    /// Stores the digest secret of an agent's phone, as hashes for MD5 and SHA-256.
    ///
    /// # Errors
    /// When there is no such user, or the store does not take it.
    pub async fn set_sip_secret(
        &self,
        agent: &AgentId,
        username: &str,
        realm: &str,
        secret: &Pii<String>,
    ) -> Result<(), UserError> {
        known(agent, self.inner.store.user(agent).await?.is_some())?;
        let secret = SipSecret::new(agent.clone(), username, realm, secret);
        Ok(self.inner.store.set_sip_secret(&secret).await?)
    }

    /// The digest secrets of all users who may sign in: what the registrar loads.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sip_secrets(&self) -> Result<Vec<SipSecret>, StoreError> {
        self.inner.store.sip_secrets().await
    }
}

fn known(name: &AgentId, found: bool) -> Result<(), UserError> {
    if found { Ok(()) } else { Err(UserError::Unknown(name.clone())) }
}

async fn hashed(password: Pii<String>) -> Result<String, UserError> {
    let hashing = tokio::task::spawn_blocking(move || people::hash_password(&password));
    hashing.await.map_err(|error| UserError::Hash(error.to_string()))?
}

/// Nothing is left of a recording that was refused.
pub(crate) fn shred_refused(path: &Path) -> std::io::Result<()> {
    if path.exists() { crate::retention::shred(path) } else { Ok(()) }
}

/// One live call's part of the book.
#[derive(Clone, Debug)]
pub struct CallBook {
    book: Book,
    call: CallId,
    frames: mpsc::Sender<AudioFrame>,
    room: usize,
}

impl CallBook {
    /// Which call.
    #[must_use]
    pub const fn id(&self) -> CallId {
        self.call
    }

    /// Appends an event. It waits only while the letterbox is full; it is committed within about 20 ms of being taken.
    pub async fn append(&self, at: Timestamp, media_at: MediaTime, event: CallEvent) {
        if !self.book.inner.letterbox.post(Command::append(self.call, at, media_at, event)).await {
            tracing::error!("the book is shut: an event is not kept");
        }
    }

    /// Appends an event and waits until kill -9 cannot lose it; gives its `seq`.
    ///
    /// # Errors
    /// When the book is shut or the store refuses the event.
    pub async fn append_kept(&self, at: Timestamp, media_at: MediaTime, event: CallEvent) -> Result<u64, AppendError> {
        self.book.keep(self.call, at, media_at, event).await
    }

    /// The caller does not want to be recorded: no more is written, the event that says so is kept, and what was written is
    /// overwritten. Killed before that, the next keeper does it.
    ///
    /// # Errors
    /// When the event is not kept, or what was written cannot be removed.
    pub async fn refuse_recording(
        &self,
        at: Timestamp,
        media_at: MediaTime,
        how: ConsentHow,
        entered_by: Option<AgentId>,
    ) -> Result<(), AppendError> {
        let studio = self.book.inner.studio.read().await;
        let written = match studio.as_ref() {
            Some(studio) => studio.drop_recording(self.call, self.room).await,
            None => None,
        };
        drop(studio);
        let event = CallEvent::Consent { to: Consented::Recording, given: false, how, entered_by };
        self.append_kept(at, media_at, event).await?;
        let Some(path) = written else { return Ok(()) };
        let gone = tokio::task::spawn_blocking(move || shred_refused(&path)).await;
        let unremoved =
            |error: std::io::Error| StoreError::Unavailable(format!("a recording cannot be removed: {error}"));
        Ok(gone.map_err(std::io::Error::other).and_then(|gone| gone).map_err(unremoved)?)
    }

    /// The call's timeline with everything appended so far.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn timeline(&self) -> Result<Vec<TimelineEntry>, StoreError> {
        let (done, flushed) = oneshot::channel();
        if self.book.inner.letterbox.post(Command::Flush { done }).await {
            // An error here means the book was shut meanwhile; shutting commits what waits.
            let _ = flushed.await;
        }
        self.book.inner.store.timeline(self.call).await
    }

    /// The door for the call's frames, both speakers in any order: use `try_send`, and drop (and count) the newest when it is full.
    #[must_use]
    pub fn frames(&self) -> mpsc::Sender<AudioFrame> {
        self.frames.clone()
    }

    /// Finishes the recording, waits until everything appended is committed, and forgets the call.
    /// Append `Ended` before; frames sent later are refused.
    pub async fn close(self) -> RecorderStats {
        let stats = match self.book.inner.studio.read().await.as_ref() {
            Some(studio) => studio.finish(self.call, self.room).await,
            None => RecorderStats::default(),
        };
        let (done, committed) = oneshot::channel();
        if self.book.inner.letterbox.post(Command::Forget { call: self.call, done }).await {
            // An error here means the book was shut meanwhile; shutting commits what waits.
            let _ = committed.await;
        }
        stats
    }
}

/// Where a call's recording lies under the folder of recordings: `YYYY/MM/DD/<call id>.wav`, by UTC.
#[must_use]
pub fn recording_name(call: CallId, began: Timestamp) -> PathBuf {
    let day = time::OffsetDateTime::from_unix_timestamp(began.as_millis().div_euclid(1000))
        .unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    let folder = format!("{:04}/{:02}/{:02}", day.year(), u8::from(day.month()), day.day());
    Path::new(&folder).join(format!("{call}.wav"))
}
