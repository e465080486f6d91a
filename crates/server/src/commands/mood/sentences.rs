//! What sentences mean, for `wasl mood`: their vectors, and the weights that tell moods by them.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use wasl_infer::Embedder;
use wasl_mood::Lexicon;
use wasl_mood::meaning::{Lesson, fit};

use crate::house::meaning::MODEL;
use crate::house::opening;

/// The vector of a text, where the model for it is here.
pub(super) fn vector(models: &Path, text: &str) -> Option<Vec<f32>> {
    let file = opening::model_file(models, MODEL).ok()?;
    Some(Embedder::load(&file).ok()?.embed(text))
}

/// `wasl mood learn`: weights fitted on the example sentences of a lexicon.
pub(super) fn learn(folder: Option<&Path>, out: &Path, models: &Path) -> Result<ExitCode> {
    let own = folder.map(Lexicon::load).transpose()?;
    let builtin = Lexicon::builtin();
    let lexicon = own.as_ref().unwrap_or(&builtin);
    let mut embedder = Embedder::load(&opening::model_file(models, MODEL)?)?;
    let lesson =
        |example: &wasl_mood::manner::Example| Lesson { vector: embedder.embed(&example.text), mood: example.mood };
    let lessons: Vec<Lesson> = lexicon.examples().iter().map(lesson).collect();
    let data = checksum(&lexicon.examples_as_text());
    let Some(meaning) = fit(&lessons, MODEL, &data) else { bail!("the lexicon has no examples.<language>.tsv") };
    let json = serde_json::to_string(&meaning).context("could not write JSON")? + "\n";
    std::fs::write(out, json).with_context(|| format!("cannot write {}", out.display()))?;
    crate::commands::say(&format!("{} sentences, data {data}", lessons.len()));
    Ok(ExitCode::SUCCESS)
}

fn checksum(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_were_fitted_on_the_shipped_sentences() {
        let lexicon = Lexicon::builtin();
        let meaning = lexicon.meaning().expect("the lexicon comes with its weights");
        assert_eq!(
            (meaning.model.as_str(), meaning.data.as_str()),
            (MODEL, checksum(&lexicon.examples_as_text()).as_str()),
            "sentences changed: wasl mood learn --out crates/mood/lexicon/meaning.json"
        );
    }
}
