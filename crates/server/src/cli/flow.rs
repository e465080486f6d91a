//! `wasl flow …`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{ConfigArgs, LanguageChoice};

#[derive(Args, Debug)]
pub(crate) struct FlowArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(subcommand)]
    pub(crate) command: FlowCommand,
}

#[derive(Subcommand, Debug)]
pub(crate) enum FlowCommand {
    /// List everything wrong with the flows, and what they name: the site's, or these files.
    Check {
        /// Flow files.
        #[arg(value_name = "FLOW.toml")]
        files: Vec<PathBuf>,
    },
    /// Draw a flow's states and the ways between them; a flow that is refused can be drawn too.
    Draw {
        /// Name of one of the site's flows, or a file.
        flow: String,
        /// Language of the labels; the flow's own if left out.
        #[arg(long, value_enum, default_value_t)]
        language: LanguageChoice,
        /// As what.
        #[arg(long, value_enum, default_value_t)]
        format: PictureFormat,
        /// Where to; standard output if left out.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Walk through a flow: each line of standard input is a sentence the caller says, `#5` keys, `(silence)`, or a mood
    /// such as `(angry)`. Whoever runs out of lines is silent.
    Simulate(SimulateArgs),
}

/// What a picture is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum PictureFormat {
    /// An image for browsers.
    #[default]
    Svg,
    /// For Graphviz.
    Dot,
    /// For Mermaid.
    Mermaid,
}

#[derive(Args, Debug)]
pub(crate) struct SimulateArgs {
    /// Name of one of the site's flows, or a file.
    pub(crate) flow: String,
    /// The language the caller is greeted in; the flow's own if left out.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) language: LanguageChoice,
    /// When the call comes, such as 2026-11-29T20:00:00+03:00; now if left out.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// The caller's number is withheld.
    #[arg(long)]
    pub(crate) withheld: bool,
    /// Recordings the caller says, one after the other, instead of lines; read by the speech model.
    #[arg(long, value_name = "FILE.wav", num_args = 1..)]
    pub(crate) speak: Vec<PathBuf>,
    /// Folder of the models.
    #[arg(long, env = "WASL_MODELS__DIR", default_value = "models")]
    pub(crate) models: PathBuf,
    /// Name of the model in the manifest.
    #[arg(long, env = "WASL_SPEECH__MODEL", default_value = crate::config::DEFAULT_SPEECH_MODEL)]
    pub(crate) model: String,
}
