//! What the window is given.

use std::sync::Arc;

use tokio::sync::Semaphore;
use wasl_record::Book;

use crate::live::Live;
use crate::session::Sessions;

/// Passwords hashed at once: each takes 19 MiB and a core for a moment, and calls come first.
const HASHING: usize = 1;
/// Browsers that listen to live events at once.
pub const LISTENERS: usize = 1_000;

/// What every handler may ask. Cloning it shares it.
#[derive(Clone)]
pub struct ConsoleState {
    pub(crate) book: Book,
    pub(crate) live: Arc<dyn Live>,
    pub(crate) metrics: Arc<dyn Fn() -> String + Send + Sync>,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) hashing: Arc<Semaphore>,
    pub(crate) listeners: Arc<Semaphore>,
}

impl ConsoleState {
    /// A window on that book and that floor; `metrics` gives the text of `/metrics` (Prometheus).
    pub fn new(book: Book, live: Arc<dyn Live>, metrics: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self {
            book,
            live,
            metrics: Arc::new(metrics),
            sessions: Arc::default(),
            hashing: Arc::new(Semaphore::new(HASHING)),
            listeners: Arc::new(Semaphore::new(LISTENERS)),
        }
    }
}

impl std::fmt::Debug for ConsoleState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConsoleState").field("book", &self.book).finish_non_exhaustive()
    }
}
