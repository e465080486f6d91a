//! Which phrases of the lexicon a text holds, and whether they are negated, emphasised or misheard.

use wasl_model::{Evidence, EvidenceSource, Mood, Span};

use crate::config::MoodConfig;
use crate::lexicon::{Lexicon, Phrase};
use crate::token::{Token, tokens, variants};

/// A phrase found in a text, not negated.
#[derive(Clone, Debug)]
pub struct Hit<'a> {
    /// The phrase.
    pub phrase: &'a Phrase,
    /// An emphasising word stands beside it.
    pub emphasised: bool,
    /// One of its words was one letter off.
    pub misheard: bool,
}

impl Hit<'_> {
    /// Whether it says that the matter was solved.
    #[must_use]
    pub const fn resolves(&self) -> bool {
        self.phrase.solved
    }

    /// What it speaks for. Politeness counts little until something was solved.
    #[must_use]
    pub fn evidence(&self, config: &MoodConfig, span: Span, solved: bool) -> Evidence {
        let mut weight = self.phrase.weight;
        for (applies, factor) in [
            (self.emphasised, config.emphasis),
            (self.misheard, config.misheard),
            (self.phrase.formulaic && !solved, config.formulaic),
        ] {
            weight *= if applies { factor } else { 1.0 };
        }
        Evidence { source: EvidenceSource::Words, mood: self.phrase.mood, weight, what: self.phrase.text.clone(), span }
    }
}

/// What a text says.
#[derive(Clone, Debug, Default)]
pub struct Said<'a> {
    /// The phrases it holds.
    pub hits: Vec<Hit<'a>>,
    /// Moods of which it says that they are not so.
    pub denied: Vec<Mood>,
}

/// Every phrase in the text, longest first at each place; a phrase said twice counts once.
///
/// Phrases of "neutral" stand for innocent readings of longer stretches: they take their words and count nothing.
#[must_use]
pub fn scan<'a>(lexicon: &'a Lexicon, text: &str) -> Said<'a> {
    let words = tokens(text);
    let mut said = Said::default();
    let mut at = 0;
    while at < words.len() {
        let Some(found) = lexicon.trie.longest(&words[at..], &lexicon.particles) else {
            at += 1;
            continue;
        };
        let phrase = &lexicon.phrases[found.phrase];
        let negated = !phrase.negated_itself && negated(lexicon, &words, at);
        let emphasised = emphasised(lexicon, &words, at, found.words);
        at += found.words;
        if negated {
            said.denied.push(phrase.mood);
        } else if phrase.mood != Mood::Neutral && !said.hits.iter().any(|hit| std::ptr::eq(hit.phrase, phrase)) {
            said.hits.push(Hit { phrase, emphasised, misheard: !found.exact });
        }
    }
    said
}

/// Whether the text asks something.
pub(crate) fn asks(lexicon: &Lexicon, words: &[Token]) -> bool {
    words.iter().any(|token| variants(&token.word).iter().any(|word| lexicon.particles.questions.contains(*word)))
}

/// A negator in the same clause reaches the phrase at `at`.
fn negated(lexicon: &Lexicon, words: &[Token], at: usize) -> bool {
    let mut distance = 1;
    for back in (0..at).rev() {
        if words[back + 1].clause_start {
            return false;
        }
        let word = words[back].word.as_str();
        if lexicon.particles.contrasts.contains(word) {
            return false;
        }
        let negators = &lexicon.particles.negators;
        let scope = negators.get(word).or_else(|| word.strip_prefix('و').and_then(|rest| negators.get(rest)));
        if scope.is_some_and(|&scope| distance <= scope) {
            return true;
        }
        distance +=
            usize::from(!lexicon.particles.fillers.contains(word) && !lexicon.particles.emphasis.contains(word));
    }
    false
}

fn emphasised(lexicon: &Lexicon, words: &[Token], at: usize, taken: usize) -> bool {
    let is = |index: usize| words.get(index).is_some_and(|t| lexicon.particles.emphasis.contains(&t.word));
    (at > 0 && is(at - 1)) || (at..=at + taken).any(is)
}
