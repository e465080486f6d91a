//! A peer that speaks raw SIP text over a real loopback socket, and a door to speak to.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(missing_docs, clippy::unwrap_used, clippy::missing_panics_doc, unreachable_pub, reason = "test support")]
#![allow(clippy::result_large_err, reason = "the handshake callback of tungstenite has it so")]

pub mod browser;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use wasl_model::{AgentId, EndCause, Pii};
use wasl_signal::{Algorithm, Directory, DoorEvent, Incoming, LegEvent, Signal, SignalConfig, SipUser, ha1, start};

pub const OFFER: &str =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
pub const ANSWER: &str =
    "v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n";
/// Longer than anything takes here, also on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Agents `sara` (user 100) and `omar` (user 101), password `secret`.
pub struct Agents;

impl Directory for Agents {
    fn sip_user(&self, user: &str) -> Option<SipUser> {
        let agent = match user {
            "100" => "sara",
            "101" => "omar",
            _ => return None,
        };
        Some(SipUser {
            agent: AgentId::from(agent),
            ha1_md5: Some(ha1(Algorithm::Md5, user, "wasl", "secret")),
            ha1_sha256: Some(ha1(Algorithm::Sha256, user, "wasl", "secret")),
        })
    }
}

pub fn config() -> SignalConfig {
    SignalConfig {
        udp: vec!["127.0.0.1:0".parse().unwrap()],
        tcp: vec!["127.0.0.1:0".parse().unwrap()],
        open_door: true,
        t1: Duration::from_millis(50),
        ..SignalConfig::default()
    }
}

pub async fn door(config: SignalConfig) -> (Signal, mpsc::Receiver<DoorEvent>, SocketAddr) {
    let (signal, events) = start(config, Arc::new(Agents)).await.unwrap();
    let address = signal.local_addresses().udp[0];
    (signal, events, address)
}

pub async fn incoming(events: &mut mpsc::Receiver<DoorEvent>) -> Incoming {
    loop {
        match tokio::time::timeout(PATIENCE, events.recv()).await.expect("a call in time").expect("an open door") {
            DoorEvent::Incoming(incoming) => return incoming,
            DoorEvent::AgentRegistered { .. }
            | DoorEvent::AgentUnregistered { .. }
            | DoorEvent::AgentFlowLost { .. }
            | DoorEvent::TrunkHealth { .. } => {}
        }
    }
}

pub async fn event(events: &mut mpsc::Receiver<LegEvent>) -> LegEvent {
    tokio::time::timeout(PATIENCE, events.recv()).await.expect("an event in time").expect("a leg event")
}

/// The next event must be the end, and nothing may follow.
pub async fn ended(events: &mut mpsc::Receiver<LegEvent>) -> EndCause {
    let LegEvent::Ended { cause } = event(events).await else { panic!("not ended") };
    let after = tokio::time::timeout(PATIENCE, events.recv()).await.expect("the channel closes");
    assert_eq!(after, None, "something followed the end");
    cause
}

/// Waits until no dialog is left behind.
pub async fn clean(signal: &Signal) {
    tokio::time::timeout(PATIENCE, async {
        while signal.dialogs() > 0 || signal.live_calls() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("dialogs are removed");
}

pub fn pii(text: &str) -> Pii<String> {
    Pii::from(text)
}

/// A raw UDP peer.
pub struct Peer {
    pub socket: UdpSocket,
    pub door: SocketAddr,
    pub local: SocketAddr,
    pub call_id: String,
    pub tag: String,
    pub to: String,
    pub user: String,
    /// `host:port` and parameters of our Contact, when it is not where we are.
    pub contact: Option<String>,
    pub cseq: u32,
}

impl Peer {
    pub async fn new(door: SocketAddr) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let local = socket.local_addr().unwrap();
        Self {
            socket,
            door,
            local,
            call_id: format!("call-{}", uuid::Uuid::new_v4()),
            tag: "peer".into(),
            to: "<sip:support@wasl>".into(),
            user: "caller".into(),
            contact: None,
            cseq: 1,
        }
    }

    pub fn request(&self, method: &str, cseq: &str, branch: &str, headers: &str, body: &str) -> String {
        let Self { local, call_id, tag, to, user, .. } = self;
        let contact = self.contact.clone().unwrap_or_else(|| local.to_string());
        let content =
            if body.is_empty() || headers.contains("Content-Type") { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "{method} sip:support@wasl SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bK{branch}\r\nMax-Forwards: 70\r\n\
             From: <sip:{user}@peer>;tag={tag}\r\nTo: {to}\r\nCall-ID: {call_id}\r\nCSeq: {cseq}\r\n\
             Contact: <sip:{user}@{contact}>\r\n{headers}{content}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    pub async fn send(&self, text: &str) {
        self.socket.send_to(text.as_bytes(), self.door).await.unwrap();
    }

    /// Sends a request with the next CSeq and a new branch; returns the branch.
    pub async fn ask(&mut self, method: &str, headers: &str, body: &str) -> String {
        self.cseq += 1;
        let branch = format!("b{}x{}", self.cseq, self.local.port());
        let cseq = format!("{} {method}", self.cseq);
        self.send(&self.request(method, &cseq, &branch, headers, body)).await;
        branch
    }

    pub async fn invite(&mut self, headers: &str, body: &str) -> String {
        self.ask("INVITE", headers, body).await
    }

    pub async fn receive(&self) -> String {
        let mut buffer = vec![0; 65_535];
        let received = tokio::time::timeout(PATIENCE, self.socket.recv_from(&mut buffer)).await;
        let (length, _) = received.expect("a message in time").unwrap();
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    }

    /// The next message whose first line contains `what`; others are passed over.
    pub async fn expect(&self, what: &str) -> String {
        self.expect_about(what, "").await
    }

    /// The same, and it must also contain `about`.
    pub async fn expect_about(&self, what: &str, about: &str) -> String {
        let looked = async {
            loop {
                let message = self.receive().await;
                if message.lines().next().unwrap_or_default().contains(what) && message.contains(about) {
                    return message;
                }
            }
        };
        tokio::time::timeout(PATIENCE, looked).await.unwrap_or_else(|_| panic!("no {what} with {about}"))
    }

    /// The final response to the last request of this method.
    pub async fn final_for(&self, method: &str) -> String {
        let cseq = format!("CSeq: {} {method}", self.cseq);
        loop {
            let message = self.receive().await;
            if message.starts_with("SIP/2.0 ") && !message.starts_with("SIP/2.0 1") && message.contains(&cseq) {
                return message;
            }
        }
    }

    /// ACK of a 2xx to the last INVITE.
    pub async fn ack(&self, body: &str) {
        let text = self.request("ACK", &format!("{} ACK", self.cseq), &format!("ack{}", self.cseq), "", body);
        self.send(&text).await;
    }

    /// ACK of a refusal: same branch.
    pub async fn ack_refusal(&self, branch: &str) {
        let text = self.request("ACK", &format!("{} ACK", self.cseq), branch, "", "");
        self.send(&text).await;
    }

    /// Takes the dialog's To from a response.
    pub fn adopt(&mut self, response: &str) {
        self.to = header(response, "To");
    }

    /// Answers a request of the door's.
    pub async fn answer(&self, request: &str, status: &str, headers: &str, body: &str) {
        let mut text = format!("SIP/2.0 {status}\r\n");
        for line in request.lines().filter(|line| {
            ["Via:", "From:", "Call-ID:", "CSeq:", "Record-Route:"].iter().any(|name| line.starts_with(name))
        }) {
            text.push_str(&format!("{line}\r\n"));
        }
        let to = header(request, "To");
        let tag =
            if to.contains("tag=") || status.starts_with("100") { String::new() } else { format!(";tag={}", self.tag) };
        let content = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        text.push_str(&format!(
            "To: {to}{tag}\r\nContact: <sip:{}@{}>\r\n{headers}{content}Content-Length: {}\r\n\r\n{body}",
            self.user,
            self.local,
            body.len()
        ));
        self.send(&text).await;
    }

    /// A call up: INVITE answered and acknowledged.
    pub async fn call(&mut self, events: &mut mpsc::Receiver<DoorEvent>, headers: &str) -> Incoming {
        self.invite(headers, OFFER).await;
        let incoming = incoming(events).await;
        incoming.leg.answer(ANSWER.into());
        let ok = self.expect("200 OK").await;
        self.adopt(&ok);
        self.ack("").await;
        incoming
    }

    /// A REGISTER with digest; returns the final response.
    pub async fn register(&mut self, user: &str, password: &str, algorithm: Algorithm, headers: &str) -> String {
        self.to = format!("<sip:{user}@wasl>");
        self.user = user.into();
        self.ask("REGISTER", headers, "").await;
        let challenged = self.final_for("REGISTER").await;
        assert!(challenged.starts_with("SIP/2.0 401"), "{challenged}");
        let answer = digest(&challenged, user, password, algorithm, "REGISTER", 1);
        self.ask("REGISTER", &format!("{answer}{headers}"), "").await;
        self.final_for("REGISTER").await
    }
}

pub fn header(message: &str, name: &str) -> String {
    let prefix = format!("{name}: ");
    let line =
        message.lines().find(|line| line.starts_with(&prefix)).unwrap_or_else(|| panic!("no {name} in {message}"));
    line[prefix.len()..].to_owned()
}

pub fn body(message: &str) -> &str {
    message.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// An `Authorization` header for a challenge.
pub fn digest(challenge: &str, user: &str, password: &str, algorithm: Algorithm, method: &str, count: u32) -> String {
    let wanted = format!("algorithm={}", algorithm.token());
    let line = challenge.lines().find(|line| line.starts_with("WWW-Authenticate") && line.contains(&wanted)).unwrap();
    let nonce = line.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap();
    let uri = "sip:support@wasl";
    let a1 = ha1(algorithm, user, "wasl", password).into_inner();
    let a2 = algorithm.hash(&format!("{method}:{uri}"));
    let response = algorithm.hash(&format!("{a1}:{nonce}:{count:08x}:cn:auth:{a2}"));
    format!(
        "Authorization: Digest username=\"{user}\", realm=\"wasl\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", \
         algorithm={}, qop=auth, nc={count:08x}, cnonce=\"cn\"\r\n",
        algorithm.token()
    )
}
