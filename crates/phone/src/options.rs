//! What a phone is asked to do.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use wasl_media::CodecName;
use wasl_model::Pii;
use wasl_signal::Trust;

use crate::script::{KeysAt, Script};

/// The phone itself: its address, transport and codecs.
#[derive(Clone, Debug)]
pub struct LineOptions {
    /// Address for SIP and RTP; `None` takes the one that reaches the far end.
    pub address: Option<IpAddr>,
    /// SIP port; 0 picks a free one.
    pub sip_port: u16,
    /// Ports for RTP.
    pub rtp_ports: RangeInclusive<u16>,
    /// SIP transport.
    pub transport: Transport,
    /// Whom the phone believes over TLS.
    pub trust: Trust,
    /// Codecs, most wanted first.
    pub codecs: Vec<CodecName>,
}

impl Default for LineOptions {
    fn default() -> Self {
        Self {
            address: None,
            sip_port: 0,
            rtp_ports: 40_000..=59_999,
            transport: Transport::Udp,
            trust: Trust::Public,
            codecs: vec![CodecName::Pcmu, CodecName::Pcma, CodecName::G722],
        }
    }
}

impl LineOptions {
    /// The same phone with this codec asked for first.
    #[must_use]
    pub fn preferring(mut self, codec: CodecName) -> Self {
        self.codecs.retain(|other| *other != codec);
        self.codecs.insert(0, codec);
        self
    }
}

/// How SIP travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// UDP.
    #[default]
    Udp,
    /// TCP.
    Tcp,
    /// TLS.
    Tls,
    /// A web socket at `/sip`.
    Ws,
}

/// A call to place.
#[derive(Clone, Debug)]
pub struct CallOptions {
    /// The phone.
    pub line: LineOptions,
    /// Whom, as `sip:user@host:port` (`sip:` may be left out).
    pub uri: String,
    /// Number or name shown to the far end; `None` is anonymous.
    pub from: Option<Pii<String>>,
    /// Answers a demand for a password.
    pub account: Option<Account>,
    /// How long to let it ring before giving up (CANCEL).
    pub ring: Duration,
    /// What to play, from the answer on.
    pub script: Script,
    /// Keys to press at fixed times after the answer, beside the script.
    pub keys: Vec<KeysAt>,
    /// Writes what was heard there: WAV, 16 kHz, mono.
    pub record: Option<PathBuf>,
    /// What ends the call.
    pub ending: Ending,
}

impl CallOptions {
    /// A call with nothing to say that hangs up a second after the answer.
    #[must_use]
    pub fn to(uri: &str) -> Self {
        Self {
            line: LineOptions::default(),
            uri: uri.to_owned(),
            from: Some(Pii::new("wasl-phone".to_owned())),
            account: None,
            ring: Duration::from_secs(30),
            script: Script::default(),
            keys: Vec::new(),
            record: None,
            ending: Ending::default(),
        }
    }
}

/// What ends a call, if the far end does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Hang up this long after the script's end; `None` stays until the far end hangs up.
    pub after_script: Option<Duration>,
    /// Hang up this long after the answer, whatever happens.
    pub at_most: Duration,
}

impl Default for Ending {
    fn default() -> Self {
        Self { after_script: Some(Duration::from_secs(1)), at_most: Duration::from_secs(120) }
    }
}

/// A SIP user and password.
#[derive(Clone, Debug)]
pub struct Account {
    /// User name.
    pub user: String,
    /// Password.
    pub password: Pii<String>,
}

/// Calls to answer.
#[derive(Clone, Debug)]
pub struct AnswerOptions {
    /// The phone.
    pub line: LineOptions,
    /// Registers there first, as `host:port`; `None` waits for calls at [`LineOptions::sip_port`].
    pub registrar: Option<String>,
    /// By this name.
    pub account: Option<Account>,
    /// How long to ring.
    pub after: Duration,
    /// Then what.
    pub reply: Reply,
    /// What to play, from the answer on.
    pub script: Script,
    /// Writes what was heard there; the second call's file is `NAME-2.wav`, and so on.
    pub record: Option<PathBuf>,
    /// What ends each call.
    pub ending: Ending,
    /// Ends after so many calls; `None` goes on until it is told to stop.
    pub calls: Option<u32>,
}

impl Default for AnswerOptions {
    fn default() -> Self {
        Self {
            line: LineOptions::default(),
            registrar: None,
            account: None,
            after: Duration::from_millis(500),
            reply: Reply::Answer,
            script: Script::default(),
            record: None,
            ending: Ending { after_script: None, at_most: Duration::from_secs(3600) },
            calls: None,
        }
    }
}

/// What a phone does when it has rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// 200.
    Answer,
    /// This status: 486 busy, 603 declined.
    Refuse(u16),
    /// Goes on ringing until the caller gives up.
    Never,
}
