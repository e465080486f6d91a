//! Which steps each line of the agent takes: phrases, questions about the matter, what is said back, what is done.
//!
//! A line is read with what stands around it: nothing said before the caller has told something is a step, an answer
//! needs a question, looking counts when it does not end in a refusal, and thanks are those of the close.

use std::sync::LazyLock;

use wasl_model::LastStep;

use super::listening::{SaidBack, said_back};
use super::turns::Turn;
use crate::phrases::Phrases;
use crate::verbs::{Act, Doer, Kind, Tense};
use crate::words::Word;

struct Lists {
    listen: Phrases,
    apologise: Phrases,
    wait: Phrases,
    solve: Phrases,
    refuse: Phrases,
    thank: Phrases,
    asks: Phrases,
    identity: Phrases,
    request: Phrases,
    hello: Phrases,
    hold: Phrases,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    listen: Phrases::of(include_str!("../../phrases/listen.txt")),
    apologise: Phrases::of(include_str!("../../phrases/apologise.txt")),
    wait: Phrases::of(include_str!("../../phrases/wait.txt")),
    solve: Phrases::of(include_str!("../../phrases/solve.txt")),
    refuse: Phrases::of(include_str!("../../phrases/refuse.txt")),
    thank: Phrases::of(include_str!("../../phrases/thank.txt")),
    asks: Phrases::of(include_str!("../../phrases/ask.txt")),
    identity: Phrases::of(include_str!("../../phrases/identity.txt")),
    request: Phrases::of(include_str!("../../phrases/request.txt")),
    hello: Phrases::of(include_str!("../../phrases/hello.txt")),
    hold: Phrases::of(include_str!("../../phrases/hold.txt")),
});

/// How often thanks may be followed by another line of the agent and still be those of the close.
const LINES_AFTER_THANKS: usize = 2;

/// What the lines of a talk are for the method.
pub(crate) struct Steps {
    /// For every line: the steps it takes and by which words.
    pub(crate) lines: Vec<Vec<(LastStep, String)>>,
}

impl Steps {
    /// Whether a line takes a step.
    pub(crate) fn has(&self, place: usize, step: LastStep) -> bool {
        self.lines[place].iter().any(|(taken, _)| *taken == step)
    }

    /// Where each step counts: the first line that takes it; the last one for thanks.
    pub(crate) fn firsts(&self) -> Vec<(LastStep, usize, &str)> {
        let places = |step: LastStep| {
            let taken = move |line: &'_ Vec<(LastStep, String)>| line.iter().position(|(taken, _)| *taken == step);
            let mut all = self.lines.iter().enumerate().filter_map(move |(place, line)| Some((place, taken(line)?)));
            if step == LastStep::Thank { all.next_back() } else { all.next() }
        };
        let found = LastStep::ALL.into_iter().filter_map(|step| Some((step, places(step)?)));
        found.map(|(step, (place, at))| (step, place, self.lines[place][at].1.as_str())).collect()
    }
}

/// Reads every line.
pub(crate) fn steps(turns: &[Turn<'_>]) -> Steps {
    let read = |place| if told(turns, place) { line(turns, place) } else { Vec::new() };
    let mut lines: Vec<Vec<(LastStep, String)>> = (0..turns.len()).map(read).collect();
    looked_in_vain(turns, &mut lines);
    close(turns, &mut lines);
    Steps { lines }
}

/// The steps one line takes, before the rest of the talk is known: what a live call shows.
pub(crate) fn line(turns: &[Turn<'_>], place: usize) -> Vec<(LastStep, String)> {
    let turn = &turns[place];
    if !turn.is_agent() {
        return Vec::new();
    }
    let mut taken = Vec::new();
    let mut take = |step, found: Option<String>| taken.extend(found.map(|phrase| (step, phrase)));
    take(LastStep::Listen, listens(turns, place));
    take(LastStep::Apologise, apologises(turns, place));
    take(LastStep::Solve, solves(turns, place));
    let thanks = || replies_to_thanks(turns, place).then(|| "reply to thanks".to_owned());
    take(LastStep::Thank, phrase(&LISTS.thank, &turn.words).or_else(thanks));
    taken
}

fn phrase(list: &Phrases, words: &[Word]) -> Option<String> {
    list.hit(words).map(|hit| hit.phrase.to_owned())
}

/// The caller has said more than a greeting; where the talk has only the agent's side, that is not known.
fn told(turns: &[Turn<'_>], place: usize) -> bool {
    let one_sided = !turns.iter().any(Turn::is_caller);
    one_sided || turns[..place].iter().any(|turn| turn.is_caller() && !is_hello(&turn.words))
}

fn is_hello(words: &[Word]) -> bool {
    words.len() <= 5 && LISTS.hello.hit(words).is_some_and(|hit| hit.to - hit.from + 2 >= words.len())
}

fn listens(turns: &[Turn<'_>], place: usize) -> Option<String> {
    let words = &turns[place].words;
    let by_phrase = phrase(&LISTS.listen, words);
    let asks = || is_question(words).or_else(|| asks_of_it(words).then(|| "question".to_owned()));
    let question = || asks().filter(|_| LISTS.identity.hit(words).is_none());
    let back = || said_back(turns, place).filter(|back| back.counts() || regretted(back, turns, place));
    let echo = || echoes(turns, place).then(|| "said back".to_owned());
    by_phrase.or_else(question).or_else(|| back().map(|_| "said back".to_owned())).or_else(echo)
}

/// "Tripled goodness", «ثلاث مرات!»: a word of the caller's comes back at once, and nothing is done in the line.
fn echoes(turns: &[Turn<'_>], place: usize) -> bool {
    let turn = &turns[place];
    let after_caller = place.checked_sub(1).is_some_and(|before| turns[before].is_caller());
    let text = turn.utterance.text.reveal();
    let early = turn.words.get(2).or(turn.words.last()).map_or(0, |word| word.start);
    let back = || said_back(turns, place).and_then(|back| text.find(back.words.first()?.reveal().as_str()));
    let answers = || solves(turns, place).is_some() || LISTS.refuse.hit(&turn.words).is_some();
    after_caller && turn.words.len() <= 12 && back().is_some_and(|at| at <= early) && !answers()
}

/// A question by its grammar: "is he", "has something", "are you feeling", «يشتغل ولا لا».
fn asks_of_it(words: &[Word]) -> bool {
    let is = |at: usize, list: &[&str]| words.get(at).is_some_and(|word| list.contains(&word.text.as_str()));
    let subject_before =
        |at: usize| at.checked_sub(1).is_some_and(|before| is(before, SUBJECTS) || is(before, &["what", "as", "how"]));
    let english = (0..words.len()).any(|at| is(at, AUXILIARIES) && is(at + 1, SUBJECTS) && !subject_before(at));
    let arabic = (1..words.len()).any(|at| is(at, &["ولا", "والا", "او"]) && words.len() - at <= 3);
    let asked = (0..words.len()).any(|at| is(at, ASKED));
    english || arabic || asked
}

/// They stand before their verb in a statement and behind it in a question.
const SUBJECTS: &[&str] = &[
    "he",
    "she",
    "it",
    "they",
    "you",
    "anyone",
    "anybody",
    "someone",
    "somebody",
    "something",
    "anything",
    "everyone",
    "everything",
    "there",
];
const AUXILIARIES: &[&str] =
    &["is", "are", "was", "were", "has", "have", "had", "does", "do", "did", "can", "could", "would"];
/// Words that ask wherever they stand.
const ASKED: &[&str] = &["whose", "حدا", "منو"];

/// One word of the matter is enough in front of an apology: «من نص الليل! آسفين لكم».
fn regretted(back: &SaidBack, turns: &[Turn<'_>], place: usize) -> bool {
    let words = &turns[place].words;
    let text = turns[place].utterance.text.reveal();
    let said = back.words.first().and_then(|word| text.find(word.reveal().as_str()));
    LISTS.apologise.hit(words).zip(said).is_some_and(|(sorry, said)| said < words[sorry.from].start)
}

fn is_question(words: &[Word]) -> Option<String> {
    let marked = words.iter().any(|word| word.asks);
    phrase(&LISTS.asks, words).or_else(|| marked.then(|| "question".to_owned()))
}

/// Regret for a short wait is a courtesy, unless the wait is what the caller complains of.
fn apologises(turns: &[Turn<'_>], place: usize) -> Option<String> {
    let words = &turns[place].words;
    let sorry = LISTS.apologise.hit(words)?;
    let for_a_wait = LISTS.wait.hit(words).is_some_and(|wait| (sorry.to..sorry.to + 4).contains(&wait.from));
    let complained = || turns[..place].iter().any(|turn| turn.is_caller() && LISTS.wait.hit(&turn.words).is_some());
    (!for_a_wait || complained()).then(|| sorry.phrase.to_owned())
}

fn solves(turns: &[Turn<'_>], place: usize) -> Option<String> {
    let turn = &turns[place];
    let refused = LISTS.refuse.hit(&turn.words);
    // Behind regret and understanding, the words are about what was done about it; in front, about the matter.
    let regret =
        [&LISTS.apologise, &LISTS.listen].into_iter().filter_map(|list| list.hit(&turn.words)).map(|hit| hit.to).max();
    let behind = |from: usize| regret.is_none_or(|regret| from >= regret);
    let done = turn.acts.iter().find(|act| solution(act, &turn.words) && (act.doer == Doer::Us || behind(act.from)));
    // What is refused and then granted otherwise is granted.
    let done = done.filter(|act| refused.is_none_or(|refused| act.from >= refused.to));
    if let Some(act) = done {
        return Some(if act.kind == Kind::Look { LOOKS } else { "act" }.to_owned());
    }
    let by_phrase = LISTS.solve.hit(&turn.words).filter(|hit| refused.is_none_or(|refused| hit.from >= refused.to));
    let by_phrase = by_phrase.filter(|hit| hit.to - hit.from > 1 || behind(hit.from));
    if let Some(hit) = by_phrase {
        return Some(hit.phrase.to_owned());
    }
    (refused.is_none() && answers(turns, place)).then(|| "answer".to_owned())
}

/// The phrase of a solution that only looks.
const LOOKS: &str = "look";

fn solution(act: &Act, words: &[Word]) -> bool {
    let ours = match (act.kind, act.tense) {
        (Kind::Act | Kind::Tell, Tense::Past) => act.doer == Doer::Us,
        (Kind::Act | Kind::Tell, Tense::Future) => act.doer != Doer::You,
        // «ممكن تعيد»: the third person of the present is the second too.
        (Kind::Act | Kind::Tell, Tense::Present) => act.doer == Doer::Us || words[act.verb].text.is_ascii(),
        (Kind::Come, Tense::Future) => act.doer != Doer::Us,
        (Kind::Come, Tense::Present) => act.doer == Doer::Other,
        (Kind::Come, Tense::Past) => false,
        (Kind::Look, _) => act.doer == Doer::Us,
    };
    let apologises =
        words.get(act.verb + 1..).is_some_and(|after| after.iter().take(2).any(|word| word.text.starts_with("اعتدار")));
    ours && !act.negated && !act.guess && !apologises && !asked(act, words)
}

/// The sentence the act stands in is a question.
fn asked(act: &Act, words: &[Word]) -> bool {
    let end = words[act.verb..].iter().position(|word| word.stops || word.asks);
    let ends_asking = end.is_some_and(|end| words[act.verb + end].asks);
    ends_asking || LISTS.asks.hit(&words[..=act.verb]).is_some_and(|hit| act.verb - hit.from < 8)
}

/// A caller who begins so asks.
const ASKING: &[&str] = &[
    "is",
    "are",
    "do",
    "does",
    "can",
    "could",
    "will",
    "would",
    "has",
    "have",
    "am",
    "may",
    "ممكن",
    "تقدر",
    "تقدرون",
    "أقدر",
    "فيني",
    "فيكن",
    "نقدر",
    "عندكم",
    "عندكن",
    "واش",
    "هو",
    "هي",
];
const YES: &[&str] = &[
    "yes",
    "yeah",
    "sure",
    "certainly",
    "absolutely",
    "ايه",
    "إيه",
    "إي",
    "اي",
    "نعم",
    "ايوه",
    "أيوا",
    "ايوا",
    "أكيد",
    "طبعا",
    "بلى",
];

/// A line that tells something, to a caller who asked, or after what it takes to tell was asked.
fn answers(turns: &[Turn<'_>], place: usize) -> bool {
    let words = &turns[place].words;
    let other = [&LISTS.thank, &LISTS.apologise, &LISTS.identity, &LISTS.hello, &LISTS.listen];
    if words.len() < 2 || is_question(words).is_some() || other.iter().any(|list| list.hit(words).is_some()) {
        return false;
    }
    if LISTS.hold.hit(words).is_some() {
        return false;
    }
    let wants = |turn: &Turn<'_>| {
        let asks = is_question(&turn.words).is_some() || turn.words.iter().take(2).any(|word| word.any(ASKING));
        asks || LISTS.request.hit(&turn.words).is_some()
    };
    let callers = || turns[..place].iter().rev().filter(|turn| turn.is_caller());
    let yes = words.len() >= 3 && words[0].any(YES) && callers().next().is_some();
    if yes || callers().next().is_some_and(wants) {
        return true;
    }
    let Some(last) = turns[..place].iter().rev().find(|turn| turn.is_agent()) else { return false };
    let asked_who = LISTS.identity.hit(&last.words).is_some();
    let asked_more = is_question(&last.words).is_some() && words.len() >= 6;
    asked_who && callers().any(wants) || asked_more && !asked_who
}

/// Looking is no solution when the talk then refuses and does nothing.
fn looked_in_vain(turns: &[Turn<'_>], lines: &mut [Vec<(LastStep, String)>]) {
    for place in 0..lines.len() {
        let only_looks = lines[place].iter().any(|(step, by)| *step == LastStep::Solve && by == LOOKS);
        let acted = || lines[place + 1..].iter().flatten().any(|(step, by)| *step == LastStep::Solve && by != LOOKS);
        let refused =
            || turns[place + 1..].iter().any(|turn| turn.is_agent() && LISTS.refuse.hit(&turn.words).is_some());
        if only_looks && !acted() && refused() {
            lines[place].retain(|(step, _)| *step != LastStep::Solve);
        }
    }
}

/// A few kind words to a caller who thanked: nothing asked, refused or flat.
fn replies_to_thanks(turns: &[Turn<'_>], place: usize) -> bool {
    let words = &turns[place].words;
    let thanked = place.checked_sub(1).is_some_and(|before| {
        let before = &turns[before];
        before.is_caller() && LISTS.thank.hit(&before.words).is_some()
    });
    let flat = words.iter().all(|word| word.any(FLAT));
    thanked
        && words.len() <= 5
        && !flat
        && LISTS.hello.hit(words).is_none()
        && is_question(words).is_none()
        && LISTS.refuse.hit(words).is_none()
}

const FLAT: &[&str] = &[
    "okay", "ok", "alright", "right", "bye", "then", "yes", "no", "well", "so", "fine", "تمام", "طيب", "اوكي", "أوكي",
    "ماشي", "زين", "نعم", "لا", "خلاص", "واخا", "باي",
];

/// Thanks on the way («شكرا على الرقم») are a courtesy.
fn close(turns: &[Turn<'_>], lines: &mut [Vec<(LastStep, String)>]) {
    let mut after = 0;
    for place in (0..lines.len()).rev() {
        if after > LINES_AFTER_THANKS {
            lines[place].retain(|(step, _)| *step != LastStep::Thank);
        }
        after += usize::from(turns[place].is_agent());
    }
}
