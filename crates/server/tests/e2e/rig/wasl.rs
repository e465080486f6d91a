//! The server under test: the binary itself, with the demo's configuration and a folder of its own.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::PATIENCE;
use super::page::Page;
use super::port;
use super::process::Process;
use super::register::register;
use super::sipp::{Scenario, workspace_root};

/// A server before it runs.
pub(crate) struct Setup {
    variables: Vec<(String, String)>,
    more: String,
}

/// A running server. It is ended when dropped.
pub(crate) struct Wasl {
    process: Process,
    data: tempfile::TempDir,
    variables: Vec<(String, String)>,
    sip: SocketAddr,
    http: SocketAddr,
    _rtp: port::Range,
}

impl Setup {
    /// One key of the configuration, as `ROUTING__RING_S`.
    pub(crate) fn set(mut self, key: &str, value: &str) -> Self {
        self.variables.push((format!("WASL_{key}"), value.to_owned()));
        self
    }

    /// Tables after those of the demo's configuration, as TOML.
    pub(crate) fn with(mut self, tables: &str) -> Self {
        self.more.push_str(tables);
        let root = workspace_root();
        self.set("DESK__DIR", &root.join("config").display().to_string())
            .set("DESK__PROMPTS", &root.join("prompts").display().to_string())
            .set("MODELS__DIR", &root.join("models").display().to_string())
    }

    /// Starts it on free ports and waits until it is ready.
    pub(crate) fn start(self) -> Wasl {
        let data = tempfile::tempdir().expect("a folder for the server");
        let rtp = port::Range::reserve(40);
        let (sip, http) = (address(port::free()), address(port::free()));
        let mut variables = addresses(sip, http, &rtp, data.path());
        variables.extend(self.variables);
        write_config(data.path(), &self.more);
        let process = spawn(&variables, &data);
        let mut wasl = Wasl { process, data, variables, sip, http, _rtp: rtp };
        wasl.wait_until_ready();
        wasl
    }
}

impl Wasl {
    /// The demo's configuration without speech models, so that a test needs none.
    pub(crate) fn setup() -> Setup {
        Setup { variables: Vec::new(), more: String::new() }
            .set("SPEECH__ENABLED", "false")
            .set("LOG__FILTER", "info,rsipstack=error,rtc=error,rtc_ice=error,rtc_dtls=error,webrtc=error")
    }

    /// Starts it as set up by [`setup`](Self::setup).
    pub(crate) fn start() -> Self {
        Self::setup().start()
    }

    /// Its folder of data.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.data.path()
    }

    /// Adds a user and signs in.
    pub(crate) fn page(&self, user: &str, role: &str) -> Page {
        let password = format!("{user}-and-a-long-word");
        let mut command = Command::new(binary());
        command.args(["user", "add", user, "--role", role]).arg("--config").arg(config_file(self.data.path()));
        command.arg("--data").arg(self.data.path()).envs(self.variables.iter().cloned());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("wasl runs");
        let mut stdin = child.stdin.take().expect("it reads a password");
        writeln!(stdin, "{password}").expect("it takes the password");
        drop(stdin);
        assert!(child.wait().expect("wasl ends").success(), "{user} cannot be added");
        Page::open(self.http, user, &password)
    }

    /// Where it takes SIP, over UDP and TCP.
    pub(crate) fn sip(&self) -> SocketAddr {
        self.sip
    }

    /// The body of a GET of its HTTP side.
    pub(crate) fn get(&self, path: &str) -> Result<String, String> {
        let failed = |error: std::io::Error| format!("GET {path}: {error}");
        let mut stream = TcpStream::connect_timeout(&self.http, PATIENCE).map_err(failed)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: wasl\r\nConnection: close\r\n\r\n").map_err(failed)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(failed)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| format!("GET {path}: cut short"))?;
        if head.starts_with("HTTP/1.1 200") { Ok(body.to_owned()) } else { Err(format!("GET {path}: {head}")) }
    }

    /// Runs `wasl` with the server's configuration and data, and gives what it printed.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(binary());
        command.args(arguments).arg("--config").arg(config_file(self.data.path())).arg("--data").arg(self.data.path());
        let output = command.envs(self.variables.iter().cloned()).output().expect("wasl runs");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "wasl {arguments:?} failed ({}): {out}{err}", output.status);
        out.into_owned()
    }

    /// The calls it kept, newest first, as `wasl calls list --json` prints them.
    pub(crate) fn calls(&self) -> Vec<serde_json::Value> {
        json_values(&self.run(&["calls", "list", "--json"]))
    }

    /// The whole of one call, as `wasl calls show ID --json` prints it.
    pub(crate) fn call(&self, id: &str) -> serde_json::Value {
        let mut values = json_values(&self.run(&["calls", "show", id, "--json"]));
        values.pop().unwrap_or_else(|| panic!("call {id} is not there"))
    }

    /// Waits until it kept so many calls and all are over; newest first.
    pub(crate) fn expect_calls_ended(&self, count: usize) -> Vec<serde_json::Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let calls = self.calls();
            if calls.len() == count && calls.iter().all(|call| !call["ended"].is_null()) {
                return calls;
            }
            assert!(Instant::now() < deadline, "{count} calls should be over: {calls:?}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Waits until the timeline of some call holds an event that is so.
    pub(crate) fn expect_event(&self, kind: &str, is_so: impl Fn(&serde_json::Value) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !self.calls().iter().any(|call| self.story(call).events(kind).any(&is_so)) {
            assert!(Instant::now() < deadline, "there should be such an event '{kind}': {:?}", self.calls());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The timeline of the one call it kept, when that is over.
    pub(crate) fn story_of_the_only_call(&self) -> Story {
        let call = self.expect_calls_ended(1).remove(0);
        self.story(&call)
    }

    /// The timeline of a call, as far as it is kept.
    pub(crate) fn story(&self, call: &serde_json::Value) -> Story {
        let shown = self.call(call["id"].as_str().expect("a call has an id"));
        let entries = shown["timeline"].as_array().expect("a call has a timeline").iter();
        Story(entries.map(|entry| entry["event"].clone()).collect())
    }

    /// What it logged so far.
    pub(crate) fn log(&self) -> String {
        self.process.output()
    }

    /// The sound files it recorded.
    pub(crate) fn recordings(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.data.path().join("recordings")];
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
                match path.extension().and_then(|e| e.to_str()) {
                    Some("wav") => found.push(path),
                    _ if path.is_dir() => folders.push(path),
                    _ => {}
                }
            }
        }
        found.sort();
        found
    }

    /// Signs an agent of the demo in, with the phone at that port.
    pub(crate) fn sign_in(&self, agent: &str, phone_port: u16) {
        register(self.sip, agent, &format!("{agent}-demo"), phone_port);
    }

    /// Waits until a phone that signs in by itself is known.
    pub(crate) fn expect_phone(&self) {
        self.process.wait_for("agent's phone is here", PATIENCE);
    }

    /// Whether it answers OPTIONS.
    pub(crate) fn expect_alive(&self) {
        Scenario::named("probe-asks-options-expect-200").to(self.sip, "probe").start().finish();
    }

    /// The process, to signal it or to read its log.
    pub(crate) fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// Starts it again on the same data and ports, after it ended.
    pub(crate) fn start_again(&mut self) {
        self.process = spawn(&self.variables, &self.data);
        self.wait_until_ready();
    }

    fn wait_until_ready(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while self.get("/readyz").is_err() {
            assert!(self.process.is_alive(), "wasl ended at its start:\n{}", self.process.output());
            assert!(Instant::now() < deadline, "wasl is not ready after {PATIENCE:?}:\n{}", self.process.output());
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

/// What happened in one call, as kept.
pub(crate) struct Story(Vec<serde_json::Value>);

impl Story {
    /// Whether it holds an event of that type.
    pub(crate) fn has(&self, kind: &str) -> bool {
        self.events(kind).next().is_some()
    }

    /// Its events of that type.
    pub(crate) fn events<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a serde_json::Value> {
        self.0.iter().filter(move |event| event["type"] == kind)
    }

    /// To whom it was offered, in order.
    pub(crate) fn agents_offered(&self) -> Vec<&str> {
        self.events("offered").filter_map(|offer| offer["agent"].as_str()).collect()
    }
}

impl std::fmt::Display for Story {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|event| writeln!(f, "{event}"))
    }
}

fn spawn(variables: &[(String, String)], data: &tempfile::TempDir) -> Process {
    let mut command = Command::new(binary());
    command.arg("serve").arg("--config").arg(config_file(data.path())).arg("--data").arg(data.path());
    Process::start("wasl", command.envs(variables.iter().cloned()))
}

fn addresses(sip: SocketAddr, http: SocketAddr, rtp: &port::Range, data: &Path) -> Vec<(String, String)> {
    let store = format!("sqlite://{}", data.join("wasl.db").display());
    let recordings = data.join("recordings").display().to_string();
    [
        ("WASL_SIP__UDP", sip.to_string()),
        ("WASL_SIP__TCP", sip.to_string()),
        ("WASL_HTTP__LISTEN", http.to_string()),
        ("WASL_MEDIA__RTP_PORTS", rtp.to_string()),
        ("WASL_STORE__URL", store),
        ("WASL_RECORD__DIR", recordings),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .to_vec()
}

fn address(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// The binary under test: `WASL_BIN`, or the one cargo just built.
pub(crate) fn binary() -> PathBuf {
    std::env::var_os("WASL_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_wasl").into()).into()
}

/// The server's configuration: the demo's, or one of its own in its folder.
fn config_file(data: &Path) -> PathBuf {
    let own = data.join("own.toml");
    if own.exists() { own } else { workspace_root().join("config/demo.toml") }
}

fn write_config(data: &Path, more: &str) {
    if !more.is_empty() {
        let demo = std::fs::read_to_string(config_file(data)).expect("the demo's configuration is there");
        std::fs::write(data.join("own.toml"), demo + "\n" + more).expect("the folder is ours");
    }
}

/// One array, or one value a line.
fn json_values(text: &str) -> Vec<serde_json::Value> {
    let values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    let values = values.map(|value| value.unwrap_or_else(|error| panic!("not JSON ({error}): {text}")));
    values.flat_map(|value| if let serde_json::Value::Array(all) = value { all } else { vec![value] }).collect()
}
