//! Callbacks through random histories with crashes: kept exactly once, at their place, in the caller's language.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use wasl_model::{Language, Pii, PromiseId, Timestamp};
use wasl_routing::callback::{Callbacks, Order, Owed, Step};

/// A house whose book survives and whose memory does not.
struct House {
    dice: ChaCha8Rng,
    now: Timestamp,
    callbacks: Callbacks,
    /// What the book has acknowledged, and what is on its way there.
    book: Vec<Step>,
    writing: VecDeque<Step>,
    /// In line, by begin of the wait; rung; promised as far as anybody was told.
    line: BTreeMap<PromiseId, Owed>,
    ringing: BTreeSet<PromiseId>,
    promised: BTreeMap<PromiseId, Owed>,
    talks: BTreeMap<PromiseId, u32>,
    resumed: BTreeSet<PromiseId>,
    rung: BTreeMap<PromiseId, u32>,
    /// Times a crash came after they answered and before anybody spoke with them.
    cut: BTreeMap<PromiseId, u32>,
}

impl House {
    fn new(seed: u64) -> Self {
        Self {
            dice: ChaCha8Rng::seed_from_u64(seed),
            now: Timestamp(1_000_000),
            callbacks: Callbacks::default(),
            book: Vec::new(),
            writing: VecDeque::new(),
            line: BTreeMap::new(),
            ringing: BTreeSet::new(),
            promised: BTreeMap::new(),
            talks: BTreeMap::new(),
            resumed: BTreeSet::new(),
            rung: BTreeMap::new(),
            cut: BTreeMap::new(),
        }
    }

    fn obey(&mut self) {
        while let Some(order) = self.callbacks.poll_output() {
            match order {
                Order::Write(step) => self.writing.push_back(step),
                Order::Queue(owed) => {
                    assert_eq!(owed, self.promised[&owed.id], "the same place, number and language");
                    if self.dice.random_bool(0.1) {
                        self.callbacks.put_off(owed.id, self.now + Duration::from_secs(90));
                        continue;
                    }
                    assert!(self.line.insert(owed.id, owed).is_none(), "in line twice");
                }
                Order::Leave(id) => drop(self.line.remove(&id)),
                Order::Dial(owed) => {
                    assert_eq!(owed.language, self.promised[&owed.id].language);
                    assert_eq!(self.talks.get(&owed.id), None, "called again after a talk");
                    *self.rung.entry(owed.id).or_default() += 1;
                    self.ringing.insert(owed.id);
                }
                Order::Connect(id) => *self.talks.entry(id).or_default() += 1,
                Order::Release(id) => drop(self.ringing.remove(&id)),
                Order::Resume(owed) => {
                    assert!(self.resumed.insert(owed.id), "one place given twice");
                    assert_eq!(self.talks.get(&owed.id), None);
                }
            }
        }
    }

    fn acknowledge(&mut self) {
        if let Some(step) = self.writing.pop_front() {
            if let Step::Owed(owed) = &step {
                self.promised.insert(owed.id, owed.clone());
            }
            self.book.push(step);
            self.callbacks.written();
            self.obey();
        }
    }

    /// What was on its way to the book may have arrived, or not, but only in its order.
    fn crashes(&mut self) {
        let arrived = self.dice.random_range(0..=self.writing.len());
        for step in self.writing.drain(..).take(arrived) {
            if let Step::Owed(owed) = &step {
                self.promised.insert(owed.id, owed.clone());
            }
            self.book.push(step);
        }
        self.line.clear();
        self.ringing.clear();
        for id in self.cut_off() {
            *self.cut.entry(id).or_default() += 1;
            self.book.push(Step::NotReached { id, again: self.now });
        }
        self.callbacks = Callbacks::restored(self.now, &self.book);
        self.obey();
    }

    /// Written down as connected, and the book has no talk: the server writes talks down before they begin.
    fn cut_off(&self) -> Vec<PromiseId> {
        let last_is_connected = |id: &PromiseId| {
            let mine = self.book.iter().rev().find(|step| of(step) == *id);
            matches!(mine, Some(Step::Connected { .. })) && !self.talks.contains_key(id)
        };
        self.promised.keys().copied().filter(last_is_connected).collect()
    }

    fn an_agent_is_free(&mut self) {
        let first = self.line.values().min_by_key(|owed| (owed.since, owed.id)).map(|owed| owed.id);
        if let Some(id) = first {
            self.line.remove(&id);
            self.callbacks.agent_takes(id);
        }
    }

    fn step(&mut self, n: u128) {
        match self.dice.random_range(0..100) {
            0..15 => {
                let since = Timestamp(self.now.as_millis() - self.dice.random_range(0..60_000));
                let language = *Language::ALL.choose(&mut self.dice).unwrap();
                let number = format!("05{}", self.dice.random_range(0..8)).into();
                let id = PromiseId::numbered(n);
                self.callbacks.owe(Owed { id, queue: "support".into(), since, number, language });
            }
            15..50 => self.acknowledge(),
            50..65 => self.an_agent_is_free(),
            65..80 => {
                if let Some(&id) = self.ringing.iter().next() {
                    self.ringing.remove(&id);
                    if self.dice.random_bool(0.5) {
                        self.callbacks.answered(id);
                    } else {
                        self.callbacks.not_reached(self.now, id);
                    }
                }
            }
            80..88 => {
                let number = Pii::from(format!("05{}", self.dice.random_range(0..8)));
                self.callbacks.calls_in(&"support".into(), |owed| *owed == number);
            }
            88..92 => return self.crashes(),
            _ => self.time_passes(60),
        }
        self.obey();
    }

    fn time_passes(&mut self, s: u64) {
        self.now = self.now + Duration::from_secs(s);
        self.callbacks.handle_timeout(self.now);
        self.obey();
    }

    /// No more crashes, everybody answers: everything owed is settled.
    fn ends_well(mut self) -> (usize, usize, usize) {
        for _ in 0..2_000 {
            self.acknowledge();
            self.an_agent_is_free();
            if let Some(id) = self.ringing.pop_first() {
                self.callbacks.answered(id);
            }
            self.obey();
            self.time_passes(30);
        }
        assert_eq!(self.callbacks.owed().count(), 0, "a promise was forgotten");
        let given_up = |id: &PromiseId| self.book.contains(&Step::GivenUp { id: *id });
        for id in self.promised.keys() {
            let cut = self.cut.get(id).copied().unwrap_or(0);
            let connected = self.book.iter().filter(|step| **step == Step::Connected { id: *id }).count();
            let written = connected > cut as usize;
            let talks = self.talks.get(id).copied().unwrap_or(0);
            assert!(talks <= 1, "{talks} talks for one promise");
            assert_eq!(talks, u32::from(written), "connected and not written down, or written down and cut off");
            let ends = [written, self.book.contains(&Step::Resumed { id: *id }), given_up(id)];
            assert_eq!(ends.iter().filter(|end| **end).count(), 1, "every promise ends once");
            assert!(self.rung.get(id).is_none_or(|times| *times <= 3 + cut), "rung too often");
        }
        (self.promised.len(), self.talks.len(), self.cut.len())
    }
}

/// Of which callback a step is.
fn of(step: &Step) -> PromiseId {
    match step {
        Step::Owed(owed) => owed.id,
        Step::Dialling { id } | Step::Connected { id } | Step::NotReached { id, .. } => *id,
        Step::GivenUp { id } | Step::Resumed { id } => *id,
    }
}

fn histories(seeds: std::ops::Range<u64>) {
    let (mut promised, mut talks, mut cut) = (0, 0, 0);
    for seed in seeds {
        let mut house = House::new(seed);
        for n in 0..120 {
            house.step(n);
        }
        let (more_promised, more_talks, more_cut) = house.ends_well();
        (promised, talks, cut) = (promised + more_promised, talks + more_talks, cut + more_cut);
    }
    assert!(talks * 2 > promised, "{talks} talks of {promised} promises");
    assert!(cut > 0, "nobody was cut off between answering and talking");
}

#[test]
fn a_callback_put_off_until_people_are_there_enters_the_line_then_and_not_before() {
    let (mut callbacks, id, noon) = (Callbacks::default(), PromiseId::numbered(1), Timestamp(1_000_000));
    let (number, language) = (Pii::from("0501"), Language::En);
    let owed = Owed { id, queue: "support".into(), since: noon, number, language };
    callbacks.owe(owed.clone());
    callbacks.written();
    let orders: Vec<_> = std::iter::from_fn(|| callbacks.poll_output()).collect();
    assert_eq!(orders, [Order::Write(Step::Owed(owed.clone())), Order::Queue(owed.clone())]);

    let opens = noon + Duration::from_secs(3600);
    callbacks.put_off(id, opens);
    assert_eq!(callbacks.poll_timeout(), Some(opens));
    callbacks.agent_takes(id);
    callbacks.handle_timeout(noon + Duration::from_secs(3599));
    assert_eq!(callbacks.poll_output(), None, "an agent still signed in rings nobody");
    callbacks.handle_timeout(opens);
    assert_eq!(callbacks.poll_output(), Some(Order::Queue(owed)));
    assert!(callbacks.is_in_line(id));
}

#[test]
fn a_callback_is_kept_exactly_once_through_crashes() {
    histories(0..500);
}

#[test]
#[ignore = "the long run; seconds in release"]
fn a_callback_is_kept_exactly_once_through_ten_thousand_histories() {
    histories(0..10_000);
}
