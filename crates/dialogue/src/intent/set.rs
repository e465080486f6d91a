//! The intents' files: one file per intent, named as the file.

use std::collections::BTreeMap;

use serde::Deserialize;
use wasl_model::{IntentId, Language, PromptId, QueueId, Skill, SkillLevel};

/// The file whose examples belong to no intent: small talk, wrong numbers, other firms' business.
pub const UNKNOWN: &str = "unknown";

/// What people call something, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// In Arabic.
    pub ar: String,
    /// In English.
    pub en: String,
}

/// One thing a caller may want.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntentSpec {
    /// Its name, the same as the file's.
    pub name: IntentId,
    /// What people call it; its name when left out.
    #[serde(default)]
    pub title: Option<Title>,
    /// Where its callers wait.
    pub queue: QueueId,
    /// Skills its agents must have, with the least level.
    #[serde(default)]
    pub skills: BTreeMap<Skill, SkillLevel>,
    /// The answer the machine may give; without one only a person answers.
    pub answer: Option<PromptId>,
    /// The question that confirms it («هل تريد …؟»).
    pub confirm: PromptId,
    /// How callers say it.
    pub examples: Examples,
}

/// How callers say it, most usual first: the first ones are also scored by the recogniser.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// In Arabic, dialects included.
    pub ar: Vec<String>,
    /// In English.
    pub en: Vec<String>,
}

impl Examples {
    /// The examples of one language.
    #[must_use]
    pub fn of(&self, language: Language) -> &[String] {
        match language {
            Language::Ar => &self.ar,
            Language::En => &self.en,
        }
    }

    /// All examples.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.ar.iter().chain(&self.en).map(String::as_str)
    }
}

/// `unknown.toml`: what is none of the intents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnknownFile {
    examples: Examples,
}

/// All intents of a site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IntentSet {
    intents: BTreeMap<IntentId, IntentSpec>,
    unknown: Examples,
}

impl IntentSet {
    /// Adds the file `stem.toml`.
    ///
    /// # Errors
    /// A sentence that says what is wrong in the file and what to do.
    pub fn add(&mut self, stem: &str, text: &str) -> Result<(), String> {
        if stem == UNKNOWN {
            self.unknown = toml::from_str::<UnknownFile>(text).map_err(|error| error.to_string())?.examples;
            return Ok(());
        }
        let spec: IntentSpec = toml::from_str(text).map_err(|error| error.to_string())?;
        check(stem, &spec)?;
        self.intents.insert(spec.name.clone(), spec);
        Ok(())
    }

    /// One intent.
    #[must_use]
    pub fn get(&self, intent: &IntentId) -> Option<&IntentSpec> {
        self.intents.get(intent)
    }

    /// All intents, by name.
    pub fn iter(&self) -> impl Iterator<Item = &IntentSpec> {
        self.intents.values()
    }

    /// How many intents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.intents.len()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.intents.is_empty()
    }

    /// Sentences that are none of the intents.
    #[must_use]
    pub const fn unknown(&self) -> &Examples {
        &self.unknown
    }

    /// A few typical examples of every intent, in turn, `at_most` in all.
    #[must_use]
    pub fn typical(&self, language: Language, at_most: usize) -> Vec<String> {
        let longest = self.iter().map(|spec| spec.examples.of(language).len()).max().unwrap_or(0);
        (0..longest)
            .flat_map(|nth| self.iter().filter_map(move |spec| spec.examples.of(language).get(nth)))
            .take(at_most)
            .cloned()
            .collect()
    }
}

fn check(stem: &str, spec: &IntentSpec) -> Result<(), String> {
    if spec.name.as_str() != stem {
        return Err(format!("name is \"{}\"; write \"{stem}\", the file's name", spec.name));
    }
    if spec.queue.as_str().is_empty() {
        return Err("queue is empty; name the queue whose agents serve this intent".to_owned());
    }
    for language in Language::ALL {
        if spec.examples.of(language).is_empty() {
            return Err(format!("examples.{language} is empty; write at least five sentences as callers say them"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BALANCE: &str = r#"
name = "balance"
queue = "support"
confirm = "confirm_balance"
examples = { ar = ["كم رصيدي"], en = ["what is my balance"] }
"#;

    #[test]
    fn a_file_is_read_and_a_bad_one_says_what_to_do() {
        let mut set = IntentSet::default();
        set.add("balance", BALANCE).unwrap();
        assert_eq!(set.get(&"balance".into()).unwrap().queue, "support".into());
        let renamed = set.add("refund", BALANCE).unwrap_err();
        assert!(renamed.contains("write \"refund\""), "{renamed}");
        let misspelt = set.add("balance", &BALANCE.replace("confirm ", "confrim ")).unwrap_err();
        assert!(misspelt.contains("confrim"), "{misspelt}");
        let silent = set.add("balance", &BALANCE.replace("\"كم رصيدي\"", "")).unwrap_err();
        assert!(silent.contains("examples.ar"), "{silent}");
        let level = set.add("balance", &BALANCE.replace("confirm =", "skills = { cards = 9 }\nconfirm =")).unwrap_err();
        assert!(level.contains("between 1 and 5"), "{level}");
    }
}
