//! Live events are whole: nothing missed after an interruption, nothing twice, and nobody listens who may not.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly, also in its helpers")]

mod common;

use common::floor::desk;
use common::{CALL, NOON, Window};
use futures_util::StreamExt;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};
use wasl_console::CallPhase;
use wasl_model::*;
use wasl_record::Notice;

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
async fn a_page_older_than_a_book_put_back_hears_what_happens() {
    let window = Window::open().await;
    let cookie = window.sign_in("supervisor").await;
    let mut socket = listen(&window, &format!("?since={}", u64::MAX), &cookie, "").await.unwrap();
    let call = window.book.begin(CALL, NOON).await;
    call.append_kept(NOON, MediaTime::ZERO, CallEvent::FlowEntered { state: "7".into() }).await.unwrap();
    assert_eq!(next(&mut socket).await["entry"]["event"]["state"], "7");
    drop(socket);
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
    assert_eq!(status(listen(&window, "?topics=calls", &branch, "").await.unwrap_err()), 403);
    assert_eq!(status(listen(&window, "?topics=calls,floor", &agent, "").await.unwrap_err()), 403);
    let cookie = window.sign_in("qa").await;
    assert_eq!(status(listen(&window, "", &cookie, "http://evil.example").await.unwrap_err()), 403);
    let mut socket = listen(&window, "", &cookie, &format!("http://{}", window.address)).await.unwrap();
    window.book.set_disabled(&"qa".into(), true).await.unwrap();
    let last = socket.next().await.unwrap().unwrap();
    assert!(matches!(&last, Message::Close(Some(frame)) if u16::from(frame.code) == 1008), "{last:?}");
    window.close().await;
}

#[tokio::test]
async fn an_agent_hears_of_their_own_calls_from_the_offer_on() {
    let window = Window::open().await;
    let cookie = window.sign_in("agent").await;
    let (mine, other) = (window.book.begin(CALL, NOON).await, window.book.begin(CallId::numbered(2), NOON).await);
    let mut socket = listen(&window, "?topics=calls", &cookie, "").await.unwrap();
    let offered = |agent: &str| {
        let reasons = OfferReasons { score: 1.0, eligible: 1, ..OfferReasons::default() };
        CallEvent::Offered { offer: OfferId::numbered(1), agent: agent.into(), leg: LegId::numbered(1), reasons }
    };
    let step = |n: u64| CallEvent::FlowEntered { state: n.to_string() };
    for (call, event) in
        [(&mine, step(0)), (&other, offered("sara")), (&mine, offered("agent")), (&other, step(1)), (&mine, step(2))]
    {
        call.append_kept(NOON, MediaTime::ZERO, event).await.unwrap();
    }
    let (first, second) = (next(&mut socket).await, next(&mut socket).await);
    assert_eq!(window.book.audit_rows(1).await.unwrap()[0].action, "events.open", "words were opened");
    assert_eq!((&first["entry"]["event"]["type"], &first["seq"]), (&"offered".into(), &3.into()));
    assert_eq!((&second["entry"]["event"]["state"], &second["seq"]), (&"2".into(), &5.into()));
    drop(socket);
    // Who comes back is told the rest of the call that was theirs before, and no gap.
    mine.append_kept(NOON, MediaTime::ZERO, step(3)).await.unwrap();
    other.append_kept(NOON, MediaTime::ZERO, step(4)).await.unwrap();
    mine.append_kept(NOON, MediaTime::ZERO, step(5)).await.unwrap();
    let mut socket = listen(&window, "?since=5", &cookie, "").await.unwrap();
    for (state, seq) in [("3", 6), ("5", 8)] {
        let told = next(&mut socket).await;
        assert_eq!((&told["topic"], &told["seq"]), (&"calls".into(), &seq.into()));
        assert_eq!(told["entry"]["event"]["state"], state);
    }
    drop(socket);
    mine.close().await;
    other.close().await;
    window.close().await;
}

#[tokio::test]
async fn the_desk_is_told_at_first_and_when_it_changes() {
    let window = Window::open().await;
    let cookie = window.sign_in("agent").await;
    let mut socket = listen(&window, "?topics=desk,partials", &cookie, "").await.unwrap();
    let first = next(&mut socket).await;
    assert_eq!((&first["topic"], &first["desk"]["state"]), (&"desk".into(), &"ready".into()));
    window.floor.put_desk(desk("agent", Some((CALL, CallPhase::Ringing))));
    let changed = next(&mut socket).await;
    assert_eq!(changed["desk"]["call"]["phase"], "ringing");
    window.floor.put_desk(desk("agent", Some((CALL, CallPhase::Ringing))));
    let words = |text: &str| {
        let span = Span { start: MediaTime::ZERO, end: MediaTime::from_millis(400) };
        Partial { id: UtteranceId::numbered(1), speaker: Speaker::Caller, span, text: text.into(), stable: 1 }
    };
    window.floor.partials.send((CallId::numbered(2), words("سر"))).unwrap();
    window.floor.partials.send((CALL, words("<b>أريد"))).unwrap();
    let partial = next(&mut socket).await;
    assert_eq!((&partial["topic"], &partial["call"]), (&"partial".into(), &CALL.to_string().into()));
    assert_eq!(partial["partial"]["stable"], 1);
    assert_eq!(partial["partial"]["text"], "<b>أريد", "another's words are not told, nor the same desk twice");
    drop(socket);
    window.close().await;
}

#[tokio::test]
async fn a_notice_reaches_whom_it_is_for_and_nobody_else() {
    let window = Window::open().await;
    let (qa, supervisor) = (window.sign_in("qa").await, window.sign_in("supervisor").await);
    let mut named = listen(&window, "?topics=notices", &qa, "").await.unwrap();
    let mut other = listen(&window, "?topics=notices,floor", &supervisor, "").await.unwrap();
    // Both are heard of once the floor is told.
    assert_eq!(next(&mut other).await["topic"], "floor");
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let comment = CommentId::numbered(1);
    window.book.tell(Notice::Mentioned { users: vec!["qa".into()], call: CALL, comment });
    let told = next(&mut named).await;
    assert_eq!((&told["topic"], &told["notice"]["kind"]), (&"notices".into(), &"mentioned".into()));
    let silence = tokio::time::timeout(std::time::Duration::from_millis(300), next(&mut other)).await;
    assert!(silence.is_err(), "it names somebody else: {silence:?}");
    window.close().await;
}

#[tokio::test]
async fn somebody_of_a_branch_hears_what_their_branch_is_told_and_of_no_call() {
    let window = Window::open().await;
    window.book.set_branch(&"branch".into(), Some(&"العليا".into())).await.unwrap();
    let cookie = window.sign_in("branch").await;
    for topics in ["?topics=calls", "?topics=notices,partials", "?topics=floor"] {
        let refused = listen(&window, topics, &cookie, "").await;
        assert!(matches!(refused, Err(Error::Http(answer)) if answer.status() == 403), "{topics}");
    }
    let mut socket = listen(&window, "", &cookie, "").await.unwrap();
    let asked = |branch: &str| Notice::Asked { branch: branch.into(), finding: FindingId::numbered(7), due: NOON };
    window.book.tell(asked("الملز"));
    window.call(CALL, "agent", "+966500000000", "سلام").await;
    window.book.tell(asked("العُليا"));
    let told = next(&mut socket).await;
    assert_eq!(
        (&told["topic"], &told["notice"]["branch"]),
        (&"notices".into(), &"العُليا".into()),
        "and nothing before"
    );
    window.close().await;
}
