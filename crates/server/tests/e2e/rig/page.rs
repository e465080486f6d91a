//! An agent's page, as far as it asks the server for something.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use super::PATIENCE;

/// A signed-in page.
pub(crate) struct Page {
    http: SocketAddr,
    lines: String,
}

impl Page {
    /// Signs in.
    pub(crate) fn open(http: SocketAddr, user: &str, password: &str) -> Self {
        let body = format!("{{\"name\":\"{user}\",\"password\":\"{password}\"}}");
        let (head, body) = ask(http, "POST /api/v1/session HTTP/1.1\r\nContent-Type: application/json\r\n", &body);
        assert!(head.starts_with("HTTP/1.1 200"), "{user} cannot sign in: {head}\n{body}");
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a session has a cookie");
        let cookie = cookie.split(';').next().unwrap_or_default();
        let session: serde_json::Value = serde_json::from_str(&body).expect("a session is JSON");
        let csrf = session["csrf"].as_str().expect("a session has a token");
        Self { http, lines: format!("Cookie: {cookie}\r\nX-Wasl-CSRF: {csrf}\r\n") }
    }

    /// Orders something of the call on the desk; gives the status.
    pub(crate) fn order(&self, what: &str) -> u16 {
        let head = format!("POST /api/v1/agents/me/call/{what} HTTP/1.1\r\n{}", self.lines);
        let (head, _) = ask(self.http, &head, "");
        head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("an answer has a status")
    }

    /// The call on the desk.
    pub(crate) fn call(&self) -> serde_json::Value {
        self.desk()["call"].clone()
    }

    /// How hard the day was.
    pub(crate) fn care(&self) -> serde_json::Value {
        self.desk()["care"].clone()
    }

    fn desk(&self) -> serde_json::Value {
        let (_, body) = ask(self.http, &format!("GET /api/v1/agents/me/desk HTTP/1.1\r\n{}", self.lines), "");
        serde_json::from_str(&body).expect("a desk is JSON")
    }
}

fn ask(http: SocketAddr, head: &str, body: &str) -> (String, String) {
    let mut stream = TcpStream::connect_timeout(&http, PATIENCE).expect("the server listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a socket takes a timeout");
    write!(stream, "{head}Host: wasl\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
        .expect("the server takes a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the server answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
    (head.to_owned(), body.to_owned())
}
