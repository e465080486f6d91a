//! The pieces of RFC 3261 §25 we read: tokens, lists, parameters, addresses, URIs, Via.

use std::net::{IpAddr, Ipv6Addr};

/// Is it a byte of a token (RFC 3261 §25.1)?
pub(crate) const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'!' | b'%' | b'*' | b'_' | b'+' | b'`' | b'\'' | b'~')
}

/// Is it a token?
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// Splits at `separator` outside quotes and angle brackets; elements are trimmed, empty ones kept.
pub(crate) fn split_outside(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped, mut depth) = (0, false, false, 0_u32);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' if !quoted => depth += 1,
            '>' if !quoted => depth = depth.saturating_sub(1),
            c if c == separator && !quoted && depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// Elements of a comma-separated value, without empty ones.
pub(crate) fn split_list(text: &str) -> Vec<&str> {
    split_outside(text, ',').into_iter().filter(|part| !part.is_empty()).collect()
}

/// One `;name=value`, the value unquoted.
pub(crate) type Param = (String, Option<String>);

/// Parameters after a first element; names in lower case. Empty ones are dropped.
pub(crate) fn params(text: &str) -> Vec<Param> {
    split_outside(text, ';').into_iter().filter(|part| !part.is_empty()).map(param).collect()
}

fn param(text: &str) -> Param {
    match text.split_once('=') {
        Some((name, value)) => (name.trim().to_ascii_lowercase(), Some(unquote(value.trim()))),
        None => (text.trim().to_ascii_lowercase(), None),
    }
}

/// A quoted string's content, or the text itself.
pub(crate) fn unquote(text: &str) -> String {
    let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(inner.len());
    let mut escaped = false;
    for c in inner.chars() {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            out.push(c);
            escaped = false;
        }
    }
    out
}

/// Value of a parameter.
pub(crate) fn find<'a>(params: &'a [Param], name: &str) -> Option<&'a str> {
    params.iter().find(|(n, _)| n == name).and_then(|(_, value)| value.as_deref())
}

/// A name-addr or addr-spec with header parameters: From, To, Contact, Route, Refer-To.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct NameAddr {
    /// Display name, unquoted.
    pub(crate) name: Option<String>,
    /// The URI as written.
    pub(crate) uri: String,
    /// Parameters of the header, names in lower case.
    pub(crate) params: Vec<Param>,
}

impl NameAddr {
    /// Reads one; `None` when it is malformed.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if unbalanced_quotes(text) {
            return None;
        }
        match open_bracket(text) {
            Some(open) => Self::bracketed(text, open),
            None => Self::bare(text),
        }
    }

    fn bracketed(text: &str, open: usize) -> Option<Self> {
        let name = text[..open].trim();
        let close = open + text[open..].find('>')?;
        let uri = &text[open + 1..close];
        let rest = text[close + 1..].trim();
        let rest_ok = rest.is_empty() || rest.starts_with(';');
        if !display_name_ok(name) || uri.is_empty() || uri.contains(char::is_whitespace) || !rest_ok {
            return None;
        }
        let name = (!name.is_empty()).then(|| unquote(name));
        Some(Self { name, uri: uri.to_owned(), params: params(rest) })
    }

    fn bare(text: &str) -> Option<Self> {
        let (uri, rest) = text.split_once(';').unwrap_or((text, ""));
        let uri = uri.trim();
        // RFC 3261 §20: an addr-spec with a comma, question mark or semicolon must stand in brackets.
        if uri.is_empty() || uri.contains(['?', ',', '"', '>']) || uri.contains(char::is_whitespace) {
            return None;
        }
        Some(Self { name: None, uri: uri.to_owned(), params: params(rest) })
    }

    /// The tag.
    pub(crate) fn tag(&self) -> Option<&str> {
        find(&self.params, "tag").filter(|tag| !tag.is_empty())
    }
}

fn unbalanced_quotes(text: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
    }
    quoted
}

fn open_bracket(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// A display name is a quoted string, or tokens and spaces (also letters beyond ASCII, which old gateways send bare).
fn display_name_ok(name: &str) -> bool {
    let quoted = name.len() >= 2 && name.starts_with('"') && name.ends_with('"');
    quoted || name.chars().all(|c| c == ' ' || c == '\t' || !c.is_ascii() || is_token_byte(c as u8))
}

/// A SIP URI taken apart (RFC 3261 §19.1). `tel:` has its number as user and no host.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Uri {
    /// In lower case.
    pub(crate) scheme: String,
    /// User part with escapes resolved.
    pub(crate) user: String,
    /// Host without brackets.
    pub(crate) host: String,
    /// Port, if written.
    pub(crate) port: Option<u16>,
    /// URI parameters.
    pub(crate) params: Vec<Param>,
}

/// What is wrong with a URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UriFault {
    /// A scheme we do not serve: 416.
    Scheme,
    /// Not a URI: 400.
    Syntax,
}

impl Uri {
    /// Reads a `sip:`, `sips:` or `tel:` URI.
    pub(crate) fn parse(text: &str) -> Result<Self, UriFault> {
        let (scheme, rest) = text.split_once(':').ok_or(UriFault::Syntax)?;
        let scheme = scheme.to_ascii_lowercase();
        let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
        if !valid {
            return Err(UriFault::Syntax);
        }
        match scheme.as_str() {
            "sip" | "sips" => Self::sip(scheme, rest),
            "tel" => Self::tel(scheme, rest),
            _ => Err(UriFault::Scheme),
        }
    }

    fn tel(scheme: String, rest: &str) -> Result<Self, UriFault> {
        let (number, tail) = rest.split_once(';').unwrap_or((rest, ""));
        if number.is_empty() {
            return Err(UriFault::Syntax);
        }
        Ok(Self { scheme, user: unescape(number), host: String::new(), port: None, params: params(tail) })
    }

    fn sip(scheme: String, rest: &str) -> Result<Self, UriFault> {
        if rest.contains(['<', '>', '"']) || rest.contains(char::is_whitespace) {
            return Err(UriFault::Syntax);
        }
        // The user part may hold ';', '?' and '/', so the last '@' before any host decides.
        let (user_info, host_part) = rest.rsplit_once('@').map_or((None, rest), |(u, h)| (Some(u), h));
        let user = user_info.map_or("", |info| info.split_once(':').map_or(info, |(user, _)| user));
        let host_part = host_part.split_once('?').map_or(host_part, |(host, _)| host);
        let (host_port, tail) = host_part.split_once(';').unwrap_or((host_part, ""));
        let (host, port) = host_and_port(host_port).ok_or(UriFault::Syntax)?;
        Ok(Self { scheme, user: unescape(user), host, port, params: params(tail) })
    }

    /// The host as an address, when it is one.
    pub(crate) fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// How it wants to be reached: `sips:` and an unknown word count as TLS and UDP.
    pub(crate) fn transport(&self) -> Transport {
        let named = find(&self.params, "transport").and_then(Transport::named);
        match named {
            None | Some(Transport::Udp | Transport::Tcp) if self.scheme == "sips" => Transport::Tls,
            named => named.unwrap_or(Transport::Udp),
        }
    }

    /// Its port, or the transport's own (RFC 3261 §19.1.2, RFC 7118 §5).
    pub(crate) fn port(&self) -> u16 {
        self.port.unwrap_or_else(|| self.transport().port())
    }
}

/// How messages travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    Udp,
    Tcp,
    Tls,
    Ws,
    Wss,
}

impl Transport {
    const ALL: [Self; 5] = [Self::Udp, Self::Tcp, Self::Tls, Self::Ws, Self::Wss];

    /// As a Via names it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
            Self::Ws => "WS",
            Self::Wss => "WSS",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|transport| name.eq_ignore_ascii_case(transport.name()))
    }

    /// Where it is served when no port is said.
    const fn port(self) -> u16 {
        match self {
            Self::Udp | Self::Tcp => 5060,
            Self::Tls => 5061,
            Self::Ws => 80,
            Self::Wss => 443,
        }
    }

    /// Is it one of the two web sockets?
    pub(crate) const fn is_web_socket(self) -> bool {
        matches!(self, Self::Ws | Self::Wss)
    }
}

/// Splits `host[:port]`, brackets removed; `None` when it is neither a name nor an address.
pub(crate) fn host_and_port(text: &str) -> Option<(String, Option<u16>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, tail) = rest.split_once(']')?;
        host.parse::<Ipv6Addr>().ok()?;
        let port = match tail.trim() {
            "" => None,
            tail => Some(tail.strip_prefix(':')?.trim().parse().ok()?),
        };
        return Some((host.to_owned(), port));
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host.trim(), Some(port.trim().parse().ok()?)),
        None => (text.trim(), None),
    };
    let valid = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
    valid.then(|| (host.to_owned(), port))
}

/// Host for a URI or Via: IPv6 in brackets.
pub(crate) fn bracket(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

/// `%41` to `A`; what does not decode to UTF-8 stays.
pub(crate) fn unescape(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if bytes[at] == b'%' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Escapes what may not stand in a user part.
pub(crate) fn escape_user(user: &str) -> String {
    use std::fmt::Write as _;
    user.bytes().fold(String::with_capacity(user.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,?/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// The topmost Via.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Via {
    /// `2.0`.
    pub(crate) version: String,
    /// `UDP`, `TCP`…
    pub(crate) transport: String,
    /// sent-by host without brackets.
    pub(crate) host: String,
    /// sent-by port, if written.
    pub(crate) port: Option<u16>,
    /// Parameters.
    pub(crate) params: Vec<Param>,
}

impl Via {
    /// Reads one Via value with any white space RFC 3261 allows.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (head, tail) = text.split_once(';').unwrap_or((text, ""));
        let mut parts = head.splitn(3, '/');
        let name = parts.next()?.trim();
        let version = parts.next()?.trim().to_owned();
        let (transport, sent_by) = parts.next()?.trim().split_once(char::is_whitespace)?;
        let (host, port) = host_and_port(sent_by.trim())?;
        let valid = name.eq_ignore_ascii_case("SIP") && is_token(&version) && is_token(transport);
        valid.then(|| Self { version, transport: transport.to_owned(), host, port, params: params(tail) })
    }

    /// The branch.
    pub(crate) fn branch(&self) -> Option<&str> {
        find(&self.params, "branch").filter(|branch| !branch.is_empty())
    }

    /// Was `rport` asked for (RFC 3581)?
    pub(crate) fn asks_rport(&self) -> bool {
        self.params.iter().any(|(name, _)| name == "rport")
    }

    /// Back to text.
    pub(crate) fn to_text(&self) -> String {
        let host = self.host.parse::<IpAddr>().map_or_else(|_| self.host.clone(), bracket);
        let mut text = format!("SIP/{}/{} {host}", self.version, self.transport);
        if let Some(port) = self.port {
            text.push_str(&format!(":{port}"));
        }
        for (name, value) in &self.params {
            match value {
                Some(value) => text.push_str(&format!(";{name}={value}")),
                None => text.push_str(&format!(";{name}")),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unusual_but_legal_uris_are_read() {
        let semi = Uri::parse("sip:user;par=u%40example.net@example.com").unwrap();
        assert_eq!((semi.user.as_str(), semi.host.as_str()), ("user;par=u@example.net", "example.com"));
        let six = Uri::parse("sip:[2001:db8::10:5070]").unwrap();
        assert_eq!((six.host.as_str(), six.port), ("2001:db8::10:5070", None));
        assert_eq!(Uri::parse("sip:2001:db8::10"), Err(UriFault::Syntax));
        assert_eq!(Uri::parse("sip:user@[2001:db8:::192.0.2.1]"), Err(UriFault::Syntax));
        assert_eq!(Uri::parse("soap.beep://192.0.2.103:3002"), Err(UriFault::Scheme));
        assert_eq!(Uri::parse("tel:+966500000000;phone-context=x").unwrap().user, "+966500000000");
    }

    #[test]
    fn name_addrs_are_read_and_bad_ones_refused() {
        let ok = NameAddr::parse("\"Quoted \\\"\\\"\" <sip:jdrosen@example.com> ; tag = 98asjd8").unwrap();
        assert_eq!((ok.uri.as_str(), ok.tag()), ("sip:jdrosen@example.com", Some("98asjd8")));
        assert_eq!(NameAddr::parse("sip:a@b;tag=1").unwrap().tag(), Some("1"));
        assert!(NameAddr::parse("\"Mr. J. User <sip:j@b>").is_none());
        assert!(NameAddr::parse("Bell, Alexander <sip:a@b>;tag=43").is_none());
        assert!(NameAddr::parse("\"W\" < sip:t@b >").is_none());
        assert!(NameAddr::parse("sip:user@example.com?Route=%3C").is_none());
    }

    #[test]
    fn a_via_with_spaces_is_read_and_written_plainly() {
        let via = Via::parse("SIP  / 2.0  / TCP     spindle.example.com   ; branch  =   z9hG4bK9ikj8").unwrap();
        assert_eq!(via.to_text(), "SIP/2.0/TCP spindle.example.com;branch=z9hG4bK9ikj8");
        assert!(Via::parse("SIP/2.0/UDP").is_none());
    }
}
