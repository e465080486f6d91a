//! Which phrases the recogniser should expect now.

use std::collections::BTreeSet;

use wasl_model::{DeskAction, Language};

use super::{Desk, Phase};
use crate::Site;
use crate::flow::{Ask, Flow, FlowSpec, State};

/// Words for a person given to the recogniser (all of them count when they are in the open transcript).
const PERSON_WORDS: usize = 5;
/// Words of each emergency given to the recogniser.
const EMERGENCY_WORDS: usize = 3;

/// What is expected in a state: words for a person, the menu's words, yes and no where an intent may be confirmed,
/// emergencies, what upset callers say, then typical examples of the intents listened for. See [`Site::expected_phrases`].
#[must_use]
pub fn expected_phrases(site: &Site, flow: &Flow, state: &str, language: Language) -> Vec<String> {
    let spec = flow.spec();
    let question = question_ahead(spec, state);
    let person = spec.escape.words.of(language).iter().take(PERSON_WORDS);
    let menu = question.into_iter().flat_map(|ask| ask.choices.iter().flat_map(|choice| choice.words.of(language)));
    let emergency =
        spec.emergency.iter().flat_map(|emergency| emergency.words.of(language).iter().take(EMERGENCY_WORDS));
    let confirm = question.filter(|ask| listens(ask)).into_iter().flat_map(|_| yes_and_no(spec, language));
    let upset = question.into_iter().flat_map(|_| spec.mood.phrases.of(language));
    let certain = person.chain(menu).chain(confirm).chain(emergency).chain(upset).cloned();
    let examples = question.map(|ask| examples(site, ask, language, spec.limits.expected_phrases)).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let fresh = certain.chain(examples).filter(|phrase| seen.insert(phrase.clone()));
    fresh.take(spec.limits.expected_phrases).collect()
}

/// The question a state asks or goes on to by itself: a caller may answer it before it is asked.
fn question_ahead<'a>(spec: &'a FlowSpec, state: &str) -> Option<&'a Ask> {
    let mut at = spec.states.get(state)?;
    // The proof found no circle of states that go on by themselves, so this ends. By the hour the first way is taken.
    while let Some(next) = at.goes_on().first() {
        at = spec.states.get(*next)?;
    }
    State::ask(at)
}

fn listens(ask: &Ask) -> bool {
    ask.any_intent.is_some() || !ask.intents.is_empty()
}

fn yes_and_no(spec: &FlowSpec, language: Language) -> impl Iterator<Item = &String> {
    spec.yes.of(language).iter().take(2).chain(spec.no.of(language).iter().take(2))
}

fn examples(site: &Site, ask: &Ask, language: Language, at_most: usize) -> Vec<String> {
    if ask.any_intent.is_some() {
        return site.intents.typical(language, at_most);
    }
    let specs = ask.intents.keys().filter_map(|intent| site.intents.get(intent));
    specs.flat_map(|spec| spec.examples.of(language).iter().take(3).cloned()).collect()
}

impl Desk {
    /// Says what is expected now, if that has changed. Last of all actions, so that a new language is spoken first.
    pub(super) fn expect(&mut self) {
        if self.phase != Phase::Talking {
            return;
        }
        let phrases = expected_phrases(&self.site, self.flow(), &self.at, self.language);
        let digits = question_ahead(self.flow().spec(), &self.at).is_some_and(|ask| ask.digits().is_some());
        let expected = (phrases, digits);
        if expected != self.expected {
            self.expected.clone_from(&expected);
            let (phrases, digits) = expected;
            self.actions.push_back(DeskAction::Expect { phrases, digits });
        }
    }
}
