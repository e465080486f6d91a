//! Real web sockets between two doors, and frames nobody sends in earnest.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use support::browser::{Browser, http};
use support::*;
use tokio::net::TcpListener;
use wasl_model::{EndCause, Pii};
use wasl_signal::web::{MAX_FRAME, PIPE};
use wasl_signal::{
    Account, Credentials, DoorEvent, GuestId, Invite, LegEvent, Nobody, RegistrationState, SignalConfig, Target, start,
};

fn call(to: Target) -> Invite {
    Invite {
        to,
        from: Some(pii("guest")),
        display_name: None,
        offer: OFFER.into(),
        web_offer: Some(OFFER.into()),
        headers: Vec::new(),
        ring: Duration::from_secs(20),
        credentials: None,
    }
}

#[tokio::test]
async fn a_phone_calls_and_is_called_by_web_socket() {
    let (house, mut doors, _) = door(config()).await;
    let house = Arc::new(house);
    let address = http(house.clone()).await;
    let (phone, mut rung) = start(SignalConfig { ..config() }, Arc::new(Nobody)).await.unwrap();

    let guest = format!("sip:support@{address};transport=ws;ticket=t-9");
    let (leg, mut events) = phone.invite(call(Target::Uri(pii(&guest))));
    let mut taken = incoming(&mut doors).await;
    assert_eq!((taken.guest.clone(), taken.web), (Some(GuestId("t-9".into())), true));
    taken.leg.answer(ANSWER.into());
    assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: false });
    leg.hangup(EndCause::HungUp);
    assert_eq!(ended(&mut taken.events).await, EndCause::HungUp);

    let mut registration = phone.register(Account {
        credentials: Credentials { user: "sara".into(), password: Pii::from("unused") },
        registrar: format!("sip:{address};transport=ws"),
        user: None,
        expires: Duration::from_secs(60),
    });
    assert_eq!(registration.settled().await, RegistrationState::Registered);
    assert!(matches!(doors.recv().await, Some(DoorEvent::AgentRegistered { contacts: 1, .. })));
    let (leg, mut events) = house.invite(call(Target::Agent("sara".into())));
    let mut taken = incoming(&mut rung).await;
    taken.leg.answer(ANSWER.into());
    assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: true });
    leg.hangup(EndCause::Released);
    assert_eq!(ended(&mut taken.events).await, EndCause::HungUp);
    clean(&house).await;
    clean(&phone).await;
}

#[tokio::test]
async fn a_page_that_speaks_no_sip_is_no_way_to_call() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        // It upgrades, but without the subprotocol (RFC 7118 §4.1).
        let (stream, _) = listener.accept().await.unwrap();
        let _ = tokio_tungstenite::accept_async(stream).await;
        std::future::pending::<()>().await;
    });
    let (phone, _events, _) = door(config()).await;
    let (_leg, mut events) = phone.invite(call(Target::Uri(pii(&format!("sip:a@{address};transport=ws")))));
    assert_eq!(ended(&mut events).await, EndCause::Unreachable);
}

#[tokio::test]
async fn an_oversized_frame_closes_the_flow_and_only_that_one() {
    let (signal, _events, _) = door(config()).await;
    let (mut hostile, mut honest) = (Browser::agent(&signal, "omar"), Browser::agent(&signal, "sara"));
    hostile.send("x".repeat(MAX_FRAME)).await;
    assert!(hostile.register(600).await.starts_with("SIP/2.0 200"), "as long as allowed is allowed");
    hostile.send("x".repeat(MAX_FRAME + 1)).await;
    assert!(hostile.closed().await);
    hostile.to_server.closed().await;
    assert!(honest.register(600).await.starts_with("SIP/2.0 200"));
}

#[tokio::test]
async fn a_browser_that_reads_nothing_is_cut_off() {
    let (signal, _events, _) = door(config()).await;
    let mut deaf = Browser::agent(&signal, "sara");
    // Twice what fits on the way, for what is between the pipe and the transactions counts too.
    for _ in 0..PIPE * 4 {
        deaf.cseq += 1;
        let text = deaf.request("OPTIONS", "sip:wasl", &format!("deaf{}", deaf.cseq), "", "");
        if deaf.to_server.send(text).await.is_err() {
            break;
        }
        tokio::task::yield_now().await;
    }
    tokio::time::timeout(PATIENCE, deaf.to_server.closed()).await.expect("the flow is closed");
    assert!(deaf.closed().await);
}

#[tokio::test]
async fn hostile_frames_are_refused_or_dropped_and_the_flow_lives_on() {
    let (signal, _events, _) = door(config()).await;
    let mut browser = Browser::agent(&signal, "sara");
    let whole = browser.request("OPTIONS", "sip:wasl", "two", "", "");
    let frames = [
        String::new(),
        "\r\n".into(),
        "\0\0\0\0".into(),
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n".into(),
        "SIP/2.0 200 OK\r\n\r\n".into(),
        "INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\n".into(),
        format!("{whole}X"),
        whole.replace("Content-Length: 0", "Content-Length: 18446744073709551615"),
        whole.replace("SIP/2.0/WS", "SIP/2.0/UDP").replace(".invalid", ".invalid:5060;rport;received=192.0.2.66"),
        whole.replace("From: ", "X-Wasl-Inside-Flow: 1\r\nX-Wasl-Inside-Uri: sip:evil\r\nFrom: "),
        whole.replace("OPTIONS", "INVITE").replace("sip:wasl", "http://192.0.2.1/"),
        "م".repeat(10_000),
    ];
    for frame in frames {
        browser.send(frame).await;
    }
    browser.send("\r\n\r\n".into()).await;
    let pong = async { while browser.from_server.recv().await.expect("the flow is open") != "\r\n" {} };
    tokio::time::timeout(PATIENCE, pong).await.expect("a ping is answered");
    assert!(browser.register(600).await.starts_with("SIP/2.0 200"));
    // Of two messages in one frame the second is not read (RFC 7118 §5.1).
    let two = format!("{}{}", browser.request("OPTIONS", "sip:wasl", "three", "", ""), whole.replace("OPTIONS", "BYE"));
    browser.send(two).await;
    let mut answers = Vec::new();
    while let Ok(Some(answer)) = tokio::time::timeout(Duration::from_secs(1), browser.from_server.recv()).await {
        answers.push(answer);
    }
    assert_eq!(answers.iter().filter(|answer| answer.contains("z9hG4bKthree")).count(), 1, "{answers:?}");
    assert!(!answers.iter().any(|answer| answer.contains("BYE\r\n")), "{answers:?}");
}
