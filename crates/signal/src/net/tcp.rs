//! Streams, taken and made: each is one task that reads and one that writes; rsipstack sends through a channel.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use rsipstack::sip::Transport;
use rsipstack::transport::channel::ChannelConnection;
use rsipstack::transport::{SipAddr, SipConnection, TransportEvent};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::flow::{Flow, outbound};
use super::gate::Gate;
use crate::wire::frame::{self, Frame};

/// Messages waiting for a slow peer. Senders wait when it is full; a peer that takes nothing for [`WRITE_TIMEOUT`] is cut off.
const OUTBOX: usize = 64;
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// A stream that says nothing for so long is closed; registered phones ping more often.
const IDLE_TIMEOUT: Duration = Duration::from_secs(1200);
/// A stream that has not sent one whole message by then is closed.
const FIRST_MESSAGE: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);
/// Streams at once.
const MAX_STREAMS: usize = 4096;

/// Makes and keeps streams.
#[derive(Clone, Debug)]
pub(crate) struct Tcp {
    gate: Gate,
    stop: CancellationToken,
    /// What peers should connect back to, if we listen at all.
    advertised: Option<SocketAddr>,
    count: Arc<AtomicUsize>,
    ids: Arc<AtomicU64>,
}

impl Tcp {
    pub(crate) fn new(gate: Gate, stop: CancellationToken, advertised: Option<SocketAddr>) -> Self {
        Self { gate, stop, advertised, count: Arc::default(), ids: Arc::new(AtomicU64::new(1)) }
    }

    /// Takes streams until stopped.
    pub(crate) async fn listen(self, listener: TcpListener) {
        loop {
            let accepted = tokio::select! {
                () = self.stop.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) if self.count.load(Ordering::Relaxed) < MAX_STREAMS => {
                    let _ = self.adopt(stream, peer).await;
                }
                Ok(_) => tracing::warn!("too many TCP streams: one was turned away"),
                // No descriptors left, most likely: wait rather than spin.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// Makes a stream.
    pub(crate) async fn connect(&self, peer: SocketAddr) -> Option<Flow> {
        let stream = tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect(peer)).await.ok()?.ok()?;
        self.adopt(stream, peer).await
    }

    async fn adopt(&self, stream: TcpStream, peer: SocketAddr) -> Option<Flow> {
        let _ = stream.set_nodelay(true);
        let local = self.advertised.map_or_else(|| stream.local_addr().ok(), Some)?;
        let (outbox, messages) = mpsc::channel(OUTBOX);
        // rsipstack wants a receiver that is never fed: the gate reads this stream, not rsipstack.
        let (_, unused) = mpsc::unbounded_channel();
        let address = SipAddr { r#type: Some(Transport::Tcp), addr: peer.into() };
        let connection = ChannelConnection::create_connection_bounded(unused, outbox, address, None).await.ok()?;
        let flow = Flow {
            connection: SipConnection::Channel(connection),
            tcp: true,
            local,
            peer,
            closed: self.stop.child_token(),
            id: self.ids.fetch_add(1, Ordering::Relaxed),
        };
        self.serve(stream, flow.clone(), messages);
        Some(flow)
    }

    fn serve(&self, stream: TcpStream, flow: Flow, messages: mpsc::Receiver<TransportEvent>) {
        let (reader, writer) = stream.into_split();
        let (raw, raw_messages) = mpsc::channel(OUTBOX);
        tokio::spawn(write(writer, messages, raw_messages, flow.closed.clone()));
        let (gate, count) = (self.gate.clone(), self.count.clone());
        count.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(async move {
            let closed = flow.closed.clone();
            tokio::select! {
                () = closed.cancelled() => {}
                () = Box::pin(read(reader, gate, flow, raw)) => {}
            }
            closed.cancel();
            count.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

async fn read(mut reader: OwnedReadHalf, gate: Gate, flow: Flow, raw: mpsc::Sender<Vec<u8>>) {
    let mut buffer: Vec<u8> = Vec::with_capacity(4096);
    let mut patience = FIRST_MESSAGE;
    loop {
        match frame::next(&buffer) {
            Frame::More => {
                let read = tokio::time::timeout(patience, reader.read_buf(&mut buffer)).await;
                if !matches!(read, Ok(Ok(1..))) {
                    return;
                }
            }
            Frame::KeepAlive(used, answer) => {
                buffer.drain(..used);
                if answer && raw.send(b"\r\n".to_vec()).await.is_err() {
                    return;
                }
            }
            Frame::Whole(length) => {
                let message: Vec<u8> = buffer.drain(..length).collect();
                patience = IDLE_TIMEOUT;
                if let Some((answer, _)) = gate.receive(&message, &flow).await
                    && raw.send(answer).await.is_err()
                {
                    return;
                }
            }
            Frame::Lost(head) => {
                // The head is answered (400, 513); where the next message begins cannot be known.
                if let Some((answer, _)) = gate.receive(&buffer[..head], &flow).await {
                    let _ = raw.send(answer).await;
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                return;
            }
        }
    }
}

async fn write(
    mut writer: OwnedWriteHalf,
    mut messages: mpsc::Receiver<TransportEvent>,
    mut raw: mpsc::Receiver<Vec<u8>>,
    closed: CancellationToken,
) {
    loop {
        let bytes = tokio::select! {
            () = closed.cancelled() => break,
            event = messages.recv() => match event {
                Some(TransportEvent::Incoming(message, _, _)) => message.to_bytes(),
                Some(TransportEvent::New(_) | TransportEvent::Closed(_)) => continue,
                None => break,
            },
            Some(bytes) = raw.recv() => bytes,
        };
        let bytes = outbound(&bytes).unwrap_or(bytes);
        if !matches!(tokio::time::timeout(WRITE_TIMEOUT, writer.write_all(&bytes)).await, Ok(Ok(()))) {
            break;
        }
    }
    closed.cancel();
}
