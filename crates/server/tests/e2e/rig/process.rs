//! One program by its own process id, its output kept, ended when dropped.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// A running program.
pub(crate) struct Process {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    output: Arc<Output>,
}

#[derive(Default)]
struct Output {
    text: Mutex<String>,
    grew: Condvar,
}

impl Process {
    /// Starts it with its input and output in our hands.
    pub(crate) fn start(name: &str, command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {name} ({command:?}): {error}"));
        let output = Arc::new(Output::default());
        collect(child.stdout.take().expect("stdout is piped"), &output);
        collect(child.stderr.take().expect("stderr is piped"), &output);
        let stdin = child.stdin.take();
        Self { name: name.to_owned(), child, stdin, output }
    }

    /// Types a line.
    pub(crate) fn say(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("stdin is piped");
        writeln!(stdin, "{line}").and_then(|()| stdin.flush()).unwrap_or_else(|error| {
            panic!("{} does not listen to `{line}`: {error}\n{}", self.name, self.output());
        });
    }

    /// Waits until its output holds `needle`; panics with the output if it does not come.
    pub(crate) fn wait_for(&self, needle: &str, at_most: Duration) {
        assert!(
            self.has_said(needle, at_most),
            "{} did not say `{needle}` within {at_most:?}:\n{}",
            self.name,
            self.output()
        );
    }

    /// Whether its output holds `needle` within that time.
    pub(crate) fn has_said(&self, needle: &str, at_most: Duration) -> bool {
        let text = self.output.text.lock().expect("no reader panics");
        let (_text, waited) = self
            .output
            .grew
            .wait_timeout_while(text, at_most, |text| !text.contains(needle))
            .expect("no reader panics");
        !waited.timed_out()
    }

    /// Everything it wrote so far.
    pub(crate) fn output(&self) -> String {
        self.output.text.lock().expect("no reader panics").clone()
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub(crate) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for its end; panics with its output if it does not come.
    pub(crate) fn wait(&mut self, at_most: Duration) -> ExitStatus {
        let deadline = Instant::now() + at_most;
        loop {
            if let Some(status) = self.child.try_wait().expect("the child is ours") {
                return status;
            }
            assert!(Instant::now() < deadline, "{} runs longer than {at_most:?}:\n{}", self.name, self.output());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Sends a signal by name (`TERM`, `KILL`, `STOP`, `CONT`) to this process only.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.pid().to_string()).status();
        assert!(sent.is_ok_and(|status| status.success()), "cannot send {name} to {}", self.name);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- {} ---\n{}", self.name, tail(&self.output(), 6000));
        }
    }
}

fn collect(mut from: impl Read + Send + 'static, output: &Arc<Output>) {
    let output = Arc::clone(output);
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            let mut text = output.text.lock().expect("no reader panics");
            text.push_str(&String::from_utf8_lossy(bytes.get(..count).unwrap_or_default()));
            output.grew.notify_all();
        }
    });
}

fn tail(text: &str, bytes: usize) -> &str {
    let start = (text.len().saturating_sub(bytes)..text.len()).find(|&i| text.is_char_boundary(i));
    start.map_or("", |start| text.get(start..).unwrap_or_default())
}
