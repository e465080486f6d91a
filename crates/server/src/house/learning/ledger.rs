//! Sums of talks as the book has them, old ones fading.

use std::collections::BTreeMap;
use std::time::Duration;

use wasl_model::{AgentId, Resolved, TalkOutcome, Timestamp};
use wasl_routing::{Ledger, Outcome, RoutingConfig};

/// After so many half-lives a talk counts for less than a fiftieth and is no longer read.
const HALF_LIVES: f64 = 6.0;
const DAY_MS: f64 = 86_400_000.0;

/// Talks before this are not learnt from.
pub(crate) fn oldest(now: Timestamp, half_life_days: f64) -> Timestamp {
    let span = Duration::try_from_secs_f64(HALF_LIVES * half_life_days * 86_400.0).unwrap_or(Duration::MAX);
    let span = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    Timestamp(now.as_millis().saturating_sub(span))
}

/// The sums of talks that are in the order in which they ended. Those of which it is not known whether they resolved
/// anything weigh on the agent, and count for nothing else.
pub(crate) fn of(talks: &[TalkOutcome], now: Timestamp, half_life_days: f64) -> Ledger {
    let mut ledger = Ledger::default();
    let mut carried: BTreeMap<&AgentId, Carried> = BTreeMap::new();
    let mut faded_to = talks.first().map_or(now, |talk| talk.ended);
    let half_life = load_half_life();
    for talk in talks {
        let load = carried.entry(&talk.agent).or_default();
        if let Some(outcome) = outcome(talk, load.at(talk.began, half_life)) {
            fade(&mut ledger, faded_to, talk.ended, half_life_days);
            faded_to = talk.ended;
            ledger.add(&outcome);
        }
        load.add(talk.ended, half_life, talk.weight);
    }
    fade(&mut ledger, faded_to, now, half_life_days);
    ledger
}

fn outcome(talk: &TalkOutcome, carried: f64) -> Option<Outcome> {
    let resolved = match talk.resolved {
        Resolved::Yes => true,
        Resolved::No => false,
        Resolved::Promised | Resolved::Open | Resolved::Unknown => return None,
    };
    Some(Outcome {
        agent: talk.agent.clone(),
        intent: talk.intent.clone(),
        mood: talk.mood.unwrap_or(wasl_model::MoodScores::NEUTRAL),
        waited: talk.began.since(talk.came),
        carried,
        busy: Duration::from_millis(talk.busy_ms),
        resolved,
        ended_well: talk.ended_well,
    })
}

fn fade(ledger: &mut Ledger, from: Timestamp, to: Timestamp, half_life_days: f64) {
    let days = to.since(from).as_millis() as f64 / DAY_MS;
    if days > 0.0 {
        ledger.fade((-days / half_life_days).exp2());
    }
}

/// As the dispatcher has it.
fn load_half_life() -> Duration {
    Duration::from_secs(RoutingConfig::default().load_half_life_s)
}

/// What an agent carries from the callers served, as the dispatcher counts it.
#[derive(Clone, Copy, Debug, Default)]
struct Carried {
    load: f64,
    since: Timestamp,
}

impl Carried {
    fn at(self, now: Timestamp, half_life: Duration) -> f64 {
        self.load * (-now.since(self.since).as_secs_f64() / half_life.as_secs_f64()).exp2()
    }

    fn add(&mut self, now: Timestamp, half_life: Duration, weight: f64) {
        *self = Self { load: self.at(now, half_life) + weight, since: now };
    }
}

#[cfg(test)]
mod tests {
    use wasl_model::{CallId, MoodScores};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_348_800_000);

    fn talk(n: u128, minutes_ago: i64, resolved: Resolved) -> TalkOutcome {
        let ended = Timestamp(NOW.as_millis() - minutes_ago * 60_000);
        TalkOutcome {
            call: CallId::numbered(n),
            agent: "noura".into(),
            intent: Some("cards".into()),
            came: Timestamp(ended.as_millis() - 90_000),
            began: Timestamp(ended.as_millis() - 60_000),
            ended,
            busy_ms: 70_000,
            mood: None,
            weight: 0.0,
            resolved,
            ended_well: None,
            arm: None,
        }
    }

    #[test]
    fn a_talk_a_half_life_ago_counts_half_and_what_is_not_known_nothing() {
        let talks = [
            talk(1, 60 * 24 * 60, Resolved::Yes),
            talk(2, 5, Resolved::Open),
            talk(3, 4, Resolved::Unknown),
            talk(4, 3, Resolved::Promised),
            talk(5, 0, Resolved::No),
        ];
        assert!((of(&talks, NOW, 60.0).calls() - 1.5).abs() < 1e-6);
        assert!(oldest(NOW, 60.0) < talks[0].ended && oldest(NOW, 10.0) > Timestamp(NOW.0 - 61 * 86_400_000));
    }

    #[test]
    fn what_was_carried_is_counted_from_the_callers_before_also_those_whose_end_is_not_known() {
        let half_life = load_half_life();
        let mut carried = Carried::default();
        carried.add(NOW, half_life, 1.0);
        assert!((carried.at(NOW + half_life, half_life) - 0.5).abs() < 1e-9);
        // An angry caller before makes the same talk one that was begun under load: the sums differ.
        let angry = TalkOutcome { weight: 1.0, mood: Some(MoodScores::NEUTRAL), ..talk(1, 5, Resolved::Unknown) };
        let (with, without) = ([angry, talk(2, 1, Resolved::Yes)], [talk(2, 1, Resolved::Yes)]);
        assert_ne!(of(&with, NOW, 60.0), of(&without, NOW, 60.0));
    }
}
