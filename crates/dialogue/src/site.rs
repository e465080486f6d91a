//! Everything the desk needs, read once from `config/` and `prompts/`, with every problem listed at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use wasl_model::{IntentGuess, Language, PhraseMatch, PromptId, QueueId, Utterance};

use crate::flow::{Flow, Known};
use crate::{Hours, IntentModel, IntentSet, Prompts, announce, speak};

/// A site: its flows, intents and prompts, all proven to fit together.
#[derive(Clone, Debug)]
pub struct Site {
    /// What may be wanted.
    pub intents: IntentSet,
    /// The classifier trained from the intents' examples.
    pub model: IntentModel,
    /// What can be said.
    pub prompts: Prompts,
    hours: BTreeMap<String, Hours>,
    flows: BTreeMap<String, Flow>,
}

/// Prompts that the call and the server play themselves, beside a flow's.
pub const HOUSE_PROMPTS: [&str; 16] = [
    "please_wait",
    "place_kept",
    "still_looking",
    "callback_promised",
    "offer_callback",
    "callback_keeps_place",
    "nobody_now",
    "goodbye",
    "leave_message",
    "message_kept",
    "connecting",
    "all_busy",
    "no_agents",
    "emergency",
    "recording_notice",
    "sorry_technical",
];

/// One thing wrong with a site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{}: {what}", path.display())]
pub struct Problem {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong, where in it, and what to do.
    pub what: String,
}

/// Everything wrong with a site.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", list(problems))]
pub struct SiteErrors {
    /// At least one.
    pub problems: Vec<Problem>,
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

impl Site {
    /// Reads `config_dir/intents/*.toml`, `config_dir/flows/*.toml`, `config_dir/hours/*.toml` where there are any, and
    /// the prompts, proves the flows, and trains the classifier (about a second).
    ///
    /// # Errors
    /// Everything wrong in any of the files.
    pub fn load(config_dir: &Path, prompts_dir: &Path) -> Result<Self, SiteErrors> {
        let mut problems = Vec::new();
        let (prompts, missing) = Prompts::load_what_is_there(prompts_dir);
        problems.extend(missing.into_iter().map(|what| Problem { path: prompts_dir.to_owned(), what }));
        let intents = read_intents(&config_dir.join("intents"), &mut problems);
        problems.extend(prompts_unknown(config_dir, prompts_dir, &intents, &prompts));
        let hours = read_hours(&config_dir.join("hours"), &prompts, &mut problems);
        let known = Known { prompts: &prompts, intents: &intents, hours: &hours };
        let flows = read_flows(&config_dir.join("flows"), known, &mut problems);
        if !problems.is_empty() {
            problems.sort();
            return Err(SiteErrors { problems });
        }
        let model = IntentModel::train(&intents);
        Ok(Self { intents, model, prompts, hours, flows })
    }

    /// The same site with the opening hours of `config_dir/hours` as they are now.
    ///
    /// # Errors
    /// Everything wrong in their files; hours that were there and are gone, which a flow may name.
    pub fn with_hours_of(&self, config_dir: &Path) -> Result<Self, SiteErrors> {
        let dir = config_dir.join("hours");
        let mut problems = Vec::new();
        let hours = read_hours(&dir, &self.prompts, &mut problems);
        if problems.is_empty() {
            let gone = self.hours.keys().filter(|name| !hours.contains_key(*name));
            problems.extend(gone.map(|name| {
                Problem {
                    path: dir.join(format!("{name}.toml")),
                    what:
                        "these hours were there at the start and are gone; flows may name them: restart to do without"
                            .to_owned(),
                }
            }));
        }
        if problems.is_empty() { Ok(Self { hours, ..self.clone() }) } else { Err(SiteErrors { problems }) }
    }

    /// Reads the intents of one folder only, as `wasl intent --intents DIR` does.
    ///
    /// # Errors
    /// Everything wrong in the folder's files.
    pub fn load_intents(intents_dir: &Path) -> Result<IntentSet, SiteErrors> {
        let mut problems = Vec::new();
        let intents = read_intents(intents_dir, &mut problems);
        if problems.is_empty() { Ok(intents) } else { Err(SiteErrors { problems }) }
    }

    /// The site with one more flow, or with another of the same name.
    #[must_use]
    pub fn with_flow(mut self, flow: Flow) -> Self {
        self.flows.insert(flow.spec().name.clone(), flow);
        self
    }

    /// Where a caller goes at once who said that, if it holds an emergency of the flow; of the default flow where there is
    /// none of that name, as for callers who came straight into a queue.
    #[must_use]
    pub fn emergency(&self, flow: Option<&str>, utterance: &Utterance) -> Option<QueueId> {
        crate::desk::emergency_in(self.flow_or_default(flow), utterance)
    }

    /// Is a person asked for in the words of the flow, or of the default flow?
    #[must_use]
    pub fn person_wanted(&self, flow: Option<&str>, utterance: &Utterance) -> bool {
        crate::desk::person_wanted_in(self.flow_or_default(flow), utterance)
    }

    fn flow_or_default(&self, flow: Option<&str>) -> &Flow {
        flow.and_then(|flow| self.flow(flow)).unwrap_or_else(|| self.default_flow())
    }

    /// Opening hours by name.
    #[must_use]
    pub fn hours(&self, name: &str) -> Option<&Hours> {
        self.hours.get(name)
    }

    /// What a flow may name.
    #[must_use]
    pub const fn known(&self) -> Known<'_> {
        Known { prompts: &self.prompts, intents: &self.intents, hours: &self.hours }
    }

    /// A flow by name.
    #[must_use]
    pub fn flow(&self, name: &str) -> Option<&Flow> {
        self.flows.get(name)
    }

    /// All flows.
    pub fn flows(&self) -> impl Iterator<Item = &Flow> {
        self.flows.values()
    }

    /// The flow of calls that name none: `support` if there is one, else the first.
    #[must_use]
    pub fn default_flow(&self) -> &Flow {
        self.flows.get("support").or_else(|| self.flows.values().next()).expect("a site without a flow is not loaded")
    }

    /// What the caller wants, from the words and the recogniser's phrase.
    #[must_use]
    pub fn classify(&self, text: &str, matched: Option<&PhraseMatch>) -> IntentGuess {
        self.model.classify(text, matched)
    }

    /// Every queue a caller may be sent to, with the files that say so, for the check against the configuration.
    #[must_use]
    pub fn queues(&self) -> BTreeMap<QueueId, BTreeSet<String>> {
        let mut queues: BTreeMap<QueueId, BTreeSet<String>> = BTreeMap::new();
        for flow in self.flows() {
            for queue in flow.spec().queues() {
                queues.entry(queue.clone()).or_default().insert(format!("flows/{}.toml", flow.spec().name));
            }
        }
        for intent in self.intents.iter() {
            queues.entry(intent.queue.clone()).or_default().insert(format!("intents/{}.toml", intent.name));
        }
        queues
    }

    /// What the recogniser should expect in a state of a flow: words for a person, menu words, yes and no, typical
    /// examples of the intents; at most `limits.expected_phrases`.
    #[must_use]
    pub fn expected_phrases(&self, flow: &Flow, state: &str, language: Language) -> Vec<String> {
        crate::desk::expected_phrases(self, flow, state, language)
    }
}

fn prompts_unknown(config_dir: &Path, prompts_dir: &Path, intents: &IntentSet, prompts: &Prompts) -> Vec<Problem> {
    let house = HOUSE_PROMPTS.map(PromptId::from).into_iter().chain(announce::pieces());
    let of_house = house.filter(|prompt| !prompts.has(prompt)).map(|prompt| Problem {
        path: prompts_dir.join("manifest.toml"),
        what: format!(
            "prompt \"{prompt}\" is not whole; every site needs it, with its text and audio in every language"
        ),
    });
    let of_intents = intents.iter().flat_map(|intent| {
        let named = std::iter::once(&intent.confirm).chain(&intent.answer).filter(|prompt| !prompts.has(prompt));
        named.map(|prompt| Problem {
            path: config_dir.join("intents").join(format!("{}.toml", intent.name)),
            what: format!(
                "prompt \"{prompt}\" is not whole in prompts/manifest.toml; add its text and audio in every language"
            ),
        })
    });
    let of_grammar = Language::ALL.into_iter().flat_map(|language| {
        let missing = speak::needed(language).into_iter().filter(move |piece| prompts.get(piece, language).is_none());
        missing.map(move |piece| Problem {
            path: prompts_dir.join("pieces.toml"),
            what: format!("piece \"{piece}\" is missing in \"{language}\"; numbers and times are spoken from it"),
        })
    });
    of_house.chain(of_intents).chain(of_grammar).collect()
}

fn read_intents(dir: &Path, problems: &mut Vec<Problem>) -> IntentSet {
    let mut intents = IntentSet::default();
    for (path, stem, text) in read_files(dir, problems) {
        if let Err(what) = intents.add(&stem, &text) {
            problems.push(Problem { path, what });
        }
    }
    if intents.is_empty() {
        problems
            .push(Problem { path: dir.to_owned(), what: "there is no intent; write one file per intent".to_owned() });
    }
    intents
}

/// A site that always answers needs no hours.
fn read_hours(dir: &Path, prompts: &Prompts, problems: &mut Vec<Problem>) -> BTreeMap<String, Hours> {
    let mut all = BTreeMap::new();
    for (path, stem, text) in if dir.is_dir() { read_files(dir, problems) } else { Vec::new() } {
        match Hours::load(&stem, &text) {
            Ok(hours) => {
                let named = hours.spec().holidays.iter().filter_map(|holiday| holiday.prompt.as_ref());
                let unknown = named.filter(|prompt| !prompts.has(prompt)).map(|prompt| Problem {
                    path: path.clone(),
                    what: format!("prompt \"{prompt}\" is not whole in prompts/manifest.toml; add its text and audio in every language"),
                });
                problems.extend(unknown);
                drop(all.insert(stem, hours));
            }
            Err(wrong) => problems.extend(wrong.into_iter().map(|what| Problem { path: path.clone(), what })),
        }
    }
    all
}

fn read_flows(dir: &Path, known: Known<'_>, problems: &mut Vec<Problem>) -> BTreeMap<String, Flow> {
    let mut flows = BTreeMap::new();
    for (path, stem, text) in read_files(dir, problems) {
        match Flow::load(&stem, &text, known) {
            Ok(flow) => drop(flows.insert(stem, flow)),
            Err(wrong) => problems.extend(wrong.into_iter().map(|what| Problem { path: path.clone(), what })),
        }
    }
    if flows.is_empty() && problems.is_empty() {
        problems.push(Problem {
            path: dir.to_owned(),
            what: "there is no flow; write one, for example support.toml".to_owned(),
        });
    }
    flows
}

/// The folder's TOML files by name: path, stem, text.
fn read_files(dir: &Path, problems: &mut Vec<Problem>) -> Vec<(PathBuf, String, String)> {
    let paths = match toml_files(dir) {
        Ok(paths) => paths,
        Err(error) => {
            problems.push(Problem { path: dir.to_owned(), what: format!("{error}; is this the right folder?") });
            return Vec::new();
        }
    };
    let mut files = Vec::new();
    for path in paths {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match std::fs::read_to_string(&path) {
            Ok(text) => files.push((path, stem, text)),
            Err(error) => problems.push(Problem { path, what: error.to_string() }),
        }
    }
    files
}

fn toml_files(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries: Vec<_> = std::fs::read_dir(dir)?.collect::<Result<_, _>>()?;
    let mut paths: Vec<_> = entries
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    Ok(paths)
}
