//! `wasl intent …`

use std::path::PathBuf;

use clap::Args;

#[derive(Args, Debug)]
pub(crate) struct IntentArgs {
    /// Folder of the intents.
    #[arg(long, default_value = "config/intents")]
    pub(crate) intents: PathBuf,
    /// Train on this CSV (columns text,label) instead of the intents' examples; given again, on both: their rows are
    /// joined, a label spelt alike is one.
    #[arg(long, requires = "evaluate")]
    pub(crate) train: Vec<PathBuf>,
    /// Evaluate on this CSV (columns text,label): the intents of the folder, or what was trained on the other CSV.
    #[arg(long)]
    pub(crate) evaluate: Option<PathBuf>,
    /// Train on this many examples per label only.
    #[arg(long)]
    pub(crate) shots: Option<usize>,
    /// Which examples are drawn.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Folder of the models.
    #[arg(long, env = "WASL_MODELS__DIR", default_value = "models")]
    pub(crate) models: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
