//! How far the work is, on standard error: a bar on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use super::files::Found;

/// Between two lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);
const BAR_WIDTH: usize = 24;

/// Progress as it is shown.
#[derive(Debug)]
pub(super) struct Progress {
    shown: Shown,
    work: Work,
    began: Instant,
    told: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Bar,
    Lines,
    Not,
}

/// What is done of what there is to do.
#[derive(Clone, Copy, Debug, Default)]
struct Work {
    files: usize,
    files_done: usize,
    bytes: u64,
    bytes_done: u64,
    audio_ms: u64,
}

impl Progress {
    pub(super) fn new(found: &[Found], quiet: bool) -> Self {
        let shown = match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => Shown::Not,
            (false, true) => Shown::Bar,
            (false, false) => Shown::Lines,
        };
        let work = Work { files: found.len(), bytes: found.iter().map(|file| file.bytes).sum(), ..Work::default() };
        Self { shown, work, began: Instant::now(), told: Instant::now() }
    }

    /// A file is done, read or not.
    pub(super) fn done(&mut self, file: &Found, audio_ms: u64) {
        self.work.files_done += 1;
        self.work.bytes_done += file.bytes;
        self.work.audio_ms += audio_ms;
        if self.shown == Shown::Lines && self.told.elapsed() >= LINE_EVERY {
            self.told = Instant::now();
            eprintln!("{}", self.line());
        }
    }

    /// Draws the bar, where there is one.
    pub(super) fn draw(&self) {
        if self.shown == Shown::Bar {
            show(&format!("\r\u{1b}[K{} {}", self.work.bar(), self.line()));
        }
    }

    /// Makes room for other output.
    pub(super) fn clear(&self) {
        if self.shown == Shown::Bar {
            show("\r\u{1b}[K");
        }
    }

    /// The last word.
    pub(super) fn end(&self) {
        self.clear();
        if self.shown != Shown::Not {
            eprintln!("{}", self.line());
        }
    }

    fn line(&self) -> String {
        self.work.line(self.began.elapsed())
    }
}

impl Work {
    fn line(&self, elapsed: Duration) -> String {
        let sound = self.audio_ms as f64 / 1000.0;
        let pace = sound / elapsed.as_secs_f64().max(0.001);
        let mut line = format!(
            "{} of {} files, {} of sound in {}",
            self.files_done,
            self.files,
            time(sound),
            time(elapsed.as_secs_f64())
        );
        if self.files_done > 0 {
            line += &format!(" ({pace:.1} s a second)");
        }
        if self.files_done > 0 && self.files_done < self.files {
            line += &format!(", {} left", time(self.left(elapsed).as_secs_f64()));
        }
        line
    }

    /// Sizes tell what is left before anything of it is decoded.
    fn left(&self, elapsed: Duration) -> Duration {
        let share = self.bytes_done as f64 / self.bytes.max(1) as f64;
        elapsed.mul_f64((1.0 / share.max(1e-6) - 1.0).max(0.0))
    }

    fn bar(&self) -> String {
        let full = (self.bytes_done as f64 / self.bytes.max(1) as f64 * BAR_WIDTH as f64) as usize;
        format!("[{}{}]", "#".repeat(full.min(BAR_WIDTH)), "-".repeat(BAR_WIDTH - full.min(BAR_WIDTH)))
    }
}

fn time(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!("{seconds:.1} s"),
        60..3600 => format!("{}:{:02} min", whole / 60, whole % 60),
        3600.. => format!("{}:{:02} h", whole / 3600, whole / 60 % 60),
    }
}

/// A terminal that is gone is no reason to end.
fn show(text: &str) {
    let mut err = std::io::stderr().lock();
    drop(err.write_all(text.as_bytes()).and_then(|()| err.flush()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_from_what_is_done() {
        let half = Work { files: 10, files_done: 4, bytes: 2000, bytes_done: 500, audio_ms: 90_000 };
        let line = half.line(Duration::from_secs(30));
        assert_eq!(line, "4 of 10 files, 1:30 min of sound in 30.0 s (3.0 s a second), 1:30 min left");
        assert_eq!(half.bar(), "[######------------------]");
        let done = Work { files_done: 10, bytes_done: 2000, ..half };
        assert_eq!(
            done.line(Duration::from_secs(9000)),
            "10 of 10 files, 1:30 min of sound in 2:30 h (0.0 s a second)"
        );
    }

    #[test]
    fn nothing_to_do_and_empty_files_are_no_trouble() {
        let none = Work { files: 2, ..Work::default() };
        assert_eq!(none.line(Duration::ZERO), "0 of 2 files, 0.0 s of sound in 0.0 s");
        let empty = Work { files: 2, files_done: 1, ..Work::default() };
        assert!(empty.line(Duration::from_secs(1)).contains("left"));
        assert_eq!(empty.bar().len(), BAR_WIDTH + 2);
    }
}
