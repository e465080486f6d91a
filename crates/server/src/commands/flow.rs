//! `wasl flow`: what is wrong with the flows, what they look like, and a walk through one of them.

mod simulate;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use wasl_dialogue::flow::picture::Picture;
use wasl_dialogue::flow::{Flow, FlowSpec};
use wasl_dialogue::{Prompts, Site};
use wasl_model::Language;

use crate::cli::{FlowArgs, FlowCommand, LanguageChoice, PictureFormat};
use crate::config::{Config, Places};
use crate::house::opening;

pub(super) fn run(args: &FlowArgs) -> Result<ExitCode> {
    let config = Config::load(&args.config.config)?;
    let places = config.places(&args.config.config, &args.config.data);
    match &args.command {
        FlowCommand::Check { files } if files.is_empty() => check_site(&config, &places),
        FlowCommand::Check { files } => check_files(&places, files),
        FlowCommand::Draw { flow, language, format, out } => {
            draw(&places, flow, *language, *format, out.as_deref()).map(|()| ExitCode::SUCCESS)
        }
        FlowCommand::Simulate(walk) => simulate::run(&config, &places, walk).map(|()| ExitCode::SUCCESS),
    }
}

/// The whole site, with the queues the configuration knows.
fn check_site(config: &Config, places: &Places) -> Result<ExitCode> {
    match opening::load_site(config, places) {
        Ok(site) => {
            site.flows().for_each(|flow| super::say(&good(flow)));
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            eprintln!("{problems:#}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Flows that are not, or not yet, the site's.
fn check_files(places: &Places, files: &[PathBuf]) -> Result<ExitCode> {
    let site = site(places)?;
    let mut sound = true;
    for file in files {
        match flow_of(file, &site) {
            Ok(flow) => super::say(&good(&flow)),
            Err(problems) => {
                sound = false;
                problems.iter().for_each(|problem| eprintln!("{}: {problem}", file.display()));
            }
        }
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn good(flow: &Flow) -> String {
    let spec = flow.spec();
    format!(
        "{}: good; a person or a callback is within two steps of each of its {} states",
        spec.name,
        spec.states.len()
    )
}

fn draw(
    places: &Places,
    flow: &str,
    language: LanguageChoice,
    format: PictureFormat,
    out: Option<&Path>,
) -> Result<()> {
    let path = file_of(places, flow);
    let text = std::fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let spec = FlowSpec::parse(&text).map_err(|problem| anyhow!("{}: {problem}", path.display()))?;
    // What is missing from the prompts is drawn by its name.
    let (prompts, _) = Prompts::load_what_is_there(&places.prompts);
    let picture = Picture::of(&spec, &prompts, language_of(language).unwrap_or(spec.language));
    let image = match format {
        PictureFormat::Svg => picture.svg(),
        PictureFormat::Dot => picture.dot(),
        PictureFormat::Mermaid => picture.mermaid(),
    };
    match out {
        Some(out) => std::fs::write(out, image).with_context(|| format!("{} cannot be written", out.display())),
        None => {
            super::say(image.trim_end());
            Ok(())
        }
    }
}

const fn language_of(choice: LanguageChoice) -> Option<Language> {
    match choice {
        LanguageChoice::Ar => Some(Language::Ar),
        LanguageChoice::En => Some(Language::En),
        LanguageChoice::Auto => None,
    }
}

fn site(places: &Places) -> Result<Site> {
    Site::load(&places.desk, &places.prompts).map_err(|problems| anyhow!("{problems}"))
}

/// A name is one of the site's flows; anything with a dot or a slash is a file.
fn file_of(places: &Places, flow: &str) -> PathBuf {
    if flow.contains(['.', '/']) { PathBuf::from(flow) } else { places.desk.join("flows").join(format!("{flow}.toml")) }
}

fn flow_of(file: &Path, site: &Site) -> Result<Flow, Vec<String>> {
    let text = std::fs::read_to_string(file).map_err(|error| vec![error.to_string()])?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    Flow::load(&stem, &text, site.known())
}

/// The site with the flow that was named, and the flow's name.
fn site_with(places: &Places, flow: &str) -> Result<(Site, String)> {
    let site = site(places)?;
    if site.flow(flow).is_some() {
        return Ok((site, flow.to_owned()));
    }
    let file = file_of(places, flow);
    let flow = match flow_of(&file, &site) {
        Ok(flow) => flow,
        Err(problems) => bail!("{}: {}", file.display(), problems.join("\n")),
    };
    let name = flow.spec().name.clone();
    Ok((site.with_flow(flow), name))
}
