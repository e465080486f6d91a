//! Agents' phones and providers: registrations, forking, transports, failover, health. The phone is this crate too.

mod support;

use std::time::Duration;

use support::*;
use tokio::sync::mpsc;
use wasl_model::{AgentId, EndCause, Pii};
use wasl_signal::{
    Account, Algorithm, Credentials, DoorEvent, Invite, LegEvent, Registration, RegistrationState, Signal,
    SignalConfig, Target, TrunkConfig,
};

fn credentials(user: &str, password: &str) -> Credentials {
    Credentials { user: user.into(), password: Pii::from(password) }
}

fn call_to(to: Target) -> Invite {
    Invite {
        to,
        from: Some(pii("0500000000")),
        display_name: None,
        offer: OFFER.into(),
        web_offer: None,
        headers: Vec::new(),
        ring: Duration::from_secs(20),
        credentials: None,
    }
}

async fn phone(registrar: &str, user: &str) -> (Signal, mpsc::Receiver<DoorEvent>, Registration) {
    let (signal, events, _) = door(SignalConfig { open_door: false, ..config() }).await;
    let account = Account {
        credentials: credentials(user, "secret"),
        registrar: registrar.into(),
        user: None,
        expires: Duration::from_secs(60),
    };
    let mut registration = signal.register(account);
    assert_eq!(registration.settled().await, RegistrationState::Registered);
    (signal, events, registration)
}

#[tokio::test]
async fn a_registration_is_challenged_listed_and_taken_back_by_both_algorithms() {
    let (signal, mut events, address) = door(config()).await;
    let sara = AgentId::from("sara");
    for (algorithm, contacts) in [(Algorithm::Md5, 1), (Algorithm::Sha256, 2)] {
        let mut peer = Peer::new(address).await;
        let ok = peer.register("100", "secret", algorithm, "Expires: 120\r\n").await;
        assert!(ok.starts_with("SIP/2.0 200"), "{ok}");
        assert!(ok.contains(&format!("Contact: <sip:100@{}>;expires=120", peer.local)), "{ok}");
        assert_eq!(signal.registered(&sara), contacts);
        let Some(DoorEvent::AgentRegistered { agent, contacts: told }) = events.recv().await else { panic!() };
        assert_eq!((agent, told), (sara.clone(), contacts));
    }
    // One user may not register another.
    let mut peer = Peer::new(address).await;
    peer.to = "<sip:101@wasl>".into();
    peer.ask("REGISTER", "", "").await;
    let challenged = peer.final_for("REGISTER").await;
    peer.ask("REGISTER", &digest(&challenged, "100", "secret", Algorithm::Md5, "REGISTER", 1), "").await;
    assert!(peer.final_for("REGISTER").await.starts_with("SIP/2.0 403"));
}

#[tokio::test]
async fn challenges_come_in_the_order_set_and_an_old_baresip_gets_only_the_one_it_knows() {
    let challenges = |refused: &str| -> Vec<String> {
        let lines = refused.lines().filter(|line| line.starts_with("WWW-Authenticate"));
        lines.map(|line| line.split("algorithm=").nth(1).unwrap().split(',').next().unwrap().to_owned()).collect()
    };
    let old = "User-Agent: baresip v1.0.0 (x86_64/linux)\r\n";
    let new = "User-Agent: baresip v3.1.0 (x86_64/linux)\r\n";
    for (digest, all, to_old) in [
        (vec![Algorithm::Md5, Algorithm::Sha256], vec!["MD5", "SHA-256"], vec!["MD5"]),
        (Vec::new(), vec!["SHA-256", "MD5"], vec!["MD5"]),
        (vec![Algorithm::Sha256], vec!["SHA-256"], vec!["SHA-256"]),
    ] {
        let (_signal, _events, address) = door(SignalConfig { digest, ..config() }).await;
        for (headers, expected) in [("", &all), (new, &all), (old, &to_old)] {
            let mut peer = Peer::new(address).await;
            peer.to = "<sip:100@wasl>".into();
            peer.ask("REGISTER", headers, "").await;
            assert_eq!(challenges(&peer.final_for("REGISTER").await), **expected, "{headers}");
        }
    }
}

#[tokio::test]
async fn guessing_is_banned_and_unknown_users_look_like_known_ones() {
    let (_signal, _events, address) = door(SignalConfig { ban_after: 3, ..config() }).await;
    for user in ["100", "nobody"] {
        let mut peer = Peer::new(address).await;
        for _ in 0..3 {
            let refused = peer.register(user, "wrong", Algorithm::Md5, "").await;
            assert!(refused.starts_with("SIP/2.0 401"), "{refused}");
        }
        let banned = peer.register(user, "secret", Algorithm::Md5, "").await;
        assert!(banned.starts_with("SIP/2.0 403"), "{banned}");
    }
}

#[tokio::test]
async fn every_phone_rings_the_first_to_answer_wins_and_the_rest_is_cancelled() {
    let (signal, _events, address) = door(config()).await;
    let over_udp = format!("sip:{address}");
    let over_tcp = format!("sip:{};transport=tcp", signal.local_addresses().tcp[0]);
    let (_first, mut first_calls, _kept) = phone(&over_udp, "100").await;
    let (_second, mut second_calls, registration) = phone(&over_tcp, "100").await;
    assert_eq!(signal.registered(&AgentId::from("sara")), 2);
    let (leg, mut events) = signal.invite(call_to(Target::Agent("sara".into())));
    let (mut loser, mut winner) = (incoming(&mut first_calls).await, incoming(&mut second_calls).await);
    assert_eq!(winner.from, Some(pii("0500000000")));
    loser.leg.ring(None);
    assert_eq!(event(&mut events).await, LegEvent::Ringing { sdp: None, web: false });
    winner.leg.answer(ANSWER.into());
    assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: false });
    assert_eq!(ended(&mut loser.events).await, EndCause::Cancelled);
    // Hold over TCP, both ways, then the end.
    leg.offer(OFFER.into());
    assert_eq!(event(&mut winner.events).await, LegEvent::OfferArrived { sdp: Some(OFFER.into()) });
    winner.leg.accept_offer(ANSWER.into());
    assert_eq!(event(&mut events).await, LegEvent::AnswerArrived { sdp: ANSWER.into() });
    winner.leg.send_key('7');
    assert_eq!(event(&mut events).await, LegEvent::Key { digit: '7' });
    winner.leg.refer("sip:900@elsewhere".into());
    assert_eq!(event(&mut events).await, LegEvent::Refer { target: Pii::from("sip:900@elsewhere"), replaces: None });
    leg.refer_result(false);
    leg.hangup(EndCause::Released);
    assert_eq!(ended(&mut winner.events).await, EndCause::HungUp);
    assert_eq!(ended(&mut events).await, EndCause::Released);
    clean(&signal).await;
    registration.unregister().await;
    assert_eq!(signal.registered(&AgentId::from("sara")), 1);
}

#[tokio::test]
async fn a_phone_is_called_at_its_contact_or_behind_a_nat_where_it_registered() {
    let (signal, _events, address) = door(config()).await;
    for contact in [None, Some("10.0.0.9:5070"), Some("h7q.invalid"), Some("phone.example.com")] {
        // It registers from one port and waits at another.
        let (mut registering, mut waiting) = (Peer::new(address).await, Peer::new(address).await);
        waiting.user = "100".into();
        let there = contact.map_or_else(|| waiting.local.to_string(), str::to_owned);
        registering.contact = Some(there.clone());
        let ok = registering.register("100", "secret", Algorithm::Md5, "Expires: 60\r\n").await;
        assert!(ok.starts_with("SIP/2.0 200"), "{ok}");
        let (leg, mut events) = signal.invite(call_to(Target::Agent("sara".into())));
        let phone = if contact.is_none() { &waiting } else { &registering };
        let invite = phone.expect("INVITE").await;
        assert!(invite.starts_with(&format!("INVITE sip:100@{there} SIP/2.0")), "{invite}");
        phone.answer(&invite, "200 OK", "", ANSWER).await;
        assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: false });
        phone.expect("ACK").await;
        leg.hangup(EndCause::Released);
        let bye = phone.expect("BYE").await;
        phone.answer(&bye, "200 OK", "", "").await;
        assert_eq!(ended(&mut events).await, EndCause::Released);
        registering.ask("REGISTER", "Expires: 0\r\n", "").await;
        let challenged = registering.final_for("REGISTER").await;
        let answer = digest(&challenged, "100", "secret", Algorithm::Md5, "REGISTER", 1);
        registering.ask("REGISTER", &format!("{answer}Expires: 0\r\n"), "").await;
        assert!(registering.final_for("REGISTER").await.starts_with("SIP/2.0 200"));
        assert_eq!(signal.registered(&AgentId::from("sara")), 0);
    }
    clean(&signal).await;
}

#[tokio::test]
async fn a_phone_that_registers_by_udp_with_a_tcp_contact_is_called_by_tcp() {
    let (signal, _events, address) = door(config()).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut peer = Peer::new(address).await;
    peer.contact = Some(format!("{};transport=tcp", listener.local_addr().unwrap()));
    assert!(peer.register("100", "secret", Algorithm::Md5, "").await.starts_with("SIP/2.0 200"));
    let (_leg, _events) = signal.invite(call_to(Target::Agent("sara".into())));
    let (mut stream, _) = tokio::time::timeout(PATIENCE, listener.accept()).await.expect("a stream").unwrap();
    let mut head = [0_u8; 12];
    tokio::io::AsyncReadExt::read_exact(&mut stream, &mut head).await.unwrap();
    assert_eq!(&head, b"INVITE sip:1");
}

#[tokio::test]
async fn an_agent_refuses_does_not_answer_or_is_not_there() {
    let (signal, _events, address) = door(config()).await;
    let (_leg, mut events) = signal.invite(call_to(Target::Agent("sara".into())));
    assert_eq!(ended(&mut events).await, EndCause::Unreachable);
    let (_phone, mut calls, _kept) = phone(&format!("sip:{address}"), "100").await;
    for (cause, heard) in [(EndCause::Declined, EndCause::Declined), (EndCause::Busy, EndCause::Busy)] {
        let (_leg, mut events) = signal.invite(call_to(Target::Agent("sara".into())));
        incoming(&mut calls).await.leg.hangup(cause);
        assert_eq!(ended(&mut events).await, heard);
    }
    let invite = Invite { ring: Duration::from_secs(3), ..call_to(Target::Agent("sara".into())) };
    let (_leg, mut events) = signal.invite(invite);
    let mut call = incoming(&mut calls).await;
    call.leg.ring(None);
    assert_eq!(event(&mut events).await, LegEvent::Ringing { sdp: None, web: false });
    assert_eq!(ended(&mut events).await, EndCause::NoAnswer);
    assert_eq!(ended(&mut call.events).await, EndCause::Cancelled);
    clean(&signal).await;
}

#[tokio::test]
async fn a_phone_calls_with_its_password_over_udp_and_tcp_and_a_wrong_one_is_refused() {
    let (signal, mut calls, address) = door(SignalConfig { open_door: false, ..config() }).await;
    let (caller, _events, _) = door(config()).await;
    let tcp = signal.local_addresses().tcp[0];
    for target in [format!("sip:support@{address}"), format!("sip:support@{tcp};transport=tcp")] {
        let invite = Invite { credentials: Some(credentials("101", "secret")), ..call_to(Target::Uri(pii(&target))) };
        let (leg, mut events) = caller.invite(invite);
        let mut call = incoming(&mut calls).await;
        assert_eq!(call.agent, Some(AgentId::from("omar")));
        call.leg.ring(Some(ANSWER.into()));
        assert_eq!(event(&mut events).await, LegEvent::Ringing { sdp: Some(ANSWER.into()), web: false });
        call.leg.answer(ANSWER.into());
        assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: false });
        leg.hangup(EndCause::Released);
        assert_eq!(ended(&mut call.events).await, EndCause::HungUp);
        assert_eq!(ended(&mut events).await, EndCause::Released);
    }
    let invite = Invite {
        credentials: Some(credentials("101", "wrong")),
        ..call_to(Target::Uri(pii(&format!("sip:support@{address}"))))
    };
    let (_leg, mut events) = caller.invite(invite);
    assert_eq!(ended(&mut events).await, EndCause::Rejected(401));
    clean(&caller).await;
    clean(&signal).await;
}

#[tokio::test]
async fn a_late_offer_of_ours_is_answered_in_our_ack() {
    let (signal, mut calls, address) = door(config()).await;
    let (caller, _events, _) = door(config()).await;
    let invite = Invite { offer: String::new(), ..call_to(Target::Uri(pii(&format!("sip:support@{address}")))) };
    let (leg, mut events) = caller.invite(invite);
    let mut call = incoming(&mut calls).await;
    call.leg.answer(OFFER.into());
    assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(OFFER.into()), web: false });
    leg.accept_offer(ANSWER.into());
    assert_eq!(event(&mut call.events).await, LegEvent::AnswerArrived { sdp: ANSWER.into() });
    signal.stop().await;
    assert_eq!(ended(&mut events).await, EndCause::HungUp);
}

#[tokio::test]
async fn a_number_goes_to_the_next_host_when_one_is_silent_or_fails() {
    let (provider, mut calls, live) = door(config()).await;
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let hosts = vec![format!("sip:{dead};transport=tcp"), silent.local_addr().unwrap().to_string(), live.to_string()];
    let trunk =
        TrunkConfig { id: "main".into(), sources: Vec::new(), hosts, credentials: None, inbound: None, ping: None };
    let (signal, _events, _) = door(SignalConfig { trunks: vec![trunk], ..config() }).await;
    let (leg, mut events) =
        signal.invite(call_to(Target::Trunk { trunks: vec!["main".into()], number: pii("+966112345678") }));
    let call = incoming(&mut calls).await;
    assert_eq!(call.dialled, "+966112345678");
    call.leg.answer(ANSWER.into());
    assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: false });
    leg.hangup(EndCause::Released);
    assert_eq!(ended(&mut events).await, EndCause::Released);
    drop(provider);
}

#[tokio::test]
async fn a_trunk_is_known_by_its_address_and_its_health_is_told() {
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let trunk = TrunkConfig {
        id: "main".into(),
        sources: vec!["127.0.0.1".parse().unwrap()],
        hosts: vec![silent.local_addr().unwrap().to_string()],
        credentials: None,
        inbound: None,
        ping: Some(Duration::from_millis(100)),
    };
    let settings = SignalConfig { trunks: vec![trunk], open_door: false, t1: Duration::from_millis(10), ..config() };
    let (_signal, mut events, address) = door(settings).await;
    let health =
        async |events: &mut mpsc::Receiver<DoorEvent>| match tokio::time::timeout(PATIENCE, events.recv()).await {
            Ok(Some(DoorEvent::TrunkHealth { up, .. })) => up,
            other => panic!("{other:?}"),
        };
    assert!(!health(&mut events).await);
    let mut peer = Peer::new(address).await;
    peer.socket = silent;
    let ping = peer.expect("OPTIONS").await;
    peer.answer(&ping, "404 Not Found", "", "").await;
    let answering = tokio::spawn(async move {
        loop {
            let ping = peer.expect("OPTIONS").await;
            peer.answer(&ping, "200 OK", "", "").await;
        }
    });
    assert!(health(&mut events).await);
    let mut caller = Peer::new(address).await;
    caller.invite("", OFFER).await;
    assert_eq!(incoming(&mut events).await.trunk, Some("main".into()));
    answering.abort();
}

#[tokio::test]
async fn a_taken_port_is_a_loud_error() {
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let settings = SignalConfig { udp: vec![address], ..config() };
    let error = wasl_signal::start(settings, std::sync::Arc::new(Agents)).await.unwrap_err();
    assert!(error.to_string().contains(&address.to_string()), "{error}");
}

#[tokio::test]
async fn ipv6_serves_as_well() {
    if std::net::UdpSocket::bind("[::1]:0").is_err() {
        return;
    }
    let six =
        || SignalConfig { udp: vec!["[::1]:0".parse().unwrap()], tcp: vec!["[::1]:0".parse().unwrap()], ..config() };
    let (signal, mut calls, address) = door(six()).await;
    let (caller, _events, _) = door(six()).await;
    let tcp = signal.local_addresses().tcp[0];
    for target in [format!("sip:support@{address}"), format!("sip:support@{tcp};transport=tcp")] {
        let (leg, mut events) = caller.invite(call_to(Target::Uri(pii(&target))));
        let mut call = incoming(&mut calls).await;
        call.leg.answer(ANSWER.into());
        assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: false });
        call.leg.offer(OFFER.into());
        assert_eq!(event(&mut events).await, LegEvent::OfferArrived { sdp: Some(OFFER.into()) });
        leg.accept_offer(ANSWER.into());
        assert_eq!(event(&mut call.events).await, LegEvent::AnswerArrived { sdp: ANSWER.into() });
        leg.hangup(EndCause::Released);
        assert_eq!(ended(&mut call.events).await, EndCause::HungUp);
        assert_eq!(ended(&mut events).await, EndCause::Released);
    }
    clean(&signal).await;
}
