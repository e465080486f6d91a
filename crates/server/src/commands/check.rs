//! `wasl check`: what is wrong, where, what to do. Nothing is opened, written or fetched.

use std::process::ExitCode;

use anyhow::Result;
use tracing_subscriber::EnvFilter;
use wasl_infer::models::{self, Manifest};

use crate::cli::ConfigArgs;
use crate::config::{Config, Places, quality};
use crate::house::opening;

pub(super) fn run(args: &ConfigArgs) -> Result<ExitCode> {
    let config = Config::load(&args.config)?;
    let places = config.places(&args.config, &args.data);
    let problems = problems(&config, &places);
    for problem in &problems {
        eprintln!("{problem}");
    }
    if config.privacy.key().is_some() && wasl_record::open::is_server(&places.store_url) {
        super::say(
            "privacy.key_file: recordings, backups and words are encrypted; names and numbers, by which people are found, PostgreSQL can read: put its files on an encrypted disk",
        );
    }
    if problems.is_empty() {
        super::say(&format!("{}: good", args.config.display()));
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{}: {} thing(s) to mend", args.config.display(), problems.len());
    Ok(ExitCode::FAILURE)
}

fn problems(config: &Config, places: &Places) -> Vec<String> {
    let site = opening::load_site(config, places).err().map(|error| format!("{error:#}"));
    let routing = crate::config::routing::routing_config(config).err().map(|error| format!("{error:#}"));
    let ports = opening::port_range(&config.media.rtp_ports).err().map(|error| format!("{error:#}"));
    let addresses = unspecified(config);
    let log = EnvFilter::try_new(&config.log.filter).err().map(|error| format!("log.filter: {error}"));
    let model = model_problems(config, places);
    let pair = pair_problem(config, places);
    let heads = heads_problem(config);
    let forms = quality::load_forms(&places.desk).err().map(|error| format!("scorecards: {error:#}"));
    let answers = quality::load_answers(&places.desk).err().map(|error| format!("answers: {error:#}"));
    let store = wasl_record::open::check_url(&places.store_url).err().map(|error| error.to_string());
    let key = key_problem(config, places);
    site.into_iter()
        .chain(routing)
        .chain(ports)
        .chain(addresses)
        .chain(log)
        .chain(model)
        .chain(pair)
        .chain(heads)
        .chain(forms)
        .chain(answers)
        .chain(store)
        .chain(key)
        .collect()
}

fn unspecified(config: &Config) -> Vec<String> {
    let sip = config.sip.udp.0.iter().chain(&config.sip.tcp.0).filter(|address| address.ip().is_unspecified());
    let sip = sip.filter(|_| config.sip.external_address.is_none()).map(|address| {
        format!("sip: {address} cannot be told to callers; name the address they reach, or set sip.external_address")
    });
    let media = (config.media.address.is_unspecified() && config.media.external_address.is_none()).then(|| {
        "media.address cannot be told to callers; name the address they reach, or set media.external_address".to_owned()
    });
    sip.chain(media).collect()
}

/// A pair that was given must be readable; one of our own is made at the start.
fn pair_problem(config: &Config, places: &Places) -> Option<String> {
    let pair = &places.pair;
    let wanted = (config.http.tls || !config.sip.tls.0.is_empty()) && !pair.own;
    let opened = wanted.then(|| wasl_signal::Certificate::open(&pair.certificate, &pair.key))?;
    opened.err().map(|error| format!("tls: {error}"))
}

/// The key must be one, and the one that sealed what is there.
fn key_problem(config: &Config, places: &Places) -> Option<String> {
    let key = config.privacy.key().map(|file| wasl_record::MasterKey::read(&file)).transpose();
    let right = key.map_err(wasl_record::OpenError::from).and_then(|key| {
        wasl_record::Vault::check(&places.recordings, key.as_ref())?;
        wasl_record::open::check_key(&places.store_url, key.as_ref())
    });
    right.err().map(|error| format!("privacy.key_file: {:#}", anyhow::Error::from(error)))
}

/// The site's own voice heads must be readable.
fn heads_problem(config: &Config) -> Option<String> {
    let path = config.mood.heads.as_ref()?.relative();
    opening::load_heads(Some(&path)).err().map(|error| format!("mood.heads: {error:#}"))
}

/// The models that are loaded here: workers have their own.
fn model_problems(config: &Config, places: &Places) -> Vec<String> {
    let speech = &config.speech;
    let first = speech.remote.is_empty().then_some(("speech.model", speech.model.as_str()));
    let second = speech.second_model.as_deref().map(|model| ("speech.second_model", model));
    let wanted = first.into_iter().chain(second).filter(|_| speech.enabled);
    wanted.filter_map(|(key, model)| model_problem(places, key, model)).collect()
}

fn model_problem(places: &Places, key: &str, model: &str) -> Option<String> {
    let manifest = match Manifest::load(&places.models) {
        Ok(manifest) => manifest,
        Err(error) => return Some(format!("models: {error}")),
    };
    let model = match manifest.model(model) {
        Ok(model) => model,
        Err(error) => return Some(format!("{key}: {error}")),
    };
    models::verify(&places.models, model).err().map(|error| format!("models: {error}"))
}
