//! What no phone would send: the server answers OPTIONS after each of it, and a call still works at the end.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::time::Duration;

use crate::rig::PATIENCE;
use crate::rig::rtp::Sound;
use crate::rig::sipp::{Scenario, workspace_root};
use crate::rig::wasl::Wasl;

/// Each broke or fooled a SIP stack somewhere.
const NASTY: &[&[u8]] = &[
    b"",
    b"\r\n\r\n",
    b"\0\0\0\0",
    b"INVITE sip:x@127.0.0.1 SIP/2.0\r\n\r\n",
    b"FOO sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKf\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@c>\r\nCall-ID: foo\r\nCSeq: 1 FOO\r\nContent-Length: 0\r\n\r\n",
    b"OPTIONS sip:x@127.0.0.1 SIP/9.9\r\nVia: SIP/9.9/UDP 127.0.0.1;branch=z9hG4bKv\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@c>\r\nCall-ID: nine\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
    b"INVITE sip:echo@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKc\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@c>\r\nCall-ID: cseq\r\nCSeq: 99999999999999999999 INVITE\r\nContent-Length: 18446744073709551615\r\n\r\n",
    b"CANCEL sip:echo@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKn\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@c>;tag=\r\nCall-ID: none\r\nCSeq: 1 CANCEL\r\nContent-Length: 0\r\n\r\n",
    b"SIP/2.0 4294967301 better not\r\nVia: SIP/2.0/UDP 127.0.0.1\r\n\r\n",
    b"INVITE sip:echo@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKm\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@c>\r\nCall-ID: multi\r\nCSeq: 1 INVITE\r\nContent-Type: multipart/mixed;boundary=\"\r\nContent-Length: 9\r\n\r\n----\r\n--x",
];

#[test]
fn no_message_keeps_the_server_from_answering() {
    let wasl = Wasl::start();
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback gives ports");
    for message in NASTY.iter().map(|message| message.to_vec()).chain([oversized()]).chain(corpus()) {
        let _ = socket.send_to(&message, wasl.sip());
        let shown = String::from_utf8_lossy(message.get(..60).unwrap_or(&message)).into_owned();
        assert!(answers_options(&socket, wasl.sip()), "no answer to OPTIONS after `{shown}`");
    }
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(wasl.sip(), "echo").start();
    caller.expect_call(PATIENCE);
    caller.sound.play(Sound::Tone(1000.0));
    caller.sound.expect_tone(1000.0, PATIENCE);
    caller.hang_up();
    assert!(!wasl.log().contains("panicked"), "something panicked:\n{}", wasl.log());
}

/// A Latin-1 byte in a header comes from old PBXs; the call behind it must not be lost in silence.
#[test]
fn a_latin_1_name_is_answered() {
    let wasl = Wasl::start();
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback gives ports");
    let mut message = options(&socket, "latin");
    let at = message.windows(6).position(|bytes| bytes == b"From: ").expect("it has a From") + 6;
    message.splice(at..at, *b"\"J\xf6rg\" ");
    assert!(is_answered(&socket, wasl.sip(), &message, "latin"), "no answer to a Latin-1 name");
}

/// The torture messages of RFC 4475, when they lie beside the project.
fn corpus() -> Vec<Vec<u8>> {
    let folder = workspace_root().join("../shared/data/sip/rfc4475");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    files.retain(|path| path.extension().is_none_or(|extension| extension != "tsv" && extension != "md"));
    files.sort();
    files.iter().filter_map(|path| std::fs::read(path).ok()).collect()
}

fn oversized() -> Vec<u8> {
    let mut message = b"OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nSubject: ".to_vec();
    message.resize(20_000, b'x');
    message
}

fn answers_options(socket: &UdpSocket, server: SocketAddr) -> bool {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let id = format!("probe-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    is_answered(socket, server, &options(socket, &id), &id)
}

/// Sends it again and again, as UDP wants; other answers on the way are passed over.
fn is_answered(socket: &UdpSocket, server: SocketAddr, message: &[u8], id: &str) -> bool {
    socket.set_read_timeout(Some(Duration::from_millis(500))).expect("not zero");
    let mut bytes = [0; 65_536];
    for _ in 0..60 {
        let _ = socket.send_to(message, server);
        while let Ok((count, _)) = socket.recv_from(&mut bytes) {
            if String::from_utf8_lossy(&bytes[..count]).contains(&format!("Call-ID: {id}\r\n")) {
                return true;
            }
        }
    }
    false
}

fn options(socket: &UdpSocket, id: &str) -> Vec<u8> {
    let port = socket.local_addr().expect("it is bound").port();
    format!(
        "OPTIONS sip:probe@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{id};rport\r\n\
         Max-Forwards: 70\r\nFrom: <sip:probe@127.0.0.1:{port}>;tag={id}\r\nTo: <sip:probe@127.0.0.1>\r\n\
         Call-ID: {id}\r\nCSeq: 1 OPTIONS\r\nContact: <sip:probe@127.0.0.1:{port}>\r\nContent-Length: 0\r\n\r\n"
    )
    .into_bytes()
}
