//! The one source of time of the whole server. Its time goes on with the monotonic clock and follows the wall clock where that
//! jumped (set by hand, by NTP, or a machine that slept); who may not see a jump asks for another of its times:
//!
//! | time | for | after a jump |
//! |---|---|---|
//! | [`Clock::now`] | the calendar: what is kept, opening hours, what day it is | follows at once |
//! | [`Clock::held`] | one call: its timeline, its timers | stays as it was when the call began |
//! | [`Clock::steady`] | what lives as long as the server: the floor, sessions | stays as it was at the start |
//! | [`Clock::proven`] | what is done to somebody because time has passed: reminders, lists | follows an hour later, if it is still so |
//!
//! So no timer fires early or late, and nothing ends or goes because somebody set a clock wrong for a while. What cannot be
//! taken back (retention) waits besides until the clock has been [`Clock::settled`] for long enough.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use wasl_model::Timestamp;

/// The wall clock may be off by so much before it has jumped.
const JUMP: Duration = Duration::from_secs(5);
/// A clock that did not jump for so long is believed.
pub const SETTLED: Duration = Duration::from_secs(3_600);

/// Where time comes from.
pub trait Ticks: Debug + Send + Sync {
    /// Time since any one moment; it never jumps.
    fn monotonic(&self) -> Duration;
    /// What the wall clock says.
    fn wall(&self) -> Timestamp;
}

/// The clock. Cloning it shares it.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    ticks: Box<dyn Ticks>,
    /// Both clocks when it was started.
    started: (Duration, Timestamp),
    jumps: Mutex<Jumps>,
}

/// By how many milliseconds the wall clock has jumped since the start.
#[derive(Clone, Copy, Debug)]
struct Jumps {
    all: i64,
    /// Those that have proven true.
    proven: i64,
    /// When the last one was seen, by the monotonic clock.
    last: Duration,
}

impl Clock {
    /// A clock that goes by these.
    #[must_use]
    pub fn of(ticks: impl Ticks + 'static) -> Self {
        let started = (ticks.monotonic(), ticks.wall());
        let jumps = Mutex::new(Jumps { all: 0, proven: 0, last: started.0 });
        Self(Arc::new(Inner { ticks: Box::new(ticks), started, jumps }))
    }

    /// The server's own.
    pub fn house() -> &'static Self {
        HOUSE.get_or_init(|| Self::of(System(Instant::now())))
    }

    /// Makes this one the server's own, before anybody asked for that; false when somebody did. For tests.
    pub fn install(self) -> bool {
        HOUSE.set(self).is_ok()
    }

    /// Now, as the calendar has it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let (passed, jumps) = self.look();
        self.at(passed, jumps.all)
    }

    /// Now, by the calendar of the start.
    #[must_use]
    pub fn steady(&self) -> Timestamp {
        self.at(self.look().0, 0)
    }

    /// A moment of the start's calendar as the calendar has it now.
    #[must_use]
    pub fn shown(&self, steady: Timestamp) -> Timestamp {
        Timestamp(steady.as_millis().saturating_add(self.look().1.all))
    }

    /// Now, by a calendar that has been the same for [`SETTLED`].
    #[must_use]
    pub fn proven(&self) -> Timestamp {
        let (passed, jumps) = self.look();
        self.at(passed, jumps.proven)
    }

    /// The calendar as it is now, for something that is not to see it change.
    #[must_use]
    pub fn held(&self) -> Held {
        Held { jumps: self.look().1.all, clock: self.clone() }
    }

    /// For how long it has not jumped; a clock that was just started may have been set wrong before.
    #[must_use]
    pub fn settled(&self) -> Duration {
        let (passed, jumps) = self.look();
        passed.saturating_sub(jumps.last)
    }

    /// The monotonic clock, and the jumps up to now.
    fn look(&self) -> (Duration, Jumps) {
        let mut jumps = self.0.jumps.lock().unwrap_or_else(PoisonError::into_inner);
        let (passed, wall) = (self.0.ticks.monotonic(), self.0.ticks.wall());
        let off = wall.as_millis().saturating_sub(self.at(passed, jumps.all).as_millis());
        if off.unsigned_abs() > JUMP.as_secs() * 1_000 {
            tracing::warn!(seconds = off / 1_000, "the wall clock has jumped; live calls go on by the time before");
            (jumps.all, jumps.last) = (jumps.all.saturating_add(off), passed);
        }
        if passed.saturating_sub(jumps.last) >= SETTLED {
            jumps.proven = jumps.all;
        }
        (passed, *jumps)
    }

    fn at(&self, passed: Duration, jumps: i64) -> Timestamp {
        let (began, wall) = self.0.started;
        Timestamp((wall + passed.saturating_sub(began)).as_millis().saturating_add(jumps))
    }
}

/// The calendar of one moment, which goes on and never changes.
#[derive(Clone, Debug)]
pub struct Held {
    clock: Clock,
    jumps: i64,
}

impl Held {
    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.at(self.clock.look().0, self.jumps)
    }

    /// A moment of this calendar in that of [`Clock::steady`].
    #[must_use]
    pub const fn steady(&self, at: Timestamp) -> Timestamp {
        Timestamp(at.as_millis().saturating_sub(self.jumps))
    }
}

static HOUSE: OnceLock<Clock> = OnceLock::new();

/// The system's clocks.
#[derive(Debug)]
struct System(Instant);

impl Ticks for System {
    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }

    fn wall(&self) -> Timestamp {
        Timestamp::default() + SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }
}

/// A clock that goes when it is told to.
#[derive(Clone, Debug, Default)]
pub struct Hands(Arc<Mutex<(Duration, i64)>>);

impl Hands {
    /// Hands that stand at this moment.
    #[must_use]
    pub fn at(wall: Timestamp) -> Self {
        Self(Arc::new(Mutex::new((Duration::ZERO, wall.as_millis()))))
    }

    /// Time goes on.
    pub fn wait(&self, by: Duration) {
        let mut hands = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *hands = (hands.0 + by, (Timestamp(hands.1) + by).as_millis());
    }

    /// The wall clock is set, by so many milliseconds.
    pub fn jump(&self, by_ms: i64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1 += by_ms;
    }
}

impl Ticks for Hands {
    fn monotonic(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn wall(&self) -> Timestamp {
        Timestamp(self.0.lock().unwrap_or_else(PoisonError::into_inner).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_348_800_000;
    const DAY: i64 = 86_400_000;
    const MINUTE: Duration = Duration::from_secs(60);

    fn clock() -> (Clock, Hands) {
        let hands = Hands::at(Timestamp(NOON));
        (Clock::of(hands.clone()), hands)
    }

    #[test]
    fn the_calendar_follows_a_jump_and_what_is_held_does_not() {
        for by in [DAY, -DAY] {
            let (clock, hands) = clock();
            let call = clock.held();
            hands.wait(MINUTE);
            hands.jump(by);
            hands.wait(MINUTE);
            let after = |ms: i64| Timestamp(NOON + 120_000 + ms);
            assert_eq!((clock.now(), clock.steady(), call.now()), (after(by), after(0), after(0)));
            let later = clock.held();
            hands.jump(-by);
            assert_eq!((clock.now(), call.now(), later.now()), (after(0), after(0), after(by)));
            assert_eq!(later.steady(later.now()), clock.steady());
        }
    }

    #[test]
    fn a_jump_is_believed_when_it_has_stood_for_an_hour() {
        let (clock, hands) = clock();
        hands.jump(DAY);
        hands.wait(MINUTE * 59);
        assert_eq!(clock.proven(), Timestamp(NOON + 59 * 60_000));
        hands.jump(-DAY);
        hands.wait(MINUTE * 59);
        assert_eq!(clock.proven(), Timestamp(NOON + 118 * 60_000), "it was undone");
        assert!(clock.settled() < SETTLED);
        hands.jump(DAY);
        assert_eq!(clock.settled(), Duration::ZERO);
        hands.wait(MINUTE * 60);
        assert_eq!((clock.proven(), clock.settled()), (clock.now(), SETTLED));
    }

    #[test]
    fn a_clock_that_drifts_has_not_jumped() {
        let (clock, hands) = clock();
        hands.wait(MINUTE);
        hands.jump(4_000);
        assert_eq!((clock.now(), clock.settled()), (Timestamp(NOON + 60_000), MINUTE));
        hands.jump(2_000);
        assert_eq!((clock.now(), clock.settled()), (Timestamp(NOON + 66_000), Duration::ZERO));
    }
}
