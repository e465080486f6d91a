//! Labelled promises: `sets/promises/README.md`.

/// A sentence with its labels.
pub(crate) struct Sentence {
    pub(crate) held: bool,
    pub(crate) speaker: char,
    pub(crate) words: String,
    pub(crate) promise: Option<Labels>,
}

/// What the promise is.
pub(crate) struct Labels {
    pub(crate) keeper: String,
    pub(crate) what: String,
    pub(crate) due: String,
    pub(crate) branch: String,
}

/// Every sentence of a language.
pub(crate) fn sentences(set: &str, language: &str) -> Vec<Sentence> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sets").join(set);
    let file = folder.join(format!("{language}.txt"));
    let text = std::fs::read_to_string(file).expect("the set");
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .enumerate()
        .map(|(place, line)| read(line, place % 2 == 1))
        .collect()
}

fn read(line: &str, held: bool) -> Sentence {
    let parts: Vec<&str> = line[1..].split('|').map(str::trim).collect();
    let speaker = parts[0].chars().next().expect("a speaker");
    let promise = line.starts_with('+').then(|| {
        let [_, keeper, what, due, branch, _] = parts[..] else { panic!("six parts: {line}") };
        let [keeper, what, due, branch] = [keeper, what, due, branch].map(str::to_owned);
        Labels { keeper, what, due, branch }
    });
    Sentence { held, speaker, words: (*parts.last().expect("words")).to_owned(), promise }
}
