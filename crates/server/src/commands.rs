//! One file per command.

mod backup;
mod calls;
mod check;
mod flow;
mod infer_worker;
mod intent;
mod learnt;
mod meter;
mod models;
mod mood;
mod phone;
mod privacy;
mod prompts;
mod serve;
pub(crate) mod simulate;
mod transcribe;
mod user;
mod verify;

use std::process::ExitCode;

use anyhow::{Context, Result};

use wasl_record::{Book, OpenOptions};

use crate::cli::{Cli, Command, LearntCommand};
use crate::config::{Config, Places};

/// Carries out a command; the exit code is 0 only when the work was done.
pub(crate) fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Serve(args) => serve::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Models { dir, command } => models::run(&dir, command),
        Command::Transcribe(args) => transcribe::run(&args),
        Command::InferWorker(args) => infer_worker::run(&args),
        Command::Mood(args) => mood::run(&args),
        Command::Intent(args) => intent::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Flow(args) => flow::run(&args),
        Command::Prompts(args) => prompts::run(&args),
        Command::Calls { config, command } => calls::run(&config, command),
        Command::Backup { config, to } => backup::backup(&config, &to),
        Command::Restore { config, from } => backup::restore(&config, &from),
        Command::Verify { config, noted, json } => verify::run(&config, noted.as_deref(), json),
        Command::User { config, command } => user::run(&config, command),
        Command::Learnt(LearntCommand::Agents { config, command }) => learnt::run(&config, &command),
        Command::Learnt(LearntCommand::Meter(args)) => meter::run(&args),
        Command::Privacy(command) => privacy::run(command),
        Command::Phone { command } => phone::run(command),
    }
}

/// The book beside its keeper, with the key that opens its recordings and the rules for what is written into it.
async fn book_beside(config: &Config, places: &Places) -> Result<Book> {
    let options = OpenOptions {
        keeper: false,
        key_file: config.privacy.key(),
        mask: config.privacy.mask.clone(),
        ..OpenOptions::default()
    };
    let book = Book::open_with(&places.store_url, &places.recordings, options).await;
    book.context("the book cannot be opened")
}

/// A runtime for commands that wait for something.
fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("could not start the runtime")
}

/// Prints a line of a command's result; a closed pipe (`wasl calls list | head`) ends quietly.
fn say(line: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{line}").is_err() {
        std::process::exit(0);
    }
}

/// Prints a value as one line of JSON.
fn say_json(value: &impl serde::Serialize) -> Result<()> {
    say(&serde_json::to_string(value).context("could not write JSON")?);
    Ok(())
}
