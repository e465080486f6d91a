//! The configuration: defaults < file < environment (`WASL_SECTION__KEY`). Unknown keys are refused.
//!
//! - [`sections`]: one struct per section of the file, every key documented
//! - [`listen`]: addresses given as one string or a list
//! - [`people`]: agents, branches, numbers and trunks
//! - [`privacy`]: what is hidden, and for how long what is kept
//! - [`quality`]: scorecards and answers, what reviewers go by
//! - [`routing`]: the dispatcher and its queues

pub(crate) mod listen;
pub(crate) mod people;
pub(crate) mod privacy;
pub(crate) mod quality;
pub(crate) mod routing;
pub(crate) mod sections;

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use figment::value::magic::RelativePathBuf;
use serde::Deserialize;
use wasl_model::{Language, TrunkId};

use people::{AgentEntry, BranchEntry, NumberEntry, TrunkEntry};
use routing::{QueueEntry, Routing};
use sections::{Call, Desk, Http, Log, Media, Models, Mood, Record, Sip, Speech, Store, Support, Tls};

/// The speech model used when nothing else is said.
pub(crate) const DEFAULT_SPEECH_MODEL: &str = "whisper-base";

/// Everything a node is told at start.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Web server.
    pub(crate) http: Http,
    /// Signalling.
    pub(crate) sip: Sip,
    /// Certificates.
    pub(crate) tls: Tls,
    /// The support line as callers' pages show it.
    pub(crate) support: Support,
    /// Sound on the wire.
    pub(crate) media: Media,
    /// Database.
    pub(crate) store: Store,
    /// Recordings.
    pub(crate) record: Record,
    /// Model files.
    pub(crate) models: Models,
    /// Listening.
    pub(crate) speech: Speech,
    /// Reading how callers feel.
    pub(crate) mood: Mood,
    /// IVR.
    pub(crate) desk: Desk,
    /// Dispatcher.
    pub(crate) routing: Routing,
    /// The course of a call.
    pub(crate) call: Call,
    /// What is hidden, and for how long what is kept.
    pub(crate) privacy: privacy::Privacy,
    /// Logging.
    pub(crate) log: Log,
    /// What is dialled and where it leads; the first match counts.
    pub(crate) numbers: Vec<NumberEntry>,
    /// Lines callers wait in.
    pub(crate) queues: Vec<QueueEntry>,
    /// People who answer.
    pub(crate) agents: Vec<AgentEntry>,
    /// Providers.
    pub(crate) trunks: Vec<TrunkEntry>,
    /// Places people come to.
    pub(crate) branches: Vec<BranchEntry>,
}

/// Why a configuration cannot be used. Each says where and what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file is not there or cannot be read.
    #[error("cannot read the configuration {} (name another with --config)", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Something in it is wrong.
    #[error("{0}")]
    Wrong(String),
}

/// Where everything lies, once the configuration is read.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// The folder of flows and intents.
    pub(crate) desk: PathBuf,
    /// Prompts and their manifest.
    pub(crate) prompts: PathBuf,
    /// Models and their manifest.
    pub(crate) models: PathBuf,
    /// Recordings.
    pub(crate) recordings: PathBuf,
    /// Database, as a URL.
    pub(crate) store_url: String,
    /// Certificate and key, and whether they are ours to make.
    pub(crate) pair: Pair,
}

/// Where a certificate and its key lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    /// PEM.
    pub(crate) certificate: PathBuf,
    /// PEM.
    pub(crate) key: PathBuf,
    /// Nobody gave one: it is made where it is missing.
    pub(crate) own: bool,
}

impl Config {
    /// Reads `file`, then the environment over it.
    ///
    /// # Errors
    /// The file is unreadable, a key is unknown, or a value does not fit; the message names key and source.
    pub(crate) fn load(file: &Path) -> Result<Self, ConfigError> {
        std::fs::read_to_string(file).map_err(|source| ConfigError::Unreadable { path: file.to_owned(), source })?;
        Figment::from(Toml::file_exact(file))
            .merge(Env::prefixed("WASL_").filter(|key| key.as_str().contains("__")).split("__"))
            .extract()
            .map_err(|error| ConfigError::Wrong(explain(error)))
    }

    /// The branches and what people call them.
    pub(crate) fn branch_names(&self) -> Vec<wasl_review::BranchNames> {
        self.branches.iter().map(BranchEntry::names).collect()
    }

    /// The language a caller is expected to speak, by the number dialled or else by the trunk.
    pub(crate) fn language_of(&self, dialled: &str, trunk: Option<&TrunkId>) -> Option<Language> {
        let number = self.numbers.iter().find(|entry| entry.leads(dialled)).and_then(|entry| entry.language);
        number.or_else(|| self.trunks.iter().find(|entry| Some(&entry.name) == trunk)?.language)
    }

    /// Where everything lies. Paths in `file` are relative to its folder, paths in the environment to the working folder;
    /// database and recordings lie in `data` unless the configuration says otherwise.
    pub(crate) fn places(&self, file: &Path, data: &Path) -> Places {
        let base = file.parent().unwrap_or(Path::new("."));
        let settle = |written: &Option<RelativePathBuf>, left_out: PathBuf| {
            written.as_ref().map_or(left_out, RelativePathBuf::relative)
        };
        let recordings = settle(&self.record.dir, data.join("recordings"));
        let store_url =
            self.store.url.clone().unwrap_or_else(|| format!("sqlite://{}", data.join("wasl.db").display()));
        let own = self.tls.certificate.is_none() && self.tls.key.is_none();
        let pair = Pair {
            certificate: settle(&self.tls.certificate, data.join("tls/certificate.pem")),
            key: settle(&self.tls.key, data.join("tls/key.pem")),
            own,
        };
        Places {
            pair,
            desk: settle(&self.desk.dir, base.to_owned()),
            prompts: settle(&self.desk.prompts, base.join("../prompts")),
            models: settle(&self.models.dir, base.join("../models")),
            recordings,
            store_url,
        }
    }
}

fn explain(errors: figment::Error) -> String {
    let lines: Vec<String> = errors.into_iter().map(|error| explain_one(&error)).collect();
    lines.join("\n")
}

fn explain_one(error: &figment::Error) -> String {
    let key = error.path.join(".");
    let source = error.metadata.as_ref().map_or_else(String::new, |metadata| {
        metadata.source.as_ref().map_or_else(|| format!(" ({})", metadata.name), |source| format!(" ({source})"))
    });
    let what = error.kind.to_string();
    if key.is_empty() {
        format!("configuration{source}: {what}")
    } else {
        format!("configuration key {key}{source}: {what}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config, ConfigError> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("wasl.toml");
        std::fs::write(&file, text).unwrap();
        Config::load(&file)
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let error = load("[sip]\nudpp = \"127.0.0.1:5060\"\n").unwrap_err().to_string();
        assert!(error.contains("udpp"), "{error}");
    }

    #[test]
    fn a_wrong_value_names_key_and_file() {
        let error = load("[http]\nlisten = \"nowhere\"\n").unwrap_err().to_string();
        assert!(error.contains("http.listen") && error.contains("wasl.toml"), "{error}");
    }

    #[test]
    fn one_address_or_several() {
        let config = load("[sip]\nudp = \"127.0.0.1:5060\"\ntcp = [\"127.0.0.1:5060\", \"[::1]:5060\"]\n").unwrap();
        assert_eq!((config.sip.udp.0.len(), config.sip.tcp.0.len()), (1, 2));
    }

    #[test]
    fn a_language_is_expected_by_number_then_by_trunk() {
        let config = load(
            "[[numbers]]\ndialled = \"800\"\nto = \"echo\"\nlanguage = \"en\"\n\
             [[numbers]]\ndialled = \"*\"\nto = \"echo\"\n\
             [[trunks]]\nname = \"cairo\"\nlanguage = \"ar\"\n",
        )
        .unwrap();
        let cairo = TrunkId("cairo".to_owned());
        let expected = |dialled, trunk| config.language_of(dialled, trunk);
        assert_eq!(expected("800", Some(&cairo)), Some(Language::En));
        assert_eq!(expected("900", Some(&cairo)), Some(Language::Ar));
        assert_eq!([expected("900", None), expected("900", Some(&TrunkId("other".to_owned())))], [None, None]);
    }

    #[test]
    fn places_follow_the_file_or_the_data_folder() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("wasl.toml");
        std::fs::write(&file, "[desk]\nprompts = \"elsewhere\"\n").unwrap();
        let places = Config::load(&file).unwrap().places(&file, Path::new("data"));
        assert_eq!(places.prompts, dir.path().join("elsewhere"));
        assert_eq!(places.desk, dir.path());
        assert_eq!(places.store_url, "sqlite://data/wasl.db");
        assert_eq!(places.recordings, Path::new("data/recordings"));
    }

    #[test]
    fn a_missing_file_says_which() {
        let error = Config::load(Path::new("nowhere/wasl.toml")).unwrap_err().to_string();
        assert!(error.contains("nowhere/wasl.toml"), "{error}");
    }
}
