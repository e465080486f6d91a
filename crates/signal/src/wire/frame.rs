//! Messages on a stream (RFC 3261 §18.3): Content-Length tells where one ends.

use super::message::{MAX_HEAD_BYTES, Message, end_of_head};

/// Largest body taken from a stream.
pub(crate) const MAX_BODY_BYTES: usize = 64 * 1024;

/// What stands at the start of the bytes received so far.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// Not a whole message yet.
    More,
    /// A keep-alive (RFC 5626 §4.4.1): the bytes used; answer with CRLF if true.
    KeepAlive(usize, bool),
    /// A whole message of so many bytes.
    Whole(usize),
    /// The stream cannot be followed any further: its head has so many bytes (all, if there is no head).
    Lost(usize),
}

/// Looks for one message at the start of `bytes`.
pub(crate) fn next(bytes: &[u8]) -> Frame {
    if let Some(frame) = keep_alive(bytes) {
        return frame;
    }
    let Some((_, body)) = end_of_head(bytes) else {
        return if bytes.len() > MAX_HEAD_BYTES { Frame::Lost(bytes.len()) } else { Frame::More };
    };
    match content_length(&bytes[..body]) {
        Some(length) if length > MAX_BODY_BYTES => Frame::Lost(body),
        Some(length) if bytes.len() - body >= length => Frame::Whole(body + length),
        Some(_) => Frame::More,
        None => Frame::Lost(body),
    }
}

fn keep_alive(bytes: &[u8]) -> Option<Frame> {
    let ends = bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    match (ends, bytes.len()) {
        (0, 0) => Some(Frame::More),
        (0, _) => None,
        (1, 1) | (3, 3) => Some(Frame::More),
        (ends, _) if ends >= 4 => Some(Frame::KeepAlive(4, true)),
        (ends, _) => Some(Frame::KeepAlive(ends, false)),
    }
}

/// One agreed Content-Length; absent counts as zero, as lenient peers have it. `None` when it makes no sense.
fn content_length(head: &[u8]) -> Option<usize> {
    let message = Message::parse(head)?;
    let mut lengths = message.all("Content-Length").map(str::parse::<usize>);
    let first = lengths.next().unwrap_or(Ok(0)).ok()?;
    lengths.all(|other| other == Ok(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_whole_only_with_its_body() {
        let text = b"OPTIONS sip:a SIP/2.0\r\nl: 3\r\n\r\nabcNEXT";
        assert_eq!(next(text), Frame::Whole(text.len() - 4));
        assert_eq!(next(&text[..text.len() - 5]), Frame::More);
    }

    #[test]
    fn an_overflowing_content_length_loses_the_stream_but_never_panics() {
        for length in ["18446744073709551615", "99999999999999999999999", "-1", "13,5", "70000"] {
            let text = format!("OPTIONS sip:a SIP/2.0\r\nContent-Length: {length}\r\n\r\n");
            assert_eq!(next(text.as_bytes()), Frame::Lost(text.len()), "{length}");
        }
    }

    #[test]
    fn a_ping_is_answered_and_a_pong_is_not() {
        assert_eq!(next(b"\r\n\r\n"), Frame::KeepAlive(4, true));
        assert_eq!(next(b"\r\nOPTIONS"), Frame::KeepAlive(2, false));
        assert_eq!(next(b"\r"), Frame::More);
    }
}
