//! The wiring: the rooms' handles, and the tasks that carry words between them.
//!
//! - [`opening`]: builds every room from the configuration
//! - [`door`]: answers the door: one task per call
//! - [`conversation`]: one call's task
//! - [`callbacks`]: callers who were promised it are called back
//! - [`calendar`]: opening hours as their files are now
//! - [`echo`]: the line test
//! - [`floor`]: the one task that owns the dispatcher
//! - [`phonebook`]: who may register a phone
//! - [`sounds`]: prompts and music, ready to play
//! - [`sent`]: recordings of visits that are no plain WAV
//! - [`studio`]: prompts recorded in the browser
//! - [`desks`]: the board of live calls, as desks and callers' pages show them
//! - [`meaning`]: sentence vectors of callers' words, for moods and intents
//! - [`vocabulary`]: the site's own words, for the recogniser
//! - [`window`]: what the console shows of it
//! - [`after`]: words completed, and read again, after the call
//! - [`privacy`]: what the book is not to keep leaves it
//! - [`reader`]: stories of ended calls, read
//! - [`learning`]: what agents are worth, learnt from how talks ended
//! - [`figures`]: what `/metrics` tells

pub(crate) mod after;
pub(crate) mod calendar;
pub(crate) mod callbacks;
pub(crate) mod conversation;
pub(crate) mod desks;
pub(crate) mod door;
pub(crate) mod echo;
pub(crate) mod figures;
pub(crate) mod floor;
pub(crate) mod learning;
pub(crate) mod meaning;
pub(crate) mod opening;
pub(crate) mod phonebook;
pub(crate) mod privacy;
pub(crate) mod reader;
pub(crate) mod recalling;
pub(crate) mod seal;
pub(crate) mod sent;
pub(crate) mod sounds;
pub(crate) mod studio;
pub(crate) mod vocabulary;
pub(crate) mod window;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wasl_call::CallConfig;
use wasl_dialogue::Site;
use wasl_infer::Infer;
use wasl_media::Media;
use wasl_model::TrunkId;
use wasl_mood::{Lexicon, VoiceHeads};
use wasl_record::Book;
use wasl_review::answers::AnswerBook;
use wasl_signal::Signal;

use crate::config::Config;
use after::LiveCalls;
use callbacks::CallingBack;
use desks::Desks;
use figures::Figures;
use floor::Floor;
use meaning::Meanings;
use sounds::Sounds;

/// Every room's handle. Shared by all tasks; nothing in it changes but the calendar.
#[derive(Debug)]
pub(crate) struct House {
    /// What the house was told at start.
    pub(crate) config: Config,
    /// What is to be answered, as the site's book says.
    pub(crate) answers: AnswerBook,
    /// SIP.
    pub(crate) signal: Signal,
    /// Sound on the wire.
    pub(crate) media: Media,
    /// Models; `None` when listening is off.
    pub(crate) ears: Option<Arc<dyn Infer>>,
    /// What sentences mean; `None` without the model for it.
    pub(crate) meanings: Option<Meanings>,
    /// Flows, intents, prompts.
    pub(crate) site: Arc<Site>,
    /// The same, with opening hours as their files are now.
    pub(crate) calendar: calendar::Calendar,
    /// Prompts and music, ready to play.
    pub(crate) sounds: Sounds,
    /// Phrases that tell a mood.
    pub(crate) lexicon: Arc<Lexicon>,
    /// What hears a mood in a voice.
    pub(crate) voice_heads: Arc<VoiceHeads>,
    /// The book.
    pub(crate) book: Book,
    /// The dispatcher's task.
    pub(crate) floor: Floor,
    /// Callbacks owed and being made.
    pub(crate) calling_back: CallingBack,
    /// What every call is told once.
    pub(crate) call_config: CallConfig,
    /// Live calls as desks show them.
    pub(crate) desks: Arc<Desks>,
    /// Trunks for calls outward, in order.
    pub(crate) trunks: Vec<TrunkId>,
    /// Counts for `/metrics`.
    pub(crate) figures: Arc<Figures>,
    /// Calls whose own ears are at work.
    pub(crate) live: Arc<LiveCalls>,
    /// Cancelled when no new call is taken and live calls should finish.
    pub(crate) closing: CancellationToken,
    /// Every call's task.
    pub(crate) tasks: TaskTracker,
}
