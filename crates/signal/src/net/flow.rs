//! The way to one peer: a socket or stream, and the addresses at both ends.

use std::net::SocketAddr;
use std::sync::Arc;

use rsipstack::sip::SipMessage;
use rsipstack::transport::{SipAddr, SipConnection};
use tokio_util::sync::CancellationToken;

use super::seat::Seat;
use crate::wire::check::ABSENT_TAG;
use crate::wire::grammar::{Transport, Uri, bracket};
use crate::wire::message::{Message, PRIVATE};

/// The way to one peer. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    pub(crate) connection: SipConnection,
    pub(crate) transport: Transport,
    /// Our address as the peer should know it.
    pub(crate) local: SocketAddr,
    pub(crate) peer: SocketAddr,
    /// Cancelled when a stream is gone; never for datagrams.
    pub(crate) closed: CancellationToken,
    /// Names a stream.
    pub(crate) id: u64,
    /// What we dialled, if we made the stream: it can be made again.
    pub(crate) dialled: Option<Arc<Uri>>,
    /// The browser at the far end, if it came by one of the house's web sockets.
    pub(crate) seat: Option<Arc<Seat>>,
}

impl PartialEq for Flow {
    fn eq(&self, other: &Self) -> bool {
        self.transport == other.transport && self.peer == other.peer && self.id == other.id
    }
}

impl Flow {
    /// From the same socket to another peer; for datagrams.
    pub(crate) fn towards(&self, peer: SocketAddr) -> Self {
        Self { peer, ..self.clone() }
    }

    /// Is it a stream, gone when it closes?
    pub(crate) fn is_stream(&self) -> bool {
        self.transport != Transport::Udp
    }

    /// `host:port` for Via and Contact.
    pub(crate) fn sent_by(&self) -> String {
        format!("{}:{}", bracket(self.local.ip()), self.local.port())
    }

    /// Our Contact on this flow.
    pub(crate) fn contact(&self, user: &str) -> String {
        let transport = match self.transport {
            Transport::Udp => "",
            Transport::Tcp => ";transport=tcp",
            Transport::Tls => ";transport=tls",
            // RFC 7118 §5.2: `wss` is no URI parameter.
            Transport::Ws | Transport::Wss => ";transport=ws",
        };
        let at = if user.is_empty() { "" } else { "@" };
        format!("<sip:{user}{at}{}{transport}>", self.sent_by())
    }

    /// The peer as rsipstack names it.
    pub(crate) fn destination(&self) -> SipAddr {
        address(self.transport, self.peer)
    }

    /// Sends a message outside any transaction (an ACK). A failure shows as the peer's silence.
    pub(crate) async fn send(&self, message: &Message) {
        if let Ok(message) = SipMessage::try_from(message.to_bytes().as_slice()) {
            let _ = self.connection.send(message, Some(&self.destination())).await;
        }
    }
}

/// An address as rsipstack writes it.
pub(crate) fn address(transport: Transport, peer: SocketAddr) -> SipAddr {
    use rsipstack::sip::Transport as Named;
    let transport = match transport {
        Transport::Udp => Named::Udp,
        Transport::Tcp => Named::Tcp,
        Transport::Tls => Named::Tls,
        Transport::Ws => Named::Ws,
        Transport::Wss => Named::Wss,
    };
    SipAddr { r#type: Some(transport), addr: peer.into() }
}

/// Takes what is private out of a message's bytes on their way out: our headers, and the tag we lent
/// to a peer of RFC 2543. Messages without either, nearly all, are not copied.
pub(crate) fn outbound(bytes: &[u8]) -> Option<Vec<u8>> {
    let head_end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 2;
    let head = std::str::from_utf8(&bytes[..head_end]).ok()?;
    if !head.contains(PRIVATE) && !head.contains(ABSENT_TAG) {
        return None;
    }
    let uri_header = format!("{PRIVATE}Uri: ");
    let uri = head.lines().find_map(|line| line.strip_prefix(&uri_header));
    let mut out = String::with_capacity(head.len());
    for (at, line) in head.lines().enumerate().filter(|(_, line)| !line.starts_with(PRIVATE)) {
        match uri {
            Some(uri) if at == 0 => out.push_str(&with_uri(line, uri)),
            _ => out.push_str(&line.replace(&format!(";tag={ABSENT_TAG}"), "")),
        }
        out.push_str("\r\n");
    }
    let mut out = out.into_bytes();
    out.extend_from_slice(&bytes[head_end..]);
    Some(out)
}

fn with_uri(request_line: &str, uri: &str) -> String {
    let method = request_line.split(' ').next().unwrap_or_default();
    format!("{method} {uri} SIP/2.0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_private_leaves_the_house() {
        let bytes =
            b"OPTIONS sip:x SIP/2.0\r\nX-Wasl-Inside-Uri: sip:a;b=c@d\r\nFrom: <sip:a>;tag=absent-rfc2543\r\n\r\nbody";
        let out = String::from_utf8(outbound(bytes).unwrap()).unwrap();
        assert_eq!(out, "OPTIONS sip:a;b=c@d SIP/2.0\r\nFrom: <sip:a>\r\n\r\nbody");
        assert!(outbound(b"OPTIONS sip:x SIP/2.0\r\n\r\n").is_none());
    }
}
