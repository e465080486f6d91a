//! Bytes to start line, headers and body. Never fails on odd bytes: Latin-1 becomes UTF-8, folds are joined,
//! compact names are spelled out.

/// More header lines than any honest message has.
pub(crate) const MAX_HEADERS: usize = 256;
/// More header bytes than any honest message has.
pub(crate) const MAX_HEAD_BYTES: usize = 32 * 1024;

/// A message taken apart, not yet believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Message {
    /// Request line or status line, without its line end.
    pub(crate) start: String,
    /// Headers in order: canonical name, unfolded and trimmed value.
    pub(crate) headers: Vec<(String, String)>,
    /// What follows the empty line.
    pub(crate) body: Vec<u8>,
    /// The empty line after the headers was there.
    pub(crate) terminated: bool,
    /// There was more head than we read.
    pub(crate) oversized: bool,
}

impl Message {
    /// Takes bytes apart; `None` when there is no line at all.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let bytes = skip_leading_line_ends(bytes);
        if bytes.is_empty() {
            return None;
        }
        let (head, body, terminated) = split_head(bytes);
        let oversized = head.len() > MAX_HEAD_BYTES;
        let text = to_text(&head[..head.len().min(MAX_HEAD_BYTES)]);
        let mut lines = unfold(&text).into_iter();
        let start = lines.next()?;
        let lines: Vec<String> = lines.collect();
        let oversized = oversized || lines.len() > MAX_HEADERS;
        let headers = lines.iter().take(MAX_HEADERS).filter_map(|line| header(line)).collect();
        Some(Self { start, headers, body: body.to_vec(), terminated, oversized })
    }

    /// First value of a header.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Every value of a header.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// Every element of a comma-separated header.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        self.all(name).flat_map(super::grammar::split_list).map(str::to_owned).collect()
    }

    /// The message as bytes rsipstack reads: one line a header, long names, an exact Content-Length.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{}\r\n", self.start);
        for (name, value) in self.headers.iter().filter(|(name, _)| name != "Content-Length") {
            text.push_str(name);
            text.push_str(": ");
            text.push_str(value);
            text.push_str("\r\n");
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n", self.body.len()));
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

fn skip_leading_line_ends(mut bytes: &[u8]) -> &[u8] {
    while let [b'\r' | b'\n', rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

fn split_head(bytes: &[u8]) -> (&[u8], &[u8], bool) {
    match end_of_head(bytes) {
        Some((head, body)) => (&bytes[..head], &bytes[body..], true),
        None => (bytes, &[], false),
    }
}

/// Where the head ends and where the body begins: after the first empty line, CRLF or bare LF.
pub(crate) fn end_of_head(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut line_start = 0;
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
        let line = &bytes[line_start..at];
        if line_start > 0 && (line.is_empty() || line == b"\r") {
            return Some((line_start, at + 1));
        }
        line_start = at + 1;
    }
    None
}

/// UTF-8 stays as it is; anything else is read as Latin-1, as old gateways send it. NUL and lone CR become spaces.
fn to_text(head: &[u8]) -> String {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text.to_owned(),
        Err(_) => head.iter().map(|byte| char::from(*byte)).collect(),
    };
    let text = text.replace("\r\n", "\n");
    if text.contains(['\r', '\0']) { text.replace(['\r', '\0'], " ") } else { text }
}

fn unfold(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ if line.is_empty() => {}
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    let valid = !name.is_empty() && name.bytes().all(super::grammar::is_token_byte);
    let ours = name.get(..PRIVATE.len()).is_some_and(|start| start.eq_ignore_ascii_case(PRIVATE));
    (valid && !ours).then(|| (canonical(name), value.trim().to_owned()))
}

/// Headers of our own between our transports and rsipstack; never taken from outside, never sent.
pub(crate) const PRIVATE: &str = "X-Wasl-Inside-";

/// The canonical spelling of the headers we know; others keep theirs.
fn canonical(name: &str) -> String {
    const KNOWN: [(&str, &str); 46] = [
        ("i", "Call-ID"),
        ("m", "Contact"),
        ("e", "Content-Encoding"),
        ("l", "Content-Length"),
        ("c", "Content-Type"),
        ("f", "From"),
        ("s", "Subject"),
        ("k", "Supported"),
        ("t", "To"),
        ("v", "Via"),
        ("r", "Refer-To"),
        ("b", "Referred-By"),
        ("o", "Event"),
        ("u", "Allow-Events"),
        ("x", "Session-Expires"),
        ("y", "Identity"),
        ("via", "Via"),
        ("from", "From"),
        ("to", "To"),
        ("call-id", "Call-ID"),
        ("cseq", "CSeq"),
        ("contact", "Contact"),
        ("max-forwards", "Max-Forwards"),
        ("content-length", "Content-Length"),
        ("content-type", "Content-Type"),
        ("content-encoding", "Content-Encoding"),
        ("content-disposition", "Content-Disposition"),
        ("authorization", "Authorization"),
        ("proxy-authorization", "Proxy-Authorization"),
        ("www-authenticate", "WWW-Authenticate"),
        ("proxy-authenticate", "Proxy-Authenticate"),
        ("expires", "Expires"),
        ("require", "Require"),
        ("supported", "Supported"),
        ("route", "Route"),
        ("record-route", "Record-Route"),
        ("session-expires", "Session-Expires"),
        ("min-se", "Min-SE"),
        ("rseq", "RSeq"),
        ("rack", "RAck"),
        ("refer-to", "Refer-To"),
        ("retry-after", "Retry-After"),
        ("replaces", "Replaces"),
        ("accept", "Accept"),
        ("allow", "Allow"),
        ("date", "Date"),
    ];
    let lower = name.to_ascii_lowercase();
    let known = KNOWN.iter().find(|(known, _)| *known == lower);
    known.map_or_else(|| name.to_owned(), |(_, canonical)| (*canonical).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latin_1_name_does_not_cut_off_later_headers() {
        let message =
            Message::parse(b"INVITE sip:a@b SIP/2.0\r\nf: \"J\xf6rg\" <sip:j@b>;tag=1\r\ni: x\r\n\r\nbody").unwrap();
        assert_eq!(message.get("From"), Some("\"J\u{f6}rg\" <sip:j@b>;tag=1"));
        assert_eq!(message.get("call-id"), Some("x"));
        assert_eq!(message.body, b"body");
    }

    #[test]
    fn folds_are_joined_and_bare_line_feeds_read() {
        let message = Message::parse(b"OPTIONS sip:a SIP/2.0\nTO :\n sip:x ;\n\ttag = 1\n\nrest").unwrap();
        assert_eq!(message.get("To"), Some("sip:x ; tag = 1"));
        assert_eq!(message.body, b"rest");
        assert!(message.terminated);
    }

    #[test]
    fn private_headers_are_never_taken_from_outside() {
        let message = Message::parse(b"OPTIONS sip:a SIP/2.0\r\nx-wasl-inside-flow: 7\r\nX-Other: 1\r\n\r\n").unwrap();
        assert_eq!(message.headers, vec![("X-Other".to_owned(), "1".to_owned())]);
    }
}
