//! What staff told in a touch, clause by clause.

use time::UtcOffset;
use wasl_model::spoken::{SpokenValue, TextSpan, values};
use wasl_model::{Channel, Pii, Speaker, Utterance};

use super::lexicon::CUES;
use super::roots::{Roots, roots};
use super::words::{Clause, Sentence, sentences};
use super::{Fact, Quote, Topic, Touch, TouchId, Value};
use crate::answers::Day;
use crate::due::numbers::number_at;

mod able;
mod answer;
mod bound;
mod money;
mod open;
mod papers;
mod rules;
mod stance;
mod when;

pub(super) use money::SOME_SERVICE;
pub(super) use open::OTHER;
pub(super) use papers::ENOUGH;
pub(super) use stance::{Stance, stances};
pub(super) use when::weekdays;

/// One thing told, with its place.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) fact: Fact,
    pub(super) quote: Quote,
    /// Sure of the reading, 0..=1.
    pub(super) sure: f32,
    /// It narrows what is meant: `abroad`, `fast`.
    pub(super) narrowed: Option<&'static str>,
    /// The papers told to be enough, where no others are wanted.
    pub(super) closed: Option<Vec<String>>,
    /// It tells for whom or when something is open, and not what is to be brought.
    pub(super) bound: bool,
    /// What a denial stands before: "no shed", «ما في مصعد».
    pub(super) lacks: Roots,
    /// It or something else is asked for: "your card or your passport".
    pub(super) either: bool,
    /// Its clause has a word of denial.
    pub(super) denied: bool,
    /// Counts the clauses of a touch.
    pub(super) order: usize,
    /// What its clause is about, for what no list names.
    pub(super) own: Roots,
    /// The clause, with its sentence where the clause is short.
    pub(super) roots: Roots,
}

/// What a reader found in a clause.
struct Found {
    topic: Topic,
    about: String,
    value: Value,
    /// The words of the clause that say it.
    from: usize,
    to: usize,
    sure: f32,
    closed: Option<Vec<String>>,
    bound: bool,
}

impl Found {
    fn new(topic: Topic, about: &str, value: Value, (from, to): (usize, usize)) -> Self {
        Self { topic, about: about.to_owned(), value, from, to, sure: 0.9, closed: None, bound: false }
    }

    fn sure(self, sure: f32) -> Self {
        Self { sure, ..self }
    }
}

/// A clause with all that is around it.
struct Told<'a> {
    clause: &'a Clause,
    /// The clauses of its sentence that count, and which of them it is.
    sentence: &'a [Clause],
    at: usize,
    /// The sentence before, of the same turn or note.
    before: Option<&'a [Clause]>,
    /// What the customer asked just before it.
    asked: &'a [Clause],
    values: &'a [SpokenValue],
    today: Day,
}

impl<'a> Told<'a> {
    fn has(&self, cue: &str) -> bool {
        if matches!(cue, "not" | "never" | "was" | "instead_of") {
            !self.hits(cue).is_empty()
        } else {
            CUES.has(cue, self.clause)
        }
    }

    fn hits(&self, cue: &str) -> Vec<(usize, usize)> {
        let mut hits = CUES.hits(cue, self.clause);
        if matches!(cue, "not" | "never") {
            hits.retain(|(from, _)| !self.is_joined(*from));
        }
        // "We're returning ninety" is of no past.
        if matches!(cue, "was" | "instead_of") {
            let words = &self.clause.words;
            hits.retain(|(from, _)| !(words[*from].contracted && words[*from].text == "were"));
        }
        hits
    }

    /// «قبل ما», «زي ما هي», «قبل لا»: no denial, a word that joins; «الما» is water.
    fn is_joined(&self, at: usize) -> bool {
        let words = &self.clause.words;
        let is = |at: usize, list: &[&str]| words.get(at).is_some_and(|word| list.contains(&word.text.as_str()));
        let after = at.checked_sub(1).is_some_and(|before| is(before, JOINING));
        is(at, &["ما", "لا"]) && (after || is(at + 1, &["يخالف", "باس", "مانع", "شاء", "بد", "عدا"]))
    }

    fn in_sentence(&self, cue: &str) -> bool {
        self.sentence.iter().any(|clause| CUES.has(cue, clause))
    }

    /// A word of denial within so many words before `at`, or one that is its own («مينفعش»).
    fn denied(&self, at: usize, within: usize) -> bool {
        let words = &self.clause.words;
        let own = words.get(at).is_some_and(|word| is_denial(&word.text));
        let none = |word: &super::words::Word| matches!(word.text.as_str(), "no" | "nobody" | "none" | "neither");
        if words[..at.min(words.len())].iter().rev().take(5).any(none) {
            return true;
        }
        // «غير مفعّل», «غير ساري».
        let un = at.checked_sub(1).is_some_and(|before| words.get(before).is_some_and(|word| word.text == "غير"));
        if un && words.get(at).is_some_and(|word| word.text.starts_with('م') || UNTRUE.contains(&word.text.as_str())) {
            return true;
        }
        let from = at.saturating_sub(within);
        let nots = self.hits("not");
        own || nots.iter().any(|(start, _)| (from..at).contains(start))
            || words.get(from..at).is_some_and(|words| words.iter().any(|word| is_denial(&word.text)))
    }

    /// Clauses nearest first: its own, those before it in its sentence, those after, the sentence before, what was asked.
    fn around(&self) -> impl Iterator<Item = &'a Clause> {
        let earlier = self.sentence[..self.at].iter().rev();
        let later = self.sentence.get(self.at + 1..).unwrap_or_default().iter();
        let before = self.before.unwrap_or_default().iter().rev();
        std::iter::once(self.clause).chain(earlier).chain(later).chain(before).chain(self.asked)
    }

    /// «ما يمشي إلا بكفيل», "not without a receipt": nothing is done but with it.
    fn excepted(&self) -> bool {
        let words = &self.clause.words;
        let with = |at: usize| {
            words.get(at + 1).is_some_and(|word| {
                let long = word.text.chars().count() >= 4;
                long && word.text.starts_with(['ب', 'ل']) || matches!(word.text.as_str(), "مع" | "عن" | "with" | "by")
            })
        };
        let but =
            words.iter().enumerate().find(|(at, word)| matches!(word.text.as_str(), "الا" | "except") && with(*at));
        but.is_some_and(|(at, _)| (0..at).any(|before| self.denied(before + 1, 1)))
    }

    /// «ما ينقبل إلا اللي خلص», "nobody but those who": nobody is served but them.
    fn excepted_for(&self) -> bool {
        let words = &self.clause.words;
        let but = |at: &usize| {
            let word = words[*at].text.as_str();
            matches!(word, "الا" | "except") || word == "but" && *at > 0
        };
        (0..words.len().saturating_sub(1))
            .rev()
            .find(but)
            .is_some_and(|at| (1..=at).any(|before| self.denied(before, 1)))
    }
}

/// Behind «غير» they are denied.
const UNTRUE: &[&str] =
    &["قابل", "قابله", "ساري", "ساريه", "صالح", "صالحه", "كافي", "كافيه", "نضامي", "نظامي", "لازم", "شغال", "جاهز"];

/// Before «ما» or «لا» they make one word of it.
const JOINING: &[&str] = &[
    "قبل", "بعد", "زي", "مثل", "كل", "متي", "لين", "لحد", "حسب", "وين", "غير", "بدون", "دون", "قد", "بقد", "اول",
    "طول", "كيف", "عند", "حين", "وقت", "من", "علي",
];

/// «مينفعش», «مافيش», «منقدروش»: the denial goes around the verb.
fn is_denial(word: &str) -> bool {
    let long = word.chars().count() >= 4;
    long && word.ends_with('ش') && word.starts_with('م')
}

/// A turn or note of staff.
struct Line<'a> {
    text: &'a str,
    utterance: Option<&'a Utterance>,
    /// What the customer asked just before.
    asked: Option<&'a str>,
}

/// Everything told by staff in a touch; what was taken back in it is left out.
pub(super) fn claims(touch: &Touch, zone: UtcOffset) -> Vec<Claim> {
    let told = read_all(touch, zone, Supposed::LeftOut);
    // Where nothing else is told, a rule told for a case is what the customer was told.
    if told.is_empty() { read_all(touch, zone, Supposed::Kept) } else { told }
}

/// What is done with what is told for a case: "if you sell the car, we pay the rest back".
#[derive(Clone, Copy, PartialEq, Eq)]
enum Supposed {
    LeftOut,
    Kept,
}

fn read_all(touch: &Touch, zone: UtcOffset, supposed: Supposed) -> Vec<Claim> {
    let mut asked = None;
    let spoken = touch.said.iter().filter_map(|utterance| match utterance.speaker {
        Speaker::Agent => Some(Line { text: utterance.text.reveal(), utterance: Some(utterance), asked }),
        Speaker::Caller => {
            asked = Some(utterance.text.reveal()).filter(|text| answer::is_question(text)).map(String::as_str);
            None
        }
        Speaker::Machine => None,
    });
    let written = touch.notes.iter().map(|note| Line { text: note.reveal(), utterance: None, asked: None });
    let today = Day::of(touch.at, zone);
    let mut reading = Reading::default();
    for line in spoken.chain(written) {
        read(&line, touch.touch, (today, supposed), &mut reading);
    }
    without_corrected(&reading.claims, &reading.corrections)
}

/// What was read of a touch so far.
#[derive(Default)]
struct Reading {
    claims: Vec<Claim>,
    /// Where something was taken back.
    corrections: Vec<usize>,
    /// Clauses so far.
    order: usize,
    /// The papers staff asked after last: "have you got the report?"
    asked_after: Vec<&'static str>,
}

/// What a text of our own says, as an answer book has it.
pub(crate) fn facts(text: &str) -> Vec<Fact> {
    let today = Day(time::macros::date!(2000 - 01 - 02));
    let mut reading = Reading::default();
    let line = Line { text, utterance: None, asked: None };
    let nobody = TouchId::Branch(wasl_model::VisitId::numbered(0));
    read(&line, nobody, (today, Supposed::LeftOut), &mut reading);
    reading.claims.into_iter().map(|claim| claim.fact).filter(|fact| fact.about != OTHER).collect()
}

fn read(line: &Line<'_>, touch: TouchId, (today, supposed): (Day, Supposed), reading: &mut Reading) {
    let found = line.utterance.filter(|utterance| !utterance.values.is_empty());
    let values = found.map_or_else(|| values(line.text, None), |utterance| utterance.values.clone());
    let mut before: Option<Vec<Clause>> = None;
    let mut asked = line.asked.map(answer::question).unwrap_or_default();
    let answers = answered(line, touch, today, &asked, &mut reading.order);
    reading.claims.extend(answers);
    let is_branch = touch.channel() == Channel::Branch;
    for sentence in sentences(line.text) {
        if sentence.clauses.iter().any(|clause| CUES.has("correction", clause)) {
            reading.corrections.push(reading.order);
        }
        let is_visit_note = line.utterance.is_none() && is_branch;
        let is_wanted = is_branch && papers::is_asked_for(&sentence);
        let clauses = if is_wanted { sentence.clauses.clone() } else { told(&sentence, is_visit_note, supposed) };
        for at in 0..clauses.len() {
            reading.order += 1;
            let clause = &clauses[at];
            let before = before.as_deref();
            let told = Told { clause, sentence: &clauses, at, before, asked: &asked, values: &values, today };
            let either =
                clauses.iter().flat_map(|clause| &clause.words).any(|word| matches!(word.text.as_str(), "or" | "او"));
            let narrowed = clauses[..=at].iter().rev().find_map(narrowed);
            let day = when::of_days(&told);
            let mut found = if is_wanted { papers::asked_for(&told) } else { everything(&told) };
            // "Not over the phone" says nothing of the branch.
            if !is_branch && told.has("by_phone") {
                found.retain(|found| found.topic != Topic::YesNo);
            }
            if is_branch && !is_wanted {
                found.extend(papers::meant(&told, &reading.asked_after));
            }
            reading.claims.extend(found.into_iter().map(|found| {
                let (own, beside) = about(&told, &found);
                let roots = with_context(&told, &own, &beside);
                let day = day.filter(|_| matches!(found.about.as_str(), "hours" | "opens"));
                let claim = claim(found, line, touch, clause, day.or(narrowed), reading.order);
                Claim { own, roots, either, ..claim }
            }));
        }
        if sentence.is_question {
            reading.asked_after = papers::asked_after(&sentence);
            // "Batteries? No, we can't accept those."
            if is_repeated(&sentence) {
                asked.clone_from(&sentence.clauses);
            }
        } else {
            before = Some(clauses);
        }
    }
}

/// A word or two of a question said again: what follows answers it.
fn is_repeated(sentence: &Sentence) -> bool {
    matches!(sentence.clauses.as_slice(), [clause] if clause.words.len() <= 3 && !answer::asks(clause))
}

/// "She may if she is over six": so and otherwise.
fn is_for_some(told: &Told<'_>) -> bool {
    told.in_sentence("hypothetical") && (told.in_sentence("above") || told.in_sentence("below"))
}

/// Everything a clause tells.
fn everything(told: &Told<'_>) -> Vec<Found> {
    let readers = [papers::read, money::read, when::read, rules::read, able::read, open::read];
    let mut found: Vec<Found> = readers.iter().flat_map(|read| read(told)).collect();
    found.extend(open::counts(told));
    if is_for_some(told) {
        found.retain(|found| found.topic != Topic::YesNo);
        return found;
    }
    let is_ruled = found.iter().any(|found| matches!(found.topic, Topic::Condition | Topic::Document));
    // "It won't be here before Sunday" tells when, and no condition.
    let is_dated = found.iter().any(|found| found.topic == Topic::Date && found.about != OTHER);
    found.extend(bound::read(told).filter(|_| !is_ruled && !(is_dated && told.has("before_when"))));
    // "Free wifi and a desk in each room": what is free is there.
    let is_there = told.has("free_thing") && found.iter().all(|found| found.topic == Topic::Fee);
    if found.is_empty() || is_there {
        found.extend(open::plain(told));
    }
    found
}

/// "Do I need the passport?" "No.": what was asked is told, or its contrary.
fn answered(line: &Line<'_>, touch: TouchId, today: Day, asked: &[Clause], order: &mut usize) -> Vec<Claim> {
    let Some((said, yes)) = answer::bare(line.text) else { return Vec::new() };
    let values = line.asked.map(|text| values(text, None)).unwrap_or_default();
    let mut claims = Vec::new();
    for (at, clause) in asked.iter().enumerate() {
        *order += 1;
        let told = Told { clause, sentence: asked, at, before: None, asked: &[], values: &values, today };
        let mut found = money::fee_asked(&told).map_or_else(|| everything(&told), |fee| vec![fee]);
        if found.is_empty() && asked.len() == 1 {
            found.extend(open::asked(&told));
        }
        for found in found.into_iter().filter_map(|found| answer::told(&told, found, yes)) {
            let (own, beside) = about(&told, &found);
            let roots = with_context(&told, &own, &beside);
            let found = Found { from: 0, to: said.words.len(), ..found };
            let claim = claim(found, line, touch, &said, narrowed(clause), *order);
            claims.push(Claim { own, roots, ..claim });
        }
    }
    claims
}

/// A short clause is about what its sentence is about, else about what was asked or said before it.
fn with_context(told: &Told<'_>, own: &Roots, beside: &Roots) -> Roots {
    let mut roots = own.clone();
    if roots.len() < 2 {
        roots.extend(beside.iter().cloned());
    }
    roots.extend(told.asked.iter().flat_map(|clause| self::roots(clause, 0..0)));
    if roots.is_empty() {
        roots.extend(told.before.unwrap_or_default().iter().flat_map(|clause| self::roots(clause, 0..0)));
    }
    roots
}

/// The clauses of a sentence in which something is told as it is: no questions, nothing supposed, nothing quoted.
fn told(sentence: &Sentence, is_visit_note: bool, kept: Supposed) -> Vec<Clause> {
    let has = |cue: &str| sentence.clauses.iter().any(|clause| CUES.has(cue, clause));
    if sentence.is_question {
        return before_question(sentence);
    }
    if has("reported") {
        return Vec::new();
    }
    if kept == Supposed::Kept && !has("unreal") {
        return sentence.clauses.iter().filter(|clause| !(is_visit_note && is_story(clause))).cloned().collect();
    }
    let mut clauses = Vec::new();
    let mut supposed = false;
    for clause in &sentence.clauses {
        let turns = CUES.has("but", clause) || starts_with_but(clause);
        supposed &= !turns;
        let clause = if supposed { Clause::default() } else { before_if(clause, &mut supposed) };
        let goes_on = clause.words.iter().any(|word| matches!(word.text.as_str(), "since" | "منذ" | "من" | "till"));
        let quiet = CUES.has("past", &clause) && !goes_on || is_visit_note && is_story(&clause);
        if !clause.words.is_empty() && !quiet {
            clauses.push(clause);
        }
    }
    clauses
}

/// "The tenant applied for", «راجعنا المستأجر»: what the customer came for, asked or did tells nothing.
fn is_story(clause: &Clause) -> bool {
    let word = |at: usize| clause.words.get(at).map(|word| word.text.as_str()).unwrap_or_default();
    let article = usize::from(matches!(word(0), "the" | "a" | "this"));
    // "Resident applied", "the young man came back"; staff's doings are told.
    let is_house = |word: &str| HOUSE.contains(&word.trim_start_matches("ال"));
    let subject = word(article);
    let english = subject.is_ascii()
        && !subject.is_empty()
        && !is_house(subject)
        && !matches!(subject, "we" | "i")
        && (1..=2).any(|on| DID.contains(&word(article + on)));
    let verb = word(0).strip_prefix('و').filter(|rest| CAME.contains(rest)).unwrap_or(word(0));
    let arabic = CAME.contains(&verb) && word(1).starts_with("ال") && !is_house(word(1));
    english || arabic || CUES.has("narrative", clause)
}

/// What a customer did in a branch.
const DID: &[&str] = &[
    "asked",
    "requested",
    "wanted",
    "wants",
    "came",
    "comes",
    "attended",
    "applied",
    "visited",
    "arrived",
    "called",
    "complained",
    "insisted",
    "brought",
    "presented",
    "enquired",
    "inquired",
    "wished",
    "wishes",
    "tried",
    "returned",
    "handed",
    "disputes",
    "disputed",
    "queried",
];
const CAME: &[&str] = &[
    "حضر",
    "حضرت",
    "راجع",
    "راجعت",
    "راجعنا",
    "راجعتنا",
    "طلب",
    "طلبت",
    "جاء",
    "جاءت",
    "جا",
    "جات",
    "اجا",
    "اجت",
    "زار",
    "زارنا",
    "زارت",
    "وصل",
    "وصلت",
    "اراد",
    "ارادت",
    "سال",
    "سالت",
    "استفسر",
    "استفسرت",
    "اشتكي",
    "اشتكت",
    "قدم",
    "قدمت",
    "احضر",
    "احضرت",
    "جاب",
    "جابت",
    "رغب",
    "رغبت",
    "استلم",
    "استلمت",
    "غادر",
    "غادرت",
];
/// Who does something there for the house.
const HOUSE: &[&str] = &[
    "branch",
    "staff",
    "clerk",
    "agent",
    "bank",
    "office",
    "manager",
    "technician",
    "system",
    "فرع",
    "موظف",
    "موظفه",
    "قسم",
    "بنك",
    "مدير",
    "مكتب",
    "فني",
    "نظام",
    "سيستم",
    "طبيب",
    "اداره",
];

/// "The charge is 28 dirhams, shall I go on?": what is told with a number before the question.
fn before_question(sentence: &Sentence) -> Vec<Clause> {
    let Some((_, told)) = sentence.clauses.split_last() else { return Vec::new() };
    let asks = |clause: &Clause| {
        ["hypothetical", "reported", "past", "maybe"].iter().any(|cue| CUES.has(cue, clause)) || answer::asks(clause)
    };
    let counts = |clause: &Clause| {
        let tokens = clause.tokens();
        clause.words.len() > 1 && (0..tokens.len()).any(|at| number_at(&tokens, at).is_some())
    };
    if told.iter().any(asks) { Vec::new() } else { told.iter().filter(|clause| counts(clause)).cloned().collect() }
}

/// «بس» at a clause's beginning is "but".
fn starts_with_but(clause: &Clause) -> bool {
    clause.words.first().is_some_and(|word| matches!(word.text.as_str(), "بس" | "otherwise" | "والا"))
}

/// The part of a clause before its "if"; "even if" supposes nothing.
fn before_if(clause: &Clause, supposed: &mut bool) -> Clause {
    let even = CUES.hits("even", clause);
    let ifs = CUES.hits("hypothetical", clause);
    let real = ifs.into_iter().find(|(at, _)| even.iter().all(|(from, to)| !(*from..*to).contains(at)));
    match real {
        None => clause.clone(),
        Some((at, _)) => {
            // «You need it if you come for your wife»: the rule stands before its case, later clauses are told again.
            *supposed = at == 0;
            // "Free if it is above fifty" tells as much of those below.
            let rest = Clause { words: clause.words[at..].to_vec() };
            if CUES.has("above", &rest) || CUES.has("below", &rest) {
                return Clause::default();
            }
            Clause { words: clause.words[..at].to_vec() }
        }
    }
}

fn narrowed(clause: &Clause) -> Option<&'static str> {
    ["abroad", "home", "fast", "year", "month", "hour", "first", "second", "least", "paid"]
        .into_iter()
        .find(|kind| CUES.has(&format!("qualifier_{kind}"), clause))
}

fn claim(
    found: Found,
    line: &Line<'_>,
    touch: TouchId,
    clause: &Clause,
    narrowed: Option<&'static str>,
    order: usize,
) -> Claim {
    let place = |at: usize| clause.words.get(at.min(clause.words.len().saturating_sub(1)));
    let start = place(found.from).map_or(clause.start(), |word| word.start);
    let end = place(found.to.saturating_sub(1)).map_or(clause.end(), |word| word.end);
    let fact = Fact { topic: found.topic, about: found.about, value: found.value };
    let part = TextSpan { start, end: end.max(start) };
    let span = line.utterance.map(|utterance| sound_of(utterance, part).unwrap_or(utterance.span));
    let quote = Quote {
        touch,
        speaker: line.utterance.map(|utterance| utterance.speaker),
        utterance: line.utterance.map(|utterance| utterance.id),
        span,
        words: Pii::new(line.text.to_owned()),
        part,
        fact: fact.clone(),
    };
    let heard = line.utterance.map_or(1.0, |utterance| utterance.confidence.clamp(0.3, 1.0));
    Claim {
        fact,
        quote,
        sure: found.sure * heard,
        narrowed,
        closed: found.closed,
        bound: found.bound,
        either: false,
        lacks: lacks(clause),
        denied: CUES.has("never", clause) || clause.words.iter().any(|word| is_denial(&word.text)),
        order,
        own: Roots::new(),
        roots: Roots::new(),
    }
}

fn lacks(clause: &Clause) -> Roots {
    let none = |at: &usize| {
        let word = |at: usize| clause.words.get(at).map(|word| word.text.as_str()).unwrap_or_default();
        let there = matches!(word(*at), "في" | "فيه" | "عندنا" | "عنا" | "كاين" | "كاينه");
        let denied = at.checked_sub(1).is_some_and(|before| matches!(word(before), "ما" | "مو" | "مش"));
        let whole = ["no", "مفيش", "مافيش", "مافي", "ماكو", "معندناش", "ماعندناش", "ماكاينش", "مكاينش"];
        whole.contains(&word(*at)) || there && denied
    };
    let Some(at) = (0..clause.words.len()).find(none) else { return Roots::new() };
    let behind = clause.words.iter().skip(at + 1).take(2).cloned().collect();
    roots(&Clause { words: behind }, 0..0)
}

/// What a claim's clause is about, and what the others of its sentence are.
fn about(told: &Told<'_>, found: &Found) -> (Roots, Roots) {
    let value = if found.value.is_counted() { found.from..found.to } else { 0..0 };
    let own = roots(told.clause, value);
    let others = (0..told.sentence.len()).filter(|at| *at != told.at);
    let beside = others.flat_map(|at| roots(&told.sentence[at], 0..0)).collect();
    (own, beside)
}

/// The sound of a part of an utterance: that of every word it has a letter of.
pub(super) fn sound_of(utterance: &Utterance, part: TextSpan) -> Option<wasl_model::Span> {
    let text = utterance.text.reveal();
    let mut from = 0;
    let place = |word: &str| {
        let start = from + text[from..].find(word)?;
        from = start + word.len();
        Some((start, from))
    };
    let spoken: Vec<(usize, usize)> = text.split_whitespace().map_while(place).collect();
    if utterance.words.len() != spoken.len() {
        return None;
    }
    let end = part.end.max(part.start + 1);
    let within = |(start, stop): &(usize, usize)| *start < end && part.start < *stop;
    let first = utterance.words.get(spoken.iter().position(within)?)?;
    let last = utterance.words.get(spoken.iter().rposition(within)?)?;
    Some(wasl_model::Span { start: first.span.start, end: last.span.end.max(first.span.start) })
}

/// What was said before a correction gives way to what was said of the same thing with it or after it.
fn without_corrected(claims: &[Claim], corrections: &[usize]) -> Vec<Claim> {
    let key = |claim: &Claim| (claim.fact.topic, claim.fact.about.clone());
    let outdone = |claim: &Claim| {
        corrections
            .iter()
            .any(|at| claim.order <= *at && claims.iter().any(|later| later.order > *at && key(later) == key(claim)))
    };
    claims.iter().filter(|claim| !outdone(claim)).cloned().collect()
}
