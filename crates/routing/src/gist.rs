//! What of each agent counts in a choice, close together: a choice among two thousand walks straight through memory.

use wasl_model::{Language, Mood, Timestamp};

use crate::RoutingConfig;
use crate::agents::{Agent, Slot};
use crate::load::Load;
use crate::slots::Slots;
use crate::talent::Need;
use crate::value::{Felt, Worth};

/// The highest level of a skill.
const HIGHEST: usize = 5;

/// Of every agent who is free, as the agent was when last listed as free: nothing of it changes until then.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gists {
    agents: Vec<Gist>,
    /// Differences in value and in the logarithm of time, by intent and agent.
    intents: Vec<Vec<[f64; 2]>>,
    /// Levels by skill and agent.
    skills: Vec<Vec<u8>>,
    /// Who has each skill at level 1 or more, 2 or more and so on.
    skilled: Vec<[Slots; HIGHEST]>,
    /// Who speaks each language.
    speakers: [Slots; Language::ALL.len()],
    /// Of whom each expression holds.
    held: Vec<Slots>,
}

/// One agent's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Gist {
    pub(crate) idle_since: Timestamp,
    pub(crate) load: Load,
    /// Differences, intents aside.
    value: Felt,
    log_time: Felt,
    /// Talks they rest on.
    pub(crate) calls: f64,
    /// What a second of the agent's time costs.
    pub(crate) second: f64,
    moods: [f64; Mood::ALL.len()],
    languages: [u8; Language::ALL.len()],
    /// Took as many hot calls in a row as anybody should.
    hot_in_a_row: bool,
    /// The last day on which hot callers are spared the agent.
    spared: Option<i64>,
}

impl Gist {
    fn of(agent: &Agent, config: &RoutingConfig) -> Self {
        Self {
            idle_since: agent.idle_since,
            load: agent.load,
            value: agent.worth.value.felt,
            log_time: agent.worth.log_time.felt,
            calls: agent.worth.calls,
            second: agent.price.second,
            moods: agent.talent.moods,
            languages: agent.talent.languages,
            hot_in_a_row: agent.hot_in_a_row >= config.hot_in_a_row,
            spared: agent.carried.spared_until(config),
        }
    }

    /// May be offered a hot call although others are free.
    pub(crate) fn is_rested(&self, day: i64) -> bool {
        !self.hot_in_a_row && self.spared.is_none_or(|last| last < day)
    }

    /// 0 (not at all), or 1 to 5.
    pub(crate) fn language(&self, language: Language) -> u8 {
        self.languages[language as usize]
    }

    /// −1 (badly) to 1 (best) with a caller of these moods, expected; unknown counts 0.
    pub(crate) fn mood_fit(&self, mood: [f64; Mood::ALL.len()]) -> f64 {
        self.moods.iter().zip(mood).map(|(fit, p)| fit * p).sum()
    }
}

impl Gists {
    /// The agent is free from now on.
    pub(crate) fn note(&mut self, slot: Slot, agent: &Agent, config: &RoutingConfig) {
        put(&mut self.agents, slot, Gist::of(agent, config));
    }

    /// What the agent can, or what was learnt of the agent, is another.
    pub(crate) fn note_whole(&mut self, slot: Slot, agent: &Agent, config: &RoutingConfig) {
        self.note(slot, agent, config);
        resize(&mut self.intents, agent.worth.value.by_intent.len());
        for (intent, column) in self.intents.iter_mut().enumerate() {
            put(column, slot, by_intent(agent, intent));
        }
        let talent = &agent.talent;
        resize(&mut self.skills, talent.skills.len());
        resize(&mut self.skilled, talent.skills.len());
        for (skill, (column, skilled)) in self.skills.iter_mut().zip(&mut self.skilled).enumerate() {
            put(column, slot, talent.skill(skill));
            (1..).zip(skilled).for_each(|(least, who)| who.set(slot, talent.skill(skill) >= least));
        }
        for (language, speakers) in Language::ALL.into_iter().zip(&mut self.speakers) {
            speakers.set(slot, talent.language(language) > 0);
        }
        resize(&mut self.held, talent.expressions());
        self.held.iter_mut().enumerate().for_each(|(number, held)| held.set(slot, talent.expression(number)));
    }

    pub(crate) fn of(&self, slot: Slot) -> &Gist {
        &self.agents[slot]
    }

    /// Is that still what the agent is.
    pub(crate) fn is_true_of(&self, slot: Slot, agent: &Agent, config: &RoutingConfig) -> bool {
        *self.of(slot) == Gist::of(agent, config)
            && (0..self.skills.len()).all(|skill| self.skill(slot, skill) == agent.talent.skill(skill))
            && (0..self.held.len()).all(|number| self.held[number].contains(slot) == agent.talent.expression(number))
            && (0..self.intents.len()).all(|intent| self.intent(slot, intent) == by_intent(agent, intent))
    }

    /// 0 (not at all), or 1 to 5.
    pub(crate) fn skill(&self, slot: Slot, skill: usize) -> u8 {
        self.skills.get(skill).and_then(|column| column.get(slot)).copied().unwrap_or(0)
    }

    /// Differences in value and in the logarithm of time.
    fn intent(&self, slot: Slot, intent: usize) -> [f64; 2] {
        self.intents.get(intent).and_then(|column| column.get(slot)).copied().unwrap_or_default()
    }

    /// Only those who have the language and the skills, and are what is asked for.
    pub(crate) fn keep_able(&self, among: &mut Slots, need: &Need) {
        if let Some(language) = need.language {
            among.keep(&self.speakers[language as usize]);
        }
        for (skill, least) in need.skills.iter() {
            let Some(level) = usize::from(least).checked_sub(1) else { continue };
            match self.skilled.get(skill).and_then(|levels| levels.get(level)) {
                Some(skilled) => among.keep(skilled),
                None => among.clear(),
            }
        }
        if let Some(number) = need.expression {
            match self.held.get(number) {
                Some(held) => among.keep(held),
                None => among.clear(),
            }
        }
    }

    /// Expected differences in value and in the logarithm of time, with a caller heard so who wants these intents with
    /// these probabilities.
    pub(crate) fn differences(&self, slot: Slot, hot: f64, lost: f64, intents: &[(usize, f64)]) -> (f64, f64) {
        let gist = self.of(slot);
        let by_intent = |which: usize| intents.iter().map(|(n, p)| self.intent(slot, *n)[which] * p).sum::<f64>();
        (gist.value.of(hot, lost) + by_intent(0), gist.log_time.of(hot, lost) + by_intent(1))
    }
}

fn by_intent(agent: &Agent, intent: usize) -> [f64; 2] {
    let Worth { value, log_time, .. } = &agent.worth;
    [value, log_time].map(|effects| effects.by_intent.get(intent).copied().unwrap_or_default())
}

/// What is not known of agents before is nothing.
fn put<T: Clone + Default>(column: &mut Vec<T>, slot: Slot, what: T) {
    resize(column, slot + 1);
    column[slot] = what;
}

fn resize<T: Clone + Default>(column: &mut Vec<T>, least: usize) {
    if column.len() < least {
        column.resize(least, T::default());
    }
}
