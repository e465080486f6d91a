//! Door and sound of one phone.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use wasl_media::{LegOptions, Media, MediaConfig};
use wasl_model::{CallId, LegId, TrunkId};
use wasl_signal::{DoorEvent, LocalAddresses, Nobody, Signal, SignalConfig, TrunkConfig};

use crate::PhoneError;
use crate::options::{LineOptions, Transport};
use crate::session::Sound;

/// An open line.
pub(crate) struct Line {
    pub(crate) signal: Signal,
    pub(crate) door: mpsc::Receiver<DoorEvent>,
    media: Media,
    options: LineOptions,
}

impl Line {
    /// Opens a line that reaches `target` (a SIP URI or `host:port`) and takes calls from there.
    pub(crate) async fn open(options: &LineOptions, target: Option<&str>) -> Result<Self, PhoneError> {
        let peer = match target {
            Some(target) => Some(resolve(target).await?),
            None => None,
        };
        let address = options.address.or_else(|| peer.and_then(way_to)).unwrap_or(Ipv4Addr::LOCALHOST.into());
        let (signal, door) = wasl_signal::start(signal_config(options, address, peer), Arc::new(Nobody)).await?;
        let media = Media::start(MediaConfig {
            address,
            ports: options.rtp_ports.clone(),
            workers: 1,
            media_lost_after: Duration::from_secs(3600),
            ..MediaConfig::default()
        })?;
        Ok(Self { signal, door, media, options: options.clone() })
    }

    /// The sound of one call.
    pub(crate) fn open_sound(&self, source: Option<IpAddr>) -> Result<Sound, PhoneError> {
        let options =
            LegOptions { codecs: self.options.codecs.clone(), signalling_source: source, ..LegOptions::default() };
        let (leg, events) = self.media.open(CallId::new(), LegId::new(), options)?;
        Ok(Sound { leg, events })
    }

    /// Where it takes calls.
    pub(crate) fn listening(&self) -> SocketAddr {
        let LocalAddresses { udp, tcp, .. } = self.signal.local_addresses();
        udp.iter().chain(tcp).next().copied().expect("a line was opened with one address")
    }

    /// Closes it; calls still up are ended.
    pub(crate) async fn close(self) {
        self.signal.stop().await;
    }
}

/// Calls come from the peer we register with or call, or from this machine.
fn signal_config(options: &LineOptions, address: IpAddr, peer: Option<SocketAddr>) -> SignalConfig {
    let socket = SocketAddr::new(address, options.sip_port);
    let (udp, tcp) = match options.transport {
        Transport::Udp => (vec![socket], vec![]),
        // Calls come back by the stream made; somebody near may also dial it.
        Transport::Tcp | Transport::Tls | Transport::Ws => (vec![], vec![socket]),
    };
    let trunks = peer.map(|peer| TrunkConfig {
        id: TrunkId::from("far-end"),
        sources: vec![peer.ip()],
        hosts: vec![with_transport(&format!("sip:{peer}"), options.transport)],
        credentials: None,
        inbound: None,
        ping: None,
    });
    SignalConfig {
        udp,
        tcp,
        trust: options.trust.clone(),
        trunks: trunks.into_iter().collect(),
        open_door: true,
        user_agent: concat!("wasl-phone/", env!("CARGO_PKG_VERSION")).to_owned(),
        ..SignalConfig::default()
    }
}

/// The URI with `sip:` in front and the transport behind, where they are missing.
pub(crate) fn with_transport(uri: &str, transport: Transport) -> String {
    let scheme = if uri.starts_with("sip:") { "" } else { "sip:" };
    let parameter = match transport {
        _ if uri.contains("transport=") => "",
        Transport::Udp => "",
        Transport::Tcp => ";transport=tcp",
        Transport::Tls => ";transport=tls",
        Transport::Ws => ";transport=ws",
    };
    format!("{scheme}{uri}{parameter}")
}

/// Host and port of a SIP URI; the port is 5060 when it is not said (RFC 3261 §19.1.2).
async fn resolve(target: &str) -> Result<SocketAddr, PhoneError> {
    let unknown = |source| PhoneError::Target { target: target.to_owned(), source };
    let host = target.strip_prefix("sip:").unwrap_or(target);
    let host = host.rsplit_once('@').map_or(host, |(_user, host)| host);
    let host = host.split([';', '?']).next().unwrap_or(host);
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let host = if has_port { host.to_owned() } else { format!("{host}:5060") };
    let mut found = tokio::net::lookup_host(&host).await.map_err(|error| unknown(Some(error)))?;
    found.next().ok_or_else(|| unknown(None))
}

/// The address of ours from which the system would reach it. Nothing is sent.
fn way_to(peer: SocketAddr) -> Option<IpAddr> {
    let any: SocketAddr = if peer.is_ipv4() { ([0; 4], 0).into() } else { ([0_u16; 8], 0).into() };
    let socket = UdpSocket::bind(any).ok()?;
    socket.connect(peer).ok()?;
    socket.local_addr().ok().map(|address| address.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_target_is_found_in_any_of_its_spellings() {
        for target in ["sip:a@127.0.0.1:5070", "127.0.0.1:5070", "sip:a@127.0.0.1:5070;transport=tcp"] {
            assert_eq!(resolve(target).await.unwrap(), SocketAddr::from(([127, 0, 0, 1], 5070)), "{target}");
        }
        assert_eq!(resolve("sip:a@127.0.0.1").await.unwrap().port(), 5060);
    }

    #[test]
    fn the_transport_is_said_once() {
        assert_eq!(with_transport("a@h", Transport::Tcp), "sip:a@h;transport=tcp");
        assert_eq!(with_transport("sip:a@h;transport=tcp", Transport::Tcp), "sip:a@h;transport=tcp");
        assert_eq!(with_transport("a@h:5061", Transport::Tls), "sip:a@h:5061;transport=tls");
        assert_eq!(with_transport("sip:a@h", Transport::Udp), "sip:a@h");
    }
}
