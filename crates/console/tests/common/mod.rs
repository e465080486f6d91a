//! A window on a book with a few calls, served over real HTTP, and a small client that sends what it is told.
#![allow(clippy::unwrap_used, dead_code, unreachable_pub, missing_docs, reason = "each test uses its part")]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use wasl_console::ConsoleState;
use wasl_model::*;
use wasl_record::{Book, NewUser, Role};
use wasl_review::answers::AnswerBook;

pub mod files;
pub mod floor;

pub use floor::Floor;

pub const PASSWORD: &str = "a long password";
pub const NOON: Timestamp = Timestamp::from_millis(1_795_348_800_000);
pub const CALL: CallId = CallId::numbered(1);
pub const NOBODY: CallId = CallId::numbered(999);

pub struct Window {
    pub address: SocketAddr,
    pub book: Book,
    pub floor: Arc<Floor>,
    pub dir: tempfile::TempDir,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<()>,
}

/// What is to be answered in the house of the tests.
const ANSWERS: &str = r#"
[[answer]]
id = "refund-time-2025"
topic = "refund_time"
valid_from = "2025-01-01"
valid_to = "2025-12-31"
text_ar = "يصل المبلغ المسترد خلال ثلاثة أيام عمل."
text_en = "The refund arrives within three working days."

[[answer]]
id = "refund-time-2026"
topic = "refund_time"
valid_from = "2026-01-01"
text_ar = "يصل المبلغ المسترد خلال خمسة أيام عمل."
text_en = "The refund arrives within five working days."
"#;

impl Window {
    /// A window with one user per role (named after it) and nothing in the book.
    pub async fn open() -> Self {
        let window = Self::open_empty().await;
        for role in Role::ALL {
            let password = Pii::from(PASSWORD);
            let new = NewUser { name: role.name().into(), display_name: role.name().into(), role, password };
            window.book.add_user(new).await.unwrap();
        }
        window
    }

    /// A window on a book without a user.
    pub async fn open_empty() -> Self {
        Self::on(tempfile::tempdir().unwrap()).await
    }

    /// The same book after a restart.
    pub async fn reopen(self) -> Self {
        self.stop.send(()).unwrap();
        self.served.await.unwrap();
        self.book.shutdown().await;
        drop((self.book, self.floor));
        Self::on(self.dir).await
    }

    async fn on(dir: tempfile::TempDir) -> Self {
        let url = format!("sqlite://{}", dir.path().join("wasl.db").display());
        let book = Book::open(&url, &dir.path().join("recordings")).await.unwrap();
        let floor = Arc::new(Floor::new());
        let state = ConsoleState::new(book.clone(), floor.clone(), || "# EOF\n".to_owned());
        let state = state.of_house(vec![], AnswerBook::parse([("answers.toml", ANSWERS)]).unwrap());
        let state = state.with_sound_files(Arc::new(files::Files));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let router = wasl_console::router(state);
        let served = tokio::spawn(async move {
            wasl_console::serve(listener, router, async { _ = stopped.await }).await.unwrap();
        });
        Self { address, book, floor, dir, stop, served }
    }

    pub async fn close(self) {
        self.stop.send(()).unwrap();
        self.served.await.unwrap();
        self.book.shutdown().await;
    }

    /// A finished call with 1 s of sound, answered by that agent, in which that was said.
    pub async fn call(&self, id: CallId, agent: &str, from: &str, said: &str) {
        let call = self.book.begin(id, NOON).await;
        let leg = LegId::numbered(1);
        let span = Span { start: MediaTime::ZERO, end: MediaTime::from_millis(900) };
        let utterance = Utterance {
            id: UtteranceId::new(),
            speaker: Speaker::Caller,
            span,
            language: Language::Ar,
            text: Pii::from(said),
            confidence: 0.9,
            words: vec![],
            matched: None,
            values: Vec::new(),
        };
        let from = Some(Pii::from(from));
        for event in [
            CallEvent::Arrived { leg, from, dialled: "support".into(), trunk: None },
            CallEvent::Heard { utterance },
            CallEvent::Bridged { leg, agent: Some(agent.into()) },
        ] {
            call.append(NOON, MediaTime::ZERO, event).await;
        }
        for n in 0..50_u64 {
            let samples = Arc::new([i16::try_from(n).unwrap() * 256; FRAME_SAMPLES]);
            let at = MediaTime::from_millis(n * 20);
            let frame = AudioFrame { speaker: Speaker::Caller, at, band: Band::Narrow, heard: true, samples };
            call.frames().try_send(frame).unwrap();
        }
        call.append(NOON, MediaTime::from_millis(1000), CallEvent::Ended { hangup: Hangup::ByCaller }).await;
        call.close().await;
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\nCookie: {cookie}\r\n"), "").await
    }

    pub async fn sign_in(&self, user: &str) -> String {
        let answer = self.try_sign_in(user, PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.headers["set-cookie"].split(';').next().unwrap().to_owned()
    }

    /// Signs in and gives the head's lines that a page of ours sends: cookie and CSRF token.
    pub async fn page_of(&self, user: &str) -> String {
        let answer = self.try_sign_in(user, PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = answer.headers["set-cookie"].split(';').next().unwrap();
        let csrf = answer.json()["csrf"].as_str().unwrap().to_owned();
        format!("Cookie: {cookie}\r\nX-Wasl-CSRF: {csrf}\r\n")
    }

    /// Asks with those lines and a JSON body (`null`: none).
    pub async fn send(&self, method: &str, path: &str, lines: &str, body: serde_json::Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        self.ask(&format!("{method} {path} HTTP/1.1\r\n{lines}{kind}"), &body).await
    }

    pub async fn try_sign_in(&self, user: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "name": user, "password": password }).to_string();
        self.ask("POST /api/v1/session HTTP/1.1\r\nContent-Type: application/json\r\n", &body).await
    }

    /// Sends a request as it stands (a path is not tidied up) and reads the answer.
    pub async fn ask(&self, head: &str, body: impl AsRef<[u8]>) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let body = body.as_ref();
        let length = body.len();
        let text = format!("{head}Host: {}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(&[text.as_bytes(), body].concat()).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        Answer::read(&bytes)
    }
}

pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let pair = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        let headers: BTreeMap<_, _> = lines.filter_map(pair).collect();
        let mut body = bytes[end + 4..].to_vec();
        if headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked") {
            body = unchunked(&body);
        }
        Self { status, headers, body }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        out.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 4 + length..];
    }
    out
}

/// Lines of a file of attacks, when the shared data is beside this checkout.
pub fn attacks(name: &str) -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/security").join(name);
    let Ok(bytes) = std::fs::read(path) else {
        eprintln!("the shared data is not here: a few built-in lines stand in for {name}");
        return Vec::new();
    };
    String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
}
