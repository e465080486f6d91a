//! Requests inside a dialog: hold, offers both ways, glare, keys, transfers.

mod support;

use support::*;
use wasl_model::{EndCause, Pii};
use wasl_signal::{Algorithm, LegEvent};

#[tokio::test]
async fn a_hold_is_surfaced_and_answered_and_an_update_too() {
    let (_signal, mut events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    let mut call = peer.call(&mut events, "").await;
    let hold = OFFER.replace("m=audio", "a=sendonly\r\nm=audio");
    peer.invite("", &hold).await;
    assert_eq!(event(&mut call.events).await, LegEvent::OfferArrived { sdp: Some(hold) });
    call.leg.accept_offer(ANSWER.into());
    let ok = peer.expect_about("200", &format!("{} INVITE", peer.cseq)).await;
    assert_eq!(body(&ok), ANSWER);
    peer.ack("").await;
    peer.ask("UPDATE", "", OFFER).await;
    assert_eq!(event(&mut call.events).await, LegEvent::OfferArrived { sdp: Some(OFFER.into()) });
    call.leg.reject_offer();
    peer.expect_about("488", "UPDATE").await;
    // A re-INVITE without an offer asks for ours.
    peer.invite("", "").await;
    assert_eq!(event(&mut call.events).await, LegEvent::OfferArrived { sdp: None });
    call.leg.accept_offer(OFFER.into());
    let ok = peer.expect_about("200", &format!("{} INVITE", peer.cseq)).await;
    assert_eq!(body(&ok), OFFER);
    peer.ack(ANSWER).await;
    assert_eq!(event(&mut call.events).await, LegEvent::AnswerArrived { sdp: ANSWER.into() });
}

#[tokio::test]
async fn our_offer_is_answered_refused_or_retried_after_glare() {
    let (_signal, mut events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    let mut call = peer.call(&mut events, "").await;
    call.leg.offer(OFFER.into());
    let invite = peer.expect("INVITE").await;
    assert_eq!(body(&invite), OFFER);
    // Their offer meanwhile is glare.
    let branch = peer.invite("", OFFER).await;
    peer.expect("491").await;
    peer.ack_refusal(&branch).await;
    peer.answer(&invite, "491 Request Pending", "", "").await;
    peer.expect("ACK").await;
    let again = peer.expect("INVITE").await;
    assert_ne!(header(&again, "CSeq"), header(&invite, "CSeq"));
    peer.answer(&again, "200 OK", "", ANSWER).await;
    let ack = peer.expect("ACK").await;
    assert_eq!(header(&ack, "CSeq").replace("ACK", ""), header(&again, "CSeq").replace("INVITE", ""));
    assert_eq!(event(&mut call.events).await, LegEvent::AnswerArrived { sdp: ANSWER.into() });
    // A lost ACK is sent again for the retransmitted 200.
    peer.answer(&again, "200 OK", "", ANSWER).await;
    peer.expect("ACK").await;
    call.leg.offer(OFFER.into());
    let refused = peer.expect("INVITE").await;
    peer.answer(&refused, "488 Not Acceptable Here", "", "").await;
    assert_eq!(event(&mut call.events).await, LegEvent::OfferRefused { status: 488 });
    peer.ask("BYE", "", "").await;
    assert_eq!(ended(&mut call.events).await, EndCause::HungUp);
}

#[tokio::test]
async fn keys_arrive_by_info_and_odd_infos_are_refused() {
    let (_signal, mut events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    let mut call = peer.call(&mut events, "").await;
    for (kind, text, digit) in
        [("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", '5'), ("application/dtmf", "#", '#')]
    {
        peer.ask("INFO", &format!("Content-Type: {kind}\r\n"), text).await;
        peer.expect_about("200", "INFO").await;
        assert_eq!(event(&mut call.events).await, LegEvent::Key { digit });
    }
    peer.ask("INFO", "Content-Type: text/plain\r\n", "hello").await;
    peer.expect("415").await;
    // An old CSeq is out of order; another dialog's tag is unknown.
    peer.send(&peer.request("INFO", "2 INFO", "old", "", "")).await;
    peer.expect("500").await;
    peer.tag = "somebody-else".into();
    peer.ask("BYE", "", "").await;
    peer.expect("481").await;
}

#[tokio::test]
async fn an_agents_phone_may_refer_and_hears_how_it_went_a_caller_may_not() {
    let (_signal, mut events, address) = door(config()).await;
    let mut caller = Peer::new(address).await;
    let _call = caller.call(&mut events, "").await;
    caller.ask("REFER", "Refer-To: <sip:900@elsewhere>\r\n", "").await;
    caller.expect("403").await;

    let mut agent = Peer::new(address).await;
    agent.user = "100".into();
    agent
        .invite(
            "Authorization: Digest username=\"100\", realm=\"wasl\", nonce=\"x\", uri=\"sip:x\", response=\"y\"\r\n",
            OFFER,
        )
        .await;
    let challenged = agent.final_for("INVITE").await;
    assert!(challenged.starts_with("SIP/2.0 401"));
    let authorization = digest(&challenged, "100", "secret", Algorithm::Sha256, "INVITE", 1);
    let mut call = agent.call(&mut events, &authorization).await;
    assert_eq!(call.agent.as_ref().map(|agent| agent.as_str()), Some("sara"));
    agent.ask("REFER", "Refer-To: <sip:900@elsewhere?Replaces=a%3Bto-tag%3Db>\r\n", "").await;
    agent.expect("202").await;
    let trying = agent.expect("NOTIFY").await;
    assert!(trying.contains("SIP/2.0 100 Trying") && trying.contains("message/sipfrag"));
    agent.answer(&trying, "200 OK", "", "").await;
    let expected = LegEvent::Refer { target: Pii::from("sip:900@elsewhere"), replaces: Some("a;to-tag=b".into()) };
    assert_eq!(event(&mut call.events).await, expected);
    call.leg.refer_result(true);
    let done = agent.expect_about("NOTIFY", "200 OK").await;
    assert!(header(&done, "Subscription-State").starts_with("terminated"));
}
