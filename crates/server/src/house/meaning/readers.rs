//! The models that make vectors of sentences.

use std::path::Path;

use anyhow::Result;
use wasl_dialogue::intent::{Vectors, in_latin_letters};
use wasl_infer::{Embedder, EnglishEmbedder};

use super::{ENGLISH_MODEL, MODEL};
use crate::house::opening;

/// The model of all languages and, where it is there, that of English.
#[derive(Debug)]
pub(crate) struct Readers {
    all: Embedder,
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
        let english = file(ENGLISH_MODEL).map(|file| EnglishEmbedder::load(&file)).transpose()?;
        Ok(Some(Self { all: Embedder::load(&all)?, english }))
    }

    /// The vector by the model of all languages.
    pub(crate) fn said(&mut self, text: &str) -> Vec<f32> {
        self.all.embed(text)
    }

    /// All vectors of a sentence in the form in which intents are told.
    pub(crate) fn read(&mut self, text: &str) -> Vectors {
        let english = self.english.as_mut().filter(|_| in_latin_letters(text)).map(|english| english.embed(text));
        Vectors { meaning: Some(self.all.embed(text)), english }
    }
}
