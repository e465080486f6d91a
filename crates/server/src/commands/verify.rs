//! `wasl verify`: is what is kept of calls what was kept?

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use wasl_record::{Book, Walk};

use crate::cli::ConfigArgs;
use crate::config::Config;

pub(super) fn run(args: &ConfigArgs, noted: Option<&str>, json: bool) -> Result<ExitCode> {
    let config = Config::load(&args.config)?;
    let places = config.places(&args.config, &args.data);
    let (walk, is_there) = super::runtime()?.block_on(async {
        let book = super::book_beside(&config, &places).await?;
        let is_there = match noted {
            Some(noted) => Some(is_there(&book, noted).await?),
            None => None,
        };
        let walk = book.verify_chain().await.context("the chain cannot be read")?;
        book.shutdown().await;
        anyhow::Ok((walk, is_there))
    })?;
    if json {
        super::say_json(&serde_json::json!({ "walk": walk, "noted_is_there": is_there }))?;
    } else {
        tell(&walk, is_there);
    }
    let good = walk.faults.is_empty() && is_there != Some(false);
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The link that was noted stands where it stood.
async fn is_there(book: &Book, noted: &str) -> Result<bool> {
    let Some((n, hash)) = noted.split_once(':').and_then(|(n, hash)| Some((n.parse::<u64>().ok()?, hash))) else {
        bail!("--noted takes what this command prints last: a number, a colon and a hash");
    };
    Ok(book.link(n).await?.is_some_and(|link| link.hash == hash))
}

fn tell(walk: &Walk, is_there: Option<bool>) {
    for fault in &walk.faults {
        let place = fault.n.map_or("no link".to_owned(), |n| format!("link {n}"));
        super::say(&format!("{place}, {}: {}", fault.call, fault.what));
    }
    if is_there == Some(false) {
        super::say("the noted link is not there any more: links at the end were taken away, or the chain is another");
    }
    match walk.faults.first() {
        None => super::say(&format!("{} links hold", walk.links)),
        Some(first) => {
            let place = first.n.map_or("after the last link".to_owned(), |n| format!("at link {n}"));
            super::say(&format!("{} links; the first fault is {place}", walk.links));
        }
    }
    if walk.changing > 0 {
        super::say(&format!(
            "{} calls or visits are just being masked or taken out and were not compared; verify again in a minute",
            walk.changing
        ));
    }
    super::say(&format!("{}:{}", walk.links, walk.head));
}
