//! Live events are whole: nothing missed after an interruption, nothing twice, and nobody listens who may not.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::{CALL, NOON, Window};
use futures_util::StreamExt;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use wasl_model::{CallEvent, MediaTime};

async fn listen(window: &Window, query: &str, cookie: &str, origin: &str) -> Result<WebSocketStream<TcpStream>, Error> {
    let mut request = format!("ws://{}/api/v1/events{query}", window.address).into_client_request()?;
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    if !origin.is_empty() {
        request.headers_mut().insert("origin", origin.parse().unwrap());
    }
    let stream = TcpStream::connect(window.address).await.unwrap();
    client_async(request, stream).await.map(|(socket, _)| socket)
}

async fn next(socket: &mut WebSocketStream<TcpStream>) -> Value {
    loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Close(frame) => panic!("closed: {frame:?}"),
            Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => {}
        }
    }
}

#[tokio::test]
async fn a_listener_who_comes_back_misses_nothing_and_hears_nothing_twice() {
    let window = Window::open().await;
    let cookie = window.sign_in("supervisor").await;
    let call = window.book.begin(CALL, NOON).await;
    let step = |n: u64| CallEvent::FlowEntered { state: n.to_string() };
    let mut first = listen(&window, "", &cookie, "").await.unwrap();
    for n in 0..3 {
        call.append_kept(NOON, MediaTime::ZERO, step(n)).await.unwrap();
    }
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(next(&mut first).await);
    }
    drop(first);
    // More than one read of the book, while nobody listens.
    for n in 3..1_203 {
        call.append(NOON, MediaTime::ZERO, step(n)).await;
    }
    let since = seen[2]["seq"].as_u64().unwrap();
    let mut second = listen(&window, &format!("?since={since}"), &cookie, "").await.unwrap();
    for n in 1_203..1_300 {
        call.append(NOON, MediaTime::ZERO, step(n)).await;
    }
    while seen.len() < 1_300 {
        seen.push(next(&mut second).await);
    }
    for (n, told) in seen.iter().enumerate() {
        assert_eq!(told["topic"], "calls");
        assert_eq!(told["seq"], n as u64 + 1);
        assert_eq!(told["entry"]["event"]["state"], n.to_string());
    }
    drop(second);
    call.close().await;
    window.close().await;
}

#[tokio::test]
async fn the_floor_is_told_when_asked_for() {
    let window = Window::open().await;
    let cookie = window.sign_in("admin").await;
    let mut socket = listen(&window, "?topics=floor", &cookie, "").await.unwrap();
    let floor = next(&mut socket).await;
    assert_eq!((&floor["topic"], &floor["queues"][0]["waiting"]), (&"floor".into(), &2.into()));
    drop(socket);
    window.close().await;
}

#[tokio::test]
async fn who_may_not_listen_is_refused_and_who_may_no_longer_is_let_go() {
    let window = Window::open().await;
    let status = |error: Error| {
        let Error::Http(response) = error else { panic!("{error}") };
        response.status().as_u16()
    };
    let agent = window.sign_in("agent").await;
    assert_eq!(status(listen(&window, "", "", "").await.unwrap_err()), 401);
    let branch = window.sign_in("branch").await;
    assert_eq!(status(listen(&window, "", &branch, "").await.unwrap_err()), 403);
    assert_eq!(status(listen(&window, "?topics=calls,floor", &agent, "").await.unwrap_err()), 403);
    let cookie = window.sign_in("qa").await;
    assert_eq!(status(listen(&window, "", &cookie, "http://evil.example").await.unwrap_err()), 403);
    let mut socket = listen(&window, "", &cookie, &format!("http://{}", window.address)).await.unwrap();
    window.book.set_disabled(&"qa".into(), true).await.unwrap();
    let last = socket.next().await.unwrap().unwrap();
    assert!(matches!(&last, Message::Close(Some(frame)) if u16::from(frame.code) == 1008), "{last:?}");
    window.close().await;
}
