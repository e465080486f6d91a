//! The connection to one worker: made again with growing pauses when it is lost.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use wasl_model::{Language, Pii};

use super::lock;
use super::proof::{self, Side};
use super::wire::{self, Ask, Outcome, PING, SILENCE, Tell, Trust, VERSION, Work};

/// Frames waiting for the network. Drop rule: a request that finds it full is refused, a withdrawal is lost (the answer
/// then comes in vain).
const FRAMES: usize = 64;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Connecting and proving take no longer, or are given up.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// One worker.
#[derive(Debug)]
pub(super) struct Link {
    address: String,
    in_flight: usize,
    outstanding: AtomicUsize,
    ids: AtomicU64,
    live: Mutex<Option<Live>>,
}

/// What is there while it is connected.
#[derive(Debug)]
struct Live {
    threads: usize,
    frames: mpsc::Sender<Vec<u8>>,
    waiting: BTreeMap<u64, oneshot::Sender<Outcome>>,
}

/// A request that is with a worker. Dropped before the answer it withdraws it.
#[derive(Debug)]
pub(super) struct Sent {
    link: Arc<Link>,
    id: u64,
    answer: oneshot::Receiver<Outcome>,
}

impl Sent {
    /// The outcome; `None` when the worker is lost.
    pub(super) async fn answer(&mut self) -> Option<Outcome> {
        (&mut self.answer).await.ok()
    }

    pub(super) const fn link(&self) -> &Arc<Link> {
        &self.link
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        self.link.outstanding.fetch_sub(1, Ordering::Relaxed);
        let known = lock(&self.link.live).as_mut().and_then(|live| live.waiting.remove(&self.id));
        if known.is_some() {
            self.link.tell(&Ask::Cancel { id: self.id });
        }
    }
}

impl Link {
    pub(super) const fn new(address: String, in_flight: usize) -> Self {
        Self { address, in_flight, outstanding: AtomicUsize::new(0), ids: AtomicU64::new(0), live: Mutex::new(None) }
    }

    /// Threads of the worker, if it can be reached.
    pub(super) fn threads(&self) -> Option<usize> {
        lock(&self.live).as_ref().map(|live| live.threads)
    }

    /// Requests it has.
    pub(super) fn outstanding(&self) -> usize {
        self.outstanding.load(Ordering::Relaxed)
    }

    /// Requests it has per thousand threads; `None` when it cannot be reached.
    pub(super) fn load(&self) -> Option<usize> {
        Some(self.outstanding() * 1000 / self.threads()?.max(1))
    }

    /// Gives it a request, if it takes one more.
    pub(super) fn give(self: &Arc<Self>, work: &Work, samples: &[i16], within: Duration) -> Option<Sent> {
        if self.outstanding() >= self.in_flight {
            return None;
        }
        let id = self.ids.fetch_add(1, Ordering::Relaxed);
        let within_ms = u64::try_from(within.as_millis()).unwrap_or(u64::MAX);
        let frame = wire::frame(&Ask::Work { id, within_ms, work: work.clone() }, samples).ok()?;
        let mut live = lock(&self.live);
        let live = live.as_mut()?;
        live.frames.try_send(frame).ok()?;
        let (outcome, answer) = oneshot::channel();
        live.waiting.insert(id, outcome);
        self.outstanding.fetch_add(1, Ordering::Relaxed);
        Some(Sent { link: Arc::clone(self), id, answer })
    }

    /// Tells it something that is no request, if it can be reached.
    pub(super) fn tell(&self, ask: &Ask) {
        if let (Some(live), Ok(frame)) = (lock(&self.live).as_ref(), wire::frame(ask, &[])) {
            // See `FRAMES`.
            let _ = live.frames.try_send(frame);
        }
    }

    /// Connects, and connects again, for ever.
    pub(super) async fn keep(
        self: Arc<Self>,
        secret: Pii<String>,
        prepared: impl Fn() -> Vec<(Language, Vec<String>)>,
    ) {
        let mut pause = FIRST_PAUSE;
        loop {
            match timeout(HANDSHAKE, self.connect(&secret)).await {
                Ok(Ok(connection)) => {
                    pause = FIRST_PAUSE;
                    let lost = self.serve(connection, &prepared).await;
                    lock(&self.live).take();
                    tracing::warn!(worker = self.address, error = ?lost.err(), "a speech worker is lost");
                }
                Ok(Err(error)) => tracing::debug!(worker = self.address, %error, "a speech worker is not there"),
                Err(_) => tracing::debug!(worker = self.address, "a speech worker does not answer"),
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn connect(&self, secret: &Pii<String>) -> io::Result<Connection> {
        let stream = TcpStream::connect(&self.address).await?;
        stream.set_nodelay(true)?;
        let (mut from, mut to) = stream.into_split();
        let ours = proof::nonce();
        wire::write(&mut to, &Ask::Hello { version: VERSION, nonce: ours.clone() }).await?;
        let Tell::Hello { version: VERSION, nonce: theirs } = wire::read(&mut from, Trust::Stranger).await?.0 else {
            return Err(told("it speaks another version of the protocol; run the same release on both machines"));
        };
        let proof = proof::proof(secret, Side::Server, &ours, &theirs);
        wire::write(&mut to, &Ask::Prove { proof }).await?;
        let Tell::Welcome { proof, model, threads } = wire::read(&mut from, Trust::Stranger).await?.0 else {
            return Err(told("it does not welcome us"));
        };
        if !proof::is_proven(secret, Side::Worker, &ours, &theirs, &proof) {
            return Err(told("it does not know the secret (speech.remote_secret)"));
        }
        tracing::info!(worker = self.address, model, threads, "a speech worker is there");
        Ok(Connection { from, to, threads })
    }

    /// Carries frames both ways until the connection is lost.
    async fn serve(
        &self,
        connection: Connection,
        prepared: &impl Fn() -> Vec<(Language, Vec<String>)>,
    ) -> io::Result<()> {
        let Connection { from, to, threads } = connection;
        let (frames, outbox) = mpsc::channel(FRAMES);
        *lock(&self.live) = Some(Live { threads, frames, waiting: BTreeMap::new() });
        for (language, phrases) in prepared() {
            self.tell(&Ask::Prepare { language, phrases });
        }
        tokio::select! {
            end = write_all(to, outbox) => end,
            end = self.hear(from) => end,
        }
    }

    async fn hear(&self, mut from: OwnedReadHalf) -> io::Result<()> {
        loop {
            let (tell, _) = timeout(SILENCE, wire::read::<Tell>(&mut from, Trust::Friend)).await??;
            match tell {
                Tell::Done { id, outcome } => {
                    let waiting = lock(&self.live).as_mut().and_then(|live| live.waiting.remove(&id));
                    if let Some(waiting) = waiting {
                        // Whoever waited may have gone.
                        drop(waiting.send(outcome));
                    }
                }
                Tell::Pong => {}
                Tell::Hello { .. } | Tell::Welcome { .. } => return Err(told("it greets twice")),
            }
        }
    }
}

/// A worker that is known to be one.
struct Connection {
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    threads: usize,
}

/// Writes frames, and a ping every [`PING`]: its answer tells that the worker lives, however long it reads.
async fn write_all(mut to: OwnedWriteHalf, mut outbox: mpsc::Receiver<Vec<u8>>) -> io::Result<()> {
    let ping = wire::frame(&Ask::Ping, &[])?;
    let mut time = tokio::time::interval(PING);
    loop {
        tokio::select! {
            _ = time.tick() => timeout(SILENCE, to.write_all(&ping)).await??,
            frame = outbox.recv() => match frame {
                Some(frame) => timeout(SILENCE, to.write_all(&frame)).await??,
                None => return Ok(()),
            },
        }
    }
}

fn told(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}
