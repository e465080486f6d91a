//! Models on other machines: [`Remote`] is an [`Infer`] whose requests are read by `wasl infer-worker` processes.
//!
//! Requests go to the worker with the least to do for its threads, with their priority and deadline, and its scheduler
//! decides. A request whose worker is lost goes to another one while its deadline lasts. Without a worker requests fail
//! as at a full engine: partials are not shown, turns are put off and read from the recording later.
//!
//! - [`wire`]: the protocol, version 1
//! - [`proof`]: both sides know the secret
//! - [`link`]: the connection to one worker, made again when it is lost
//! - [`worker`]: the other end

pub mod worker;

mod link;
mod proof;
mod wire;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use wasl_model::{Language, Pii};

use crate::{EngineStats, Infer, InferError, Pending, Priority, Request, Transcript, VoiceFeatures, VoiceRequest};
use link::{Link, Sent};
use wire::{Answer, Ask, Outcome, Work};

/// Sets of phrases that a worker is told again when it comes back. Drop rule: the oldest goes; it costs time, not words.
const REMEMBERED: usize = 64;
/// A worker answers at the deadline at the latest; the network may take this much more.
const GRACE: Duration = Duration::from_millis(500);

/// Where the workers are.
#[derive(Clone, Debug)]
pub struct RemoteConfig {
    /// Their addresses, `host:port`.
    pub workers: Vec<String>,
    /// What both sides know.
    pub secret: Pii<String>,
    /// Requests that one worker may have at once; more are refused as by a full engine.
    pub in_flight: usize,
}

impl RemoteConfig {
    /// These workers with the usual limits.
    #[must_use]
    pub fn new(workers: Vec<String>, secret: Pii<String>) -> Self {
        Self { workers, secret, in_flight: 64 }
    }
}

/// Workers on other machines. Made inside a runtime, on which its connections live.
#[derive(Debug)]
pub struct Remote {
    shared: Arc<Shared>,
    runtime: tokio::runtime::Handle,
    connections: Vec<tokio::task::JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    links: Vec<Arc<Link>>,
    prepared: Mutex<VecDeque<(Language, Vec<String>)>>,
    counts: Mutex<EngineStats>,
}

impl Remote {
    /// Begins to connect to the workers, and goes on trying as long as it lives.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    #[must_use]
    pub fn start(config: RemoteConfig) -> Self {
        let links = config.workers.into_iter().map(|address| Arc::new(Link::new(address, config.in_flight)));
        let shared = Arc::new(Shared { links: links.collect(), prepared: Mutex::default(), counts: Mutex::default() });
        let connect = |link: &Arc<Link>| {
            let (link, shared, secret) = (Arc::clone(link), Arc::clone(&shared), config.secret.clone());
            tokio::spawn(async move { link.keep(secret, move || shared.prepared()).await })
        };
        let connections = shared.links.iter().map(connect).collect();
        Self { shared, runtime: tokio::runtime::Handle::current(), connections }
    }

    /// Workers that can be reached now.
    #[must_use]
    pub fn reachable(&self) -> usize {
        self.shared.links.iter().filter(|link| link.threads().is_some()).count()
    }

    /// Sends work on its way and gives the place where the answer will be.
    fn send<T: Answer>(&self, work: Work, samples: Vec<i16>, deadline: Instant) -> Pending<T> {
        let (answer, pending) = Pending::new();
        let priority = work.priority();
        let errand = Errand { shared: Arc::clone(&self.shared), work, samples, deadline };
        match errand.give(None) {
            Ok(sent) => {
                self.shared.count(priority, |part| part.running += 1);
                self.runtime.spawn(errand.carry(sent, answer));
            }
            Err(error) => {
                self.shared.count(priority, |part| part.refused += 1);
                // Whoever asked holds the other end.
                drop(answer.send(Err(error)));
            }
        }
        pending
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.connections.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

impl Infer for Remote {
    fn submit(&self, request: Request) -> Pending {
        let deadline = Instant::now() + request.deadline;
        let (work, samples) = Work::read(request);
        self.send::<Transcript>(work, samples, deadline)
    }

    fn prepare(&self, language: Language, phrases: &[String]) {
        let set = (language, phrases.to_vec());
        let mut prepared = lock(&self.shared.prepared);
        if prepared.contains(&set) {
            return;
        }
        if prepared.len() >= REMEMBERED {
            prepared.pop_front();
        }
        prepared.push_back(set);
        drop(prepared);
        for link in &self.shared.links {
            link.tell(&Ask::Prepare { language, phrases: phrases.to_vec() });
        }
    }

    fn voice(&self, request: VoiceRequest) -> Pending<VoiceFeatures> {
        let deadline = Instant::now() + request.deadline;
        self.send::<VoiceFeatures>(Work::Voice { source: request.source }, request.samples, deadline)
    }

    fn stats(&self) -> EngineStats {
        let threads = self.shared.links.iter().filter_map(|link| link.threads()).sum();
        EngineStats { threads, ..*lock(&self.shared.counts) }
    }
}

impl Shared {
    fn prepared(&self) -> Vec<(Language, Vec<String>)> {
        lock(&self.prepared).iter().cloned().collect()
    }

    fn count(&self, priority: Priority, change: impl FnOnce(&mut crate::PriorityStats)) {
        change(lock(&self.counts).of_mut(priority));
    }
}

/// One request on its way.
struct Errand {
    shared: Arc<Shared>,
    work: Work,
    samples: Vec<i16>,
    deadline: Instant,
}

impl Errand {
    /// Gives it to the worker with the least to do, but not to the one it was lost with.
    fn give(&self, but: Option<&Arc<Link>>) -> Result<Sent, InferError> {
        let now = Instant::now();
        if now >= self.deadline {
            return Err(InferError::Deadline);
        }
        let others = self.shared.links.iter().filter(|link| but.is_none_or(|but| !Arc::ptr_eq(link, but)));
        let mut able: Vec<_> = others.filter_map(|link| Some((link.load()?, link))).collect();
        able.sort_by_key(|(load, _)| *load);
        if able.is_empty() {
            return Err(InferError::Away);
        }
        let within = self.deadline - now;
        let sent = able.iter().find_map(|(_, link)| link.give(&self.work, &self.samples, within));
        sent.ok_or_else(|| InferError::Busy { queued: able.iter().map(|(_, link)| link.outstanding()).sum() })
    }

    async fn carry<T: Answer>(self, sent: Sent, mut answer: oneshot::Sender<Result<T, InferError>>) {
        let priority = self.work.priority();
        let result = tokio::select! {
            result = self.bring(sent) => Some(result),
            () = answer.closed() => None,
        };
        let result = result.map(|result| result.and_then(T::of));
        self.shared.count(priority, |part| {
            part.running = part.running.saturating_sub(1);
            match &result {
                Some(Ok(heard)) => {
                    let (cpu_ms, audio_ms) = heard.spent(self.samples.len());
                    (part.answered, part.cpu_ms, part.audio_ms) =
                        (part.answered + 1, part.cpu_ms + cpu_ms, part.audio_ms + audio_ms);
                }
                Some(Err(InferError::Deadline)) => part.late += 1,
                Some(Err(InferError::Shed)) => part.shed += 1,
                Some(Err(InferError::Busy { .. } | InferError::Away)) => part.refused += 1,
                Some(Err(InferError::Failed(_) | InferError::Stopped)) => part.failed += 1,
                None => part.withdrawn += 1,
            }
        });
        if let Some(result) = result {
            // Whoever asked may have gone in this moment.
            drop(answer.send(result));
        }
    }

    /// Waits for the answer; when the worker is lost another one is asked.
    async fn bring(&self, mut sent: Sent) -> Result<Outcome, InferError> {
        let until = tokio::time::Instant::from_std(self.deadline + GRACE);
        loop {
            match tokio::time::timeout_at(until, sent.answer()).await {
                Err(_) => return Err(InferError::Deadline),
                Ok(Some(Outcome::Refused { error: InferError::Stopped })) | Ok(None) => {
                    sent = self.give(Some(sent.link()))?;
                }
                Ok(Some(outcome)) => return Ok(outcome),
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
