//! The local engine: a fixed pool of threads, each with one Whisper state and one job at a time, behind one bounded queue.
//! The threads are all the parallelism there is: a job never starts threads of its own.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use wasl_model::Language;

use crate::queue::{Next, Queue, Unwanted};
use crate::reader::Reader;
use crate::schedule::{Limits, Pushed, Started, Swept, Ticket};
use crate::{
    EngineStats, Infer, InferError, Pending, Priority, Request, Transcript, VoiceFeatures, VoiceRequest, native,
    whisper, whispercpp,
};

/// Priors of phrases are worth working out for this long.
const PREPARED_WITHIN: Duration = Duration::from_secs(3600);

/// What runs the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Backend {
    /// The house's own reader: 8-bit kernels chosen for the processor at run time.
    #[default]
    Native,
    /// whisper.cpp, which also runs on graphics cards where it was built for them.
    WhisperCpp,
}

/// How the engine runs.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// The ggml file, checked by [`models::verify`](crate::models::verify).
    pub model: PathBuf,
    /// Worker threads, each one job at a time; 0 for one per core. On machines with many cores memory may be too slow
    /// for all of them: measure, and name a lower number.
    pub threads: usize,
    /// Threads that sound put aside leaves free for callers (one is always left to it).
    pub reserved: usize,
    /// It only takes processor time that nobody else wants: for readings after the call.
    pub background: bool,
    /// Requests that may wait.
    pub queue_limit: usize,
    /// Decoder steps spent on expected phrases per request at most, 5 to 10 ms of one core each: more find more of the
    /// said phrases (never more wrong ones), fewer answer sooner.
    pub phrase_steps: usize,
    /// What runs the model.
    pub backend: Backend,
    /// The model whose second encoder layer tells the voice, where the one that reads is another or does not show it.
    pub voice_model: Option<PathBuf>,
    /// Readings weighed against each other for a final transcript; 1 takes the likeliest token each time.
    pub beam: usize,
}

impl EngineConfig {
    /// One worker per core and the usual limits.
    #[must_use]
    pub fn new(model: impl Into<PathBuf>) -> Self {
        Self {
            model: model.into(),
            threads: 0,
            reserved: 0,
            background: false,
            queue_limit: 64,
            phrase_steps: 90,
            backend: Backend::Native,
            voice_model: None,
            beam: 1,
        }
    }
}

/// Why the engine does not start.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The model could not be loaded.
    #[error("cannot load the speech model {path}: {what}; run `wasl models verify`")]
    Model {
        /// Which file.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// A thread could not be started.
    #[error("cannot start a speech thread")]
    Thread(#[from] std::io::Error),
}

/// Whisper on this machine.
#[derive(Debug)]
pub struct Engine {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    queue: Queue<Job>,
    stopping: Arc<AtomicBool>,
    /// All counts but those of now, which the queue knows.
    counts: Mutex<EngineStats>,
}

#[derive(Debug)]
enum Job {
    Read { request: Request, answer: Answer<Transcript> },
    Voice { request: VoiceRequest, answer: Answer<VoiceFeatures> },
    Prepare { language: Language, phrases: Vec<String> },
}

type Answer<T> = oneshot::Sender<Result<T, InferError>>;

impl Engine {
    /// Loads the model and starts the threads.
    ///
    /// # Errors
    /// When the model cannot be loaded or a thread not started.
    pub fn load(config: &EngineConfig) -> Result<Self, LoadError> {
        native::one_blas_thread();
        let failed = |what| LoadError::Model { path: config.model.clone(), what };
        let model = Arc::new(Model::load(config).map_err(failed)?);
        let threads = if config.threads > 0 {
            config.threads
        } else {
            std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
        };
        let limits = Limits { waiting: config.queue_limit, workers: threads, reserved: config.reserved };
        let shared = Arc::new(Shared {
            queue: Queue::new(limits),
            stopping: Arc::new(AtomicBool::new(false)),
            counts: Mutex::new(EngineStats { threads, ..EngineStats::default() }),
        });
        let mut engine = Self { shared, workers: Vec::with_capacity(threads) };
        let (ready, readied) = std::sync::mpsc::sync_channel(threads);
        for n in 0..threads {
            let (shared, model) = (Arc::clone(&engine.shared), Arc::clone(&model));
            let (config, ready) = (config.clone(), ready.clone());
            let work = move || match model.reader(&config, Arc::clone(&shared.stopping)) {
                Ok(reader) => {
                    if config.background {
                        native::step_back();
                    }
                    let _ = ready.send(Ok(()));
                    Worker { shared, reader }.run();
                }
                Err(what) => drop(ready.send(Err(what))),
            };
            engine.workers.push(std::thread::Builder::new().name(format!("infer-{n}")).spawn(work)?);
        }
        drop(ready);
        readied.into_iter().take(threads).collect::<Result<(), _>>().map_err(failed)?;
        Ok(engine)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::Relaxed);
        for job in self.shared.queue.close() {
            job.refuse(InferError::Stopped);
        }
        for worker in self.workers.drain(..) {
            if worker.join().is_err() {
                tracing::warn!("a speech thread had panicked");
            }
        }
    }
}

impl Infer for Engine {
    fn submit(&self, request: Request) -> Pending {
        let (answer, pending) = Pending::new();
        let ticket =
            Ticket { priority: request.priority, source: request.source, deadline: Instant::now() + request.deadline };
        self.shared.push(ticket, Job::Read { request, answer });
        pending
    }

    fn prepare(&self, language: Language, phrases: &[String]) {
        self.shared.push_prepare(language, phrases.to_vec());
    }

    fn voice(&self, request: VoiceRequest) -> Pending<VoiceFeatures> {
        let (answer, pending) = Pending::new();
        let ticket =
            Ticket { priority: Priority::Voice, source: request.source, deadline: Instant::now() + request.deadline };
        self.shared.push(ticket, Job::Voice { request, answer });
        pending
    }

    fn stats(&self) -> EngineStats {
        let mut stats = *self.shared.counts();
        for priority in Priority::ALL {
            let part = stats.of_mut(priority);
            (part.queued, part.running) = self.shared.queue.at(priority);
        }
        stats
    }
}

impl Shared {
    fn push(&self, ticket: Ticket, job: Job) {
        let (pushed, swept) = self.queue.push(ticket, job);
        self.put_out(swept);
        match pushed {
            Pushed::Queued => {}
            Pushed::Replaced(job) => self.shed(ticket.priority, job),
            Pushed::Shed(priority, job) => self.shed(priority, job),
            Pushed::Refused(job) => {
                self.counts().of_mut(ticket.priority).refused += 1;
                let stopped = self.stopping.load(Ordering::Relaxed);
                job.refuse(if stopped { InferError::Stopped } else { InferError::Busy { queued: self.queue.len() } });
            }
        }
    }

    fn push_prepare(&self, language: Language, phrases: Vec<String>) {
        let deadline = Instant::now() + PREPARED_WITHIN;
        let ticket = Ticket { priority: Priority::CatchUp, source: None, deadline };
        self.push(ticket, Job::Prepare { language, phrases });
    }

    fn shed(&self, priority: Priority, job: Job) {
        self.counts().of_mut(priority).shed += 1;
        job.refuse(InferError::Shed);
    }

    fn put_out(&self, swept: Vec<Swept<Job>>) {
        for Swept { priority, late, item } in swept {
            let mut counts = self.counts();
            let part = counts.of_mut(priority);
            let count = if late { &mut part.late } else { &mut part.withdrawn };
            *count += 1;
            drop(counts);
            // Nobody hears it of those who withdrew.
            item.refuse(InferError::Deadline);
        }
    }

    /// Counts what became of a job that ran.
    fn settle<T>(&self, priority: Priority, result: &Result<T, InferError>, spent: &Spent) {
        let mut counts = self.counts();
        let part = counts.of_mut(priority);
        match result {
            Ok(_) => {
                part.answered += 1;
                part.cpu_ms += spent.cpu_ms;
                part.audio_ms += spent.audio_ms;
            }
            Err(InferError::Deadline) => part.late += 1,
            Err(
                InferError::Busy { .. }
                | InferError::Shed
                | InferError::Failed(_)
                | InferError::Away
                | InferError::Stopped,
            ) => part.failed += 1,
        }
    }

    fn counts(&self) -> MutexGuard<'_, EngineStats> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an answer took.
struct Spent {
    cpu_ms: u64,
    audio_ms: u64,
}

impl Unwanted for Job {
    fn is_unwanted(&self) -> bool {
        match self {
            Self::Read { answer, .. } => answer.is_closed(),
            Self::Voice { answer, .. } => answer.is_closed(),
            Self::Prepare { .. } => false,
        }
    }
}

impl Job {
    fn refuse(self, error: InferError) {
        match self {
            Self::Read { answer, .. } => drop(answer.send(Err(error))),
            Self::Voice { answer, .. } => drop(answer.send(Err(error))),
            Self::Prepare { .. } => {}
        }
    }
}

/// The model in the form its backend wants, and the one that tells the voice.
struct Model {
    reads: Reads,
    voice: Option<Arc<whisper::Model>>,
}

enum Reads {
    Native(Arc<whisper::Model>),
    WhisperCpp(Arc<whispercpp::Model>),
}

impl Model {
    fn load(config: &EngineConfig) -> Result<Self, String> {
        let reads = match config.backend {
            Backend::Native => Reads::Native(Arc::new(whisper::Model::load(&config.model)?)),
            Backend::WhisperCpp => Reads::WhisperCpp(Arc::new(whispercpp::Model::load(&config.model)?)),
        };
        let voice = config.voice_model.as_deref().map(whisper::Model::load).transpose()?.map(Arc::new);
        Ok(Self { reads, voice })
    }

    fn reader(&self, config: &EngineConfig, stopping: Arc<AtomicBool>) -> Result<Box<dyn Reader>, String> {
        let voice = self.voice.as_ref();
        let voice = voice.map(|model| whisper::Native::new(Arc::clone(model), Arc::clone(&stopping), config));
        let words: Box<dyn Reader> = match &self.reads {
            Reads::Native(model) => Box::new(whisper::Native::new(Arc::clone(model), stopping, config)),
            Reads::WhisperCpp(model) => {
                Box::new(whispercpp::WhisperCpp::new(Arc::clone(model), stopping, config.phrase_steps)?)
            }
        };
        Ok(match voice {
            Some(voice) => Box::new(Apart { words, voice }),
            None => words,
        })
    }
}

/// Words by one model, voices by another.
struct Apart {
    words: Box<dyn Reader>,
    voice: whisper::Native,
}

impl Reader for Apart {
    fn read(&mut self, request: &Request, deadline: Instant) -> Result<Transcript, InferError> {
        self.words.read(request, deadline)
    }

    fn prepare(&mut self, language: Language, phrases: &[String]) -> Result<bool, InferError> {
        self.words.prepare(language, phrases)
    }

    fn voice(&mut self, request: &VoiceRequest, deadline: Instant) -> Result<VoiceFeatures, InferError> {
        self.voice.voice(request, deadline)
    }
}

struct Worker {
    shared: Arc<Shared>,
    reader: Box<dyn Reader>,
}

impl Worker {
    fn run(mut self) {
        let _alone = native::alone();
        loop {
            match self.shared.queue.next() {
                Next::Run(Started { ticket, waited, item }) => {
                    self.shared.counts().of_mut(ticket.priority).waits.count(waited);
                    self.work(&ticket, item);
                    self.shared.queue.done(ticket.priority);
                }
                Next::PutOut(swept) => self.shared.put_out(swept),
                Next::Close => return,
            }
        }
    }

    fn work(&mut self, ticket: &Ticket, job: Job) {
        match job {
            Job::Read { request, answer } => {
                let result = self.reader.read(&request, ticket.deadline);
                let spent = result.as_ref().map_or((0, 0), |heard| (heard.cpu_ms, heard.audio_ms));
                self.shared.settle(ticket.priority, &result, &Spent { cpu_ms: spent.0, audio_ms: spent.1 });
                // The receiver may be gone by now: then nobody wants it.
                drop(answer.send(result));
            }
            Job::Voice { request, answer } => {
                let result = self.reader.voice(&request, ticket.deadline);
                let spent = Spent {
                    cpu_ms: result.as_ref().map_or(0, |voice| voice.cpu_ms),
                    audio_ms: (request.samples.len() / 16) as u64,
                };
                self.shared.settle(ticket.priority, &result, &spent);
                drop(answer.send(result));
            }
            Job::Prepare { language, phrases } => self.prepare(language, phrases),
        }
    }

    /// A slice of it; the rest goes to the end of the line.
    fn prepare(&mut self, language: Language, phrases: Vec<String>) {
        match self.reader.prepare(language, &phrases) {
            Ok(true) => {}
            Ok(false) => self.shared.push_prepare(language, phrases),
            Err(error) => tracing::debug!(%error, "expected phrases not prepared"),
        }
    }
}
