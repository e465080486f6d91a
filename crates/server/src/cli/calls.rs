//! `wasl calls …`

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Subcommand, Debug)]
pub(crate) enum CallsCommand {
    /// The newest calls.
    List {
        /// How many at most.
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// One JSON object per call.
        #[arg(long)]
        json: bool,
    },
    /// One call's whole story.
    Show {
        /// The call's id.
        id: String,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Tell the events of all calls as they happen.
    Follow {
        /// End after this many calls have ended.
        #[arg(long)]
        calls: Option<u32>,
    },
    /// Write a call's recording, timeline and transcript into a folder.
    Export {
        /// The call's id.
        id: String,
        /// The folder; made if need be.
        dir: PathBuf,
    },
    /// How soon callers reached a person: the share reached, the waits, who had to ask twice.
    Access {
        /// Calls of so many days until now.
        #[arg(long, default_value_t = 30)]
        days: u32,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}
