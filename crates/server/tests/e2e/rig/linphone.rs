//! linphonec, a phone that plays one WAV and records what it hears into another.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::PATIENCE;
use super::port;
use super::process::Process;
use super::wav::{self, Wav};

/// A running linphonec with its own home folder.
pub(crate) struct Linphone {
    process: Process,
    home: tempfile::TempDir,
    _rtp: port::Range,
}

impl Linphone {
    /// Starts it; it plays that tone for as long as a call lasts. `answers` makes it take every call.
    pub(crate) fn start(tone_hz: f64, answers: bool) -> Self {
        let home = tempfile::tempdir().expect("a home for linphonec");
        std::fs::create_dir_all(home.path().join(".local/share/linphone")).expect("the home is ours");
        // Its SDP names the machine's outside address although its packets come from loopback, as those of a phone with
        // several addresses do. With echo cancellation it would silence its own tone as it comes back.
        // A TCP port of 0 or a bind address would break its UDP ("No listening point matching").
        let (port, rtp) = (port::free(), port::Range::reserve(4));
        let rc = format!(
            "[sip]\nsip_port={port}\nsip_tcp_port={port}\nipv6_migration_done=1\nuse_ipv6=0\n\n\
             [sound]\nechocancellation=0\n\n[rtp]\naudio_rtp_port={rtp}\n\n\
             [video]\nenabled=0\nautomatically_initiate=0\nautomatically_accept=0\n"
        );
        std::fs::write(home.path().join("rc"), rc).expect("the home is ours");
        wav::write_tone(&home.path().join("play.wav"), tone_hz, 48_000, 40);
        let mut command = Command::new("linphonec");
        command.env("HOME", home.path()).args(["-d", "0", "-c"]).arg(home.path().join("rc"));
        command.args(answers.then_some("-a"));
        let process = Process::start("linphonec", &mut command);
        let mut phone = Self { process, home, _rtp: rtp };
        phone.set_up();
        phone
    }

    fn set_up(&mut self) {
        self.process.wait_for("linphonec>", PATIENCE);
        self.process.say("soundcard use files");
        self.process.wait_for("Using wav files", PATIENCE);
        let (play, record) = (self.home.path().join("play.wav"), self.recording_path());
        self.process.say(&format!("play {}", play.display()));
        self.process.say(&format!("record {}", record.display()));
    }

    /// Signs in at a registrar; it does not say when it is.
    pub(crate) fn register(&mut self, registrar: SocketAddr, user: &str, password: &str) {
        self.process.say(&format!("register sip:{user}@{registrar} sip:{registrar} {password}"));
    }

    /// Calls `user` there and waits until it is connected.
    pub(crate) fn call(&mut self, target: SocketAddr, user: &str) {
        self.process.say(&format!("call sip:{user}@{target}"));
        self.expect_call(PATIENCE);
    }

    /// Waits until a call's sound is up.
    pub(crate) fn expect_call(&self, at_most: Duration) {
        self.process.wait_for("Media streams established", at_most);
    }

    /// Presses one key.
    pub(crate) fn press(&mut self, key: char) {
        self.process.say(&key.to_string());
    }

    /// Puts the call on hold.
    pub(crate) fn hold(&mut self) {
        self.process.say("pause");
        self.process.wait_for("is now paused", PATIENCE);
    }

    /// Takes it back.
    pub(crate) fn resume(&mut self) {
        self.process.say("resume");
        self.process.wait_for("Resuming call", PATIENCE);
    }

    /// Hangs up and waits for it.
    pub(crate) fn hang_up(&mut self) {
        self.process.say("terminate");
        self.expect_end(PATIENCE);
    }

    /// Waits until the call is over.
    pub(crate) fn expect_end(&self, at_most: Duration) {
        self.process.wait_for("ended (", at_most);
    }

    /// Waits until it has heard that tone for so long.
    pub(crate) fn expect_heard(&self, tone_hz: f64, long: Duration) {
        wav::expect_heard("linphonec", long, || {
            let heard = Wav::read_headless(&self.recording_path());
            heard.iter().map(|sound| sound.tone(0, tone_hz)).max().unwrap_or_default()
        });
    }

    fn recording_path(&self) -> PathBuf {
        self.home.path().join("heard.wav")
    }
}

#[test]
fn linphonec_and_a_sipp_agent_hear_each_other() {
    use super::rtp::Sound;
    use super::sipp::Scenario;
    let agent = Scenario::named("agent-answers-expect-bye").start();
    let mut caller = Linphone::start(1000.0, false);
    caller.call(SocketAddr::from(([127, 0, 0, 1], agent.port())), "x");
    agent.expect_call(PATIENCE);
    agent.sound.play(Sound::Tone(700.0));
    agent.sound.expect_tone(1000.0, PATIENCE);
    caller.expect_heard(700.0, Duration::from_millis(800));
    caller.hang_up();
    agent.finish();
}
