//! The four verbs, and the chapters of a call.
//!
//! - `desk`: the desk speaks with the caller
//! - `queue`: the caller waits, is offered, is told
//! - `keep`: a waiting caller hangs up, keeps the place and is called back
//! - `back`: a caller who was promised it is called back
//! - `talk`: caller and agent talk, until one of them leaves
//! - `hears`: who hears whom in a talk
//! - `hold`: by the phone, or from the desk
//! - `pause`: nothing is kept while a card's number is told
//! - `lost`: an agent's line is silent for the moment
//! - `third`: somebody else is reached for the caller
//! - `transfer`: an agent sends the caller on
//! - `consult`: an agent asks somebody else first
//! - `join`: all three talk
//! - `reach`: a person is within reach until the very end
//! - `asks`: what an agent asks from the desk
//! - `views`: what the desks show
//! - `ending`: goodbye, hang-up, close
//! - `playing`: prompts and music

mod asks;
mod back;
mod consult;
mod desk;
mod ending;
mod hears;
mod hold;
mod join;
mod keep;
mod lost;
mod pause;
mod playing;
mod queue;
mod reach;
mod talk;
mod third;
mod transfer;
mod views;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use wasl_model::{
    AgentId, CallCommand, CallEvent, CallId, DeskInput, EndCause, HandoverCause, Hangup, IntentGuess, Language, LegId,
    MoodReading, MoodScores, OfferId, OfferOutcome, Pii, QueueId, RefusalCause, RouteRequest, RouteUpdate, Speaker,
    Timestamp,
};

use crate::legs::{LegStage, Legs};
use crate::sound::Sounds;
use crate::timers::{Timer, Timers};
use crate::{AgentAsk, CallConfig, CallInput, DeskView, Entry, Phase};
use back::Back;
use hold::{HeldBy, Holds};
use pause::Pause;
use queue::{Promise, Wait};
use reach::Promised;
use talk::{Party, Talk};
use third::{Aim, Third};

/// The longest a browser that was picked up looks for a way for its sound: its page tells its agent before.
const CONNECTING_MS: u64 = 8_000;

/// One call.
///
/// What holds: every call that was told `Arrived` says `Close` exactly once, as its last word, after `Ended`;
/// every offer it is given is answered by exactly one `OfferEnded`; a caller who is not in a talk, not being
/// released and past the desk is in the dispatcher's line; a prompt started is a prompt ended.
#[derive(Debug)]
pub struct Call {
    id: CallId,
    caller: LegId,
    config: CallConfig,
    state: State,
    known: Known,
    legs: Legs,
    holds: Holds,
    pause: Option<Pause>,
    /// An agent entered that the caller does not want to be recorded.
    recording_refused: bool,
    /// Legs that hear each other now.
    together: Vec<LegId>,
    /// Times we left the line that the dispatcher has not answered yet: until then its words are out of date.
    leaving: u32,
    sounds: Sounds,
    timers: Timers,
    orders: VecDeque<CallCommand>,
    /// To the desk; emptied when the desk is done.
    desk: VecDeque<DeskInput>,
}

/// What is known of the caller so far.
#[derive(Debug)]
struct Known {
    /// When the caller came.
    began: Timestamp,
    from: Option<Pii<String>>,
    language: Language,
    intent: Option<IntentGuess>,
    mood: MoodScores,
    /// Began to say something that has not become words yet.
    speaks: bool,
    /// The last reading.
    reading: Option<MoodReading>,
    /// Why automation, or the last agent's talk, ended.
    handover: Option<HandoverCause>,
    /// Agents whom this caller abused.
    abused: BTreeSet<AgentId>,
    /// The last thing in the flow was an answer, and the caller asked nothing since.
    content: bool,
    /// The last request for a person: what a caller goes back to the line with.
    request: Option<RouteRequest>,
    /// What was promised before the caller went back to the line.
    promised: Option<Promised>,
    /// The caller is called back and has not been reached yet.
    back: Option<Back>,
}

/// The chapter the call is in.
#[derive(Debug)]
enum State {
    New,
    Answering(Entry),
    Ivr,
    Waiting(Wait),
    /// The promise of a callback, or the regret that nobody is there, is being said.
    Promising(Promise),
    /// An agent is there, and a caller who was promised it is being called back.
    CallingBack(Box<Party>),
    Talking(Box<Talk>),
    /// Somebody else is rung; the agent who sent the caller on is gone.
    Transferring(Box<Third>),
    /// Goodbye is being said to a served caller.
    Goodbye,
    /// Every leg was hung up; their ends are awaited.
    Releasing(Hangup),
    Closed,
}

impl Call {
    /// A call whose caller is that leg.
    #[must_use]
    pub fn new(call: CallId, caller: LegId, config: CallConfig) -> Self {
        let known = Known {
            began: Timestamp::default(),
            from: None,
            language: config.language,
            intent: None,
            mood: MoodScores::NEUTRAL,
            speaks: false,
            reading: None,
            handover: None,
            abused: BTreeSet::new(),
            content: false,
            request: None,
            promised: None,
            back: None,
        };
        Self {
            id: call,
            caller,
            config,
            state: State::New,
            known,
            legs: Legs::default(),
            holds: Holds::default(),
            pause: None,
            recording_refused: false,
            together: Vec::new(),
            leaving: 0,
            sounds: Sounds::default(),
            timers: Timers::default(),
            orders: VecDeque::new(),
            desk: VecDeque::new(),
        }
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> CallId {
        self.id
    }

    /// Takes in what happened. After `Close` nothing is taken in any more.
    pub fn handle_input(&mut self, now: Timestamp, input: CallInput) {
        if matches!(self.state, State::Closed) {
            return;
        }
        match input {
            CallInput::Arrived { from, dialled, trunk, entry } => {
                let event = CallEvent::Arrived { leg: self.caller, from: from.clone(), dialled, trunk };
                self.arrived(now, from, entry, event);
            }
            CallInput::CallBack(back) => self.call_back_later(now, *back),
            CallInput::CallOff => self.call_off(now),
            CallInput::LegRinging { .. } => {}
            CallInput::LegPickedUp { leg } => self.picked_up(now, leg),
            CallInput::LegAnswered { leg } => self.leg_answered(now, leg),
            CallInput::LegEnded { leg, cause } => self.leg_ended(now, leg, &cause),
            CallInput::LegHeld { leg } => self.hold(now, leg, HeldBy::Phone),
            CallInput::LegResumed { leg } => self.resume(leg, HeldBy::Phone),
            CallInput::Agent { agent, ask, new_leg } => self.agent_asks(now, agent, ask, new_leg),
            CallInput::LineLost { leg } => self.line_lost(now, leg),
            CallInput::LineBack { leg } => self.line_back(leg),
            CallInput::Refer { leg, target, new_leg } => self.refer(now, leg, target, new_leg),
            CallInput::Key { leg, digit } => self.key(now, leg, digit),
            CallInput::PlayEnded { leg, play } => self.play_ended(now, leg, play, true),
            CallInput::PlayFailed { leg, play } => self.play_ended(now, leg, play, false),
            CallInput::SpeechStarted { speaker } => self.speech_started(speaker),
            CallInput::Heard { utterance, intent } => self.heard(now, utterance, intent),
            CallInput::Emergency { queue } => self.emergency(now, queue),
            CallInput::PersonWanted => self.person_wanted(now),
            CallInput::HeardNothing { speaker, span } => self.heard_nothing(now, speaker, span),
            CallInput::HeardLater { speaker, span } => self.heard_later(now, speaker, span),
            CallInput::Mood(reading) => self.mood(reading),
            CallInput::Language { language, confidence } => self.language_picked(language, confidence),
            CallInput::Desk(action) => self.desk_wants(now, action),
            CallInput::Route { update, new_leg } => self.route_update(now, update, new_leg),
            CallInput::Quality { leg, received, lost_pct, jitter_ms } => {
                self.remember(CallEvent::Quality { leg, received, lost_pct, jitter_ms });
            }
            CallInput::RecordingStarted => self.remember(CallEvent::RecordingStarted),
            CallInput::RecordingFailed { what } => self.remember(CallEvent::RecordingFailed { what }),
            CallInput::Drain { by } => self.timers.set(Timer::Drain, by),
        }
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        while let Some(timer) = self.timers.pop_due(now) {
            match timer {
                Timer::Answer | Timer::Drain | Timer::Longest => self.give_up(now),
                Timer::Ring => self.rang_out(now),
                Timer::Line(leg) => self.line_given_up(now, leg),
                Timer::Pause => self.resume_recording(None),
                Timer::Prompt => self.prompt_overdue(now),
                Timer::LastWords => self.last_words_over(now),
                Timer::Release => self.close(),
            }
        }
    }

    /// When [`Self::handle_timeout`] is due next, and what for.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Timestamp, &'static str)> {
        self.timers.next()
    }

    /// What the shell is to do next.
    pub fn poll_output(&mut self) -> Option<CallCommand> {
        self.orders.pop_front()
    }

    /// What the desk is to be told next; only while the phase is [`Phase::Ivr`].
    /// The shell hands it on and brings every [`wasl_model::DeskAction`] back as [`CallInput::Desk`].
    pub fn poll_desk(&mut self) -> Option<DeskInput> {
        self.desk.pop_front()
    }

    /// Would that be done now? The shell asks before it tells, and refuses the agent otherwise.
    #[must_use]
    pub fn may(&self, agent: &AgentId, ask: &AgentAsk) -> bool {
        self.may_do(agent, ask)
    }

    /// What the desk of every agent in it shows, ringing ones included.
    #[must_use]
    pub fn desk_views(&self) -> Vec<DeskView> {
        self.views()
    }

    /// Where it stands.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match &self.state {
            State::New => Phase::New,
            State::Answering(_) => Phase::Answering,
            State::Ivr => Phase::Ivr,
            State::Waiting(wait) => wait.phase(),
            State::Promising(_) => Phase::Promising,
            State::CallingBack(party) => Phase::CallingBack { agent: party.agent.clone() },
            State::Talking(talk) if talk.third.as_ref().is_some_and(|third| third.aim == Aim::Send) => {
                Phase::Transferring
            }
            State::Talking(talk) => Phase::Talking { agent: talk.party.agent.clone() },
            State::Transferring(_) => Phase::Transferring,
            State::Goodbye | State::Releasing(_) => Phase::Ending,
            State::Closed => Phase::Closed,
        }
    }

    fn arrived(&mut self, now: Timestamp, from: Option<Pii<String>>, entry: Entry, event: CallEvent) {
        if !matches!(self.state, State::New) {
            return;
        }
        self.known.from = from;
        self.known.began = now;
        self.legs.set(self.caller, LegStage::Early);
        self.timers.set(Timer::Answer, now + ms(self.config.answer_ms));
        self.timers.set(Timer::Longest, now + ms(self.config.longest_call_ms));
        self.state = State::Answering(entry);
        self.remember(event);
        self.order(CallCommand::Ring { leg: self.caller });
        self.order(CallCommand::Answer { leg: self.caller });
    }

    fn leg_answered(&mut self, now: Timestamp, leg: LegId) {
        match self.legs.stage(leg) {
            None | Some(LegStage::Up) => return,
            // Our CANCEL crossed the answer: hang up what has come up.
            Some(LegStage::Dropping) => return self.order(CallCommand::Hangup { leg, cause: EndCause::Released }),
            Some(LegStage::Early) => self.legs.set(leg, LegStage::Up),
        }
        if leg != self.caller {
            self.target_answered(now, leg);
        } else if matches!(self.state, State::CallingBack(_)) {
            self.reached();
        } else {
            self.caller_is_up(now);
        }
    }

    /// Whoever picked up in the last moment has as long as a browser needs to find its way.
    fn picked_up(&mut self, now: Timestamp, leg: LegId) {
        let waited_for = matches!(&self.state, State::Waiting(wait) if wait.rings(leg));
        if waited_for || self.third().is_some_and(|third| third.rings(leg)) {
            self.timers.set(Timer::Ring, now + ms(CONNECTING_MS));
        }
    }

    fn caller_is_up(&mut self, now: Timestamp) {
        let State::Answering(entry) = &self.state else { return };
        let entry = entry.clone();
        self.timers.stop(Timer::Answer);
        self.remember(CallEvent::Answered);
        self.order(CallCommand::Attend { leg: self.caller, speaker: Speaker::Caller });
        match entry {
            Entry::Ivr => {
                self.state = State::Ivr;
                self.desk.push_back(DeskInput::Connected);
            }
            Entry::Queue(queue) => self.straight_into(now, queue),
        }
    }

    fn target_answered(&mut self, now: Timestamp, leg: LegId) {
        if matches!(&self.state, State::Waiting(wait) if wait.rings(leg)) {
            self.agent_answered(now, leg);
        } else if self.third().is_some_and(|third| third.rings(leg)) {
            self.third_answered(now);
        } else if self.returns_on(leg) {
            self.returned(leg);
        }
    }

    fn leg_ended(&mut self, now: Timestamp, leg: LegId, cause: &EndCause) {
        if !self.legs.end(leg) {
            return;
        }
        self.silence(leg);
        self.remember(CallEvent::LegEnded { leg, cause: cause.clone() });
        if matches!(self.state, State::Releasing(_)) {
            if self.legs.is_empty() {
                self.close();
            }
        } else if leg == self.caller {
            self.caller_gone(now, cause);
        } else {
            self.other_gone(now, leg, cause);
        }
    }

    fn other_gone(&mut self, now: Timestamp, leg: LegId, cause: &EndCause) {
        if matches!(&self.state, State::Waiting(wait) if wait.rings(leg)) {
            self.refused(leg, refusal(cause));
        } else if matches!(&self.state, State::CallingBack(party) if party.leg == leg) {
            self.give_back(now);
        } else if self.third().is_some_and(|third| third.rings(leg)) {
            self.third_refused(now, refusal(cause));
        } else if self.returns_on(leg) {
            self.return_failed(leg);
        } else {
            self.party_gone(now, leg, cause);
        }
    }

    fn rang_out(&mut self, now: Timestamp) {
        if matches!(self.state, State::Waiting(_)) {
            self.rang_out_at_agents();
        } else if self.third().is_some() {
            self.third_refused(now, RefusalCause::NoAnswer);
        }
    }

    fn route_update(&mut self, now: Timestamp, update: RouteUpdate, new_leg: LegId) {
        if update == RouteUpdate::Left {
            self.leaving = self.leaving.saturating_sub(1);
            return;
        }
        if self.leaving > 0 {
            return self.decline(&update);
        }
        match &self.state {
            State::Waiting(_) => self.waiting_update(now, update, new_leg),
            State::Promising(_) => self.promising_update(now, update, new_leg),
            State::Talking(_) | State::Transferring(_) => self.third_update(now, update, new_leg),
            State::CallingBack(_) => self.decline(&update),
            State::New | State::Answering(_) | State::Ivr | State::Goodbye => self.decline(&update),
            State::Releasing(_) | State::Closed => self.decline(&update),
        }
    }

    fn leave_queue(&mut self) {
        self.leaving += 1;
        self.order(CallCommand::LeaveQueue);
    }

    /// An offer that comes when nobody is wanted any more still ends once.
    fn decline(&mut self, update: &RouteUpdate) {
        if let RouteUpdate::Offer { offer, .. } = update {
            self.order(CallCommand::OfferEnded { offer: *offer, outcome: OfferOutcome::CallerGone });
        }
    }

    /// Somebody (else) is to go on with the caller.
    fn handed_over(&mut self, cause: HandoverCause, queue: QueueId) {
        self.known.handover = Some(cause);
        self.remember(CallEvent::HandedOver { cause, queue });
    }

    fn offer_ended(&mut self, offer: OfferId, agent: AgentId, outcome: OfferOutcome) {
        self.order(CallCommand::OfferEnded { offer, outcome });
        self.remember(CallEvent::OfferEnded { offer, agent, outcome });
    }

    /// Hangs up one leg and awaits its end.
    fn drop_leg(&mut self, leg: LegId, cause: EndCause) {
        if self.legs.stage(leg).is_some_and(|stage| stage != LegStage::Dropping) {
            self.silence(leg);
            self.legs.set(leg, LegStage::Dropping);
            self.order(CallCommand::Hangup { leg, cause });
        }
    }

    fn order(&mut self, command: CallCommand) {
        self.orders.push_back(command);
    }

    fn remember(&mut self, event: CallEvent) {
        self.order(CallCommand::Remember(Box::new(event)));
    }
}

/// How a ringing leg's end reads as a refusal.
const fn refusal(cause: &EndCause) -> RefusalCause {
    match cause {
        EndCause::Busy => RefusalCause::Busy,
        EndCause::Declined => RefusalCause::Declined,
        EndCause::NoAnswer | EndCause::Cancelled => RefusalCause::NoAnswer,
        EndCause::HungUp | EndCause::Unreachable | EndCause::Rejected(_) | EndCause::NotAcceptable => {
            RefusalCause::Unreachable
        }
        EndCause::MediaLost | EndCause::SessionExpired | EndCause::Released | EndCause::Interrupted => {
            RefusalCause::Unreachable
        }
    }
}

/// The line failed, rather than the person hanging up.
const fn line_failed(cause: &EndCause) -> bool {
    match cause {
        EndCause::HungUp | EndCause::Cancelled | EndCause::Busy | EndCause::Declined | EndCause::NoAnswer => false,
        EndCause::Unreachable | EndCause::Rejected(_) | EndCause::NotAcceptable | EndCause::MediaLost => true,
        EndCause::SessionExpired | EndCause::Released | EndCause::Interrupted => true,
    }
}

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
