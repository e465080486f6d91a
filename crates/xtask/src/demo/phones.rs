//! Callers and agents, each a process of its own over real SIP and RTP.

use std::fs::File;
use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::house::House;
use super::voices::{Voice, Voices};

/// The demo's agents and whose greeting they speak. Their passwords stand in `config/demo.toml`.
const AGENTS: &[(&str, bool)] = &[("noura", true), ("omar", true), ("sara", false)];

/// A phone; it is ended when dropped.
pub(crate) struct Phone {
    /// Who holds it.
    pub(crate) who: String,
    /// What it heard.
    pub(crate) heard: PathBuf,
    process: Child,
}

impl Phone {
    /// Waits for a phone's word that it is registered.
    fn wait_until_ready(&self) -> Result<()> {
        let log = self.heard.with_extension("log");
        let deadline = Instant::now() + Duration::from_secs(20);
        while !std::fs::read_to_string(&log).unwrap_or_default().contains("ready at") {
            if Instant::now() > deadline {
                bail!("{} did not register in time; see {}", self.who, log.display());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Whether it still runs.
    pub(crate) fn is_on(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Agents' phones, registered and waiting for calls.
///
/// # Errors
/// When a phone cannot be started.
pub(crate) fn agents(house: &House, voices: &Voices) -> Result<Vec<Phone>> {
    let start = |&(agent, arabic): &(&str, bool)| {
        let voice = if arabic { &voices.agent_ar } else { &voices.agent_en };
        let registrar = house.sip().to_string();
        let options = ["answer", "--registrar", &registrar, "--hangup-after-ms", "4000"];
        let secret = ("WASL_PHONE_ACCOUNT", format!("{agent}:{agent}-demo"));
        start(house, &format!("agent {agent}"), agent, voice, &options, Some(secret))
    };
    let phones: Vec<Phone> = AGENTS.iter().map(start).collect::<Result<_>>()?;
    phones.iter().try_for_each(Phone::wait_until_ready)?;
    Ok(phones)
}

/// Three callers at once.
///
/// # Errors
/// When a phone cannot be started.
pub(crate) fn callers(house: &House, voices: &Voices) -> Result<Vec<Phone>> {
    let uri = format!("sip:support@{}", house.sip());
    [
        ("an angry caller", "+966500000001", &voices.angry),
        ("a lost caller", "+966500000002", &voices.lost),
        ("a calm caller", "+966500000003", &voices.calm),
    ]
    .into_iter()
    .map(|(who, number, voice)| {
        let made = if voice.human { "recorded by a person" } else { "synthetic voice" };
        println!("☎ {who} ({number}) says: {} [{made}]", voice.words);
        start(house, who, number, voice, &["call", &uri, "--from", number, "--stay"], None)
    })
    .collect()
}

fn start(
    house: &House,
    who: &str,
    number: &str,
    voice: &Voice,
    options: &[&str],
    secret: Option<(&str, String)>,
) -> Result<Phone> {
    std::fs::create_dir_all(house.heard())?;
    let heard = house.heard().join(format!("{}.wav", number.trim_start_matches('+')));
    let mut phone = house.phone(options);
    for file in &voice.files {
        phone.arg("--play").arg(file);
    }
    phone.arg("--record").arg(&heard).arg("--json").envs(secret);
    let report = File::create(heard.with_extension("json"))?;
    let log = File::create(heard.with_extension("log"))?;
    let process =
        phone.stdout(report).stderr(log).spawn().with_context(|| format!("cannot start the phone of {who}"))?;
    Ok(Phone { who: who.to_owned(), heard, process })
}
