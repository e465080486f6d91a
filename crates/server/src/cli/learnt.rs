//! `wasl agents …`, `wasl meter`

use clap::{Args, Subcommand, ValueEnum};

use super::ConfigArgs;

#[derive(Subcommand, Debug)]
pub(crate) enum LearntCommand {
    /// What is known of the people who answer.
    Agents {
        #[command(flatten)]
        config: ConfigArgs,
        #[command(subcommand)]
        command: AgentsCommand,
    },
    /// What the second policy of routing.meter gains over the first, and how many calls it takes to be sure.
    Meter(MeterArgs),
}

#[derive(Subcommand, Debug)]
pub(crate) enum AgentsCommand {
    /// What was learnt of each agent from how talks ended: how many talks, and how sure it is. Not a mark: callers, load
    /// and intents are allowed for, and few talks say little. No agent's voice and no account's worth is in it.
    Learnt {
        /// Print JSON, one object per agent.
        #[arg(long)]
        json: bool,
        /// In which language it is told.
        #[arg(long, value_enum, default_value_t)]
        language: Tongue,
    },
}

#[derive(Args, Debug)]
pub(crate) struct MeterArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Talks of so many days until now.
    #[arg(long, default_value_t = 90)]
    pub(crate) days: u32,
    /// The smallest gain worth knowing, in percentage points: for how many calls it takes to see it.
    #[arg(long, default_value_t = 2.0)]
    pub(crate) points: f64,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// In which language it is told.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) language: Tongue,
}

/// A language of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tongue {
    /// Arabic.
    Ar,
    /// English.
    #[default]
    En,
}
