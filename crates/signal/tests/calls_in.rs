//! Calls from outside, raw text over a real socket: every way they begin and end.

mod support;

use std::time::Duration;

use support::*;
use wasl_model::EndCause;
use wasl_signal::LegEvent;

#[tokio::test]
async fn a_call_is_answered_and_ended_by_either_side_and_leaves_nothing() {
    let (signal, mut events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    let mut call = peer.call(&mut events, "").await;
    assert_eq!((call.dialled.as_str(), call.offer.as_deref()), ("support", Some(OFFER)));
    assert_eq!(call.from, Some(pii("caller")));
    peer.ask("BYE", "", "").await;
    peer.expect("200 OK").await;
    assert_eq!(ended(&mut call.events).await, EndCause::HungUp);

    let mut peer = Peer::new(address).await;
    let mut call = peer.call(&mut events, "").await;
    call.leg.hangup(EndCause::Released);
    let bye = peer.expect("BYE").await;
    assert!(bye.starts_with(&format!("BYE sip:caller@{} SIP/2.0", peer.local)));
    peer.answer(&bye, "200 OK", "", "").await;
    assert_eq!(ended(&mut call.events).await, EndCause::Released);
    clean(&signal).await;
}

#[tokio::test]
async fn a_retransmitted_invite_is_not_a_second_call() {
    let (_signal, mut events, address) = door(config()).await;
    let peer = Peer::new(address).await;
    let text = peer.request("INVITE", "1 INVITE", "same", "", OFFER);
    for _ in 0..3 {
        peer.send(&text).await;
    }
    let call = incoming(&mut events).await;
    call.leg.ring(None);
    peer.expect("180 Ringing").await;
    peer.send(&text).await;
    peer.expect("180 Ringing").await;
    assert!(events.try_recv().is_err());
}

#[tokio::test]
async fn cancel_while_ringing_ends_with_487_once() {
    let (signal, mut events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    let branch = peer.invite("", OFFER).await;
    let mut call = incoming(&mut events).await;
    call.leg.ring(None);
    peer.expect("180").await;
    peer.send(&peer.request("CANCEL", &format!("{} CANCEL", peer.cseq), &branch, "", "")).await;
    let (first, second) = (peer.expect_about("SIP/2.0 ", "CSeq").await, peer.expect_about("SIP/2.0 ", "CSeq").await);
    let both = format!("{first}{second}");
    assert!(both.contains("200 OK") && both.contains("487 Request Terminated"), "{both}");
    peer.ack_refusal(&branch).await;
    // An answer that comes too late changes nothing.
    call.leg.answer(ANSWER.into());
    assert_eq!(ended(&mut call.events).await, EndCause::Cancelled);
    clean(&signal).await;
}

#[tokio::test]
async fn cancel_right_behind_the_invite_and_one_after_the_answer() {
    let (signal, mut events, address) = door(config()).await;
    for _ in 0..20 {
        let mut peer = Peer::new(address).await;
        let branch = peer.invite("", OFFER).await;
        peer.send(&peer.request("CANCEL", &format!("{} CANCEL", peer.cseq), &branch, "", "")).await;
        let mut call = incoming(&mut events).await;
        call.leg.answer(ANSWER.into());
        let answered = peer.final_for("INVITE").await;
        if answered.contains("200 OK") {
            // The answer won: the CANCEL has no effect and the caller must hang up.
            peer.adopt(&answered);
            peer.ack("").await;
            peer.ask("BYE", "", "").await;
            assert_eq!(ended(&mut call.events).await, EndCause::HungUp);
        } else {
            assert!(answered.contains("487"), "{answered}");
            peer.ack_refusal(&branch).await;
            assert_eq!(ended(&mut call.events).await, EndCause::Cancelled);
        }
    }
    let mut peer = Peer::new(address).await;
    let mut call = peer.call(&mut events, "").await;
    let branch = format!("b{}x{}", peer.cseq, peer.local.port());
    peer.send(&peer.request("CANCEL", &format!("{} CANCEL", peer.cseq), &branch, "", "")).await;
    peer.expect_about("SIP/2.0 ", "CANCEL").await;
    call.leg.hangup(EndCause::Released);
    assert_eq!(ended(&mut call.events).await, EndCause::Released);
    clean(&signal).await;
}

#[tokio::test]
async fn cancel_for_nothing_and_bye_for_nothing_are_481() {
    let (_signal, _events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    peer.ask("CANCEL", "", "").await;
    peer.expect("481").await;
    peer.to = "<sip:support@wasl>;tag=unknown".into();
    peer.ask("BYE", "", "").await;
    peer.expect("481").await;
}

#[tokio::test]
async fn a_rejection_carries_its_status() {
    let (signal, mut events, address) = door(config()).await;
    for (cause, line) in [(EndCause::Busy, "486"), (EndCause::NotAcceptable, "488"), (EndCause::Declined, "603")] {
        let mut peer = Peer::new(address).await;
        let branch = peer.invite("", OFFER).await;
        let mut call = incoming(&mut events).await;
        call.leg.hangup(cause.clone());
        peer.expect(line).await;
        peer.ack_refusal(&branch).await;
        assert_eq!(ended(&mut call.events).await, cause);
    }
    let mut peer = Peer::new(address).await;
    peer.invite("", OFFER).await;
    let mut call = incoming(&mut events).await;
    call.leg.reject(404);
    peer.expect("404").await;
    assert_eq!(ended(&mut call.events).await, EndCause::Rejected(404));
    clean(&signal).await;
}

#[tokio::test]
async fn dropping_the_leg_ends_the_call() {
    let (signal, mut events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    peer.invite("", OFFER).await;
    drop(incoming(&mut events).await);
    peer.expect("480").await;
    clean(&signal).await;
}

#[tokio::test]
async fn a_late_offer_is_made_in_the_200_and_answered_in_the_ack() {
    let (_signal, mut events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    peer.invite("", "").await;
    let mut call = incoming(&mut events).await;
    assert_eq!(call.offer, None);
    call.leg.answer(OFFER.into());
    let ok = peer.expect("200 OK").await;
    assert_eq!(body(&ok), OFFER);
    peer.adopt(&ok);
    peer.ack(ANSWER).await;
    assert_eq!(event(&mut call.events).await, LegEvent::AnswerArrived { sdp: ANSWER.into() });
}

#[tokio::test]
async fn an_unacknowledged_200_is_retransmitted_and_then_the_call_is_ended() {
    let (signal, mut events, address) =
        door(wasl_signal::SignalConfig { t1: Duration::from_millis(10), ..config() }).await;
    let mut peer = Peer::new(address).await;
    peer.invite("", OFFER).await;
    let mut call = incoming(&mut events).await;
    call.leg.answer(ANSWER.into());
    for _ in 0..3 {
        peer.expect("200 OK").await;
    }
    let bye = peer.expect("BYE").await;
    peer.answer(&bye, "200 OK", "", "").await;
    assert_eq!(ended(&mut call.events).await, EndCause::Unreachable);
    clean(&signal).await;
}

#[tokio::test]
async fn a_hang_up_before_the_ack_waits_for_it_before_the_bye() {
    let (signal, mut events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    peer.invite("", OFFER).await;
    let mut call = incoming(&mut events).await;
    call.leg.answer(ANSWER.into());
    let ok = peer.expect("200 OK").await;
    call.leg.hangup(EndCause::Released);
    assert_eq!(event(&mut call.events).await, LegEvent::Ended { cause: EndCause::Released });
    peer.adopt(&ok);
    // Only the 200 comes again until the ACK.
    assert!(peer.receive().await.starts_with("SIP/2.0 200"));
    peer.ack("").await;
    let bye = peer.expect("BYE").await;
    peer.answer(&bye, "200 OK", "", "").await;
    clean(&signal).await;
}

#[tokio::test]
async fn early_media_is_reliable_for_a_caller_that_supports_it() {
    let (_signal, mut events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    peer.invite("Supported: 100rel\r\n", OFFER).await;
    let call = incoming(&mut events).await;
    call.leg.ring(Some(ANSWER.into()));
    let progress = peer.expect("183").await;
    assert_eq!(header(&progress, "Require"), "100rel");
    let rseq = header(&progress, "RSeq");
    // Not acknowledged: it comes again; the answer waits for the PRACK.
    call.leg.answer(ANSWER.into());
    assert!(peer.receive().await.starts_with("SIP/2.0 183"));
    peer.adopt(&progress);
    let invite_cseq = peer.cseq;
    peer.ask("PRACK", &format!("RAck: 1 {invite_cseq} INVITE\r\n"), "").await;
    peer.expect("481").await;
    peer.ask("PRACK", &format!("RAck: {rseq} {invite_cseq} INVITE\r\n"), "").await;
    peer.expect_about("200", "PRACK").await;
    peer.expect_about("200", "INVITE").await;
}

#[tokio::test]
async fn a_prack_that_crosses_the_final_response_is_answered_200_once() {
    let (signal, mut events, address) = door(config()).await;
    for answered in [true, false] {
        let mut peer = Peer::new(address).await;
        let branch = peer.invite("Require: 100rel\r\nSupported: 100rel\r\n", OFFER).await;
        let mut call = incoming(&mut events).await;
        call.leg.ring(None);
        let ringing = peer.expect("180").await;
        if answered {
            call.leg.answer(ANSWER.into());
        } else {
            call.leg.hangup(EndCause::Busy);
        }
        // The final response is here before the PRACK leaves.
        let last = peer.final_for("INVITE").await;
        peer.adopt(&ringing);
        let invite_cseq = peer.cseq;
        let rack = |rseq: &str| format!("RAck: {rseq} {invite_cseq} INVITE\r\n");
        peer.ask("PRACK", &rack("1"), "").await;
        assert!(peer.final_for("PRACK").await.starts_with("SIP/2.0 481"));
        peer.ask("PRACK", &rack(&header(&ringing, "RSeq")), "").await;
        assert!(peer.final_for("PRACK").await.starts_with("SIP/2.0 200"));
        peer.ask("PRACK", &rack(&header(&ringing, "RSeq")), "").await;
        assert!(peer.final_for("PRACK").await.starts_with("SIP/2.0 481"));
        let after = peer.cseq;
        peer.cseq = invite_cseq;
        if answered {
            assert!(last.starts_with("SIP/2.0 200"), "{last}");
            peer.ack("").await;
            peer.cseq = after;
            peer.ask("BYE", "", "").await;
            assert_eq!(ended(&mut call.events).await, EndCause::HungUp);
        } else {
            assert!(last.starts_with("SIP/2.0 486"), "{last}");
            peer.ack_refusal(&branch).await;
            assert_eq!(ended(&mut call.events).await, EndCause::Busy);
        }
    }
    clean(&signal).await;
}

#[tokio::test]
async fn session_timers_are_negotiated_and_end_a_dead_call() {
    let mut settings = config();
    settings.min_se = Duration::from_secs(2);
    let (signal, mut events, address) = door(settings).await;
    let mut peer = Peer::new(address).await;
    let branch = peer.invite("Supported: timer\r\nSession-Expires: 1\r\n", OFFER).await;
    let refused = peer.expect("422").await;
    assert_eq!(header(&refused, "Min-SE"), "2");
    peer.ack_refusal(&branch).await;

    peer.invite("Supported: timer\r\nSession-Expires: 3;refresher=uac\r\n", OFFER).await;
    let mut call = incoming(&mut events).await;
    call.leg.answer(ANSWER.into());
    let ok = peer.expect("200 OK").await;
    assert_eq!(header(&ok, "Session-Expires"), "3;refresher=uac");
    peer.adopt(&ok);
    peer.ack("").await;
    // A refresh keeps it alive; without one it ends.
    peer.ask("UPDATE", "Supported: timer\r\nSession-Expires: 3;refresher=uac\r\n", "").await;
    let refreshed = peer.expect_about("200", "UPDATE").await;
    assert_eq!(header(&refreshed, "Session-Expires"), "3;refresher=uac");
    let bye = peer.expect("BYE").await;
    peer.answer(&bye, "200 OK", "", "").await;
    assert_eq!(ended(&mut call.events).await, EndCause::SessionExpired);
    clean(&signal).await;
}

#[tokio::test]
async fn we_refresh_when_it_is_ours_and_481_ends_the_call() {
    let mut settings = config();
    settings.min_se = Duration::from_secs(1);
    let (_signal, mut events, address) = door(settings).await;
    let mut peer = Peer::new(address).await;
    let headers = "Supported: timer\r\nAllow: INVITE, UPDATE\r\nSession-Expires: 4;refresher=uas\r\n";
    let mut call = peer.call(&mut events, headers).await;
    let update = peer.expect("UPDATE").await;
    assert_eq!(header(&update, "Session-Expires"), "4;refresher=uac");
    peer.answer(&update, "200 OK", "Session-Expires: 4;refresher=uac\r\n", "").await;
    let update = peer.expect("UPDATE").await;
    peer.answer(&update, "481 Gone", "", "").await;
    peer.expect("BYE").await;
    assert_eq!(ended(&mut call.events).await, EndCause::SessionExpired);
}

#[tokio::test]
async fn a_proxy_that_records_its_route_carries_the_bye() {
    let (_signal, mut events, address) = door(config()).await;
    let proxy = Peer::new(address).await;
    let mut peer = Peer::new(address).await;
    let route = format!("<sip:{};lr>", proxy.local);
    peer.invite(&format!("Record-Route: {route}\r\n"), OFFER).await;
    let call = incoming(&mut events).await;
    call.leg.answer(ANSWER.into());
    let ok = peer.expect("200 OK").await;
    assert_eq!(header(&ok, "Record-Route"), route);
    peer.adopt(&ok);
    peer.ack("").await;
    call.leg.hangup(EndCause::Released);
    let bye = proxy.expect("BYE").await;
    assert_eq!(header(&bye, "Route"), route);
    assert!(bye.starts_with(&format!("BYE sip:caller@{} SIP/2.0", peer.local)));
}
