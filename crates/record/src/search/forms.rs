//! Arabic words without what is written to them: the conjunctions و ف, the prepositions ب ل ك and the article ال.
//!
//! No dictionary stands behind it, so it may take a letter that belongs to the word (بطاقة → طاقة): what is found that way
//! ranks second. Words are folded before ([`wasl_model::fold`]).

/// Letters that must be left of a word: with fewer nearly every one of them would be another word.
const LEAST_LEFT: usize = 3;

/// Every form of a folded word with one more thing taken off its front, longest first; none for most words.
#[must_use]
pub fn forms(word: &str) -> Vec<&str> {
    let mut forms = Vec::new();
    let bare = without(word, &["و", "ف"]);
    forms.extend(bare);
    let bare = bare.unwrap_or(word);
    if let Some(noun) = without_article(bare) {
        // بالفاتورة is also ب and الفاتورة.
        forms.extend(without(bare, &["ب", "ك"]).filter(|rest| rest.starts_with("ال")));
        forms.push(noun);
    } else {
        forms.extend(without(bare, &["ب", "ل"]));
    }
    forms
}

/// What somebody who asks for a word with its article also means: the noun alone.
#[must_use]
pub fn noun(word: &str) -> Option<&str> {
    without_article(without(word, &["و", "ف"]).unwrap_or(word)).or_else(|| without_article(word))
}

fn without_article(word: &str) -> Option<&str> {
    without(word, &["بال", "كال", "ال", "لل"])
}

fn without<'a>(word: &'a str, fronts: &[&str]) -> Option<&'a str> {
    let rest = fronts.iter().find_map(|front| word.strip_prefix(front))?;
    (rest.chars().count() >= LEAST_LEFT).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_to_a_word_comes_off_one_by_one() {
        for (word, expected) in [
            ("الفاتوره", vec!["فاتوره"]),
            ("والفاتوره", vec!["الفاتوره", "فاتوره"]),
            ("بالفاتوره", vec!["الفاتوره", "فاتوره"]),
            ("وبالفاتوره", vec!["بالفاتوره", "الفاتوره", "فاتوره"]),
            ("للفاتوره", vec!["فاتوره"]),
            ("وقال", vec!["قال"]),
            ("لبنك", vec!["بنك"]),
            ("وصل", vec![]),
            ("الله", vec![]),
            ("refund", vec![]),
            ("5", vec![]),
        ] {
            assert_eq!(forms(word), expected, "{word}");
        }
    }

    #[test]
    fn whoever_asks_with_the_article_also_means_the_noun() {
        for (word, expected) in [
            ("الفاتوره", Some("فاتوره")),
            ("وبالفاتوره", Some("فاتوره")),
            ("والفاتوره", Some("فاتوره")),
            ("للفاتوره", Some("فاتوره")),
            ("بطاقه", None),
            ("وقال", None),
        ] {
            assert_eq!(noun(word), expected, "{word}");
        }
    }
}
