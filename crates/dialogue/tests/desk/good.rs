//! Flows that are good by the way they are built, and one thing done to each that makes a trap of it.

use std::collections::BTreeMap;

use rand::Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;
use wasl_dialogue::flow::{Ask, Choice, DigitsAsked, Expect, FlowSpec, State, StateName, Trap, Words};
use wasl_model::Language;

use crate::random::{ANSWERED, UNANSWERED, frame};

/// Questions in a row, each of which leads to the next; says, answers, digits, hours and promises beside them.
pub(crate) fn flow(dice: &mut ChaCha8Rng) -> FlowSpec {
    let mut spec = frame();
    let questions = dice.random_range(1..8);
    spec.start = "welcome".to_owned();
    spec.states = BTreeMap::from([
        ("human".to_owned(), State::Handover { queue: None }),
        ("to_human".to_owned(), say("human")),
        ("bye".to_owned(), State::Finish { prompts: vec!["goodbye".into()], escape: None }),
        ("answer".to_owned(), State::Answer { escape: None, next: "helped".to_owned() }),
        ("helped".to_owned(), State::Ask(ask(vec![choice('1', "bye"), choice('2', "human")]))),
        ("promise".to_owned(), promise(dice.random_bool(0.7))),
        ("number".to_owned(), State::Ask(digits("promise"))),
        ("closed".to_owned(), State::Ask(ask(vec![choice('1', "promise"), choice('2', "number")]))),
    ]);
    spec.escape.state = (*["human", "to_human"].choose(dice).unwrap()).to_owned();
    spec.after_hours = Some("promise".to_owned());
    let door = State::Hours {
        hours: "office".to_owned(),
        open: "q0".to_owned(),
        closed: "closed".to_owned(),
        holiday: dice.random_bool(0.5).then(|| "promise".to_owned()),
    };
    spec.states.insert("door".to_owned(), door);
    spec.states.insert("welcome".to_owned(), say("door"));
    for n in 0..questions {
        spec.states.insert(format!("q{n}"), State::Ask(question(n, questions, dice)));
    }
    // Where the flow's own escape takes a step, the step after it is a person.
    escape_of(&mut spec, "to_human", "human");
    spec
}

fn question(n: usize, questions: usize, dice: &mut ChaCha8Rng) -> Ask {
    let mut places: Vec<String> = ["human", "promise", "bye", "closed", "to_human"].map(str::to_owned).to_vec();
    places.extend((0..questions).map(|other| format!("q{other}")));
    places.shuffle(dice);
    let next = if n + 1 < questions { format!("q{}", n + 1) } else { "to_human".to_owned() };
    let some = dice.random_range(0..4);
    let others = places.into_iter().take(some).zip('2'..='7').map(|(place, key)| choice(key, &place));
    let mut ask = ask(std::iter::once(choice('1', &next)).chain(others).collect());
    ask.intents = ANSWERED.into_iter().map(|intent| (intent.into(), "answer".to_owned())).collect();
    ask.any_intent = dice.random_bool(0.5).then(|| "human".to_owned());
    ask.language_keys = BTreeMap::from([('8', Language::Ar), ('9', Language::En)]);
    ask.silence = dice.random_bool(0.2).then(|| "promise".to_owned());
    ask.unknown = dice.random_bool(0.2).then(|| next.clone());
    ask.escape = dice.random_bool(0.2).then(|| (*["human", "to_human", "promise"].choose(dice).unwrap()).to_owned());
    ask
}

fn say(next: &str) -> State {
    State::Say {
        prompts: vec!["greeting".into()],
        bilingual: false,
        barge_in: true,
        language_keys: BTreeMap::new(),
        escape: None,
        next: next.to_owned(),
    }
}

fn promise(asks: bool) -> State {
    let unknown_number = asks.then(|| "number".to_owned());
    State::Callback { prompts: vec!["callback_promised".into()], queue: None, unknown_number }
}

fn digits(next: &str) -> Ask {
    Ask { expect: Some(Expect::Digits(DigitsAsked { least: 7, most: 15, next: next.to_owned() })), ..ask(vec![]) }
}

fn ask(choices: Vec<Choice>) -> Ask {
    Ask {
        prompts: vec!["ask_help".into()],
        silence_prompts: vec![],
        unknown_prompts: vec![],
        choices,
        intents: BTreeMap::new(),
        any_intent: None,
        expect: None,
        language_keys: BTreeMap::new(),
        silence: None,
        unknown: None,
        escape: None,
    }
}

fn choice(key: char, next: &str) -> Choice {
    let words = Words { ar: vec![], en: vec![format!("word {key}")] };
    Choice { words, key: Some(key), intent: None, next: next.to_owned() }
}

/// Does one thing to a good flow, and gives what must be told of it.
pub(crate) fn spoil(spec: &mut FlowSpec, dice: &mut ChaCha8Rng) -> Trap {
    let questions: Vec<StateName> = spec.states.keys().filter(|name| name.starts_with('q')).cloned().collect();
    let state = questions.choose(dice).unwrap().clone();
    let finish = "bye".to_owned();
    match dice.random_range(0..17) {
        0 => {
            asked(spec, &state).escape = Some(state.clone());
            Trap::NoPerson { state }
        }
        1 => {
            // Two steps too many, by themselves.
            for (name, next) in [("a", "b"), ("b", "to_human")] {
                spec.states.insert(name.to_owned(), say(next));
                escape_of(spec, name, next);
            }
            asked(spec, &state).escape = Some("a".to_owned());
            Trap::NoPerson { state }
        }
        2 => {
            next_of(spec, "to_human", "to_human");
            Trap::Circle { state: "to_human".to_owned() }
        }
        3 => {
            let State::Hours { closed, .. } = spec.states.get_mut("door").unwrap() else {
                panic!("the door has hours")
            };
            *closed = "welcome".to_owned();
            Trap::Circle { state: "door".to_owned() }
        }
        4 => {
            asked(spec, &state).silence = Some(finish.clone());
            Trap::HangsUp { state, finish }
        }
        5 => {
            asked(spec, "number").expect = digits("bye").expect;
            Trap::HangsUp { state: "number".to_owned(), finish }
        }
        6 => {
            asked(spec, &state).choices[0].key = Some('0');
            Trap::Key { state, key: '0' }
        }
        7 => {
            asked(spec, &state).choices.push(choice('8', "human"));
            Trap::Key { state, key: '8' }
        }
        15 => {
            let key = *['١', 'a', '-', ' '].choose(dice).unwrap();
            asked(spec, &state).choices[0].key = Some(key);
            Trap::NoSuchKey { state, key }
        }
        16 => {
            let State::Say { language_keys, .. } = spec.states.get_mut("to_human").unwrap() else {
                panic!("something is said on the way to a person")
            };
            language_keys.insert('0', Language::En);
            Trap::Key { state: "to_human".to_owned(), key: '0' }
        }
        8 => {
            asked(spec, &state).choices[0].key = None;
            Trap::Keyless { state, word: "word 1".to_owned() }
        }
        9 => {
            asked(spec, &state).choices[0].next = "nowhere".to_owned();
            Trap::NoSuchState { state, named: "nowhere".to_owned() }
        }
        10 => {
            spec.states.insert("island".to_owned(), say("human"));
            Trap::Unreachable { state: "island".to_owned() }
        }
        11 => {
            *asked(spec, &state) = ask(vec![]);
            Trap::Deaf { state }
        }
        12 => {
            spec.after_hours =
                [None, Some("human".to_owned()), Some("closed".to_owned())].choose(dice).unwrap().clone();
            Trap::NoPromise { state: "door".to_owned() }
        }
        13 => {
            next_of(spec, "answer", "closed_question");
            spec.states.insert("closed_question".to_owned(), State::Ask(ask(vec![choice('1', "bye")])));
            Trap::NotAsked { state: "answer".to_owned() }
        }
        _ => {
            asked(spec, &state).intents.insert(UNANSWERED[0].into(), "answer".to_owned());
            Trap::NoAnswer { state: "answer".to_owned(), from: state }
        }
    }
}

/// And where a number is asked for.
pub(crate) fn spoil_the_promise(spec: &mut FlowSpec, dice: &mut ChaCha8Rng) -> Trap {
    let state = "number".to_owned();
    if dice.random() {
        asked(spec, "number").choices.push(choice('1', "human"));
        return Trap::DigitsAndMenu { state };
    }
    spec.states.insert(
        "promise".to_owned(),
        State::Callback { prompts: vec![], queue: None, unknown_number: Some("closed".to_owned()) },
    );
    Trap::NoNumber { state: "promise".to_owned(), asks: "closed".to_owned() }
}

fn asked<'a>(spec: &'a mut FlowSpec, name: &str) -> &'a mut Ask {
    match spec.states.get_mut(name) {
        Some(State::Ask(ask)) => ask,
        other => panic!("{name} is no question: {other:?}"),
    }
}

fn next_of(spec: &mut FlowSpec, name: &str, to: &str) {
    match spec.states.get_mut(name) {
        Some(State::Say { next, .. } | State::Answer { next, .. }) => *next = to.to_owned(),
        other => panic!("{name} does not go on: {other:?}"),
    }
}

fn escape_of(spec: &mut FlowSpec, name: &str, to: &str) {
    match spec.states.get_mut(name) {
        Some(State::Say { escape, .. }) => *escape = Some(to.to_owned()),
        other => panic!("{name} is no say: {other:?}"),
    }
}
