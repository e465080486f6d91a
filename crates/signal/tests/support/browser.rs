//! A browser that speaks SIP text over the house's web socket, as JsSIP does: `.invalid` names, no rport.

use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use wasl_model::AgentId;
use wasl_signal::{GuestId, Signal, WebSocketPipe, WebUser};

use super::{PATIENCE, header};

pub const WEB_OFFER: &str = "v=0\r\no=- 7 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=setup:actpass\r\n";
pub const WEB_ANSWER: &str = "v=0\r\no=- 8 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=setup:active\r\n";
/// From behind one address, as all of a company's browsers are.
pub const OFFICE: ([u8; 4], u16) = ([192, 0, 2, 10], 44_000);

pub struct Browser {
    pub to_server: mpsc::Sender<String>,
    pub from_server: mpsc::Receiver<String>,
    /// The user part of its address of record.
    pub user: String,
    pub instance: String,
    pub call_id: String,
    pub to: String,
    pub cseq: u32,
    host: String,
}

impl Browser {
    pub fn new(signal: &Signal, who: WebUser, user: &str) -> Self {
        let WebSocketPipe { from_browser, to_browser } = signal.web_socket(SocketAddr::from(OFFICE), who);
        Self {
            to_server: from_browser,
            from_server: to_browser,
            user: user.into(),
            instance: uuid::Uuid::new_v4().to_string(),
            call_id: format!("web-{}", uuid::Uuid::new_v4()),
            to: format!("<sip:{user}@wasl>"),
            cseq: 0,
            host: format!("{}.invalid", uuid::Uuid::new_v4().simple()),
        }
    }

    pub fn agent(signal: &Signal, agent: &str) -> Self {
        Self::new(signal, WebUser::Agent(AgentId::from(agent)), agent)
    }

    pub fn guest(signal: &Signal, ticket: &str) -> Self {
        Self::new(signal, WebUser::Guest(GuestId(ticket.into())), "guest")
    }

    /// The same page after a reload: the same instance, everything else new.
    pub fn reloaded(&self, signal: &Signal) -> Self {
        Self { instance: self.instance.clone(), ..Self::agent(signal, &self.user) }
    }

    pub fn contact(&self) -> String {
        format!("<sip:{}@{};transport=ws>", self.call_id.get(..8).unwrap(), self.host)
    }

    pub fn request(&self, method: &str, uri: &str, branch: &str, headers: &str, body: &str) -> String {
        let Self { user, call_id, to, cseq, host, .. } = self;
        let content = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/WS {host};branch=z9hG4bK{branch}\r\nMax-Forwards: 69\r\n\
             To: {to}\r\nFrom: \"سارة\" <sip:{user}@wasl>;tag=web\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n\
             Allow: INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,REFER,INFO,NOTIFY\r\nSupported: path,gruu,outbound\r\n\
             User-Agent: JsSIP 3.13.8\r\n{headers}{content}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    pub async fn send(&self, text: String) {
        tokio::time::timeout(PATIENCE, self.to_server.send(text))
            .await
            .expect("the pipe takes it")
            .expect("it is open");
    }

    pub async fn ask(&mut self, method: &str, uri: &str, headers: &str, body: &str) {
        self.cseq += 1;
        let branch = format!("{method}{}{}", self.cseq, self.host.get(..8).unwrap());
        self.send(self.request(method, uri, &branch, headers, body)).await;
    }

    /// As JsSIP registers; the final response.
    pub async fn register(&mut self, expires: u32) -> String {
        let contact = format!(
            "Contact: {};+sip.ice;reg-id=1;+sip.instance=\"<urn:uuid:{}>\";expires={expires}\r\nExpires: {expires}\r\n",
            self.contact(),
            self.instance
        );
        self.ask("REGISTER", "sip:wasl", &contact, "").await;
        let mut answer = self.expect("SIP/2.0").await;
        while !header(&answer, "CSeq").ends_with("REGISTER") {
            answer = self.expect("SIP/2.0").await;
        }
        answer
    }

    pub async fn invite(&mut self, dialled: &str, headers: &str) {
        self.to = format!("<sip:{dialled}@wasl>");
        let contact = format!("Contact: {}\r\n{headers}", self.contact().replace("=ws>", "=ws;ob>"));
        self.ask("INVITE", &format!("sip:{dialled}@wasl"), &contact, WEB_OFFER).await;
    }

    pub async fn ack(&self, uri: &str) {
        let branch = format!("ack{}{}", self.cseq, self.host.get(..8).unwrap());
        self.send(self.request("ACK", uri, &branch, "", "")).await;
    }

    pub async fn answer(&self, request: &str, status: &str, headers: &str, body: &str) {
        let mut text = format!("SIP/2.0 {status}\r\n");
        for name in ["Via", "From", "Call-ID", "CSeq"] {
            text.push_str(&format!("{name}: {}\r\n", header(request, name)));
        }
        let to = header(request, "To");
        let tag = if to.contains("tag=") { "" } else { ";tag=web" };
        let content = if body.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        text.push_str(&format!(
            "To: {to}{tag}\r\nContact: {}\r\n{headers}{content}Content-Length: {}\r\n\r\n{body}",
            self.contact(),
            body.len()
        ));
        self.send(text).await;
    }

    /// The next frame whose first line contains `what`; others are passed over.
    pub async fn expect(&mut self, what: &str) -> String {
        let looked = async {
            loop {
                let frame = self.from_server.recv().await.expect("the flow is open");
                if frame.lines().next().unwrap_or_default().contains(what) {
                    return frame;
                }
            }
        };
        tokio::time::timeout(PATIENCE, looked).await.unwrap_or_else(|_| panic!("no {what}"))
    }

    /// Nothing but this may be waiting; true when the flow is closed.
    pub async fn closed(&mut self) -> bool {
        let closed = async { while self.from_server.recv().await.is_some() {} };
        tokio::time::timeout(PATIENCE, closed).await.is_ok()
    }
}

/// The URI in a Contact.
pub fn contact_uri(message: &str) -> String {
    let contact = header(message, "Contact");
    contact.split(['<', '>']).nth(1).unwrap().to_owned()
}

/// What the HTTP server does: `/sip` with a ticket is a guest, without one it is sara.
async fn bridge(signal: Arc<Signal>, stream: TcpStream, peer: SocketAddr) {
    let mut ticket = None;
    let accept = |request: &Request, mut response: Response| {
        assert_eq!(
            (request.uri().path(), request.headers()["Sec-WebSocket-Protocol"].to_str().unwrap()),
            ("/sip", "sip")
        );
        ticket = request.uri().query().and_then(|query| query.strip_prefix("ticket=")).map(str::to_owned);
        response.headers_mut().insert("Sec-WebSocket-Protocol", "sip".parse().unwrap());
        Ok(response)
    };
    let socket = tokio_tungstenite::accept_hdr_async(stream, accept).await.unwrap();
    let who = ticket.map_or_else(|| WebUser::Agent("sara".into()), |ticket| WebUser::Guest(GuestId(ticket)));
    let mut pipe = signal.web_socket(peer, who);
    let (mut sink, mut frames) = socket.split();
    loop {
        tokio::select! {
            frame = frames.next() => match frame {
                Some(Ok(Message::Text(text))) => pipe.from_browser.send(text.to_string()).await.unwrap(),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
            Some(text) = pipe.to_browser.recv() => sink.send(Message::text(text)).await.unwrap(),
        }
    }
}

/// An HTTP server with nothing but `/sip`.
pub async fn http(signal: Arc<Signal>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, peer)) = listener.accept().await {
            tokio::spawn(bridge(signal.clone(), stream, peer));
        }
    });
    address
}
