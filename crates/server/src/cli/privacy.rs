//! `wasl erase`, `wasl hold …`, `wasl keys …`, `wasl retention`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ConfigArgs;

#[derive(Subcommand, Debug)]
pub(crate) enum PrivacyCommand {
    /// Erase a customer or a caller everywhere: sound, words, search, drafts, visits, promises. Refused under legal hold.
    Erase(EraseArgs),
    /// Legal holds: what is held leaves the book neither by retention nor by request.
    Hold {
        #[command(flatten)]
        config: ConfigArgs,
        #[command(subcommand)]
        command: HoldCommand,
    },
    /// The key that encrypts the database, recordings and backups (privacy.key_file).
    Keys {
        #[command(flatten)]
        config: ConfigArgs,
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Take out what is over its time (see privacy.*_days); the server does so once an hour by itself.
    Retention {
        #[command(flatten)]
        config: ConfigArgs,
        /// Only tell what would go.
        #[arg(long)]
        dry_run: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand, Debug)]
pub(crate) enum KeysCommand {
    /// Put a new key in the place of privacy.key_file: the keys of the database and of recordings are wrapped anew, no page
    /// and no sound is touched. Backups keep the key they were made with.
    /// Stop the server first.
    Rotate {
        /// The file of the new key.
        #[arg(long, value_name = "FILE")]
        new: PathBuf,
    },
}

#[derive(Args, Debug)]
pub(crate) struct EraseArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// The id the customer has in the book.
    #[arg(long, value_name = "ID", required_unless_present = "number", conflicts_with = "number")]
    pub(crate) customer: Option<String>,
    /// The number they call from, with its country code: of a customer, or of a caller known by nothing else.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) number: Option<String>,
    /// Write the proof here, as JSON; standard output if left out.
    #[arg(long, value_name = "FILE")]
    pub(crate) proof: Option<PathBuf>,
    /// Who does it, as the audit names them.
    #[arg(long, value_name = "USER", default_value = "cli")]
    pub(crate) by: String,
}

#[derive(Subcommand, Debug)]
pub(crate) enum HoldCommand {
    /// Hold a call, or everything of a customer, also what comes later.
    Add {
        /// The call's id.
        #[arg(long, value_name = "ID", required_unless_present = "customer", conflicts_with = "customer")]
        call: Option<String>,
        /// The customer's id.
        #[arg(long, value_name = "ID")]
        customer: Option<String>,
        /// The case it is for.
        #[arg(long)]
        why: String,
        /// Who does it, as the audit names them.
        #[arg(long, value_name = "USER", default_value = "cli")]
        by: String,
    },
    /// Every hold.
    List {
        /// One JSON object per hold.
        #[arg(long)]
        json: bool,
    },
    /// Lift a hold.
    Remove {
        /// The hold's id.
        id: String,
        /// Who does it, as the audit names them.
        #[arg(long, value_name = "USER", default_value = "cli")]
        by: String,
    },
}
