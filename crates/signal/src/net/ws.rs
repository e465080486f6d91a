//! Web sockets (RFC 7118): one SIP message a text frame. The house's own are pipes, ours to others a client's.

use futures_util::{SinkExt as _, StreamExt as _};
use rsipstack::transport::TransportEvent;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::{Message as Frame, WebSocketConfig};

use super::flow::{Flow, outbound};
use super::gate::Gate;
use super::stream::Bytes;
use super::streams::Place;
use crate::web::MAX_FRAME;
use crate::wire::grammar::{Uri, bracket, find};

/// Serves a browser until either side closes the pipe, the browser reads nothing, or it sends too much at once.
pub(crate) async fn serve_browser(
    mut from_browser: mpsc::Receiver<String>,
    to_browser: mpsc::Sender<String>,
    gate: Gate,
    flow: Flow,
    mut messages: mpsc::Receiver<TransportEvent>,
) {
    let read = async {
        while let Some(text) = from_browser.recv().await {
            if text.len() > MAX_FRAME {
                tracing::debug!("a browser sent too long a message");
                return;
            }
            let answer = received(&gate, &flow, text.as_bytes()).await;
            if answer.is_some_and(|answer| to_browser.try_send(answer).is_err()) {
                return;
            }
        }
    };
    let write = async {
        while let Some(event) = messages.recv().await {
            if sent(event).is_some_and(|text| to_browser.try_send(text).is_err()) {
                return;
            }
        }
    };
    tokio::select! {
        biased;
        () = flow.closed.cancelled() => {}
        // First what was said before it left: an ACK or a BYE may be its last word.
        () = Box::pin(read) => {}
        () = write => {}
        () = to_browser.closed() => {}
    }
    flow.closed.cancel();
}

/// Asks for a web socket at `/sip`, with the URI's `ticket` parameter if it has one.
pub(crate) async fn handshake<S: Bytes>(stream: S, uri: &Uri) -> Option<WebSocketStream<S>> {
    let host = uri.ip().map_or_else(|| uri.host.clone(), bracket);
    let scheme = if uri.transport() == crate::wire::grammar::Transport::Wss { "wss" } else { "ws" };
    let ticket = find(&uri.params, "ticket").map_or_else(String::new, |ticket| format!("?ticket={ticket}"));
    let mut request = format!("{scheme}://{host}:{}/sip{ticket}", uri.port()).into_client_request().ok()?;
    request.headers_mut().insert("Sec-WebSocket-Protocol", HeaderValue::from_static("sip"));
    let limits = WebSocketConfig::default().max_message_size(Some(MAX_FRAME)).max_frame_size(Some(MAX_FRAME));
    match tokio_tungstenite::client_async_with_config(request, stream, Some(limits)).await {
        Ok((socket, _)) => Some(socket),
        Err(error) => {
            tracing::warn!(host = %uri.host, %error, "no web socket with the far end");
            None
        }
    }
}

/// Serves a web socket we made, until either side closes it.
pub(crate) async fn serve_far<S: Bytes>(
    socket: WebSocketStream<S>,
    gate: Gate,
    flow: Flow,
    mut messages: mpsc::Receiver<TransportEvent>,
    place: Place,
) {
    let (mut sink, mut frames) = socket.split();
    // Answers to what never becomes a transaction. The reader waits when it is full.
    let (raw, mut raw_answers) = mpsc::channel::<String>(super::streams::OUTBOX);
    let read = async {
        while let Some(Ok(frame)) = frames.next().await {
            let Frame::Text(text) = frame else { continue };
            if let Some(answer) = received(&gate, &flow, text.as_bytes()).await
                && raw.send(answer).await.is_err()
            {
                return;
            }
        }
    };
    let write = async {
        loop {
            let text = tokio::select! {
                event = messages.recv() => match event {
                    Some(event) => sent(event),
                    None => return,
                },
                Some(answer) = raw_answers.recv() => Some(answer),
            };
            let Some(text) = text else { continue };
            if sink.send(Frame::text(text)).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = flow.closed.cancelled() => {}
        () = Box::pin(read) => {}
        () = Box::pin(write) => {}
    }
    flow.closed.cancel();
    drop(place);
}

/// One frame through the gate: the answer to send, if it never becomes a transaction. What follows the first
/// message's Content-Length is not read.
async fn received(gate: &Gate, flow: &Flow, frame: &[u8]) -> Option<String> {
    if frame == b"\r\n\r\n" {
        return Some("\r\n".to_owned());
    }
    let (answer, _) = gate.receive(frame, flow).await?;
    Some(text(answer))
}

/// What a frame carries of rsipstack's event.
fn sent(event: TransportEvent) -> Option<String> {
    match event {
        TransportEvent::Incoming(message, _, _) => {
            let bytes = message.to_bytes();
            Some(text(outbound(&bytes).unwrap_or(bytes)))
        }
        TransportEvent::New(_) | TransportEvent::Closed(_) => None,
    }
}

/// A text frame is UTF-8; what is not (an odd body) is replaced.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
