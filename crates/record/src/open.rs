//! Opening the book: folders, free space, lock, schema, and the calls the last run left open.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{RwLock, broadcast};
use wasl_model::secret::SecretKind;
use wasl_model::{CallEvent, Consented, Hangup, MediaTime, TimelineEntry, Timestamp};

use crate::book::{Book, Inner, recording_name, shred_refused};
use crate::clock::Clock;
use crate::notices::NOTICES;
use crate::readings;
use crate::store::sql::SqlStore;
use crate::store::sql::dialect::Place;
use crate::store::sql::encrypt::encrypt;
use crate::store::sql::words::rewrap;
use crate::store::{Batch, Posted, Store, StoreError};
use crate::studio::Studio;
use crate::summary::CallSummary;
use crate::vault::database::{self, Opening};
use crate::vault::{KeyError, MasterKey, Vault};
use crate::wav;
use crate::writer::{Letterbox, NEWS, Writer};

/// How the book is opened.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// This process keeps the book: it takes the lock, records, and closes calls the last run left open.
    pub keeper: bool,
    /// Refuse to start with less free space than this for recordings, in bytes.
    pub least_free_bytes: u64,
    /// Threads that write recordings.
    pub record_threads: usize,
    /// The file of the key that encrypts the SQLite file, and seals recordings once their call is over; without one they stay
    /// as they were written.
    pub key_file: Option<PathBuf>,
    /// What of visits, comments and cards is hidden before it is kept; calls are looked through once they are over.
    pub mask: Vec<SecretKind>,
    /// By what it is dated.
    pub clock: Clock,
}

impl Default for OpenOptions {
    fn default() -> Self {
        let clock = Clock::house().clone();
        Self { keeper: true, least_free_bytes: 8 << 20, record_threads: 2, key_file: None, mask: Vec::new(), clock }
    }
}

/// Why the book could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Not a database this release knows.
    #[error(
        "store.url '{0}' is not understood; it has the form sqlite:///var/lib/wasl/wasl.db or postgres://user:password@host/database"
    )]
    Url(String),
    /// A folder cannot be made or written.
    #[error("the folder {0} cannot be written; create it for the user that runs wasl, or set another one")]
    Folder(PathBuf, #[source] io::Error),
    /// Too little room for recordings.
    #[error("only {free_bytes} bytes are free for recordings in {dir}; {least_bytes} are needed to start")]
    NoSpace {
        /// The folder of recordings.
        dir: PathBuf,
        /// What is free.
        free_bytes: u64,
        /// What is asked for.
        least_bytes: u64,
    },
    /// Another process keeps this book.
    #[error("another wasl keeps the store {0}; stop it first, or give this one its own store.url")]
    InUse(String),
    /// PostgreSQL does not let us in.
    #[error(
        "the database {0} cannot be opened; see that PostgreSQL runs, and that store.url names its host, database, user and password"
    )]
    Server(String, #[source] StoreError),
    /// The database could not be opened or brought to this release's schema.
    #[error("the store {0} cannot be opened")]
    Store(String, #[source] StoreError),
    /// The key is none, or not the right one.
    #[error("what is sealed cannot be opened")]
    Key(#[from] KeyError),
    /// Threads could not be started.
    #[error("the recording threads could not be started")]
    Threads(#[source] io::Error),
}

/// Opens the book with options of one's own.
///
/// # Errors
/// See [`OpenError`].
pub async fn open(url: &str, record_dir: &Path, options: OpenOptions) -> Result<Book, OpenError> {
    let place = Place::of(url).ok_or_else(|| OpenError::Url(without_password(url)))?;
    if let Some(dir) = place.file().and_then(Path::parent).filter(|dir| !dir.as_os_str().is_empty()) {
        fs::create_dir_all(dir).map_err(|error| OpenError::Folder(dir.to_owned(), error))?;
    }
    let lock = if options.keeper { place.file().map(take_lock).transpose()? } else { None };
    if options.keeper {
        check_folder(record_dir, options.least_free_bytes)?;
    }
    let key = options.key_file.as_deref().map(MasterKey::read).transpose()?;
    let vault = if options.keeper { Vault::open(record_dir, key)? } else { Vault::beside(key) };
    let place = unlocked(&place, &vault, options.keeper).await?;
    let refused = |error| refusal(&place, error);
    let store: Arc<dyn Store> = Arc::new(SqlStore::open(&place, options.keeper, vault.key()).await.map_err(refused)?);
    if let (true, Place::Sealed(file, _)) = (options.keeper, &place) {
        database::sweep(file).map_err(|error| OpenError::Folder(file.clone(), error))?;
    }
    let (letterbox, inbox) = Letterbox::new(options.clock);
    if options.keeper {
        close_interrupted(&*store, record_dir, letterbox.now()).await.map_err(refused)?;
    }
    let position = store.last_position().await.map_err(refused)?;
    let (news, _) = broadcast::channel(NEWS);
    tokio::spawn(Writer::new(Arc::clone(&store), inbox, news.clone(), position).run());
    let studio = options.keeper.then(|| Studio::start(options.record_threads, &letterbox)).transpose();
    let studio = RwLock::new(studio.map_err(OpenError::Threads)?);
    let record_dir = record_dir.to_owned();
    let (notices, _) = broadcast::channel(NOTICES);
    let file = place.file().map(Path::to_owned);
    let mask = options.mask;
    let inner = Inner { store, letterbox, studio, news, notices, record_dir, vault, mask, file, _lock: lock };
    Ok(Book { inner: Arc::new(inner) })
}

/// The place with the key of its file, if it has one. A keeper with a key encrypts a file that is clear.
async fn unlocked(place: &Place, vault: &Vault, keeper: bool) -> Result<Place, OpenError> {
    let Some(file) = place.file().map(Path::to_owned) else { return Ok(place.clone()) };
    if keeper {
        database::mend(&file).map_err(|error| OpenError::Folder(file.clone(), error))?;
    }
    match database::opening(&file, vault)? {
        Opening::Sealed(key) => Ok(Place::Sealed(file, key)),
        Opening::Seal(key) if keeper => {
            encrypt(&file, &key).await.map_err(|error| refusal(place, error))?;
            Ok(Place::Sealed(file, key))
        }
        Opening::Seal(_) | Opening::Clear => Ok(place.clone()),
    }
}

/// Keeps every keeper away from a store in a file, as long as the answer is kept; nothing of the store is touched.
///
/// # Errors
/// When there is a keeper.
pub fn take(url: &str) -> Result<Option<File>, OpenError> {
    let place = Place::of(url).ok_or_else(|| OpenError::Url(without_password(url)))?;
    place.file().map(take_lock).transpose()
}

/// Is this a store URL?
///
/// # Errors
/// When it is none, with what one looks like.
pub fn check_url(url: &str) -> Result<(), OpenError> {
    Place::of(url).map(drop).ok_or_else(|| OpenError::Url(without_password(url)))
}

/// Is the store a database server's, which keeps its files itself?
#[must_use]
pub fn is_server(url: &str) -> bool {
    matches!(Place::of(url), Some(Place::Server(_)))
}

/// Is it the right master key for the store's file, or none where none is needed? Nothing is written.
///
/// # Errors
/// See [`KeyError`].
pub fn check_key(url: &str, master: Option<&MasterKey>) -> Result<(), OpenError> {
    let place = Place::of(url).ok_or_else(|| OpenError::Url(without_password(url)))?;
    Ok(place.file().map_or(Ok(()), |file| database::check(file, master))?)
}

/// Wraps the key of the store's file, or of a server's words, by another master key, where it has one. Nobody keeps it
/// meanwhile (see [`take`]).
///
/// # Errors
/// See [`KeyError`].
pub async fn rotate(url: &str, old: &MasterKey, new: &MasterKey) -> Result<(), OpenError> {
    let place = Place::of(url).ok_or_else(|| OpenError::Url(without_password(url)))?;
    match place.file() {
        Some(file) => Ok(database::rotate(file, old, new)?),
        None => rewrap(&place, old, new).await.map_err(|error| refusal(&place, error)),
    }
}

fn refusal(place: &Place, error: StoreError) -> OpenError {
    match (place, error) {
        (_, StoreError::Kept) => OpenError::InUse(place.shown()),
        (Place::Server(_), error @ (StoreError::Unavailable(_) | StoreError::Refused(_))) => {
            OpenError::Server(place.shown(), error)
        }
        (_, error) => OpenError::Store(place.shown(), error),
    }
}

/// What stands before the host may hold a password.
fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(host)) if scheme < host => format!("{}…{}", &url[..scheme + 3], &url[host..]),
        _ => url.to_owned(),
    }
}

/// One keeper per store; the system frees the lock when the keeper dies, however it dies.
fn take_lock(store: &Path) -> Result<File, OpenError> {
    let mut path = store.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|error| OpenError::Folder(path.clone(), error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(store.display().to_string())),
        Err(TryLockError::Error(error)) => Err(OpenError::Folder(path, error)),
    }
}

fn check_folder(dir: &Path, least_bytes: u64) -> Result<(), OpenError> {
    let refused = |error: io::Error| OpenError::Folder(dir.to_owned(), error);
    fs::create_dir_all(dir).map_err(refused)?;
    let space = rustix::fs::statvfs(dir).map_err(|error| refused(error.into()))?;
    let free_bytes = space.f_bavail.saturating_mul(space.f_frsize);
    if free_bytes < least_bytes {
        return Err(OpenError::NoSpace { dir: dir.to_owned(), free_bytes, least_bytes });
    }
    let probe = dir.join(".wasl-write-probe");
    fs::write(&probe, b"wasl").and_then(|()| fs::remove_file(&probe)).map_err(refused)
}

/// Ends the calls that were live when the last run died. Their recordings need no repair.
async fn close_interrupted(store: &dyn Store, record_dir: &Path, now: Timestamp) -> Result<(), StoreError> {
    let mut batch = Batch::default();
    let mut position = store.last_position().await?;
    for mut call in store.open_calls().await? {
        let timeline = store.timeline(call.id).await?;
        if timeline.iter().any(|entry| is_refusal(&entry.event))
            && let Err(error) = shred_refused(&record_dir.join(recording_name(call.id, call.began)))
        {
            tracing::error!(call = %call.id, %error, "a recording that was refused cannot be removed");
        }
        for event in interruption(&call, &timeline, record_dir) {
            position += 1;
            let entry = last_words(&call, record_dir, now, event);
            call.apply(&entry);
            batch.entries.push(Posted { position, entry: Arc::new(entry) });
        }
        batch.calls.push(call);
    }
    if batch.entries.is_empty() {
        return Ok(());
    }
    tracing::warn!(calls = batch.calls.len(), "calls the last run left open are closed as interrupted");
    store.write(&batch).await
}

const fn is_refusal(event: &CallEvent) -> bool {
    matches!(event, CallEvent::Consent { to: Consented::Recording, given: false, .. })
}

/// Speech that was not read yet is read from the recording; then the call is over.
fn interruption(call: &CallSummary, timeline: &[TimelineEntry], record_dir: &Path) -> Vec<CallEvent> {
    let open = readings::open_turns(timeline, recorded(call, record_dir)).into_iter();
    let later = open.map(|(speaker, span)| CallEvent::HeardLater { speaker, span });
    later.chain([CallEvent::Ended { hangup: Hangup::Interrupted }]).collect()
}

fn last_words(call: &CallSummary, record_dir: &Path, now: Timestamp, event: CallEvent) -> TimelineEntry {
    let media_at = recorded(call, record_dir).max(call.media_length);
    TimelineEntry { call: call.id, seq: call.events, at: now.max(call.began), media_at, event }
}

fn recorded(call: &CallSummary, record_dir: &Path) -> MediaTime {
    wav::length(&record_dir.join(recording_name(call.id, call.began))).unwrap_or(MediaTime::ZERO)
}
