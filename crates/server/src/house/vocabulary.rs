//! The site's own words, for the recogniser to spell as the site does: those of `[speech] vocabulary` first, then, in
//! English, the names of the line and its agents, the menus' words and what intents are called.
//!
//! Arabic gets what the site wrote and nothing else: base, which hears Arabic poorly, recites what it was given. Measured on
//! the 133 Arabic clips of `shared/data/speech`: word error 65 % with nothing before them, 76 % after four names, 75 % after
//! names and intents, some of which it heard where nobody had said them; on the 141 English ones 4.4 and 3.8 %.

use std::collections::BTreeSet;
use std::iter;
use std::sync::Arc;

use wasl_dialogue::Site;
use wasl_infer::Vocabulary;
use wasl_model::Language;
use wasl_model::fold::fold;

use crate::config::Config;

/// About a hundred tokens: what a small model takes in before it begins to repeat it.
const MOST_LETTERS: usize = 400;

/// The words of a site.
pub(crate) fn of(config: &Config, site: &Site) -> Vocabulary {
    let prompt = |language| joined(words(config, site, language), language);
    Vocabulary { ar: prompt(Language::Ar), en: prompt(Language::En) }
}

/// Most important first.
fn words<'a>(config: &'a Config, site: &'a Site, language: Language) -> impl Iterator<Item = &'a str> {
    let given = config.speech.vocabulary.of(language).iter().map(String::as_str);
    let found = (language == Language::En).then(|| english(config, site)).into_iter().flatten();
    given.chain(found)
}

fn english<'a>(config: &'a Config, site: &'a Site) -> impl Iterator<Item = &'a str> {
    let agents = config.agents.iter().map(|agent| agent.name.as_str()).filter(|name| !is_arabic(name));
    let asks = site.flows().flat_map(|flow| flow.spec().states.values()).filter_map(|state| state.ask());
    let menus = asks.flat_map(|ask| &ask.choices).flat_map(|choice| choice.words.of(Language::En).iter().take(1));
    let intents = site.intents.iter().filter_map(|intent| intent.title.as_ref()).map(|title| title.en.as_str());
    iter::once(config.support.name_en.as_str()).chain(agents).chain(menus.map(String::as_str)).chain(intents)
}

fn is_arabic(name: &str) -> bool {
    name.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c))
}

/// As a list, each once, as many as there is room for.
fn joined<'a>(words: impl Iterator<Item = &'a str>, language: Language) -> Option<Arc<str>> {
    let comma = match language {
        Language::Ar => "، ",
        Language::En => ", ",
    };
    let mut seen = BTreeSet::new();
    let mut letters = 0;
    let fresh = words.map(str::trim).filter(|word| !word.is_empty() && seen.insert(fold(word)));
    let fitting = fresh.take_while(|word| {
        letters += word.chars().count() + comma.chars().count();
        letters <= MOST_LETTERS
    });
    let list = fitting.collect::<Vec<_>>().join(comma);
    (!list.is_empty()).then(|| list.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_once_in_order_and_within_bounds() {
        let list = joined(["وصل", "فرع العليا", " وَصل ", "", "نورة"].into_iter(), Language::Ar);
        assert_eq!(list.as_deref(), Some("وصل، فرع العليا، نورة"));
        let many: Vec<String> = (0..200).map(|n| format!("product {n}")).collect();
        let list = joined(many.iter().map(String::as_str), Language::En).unwrap();
        assert!(list.chars().count() <= MOST_LETTERS && list.starts_with("product 0, product 1"), "{list}");
        assert!(!list.ends_with(", "), "no word is cut: {list}");
        assert_eq!(joined(std::iter::empty(), Language::En), None);
    }

    #[test]
    fn english_has_the_shipped_site_s_menus_and_names_and_arabic_what_was_written() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let config = Config::load(&root.join("config/demo.toml")).unwrap();
        let mut with = config.clone();
        with.speech.vocabulary.ar = vec!["بطاقة وصل الذهبية".to_owned()];
        let site = Site::load(&root.join("config"), &root.join("prompts")).unwrap();
        let vocabulary = of(&with, &site);
        assert_eq!(vocabulary.ar.as_deref(), Some("بطاقة وصل الذهبية"));
        assert_eq!(of(&config, &site).ar, None);
        let english = vocabulary.en.unwrap();
        assert!(english.contains("Sara") && english.contains("complaints") && !english.contains("نورة"), "{english}");
    }
}
