//! One stream: a task that reads and one that writes; rsipstack sends through a channel.

use std::time::Duration;

use rsipstack::transport::TransportEvent;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::flow::{Flow, outbound};
use super::gate::Gate;
use super::streams::{OUTBOX, Place};
use crate::wire::frame::{self, Frame};

const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// A stream that says nothing for so long is closed; registered phones ping more often.
const IDLE_TIMEOUT: Duration = Duration::from_secs(1200);
/// A stream that has not sent one whole message by then is closed.
const FIRST_MESSAGE: Duration = Duration::from_secs(30);

/// Any stream of bytes.
pub(crate) trait Bytes: AsyncRead + AsyncWrite + Send + Unpin + 'static {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin + 'static> Bytes for S {}

/// Serves a stream until either side closes it.
pub(crate) fn serve(
    stream: impl Bytes,
    gate: Gate,
    flow: Flow,
    messages: mpsc::Receiver<TransportEvent>,
    place: Place,
) {
    let (reader, writer) = tokio::io::split(stream);
    // Answers to what never becomes a transaction. The reader waits when it is full.
    let (raw, raw_messages) = mpsc::channel(OUTBOX);
    tokio::spawn(write(writer, messages, raw_messages, flow.closed.clone()));
    tokio::spawn(async move {
        let closed = flow.closed.clone();
        tokio::select! {
            () = closed.cancelled() => {}
            () = Box::pin(read(reader, gate, flow, raw)) => {}
        }
        closed.cancel();
        drop(place);
    });
}

async fn read(mut reader: ReadHalf<impl Bytes>, gate: Gate, flow: Flow, raw: mpsc::Sender<Vec<u8>>) {
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
    mut writer: WriteHalf<impl Bytes>,
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
        let written = async {
            writer.write_all(&bytes).await?;
            writer.flush().await
        };
        if !matches!(tokio::time::timeout(WRITE_TIMEOUT, written).await, Ok(Ok(()))) {
            break;
        }
    }
    closed.cancel();
}
