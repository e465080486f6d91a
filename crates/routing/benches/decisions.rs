//! How long a decision takes with 2,000 agents and 10,000 waiting calls, beside a scan of everything:
//! `cargo bench -p wasl-routing`. Criterion gives the mean; all times but the scan's are of every single
//! decision in processor time of its thread, so that they hold on a machine that does other things, too.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints, and its set-up must hold"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use rand::Rng as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use wasl_model::{
    AgentId, AgentProfile, CallId, IntentGuess, Language, Mood, MoodScores, OfferId, OfferOutcome, RefusalCause,
    RouteRequest, RouteUpdate, SkillLevel, TalkEnd, Timestamp,
};
use wasl_routing::{
    Demand, Dispatcher, Input, Learnt, Ledger, Order, Outcome, Output, Prices, QueueConfig, RoutingConfig, Strategy,
    Values,
};

const AGENTS: usize = 2_000;
const WAITING: u128 = 10_000;
const QUEUES: usize = 8;
const DECISIONS: usize = 20_000;
/// Of each kind that is rarer.
const RARER: usize = 5_000;

fn decisions(c: &mut Criterion) {
    for (name, strategy, order) in [
        ("wasl, index order", Strategy::Wasl, Order::Index { most_s: 120 }),
        ("wasl, fifo", Strategy::Wasl, Order::Fifo),
        ("longest idle, fifo", Strategy::LongestIdle, Order::Fifo),
    ] {
        let mut bench = Bench::new(strategy, order);
        bench.agents_sign_in();
        if strategy == Strategy::Wasl {
            bench.all_is_learnt();
        }
        let arrivals = bench.calls_arrive_while_all_are_free();
        report(name, "a call arrives, up to 2,000 agents free", arrivals);
        bench.line_fills();
        let freed = bench.agents_get_free();
        report(name, "an agent gets free, 10,000 calls wait", freed);
        let accepted = std::mem::take(&mut bench.accepting);
        report(name, "an offer is accepted, and the wait learnt", accepted);
        let refused = (0..RARER).filter_map(|_| bench.offer_is_not_answered()).collect();
        report(name, "an offer is not answered, and the agent gets the next call", refused);
        let gone = (0..RARER).filter_map(|_| bench.call_hangs_up()).collect();
        report(name, "a waiting call hangs up", gone);
        println!("{name}: the choices so far, in one number: {:016x}", bench.choices.finish());
        let told = bench.announcements();
        report(name, "callers are told their places (each second)", told);
        c.bench_function(&format!("{name}: an agent gets free, 10,000 calls wait"), |b| {
            b.iter_custom(|n| (0..n).map(|_| bench.agent_gets_free()).sum());
        });
        if strategy == Strategy::Wasl && order == Order::Fifo {
            c.bench_function("a scan of 10,000 calls for one agent", |b| b.iter(|| black_box(bench.scan())));
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3));
    targets = decisions
}
criterion_main!(benches);

struct Bench {
    dice: ChaCha8Rng,
    dispatcher: Dispatcher,
    now: Timestamp,
    calls: u128,
    talking: Vec<AgentId>,
    profiles: BTreeMap<AgentId, AgentProfile>,
    waiting: BTreeMap<CallId, RouteRequest>,
    accepting: Vec<Duration>,
    /// Every offer, its score and its runners-up: the same after a change that was to change no choice.
    choices: DefaultHasher,
}

impl Bench {
    fn new(strategy: Strategy, order: Order) -> Self {
        let config = QueueConfig { wrap_up_s: 0, order, ..QueueConfig::default() };
        let queues = (0..QUEUES).map(|n| (queue(n).into(), config.clone())).collect();
        let config = RoutingConfig { queues, strategy, ..RoutingConfig::default() };
        let dispatcher = Dispatcher::new(config, 1).unwrap();
        let dice = ChaCha8Rng::seed_from_u64(1);
        Self {
            dice,
            dispatcher,
            now: Timestamp(1_000_000_000),
            calls: 0,
            talking: Vec::new(),
            profiles: BTreeMap::new(),
            waiting: BTreeMap::new(),
            accepting: Vec::new(),
            choices: DefaultHasher::new(),
        }
    }

    /// Talks of every agent, each with a share of resolved ones and a pace of their own, and what comes in.
    fn all_is_learnt(&mut self) {
        let (mut ledger, mut demand) = (Ledger::default(), Demand::default());
        for n in 0..20_000 {
            let request = self.next_request();
            demand.add(Timestamp(self.now.as_millis() - 20_000 + n), &request);
        }
        let agents: Vec<AgentId> = self.profiles.keys().cloned().collect();
        for agent in &agents {
            let (share, pace) = (self.dice.random_range(0.5..0.9), self.dice.random_range(0.7..1.4));
            for _ in 0..60 {
                let request = self.next_request();
                ledger.add(&Outcome {
                    agent: agent.clone(),
                    intent: request.intent.and_then(|guess| guess.intent),
                    mood: request.mood,
                    waited: Duration::from_secs(self.dice.random_range(0..60)),
                    carried: self.dice.random_range(0.0..2.0),
                    busy: Duration::from_secs_f64(pace * self.dice.random_range(100.0..400.0)),
                    resolved: self.dice.random_bool(share),
                    ended_well: Some(self.dice.random_bool(0.6)),
                });
            }
        }
        let values = Values::learn(&ledger, None);
        let prices = Prices::solve(self.now, &values, &demand, &agents);
        self.tell(Input::Learnt(Arc::new(Learnt::new(values, prices))));
    }

    fn agents_sign_in(&mut self) {
        for n in 0..AGENTS {
            let profile = self.profile(n);
            let agent = profile.id.clone();
            self.profiles.insert(agent.clone(), profile.clone());
            self.tell(Input::Agent(profile));
            self.tell(Input::SignedIn { agent });
        }
    }

    fn profile(&mut self, n: usize) -> AgentProfile {
        let level = |dice: &mut ChaCha8Rng| SkillLevel::new(dice.random_range(1..=5)).unwrap();
        let dice = &mut self.dice;
        let queues = (0..QUEUES).filter(|_| dice.random_bool(0.6)).map(|n| queue(n).into()).collect();
        AgentProfile {
            id: AgentId(format!("agent{n:04}")),
            display_name: String::new(),
            queues,
            languages: BTreeMap::from([(Language::Ar, level(dice)), (Language::En, level(dice))]),
            skills: (0..10).map(|n| (format!("skill{n}").into(), level(dice))).collect(),
            moods: Mood::ALL.into_iter().map(|mood| (mood, level(dice))).collect(),
            seats: BTreeMap::new(),
            attributes: BTreeMap::new(),
        }
    }

    fn calls_arrive_while_all_are_free(&mut self) -> Vec<Duration> {
        let mut times = Vec::new();
        while self.talking.len() < AGENTS {
            let before = self.talking.len();
            times.push(self.call_arrives());
            if self.talking.len() == before {
                break;
            }
        }
        times
    }

    fn line_fills(&mut self) {
        while self.dispatcher.queues(self.now).iter().map(|queue| u128::from(queue.waiting)).sum::<u128>() < WAITING {
            for _ in 0..100 {
                self.call_arrives();
            }
        }
    }

    fn agents_get_free(&mut self) -> Vec<Duration> {
        self.accepting.clear();
        (0..DECISIONS).map(|_| self.agent_gets_free()).collect()
    }

    /// One agent's talk ends, the next caller is offered and accepted; a new call joins, so that the line stays full.
    fn agent_gets_free(&mut self) -> Duration {
        let at = self.dice.random_range(0..self.talking.len());
        let agent = self.talking.swap_remove(at);
        let time = self.tell(Input::TalkEnded { agent, end: TalkEnd::Done, mood: MoodScores::NEUTRAL });
        self.call_arrives();
        time
    }

    /// The same decision for one agent by looking at every call that waits.
    fn scan(&self) -> Option<CallId> {
        let agent = &self.profiles[&self.talking[0]];
        let able = |request: &&RouteRequest| {
            agent.queues.contains(&request.queue)
                && agent.languages.contains_key(&request.language)
                && request.skills.iter().all(|(skill, least)| agent.skills.get(skill).is_some_and(|has| has >= least))
        };
        self.waiting
            .values()
            .filter(able)
            .min_by_key(|request| (request.since, request.call))
            .map(|request| request.call)
    }

    fn announcements(&mut self) -> Vec<Duration> {
        let until = self.now + Duration::from_secs(120);
        let mut times = Vec::new();
        while let Some((at, _)) = self.dispatcher.poll_timeout().filter(|(at, _)| *at < until) {
            self.now = self.now.max(at);
            let begin = cpu_time();
            self.dispatcher.handle_timeout(self.now);
            times.push(cpu_time() - begin);
            self.settle();
        }
        times
    }

    fn call_arrives(&mut self) -> Duration {
        let request = self.next_request();
        self.waiting.insert(request.call, request.clone());
        self.tell(Input::Request(Box::new(request)))
    }

    /// A talk ends, its agent is offered a call and does not answer: the offer's end is timed, the next call is accepted.
    fn offer_is_not_answered(&mut self) -> Option<Duration> {
        let at = self.dice.random_range(0..self.talking.len());
        let agent = self.talking.swap_remove(at);
        self.now = self.now + Duration::from_millis(3);
        let end = Input::TalkEnded { agent, end: TalkEnd::Done, mood: MoodScores::NEUTRAL };
        self.dispatcher.handle_input(self.now, end);
        let (_, offer, _) = self.offers().pop()?;
        let outcome = OfferOutcome::Refused { cause: RefusalCause::NoAnswer };
        let time = self.tell(Input::OfferEnded { offer, outcome });
        self.call_arrives();
        Some(time)
    }

    fn call_hangs_up(&mut self) -> Option<Duration> {
        let at = self.dice.random_range(0..self.waiting.len());
        let call = *self.waiting.keys().nth(at)?;
        self.waiting.remove(&call);
        let time = self.tell(Input::CallGone { call });
        self.call_arrives();
        Some(time)
    }

    fn next_request(&mut self) -> RouteRequest {
        self.calls += 1;
        let dice = &mut self.dice;
        let hot = MoodScores::from_array([0.7, 0.2, 0.0, 0.1, 0.0, 0.0]);
        let skill = format!("skill{}", dice.random_range(0..10));
        RouteRequest {
            call: CallId::numbered(self.calls),
            queue: queue(dice.random_range(0..QUEUES)).into(),
            caller: Some(format!("05{:07}", dice.random_range(0..100_000)).into()),
            language: if dice.random_bool(0.7) { Language::Ar } else { Language::En },
            intent: Some(IntentGuess { intent: Some(skill.as_str().into()), confidence: 0.9, alternatives: vec![] }),
            mood: if dice.random_bool(0.3) { hot } else { MoodScores::NEUTRAL },
            skills: BTreeMap::from([(skill.into(), SkillLevel::new(dice.random_range(1..=3)).unwrap())]),
            emergency: false,
            since: self.now,
            only: None,
            abused: BTreeSet::new(),
        }
    }

    /// Tells the dispatcher something, accepts what it offers, and gives the time of the telling alone.
    fn tell(&mut self, input: Input) -> Duration {
        self.now = self.now + Duration::from_millis(3);
        let begin = cpu_time();
        self.dispatcher.handle_input(self.now, input);
        let time = cpu_time() - begin;
        self.settle();
        time
    }

    /// What is offered now.
    fn offers(&mut self) -> Vec<(CallId, OfferId, AgentId)> {
        let mut offers = Vec::new();
        while let Some(output) = self.dispatcher.poll_output() {
            if let Output::ToCall { call, update: RouteUpdate::Offer { offer, agent, reasons, .. } } = output {
                format!("{call:?} {agent:?} {} {:?}", reasons.score, reasons.runners_up).hash(&mut self.choices);
                offers.push((call, offer, agent));
            }
        }
        offers
    }

    fn settle(&mut self) {
        for (call, offer, agent) in self.offers() {
            self.waiting.remove(&call);
            let begin = cpu_time();
            self.dispatcher.handle_input(self.now, Input::OfferEnded { offer, outcome: OfferOutcome::Accepted });
            self.accepting.push(cpu_time() - begin);
            self.talking.push(agent);
        }
    }
}

/// What this thread has used of a processor.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap())
}

fn queue(n: usize) -> &'static str {
    ["q0", "q1", "q2", "q3", "q4", "q5", "q6", "q7"][n]
}

fn report(name: &str, what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e6;
    let per_s = times.len() as f64 / times.iter().sum::<Duration>().as_secs_f64();
    println!(
        "{name}: {what}: n {} p50 {:.1} µs p99 {:.1} µs p99.9 {:.1} µs max {:.1} µs, {per_s:.0} a second",
        times.len(),
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0)
    );
}
