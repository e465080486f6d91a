//! What is hidden of a turn, and where in its sound.

use wasl_model::spoken::values;
use wasl_model::{CallId, Language, MediaTime, Timestamp, UtteranceId, Word};

use super::*;

const CALLER: u128 = 1;
const AGENT: u128 = 2;

fn said(speaker: Speaker, id: u128, start: u64, text: &str) -> Utterance {
    let words = text.split(' ').zip(0..).map(|(word, n)| Word {
        text: word.into(),
        span: Span { start: MediaTime(start + n * 300), end: MediaTime(start + n * 300 + 280) },
        confidence: 0.9,
    });
    let words: Vec<Word> = words.collect();
    Utterance {
        id: UtteranceId::numbered(id),
        speaker,
        span: Span { start: MediaTime(start), end: words.last().map_or(MediaTime(start), |word| word.span.end) },
        language: Language::Ar,
        text: text.into(),
        confidence: 0.9,
        words,
        matched: None,
        values: values(text, None),
    }
}

fn timeline(events: Vec<(u64, CallEvent)>) -> Vec<TimelineEntry> {
    let entry = |(seq, (at, event))| TimelineEntry {
        call: CallId::numbered(9),
        seq,
        at: Timestamp(0),
        media_at: MediaTime(at),
        event,
    };
    (0..).zip(events).map(entry).collect()
}

fn arrived() -> (u64, CallEvent) {
    let event = CallEvent::Arrived { leg: LegId::numbered(CALLER), from: None, dialled: "support".into(), trunk: None };
    (0, event)
}

fn keys(leg: u128, from: u64, digits: &str) -> Vec<(u64, CallEvent)> {
    let key = |(n, digit)| (from + n * 500, CallEvent::Key { leg: LegId::numbered(leg), digit: Pii::new(digit) });
    (0_u64..).zip(digits.chars()).map(key).collect()
}

#[test]
fn both_readings_lose_what_either_told_and_the_sound_is_silenced() {
    let heard = said(Speaker::Caller, 5, 10_000, "رقم بطاقتي أربعة واحد كذا شكرا");
    let again = said(Speaker::Caller, 5, 10_000, "رقم بطاقتي 4111 1111 1111 1111 شكرا");
    let before = timeline(vec![
        arrived(),
        (11_000, CallEvent::Heard { utterance: heard }),
        (12_000, CallEvent::ReadAgain { utterance: again, model: "large".into() }),
    ]);
    let masks = Masks::of(&before, &[SecretKind::Card]);
    let text = serde_json::to_string(&masks.entries).unwrap();
    assert!(!text.contains("1111") && !text.contains("واحد"), "{text}");
    assert_eq!(masks.entries.len(), 2);
    let span = Span { start: MediaTime(10_600 - 160), end: MediaTime(11_780 + 160) };
    assert_eq!(masks.silence, [(Speaker::Caller, span)]);
    let mut after = before.clone();
    for entry in masks.entries {
        let place = usize::try_from(entry.seq).unwrap();
        after[place] = entry;
    }
    assert_eq!(Masks::of(&after, &SecretKind::ALL), Masks::default(), "done once, done");
    assert_eq!(Masks::of(&before, &[]), Masks::default(), "nothing is asked for");
}

#[test]
fn keyed_cards_and_written_ones_are_masked_and_menus_are_not() {
    let mut events = vec![arrived()];
    events.extend(keys(CALLER, 1_000, "2"));
    events.extend(keys(CALLER, 20_000, "4111111111111111"));
    events.extend(keys(AGENT, 40_000, "1"));
    let told = CallEvent::Told { what: "card".into(), digits: "4111111111111111".into() };
    let note = CallEvent::Noted {
        agent: "omar".into(), text: "بطاقته 4111 1111 1111 1111 ورقم الطلب 123456".into()
    };
    events.extend([(50_000, told), (51_000, note)]);
    let masks = Masks::of(&timeline(events), &[SecretKind::Card]);
    assert_eq!(masks.entries.len(), 18);
    assert_eq!(masks.silence.len(), 16);
    let text = serde_json::to_string(&masks.entries).unwrap();
    assert!(!text.contains("4111") && text.contains("123456"), "{text}");
}

#[test]
fn phones_stay_unless_they_are_asked_for() {
    let heard = CallEvent::Heard { utterance: said(Speaker::Caller, 1, 0, "جوالي 0551234567") };
    let before = timeline(vec![arrived(), (900, heard)]);
    assert_eq!(Masks::of(&before, &[SecretKind::Card, SecretKind::Iban]), Masks::default());
    assert_eq!(Masks::of(&before, &[SecretKind::Phone]).entries.len(), 1);
}

#[test]
fn a_callback_s_number_stays_where_it_is_kept_and_goes_where_it_was_told() {
    let promised =
        CallEvent::CallbackPromised { queue: "cards".into(), number: Some("0551234567".into()), terms: None };
    let mut events = vec![(
        0,
        CallEvent::Arrived {
            leg: LegId::numbered(CALLER),
            from: Some("+966559876543".into()),
            dialled: "support".into(),
            trunk: None,
        },
    )];
    events.extend(keys(CALLER, 1_000, "0551234567"));
    events.push((9_000, CallEvent::Told { what: "callback_number".into(), digits: "0551234567".into() }));
    events.push((9_100, promised));
    events.push((9_900, CallEvent::Heard { utterance: said(Speaker::Agent, 1, 9_500, "بنتصل عليك على 0551234567") }));
    let before = timeline(events);
    let masks = Masks::of(&before, &SecretKind::ALL);
    assert_eq!(masks.entries.len(), 12);
    assert!(!serde_json::to_string(&masks.entries).unwrap().contains("055"));
    let changed = |seq: usize| masks.entries.iter().any(|entry| entry.seq == seq as u64);
    let stays = (0..before.len()).filter(|seq| !changed(*seq)).collect::<Vec<_>>();
    assert_eq!(stays, [0, 12], "who called, and who is to be called back");
}
