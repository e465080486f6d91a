//! A PostgreSQL server for as long as the tests run: the first test that needs it starts it, in a folder of its own and
//! on a Unix socket only, and a watcher ends it with the run.
#![allow(clippy::zombie_processes, reason = "server and watcher outlive the test that starts them")]

use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Tells a child of a test whose run it belongs to.
pub const OWNER: &str = "WASL_TEST_POSTGRES_OWNER";

/// Starts a server unless one runs, and gives its socket's folder. It ends with the owner: nextest, or this process.
pub fn server() -> &'static Path {
    static SERVER: OnceLock<PathBuf> = OnceLock::new();
    SERVER.get_or_init(|| {
        let owner = owner();
        let dir = std::env::temp_dir().join(format!("wasl-postgres-{owner}"));
        let lock = File::create(dir.with_extension("lock")).unwrap();
        lock.lock().unwrap();
        if !dir.join("ready").exists() {
            Server::make(&dir).start(&owner.to_string());
            File::create(dir.join("ready")).unwrap();
        }
        dir
    })
}

/// The process with whose end the server ends.
pub fn owner() -> u32 {
    let told = std::env::var(OWNER).ok().and_then(|pid| pid.parse().ok());
    told.unwrap_or_else(|| {
        if std::env::var_os("NEXTEST").is_some() { std::os::unix::process::parent_id() } else { std::process::id() }
    })
}

/// The URL of the database of a folder; it is made when it is asked for first.
pub fn database_of(dir: &Path) -> String {
    let name = format!("t{}", dir.file_name().unwrap().to_string_lossy().to_lowercase().replace(['.', '-'], "_"));
    database(server(), &name)
}

/// The URL of a database of a server; it is made when it is asked for first.
pub fn database(socket: &Path, name: &str) -> String {
    let made = Command::new(program("psql").expect(INSTALL))
        .args(["-q", "-U", "wasl", "-d", "postgres", "-h"])
        .arg(socket)
        .args(["-c", &format!("CREATE DATABASE {name}")])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success() || said.contains("already exists"), "{said}");
    format!("postgres://wasl@localhost/{name}?host={}", socket.display())
}

const INSTALL: &str = "these tests start PostgreSQL and it is not here: run `cargo xtask setup`, or install postgresql";

/// One server and its folder.
#[derive(Debug)]
pub struct Server {
    dir: PathBuf,
    /// The server refuses to run as root.
    account: Option<&'static str>,
}

impl Server {
    /// Makes an empty server.
    pub fn make(dir: &Path) -> Self {
        let account = rustix::process::geteuid().is_root().then_some("postgres");
        let server = Self { dir: dir.to_owned(), account };
        match fs::remove_dir_all(dir) {
            Err(error) if error.kind() != ErrorKind::NotFound => panic!("{error}"),
            Ok(()) | Err(_) => fs::create_dir_all(dir).unwrap(),
        }
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
        if let Some(account) = account {
            let owned = Command::new("chown").arg(account).arg(dir).status().unwrap();
            assert!(owned.success(), "there is no user {account}: {INSTALL}");
        }
        // A language's sorting, so that a question which leans on the bytes' order without saying so is found out.
        let made = server
            .run("initdb")
            .args(["-U", "wasl", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"])
            .args(["--locale-provider=icu", "--icu-locale=ar", "-D"])
            .arg(dir.join("data"))
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        server
    }

    /// Starts it, waits until it answers, and sees that it ends with the owner.
    pub fn start(&self, owner: &str) -> u32 {
        let log = File::create(self.dir.join("log")).unwrap();
        let mut server = self.run("postgres");
        server.arg("-D").arg(self.dir.join("data")).arg("-k").arg(&self.dir);
        for setting in ["listen_addresses=", "fsync=off", "max_connections=200", "shared_buffers=32MB"] {
            server.args(["-c", setting]);
        }
        server.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).process_group(0);
        let pid = server.spawn().unwrap().id();
        let patience = Instant::now() + Duration::from_secs(60);
        while !self.answers() {
            assert!(Instant::now() < patience, "PostgreSQL does not start; see {}", self.dir.join("log").display());
            sleep(Duration::from_millis(50));
        }
        let watch = "while kill -0 \"$1\" 2>/dev/null && kill -0 \"$2\" 2>/dev/null; do sleep 0.3; done; \
                     if ! kill -0 \"$1\" 2>/dev/null; then kill -INT \"$2\"; sleep 1; rm -rf \"$3\" \"$3.lock\"; fi";
        let mut watcher = Command::new("sh");
        watcher.args(["-c", watch, "watch", owner, &pid.to_string()]).arg(&self.dir);
        watcher.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().unwrap();
        pid
    }

    /// Tells the server and all its processes.
    pub fn signal(pid: u32, signal: &str) {
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        let mut told = Command::new("kill");
        told.arg(format!("-{signal}")).arg(pid.to_string()).args(children.split_whitespace());
        assert!(told.status().unwrap().success());
    }

    /// Ends it in order.
    pub fn end(&self, pid: u32) {
        assert!(Command::new("kill").args(["-INT", &pid.to_string()]).status().unwrap().success());
        self.ended();
    }

    /// Waits until it has ended.
    fn ended(&self) {
        let patience = Instant::now() + Duration::from_secs(30);
        while self.dir.join("data/postmaster.pid").exists() {
            assert!(Instant::now() < patience, "PostgreSQL does not end");
            sleep(Duration::from_millis(20));
        }
    }

    fn answers(&self) -> bool {
        let asked = Command::new(program("psql").expect(INSTALL))
            .args(["-U", "wasl", "-d", "postgres", "-c", "SELECT 1", "-h"])
            .arg(&self.dir)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        asked.unwrap().success()
    }

    fn run(&self, name: &str) -> Command {
        let program = program(name).expect(INSTALL);
        match self.account {
            Some(account) => {
                let mut command = Command::new("setpriv");
                command.args([&format!("--reuid={account}"), &format!("--regid={account}"), "--clear-groups"]);
                command.arg(program).current_dir("/");
                command
            }
            None => Command::new(program),
        }
    }
}

/// A program of PostgreSQL: in the path, or where Debian hides it.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<_> = std::env::split_paths(&path).collect();
    let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().collect();
    versions.sort_by_key(|version| std::cmp::Reverse(version.file_name()));
    folders.extend(versions.into_iter().map(|version| version.path().join("bin")));
    folders.into_iter().map(|folder| folder.join(name)).find(|program| program.is_file())
}
