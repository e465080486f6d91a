//! The RFC's verdict on a message: pass, refuse with the right status, or say nothing.
//! The order follows RFC 3261 §8.2 and §16.3; the cases are those of RFC 4475 and RFC 5118.

use super::answer::Refusal;
use super::grammar::{NameAddr, Uri, UriFault, Via, find, is_token, split_list, split_outside};
use super::message::Message;

/// Methods served.
pub(crate) const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY, REGISTER";
/// Methods known and not served: 405 rather than 501.
const KNOWN: [&str; 3] = ["MESSAGE", "SUBSCRIBE", "PUBLISH"];
/// Extensions supported.
pub(crate) const SUPPORTED: &str = "100rel, timer";
/// Stands for the From tag that an RFC 2543 peer did not send; taken out again before sending.
pub(crate) const ABSENT_TAG: &str = "absent-rfc2543";

/// What to do with a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Hand it on, in this canonical form.
    Pass(Message),
    /// Answer this.
    Refuse(Refusal),
    /// Say nothing: a wrong response or ACK, or not SIP.
    Ignore,
}

/// Judges a message.
pub(crate) fn check(mut message: Message) -> Verdict {
    if message.start.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("SIP/")) {
        return check_response(message);
    }
    let method = message.start.split(' ').next().unwrap_or_default().to_owned();
    match request(&mut message, &method) {
        Ok(()) => Verdict::Pass(message),
        // An ACK is never answered (RFC 3261 §17), nor is what does not look like SIP at all.
        Err(_) if method == "ACK" || !message.start.contains("SIP/") => Verdict::Ignore,
        Err(refusal) => Verdict::Refuse(refusal),
    }
}

type Checked = Result<(), Refusal>;

fn bad() -> Refusal {
    Refusal::new(400)
}

fn ensure(holds: bool) -> Checked {
    if holds { Ok(()) } else { Err(bad()) }
}

fn request(message: &mut Message, method: &str) -> Checked {
    if message.oversized {
        return Err(Refusal::new(513));
    }
    request_line(&message.start)?;
    ensure(message.terminated)?;
    mandatory_once(message)?;
    cseq(message, method)?;
    known_method(method)?;
    request_uri(message)?;
    hops(message)?;
    addresses(message, method)?;
    vias(message)?;
    length(message)?;
    require(message, method)?;
    date(message)?;
    content(message, method)
}

/// `METHOD SP URI SP SIP/2.0`, single spaces (RFC 3261 §7.1).
fn request_line(line: &str) -> Checked {
    let version = line.split_whitespace().last().unwrap_or_default().to_ascii_uppercase();
    if version.starts_with("SIP/") && version != "SIP/2.0" {
        return Err(Refusal::new(505));
    }
    let parts: Vec<&str> = line.split(' ').collect();
    ensure(parts.len() == 3 && is_token(parts[0]) && !parts[1].is_empty() && version == "SIP/2.0")
}

fn mandatory_once(message: &Message) -> Checked {
    for name in ["From", "To", "Call-ID", "CSeq"] {
        ensure(message.all(name).count() == 1)?;
    }
    ensure(message.all("Max-Forwards").count() <= 1)?;
    ensure(message.get("Call-ID").is_some_and(|id| !id.is_empty() && !id.contains(char::is_whitespace)))?;
    ensure(message.get("Via").is_some())
}

fn cseq(message: &mut Message, method: &str) -> Checked {
    let value = message.get("CSeq").unwrap_or_default();
    let (number, name) = value.split_once(char::is_whitespace).ok_or_else(bad)?;
    ensure(number.bytes().all(|b| b.is_ascii_digit()) && name.trim() == method)?;
    let number: u32 = number.parse().map_err(|_| bad())?;
    ensure(number < 1 << 31)?;
    set(message, "CSeq", format!("{number} {method}"));
    Ok(())
}

fn known_method(method: &str) -> Checked {
    if ALLOW.split(", ").any(|served| served == method) {
        return Ok(());
    }
    let status = if KNOWN.contains(&method) { 405 } else { 501 };
    Err(Refusal::new(status).with("Allow", ALLOW))
}

fn request_uri(message: &Message) -> Checked {
    let uri = message.start.split(' ').nth(1).unwrap_or_default();
    match Uri::parse(uri) {
        Err(UriFault::Scheme) => Err(Refusal::new(416)),
        Err(UriFault::Syntax) => Err(bad()),
        // RFC 3261 §19.1.1: no headers in a Request-URI (a '?' in the user part is fine).
        Ok(_) => ensure(!uri.rsplit_once('@').map_or(uri, |(_, host)| host).contains('?')),
    }
}

fn hops(message: &Message) -> Checked {
    let Some(value) = message.get("Max-Forwards") else { return Ok(()) };
    let hops: u32 = value.parse().map_err(|_| bad())?;
    ensure(hops <= 255)?;
    if hops == 0 { Err(Refusal::new(483)) } else { Ok(()) }
}

fn addresses(message: &mut Message, method: &str) -> Checked {
    let from = NameAddr::parse(message.get("From").unwrap_or_default()).ok_or_else(bad)?;
    let to = NameAddr::parse(message.get("To").unwrap_or_default()).ok_or_else(bad)?;
    if method == "REGISTER" && Uri::parse(&to.uri) == Err(UriFault::Scheme) {
        return Err(Refusal::new(404));
    }
    for contact in contacts(message) {
        ensure(contact == "*" || NameAddr::parse(&contact).is_some())?;
    }
    ensure(message.all("Contact").all(|value| !value.ends_with(";;")))?;
    if from.tag().is_none() {
        let branch = top_via(message).and_then(|via| via.branch().map(str::to_owned)).unwrap_or_default();
        ensure(!branch.starts_with("z9hG4bK"))?;
        let from = format!("{};tag={ABSENT_TAG}", message.get("From").unwrap_or_default());
        set(message, "From", from);
    }
    tidy_tag(message, "From");
    tidy_tag(message, "To");
    Ok(())
}

fn contacts(message: &Message) -> Vec<String> {
    message.list("Contact")
}

/// `; tag = x` becomes `;tag=x`, so that everyone behind reads the same tag.
fn tidy_tag(message: &mut Message, name: &str) {
    let Some(value) = message.get(name) else { return };
    let parts = split_outside(value, ';');
    let tidy = parts.iter().map(|part| match part.split_once('=') {
        Some((key, tag)) if key.trim().eq_ignore_ascii_case("tag") => format!("tag={}", tag.trim()),
        _ => (*part).to_owned(),
    });
    let tidy = tidy.collect::<Vec<_>>().join(";");
    if tidy != value {
        set(message, name, tidy);
    }
}

fn top_via(message: &Message) -> Option<Via> {
    message.all("Via").next().and_then(|value| split_list(value).first().and_then(|via| Via::parse(via)))
}

fn vias(message: &mut Message) -> Checked {
    let top = top_via(message).ok_or_else(bad)?;
    if top.version != "2.0" {
        return Err(Refusal::new(505));
    }
    for value in message.all("Via") {
        ensure(split_outside(value, ',').iter().all(|via| !via.is_empty()))?;
    }
    let vias: Vec<String> =
        message.list("Via").iter().map(|via| Via::parse(via).map_or_else(|| via.clone(), |v| v.to_text())).collect();
    message.headers.retain(|(name, _)| name != "Via");
    for (at, via) in vias.into_iter().enumerate() {
        message.headers.insert(at, ("Via".to_owned(), via));
    }
    Ok(())
}

/// Content-Length: one number, no more than arrived (RFC 3261 §18.3). What follows it in a datagram is not ours;
/// on a stream the frame already ends there.
fn length(message: &mut Message) -> Checked {
    let mut lengths = message.all("Content-Length").map(|value| value.parse::<usize>().map_err(|_| bad()));
    let Some(first) = lengths.next() else { return Ok(()) };
    let first = first?;
    for other in lengths {
        ensure(other? == first)?;
    }
    ensure(first <= message.body.len())?;
    message.body.truncate(first);
    Ok(())
}

fn require(message: &Message, method: &str) -> Checked {
    if matches!(method, "ACK" | "CANCEL") {
        return Ok(());
    }
    let supported = |tag: &String| SUPPORTED.split(", ").any(|ours| ours.eq_ignore_ascii_case(tag));
    let unsupported: Vec<String> = message.list("Require").into_iter().filter(|tag| !supported(tag)).collect();
    if unsupported.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(420).with("Unsupported", unsupported.join(", ")))
}

/// RFC 3261 §20.17: a Date is in GMT.
fn date(message: &Message) -> Checked {
    ensure(message.get("Date").is_none_or(|date| date.ends_with("GMT")))
}

/// Bodies that carry a session must be SDP, or multipart with SDP inside (RFC 3261 §8.2.3, RFC 5621).
fn content(message: &mut Message, method: &str) -> Checked {
    let coded = message.get("Content-Encoding").is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"));
    if coded {
        return Err(Refusal::new(415).with("Accept-Encoding", "identity"));
    }
    if !matches!(method, "INVITE" | "UPDATE" | "PRACK" | "ACK") {
        return Ok(());
    }
    let accepts = message.list("Accept");
    let sdp_accepted = |range: &String| {
        let range = range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        matches!(range.as_str(), "application/sdp" | "application/*" | "*/*")
    };
    if method == "INVITE" && !accepts.is_empty() && !accepts.iter().any(sdp_accepted) {
        return Err(Refusal::new(406));
    }
    session_body(message).map_err(|()| Refusal::new(415).with("Accept", "application/sdp"))
}

/// Leaves the SDP as the only body; an optional body of another kind is dropped.
pub(crate) fn session_body(message: &mut Message) -> Result<(), ()> {
    let content_type = message.get("Content-Type").unwrap_or_default().to_owned();
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if message.body.is_empty() || kind == "application/sdp" || (kind.is_empty() && message.body.starts_with(b"v=")) {
        return Ok(());
    }
    if kind.starts_with("multipart/") {
        let params = super::grammar::params(content_type.split_once(';').map_or("", |(_, tail)| tail));
        message.body = find(&params, "boundary").and_then(|boundary| sdp_part(&message.body, boundary)).ok_or(())?;
        set(message, "Content-Type", "application/sdp".to_owned());
        return Ok(());
    }
    let disposition = message.get("Content-Disposition").unwrap_or_default().to_ascii_lowercase();
    if disposition.contains("handling=optional") {
        message.body.clear();
        return Ok(());
    }
    Err(())
}

fn sdp_part(body: &[u8], boundary: &str) -> Option<Vec<u8>> {
    let text: String = body.iter().map(|byte| char::from(*byte)).collect();
    let delimiter = format!("--{boundary}");
    let parts = text.split(&delimiter).skip(1).map(|part| part.trim_start_matches("\r\n"));
    let sdp = parts.filter_map(|part| part.split_once("\r\n\r\n")).find(|(head, _)| {
        head.lines().any(|line| line.to_ascii_lowercase().replace(' ', "").starts_with("content-type:application/sdp"))
    })?;
    let sdp = sdp.1.strip_suffix("\r\n").unwrap_or(sdp.1);
    Some(sdp.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect())
}

fn check_response(mut message: Message) -> Verdict {
    let mut parts = message.start.splitn(3, ' ');
    let version_ok = parts.next().is_some_and(|version| version.eq_ignore_ascii_case("SIP/2.0"));
    let status: Option<u16> = parts.next().and_then(|code| code.parse().ok()).filter(|code| (100..700).contains(code));
    let Some(status) = status.filter(|_| version_ok && message.terminated && !message.oversized) else {
        return Verdict::Ignore;
    };
    // RFC 3261 §18.1.2, §8.1.3.3: a response with more than one Via is not ours.
    let one_via = message.list("Via").len() == 1 && vias(&mut message).is_ok();
    let method = message.get("CSeq").and_then(|cseq| cseq.split_whitespace().nth(1)).unwrap_or_default().to_owned();
    let sound = mandatory_once(&message).is_ok() && cseq(&mut message, &method).is_ok() && length(&mut message).is_ok();
    if !one_via || !sound {
        return Verdict::Ignore;
    }
    tidy_tag(&mut message, "From");
    tidy_tag(&mut message, "To");
    message.start = format!("SIP/2.0 {status} {}", super::answer::reason(status));
    if session_body(&mut message).is_err() {
        message.body.clear();
    }
    Verdict::Pass(message)
}

fn set(message: &mut Message, name: &str, value: String) {
    if let Some(header) = message.headers.iter_mut().find(|(n, _)| n == name) {
        header.1 = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> Verdict {
        check(Message::parse(text.as_bytes()).unwrap())
    }

    fn status(text: &str) -> u16 {
        match verdict(text) {
            Verdict::Pass(_) => 200,
            Verdict::Refuse(refusal) => refusal.status,
            Verdict::Ignore => 0,
        }
    }

    fn request(start: &str, replace: (&str, &str)) -> String {
        let text = format!(
            "{start}\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 {}\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
            start.split(' ').next().unwrap()
        );
        text.replace(replace.0, replace.1)
    }

    #[test]
    fn each_fault_has_its_status() {
        let plain = "OPTIONS sip:c@d SIP/2.0";
        for (start, replace, expected) in [
            (plain, ("", ""), 200),
            ("OPTIONS sip:c@d SIP/9.9", ("", ""), 505),
            ("OPTIONS http://d SIP/2.0", ("", ""), 416),
            ("options sip:c@d SIP/2.0", ("", ""), 501),
            ("FOO sip:c@d SIP/2.0", ("", ""), 501),
            ("MESSAGE sip:c@d SIP/2.0", ("", ""), 405),
            ("OPTIONS  sip:c@d SIP/2.0", ("", ""), 400),
            (plain, ("1 OPTIONS", "1 BYE"), 400),
            (plain, ("1 OPTIONS", "4294967296 OPTIONS"), 400),
            (plain, ("Max-Forwards: 70", "Max-Forwards: 0"), 483),
            (plain, ("Max-Forwards: 70", "Max-Forwards: 300"), 400),
            (plain, ("Max-Forwards: 70", "Require: 100rel, x-odd"), 420),
            (plain, (";tag=1", ""), 400),
            (plain, ("Call-ID: x\r\n", ""), 400),
            (plain, ("Content-Length: 0", "Content-Length: 99999999999999999999"), 400),
            (plain, ("Content-Length: 0", "Content-Length: 5"), 400),
            ("ACK sip:c@d SIP/2.0", ("Call-ID: x\r\n", ""), 0),
        ] {
            assert_eq!(status(&request(start, replace)), expected, "{start} {replace:?}");
        }
    }

    #[test]
    fn a_body_that_is_not_sdp_is_refused_and_multipart_is_opened() {
        let start = "INVITE sip:c@d SIP/2.0";
        let odd =
            request(start, ("Content-Length: 0\r\n\r\n", "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"));
        assert_eq!(status(&odd), 415);
        let body =
            "--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n--b--";
        let head = format!("Content-Type: multipart/mixed;boundary=b\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let Verdict::Pass(message) = verdict(&request(start, ("Content-Length: 0\r\n\r\n", &head))) else { panic!() };
        assert_eq!(message.body, b"v=0\r\n");
        assert_eq!(message.get("Content-Type"), Some("application/sdp"));
    }

    #[test]
    fn an_rfc_2543_caller_without_a_tag_is_served() {
        let old = request("INVITE sip:c@d SIP/2.0", (";branch=z9hG4bK1", "")).replace(";tag=1", "");
        assert_eq!(status(&old), 200);
    }
}
