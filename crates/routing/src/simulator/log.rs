//! A real call centre's log, replayed: its arrivals and its callers' patience.

use std::collections::BTreeMap;

/// What a log tells. Agents, intents and moods stay the scenario's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    /// The moments of each day's calls, seconds since midnight, ascending.
    days: Vec<Vec<f64>>,
    /// Patience, by Kaplan-Meier: `(still waiting, seconds)`, seconds ascending.
    still_waiting: Vec<(f64, f64)>,
}

/// What is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// A column is missing in its first line.
    #[error("the log has no column '{0}': a table with tabs and the names of its columns in the first line is needed")]
    NoColumn(&'static str),
    /// A field is not what its column says.
    #[error("line {line} of the log: '{column}' cannot be read")]
    Field {
        /// Counted from 1.
        line: usize,
        /// Which.
        column: &'static str,
    },
    /// Nothing in it.
    #[error("the log has no call for a person")]
    Empty,
}

/// One call of the log that asked for a person.
struct Logged<'a> {
    day: &'a str,
    at_s: f64,
    waited_s: f64,
    gave_up: bool,
}

impl Log {
    /// Reads the table of the Technion's bank data: columns `date`, `vru_exit`, `q_time` and `outcome`, with tabs.
    /// Calls the machine served alone and phantoms are left out; weekends and holidays by how few calls they have.
    ///
    /// # Errors
    /// When it is not such a table.
    pub fn read(text: &str) -> Result<Self, LogError> {
        let mut lines = text.lines();
        let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        let column = |name| names.iter().position(|one| *one == name).ok_or(LogError::NoColumn(name));
        let columns = [column("date")?, column("vru_exit")?, column("q_time")?, column("outcome")?];
        let mut calls = Vec::new();
        for (number, line) in (2..).zip(lines) {
            calls.extend(logged(number, &line.split('\t').collect::<Vec<_>>(), columns)?);
        }
        let mut days: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for call in &calls {
            days.entry(call.day).or_default().push(call.at_s);
        }
        let most = days.values().map(Vec::len).max().ok_or(LogError::Empty)?;
        let mut days: Vec<_> = days.into_values().filter(|day| 2 * day.len() > most).collect();
        days.iter_mut().for_each(|day| day.sort_by(f64::total_cmp));
        Ok(Self { days, still_waiting: kaplan_meier(&calls) })
    }

    /// The day replayed with that seed.
    pub(super) fn day(&self, seed: u64) -> &[f64] {
        let number = usize::try_from(seed).unwrap_or(usize::MAX) % self.days.len();
        &self.days[number]
    }

    /// How long the caller of that rank (0 to 1) waits at most; `longer` beyond what the log shows.
    pub(super) fn patience(&self, rank: f64, longer: f64) -> f64 {
        let left = 1.0 - rank;
        let at = self.still_waiting.partition_point(|(still, _)| *still > left);
        let last = || self.still_waiting.last().map_or(0.0, |(_, at_s)| *at_s);
        self.still_waiting.get(at).map_or_else(|| last() + longer, |(_, at_s)| *at_s)
    }
}

fn logged<'a>(line: usize, fields: &[&'a str], columns: [usize; 4]) -> Result<Option<Logged<'a>>, LogError> {
    let [day, at, waited, outcome] = columns.map(|column| fields.get(column).copied().unwrap_or_default());
    let waited_s: f64 = waited.trim().parse().map_err(|_| LogError::Field { line, column: "q_time" })?;
    let gave_up = outcome == "HANG";
    if outcome == "PHANTOM" || (gave_up && waited_s == 0.0) {
        return Ok(None);
    }
    let at_s = seconds_of_day(at).ok_or(LogError::Field { line, column: "vru_exit" })?;
    Ok(Some(Logged { day, at_s, waited_s, gave_up }))
}

/// `7:02:56` or `24:10:00`.
fn seconds_of_day(text: &str) -> Option<f64> {
    let mut parts = text.trim().split(':').map(|part| part.parse::<f64>().ok());
    let (h, m, s) = (parts.next()??, parts.next()??, parts.next()??);
    Some(h * 3600.0 + m * 60.0 + s)
}

/// Who was answered would have waited longer (Kaplan and Meier 1958).
fn kaplan_meier(calls: &[Logged<'_>]) -> Vec<(f64, f64)> {
    let mut waits: Vec<_> = calls.iter().filter(|call| call.waited_s > 0.0).collect();
    waits.sort_by(|a, b| a.waited_s.total_cmp(&b.waited_s));
    let mut still = 1.0;
    let mut curve = Vec::new();
    for (n, call) in waits.iter().enumerate() {
        if call.gave_up {
            still *= 1.0 - 1.0 / (waits.len() - n) as f64;
            curve.push((still, call.waited_s));
        }
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "date\tvru_exit\tq_time\toutcome\n\
        990201\t8:00:10\t0\tAGENT\n990201\t8:00:05\t40\tHANG\n990201\t9:00:00\t20\tAGENT\n\
        990201\t9:00:00\t0\tHANG\n990201\t9:30:00\t60\tHANG\n990201\t9:31:00\t5\tPHANTOM\n990206\t10:00:00\t0\tAGENT\n";

    #[test]
    fn the_calls_for_a_person_are_replayed_on_days_that_are_no_holidays() {
        let log = Log::read(TABLE).expect("a sound table");
        assert_eq!(log.days, [[28_805.0, 28_810.0, 32_400.0, 34_200.0]]);
    }

    #[test]
    fn patience_is_what_kaplan_and_meier_say() {
        let log = Log::read(TABLE).expect("a sound table");
        assert_eq!(log.still_waiting, [(0.5, 40.0), (0.0, 60.0)]);
        assert_eq!((log.patience(0.4, 9.0), log.patience(0.6, 9.0)), (40.0, 60.0));
    }

    #[test]
    fn a_table_without_a_column_is_refused_by_its_name() {
        assert_eq!(Log::read("date\tq_time\n"), Err(LogError::NoColumn("vru_exit")));
    }
}
