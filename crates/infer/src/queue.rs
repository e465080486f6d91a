//! The bounded queue before the worker threads: highest priority first, oldest first within one.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::Priority;

/// What became of a push.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pushed<T> {
    /// It waits.
    Queued,
    /// It waits, and this one was put out for it.
    Shed(T),
    /// The queue is full of things at least as urgent (or closed): here it is back.
    Refused(T),
}

/// Drop rule: a push into a full queue sheds the oldest item of the least urgent kind that yields to it;
/// partials yield to everything but partials' own kind, and go before catch-ups, because a newer partial follows anyway.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    ready: Condvar,
    limit: usize,
}

#[derive(Debug)]
struct State<T> {
    lanes: [VecDeque<T>; 4],
    open: bool,
}

/// Most urgent first.
const SERVED: [Priority; 4] = [Priority::Ivr, Priority::Final, Priority::Partial, Priority::CatchUp];
/// First to go first.
const SHED: [Priority; 3] = [Priority::Partial, Priority::CatchUp, Priority::Final];

impl<T> Queue<T> {
    pub(crate) fn new(limit: usize) -> Self {
        let state = State { lanes: std::array::from_fn(|_| VecDeque::new()), open: true };
        Self { state: Mutex::new(state), ready: Condvar::new(), limit: limit.max(1) }
    }

    pub(crate) fn push(&self, priority: Priority, item: T) -> Pushed<T> {
        let mut state = self.lock();
        if !state.open {
            return Pushed::Refused(item);
        }
        let shed = if state.len() < self.limit { None } else { state.shed_for(priority) };
        if shed.is_none() && state.len() >= self.limit {
            return Pushed::Refused(item);
        }
        state.lanes[lane(priority)].push_back(item);
        drop(state);
        self.ready.notify_one();
        shed.map_or(Pushed::Queued, Pushed::Shed)
    }

    /// The next item, waited for; `None` once the queue is closed.
    pub(crate) fn pop(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if !state.open {
                return None;
            }
            if let Some(item) = SERVED.into_iter().find_map(|p| state.lanes[lane(p)].pop_front()) {
                return Some(item);
            }
            state = self.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Lets every waiting `pop` go; what still waits is dropped.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.open = false;
        state.lanes.iter_mut().for_each(VecDeque::clear);
        drop(state);
        self.ready.notify_all();
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn len(&self) -> usize {
        self.lanes.iter().map(VecDeque::len).sum()
    }

    fn shed_for(&mut self, urgent: Priority) -> Option<T> {
        SHED.into_iter().filter(|p| *p < urgent).find_map(|p| self.lanes[lane(p)].pop_front())
    }
}

const fn lane(priority: Priority) -> usize {
    match priority {
        Priority::CatchUp => 0,
        Priority::Partial => 1,
        Priority::Final => 2,
        Priority::Ivr => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_urgent_is_served_first_and_the_oldest_within() {
        let queue = Queue::new(9);
        for (priority, item) in [
            (Priority::CatchUp, 1),
            (Priority::Partial, 2),
            (Priority::Final, 3),
            (Priority::Ivr, 4),
            (Priority::Ivr, 5),
        ] {
            assert_eq!(queue.push(priority, item), Pushed::Queued);
        }
        let order: Vec<_> = (0..5).filter_map(|_| queue.pop()).collect();
        assert_eq!(order, [4, 5, 3, 2, 1]);
    }

    #[test]
    fn partials_go_first_when_it_is_full() {
        let queue = Queue::new(3);
        queue.push(Priority::CatchUp, 1);
        queue.push(Priority::Partial, 2);
        queue.push(Priority::Final, 3);
        assert_eq!(queue.push(Priority::Partial, 9), Pushed::Shed(1));
        assert_eq!(queue.push(Priority::Ivr, 4), Pushed::Shed(2));
        assert_eq!(queue.push(Priority::Final, 5), Pushed::Shed(9));
        assert_eq!(queue.push(Priority::Ivr, 6), Pushed::Shed(3));
        assert_eq!(queue.push(Priority::Final, 7), Pushed::Refused(7));
        assert_eq!(queue.len(), 3);
    }

    #[test]
    fn closing_frees_those_who_wait() {
        let queue = std::sync::Arc::new(Queue::<u8>::new(1));
        let waiting = std::thread::spawn({
            let queue = std::sync::Arc::clone(&queue);
            move || queue.pop()
        });
        queue.close();
        assert_eq!(waiting.join().unwrap(), None);
        assert_eq!(queue.push(Priority::Ivr, 1), Pushed::Refused(1));
    }
}
