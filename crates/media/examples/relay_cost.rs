//! CPU a leg costs: `cargo run --release -p wasl-media --example relay_cost [CALLS] [SECONDS] [PART-OF-A-NAME]`.
//!
//! The far ends are legs of a second engine that play a clip, in calls of their own and out of step with the first
//! engine's frames, as real phones are. Told apart by thread: what the engine under test costs, what the phones cost,
//! and what the tasks cost that take the listeners' frames.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a report on the terminal"
)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use wasl_media::{Clip, CodecName, LegOptions, Media, MediaConfig, MediaEvent, MediaLeg, Sound};
use wasl_model::{AudioFrame, CallId, LegId, PlayId, Speaker};

const CASES: [(&str, What); 7] = [
    ("unbridged PCMU, silence sent", What { codecs: [CodecName::Pcmu; 2], bridged: false, listened: false }),
    ("listened PCMU, silence sent", What { codecs: [CodecName::Pcmu; 2], bridged: false, listened: true }),
    ("bridged PCMU-PCMU, passed on", What { codecs: [CodecName::Pcmu; 2], bridged: true, listened: false }),
    ("bridged PCMU-PCMU, listened", What { codecs: [CodecName::Pcmu; 2], bridged: true, listened: true }),
    ("bridged PCMU-PCMA, listened", What { codecs: [CodecName::Pcmu, CodecName::Pcma], bridged: true, listened: true }),
    (
        "bridged PCMU-G722, transcoded",
        What { codecs: [CodecName::Pcmu, CodecName::G722], bridged: true, listened: false },
    ),
    ("bridged PCMU-G722, listened", What { codecs: [CodecName::Pcmu, CodecName::G722], bridged: true, listened: true }),
];

#[derive(Clone, Copy)]
struct What {
    codecs: [CodecName; 2],
    bridged: bool,
    listened: bool,
}

/// The engine under test, the phones, and the threads of each.
struct Bench {
    engine: Media,
    /// Several, each out of step with the others.
    phones: Vec<Media>,
    engine_threads: BTreeSet<u32>,
    phone_threads: BTreeSet<u32>,
    clip: Arc<Clip>,
}

/// A phone and the leg that faces it.
struct Pair {
    phone: MediaLeg,
    leg: MediaLeg,
    _events: [mpsc::Receiver<MediaEvent>; 2],
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut numbers = words.iter().filter_map(|word| word.parse::<u64>().ok());
    let (calls, seconds) = (numbers.next().unwrap_or(50), numbers.next().unwrap_or(8));
    let part = words.get(2).map_or("", String::as_str);
    println!("{calls} calls of two legs, {seconds} s each, one worker thread; CPU ms per leg-second");
    println!("{:32} {:>8} {:>10} {:>8}", "", "engine", "listeners", "phones");
    for (name, what) in CASES.into_iter().filter(|(name, _)| name.contains(part)) {
        measure(name, calls, seconds, what);
    }
}

fn measure(name: &str, calls: u64, seconds: u64, what: What) {
    let bench = Bench::start();
    let listeners = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let pairs: Vec<[Pair; 2]> = (0..calls)
        .map(|n| {
            std::thread::sleep(Duration::from_millis(3));
            bench.call(n as usize, what, &listeners)
        })
        .collect();
    std::thread::sleep(Duration::from_millis(800));
    let received = |pairs: &[[Pair; 2]]| pairs.iter().flatten().map(|pair| pair.phone.stats().received).sum::<u64>();
    let (before, packets) = (bench.spent(), received(&pairs));
    std::thread::sleep(Duration::from_secs(seconds));
    let (after, packets) = (bench.spent(), received(&pairs) - packets);
    let legs = (calls * 2 * seconds) as f64;
    let [engine, heard, phones] = [0, 1, 2].map(|n| (after[n] - before[n]) / legs);
    let rate = packets as f64 / legs;
    println!("{name:32} {engine:8.3} {heard:10.3} {phones:8.3}   ({rate:.1} packets a second each)");
}

impl Bench {
    fn start() -> Self {
        let old = threads();
        let engine = start(30_000..=33_999);
        let engine_threads: BTreeSet<u32> = threads().difference(&old).copied().collect();
        let old = threads();
        let phones = (0..5).map(|n| {
            std::thread::sleep(Duration::from_micros(930));
            start(34_000 + n * 1000..=34_999 + n * 1000)
        });
        let phones = phones.collect();
        let phone_threads = threads().difference(&old).copied().collect();
        let clip = Arc::new(Clip::from_samples(&wasl_media::tone::sine(440.0, 16_000, 0.3, 160_000)));
        Self { engine, phones, engine_threads, phone_threads, clip }
    }

    fn call(&self, n: usize, what: What, listeners: &tokio::runtime::Runtime) -> [Pair; 2] {
        let call = CallId::new();
        let pairs =
            [0, 1].map(|leg| self.pair(call, what.codecs[leg], &self.phones[(2 * n + leg) % self.phones.len()]));
        if what.bridged {
            pairs[0].leg.bridge(&pairs[1].leg);
        }
        if what.listened {
            for (pair, speaker) in pairs.iter().zip([Speaker::Caller, Speaker::Agent]) {
                let (sender, mut frames) = mpsc::channel::<AudioFrame>(64);
                pair.leg.listen(speaker, sender);
                listeners.spawn(async move { while frames.recv().await.is_some() {} });
            }
        }
        pairs
    }

    fn pair(&self, call: CallId, codec: CodecName, phones: &Media) -> Pair {
        let options = || LegOptions { codecs: vec![codec], ..LegOptions::default() };
        let (phone, events) = phones.open(CallId::new(), LegId::new(), options()).unwrap();
        let (leg, more_events) = self.engine.open(call, LegId::new(), options()).unwrap();
        let negotiation = async {
            let answer = leg.answer(&phone.offer().await.unwrap()).await.unwrap();
            phone.accept_answer(&answer.sdp).await.unwrap();
        };
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(negotiation);
        phone.play(PlayId(1), Sound::Loop(Arc::clone(&self.clip)));
        Pair { phone, leg, _events: [events, more_events] }
    }

    /// CPU milliseconds so far: the engine's, everybody else's, the phones'.
    fn spent(&self) -> [f64; 3] {
        let all = threads();
        let of = |threads: &BTreeSet<u32>| threads.iter().map(|thread| cpu_ms(*thread)).sum::<f64>();
        let (engine, phones) = (of(&self.engine_threads), of(&self.phone_threads));
        [engine, of(&all) - engine - phones, phones]
    }
}

fn start(ports: std::ops::RangeInclusive<u16>) -> Media {
    Media::start(MediaConfig { ports, workers: 1, ..MediaConfig::default() }).unwrap()
}

fn threads() -> BTreeSet<u32> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    tasks.filter_map(|task| task.unwrap().file_name().to_str()?.parse().ok()).collect()
}

/// User and system time of a thread.
fn cpu_ms(thread: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/self/task/{thread}/schedstat")).unwrap_or_default();
    stat.split_whitespace().next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}
