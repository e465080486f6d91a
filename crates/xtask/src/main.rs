//! Chores of the workspace: `cargo xtask setup|test|demo`.
//! Everything a bare machine needs is installed or named; second runs start in seconds.
//!
//! - [`steps`]: a named step with its time
//! - [`setup`]: system packages and models
//! - [`mod@test`]: everything CI runs
//! - [`web`]: the web apps' tools and steps
//! - [`demo`]: a server on loopback, agents, callers and their story
//!
//! The tidy checks are tests of this crate: `tests/tidy.rs` and `tests/arrows.rs`.
#![allow(clippy::print_stdout, reason = "a chore tells its progress on the terminal")]

mod demo;
mod setup;
mod steps;
mod test;
mod web;

use clap::{Parser, Subcommand};

/// Chores of the workspace.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Install what is missing and fetch the models.
    Setup,
    /// Everything CI runs: format, lints, documentation tests, tidy checks and all tests.
    Test,
    /// Start Wasl on loopback, place real calls and tell their story; stays up until Ctrl-C.
    Demo {
        /// End after the calls, with exit code 0 only if each went the whole way.
        #[arg(long)]
        exit: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().chore {
        Chore::Setup => setup::run_setup(),
        Chore::Test => test::run_tests(),
        Chore::Demo { exit } => demo::run_demo(exit),
    }
}
