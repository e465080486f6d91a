//! Which of two ways something is told: only the holder or anybody, any branch or only one, paid by us or by them.

use std::cell::{OnceCell, RefCell};

use super::super::roots::{Roots, roots};
use super::super::stances::{FRAMES, Literal};
use super::super::words::{Clause, Sentence, sentences};
use super::super::{Quote, Topic, Touch, Value};
use super::{CUES, Found, Line, Told, answer, claim, is_denial, is_for_some, money};
use crate::answers::Day;
use wasl_model::Speaker;

/// A frame and the way it is told.
#[derive(Clone, Debug)]
pub(in super::super) struct Stance {
    /// Of [`FRAMES`].
    pub(in super::super) frame: usize,
    pub(in super::super) yes: bool,
    pub(in super::super) quote: Quote,
    /// What its clause, and what was asked, are about.
    pub(in super::super) roots: Roots,
    /// The customer had asked.
    pub(in super::super) asked: bool,
}

/// Everything staff told in a touch in one of two ways.
pub(in super::super) fn stances(touch: &Touch, today: Day) -> Vec<Stance> {
    let mut asked: Option<&str> = None;
    let mut found = Vec::new();
    for utterance in &touch.said {
        let text = utterance.text.reveal();
        match utterance.speaker {
            Speaker::Caller => asked = Some(text.as_str()).filter(|text| answer::is_question(text)),
            Speaker::Agent => read(&Line { text, utterance: Some(utterance), asked }, touch, today, &mut found),
            Speaker::Machine => {}
        }
    }
    for note in &touch.notes {
        read(&Line { text: note.reveal(), utterance: None, asked: None }, touch, today, &mut found);
    }
    found
}

fn read(line: &Line<'_>, touch: &Touch, today: Day, found: &mut Vec<Stance>) {
    let asked = line.asked.map(answer::question).unwrap_or_default();
    let context: Roots = asked.iter().flat_map(|clause| roots(clause, 0..0)).collect();
    let mut add = |told: &Told<'_>, yes: bool, said: &Clause| {
        for (frame, way) in ways(told) {
            let topic = FRAMES.all[frame].topic;
            let about = &FRAMES.all[frame].name;
            let value = Value::Yes { yes: way == yes };
            let place = (0, said.words.len());
            let fact = Found::new(topic, about, value, place).sure(0.6);
            let quote = claim(fact, line, touch.touch, said, None, 0).quote;
            let mut roots = roots(told.clause, 0..0);
            roots.extend(context.iter().cloned());
            found.push(Stance { frame, yes: way == yes, quote, roots, asked: !asked.is_empty() });
        }
    };
    if let Some((said, yes)) = answer::bare(line.text) {
        for at in 0..asked.len() {
            let told = Told { clause: &asked[at], sentence: &asked, at, before: None, asked: &[], values: &[], today };
            add(&told, yes, &said);
        }
    }
    for sentence in sentences(line.text).iter().filter(|sentence| is_told(sentence, line.utterance.is_some())) {
        for (at, clause) in sentence.clauses.iter().enumerate().filter(|(at, _)| !is_turned(sentence, *at)) {
            let told =
                Told { clause, sentence: &sentence.clauses, at, before: None, asked: &asked, values: &[], today };
            add(&told, true, clause);
        }
    }
}

/// "The black one is in stock, the white one isn't": what it says is of one of two.
fn is_turned(sentence: &Sentence, at: usize) -> bool {
    let last = |clause: &Clause| {
        clause.words.last().is_some_and(|word| {
            matches!(word.text.as_str(), "isnt" | "arent" | "not" | "doesnt" | "dont" | "لا" | "cant" | "wont")
        })
    };
    sentence.clauses.iter().enumerate().any(|(other, clause)| other != at && clause.words.len() > 1 && last(clause))
}

/// No question, nothing quoted, nothing of another time; of what is written no story.
fn is_told(sentence: &Sentence, is_spoken: bool) -> bool {
    let has = |cue: &str| sentence.clauses.iter().any(|clause| CUES.has(cue, clause));
    !sentence.is_question && !has("reported") && !has("past") && (is_spoken || !has("narrative"))
}

/// The ways a clause tells, each frame once; a clause that tells both tells nothing.
fn ways(told: &Told<'_>) -> Vec<(usize, bool)> {
    let clause = told.clause;
    let mut here: Vec<(usize, usize)> = Vec::new();
    for at in 0..clause.words.len() {
        here.extend(FRAMES.sets.all(&clause.words, at).map(|(_, set)| (set, at)));
    }
    if here.is_empty() && !told.has("free") || is_for_some(told) {
        return Vec::new();
    }
    let state = state(told, &here);
    let mut ways = Vec::new();
    for (frame, of) in FRAMES.all.iter().enumerate() {
        let is =
            |rules: &[Vec<Literal>]| rules.iter().any(|rule| rule.iter().all(|literal| state.holds(told, literal)));
        let (yes, no) = (is(&of.yes), is(&of.no));
        if yes != no {
            ways.push((frame, yes));
        }
    }
    ways
}

/// What a clause has of the sets.
struct State<'a> {
    here: &'a [(usize, usize)],
    no: bool,
    only: bool,
    /// Whether nothing is to be paid, asked once.
    free: OnceCell<bool>,
    /// The cues asked for, and whether they are there.
    cues: RefCell<Vec<(String, bool)>>,
}

fn state<'a>(told: &Told<'_>, here: &'a [(usize, usize)]) -> State<'a> {
    let words = &told.clause.words;
    let nots = told.hits("not");
    let own = words.iter().position(|word| is_denial(&word.text));
    // «غير متوفر», and not «غير للأعضاء».
    let un = words.windows(2).any(|two| two[0].text == "غير" && two[1].text.starts_with('م'));
    let no = !nots.is_empty() || own.is_some() || un;
    let but = |at: usize| matches!(words[at].text.as_str(), "الا" | "غير" | "but" | "except");
    let excepted = (1..words.len()).any(|at| but(at) && (1..=at).any(|before| told.denied(before, 1)));
    let only = here.iter().any(|(set, at)| *set == FRAMES.only && !(*at == 0 && words[0].text == "بس"));
    // "Not to electronics, just clothes".
    let before = told.at.checked_sub(1).map(|at| &told.sentence[at]);
    let just = words.len() <= 4 && words[0].text == "just" && before.is_some_and(|clause| CUES.has("not", clause));
    State { here, no, only: only || excepted || just, free: OnceCell::new(), cues: RefCell::default() }
}

impl State<'_> {
    fn holds(&self, told: &Told<'_>, literal: &Literal) -> bool {
        let places = |set: usize| self.here.iter().filter(move |(of, _)| *of == set).map(|(_, at)| *at);
        match literal {
            Literal::Has(set) if *set == FRAMES.only => self.only,
            Literal::Lacks(set) if *set == FRAMES.only => !self.only,
            Literal::Has(set) => places(*set).next().is_some(),
            Literal::Denied(set) => places(*set).any(|at| told.denied(at, 3)),
            Literal::Lacks(set) => places(*set).next().is_none(),
            Literal::Around(set) => {
                let clauses = told.sentence.iter().chain(told.asked);
                clauses.into_iter().any(|clause| {
                    (0..clause.words.len()).any(|at| FRAMES.sets.all(&clause.words, at).any(|(_, of)| of == *set))
                })
            }
            Literal::Cue(cue, has) => self.cue(told, cue) == *has,
        }
    }

    fn cue(&self, told: &Told<'_>, cue: &str) -> bool {
        match cue {
            "no" => self.no,
            "noneed" => self.known(told, "no_need"),
            "free" => *self.free.get_or_init(|| is_free(told)),
            cue => self.known(told, cue),
        }
    }

    fn known(&self, told: &Told<'_>, cue: &str) -> bool {
        let known = self.cues.borrow().iter().find(|(name, _)| name == cue).map(|(_, has)| *has);
        known.unwrap_or_else(|| {
            let has = told.has(cue);
            self.cues.borrow_mut().push((cue.to_owned(), has));
            has
        })
    }
}

fn is_free(told: &Told<'_>) -> bool {
    money::read(told).iter().any(|found| found.topic == Topic::Fee && found.value == Value::Yes { yes: false })
}
