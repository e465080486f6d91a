//! The words every room shares: what a call, a leg, a frame, an utterance, a mood and a promise are.
//!
//! This crate holds data only: no clock, no socket, no file, no decision.
//!
//! - [`id`]: newtypes for everything that has a name
//! - [`time`]: wall-clock [`Timestamp`], call-relative [`MediaTime`], [`Span`]
//! - [`pii`]: [`Pii`], the wrapper that keeps numbers, words and sound out of logs
//! - [`fold`]: the one fold that makes spelling variants compare equal
//! - [`audio`]: 20 ms frames of one speaker at 16 kHz
//! - [`language`]: the two languages a caller is served in
//! - [`spoken`]: the values of spoken numbers, amounts, dates and digits
//! - [`secret`]: what of a conversation is not kept as it was said: cards, codes, accounts, ids, phones
//! - [`speech`]: utterances with word times, partials
//! - [`mood`]: mood readings with evidence, for callers only
//! - [`intent`]: what the caller wants, with confidence
//! - [`leg`]: one party's connection and why it ended
//! - [`agent`]: the people who answer, their skills and states
//! - [`desk`]: what the IVR asks of the call, and hears back
//! - [`route`]: what a call asks of the dispatcher, and hears back
//! - [`command`]: what the call's state machine orders the shell to do
//! - [`event`]: the one timeline of a call
//! - [`reading`]: which words count where a turn was read twice
//! - [`customer`]: customers and promises
//! - [`forget`]: what is taken out of the book again, and why
//! - [`help`]: what agents and callers tell about a call: steps, notes, outcomes
//! - [`visit`]: visits to a branch
//! - [`talk`]: what came of an agent's talk with a caller
//! - [`profile`]: what is known of a customer, with source, day and consent
//! - [`journey`]: a customer's way through phone, web and branch

pub mod agent;
pub mod audio;
pub mod command;
pub mod customer;
pub mod desk;
pub mod event;
pub mod fold;
pub mod forget;
pub mod help;
pub mod id;
pub mod intent;
pub mod journey;
pub mod language;
pub mod leg;
pub mod mood;
pub mod pii;
pub mod profile;
pub mod reading;
pub mod route;
pub mod secret;
pub mod speech;
pub mod spoken;
pub mod talk;
pub mod time;
pub mod visit;

pub use agent::{AgentProfile, AgentState, Care, NotReadyReason, Seat, SkillLevel};
pub use audio::{AudioFrame, Band, CallerFrame, FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ, Speaker};
pub use command::{CallCommand, PlayId, PlaySource};
pub use customer::{Channel, Contact, Customer, Promise, PromiseState};
pub use desk::{Callback, DeskAction, DeskInput, Handover, HandoverCause, Said};
pub use event::{CallEvent, CallbackTerms, ConsentHow, Consented, Hangup, TimelineEntry};
pub use forget::{ForgetCause, Holding};
pub use help::{LastStep, Outcome, PromiseKeeper, PromiseMade, WrapUp};
pub use id::{
    AgentId, BranchId, CallId, CommentId, CustomerId, FindingId, IntentId, LegId, OfferId, OutreachId, PromiseId,
    PromptId, QueueId, SheetId, Skill, TrunkId, UtteranceId, ViewId, VisitId,
};
pub use intent::{IntentGuess, IntentScore};
pub use journey::{FeltMood, Journey, JourneyStep, MoodSource, StepKind};
pub use language::Language;
pub use leg::{EndCause, LegSide};
pub use mood::{Evidence, EvidenceSource, Mood, MoodReading, MoodScores};
pub use pii::Pii;
pub use profile::{Field, FieldKind, FieldSource, Merge, SamePersonRule};
pub use reading::{OtherReading, ReadTurn};
pub use route::{
    OfferOutcome, OfferReasons, RefusalCause, RouteRequest, RouteUpdate, ScorePart, TalkEnd, WaitRange, Why,
};
pub use speech::{CallerUtterance, Partial, PhraseMatch, SURE_WORD, Utterance, Word};
pub use talk::{Resolved, TalkOutcome};
pub use time::{MediaTime, Span, Timestamp};
pub use visit::{PromiseAnswer, PromiseOutcome, Visit};
