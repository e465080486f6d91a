//! `wasl simulate`: days of calls in seconds, to compare ways of bringing callers and agents together.

mod pictures;
mod report;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use wasl_routing::simulator::{Log, Policy, Row, Scenario, Tally, compare, run as day};

/// The seeds of published figures begin here; tuning uses others.
const FIRST_SEED: u64 = 1;

#[derive(Args, Debug)]
pub(crate) struct SimulateArgs {
    /// A scenario that comes with Wasl, or a file (TOML) with what is unlike the base; `all` are all that come along.
    #[arg(long, value_name = "NAME|FILE", value_delimiter = ',', default_value = "base")]
    scenario: Vec<String>,
    /// What is compared with first come first served and who is idle longest: fifo, mood-blind, wasl, wasl-in-turn
    /// (agents by wasl, callers in turn), bullseye, last-agent, tiers, lifo or another strategy;
    /// `all` are all of them.
    #[arg(long, value_name = "NAME", value_delimiter = ',', default_value = "fifo,mood-blind,wasl")]
    policy: Vec<String>,
    /// Days simulated, the same ones for every policy.
    #[arg(long, default_value_t = 30)]
    seeds: u64,
    /// The seed of the first day.
    #[arg(long, default_value_t = FIRST_SEED)]
    first_seed: u64,
    /// One JSON object per policy.
    #[arg(long)]
    json: bool,
    /// Write a page with tables and plots into this folder, made if need be.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Days simulated at once; 0 for one per core.
    #[arg(long, default_value_t = 0)]
    threads: usize,
}

/// All days of one scenario, by policy; the first is the baseline.
struct Compared {
    scenario: Scenario,
    days: Vec<(Policy, Vec<Tally>)>,
}

pub(super) fn run(args: &SimulateArgs) -> Result<ExitCode> {
    let scenarios = scenarios(&args.scenario)?;
    let policies = policies(&args.policy)?;
    if args.seeds == 0 {
        bail!("--seeds must be at least 1");
    }
    if !args.json {
        super::say(&words::header());
    }
    let mut all = Vec::new();
    for scenario in scenarios {
        let compared = compared(args, scenario, &policies);
        for policy in &policies {
            let row = compared.row(*policy);
            if args.json {
                super::say_json(&row)?;
            } else {
                super::say(&words::line(&row));
            }
        }
        all.push(compared);
    }
    if let Some(dir) = &args.report {
        let page = report::write(dir, &all, &policies)?;
        eprintln!("{}", page.display());
    }
    Ok(ExitCode::SUCCESS)
}

impl Compared {
    fn of(&self, policy: Policy) -> &[Tally] {
        self.days.iter().find(|(one, _)| *one == policy).map_or(&[], |(_, days)| days)
    }

    fn row(&self, policy: Policy) -> Row {
        compare(&self.scenario, policy, self.of(policy), self.of(Policy::Fifo))
    }
}

fn compared(args: &SimulateArgs, scenario: Scenario, policies: &[Policy]) -> Compared {
    let others = policies.iter().copied().filter(|policy| *policy != Policy::Fifo);
    let days = [Policy::Fifo].into_iter().chain(others).map(|policy| (policy, days(args, &scenario, policy))).collect();
    Compared { scenario, days }
}

/// One policy's days, in the order of seeds, simulated side by side.
fn days(args: &SimulateArgs, scenario: &Scenario, policy: Policy) -> Vec<Tally> {
    let seeds: Vec<u64> = (args.first_seed..args.first_seed.saturating_add(args.seeds)).collect();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = if args.threads == 0 { cores } else { args.threads }.min(seeds.len());
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let tally = day(scenario, policy, *seed, &mut cpu_time);
                    let mut done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    done.push((*seed, tally));
                    words::progress(&scenario.name, policy, done.len(), seeds.len());
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(seed, _)| *seed);
    done.into_iter().map(|(_, tally)| tally).collect()
}

/// Processor time of this thread: how long a decision takes, whoever else wants the processor.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let (s, ns) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
    Duration::new(s.unwrap_or_default(), ns.unwrap_or_default())
}

fn policies(names: &[String]) -> Result<Vec<Policy>> {
    if names.iter().any(|name| name == "all") {
        return Ok(Policy::all());
    }
    let known = || Policy::all().into_iter().map(Policy::name).collect::<Vec<_>>().join(", ");
    let policy = |name: &String| name.parse().with_context(|| format!("policies are {}", known()));
    names.iter().map(policy).collect()
}

fn scenarios(names: &[String]) -> Result<Vec<Scenario>> {
    if names.iter().any(|name| name == "all") {
        return Ok(Scenario::built_in());
    }
    names.iter().map(|name| scenario(name)).collect()
}

fn scenario(name: &str) -> Result<Scenario> {
    if let Some(known) = Scenario::built_in().into_iter().find(|scenario| scenario.name == name) {
        return Ok(known);
    }
    let path = Path::new(name);
    if !path.exists() {
        let known: Vec<String> = Scenario::built_in().into_iter().map(|scenario| scenario.name).collect();
        bail!("'{name}' is neither a file nor one of {}", known.join(", "));
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    let mut scenario = Scenario::read(&text).with_context(|| name.to_owned())?;
    if scenario.name.is_empty() {
        scenario.name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    }
    if let Some(replay) = &scenario.replay {
        let log = path.parent().unwrap_or(Path::new("")).join(replay);
        let text = std::fs::read_to_string(&log).with_context(|| format!("cannot read {}", log.display()))?;
        scenario.log = Some(Arc::new(Log::read(&text).with_context(|| log.display().to_string())?));
    }
    Ok(scenario)
}
