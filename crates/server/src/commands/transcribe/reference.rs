//! What was really said: a table of recordings and their texts, or a text beside each recording.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasl_model::{Language, Pii};
use wasl_speech::score;

/// The texts of recordings.
#[derive(Debug)]
pub(super) enum References {
    /// `NAME.txt` beside `NAME.wav`.
    Beside,
    /// From one file.
    Table(Table),
}

/// What was said in one recording.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) text: Pii<String>,
    pub(super) language: Language,
}

#[derive(Debug, Default)]
pub(super) struct Table {
    by_path: HashMap<PathBuf, Said>,
    /// For recordings that were converted or moved; `None` where a name stands for several.
    by_stem: HashMap<OsString, Option<Said>>,
}

impl References {
    /// Reads a table, or takes the texts beside the recordings when `path` is a folder.
    pub(super) fn load(path: &Path) -> Result<Self> {
        if path.is_dir() {
            return Ok(Self::Beside);
        }
        let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let base = path.parent().unwrap_or(Path::new("."));
        Ok(Self::Table(Table::parse(&text, base).with_context(|| path.display().to_string())?))
    }

    /// What was said in a recording, if it is known.
    pub(super) fn of(&self, recording: &Path) -> Option<Said> {
        match self {
            Self::Beside => {
                let text = std::fs::read_to_string(recording.with_extension("txt")).ok()?;
                Some(Said::new(text.trim(), None))
            }
            Self::Table(table) => {
                let stem = || table.by_stem.get(recording.file_stem()?)?.as_ref();
                table.by_path.get(&whole(recording)).or_else(stem).cloned()
            }
        }
    }
}

impl Said {
    fn new(text: &str, language: Option<Language>) -> Self {
        Self { text: text.into(), language: language.unwrap_or_else(|| score::language_of(text)) }
    }
}

impl Table {
    /// Lines of `path<TAB>text` or `path,text`; a header may name the columns and put a `lang` among them.
    /// Paths count from `base`.
    fn parse(text: &str, base: &Path) -> Result<Self> {
        let text = text.trim_start_matches('\u{FEFF}');
        let tabs = text.lines().next().is_some_and(|line| line.contains('\t'));
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).trim(csv::Trim::All);
        if tabs {
            // A text may hold quotation marks.
            reader.delimiter(b'\t').quoting(false);
        }
        let mut columns = Columns { path: 0, text: 1, language: None };
        let mut table = Self::default();
        for (row, n) in reader.from_reader(text.as_bytes()).records().zip(1..) {
            let row = row.with_context(|| format!("line {n} is no row of a table"))?;
            if n == 1
                && let Some(named) = Columns::named(&row)
            {
                columns = named;
                continue;
            }
            let (Some(path), Some(text)) = (row.get(columns.path), row.get(columns.text)) else {
                bail!("line {n} has no text: expected `path<TAB>text` or `path,text`");
            };
            let language = columns.language.and_then(|column| Language::from_code(row.get(column)?));
            table.insert(base, Path::new(path), Said::new(text, language));
        }
        if table.by_path.is_empty() {
            bail!("it holds no reference: expected lines of `path<TAB>text` or `path,text`");
        }
        Ok(table)
    }

    fn insert(&mut self, base: &Path, path: &Path, said: Said) {
        if let Some(stem) = path.file_stem() {
            let entry = self.by_stem.entry(stem.to_owned());
            entry.and_modify(|one| *one = None).or_insert_with(|| Some(said.clone()));
        }
        self.by_path.insert(whole(&base.join(path)), said);
    }
}

struct Columns {
    path: usize,
    text: usize,
    language: Option<usize>,
}

impl Columns {
    fn named(row: &csv::StringRecord) -> Option<Self> {
        let find = |names: &[&str]| row.iter().position(|name| names.contains(&name.to_lowercase().as_str()));
        Some(Self {
            path: find(&["path", "file", "audio", "wav"])?,
            text: find(&["transcript", "text", "sentence", "reference"])?,
            language: find(&["lang", "language", "locale"]),
        })
    }
}

/// One path for one file, however it is reached.
fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(references: &References, path: &str) -> Option<(String, Language)> {
        references.of(Path::new(path)).map(|said| (said.text.reveal().clone(), said.language))
    }

    fn table(text: &str) -> References {
        References::Table(Table::parse(text, Path::new("corpus")).unwrap())
    }

    #[test]
    fn tabs_and_commas_with_and_without_a_header_are_read() {
        let hello = Some(("Say \"hello\", please".to_owned(), Language::En));
        let plain = table("en/a.wav\tSay \"hello\", please\nar/b.wav\tنعم\n");
        assert_eq!(text(&plain, "corpus/en/a.wav"), hello);
        assert_eq!(text(&plain, "corpus/ar/b.wav"), Some(("نعم".to_owned(), Language::Ar)));
        assert_eq!(text(&plain, "corpus/c.wav"), None);
        let named = table("\u{FEFF}lang\tpath\tseconds\ttranscript\nen\ten/a.wav\t2\tSay \"hello\", please\n");
        assert_eq!(text(&named, "corpus/en/a.wav"), hello);
        let commas = table("file,text,language\nen/a.wav,\"Say \"\"hello\"\", please\",en\nar/d.wav,VISA,ar\n");
        assert_eq!(text(&commas, "corpus/en/a.wav"), hello);
        assert_eq!(text(&commas, "corpus/ar/d.wav"), Some(("VISA".to_owned(), Language::Ar)));
    }

    #[test]
    fn a_converted_recording_is_known_by_its_name_unless_two_share_it() {
        let references = table("x/a.flac\tone\nx/b.flac\ttwo\ny/b.flac\tthree\n");
        assert_eq!(text(&references, "elsewhere/a.wav").unwrap().0, "one");
        assert_eq!(text(&references, "elsewhere/b.wav"), None);
        assert_eq!(text(&references, "corpus/y/b.flac").unwrap().0, "three");
    }

    #[test]
    fn a_text_beside_a_recording_is_its_reference() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), "أريد موظف\n").unwrap();
        let references = References::load(dir.path()).unwrap();
        let said = references.of(&dir.path().join("a.wav")).unwrap();
        assert_eq!((said.text.reveal().as_str(), said.language), ("أريد موظف", Language::Ar));
        assert!(references.of(&dir.path().join("b.wav")).is_none());
    }

    #[test]
    fn what_is_no_table_says_where() {
        let wrong = |text: &str| format!("{:#}", Table::parse(text, Path::new(".")).unwrap_err());
        assert!(wrong("a.wav\tone\nb.wav\n").contains("line 2"));
        assert!(wrong("path\ttext\n").contains("no reference"));
    }
}
