//! What can be seen of a queue at the moment a caller comes: everything a wait is guessed from.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use wasl_model::{CallId, Timestamp};

use crate::agents::Slot;
use crate::ranked::Ranked;
use crate::slots::BySlot;

/// Sorts of callers told apart: the first few intents that come; the rest are one sort.
pub(super) const SORTS: usize = 6;
/// Numbers seen of a queue.
pub(super) const SEEN: usize = 51 + 4 * SORTS;
/// Nothing counts more than this, in its own measure: a strange day must not unsettle what was learnt.
const MOST: f64 = 6.0;
/// Of the times something happened, and of the waits that ended, no more are looked at.
const MOST_TIMES: usize = 600;
const MOST_LEFT: usize = 200;
/// Longer ago than this is not looked at.
const PAST_S: i64 = 3600;

/// A caller in line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Comer {
    pub(crate) call: CallId,
    /// The sort of caller, below [`SORTS`].
    pub(crate) sort: usize,
    /// It is known who calls.
    pub(crate) known: bool,
    pub(crate) joined: Timestamp,
    /// When the wait began, in the eyes of the line: earlier for those with priority.
    pub(crate) begin_ms: i64,
}

impl Comer {
    fn has_priority(&self) -> bool {
        self.begin_ms + 1000 < self.joined.as_millis()
    }

    const fn place(&self) -> (i64, CallId) {
        (self.begin_ms, self.call)
    }
}

/// A queue, watched.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    line: Ranked<(i64, CallId)>,
    sorts: [Ranked<(i64, CallId)>; SORTS],
    comers: BTreeMap<CallId, Comer>,
    joined_sum_ms: i64,
    with_priority: usize,
    /// Agents who talk, since when.
    talking: Since,
    begun_sum_ms: i64,
    /// Agents seen talking who do not talk now, since when.
    resting: Since,
    came: VecDeque<(Timestamp, bool)>,
    answered: VecDeque<Timestamp>,
    at_once: VecDeque<Timestamp>,
    left: VecDeque<Left>,
    talk_times_s: VecDeque<f64>,
}

/// Agents, each since a moment, also by time.
#[derive(Debug, Default)]
struct Since {
    agents: BySlot<Timestamp>,
    by_time: Ranked<(Timestamp, Slot)>,
}

/// What everybody sees of a queue at one moment: counts, seconds and shares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glance {
    now: Timestamp,
    mean_waited: f64,
    busy: f64,
    mean_talked: f64,
    longest_talk: f64,
    /// Agents seen talking within ten minutes, twenty and an hour.
    here: [f64; 3],
    wrapping_up: f64,
    away: f64,
    /// Within two, five and ten minutes.
    answered: [f64; 3],
    /// Within five, ten and fifteen.
    came: [f64; 3],
    came_first: f64,
    at_once: f64,
    last_wait: f64,
    last_five: f64,
    half_hour: f64,
    last_alike: [f64; SORTS],
    five_alike: [f64; SORTS],
    /// Without and with priority.
    five_rank: [f64; 2],
    gave_up: f64,
    talk: f64,
    last_answer: f64,
    /// Where the day's hand and one twice as fast stand.
    hour: [f64; 4],
}

/// A wait that ended.
#[derive(Clone, Copy, Debug)]
struct Left {
    at: Timestamp,
    wait_s: f64,
    answered: bool,
    sort: usize,
    priority: bool,
}

/// What they went through who left the line lately; the last one, the last five, and all.
#[derive(Clone, Copy, Debug, Default)]
struct Lefts {
    last: Mean,
    five: Mean,
    all: Mean,
    last_alike: [Mean; SORTS],
    five_alike: [Mean; SORTS],
    /// Without and with priority.
    five_rank: [Mean; 2],
    gave_up: Mean,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    n: usize,
}

impl Mean {
    /// One more, unless there are so many already.
    fn add(&mut self, number: f64, most: usize) {
        if self.n < most {
            self.sum += number;
            self.n += 1;
        }
    }

    /// 0 of nothing.
    fn mean(self) -> f64 {
        if self.n > 0 { self.sum / self.n as f64 } else { 0.0 }
    }
}

impl Since {
    fn add(&mut self, agent: Slot, at: Timestamp) {
        self.remove(agent);
        self.agents.insert(agent, at);
        self.by_time.insert((at, agent));
    }

    fn remove(&mut self, agent: Slot) -> Option<Timestamp> {
        let at = self.agents.remove(agent)?;
        self.by_time.remove((at, agent));
        Some(at)
    }

    fn first(&self) -> Option<Timestamp> {
        self.by_time.iter().next().map(|(at, _)| *at)
    }

    /// How many, since then or later.
    fn from(&self, at: Timestamp) -> usize {
        self.len() - self.by_time.before((at, Slot::MIN))
    }

    const fn len(&self) -> usize {
        self.by_time.len()
    }
}

impl Watch {
    /// A caller joins the line.
    pub(crate) fn joins(&mut self, now: Timestamp, comer: Comer) {
        self.came.push_back((now, comer.has_priority()));
        self.line.insert(comer.place());
        self.sorts[comer.sort].insert(comer.place());
        self.joined_sum_ms += comer.joined.as_millis();
        self.with_priority += usize::from(comer.has_priority());
        self.comers.insert(comer.call, comer);
        self.forget(now);
    }

    /// A caller leaves the line: `had_to_wait` is false for those who were answered at once.
    pub(crate) fn leaves(&mut self, now: Timestamp, call: CallId, answered: bool, had_to_wait: bool) {
        let Some(comer) = self.comers.remove(&call) else { return };
        self.line.remove(comer.place());
        self.sorts[comer.sort].remove(comer.place());
        self.joined_sum_ms -= comer.joined.as_millis();
        self.with_priority -= usize::from(comer.has_priority());
        if answered {
            self.answered.push_back(now);
        }
        if had_to_wait {
            let wait_s = now.since(comer.joined).as_secs_f64();
            self.left.push_back(Left { at: now, wait_s, answered, sort: comer.sort, priority: comer.has_priority() });
        } else if answered {
            self.at_once.push_back(now);
        }
    }

    /// An agent of the queue begins to talk, with whomever.
    pub(crate) fn talk_begins(&mut self, now: Timestamp, agent: Slot) {
        self.gets_up(agent);
        self.talking.add(agent, now);
        self.begun_sum_ms += now.as_millis();
    }

    pub(crate) fn talk_ends(&mut self, now: Timestamp, agent: Slot) {
        let Some(begun) = self.talking.remove(agent) else { return };
        self.begun_sum_ms -= begun.as_millis();
        self.resting.add(agent, now);
        self.talk_times_s.push_back(now.since(begun).as_secs_f64());
        if self.talk_times_s.len() > 15 {
            self.talk_times_s.pop_front();
        }
    }

    /// An agent serves the queue no longer.
    pub(crate) fn gets_up(&mut self, agent: Slot) {
        if let Some(begun) = self.talking.remove(agent) {
            self.begun_sum_ms -= begun.as_millis();
        }
        self.resting.remove(agent);
    }

    /// What everybody sees of the queue now.
    pub(crate) fn glance(&self, now: Timestamp) -> Glance {
        let ago = |at: Timestamp| now.since(at).as_secs_f64();
        // The first moment that is less than so many seconds ago.
        let within = |s: i64| Timestamp::from_millis(now.as_millis().saturating_sub(s * 1000 - 1));
        let times = |times: &VecDeque<Timestamp>, s| {
            let first = within(s);
            (times.len() - times.partition_point(|at| *at < first)) as f64
        };
        let came_from = |s| {
            let first = within(s);
            self.came.partition_point(|(at, _)| *at < first)
        };
        let busy = self.talking.len() as f64;
        let here = |s| ((self.talking.from(within(s)) + self.resting.from(within(s))) as f64).max(busy);
        let resting = |s: i64| self.resting.from(Timestamp::from_millis(now.as_millis().saturating_sub(s * 1000)));
        let wrapping_up = resting(60);
        let Lefts { last, five, all, last_alike, five_alike, five_rank, gave_up } = self.lefts(now);
        let hour = now.as_millis().rem_euclid(86_400_000) as f64 / 86_400_000.0 * std::f64::consts::TAU;
        let talk = if self.talk_times_s.is_empty() {
            180.0
        } else {
            (self.talk_times_s.iter().sum::<f64>() / self.talk_times_s.len() as f64).max(30.0)
        };
        Glance {
            now,
            mean_waited: mean_since(now, self.joined_sum_ms, self.comers.len()),
            busy,
            mean_talked: mean_since(now, self.begun_sum_ms, self.talking.len()),
            longest_talk: self.talking.first().map_or(0.0, ago),
            here: [600, 1200, PAST_S].map(here),
            wrapping_up: wrapping_up as f64,
            away: (resting(900) - wrapping_up) as f64,
            answered: [120, 300, 600].map(|s| times(&self.answered, s)),
            came: [300, 600, 900].map(|s| (self.came.len() - came_from(s)) as f64),
            came_first: self.came.range(came_from(600)..).filter(|came| came.1).count() as f64,
            at_once: times(&self.at_once, 600),
            last_wait: last.mean(),
            last_five: five.mean(),
            half_hour: all.mean(),
            last_alike: last_alike.map(Mean::mean),
            five_alike: five_alike.map(Mean::mean),
            five_rank: five_rank.map(Mean::mean),
            gave_up: gave_up.mean(),
            talk,
            last_answer: self.answered.back().map_or(600.0, |at| ago(*at).min(600.0)),
            hour: [hour.sin(), hour.cos(), (2.0 * hour).sin(), (2.0 * hour).cos()],
        }
    }

    /// The waits that ended lately, the last first.
    fn lefts(&self, now: Timestamp) -> Lefts {
        let mut lefts = Lefts::default();
        for left in self.left.iter().rev() {
            let s = now.since(left.at).as_secs();
            if s < 900 {
                lefts.gave_up.add(f64::from(u8::from(!left.answered)), usize::MAX);
            }
            if !left.answered {
                continue;
            }
            if s < 1800 {
                lefts.last.add(left.wait_s, 1);
                lefts.five.add(left.wait_s, 5);
                lefts.all.add(left.wait_s, usize::MAX);
                lefts.last_alike[left.sort].add(left.wait_s, 1);
                lefts.five_alike[left.sort].add(left.wait_s, 5);
            }
            if s < PAST_S.unsigned_abs() {
                lefts.five_rank[usize::from(left.priority)].add(left.wait_s, 5);
            }
        }
        lefts
    }

    /// What that caller sees, all scaled to be about 1.
    pub(crate) fn seen_by(&self, glance: &Glance, comer: &Comer) -> Vec<f64> {
        let Glance { now, busy, talk, half_hour, .. } = *glance;
        let (ahead, length) = (self.line.before(comer.place()) as f64, self.line_length(comer));
        let sort = &self.sorts[comer.sort];
        let ahead_alike = sort.before(comer.place()) as f64;
        let (head, head_alike) = (oldest(now, &self.line), oldest(now, sort));
        let (last_alike, five_alike) = (glance.last_alike[comer.sort], glance.five_alike[comer.sort]);
        let five_rank = glance.five_rank[usize::from(comer.has_priority())];
        let [lately, here, hour] = glance.here;
        let servers = busy.max(1.0);
        let work = (ahead * talk + busy * 0.8 * talk + 0.3 * glance.mean_talked * busy) / servers / 300.0;
        let first = f64::from(u8::from(comer.has_priority()));
        let pace = (ahead + 1.0) * 600.0 / glance.answered[2].max(1.0) / 300.0;
        let mut seen = Vec::with_capacity(SEEN);
        seen.extend([
            1.0,
            ahead / 5.0,
            (length - ahead) / 5.0,
            busy / 5.0,
            glance.mean_talked / 180.0,
            glance.longest_talk / 600.0,
        ]);
        seen.extend([glance.answered[0] / 5.0, glance.answered[1] / 10.0, glance.answered[2] / 20.0]);
        seen.extend([glance.came[0] / 10.0, glance.came[1] / 20.0, glance.came[2] / 30.0]);
        seen.extend([glance.at_once / 10.0, glance.came_first / 10.0, head / 120.0, glance.mean_waited / 60.0]);
        seen.extend([glance.last_wait / 120.0, glance.last_five / 120.0, half_hour / 120.0]);
        seen.extend([
            five_rank / 120.0,
            glance.gave_up,
            glance.last_answer / 60.0,
            talk / 180.0,
            first,
            self.with_priority as f64 / 5.0,
        ]);
        seen.extend([here / 10.0, hour / 10.0, glance.wrapping_up / 3.0, glance.away / 5.0, pace]);
        seen.extend([work, work.sqrt(), work * first]);
        seen.extend([work * servers / here.max(1.0), (ahead / 5.0).sqrt(), (ahead - 4.0).max(0.0) / 5.0]);
        seen.extend([
            (head / 120.0).sqrt(),
            ahead_alike / 5.0,
            head_alike / 120.0,
            last_alike / 120.0,
            five_alike / 120.0,
        ]);
        seen.extend([(ahead_alike / 5.0).sqrt(), (head_alike / 120.0).sqrt()]);
        seen.extend(glance.hour);
        seen.extend([lately / 10.0, (ahead - 8.0).max(0.0) / 5.0]);
        let known = f64::from(u8::from(comer.known));
        seen.extend([known, known * work]);
        for sort in 0..SORTS {
            let mine = if sort == comer.sort { 1.0 } else { 0.0 };
            seen.extend([mine, mine * ahead_alike / 5.0, mine * head_alike / 120.0, mine * ahead / 5.0]);
        }
        debug_assert_eq!(seen.len(), SEEN);
        seen.iter_mut().for_each(|number| *number = number.clamp(-MOST, MOST));
        seen
    }

    /// Everybody else in line.
    fn line_length(&self, comer: &Comer) -> f64 {
        (self.comers.len() - usize::from(self.comers.contains_key(&comer.call))) as f64
    }

    /// What is older than an hour.
    fn forget(&mut self, now: Timestamp) {
        let old = |at: Timestamp| now.since(at) > Duration::from_secs(PAST_S.unsigned_abs());
        while self.came.len() > MOST_TIMES || self.came.front().is_some_and(|(at, _)| old(*at)) {
            self.came.pop_front();
        }
        while self.left.len() > MOST_LEFT || self.left.front().is_some_and(|left| old(left.at)) {
            self.left.pop_front();
        }
        for times in [&mut self.answered, &mut self.at_once] {
            while times.len() > MOST_TIMES || times.front().is_some_and(|at| old(*at)) {
                times.pop_front();
            }
        }
    }
}

/// The time since the first of them began to wait, in seconds.
fn oldest(now: Timestamp, line: &Ranked<(i64, CallId)>) -> f64 {
    line.iter().next().map_or(0.0, |(begin_ms, _)| ((now.as_millis() - begin_ms) as f64 / 1000.0).max(0.0))
}

/// The mean time since times of that sum, in seconds.
fn mean_since(now: Timestamp, sum_ms: i64, n: usize) -> f64 {
    if n == 0 { 0.0 } else { (now.as_millis() as f64 - sum_ms as f64 / n as f64) / 1000.0 }
}
