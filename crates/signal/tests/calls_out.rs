//! Calls outward to a raw peer: the races and extensions a well-behaved peer never shows.

mod support;

use std::time::Duration;

use support::*;
use tokio::sync::mpsc;
use wasl_model::EndCause;
use wasl_signal::{Invite, Leg, LegEvent, Signal, Target};

async fn calling(signal: &Signal, peer: &Peer) -> (Leg, mpsc::Receiver<LegEvent>, String) {
    let invite = Invite {
        to: Target::Uri(pii(&format!("sip:900@{}", peer.local))),
        from: None,
        display_name: None,
        offer: OFFER.into(),
        web_offer: None,
        headers: Vec::new(),
        ring: Duration::from_secs(20),
        credentials: None,
    };
    let (leg, events) = signal.invite(invite);
    let invite = peer.expect("INVITE").await;
    assert!(invite.contains("Privacy: id") && invite.contains("anonymous"), "{invite}");
    (leg, events, invite)
}

#[tokio::test]
async fn an_answer_that_crosses_our_cancel_is_acknowledged_and_hung_up() {
    let (signal, _events, address) = door(config()).await;
    let peer = Peer::new(address).await;
    let (leg, mut events, invite) = calling(&signal, &peer).await;
    // No provisional response yet: the CANCEL must wait for one (RFC 3261 §9.1).
    leg.hangup(EndCause::Released);
    assert_eq!(ended(&mut events).await, EndCause::Released);
    peer.answer(&invite, "180 Ringing", "", "").await;
    let cancel = peer.expect("CANCEL").await;
    assert_eq!(header(&cancel, "Via"), header(&invite, "Via"));
    peer.answer(&invite, "200 OK", "", ANSWER).await;
    peer.answer(&cancel, "200 OK", "", "").await;
    peer.expect("ACK").await;
    let bye = peer.expect("BYE").await;
    peer.answer(&bye, "200 OK", "", "").await;
    clean(&signal).await;
}

#[tokio::test]
async fn a_second_fork_that_answers_later_is_hung_up_and_the_first_goes_on() {
    let (signal, _events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    let (leg, mut events, invite) = calling(&signal, &peer).await;
    peer.answer(&invite, "200 OK", "", ANSWER).await;
    peer.expect_about("ACK", "tag=peer").await;
    assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: false });
    peer.tag = "other-fork".into();
    peer.answer(&invite, "200 OK", "", ANSWER).await;
    peer.expect_about("ACK", "tag=other-fork").await;
    let bye = peer.expect_about("BYE", "tag=other-fork").await;
    peer.answer(&bye, "200 OK", "", "").await;
    leg.hangup(EndCause::Released);
    peer.expect_about("BYE", "tag=peer").await;
    assert_eq!(ended(&mut events).await, EndCause::Released);
}

#[tokio::test]
async fn a_strangers_200_makes_us_send_nothing() {
    let (_signal, _events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    let invite = peer.request("INVITE", "1 INVITE", "mine", "", OFFER);
    peer.answer(&invite, "200 OK", "", ANSWER).await;
    peer.ask("OPTIONS", "", "").await;
    // The first thing heard is the answer to the OPTIONS sent afterwards.
    assert!(peer.receive().await.starts_with("SIP/2.0 200"));
}

#[tokio::test]
async fn a_reliable_ringing_gets_its_prack_once() {
    let (signal, _events, address) = door(config()).await;
    let peer = Peer::new(address).await;
    let (_leg, mut events, invite) = calling(&signal, &peer).await;
    for _ in 0..2 {
        peer.answer(&invite, "183 Session Progress", "Require: 100rel\r\nRSeq: 41\r\n", ANSWER).await;
    }
    let prack = peer.expect("PRACK").await;
    assert_eq!(header(&prack, "RAck"), format!("41 {}", header(&invite, "CSeq")));
    peer.answer(&prack, "200 OK", "", "").await;
    assert_eq!(event(&mut events).await, LegEvent::Ringing { sdp: Some(ANSWER.into()), web: false });
    peer.answer(&invite, "200 OK", "", ANSWER).await;
    assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: false });
    let ack = peer.expect("ACK").await;
    assert_eq!(header(&ack, "CSeq").split(' ').next(), header(&invite, "CSeq").split(' ').next());
}

#[tokio::test]
async fn a_422_is_tried_again_with_the_interval_wanted_and_a_redirection_is_not_followed() {
    let (signal, _events, address) = door(config()).await;
    let peer = Peer::new(address).await;
    let (_leg, mut events, invite) = calling(&signal, &peer).await;
    peer.answer(&invite, "422 Session Interval Too Small", "Min-SE: 4000\r\n", "").await;
    peer.expect("ACK").await;
    let again = peer.expect("INVITE").await;
    assert_eq!(header(&again, "Session-Expires"), "4000");
    peer.answer(&again, "302 Moved", "", "").await;
    peer.expect("ACK").await;
    assert_eq!(ended(&mut events).await, EndCause::Rejected(302));
    clean(&signal).await;
}
