//! A caller that speaks SIP over UDP by itself (RFC 3261 §9, §13, §17), for what sipp's scenarios cannot follow:
//! messages that cross each other on the way.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use super::PATIENCE;
use super::rtp::RtpPeer;

/// T1 of RFC 3261 §17.1.1.1: what is not answered is sent again after it, then after twice as long, and so on.
const T1: Duration = Duration::from_millis(500);

/// A caller with one call to make.
pub(crate) struct Caller {
    socket: UdpSocket,
    own: SocketAddr,
    server: SocketAddr,
    user: String,
    sound: RtpPeer,
}

/// How a call ended whose caller gave up at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GivenUp {
    /// The CANCEL came first: the call was ended by 487.
    InTime,
    /// The answer crossed the CANCEL: it was acknowledged and hung up.
    TooLate,
}

/// A response, as far as it matters here.
#[derive(Clone, Debug)]
struct Response {
    status: u16,
    method: String,
    text: String,
}

impl Caller {
    /// Will call `user` there.
    pub(crate) fn to(server: SocketAddr, user: &str) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback gives ports");
        let own = socket.local_addr().expect("it is bound");
        Self { socket, own, server, user: user.to_owned(), sound: RtpPeer::start(super::g711::Law::Mu) }
    }

    /// Calls, and gives up as soon as the far end says anything at all.
    pub(crate) fn call_and_give_up(&self) -> GivenUp {
        let (mut answer, mut cancelled) = (None, None);
        let mut note = |response: Response| {
            match response.method.as_str() {
                "INVITE" if response.status >= 200 => drop(answer.get_or_insert(response)),
                "CANCEL" if response.status >= 200 => cancelled = Some(response.status),
                _ => return None,
            }
            answer.clone().zip(cancelled)
        };
        let mut first = None;
        self.ask(&self.invite(), |response| {
            first = Some(response.status);
            note(response);
            first
        });
        let (answer, cancelled) = self.ask(&self.request("CANCEL", 1, "1", "", ""), note);
        if answer.status < 300 {
            self.hang_up(&answer);
            return GivenUp::TooLate;
        }
        self.send(&self.request("ACK", 1, "1", &tag_of(&answer), ""));
        assert_eq!((answer.status, cancelled), (487, 200), "{}", answer.text);
        GivenUp::InTime
    }

    /// Acknowledges the answer, again whenever it comes again, and ends the call.
    fn hang_up(&self, answer: &Response) {
        let tag = tag_of(answer);
        let at_contact = |message: String| {
            let contact = answer.header("Contact").split_once('<').and_then(|(_, rest)| rest.split_once('>'));
            let (uri, _) = contact.unwrap_or_else(|| panic!("no Contact: {}", answer.text));
            message.replacen(&format!("sip:{}@{}", self.user, self.server), uri, 1)
        };
        let ack = at_contact(self.request("ACK", 1, "2", &tag, ""));
        self.send(&ack);
        self.ask(&at_contact(self.request("BYE", 2, "3", &tag, "")), |response| {
            if response.method == "INVITE" {
                self.send(&ack);
            }
            assert!(response.method != "BYE" || response.status < 300, "{}", response.text);
            (response.method == "BYE" && response.status >= 200).then_some(())
        });
    }

    /// Sends it until `done` makes something of what comes back.
    fn ask<R>(&self, message: &str, mut done: impl FnMut(Response) -> Option<R>) -> R {
        let deadline = Instant::now() + PATIENCE;
        let mut wait = T1;
        while Instant::now() < deadline {
            self.send(message);
            let again = Instant::now() + wait;
            while let Some(response) = self.receive(again) {
                if let Some(result) = done(response) {
                    return result;
                }
            }
            wait *= 2;
        }
        panic!("not answered within {PATIENCE:?}:\n{message}");
    }

    fn send(&self, message: &str) {
        self.socket.send_to(message.as_bytes(), self.server).expect("loopback takes it");
    }

    /// The next response until then.
    fn receive(&self, until: Instant) -> Option<Response> {
        let mut bytes = [0; 8192];
        loop {
            let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
            self.socket.set_read_timeout(Some(left)).expect("not zero");
            let count = self.socket.recv(&mut bytes).ok()?;
            let text = String::from_utf8_lossy(bytes.get(..count).unwrap_or_default()).into_owned();
            if let Some(response) = Response::read(text) {
                return Some(response);
            }
        }
    }

    fn invite(&self) -> String {
        let port = self.sound.port();
        let sdp = format!(
            "v=0\r\no=rig 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
             m=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n"
        );
        self.request("INVITE", 1, "1", "", &sdp)
    }

    /// A request of its one dialog; those of one transaction share the branch.
    fn request(&self, method: &str, sequence: u32, branch: &str, to_tag: &str, sdp: &str) -> String {
        let Self { own, server, user, .. } = self;
        let content = if sdp.is_empty() { "" } else { "Content-Type: application/sdp\r\n" };
        format!(
            "{method} sip:{user}@{server} SIP/2.0\r\n\
             Via: SIP/2.0/UDP {own};branch=z9hG4bKrig{port}x{branch};rport\r\nMax-Forwards: 70\r\n\
             From: <sip:caller@{own}>;tag=rig{port}\r\nTo: <sip:{user}@{server}>{to_tag}\r\n\
             Call-ID: rig-{port}@127.0.0.1\r\nCSeq: {sequence} {method}\r\nContact: <sip:caller@{own}>\r\n\
             {content}Content-Length: {length}\r\n\r\n{sdp}",
            port = own.port(),
            length = sdp.len(),
        )
    }
}

impl Response {
    fn read(text: String) -> Option<Self> {
        let status = text.strip_prefix("SIP/2.0 ")?.get(..3)?.parse().ok()?;
        let mut response = Self { status, method: String::new(), text };
        response.method = response.header("CSeq").rsplit(' ').next()?.to_owned();
        Some(response)
    }

    fn header(&self, name: &str) -> &str {
        let mut headers = self.text.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(header, _)| header.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value.trim())
    }
}

fn tag_of(response: &Response) -> String {
    response.header("To").split_once(";tag=").map_or_else(String::new, |(_, tag)| format!(";tag={tag}"))
}
