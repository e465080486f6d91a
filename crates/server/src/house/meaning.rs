//! What callers' sentences mean: one thread makes vectors of them, and moods and intents share the one of each final.
//!
//! Without the model, or when it does not keep up, there is no vector and words are read as they stand.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::{mpsc, oneshot};
use wasl_infer::Embedder;
use wasl_model::Pii;

use super::opening;

/// Its name in the manifest.
pub(crate) const MODEL: &str = "e5-small";

/// Sentences that may wait. Further ones go without a vector.
const WAITING: usize = 32;
/// A vector is not waited for longer: the caller's answer is.
const DEADLINE: Duration = Duration::from_millis(300);

/// The way to the thread that reads sentences. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Meanings {
    ask: mpsc::Sender<Sentence>,
}

struct Sentence {
    text: Pii<String>,
    answer: oneshot::Sender<Vec<f32>>,
}

impl Meanings {
    /// Starts the thread; `None` when the model is not there.
    ///
    /// # Errors
    /// When there can be no further thread.
    pub(crate) fn start(models: &Path) -> Result<Option<Self>> {
        let file = match opening::model_file(models, MODEL) {
            Ok(file) => file,
            Err(error) => {
                tracing::info!("sentences are read by their words alone, `wasl models fetch {MODEL}`: {error:#}");
                return Ok(None);
            }
        };
        let (ask, asked) = mpsc::channel(WAITING);
        let reader = std::thread::Builder::new().name("meaning".to_owned());
        reader.spawn(move || read(&file, asked)).context("no thread for what sentences mean")?;
        Ok(Some(Self { ask }))
    }

    /// The vector of a sentence; `None` when there is no room or no time for it.
    pub(crate) async fn of(&self, text: &str) -> Option<Vec<f32>> {
        let (answer, vector) = oneshot::channel();
        self.ask.try_send(Sentence { text: Pii::from(text), answer }).ok()?;
        tokio::time::timeout(DEADLINE, vector).await.ok()?.ok()
    }
}

/// Reads until nobody can ask any more. What nobody waits for is skipped.
fn read(file: &Path, mut asked: mpsc::Receiver<Sentence>) {
    let mut embedder = match Embedder::load(file) {
        Ok(embedder) => embedder,
        Err(error) => return tracing::warn!(%error, "sentences are read by their words alone"),
    };
    while let Some(Sentence { text, answer }) = asked.blocking_recv() {
        if !answer.is_closed() {
            // Whoever asked may be gone by now.
            let _ = answer.send(embedder.embed(text.reveal()));
        }
    }
}
