//! Secrets in sentences of our own, written before the reader was tuned: `{kind:what tells it}` is to be found, and
//! nothing else. The numbers are made up; cards, accounts and ids have check digits that fit.

use wasl_model::secret::{Secret, SecretKind, secrets};
use wasl_model::secret::{Talk, hide, hide_sound};
use wasl_model::spoken::TextSpan;
use wasl_model::{Language, MediaTime, Span, Speaker, Utterance, UtteranceId, Word};

#[derive(Default)]
struct Count {
    labelled: u32,
    covered: u32,
    right_kind: u32,
    found: u32,
    wanted: u32,
}

/// A labelled sentence as its text and its secrets.
fn sentence(line: &str) -> (String, Vec<Secret>) {
    let mut text = String::new();
    let mut labels = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (label, behind) = after.split_once('}').expect("a label ends");
        let (kind, words) = label.split_once(':').expect("a label has a kind");
        let start = text.len();
        text.push_str(words);
        labels.push(Secret { kind: kind_of(kind), span: TextSpan { start, end: text.len() } });
        rest = behind;
    }
    text.push_str(rest);
    (text, labels)
}

fn kind_of(name: &str) -> SecretKind {
    match name {
        "card" => SecretKind::Card,
        "code" => SecretKind::SecurityCode,
        "iban" => SecretKind::Iban,
        "id" => SecretKind::NationalId,
        "phone" => SecretKind::Phone,
        other => panic!("no kind {other}"),
    }
}

#[allow(clippy::print_stdout, reason = "the figures are what the test is for")]
fn measure(name: &str, table: &str, language: Language) -> Count {
    let mut count = Count::default();
    let mut wrong = String::new();
    for line in table.lines() {
        let (text, labels) = sentence(line);
        let found = secrets(&text, Some(language), None);
        let within = |inner: &TextSpan, outer: &TextSpan| outer.start <= inner.start && inner.end <= outer.end;
        let meets = |a: &TextSpan, b: &TextSpan| a.start < b.end && b.start < a.end;
        for label in &labels {
            count.labelled += 1;
            let whole = found.iter().find(|secret| within(&label.span, &secret.span));
            count.covered += u32::from(whole.is_some());
            count.right_kind += u32::from(whole.is_some_and(|secret| secret.kind == label.kind));
        }
        count.found += u32::try_from(found.len()).expect("few");
        let wanted = found.iter().filter(|secret| labels.iter().any(|label| meets(&label.span, &secret.span)));
        count.wanted += u32::try_from(wanted.count()).expect("few");
        if found != labels {
            wrong += &format!("  {line}\n    {found:?}\n");
        }
    }
    let share = |part: u32, whole: u32| 100.0 * f64::from(part) / f64::from(whole);
    println!(
        "{name}: {} sentences, {} secrets; recall {:.1} %, precision {:.1} %, right kind {:.1} %\n{wrong}",
        table.lines().count(),
        count.labelled,
        share(count.covered, count.labelled),
        share(count.wanted, count.found),
        share(count.right_kind, count.labelled),
    );
    count
}

fn passes(count: &Count) {
    assert!(f64::from(count.covered) >= 0.95 * f64::from(count.labelled), "recall");
    assert!(f64::from(count.wanted) >= 0.95 * f64::from(count.found), "precision");
    assert!(f64::from(count.right_kind) >= 0.95 * f64::from(count.labelled), "kinds");
}

#[test]
fn secrets_told_in_arabic_are_found_and_nothing_else() {
    passes(&measure("ar", include_str!("secrets/ar.txt"), Language::Ar));
}

#[test]
fn secrets_told_in_english_are_found_and_nothing_else() {
    passes(&measure("en", include_str!("secrets/en.txt"), Language::En));
}

fn utterance(speaker: Speaker, n: u64, text: &str) -> Utterance {
    let start = n * 10_000;
    let words = text.split(' ').zip(0..).map(|(word, n)| Word {
        text: word.into(),
        span: Span { start: MediaTime(start + n * 300), end: MediaTime(start + n * 300 + 280) },
        confidence: 0.9,
    });
    let words: Vec<Word> = words.collect();
    Utterance {
        id: UtteranceId::numbered(u128::from(n)),
        speaker,
        span: Span { start: MediaTime(start), end: words.last().map_or(MediaTime(start), |word| word.span.end) },
        language: Language::Ar,
        text: text.into(),
        confidence: 0.9,
        words,
        matched: None,
        values: wasl_model::spoken::values(text, None),
    }
}

#[test]
fn a_card_told_in_pieces_over_turns_is_one_card() {
    use Speaker::{Agent, Caller};
    let turns = [
        utterance(Agent, 0, "ممكن تعطيني رقم البطاقة"),
        utterance(Caller, 1, "أكيد أربعة واحد واحد واحد"),
        utterance(Agent, 2, "نعم"),
        utterance(Caller, 3, "واحد واحد واحد واحد"),
        utterance(Caller, 4, "واحد واحد واحد واحد"),
        utterance(Agent, 5, "كمل"),
        utterance(Caller, 6, "واحد واحد واحد واحد وبس"),
        utterance(Agent, 7, "والثلاث أرقام اللي ورا"),
        utterance(Caller, 8, "سبعة سبعة تسعة"),
        utterance(Agent, 9, "انخصم منك خمسمية ريال"),
    ];
    let kinds: Vec<Vec<SecretKind>> =
        Talk::of(&turns).secrets(&SecretKind::ALL).iter().map(|turn| turn.iter().map(|s| s.kind).collect()).collect();
    let (card, code, none) = (vec![SecretKind::Card], vec![SecretKind::SecurityCode], Vec::new());
    let expected = [&none, &card, &none, &card, &card, &none, &card, &none, &code, &none];
    assert_eq!(kinds.iter().collect::<Vec<_>>(), expected);
    let only = Talk::of(&turns).secrets(&[SecretKind::SecurityCode]);
    assert_eq!(only.iter().filter(|found| !found.is_empty()).count(), 1, "only the kinds asked for");
}

#[test]
fn what_is_hidden_is_gone_from_text_words_and_values_and_its_time_is_told() {
    let mut turn = utterance(Speaker::Caller, 1, "رقم بطاقتي 4111 1111 1111 1111 وتنتهي بمارس");
    let spans: Vec<TextSpan> = secrets(turn.text.reveal(), None, None).iter().map(|secret| secret.span).collect();
    let times = hide(&mut turn, &spans);
    assert_eq!(turn.text.reveal(), "رقم بطاقتي ••• وتنتهي بمارس");
    let words: Vec<_> = turn.words.iter().map(|word| word.text.reveal().as_str()).collect();
    assert_eq!(words, ["رقم", "بطاقتي", "•••", "وتنتهي", "بمارس"]);
    assert!(!serde_json::to_string(&turn).expect("JSON").contains("1111"));
    assert_eq!(times, [Span { start: MediaTime(10_600 - 160), end: MediaTime(11_780 + 160) }]);
    // The other reading of the same sound is hidden by its times.
    let mut other = utterance(Speaker::Caller, 1, "رقم بطاقة أربعة ألف مية حداشر وتنتهي بمارس");
    assert!(hide_sound(&mut other, &times));
    assert_eq!(other.text.reveal(), "رقم بطاقة ••• وتنتهي بمارس");
    assert!(!hide_sound(&mut utterance(Speaker::Caller, 3, "شكرا"), &times));
    // Without word times, time goes by letters, generously.
    let mut bare = Utterance {
        words: Vec::new(),
        ..utterance(Speaker::Caller, 1, "رقم بطاقتي 4111 1111 1111 1111 وتنتهي بمارس")
    };
    let rough = hide(&mut bare, &spans);
    assert!(rough[0].start <= times[0].start && rough[0].end >= times[0].end);
}
