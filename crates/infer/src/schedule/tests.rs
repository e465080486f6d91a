//! The scheduler against a slow and obvious reference, under random histories.

mod slow;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use wasl_model::Speaker;

use super::*;
use slow::Slow;

const ALL: [Priority; Priority::COUNT] = Priority::ALL;

/// What happens to a scheduler.
#[derive(Clone, Debug)]
enum Step {
    Push { priority: Priority, call: Option<u8>, speaker: Speaker, within_ms: u64 },
    Pop,
    Done { nth: usize },
    Pass { ms: u64 },
    Withdraw { nth: usize },
    Sweep,
}

fn step() -> impl Strategy<Value = Step> {
    let speaker = prop_oneof![Just(Speaker::Caller), Just(Speaker::Agent)];
    let push = (0..ALL.len(), proptest::option::weighted(0.9, 0..4_u8), speaker, 50..2_000_u64).prop_map(
        |(priority, call, speaker, within_ms)| Step::Push { priority: ALL[priority], call, speaker, within_ms },
    );
    prop_oneof![
        6 => push,
        4 => Just(Step::Pop),
        3 => (0..8_usize).prop_map(|nth| Step::Done { nth }),
        2 => (1..400_u64).prop_map(|ms| Step::Pass { ms }),
        1 => (0..20_usize).prop_map(|nth| Step::Withdraw { nth }),
        1 => Just(Step::Sweep),
    ]
}

fn limits() -> impl Strategy<Value = Limits> {
    (1..12_usize, 1..5_usize, 0..2_usize).prop_map(|(waiting, workers, reserved)| Limits { waiting, workers, reserved })
}

/// One history of both, and what became of every job.
struct History {
    fast: Schedule<u32>,
    slow: Slow,
    limits: Limits,
    now: Instant,
    pushed: u32,
    running: Vec<Priority>,
    tickets: BTreeMap<u32, (Ticket, Instant)>,
    settled: BTreeSet<u32>,
    withdrawn: BTreeSet<u32>,
    /// Of every line: whose jobs were served since its own turn, or since it began to wait.
    served_since: BTreeMap<(usize, Option<CallId>), BTreeMap<Option<CallId>, usize>>,
}

impl History {
    fn new(limits: Limits) -> Self {
        Self {
            fast: Schedule::new(limits),
            slow: Slow::new(limits),
            limits,
            now: Instant::now(),
            pushed: 0,
            running: Vec::new(),
            tickets: BTreeMap::new(),
            settled: BTreeSet::new(),
            withdrawn: BTreeSet::new(),
            served_since: BTreeMap::new(),
        }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Push { priority, call, speaker, within_ms } => {
                let source = call.map(|call| Source { call: CallId::numbered(u128::from(call)), speaker: *speaker });
                let deadline = self.now + Duration::from_millis(*within_ms);
                self.push(Ticket { priority: *priority, source, deadline });
            }
            Step::Pop => self.pop(),
            Step::Done { nth } => {
                if !self.running.is_empty() {
                    let priority = self.running.remove(nth % self.running.len());
                    self.fast.done(priority);
                    self.slow.done(priority);
                }
            }
            Step::Pass { ms } => self.now += Duration::from_millis(*ms),
            Step::Withdraw { nth } => {
                let open: Vec<u32> = self.tickets.keys().filter(|id| !self.settled.contains(id)).copied().collect();
                if !open.is_empty() {
                    self.withdrawn.insert(open[nth % open.len()]);
                }
            }
            Step::Sweep => self.sweep(),
        }
        assert!(self.fast.waiting() <= self.limits.waiting, "it is bounded");
        assert_eq!(self.fast.waiting(), self.slow.waiting());
        self.forget_empty_lines();
    }

    fn push(&mut self, ticket: Ticket) {
        let id = self.pushed;
        self.pushed += 1;
        self.tickets.insert(id, (ticket, self.now));
        let line = (ticket.priority.index(), call_of(&ticket));
        let outcome = self.fast.push(self.now, ticket, id);
        assert_eq!(outcome, self.slow.push(self.now, ticket, id));
        match outcome {
            Pushed::Queued => {}
            Pushed::Replaced(old) => {
                assert_eq!(self.tickets[&old].0.source, ticket.source, "a partial of the same speaker");
                self.settle(old);
            }
            Pushed::Shed(priority, other) => {
                assert_eq!(self.tickets[&other].0.priority, priority);
                let dear = |priority| SHED.iter().position(|p| *p == priority);
                assert!(dear(priority) <= dear(ticket.priority), "nothing dearer is given up");
                self.settle(other);
            }
            Pushed::Refused(back) => {
                assert_eq!(back, id);
                return self.settle(id);
            }
        }
        self.served_since.entry(line).or_default();
    }

    fn pop(&mut self) {
        self.sweep();
        let started = self.fast.pop(self.now);
        assert_eq!(started, self.slow.pop(self.now));
        let Some(Started { ticket, item, waited }) = started else { return };
        assert!(ticket.deadline > self.now, "nothing late is begun");
        assert!(!self.withdrawn.contains(&item), "nothing unwanted is begun");
        if ticket.priority == Priority::Partial {
            let impatient = |id: &u32| {
                let (other, since) = &self.tickets[id];
                matches!(other.priority, Priority::Final | Priority::Ivr) && self.now.duration_since(*since) >= PATIENCE
            };
            let waiting = self.tickets.keys().filter(|id| **id != item && !self.settled.contains(id));
            assert_eq!(waiting.copied().filter(impatient).count(), 0, "a partial before a turn that has waited long");
        }
        assert!(waited <= Duration::from_secs(2));
        let lane = ticket.priority.index();
        let call = call_of(&ticket);
        for ((other_lane, other), served) in &mut self.served_since {
            if *other_lane == lane && *other != call {
                let count = served.entry(call).or_default();
                *count += 1;
                assert!(*count <= 1, "{other:?} waits for more than one job of {call:?}");
            }
        }
        self.served_since.insert((lane, call), BTreeMap::new());
        self.running.push(ticket.priority);
        self.settle(item);
    }

    fn sweep(&mut self) {
        let gone = |id: &u32| self.withdrawn.contains(id);
        let mut swept = self.fast.sweep(self.now, gone);
        let mut expected = self.slow.sweep(self.now, gone);
        swept.sort_by_key(|job| job.item);
        expected.sort_by_key(|job| job.item);
        assert_eq!(swept, expected);
        for job in swept {
            self.settle(job.item);
        }
        self.forget_empty_lines();
    }

    /// Every job has one fate.
    fn settle(&mut self, id: u32) {
        assert!(self.settled.insert(id), "job {id} has two fates");
    }

    fn forget_empty_lines(&mut self) {
        let waiting = |lane: usize, call: Option<CallId>| {
            let mut open = self.tickets.iter().filter(|(id, _)| !self.settled.contains(id));
            open.any(|(_, (ticket, _))| ticket.priority.index() == lane && call_of(ticket) == call)
        };
        let empty: Vec<_> = self.served_since.keys().filter(|(lane, call)| !waiting(*lane, *call)).copied().collect();
        for line in empty {
            self.served_since.remove(&line);
        }
    }

    fn end(mut self) {
        for id in self.fast.clear() {
            self.settle(id);
        }
        assert_eq!(self.settled.len(), self.pushed as usize, "a job without a fate");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn it_does_what_the_slow_reference_does_and_loses_nothing(
        limits in limits(),
        steps in proptest::collection::vec(step(), 1..120),
    ) {
        let mut history = History::new(limits);
        steps.iter().for_each(|step| history.take(step));
        history.end();
    }
}

fn ticket(priority: Priority, call: u128) -> Ticket {
    let source = Some(Source { call: CallId::numbered(call), speaker: Speaker::Caller });
    Ticket { priority, source, deadline: Instant::now() + Duration::from_secs(60) }
}

fn schedule(waiting: usize, workers: usize) -> Schedule<u32> {
    Schedule::new(Limits { waiting, workers, reserved: 0 })
}

fn served(schedule: &mut Schedule<u32>, now: Instant) -> Vec<u32> {
    std::iter::from_fn(|| {
        let started = schedule.pop(now)?;
        schedule.done(started.ticket.priority);
        Some(started.item)
    })
    .collect()
}

#[test]
fn the_most_urgent_is_served_first() {
    let (mut schedule, now) = (schedule(9, 2), Instant::now());
    for (n, priority) in ALL.into_iter().enumerate() {
        assert_eq!(schedule.push(now, ticket(priority, 1), u32::try_from(n).unwrap()), Pushed::Queued);
    }
    let order: Vec<Priority> = served(&mut schedule, now).into_iter().map(|n| ALL[n as usize]).collect();
    assert_eq!(order, SERVED);
}

#[test]
fn a_talkative_call_does_not_starve_a_quiet_one() {
    let (mut schedule, now) = (schedule(99, 2), Instant::now());
    for n in 0..20 {
        schedule.push(now, ticket(Priority::Final, 1), n);
    }
    schedule.push(now, ticket(Priority::Final, 2), 100);
    assert_eq!(served(&mut schedule, now)[..3], [0, 100, 1]);
}

#[test]
fn when_it_is_full_partials_go_first_then_voices_then_sound_put_aside_then_turns() {
    let (mut schedule, now) = (schedule(4, 4), Instant::now());
    for (n, priority) in [(0, Priority::Final), (1, Priority::CatchUp), (2, Priority::Voice), (3, Priority::Partial)] {
        assert_eq!(schedule.push(now, ticket(priority, 1), n), Pushed::Queued);
    }
    let shed: Vec<_> = (10..14).map(|n| schedule.push(now, ticket(Priority::Ivr, 2), n)).collect();
    assert_eq!(
        shed,
        [
            Pushed::Shed(Priority::Partial, 3),
            Pushed::Shed(Priority::Voice, 2),
            Pushed::Shed(Priority::CatchUp, 1),
            Pushed::Shed(Priority::Final, 0),
        ]
    );
    assert_eq!(schedule.push(now, ticket(Priority::Final, 1), 20), Pushed::Refused(20));
}

#[test]
fn a_full_queue_has_room_for_a_call_with_less_than_its_share() {
    let (mut schedule, now) = (schedule(3, 1), Instant::now());
    for n in 0..3 {
        schedule.push(now, ticket(Priority::Final, 1), n);
    }
    assert_eq!(schedule.push(now, ticket(Priority::Final, 2), 10), Pushed::Shed(Priority::Final, 2));
    assert_eq!(schedule.push(now, ticket(Priority::Final, 1), 11), Pushed::Refused(11));
    assert_eq!(schedule.push(now, ticket(Priority::Final, 2), 12), Pushed::Refused(12));
}

#[test]
fn a_newer_partial_takes_the_place_of_the_one_that_waits() {
    let (mut schedule, now) = (schedule(9, 2), Instant::now());
    schedule.push(now, ticket(Priority::Partial, 1), 1);
    assert_eq!(schedule.push(now, ticket(Priority::Partial, 1), 2), Pushed::Replaced(1));
    let mut agent = ticket(Priority::Partial, 1);
    agent.source = agent.source.map(|source| Source { speaker: Speaker::Agent, ..source });
    assert_eq!(schedule.push(now, agent, 3), Pushed::Queued);
    assert_eq!(served(&mut schedule, now), [2, 3]);
}

#[test]
fn partials_stand_back_when_a_turn_has_waited_and_hold_half_of_the_workers_at_most() {
    let (mut schedule, now) = (schedule(9, 4), Instant::now());
    for n in 0..4 {
        assert_eq!(schedule.push(now, ticket(Priority::Partial, n), u32::try_from(n).unwrap()), Pushed::Queued);
    }
    assert_eq!(schedule.push(now, ticket(Priority::Partial, 9), 9), Pushed::Refused(9));
    assert_eq!(schedule.pop(now).map(|started| started.item), Some(0));
    assert_eq!(schedule.pop(now).map(|started| started.item), Some(1));
    assert_eq!(schedule.pop(now), None, "two of four workers are left to turns");
    schedule.done(Priority::Partial);
    schedule.push(now, ticket(Priority::Final, 1), 10);
    schedule.push(now, ticket(Priority::Final, 2), 11);
    let later = now + PATIENCE;
    assert_eq!(schedule.push(later, ticket(Priority::Partial, 8), 8), Pushed::Refused(8));
    assert_eq!(served(&mut schedule, later), [10, 11, 2, 3]);
}

#[test]
fn sound_put_aside_leaves_the_reserved_workers_free() {
    let mut schedule = Schedule::new(Limits { waiting: 9, workers: 2, reserved: 1 });
    let now = Instant::now();
    schedule.push(now, ticket(Priority::CatchUp, 1), 1);
    schedule.push(now, ticket(Priority::CatchUp, 2), 2);
    assert_eq!(schedule.pop(now).map(|started| started.item), Some(1));
    assert_eq!(schedule.pop(now), None);
    schedule.done(Priority::CatchUp);
    assert_eq!(schedule.pop(now).map(|started| started.item), Some(2));
}

#[test]
fn what_is_late_or_unwanted_is_taken_out() {
    let (mut schedule, now) = (schedule(9, 2), Instant::now());
    let soon = Ticket { deadline: now + Duration::from_millis(5), ..ticket(Priority::Final, 1) };
    schedule.push(now, soon, 1);
    schedule.push(now, ticket(Priority::Final, 1), 2);
    schedule.push(now, ticket(Priority::Final, 1), 3);
    let swept = schedule.sweep(now + Duration::from_millis(5), |item| *item == 2);
    let told: Vec<_> = swept.iter().map(|job| (job.item, job.late)).collect();
    assert_eq!(told, [(1, true), (2, false)]);
    assert_eq!(served(&mut schedule, now), [3]);
}
