//! The words and the sound of what is told by no fact: a promise made, refused or put off, a mood at its best and worst.
//!
//! Where a touch was recorded and read, its own words count, with their place in the sound; else what staff wrote.

use std::sync::LazyLock;

use wasl_model::spoken::TextSpan;
use wasl_model::{Pii, Promise, Span, Speaker, Utterance};

use super::claim::sound_of;
use super::lexicon::CUES;
use super::roots::{Roots, roots, shared};
use super::touch::Felt;
use super::words::{Sentence, sentences};
use super::{Fact, Quote, Touch};
use crate::answers::Day;
use crate::felt::pleasantness;
use crate::phrases::Phrases;
use crate::{due, words};

struct Lists {
    refuse: Phrases,
    put_off: Phrases,
    upset: Phrases,
    abuse: Phrases,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    refuse: Phrases::of(include_str!("../../phrases/refuse.txt")),
    put_off: Phrases::of(include_str!("../../phrases/put_off.txt")),
    upset: Phrases::of(include_str!("../../phrases/upset.txt")),
    abuse: Phrases::of(include_str!("../../phrases/abuse.txt")),
});

/// Where a promise was made: the turn at its place in the sound. Where that was misread, and holds nothing of what was
/// written down, the writing is quoted beside the sound.
pub(super) fn promised(phone: &Touch, promise: &Promise, fact: Fact) -> Quote {
    let made = promise.made_in.map(|(_, span)| span);
    let turn = turn_of(phone, promise);
    let what = matter_of(promise.what.reveal());
    let holds = |turn: &&Utterance| what.is_empty() || shared(&what, &matter_of(turn.text.reveal())) > 0;
    let words = turn.filter(holds).map_or_else(|| promise.what.clone(), |turn| turn.text.clone());
    Quote {
        speaker: turn.map(|turn| turn.speaker),
        utterance: turn.map(|turn| turn.id),
        span: made,
        ..written(phone, words, fact)
    }
}

fn turn_of<'a>(phone: &'a Touch, promise: &Promise) -> Option<&'a Utterance> {
    let (_, span) = promise.made_in?;
    phone.said.iter().find(|said| said.span.start <= span.start && span.start < said.span.end.max(said.span.start))
}

/// Staff's words in a visit that refuse or put off what was promised, the nearest to it in matter; else what the
/// customer said about it, else `note`.
pub(super) fn unkept(phone: &Touch, promise: &Promise, branch: (&Touch, Day), note: Pii<String>, fact: Fact) -> Quote {
    let (branch, today) = branch;
    let what = matter_of(promise.what.reveal());
    let told = turn_of(phone, promise).map(|turn| matter_of(turn.text.reveal())).unwrap_or_default();
    let matter: Roots = what.union(&told).cloned().collect();
    let near = |said: &Utterance| shared(&matter, &matter_of(said.text.reveal()));
    let refused = refusal(branch, today, near).map(|(said, part)| spoken(branch, said, part, fact.clone()));
    let asked = || {
        let turns = of(branch, Speaker::Caller).filter(|said| near(said) > 0);
        turns.max_by_key(|said| near(said)).map(|said| spoken(branch, said, whole(said), fact.clone()))
    };
    refused.or_else(asked).unwrap_or_else(|| written(branch, note, fact))
}

/// The turn of staff that refuses or puts off what is near, and the sentence that does.
fn refusal(branch: &Touch, today: Day, near: impl Fn(&Utterance) -> usize) -> Option<(&Utterance, TextSpan)> {
    let mut asked = 0;
    let mut best: Option<(usize, &Utterance, TextSpan)> = None;
    for said in &branch.said {
        match said.speaker {
            // What was asked for stays asked for until the customer names something.
            Speaker::Caller => asked = near(said).min(2).max(asked.min(1)),
            Speaker::Machine => {}
            Speaker::Agent => {
                let nearness = 2 * near(said) + asked;
                let refuses =
                    |sentence: &Sentence| Some((strength(sentence, said.text.reveal(), today)?, sentence.span()));
                let read = sentences(said.text.reveal());
                let Some((strong, part)) = read.iter().filter_map(refuses).max_by_key(|(strong, _)| *strong) else {
                    continue;
                };
                let rank = nearness + 2 * usize::from(strong);
                if nearness > 0 && best.as_ref().is_none_or(|(known, ..)| rank > *known) {
                    best = Some((rank, said, part));
                }
            }
        }
    }
    best.map(|(_, said, part)| (said, part))
}

/// Whether a sentence refuses or puts off, and whether by more than a word of denial.
fn strength(sentence: &Sentence, text: &str, today: Day) -> Option<bool> {
    if sentence.is_question {
        return None;
    }
    let part = sentence.span();
    let words = words::words(text.get(part.start..part.end).unwrap_or_default());
    let cue = |cue: &str| sentence.clauses.iter().any(|clause| CUES.has(cue, clause));
    let later = || {
        sentence.clauses.iter().any(|clause| {
            let tokens = clause.tokens();
            let spans = due::span::spans(&tokens);
            due::day::days(&tokens, today.0).iter().any(|day| day.value > today.0)
                || spans.iter().any(|span| due::span::day(span, today.0).is_some())
        })
    };
    let firm = ["cannot", "cannot_yes", "rejected"].into_iter().any(cue)
        || LISTS.refuse.hit(&words).is_some()
        || LISTS.put_off.hit(&words).is_some()
        || later();
    (firm || cue("not") || cue("only")).then_some(firm)
}

/// The words of a call in which the customer was content at its end: the surest of the last readings, else the last words.
pub(super) fn smile(phone: &Touch, fact: &Fact) -> Quote {
    let content = phone.moods.iter().rev().take_while(|felt| Some(felt.mood) == phone.mood_last);
    let best = content.max_by(|a, b| a.confidence.total_cmp(&b.confidence));
    let turn = best.and_then(|felt| at(phone, felt.span)).or_else(|| of(phone, Speaker::Caller).last());
    turn.map_or_else(
        || written(phone, Pii::default(), fact.clone()),
        |said| spoken(phone, said, whole(said), fact.clone()),
    )
}

/// The words of a visit in which the customer's mood was lowest: by its readings, else by words of anger, else the
/// last; where nothing was read, the note.
pub(super) fn tears(branch: &Touch, fact: &Fact) -> Quote {
    let low = |felt: &Felt| pleasantness(felt.mood) * felt.confidence;
    let lowest = branch.moods.iter().min_by(|a, b| low(a).total_cmp(&low(b))).and_then(|felt| at(branch, felt.span));
    let upset = || of(branch, Speaker::Caller).filter(|said| is_upset(said.text.reveal())).last();
    let turn = lowest.or_else(upset).or_else(|| of(branch, Speaker::Caller).last());
    let note = || branch.notes.first().cloned().unwrap_or_default();
    turn.map_or_else(|| written(branch, note(), fact.clone()), |said| spoken(branch, said, whole(said), fact.clone()))
}

fn is_upset(text: &str) -> bool {
    let words = words::words(text);
    LISTS.upset.hit(&words).is_some() || LISTS.abuse.hit(&words).is_some()
}

/// What somebody said, as far as it was read.
fn of(touch: &Touch, speaker: Speaker) -> impl Iterator<Item = &Utterance> {
    touch.said.iter().filter(move |said| said.speaker == speaker && !said.text.reveal().trim().is_empty())
}

/// The customer's turn at a place in the sound: the one that is longest in it.
fn at(touch: &Touch, span: Span) -> Option<&Utterance> {
    let turns = of(touch, Speaker::Caller).filter(|said| !said.span.overlap(span).is_zero());
    turns.max_by_key(|said| said.span.overlap(span))
}

fn matter_of(text: &str) -> Roots {
    sentences(text).iter().flat_map(|sentence| &sentence.clauses).flat_map(|clause| roots(clause, 0..0)).collect()
}

fn whole(said: &Utterance) -> TextSpan {
    TextSpan { start: 0, end: said.text.reveal().len() }
}

/// A part of a turn, with its place in the sound.
fn spoken(touch: &Touch, said: &Utterance, part: TextSpan, fact: Fact) -> Quote {
    Quote {
        touch: touch.touch,
        speaker: Some(said.speaker),
        utterance: Some(said.id),
        span: Some(sound_of(said, part).unwrap_or(said.span)),
        words: said.text.clone(),
        part,
        fact,
    }
}

/// What was written down: no place in the sound.
fn written(touch: &Touch, words: Pii<String>, fact: Fact) -> Quote {
    let part = TextSpan { start: 0, end: words.reveal().len() };
    Quote { touch: touch.touch, speaker: None, utterance: None, span: None, words, part, fact }
}
