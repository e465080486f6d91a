//! baresip, a phone that plays one WAV and records what it hears (its `sndfile` module).

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::PATIENCE;
use super::port;
use super::process::Process;
use super::wav::{self, Wav};

/// A running baresip with its own folder.
pub(crate) struct Baresip {
    process: Process,
    folder: tempfile::TempDir,
    control: TcpStream,
    _rtp: port::Range,
}

/// Which codec baresip offers, and at what rate its sound file must be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Codec {
    /// `PCMU/8000/1`.
    Pcmu,
    /// `PCMA/8000/1`.
    Pcma,
    /// `G722/16000/1`.
    G722,
}

impl Codec {
    fn name(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU/8000/1",
            Self::Pcma => "PCMA/8000/1",
            Self::G722 => "G722/16000/1",
        }
    }

    fn rate_hz(self) -> u32 {
        match self {
            Self::Pcmu | Self::Pcma => 8000,
            Self::G722 => 16_000,
        }
    }
}

impl Baresip {
    /// Starts a phone that only calls.
    pub(crate) fn caller(codec: Codec, tone_hz: f64) -> Self {
        let port = port::free();
        Self::start(codec, tone_hz, port, &format!("<sip:caller@127.0.0.1:{port}>;regint=0"))
    }

    /// Starts an agent's phone that answers every call; `sign_in` is told its port before it runs.
    pub(crate) fn agent(codec: Codec, tone_hz: f64, user: &str, sign_in: impl FnOnce(u16)) -> Self {
        let port = port::free();
        sign_in(port);
        Self::start(codec, tone_hz, port, &format!("<sip:{user}@127.0.0.1:{port}>;regint=0;answermode=auto"))
    }

    /// Starts an agent's phone that signs in by itself, with the one algorithm it knows: MD5.
    pub(crate) fn registered(codec: Codec, registrar: SocketAddr, user: &str, password: &str) -> Self {
        let account = format!("<sip:{user}@{registrar}>;auth_user={user};auth_pass={password};regint=300");
        let phone = Self::start(codec, 700.0, port::free(), &account);
        phone.process.wait_for("200 OK", PATIENCE);
        phone
    }

    fn start(codec: Codec, tone_hz: f64, port: u16, account: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder for baresip");
        let rtp = port::Range::reserve(20);
        let control = port::free();
        let here = folder.path().display();
        // `lo` as interface fails; without an audio player of some kind nothing is decoded, `aubridge` is one.
        let config = format!(
            "sip_listen 127.0.0.1:{port}\nnet_interface 127.0.0.1\nrtp_ports {rtp}\n\
             audio_source aufile,{here}/play.wav\naudio_player aubridge,far\naudio_alert aubridge,bell\n\
             module_path /usr/lib/baresip/modules\nmodule aufile.so\nmodule aubridge.so\nmodule g711.so\n\
             module g722.so\nmodule sndfile.so\nsnd_path {here}\nmodule_app account.so\nmodule_app menu.so\n\
             module_app ctrl_tcp.so\nctrl_tcp_listen 127.0.0.1:{control}\n"
        );
        std::fs::write(folder.path().join("config"), config).expect("the folder is ours");
        std::fs::write(folder.path().join("accounts"), format!("{account};audio_codecs={}\n", codec.name()))
            .expect("the folder is ours");
        std::fs::write(folder.path().join("contacts"), "").expect("the folder is ours");
        wav::write_tone(&folder.path().join("play.wav"), tone_hz, codec.rate_hz(), 40);
        let process = Process::start("baresip", Command::new("baresip").arg("-f").arg(folder.path()));
        process.wait_for("baresip is ready", PATIENCE);
        let control = TcpStream::connect((Ipv4Addr::LOCALHOST, control)).expect("its control port is open");
        Self { process, folder, control, _rtp: rtp }
    }

    /// Calls `user` there and waits until it is connected.
    pub(crate) fn call(&mut self, target: SocketAddr, user: &str) {
        self.order("dial", &format!("sip:{user}@{target}"));
        self.expect_call(PATIENCE);
    }

    /// Waits until a call is up.
    pub(crate) fn expect_call(&self, at_most: Duration) {
        self.process.wait_for("Call established", at_most);
    }

    /// Hangs up.
    pub(crate) fn hang_up(&mut self) {
        self.order("hangup", "");
        self.expect_end(PATIENCE);
    }

    /// Waits until the call is over.
    pub(crate) fn expect_end(&self, at_most: Duration) {
        self.process.wait_for("terminated (duration", at_most);
    }

    /// Waits until it has heard that tone for so long.
    pub(crate) fn expect_heard(&self, tone_hz: f64, long: Duration) {
        wav::expect_heard("baresip", long, || {
            let begun = self.recording().filter(|path| std::fs::metadata(path).is_ok_and(|file| file.len() > 1000));
            begun.map_or(Duration::ZERO, |path| Wav::read(&path).tone(0, tone_hz))
        });
    }

    /// Leaves.
    pub(crate) fn quit(mut self) {
        self.order("quit", "");
        self.process.wait(PATIENCE);
    }

    fn recording(&self) -> Option<PathBuf> {
        let files = std::fs::read_dir(self.folder.path()).expect("the folder is ours");
        let dumps = files.flatten().map(|file| file.path());
        dumps.filter(|path| path.to_string_lossy().ends_with("-dec.wav")).max()
    }

    /// Its control port speaks JSON in netstrings.
    fn order(&mut self, command: &str, parameters: &str) {
        let json = serde_json::json!({ "command": command, "params": parameters, "token": "t" }).to_string();
        write!(self.control, "{}:{json},", json.len()).expect("baresip listens");
        self.control.set_read_timeout(Some(PATIENCE)).expect("not zero");
        let _ = self.control.read(&mut [0; 4096]);
    }
}

#[test]
fn baresip_and_a_sipp_agent_hear_each_other() {
    use super::rtp::Sound;
    use super::sipp::Scenario;
    let agent = Scenario::named("agent-answers-expect-bye").start();
    let mut caller = Baresip::caller(Codec::Pcmu, 1000.0);
    caller.call(SocketAddr::from(([127, 0, 0, 1], agent.port())), "x");
    agent.expect_call(PATIENCE);
    agent.sound.play(Sound::Tone(700.0));
    agent.sound.expect_tone(1000.0, PATIENCE);
    caller.expect_heard(700.0, Duration::from_millis(800));
    caller.hang_up();
    agent.finish();
}
