//! The one queue before the worker threads: the [`schedule`](crate::schedule) behind a lock, with a clock.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::Priority;
use crate::schedule::{Limits, Pushed, Schedule, Started, Swept, Ticket};

/// Something that waits, and may find nobody waiting for it any more.
pub(crate) trait Unwanted {
    fn is_unwanted(&self) -> bool;
}

/// What a worker does next.
#[derive(Debug)]
pub(crate) enum Next<T> {
    /// This job.
    Run(Started<T>),
    /// Tell these that they waited in vain, and ask again.
    PutOut(Vec<Swept<T>>),
    /// End.
    Close,
}

/// Drop rule: see [`crate::schedule`].
#[derive(Debug)]
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    ready: Condvar,
}

#[derive(Debug)]
struct State<T> {
    schedule: Schedule<T>,
    open: bool,
}

impl<T: Unwanted> Queue<T> {
    pub(crate) fn new(limits: Limits) -> Self {
        let state = State { schedule: Schedule::new(limits), open: true };
        Self { state: Mutex::new(state), ready: Condvar::new() }
    }

    /// Takes a job in, and gives back those that wait in vain.
    pub(crate) fn push(&self, ticket: Ticket, item: T) -> (Pushed<T>, Vec<Swept<T>>) {
        let mut state = self.lock();
        if !state.open {
            return (Pushed::Refused(item), Vec::new());
        }
        let now = Instant::now();
        let swept = state.schedule.sweep(now, T::is_unwanted);
        let pushed = state.schedule.push(now, ticket, item);
        drop(state);
        self.ready.notify_one();
        (pushed, swept)
    }

    /// What to do next, waited for.
    pub(crate) fn next(&self) -> Next<T> {
        let mut state = self.lock();
        loop {
            if !state.open {
                return Next::Close;
            }
            let now = Instant::now();
            let swept = state.schedule.sweep(now, T::is_unwanted);
            if !swept.is_empty() {
                return Next::PutOut(swept);
            }
            if let Some(started) = state.schedule.pop(now) {
                return Next::Run(started);
            }
            state = self.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A job that ran has ended.
    pub(crate) fn done(&self, priority: Priority) {
        self.lock().schedule.done(priority);
    }

    /// Lets every waiting worker go; gives back what still waits.
    pub(crate) fn close(&self) -> Vec<T> {
        let mut state = self.lock();
        state.open = false;
        let left = state.schedule.clear();
        drop(state);
        self.ready.notify_all();
        left
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().schedule.waiting()
    }

    /// How many wait and run at a priority.
    pub(crate) fn at(&self, priority: Priority) -> (usize, usize) {
        let state = self.lock();
        (state.schedule.waiting_at(priority), state.schedule.running_at(priority))
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;

    impl Unwanted for u8 {
        fn is_unwanted(&self) -> bool {
            *self == 0
        }
    }

    fn queue() -> Arc<Queue<u8>> {
        Arc::new(Queue::new(Limits { waiting: 4, workers: 1, reserved: 0 }))
    }

    fn ticket(within: Duration) -> Ticket {
        Ticket { priority: Priority::Final, source: None, deadline: Instant::now() + within }
    }

    #[test]
    fn closing_frees_those_who_wait_and_gives_back_what_is_left() {
        let queue = queue();
        let waiting = std::thread::spawn({
            let queue = Arc::clone(&queue);
            move || matches!(queue.next(), Next::Close)
        });
        std::thread::sleep(Duration::from_millis(20));
        assert!(queue.close().is_empty());
        assert!(waiting.join().unwrap());
        assert!(matches!(queue.push(ticket(Duration::from_secs(9)), 1).0, Pushed::Refused(1)));
        let queue = self::queue();
        queue.push(ticket(Duration::from_secs(9)), 7);
        assert_eq!(queue.close(), [7]);
    }

    #[test]
    fn the_late_and_the_unwanted_come_back_before_anything_runs() {
        let queue = queue();
        queue.push(ticket(Duration::from_millis(10)), 1);
        queue.push(ticket(Duration::from_secs(9)), 2);
        std::thread::sleep(Duration::from_millis(20));
        let Next::PutOut(late) = queue.next() else { panic!("nothing was put out") };
        assert_eq!(late.iter().map(|job| (job.item, job.late)).collect::<Vec<_>>(), [(1, true)]);
        assert!(matches!(queue.next(), Next::Run(Started { item: 2, .. })));
        assert_eq!(queue.at(Priority::Final), (0, 1));
        queue.done(Priority::Final);
        let (_, swept) = {
            queue.push(ticket(Duration::from_secs(9)), 0);
            queue.push(ticket(Duration::from_secs(9)), 3)
        };
        assert_eq!(swept.iter().map(|job| (job.item, job.late)).collect::<Vec<_>>(), [(0, false)]);
    }
}
