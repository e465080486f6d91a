//! Sums of talks, all that is kept of them: no caller can be told from another.

use std::collections::BTreeMap;
use std::time::Duration;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};
use wasl_model::{AgentId, IntentId, Mood, MoodScores};

use super::mixed::Sums;

/// How a talk went, as far as it is learnt from.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Who talked.
    pub agent: AgentId,
    /// What was wanted, if it was understood.
    pub intent: Option<IntentId>,
    /// How the caller felt before the agent spoke.
    pub mood: MoodScores,
    /// How long the caller had waited.
    pub waited: Duration,
    /// The agent's emotional load before the talk.
    pub carried: f64,
    /// How long it kept the agent busy, wrap-up included.
    pub busy: Duration,
    /// The caller got what was wanted.
    pub resolved: bool,
    /// The caller was not angry, frustrated or lost at the end; `None` where no mood was read, such as without consent.
    pub ended_well: Option<bool>,
}

/// Things learnt of a talk: resolved, ended well, logarithm of its time in seconds.
pub(super) const LEARNT: usize = 3;
/// Numbers heard of a caller: six moods, the wait in minutes, what the agent carried.
const NUMBERS: usize = 8;
/// And without the neutral mood, which the others are compared with.
pub(crate) const HEARD: usize = NUMBERS - 1;
/// The neutral mood among [`NUMBERS`].
const NEUTRAL: usize = 3;

/// What is known of a caller before the talk, intent aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Heard(pub(super) [f64; NUMBERS]);

impl Heard {
    /// Nothing special.
    pub(crate) const CALM: Self = Self([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);

    pub(crate) fn mood(mood: [f64; 6]) -> Self {
        let mut numbers = [0.0; NUMBERS];
        numbers[..6].copy_from_slice(&mood);
        Self(numbers)
    }

    /// Angry or frustrated, probably.
    pub(crate) fn hot(&self) -> f64 {
        self.0[0] + self.0[1]
    }

    pub(crate) fn lost(&self) -> f64 {
        self.0[2]
    }

    /// What serving such a caller is expected to weigh, 0 to 1.
    pub(crate) fn weight(&self) -> f64 {
        Mood::ALL.into_iter().zip(self.0).map(|(mood, p)| mood.load_weight() * p).sum()
    }

    pub(super) fn without_neutral(&self) -> [f64; HEARD] {
        let [angry, frustrated, lost, _, rest @ ..] = self.0;
        let [satisfied, sad, waited, carried] = rest;
        [angry, frustrated, lost, satisfied, sad, waited, carried]
    }
}

/// Everything kept of past talks. Grows with agents and intents, not with calls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    agents: BTreeMap<AgentId, Page>,
    /// Talks whose end was felt, and of them those that ended well.
    #[serde(default)]
    felt: [f64; 2],
}

/// One agent's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Page {
    by_intent: BTreeMap<IntentId, Cell>,
    not_understood: Cell,
    /// Sums of products of what was heard.
    heard: [[f64; NUMBERS]; NUMBERS],
    /// And with what is learnt.
    learnt: [[f64; LEARNT]; NUMBERS],
    squares: [f64; LEARNT],
}

/// One agent's talks about one intent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Cell {
    calls: f64,
    heard: [f64; NUMBERS],
    learnt: [f64; LEARNT],
}

impl Ledger {
    /// One more talk. Where nobody knows how the caller felt at the end, the share of all talks so far stands for it, which
    /// speaks neither for the agent nor against.
    pub fn add(&mut self, outcome: &Outcome) {
        let mut heard = Heard::mood(outcome.mood.to_array().map(f64::from)).0;
        heard[6] = outcome.waited.as_secs_f64() / 60.0;
        heard[7] = outcome.carried;
        let one = |holds: bool| if holds { 1.0 } else { 0.0 };
        let ended_well = outcome.ended_well.map_or_else(|| self.usual_end(), one);
        if outcome.ended_well.is_some() {
            add(&mut self.felt, &[1.0, ended_well], 1.0);
        }
        let learnt = [one(outcome.resolved), ended_well, outcome.busy.as_secs_f64().max(1.0).ln()];
        let page = self.agents.entry(outcome.agent.clone()).or_default();
        let cell = match &outcome.intent {
            Some(intent) => page.by_intent.entry(intent.clone()).or_default(),
            None => &mut page.not_understood,
        };
        cell.calls += 1.0;
        add(&mut cell.heard, &heard, 1.0);
        add(&mut cell.learnt, &learnt, 1.0);
        for (n, x) in heard.iter().enumerate() {
            add(&mut page.heard[n], &heard, *x);
            add(&mut page.learnt[n], &learnt, *x);
        }
        for (square, y) in page.squares.iter_mut().zip(learnt) {
            *square += y * y;
        }
    }

    /// What was counts only that share from now on: people learn. 1 keeps everything.
    pub fn fade(&mut self, share: f64) {
        self.felt.iter_mut().for_each(|sum| *sum *= share);
        for page in self.agents.values_mut() {
            for cell in page.by_intent.values_mut().chain([&mut page.not_understood]) {
                cell.calls *= share;
                cell.heard.iter_mut().chain(&mut cell.learnt).for_each(|sum| *sum *= share);
            }
            let sums = page.heard.as_flattened_mut().iter_mut().chain(page.learnt.as_flattened_mut());
            sums.chain(&mut page.squares).for_each(|sum| *sum *= share);
        }
    }

    /// Share of talks that ended well.
    fn usual_end(&self) -> f64 {
        let [felt, well] = self.felt;
        if felt > 0.0 { well / felt } else { 0.5 }
    }

    /// Talks counted.
    #[must_use]
    pub fn calls(&self) -> f64 {
        self.agents.values().flat_map(Page::cells).map(|cell| cell.calls).sum()
    }

    /// The intents by number, and each agent's sums of products over intents (the last: not understood) and what was heard.
    pub(super) fn sums(&self) -> (BTreeMap<IntentId, usize>, Vec<(AgentId, Sums)>) {
        let known: std::collections::BTreeSet<&IntentId> =
            self.agents.values().flat_map(|page| page.by_intent.keys()).collect();
        let numbers: BTreeMap<IntentId, usize> = known.into_iter().cloned().zip(0..).collect();
        let sums = self.agents.iter().map(|(agent, page)| (agent.clone(), page.sums(&numbers))).collect();
        (numbers, sums)
    }
}

impl Page {
    fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.by_intent.values().chain([&self.not_understood])
    }

    fn sums(&self, numbers: &BTreeMap<IntentId, usize>) -> Sums {
        let kinds = numbers.len() + 1;
        let mut products = DMatrix::zeros(kinds + NUMBERS, kinds + NUMBERS);
        let mut learnt = DMatrix::zeros(kinds + NUMBERS, LEARNT);
        let numbered = self.by_intent.iter().filter_map(|(intent, cell)| Some((*numbers.get(intent)?, cell)));
        for (n, cell) in numbered.chain([(kinds - 1, &self.not_understood)]) {
            products[(n, n)] = cell.calls;
            for (m, sum) in cell.heard.iter().enumerate() {
                products[(n, kinds + m)] = *sum;
                products[(kinds + m, n)] = *sum;
            }
            (0..LEARNT).for_each(|m| learnt[(n, m)] = cell.learnt[m]);
        }
        for n in 0..NUMBERS {
            (0..NUMBERS).for_each(|m| products[(kinds + n, kinds + m)] = self.heard[n][m]);
            (0..LEARNT).for_each(|m| learnt[(kinds + n, m)] = self.learnt[n][m]);
        }
        Sums::of(&products, &learnt, self.squares.to_vec(), kinds, NEUTRAL)
    }
}

fn add<const N: usize>(sums: &mut [f64; N], values: &[f64; N], weight: f64) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
}
