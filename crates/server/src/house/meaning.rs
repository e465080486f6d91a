//! What callers' sentences mean: one thread makes vectors of them, for moods and for intents.
//!
//! - [`readers`]: the models that it has
//!
//! Without the model, or when it does not keep up, there is no vector and words are read as they stand.
//! Intents are first told by words alone; what tells them by meaning too is trained beside live calls, whose sentences
//! wait at most for one of its examples.

mod readers;

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};
use wasl_dialogue::intent::Vectors;
use wasl_dialogue::{IntentModel, IntentSet};
use wasl_model::Pii;

use super::opening;
pub(crate) use readers::Readers;

/// Its name in the manifest.
pub(crate) const MODEL: &str = "e5-small";
/// Those of the ones which read a language besides, for intents.
pub(crate) const ARABIC_MODEL: &str = "use-multilingual";
pub(crate) const ENGLISH_MODEL: &str = "mpnet-base";

/// Sentences that may wait. Further ones go without a vector.
const WAITING: usize = 32;
/// Vectors of a sentence are not waited for longer: the caller's answer is.
const DEADLINE: Duration = Duration::from_millis(300);

/// The way to the thread that reads sentences. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Meanings {
    ask: mpsc::Sender<Sentence>,
    intents: Arc<OnceLock<IntentModel>>,
}

/// The vectors of one sentence.
#[derive(Clone, Debug)]
pub(crate) struct Meant {
    /// As it was said, for the mood.
    pub(crate) said: Vec<f32>,
    /// As the intents' classifier reads it; none while that is not trained.
    pub(crate) read: Option<Vectors>,
}

struct Sentence {
    text: Pii<String>,
    answer: Answer,
}

enum Answer {
    /// To the vector of what was said.
    Said(oneshot::Sender<Vec<f32>>),
    /// To all vectors for intents.
    Read(oneshot::Sender<Vectors>),
}

impl Meanings {
    /// Starts the thread; `None` when the model is not there.
    ///
    /// # Errors
    /// When there can be no further thread.
    pub(crate) fn start(models: &Path) -> Result<Option<Self>> {
        if let Err(error) = opening::model_file(models, MODEL) {
            tracing::info!("sentences are read by their words alone, `wasl models fetch {MODEL}`: {error:#}");
            return Ok(None);
        }
        let (ask, asked) = mpsc::channel(WAITING);
        let reader = std::thread::Builder::new().name("meaning".to_owned());
        let models = models.to_owned();
        reader.spawn(move || read(&models, asked)).context("no thread for what sentences mean")?;
        Ok(Some(Self { ask, intents: Arc::default() }))
    }

    /// Trains the classifier of intents on vectors too, on a thread of its own.
    ///
    /// # Errors
    /// When there can be no further thread.
    pub(crate) fn learn(&self, intents: IntentSet) -> Result<()> {
        let meanings = self.clone();
        let learner = std::thread::Builder::new().name("intents".to_owned());
        let learn = move || {
            let mut reader = |text: &str| meanings.of_example(text);
            let model = IntentModel::train_read(&intents, &mut reader);
            tracing::info!("intents are told by meaning and words");
            // Only this thread sets it.
            let _ = meanings.intents.set(model);
        };
        learner.spawn(learn).context("no thread to learn intents on")?;
        Ok(())
    }

    /// The classifier that was trained on vectors, once it is.
    pub(crate) fn intents(&self) -> Option<&IntentModel> {
        self.intents.get()
    }

    /// A caller's sentence; `None` when there is no room or no time for it.
    pub(crate) async fn meant(&self, text: &str) -> Option<Meant> {
        let until = Instant::now() + DEADLINE;
        let (answer, vector) = oneshot::channel();
        self.ask(text, Answer::Said(answer))?;
        let said = timeout_at(until, vector).await.ok()?.ok()?;
        let read = match self.intents.get() {
            Some(intents) => self.of_intents(&intents.as_read(text), until).await,
            None => None,
        };
        Some(Meant { said, read })
    }

    async fn of_intents(&self, text: &str, until: Instant) -> Option<Vectors> {
        let (answer, vectors) = oneshot::channel();
        self.ask(text, Answer::Read(answer))?;
        timeout_at(until, vectors).await.ok()?.ok()
    }

    /// An example is waited for as long as it takes; not on an async thread.
    fn of_example(&self, text: &str) -> Vectors {
        let (answer, vectors) = oneshot::channel();
        let asked = self.ask.blocking_send(Sentence { text: Pii::from(text), answer: Answer::Read(answer) });
        asked.ok().and_then(|()| vectors.blocking_recv().ok()).unwrap_or_default()
    }

    fn ask(&self, text: &str, answer: Answer) -> Option<()> {
        self.ask.try_send(Sentence { text: Pii::from(text), answer }).ok()
    }
}

/// Reads until nobody can ask any more. What nobody waits for is skipped.
fn read(models: &Path, mut asked: mpsc::Receiver<Sentence>) {
    let missing = |model: &str, error: &anyhow::Error| {
        tracing::info!("sentences are read without it, `wasl models fetch {model}`: {error:#}");
    };
    let mut readers = match Readers::load(models, missing) {
        Ok(Some(readers)) => readers,
        Ok(None) => return,
        Err(error) => return tracing::warn!("sentences are read by their words alone: {error:#}"),
    };
    while let Some(Sentence { text, answer }) = asked.blocking_recv() {
        // Whoever asked may be gone by now.
        match answer {
            Answer::Said(answer) if !answer.is_closed() => drop(answer.send(readers.said(text.reveal()))),
            Answer::Read(answer) if !answer.is_closed() => drop(answer.send(readers.read(text.reveal()))),
            Answer::Said(_) | Answer::Read(_) => {}
        }
    }
}
