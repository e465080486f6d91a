//! Browser legs: WebRTC by the `webrtc` crate, on a small runtime of its own beside the media threads.
//!
//! WebRTC does what only it can (ICE-lite, DTLS, SRTP); the room does all the rest, as for any other leg:
//! - `tap`: opened packets go from WebRTC's driver straight to the media thread
//! - `peer`: one WebRTC connection: codecs, socket, track
//! - `connection`: the task of one leg: offer and answer, packets on their way out, the end
//!
//! RTCP is the room's own too: WebRTC's report generators are left out.

mod connection;
mod peer;
mod tap;

use std::net::IpAddr;
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, oneshot};
use wasl_model::CallId;

use crate::leg::LegKey;
use crate::ports::Lease;
use crate::worker::{Worker, prefer_this_thread};
use crate::{CodecName, Negotiated, SdpError};
use connection::Connection;

/// Questions a leg's task may have waiting; who asks more waits.
const ASKS_BOUND: usize = 8;
/// Packets on their way to WebRTC: a third of a second. When it is full the newest is dropped, as on any full wire.
const PACKETS_BOUND: usize = 16;
/// Threads: two, so that one connection's handshake does not hold up the others' packets.
const THREADS: usize = 2;

/// Where WebRTC's tasks run.
#[derive(Debug)]
pub(crate) struct WebRuntime(Option<Runtime>);

/// What a browser leg begins with.
pub(crate) struct WebTerms {
    pub(crate) call: CallId,
    pub(crate) key: LegKey,
    pub(crate) worker: Arc<Worker>,
    pub(crate) port: Lease,
    pub(crate) web_address: IpAddr,
    /// The number of our stream (SSRC).
    pub(crate) stream: u32,
    pub(crate) codecs: Vec<CodecName>,
    pub(crate) telephone_event: bool,
}

/// A browser leg's negotiator. The leg itself ends when the media thread lets go of its packets.
#[derive(Debug)]
pub(crate) struct WebLeg {
    asks: mpsc::Sender<Ask>,
}

/// What a leg's task is asked for.
enum Ask {
    /// Our offer; with `Some` also whether the far end is held.
    Offer(Option<bool>, oneshot::Sender<Result<String, SdpError>>),
    /// Our answer to an offer.
    Answer(String, oneshot::Sender<Result<Negotiated, SdpError>>),
    /// The far end's answer.
    Accept(String, oneshot::Sender<Result<Negotiated, SdpError>>),
}

impl WebRuntime {
    pub(crate) fn start() -> std::io::Result<Self> {
        let mut builder = Builder::new_multi_thread();
        let builder = builder.worker_threads(THREADS).thread_name("media-web").on_thread_start(prefer_this_thread);
        builder.enable_all().build().map(|runtime| Self(Some(runtime)))
    }

    /// Begins a leg; its packets go out by the sender, and it ends when that is dropped.
    pub(crate) fn open(&self, terms: WebTerms) -> (WebLeg, mpsc::Sender<Vec<u8>>) {
        let (asks, asked) = mpsc::channel(ASKS_BOUND);
        let (packets, outgoing) = mpsc::channel(PACKETS_BOUND);
        if let Some(runtime) = &self.0 {
            runtime.spawn(Connection::new(terms).run(asked, outgoing));
        }
        (WebLeg { asks }, packets)
    }
}

impl Drop for WebRuntime {
    /// The engine may be dropped inside another runtime, where waiting for threads is not allowed.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl WebLeg {
    pub(crate) async fn offer(&self, hold: Option<bool>) -> Result<String, SdpError> {
        self.ask(|reply| Ask::Offer(hold, reply)).await
    }

    pub(crate) async fn answer(&self, offer: &str) -> Result<Negotiated, SdpError> {
        self.ask(|reply| Ask::Answer(offer.to_owned(), reply)).await
    }

    pub(crate) async fn accept_answer(&self, answer: &str) -> Result<Negotiated, SdpError> {
        self.ask(|reply| Ask::Accept(answer.to_owned(), reply)).await
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<Result<T, SdpError>>) -> Ask) -> Result<T, SdpError> {
        let closed = || SdpError::Connection("the leg is closed".to_owned());
        let (reply, answered) = oneshot::channel();
        self.asks.send(ask(reply)).await.map_err(|_| closed())?;
        answered.await.unwrap_or_else(|_| Err(closed()))
    }
}
