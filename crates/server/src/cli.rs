//! The command line, as promised in the README and in `--help`.

mod calls;
mod flow;
mod intent;
mod learnt;
mod privacy;
mod prompts;
mod user;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use calls::CallsCommand;
pub(crate) use flow::{FlowArgs, FlowCommand, PictureFormat, SimulateArgs};
pub(crate) use intent::IntentArgs;
pub(crate) use learnt::{AgentsCommand, LearntCommand, MeterArgs, Tongue};
pub(crate) use privacy::{EraseArgs, HoldCommand, KeysCommand, PrivacyCommand};
pub(crate) use prompts::{PromptsArgs, PromptsCommand};
pub(crate) use user::{RoleChoice, UserCommand};

/// Wasl (وصل) joins callers to the right person: a voice, IVR and call-centre routing server.
#[derive(Parser, Debug)]
#[command(name = "wasl", version, about, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Reads the command line; ends the process on `--help`, `--version` and misuse.
pub(crate) fn parse() -> Cli {
    Cli::parse()
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Run the server until SIGTERM or Ctrl-C.
    Serve(ConfigArgs),
    /// Check the configuration, flows, prompts and models, without side effects.
    Check(ConfigArgs),
    /// List, fetch and verify speech models.
    Models {
        /// Folder of the models and their manifest.
        #[arg(long, env = "WASL_MODELS__DIR", default_value = "models", global = true)]
        dir: PathBuf,
        #[command(subcommand)]
        command: ModelsCommand,
    },
    /// Turn recordings into text: one JSON object per file with --json.
    Transcribe(TranscribeArgs),
    /// Read for servers on other machines (see speech.remote).
    InferWorker(InferWorkerArgs),
    /// Tell how a caller feels, from the sound of the voice, the words, or both.
    Mood(MoodArgs),
    /// Tell what callers want: one line of text each on standard input, or train and evaluate on CSV files.
    Intent(IntentArgs),
    /// Compare ways of bringing callers and agents together, on simulated days.
    Simulate(crate::commands::simulate::SimulateArgs),
    /// Check, draw and walk through flows.
    Flow(FlowArgs),
    /// Check the prompts' sound, and have their texts read aloud.
    Prompts(PromptsArgs),
    /// List, show and export kept calls.
    Calls {
        #[command(flatten)]
        config: ConfigArgs,
        #[command(subcommand)]
        command: CallsCommand,
    },
    /// Carry everything that is kept away, into a new folder or tar file, while the server runs.
    Backup {
        #[command(flatten)]
        config: ConfigArgs,
        /// The folder, or the tar file if the name ends in .tar; not there yet.
        to: PathBuf,
    },
    /// Bring a backup back to an empty place, also from SQLite to PostgreSQL and from PostgreSQL to SQLite.
    Restore {
        #[command(flatten)]
        config: ConfigArgs,
        /// The folder or tar file that `wasl backup` wrote.
        from: PathBuf,
    },
    /// Walk along the chain of hashes: was anything kept of calls changed, taken away or put elsewhere?
    Verify {
        #[command(flatten)]
        config: ConfigArgs,
        /// The last link as it was noted elsewhere (number:hash, as this command prints it): it must still be there.
        #[arg(long, value_name = "NUMBER:HASH")]
        noted: Option<String>,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Add, list and disable the people who use Wasl.
    User {
        #[command(flatten)]
        config: ConfigArgs,
        #[command(subcommand)]
        command: UserCommand,
    },
    /// What was learnt of agents, and what the meter says.
    #[command(flatten)]
    Learnt(LearntCommand),
    /// Erase, hold, expire.
    #[command(flatten)]
    Privacy(PrivacyCommand),
    /// Be a SIP phone: place or answer calls with recorded sound, to test a line.
    Phone {
        #[command(subcommand)]
        command: PhoneCommand,
    },
}

#[derive(Args, Debug, Clone)]
pub(crate) struct ConfigArgs {
    /// Configuration file; keys can be overridden as WASL_SECTION__KEY in the environment.
    #[arg(long, short, default_value = "config/wasl.toml", global = true)]
    pub(crate) config: PathBuf,
    /// Folder for the database and the recordings, unless the configuration says otherwise.
    #[arg(long, default_value = "data", global = true)]
    pub(crate) data: PathBuf,
}

#[derive(Subcommand, Debug)]
pub(crate) enum ModelsCommand {
    /// What the manifest knows and what is here.
    List,
    /// Fetch a model (all that are needed, if none is named), convert it if need be, and verify it.
    Fetch {
        /// Name in the manifest.
        name: Option<String>,
    },
    /// Compare the files with the manifest's checksums.
    Verify,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum LanguageChoice {
    /// Arabic.
    Ar,
    /// English.
    En,
    /// Whichever is heard.
    #[default]
    Auto,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChannelsChoice {
    /// One speaker or several, heard together.
    #[default]
    Mix,
    /// A recorded call: the caller left, the agent right, each read alone.
    Split,
}

#[derive(Args, Debug)]
pub(crate) struct InferWorkerArgs {
    /// Where servers reach it. Words and sound travel in the clear: between machines put a tunnel around them.
    #[arg(long, default_value = "127.0.0.1:7070")]
    pub(crate) listen: std::net::SocketAddr,
    /// Folder of the models.
    #[arg(long, env = "WASL_MODELS__DIR", default_value = "models")]
    pub(crate) models: PathBuf,
    /// Name of the model in the manifest.
    #[arg(long, env = "WASL_SPEECH__MODEL", default_value = crate::config::DEFAULT_SPEECH_MODEL)]
    pub(crate) model: String,
    /// Threads that run it; 0 takes one per core.
    #[arg(long, env = "WASL_SPEECH__THREADS", default_value_t = 0)]
    pub(crate) threads: usize,
    /// What the servers know too (their speech.remote_secret); needed off loopback. Rather by the environment: others
    /// see the command line.
    #[arg(long, env = "WASL_SPEECH__REMOTE_SECRET", hide_env_values = true)]
    pub(crate) secret: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct TranscribeArgs {
    /// Recordings (WAV, FLAC, MP3, AAC, Ogg, WebM, MP4; any rate, mono or stereo), or folders of them.
    #[arg(required = true, value_name = "FILE_OR_FOLDER")]
    pub(crate) files: Vec<PathBuf>,
    /// Language spoken.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) language: LanguageChoice,
    /// One JSON object per file.
    #[arg(long)]
    pub(crate) json: bool,
    /// How the channels of a stereo recording are read.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) channels: ChannelsChoice,
    /// What was really said, for word and character error rates: a table of `path<TAB>text` or `path,text`, or a folder
    /// if NAME.txt stands beside each recording. Ends with a summary.
    #[arg(long, value_name = "FILE_OR_FOLDER")]
    pub(crate) reference: Option<PathBuf>,
    /// Phrases that may be said, one a line: which of them was said in a file is told, with its confidence.
    #[arg(long, value_name = "FILE")]
    pub(crate) expect: Option<PathBuf>,
    /// Strings of digits are told: where the open transcript is in doubt they are read digit by digit.
    #[arg(long)]
    pub(crate) digits: bool,
    /// Text the reader takes for what was said before, so that it spells names alike.
    #[arg(long, value_name = "TEXT")]
    pub(crate) prompt: Option<String>,
    /// The site's own words, one a line, most important first.
    #[arg(long, value_name = "FILE")]
    pub(crate) vocabulary: Option<PathBuf>,
    /// Files read at once, one thread each; 0 for one per core.
    #[arg(long, default_value_t = 0)]
    pub(crate) threads: usize,
    /// No progress on standard error.
    #[arg(long)]
    pub(crate) quiet: bool,
    /// Folder of the models.
    #[arg(long, env = "WASL_MODELS__DIR", default_value = "models")]
    pub(crate) models: PathBuf,
    /// Name of the model in the manifest.
    #[arg(long, env = "WASL_SPEECH__MODEL", default_value = crate::config::DEFAULT_SPEECH_MODEL)]
    pub(crate) model: String,
    /// What runs the model.
    #[arg(long, env = "WASL_SPEECH__BACKEND", value_enum, default_value_t)]
    pub(crate) backend: BackendChoice,
    /// Readings weighed against each other; 1 is the quickest.
    #[arg(long, env = "WASL_SPEECH__BEAM", default_value_t = 3)]
    pub(crate) beam: usize,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum BackendChoice {
    /// The house's own reader.
    #[default]
    Native,
    /// whisper.cpp.
    WhisperCpp,
}

#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct MoodArgs {
    #[command(subcommand)]
    pub(crate) command: Option<MoodCommand>,
    /// Recordings of a caller (WAV, FLAC, MP3, AAC, Ogg, WebM, MP4; any rate), or folders of them.
    /// Of a recorded call in stereo only the left channel is read, the caller's.
    #[arg(value_name = "FILE_OR_FOLDER")]
    pub(crate) files: Vec<PathBuf>,
    /// The caller's words; with a recording, what was said in it.
    #[arg(long, conflicts_with = "transcribe")]
    pub(crate) text: Option<String>,
    /// Have the words of each recording read, and count them in.
    #[arg(long)]
    pub(crate) transcribe: bool,
    /// One JSON object per recording.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) voice: VoiceArgs,
}

/// What hears a voice.
#[derive(Args, Debug)]
pub(crate) struct VoiceArgs {
    /// Voice heads as `wasl mood train` writes them; left out, the ones that come with Wasl.
    #[arg(long, value_name = "FILE")]
    pub(crate) heads: Option<PathBuf>,
    /// Folder of the models.
    #[arg(long, env = "WASL_MODELS__DIR", default_value = "models")]
    pub(crate) models: PathBuf,
    /// Name of the model in the manifest.
    #[arg(long, env = "WASL_SPEECH__MODEL", default_value = crate::config::DEFAULT_SPEECH_MODEL)]
    pub(crate) model: String,
    /// Threads; 0 for one per core.
    #[arg(long, default_value_t = 0)]
    pub(crate) threads: usize,
}

/// Which labelled sounds.
#[derive(Args, Debug)]
pub(crate) struct LabelledArgs {
    /// Table with the columns path, speaker, label and, where known, corpus and gender; paths are relative to it.
    /// Labels are angry, happy, neutral, calm, sad, bored, high, low; and, to learn from only, ordinary: everyday speech.
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) manifest: PathBuf,
    /// Only sounds of these corpora.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) corpus: Vec<String>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum MoodCommand {
    /// Fit voice heads on labelled recordings. Keeps no sound: weights, figures and checksums only.
    Train {
        #[command(flatten)]
        labelled: LabelledArgs,
        /// Where the heads go.
        #[arg(long, value_name = "FILE.json")]
        out: PathBuf,
        /// Where the model card goes.
        #[arg(long, value_name = "FILE.md")]
        card: Option<PathBuf>,
        /// Make the arousal head so many times less sure, for heads that are used on other lines than they are fitted on.
        #[arg(long, value_name = "SLOPE", default_value_t = 1.0)]
        flatten: f32,
        /// And raise it by so many logits: strangers' heated voices lie lower than those of the corpus.
        #[arg(long, value_name = "LOGITS", default_value_t = 0.0, allow_negative_numbers = true)]
        raise: f32,
        /// Speakers who are not learned from, but judged at the end.
        #[arg(long, value_name = "SPEAKER", value_delimiter = ',')]
        hold_out: Vec<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        voice: VoiceArgs,
    },
    /// Fit what sentences mean on the example sentences of a mood lexicon: its meaning.json.
    Learn {
        /// Folder of the lexicon; left out, the one in the binary.
        #[arg(long, value_name = "FOLDER")]
        lexicon: Option<PathBuf>,
        /// Where the weights go.
        #[arg(long, value_name = "FILE.json")]
        out: PathBuf,
        /// Folder of the models.
        #[arg(long, env = "WASL_MODELS__DIR", default_value = "models")]
        models: PathBuf,
    },
    /// Tell how right voice heads are on labelled recordings, with intervals over speakers.
    Evaluate {
        #[command(flatten)]
        labelled: LabelledArgs,
        /// Judge the recipe and not the heads: fit anew without the ones who are judged.
        #[arg(long, value_enum, conflicts_with = "heads")]
        leave: Option<LeaveChoice>,
        /// Judge so many sounds of one speaker and mood together: a call is never read by a single word.
        #[arg(long, value_name = "SOUNDS", default_value_t = 1, conflicts_with = "leave")]
        joined: usize,
        /// Draw the reliability diagram.
        #[arg(long, value_name = "FILE.svg")]
        svg: Option<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        voice: VoiceArgs,
    },
}

/// Who is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LeaveChoice {
    /// Speakers.
    Speakers,
    /// Whole corpora.
    Corpus,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum TransportChoice {
    /// UDP.
    #[default]
    Udp,
    /// TCP.
    Tcp,
    /// TLS.
    Tls,
    /// A web socket at `/sip`; a `ticket` in the URI is a guest's.
    Ws,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum CodecChoice {
    /// G.711 µ-law.
    #[default]
    Pcmu,
    /// G.711 A-law.
    Pcma,
    /// G.722 wideband.
    G722,
}

#[derive(Args, Debug, Clone)]
pub(crate) struct PhoneArgs {
    /// Sound to play once connected; several are played in turn, each after the far end has spoken.
    #[arg(long)]
    pub(crate) play: Vec<PathBuf>,
    /// Write what was heard to this WAV file.
    #[arg(long)]
    pub(crate) record: Option<PathBuf>,
    /// SIP transport.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) transport: TransportChoice,
    /// Over TLS, believe only the authorities in this PEM file.
    #[arg(long, value_name = "FILE", conflicts_with = "insecure")]
    pub(crate) tls_roots: Option<PathBuf>,
    /// Over TLS, believe anybody. For tests.
    #[arg(long)]
    pub(crate) insecure: bool,
    /// Codec offered first.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) codec: CodecChoice,
    /// Address of this phone; left out, the one that reaches the far end.
    #[arg(long)]
    pub(crate) address: Option<std::net::IpAddr>,
    /// Print a JSON report at the end.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Subcommand, Debug)]
pub(crate) enum PhoneCommand {
    /// Call a SIP URI, play, listen, hang up.
    Call {
        /// Whom, for example sip:support@127.0.0.1:5060.
        uri: String,
        #[command(flatten)]
        phone: PhoneArgs,
        /// Keys to press, as DIGITS@MILLISECONDS after the answer.
        #[arg(long)]
        dtmf: Vec<String>,
        /// Number or name shown to the far end.
        #[arg(long, default_value = "wasl-phone")]
        from: String,
        /// Stay this long after the last sound, in milliseconds.
        #[arg(long, default_value_t = 1000)]
        linger_ms: u64,
        /// Hang up after this long at the latest, in milliseconds.
        #[arg(long, default_value_t = 120_000)]
        limit_ms: u64,
        /// Wait for the far end to hang up, up to the limit.
        #[arg(long)]
        stay: bool,
        /// What to do once connected, one step each: play:FILE, listen (until the far end has spoken), pause:MS, keys:DIGITS.
        #[arg(long)]
        step: Vec<String>,
    },
    /// Register as an agent's phone and answer calls.
    Answer {
        /// SIP user and password, as USER:PASSWORD.
        #[arg(long, env = "WASL_PHONE_ACCOUNT")]
        account: Option<String>,
        /// Server to register with, for example 127.0.0.1:5060.
        #[arg(long)]
        registrar: Option<String>,
        #[command(flatten)]
        phone: PhoneArgs,
        /// Ring for this long before answering, in milliseconds.
        #[arg(long, default_value_t = 500)]
        after_ms: u64,
        /// Refuse calls instead.
        #[arg(long)]
        refuse: bool,
        /// Hang up this long after the last sound was played, in milliseconds; stay until the caller hangs up if absent.
        #[arg(long)]
        hangup_after_ms: Option<u64>,
        /// End after this many calls.
        #[arg(long)]
        calls: Option<u32>,
        /// What to do once connected, one step each: play:FILE, listen (until the far end has spoken), pause:MS, keys:DIGITS.
        #[arg(long)]
        step: Vec<String>,
    },
}
