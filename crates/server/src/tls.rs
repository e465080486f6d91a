//! Certificates: found, made for local use where nobody gave any, kept fresh, and shown on the HTTP port.

use std::io::{ErrorKind, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use wasl_console::patience::Crowd;
use wasl_signal::Certificate;

use crate::config::{Config, Pair};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(10);
/// A browser that does not finish its hello in this time is let go.
const LONGEST_HELLO: Duration = Duration::from_secs(10);
/// Hellos under way at once. Full means that nobody is accepted until one is done.
const HELLOS: usize = 256;
/// Of them, those of one address. Drop rule: what comes beyond is closed at once, so that who says nothing keeps
/// nobody else waiting.
const HELLOS_PER_ADDRESS: u32 = 64;

/// The certificate of pages and phones, if either wants one; its files are watched from now on.
///
/// # Errors
/// When the pair cannot be read, or a missing one cannot be made.
pub(crate) fn certificate(config: &Config, pair: &Pair) -> Result<Option<Arc<Certificate>>> {
    if !config.http.tls && config.sip.tls.0.is_empty() {
        return Ok(None);
    }
    if pair.own && !(pair.certificate.exists() && pair.key.exists()) {
        make(pair, config).context("a self-signed certificate cannot be made")?;
        tracing::warn!(
            certificate = %pair.certificate.display(),
            "no certificate was given (tls.certificate, tls.key): a self-signed one is used, browsers will warn of it"
        );
    }
    let certificate = Certificate::open(&pair.certificate, &pair.key)?;
    tokio::spawn(Arc::clone(&certificate).watch(LOOK));
    Ok(Some(certificate))
}

/// A pair for this machine's own names.
fn make(pair: &Pair, config: &Config) -> Result<()> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    let mut also = |address: std::net::IpAddr| {
        let text = address.to_string();
        if !address.is_unspecified() && !names.contains(&text) {
            names.push(text);
        }
    };
    also(config.http.listen.ip());
    config.sip.tls.0.iter().for_each(|address| also(address.ip()));
    config.sip.external_address.into_iter().for_each(also);
    let made = rcgen::generate_simple_self_signed(names)?;
    let folder = pair.certificate.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(|| format!("folder {}", folder.display()))?;
    write_private(&pair.key, &made.signing_key.serialize_pem())?;
    std::fs::write(&pair.certificate, made.cert.pem()).with_context(|| pair.certificate.display().to_string())
}

/// Only its owner may read it.
fn write_private(file: &Path, text: &str) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let opened = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file);
    opened.and_then(|mut opened| opened.write_all(text.as_bytes())).with_context(|| file.display().to_string())
}

/// The HTTP port by TLS. Hellos are waited for aside, so that a slow one keeps nobody waiting.
#[derive(Debug)]
pub(crate) struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl TlsListener {
    /// Shows this certificate on that port.
    ///
    /// # Errors
    /// When the port is gone, or the certificate cannot be used.
    pub(crate) fn new(listener: TcpListener, certificate: Arc<Certificate>) -> Result<Self> {
        let address = listener.local_addr()?;
        let mut config = rustls::ServerConfig::builder().with_no_client_auth().with_cert_resolver(certificate);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let (done, ready) = mpsc::channel(HELLOS);
        tokio::spawn(greet(listener, TlsAcceptor::from(Arc::new(config)), done));
        Ok(Self { ready, address })
    }
}

/// Accepts until nobody wants connections any more.
async fn greet(listener: TcpListener, acceptor: TlsAcceptor, done: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    let crowd = Crowd::new(HELLOS_PER_ADDRESS);
    while let Ok(place) = done.clone().reserve_owned().await {
        let Some((stream, peer)) = accept(&listener).await else { continue };
        let Some(guest) = crowd.let_in(peer.ip()) else { continue };
        let hello = acceptor.accept(stream);
        tokio::spawn(async move {
            let _guest = guest;
            if let Ok(Ok(stream)) = tokio::time::timeout(LONGEST_HELLO, hello).await {
                place.send((stream, peer));
            }
        });
    }
}

/// One connection; a machine out of file handles is given a moment.
async fn accept(listener: &TcpListener) -> Option<(TcpStream, SocketAddr)> {
    match listener.accept().await {
        Ok(accepted) => Some(accepted),
        Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => None,
        Err(error) => {
            tracing::warn!(%error, "no connection can be taken now");
            tokio::time::sleep(Duration::from_millis(200)).await;
            None
        }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        Ok(self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_pair_is_made_once_and_only_its_owner_reads_the_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let dir = tempfile::tempdir().unwrap();
        let pair = Pair {
            certificate: dir.path().join("tls/certificate.pem"),
            key: dir.path().join("tls/key.pem"),
            own: true,
        };
        let mut config = Config::default();
        assert!(certificate(&config, &pair).unwrap().is_none(), "nobody asked for one");
        config.http.tls = true;
        assert!(certificate(&config, &pair).unwrap().is_some());
        let mode = std::fs::metadata(&pair.key).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let first = std::fs::read(&pair.certificate).unwrap();
        certificate(&config, &pair).unwrap();
        assert_eq!(std::fs::read(&pair.certificate).unwrap(), first, "a pair that is there is kept");
    }

    #[tokio::test]
    async fn who_says_nothing_takes_only_their_share_of_the_hellos() {
        use tokio::io::AsyncReadExt as _;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let dir = tempfile::tempdir().unwrap();
        let pair = Pair { certificate: dir.path().join("c.pem"), key: dir.path().join("k.pem"), own: true };
        let mut config = Config::default();
        config.http.tls = true;
        let certificate = certificate(&config, &pair).unwrap().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let _listener = TlsListener::new(listener, certificate).unwrap();
        let mut silent = Vec::new();
        for _ in 0..HELLOS_PER_ADDRESS {
            silent.push(TcpStream::connect(address).await.unwrap());
        }
        let mut beyond = TcpStream::connect(address).await.unwrap();
        let closed = tokio::time::timeout(LONGEST_HELLO / 2, beyond.read(&mut [0; 1])).await;
        assert_eq!(closed.expect("closed at once").unwrap_or(0), 0);
    }

    #[tokio::test]
    async fn a_missing_file_is_named() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut config = Config::default();
        config.http.tls = true;
        let pair = Pair { certificate: "nowhere/c.pem".into(), key: "nowhere/k.pem".into(), own: false };
        assert!(certificate(&config, &pair).unwrap_err().to_string().contains("nowhere/c.pem"));
    }
}
