//! A flow as a picture: its states, and the ways between them with the words and keys that take them.
//!
//! - [`Picture::svg`]: laid out by `layout-rs`, drawn by [`svg`]
//! - [`Picture::dot`], [`Picture::mermaid`]: as text for other tools

mod svg;

use wasl_model::Language;

use super::{Ask, FlowSpec, Piece, Slot, State, StateName};
use crate::Prompts;

/// What a state says is cut here, in letters.
const SAID_LETTERS: usize = 32;

/// A flow's graph with its labels in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The first state.
    pub start: StateName,
    /// Its states.
    pub nodes: Vec<Node>,
    /// The ways between them. Key 0 leads from every state to a person and is not drawn, unless a state says where.
    pub edges: Vec<Edge>,
    language: Language,
}

/// A state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: StateName,
    /// Its kind.
    pub kind: Kind,
    /// Lines of its label, the name first.
    pub lines: Vec<String>,
}

/// Kinds of states that look different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Says something.
    Say,
    /// Asks.
    Ask,
    /// Gives an answer.
    Answer,
    /// Goes on by the hour.
    Hours,
    /// A person, or the promise of one.
    Person,
    /// Goodbye.
    Finish,
}

/// A way from one state to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// From.
    pub from: StateName,
    /// To.
    pub to: StateName,
    /// What takes it; empty when the state goes on by itself.
    pub label: String,
    /// Nobody chose it: a silence, something not understood, no number.
    pub unchosen: bool,
}

/// Words of the picture in one language.
struct Words {
    any_intent: &'static str,
    digits: &'static str,
    silence: &'static str,
    unknown: &'static str,
    open: &'static str,
    closed: &'static str,
    holiday: &'static str,
    withheld: &'static str,
    zero: &'static str,
    queue: &'static str,
    answer: &'static str,
    callback: &'static str,
}

const ARABIC: Words = Words {
    any_intent: "أي طلب",
    digits: "رقم",
    silence: "صمت",
    unknown: "لم يُفهم",
    open: "مفتوح",
    closed: "مغلق",
    holiday: "عطلة",
    withheld: "رقم محجوب",
    zero: "صفر",
    queue: "إلى موظف",
    answer: "جواب الطلب",
    callback: "وعد باتصال",
};

const ENGLISH: Words = Words {
    any_intent: "any intent",
    digits: "digits",
    silence: "silence",
    unknown: "not understood",
    open: "open",
    closed: "closed",
    holiday: "holiday",
    withheld: "number withheld",
    zero: "key 0",
    queue: "to a person",
    answer: "the intent's answer",
    callback: "a callback is promised",
};

impl Picture {
    /// The picture of a flow, labelled in this language.
    #[must_use]
    pub fn of(spec: &FlowSpec, prompts: &Prompts, language: Language) -> Self {
        let words = match language {
            Language::Ar => &ARABIC,
            Language::En => &ENGLISH,
        };
        let node = |(name, state): (&StateName, &State)| Node {
            name: name.clone(),
            kind: kind(state),
            lines: std::iter::once(name.clone()).chain(says(state, prompts, language, words)).collect(),
        };
        let edges = spec.states.iter().flat_map(|(name, state)| ways(name, state, language, words)).collect();
        Self { start: spec.start.clone(), nodes: spec.states.iter().map(node).collect(), edges, language }
    }

    /// As an SVG image.
    #[must_use]
    pub fn svg(&self) -> String {
        svg::draw(self)
    }

    /// In the language of Graphviz.
    #[must_use]
    pub fn dot(&self) -> String {
        let quoted =
            |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"));
        let shape = |kind| match kind {
            Kind::Say => "box",
            Kind::Ask => "box, style=rounded",
            Kind::Answer => "note",
            Kind::Hours => "diamond",
            Kind::Person => "box, peripheries=2",
            Kind::Finish => "ellipse",
        };
        let nodes = self.nodes.iter().map(|node| {
            format!(
                "  {} [label={}, shape={}];\n",
                quoted(&node.name),
                quoted(&node.lines.join("\n")),
                shape(node.kind)
            )
        });
        let edges = self.edges.iter().map(|edge| {
            let style = if edge.unchosen { ", style=dashed" } else { "" };
            format!("  {} -> {} [label={}{style}];\n", quoted(&edge.from), quoted(&edge.to), quoted(&edge.label))
        });
        format!("digraph flow {{\n{}{}}}\n", nodes.collect::<String>(), edges.collect::<String>())
    }

    /// In the language of Mermaid.
    #[must_use]
    pub fn mermaid(&self) -> String {
        let number = |name: &str| self.nodes.iter().position(|node| node.name == name).unwrap_or_default();
        let text = |text: &str| text.replace('"', "#quot;");
        let nodes = self.nodes.iter().enumerate().map(|(n, node)| {
            let (open, close) = match node.kind {
                Kind::Say => ("[", "]"),
                Kind::Ask => ("(", ")"),
                Kind::Answer => ("[/", "/]"),
                Kind::Hours => ("{", "}"),
                Kind::Person => ("[[", "]]"),
                Kind::Finish => ("([", "])"),
            };
            format!("  s{n}{open}\"{}\"{close}\n", text(&node.lines.join("<br>")))
        });
        let edges = self.edges.iter().map(|edge| {
            let arrow = if edge.unchosen { "-.->" } else { "-->" };
            let label = if edge.label.is_empty() { String::new() } else { format!("|\"{}\"|", text(&edge.label)) };
            format!("  s{} {arrow}{label} s{}\n", number(&edge.from), number(&edge.to))
        });
        format!("flowchart TD\n{}{}", nodes.collect::<String>(), edges.collect::<String>())
    }
}

const fn kind(state: &State) -> Kind {
    match state {
        State::Say { .. } => Kind::Say,
        State::Ask(_) => Kind::Ask,
        State::Answer { .. } => Kind::Answer,
        State::Hours { .. } => Kind::Hours,
        State::Callback { .. } | State::Handover { .. } => Kind::Person,
        State::Finish { .. } => Kind::Finish,
    }
}

/// The second line of a state.
fn says(state: &State, prompts: &Prompts, language: Language, words: &Words) -> Option<String> {
    let spoken =
        || state.pieces().into_iter().map(|piece| piece_text(piece, prompts, language)).collect::<Vec<_>>().join(" ");
    match state {
        State::Say { prompts, .. } | State::Finish { prompts, .. } if prompts.is_empty() => None,
        State::Say { .. } | State::Finish { .. } => Some(cut(&spoken())),
        State::Ask(ask) => {
            let question = ask.prompts.iter().map(|piece| piece_text(piece, prompts, language));
            Some(cut(&question.collect::<Vec<_>>().join(" ")))
        }
        State::Answer { .. } => Some(words.answer.to_owned()),
        State::Hours { hours, .. } => Some(hours.clone()),
        State::Callback { .. } => Some(words.callback.to_owned()),
        State::Handover { queue: Some(queue) } => Some(format!("{}: {queue}", words.queue)),
        State::Handover { queue: None } => Some(words.queue.to_owned()),
    }
}

fn piece_text(piece: &Piece, prompts: &Prompts, language: Language) -> String {
    match piece {
        Piece::Prompt(prompt) => prompts.text(std::slice::from_ref(prompt), language),
        Piece::Slot(Slot::Opens) => "{opens}".to_owned(),
        Piece::Slot(Slot::Closes) => "{closes}".to_owned(),
        Piece::Slot(Slot::Holiday) => "{holiday}".to_owned(),
        Piece::Slot(Slot::Told(state)) => format!("{{{state}}}"),
        Piece::Slot(Slot::Value(name)) => format!("{{{name}}}"),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SAID_LETTERS) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// Ways out of a state; several to the same one are joined.
fn ways(name: &StateName, state: &State, language: Language, words: &Words) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    let mut way = |to: &StateName, label: String, unchosen: bool| {
        let known = edges.iter_mut().find(|edge| edge.to == *to && edge.unchosen == unchosen && !edge.label.is_empty());
        match known {
            Some(known) => known.label = format!("{} | {label}", known.label),
            None => edges.push(Edge { from: name.clone(), to: to.clone(), label, unchosen }),
        }
    };
    match state {
        State::Say { next, .. } | State::Answer { next, .. } => way(next, String::new(), false),
        State::Hours { open, closed, holiday, .. } => {
            way(open, words.open.to_owned(), false);
            way(closed, words.closed.to_owned(), false);
            if let Some(holiday) = holiday {
                way(holiday, words.holiday.to_owned(), false);
            }
        }
        State::Ask(ask) => question_ways(ask, language, words, &mut way),
        State::Callback { unknown_number, .. } => {
            unknown_number.iter().for_each(|to| way(to, words.withheld.to_owned(), true));
        }
        State::Handover { .. } | State::Finish { .. } => {}
    }
    state.escape().into_iter().for_each(|to| way(to, words.zero.to_owned(), false));
    edges
}

fn question_ways(ask: &Ask, language: Language, words: &Words, way: &mut impl FnMut(&StateName, String, bool)) {
    for choice in &ask.choices {
        let word = choice.words.of(language).first().map(String::as_str).or_else(|| choice.words.all().next());
        let key = choice.key.map(String::from);
        let label = key.into_iter().chain(word.map(str::to_owned)).collect::<Vec<_>>().join(" ");
        way(&choice.next, label, false);
    }
    ask.intents.iter().for_each(|(intent, to)| way(to, intent.to_string(), false));
    ask.any_intent.iter().for_each(|to| way(to, words.any_intent.to_owned(), false));
    ask.digits().into_iter().for_each(|digits| {
        way(&digits.next, format!("{} {}–{}", words.digits, digits.least, digits.most), false);
    });
    ask.silence.iter().for_each(|to| way(to, words.silence.to_owned(), true));
    ask.unknown.iter().for_each(|to| way(to, words.unknown.to_owned(), true));
}

#[cfg(test)]
mod tests;
