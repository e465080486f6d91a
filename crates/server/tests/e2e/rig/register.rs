//! Signing a phone in on its behalf: REGISTER with digest (RFC 3261 §22, RFC 7616), hashed by coreutils.
//!
//! sipp 3.6 and baresip 1.0 know MD5 only and give up at a second challenge, so the rig registers for them.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The algorithms of the challenge, and coreutils' program for each.
const HASHES: [(&str, &str); 2] = [("SHA-256", "sha256sum"), ("MD5", "md5sum")];

/// Binds `user` to the phone at that port for ten minutes. The phone is started afterwards: the server calls it on the
/// way its REGISTER came, so the REGISTER must come from the phone's own port.
pub(crate) fn register(registrar: SocketAddr, user: &str, password: &str, phone_port: u16) {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, phone_port)).expect("the phone does not run yet");
    socket.set_read_timeout(Some(Duration::from_millis(500))).expect("not zero");
    let request = Request { registrar, user, phone_port, own: socket.local_addr().expect("it is bound") };
    let challenged = request.ask(&socket, 1, "");
    let authorization = request.authorization(&challenged, password);
    let answer = request.ask(&socket, 2, &authorization);
    assert!(answer.starts_with("SIP/2.0 200"), "{user} cannot register: {answer}");
    assert!(answer.contains(&format!(":{phone_port}")), "the 200 lists the contact: {answer}");
}

struct Request<'a> {
    registrar: SocketAddr,
    user: &'a str,
    phone_port: u16,
    own: SocketAddr,
}

impl Request<'_> {
    /// Sends it until it is answered, as UDP wants.
    fn ask(&self, socket: &UdpSocket, sequence: u32, authorization: &str) -> String {
        let message = self.message(sequence, authorization);
        let mut bytes = [0; 4096];
        for _ in 0..60 {
            socket.send_to(message.as_bytes(), self.registrar).expect("loopback takes it");
            while let Ok((count, _)) = socket.recv_from(&mut bytes) {
                let answer = String::from_utf8_lossy(&bytes[..count]).into_owned();
                if answer.contains(&format!("CSeq: {sequence} ")) && !answer.starts_with("SIP/2.0 1") {
                    return answer;
                }
            }
        }
        panic!("no answer to REGISTER of {}", self.user);
    }

    fn message(&self, sequence: u32, authorization: &str) -> String {
        let Self { registrar, user, phone_port, own } = self;
        let port = own.port();
        format!(
            "REGISTER sip:{registrar} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bKr{port}x{sequence};rport\r\n\
             Max-Forwards: 70\r\nFrom: <sip:{user}@{registrar}>;tag=r{port}\r\nTo: <sip:{user}@{registrar}>\r\n\
             Call-ID: register-{port}\r\nCSeq: {sequence} REGISTER\r\n\
             Contact: <sip:{user}@127.0.0.1:{phone_port}>;expires=600\r\n{authorization}Content-Length: 0\r\n\r\n"
        )
    }

    /// Answers the first challenge whose algorithm is known (RFC 8760 §2.4).
    fn authorization(&self, challenged: &str, password: &str) -> String {
        let challenges = challenged.lines().filter_map(|line| line.strip_prefix("WWW-Authenticate: Digest "));
        let known = |challenge: &str| HASHES.into_iter().find(|(name, _)| parameter(challenge, "algorithm") == *name);
        let (challenge, (algorithm, program)) = challenges
            .filter_map(|challenge| Some((challenge, known(challenge)?)))
            .next()
            .unwrap_or_else(|| panic!("no challenge: {challenged}"));
        let (realm, nonce) = (parameter(challenge, "realm"), parameter(challenge, "nonce"));
        let uri = format!("sip:{}", self.registrar);
        let secret = hash(program, &format!("{}:{realm}:{password}", self.user));
        let what = hash(program, &format!("REGISTER:{uri}"));
        let response = hash(program, &format!("{secret}:{nonce}:00000001:rig:auth:{what}"));
        format!(
            "Authorization: Digest username=\"{}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             response=\"{response}\", algorithm={algorithm}, qop=auth, nc=00000001, cnonce=\"rig\"\r\n",
            self.user
        )
    }
}

fn parameter<'a>(challenge: &'a str, name: &str) -> &'a str {
    let mut pairs = challenge.split(',').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map_or("", |(_, value)| value.trim_matches('"'))
}

fn hash(program: &str, text: &str) -> String {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} of coreutils is needed: {error}"));
    child.stdin.take().expect("stdin is piped").write_all(text.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends").stdout;
    String::from_utf8_lossy(&output).split(' ').next().unwrap_or_default().to_owned()
}

#[test]
fn hashes_are_those_of_rfc_7616() {
    assert_eq!(hash("md5sum", "Mufasa:http-auth@example.org:Circle of Life"), "3d78807defe7de2157e2b0b6573a855f");
}
