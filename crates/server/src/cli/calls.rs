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
    /// Turns in which words were said, of the newest calls first; then those of recorded visits.
    Search {
        /// Words that one turn holds, "an exact phrase", a beginning*; spelling variants are alike.
        #[arg(required = true)]
        words: Vec<String>,
        /// How many at most.
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// The nearest to what is asked first, of the newest thousand.
        #[arg(long)]
        best: bool,
        /// Words only as they are asked for: not with و ف ب ل ال before them.
        #[arg(long)]
        exact: bool,
        /// Only of calls about this branch (a promise to be kept there, a caller who came there within 45 days), and of
        /// visits to it.
        #[arg(long)]
        branch: Option<String>,
        /// One JSON object per turn of a call, then one per visit.
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
