//! The lists of `phrases/told/`: what things are called, and the words that turn what is told of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use wasl_model::fold::fold;

use super::words::{Clause, Word, stem};

/// Something that is told of, under all its names.
#[derive(Debug)]
pub(super) struct Concept {
    pub(super) name: String,
    pub(super) ar: String,
    pub(super) en: String,
    phrases: Vec<Phrase>,
}

#[derive(Debug)]
struct Phrase(Vec<Pattern>);

#[derive(Debug)]
struct Pattern {
    text: String,
    stem: String,
    open: bool,
}

/// A phrase found in the words `from..to` of a clause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit<'a> {
    pub(super) name: &'a str,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// A list of concepts.
#[derive(Debug)]
pub(super) struct Lexicon(Vec<Concept>);

/// Words that turn what is told, by their name in `cues.txt`.
#[derive(Debug)]
pub(super) struct Cues(BTreeMap<String, Vec<Phrase>>);

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident $file:literal;)*) => {$(
        $(#[$doc])*
        pub(super) static $name: LazyLock<Lexicon> =
            LazyLock::new(|| Lexicon::of(include_str!(concat!("../../phrases/told/", $file))));
    )*};
}

lists! {
    DOCUMENTS "documents.txt";
    CONDITIONS "conditions.txt";
    MONEY "money.txt";
    SERVICES "services.txt";
    ACTIONS "actions.txt";
    EVENTS "events.txt";
    FIELDS "fields.txt";
}

pub(super) static CUES: LazyLock<Cues> = LazyLock::new(|| Cues::of(include_str!("../../phrases/told/cues.txt")));

/// Words that tell nothing of what a clause is about.
pub(super) static STOP: LazyLock<Stop> = LazyLock::new(|| Stop::of(include_str!("../../phrases/told/stop.txt")));

/// A list of words.
#[derive(Debug)]
pub(super) struct Stop {
    words: BTreeSet<String>,
    stems: BTreeSet<String>,
    beginnings: Vec<String>,
}

impl Stop {
    fn of(text: &str) -> Self {
        let listed: Vec<&str> = lines(text).flat_map(|line| line.split('|')).map(str::trim).collect();
        let (open, whole): (Vec<&str>, Vec<&str>) = listed.into_iter().partition(|word| word.ends_with('*'));
        let words: BTreeSet<String> = whole.into_iter().map(fold).collect();
        let long = |stem: &String| stem.chars().count() >= 3;
        Self {
            stems: words.iter().map(|word| stem(word)).filter(long).collect(),
            words,
            beginnings: open.into_iter().map(|word| fold(word.trim_end_matches('*'))).collect(),
        }
    }

    /// Whether a word is in it, also with article, particles and endings.
    pub(super) fn has(&self, word: &Word) -> bool {
        self.words.contains(&word.text)
            || word.stems.iter().any(|stem| self.stems.contains(stem))
            || self.beginnings.iter().any(|beginning| word.text.starts_with(beginning.as_str()))
    }
}

impl Lexicon {
    fn of(text: &str) -> Self {
        let concept = |line: &str| {
            let (head, phrases) = line.split_once(" : ")?;
            let mut head = head.split(';').map(str::trim);
            let name = head.next()?;
            // A field has no name that a person reads.
            let (ar, en) = (head.next().unwrap_or(name), head.next().unwrap_or(name));
            let phrases = phrases_of(phrases, true);
            Some(Concept { name: name.to_owned(), ar: ar.to_owned(), en: en.to_owned(), phrases })
        };
        Self(lines(text).filter_map(concept).collect())
    }

    /// Every concept named in a clause; of names that overlap the longest counts.
    pub(super) fn hits(&self, clause: &Clause) -> Vec<Hit<'_>> {
        let mut hits = Vec::new();
        let mut at = 0;
        while at < clause.words.len() {
            let here = self.0.iter().filter_map(|concept| {
                let longest = concept.phrases.iter().filter_map(|phrase| phrase.at(&clause.words, at)).max()?;
                Some(Hit { name: &concept.name, from: at, to: at + longest })
            });
            let longest = here.max_by_key(|hit| hit.to);
            at = longest.map_or(at + 1, |hit| hit.to);
            hits.extend(longest);
        }
        hits
    }

    /// A concept by its name.
    pub(super) fn get(&self, name: &str) -> Option<&Concept> {
        self.0.iter().find(|concept| concept.name == name)
    }
}

impl Cues {
    fn of(text: &str) -> Self {
        let mut cues = BTreeMap::<String, Vec<Phrase>>::new();
        for (name, phrases) in lines(text).filter_map(|line| line.split_once(" : ")) {
            let (name, by_stem) = name.strip_suffix('~').map_or((name, false), |name| (name, true));
            cues.entry(name.to_owned()).or_default().extend(phrases_of(phrases, by_stem));
        }
        Self(cues)
    }

    /// Where a cue stands in a clause.
    pub(super) fn hits(&self, name: &str, clause: &Clause) -> Vec<(usize, usize)> {
        let Some(phrases) = self.0.get(name) else { return Vec::new() };
        let longest = |at: usize| phrases.iter().filter_map(|phrase| phrase.at(&clause.words, at)).max();
        (0..clause.words.len()).filter_map(|at| Some((at, at + longest(at)?))).collect()
    }

    /// Whether a clause has a cue.
    pub(super) fn has(&self, name: &str, clause: &Clause) -> bool {
        !self.hits(name, clause).is_empty()
    }
}

impl Phrase {
    /// How many words from `at` on are this phrase, if they are.
    fn at(&self, words: &[Word], at: usize) -> Option<usize> {
        let window = words.get(at..at + self.0.len())?;
        window.iter().zip(&self.0).all(|(word, pattern)| pattern.fits(word)).then_some(self.0.len())
    }
}

impl Pattern {
    fn fits(&self, word: &Word) -> bool {
        let bare = word.text.strip_prefix(['و', 'ف']).filter(|rest| rest.chars().count() >= 2).unwrap_or(&word.text);
        if self.open {
            // «هتحتاج», «بيحتاج», «سنحتاج»: verbs of today carry their time before them.
            let timed = word.text.strip_prefix(['ه', 'ب', 'ح', 'س']);
            let begins = |word: &str| word.starts_with(&self.text);
            return begins(&word.text) || begins(bare) || timed.is_some_and(begins);
        }
        let stems = self.stem.chars().count() >= 3 && word.stems.contains(&self.stem);
        // «ما خاصكش», «ما تحتاجش»: the end of a denial around the verb.
        let verb = bare.strip_suffix('ش').filter(|rest| rest.chars().count() >= 4);
        word.text == self.text || bare == self.text || verb == Some(self.text.as_str()) || stems
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn phrases_of(text: &str, by_stem: bool) -> Vec<Phrase> {
    let pattern = |word: &str| {
        let text = fold(word.trim_end_matches('*'));
        Pattern { stem: if by_stem { stem(&text) } else { String::new() }, text, open: word.ends_with('*') }
    };
    let phrase = |text: &str| Phrase(text.split_whitespace().map(pattern).collect());
    text.split('|').map(phrase).filter(|phrase| !phrase.0.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consistency::words::sentences;

    #[test]
    fn every_list_is_read_whole() {
        for list in [&DOCUMENTS, &CONDITIONS, &MONEY, &SERVICES, &ACTIONS, &EVENTS] {
            assert!(list.0.iter().all(|c| !c.ar.is_empty() && !c.en.is_empty() && !c.phrases.is_empty()));
            assert!(list.0.len() >= 4);
        }
        assert!(CUES.0.len() > 25);
    }

    #[test]
    fn names_are_found_with_particles_and_the_longest_counts() {
        let clause = &sentences("لازم تجيب التوكيل وفاتورة الكهرباء معك")[0].clauses[0];
        let names: Vec<&str> = DOCUMENTS.hits(clause).iter().map(|hit| hit.name).collect();
        assert_eq!(names, ["power_of_attorney", "utility_bill"]);
    }
}
