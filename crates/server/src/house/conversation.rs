//! One call's task. It owns the call's state machine, its desk, its mood and its legs; it carries out what the call orders
//! and tells it what happened.
//!
//! - [`legs`]: one party's signalling and sound, joined
//! - [`orders`]: carrying out the call's commands
//! - [`back`]: a caller who was promised it is called back
//! - [`hearing`]: ears, moods and intents
//! - [`consent`]: what the caller was told and said about being recorded and read
//! - [`doings`]: what the caller does besides speaking
//! - [`earlier`]: what they came for of late
//! - [`last_words`]: what is still being read at the end
//! - [`feeling`]: the sound of the caller's voice, where the caller was told

mod back;
mod consent;
mod doings;
mod earlier;
mod feeling;
mod hearing;
mod last_words;
mod legs;
mod orders;

pub(crate) use legs::transfer_target;

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use wasl_call::{Call, CallInput, Entry, Phase};
use wasl_dialogue::Desk;
use wasl_dialogue::desk::SILENCE_AFTER_QUESTION;
use wasl_model::{CallId, DeskInput, Language, LegId, MediaTime, Pii, PromiseId, RouteUpdate, Utterance};
use wasl_record::{CallBook, Clock, HeldClock};
use wasl_signal::Incoming;

use super::House;
use super::after::Live;
use super::desks::Asked;
use super::floor::sleep_until;
use super::meaning::Meant;
use crate::clock;
use doings::Doings;
use feeling::Feeling;
use hearing::Hearing;
use legs::{LegNews, Line};

/// News a call may have unread. Whoever brings it waits: nothing is lost.
const NEWS: usize = 128;
/// Updates of the dispatcher a call may have unread; see [`super::floor`] for what happens beyond.
const UPDATES: usize = 64;

/// What reaches a call's task.
#[derive(Debug)]
enum News {
    /// Of a leg.
    Leg(LegId, LegNews),
    /// Of an ear, with what final words of a caller mean, where sentences are read for that.
    Speech(wasl_speech::SpeechEvent, Option<Meant>),
    /// Of the sound of the caller's voice.
    Voice(wasl_mood::VoiceReading),
}

/// A call's task.
#[derive(Debug)]
pub(crate) struct Conversation {
    house: Arc<House>,
    call: Call,
    /// The calendar of its beginning: its timeline and its timers see no jump.
    clock: HeldClock,
    caller: LegId,
    desk: Option<Desk>,
    /// The flow the caller came into, if it was one.
    flow: Option<String>,
    hearing: Hearing,
    feeling: Feeling,
    recording: consent::Recording,
    doings: Doings,
    lines: BTreeMap<LegId, Line>,
    book: CallBook,
    news: mpsc::Receiver<News>,
    bring: Option<mpsc::Sender<News>>,
    updates: mpsc::Receiver<RouteUpdate>,
    asked: mpsc::Receiver<Asked>,
    media_at: MediaTime,
    from: Option<Pii<String>>,
    silent_since: Option<MediaTime>,
    /// Nothing is kept now.
    discreet: bool,
    closed: bool,
    /// The promise this call keeps, until the caller is reached.
    back: Option<PromiseId>,
    /// That caller was reached, and it is not written down yet that they talk.
    reached: bool,
    /// Cancelled when the caller who was to be called back calls in.
    off: CancellationToken,
    /// Until the last word is kept, nobody else reads this call.
    _live: Live,
}

/// The caller's side of a call, as it begins.
struct Comer {
    caller: LegId,
    /// Their number.
    from: Option<Pii<String>>,
    language: Language,
    /// The ticket of a caller's page.
    guest: Option<String>,
}

impl Conversation {
    /// A call that stands at the door.
    pub(crate) async fn open(
        house: Arc<House>,
        id: CallId,
        incoming: Incoming,
        entry: Entry,
        flow: Option<&str>,
    ) -> Self {
        let (tell, updates) = mpsc::channel(UPDATES);
        house.floor.enter(id, tell).await;
        let caller = LegId::new();
        let (from, dialled, trunk) = (incoming.from.clone(), incoming.dialled.clone(), incoming.trunk.clone());
        let mut call_config = house.call_config.clone();
        let expected = house.config.language_of(&dialled, trunk.as_ref());
        call_config.language = expected.unwrap_or(call_config.language);
        let language = call_config.language;
        let mut call = Call::new(id, caller, call_config);
        let clock = Clock::house().held();
        call.handle_input(clock.now(), CallInput::Arrived { from: from.clone(), dialled, trunk, entry });
        let guest = incoming.guest.clone().map(|guest| guest.0);
        let comer = Comer { caller, from, language, guest };
        let mut conversation = Self::begin(house, call, clock, comer, updates).await;
        let numbered = conversation.from.is_some();
        conversation.flow = flow.map(str::to_owned);
        conversation.desk = flow.and_then(|flow| hearing::desk(&conversation, flow, language, numbered));
        conversation.welcome(incoming);
        conversation
    }

    /// Everything a call's task has, with nobody on the line.
    async fn begin(
        house: Arc<House>,
        call: Call,
        clock: HeldClock,
        comer: Comer,
        updates: mpsc::Receiver<RouteUpdate>,
    ) -> Self {
        let (id, Comer { caller, from, language, guest }) = (call.id(), comer);
        let (bring, news) = mpsc::channel(NEWS);
        house.figures.call_began();
        let asked = house.desks.enter(id, guest);
        let live = house.live.enter(id);
        let book = house.book.begin(id, clock.now()).await;
        last_words::owe_second_reading(&house, id).await;
        let hearing = Hearing::new(&house, language);
        let doings = Doings::new(caller, earlier::contacts(&house, from.as_ref()).await);
        Self {
            house,
            call,
            clock,
            caller,
            desk: None,
            flow: None,
            hearing,
            feeling: Feeling::default(),
            recording: consent::Recording::default(),
            doings,
            lines: BTreeMap::new(),
            book,
            news,
            bring: Some(bring),
            updates,
            asked,
            media_at: MediaTime::ZERO,
            from,
            silent_since: None,
            discreet: false,
            closed: false,
            back: None,
            reached: false,
            off: CancellationToken::new(),
            _live: live,
        }
    }

    /// Runs until the call is closed.
    pub(crate) async fn run(self) {
        let span = tracing::info_span!("call", id = %self.call.id());
        Box::pin(self.work().instrument(span)).await;
    }

    async fn work(mut self) {
        tracing::info!("a call came");
        let closing = self.house.closing.clone();
        let (mut draining, mut off) = (false, false);
        let called_off = self.off.clone();
        loop {
            self.settle().await;
            if self.closed {
                break;
            }
            let due = self.due().map(|at| clock::instant(at, self.clock.now()));
            tokio::select! {
                Some(news) = self.news.recv() => self.take(news).await,
                Some(update) = self.updates.recv() => self.tell(CallInput::Route { update, new_leg: LegId::new() }),
                Some(asked) = self.asked.recv() => self.take_asked(asked),
                () = closing.cancelled(), if !draining => {
                    draining = true;
                    let by = self.clock.now() + std::time::Duration::from_secs(self.house.config.call.drain_s);
                    self.tell(CallInput::Drain { by });
                }
                () = called_off.cancelled(), if !off => {
                    off = true;
                    self.tell(CallInput::CallOff);
                }
                () = sleep_until(due) => self.on_time(),
            }
        }
        self.house.desks.leave(self.call.id());
        self.house.floor.leave(self.call.id()).await;
        self.house.figures.call_ended();
        self.hear_last_words().await;
        let stats = self.book.close().await;
        tracing::info!(?stats, "the call is over");
    }

    async fn take(&mut self, news: News) {
        match news {
            News::Leg(leg, news) => self.take_leg_news(leg, news).await,
            News::Speech(event, meant) => self.take_speech(event, meant.as_ref()),
            News::Voice(reading) => self.take_voice(reading),
        }
    }

    fn show_on_desks(&self) {
        self.house.desks.stand(self.call.id(), &self.call.desk_views());
    }

    /// What an agent asks is done, or not, by the call's own rules.
    fn take_asked(&mut self, Asked { agent, ask, answer }: Asked) {
        let may = self.call.may(&agent, &ask);
        if may {
            self.tell(CallInput::Agent { agent, ask: *ask, new_leg: LegId::new() });
        }
        // Whoever asked may be gone.
        let _ = answer.send(may);
    }

    /// Carries out orders and feeds the desk until neither has anything left to say.
    async fn settle(&mut self) {
        loop {
            while let Some(order) = self.call.poll_output() {
                self.carry_out(order).await;
            }
            self.note_leaving_the_desk();
            if !self.feed_desk() {
                return self.show_on_desks();
            }
        }
    }

    /// The desk hears words before the mood they tell, so that a caller handed over for their mood takes the intent along.
    fn feed_desk(&mut self) -> bool {
        let mut inputs: Vec<DeskInput> = std::iter::from_fn(|| self.call.poll_desk()).collect();
        let (config, site, flow) = (&self.house.config, &self.house.site, self.flow.as_deref());
        let asks = |said: &Utterance| site.emergency(flow, said).is_some() || site.person_wanted(flow, said);
        inputs.retain(|input| {
            !self.feeling.takes(input, &config.mood) && !self.recording.takes(input, &config.record, asks)
        });
        inputs.sort_by_key(|input| matches!(input, DeskInput::Mood(_)));
        let fed = !inputs.is_empty();
        let misses = |desk: Option<&Desk>| desk.map_or(0, Desk::times_not_understood);
        let before = misses(self.desk.as_ref());
        if let Some(desk) = &mut self.desk {
            inputs.into_iter().for_each(|input| desk.handle_input(self.clock.now(), input));
        }
        if misses(self.desk.as_ref()) > before {
            self.note_asked_again();
        }
        self.hear_desk();
        fed
    }

    fn hear_desk(&mut self) {
        let Some(desk) = &mut self.desk else { return };
        while let Some(action) = desk.poll_output() {
            self.call.handle_input(self.clock.now(), CallInput::Desk(action));
        }
        let silent = desk.poll_timeout().is_some_and(|(_, why)| why == SILENCE_AFTER_QUESTION);
        self.silent_since = silent.then(|| self.silent_since.unwrap_or(self.media_at));
    }

    fn tell(&mut self, input: CallInput) {
        self.media_at = self.media_now();
        self.call.handle_input(self.clock.now(), input);
    }

    fn on_time(&mut self) {
        let now = self.clock.now();
        self.media_at = self.media_now();
        if self.call.poll_timeout().is_some_and(|(at, _)| at <= now) {
            self.call.handle_timeout(now);
        }
        if self.at_the_desk() && self.desk_due().is_some_and(|at| at <= now) {
            self.note_silence();
            if let Some(desk) = &mut self.desk {
                desk.handle_timeout(now);
            }
            self.hear_desk();
        }
    }

    fn due(&self) -> Option<wasl_model::Timestamp> {
        let desk = if self.at_the_desk() { self.desk_due() } else { None };
        self.call.poll_timeout().map(|(at, _)| at).into_iter().chain(desk).min()
    }

    fn desk_due(&self) -> Option<wasl_model::Timestamp> {
        self.desk.as_ref().and_then(Desk::poll_timeout).map(|(at, _)| at)
    }

    fn at_the_desk(&self) -> bool {
        self.call.phase() == Phase::Ivr
    }

    fn note_leaving_the_desk(&mut self) {
        if self.desk.as_ref().is_some_and(Desk::has_ended) {
            self.desk = None;
            self.leave_the_desk();
        }
    }

    /// Where the call's sound is now. It stands still once the caller's line is gone.
    fn media_now(&self) -> MediaTime {
        self.lines.get(&self.caller).and_then(Line::media_now).unwrap_or(self.media_at).max(self.media_at)
    }
}
