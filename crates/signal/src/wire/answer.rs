//! A refusal built from the raw message, for what never becomes a transaction.

use std::net::SocketAddr;

use super::grammar::{Via, bracket};
use super::message::Message;

/// A refusal: status and the headers that explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Final status.
    pub(crate) status: u16,
    /// Further headers.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Refusal {
    pub(crate) const fn new(status: u16) -> Self {
        Self { status, headers: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Writes `received` and `rport` into a topmost Via and tells where its responses go
/// (RFC 3261 §18.2.1-2, RFC 3581 §4).
pub(crate) fn stamp(via: &mut Via, source: SocketAddr) -> SocketAddr {
    let asks_rport = via.asks_rport();
    via.params.retain(|(name, _)| name != "received" && name != "rport");
    via.params.push(("received".to_owned(), Some(source.ip().to_string())));
    if asks_rport {
        via.params.push(("rport".to_owned(), Some(source.port().to_string())));
        return source;
    }
    SocketAddr::new(source.ip(), via.port.unwrap_or(5060))
}

/// The response's bytes and, for datagrams, where to send it; `None` when not even a Via can be read.
pub(crate) fn respond(
    message: &Message,
    refusal: &Refusal,
    source: SocketAddr,
    server: &str,
) -> Option<(Vec<u8>, SocketAddr)> {
    let vias = message.list("Via");
    let mut top = Via::parse(vias.first()?)?;
    let destination = stamp(&mut top, source);
    let mut text = format!("SIP/2.0 {} {}\r\nVia: {}\r\n", refusal.status, reason(refusal.status), top.to_text());
    for via in vias.iter().skip(1) {
        line(&mut text, "Via", via);
    }
    for name in ["From", "To", "Call-ID", "CSeq"] {
        if let Some(value) = message.get(name) {
            line(&mut text, name, &echoed(name, value, source));
        }
    }
    for (name, value) in &refusal.headers {
        line(&mut text, name, value);
    }
    line(&mut text, "Server", server);
    text.push_str("Content-Length: 0\r\n\r\n");
    Some((text.into_bytes(), destination))
}

fn line(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push_str(": ");
    text.push_str(value);
    text.push_str("\r\n");
}

/// A To without a tag gets one: the same for each retransmission, since we keep no state here.
fn echoed(name: &str, value: &str, source: SocketAddr) -> String {
    if name != "To" || value.to_ascii_lowercase().contains("tag") {
        return value.to_owned();
    }
    let seed = format!("{value}{}", bracket(source.ip()));
    let hash = seed.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{value};tag={hash:x}")
}

/// The reason phrase of RFC 3261 §21 and its extensions.
pub(crate) const fn reason(status: u16) -> &'static str {
    match status {
        100 => "Trying",
        180 => "Ringing",
        183 => "Session Progress",
        200 => "OK",
        202 => "Accepted",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        413 => "Request Entity Too Large",
        415 => "Unsupported Media Type",
        416 => "Unsupported URI Scheme",
        420 => "Bad Extension",
        422 => "Session Interval Too Small",
        423 => "Interval Too Brief",
        480 => "Temporarily Unavailable",
        481 => "Call/Transaction Does Not Exist",
        482 => "Loop Detected",
        483 => "Too Many Hops",
        486 => "Busy Here",
        487 => "Request Terminated",
        488 => "Not Acceptable Here",
        489 => "Bad Event",
        491 => "Request Pending",
        500 => "Server Internal Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        504 => "Server Time-out",
        505 => "Version Not Supported",
        513 => "Message Too Large",
        600 => "Busy Everywhere",
        603 => "Decline",
        _ => "Failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_go_to_the_via_port_or_to_rport() {
        let source: SocketAddr = "192.0.2.9:40000".parse().unwrap();
        let mut plain = Via::parse("SIP/2.0/UDP host.example.com:5070;branch=z9hG4bK1").unwrap();
        assert_eq!(stamp(&mut plain, source), "192.0.2.9:5070".parse().unwrap());
        let mut rport = Via::parse("SIP/2.0/UDP host.example.com;rport;branch=z9hG4bK1").unwrap();
        assert_eq!(stamp(&mut rport, source), source);
        assert!(rport.to_text().ends_with(";received=192.0.2.9;rport=40000"));
    }
}
