//! Agents and callers in browsers: registered, called, calling, reloaded, lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::net::IpAddr;
use std::time::{Duration, Instant};

use support::browser::{Browser, OFFICE, WEB_ANSWER, WEB_OFFER, contact_uri};
use support::*;
use tokio::sync::mpsc;
use wasl_model::{AgentId, EndCause};
use wasl_signal::{Algorithm, DoorEvent, GuestId, Invite, Leg, LegEvent, Signal, SignalConfig, Target};

fn to_sara() -> Invite {
    Invite {
        to: Target::Agent(AgentId::from("sara")),
        from: Some(pii("0500000000")),
        display_name: Some(pii("سعود الشريف")),
        offer: OFFER.into(),
        web_offer: Some(WEB_OFFER.into()),
        headers: vec![("X-Wasl-Call".into(), "call-7".into()), ("X-Bad".into(), "a\r\nb".into())],
        ring: Duration::from_secs(20),
        credentials: None,
    }
}

async fn door_event(events: &mut mpsc::Receiver<DoorEvent>) -> DoorEvent {
    tokio::time::timeout(PATIENCE, events.recv()).await.expect("an event in time").expect("an open door")
}

async fn signed_in(events: &mut mpsc::Receiver<DoorEvent>, phones: usize) {
    let DoorEvent::AgentRegistered { agent, contacts } = door_event(events).await else { panic!("not registered") };
    assert_eq!((agent.as_str(), contacts), ("sara", phones));
}

/// Sara's browser, registered, in a door that gives it so long to come back.
async fn sara(grace: Duration) -> (Signal, mpsc::Receiver<DoorEvent>, Browser) {
    let (signal, mut events, _) = door(SignalConfig { web_grace: grace, ..config() }).await;
    let mut browser = Browser::agent(&signal, "sara");
    let ok = browser.register(600).await;
    assert!(ok.starts_with("SIP/2.0 200"), "{ok}");
    signed_in(&mut events, 1).await;
    (signal, events, browser)
}

/// A call to sara that her browser answered.
async fn talking(signal: &Signal, browser: &mut Browser) -> (Leg, mpsc::Receiver<LegEvent>, String) {
    let (leg, mut events) = signal.invite(to_sara());
    let invite = browser.expect("INVITE").await;
    browser.answer(&invite, "200 OK", "", WEB_ANSWER).await;
    assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(WEB_ANSWER.into()), web: true });
    browser.expect("ACK").await;
    (leg, events, invite)
}

#[tokio::test]
async fn a_browser_registers_without_a_password_and_is_called_with_the_web_offer() {
    let (signal, _events, mut browser) = sara(Duration::from_secs(20)).await;
    // JsSIP takes a 200 only when the Contact is its own, by instance or by user part.
    let ok = browser.register(600).await;
    let contact = header(&ok, "Contact");
    assert!(contact.starts_with(&format!("{};expires=600", browser.contact())), "{contact}");
    assert!(contact.contains(&format!("+sip.instance=\"<urn:uuid:{}>\"", browser.instance)), "{contact}");
    assert!(signal.web_flow(&"sara".into()) && signal.registered(&"sara".into()) == 1);

    let (leg, mut events) = signal.invite(to_sara());
    let invite = browser.expect("INVITE").await;
    assert!(invite.starts_with(&format!("INVITE {} SIP/2.0", contact_uri(&format!("Contact: {}", browser.contact())))));
    assert_eq!(body(&invite), WEB_OFFER);
    assert_eq!(header(&invite, "X-Wasl-Call"), "call-7");
    assert!(!invite.contains("X-Bad") && !invite.contains("X-Wasl-Inside"), "{invite}");
    assert!(header(&invite, "From").starts_with("\"سعود الشريف\""), "{invite}");
    assert!(header(&invite, "Via").starts_with("SIP/2.0/WS "), "{invite}");
    browser.answer(&invite, "180 Ringing", "", "").await;
    assert_eq!(event(&mut events).await, LegEvent::Ringing { sdp: None, web: true });
    browser.answer(&invite, "200 OK", "", WEB_ANSWER).await;
    assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(WEB_ANSWER.into()), web: true });
    browser.expect("ACK").await;
    leg.hangup(EndCause::HungUp);
    let bye = browser.expect("BYE").await;
    browser.answer(&bye, "200 OK", "", "").await;
    assert_eq!(ended(&mut events).await, EndCause::HungUp);
    clean(&signal).await;
}

#[tokio::test]
async fn an_agents_browser_calls_and_refreshes_its_session_by_update() {
    let (signal, mut door_events, mut browser) = sara(Duration::from_secs(20)).await;
    browser.invite("queue-cards", "Session-Expires: 90\r\nSupported: timer\r\n").await;
    let mut call = incoming(&mut door_events).await;
    assert_eq!((call.agent.clone(), call.guest.clone(), call.web), (Some(AgentId::from("sara")), None, true));
    assert_eq!((call.dialled.as_str(), call.source), ("queue-cards", OFFICE.into()));
    assert_eq!(call.offer.as_deref(), Some(WEB_OFFER));
    call.leg.answer(WEB_ANSWER.into());
    let ok = browser.expect("200 OK").await;
    assert!(header(&ok, "Session-Expires").starts_with("90"), "{ok}");
    let via = header(&ok, "Via");
    assert!(via.contains(".invalid;branch=") && via.contains("received=192.0.2.10") && !via.contains("rport"), "{via}");
    assert!(header(&ok, "Contact").contains("transport=ws"), "{ok}");
    browser.to = header(&ok, "To");
    let remote = contact_uri(&ok);
    browser.ack(&remote).await;
    browser.ask("UPDATE", &remote, "Session-Expires: 90;refresher=uac\r\nSupported: timer\r\n", "").await;
    let refreshed = browser.expect("200 OK").await;
    assert!(header(&refreshed, "CSeq").ends_with("UPDATE"), "{refreshed}");
    assert!(header(&refreshed, "Session-Expires").starts_with("90;refresher=uac"), "{refreshed}");
    browser.ask("BYE", &remote, "", "").await;
    browser.expect("200 OK").await;
    assert_eq!(ended(&mut call.events).await, EndCause::HungUp);
    clean(&signal).await;
}

#[tokio::test]
async fn a_reload_moves_the_call_and_its_re_invite_and_bye_take_the_new_flow() {
    let (signal, mut door_events, mut browser) = sara(Duration::from_secs(20)).await;
    let (leg, mut events, _) = talking(&signal, &mut browser).await;
    let page = browser.reloaded(&signal);
    drop(browser);
    let DoorEvent::AgentFlowLost { agent } = door_event(&mut door_events).await else { panic!("nothing was lost") };
    assert_eq!(agent.as_str(), "sara");
    // Nobody is there to ring, and the call waits.
    assert!(!signal.web_flow(&agent) && signal.registered(&agent) == 1);
    let (_unheard, mut unheard) = signal.invite(to_sara());
    assert_eq!(ended(&mut unheard).await, EndCause::Unreachable);
    leg.offer(WEB_OFFER.into());

    let mut page = page;
    assert!(page.register(600).await.starts_with("SIP/2.0 200"));
    signed_in(&mut door_events, 1).await;
    let again = page.expect("INVITE").await;
    assert!(header(&again, "To").contains("tag=web") && body(&again) == WEB_OFFER, "{again}");
    page.answer(&again, "200 OK", "", WEB_ANSWER).await;
    assert_eq!(event(&mut events).await, LegEvent::AnswerArrived { sdp: WEB_ANSWER.into() });
    page.expect("ACK").await;
    leg.hangup(EndCause::Released);
    let bye = page.expect("BYE").await;
    page.answer(&bye, "200 OK", "", "").await;
    assert_eq!(ended(&mut events).await, EndCause::Released);
    clean(&signal).await;
}

#[tokio::test]
async fn a_re_invite_that_was_under_way_is_sent_again_by_the_new_flow() {
    let (signal, _door_events, mut browser) = sara(Duration::from_secs(20)).await;
    let (leg, mut events, _) = talking(&signal, &mut browser).await;
    leg.offer(WEB_OFFER.into());
    browser.expect("INVITE").await;
    let mut page = browser.reloaded(&signal);
    drop(browser);
    assert!(page.register(600).await.starts_with("SIP/2.0 200"));
    let again = page.expect("INVITE").await;
    page.answer(&again, "200 OK", "", WEB_ANSWER).await;
    assert_eq!(event(&mut events).await, LegEvent::AnswerArrived { sdp: WEB_ANSWER.into() });
}

#[tokio::test]
async fn a_second_page_takes_the_calls_though_the_first_is_still_open() {
    let (signal, _door_events, mut first) = sara(Duration::from_secs(20)).await;
    let (leg, _events, _) = talking(&signal, &mut first).await;
    let mut second = first.reloaded(&signal);
    assert!(second.register(600).await.starts_with("SIP/2.0 200"));
    assert_eq!(signal.registered(&"sara".into()), 1);
    leg.hangup(EndCause::HungUp);
    second.expect("BYE").await;
    // Closing the replaced page changes nothing.
    drop(first);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(signal.web_flow(&"sara".into()));
}

#[tokio::test]
async fn a_browser_that_stays_away_is_unregistered_and_its_call_ended() {
    let grace = Duration::from_secs(3);
    let (signal, mut door_events, mut browser) = sara(grace).await;
    let (_leg, mut events, _) = talking(&signal, &mut browser).await;
    let lost = Instant::now();
    drop(browser);
    assert!(matches!(door_event(&mut door_events).await, DoorEvent::AgentFlowLost { .. }));
    assert!(lost.elapsed() < grace, "told at once, not after {:?}", lost.elapsed());
    assert_eq!(ended(&mut events).await, EndCause::Unreachable);
    assert!(lost.elapsed() >= grace, "the call was given its time");
    let gone = door_event(&mut door_events).await;
    assert!(matches!(gone, DoorEvent::AgentUnregistered { .. }), "{gone:?}");
    assert_eq!(signal.registered(&"sara".into()), 0);
    clean(&signal).await;
}

#[tokio::test]
async fn an_agent_who_signs_out_is_not_lost() {
    let (_signal, mut door_events, mut browser) = sara(Duration::from_secs(20)).await;
    assert!(browser.register(0).await.starts_with("SIP/2.0 200"));
    assert!(matches!(door_event(&mut door_events).await, DoorEvent::AgentUnregistered { .. }));
    drop(browser);
    let more = tokio::time::timeout(Duration::from_millis(200), door_events.recv()).await;
    assert!(more.is_err(), "{more:?}");
}

#[tokio::test]
async fn a_browser_and_a_desk_phone_ring_together_and_the_first_to_answer_wins() {
    for browser_wins in [true, false] {
        let (signal, mut door_events, mut browser) = sara(Duration::from_secs(20)).await;
        let mut desk = Peer::new(signal.local_addresses().udp[0]).await;
        assert!(desk.register("100", "secret", Algorithm::Md5, "").await.starts_with("SIP/2.0 200"));
        signed_in(&mut door_events, 2).await;
        let (_leg, mut events) = signal.invite(to_sara());
        let (to_browser, to_desk) = (browser.expect("INVITE").await, desk.expect("INVITE").await);
        assert_eq!((body(&to_browser), body(&to_desk)), (WEB_OFFER, OFFER));
        browser.answer(&to_browser, "180 Ringing", "", "").await;
        desk.answer(&to_desk, "180 Ringing", "", "").await;
        assert!(matches!(event(&mut events).await, LegEvent::Ringing { sdp: None, .. }));
        tokio::time::sleep(Duration::from_millis(50)).await;
        if browser_wins {
            browser.answer(&to_browser, "200 OK", "", WEB_ANSWER).await;
            assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(WEB_ANSWER.into()), web: true });
            desk.expect("CANCEL").await;
        } else {
            desk.answer(&to_desk, "200 OK", "", ANSWER).await;
            assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: false });
            let cancel = browser.expect("CANCEL").await;
            browser.answer(&cancel, "200 OK", "", "").await;
            browser.answer(&to_browser, "487 Request Terminated", "", "").await;
            browser.expect("ACK").await;
        }
    }
}

#[tokio::test]
async fn without_a_web_offer_browsers_are_not_rung() {
    let (signal, _door_events, mut browser) = sara(Duration::from_secs(20)).await;
    let (_leg, mut events) = signal.invite(Invite { web_offer: None, ..to_sara() });
    assert_eq!(ended(&mut events).await, EndCause::Unreachable);
    assert!(browser.from_server.try_recv().is_err());
}

#[tokio::test]
async fn a_guest_may_call_and_nothing_else() {
    let (signal, mut door_events, _) = door(config()).await;
    let mut guest = Browser::guest(&signal, "ticket-1");
    for user in ["guest", "sara", "100"] {
        guest.to = format!("<sip:{user}@wasl>");
        let refused = guest.register(600).await;
        assert!(refused.starts_with("SIP/2.0 403"), "{refused}");
    }
    guest.ask("OPTIONS", "sip:wasl", "", "").await;
    guest.expect("403").await;
    guest.invite("support", "").await;
    let mut call = incoming(&mut door_events).await;
    assert_eq!((call.guest.clone(), call.agent.clone(), call.web), (Some(GuestId("ticket-1".into())), None, true));
    assert!(!format!("{call:?}").contains("ticket-1"), "a ticket is a secret");
    assert_eq!(call.from, None, "a guest is not believed a number: the desk would show somebody else's history");
    call.leg.answer(WEB_ANSWER.into());
    let ok = guest.expect("200 OK").await;
    guest.to = header(&ok, "To");
    guest.ack(&contact_uri(&ok)).await;
    // A guest who changes networks comes back by the same ticket.
    let mut back = Browser::guest(&signal, "ticket-1");
    drop(guest);
    call.leg.hangup(EndCause::HungUp);
    back.expect("BYE").await;
    assert_eq!(ended(&mut call.events).await, EndCause::HungUp);
}

#[tokio::test]
async fn a_guest_who_leaves_while_it_rings_has_hung_up() {
    let (signal, mut door_events, _) = door(config()).await;
    let mut guest = Browser::guest(&signal, "ticket-2");
    guest.invite("support", "").await;
    let mut call = incoming(&mut door_events).await;
    call.leg.ring(None);
    guest.expect("180").await;
    drop(guest);
    assert_eq!(ended(&mut call.events).await, EndCause::Cancelled);
    clean(&signal).await;
}

#[tokio::test]
async fn an_agent_registers_only_as_themselves_and_needs_no_trunk_or_password() {
    let trunk = wasl_signal::TrunkConfig {
        id: "provider".into(),
        sources: vec![IpAddr::from(OFFICE.0)],
        hosts: Vec::new(),
        credentials: None,
        inbound: None,
        ping: None,
    };
    let (signal, mut door_events, _) = door(SignalConfig { trunks: vec![trunk], ..config() }).await;
    let mut browser = Browser::agent(&signal, "sara");
    for user in ["omar", "100", "Sara", ""] {
        browser.to = format!("<sip:{user}@wasl>");
        assert!(browser.register(600).await.starts_with("SIP/2.0 403"), "{user}");
    }
    assert_eq!(signal.registered(&"omar".into()), 0);
    // Behind a provider's address a browser is still its own agent.
    browser.invite("support", "").await;
    let call = incoming(&mut door_events).await;
    assert_eq!((call.agent, call.trunk), (Some("sara".into()), None));
}
