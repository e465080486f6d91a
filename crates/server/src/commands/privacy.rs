//! `wasl erase`, `wasl hold`, `wasl retention`, `wasl keys`: what leaves the book, and what may not.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use wasl_model::{AgentId, CallId};
use wasl_record::{Book, Held, Hold, MasterKey, OpenOptions};

use crate::cli::{ConfigArgs, EraseArgs, HoldCommand, KeysCommand, PrivacyCommand};
use crate::config::Config;

pub(super) fn run(command: PrivacyCommand) -> Result<ExitCode> {
    match command {
        PrivacyCommand::Erase(args) => {
            let config = args.config.clone();
            on_book(&config, async |book, _| erase(book, &args).await)
        }
        PrivacyCommand::Hold { config, command } => on_book(&config, async |book, _| hold(book, command).await),
        PrivacyCommand::Keys { config, command: KeysCommand::Rotate { new } } => rotate(&config, &new),
        PrivacyCommand::Retention { config, dry_run, json } => {
            on_book(&config, async |book, config| retention(book, config, dry_run, json).await)
        }
    }
}

/// The house must be closed: it seals with the key it was opened with.
fn rotate(args: &ConfigArgs, new_file: &Path) -> Result<ExitCode> {
    let config = Config::load(&args.config)?;
    let places = config.places(&args.config, &args.data);
    let old =
        config.privacy.key().context("privacy.key_file is not set: there is no key to put another in the place of")?;
    let (old, new) = (MasterKey::read(&old)?, MasterKey::read(new_file)?);
    let files = super::runtime()?.block_on(async {
        let kept = wasl_record::open::take(&places.store_url)?;
        let files = wasl_record::vault::rotate(&places.recordings, &old, &new)?;
        wasl_record::open::rotate(&places.store_url, &old, &new).await?;
        let options = OpenOptions { keeper: false, key_file: Some(new_file.to_owned()), ..OpenOptions::default() };
        let book = Book::open_with(&places.store_url, &places.recordings, options).await;
        let book = book.context("the book cannot be opened")?;
        book.audit(&AgentId::from("cli"), "keys.rotate", None).await?;
        book.shutdown().await;
        drop(kept);
        anyhow::Ok(files)
    })?;
    super::say(&format!(
        "the keys of {files} recordings and of the database are wrapped by key {}: set privacy.key_file to its file before wasl is started",
        new.name()
    ));
    Ok(ExitCode::SUCCESS)
}

fn on_book(args: &ConfigArgs, work: impl AsyncFnOnce(&Book, &Config) -> Result<()>) -> Result<ExitCode> {
    let config = Config::load(&args.config)?;
    let places = config.places(&args.config, &args.data);
    super::runtime()?.block_on(async {
        let book = super::book_beside(&config, &places).await?;
        let done = work(&book, &config).await;
        book.shutdown().await;
        done
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The proof's file is opened first: nothing is erased that cannot be proven.
async fn erase(book: &Book, args: &EraseArgs) -> Result<()> {
    let mut file = args.proof.as_deref().map(new_file).transpose()?;
    let by = AgentId::from(args.by.as_str());
    let erased = match (&args.customer, &args.number) {
        (Some(customer), _) => book.erase(&customer.as_str().into(), &by).await,
        (None, Some(number)) => book.erase_number(&number.as_str().into(), &by).await,
        (None, None) => bail!("name who is to be erased with --customer or --number"),
    };
    if let (Err(_), Some(path)) = (&erased, &args.proof) {
        // It is empty, and nothing was erased.
        let _ = std::fs::remove_file(path);
    }
    let proof = erased?;
    let text = serde_json::to_string_pretty(&proof)?;
    match (&mut file, &args.proof) {
        (Some(file), Some(path)) => {
            let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
            written.with_context(|| format!("the proof could not be written to {}:\n{text}", path.display()))?;
            super::say(&format!("erased: {} calls; the proof is {}", proof.calls.len(), path.display()));
        }
        _ => super::say(&text),
    }
    for copy in &proof.copies {
        eprintln!("{copy} beside the store was made before an upgrade and still holds the person: delete it");
    }
    if !proof.scrubbed {
        bail!("erased, but a reader kept the database's log open: run `wasl retention` once nobody reads it");
    }
    Ok(())
}

fn new_file(path: &Path) -> Result<std::fs::File> {
    std::fs::File::create_new(path)
        .with_context(|| format!("the proof {} cannot be made; name a file that is not there yet", path.display()))
}

async fn hold(book: &Book, command: HoldCommand) -> Result<()> {
    match command {
        HoldCommand::Add { call, customer, why, by } => {
            let on = held(call.as_deref(), customer)?;
            let hold = book.add_hold(on, why.into(), &by.as_str().into()).await?;
            super::say(&hold.id);
        }
        HoldCommand::List { json } => {
            let holds = book.holds().await?;
            if holds.is_empty() && !json {
                super::say("Nothing is held.");
            }
            for hold in holds {
                if json { super::say_json(&hold)? } else { super::say(&line(&hold)) }
            }
        }
        HoldCommand::Remove { id, by } => {
            book.remove_hold(&id, &by.as_str().into()).await?;
            super::say(&format!("hold {id} is lifted"));
        }
    }
    Ok(())
}

fn held(call: Option<&str>, customer: Option<String>) -> Result<Held> {
    match (call, customer) {
        (Some(call), _) => {
            let id: CallId =
                call.parse().with_context(|| format!("'{call}' is not a call's id; `wasl calls list` shows them"))?;
            Ok(Held::Call(id))
        }
        (None, Some(customer)) => Ok(Held::Customer(customer.into())),
        (None, None) => bail!("name what is to be held with --call or --customer"),
    }
}

fn line(hold: &Hold) -> String {
    let on = match &hold.on {
        Held::Call(call) => format!("call {call}"),
        Held::Customer(customer) => format!("customer {customer}"),
    };
    format!("{}  {on}  by {}: {}", hold.id, hold.by, hold.why.reveal())
}

async fn retention(book: &Book, config: &Config, dry_run: bool, json: bool) -> Result<()> {
    let expired = book.retain(config.privacy.keep(), dry_run).await?;
    if json {
        return super::say_json(&expired);
    }
    let verb = if dry_run { "would leave" } else { "left" };
    super::say(&format!(
        "{} recordings, {} transcripts, {} calls and {} visits {verb} the book; {} stay because they are held",
        expired.recordings, expired.transcripts, expired.timelines, expired.visits, expired.held
    ));
    Ok(())
}
