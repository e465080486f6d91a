//! Utterances without what is to be hidden, and where it sounds.

use std::ops::Range;
use std::time::Duration;

use crate::spoken::{MASK, TextSpan, values};
use crate::{Pii, Span, Utterance, Word};

/// Word times are known to about this much; sound is hidden so much earlier and later.
const BLUR: Duration = Duration::from_millis(160);

/// A text with these parts hidden; they are in order and do not overlap.
#[must_use]
pub fn hide_text(text: &str, spans: &[TextSpan]) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut from = 0;
    for span in spans {
        hidden.push_str(&text[from..span.start]);
        hidden.push_str(MASK);
        from = span.end;
    }
    hidden.push_str(&text[from..]);
    hidden
}

/// Hides these parts of an utterance's text, its words and its values; gives where they sound.
///
/// Words know their times; where they do not fit the text, time goes by letters, and more is hidden rather than less.
pub fn hide(utterance: &mut Utterance, spans: &[TextSpan]) -> Vec<Span> {
    if spans.is_empty() {
        return Vec::new();
    }
    let text = utterance.text.reveal().clone();
    let places = places(&text, &utterance.words);
    let times = spans.iter().map(|span| time_of(utterance, &text, places.as_deref(), span)).collect();
    if let Some(places) = places {
        for span in spans {
            let hit = |n: usize| places[n].start < span.end && span.start < places[n].end;
            hide_words(&mut utterance.words, hit);
        }
        utterance.words.retain(|word| !word.text.reveal().is_empty());
    } else {
        utterance.words.clear();
    }
    let hidden = hide_text(&text, spans);
    utterance.values = values(&hidden, Some(utterance.language));
    utterance.text = Pii::new(hidden);
    times
}

/// Hides the words of an utterance that sound within these times, as [`hide`] gave them: another reading of the same sound.
/// True when there were some.
pub fn hide_sound(utterance: &mut Utterance, times: &[Span]) -> bool {
    let text = utterance.text.reveal().clone();
    let Some(places) = places(&text, &utterance.words) else { return false };
    let inside = |word: &Word| {
        let middle = word.span.start + word.span.duration() / 2;
        times.iter().any(|time| time.start + BLUR <= middle && middle < time.end - BLUR)
    };
    let mut spans: Vec<TextSpan> = Vec::new();
    let mut goes_on = false;
    for (word, place) in utterance.words.iter().zip(&places) {
        let hit = inside(word) && word.text.reveal() != MASK;
        match spans.last_mut() {
            Some(last) if hit && goes_on => last.end = place.end,
            _ if hit => spans.push(TextSpan { start: place.start, end: place.end }),
            Some(_) | None => {}
        }
        goes_on = hit;
    }
    hide(utterance, &spans);
    !spans.is_empty()
}

/// The first of these words stands for all of them, the others are emptied.
fn hide_words(words: &mut [Word], hit: impl Fn(usize) -> bool) {
    let mut first: Option<usize> = None;
    for n in 0..words.len() {
        if !hit(n) {
            continue;
        }
        match first {
            Some(first) => {
                words[first].span.end = words[n].span.end.max(words[first].span.end);
                words[n].text = Pii::new(String::new());
            }
            None => {
                words[n].text = MASK.into();
                first = Some(n);
            }
        }
    }
}

/// Where each word stands in the text, if they all do, in order.
fn places(text: &str, words: &[Word]) -> Option<Vec<Range<usize>>> {
    let mut from = 0;
    let mut found = Vec::with_capacity(words.len());
    for word in words {
        let word = word.text.reveal().trim();
        let start = from + text[from..].find(word)?;
        from = start + word.len();
        found.push(start..from);
    }
    (!found.is_empty()).then_some(found)
}

fn time_of(utterance: &Utterance, text: &str, places: Option<&[Range<usize>]>, span: &TextSpan) -> Span {
    let blurred = |start: crate::MediaTime, end: crate::MediaTime| Span { start: start - BLUR, end: end + BLUR };
    let inside = places
        .into_iter()
        .flatten()
        .zip(&utterance.words)
        .filter(|(place, _)| place.start < span.end && span.start < place.end);
    let times: Vec<Span> = inside.map(|(_, word)| word.span).collect();
    let start = times.iter().map(|time| time.start).min();
    let end = times.iter().map(|time| time.end).max();
    if let (Some(start), Some(end)) = (start, end) {
        return blurred(start, end);
    }
    let whole = utterance.span;
    let share = |byte: usize| {
        let letters = text.chars().count().max(1) as u64;
        let before = text[..byte].chars().count() as u64;
        Duration::from_millis(whole.duration().as_millis() as u64 * before / letters)
    };
    // A quarter of a second more on both sides: letters are a rough clock.
    let slack = Duration::from_millis(250);
    blurred(whole.start + share(span.start) - slack, whole.start + share(span.end) + slack)
}
