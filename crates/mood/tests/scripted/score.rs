//! Counting: who was meant, what was read, and the figures made of it.

use std::fmt;

use wasl_model::Mood;

/// The moods the macro F1 is taken over; "sad" is scripted too and counts as a wrong answer where it is read.
pub(crate) const FIVE: [Mood; 5] = [Mood::Angry, Mood::Frustrated, Mood::Lost, Mood::Satisfied, Mood::Neutral];

/// Meant (rows) against read (columns).
#[derive(Clone, Debug, Default)]
pub(crate) struct Confusion([[u32; 6]; 6]);

impl Confusion {
    pub(crate) fn add(&mut self, meant: Mood, read: Mood) {
        self.0[place(meant)][place(read)] += 1;
    }

    pub(crate) fn of(pairs: impl IntoIterator<Item = (Mood, Mood)>) -> Self {
        let mut table = Self::default();
        for (meant, read) in pairs {
            table.add(meant, read);
        }
        table
    }

    pub(crate) fn f1(&self, mood: Mood) -> f64 {
        let at = place(mood);
        let meant: u32 = self.0[at].iter().sum();
        let read: u32 = self.0.iter().map(|row| row[at]).sum();
        2.0 * f64::from(self.0[at][at]) / f64::from((meant + read).max(1))
    }

    pub(crate) fn macro_f1(&self) -> f64 {
        FIVE.map(|mood| self.f1(mood)).iter().sum::<f64>() / 5.0
    }
}

impl fmt::Display for Confusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:>11} {:>5} {:>5} {:>5} {:>5} {:>5} {:>5} {:>6}",
            "meant\\read", "angr", "frus", "lost", "neut", "sati", "sad", "F1"
        )?;
        for mood in Mood::ALL {
            write!(f, "{:>11}", mood.name())?;
            for count in self.0[place(mood)] {
                write!(f, " {count:>5}")?;
            }
            writeln!(f, " {:>6.2}", self.f1(mood))?;
        }
        write!(f, "macro F1 of five {:.3}", self.macro_f1())
    }
}

fn place(mood: Mood) -> usize {
    Mood::ALL.into_iter().position(|m| m == mood).unwrap()
}
