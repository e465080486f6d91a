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
}

/// The words of a phrase, and which concept it names.
#[derive(Debug)]
struct Phrase {
    words: Vec<Pattern>,
    of: usize,
}

/// Phrases by their first word, so that a word asks only those that may begin with it.
#[derive(Debug, Default)]
pub(super) struct Index {
    phrases: Vec<Phrase>,
    /// By the whole first word and by its middle.
    whole: BTreeMap<String, Vec<usize>>,
    /// Those whose first word is left open, by its first letter.
    open: BTreeMap<char, Vec<usize>>,
}

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
pub(super) struct Lexicon {
    concepts: Vec<Concept>,
    index: Index,
}

/// Words that turn what is told, by their name in `cues.txt`.
#[derive(Debug)]
pub(super) struct Cues(BTreeMap<String, Index>);

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
        let (mut concepts, mut index) = (Vec::new(), Index::default());
        for (head, phrases) in lines(text).filter_map(|line| line.split_once(" : ")) {
            let mut head = head.split(';').map(str::trim);
            let Some(name) = head.next() else { continue };
            // A field has no name that a person reads.
            let (ar, en) = (head.next().unwrap_or(name), head.next().unwrap_or(name));
            index.add(phrases, true, concepts.len());
            concepts.push(Concept { name: name.to_owned(), ar: ar.to_owned(), en: en.to_owned() });
        }
        Self { concepts, index }
    }

    /// Every concept named in a clause; of names that overlap the longest counts.
    pub(super) fn hits(&self, clause: &Clause) -> Vec<Hit<'_>> {
        let mut hits = Vec::new();
        let mut at = 0;
        while at < clause.words.len() {
            let longest = self.index.longest(&clause.words, at);
            let hit = longest.map(|(length, of)| Hit { name: &self.concepts[of].name, from: at, to: at + length });
            at = hit.map_or(at + 1, |hit| hit.to);
            hits.extend(hit);
        }
        hits
    }

    /// A concept by its name.
    pub(super) fn get(&self, name: &str) -> Option<&Concept> {
        self.concepts.iter().find(|concept| concept.name == name)
    }
}

impl Cues {
    fn of(text: &str) -> Self {
        let mut cues = BTreeMap::<String, Index>::new();
        for (name, phrases) in lines(text).filter_map(|line| line.split_once(" : ")) {
            let (name, by_stem) = name.strip_suffix('~').map_or((name, false), |name| (name, true));
            cues.entry(name.to_owned()).or_default().add(phrases, by_stem, 0);
        }
        Self(cues)
    }

    /// Where a cue stands in a clause.
    pub(super) fn hits(&self, name: &str, clause: &Clause) -> Vec<(usize, usize)> {
        let Some(index) = self.0.get(name) else { return Vec::new() };
        let places = 0..clause.words.len();
        places.filter_map(|at| Some((at, at + index.longest(&clause.words, at)?.0))).collect()
    }

    /// Whether a clause has a cue.
    pub(super) fn has(&self, name: &str, clause: &Clause) -> bool {
        let index = self.0.get(name);
        index.is_some_and(|index| (0..clause.words.len()).any(|at| index.longest(&clause.words, at).is_some()))
    }
}

impl Index {
    pub(super) fn add(&mut self, text: &str, by_stem: bool, of: usize) {
        for words in phrases_of(text, by_stem) {
            let (at, first) = (self.phrases.len(), &words[0]);
            if first.open {
                self.open.entry(first.text.chars().next().unwrap_or_default()).or_default().push(at);
            } else {
                self.whole.entry(first.text.clone()).or_default().push(at);
                if first.has_stem() && first.stem != first.text {
                    self.whole.entry(first.stem.clone()).or_default().push(at);
                }
            }
            self.phrases.push(Phrase { words, of });
        }
    }

    /// The longest phrase from a word on, of several the last written: its length and what it names.
    fn longest(&self, words: &[Word], at: usize) -> Option<(usize, usize)> {
        self.all(words, at).max()
    }

    /// Every phrase from a word on: its length and what it names.
    pub(super) fn all<'a>(&'a self, words: &'a [Word], at: usize) -> impl Iterator<Item = (usize, usize)> + 'a {
        let word = &words[at];
        let spelled = [Some(word.text.as_str()), Some(bare(word)), undenied(word)];
        let whole = spelled.into_iter().flatten().chain(word.stems.iter().map(String::as_str));
        let whole = whole.filter_map(|text| self.whole.get(text));
        let open = [Some(word.text.as_str()), Some(bare(word)), timed(word)];
        let open = open.into_iter().flatten().filter_map(|text| self.open.get(&text.chars().next()?));
        let phrases = whole.chain(open).flatten().map(|at| &self.phrases[*at]);
        phrases.filter_map(move |phrase| Some((phrase.at(words, at)?, phrase.of)))
    }
}

impl Phrase {
    /// How many words from `at` on are this phrase, if they are.
    fn at(&self, words: &[Word], at: usize) -> Option<usize> {
        let window = words.get(at..at + self.words.len())?;
        window.iter().zip(&self.words).all(|(word, pattern)| pattern.fits(word)).then_some(self.words.len())
    }
}

/// Without «و» or «ف».
fn bare(word: &Word) -> &str {
    word.text.strip_prefix(['و', 'ف']).filter(|rest| rest.chars().count() >= 2).unwrap_or(&word.text)
}

/// «هتحتاج», «بيحتاج», «سنحتاج»: verbs of today carry their time before them.
fn timed(word: &Word) -> Option<&str> {
    word.text.strip_prefix(['ه', 'ب', 'ح', 'س'])
}

/// «ما خاصكش», «ما تحتاجش»: without the end of a denial around the verb.
fn undenied(word: &Word) -> Option<&str> {
    bare(word).strip_suffix('ش').filter(|rest| rest.chars().count() >= 4)
}

impl Pattern {
    fn has_stem(&self) -> bool {
        self.stem.chars().count() >= 3
    }

    fn fits(&self, word: &Word) -> bool {
        if self.open {
            let begins = |word: &str| word.starts_with(&self.text);
            return begins(&word.text) || begins(bare(word)) || timed(word).is_some_and(begins);
        }
        word.text == self.text
            || bare(word) == self.text
            || undenied(word) == Some(self.text.as_str())
            || self.has_stem() && word.stems.contains(&self.stem)
    }
}

pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn phrases_of(text: &str, by_stem: bool) -> impl Iterator<Item = Vec<Pattern>> {
    let pattern = move |word: &str| {
        let text = fold(word.trim_end_matches('*'));
        Pattern { stem: if by_stem { stem(&text) } else { String::new() }, text, open: word.ends_with('*') }
    };
    let phrase = move |text: &str| text.split_whitespace().map(pattern).collect::<Vec<Pattern>>();
    text.split('|').map(phrase).filter(|phrase| !phrase.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consistency::words::sentences;

    #[test]
    fn every_line_of_a_list_names_a_concept_in_both_languages_and_its_phrases() {
        let arabic = |text: &str| text.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c));
        for (list, text) in [
            (&DOCUMENTS, include_str!("../../phrases/told/documents.txt")),
            (&CONDITIONS, include_str!("../../phrases/told/conditions.txt")),
            (&MONEY, include_str!("../../phrases/told/money.txt")),
            (&SERVICES, include_str!("../../phrases/told/services.txt")),
            (&ACTIONS, include_str!("../../phrases/told/actions.txt")),
            (&EVENTS, include_str!("../../phrases/told/events.txt")),
        ] {
            assert_eq!(list.concepts.len(), lines(text).count(), "every line has a head and phrases");
            for line in lines(text) {
                let head = line.split(" : ").next().unwrap_or_default();
                assert!(head.split(';').count() == 3 && !head.contains(";  ;"), "{head}: a name in each language");
            }
            let names: BTreeSet<&str> = list.concepts.iter().map(|concept| concept.name.as_str()).collect();
            assert_eq!(names.len(), list.concepts.len(), "each once");
            for (of, concept) in list.concepts.iter().enumerate() {
                assert!(concept.name.is_ascii() && arabic(&concept.ar), "{}: an Arabic name", concept.name);
                assert!(list.index.phrases.iter().any(|phrase| phrase.of == of), "{}: no phrase", concept.name);
            }
        }
    }

    #[test]
    fn every_cue_is_asked_for() {
        let code = [
            include_str!("aligned.rs"),
            include_str!("applied.rs"),
            include_str!("evidence.rs"),
            include_str!("pair.rs"),
            include_str!("stances.rs"),
            include_str!("claim.rs"),
            include_str!("claim/able.rs"),
            include_str!("claim/answer.rs"),
            include_str!("claim/bound.rs"),
            include_str!("claim/clauses.rs"),
            include_str!("claim/context.rs"),
            include_str!("claim/money.rs"),
            include_str!("claim/open.rs"),
            include_str!("claim/papers.rs"),
            include_str!("claim/rules.rs"),
            include_str!("claim/stance.rs"),
            include_str!("claim/when.rs"),
        ];
        let asked = |name: &str| code.iter().any(|code| code.contains(&format!("\"{name}\"")));
        let dead: Vec<&String> =
            CUES.0.keys().filter(|name| !asked(name.strip_prefix("qualifier_").unwrap_or(name))).collect();
        assert_eq!(dead, Vec::<&String>::new());
        assert_eq!(
            CUES.0.len(),
            lines(include_str!("../../phrases/told/cues.txt")).count(),
            "each line is a cue of its own"
        );
    }

    #[test]
    fn names_are_found_with_particles_and_the_longest_counts() {
        let clause = &sentences("لازم تجيب التوكيل وفاتورة الكهرباء معك")[0].clauses[0];
        let names: Vec<&str> = DOCUMENTS.hits(clause).iter().map(|hit| hit.name).collect();
        assert_eq!(names, ["power_of_attorney", "utility_bill"]);
    }
}
