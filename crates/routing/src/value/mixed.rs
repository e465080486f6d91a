//! A linear mixed model on sums: y = what was heard + what is the agent's own + chance.
//!
//! The agent's own has four levels: in general, with hot callers, with lost callers, with each intent. Given the
//! variances of the levels, Henderson's equations are solved agent by agent, the common part by Schur complement;
//! then the variances are learnt from the solution, and so on.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// Rounds without an earlier fit, and with one.
const ROUNDS: (usize, usize) = (30, 5);
/// Levels before those of the intents: in general, hot, lost.
const GENERAL: usize = 3;
const LEVELS: usize = GENERAL + 1;
/// What each level's variance is thought to be before anything is seen, as a share of that of y.
const PRIOR_SHARE: f64 = 0.01;
/// And how many agents' worth that thought is.
const PRIOR_AGENTS: f64 = 4.0;

/// One agent's sums of products.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    /// Of the agent's own levels, of the common numbers, and of both.
    own: DMatrix<f64>,
    common: DMatrix<f64>,
    both: DMatrix<f64>,
    /// With each thing learnt.
    own_learnt: DMatrix<f64>,
    common_learnt: DMatrix<f64>,
    squares: Vec<f64>,
    calls: f64,
}

/// The variances of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Variances {
    levels: [f64; LEVELS],
    pub(super) residual: f64,
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fit {
    /// What holds for everybody: of each intent, then of each number heard.
    pub(super) base: Vec<f64>,
    /// Each agent's own: in general, hot, lost, of each intent.
    pub(super) agents: Vec<Vec<f64>>,
    /// The same over each agent's own talks: the mean, and its standard deviation. Empty when all talks went alike.
    pub(super) overall: Vec<(f64, f64)>,
    variances: Variances,
}

impl Fit {
    pub(super) const fn variances(&self) -> Variances {
        self.variances
    }
}

impl Sums {
    /// Of sums of products over `kinds` intents and then what was heard; `neutral` (counted from the intents on) is
    /// what the others are compared with and stays out.
    pub(super) fn of(
        products: &DMatrix<f64>,
        learnt: &DMatrix<f64>,
        squares: Vec<f64>,
        kinds: usize,
        neutral: usize,
    ) -> Self {
        let general = [(0..kinds).collect(), vec![kinds, kinds + 1], vec![kinds + 2]];
        let own: Vec<Vec<usize>> = general.into_iter().chain((0..kinds).map(|n| vec![n])).collect();
        let common: Vec<Vec<usize>> =
            (0..products.nrows()).filter(|n| *n != kinds + neutral).map(|n| vec![n]).collect();
        let between = |rows: &[Vec<usize>], columns: &[Vec<usize>]| {
            DMatrix::from_fn(rows.len(), columns.len(), |r, c| {
                rows[r].iter().flat_map(|i| columns[c].iter().map(|j| products[(*i, *j)])).sum()
            })
        };
        let with_learnt = |rows: &[Vec<usize>]| {
            DMatrix::from_fn(rows.len(), learnt.ncols(), |r, c| rows[r].iter().map(|i| learnt[(*i, c)]).sum())
        };
        Self {
            own: between(&own, &own),
            common: between(&common, &common),
            both: between(&own, &common),
            own_learnt: with_learnt(&own),
            common_learnt: with_learnt(&common),
            squares,
            calls: (0..kinds).map(|n| products[(n, n)]).sum(),
        }
    }

    pub(super) const fn calls(&self) -> f64 {
        self.calls
    }
}

/// Fits the `n`-th thing learnt to all agents' sums.
pub(super) fn fit(all: &[&Sums], n: usize, before: Option<Variances>) -> Fit {
    let calls: f64 = all.iter().map(|sums| sums.calls).sum();
    let scale = variance(all, n, calls);
    if scale < 1e-9 {
        return alike(all, n);
    }
    let start = Variances { levels: [2.0 * PRIOR_SHARE * scale; LEVELS], residual: scale };
    let rounds = if before.is_some() { ROUNDS.1 } else { ROUNDS.0 };
    let mut variances = before.filter(|before| before.residual > 1e-8).unwrap_or(start);
    let mut solved = Solution::of(all, n, variances);
    for _ in 0..rounds {
        variances = solved.variances(all, n, variances, PRIOR_SHARE * scale, calls);
        solved = Solution::of(all, n, variances);
    }
    let own = |one: &Own| one.effects.iter().copied().collect();
    let overall = all.iter().zip(&solved.agents).map(|(sums, own)| own.overall(sums, variances.residual)).collect();
    let agents = solved.agents.iter().map(own).collect();
    Fit { base: solved.base.iter().copied().collect(), agents, overall, variances }
}

/// Every talk went alike: there is nothing to tell agents apart by.
fn alike(all: &[&Sums], n: usize) -> Fit {
    let (own, common) = all.first().map_or((0, 0), |sums| (sums.own.nrows(), sums.common.nrows()));
    let mean = mean(all, n);
    let kinds = own.saturating_sub(GENERAL);
    let base = (0..common).map(|number| if number < kinds { mean } else { 0.0 }).collect();
    let variances = Variances { levels: [1e-9; LEVELS], residual: 1e-9 };
    Fit { base, agents: vec![vec![0.0; own]; all.len()], overall: Vec::new(), variances }
}

/// Of the thing itself, over all talks.
fn mean(all: &[&Sums], n: usize) -> f64 {
    let calls: f64 = all.iter().map(|sums| sums.calls).sum();
    all.iter().map(|sums| sums.own_learnt[(0, n)]).sum::<f64>() / calls
}

/// Of the thing itself, about its mean by intent and what was heard being nothing.
fn variance(all: &[&Sums], n: usize, calls: f64) -> f64 {
    let squares: f64 = all.iter().map(|sums| sums.squares[n]).sum();
    squares / calls - mean(all, n).powi(2)
}

/// Henderson's equations, solved for given variances.
struct Solution {
    base: DVector<f64>,
    agents: Vec<Own>,
}

/// One agent's own, and how sure it is: the inverse of its equations' matrix.
struct Own {
    effects: DVector<f64>,
    inverse: DMatrix<f64>,
}

impl Own {
    /// What the agent makes of a talk, averaged over the talks there were, and how sure that is.
    fn overall(&self, sums: &Sums, residual: f64) -> (f64, f64) {
        let share = sums.own.row(0).transpose() / sums.calls.max(1e-12);
        let variance = residual * share.dot(&(&self.inverse * &share));
        (share.dot(&self.effects), variance.max(0.0).sqrt())
    }
}

impl Solution {
    fn of(all: &[&Sums], n: usize, variances: Variances) -> Self {
        let factors: Vec<_> = all.iter().map(|sums| equations(sums, variances)).collect();
        let common = all.first().map_or(0, |sums| sums.common.nrows());
        let (mut left, mut right) = (DMatrix::zeros(common, common), DVector::zeros(common));
        for (sums, factor) in all.iter().zip(&factors) {
            let own_learnt = sums.own_learnt.column(n).clone_owned();
            left += &sums.common - sums.both.tr_mul(&factor.solve(&sums.both));
            right += sums.common_learnt.column(n) - sums.both.tr_mul(&factor.solve(&own_learnt));
        }
        // A little weight on nothing special, where a number was never seen or says the same as another: of an intent
        // that is what all talks are on average.
        let little = (left.diagonal().iter().copied().fold(0.0, f64::max) * 1e-8).max(1e-12);
        let kinds = all.first().map_or(0, |sums| sums.own.nrows().saturating_sub(GENERAL));
        let mean = mean(all, n);
        for number in 0..common {
            left[(number, number)] += little;
            right[number] += if number < kinds { little * mean } else { 0.0 };
        }
        let base = Cholesky::new(left).map_or_else(|| DVector::zeros(common), |factor| factor.solve(&right));
        let own = |(sums, factor): (&&Sums, &Cholesky<f64, Dyn>)| Own {
            effects: factor.solve(&(sums.own_learnt.column(n) - &sums.both * &base)),
            inverse: factor.inverse(),
        };
        let agents = all.iter().zip(&factors).map(own).collect();
        Self { base, agents }
    }

    /// The variances this solution speaks for.
    fn variances(&self, all: &[&Sums], n: usize, now: Variances, prior: f64, calls: f64) -> Variances {
        let mut levels = [(PRIOR_AGENTS * prior, PRIOR_AGENTS); LEVELS];
        let mut residual = 0.0;
        for (sums, own) in all.iter().zip(&self.agents) {
            for (i, effect) in own.effects.iter().enumerate() {
                let (sum, count) = &mut levels[i.min(GENERAL)];
                *sum += effect * effect + now.residual * own.inverse[(i, i)];
                *count += 1.0;
            }
            residual += self.unexplained(sums, n, own) + now.residual * (&own.inverse * &sums.own).trace();
        }
        Variances { levels: levels.map(|(sum, count)| sum / count), residual: (residual / calls).max(1e-9) }
    }

    /// Sum of squares of what is left.
    fn unexplained(&self, sums: &Sums, n: usize, own: &Own) -> f64 {
        let (base, effects) = (&self.base, &own.effects);
        let with_base = &sums.common * base - 2.0 * sums.common_learnt.column(n);
        let with_own = &sums.own * effects + 2.0 * (&sums.both * base - sums.own_learnt.column(n));
        (sums.squares[n] + base.dot(&with_base) + effects.dot(&with_own)).max(0.0)
    }
}

/// The matrix of an agent's equations, factored.
fn equations(sums: &Sums, variances: Variances) -> Cholesky<f64, Dyn> {
    let mut matrix = sums.own.clone();
    for i in 0..matrix.nrows() {
        matrix[(i, i)] += variances.residual / variances.levels[i.min(GENERAL)].max(1e-12);
    }
    Cholesky::new(matrix).expect("sums of squares with something added to each are positive definite")
}
