//! When to give up a job.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::InferError;

/// A job's deadline, and the engine's end.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) deadline: Instant,
    pub(crate) stopping: Arc<AtomicBool>,
}

impl Limits {
    pub(crate) fn over(&self) -> bool {
        self.stopping.load(Ordering::Relaxed) || Instant::now() >= self.deadline
    }

    pub(crate) fn check(&self) -> Result<(), InferError> {
        if self.stopping.load(Ordering::Relaxed) {
            return Err(InferError::Stopped);
        }
        if Instant::now() >= self.deadline { Err(InferError::Deadline) } else { Ok(()) }
    }
}
