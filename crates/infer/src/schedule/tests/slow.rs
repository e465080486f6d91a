//! The reference: one list of jobs and a number for every call's turn, looked through anew for every question.

use std::collections::BTreeMap;
use std::time::Instant;

use wasl_model::CallId;

use super::super::{Limits, PATIENCE, Pushed, Started, Swept, Ticket};
use crate::Priority;

#[derive(Clone, Debug)]
struct Job {
    ticket: Ticket,
    since: Instant,
    id: u32,
    /// Counts over all jobs; one that replaces another has the other's.
    place: u64,
}

pub(super) struct Slow {
    limits: Limits,
    jobs: Vec<Job>,
    running: Vec<Priority>,
    /// When a call last had its turn, or began to wait.
    turns: BTreeMap<(usize, Option<CallId>), u64>,
    count: u64,
}

impl Slow {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, jobs: Vec::new(), running: Vec::new(), turns: BTreeMap::new(), count: 0 }
    }

    pub(super) fn waiting(&self) -> usize {
        self.jobs.len()
    }

    pub(super) fn push(&mut self, now: Instant, ticket: Ticket, id: u32) -> Pushed<u32> {
        if ticket.priority == Priority::Partial {
            let same = |job: &&mut Job| {
                job.ticket.priority == Priority::Partial
                    && ticket.source.is_some()
                    && job.ticket.source == ticket.source
            };
            if let Some(old) = self.jobs.iter_mut().find(same) {
                let replaced = old.id;
                *old = Job { ticket, since: now, id, place: old.place };
                return Pushed::Replaced(replaced);
            }
            if self.at(Priority::Partial).len() >= self.limits.workers || self.impatient(now) {
                return Pushed::Refused(id);
            }
        }
        let mut outcome = Pushed::Queued;
        if self.jobs.len() >= self.limits.waiting {
            match self.victim(&ticket) {
                Some(victim) => {
                    let job = self.jobs.remove(victim);
                    outcome = Pushed::Shed(job.ticket.priority, job.id);
                    self.forget_turns();
                }
                None => return Pushed::Refused(id),
            }
        }
        self.count += 1;
        self.turns.entry(line(&ticket)).or_insert(self.count);
        self.jobs.push(Job { ticket, since: now, id, place: self.count });
        outcome
    }

    pub(super) fn pop(&mut self, now: Instant) -> Option<Started<u32>> {
        let running = |priority| self.running.iter().filter(|p| **p == priority).count();
        let partial_may = !self.impatient(now) && running(Priority::Partial) < (self.limits.workers / 2).max(1);
        let put_aside_may =
            running(Priority::CatchUp) < self.limits.workers.saturating_sub(self.limits.reserved).max(1);
        let order = [
            (Priority::Ivr, true),
            (Priority::Partial, partial_may),
            (Priority::Final, true),
            (Priority::Voice, true),
            (Priority::CatchUp, put_aside_may),
        ];
        let (priority, _) = order.into_iter().find(|(priority, may)| *may && !self.at(*priority).is_empty())?;
        let next = self.at(priority).into_iter().min_by_key(|job| (self.turns[&line(&job.ticket)], job.place))?.id;
        let index = self.jobs.iter().position(|job| job.id == next)?;
        let job = self.jobs.remove(index);
        self.count += 1;
        self.turns.insert(line(&job.ticket), self.count);
        self.forget_turns();
        self.running.push(priority);
        Some(Started { ticket: job.ticket, waited: now - job.since, item: job.id })
    }

    pub(super) fn done(&mut self, priority: Priority) {
        if let Some(index) = self.running.iter().position(|p| *p == priority) {
            self.running.remove(index);
        }
    }

    pub(super) fn sweep(&mut self, now: Instant, gone: impl Fn(&u32) -> bool) -> Vec<Swept<u32>> {
        let out = |job: &Job| job.ticket.deadline <= now || gone(&job.id);
        let swept = self.jobs.iter().filter(|job| out(job));
        let swept: Vec<_> =
            swept.map(|job| Swept { priority: job.ticket.priority, late: !gone(&job.id), item: job.id }).collect();
        self.jobs.retain(|job| !swept.iter().any(|s| s.item == job.id));
        self.forget_turns();
        swept
    }

    fn at(&self, priority: Priority) -> Vec<&Job> {
        self.jobs.iter().filter(|job| job.ticket.priority == priority).collect()
    }

    fn impatient(&self, now: Instant) -> bool {
        let long = |job: &Job| {
            matches!(job.ticket.priority, Priority::Final | Priority::Ivr) && now.duration_since(job.since) >= PATIENCE
        };
        self.jobs.iter().any(long)
    }

    /// Which job goes for one that comes.
    fn victim(&self, comes: &Ticket) -> Option<usize> {
        let cheap_first = [Priority::Partial, Priority::Voice, Priority::CatchUp, Priority::Final, Priority::Ivr];
        for priority in cheap_first {
            let own = priority == comes.priority;
            let jobs = self.at(priority);
            let of_line = |key| jobs.iter().filter(|job| line(&job.ticket) == key).count();
            let longest = jobs.iter().max_by_key(|job| {
                let key = line(&job.ticket);
                (of_line(key), self.turns[&key], job.place)
            });
            if let Some(job) = longest
                && (!own || of_line(line(&job.ticket)) > of_line(line(comes)) + 1)
            {
                return self.jobs.iter().position(|other| other.id == job.id);
            }
            if own {
                return None;
            }
        }
        None
    }

    fn forget_turns(&mut self) {
        let jobs = &self.jobs;
        self.turns.retain(|key, _| jobs.iter().any(|job| line(&job.ticket) == *key));
    }
}

fn line(ticket: &Ticket) -> (usize, Option<CallId>) {
    (ticket.priority.index(), ticket.source.map(|source| source.call))
}
