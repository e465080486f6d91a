//! SIP by TLS, taken and made: a certificate renewed without a restart, peers that are not who they say.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rustls::pki_types::ServerName;
use support::*;
use tokio::io::AsyncReadExt as _;
use tokio::sync::mpsc;
use tokio_rustls::TlsConnector;
use wasl_model::{EndCause, Pii};
use wasl_signal::{
    Account, Certificate, Credentials, DoorEvent, Invite, LegEvent, Nobody, RegistrationState, Signal, SignalConfig,
    StartError, Target, Trust, certificate, start,
};

/// Writes a pair for 127.0.0.1, dated `later` seconds from now so that any file system sees the change.
fn renew(folder: &Path, later: u64) {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    for (name, text) in [("cert.pem", made.cert.pem()), ("key.pem", made.signing_key.serialize_pem())] {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        let at = SystemTime::now() + Duration::from_secs(later);
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(at).unwrap();
    }
}

async fn secure_door(folder: &Path) -> (Signal, mpsc::Receiver<DoorEvent>, Arc<Certificate>) {
    renew(folder, 0);
    let certificate = Certificate::open(&folder.join("cert.pem"), &folder.join("key.pem")).unwrap();
    let config =
        SignalConfig { tls: vec!["127.0.0.1:0".parse().unwrap()], certificate: Some(certificate.clone()), ..config() };
    let (signal, events, _) = door(config).await;
    (signal, events, certificate)
}

/// A phone that believes these authorities.
async fn phone(trust: Trust) -> (Signal, mpsc::Receiver<DoorEvent>) {
    start(SignalConfig { trust, ..config() }, Arc::new(Nobody)).await.unwrap()
}

fn roots(folder: &Path) -> Trust {
    Trust::Roots(Arc::new(certificate::roots(&folder.join("cert.pem")).unwrap()))
}

fn call(uri: &str) -> Invite {
    Invite {
        to: Target::Uri(pii(uri)),
        from: Some(pii("0500000000")),
        display_name: None,
        offer: OFFER.into(),
        web_offer: None,
        headers: Vec::new(),
        ring: Duration::from_secs(20),
        credentials: None,
    }
}

/// Waits until whoever believes the certificate of the files is served.
async fn shown(address: SocketAddr, folder: &Path) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let roots = certificate::roots(&folder.join("cert.pem")).unwrap();
    let connector = TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()));
    for _ in 0..1_000 {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        if connector.connect(ServerName::IpAddress(address.ip().into()), stream).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the renewed certificate is not shown");
}

/// A whole call through both ends.
async fn talk(phone: &Signal, doors: &mut mpsc::Receiver<DoorEvent>, uri: &str) {
    let (leg, mut events) = phone.invite(call(uri));
    let mut taken = incoming(doors).await;
    taken.leg.answer(ANSWER.into());
    assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: false });
    // The house hangs up: its BYE must find the stream it was called by.
    taken.leg.offer(OFFER.into());
    assert_eq!(event(&mut events).await, LegEvent::OfferArrived { sdp: Some(OFFER.into()) });
    leg.accept_offer(ANSWER.into());
    assert_eq!(event(&mut taken.events).await, LegEvent::AnswerArrived { sdp: ANSWER.into() });
    taken.leg.hangup(EndCause::Released);
    assert_eq!(ended(&mut events).await, EndCause::HungUp);
    clean(phone).await;
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_to_the_next_call_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (house, mut doors, certificate) = secure_door(folder.path()).await;
    let uri = format!("sip:support@{};transport=tls", house.local_addresses().tls[0]);
    let first = roots(folder.path());
    let (before, _events) = phone(first.clone()).await;
    talk(&before, &mut doors, &uri).await;

    renew(folder.path(), 30);
    let watch = tokio::spawn(certificate.watch(Duration::from_millis(20)));
    let second = roots(folder.path());
    shown(house.local_addresses().tls[0], folder.path()).await;
    let (after, _events) = phone(second).await;
    talk(&after, &mut doors, &uri).await;
    // Who believes only the old one is not served any more.
    let (old, _events) = phone(first).await;
    let (_leg, mut events) = old.invite(call(&uri));
    assert_eq!(ended(&mut events).await, EndCause::Unreachable);
    watch.abort();
}

#[tokio::test]
async fn a_stranger_s_certificate_is_refused_unless_anybody_is_believed() {
    let folder = tempfile::tempdir().unwrap();
    let (house, mut doors, _certificate) = secure_door(folder.path()).await;
    let uri = format!("sips:support@{}", house.local_addresses().tls[0]);
    let (careful, _events) = phone(Trust::Public).await;
    let (_leg, mut events) = careful.invite(call(&uri));
    assert_eq!(ended(&mut events).await, EndCause::Unreachable);
    let (trusting, _events) = phone(Trust::Anybody).await;
    talk(&trusting, &mut doors, &uri).await;
}

#[tokio::test]
async fn an_agents_phone_registers_by_tls_and_is_called_down_its_stream() {
    let folder = tempfile::tempdir().unwrap();
    let (house, mut doors, _certificate) = secure_door(folder.path()).await;
    let (phone, mut rung) = phone(roots(folder.path())).await;
    let mut registration = phone.register(Account {
        credentials: Credentials { user: "100".into(), password: Pii::from("secret") },
        registrar: format!("sip:{};transport=tls", house.local_addresses().tls[0]),
        user: None,
        expires: Duration::from_secs(60),
    });
    assert_eq!(registration.settled().await, RegistrationState::Registered);
    assert!(matches!(doors.recv().await, Some(DoorEvent::AgentRegistered { contacts: 1, .. })));
    let (_leg, mut events) = house.invite(Invite { to: Target::Agent("sara".into()), ..call("") });
    let taken = incoming(&mut rung).await;
    taken.leg.answer(ANSWER.into());
    assert_eq!(event(&mut events).await, LegEvent::Answered { sdp: Some(ANSWER.into()), web: false });
    registration.unregister().await;
    let mut gone = doors.recv().await;
    while matches!(gone, Some(DoorEvent::AgentRegistered { .. })) {
        gone = doors.recv().await;
    }
    assert!(matches!(gone, Some(DoorEvent::AgentUnregistered { .. })), "{gone:?}");
}

#[tokio::test]
async fn tls_without_a_certificate_does_not_start() {
    let config = SignalConfig { tls: vec!["127.0.0.1:0".parse().unwrap()], ..config() };
    let refused = start(config, Arc::new(Nobody)).await.unwrap_err();
    assert!(matches!(refused, StartError::NoCertificate), "{refused}");
}

#[tokio::test]
async fn who_speaks_no_tls_is_cut_off_and_others_are_served_meanwhile() {
    use tokio::io::AsyncWriteExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (house, mut doors, _certificate) = secure_door(folder.path()).await;
    let address = house.local_addresses().tls[0];
    // Silent ones hold their handshakes open.
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(tokio::net::TcpStream::connect(address).await.unwrap());
    }
    let mut plain = tokio::net::TcpStream::connect(address).await.unwrap();
    plain.write_all(b"OPTIONS sip:x SIP/2.0\r\n\r\n").await.unwrap();
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(PATIENCE, plain.read_to_end(&mut rest)).await;
    assert!(closed.is_ok() && !rest.starts_with(b"SIP/"), "{rest:?}");
    let (phone, _events) = phone(roots(folder.path())).await;
    talk(&phone, &mut doors, &format!("sip:support@{address};transport=tls")).await;
}
