//! How often words in the making are asked for: about once a second while the engine has room, seldom when it has none.

use std::time::Duration;

/// Twice the time an answer took is the step: the engine has as much time for others as for this.
const ROOM: u32 = 2;

/// The step between partials.
#[derive(Debug)]
pub(super) struct Pace {
    least: Duration,
    wished: Duration,
    most: Duration,
    step: Duration,
}

impl Pace {
    /// Begins with the step that is wished for; goes down to 0.7 and up to 4 times it.
    pub(super) fn new(wished: Duration) -> Self {
        Self { least: wished * 7 / 10, wished, most: wished * 4, step: wished }
    }

    /// An answer came back within this much sound. A longer step counts at once, a shorter one bit by bit.
    pub(super) fn answered(&mut self, took: Duration) {
        let fits = (took * ROOM).clamp(self.least, self.most);
        self.step = if fits > self.step { fits } else { self.step - (self.step - fits) / 4 };
    }

    /// The engine had no room.
    pub(super) fn refused(&mut self) {
        self.step = (self.step * 3 / 2).min(self.most);
    }

    pub(super) const fn step(&self) -> Duration {
        self.step
    }

    /// Is the engine short of time?
    pub(super) fn is_strained(&self) -> bool {
        self.step > self.wished * 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_step_grows_with_answers_that_take_long_and_with_refusals() {
        let mut pace = Pace::new(SECOND);
        pace.answered(Duration::from_millis(800));
        assert_eq!((pace.step(), pace.is_strained()), (Duration::from_millis(1600), false));
        pace.refused();
        assert_eq!((pace.step(), pace.is_strained()), (Duration::from_millis(2400), true));
        (0..9).for_each(|_| pace.refused());
        assert_eq!(pace.step(), SECOND * 4);
    }

    #[test]
    fn it_shrinks_again_when_there_is_room_but_never_below_its_least() {
        let mut pace = Pace::new(SECOND);
        (0..9).for_each(|_| pace.refused());
        (0..40).for_each(|_| pace.answered(Duration::from_millis(100)));
        assert!(pace.step() >= Duration::from_millis(700) && pace.step() < Duration::from_millis(720));
        assert!(!pace.is_strained());
    }
}
