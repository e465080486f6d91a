//! Who is served next, who waits and who has to go: the one scheduler of all models, told the time.
//!
//! *Served*: a caller who waits for the machine, words on a screen, turns between people, the sound of a voice, sound put
//! aside. Within one priority calls take turns, each with its oldest job, so that a talkative call delays another by one
//! job at most.
//!
//! *Room for partials*: they are served before turns, so they are let in only while turns do not suffer: never when a
//! turn (or a caller at the desk) has waited for [`PATIENCE`], never on more than half of the workers, and no more wait
//! than there are workers. A newer partial of a speaker takes the place of the one that still waits.
//!
//! *Given up when it is full*: partials first, then voices, then sound put aside (it is on disk and comes again), then
//! turns (their ear has them put off, and they are read from the recording). Whoever comes never displaces anything dearer;
//! among the same kind a call with more than its share makes room for one with less. It is the call with the most waiting
//! that gives up its newest job.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use wasl_model::CallId;

use crate::{Priority, Source};

/// Turns wait this long before partials have to stand back.
pub(crate) const PATIENCE: Duration = Duration::from_millis(200);

/// Most urgent first; partials have their own rule.
const SERVED: [Priority; 5] = [Priority::Ivr, Priority::Partial, Priority::Final, Priority::Voice, Priority::CatchUp];
/// First to go first.
const SHED: [Priority; 5] = [Priority::Partial, Priority::Voice, Priority::CatchUp, Priority::Final, Priority::Ivr];

/// How much there is of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Jobs that may wait.
    pub(crate) waiting: usize,
    /// Jobs that run at once.
    pub(crate) workers: usize,
    /// Workers that sound put aside leaves free for callers.
    pub(crate) reserved: usize,
}

/// What a job brings along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub(crate) priority: Priority,
    pub(crate) source: Option<Source>,
    pub(crate) deadline: Instant,
}

/// What became of a push.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pushed<T> {
    /// It waits.
    Queued,
    /// It waits in the place of this older one of the same speaker.
    Replaced(T),
    /// It waits, and this one of that priority was given up for it.
    Shed(Priority, T),
    /// There is no room for it: here it is back.
    Refused(T),
}

/// A job whose turn it is. It counts as running until [`Schedule::done`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Started<T> {
    pub(crate) ticket: Ticket,
    pub(crate) waited: Duration,
    pub(crate) item: T,
}

/// A job taken out because nobody is helped by it any more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Swept<T> {
    pub(crate) priority: Priority,
    /// Its deadline passed; otherwise nobody waits for it.
    pub(crate) late: bool,
    pub(crate) item: T,
}

/// The scheduler. It never reads a clock.
#[derive(Debug)]
pub(crate) struct Schedule<T> {
    limits: Limits,
    lanes: [Lane<T>; Priority::COUNT],
    running: [usize; Priority::COUNT],
}

/// The calls that wait at one priority, in the order of their turns.
#[derive(Debug)]
struct Lane<T>(VecDeque<Line<T>>);

/// What one call has waiting at one priority, oldest first. Jobs of no call share one line.
#[derive(Debug)]
struct Line<T> {
    call: Option<CallId>,
    jobs: VecDeque<Waiting<T>>,
}

#[derive(Debug)]
struct Waiting<T> {
    ticket: Ticket,
    since: Instant,
    item: T,
}

impl<T> Schedule<T> {
    pub(crate) fn new(limits: Limits) -> Self {
        let limits = Limits { waiting: limits.waiting.max(1), workers: limits.workers.max(1), ..limits };
        Self { limits, lanes: std::array::from_fn(|_| Lane(VecDeque::new())), running: [0; Priority::COUNT] }
    }

    /// Takes a job in, if there is room for it or room can be made.
    pub(crate) fn push(&mut self, now: Instant, ticket: Ticket, item: T) -> Pushed<T> {
        let job = Waiting { ticket, since: now, item };
        if ticket.priority == Priority::Partial {
            let job = match self.lane(Priority::Partial).replace(job) {
                Ok(old) => return Pushed::Replaced(old.item),
                Err(job) => job,
            };
            return if self.has_room_for_a_partial(now) { self.admit(job) } else { Pushed::Refused(job.item) };
        }
        self.admit(job)
    }

    fn admit(&mut self, job: Waiting<T>) -> Pushed<T> {
        if self.waiting() < self.limits.waiting {
            self.lane(job.ticket.priority).add(job);
            return Pushed::Queued;
        }
        let Some(shed) = self.shed_for(&job.ticket) else { return Pushed::Refused(job.item) };
        self.lane(job.ticket.priority).add(job);
        Pushed::Shed(shed.ticket.priority, shed.item)
    }

    /// The job whose turn it is, if a worker may take one.
    pub(crate) fn pop(&mut self, now: Instant) -> Option<Started<T>> {
        let priority = SERVED.into_iter().find(|priority| self.may_serve(*priority, now))?;
        let Waiting { ticket, since, item } = self.lane(priority).next()?;
        self.running[priority.index()] += 1;
        Some(Started { ticket, waited: now.saturating_duration_since(since), item })
    }

    /// A job of this priority has ended.
    pub(crate) fn done(&mut self, priority: Priority) {
        self.running[priority.index()] = self.running[priority.index()].saturating_sub(1);
    }

    /// Takes out what is too late and what nobody waits for any more.
    pub(crate) fn sweep(&mut self, now: Instant, gone: impl Fn(&T) -> bool) -> Vec<Swept<T>> {
        let mut swept = Vec::new();
        for lane in &mut self.lanes {
            lane.sweep(|job| job.ticket.deadline <= now || gone(&job.item), &mut swept);
        }
        let told = |Waiting { ticket, item, .. }: Waiting<T>| {
            let late = ticket.deadline <= now && !gone(&item);
            Swept { priority: ticket.priority, late, item }
        };
        swept.into_iter().map(told).collect()
    }

    /// Everything that waits, taken out.
    pub(crate) fn clear(&mut self) -> Vec<T> {
        let lanes = self.lanes.iter_mut().flat_map(|lane| lane.0.drain(..));
        lanes.flat_map(|line| line.jobs).map(|job| job.item).collect()
    }

    /// Jobs that wait.
    pub(crate) fn waiting(&self) -> usize {
        self.lanes.iter().map(Lane::len).sum()
    }

    /// Jobs that wait at a priority.
    pub(crate) fn waiting_at(&self, priority: Priority) -> usize {
        self.lanes[priority.index()].len()
    }

    /// Jobs of a priority that run.
    pub(crate) const fn running_at(&self, priority: Priority) -> usize {
        self.running[priority.index()]
    }

    fn may_serve(&self, priority: Priority, now: Instant) -> bool {
        if self.waiting_at(priority) == 0 {
            return false;
        }
        match priority {
            Priority::Ivr | Priority::Final | Priority::Voice => true,
            Priority::Partial => self.running_at(Priority::Partial) < self.share() && !self.is_impatient(now),
            Priority::CatchUp => {
                let free = self.limits.workers.saturating_sub(self.limits.reserved).max(1);
                self.running_at(Priority::CatchUp) < free
            }
        }
    }

    fn has_room_for_a_partial(&self, now: Instant) -> bool {
        self.waiting_at(Priority::Partial) < self.limits.workers && !self.is_impatient(now)
    }

    /// Workers that partials may hold at once.
    fn share(&self) -> usize {
        (self.limits.workers / 2).max(1)
    }

    /// Somebody has waited for their turn's words for long enough.
    fn is_impatient(&self, now: Instant) -> bool {
        let oldest = [Priority::Ivr, Priority::Final].into_iter().filter_map(|p| self.lanes[p.index()].oldest()).min();
        oldest.is_some_and(|since| now.saturating_duration_since(since) >= PATIENCE)
    }

    fn shed_for(&mut self, ticket: &Ticket) -> Option<Waiting<T>> {
        let cheaper = SHED.into_iter().take_while(|priority| *priority != ticket.priority);
        let victim = cheaper.into_iter().find(|priority| self.waiting_at(*priority) > 0);
        match victim {
            Some(victim) => self.lane(victim).give_up(0),
            None => {
                let own = self.lane(ticket.priority);
                let share = own.line(call_of(ticket)).map_or(0, |line| line.jobs.len());
                own.give_up(share + 1)
            }
        }
    }

    const fn lane(&mut self, priority: Priority) -> &mut Lane<T> {
        &mut self.lanes[priority.index()]
    }
}

impl<T> Lane<T> {
    fn len(&self) -> usize {
        self.0.iter().map(|line| line.jobs.len()).sum()
    }

    fn line(&self, call: Option<CallId>) -> Option<&Line<T>> {
        self.0.iter().find(|line| line.call == call)
    }

    fn oldest(&self) -> Option<Instant> {
        self.0.iter().filter_map(|line| line.jobs.front()).map(|job| job.since).min()
    }

    fn add(&mut self, job: Waiting<T>) {
        let call = call_of(&job.ticket);
        match self.0.iter_mut().find(|line| line.call == call) {
            Some(line) => line.jobs.push_back(job),
            None => self.0.push_back(Line { call, jobs: VecDeque::from([job]) }),
        }
    }

    /// Puts the job where an older one of the same speaker waits, which is given back.
    fn replace(&mut self, job: Waiting<T>) -> Result<Waiting<T>, Waiting<T>> {
        let Some(source) = job.ticket.source else { return Err(job) };
        let mut jobs = self.0.iter_mut().flat_map(|line| line.jobs.iter_mut());
        match jobs.find(|waiting| waiting.ticket.source == Some(source)) {
            Some(waiting) => Ok(std::mem::replace(waiting, job)),
            None => Err(job),
        }
    }

    /// The oldest job of the call whose turn it is; the call's next turn comes after everybody else's.
    fn next(&mut self) -> Option<Waiting<T>> {
        let mut line = self.0.pop_front()?;
        let job = line.jobs.pop_front();
        if !line.jobs.is_empty() {
            self.0.push_back(line);
        }
        job
    }

    /// The newest job of the call with the most waiting (the latest in turn of such), if that are more than `above`.
    fn give_up(&mut self, above: usize) -> Option<Waiting<T>> {
        let (longest, _) = self.0.iter().enumerate().max_by_key(|(_, line)| line.jobs.len())?;
        let line = self.0.get_mut(longest).filter(|line| line.jobs.len() > above)?;
        let job = line.jobs.pop_back();
        if line.jobs.is_empty() {
            self.0.remove(longest);
        }
        job
    }

    fn sweep(&mut self, out: impl Fn(&Waiting<T>) -> bool, swept: &mut Vec<Waiting<T>>) {
        for line in &mut self.0 {
            for _ in 0..line.jobs.len() {
                match line.jobs.pop_front() {
                    Some(job) if out(&job) => swept.push(job),
                    Some(job) => line.jobs.push_back(job),
                    None => {}
                }
            }
        }
        self.0.retain(|line| !line.jobs.is_empty());
    }
}

fn call_of(ticket: &Ticket) -> Option<CallId> {
    ticket.source.map(|source| source.call)
}

#[cfg(test)]
mod tests;
