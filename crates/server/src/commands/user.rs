//! `wasl user`: the people who sign in and whose phones register.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use wasl_model::{AgentId, BranchId, Pii};
use wasl_record::{Book, NewUser, Role};

use crate::cli::{ConfigArgs, RoleChoice, UserCommand};
use crate::config::Config;

pub(super) fn run(args: &ConfigArgs, command: UserCommand) -> Result<ExitCode> {
    let config = Config::load(&args.config)?;
    let places = config.places(&args.config, &args.data);
    super::runtime()?.block_on(async {
        let book = super::book_beside(&config, &places).await?;
        carry_out(&book, &config, command).await
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn carry_out(book: &Book, config: &Config, command: UserCommand) -> Result<()> {
    match command {
        UserCommand::Add { name, role, sip, branch } => {
            let name = AgentId::from(name);
            let password = read_password()?;
            let new = NewUser {
                name: name.clone(),
                display_name: display_name(config, &name),
                role: role_of(role),
                password: password.clone(),
            };
            book.add_user(new).await?;
            give_phone(book, config, &name, &password, sip).await?;
            if let Some(branch) = branch {
                book.set_branch(&name, Some(&BranchId(branch))).await?;
            }
            super::say(&format!("{name} may sign in as {}", role_of(role)));
        }
        UserCommand::List { json } => list(book, json).await?,
        UserCommand::Passwd { name, sip } => {
            let name = AgentId::from(name);
            let password = read_password()?;
            book.set_password(&name, password.clone()).await?;
            give_phone(book, config, &name, &password, sip).await?;
            super::say(&format!("{name} has a new password"));
        }
        UserCommand::Disable { name } => {
            let name = AgentId::from(name);
            book.set_disabled(&name, true).await?;
            super::say(&format!("{name} may no longer sign in"));
        }
        UserCommand::Branch { name, branch } => {
            let name = AgentId::from(name);
            let branch = branch.map(BranchId);
            book.set_branch(&name, branch.as_ref()).await?;
            let place = branch.map_or_else(|| "no branch".to_owned(), |branch| format!("the branch '{branch}'"));
            super::say(&format!("{name} serves in {place}"));
        }
        UserCommand::Token { name, revoke: true } => {
            let name = AgentId::from(name);
            let many = book.drop_tokens(&name).await?;
            super::say(&format!("{many} tokens of {name} are worth nothing any more"));
        }
        UserCommand::Token { name, revoke: false } => {
            let token = book.make_token(&AgentId::from(name)).await?;
            eprintln!("wasl: note: the token is shown once; it may do what its user may, until --revoke");
            super::say(&token);
        }
    }
    Ok(())
}

async fn give_phone(book: &Book, config: &Config, name: &AgentId, password: &Pii<String>, sip: bool) -> Result<()> {
    if !sip {
        return Ok(());
    }
    if !config.agents.iter().any(|agent| agent.id == *name) {
        eprintln!(
            "wasl: note: no [[agents]] entry has id = \"{name}\" yet; without one no call is routed to that phone"
        );
    }
    book.set_sip_secret(name, name.as_str(), &config.sip.realm, password).await?;
    super::say(&format!("{name}'s phone may register as {name} (a running wasl knows it within seconds)"));
    Ok(())
}

async fn list(book: &Book, json: bool) -> Result<()> {
    let users = book.users().await?;
    for user in &users {
        if json {
            super::say_json(user)?;
        } else {
            let state = if user.disabled { "disabled" } else { "active" };
            let phone = if user.has_phone { "phone" } else { "no phone" };
            super::say(&format!("{}  {}  {state}  {phone}", user.name, user.role));
        }
    }
    if users.is_empty() && !json {
        super::say("No user yet: wasl user add NAME --role admin");
    }
    Ok(())
}

fn display_name(config: &Config, name: &AgentId) -> String {
    let agent = config.agents.iter().find(|agent| agent.id == *name);
    agent.map_or_else(|| name.as_str().to_owned(), |agent| agent.name.clone())
}

const fn role_of(choice: RoleChoice) -> Role {
    match choice {
        RoleChoice::Agent => Role::Agent,
        RoleChoice::Qa => Role::Qa,
        RoleChoice::Branch => Role::Branch,
        RoleChoice::Supervisor => Role::Supervisor,
        RoleChoice::Admin => Role::Admin,
    }
}

/// One line of standard input. It is never an argument: arguments are seen by everybody on the machine.
fn read_password() -> Result<Pii<String>> {
    if std::io::stdin().is_terminal() {
        eprint!("Password: ");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("the password could not be read from standard input")?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("no password: give it on standard input, for example  echo 'the password' | wasl user add …");
    }
    Ok(Pii::from(password))
}
