//! The server's API as a page asks it: signed in, one request a connection.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// Somebody signed in.
pub(crate) struct Pages {
    http: SocketAddr,
    cookie: String,
    csrf: String,
}

impl Pages {
    /// Signs in.
    ///
    /// # Errors
    /// When the server does not let them in.
    pub(crate) fn sign_in(http: SocketAddr, name: &str, password: &str) -> Result<Self> {
        let mut pages = Self { http, cookie: String::new(), csrf: String::new() };
        let (head, body) = pages.send("POST", "/session", &json!({ "name": name, "password": password }))?;
        let cookie = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("set-cookie")
                .then(|| value.trim().split(';').next().unwrap_or_default().to_owned())
        });
        pages.cookie = cookie.context("no session was given")?;
        pages.csrf = body["csrf"].as_str().unwrap_or_default().to_owned();
        Ok(pages)
    }

    /// Asks.
    ///
    /// # Errors
    /// When the answer is no JSON, or a problem.
    pub(crate) fn get(&self, path: &str) -> Result<Value> {
        Ok(self.send("GET", path, &Value::Null)?.1)
    }

    /// Changes something.
    ///
    /// # Errors
    /// When it is refused.
    pub(crate) fn change(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        Ok(self.send(method, path, body)?.1)
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Result<(String, Value)> {
        let mut stream = TcpStream::connect_timeout(&self.http, Duration::from_secs(5))?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let Self { http, cookie, csrf } = self;
        write!(
            stream,
            "{method} /api/v1{path} HTTP/1.1\r\nHost: {http}\r\nCookie: {cookie}\r\nX-Wasl-CSRF: {csrf}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("the server broke off")?;
        let status = head.split(' ').nth(1).unwrap_or_default();
        if !status.starts_with('2') {
            bail!("{method} {path}: {status} {body}");
        }
        let body = if body.is_empty() { Value::Null } else { serde_json::from_str(body).context("no JSON")? };
        Ok((head.to_owned(), body))
    }
}
