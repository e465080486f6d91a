//! The local engine: a fixed pool of threads, each with one Whisper state, behind one bounded queue.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::oneshot;
use wasl_model::Language;

use crate::queue::{Pushed, Queue};
use crate::whispercpp::{Model, Reader};
use crate::{Infer, InferError, Pending, Priority, Request, Transcript, VoiceFeatures, VoiceRequest, native};

/// How the engine runs.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// The ggml file, checked by [`models::verify`](crate::models::verify).
    pub model: PathBuf,
    /// Worker threads, each one job at a time; 0 for one per core.
    pub threads: usize,
    /// Requests that may wait.
    pub queue_limit: usize,
    /// Decoder steps spent on expected phrases per request at most, 5 to 10 ms of one core each: more find more of the
    /// said phrases (never more wrong ones), fewer answer sooner.
    pub phrase_steps: usize,
}

impl EngineConfig {
    /// One worker per core and the usual limits.
    #[must_use]
    pub fn new(model: impl Into<PathBuf>) -> Self {
        Self { model: model.into(), threads: 0, queue_limit: 64, phrase_steps: 90 }
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

/// What the engine has done and has to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EngineStats {
    /// Worker threads.
    pub threads: usize,
    /// Requests waiting now.
    pub queued: usize,
    /// Requests being worked on now.
    pub running: usize,
    /// Answered with a transcript.
    pub answered: u64,
    /// Shed for more urgent ones.
    pub shed: u64,
    /// Refused because the queue was full.
    pub refused: u64,
    /// Given up at their deadline.
    pub late: u64,
    /// Failed in the model.
    pub failed: u64,
    /// Processor time spent, in milliseconds.
    pub cpu_ms: u64,
    /// Sound read, in milliseconds.
    pub audio_ms: u64,
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
    counts: Counts,
    threads: usize,
}

#[derive(Debug, Default)]
struct Counts {
    running: AtomicUsize,
    answered: AtomicU64,
    shed: AtomicU64,
    refused: AtomicU64,
    late: AtomicU64,
    failed: AtomicU64,
    cpu_ms: AtomicU64,
    audio_ms: AtomicU64,
}

#[derive(Debug)]
enum Job {
    Read { request: Request, since: Instant, answer: Answer },
    Prepare { language: Language, phrases: Vec<String> },
}

type Answer = oneshot::Sender<Result<Transcript, InferError>>;

impl Engine {
    /// Loads the model and starts the threads.
    ///
    /// # Errors
    /// When the model cannot be loaded or a thread not started.
    pub fn load(config: &EngineConfig) -> Result<Self, LoadError> {
        native::one_blas_thread();
        let failed = |what| LoadError::Model { path: config.model.clone(), what };
        let model = Arc::new(Model::load(&config.model).map_err(failed)?);
        let threads = if config.threads > 0 {
            config.threads
        } else {
            std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
        };
        let shared = Arc::new(Shared {
            queue: Queue::new(config.queue_limit),
            stopping: Arc::new(AtomicBool::new(false)),
            counts: Counts::default(),
            threads,
        });
        let mut engine = Self { shared, workers: Vec::with_capacity(threads) };
        for n in 0..threads {
            let stopping = Arc::clone(&engine.shared.stopping);
            let reader = Reader::new(Arc::clone(&model), stopping, config.phrase_steps).map_err(failed)?;
            let worker = Worker { shared: Arc::clone(&engine.shared), reader };
            engine.workers.push(std::thread::Builder::new().name(format!("infer-{n}")).spawn(|| worker.run())?);
        }
        Ok(engine)
    }

    /// What it has done and has to do.
    #[must_use]
    pub fn stats(&self) -> EngineStats {
        let counts = &self.shared.counts;
        EngineStats {
            threads: self.workers.len(),
            queued: self.shared.queue.len(),
            running: counts.running.load(Ordering::Relaxed),
            answered: counts.answered.load(Ordering::Relaxed),
            shed: counts.shed.load(Ordering::Relaxed),
            refused: counts.refused.load(Ordering::Relaxed),
            late: counts.late.load(Ordering::Relaxed),
            failed: counts.failed.load(Ordering::Relaxed),
            cpu_ms: counts.cpu_ms.load(Ordering::Relaxed),
            audio_ms: counts.audio_ms.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::Relaxed);
        self.shared.queue.close();
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
        let priority = request.priority;
        if priority == Priority::Partial && !self.shared.has_room() {
            let _ = answer.send(Err(InferError::Busy { queued: self.shared.queue.len() }));
            return pending;
        }
        self.shared.push(priority, Job::Read { request, since: Instant::now(), answer });
        pending
    }

    fn prepare(&self, language: Language, phrases: &[String]) {
        self.shared.push(Priority::CatchUp, Job::Prepare { language, phrases: phrases.to_vec() });
    }

    fn voice(&self, _request: VoiceRequest) -> Pending<VoiceFeatures> {
        let (answer, pending) = Pending::new();
        let _ = answer.send(Err(InferError::Failed("this model has no voice features".to_owned())));
        pending
    }
}

impl Shared {
    /// Partials are read when nothing waits and a worker stays free for a final.
    fn has_room(&self) -> bool {
        let running = self.counts.running.load(Ordering::Relaxed);
        self.queue.len() == 0 && (running == 0 || running + 1 < self.threads)
    }

    fn push(&self, priority: Priority, job: Job) {
        match self.queue.push(priority, job) {
            Pushed::Queued => {}
            Pushed::Shed(job) => {
                self.counts.shed.fetch_add(1, Ordering::Relaxed);
                job.refuse(InferError::Shed);
            }
            Pushed::Refused(job) => {
                self.counts.refused.fetch_add(1, Ordering::Relaxed);
                let stopped = self.stopping.load(Ordering::Relaxed);
                job.refuse(if stopped { InferError::Stopped } else { InferError::Busy { queued: self.queue.len() } });
            }
        }
    }
}

impl Job {
    fn refuse(self, error: InferError) {
        match self {
            Self::Read { answer, .. } => drop(answer.send(Err(error))),
            Self::Prepare { .. } => {}
        }
    }
}

struct Worker {
    shared: Arc<Shared>,
    reader: Reader,
}

impl Worker {
    fn run(mut self) {
        while let Some(job) = self.shared.queue.pop() {
            self.shared.counts.running.fetch_add(1, Ordering::Relaxed);
            match job {
                // Nobody waits for it any more.
                Job::Read { answer, .. } if answer.is_closed() => {}
                Job::Read { request, since, answer } => {
                    let result = self.reader.read(&request, since + request.deadline);
                    self.shared.counts.count(&result);
                    // The receiver may be gone by now: then nobody wants it.
                    drop(answer.send(result));
                }
                Job::Prepare { language, phrases } => self.prepare(language, phrases),
            }
            self.shared.counts.running.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Worker {
    /// A slice of it; the rest goes to the end of the line.
    fn prepare(&mut self, language: Language, phrases: Vec<String>) {
        match self.reader.prepare(language, &phrases) {
            Ok(true) => {}
            Ok(false) => self.shared.push(Priority::CatchUp, Job::Prepare { language, phrases }),
            Err(error) => tracing::debug!(%error, "expected phrases not prepared"),
        }
    }
}

impl Counts {
    fn count(&self, result: &Result<Transcript, InferError>) {
        let counter = match result {
            Ok(transcript) => {
                self.cpu_ms.fetch_add(transcript.cpu_ms, Ordering::Relaxed);
                self.audio_ms.fetch_add(transcript.audio_ms, Ordering::Relaxed);
                &self.answered
            }
            Err(InferError::Deadline) => &self.late,
            Err(InferError::Busy { .. } | InferError::Shed | InferError::Failed(_) | InferError::Stopped) => {
                &self.failed
            }
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}
