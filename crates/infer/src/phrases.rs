//! Which of the expected phrases was said, if one was: a walk over the phrases' tokens with the decoder as the judge.
//!
//! A weak model that cannot write down what it heard can often still tell which of a few phrases it was.
//! Each phrase is scored by the log-probability of its tokens given the sound, minus the same given faint noise
//! (its prior: how likely the model finds the phrase anyway). The phrases form a tree by their shared beginnings;
//! the most promising branch is always followed first, within a number of decoder steps.

use crate::bpe::Token;

/// Log-probabilities of what may follow a beginning.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Of each asked token given the sound, and given noise.
    pub(crate) tokens: Vec<Pair>,
    /// Of the phrase ending here.
    pub(crate) end: Pair,
    /// Of the likeliest token given the sound.
    pub(crate) best: f32,
}

/// The same event given the sound and given noise.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pair {
    pub(crate) heard: f32,
    pub(crate) prior: f32,
}

/// Gives rows: a model with a sound in its ear, or a test's table.
pub(crate) trait Judge {
    /// What stops the walk.
    type Error;

    /// A row a question. A beginning is asked about only after its own beginning was.
    fn rows(&mut self, questions: &[Question<'_>]) -> Result<Vec<Row>, Self::Error>;
}

/// What may follow a beginning?
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'t> {
    pub(crate) beginning: &'t [Token],
    /// The tokens of interest, in order.
    pub(crate) asked: &'t [Token],
}

/// The winner and how it won.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Best {
    /// Index of the phrase.
    pub(crate) phrase: usize,
    /// How it scored.
    pub(crate) score: Score,
    /// How far the second complete phrase (or unfinished branch) is behind, in nats.
    pub(crate) lead: f32,
}

/// Sums over the tokens of a phrase or of its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Score {
    /// Heard minus prior, in nats: the evidence.
    pub(crate) gain: f32,
    /// How much likelier the model's own favourites were, in nats, never negative: the doubt.
    pub(crate) gap: f32,
    /// Tokens so far, the end counted.
    pub(crate) tokens: u16,
}

impl Score {
    fn then(self, pair: Pair, best: f32) -> Self {
        Self {
            gain: self.gain + pair.heard - pair.prior,
            gap: self.gap + (best - pair.heard).max(0.0),
            tokens: self.tokens + 1,
        }
    }
}

/// A branch this far behind the best complete phrase is not followed, in nats: a true one seldom falls that low, since
/// every token of it gains on average and every token of a wrong one loses (a stack decoder by Fano's metric).
const HOPELESS: f32 = 2.0;
/// While the best complete phrase gained less than this it convinces nobody, and the others get a longer chance.
const CONVINCING: f32 = 4.0;
const LONG_CHANCE: f32 = 8.0;

/// Beginnings judged at a time: most of a step's cost is the same for one and for these.
const TOGETHER: usize = 12;

/// The phrases as a tree of tokens.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    beginning: Vec<Token>,
    /// What may follow, and the nodes that begin so.
    asked: Vec<Token>,
    children: Vec<usize>,
    phrase: Option<usize>,
}

impl Tree {
    /// From phrases as tokens; of equal ones the first stands for all, empty ones are left out.
    pub(crate) fn new<'a>(phrases: impl IntoIterator<Item = &'a [Token]>) -> Self {
        let mut tree = Self { nodes: vec![Node::default()] };
        for (index, tokens) in phrases.into_iter().enumerate().filter(|(_, tokens)| !tokens.is_empty()) {
            let end = tokens.iter().fold(0, |node, token| tree.child(node, *token));
            tree.nodes[end].phrase.get_or_insert(index);
        }
        tree
    }

    fn child(&mut self, node: usize, token: Token) -> usize {
        if let Some(at) = self.nodes[node].asked.iter().position(|known| *known == token) {
            return self.nodes[node].children[at];
        }
        let mut beginning = self.nodes[node].beginning.clone();
        beginning.push(token);
        self.nodes.push(Node { beginning, ..Node::default() });
        let child = self.nodes.len() - 1;
        self.nodes[node].asked.push(token);
        self.nodes[node].children.push(child);
        child
    }

    /// All that a judge may be asked, beginnings before what they begin.
    pub(crate) fn questions(&self) -> impl Iterator<Item = Question<'_>> {
        self.nodes.iter().map(Node::question)
    }

    /// The best phrase found within `steps` rows.
    pub(crate) fn best<J: Judge>(&self, judge: &mut J, steps: usize) -> Result<Option<Best>, J::Error> {
        let mut open = vec![(0, Score::default())];
        let mut done: Vec<(usize, Score)> = Vec::new();
        let mut left = steps;
        while left > 0 {
            let reached = best_gain(&done);
            let now: Vec<_> = std::iter::from_fn(|| take_best(&mut open, reached)).take(TOGETHER.min(left)).collect();
            if now.is_empty() {
                break;
            }
            left -= now.len();
            let questions: Vec<_> = now.iter().map(|(node, _)| self.nodes[*node].question()).collect();
            for ((node, score), row) in now.iter().zip(judge.rows(&questions)?) {
                let node = &self.nodes[*node];
                if let Some(phrase) = node.phrase {
                    done.push((phrase, score.then(row.end, row.best)));
                }
                for (child, pair) in node.children.iter().zip(&row.tokens) {
                    open.push((*child, score.then(*pair, row.best)));
                }
            }
        }
        Ok(winner(&done, &open))
    }
}

impl Node {
    fn question(&self) -> Question<'_> {
        Question { beginning: &self.beginning, asked: &self.asked }
    }
}

fn best_gain(done: &[(usize, Score)]) -> f32 {
    done.iter().map(|(_, score)| score.gain).fold(f32::NEG_INFINITY, f32::max)
}

fn take_best(open: &mut Vec<(usize, Score)>, reached: f32) -> Option<(usize, Score)> {
    let (at, _) = open.iter().enumerate().max_by(|(_, a), (_, b)| a.1.gain.total_cmp(&b.1.gain))?;
    let best = open.swap_remove(at);
    let chance = if reached < CONVINCING { LONG_CHANCE } else { HOPELESS };
    (best.1.gain >= reached - chance).then_some(best)
}

fn winner(done: &[(usize, Score)], open: &[(usize, Score)]) -> Option<Best> {
    let (phrase, score) = *done.iter().max_by(|a, b| a.1.gain.total_cmp(&b.1.gain))?;
    let others = done.iter().filter(|(other, _)| *other != phrase).chain(open).map(|(_, other)| other.gain);
    let second = others.fold(f32::NEG_INFINITY, f32::max);
    Some(Best { phrase, score, lead: score.gain - second })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hears one sequence clearly: its tokens have probability 0.9, everything else shares the rest.
    struct Clear {
        said: Vec<Token>,
        rows: usize,
    }

    impl Judge for Clear {
        type Error = ();

        fn rows(&mut self, questions: &[Question<'_>]) -> Result<Vec<Row>, ()> {
            self.rows += questions.len();
            let pair = |hit| Pair { heard: if hit { -0.1 } else { -9.0 }, prior: -7.0 };
            let row = |question: &Question<'_>| {
                let next = self.said.strip_prefix(question.beginning).map(|rest| rest.first().copied());
                Row {
                    tokens: question.asked.iter().map(|token| pair(next == Some(Some(*token)))).collect(),
                    end: pair(next == Some(None)),
                    best: -0.1,
                }
            };
            Ok(questions.iter().map(row).collect())
        }
    }

    fn hear(said: &[Token], phrases: &[&[Token]]) -> (Option<Best>, usize) {
        let mut judge = Clear { said: said.to_vec(), rows: 0 };
        let best = Tree::new(phrases.iter().copied()).best(&mut judge, 40).unwrap();
        (best, judge.rows)
    }

    #[test]
    fn the_phrase_that_was_said_wins_and_hopeless_branches_cost_nothing() {
        let phrases: [&[Token]; 4] = [&[1, 2, 3], &[1, 2, 4], &[5, 6], &[1, 2, 3, 7]];
        for (index, phrase) in phrases.iter().enumerate() {
            let (best, rows) = hear(phrase, &phrases);
            let best = best.unwrap();
            assert_eq!(best.phrase, index);
            assert!(best.score.gap < 1e-3 && best.lead > 5.0, "{best:?}");
            assert!(rows <= 8, "{rows}");
        }
    }

    #[test]
    fn something_else_leaves_a_wide_gap() {
        let (best, _) = hear(&[8, 9], &[&[1, 2, 3], &[5, 6]]);
        assert!(best.is_none_or(|best| best.score.gap / f32::from(best.score.tokens) > 5.0));
    }

    #[test]
    fn nothing_expected_nothing_matched() {
        assert_eq!(hear(&[1], &[]).0, None);
        assert_eq!(hear(&[1], &[&[]]).0, None);
    }

    #[test]
    fn equal_phrases_are_the_first() {
        assert_eq!(hear(&[1, 2], &[&[1, 2], &[1, 2]]).0.map(|best| best.phrase), Some(0));
    }
}
