//! One struct per section of the configuration file. `config/wasl.toml` shows every key with its default.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use figment::value::magic::RelativePathBuf;
use serde::Deserialize;

use super::listen::Listen;

/// `[http]`: the web server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Http {
    /// Where pages and API are served.
    pub(crate) listen: SocketAddr,
    /// Serve them by TLS (`https`, `wss`), with the pair of `[tls]`. Browsers give a microphone to nothing else but loopback.
    pub(crate) tls: bool,
    /// Proxies in front that are believed when they tell who asks (`X-Forwarded-For`).
    pub(crate) trusted_proxies: Vec<IpAddr>,
}

impl Default for Http {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)), tls: false, trusted_proxies: Vec::new() }
    }
}

/// `[sip]`: signalling.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Sip {
    /// UDP addresses.
    pub(crate) udp: Listen,
    /// TCP addresses.
    pub(crate) tcp: Listen,
    /// TLS addresses, with the pair of `[tls]`.
    pub(crate) tls: Listen,
    /// Address written into Contact and Via when the server is behind a one-to-one NAT.
    pub(crate) external_address: Option<IpAddr>,
    /// Realm of digest passwords. Changing it makes every stored SIP password worthless.
    pub(crate) realm: String,
    /// Digest algorithms phones are challenged with, in this order: `sha-256`, `md5`. Phones take the first they know;
    /// some old ones can read only the first.
    pub(crate) digest: Vec<Digest>,
    /// Accept calls from loopback without trunk or password. For demos and tests.
    pub(crate) open_on_loopback: bool,
    /// New calls a second before 503 is answered.
    pub(crate) calls_per_second: u32,
    /// Calls at once before 503 is answered.
    pub(crate) concurrent_calls: u32,
    /// Requests a second from one source address before it is slowed.
    pub(crate) requests_per_second_per_source: u32,
    /// Session timer, in seconds (RFC 4028).
    pub(crate) session_expires_s: u32,
}

impl Default for Sip {
    fn default() -> Self {
        let local = SocketAddr::from((Ipv4Addr::LOCALHOST, 5060));
        Self {
            udp: Listen(vec![local]),
            tcp: Listen(vec![local]),
            tls: Listen::default(),
            external_address: None,
            realm: "wasl".to_owned(),
            digest: vec![Digest::Sha256, Digest::Md5],
            open_on_loopback: false,
            calls_per_second: 50,
            concurrent_calls: 500,
            requests_per_second_per_source: 200,
            session_expires_s: 1800,
        }
    }
}

/// A digest algorithm (RFC 7616, RFC 8760).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum Digest {
    /// Every phone of today should know it.
    #[serde(rename = "sha-256")]
    Sha256,
    /// Every phone knows it.
    #[serde(rename = "md5")]
    Md5,
}

/// `[tls]`: the certificate of pages and phones. Renewed files count without a restart.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Tls {
    /// The certificate and its chain, PEM. Left out: a self-signed pair is made in the data folder, for local use.
    pub(crate) certificate: Option<RelativePathBuf>,
    /// Its private key, PEM.
    pub(crate) key: Option<RelativePathBuf>,
}

/// `[support]`: the support line as callers' pages show it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Support {
    /// Its name in Arabic.
    pub(crate) name_ar: String,
    /// Its name in English.
    pub(crate) name_en: String,
    /// The number to call from a phone, shown to those whose browser has no microphone.
    pub(crate) phone: Option<wasl_model::Pii<String>>,
    /// What a browser dials: one of `[[numbers]]`.
    pub(crate) dials: String,
    /// The centre's time zone, in minutes east of UTC: when a day begins, and what "tomorrow" means.
    pub(crate) utc_offset_min: i32,
}

impl Default for Support {
    fn default() -> Self {
        Self {
            name_ar: "خط المساندة".to_owned(),
            name_en: "The support line".to_owned(),
            phone: None,
            dials: "support".to_owned(),
            utc_offset_min: 180,
        }
    }
}

/// `[media]`: sound on the wire.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Media {
    /// Address RTP is received on.
    pub(crate) address: IpAddr,
    /// Address written into SDP when the server is behind a one-to-one NAT.
    pub(crate) external_address: Option<IpAddr>,
    /// First and last UDP port, as "20000-29999". A leg takes two.
    pub(crate) rtp_ports: String,
    /// Threads that move sound; 0 takes one per core, at most four.
    pub(crate) workers: usize,
    /// A leg that sends no packet for this long, while not on hold, has lost its line.
    pub(crate) lost_after_s: u64,
}

impl Default for Media {
    fn default() -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            external_address: None,
            rtp_ports: "20000-29999".to_owned(),
            workers: 0,
            lost_after_s: 30,
        }
    }
}

/// `[store]`: the database.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Store {
    /// `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`. Left out: `wasl.db` in the data folder.
    pub(crate) url: Option<String>,
}

/// `[record]`: recordings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Record {
    /// Where recordings go. Left out: `recordings` in the data folder.
    pub(crate) dir: Option<RelativePathBuf>,
    /// The form in which they are kept once a call is over.
    pub(crate) archive: Archive,
    /// The prompt by which callers learn that they are recorded.
    pub(crate) notice: String,
    /// The prompt that offers them not to be. Where a flow says it, `refuse_key` pressed over it or next, or one of
    /// `refuse_words` until they go to a person, ends the recording, and what was recorded is overwritten.
    pub(crate) choice: String,
    /// The key.
    pub(crate) refuse_key: char,
    /// The words, by language.
    pub(crate) refuse_words: RefuseWords,
    /// The words of a call that is not recorded are kept; otherwise only who spoke and when.
    pub(crate) words_when_refused: bool,
}

impl Default for Record {
    fn default() -> Self {
        Self {
            dir: None,
            archive: Archive::default(),
            notice: "recording_notice".to_owned(),
            choice: "recording_choice".to_owned(),
            refuse_key: '8',
            refuse_words: RefuseWords::default(),
            words_when_refused: true,
        }
    }
}

/// How callers say that they do not want to be recorded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RefuseWords {
    pub(crate) ar: Vec<String>,
    pub(crate) en: Vec<String>,
}

impl Default for RefuseWords {
    fn default() -> Self {
        let of = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Self {
            ar: of(&[
                "لا تسجل",
                "لا تسجلوا",
                "لا تسجلون",
                "بدون تسجيل",
                "من غير تسجيل",
                "بلا تسجيل",
                "لا أريد التسجيل",
                "ما أبغى تسجيل",
                "ما أبي تسجيل",
                "مش عايز تسجيل",
                "ما بدي تسجيل",
                "أرفض التسجيل",
                "أوقف التسجيل",
            ]),
            en: of(&[
                "no recording",
                "don't record",
                "do not record",
                "without recording",
                "not be recorded",
                "stop recording",
            ]),
        }
    }
}

/// How recordings are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Archive {
    /// As FLAC: every sample, about half the room. Readers get WAV all the same.
    #[default]
    Flac,
    /// As they were written.
    Wav,
}

/// `[models]`: model files.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Models {
    /// Folder of the models and their manifest. Left out: `../models` beside the configuration's folder.
    pub(crate) dir: Option<RelativePathBuf>,
}

/// `[speech]`: listening.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Speech {
    /// Transcribe calls. Without it the IVR understands keys only.
    pub(crate) enabled: bool,
    /// Name of the model in the models' manifest.
    pub(crate) model: String,
    /// What runs the model: the house's own reader, or whisper.cpp (for graphics cards, where built for them).
    pub(crate) backend: wasl_infer::Backend,
    /// Readings weighed against each other for a final transcript; 1 is the quickest.
    pub(crate) beam: usize,
    /// Models run on this many threads at once; 0 takes one per core.
    pub(crate) threads: usize,
    /// Workers on other machines that read instead of this one, as `host:port` (`wasl infer-worker`). With any, no model
    /// is loaded here.
    pub(crate) remote: Vec<String>,
    /// What this server and its workers know.
    pub(crate) remote_secret: wasl_model::Pii<String>,
    /// Name of a larger model that reads every turn once more after the call; none if left out.
    pub(crate) second_model: Option<String>,
    /// Threads of the second reading. They only take processor time that nobody else wants.
    pub(crate) second_threads: usize,
    /// Show words while they are being spoken, when there is room.
    pub(crate) partials: bool,
    /// Silence that ends a turn of whose words nothing tells whether they are finished.
    pub(crate) end_of_turn_ms: u64,
    /// Names of products and branches, for the recogniser to spell as the site does.
    pub(crate) vocabulary: SiteWords,
}

/// Words of the site in each language, most important first.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SiteWords {
    /// In Arabic.
    pub(crate) ar: Vec<String>,
    /// In English.
    pub(crate) en: Vec<String>,
}

impl SiteWords {
    /// The words of one language.
    pub(crate) fn of(&self, language: wasl_model::Language) -> &[String] {
        match language {
            wasl_model::Language::Ar => &self.ar,
            wasl_model::Language::En => &self.en,
        }
    }
}

impl Default for Speech {
    fn default() -> Self {
        Self {
            enabled: true,
            model: super::DEFAULT_SPEECH_MODEL.to_owned(),
            backend: wasl_infer::Backend::Native,
            beam: 3,
            threads: 0,
            remote: Vec::new(),
            remote_secret: wasl_model::Pii::default(),
            second_model: None,
            second_threads: 1,
            partials: true,
            end_of_turn_ms: 600,
            vocabulary: SiteWords::default(),
        }
    }
}

/// `[mood]`: reading how callers feel.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Mood {
    /// Read the sound of callers' voices too, and not their words alone. Only of callers who heard `notice` whole and
    /// did not press `refuse_key`; never of agents.
    pub(crate) voice: bool,
    /// The prompt by which callers learn that the sound of their voice is read. Where no flow says it, none is read.
    pub(crate) notice: String,
    /// The key by which a caller refuses, at any time in the call.
    pub(crate) refuse_key: char,
    /// The site's own voice heads, made by `wasl mood train`. Left out: the ones that come with Wasl.
    pub(crate) heads: Option<RelativePathBuf>,
}

impl Default for Mood {
    fn default() -> Self {
        Self { voice: true, notice: "voice_notice".to_owned(), refuse_key: '9', heads: None }
    }
}

/// `[desk]`: the IVR.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Desk {
    /// Folder that holds `flows/` and `intents/`. Left out: the folder of this file.
    pub(crate) dir: Option<RelativePathBuf>,
    /// Folder of the prompts. Left out: `../prompts` beside the configuration's folder.
    pub(crate) prompts: Option<RelativePathBuf>,
}

/// `[call]`: the course of a call.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Call {
    /// At SIGTERM, live calls may go on for this long.
    pub(crate) drain_s: u64,
    /// A mood at least this sure ends automation, 0 to 1.
    pub(crate) mood_threshold: f32,
    /// Promised callbacks are made by the house, by trunk: when the place in line comes, an agent is found and the caller
    /// is rung. Without a trunk, or where this is false, they are a list that people call by hand.
    pub(crate) call_back: bool,
    /// Where the house calls back, callers who have waited this long are offered with every announcement to press 1,
    /// hang up, keep the place and be called back; 0: nobody is.
    pub(crate) offer_callback_after_s: u64,
}

impl Default for Call {
    fn default() -> Self {
        Self { drain_s: 30, mood_threshold: 0.55, call_back: true, offer_callback_after_s: 60 }
    }
}

/// `[log]`: logging.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Log {
    /// What is logged, in `tracing` filter words.
    pub(crate) filter: String,
    /// One JSON object per line instead of text.
    pub(crate) json: bool,
}

impl Default for Log {
    fn default() -> Self {
        let quiet = "rsipstack=error,rtc=error,rtc_ice=error,rtc_dtls=error,webrtc=error,sqlx=warn,whisper_rs=warn,symphonia=off";
        Self { filter: format!("info,{quiet}"), json: false }
    }
}
