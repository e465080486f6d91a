//! Builds every room from the configuration, in an order in which a failure leaves nothing half open.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use wasl_call::CallConfig;
use wasl_dialogue::{Site, announce};
use wasl_infer::models::{self, Manifest};
use wasl_infer::{Backend, Engine, EngineConfig, Infer, Remote, RemoteConfig};
use wasl_media::{Media, MediaConfig};
use wasl_model::{Language, RouteRequest, TrunkId};
use wasl_mood::{Lexicon, VoiceHeads};
use wasl_record::page::MOST_PER_PAGE;
use wasl_record::{Book, CallFilter, OpenOptions};
use wasl_review::scorecard::Form;
use wasl_routing::{Dispatcher, Input};
use wasl_signal::{Algorithm, Caps, Certificate, Credentials, InboundDigest, SignalConfig, TrunkConfig, ha1};

use super::after::{After, Second};
use super::calendar::{self, Calendar};
use super::callbacks::CallingBack;
use super::desks::Desks;
use super::figures::Figures;
use super::floor::Floor;
use super::learning::{self, Learning};
use super::meaning::Meanings;
use super::phonebook::Phonebook;
use super::privacy::Privacy;
use super::reader::Reader;
use super::recalling::{self, Memory};
use super::sounds::Sounds;
use super::{House, door, vocabulary};
use crate::config::people::{Destination, TrunkEntry};
use crate::config::routing::routing_config;
use crate::config::sections::{Archive, Digest};
use crate::config::{Config, Places, quality};

/// Opens the house: every room built, every task running.
/// `certificate` is what SIP by TLS shows.
pub(crate) async fn open(config: Config, places: &Places, certificate: Option<Arc<Certificate>>) -> Result<Arc<House>> {
    let site = Arc::new(load_site(&config, places)?);
    look_at_support(&config);
    let routing = routing_config(&config)?;
    let forms = quality::load_forms(&places.desk)?;
    let answers = quality::load_answers(&places.desk)?;
    let sounds = Sounds::load(&site.prompts)?;
    let ears = load_ears(&config, places)?;
    let meanings = if ears.is_some() { Meanings::start(&places.models)? } else { None };
    if let Some(meanings) = &meanings {
        meanings.learn(site.intents.clone())?;
    }
    let voice_heads = Arc::new(load_heads(config.mood.heads.as_ref().map(|path| path.relative()).as_deref())?);
    let figures = Arc::new(Figures::new());
    if let Some(ears) = &ears {
        prepare(ears.as_ref(), &site);
        figures.watch("speech", Arc::clone(ears));
    }
    let media = Media::start(media_config(&config)?).context("the media engine cannot start")?;
    let options =
        OpenOptions { key_file: config.privacy.key(), mask: config.privacy.mask.clone(), ..OpenOptions::default() };
    let book =
        Book::open_with(&places.store_url, &places.recordings, options).await.context("the book cannot be opened")?;
    take_up_forms(&book, forms).await?;
    let secrets = book.sip_secrets().await.context("the phones' passwords cannot be read")?;
    let phonebook = Arc::new(Phonebook::new(&config, secrets));
    let (signal, events) = wasl_signal::start(signal_config(&config, certificate), Arc::clone(&phonebook) as _)
        .await
        .context("signalling cannot start")?;
    let seed = rand::random();
    let desks = Arc::new(Desks::new());
    let memory = Memory::of(&routing, crate::clock::now());
    let mut dispatcher = Dispatcher::new(routing, seed).context("routing")?;
    learning::recall_waits(&book, &mut dispatcher).await.context("what was learnt of waits cannot be read")?;
    let (floor, floor_task, came) = Floor::new(dispatcher, Arc::clone(&desks));
    let (calling_back, callback_words) = CallingBack::new();
    let house = Arc::new(House {
        call_config: call_config(&site, &config),
        calling_back,
        trunks: config.trunks.iter().filter(|trunk| trunk.address.is_some()).map(|trunk| trunk.name.clone()).collect(),
        config,
        answers,
        signal,
        media,
        ears,
        meanings,
        calendar: Calendar::new(Arc::clone(&site), places.desk.clone()),
        site,
        sounds,
        lexicon: Lexicon::builtin(),
        voice_heads,
        book,
        floor,
        desks,
        figures,
        live: Arc::default(),
        closing: tokio_util::sync::CancellationToken::new(),
        tasks: tokio_util::task::TaskTracker::new(),
    });
    tokio::spawn(floor_task.run());
    tokio::spawn(phonebook.follow(house.book.clone()));
    for agent in &house.config.agents {
        house.floor.tell(Input::Agent(agent.profile())).await;
    }
    recall_last_agents(&house).await?;
    memory.tell(&house).await.context("what the floor remembers of its day cannot be read")?;
    house.tasks.spawn(recalling::keep_rests(house.book.clone(), house.floor.clone(), house.closing.clone()));
    tokio::spawn(super::desks::follow(Arc::clone(&house)));
    if calls_back(&house.config) {
        tokio::spawn(super::callbacks::run(Arc::clone(&house), callback_words));
    }
    if let Some(ears) = house.ears.clone() {
        tokio::spawn(after(&house.config, places, &house, ears).run(house.closing.clone()));
    }
    tokio::spawn(privacy(&house).run(house.closing.clone()));
    tokio::spawn(reader(&house).run(house.closing.clone()));
    house.tasks.spawn(learning(&house, came).run(house.closing.clone()));
    let flac = house.config.record.archive == Archive::Flac;
    tokio::spawn(super::seal::run(house.book.clone(), flac, house.closing.clone()));
    let of_house = Arc::clone(&house);
    tokio::spawn(async move { of_house.calendar.follow(of_house.closing.clone(), calendar::EVERY).await });
    tokio::spawn(door::run(Arc::clone(&house), events));
    Ok(house)
}

/// The task that learns from how talks ended.
fn learning(house: &House, came: tokio::sync::mpsc::Receiver<RouteRequest>) -> Learning {
    Learning::new(house.book.clone(), house.floor.clone(), house.config.routing.learn.clone(), came)
}

/// What the book is not to keep.
fn privacy(house: &House) -> Privacy {
    let rules = &house.config.privacy;
    let (book, live) = (house.book.clone(), Arc::clone(&house.live));
    Privacy { book, live, kinds: rules.mask.clone(), keep: rules.keep(), masked: true.into() }
}

/// A centre without a number for browsers serves phones all the same.
fn look_at_support(config: &Config) {
    let dials = &config.support.dials;
    if !config.numbers.iter().any(|entry| entry.dialled == *dials || entry.dialled == "*") {
        tracing::warn!(
            "support.dials '{dials}' is not among the numbers: callers' pages cannot call, only leave a number"
        );
    }
}

/// Who served whom last, and who was abused by whom, from the book, so that a restart forgets neither.
async fn recall_last_agents(house: &House) -> Result<()> {
    let recent = house.book.calls(&CallFilter::default(), MOST_PER_PAGE).await.context("the book cannot be read")?;
    for call in recent.items.into_iter().rev() {
        if let (Some(caller), Some(agent)) = (call.from, call.agent) {
            if call.abuse {
                house.floor.tell(Input::Abused { caller: caller.clone(), agent: agent.clone() }).await;
            }
            house.floor.tell(Input::LastAgent { caller, agent }).await;
        }
    }
    Ok(())
}

/// Flows, intents and prompts, and whether the configuration knows what they name.
pub(crate) fn load_site(config: &Config, places: &Places) -> Result<Site> {
    let site = Site::load(&places.desk, &places.prompts)?;
    let problems = site_problems(config, &site);
    if problems.is_empty() { Ok(site) } else { bail!("{}", problems.join("\n")) }
}

fn site_problems(config: &Config, site: &Site) -> Vec<String> {
    let known = |queue: &wasl_model::QueueId| config.queues.iter().any(|entry| entry.name == *queue);
    let named = site.queues().into_iter().filter(|(queue, _)| !known(queue)).map(|(queue, files)| {
        let files: Vec<String> = files.into_iter().collect();
        format!(
            "queue '{queue}' is named in {} but not configured; add [[queues]] name = \"{queue}\"",
            files.join(", ")
        )
    });
    let numbers = config.numbers.iter().filter_map(|entry| match &entry.to {
        Destination::Flow(flow) if site.flow(flow).is_none() => {
            Some(format!("number '{}' leads to flow '{flow}', but there is no flows/{flow}.toml", entry.dialled))
        }
        Destination::Queue(queue) if !known(queue) => {
            Some(format!("number '{}' leads to queue '{queue}', which is not configured", entry.dialled))
        }
        Destination::Flow(_) | Destination::Queue(_) | Destination::Echo => None,
    });
    let agents = config.agents.iter().flat_map(|agent| {
        let strange = agent.queues.iter().filter(|queue| !known(queue));
        strange.map(|queue| format!("agent '{}' serves queue '{queue}', which is not configured", agent.id))
    });
    named.chain(numbers).chain(agents).collect()
}

/// The model, loaded; `None` when listening is off.
fn load_ears(config: &Config, places: &Places) -> Result<Option<Arc<dyn Infer>>> {
    if !config.speech.enabled {
        tracing::warn!("speech.enabled is false: callers are not transcribed, the IVR understands keys only");
        return Ok(None);
    }
    let speech = &config.speech;
    if !speech.remote.is_empty() {
        return Ok(Some(Arc::new(Remote::start(RemoteConfig::new(
            speech.remote.clone(),
            speech.remote_secret.clone(),
        )))));
    }
    let file = model_file(&places.models, &speech.model)?;
    let threads = if speech.threads == 0 { cores() } else { speech.threads };
    // One thread is left to live calls whatever is read after them.
    let reserved = usize::from(threads > 1);
    let (backend, beam) = (speech.backend, speech.beam);
    let voice_model = voice_model(config, places)?;
    let engine = EngineConfig { threads, reserved, backend, beam, voice_model, ..EngineConfig::new(file) };
    Ok(Some(Arc::new(Engine::load(&engine)?)))
}

/// The model that tells the voice, where the one that reads words cannot.
fn voice_model(config: &Config, places: &Places) -> Result<Option<PathBuf>> {
    let heads = load_heads(config.mood.heads.as_ref().map(|path| path.relative()).as_deref())?;
    let shows_it = config.speech.backend == Backend::Native && config.speech.model == heads.model;
    if shows_it || !config.mood.voice {
        return Ok(None);
    }
    model_file(&places.models, &heads.model).map(Some).context(
        "mood.voice needs the model its heads were trained on beside speech.model; fetch it or set mood.voice = false",
    )
}

/// The site's scorecards, kept with the sheets filled in them.
async fn take_up_forms(book: &Book, forms: Vec<Form>) -> Result<()> {
    for form in forms {
        wasl_console::kept::form::take_up(book, form, crate::clock::now()).await.context("scorecards")?;
    }
    Ok(())
}

/// The task that reads stories of ended calls.
fn reader(house: &House) -> Reader {
    let zone = crate::clock::zone(house.config.support.utc_offset_min);
    let rules = wasl_review::consistency::House { zone, book: house.answers.clone() };
    let site = wasl_review::promises::Site { zone, branches: house.config.branch_names() };
    let wrap_up = Duration::from_secs(house.config.routing.wrap_up_s);
    Reader { book: house.book.clone(), live: Arc::clone(&house.live), rules, site, wrap_up }
}

/// The task that completes words after the call.
fn after(config: &Config, places: &Places, house: &House, ears: Arc<dyn Infer>) -> After {
    let (live, figures, lexicon) = (Arc::clone(&house.live), Arc::clone(&house.figures), Arc::clone(&house.lexicon));
    let mut after = After::new(house.book.clone(), ears, live, figures, lexicon);
    after.vocabulary = vocabulary::of(config, &house.site);
    after.meanings.clone_from(&house.meanings);
    let (models, threads) = (places.models.clone(), config.speech.second_threads.max(1));
    let backend = config.speech.backend;
    after.second = config.speech.second_model.clone().map(|model| {
        let (name, figures) = (model.clone(), Arc::clone(&house.figures));
        Second::new(model, move || {
            let file = model_file(&models, &name)?;
            let engine = Engine::load(&EngineConfig { threads, background: true, backend, ..EngineConfig::new(file) })?;
            let engine: Arc<dyn Infer> = Arc::new(engine);
            figures.watch("second", Arc::clone(&engine));
            Ok(engine)
        })
    });
    after
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The site's own voice heads, or the ones in the binary.
pub(crate) fn load_heads(path: Option<&Path>) -> Result<VoiceHeads> {
    let Some(path) = path else { return Ok(VoiceHeads::shipped()) };
    let json = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    VoiceHeads::parse(&json).with_context(|| path.display().to_string())
}

/// Everything a flow may expect is weighed while nobody waits for it.
fn prepare(ears: &dyn Infer, site: &Site) {
    for flow in site.flows() {
        for language in Language::ALL {
            let all = flow.spec().states.keys().flat_map(|state| site.expected_phrases(flow, state, language));
            let phrases: BTreeSet<String> = all.collect();
            ears.prepare(language, &phrases.into_iter().collect::<Vec<_>>());
        }
    }
}

/// Loads a speech model by its name in the manifest, once its checksum is right.
pub(crate) fn load_engine(models_dir: &Path, model: &str, threads: usize) -> Result<Engine> {
    let file = model_file(models_dir, model)?;
    Ok(Engine::load(&EngineConfig { threads, ..EngineConfig::new(file) })?)
}

/// The file of a model, once its checksum is right.
pub(crate) fn model_file(models_dir: &Path, model: &str) -> Result<PathBuf> {
    let manifest = Manifest::load(models_dir)?;
    Ok(models::verify(models_dir, manifest.model(model)?)?)
}

fn media_config(config: &Config) -> Result<MediaConfig> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(MediaConfig {
        address: config.media.address,
        advertised: config.media.external_address,
        ports: port_range(&config.media.rtp_ports)?,
        workers: if config.media.workers == 0 { cores.min(4) } else { config.media.workers },
        media_lost_after: Duration::from_secs(config.media.lost_after_s),
        ..MediaConfig::default()
    })
}

/// "20000-29999".
pub(crate) fn port_range(text: &str) -> Result<RangeInclusive<u16>> {
    let wrong = || format!("media.rtp_ports '{text}' is not a range of ports, such as 20000-29999");
    let (first, last) = text.split_once('-').with_context(wrong)?;
    let (first, last): (u16, u16) =
        (first.trim().parse().with_context(wrong)?, last.trim().parse().with_context(wrong)?);
    if first < 1024 || last <= first {
        bail!("{}; the first must be 1024 or more and less than the last", wrong());
    }
    Ok(first..=last)
}

fn signal_config(config: &Config, certificate: Option<Arc<Certificate>>) -> SignalConfig {
    SignalConfig {
        udp: config.sip.udp.0.clone(),
        tcp: config.sip.tcp.0.clone(),
        tls: config.sip.tls.0.clone(),
        certificate: certificate.map(|certificate| certificate as _),
        external: config.sip.external_address,
        realm: config.sip.realm.clone(),
        digest: config.sip.digest.iter().map(|digest| algorithm(*digest)).collect(),
        trunks: config.trunks.iter().map(|trunk| trunk_config(trunk, &config.sip.realm)).collect(),
        open_door: config.sip.open_on_loopback,
        caps: Caps {
            new_calls_per_second: config.sip.calls_per_second,
            new_calls_per_second_per_source: config.sip.calls_per_second,
            concurrent_calls: usize::try_from(config.sip.concurrent_calls).unwrap_or(usize::MAX),
            requests_per_second_per_source: config.sip.requests_per_second_per_source,
        },
        session_expires: Duration::from_secs(u64::from(config.sip.session_expires_s)),
        ..SignalConfig::default()
    }
}

const fn algorithm(digest: Digest) -> Algorithm {
    match digest {
        Digest::Sha256 => Algorithm::Sha256,
        Digest::Md5 => Algorithm::Md5,
    }
}

fn trunk_config(trunk: &TrunkEntry, realm: &str) -> TrunkConfig {
    let host = trunk.address.map(|address| match trunk.transport.as_deref() {
        Some("tcp") => format!("sip:{address};transport=tcp"),
        Some(_) | None => address.to_string(),
    });
    let account = trunk.user.clone().zip(trunk.password.clone());
    TrunkConfig {
        id: TrunkId(trunk.name.as_str().to_owned()),
        sources: trunk.sources.clone(),
        hosts: host.into_iter().collect(),
        credentials: account.clone().map(|(user, password)| Credentials { user, password }),
        inbound: account.filter(|_| trunk.sources.is_empty()).map(|(user, password)| inbound(&user, realm, &password)),
        ping: trunk.address.map(|_| Duration::from_secs(30)),
    }
}

fn inbound(user: &str, realm: &str, password: &wasl_model::Pii<String>) -> InboundDigest {
    InboundDigest {
        user: user.to_owned(),
        ha1_md5: Some(ha1(Algorithm::Md5, user, realm, password.reveal())),
        ha1_sha256: Some(ha1(Algorithm::Sha256, user, realm, password.reveal())),
    }
}

/// Promised callbacks are made by the house.
fn calls_back(config: &Config) -> bool {
    config.call.call_back && config.trunks.iter().any(|trunk| trunk.address.is_some())
}

fn call_config(site: &Site, house: &Config) -> CallConfig {
    let mut config = CallConfig::new(announce::waiting);
    config.pause_ms = house.privacy.pause_max_s.saturating_mul(1_000);
    let after_s = Some(house.call.offer_callback_after_s).filter(|after_s| *after_s > 0 && calls_back(house));
    config.offer_callback_after_ms = after_s.map(|after_s| after_s.saturating_mul(1_000));
    config.human_queue = Some(site.default_flow().spec().queue.clone());
    config.intent_skills = site.intents.iter().map(|intent| (intent.name.clone(), intent.skills.clone())).collect();
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_range_is_two_ports_in_order() {
        assert_eq!(port_range("20000-29999").unwrap(), 20000..=29999);
        for wrong in ["", "20000", "30000-20000", "80-90", "a-b", "1-70000"] {
            assert!(port_range(wrong).is_err(), "{wrong}");
        }
    }
}
