//! The line of a queue: who is next. Load and value are not to be found here, nor mood where the order is a rule.

use std::collections::BTreeMap;

use wasl_model::{CallId, Timestamp};

use crate::Order;
use crate::ranked::Ranked;
use crate::strategy::Caller;
use crate::talent::Need;

/// A place in line: emergencies first, then by rank. Places of one queue compare as they stand in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    queue: u16,
    ordinary: bool,
    /// Less is earlier.
    rank: i64,
    pub(crate) call: CallId,
    /// When the wait began, in the eyes of those who serve several queues.
    begin: i64,
    since: Timestamp,
}

impl Place {
    pub(crate) const fn since(self) -> Timestamp {
        self.since
    }

    /// When the wait began, priority counted in, in milliseconds.
    pub(crate) const fn begin_ms(self) -> i64 {
        self.begin
    }

    pub(crate) const fn is_ordinary(self) -> bool {
        self.ordinary
    }

    pub(crate) const fn queue(self) -> u16 {
        self.queue
    }

    /// From the first place of that queue to the first of the next.
    pub(crate) fn ends(queue: u16) -> (Self, Self) {
        let (call, since) = (CallId::numbered(0), Timestamp::default());
        let first = Self { queue, ordinary: false, rank: i64::MIN, call, begin: i64::MIN, since };
        (first, Self { queue: queue.saturating_add(1), ..first })
    }

    /// After all emergencies, or after all others.
    fn end_of_kin(self) -> Self {
        let queue = if self.ordinary { self.queue.saturating_add(1) } else { self.queue };
        Self { queue, ordinary: !self.ordinary, rank: i64::MIN, call: CallId::numbered(0), ..self }
    }
}

/// How places are given in one queue.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ranking {
    pub(crate) queue: u16,
    pub(crate) order: Order,
    pub(crate) ahead_s: u64,
}

impl Ranking {
    pub(crate) fn place(self, call: CallId, emergency: bool, since: Timestamp, priority: u8) -> Place {
        let since_ms = since.as_millis();
        let (rank, credit_s) = match self.order {
            Order::Fifo | Order::Index { .. } => (since_ms, 0),
            Order::Lifo => (-since_ms, 0),
            Order::Priority { step_s } => {
                let credit_s = step_s.saturating_mul(u64::from(priority));
                (earlier(since_ms, credit_s), credit_s)
            }
        };
        let begin = earlier(since_ms, credit_s.saturating_add(self.ahead_s));
        Place { queue: self.queue, ordinary: !emergency, rank, call, begin, since }
    }
}

fn earlier(ms: i64, by_s: u64) -> i64 {
    ms.saturating_sub(i64::try_from(by_s).unwrap_or(i64::MAX).saturating_mul(1000))
}

/// What an agent who looks at a line sees first of callers with one need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) place: Place,
    /// How the file competes with other queues: emergencies first, then its longest wait.
    pub(crate) pull: (bool, i64),
}

impl Head {
    pub(crate) const fn of(place: Place) -> Self {
        Self { place, pull: (place.ordinary, place.begin) }
    }

    /// Of two heads of one queue: who stands first, and the stronger pull.
    pub(crate) fn merge(self, other: Self) -> Self {
        Self { place: self.place.min(other.place), pull: self.pull.min(other.pull) }
    }
}

/// Everyone who waits in one queue. Calls of equal need stand in one file, so that an agent looks at heads only.
#[derive(Debug, Default)]
pub(crate) struct Line {
    order: Ranked<Place>,
    /// By need, none of them empty.
    files: Vec<File>,
}

/// Those of one need who may be offered. The first lies beside the need: an agent looks at hundreds.
#[derive(Debug)]
struct File {
    need: Need,
    first: (Place, Caller),
    calls: BTreeMap<Place, Caller>,
}

impl File {
    /// The first that is wanted.
    fn first_of(&self, wanted: impl Fn(CallId, &Caller) -> bool) -> Option<(Place, &Caller)> {
        let (place, caller) = &self.first;
        if wanted(place.call, caller) {
            return Some((*place, caller));
        }
        let mut others = self.calls.iter().skip(1);
        others.find(|(place, caller)| wanted(place.call, caller)).map(|(place, caller)| (*place, caller))
    }

    /// Somebody else stands first.
    fn find_first(&mut self) {
        if let Some((place, caller)) = self.calls.first_key_value() {
            self.first = (*place, *caller);
        }
    }
}

impl Line {
    pub(crate) fn join(&mut self, place: Place) {
        self.order.insert(place);
    }

    pub(crate) fn leave(&mut self, place: Place, need: &Need) {
        self.order.remove(place);
        self.stop_offering(place, need);
    }

    /// The call may be offered; told again, what counts of its caller is another.
    pub(crate) fn start_offering(&mut self, place: Place, need: &Need, caller: Caller) {
        match self.files.binary_search_by(|file| file.need.cmp(need)) {
            Ok(at) => {
                let file = &mut self.files[at];
                file.calls.insert(place, caller);
                if place <= file.first.0 {
                    file.first = (place, caller);
                }
            }
            Err(at) => {
                let file =
                    File { need: need.clone(), first: (place, caller), calls: BTreeMap::from([(place, caller)]) };
                self.files.insert(at, file);
            }
        }
    }

    /// The call is being offered, or left.
    pub(crate) fn stop_offering(&mut self, place: Place, need: &Need) {
        let Ok(at) = self.files.binary_search_by(|file| file.need.cmp(need)) else { return };
        let file = &mut self.files[at];
        file.calls.remove(&place);
        if file.calls.is_empty() {
            self.files.remove(at);
        } else if file.first.0 == place {
            file.find_first();
        }
    }

    /// The first call whose need is met, where the rank alone decides and nobody is left out.
    pub(crate) fn first(&self, meets: impl Fn(&Need) -> bool) -> Option<Head> {
        let files = self.files.iter().filter(|file| meets(&file.need));
        files.map(|file| file.first.0).min().map(Head::of)
    }

    /// The first wanted call of each file whose need is met, where who waits longest stands first.
    pub(crate) fn firsts(
        &self,
        meets: impl Fn(&Need) -> bool,
        wanted: impl Fn(CallId, &Caller) -> bool,
    ) -> impl Iterator<Item = (Place, &Caller)> {
        let files = self.files.iter().filter(move |file| meets(&file.need));
        files.filter_map(move |file| file.first_of(&wanted))
    }

    /// The heads of the files whose need is met, leaving out those calls.
    pub(crate) fn heads(
        &self,
        meets: impl Fn(&Need) -> bool,
        left_out: impl Fn(CallId, &Caller) -> bool,
    ) -> impl Iterator<Item = Head> {
        let files = self.files.iter().filter(move |file| meets(&file.need));
        files.filter_map(move |file| {
            let (head, _) = file.first_of(|call, caller| !left_out(call, caller))?;
            let mut kin = file.calls.range(..head.end_of_kin()).rev();
            let (last, _) = kin.find(|(place, caller)| !left_out(place.call, caller))?;
            Some(Head { place: head, pull: (head.ordinary, head.begin.min(last.begin)) })
        })
    }

    /// 1 is next.
    pub(crate) fn position(&self, place: Place) -> u32 {
        count(self.order.before(place)) + 1
    }

    /// Everyone, first to last.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Place> {
        self.order.iter()
    }

    pub(crate) fn len(&self) -> u32 {
        count(self.order.len())
    }
}

/// A count as the outside world reads it.
pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
