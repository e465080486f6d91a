//! `/sip`: who may open it, what is carried, and what ends it.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use std::time::Duration;

use common::Window;
use common::floor::FarEnd;
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use wasl_console::WebCaller;

type Socket = WebSocketStream<TcpStream>;

async fn open(window: &Window, query: &str, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let mut request = format!("ws://{}/sip{query}", window.address).into_client_request()?;
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let stream = TcpStream::connect(window.address).await.unwrap();
    client_async(request, stream).await.map(|(socket, response)| {
        assert_eq!(response.headers()["sec-websocket-protocol"], "sip");
        socket
    })
}

const SIP: (&str, &str) = ("sec-websocket-protocol", "sip");

fn status(result: Result<Socket, Error>) -> u16 {
    match result {
        Err(Error::Http(response)) => response.status().as_u16(),
        other => panic!("not refused: {other:?}"),
    }
}

fn far_end(window: &Window) -> FarEnd {
    window.floor.lines.lock().unwrap().pop().expect("a line was opened")
}

async fn close_code(socket: &mut Socket) -> u16 {
    loop {
        match tokio::time::timeout(Duration::from_secs(5), socket.next()).await.unwrap().unwrap().unwrap() {
            Message::Close(frame) => return frame.unwrap().code.into(),
            Message::Text(_) | Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }
}

#[tokio::test]
async fn only_agents_and_guests_with_a_ticket_get_a_line() {
    let window = Window::open().await;
    let (agent, qa) = (window.sign_in("agent").await, window.sign_in("qa").await);
    let own = format!("http://{}", window.address);
    let cookie = ("cookie", agent.as_str());
    for (query, headers, expected) in [
        ("", vec![SIP], 401),
        ("", vec![SIP, ("cookie", "wasl_session=00")], 401),
        ("?ticket=none", vec![SIP], 401),
        ("?ticket=none", vec![SIP, cookie], 401),
        ("", vec![SIP, ("cookie", qa.as_str())], 403),
        ("", vec![cookie], 400),
        ("", vec![("sec-websocket-protocol", "chat"), cookie], 400),
        ("?unknown=1", vec![SIP, cookie], 400),
        ("", vec![SIP, cookie, ("origin", "http://evil.example")], 403),
        ("", vec![SIP, cookie, ("origin", "null")], 403),
    ] {
        assert_eq!(status(open(&window, query, &headers).await), expected, "{query} {headers:?}");
    }
    assert!(window.floor.lines.lock().unwrap().is_empty());
    let socket = open(&window, "", &[SIP, cookie, ("origin", &own)]).await.unwrap();
    assert_eq!(far_end(&window).0, WebCaller::Agent("agent".into()));
    drop(socket);
    let ticket = window.send("POST", "/api/v1/guests", "", json!({ "language": "en", "consent": true })).await.json();
    let ticket = ticket["ticket"].as_str().unwrap();
    let socket = open(&window, &format!("?ticket={ticket}"), &[SIP, ("origin", &own)]).await.unwrap();
    let far = far_end(&window);
    assert_eq!(far.0, WebCaller::Guest(ticket.to_owned()));
    let second = open(&window, &format!("?ticket={ticket}"), &[SIP]).await.unwrap();
    assert_eq!(status(open(&window, &format!("?ticket={ticket}"), &[SIP]).await), 409, "a ticket is no switchboard");
    drop((socket, second, far));
    window.close().await;
}

#[tokio::test]
async fn messages_go_both_ways_whole_and_in_order() {
    let window = Window::open().await;
    let cookie = window.sign_in("agent").await;
    let mut socket = open(&window, "", &[SIP, ("cookie", &cookie)]).await.unwrap();
    let (_, mut heard, tell) = far_end(&window);
    // More than the pipe holds: the browser waits, nothing is lost.
    for n in 0..20 {
        socket.send(Message::text(format!("REGISTER {n}\r\n\r\n"))).await.unwrap();
    }
    let long = "x".repeat(60_000);
    socket.send(Message::text(long.clone())).await.unwrap();
    for n in 0..20 {
        assert_eq!(heard.recv().await.unwrap(), format!("REGISTER {n}\r\n\r\n"));
    }
    assert_eq!(heard.recv().await.unwrap(), long);
    for n in 0..20 {
        tell.send(format!("SIP/2.0 200 OK {n}")).await.unwrap();
    }
    for n in 0..20 {
        assert_eq!(socket.next().await.unwrap().unwrap(), Message::text(format!("SIP/2.0 200 OK {n}")));
    }
    drop(tell);
    assert_eq!(close_code(&mut socket).await, 1001, "the house lets go of the line");
    assert!(
        tokio::time::timeout(Duration::from_secs(5), heard.recv()).await.unwrap().is_none(),
        "and is told of the end"
    );
    window.close().await;
}

#[tokio::test]
async fn what_is_no_sip_ends_the_line() {
    let window = Window::open().await;
    let cookie = window.sign_in("agent").await;
    let headers = [SIP, ("cookie", cookie.as_str())];
    let mut binary = open(&window, "", &headers).await.unwrap();
    let (_, mut heard, _tell) = far_end(&window);
    binary.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(close_code(&mut binary).await, 1003);
    assert!(heard.recv().await.is_none());
    let mut large = open(&window, "", &headers).await.unwrap();
    let (_, mut heard, _tell) = far_end(&window);
    // The server may be gone before all of it is sent.
    let _ = large.send(Message::text("x".repeat(65 << 10))).await;
    let ended = tokio::time::timeout(Duration::from_secs(5), heard.recv()).await.unwrap();
    assert!(ended.is_none(), "too large a message ends the line");
    let gone = open(&window, "", &headers).await.unwrap();
    let (_, mut heard, _tell) = far_end(&window);
    drop(gone);
    assert!(tokio::time::timeout(Duration::from_secs(5), heard.recv()).await.unwrap().is_none(), "a killed socket too");
    window.close().await;
}
