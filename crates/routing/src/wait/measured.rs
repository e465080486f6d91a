//! The range on a month of a real call centre: `WASL_CALLS=february_mtpa.txt cargo test -p wasl-routing -- --ignored`.
//!
//! Every call is replayed as the running system would have seen it; each wait is guessed before it is learnt. What is
//! reported is of the last ten days, of those who waited and were answered (`reference/routing.md` §5).

use std::collections::BTreeMap;
use std::time::Duration;

use wasl_model::{CallId, Timestamp};

use super::{Comer, Glimpse, Waits};

/// What priority counts in that centre.
const CREDIT_MS: i64 = 90_000;

struct Row {
    day: i64,
    kind: String,
    known: bool,
    priority: bool,
    joined_ms: i64,
    wait_ms: i64,
    answered: bool,
    talk_ms: i64,
    agent: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    TalkEnds,
    Leaves,
    Joins,
}

/// English calls and returned ones are regular activity, answered by the same people.
fn service(kind: &str) -> &str {
    if matches!(kind, "PE" | "TT") { "PS" } else { kind }
}

fn rows(text: &str) -> Vec<Row> {
    let mut lines = text.lines();
    let head: BTreeMap<&str, usize> = lines.next().unwrap().split('\t').zip(0..).collect();
    let mut agents = BTreeMap::new();
    let clock = |text: &str| text.split(':').fold(0, |sum, part| sum * 60 + part.trim().parse::<i64>().unwrap()) * 1000;
    let mut row = |line: &str| {
        let cells: Vec<_> = line.split('\t').collect();
        let cell = |name: &str| cells[head[name]].trim();
        let seconds = |name: &str| cell(name).parse::<i64>().unwrap() * 1000;
        let wait_ms = seconds("q_time");
        let queued = wait_ms > 0 && clock(cell("q_start")) > 0;
        let next = agents.len();
        let agent = (cell("server") != "NO_SERVER").then(|| *agents.entry(cell("server").to_owned()).or_insert(next));
        (cell("outcome") != "PHANTOM").then(|| Row {
            day: cell("date")[4..6].parse().unwrap(),
            kind: service(cell("type")).to_owned(),
            known: cell("customer_id") != "0",
            priority: cell("priority") == "2",
            joined_ms: clock(cell(if queued { "q_start" } else { "vru_exit" })),
            wait_ms: if queued { wait_ms } else { 0 },
            answered: cell("outcome") == "AGENT",
            talk_ms: seconds("ser_time"),
            agent,
        })
    };
    lines.filter_map(&mut row).collect()
}

#[test]
#[ignore = "needs the data of a call centre, named by WASL_CALLS"]
fn the_range_is_honest_on_real_calls() {
    let rows = rows(&std::fs::read_to_string(std::env::var("WASL_CALLS").unwrap()).unwrap());
    let mut events: Vec<(i64, Event, usize)> = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let at = row.day * 86_400_000 + row.joined_ms;
        events.push((at, Event::Joins, n));
        if row.wait_ms > 0 {
            events.push((at + row.wait_ms, Event::Leaves, n));
        }
        if row.answered {
            events.push((at + row.wait_ms + row.talk_ms, Event::TalkEnds, n));
        }
    }
    events.sort_unstable();
    let mut waits = Waits::default();
    let mut glimpses: BTreeMap<usize, Glimpse> = BTreeMap::new();
    let mut scored = Vec::new();
    for (at, event, n) in events {
        let (row, now, call) = (&rows[n], Timestamp(at), CallId::numbered(n as u128));
        match event {
            Event::TalkEnds => row.agent.into_iter().for_each(|agent| waits.watch.talk_ends(now, agent)),
            Event::Leaves => {
                let (wait_s, guess) = (row.wait_ms as f64 / 1000.0, glimpses[&n].guess.sound());
                if row.answered && row.day >= 19 {
                    scored.push((wait_s, guess));
                }
                waits.learn(now, 1, &glimpses[&n], Duration::from_millis(row.wait_ms.unsigned_abs()), row.answered);
                waits.watch.leaves(now, call, row.answered, true);
            }
            Event::Joins => {
                let sort = waits.sort(Some(&row.kind.as_str().into()));
                let begin_ms = at - if row.priority { CREDIT_MS } else { 0 };
                let comer = Comer { call, sort, known: row.known, joined: now, begin_ms };
                waits.watch.joins(now, comer);
                glimpses.insert(n, waits.glimpse(&waits.watch.glance(now), &comer));
                if row.wait_ms == 0 {
                    waits.watch.leaves(now, call, row.answered, false);
                }
            }
        }
        if row.answered && ((event == Event::Leaves) || (event == Event::Joins && row.wait_ms == 0)) {
            row.agent.into_iter().for_each(|agent| waits.watch.talk_begins(now, agent));
        }
    }
    let n = scored.len() as f64;
    let mae = scored.iter().map(|(wait, guess)| (wait - guess.p50_s).abs()).sum::<f64>() / n;
    let covered = |p: fn(&(f64, super::Guess)) -> bool| 100.0 * scored.iter().filter(|one| p(one)).count() as f64 / n;
    let p50 = covered(|(wait, guess)| *wait <= guess.p50_s);
    let p80 = covered(|(wait, guess)| *wait <= guess.p80_s);
    println!("{n} waits: MAE {mae:.2} s, P50 covers {p50:.1} %, P80 covers {p80:.1} %");
    assert!(n > 4_000.0 && mae <= 45.0 && (78.0..=82.0).contains(&p80), "MAE {mae:.2} s, P80 {p80:.1} %");
}
