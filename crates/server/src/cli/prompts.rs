//! `wasl prompts …`

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Args, Debug)]
pub(crate) struct PromptsArgs {
    /// Folder of the texts and their sound.
    #[arg(long, env = "WASL_PROMPTS__DIR", default_value = "prompts", global = true)]
    pub(crate) dir: PathBuf,
    #[command(subcommand)]
    pub(crate) command: PromptsCommand,
}

#[derive(Subcommand, Debug)]
pub(crate) enum PromptsCommand {
    /// Say what is missing, stale, clipped, too quiet or too loud; the exit code is 0 only when nothing is.
    Check,
    /// Have a voice read what is missing or stale, level it and keep it. What people recorded is left alone.
    Render {
        /// Only these prompts, whether or not anything is wrong with them.
        #[arg(long, value_name = "ID", num_args = 1..)]
        only: Vec<String>,
        /// Everything, as for a new voice.
        #[arg(long, conflicts_with = "only")]
        all: bool,
        /// Another voice for a language than the manifest's: `ar="piper --model ar.onnx --output_file {file}"`. Words
        /// with spaces stand in quotation marks; `{text}` is the text, which is otherwise given on standard input.
        #[arg(long, value_name = "LANGUAGE=COMMAND")]
        voice: Vec<String>,
    },
    /// Take the sound that is there for what it should say, as after people recorded it.
    Accept {
        /// Only these prompts; all that are there if left out.
        #[arg(value_name = "ID")]
        only: Vec<String>,
    },
}
