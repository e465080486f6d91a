//! The `wasl` binary: reads the command line and walks into the right room.

mod cli;
mod clock;
mod commands;
mod config;
mod house;
mod tls;

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = cli::parse();
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("wasl: {error:#}");
            ExitCode::FAILURE
        }
    }
}
