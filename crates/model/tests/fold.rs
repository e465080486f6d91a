//! The fold and its way back, on the vectors that the console's tests read too, and on any text.

use proptest::prelude::*;
use serde::Deserialize;
use wasl_model::fold::{Folded, fold};

/// `map` counts characters of `text`, so that both languages can read it.
#[derive(Deserialize)]
struct Vector {
    name: String,
    text: String,
    folded: String,
    map: Vec<[usize; 2]>,
}

#[test]
fn the_fold_is_that_of_the_shared_vectors() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("fold.json")).expect("vectors");
    assert!(vectors.len() > 30);
    for Vector { name, text, folded, map } in vectors {
        let byte = |place: usize| text.char_indices().nth(place).map_or(text.len(), |(byte, _)| byte);
        let expected: Vec<_> = map.iter().map(|[from, to]| byte(*from)..byte(*to)).collect();
        let found = Folded::of(&text);
        assert_eq!(found.text, folded, "{name}");
        assert_eq!(found.map().collect::<Vec<_>>(), expected, "{name}");
        assert_eq!(fold(&text), folded, "{name}");
    }
}

#[test]
fn a_word_is_found_however_it_is_written() {
    let text = "قال الموظَّف: نعم، الـمُوَظَّف. ﺍﻟﻤﻮﻇﻒ!";
    let hits: Vec<_> = Folded::of(text).find("الموظف").into_iter().map(|hit| &text[hit]).collect();
    assert_eq!(hits, ["الموظَّف", "الـمُوَظَّف", "ﺍﻟﻤﻮﻇﻒ"]);
    assert!(Folded::of(text).find("").is_empty());
    assert!(Folded::of("").find("ا").is_empty());
}

#[test]
fn a_long_text_folds_in_no_time() {
    let text = "أَهْلًا وَسَهْلًا ﻻ ".repeat(40_000) + &"\u{0301}".repeat(200_000);
    let begun = std::time::Instant::now();
    let folded = Folded::of(&text);
    let hits = folded.find("سهلا");
    assert_eq!(hits.len(), 40_000);
    assert!(begun.elapsed().as_secs() < 20, "{:?} for {} bytes", begun.elapsed(), text.len());
}

/// Letters, marks and controls of the kinds the fold works on, often.
fn any_text() -> impl Strategy<Value = String> {
    let telling = prop::sample::select(
        "اأإآٱىئؤةهيیکكبلوَُِّْٰٓٔـ\u{200F}\u{2067}\u{061C}٠٩۰۹ﻻﷺﻣeéTİΣſ\u{0301}\u{0323}\u{0308}½Å😀\u{200D}\u{1112}\u{1161} ,"
            .chars()
            .collect::<Vec<_>>(),
    );
    prop::collection::vec(prop_oneof![3 => telling, 1 => any::<char>()], 0..40)
        .prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn folding_twice_is_folding_once(text in any_text()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn the_map_is_in_order_and_leaves_nothing_out(text in any_text()) {
        let folded = Folded::of(&text);
        prop_assert_eq!(folded.map().len(), folded.text.chars().count());
        let (mut start, mut end) = (0, 0);
        for from in folded.map() {
            prop_assert!(text.get(from.clone()).is_some_and(|part| !part.is_empty()));
            prop_assert!(from.start == end || from.start == start && from.end >= end, "{from:?} after {start}..{end}");
            (start, end) = (from.start, from.end);
        }
        prop_assert!(folded.text.is_empty() || end == text.len());
    }

    #[test]
    fn a_word_of_the_original_lights_itself(before in any_text(), word in "[اأإىةؤكلمنa-zA-Z]{1,8}", after in any_text()) {
        let text = format!("{before} {word} {after}");
        let whole = before.len() + 1..before.len() + 1 + word.len();
        let lit = Folded::of(&text).find(&word);
        // A mark that begins the rest belongs to the space, a dropped one to the word.
        let covers = |hit: &std::ops::Range<usize>| hit.start <= whole.start && hit.end >= whole.end;
        let overlapped = |hit: &std::ops::Range<usize>| hit.start < whole.end && hit.end > whole.start;
        prop_assert!(lit.iter().any(|hit| covers(hit) || overlapped(hit)), "{word} in {text:?}: {lit:?}");
        for hit in lit {
            prop_assert!(fold(&text[hit.clone()]).contains(&fold(&word)), "{:?}", &text[hit]);
        }
    }

    #[test]
    fn every_part_of_the_folded_text_has_a_part_of_the_original(text in any_text(), from in 0usize..60, length in 0usize..60) {
        let folded = Folded::of(&text);
        let part = folded.original(from..from + length);
        prop_assert!(text.get(part).is_some());
    }
}
