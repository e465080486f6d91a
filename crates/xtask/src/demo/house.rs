//! The server, started on loopback with the demo's configuration and a folder of its own.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::pages::Pages;
use crate::steps::{command, output, root, target_dir};

/// Who may open the demo's pages, as what, and in which branch of `config/demo.toml`. The agent's desk is free for whoever
/// tries the demo.
const USERS: [(&str, &str, Option<&str>); 3] =
    [("demo", "admin", None), ("khalid", "agent", None), ("sami", "branch", Some("olaya"))];
/// Of all of them: the demo lives on loopback, for as long as it runs.
const PASSWORD: &str = "wasl-demo-only";

/// A running server; it is ended when dropped.
pub(crate) struct House {
    wasl: PathBuf,
    data: PathBuf,
    log: PathBuf,
    process: Child,
    sip: SocketAddr,
    http: SocketAddr,
}

impl House {
    /// Starts it and waits until it is ready.
    ///
    /// # Errors
    /// When it ends at its start or is not ready in time; its log is named.
    pub(crate) fn start(wasl: &Path) -> Result<Self> {
        let data = target_dir().join("demo/data");
        if data.exists() {
            std::fs::remove_dir_all(&data).context("cannot clear the last demo's data")?;
        }
        std::fs::create_dir_all(&data)?;
        let log = target_dir().join("demo/wasl.log");
        let (sip, http) = (port_or_free(5060)?, port_or_free(8080)?);
        let mut serve = command(wasl, &["serve"]);
        configure(&mut serve, &data, sip, http);
        let out = File::create(&log)?;
        let process = serve.stdout(out.try_clone()?).stderr(out).spawn().context("cannot start the server")?;
        let mut house = Self { wasl: wasl.to_owned(), data, log, process, sip, http };
        house.wait_until_ready()?;
        USERS.iter().try_for_each(|(name, role, branch)| house.add_user(name, role, *branch))?;
        Ok(house)
    }

    /// Somebody who may open the pages.
    fn add_user(&self, name: &str, role: &str, branch: Option<&str>) -> Result<()> {
        let mut add = command(&self.wasl, &["user", "add", name, "--role", role]);
        add.args(branch.iter().flat_map(|branch| ["--branch", branch]));
        configure(&mut add, &self.data, self.sip, self.http);
        let mut add = add.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().context("cannot add the demo's user")?;
        let mut password = add.stdin.take().context("no way to tell the password")?;
        writeln!(password, "{PASSWORD}")?;
        drop(password);
        if !add.wait()?.success() {
            bail!("the demo's user could not be added");
        }
        Ok(())
    }

    /// Where it takes SIP.
    pub(crate) const fn sip(&self) -> SocketAddr {
        self.sip
    }

    /// Where its pages are.
    pub(crate) const fn http(&self) -> SocketAddr {
        self.http
    }

    /// Its API, as whoever tries the demo may ask it.
    ///
    /// # Errors
    /// When they cannot sign in.
    pub(crate) fn pages(&self) -> Result<Pages> {
        Pages::sign_in(self.http, USERS[0].0, PASSWORD)
    }

    /// The demo's folder for what phones hear.
    pub(crate) fn heard(&self) -> PathBuf {
        self.data.join("heard")
    }

    /// A `wasl phone` command.
    pub(crate) fn phone(&self, arguments: &[&str]) -> Command {
        let mut phone = command(&self.wasl, &["phone"]);
        phone.args(arguments);
        phone
    }

    /// The ids of the calls in the book, oldest first.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub(crate) fn calls(&self) -> Result<Vec<String>> {
        let listed = json_values(&self.ask(&["calls", "list", "--json"])?)?;
        Ok(listed
            .iter()
            .rev()
            .filter_map(|call| call["id"].as_str().or(call["call"].as_str()))
            .map(str::to_owned)
            .collect())
    }

    /// Everything about one call.
    ///
    /// # Errors
    /// When the book cannot be read or the call is not there.
    pub(crate) fn call(&self, id: &str) -> Result<Value> {
        json_values(&self.ask(&["calls", "show", id, "--json"])?)?
            .pop()
            .with_context(|| format!("call {id} is not there"))
    }

    /// The pages and commands that show more.
    pub(crate) fn say_where_to_look(&self) {
        println!("\nWhere to look:");
        println!("  calls and API   http://{}/  (sign in as demo, password {PASSWORD})", self.http);
        println!("  review          http://{}/qa  (sign in as demo, password {PASSWORD})", self.http);
        println!("  agent desk      http://{}/agent  (sign in as khalid, password {PASSWORD})", self.http);
        println!("  branch          http://{}/branch  (sign in as sami, password {PASSWORD})", self.http);
        println!("  caller's page   http://{}/call  (calls the support line from the browser)", self.http);
        println!("  recordings      {}", self.data.join("recordings").display());
        println!(
            "  calls           {} calls list --config config/demo.toml --data {}",
            self.wasl.display(),
            self.data.display()
        );
        println!("  the server's log {}", self.log.display());
    }

    /// Stays until the server ends.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub(crate) fn wait(&mut self) -> Result<()> {
        self.process.wait().context("cannot wait for the server")?;
        Ok(())
    }

    fn ask(&self, arguments: &[&str]) -> Result<String> {
        let mut ask = command(&self.wasl, arguments);
        configure(&mut ask, &self.data, self.sip, self.http);
        output(ask)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !is_ready(self.http) {
            if self.process.try_wait()?.is_some() || Instant::now() > deadline {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                let end: Vec<&str> = log.lines().rev().take(15).collect();
                bail!(
                    "the server is not ready; the end of {}:\n{}",
                    self.log.display(),
                    end.into_iter().rev().collect::<Vec<_>>().join("\n")
                );
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for House {
    /// SIGTERM first, so that live calls are closed properly.
    fn drop(&mut self) {
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        let deadline = Instant::now() + Duration::from_secs(15);
        while asked.is_ok() && Instant::now() < deadline && matches!(self.process.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(50));
        }
        if matches!(self.process.try_wait(), Ok(None)) {
            self.process.kill().ok();
            self.process.wait().ok();
        }
    }
}

fn configure(command: &mut Command, data: &Path, sip: SocketAddr, http: SocketAddr) {
    command.arg("--config").arg(root().join("config/demo.toml")).arg("--data").arg(data);
    command.env("WASL_SIP__UDP", sip.to_string()).env("WASL_SIP__TCP", sip.to_string());
    command.env("WASL_HTTP__LISTEN", http.to_string()).env("WASL_MEDIA__ADDRESS", "127.0.0.1");
}

/// The usual port, or a free one when it is taken.
fn port_or_free(usual: u16) -> Result<SocketAddr> {
    let bind = |port| {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?.local_addr()?;
        UdpSocket::bind(address).map(|_| address)
    };
    bind(usual).or_else(|_| bind(0)).context("no free port on loopback")
}

fn is_ready(http: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&http, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: wasl\r\nConnection: close\r\n\r\n")?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(&head == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}

/// One array, or one value a line.
fn json_values(text: &str) -> Result<Vec<Value>> {
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        let value = value.context("the book gave no JSON")?;
        match value.as_array() {
            Some(all) => values.extend_from_slice(all),
            None => values.push(value),
        }
    }
    Ok(values)
}
