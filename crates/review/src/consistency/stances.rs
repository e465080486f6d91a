//! What is told in one of two ways: the frames of `phrases/told/stances.txt`, and where both sides take different ones.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use time::UtcOffset;

use super::claim::{Stance, stances};
use super::lexicon::{Concept, Index, lines};
use super::pair::{Side, finding};
use super::roots::shared;
use super::{Finding, Topic, Touch, aligned};
use crate::answers::Day;

/// A part of a rule; sets are numbered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    Has(usize),
    Lacks(usize),
    Denied(usize),
    Around(usize),
    /// A cue of the code, there or not.
    Cue(String, bool),
}

/// Something that is told in one of two ways.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) name: String,
    pub(super) topic: Topic,
    /// Only where both sides name one thing.
    of_one: bool,
    pub(super) yes: Vec<Vec<Literal>>,
    pub(super) no: Vec<Vec<Literal>>,
    concept: Concept,
}

/// Every frame, and the sets of words its rules are made of.
#[derive(Debug)]
pub(super) struct Frames {
    pub(super) sets: Index,
    /// The set that narrows.
    pub(super) only: usize,
    pub(super) all: Vec<Frame>,
}

pub(super) static FRAMES: LazyLock<Frames> =
    LazyLock::new(|| Frames::of(include_str!("../../phrases/told/stances.txt")));

/// Read by the cues and the words of denial.
const CUES: &[&str] = &["no", "need", "noneed", "can", "free"];

impl Frames {
    fn of(text: &str) -> Self {
        let mut names = BTreeMap::new();
        let mut sets = Index::default();
        for line in lines(text) {
            let Some((name, phrases)) = line.strip_prefix("set ").and_then(|line| line.split_once(" : ")) else {
                continue;
            };
            let (name, by_stem) = name.strip_suffix('~').map_or((name, false), |name| (name, true));
            let number = names.len();
            names.insert(name, number);
            sets.add(phrases, by_stem, number);
        }
        let literal = |word: &str| {
            let (sign, name) = word.split_at(word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0));
            if CUES.contains(&name) {
                return Literal::Cue(name.to_owned(), sign.is_empty());
            }
            let set = *names.get(name).expect("a rule is made of the sets of its file");
            match sign {
                "!" => Literal::Denied(set),
                "-" => Literal::Lacks(set),
                "^" => Literal::Around(set),
                _ => Literal::Has(set),
            }
        };
        let rules = |text: &str| -> Vec<Vec<Literal>> {
            text.split('|').map(|rule| rule.split_whitespace().map(literal).collect()).collect()
        };
        let mut all: Vec<Frame> = Vec::new();
        for line in lines(text) {
            if let Some(frame) = line.strip_prefix("frame ").and_then(frame) {
                all.push(frame);
            } else if let (Some(text), Some(frame)) = (line.strip_prefix("+ "), all.last_mut()) {
                frame.yes = rules(text);
            } else if let (Some(text), Some(frame)) = (line.strip_prefix("- "), all.last_mut()) {
                frame.no = rules(text);
            }
        }
        let only = *names.get("only").expect("there is a set that narrows");
        Self { sets, only, all }
    }

    /// What a person reads of a frame.
    pub(super) fn get(&self, topic: Topic, name: &str) -> Option<&Concept> {
        self.all.iter().find(|frame| frame.topic == topic && frame.name == name).map(|frame| &frame.concept)
    }
}

fn frame(head: &str) -> Option<Frame> {
    let mut parts = head.split(';').map(str::trim);
    let (name, topic, ar, en) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let (name, of_one) = name.strip_suffix('*').map_or((name, false), |name| (name, true));
    let topics = [Topic::Condition, Topic::Date, Topic::Document, Topic::Fee, Topic::YesNo];
    let topic = topics.into_iter().find(|known| known.name() == topic)?;
    let concept = Concept { name: name.to_owned(), ar: ar.to_owned(), en: en.to_owned() };
    Some(Frame { name: name.to_owned(), topic, of_one, yes: Vec::new(), no: Vec::new(), concept })
}

/// What both sides told in different ways, each frame once, in short contacts, and whether it has to be of one thing;
/// and whether both told something the same way.
pub(super) fn differences(phone: Side<'_>, branch: Side<'_>, zone: UtcOffset) -> (Vec<(Finding, bool)>, bool) {
    if !aligned::is_brief(phone) || !aligned::is_brief(branch) {
        return (Vec::new(), false);
    }
    let told = |touch: &Touch| stances(touch, Day::of(touch.at, zone));
    let (p, b) = (told(phone.touch), told(branch.touch));
    let mut findings = Vec::new();
    let mut agreed = false;
    for (at, frame) in FRAMES.all.iter().enumerate() {
        let of = |stances: &[Stance]| -> Vec<Stance> { stances.iter().filter(|s| s.frame == at).cloned().collect() };
        let (p, b) = (of(&p), of(&b));
        let (Some(first), Some(last)) = (p.last(), b.last()) else { continue };
        let one_way = |stances: &[Stance]| stances.windows(2).all(|two| two[0].yes == two[1].yes);
        if !one_way(&p) || !one_way(&b) {
            continue;
        }
        let near = shared(&first.roots, &last.roots) > 0;
        let named = |stance: &Stance| stance.roots.iter().flatten().any(|root| root.starts_with('#'));
        let long = first.roots.len().min(last.roots.len()) > 1;
        if !near && (frame.of_one && named(first) && named(last) && long || first.asked && last.asked) {
            continue;
        }
        if first.yes == last.yes {
            agreed |= near;
            continue;
        }
        let found = finding(first.quote.clone(), last.quote.clone(), if near { 0.6 } else { 0.5 });
        findings.push((found, frame.of_one));
    }
    (findings, agreed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_is_read_whole_and_has_two_ways() {
        assert!(FRAMES.all.len() > 25);
        let whole = |frame: &Frame| !frame.yes.is_empty() && !frame.no.is_empty() && !frame.concept.ar.is_empty();
        assert!(FRAMES.all.iter().all(whole));
    }
}
