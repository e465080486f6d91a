//! What the window is given.

use std::net::IpAddr;
use std::sync::Arc;

use time::UtcOffset;
use tokio::sync::Semaphore;
use wasl_model::{BranchId, Timestamp};
use wasl_record::{Book, Clock, StoreError};
use wasl_review::answers::AnswerBook;
use wasl_review::{BranchNames, Site};

use crate::branch::sound::SoundFiles;
use crate::live::Live;
use crate::lock_out::LockOut;
use crate::prompts::Studio;
use crate::session::Sessions;
use crate::tickets::Tickets;

/// Passwords hashed at once: each takes 19 MiB and a core for a moment, and calls come first.
const HASHING: usize = 1;
/// Recordings decoded at once: each takes a core and up to some hundred MiB, and calls come first.
const DECODING: usize = 1;
/// Browsers that listen to live events at once.
pub const LISTENERS: usize = 1_000;

/// Agents' browsers that speak SIP at once.
pub const PHONES: usize = 2_000;
/// Guests' browsers that speak SIP at once: apart, so that no flood of guests takes an agent's line.
pub const GUESTS: usize = 2_000;

/// What every handler may ask. Cloning it shares it.
#[derive(Clone)]
pub struct ConsoleState {
    pub(crate) book: Book,
    pub(crate) live: Arc<dyn Live>,
    pub(crate) metrics: Arc<dyn Fn() -> String + Send + Sync>,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) lock_out: Arc<LockOut>,
    pub(crate) hashing: Arc<Semaphore>,
    pub(crate) decoding: Arc<Semaphore>,
    pub(crate) listeners: Arc<Semaphore>,
    pub(crate) phones: Arc<Semaphore>,
    pub(crate) guests: Arc<Semaphore>,
    pub(crate) tickets: Arc<Tickets>,
    pub(crate) zone: UtcOffset,
    pub(crate) branches: Arc<[BranchNames]>,
    pub(crate) answers: Arc<AnswerBook>,
    pub(crate) proxies: Arc<[IpAddr]>,
    pub(crate) studio: Option<Arc<dyn Studio>>,
    pub(crate) sound_files: Option<Arc<dyn SoundFiles>>,
}

impl ConsoleState {
    /// A window on that book and that floor; `metrics` gives the text of `/metrics` (Prometheus).
    pub fn new(book: Book, live: Arc<dyn Live>, metrics: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self {
            live,
            metrics: Arc::new(metrics),
            sessions: Arc::new(Sessions::new(book.clone())),
            lock_out: Arc::default(),
            hashing: Arc::new(Semaphore::new(HASHING)),
            decoding: Arc::new(Semaphore::new(DECODING)),
            listeners: Arc::new(Semaphore::new(LISTENERS)),
            phones: Arc::new(Semaphore::new(PHONES)),
            guests: Arc::new(Semaphore::new(GUESTS)),
            tickets: Arc::default(),
            zone: UtcOffset::UTC,
            branches: Arc::default(),
            answers: Arc::default(),
            proxies: Arc::default(),
            studio: None,
            sound_files: None,
            book,
        }
    }

    /// The same window of a house that has these branches, and this book of what is to be answered.
    #[must_use]
    pub fn of_house(mut self, branches: Vec<BranchNames>, answers: AnswerBook) -> Self {
        (self.branches, self.answers) = (branches.into(), Arc::new(answers));
        self
    }

    /// The house as the reader is told of it now.
    pub(crate) async fn site(&self) -> Result<Site, StoreError> {
        Ok(Site { zone: self.zone, branches: self.known_branches().await? })
    }

    /// Its branches: those it was told of, and those people serve in or came to.
    pub(crate) async fn known_branches(&self) -> Result<Vec<BranchNames>, StoreError> {
        Ok(BranchNames::directory(&self.branches, &self.book.branches().await?))
    }

    /// A branch as the house spells it.
    pub(crate) async fn spelled(&self, branch: &BranchId) -> Result<BranchId, StoreError> {
        Ok(BranchNames::spelled(&self.known_branches().await?, branch))
    }

    /// A branch in every spelling it may have been kept in.
    pub(crate) async fn spellings(&self, branch: Option<&BranchId>) -> Result<Option<Vec<BranchId>>, StoreError> {
        let Some(branch) = branch else { return Ok(None) };
        Ok(Some(BranchNames::spellings(&self.known_branches().await?, branch)))
    }

    /// The same window in that time zone: where a day begins, and what "tomorrow" means.
    #[must_use]
    pub const fn in_zone(mut self, zone: UtcOffset) -> Self {
        self.zone = zone;
        self
    }

    /// The same window with prompts to hear and to record.
    #[must_use]
    pub fn with_studio(mut self, studio: Arc<dyn Studio>) -> Self {
        self.studio = Some(studio);
        self
    }

    /// The same window that takes recordings of visits of any kind; without it they are WAV of 16 kHz.
    #[must_use]
    pub fn with_sound_files(mut self, files: Arc<dyn SoundFiles>) -> Self {
        self.sound_files = Some(files);
        self
    }

    /// The same window behind these proxies: they are believed when they tell who asks.
    #[must_use]
    pub fn behind(mut self, proxies: &[IpAddr]) -> Self {
        self.proxies = proxies.into();
        self
    }
}

impl std::fmt::Debug for ConsoleState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConsoleState").field("book", &self.book).finish_non_exhaustive()
    }
}

/// Now, as the calendar has it.
pub(crate) fn now() -> Timestamp {
    Clock::house().now()
}
