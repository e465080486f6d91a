//! What an agent's time is worth: the prices π of `reference/routing.md` §4.5.
//!
//! In the fluid picture calls of each class arrive at a rate λ and every agent has so much time. The best plan maximises
//! Σ x (value + w), x the rate at which a class meets an agent, with no more than λ of each class and no more time than
//! each agent has. The price of an agent's time is the dual of that limit; the dual programme is solved itself, because
//! its variables are the prices: minimise Σ λ·u + Σ time·π with u + τ·π ≥ value + w for each class and agent.
//! Agents much alike share a price, so that the programme stays small.

use std::collections::BTreeMap;
use std::sync::Arc;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
use wasl_model::{AgentId, IntentId, MoodScores, RouteRequest, Timestamp};

use crate::value::{Heard, Values};

/// What it is worth that a call is not lost: the `w` above.
const NOT_LOST: f64 = 0.5;
/// Share of an agent's time that is planned: calls come by chance, and not when it would suit.
const PLANNED: f64 = 0.9;
/// Half-life of what is known of arrivals.
const HALF_LIFE_S: f64 = 30.0 * 60.0;
/// Groups of agents at most.
const GROUPS: usize = 60;
/// Classes at most: the busiest count.
const CLASSES: usize = 60;

/// How many calls of which class come lately.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demand {
    since: Option<Timestamp>,
    classes: BTreeMap<Class, Lately>,
}

/// Calls that are alike to the plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Class {
    intent: Option<IntentId>,
    feels: Feels,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Feels {
    Hot,
    Lost,
    Calm,
}

/// Counts that halve every half-life.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Lately {
    at: Timestamp,
    calls: f64,
    moods: [f64; 6],
}

/// What each agent's time costs, and what comes in that it could be used for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prices {
    pub(crate) kinds: Vec<Kind>,
    agents: BTreeMap<AgentId, Price>,
    /// Of an agent who came after the plan was made, in value a second: the middle one of those who were there.
    usual: f64,
}

/// A class of calls, as whoever chooses among agents sees what comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Kind {
    /// Of all calls, 0 to 1.
    pub(crate) share: f64,
    /// What serving such a caller is expected to weigh.
    pub(crate) weight: f64,
}

/// One agent's.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Price {
    /// In value a second.
    pub(crate) second: f64,
    /// Of each of the kinds; nothing of an agent who was not there when the plan was made.
    pub(crate) row: Arc<[Cell]>,
}

/// What one agent is worth for one kind of call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cell {
    pub(crate) value: f64,
    pub(crate) time_s: f64,
}

impl Demand {
    /// A call came.
    pub fn add(&mut self, now: Timestamp, request: &RouteRequest) {
        self.since.get_or_insert(now);
        let intent = request.intent.as_ref().and_then(|guess| guess.intent.clone());
        let class = Class { intent, feels: feels(request.mood) };
        let lately = self.classes.entry(class).or_insert(Lately { at: now, calls: 0.0, moods: [0.0; 6] });
        *lately = lately.faded(now);
        lately.calls += 1.0;
        lately.moods.iter_mut().zip(request.mood.to_array()).for_each(|(sum, p)| *sum += f64::from(p));
    }

    /// Calls a second of each class, with their mean mood, the busiest first.
    fn rates(&self, now: Timestamp) -> Vec<(&Class, f64, Heard)> {
        let Some(since) = self.since else { return Vec::new() };
        // What a steady call a second would have left by now.
        let seen = 1.0 - fade(now, since);
        let whole = HALF_LIFE_S / std::f64::consts::LN_2 * seen;
        let rate = |(class, lately): (_, &Lately)| {
            let lately = lately.faded(now);
            (class, lately.calls / whole, Heard::mood(lately.moods.map(|sum| sum / lately.calls)))
        };
        let mut rates: Vec<_> = self.classes.iter().map(rate).filter(|(_, rate, _)| *rate > 0.0).collect();
        rates.sort_by(|(_, a, _), (_, b, _)| b.total_cmp(a));
        rates.truncate(CLASSES);
        rates
    }
}

impl Lately {
    fn faded(&self, now: Timestamp) -> Self {
        let share = fade(now, self.at);
        Self { at: now, calls: self.calls * share, moods: self.moods.map(|sum| sum * share) }
    }
}

fn fade(now: Timestamp, before: Timestamp) -> f64 {
    (-now.since(before).as_secs_f64() / HALF_LIFE_S).exp2()
}

fn feels(mood: MoodScores) -> Feels {
    let heard = Heard::mood(mood.to_array().map(f64::from));
    match (heard.hot(), heard.lost()) {
        (hot, lost) if hot >= 0.5 && hot >= lost => Feels::Hot,
        (_, lost) if lost >= 0.5 => Feels::Lost,
        _ => Feels::Calm,
    }
}

impl Prices {
    /// Prices for those who are there now, by what is known of them and of what comes in. A moment's work: not for the
    /// one who dispatches, but for a thread beside.
    #[must_use]
    pub fn solve(now: Timestamp, values: &Values, demand: &Demand, staff: &[AgentId]) -> Self {
        let rates = demand.rates(now);
        if rates.is_empty() || staff.is_empty() || values.trust() == 0.0 {
            return Self::default();
        }
        let rows: Vec<Row> = staff.iter().map(|agent| row(values, &rates, agent)).collect();
        let group_of = groups(&rows);
        let number = group_of.iter().max().map_or(0, |most| most + 1);
        let mut plan = Problem::new(OptimizationDirection::Minimize);
        let saved: Vec<Variable> = rates.iter().map(|(_, rate, _)| plan.add_var(*rate, (0.0, f64::INFINITY))).collect();
        let mut prices = Vec::new();
        for group in 0..number {
            let alike: Vec<&Row> =
                rows.iter().zip(&group_of).filter(|(_, of)| **of == group).map(|(row, _)| row).collect();
            let size = alike.len() as f64;
            let price = plan.add_var(PLANNED * size, (0.0, f64::INFINITY));
            for (class, saved) in saved.iter().enumerate() {
                let mean = |of: fn(&Cell) -> f64| alike.iter().map(|row| of(&row[class])).sum::<f64>() / size;
                let (value, time_s) = (mean(|cell| cell.value), mean(|cell| cell.time_s));
                plan.add_constraint([(*saved, 1.0), (price, time_s)], ComparisonOp::Ge, value + NOT_LOST);
            }
            prices.push(price);
        }
        // A plan that cannot be made (it always can) leaves time without a price.
        let Ok(Ok(solution)) = plan.solve().map(microlp::SolveOutcome::into_solution) else { return Self::default() };
        let all: f64 = rates.iter().map(|(_, rate, _)| rate).sum();
        let kinds = rates.iter().map(|(_, rate, heard)| Kind { share: rate / all, weight: heard.weight() }).collect();
        let second = |group: &usize| solution.var_value(prices[*group]).max(0.0);
        let mut seconds: Vec<f64> = group_of.iter().map(second).collect();
        let prices = seconds.iter().zip(rows).map(|(second, row)| Price { second: *second, row: row.into() });
        let agents = staff.iter().cloned().zip(prices).collect();
        let (_, usual, _) = seconds.select_nth_unstable_by(staff.len() / 2, f64::total_cmp);
        Self { kinds, agents, usual: *usual }
    }

    pub(crate) fn of(&self, agent: &AgentId) -> Price {
        let newcomer = || Price { second: self.usual, ..Price::default() };
        self.agents.get(agent).cloned().unwrap_or_else(newcomer)
    }
}

/// Each class with one agent.
type Row = Vec<Cell>;

fn row(values: &Values, rates: &[(&Class, f64, Heard)], agent: &AgentId) -> Row {
    let worth = values.worth(agent);
    let cell = |(class, _, heard): &(&Class, f64, Heard)| {
        let intents = [(values.intent(class.intent.as_ref()), 1.0)];
        let value = worth.map_or(0.0, |worth| worth.value.of(heard, &intents));
        let log_time = worth.map_or(0.0, |worth| worth.log_time.of(heard, &intents));
        Cell { value: values.value(heard, &intents) + value, time_s: values.time_s(heard, &intents) * log_time.exp() }
    };
    rates.iter().map(cell).collect()
}

/// Each row's group, much alike rows together: centres as far from each other as can be (Gonzalez 1985).
fn groups(rows: &[Row]) -> Vec<usize> {
    let distance = |a: &Row, b: &Row| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a.value - b.value).powi(2) + (a.time_s / b.time_s).ln().powi(2)).sum()
    };
    let mut group_of = vec![0; rows.len()];
    let Some(first) = rows.first() else { return group_of };
    let mut nearest: Vec<f64> = rows.iter().map(|row| distance(row, first)).collect();
    for group in 1..GROUPS.min(rows.len()) {
        let Some((centre, far)) = nearest.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1)) else { break };
        if far <= 0.0 {
            break;
        }
        for (n, row) in rows.iter().enumerate() {
            let to_it = distance(row, &rows[centre]);
            if to_it < nearest[n] {
                (nearest[n], group_of[n]) = (to_it, group);
            }
        }
    }
    group_of
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::time::Duration;

    use wasl_model::{CallId, IntentGuess, Language};

    use super::*;
    use crate::{Ledger, Outcome};

    fn learnt(talks: &[(&str, bool)]) -> Values {
        let mut ledger = Ledger::default();
        for n in 0..400 {
            for (agent, good) in talks {
                ledger.add(&Outcome {
                    agent: (*agent).into(),
                    intent: Some("cards".into()),
                    mood: MoodScores::NEUTRAL,
                    waited: Duration::ZERO,
                    carried: 0.0,
                    busy: Duration::from_secs(100),
                    resolved: if *good { n % 10 != 0 } else { n % 2 == 0 },
                    ended_well: Some(true),
                });
            }
        }
        Values::learn(&ledger, None)
    }

    fn demand(calls: usize) -> Demand {
        let mut demand = Demand::default();
        for n in 0..calls {
            let request = RouteRequest {
                call: CallId::numbered(n as u128),
                queue: "support".into(),
                caller: None,
                language: Language::Ar,
                intent: Some(IntentGuess { intent: Some("cards".into()), confidence: 1.0, alternatives: Vec::new() }),
                mood: MoodScores::NEUTRAL,
                skills: BTreeMap::new(),
                emergency: false,
                since: Timestamp(0),
                only: None,
                abused: BTreeSet::new(),
            };
            demand.add(Timestamp::from_millis((3_600_000 * n / calls) as i64), &request);
        }
        demand
    }

    const HOUR: Timestamp = Timestamp::from_millis(3_600_000);

    #[test]
    fn the_better_agents_time_costs_what_the_other_would_lose() {
        let values = learnt(&[("good", true), ("plain", false)]);
        let staff: [AgentId; 2] = ["good".into(), "plain".into()];
        // One and a half agents' work: the better one is always wanted, the other sometimes idle.
        let prices = Prices::solve(HOUR, &values, &demand(50), &staff);
        assert!(prices.of(&staff[1]).second < 1e-9, "{prices:?}");
        let gain = 0.4 / 100.0; // of 0.9 instead of 0.5 resolved, in 100 s, less what shrinkage takes
        assert!((0.8 * gain..1.05 * gain).contains(&prices.of(&staff[0]).second), "{prices:?}");
    }

    #[test]
    fn whoever_comes_after_the_plan_costs_what_is_usual() {
        let values = learnt(&[("best", true), ("good", true), ("plain", false)]);
        let staff: [AgentId; 3] = ["best".into(), "good".into(), "plain".into()];
        let prices = Prices::solve(HOUR, &values, &demand(90), &staff);
        let newcomer = prices.of(&"back from prayer".into());
        assert!(newcomer.second > 0.0 && newcomer.second == prices.of(&staff[1]).second, "{prices:?}");
        assert!(newcomer.row.is_empty());
    }

    #[test]
    fn time_costs_nothing_when_there_is_plenty_or_nothing_is_known() {
        let values = learnt(&[("good", true), ("plain", false)]);
        let staff: [AgentId; 2] = ["good".into(), "plain".into()];
        let few = Prices::solve(HOUR, &values, &demand(10), &staff);
        assert!(staff.iter().all(|agent| few.of(agent).second < 1e-9), "{few:?}");
        assert_eq!(Prices::solve(HOUR, &Values::default(), &demand(50), &staff), Prices::default());
    }

    #[test]
    fn like_agents_share_a_group_and_unlike_ones_do_not() {
        let row = |value: f64| vec![Cell { value, time_s: 100.0 }];
        assert_eq!(groups(&[row(1.0), row(2.0), row(1.0)]), [0, 1, 0]);
        let many: Vec<Row> = (0..500).map(|n| row(f64::from(n))).collect();
        assert_eq!(groups(&many).into_iter().max(), Some(GROUPS - 1));
    }
}
