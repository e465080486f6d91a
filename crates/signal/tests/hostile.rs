//! Torture, mutants, floods and odd bytes: the door stays open and answers what can be answered.

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use rand::{Rng as _, SeedableRng as _};
use support::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UdpSocket;
use wasl_signal::{Caps, SignalConfig};

async fn alive(peer: &mut Peer) {
    peer.call_id = format!("probe-{}", uuid::Uuid::new_v4());
    peer.ask("OPTIONS", "", "").await;
    let ok = peer.final_for("OPTIONS").await;
    assert!(
        ok.starts_with("SIP/2.0 200")
            && ok.contains("Allow: ")
            && ok.contains("Accept: ")
            && ok.contains("Supported: "),
        "{ok}"
    );
}

/// The shared corpora, when the checkout has them beside it.
fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("WASL_TEST_DATA").map_or(beside, PathBuf::from);
    let Ok(folder) = std::fs::read_dir(data.join("sip").join(name)) else { return Vec::new() };
    let files = folder.flatten().filter(|file| file.path().extension().is_some_and(|ext| ext == "dat"));
    let mut files: Vec<_> = files
        .map(|file| {
            (file.file_name().to_string_lossy().into_owned(), std::fs::read(file.path()).expect("a readable corpus"))
        })
        .collect();
    files.sort();
    files
}

/// What RFC 4475 and RFC 5118 ask for: the statuses we give. 0 is silence (responses).
fn expected(file: &str) -> Option<&'static [u16]> {
    Some(match file.trim_end_matches(".dat") {
        // An unknown To tag in an INVITE is 481 (RFC 3261 §12.2.2).
        "wsinv" => &[481],
        "esc01" | "longreq" | "inv2543" | "4.8-clfixed" | "4.9-clfixed" | "4.8" | "4.9" | "4.6-clfixed" => {
            &[100, 200, 480]
        }
        "intmeth" | "esc02" => &[501],
        "escnull" | "dblreq" | "regaut01" | "cparam01" | "cparam02" | "regescrt" | "4.1" | "4.3" => &[401],
        "lwsdisp" | "semiuri" | "transports" | "badbranch" | "4.5.2" | "4.10.2" => &[200],
        "mpart01" => &[405],
        "unreason" | "noreason" | "scalarlg" | "bigcode" | "bcast" => &[0],
        "badinv01" | "clerr" | "ncl" | "scalar02" | "quotbal" | "ltgtruri" | "lwsruri" | "lwsstart" | "trws"
        | "escruri" | "baddate" | "regbadct" | "badaspec" | "baddn" | "mismatch01" | "mismatch02" | "insuf"
        | "multi01" | "mcl01" | "4.2" | "4.10.1" | "4.6" => &[400],
        "badvers" => &[505],
        "unkscm" | "novelsc" => &[416],
        "unksm2" => &[404],
        "bext01" => &[420],
        "invut" => &[415],
        "zeromf" => &[483],
        "sdp01" => &[406],
        "4.5.1" => &[481],
        _ => return None,
    })
}

fn status(answer: &str) -> u16 {
    answer.strip_prefix("SIP/2.0 ").and_then(|rest| rest.get(..3)).and_then(|code| code.parse().ok()).unwrap_or(0)
}

fn call_id(message: &str) -> Option<&str> {
    message.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        matches!(name.trim().to_ascii_lowercase().as_str(), "call-id" | "i").then(|| value.trim())
    })
}

/// The torture files name Via hosts without a port, so answers go to port 5060 of the sender's address.
/// Here each file's topmost Via gets `rport` behind its host, which leaves its point untouched and brings the answer back.
/// RFC 5118 uses one Call-ID throughout: each file gets its own, or it would be taken for a retransmission.
fn with_rport(file: &str, bytes: &[u8]) -> Vec<u8> {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let lower = text.to_ascii_lowercase();
    let via = ["\nvia", "\nv:"].iter().filter_map(|name| lower.find(name)).min();
    let Some(via) = via else { return bytes.to_vec() };
    // SIP / 2.0 / TRANSPORT host
    let transport = text[via..].match_indices('/').nth(1).map_or(via, |(at, _)| via + at + 1);
    let skip = |from: usize, space: bool| {
        text[from..].find(|c: char| c.is_whitespace() != space).map_or(text.len(), |at| from + at)
    };
    let host = skip(skip(skip(transport, true), false), true);
    let end =
        text[host..].find(|c: char| c.is_whitespace() || matches!(c, ';' | ',')).map_or(text.len(), |at| host + at);
    let text = format!("{};rport{}", &text[..end], &text[end..]).replace("hlau_4100", &format!("hlau_{file}"));
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("it was a byte")).collect()
}

#[tokio::test]
async fn every_torture_message_gets_its_answer_and_the_door_stays_open() {
    let (_signal, mut events, address) = door(config()).await;
    tokio::spawn(async move { while events.recv().await.is_some() {} });
    let mut probe = Peer::new(address).await;
    let (mut answered, mut requests, mut wrong) = (0, 0, BTreeMap::new());
    for (file, bytes) in corpus("rfc4475").into_iter().chain(corpus("rfc5118")) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let bytes = with_rport(&file, &bytes);
        socket.send_to(&bytes, address).await.unwrap();
        alive(&mut probe).await;
        let mut buffer = vec![0; 65_535];
        // Where an answer is due it may take its time; silence is given a moment.
        let due = expected(&file).is_some_and(|expected| !expected.contains(&0));
        let moment = if due { PATIENCE } else { Duration::from_millis(150) };
        let received = tokio::time::timeout(moment, socket.recv_from(&mut buffer)).await;
        let answer = received
            .ok()
            .and_then(Result::ok)
            .map(|(length, _)| String::from_utf8_lossy(&buffer[..length]).into_owned());
        let answer = answer.unwrap_or_default();
        requests += u32::from(!bytes.starts_with(b"SIP/"));
        answered += u32::from(!answer.is_empty());
        let same_call = call_id(&answer) == call_id(&String::from_utf8_lossy(&bytes))
            || answer.is_empty()
            || file.starts_with("insuf");
        let status = status(&answer);
        if !same_call || expected(&file).is_some_and(|expected| !expected.contains(&status)) {
            wrong.insert(file, status);
        }
    }
    eprintln!("torture: {answered} answered of {requests} requests; differing: {wrong:?}");
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test]
async fn latin_1_names_huge_datagrams_and_answers_to_the_via_port() {
    let (_signal, mut events, address) = door(config()).await;
    let mut peer = Peer::new(address).await;
    peer.user = "j".into();
    let text = peer.request("INVITE", "7 INVITE", "latin", "", OFFER).replace("From: <", "From: \"J?rg\" <");
    let bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'?' { 0xf6 } else { byte }).collect();
    peer.socket.send_to(&bytes, address).await.unwrap();
    assert_eq!(incoming(&mut events).await.offer.as_deref(), Some(OFFER));

    let padding = format!("X-Padding: {}\r\n", "p".repeat(12_000));
    let mut large = Peer::new(address).await;
    large.invite(&padding, OFFER).await;
    assert_eq!(incoming(&mut events).await.offer.as_deref(), Some(OFFER));
    let mut oversized = Peer::new(address).await;
    oversized.ask("OPTIONS", &format!("X-Padding: {}\r\n", "p".repeat(50_000)), "").await;
    oversized.expect("513").await;

    // Sent from one port, the Via names another: the answer goes there.
    let elsewhere = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let peer = Peer::new(address).await;
    elsewhere.send_to(peer.request("OPTIONS", "1 OPTIONS", "via", "", "").as_bytes(), address).await.unwrap();
    assert!(peer.receive().await.starts_with("SIP/2.0 200"));
}

#[tokio::test]
async fn streams_survive_overflowing_lengths_split_messages_and_pings() {
    let (signal, _events, _) = door(config()).await;
    let tcp = signal.local_addresses().tcp[0];
    let options = |length: &str| {
        format!(
            "OPTIONS sip:x@y SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK{}\r\nFrom: \"J\u{f6}\" <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: {length}\r\nCSeq: 1 OPTIONS\r\nContent-Length: {length}\r\n\r\n",
            rand::random::<u64>()
        )
    };
    let mut stream = tokio::net::TcpStream::connect(tcp).await.unwrap();
    stream.write_all(options("18446744073709551615").as_bytes()).await.unwrap();
    let mut answer = String::new();
    tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with("SIP/2.0 400"), "{answer}");

    let mut stream = tokio::net::TcpStream::connect(tcp).await.unwrap();
    let text = format!(
        "\r\n\r\nFOO sip:x SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: f\r\nCSeq: 1 FOO\r\n\r\n{}",
        options("0")
    );
    for part in text.as_bytes().chunks(37) {
        stream.write_all(part).await.unwrap();
        stream.flush().await.unwrap();
    }
    let mut buffer = Vec::new();
    let read = async {
        while !String::from_utf8_lossy(&buffer).contains("SIP/2.0 200") {
            assert!(stream.read_buf(&mut buffer).await.unwrap() > 0);
        }
    };
    tokio::time::timeout(PATIENCE, read).await.unwrap();
    let text = String::from_utf8_lossy(&buffer);
    assert!(text.starts_with("\r\nSIP/2.0 501"), "{text}");
}

#[tokio::test]
async fn caps_and_draining_are_503_with_retry_after() {
    let caps = Caps { concurrent_calls: 1, ..Caps::default() };
    let (signal, mut events, address) = door(SignalConfig { caps, ..config() }).await;
    let mut first = Peer::new(address).await;
    let call = first.call(&mut events, "").await;
    let mut second = Peer::new(address).await;
    second.invite("", OFFER).await;
    let refused = second.expect("503").await;
    assert!(refused.contains("Retry-After: "));
    call.leg.hangup(wasl_model::EndCause::Released);
    let bye = first.expect("BYE").await;
    first.answer(&bye, "200 OK", "", "").await;
    clean(&signal).await;
    signal.drain();
    let mut third = Peer::new(address).await;
    third.invite("", OFFER).await;
    assert!(third.expect("503").await.contains("Retry-After: 60"));
}

#[tokio::test]
async fn strangers_get_405_403_401_and_no_call() {
    let (_signal, mut events, address) = door(SignalConfig { open_door: false, ..config() }).await;
    let mut peer = Peer::new(address).await;
    for (method, line) in
        [("MESSAGE", "405"), ("SUBSCRIBE", "405"), ("REFER", "403"), ("INVITE", "401"), ("NOTIFY", "481")]
    {
        peer.ask(method, "", "").await;
        peer.expect_about(line, method).await;
    }
    assert!(events.try_recv().is_err());
}

/// The torture messages and one INVITE with everything in it.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> =
        corpus("rfc4475").into_iter().chain(corpus("rfc5118")).map(|(_, bytes)| bytes).collect();
    let text = format!(
        "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: \"x\" <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n\
         Call-ID: x\r\nCSeq: 1 INVITE\r\nSession-Expires: 90;refresher=uac\r\nSupported: timer, 100rel\r\n\
         Content-Type: multipart/mixed;boundary=b\r\nContent-Length: 60\r\n\r\n--b\r\nContent-Type: application/sdp\r\n\r\n{OFFER}"
    );
    seeds.push(text.into_bytes());
    seeds
}

fn mutate(seed: &[u8], dice: &mut rand::rngs::StdRng) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..dice.random_range(1..6) {
        let at = dice.random_range(0..bytes.len().max(1));
        match dice.random_range(0..4) {
            0 if at < bytes.len() => bytes[at] = dice.random(),
            1 => bytes.truncate(at),
            2 => bytes.splice(at..at, *b";=<\">").for_each(drop),
            _ => bytes = [&bytes[at.min(bytes.len())..], &bytes[..]].concat(),
        }
        bytes.truncate(8192);
    }
    bytes
}

#[test]
fn mutated_messages_never_panic() {
    let (seeds, mut dice) = (seeds(), rand::rngs::StdRng::seed_from_u64(7));
    for _ in 0..5_000 {
        wasl_signal::fuzz_bytes(&mutate(&seeds[dice.random_range(0..seeds.len())], &mut dice));
    }
}

#[tokio::test]
async fn mutants_over_the_wire_leave_the_door_open_and_nothing_behind() {
    let (signal, mut events, address) = door(config()).await;
    tokio::spawn(async move { while events.recv().await.is_some() {} });
    let (seeds, mut dice) = (seeds(), rand::rngs::StdRng::seed_from_u64(11));
    let mut probe = Peer::new(address).await;
    let stranger = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    for round in 0..40 {
        for _ in 0..50 {
            let mutant = mutate(&seeds[dice.random_range(0..seeds.len())], &mut dice);
            stranger.send_to(&mutant, address).await.unwrap();
        }
        alive(&mut probe).await;
        // The same over a stream, which may be cut off but must not harm others.
        if round % 4 == 0 {
            let mut stream = tokio::net::TcpStream::connect(signal.local_addresses().tcp[0]).await.unwrap();
            let _ = stream.write_all(&mutate(&seeds[dice.random_range(0..seeds.len())], &mut dice)).await;
        }
    }
    clean(&signal).await;
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        wasl_signal::fuzz_bytes(&bytes);
    }
}
