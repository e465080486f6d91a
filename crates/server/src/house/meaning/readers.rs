//! The models that make vectors of sentences.

use std::path::Path;

use anyhow::Result;
use wasl_dialogue::intent::{Vectors, language_of};
use wasl_infer::{Embedder, EnglishEmbedder, UniversalEmbedder};
use wasl_model::Language;

use super::{ARABIC_MODEL, ENGLISH_MODEL, MODEL};
use crate::house::opening;

/// The model of all languages and, where they are there, those of one.
#[derive(Debug)]
pub(crate) struct Readers {
    all: Embedder,
    arabic: Option<UniversalEmbedder>,
    english: Option<EnglishEmbedder>,
}

impl Readers {
    /// Loads what is there; `missing` is told what is not. Without the model of all languages there are none.
    ///
    /// # Errors
    /// When a model is not as expected.
    pub(crate) fn load(models: &Path, missing: impl Fn(&str, &anyhow::Error)) -> Result<Option<Self>> {
        let file = |model| opening::model_file(models, model).inspect_err(|error| missing(model, error)).ok();
        let Some(all) = file(MODEL) else { return Ok(None) };
        let arabic = file(ARABIC_MODEL).map(|file| UniversalEmbedder::load(&file)).transpose()?;
        let english = file(ENGLISH_MODEL).map(|file| EnglishEmbedder::load(&file)).transpose()?;
        Ok(Some(Self { all: Embedder::load(&all)?, arabic, english }))
    }

    /// The vector by the model of all languages.
    pub(crate) fn said(&mut self, text: &str) -> Vec<f32> {
        self.all.embed(text)
    }

    /// All vectors of a sentence in the form in which intents are told.
    pub(crate) fn read(&mut self, text: &str) -> Vectors {
        let own = language_of(text).and_then(|language| Some((language, self.own(language, text)?)));
        Vectors { meaning: Some(self.all.embed(text)), own }
    }

    fn own(&mut self, language: Language, text: &str) -> Option<Vec<f32>> {
        match language {
            Language::Ar => self.arabic.as_mut().map(|arabic| arabic.embed(text)),
            Language::En => self.english.as_mut().map(|english| english.embed(text)),
        }
    }
}
