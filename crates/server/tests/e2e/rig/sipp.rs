//! sipp for the signalling, an [`RtpPeer`] for its sound.
//!
//! The scenarios lie in `loadtest/scenarios/` and are named `<who>-<does>-expect-<what>.xml`.
//! Where one waits for a MESSAGE, the test says when it [goes on](Sipp::go_on): no talk ends before all was heard.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::PATIENCE;
use super::g711::Law;
use super::port;
use super::process::Process;
use super::rtp::RtpPeer;

/// No scenario of the tests runs longer; a test is ended after four minutes.
const LONGEST: Duration = Duration::from_secs(150);

/// A scenario before it runs.
pub(crate) struct Scenario {
    name: &'static str,
    arguments: Vec<String>,
    law: Law,
    port: u16,
}

/// A scenario that runs once, with a sound of its own.
pub(crate) struct Sipp {
    process: Process,
    folder: tempfile::TempDir,
    port: u16,
    /// What it plays and hears.
    pub(crate) sound: RtpPeer,
}

/// One SIP message as sipp saw it.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// It came from the far end (else sipp sent it).
    pub(crate) received: bool,
    /// All of it, lines ended by `\n`.
    pub(crate) text: String,
}

impl Scenario {
    /// A scenario by its file name without `.xml`.
    pub(crate) fn named(name: &'static str) -> Self {
        Self { name, arguments: Vec::new(), law: Law::Mu, port: port::free() }.key("digit", "5").key("agent", "nobody")
    }

    /// Calls `user` there.
    pub(crate) fn to(mut self, target: SocketAddr, user: &str) -> Self {
        self.arguments.extend([target.to_string(), "-s".to_owned(), user.to_owned()]);
        self
    }

    /// Gives one of the scenario's keys a value; the last one given counts.
    pub(crate) fn key(mut self, key: &str, value: &str) -> Self {
        self.arguments.extend(["-key".to_owned(), key.to_owned(), value.to_owned()]);
        self
    }

    /// Its SIP port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// How long each of its pauses lasts.
    pub(crate) fn pause(mut self, pause: Duration) -> Self {
        self.arguments.extend(["-d".to_owned(), pause.as_millis().to_string()]);
        self
    }

    /// Speaks TCP.
    pub(crate) fn over_tcp(mut self) -> Self {
        self.arguments.extend(["-t".to_owned(), "t1".to_owned()]);
        self
    }

    /// Which codec it offers.
    pub(crate) fn law(mut self, law: Law) -> Self {
        self.law = law;
        self
    }

    /// Runs it once.
    pub(crate) fn start(self) -> Sipp {
        let sound = RtpPeer::start(self.law);
        let folder = tempfile::tempdir().expect("a folder for sipp's messages");
        let has_caller = self.arguments.iter().any(|argument| argument == "caller");
        let mut command = Command::new("sipp");
        command.current_dir(folder.path()).arg("-sf").arg(scenario_file(self.name)).args(&self.arguments);
        command.args(["-i", "127.0.0.1", "-m", "1", "-nostdin", "-trace_msg", "-message_file", "messages"]);
        command.args(["-trace_err", "-error_file", "errors", "-trace_logs", "-log_file", "logs"]);
        command.args(["-p", &self.port.to_string(), "-timeout", &format!("{}s", LONGEST.as_secs())]);
        command.args(["-key", "rtp_port", &sound.port().to_string()]);
        command.args(["-key", "codec_pt", &self.law.payload_type().to_string()]);
        command.args(["-key", "codec_name", self.law.rtpmap()]);
        if !has_caller {
            command.args(["-key", "caller", "caller"]);
        }
        Sipp { process: Process::start(self.name, &mut command), folder, port: self.port, sound }
    }
}

impl Sipp {
    /// Its SIP port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Waits for a message from the far end that holds all of `needles`.
    pub(crate) fn expect_message(&self, needles: &[&str], at_most: Duration) -> Message {
        let deadline = Instant::now() + at_most;
        loop {
            let messages = self.messages();
            let is_it = |message: &&Message| message.received && needles.iter().all(|n| message.text.contains(n));
            if let Some(message) = messages.iter().find(is_it) {
                return message.clone();
            }
            assert!(Instant::now() < deadline, "no message with {needles:?} within {at_most:?}:\n{}", self.story());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the call is up (as caller: 200 came; as agent: ACK came), then plays to where the far end said.
    pub(crate) fn expect_call(&self, at_most: Duration) {
        let deadline = Instant::now() + at_most;
        loop {
            let messages = self.messages();
            let up = messages.iter().any(|m| m.received && (m.is_answer_to_invite() || m.text.starts_with("ACK ")));
            let sound = messages.iter().filter(|m| m.received).filter_map(Message::sound_address).next_back();
            if let (true, Some(sound)) = (up, sound) {
                return self.sound.aim(sound);
            }
            assert!(Instant::now() < deadline, "no call came up within {at_most:?}:\n{}", self.story());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until as many messages of one kind came as of another; their first lines begin so.
    pub(crate) fn expect_as_many(&self, one: &str, other: &str, at_most: Duration) {
        let count = |kind: &str| self.messages().iter().filter(|m| m.received && m.text.starts_with(kind)).count();
        let deadline = Instant::now() + at_most;
        while count(one) != count(other) {
            assert!(Instant::now() < deadline, "not as many {one} as {other}:\n{}", self.story());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Lets it go on where it waits for a MESSAGE: from one stretch to the next, or to hang up.
    pub(crate) fn go_on(&self) {
        let messages = self.wait_for_messages(|all| all.last().is_some_and(Message::leaves_nothing_open));
        let call = messages.last().map_or("", |last| last.header("Call-ID"));
        let message = format!(
            "MESSAGE sip:phone@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKrig\r\n\
             From: <sip:rig@127.0.0.1>;tag=rig\r\nTo: <sip:phone@127.0.0.1>\r\nCall-ID: {call}\r\n\
             CSeq: {} MESSAGE\r\nContent-Length: 0\r\n\r\n",
            messages.len()
        );
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback gives ports");
        socket.send_to(message.as_bytes(), (Ipv4Addr::LOCALHOST, self.port)).expect("loopback takes it");
        // The MESSAGE, and what it sends thereupon.
        self.wait_for_messages(|all| all.len() >= messages.len() + 2);
    }

    fn wait_for_messages(&self, are_so: impl Fn(&[Message]) -> bool) -> Vec<Message> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let messages = self.messages();
            if are_so(&messages) {
                return messages;
            }
            assert!(Instant::now() < deadline, "it waits for something else:\n{}", self.story());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Lets it go on to its end, which must come as the scenario says.
    pub(crate) fn hang_up(self) -> RtpPeer {
        self.go_on();
        self.finish()
    }

    /// Every message so far, in order.
    pub(crate) fn messages(&self) -> Vec<Message> {
        let text = self.file("messages");
        text.split("\n----------------------------------------------- ")
            .filter_map(|block| {
                let (head, body) = block.split_once("\n\n")?;
                let received = head.contains("message received");
                (received || head.contains("message sent")).then(|| Message { received, text: body.to_owned() })
            })
            .collect()
    }

    /// Waits for its end and tells whether everything went as the scenario says.
    pub(crate) fn finish(mut self) -> RtpPeer {
        let status = self.process.wait(LONGEST);
        assert!(status.success(), "the scenario failed ({status}):\n{}", self.story());
        self.sound
    }

    fn story(&self) -> String {
        format!("{}\n{}\n{}", self.file("messages"), self.file("errors"), self.file("logs"))
    }

    fn file(&self, name: &str) -> String {
        let bytes = std::fs::read(self.folder.path().join(name)).unwrap_or_default();
        format!("\n{}", String::from_utf8_lossy(&bytes).replace('\r', ""))
    }
}

impl Message {
    /// Nothing is under way after it: the call was acknowledged, or what was asked within it was answered.
    fn leaves_nothing_open(&self) -> bool {
        let is_answer = self.received && self.text.starts_with("SIP/2.0 200") && !self.is_answer_to_invite();
        self.text.starts_with("ACK ") || is_answer
    }

    fn header(&self, name: &str) -> &str {
        let mut headers = self.text.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(header, _)| *header == name).map_or("", |(_, value)| value)
    }

    fn is_answer_to_invite(&self) -> bool {
        self.text.starts_with("SIP/2.0 200") && self.text.contains("INVITE\n")
    }

    /// Where its SDP wants the sound (RFC 4566 §5.7, §5.14).
    pub(crate) fn sound_address(&self) -> Option<SocketAddr> {
        let host = self.text.lines().find_map(|line| line.strip_prefix("c=IN IP4 "))?;
        let port = self.text.lines().find_map(|line| line.strip_prefix("m=audio "))?.split(' ').next()?;
        format!("{}:{port}", host.trim()).parse().ok()
    }
}

/// The workspace's root: two folders above this crate.
pub(crate) fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is there")
}

fn scenario_file(name: &str) -> PathBuf {
    workspace_root().join("loadtest/scenarios").join(name).with_extension("xml")
}

#[test]
fn a_sipp_caller_and_a_sipp_agent_hear_each_other_through_the_rig() {
    use super::rtp::Sound;
    let agent = Scenario::named("agent-answers-expect-bye").start();
    let there = SocketAddr::from(([127, 0, 0, 1], agent.port()));
    let caller = Scenario::named("caller-talks-until-told-expect-200").to(there, "x").start();
    agent.expect_call(PATIENCE);
    caller.expect_call(PATIENCE);
    agent.sound.play(Sound::Tone(700.0));
    caller.sound.play(Sound::Tone(1000.0));
    caller.sound.expect_tone(700.0, PATIENCE);
    agent.sound.expect_tone(1000.0, PATIENCE);
    caller.hang_up();
    agent.finish();
}
