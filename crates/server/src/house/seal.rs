//! When calls are over and quiet, their recordings are put into their lasting form and tied to the chain of hashes.
//!
//! The book knows what is owed, so this task may die at any moment.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use wasl_record::Book;

/// Calls that became quiet are looked up so often.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Seals calls until the house closes.
pub(crate) async fn run(book: Book, flac: bool, closing: CancellationToken) {
    loop {
        // A call that is being sealed is left as it is: the next start goes on with it.
        let sealed = tokio::select! {
            () = closing.cancelled() => return,
            sealed = book.seal(flac) => sealed,
        };
        match sealed {
            Ok(0) => {}
            Ok(calls) => tracing::debug!(calls, "calls are sealed"),
            Err(error) => tracing::warn!(%error, "calls cannot be sealed now"),
        }
        tokio::select! {
            () = closing.cancelled() => return,
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}
