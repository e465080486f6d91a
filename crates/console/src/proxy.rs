//! Who asks when a proxy stands in front: read from `X-Forwarded-For` of the proxies that are trusted, and of nobody else.
//! Limits and lock-outs then count callers and not the proxy.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

use crate::state::ConsoleState;

/// Puts the address of who really asks in the place of a trusted proxy's.
pub(crate) async fn see_through(State(state): State<ConsoleState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
    if let Some(peer) = peer
        && let Some(address) = behind(&state.proxies, peer.ip(), request.headers())
    {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, peer.port())));
    }
    next.run(request).await
}

/// The nearest address that is no trusted proxy's; `None` when the peer itself is none, or says nothing that can be read.
/// What stands further left was written by whoever asks, and is not believed.
fn behind(proxies: &[IpAddr], peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
    let trusted = |address: &IpAddr| proxies.contains(&address.to_canonical());
    if !trusted(&peer) {
        return None;
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let told: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let known = told.iter().rev().map_while(|address| address.parse::<IpAddr>().ok());
    known.into_iter().find(|address| !trusted(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, told: &[&'static str]) -> Option<String> {
        let proxies: Vec<IpAddr> = ["127.0.0.1", "10.0.0.2"].map(|proxy| proxy.parse().unwrap()).into();
        let mut headers = HeaderMap::new();
        for line in told {
            headers.append("x-forwarded-for", axum::http::HeaderValue::from_static(line));
        }
        behind(&proxies, peer.parse().unwrap(), &headers).map(|address| address.to_string())
    }

    #[test]
    fn a_trusted_proxy_tells_who_asks() {
        assert_eq!(seen("127.0.0.1", &["203.0.113.9"]).as_deref(), Some("203.0.113.9"));
        assert_eq!(seen("127.0.0.1", &["203.0.113.9, 10.0.0.2"]).as_deref(), Some("203.0.113.9"));
        assert_eq!(seen("::ffff:127.0.0.1", &["2001:db8::7"]).as_deref(), Some("2001:db8::7"));
    }

    #[test]
    fn nobody_else_is_believed() {
        assert_eq!(seen("198.51.100.1", &["203.0.113.9"]), None);
        assert_eq!(seen("127.0.0.1", &["1.1.1.1, 203.0.113.9"]).as_deref(), Some("203.0.113.9"), "the left is made up");
        assert_eq!(seen("127.0.0.1", &["1.1.1.1", "203.0.113.9"]).as_deref(), Some("203.0.113.9"));
        assert_eq!(seen("127.0.0.1", &["1.1.1.1, unknown"]), None);
        assert_eq!(seen("127.0.0.1", &[]), None);
    }
}
