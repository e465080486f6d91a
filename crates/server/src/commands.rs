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

use wasl_model::AgentId;
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

/// Whoever types the command, as the audit names them: `cli:` and the name of their account, else its number.
fn typist() -> AgentId {
    use std::os::unix::fs::MetadataExt;
    // Linux: a process's folder is its user's.
    let Ok(uid) = std::fs::metadata("/proc/self").map(|folder| folder.uid()) else { return "cli".into() };
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = account(&accounts, uid).map_or_else(|| uid.to_string(), str::to_owned);
    AgentId(format!("cli:{name}"))
}

/// The name of an account by its number, in lines as of passwd(5).
fn account(accounts: &str, uid: u32) -> Option<&str> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then_some(name)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_named_by_its_number() {
        let accounts = "root:x:0:0:root:/root:/bin/bash\n\nbroken\nwasl:x:998:998::/var/lib/wasl:/bin/false\n";
        assert_eq!((account(accounts, 0), account(accounts, 998)), (Some("root"), Some("wasl")));
        assert_eq!((account(accounts, 1), account("", 0)), (None, None));
    }
}
