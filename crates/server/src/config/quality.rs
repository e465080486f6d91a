//! What reviewers go by, beside the flows: `scorecards/*.toml` and `answers/*.toml`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasl_review::answers::AnswerBook;
use wasl_review::scorecard::Form;

/// The site's scorecards; none without the folder `scorecards`.
pub(crate) fn load_forms(desk: &Path) -> Result<Vec<Form>> {
    let mut forms: Vec<Form> = Vec::new();
    for (path, text) in toml_files(&desk.join("scorecards"))? {
        let form = Form::parse(&text).map_err(|errors| {
            anyhow::anyhow!(
                "{}: {}",
                path.display(),
                errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
            )
        })?;
        if forms.iter().any(|known| (&known.id, known.version) == (&form.id, form.version)) {
            bail!("{}: version {} of {:?} stands in another file already", path.display(), form.version, form.id);
        }
        forms.push(form);
    }
    Ok(forms)
}

/// What staff should answer; empty without the folder `answers`.
pub(crate) fn load_answers(desk: &Path) -> Result<AnswerBook> {
    let files = toml_files(&desk.join("answers"))?;
    let named: Vec<(String, &str)> =
        files.iter().map(|(path, text)| (path.display().to_string(), text.as_str())).collect();
    AnswerBook::parse(named.iter().map(|(name, text)| (name.as_str(), *text)))
        .map_err(|errors| anyhow::anyhow!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

/// The TOML files of a folder, by name; none where there is no such folder.
fn toml_files(folder: &Path) -> Result<Vec<(PathBuf, String)>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.push((path, text));
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        dir
    }

    #[test]
    fn the_shipped_scorecard_and_answers_are_read() {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
        assert_eq!(load_forms(&shipped).unwrap(), Form::builtin());
        assert_eq!(load_answers(&shipped).unwrap().topics().len(), 3);
    }

    #[test]
    fn a_site_without_either_has_none() {
        let empty = site(&[]);
        assert!(load_forms(empty.path()).unwrap().is_empty());
        assert!(load_answers(empty.path()).unwrap().entries().is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_file() {
        let bad = site(&[(
            "scorecards/bad.toml",
            "id = \"x\"\nversion = 0\nsections = []\ntitle = { ar = \"أ\", en = \"a\" }",
        )]);
        let told = format!("{:#}", load_forms(bad.path()).unwrap_err());
        assert!(told.contains("bad.toml") && told.contains("versions count from 1"), "{told}");
        let last = include_str!("../../../../config/scorecards/last.toml");
        let twice = site(&[("scorecards/a.toml", last), ("scorecards/b.toml", last)]);
        let told = format!("{:#}", load_forms(twice.path()).unwrap_err());
        assert!(told.contains("b.toml") && told.contains("another file"), "{told}");
        let answers = site(&[("answers/x.toml", "[[answer]]\nid = 1")]);
        let told = format!("{:#}", load_answers(answers.path()).unwrap_err());
        assert!(told.contains("x.toml"), "{told}");
    }
}
