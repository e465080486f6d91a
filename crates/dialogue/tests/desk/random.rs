//! Random flows: mostly sound, often broken in one place, sometimes nonsense.

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use wasl_dialogue::flow::{Ask, Choice, DigitsAsked, Expect, FlowSpec, State, StateName, Words};
use wasl_model::{IntentId, Language};

const FRAME: &str = r#"
name = "random"
start = "s0"
queue = "support"
escape = { state = "human", words = { ar = ["موظف"], en = ["agent"] } }
emergency = [{ queue = "cards", words = { ar = ["حريق"], en = ["fire"] } }]
mood = { confidence = 0.5 }
limits = { turns = 12, automation_s = 120, silence_s = 5 }
confidence = { accept = 0.7, confirm = 0.4, phrase = 0.5 }
yes = { ar = ["نعم"], en = ["yes"] }
no = { ar = ["لا"], en = ["no"] }
states = { }
"#;

/// Intents with an answer, and without.
pub(crate) const ANSWERED: [&str; 3] = ["branch_hours", "open_account", "pin_reset"];
pub(crate) const UNANSWERED: [&str; 3] = ["loan", "fraud", "balance"];

/// A flow without states.
pub(crate) fn frame() -> FlowSpec {
    toml::from_str(FRAME).unwrap()
}

pub(crate) fn flow(dice: &mut ChaCha8Rng) -> FlowSpec {
    let mut spec = frame();
    let names = names(dice);
    let shape = Shape::of(&names, dice);
    spec.states = names.iter().map(|name| (name.clone(), shape.state(name, dice))).collect();
    if dice.random_bool(0.05) {
        spec.escape.state = names.choose(dice).unwrap().clone();
    }
    let promises = spec.states.values().any(|state| matches!(state, State::Callback { .. }));
    spec.after_hours = (promises && dice.random_bool(0.9)).then(|| shape.to(&["callback"], dice));
    if dice.random_bool(0.7) {
        drop_unreachable(&mut spec);
    }
    spec
}

fn names(dice: &mut ChaCha8Rng) -> Vec<StateName> {
    let numbered = (0..dice.random_range(1..9)).map(|n| format!("s{n}"));
    numbered.chain(["human".to_owned()]).collect()
}

/// What each state will be, so that sound ways between them can be chosen.
struct Shape {
    kinds: BTreeMap<StateName, &'static str>,
    /// How often a way is chosen without care.
    careless: f64,
}

impl Shape {
    fn of(names: &[StateName], dice: &mut ChaCha8Rng) -> Self {
        const KINDS: [&str; 13] = [
            "ask", "ask", "ask", "say", "say", "answer", "handover", "finish", "finish", "hours", "callback",
            "callback", "digits",
        ];
        let kind = |name: &StateName, dice: &mut ChaCha8Rng| match name.as_str() {
            "human" if dice.random_bool(0.98) => "handover",
            "s0" if dice.random_bool(0.9) => *["ask", "say", "hours"].choose(dice).unwrap(),
            _ => *KINDS.choose(dice).unwrap(),
        };
        let kinds = names.iter().map(|name| (name.clone(), kind(name, dice))).collect();
        Self { kinds, careless: *[0.0, 0.0, 0.1, 0.5].choose(dice).unwrap() }
    }

    fn state(&self, name: &str, dice: &mut ChaCha8Rng) -> State {
        let escape = dice.random_bool(0.1).then(|| self.to(&["handover"], dice));
        match self.kinds[name] {
            "ask" => State::Ask(self.ask(escape, dice)),
            "digits" => State::Ask(self.digits(escape, dice)),
            "hours" => State::Hours {
                hours: "office".to_owned(),
                open: self.to(&["ask", "say", "handover"], dice),
                closed: self.to(&["ask", "callback"], dice),
                holiday: dice.random_bool(0.3).then(|| self.to(&["ask", "callback"], dice)),
            },
            "callback" => State::Callback {
                prompts: vec!["callback_promised".into()],
                queue: None,
                unknown_number: dice.random_bool(0.4).then(|| self.to(&["digits"], dice)),
            },
            "say" => State::Say {
                prompts: vec!["greeting".into()],
                bilingual: dice.random(),
                barge_in: dice.random(),
                language_keys: BTreeMap::new(),
                escape,
                next: self.to(&["ask", "handover", "hours", "digits"], dice),
            },
            "answer" => State::Answer { escape, next: self.to(&["ask", "handover", "callback"], dice) },
            "finish" => State::Finish { prompts: vec!["goodbye".into()], escape },
            _ => State::Handover { queue: None },
        }
    }

    fn digits(&self, escape: Option<StateName>, dice: &mut ChaCha8Rng) -> Ask {
        let asked = DigitsAsked { least: 2, most: 6, next: self.to(&["ask", "handover", "callback"], dice) };
        let plain = self.ask(escape, dice);
        let menu = dice.random_bool(self.careless * 0.2);
        let (choices, language_keys) = if menu { (plain.choices, plain.language_keys) } else { Default::default() };
        Ask { choices, language_keys, expect: Some(Expect::Digits(asked)), ..plain }
    }

    fn ask(&self, escape: Option<StateName>, dice: &mut ChaCha8Rng) -> Ask {
        const SOUND: [&str; 5] = ["ask", "handover", "say", "callback", "digits"];
        let mapped = |intents: [&'static str; 3], to: &[&str], dice: &mut ChaCha8Rng| -> Vec<(IntentId, StateName)> {
            let some: Vec<_> = intents.into_iter().filter(|_| dice.random_bool(0.3)).collect();
            some.into_iter().map(|intent| (intent.into(), self.to(to, dice))).collect()
        };
        let mut intents = mapped(ANSWERED, &["answer", "handover"], dice);
        intents.extend(mapped(UNANSWERED, &SOUND, dice));
        Ask {
            prompts: vec!["ask_help".into()],
            silence_prompts: vec![],
            unknown_prompts: vec![],
            choices: (0..dice.random_range(0..4)).map(|n| self.choice(n, dice)).collect(),
            intents: intents.into_iter().collect(),
            any_intent: dice.random_bool(0.5).then(|| self.to(&["handover", "ask"], dice)),
            expect: None,
            language_keys: BTreeMap::from([('8', Language::Ar)]),
            silence: dice.random_bool(0.2).then(|| self.to(&SOUND, dice)),
            unknown: dice.random_bool(0.2).then(|| self.to(&SOUND, dice)),
            escape,
        }
    }

    fn choice(&self, n: u8, dice: &mut ChaCha8Rng) -> Choice {
        const WORDS: [&str; 4] = ["one", "two", "three", "four"];
        let key = if dice.random_bool(0.05) { *['0', '1', '8'].choose(dice).unwrap() } else { char::from(b'1' + n) };
        let intent = dice.random_bool(0.3).then(|| *ANSWERED.choose(dice).unwrap());
        let kinds: &[&str] = if intent.is_some() {
            &["answer", "handover"]
        } else {
            &["ask", "say", "handover", "finish", "callback", "hours"]
        };
        Choice {
            words: Words { ar: vec![], en: vec![WORDS[usize::from(n)].to_owned()] },
            key: Some(key),
            intent: intent.map(IntentId::from),
            next: self.to(kinds, dice),
        }
    }

    /// A state of one of these kinds if there is one; now and then any, or none that exists.
    fn to(&self, kinds: &[&str], dice: &mut ChaCha8Rng) -> StateName {
        if dice.random_bool(self.careless * 0.02) {
            return "nowhere".to_owned();
        }
        let any: Vec<&StateName> = self.kinds.keys().collect();
        let fitting: Vec<&StateName> = any.iter().copied().filter(|name| kinds.contains(&self.kinds[*name])).collect();
        let from = if fitting.is_empty() || dice.random_bool(self.careless) { any } else { fitting };
        (*from.choose(dice).unwrap()).clone()
    }
}

/// Most random graphs have states nobody reaches; most of the flows tried should fail for other reasons or not at all.
fn drop_unreachable(spec: &mut FlowSpec) {
    let mut reached = BTreeSet::from([spec.start.clone(), spec.escape.state.clone()]);
    reached.extend(spec.after_hours.clone());
    for _ in 0..spec.states.len() {
        for name in reached.clone() {
            let Some(state) = spec.states.get(&name) else { continue };
            reached.extend(state.leads_to().into_iter().chain(state.escape()).cloned());
        }
    }
    spec.states.retain(|name, _| reached.contains(name));
}
