//! The dispatcher: `[routing]` and `[[queues]]`, and what the dispatcher is told of them.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, bail};
use serde::Deserialize;
use wasl_model::{IntentId, QueueId, Skill, SkillLevel};
use wasl_routing::meter::Meter;
use wasl_routing::{
    Expression, LastAgent, Order, Overflow, QueueConfig, Ring, RoutingConfig, Strategy, Tiers, Weights,
};

use super::Config;

/// `[routing]`: the dispatcher.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Routing {
    /// How an agent is chosen, where a queue says nothing else.
    pub(crate) strategy: Strategy,
    /// How long an agent's phone rings, where a queue says nothing else.
    pub(crate) ring_s: u64,
    /// Rest after a call, before the next one, where a queue says nothing else.
    pub(crate) wrap_up_s: u64,
    /// Calls not answered in a row before the agent is set not ready.
    pub(crate) missed_before_not_ready: u32,
    /// A caller who calls again within this time keeps the place.
    pub(crate) keep_place_s: u64,
    /// An agent who did not take a call is not offered the same one again for so long, if others may be.
    pub(crate) back_off_s: u64,
    /// Who waits is told where they stand so often, where a queue says nothing else.
    pub(crate) announce_every_s: u64,
    /// Two strategies compared on live traffic.
    pub(crate) meter: Option<Meter>,
    /// Priority by what is wanted, in queues whose order is `priority`.
    pub(crate) priorities: BTreeMap<IntentId, u8>,
    /// Hot calls in a row before another free agent is preferred, whatever the strategy.
    pub(crate) hot_in_a_row: u32,
    /// Hard talks without a rest between them before one is offered.
    pub(crate) rest_after_hard_calls: u32,
    /// And hard minutes.
    pub(crate) rest_after_hard_minutes: f64,
    /// And time without one.
    pub(crate) rest_after_s: u64,
    /// An agent's budget of hard minutes.
    pub(crate) hard_minutes_a_day: f64,
    /// What counts how much for the strategy `wasl`.
    pub(crate) weights: Weights,
    /// What is learnt from how talks end.
    pub(crate) learn: Learn,
}

/// `[routing.learn]`: values of agents and prices of their time, learnt from how talks ended.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Learn {
    /// Off: the strategy `wasl` goes by what the site says of its agents alone.
    pub(crate) on: bool,
    /// Learnt anew so often, in seconds.
    pub(crate) every_s: u64,
    /// A talk that long ago counts half.
    pub(crate) half_life_days: f64,
    /// A caller who comes back about the same within this time was not served, where the agent wrote nothing down.
    pub(crate) repeat_within_h: u64,
}

impl Default for Learn {
    fn default() -> Self {
        Self { on: true, every_s: 300, half_life_days: 60.0, repeat_within_h: 72 }
    }
}

impl Learn {
    fn check(&self) -> Result<()> {
        if self.every_s == 0 {
            bail!("routing.learn.every_s is 0; write how many seconds lie between two rounds, such as 300");
        }
        if !(self.half_life_days.is_finite() && self.half_life_days > 0.0) {
            bail!("routing.learn.half_life_days is no time; write days, such as 60");
        }
        if self.repeat_within_h == 0 {
            bail!("routing.learn.repeat_within_h is 0, and then nobody could ever come back; write hours, such as 72");
        }
        Ok(())
    }

    /// Within which a caller comes back.
    pub(crate) const fn repeat_within(&self) -> Duration {
        Duration::from_secs(self.repeat_within_h.saturating_mul(3600))
    }
}

impl Default for Routing {
    fn default() -> Self {
        let usual = RoutingConfig::default();
        Self {
            strategy: usual.strategy,
            ring_s: 15,
            wrap_up_s: 10,
            missed_before_not_ready: usual.missed_before_not_ready,
            keep_place_s: usual.keep_place_s,
            back_off_s: usual.back_off_s,
            announce_every_s: QueueConfig::default().announce_every_s,
            meter: None,
            priorities: usual.priorities,
            hot_in_a_row: usual.hot_in_a_row,
            rest_after_hard_calls: usual.rest_after_hard_calls,
            rest_after_hard_minutes: usual.rest_after_hard_minutes,
            rest_after_s: usual.rest_after_s,
            hard_minutes_a_day: usual.hard_minutes_a_day,
            weights: usual.weights,
            learn: Learn::default(),
        }
    }
}

/// `[[queues]]`: a line callers wait in. What is left out is as in `[routing]`, or off.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QueueEntry {
    /// Name, as flows and numbers use it.
    pub(crate) name: QueueId,
    /// How an agent is chosen.
    #[serde(default)]
    pub(crate) strategy: Option<Strategy>,
    /// Which caller an agent who gets free takes.
    #[serde(default)]
    pub(crate) order: Order,
    /// Who serves several queues takes this queue's callers as if they had come that much earlier.
    #[serde(default)]
    pub(crate) ahead_s: u64,
    /// Skills an agent must have to serve it, with the least level.
    #[serde(default)]
    pub(crate) skills: BTreeMap<Skill, SkillLevel>,
    /// What an agent must be besides.
    #[serde(default)]
    pub(crate) requires: Option<Expression>,
    /// What is asked instead after longer waits.
    #[serde(default)]
    pub(crate) rings: Vec<Ring>,
    /// Agents of later tiers serve it after longer waits only.
    #[serde(default)]
    pub(crate) tiers: Option<Tiers>,
    /// What the agent who served the caller last counts for.
    #[serde(default)]
    pub(crate) last_agent: LastAgent,
    /// With `ring_all`: phones that ring at once, at most.
    #[serde(default)]
    pub(crate) ring_most: Option<u32>,
    /// After this wait the agent need not speak the caller's language.
    #[serde(default)]
    pub(crate) relax_language_after_s: Option<u64>,
    /// After this wait the agent need not have the skills.
    #[serde(default)]
    pub(crate) relax_skills_after_s: Option<u64>,
    /// How long an agent's phone rings.
    #[serde(default)]
    pub(crate) ring_s: Option<u64>,
    /// Rest after a call.
    #[serde(default)]
    pub(crate) wrap_up_s: Option<u64>,
    /// Who waits is told where they stand so often.
    #[serde(default)]
    pub(crate) announce_every_s: Option<u64>,
    /// After this long without an agent the caller waits elsewhere.
    #[serde(default)]
    pub(crate) overflow_after_s: Option<u64>,
    /// Where.
    #[serde(default)]
    pub(crate) overflow_to: Option<QueueId>,
}

/// What the dispatcher is told once.
pub(crate) fn routing_config(config: &Config) -> Result<RoutingConfig> {
    let house = config.routing.clone();
    house.learn.check()?;
    config.queues.iter().try_for_each(QueueEntry::check)?;
    let routing = RoutingConfig {
        queues: config.queues.iter().map(|entry| (entry.name.clone(), entry.queue(&house))).collect(),
        strategy: house.strategy,
        meter: house.meter,
        priorities: house.priorities,
        missed_before_not_ready: house.missed_before_not_ready,
        keep_place_s: house.keep_place_s,
        back_off_s: house.back_off_s,
        hot_in_a_row: house.hot_in_a_row,
        rest_after_hard_calls: house.rest_after_hard_calls,
        rest_after_hard_minutes: house.rest_after_hard_minutes,
        rest_after_s: house.rest_after_s,
        hard_minutes_a_day: house.hard_minutes_a_day,
        weights: house.weights,
        utc_offset_min: config.support.utc_offset_min,
        ..RoutingConfig::default()
    };
    routing.check()?;
    Ok(routing)
}

impl QueueEntry {
    fn check(&self) -> Result<()> {
        let (name, why) = match (self.overflow_after_s, &self.overflow_to) {
            (Some(_), None) => ("overflow_to", "name the queue where callers wait on"),
            (None, Some(_)) => ("overflow_after_s", "write after how many seconds, such as 120"),
            (Some(_), Some(_)) | (None, None) => return Ok(()),
        };
        bail!("queue '{}' overflows without {name}; {why}, or leave both out", self.name)
    }

    fn queue(&self, house: &Routing) -> QueueConfig {
        let usual = QueueConfig::default();
        let overflow = self.overflow_after_s.zip(self.overflow_to.clone());
        QueueConfig {
            strategy: self.strategy,
            order: self.order,
            ahead_s: self.ahead_s,
            skills: self.skills.clone(),
            requires: self.requires.clone(),
            rings: self.rings.clone(),
            tiers: self.tiers,
            last_agent: self.last_agent,
            ring_most: self.ring_most.unwrap_or(usual.ring_most),
            overflow: overflow.map(|(after_s, to)| Overflow { after_s, to }),
            ring_s: self.ring_s.unwrap_or(house.ring_s),
            wrap_up_s: self.wrap_up_s.unwrap_or(house.wrap_up_s),
            announce_every_s: self.announce_every_s.unwrap_or(house.announce_every_s),
            relax_language_after_s: self.relax_language_after_s,
            relax_skills_after_s: self.relax_skills_after_s,
        }
    }
}

#[cfg(test)]
mod tests {
    use figment::providers::{Format as _, Serialized, Toml};

    use super::*;

    fn read(text: &str) -> Result<RoutingConfig> {
        let config: Config = figment::Figment::from(Toml::string(text)).extract()?;
        routing_config(&config)
    }

    #[test]
    fn a_queue_is_as_the_house_where_it_says_nothing_else() {
        let text = r#"
            [routing]
            strategy = "longest_idle"
            ring_s = 20
            announce_every_s = 45
            [[queues]]
            name = "support"
            [[queues]]
            name = "cards"
            strategy = "round_robin"
            ring_s = 9
            announce_every_s = 20
            order = { priority = { step_s = 60 } }
            last_agent = { hold = { most_s = 15 } }
            tiers = { wait_s = 20 }
            requires = "skill.cards >= 2"
            rings = [{ after_s = 30, requires = "skill.cards" }, { after_s = 60, lower = 1, without = ["loans"] }]
        "#;
        let routing = read(text).unwrap();
        let (support, cards) = (&routing.queues[&"support".into()], &routing.queues[&"cards".into()]);
        assert_eq!((support.strategy, support.ring_s, routing.strategy), (None, 20, Strategy::LongestIdle));
        assert_eq!((cards.strategy, cards.ring_s), (Some(Strategy::RoundRobin), 9));
        assert_eq!((support.announce_every_s, cards.announce_every_s), (45, 20));
        assert_eq!((cards.order, cards.last_agent), (Order::Priority { step_s: 60 }, LastAgent::Hold { most_s: 15 }));
        assert_eq!((cards.tiers.unwrap().wait_s, cards.rings.len()), (20, 2));
    }

    #[test]
    fn weights_are_the_sites_and_no_account_outranks_distress() {
        let routing = read("[routing.weights]\nmood_fit = 0.3").unwrap();
        assert_eq!(routing.weights, Weights { mood_fit: 0.3, ..Weights::default() });
        let account = format!("{:#}", read("[routing.weights]\naccount_value = 1.0").unwrap_err());
        assert!(account.contains("may outrank distress or a wait; leave it out"), "{account}");
        let unknown = format!("{:#}", read("[routing.weights]\nrevenue = 1.0").unwrap_err());
        assert!(unknown.contains("revenue") && unknown.contains("mood_fit"), "{unknown}");
    }

    #[test]
    fn the_shipped_configuration_shows_every_weight_with_its_default() {
        let shipped = figment::Figment::from(Toml::string(include_str!("../../../../config/wasl.toml")));
        let shown: BTreeMap<String, f64> = shipped.extract_inner("routing.weights").unwrap();
        let usual = figment::Figment::from(Serialized::defaults(Weights::default()));
        assert_eq!(shown, usual.extract().unwrap());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let error = |text: &str| format!("{:#}", read(text).unwrap_err());
        let strategy = error("[routing]\nstrategy = 'best'");
        assert!(strategy.contains("best") && strategy.contains("longest_idle"), "{strategy}");
        let learn = error("[routing.learn]\nevery_s = 0");
        assert!(learn.contains("such as 300"), "{learn}");
        let weight = error("[routing.weights]\nidle = -1.0");
        assert!(weight.contains("routing weight 'idle' must be"), "{weight}");
        let half = error("[[queues]]\nname = 'cards'\noverflow_to = 'sales'");
        assert!(half.contains("queue 'cards' overflows without overflow_after_s"), "{half}");
        let half = error("[[queues]]\nname = 'cards'\noverflow_after_s = 60");
        assert!(half.contains("without overflow_to"), "{half}");
        let expression = error("[[queues]]\nname = 'cards'\nrequires = 'skill.cards >='");
        assert!(expression.contains("at character 15: expected a number"), "{expression}");
    }
}
