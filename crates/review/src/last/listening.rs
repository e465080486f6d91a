//! How the agent listened: who spoke over whom, how the talk was shared, what was said back, how long nobody spoke.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{LastStep, MediaTime, Pii, Span, Speaker, UtteranceId};

use super::cues::Steps;
use super::turns::Turn;
use crate::words::Word;

/// An agent who begins to speak this long before the caller ends has interrupted; less is how people talk.
pub(crate) const INTERRUPTION_MS: u64 = 700;
/// Talking over the caller for longer than this before the first solution is not listening.
const TALK_OVER_MS: u64 = 1_500;
/// So many interruptions before the first solution are not listening.
const MOST_INTERRUPTIONS: u32 = 1;

/// The agent said back what the caller had told: an amount, a day, the words of the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SaidBack {
    /// The line of the transcript.
    pub utterance: UtteranceId,
    /// Where in the recording.
    pub span: Span,
    /// The caller's words that came back, in the agent's order.
    pub words: Vec<Pii<String>>,
}

impl SaidBack {
    /// Enough to be a paraphrase: two words of the matter.
    pub(super) fn counts(&self) -> bool {
        self.words.len() >= 2
    }
}

/// Listening in figures. Times are milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Listening {
    /// The agent listened: took the step, and let the caller finish before the first solution.
    pub listened: bool,
    /// Times the agent began to speak well before the caller had ended.
    pub interruptions: u32,
    /// How long both spoke in those.
    pub interrupted_ms: u64,
    /// How long both spoke at once before the first solution.
    pub talked_over_ms: u64,
    /// How long agents spoke.
    pub agent_ms: u64,
    /// How long the caller spoke.
    pub caller_ms: u64,
    /// The agents' share of the talk, 0..=100; `None` when nobody spoke for any time.
    pub agent_share_pct: Option<u8>,
    /// What was said back to the caller.
    pub said_back: Vec<SaidBack>,
    /// The longest time in which nobody spoke, between two lines.
    pub longest_silence_ms: Option<u64>,
    /// The median time from the caller's end to the agent's beginning, for answers that waited for the end.
    pub response_ms: Option<u64>,
}

pub(super) fn listening(turns: &[Turn<'_>], steps: &Steps) -> Listening {
    let solved = (0..turns.len()).find(|place| steps.has(*place, LastStep::Solve));
    let until = solved.map(|place| turns[place].utterance.span.end);
    let cuts: Vec<(usize, u64)> = (0..turns.len()).filter_map(|place| Some((place, cut(turns, place)?))).collect();
    let early = |place: &usize| until.is_none_or(|until| turns[*place].utterance.span.start < until);
    let early_cuts = cuts.iter().filter(|(place, _)| early(place)).count();
    let talked_over_ms = talked_over(turns, until);
    let took = (0..turns.len()).any(|place| steps.has(place, LastStep::Listen));
    let patient = talked_over_ms <= TALK_OVER_MS && early_cuts <= MOST_INTERRUPTIONS as usize;
    let (agent_ms, caller_ms) = (spoken(turns, Speaker::Agent), spoken(turns, Speaker::Caller));
    let share = agent_ms.saturating_mul(100).checked_div(agent_ms.saturating_add(caller_ms));
    Listening {
        listened: took && patient,
        interruptions: u32::try_from(cuts.len()).unwrap_or(u32::MAX),
        interrupted_ms: cuts.iter().map(|(_, ms)| ms).sum(),
        talked_over_ms,
        agent_ms,
        caller_ms,
        agent_share_pct: share.and_then(|share| u8::try_from(share).ok()),
        said_back: (0..turns.len()).filter_map(|place| said_back(turns, place)).filter(SaidBack::counts).collect(),
        longest_silence_ms: longest_silence(turns),
        response_ms: response(turns),
    }
}

/// How long an agent's line runs over the end of a caller's that it did not let finish.
///
/// Short words of following («نعم», "I see") interrupt nobody.
fn cut(turns: &[Turn<'_>], place: usize) -> Option<u64> {
    let agent = turns[place].utterance.span;
    if !turns[place].is_agent() || millis(agent) <= INTERRUPTION_MS {
        return None;
    }
    let callers = turns.iter().filter(|turn| turn.is_caller()).map(|turn| turn.utterance.span);
    let over = callers.filter(|caller| {
        caller.start < agent.start && caller.end.as_millis().saturating_sub(agent.start.as_millis()) > INTERRUPTION_MS
    });
    over.map(|caller| ms(caller.overlap(agent))).max()
}

fn talked_over(turns: &[Turn<'_>], until: Option<MediaTime>) -> u64 {
    let of = |speaker: Speaker| {
        let all = turns.iter().filter(move |turn| turn.speaker() == speaker).map(|turn| turn.utterance.span);
        all.filter(|span| until.is_none_or(|until| span.start < until))
    };
    of(Speaker::Agent).flat_map(|agent| of(Speaker::Caller).map(move |caller| ms(agent.overlap(caller)))).sum()
}

fn spoken(turns: &[Turn<'_>], speaker: Speaker) -> u64 {
    turns.iter().filter(|turn| turn.speaker() == speaker).map(|turn| millis(turn.utterance.span)).sum()
}

fn longest_silence(turns: &[Turn<'_>]) -> Option<u64> {
    let mut heard_until = turns.first()?.utterance.span.end;
    let mut longest = None;
    for turn in &turns[1..] {
        let gap = turn.utterance.span.start.as_millis().saturating_sub(heard_until.as_millis());
        longest = longest.max(Some(gap));
        heard_until = heard_until.max(turn.utterance.span.end);
    }
    longest
}

fn response(turns: &[Turn<'_>]) -> Option<u64> {
    let pairs = turns.windows(2).filter(|pair| pair[0].is_caller() && pair[1].is_agent());
    let wait = |pair: &[Turn<'_>]| {
        let (asked, answered) = (pair[0].utterance.span.end.as_millis(), pair[1].utterance.span.start.as_millis());
        answered.checked_sub(asked)
    };
    let mut waits: Vec<u64> = pairs.filter_map(wait).collect();
    waits.sort_unstable();
    waits.get(waits.len() / 2).copied()
}

fn millis(span: Span) -> u64 {
    ms(span.duration())
}

fn ms(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Lines of the caller that an agent may be saying back.
const LINES_BACK: usize = 4;

/// The words of the matter a line says back to the caller.
pub(super) fn said_back(turns: &[Turn<'_>], place: usize) -> Option<SaidBack> {
    let turn = &turns[place];
    if !turn.is_agent() {
        return None;
    }
    let before = turns[..place].iter().rev().take(LINES_BACK).filter(|turn| turn.is_caller());
    let told: BTreeSet<&str> = before.flat_map(|turn| turn.words.iter().filter_map(content)).collect();
    let mut seen = BTreeSet::new();
    let back =
        turn.words.iter().filter(|word| content(word).is_some_and(|root| told.contains(root) && seen.insert(root)));
    let text = turn.utterance.text.reveal();
    let words: Vec<Pii<String>> = back.map(|word| Pii::new(text[word.start..word.end].to_owned())).collect();
    let (utterance, span) = (turn.utterance.id, turn.utterance.span);
    (!words.is_empty()).then_some(SaidBack { utterance, span, words })
}

/// A word of the matter without what grammar adds to it; `None` for the words every talk has.
fn content(word: &Word) -> Option<&str> {
    let text = word.text.as_str();
    if text.chars().all(|c| c.is_ascii_digit()) {
        return Some(text);
    }
    if text.chars().count() < 3 || word.any(COMMON) {
        return None;
    }
    let root = if text.is_ascii() { english_root(text) } else { arabic_root(text) };
    (root.chars().count() >= 3).then_some(root)
}

fn english_root(word: &str) -> &str {
    let endings = ["ing", "ed", "es", "s"];
    endings.iter().find_map(|end| word.strip_suffix(end).filter(|root| root.len() >= 3)).unwrap_or(word)
}

fn arabic_root(word: &str) -> &str {
    let fronts = ["وال", "بال", "فال", "عال", "لل", "ال", "و", "ب", "ل", "ت", "ي", "ن", "ا"];
    let ends = ["هم", "كم", "ها", "ين", "ات", "ني", "نا", "ك", "ه", "ي"];
    let long = |root: &&str| root.chars().count() >= 3;
    let word = fronts.iter().find_map(|front| word.strip_prefix(front).filter(long)).unwrap_or(word);
    ends.iter().find_map(|end| word.strip_suffix(end).filter(long)).unwrap_or(word)
}

const COMMON: &[&str] = &[
    "the",
    "and",
    "you",
    "your",
    "for",
    "that",
    "this",
    "have",
    "has",
    "was",
    "are",
    "not",
    "but",
    "with",
    "can",
    "will",
    "would",
    "what",
    "when",
    "how",
    "who",
    "why",
    "where",
    "did",
    "does",
    "just",
    "from",
    "they",
    "then",
    "there",
    "been",
    "want",
    "need",
    "like",
    "get",
    "got",
    "his",
    "her",
    "our",
    "out",
    "all",
    "any",
    "one",
    "now",
    "yes",
    "okay",
    "please",
    "thank",
    "thanks",
    "sir",
    "madam",
    "hello",
    "sorry",
    "them",
    "him",
    "she",
    "its",
    "too",
    "about",
    "said",
    "says",
    "say",
    "call",
    "called",
    "than",
    "could",
    "more",
    "know",
    "انا",
    "انت",
    "انتم",
    "احنا",
    "هذا",
    "هذي",
    "هاي",
    "هاد",
    "هادي",
    "ده",
    "دي",
    "على",
    "من",
    "الى",
    "عن",
    "في",
    "مع",
    "كل",
    "شي",
    "شيء",
    "اللي",
    "لي",
    "الي",
    "بس",
    "لان",
    "لأن",
    "يعني",
    "طيب",
    "زين",
    "تمام",
    "نعم",
    "ايه",
    "لا",
    "ما",
    "مو",
    "مش",
    "كان",
    "كانت",
    "جدا",
    "والله",
    "الله",
    "شكرا",
    "عشان",
    "حتى",
    "بعد",
    "قبل",
    "هل",
    "وش",
    "شو",
    "شنو",
    "ليش",
    "متى",
    "كيف",
    "وين",
    "عندي",
    "عندك",
    "ان",
    "إنك",
    "يوم",
    "أريد",
    "ابي",
    "ابغى",
    "بدي",
    "عايز",
    "بغيت",
    "لك",
    "لكم",
    "ليك",
    "منك",
    "منكم",
    "مني",
    "فيه",
    "فيك",
    "صار",
    "اليوم",
    "خلاص",
    "حضرتك",
    "عليك",
    "علي",
    "الحين",
    "هسه",
    "دلوقتي",
    "هلق",
    "دابا",
];
