//! The other end: serves an engine to servers on other machines.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;
use wasl_model::Pii;

use super::proof::{self, Side};
use super::wire::{self, Ask, Outcome, Requested, SILENCE, Tell, Trust, VERSION, Work};
use crate::{Infer, InferError};

/// Servers at once. More wait at the door.
const SERVERS: usize = 64;
/// Requests of one server at once; more are refused.
const REQUESTS: usize = 512;
/// Answers waiting for the network. Whoever has one waits.
const ANSWERS: usize = 64;
/// Whoever has not proven the secret by then goes.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// How a worker serves.
#[derive(Clone, Debug)]
pub struct WorkerConfig {
    /// What both sides know.
    pub secret: Pii<String>,
    /// The model's name, told to servers.
    pub model: String,
}

/// Serves an engine to whoever knows the secret, until it is dropped. A server that goes takes its requests with it.
///
/// # Errors
/// When nobody can be let in any more.
pub async fn serve(listener: TcpListener, engine: Arc<dyn Infer>, config: WorkerConfig) -> io::Result<()> {
    let room = Arc::new(Semaphore::new(SERVERS));
    let mut guests = JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return Ok(()) };
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) if is_passing(&error) => {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
            Err(error) => return Err(error),
        };
        while guests.try_join_next().is_some() {}
        let guest = Guest { engine: Arc::clone(&engine), config: config.clone() };
        guests.spawn(async move {
            let end = guest.host(stream).await;
            tracing::info!(%peer, end = ?end.err(), "a server has gone");
            drop(place);
        });
    }
}

/// Out of files or a caller who hung up is no reason to close.
fn is_passing(error: &io::Error) -> bool {
    !matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::NotConnected)
}

/// One server's visit.
struct Guest {
    engine: Arc<dyn Infer>,
    config: WorkerConfig,
}

impl Guest {
    async fn host(self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let (mut from, mut to) = stream.into_split();
        timeout(HANDSHAKE, self.greet(&mut from, &mut to)).await??;
        let (answers, outbox) = mpsc::channel(ANSWERS);
        tokio::select! {
            end = self.work(from, answers) => end,
            end = write_all(to, outbox) => end,
        }
    }

    async fn greet(&self, from: &mut OwnedReadHalf, to: &mut OwnedWriteHalf) -> io::Result<()> {
        let ours = proof::nonce();
        let (hello, _) = wire::read(from, Trust::Stranger).await?;
        wire::write(to, &Tell::Hello { version: VERSION, nonce: ours.clone() }).await?;
        let Ask::Hello { version: VERSION, nonce: theirs } = hello else { return Err(refused("another version")) };
        let Ask::Prove { proof } = wire::read(from, Trust::Stranger).await?.0 else { return Err(refused("no proof")) };
        let secret = &self.config.secret;
        if !proof::is_proven(secret, Side::Server, &theirs, &ours, &proof) {
            return Err(refused("a server that does not know the secret"));
        }
        let proof = proof::proof(secret, Side::Worker, &theirs, &ours);
        let threads = self.engine.stats().threads.max(1);
        wire::write(to, &Tell::Welcome { proof, model: self.config.model.clone(), threads }).await?;
        tracing::info!("a server is served");
        Ok(())
    }

    async fn work(&self, mut from: OwnedReadHalf, answers: mpsc::Sender<Tell>) -> io::Result<()> {
        // Dropped with the visit: then every request of it is withdrawn.
        let mut running = JoinSet::new();
        let mut by_id: BTreeMap<u64, AbortHandle> = BTreeMap::new();
        loop {
            let (ask, samples) = timeout(SILENCE, wire::read::<Ask>(&mut from, Trust::Friend)).await??;
            while running.try_join_next().is_some() {}
            match ask {
                Ask::Work { id, within_ms, work } => {
                    by_id.retain(|_, task| !task.is_finished());
                    let done = self.ask(id, Duration::from_millis(within_ms), work, samples, by_id.len());
                    let answers = answers.clone();
                    let task = running.spawn(async move {
                        // The visit may end meanwhile.
                        let _ = answers.send(done.await).await;
                    });
                    by_id.insert(id, task);
                }
                Ask::Cancel { id } => {
                    if let Some(task) = by_id.remove(&id) {
                        task.abort();
                    }
                }
                Ask::Prepare { language, phrases } => self.engine.prepare(language, &phrases),
                Ask::Ping => _ = answers.send(Tell::Pong).await,
                Ask::Hello { .. } | Ask::Prove { .. } => return Err(refused("a second greeting")),
            }
        }
    }

    /// Asks the engine at once; the answer comes with the future.
    fn ask(
        &self,
        id: u64,
        within: Duration,
        work: Work,
        samples: Vec<i16>,
        running: usize,
    ) -> impl Future<Output = Tell> + Send + 'static {
        let pending = if running >= REQUESTS {
            Asked::Full(running)
        } else {
            match work.with(samples, within) {
                Requested::Read(request) => Asked::Read(self.engine.submit(request)),
                Requested::Voice(request) => Asked::Voice(self.engine.voice(request)),
            }
        };
        async move { Tell::Done { id, outcome: pending.outcome().await } }
    }
}

enum Asked {
    Full(usize),
    Read(crate::Pending),
    Voice(crate::Pending<crate::VoiceFeatures>),
}

impl Asked {
    async fn outcome(self) -> Outcome {
        let outcome = match self {
            Self::Full(queued) => Err(InferError::Busy { queued }),
            Self::Read(pending) => pending.await.map(|heard| Outcome::Heard { transcript: Box::new(heard) }),
            Self::Voice(pending) => pending.await.map(|features| Outcome::Voice { features }),
        };
        outcome.unwrap_or_else(|error| Outcome::Refused { error })
    }
}

async fn write_all(mut to: OwnedWriteHalf, mut outbox: mpsc::Receiver<Tell>) -> io::Result<()> {
    while let Some(tell) = outbox.recv().await {
        let frame = wire::frame(&tell, &[])?;
        timeout(SILENCE, to.write_all(&frame)).await??;
    }
    Ok(())
}

fn refused(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, what.to_owned())
}
