//! What is to change in a call, read off its timeline. Pure: it is told the timeline and gives the entries that change.

use std::collections::BTreeMap;
use std::time::Duration;

use wasl_model::secret::{Secret, SecretKind, Talk, hide, hide_sound, hide_text, keyed, secrets};
use wasl_model::spoken::{MASK, TextSpan};
use wasl_model::{CallEvent, LegId, Pii, Span, Speaker, TimelineEntry, Utterance};

/// Stands where a key was.
const MASKED_KEY: char = '•';
/// Keys further apart than this belong to different numbers.
const KEYS_APART: Duration = Duration::from_secs(10);
/// A key's tone may sound this long after it was told.
const KEY_TONE: Duration = Duration::from_millis(400);

/// What is to change in a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Masks {
    /// Entries as they are to be, where they change.
    pub entries: Vec<TimelineEntry>,
    /// Sound to be silenced.
    pub silence: Vec<(Speaker, Span)>,
}

impl Masks {
    /// What these kinds ask for in a call of this timeline.
    #[must_use]
    pub fn of(timeline: &[TimelineEntry], kinds: &[SecretKind]) -> Self {
        let mut after: Vec<TimelineEntry> = timeline.to_vec();
        let mut silence = Vec::new();
        for reading in [is_heard as fn(&CallEvent) -> bool, is_read_again] {
            mask_words(&mut after, reading, kinds, &mut silence);
        }
        mask_other_readings(&mut after, &silence);
        mask_keys(&mut after, kinds, &mut silence);
        for entry in &mut after {
            mask_written(&mut entry.event, kinds);
        }
        let entries = after.into_iter().zip(timeline).filter(|(after, before)| after != *before);
        Self { entries: entries.map(|(after, _)| after).collect(), silence }
    }
}

fn is_heard(event: &CallEvent) -> bool {
    matches!(event, CallEvent::Heard { .. })
}

fn is_read_again(event: &CallEvent) -> bool {
    matches!(event, CallEvent::ReadAgain { .. })
}

#[allow(clippy::wildcard_enum_match_arm, reason = "two of the timeline's many events")]
fn utterance(event: &mut CallEvent) -> Option<&mut Utterance> {
    match event {
        CallEvent::Heard { utterance } | CallEvent::ReadAgain { utterance, .. } => Some(utterance),
        _ => None,
    }
}

/// The turns of one reading, as a conversation.
fn mask_words(
    timeline: &mut [TimelineEntry],
    reading: fn(&CallEvent) -> bool,
    kinds: &[SecretKind],
    silence: &mut Vec<(Speaker, Span)>,
) {
    let read = timeline.iter_mut().filter(|entry| reading(&entry.event));
    silence.extend(hide_turns(read.filter_map(|entry| utterance(&mut entry.event)).collect(), kinds));
}

/// Hides what these kinds ask for in turns of one conversation; gives where it sounds.
pub(crate) fn mask_turns(turns: &mut [Utterance], kinds: &[SecretKind]) -> Vec<(Speaker, Span)> {
    hide_turns(turns.iter_mut().collect(), kinds)
}

fn hide_turns(mut turns: Vec<&mut Utterance>, kinds: &[SecretKind]) -> Vec<(Speaker, Span)> {
    turns.sort_by_key(|turn| (turn.span.start, turn.id));
    let found = Talk::of(turns.iter().map(|turn| &**turn)).secrets(kinds);
    let mut silence = Vec::new();
    for (turn, secrets) in turns.into_iter().zip(found) {
        let times = hide(turn, &spans(&secrets));
        silence.extend(times.into_iter().map(|time| (turn.speaker, time)));
    }
    silence
}

/// What one reading told, the other of the same sound does not tell either.
fn mask_other_readings(timeline: &mut [TimelineEntry], silence: &[(Speaker, Span)]) {
    for entry in timeline {
        if let Some(turn) = utterance(&mut entry.event) {
            let times: Vec<Span> =
                silence.iter().filter(|(speaker, _)| *speaker == turn.speaker).map(|(_, time)| *time).collect();
            hide_sound(turn, &times);
        }
    }
}

/// Numbers that were keyed in, by leg, and their tones.
fn mask_keys(timeline: &mut [TimelineEntry], kinds: &[SecretKind], silence: &mut Vec<(Speaker, Span)>) {
    let arrived = |entry: &TimelineEntry| {
        if let CallEvent::Arrived { leg, .. } = &entry.event { Some(*leg) } else { None }
    };
    let caller = timeline.iter().find_map(arrived);
    for (leg, keys) in keyed_numbers(timeline) {
        let digits: String = keys.iter().map(|(_, digit)| *digit).collect();
        let Some((kind, start, end)) = keyed(&digits) else { continue };
        if !kinds.contains(&kind) {
            continue;
        }
        let speaker = if caller == Some(leg) { Speaker::Caller } else { Speaker::Agent };
        for (place, _) in &keys[start..end] {
            let entry = &mut timeline[*place];
            entry.event = CallEvent::Key { leg, digit: Pii::new(MASKED_KEY) };
            silence.push((speaker, Span { start: entry.media_at - KEY_TONE, end: entry.media_at + KEY_TONE }));
        }
    }
}

/// Runs of digits pressed on one leg: where their entries are, and the digits.
fn keyed_numbers(timeline: &[TimelineEntry]) -> Vec<(LegId, Vec<(usize, char)>)> {
    let mut runs: Vec<(LegId, Vec<(usize, char)>)> = Vec::new();
    let mut open: BTreeMap<LegId, usize> = BTreeMap::new();
    for (place, entry) in timeline.iter().enumerate() {
        let CallEvent::Key { leg, digit } = &entry.event else { continue };
        let digit = *digit.reveal();
        if !digit.is_ascii_digit() {
            open.remove(leg);
            continue;
        }
        let run = open.get(leg).copied().filter(|run| {
            let last = runs[*run].1.last().map_or(place, |(last, _)| *last);
            entry.media_at.since(timeline[last].media_at) <= KEYS_APART
        });
        match run {
            Some(run) => runs[run].1.push((place, digit)),
            None => {
                open.insert(*leg, runs.len());
                runs.push((*leg, vec![(place, digit)]));
            }
        }
    }
    runs
}

/// What was asked for by the machine, and what agents wrote.
#[allow(clippy::wildcard_enum_match_arm, reason = "only these carry text somebody wrote")]
fn mask_written(event: &mut CallEvent, kinds: &[SecretKind]) {
    match event {
        CallEvent::Told { digits, .. } if keyed(digits.reveal()).is_some_and(|(kind, ..)| kinds.contains(&kind)) => {
            *digits = MASK.into();
        }
        CallEvent::Noted { text, .. } => mask_text(text, kinds),
        CallEvent::WrappedUp { wrap_up, .. } => mask_text(&mut wrap_up.summary, kinds),
        CallEvent::PromiseMade { promise, .. } => mask_text(&mut promise.what, kinds),
        _ => {}
    }
}

/// Hides what these kinds ask for in a text somebody wrote.
pub(crate) fn mask_text(text: &mut Pii<String>, kinds: &[SecretKind]) {
    if let Some(hidden) = hidden(text, kinds) {
        *text = hidden;
    }
}

/// A text without these kinds, if it has some.
pub(crate) fn hidden(text: &Pii<String>, kinds: &[SecretKind]) -> Option<Pii<String>> {
    let mut found = secrets(text.reveal(), None, None);
    found.retain(|secret| kinds.contains(&secret.kind));
    (!found.is_empty()).then(|| Pii::new(hide_text(text.reveal(), &spans(&found))))
}

/// The same of every text in a JSON document: cards and codes, which are in no draft for a good reason.
pub(crate) fn hidden_json(json: &str) -> Option<String> {
    let mut document: serde_json::Value = serde_json::from_str(json).ok()?;
    hide_strings(&mut document).then(|| document.to_string())
}

/// What stands in these fields of a card was written or said by somebody.
const WRITTEN: &[&str] = &["text", "note", "words", "comment", "what", "why", "why_ar", "why_en", "condition", "notes"];

/// Hides what these kinds ask for in what people wrote on a card and what it quotes; ids and numbers stay.
pub(crate) fn hide_written(card: &mut serde_json::Value, kinds: &[SecretKind]) {
    match card {
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| hide_written(item, kinds)),
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                if let serde_json::Value::String(text) = value
                    && WRITTEN.contains(&name.as_str())
                {
                    if let Some(hidden) = hidden(&text.as_str().into(), kinds) {
                        *text = hidden.into_inner();
                    }
                } else {
                    hide_written(value, kinds);
                }
            }
        }
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => {}
    }
}

fn hide_strings(value: &mut serde_json::Value) -> bool {
    use serde_json::Value;
    match value {
        Value::String(text) => {
            let found = hidden(&text.as_str().into(), &[SecretKind::Card, SecretKind::SecurityCode]);
            let some = found.is_some();
            if let Some(hidden) = found {
                *text = hidden.into_inner();
            }
            some
        }
        // Each of them is looked at, whatever the others had.
        Value::Array(items) => items.iter_mut().map(hide_strings).filter(|some| *some).count() > 0,
        Value::Object(fields) => fields.values_mut().map(hide_strings).filter(|some| *some).count() > 0,
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn spans(secrets: &[Secret]) -> Vec<TextSpan> {
    secrets.iter().map(|secret| secret.span).collect()
}

#[cfg(test)]
mod tests;
