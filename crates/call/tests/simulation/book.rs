//! What the world writes down of each call and each line, and the laws it is held against.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use wasl_call::{Call, DeskPhase, DeskView, Phase};
use wasl_model::{AgentId, CallEvent, CallId, EndCause, HandoverCause, Hangup, LegId, OfferId, PlayId};

use super::{MEET_WITHIN, World};

/// One party's connection, as the far end knows it.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) call: CallId,
    pub(super) agent: Option<AgentId>,
    /// A desk that comes back to its talk.
    pub(super) resumes: bool,
    pub(super) up: bool,
    /// And the call was told so.
    pub(super) known_up: bool,
    /// We were told to hang it up.
    pub(super) dropped: bool,
    /// No sound comes any more.
    pub(super) broken: bool,
    /// The call knows that the line is away: it holds, or is lost.
    pub(super) holds: bool,
    pub(super) lost: bool,
    /// Who is heard: people, the machine.
    pub(super) hears: BTreeSet<LegId>,
    pub(super) plays: Option<PlayId>,
}

impl Line {
    pub(super) const fn new(call: CallId, agent: Option<AgentId>) -> Self {
        Self {
            call,
            agent,
            resumes: false,
            up: false,
            known_up: false,
            dropped: false,
            broken: false,
            holds: false,
            lost: false,
            hears: BTreeSet::new(),
            plays: None,
        }
    }

    fn is_in_silence(&self) -> bool {
        self.known_up && !self.dropped && !self.holds && !self.lost && self.hears.is_empty() && self.plays.is_none()
    }
}

/// What is known of one call from its own words.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) closed: bool,
    pub(super) ended: u32,
    pub(super) offers: BTreeMap<OfferId, u32>,
    open_prompts: i32,
    /// Callbacks promised.
    promised: u32,
    connected: bool,
    /// Talks of agents the dispatcher knows of.
    pub(super) talks: BTreeMap<AgentId, u32>,
    /// How often each leg ended.
    legs: BTreeMap<LegId, u32>,
    /// A person was asked for: the machine is left behind for good.
    pub(super) past_desk: bool,
    caller: Option<LegId>,
    /// Nobody was at the door: we call.
    called_back: bool,
    /// The caller's line holds, and nobody was told that nobody is there.
    safe: bool,
}

impl Book {
    fn talk_of(&mut self, agent: &AgentId) -> &mut u32 {
        self.talks.entry(agent.clone()).or_default()
    }

    pub(super) fn talk_begins(&mut self, agent: &AgentId) {
        *self.talk_of(agent) += 1;
        assert_eq!(self.talks[agent], 1, "{agent} has two talks in one call");
    }

    pub(super) fn talk_ends(&mut self, agent: &AgentId) {
        assert_eq!(*self.talk_of(agent), 1, "a talk of {agent} that ends had begun");
        self.talks.remove(agent);
    }

    fn leg_ended(&mut self, leg: LegId) {
        *self.legs.get_mut(&leg).expect("a leg that ends was there") += 1;
        assert_eq!(self.legs[&leg], 1, "a leg ends once");
    }

    fn ends(&mut self, id: CallId, hangup: Hangup) {
        self.ended += 1;
        assert!(self.offers.values().all(|ends| *ends == 1), "every offer of {id} ended once: {:?}", self.offers);
        assert_eq!(self.open_prompts, 0, "a prompt started is a prompt ended");
        assert!(!self.connected, "a talk begun is a talk ended");
        assert!(self.talks.is_empty(), "talks of {id} that never ended: {:?}", self.talks);
        assert!(hangup != Hangup::Failed || !self.safe, "{id} was lost although the caller's line held");
    }
}

impl World {
    pub(super) fn remember(&mut self, id: CallId, event: &CallEvent) {
        let book = self.books.get_mut(&id).expect("known");
        assert_eq!(book.ended, 0, "nothing happens after the end: {event:?}");
        match event {
            CallEvent::Arrived { leg, .. } => {
                book.legs.insert(*leg, 0);
                book.caller = Some(*leg);
            }
            CallEvent::CallingBack { leg, .. } => {
                book.caller = Some(*leg);
                book.called_back = true;
            }
            CallEvent::Answered => {
                book.safe = true;
                self.tally.reached += u64::from(book.called_back);
            }
            CallEvent::LegAdded { leg, .. } => {
                assert_eq!(book.legs.insert(*leg, 0), None, "a leg comes once");
            }
            CallEvent::LegEnded { leg, cause } => {
                book.leg_ended(*leg);
                book.safe &= book.caller != Some(*leg) || *cause != EndCause::MediaLost;
            }
            CallEvent::Offered { offer, .. } => assert_eq!(book.offers.insert(*offer, 0), None),
            CallEvent::OfferEnded { offer, .. } => *book.offers.get_mut(offer).expect("offered before") += 1,
            CallEvent::PromptStarted { .. } => book.open_prompts += 1,
            CallEvent::PromptEnded { .. } => book.open_prompts -= 1,
            CallEvent::Bridged { .. } => assert!(!std::mem::replace(&mut book.connected, true)),
            CallEvent::Unbridged { .. } => assert!(std::mem::replace(&mut book.connected, false)),
            CallEvent::NoOneAvailable { .. } => book.safe = false,
            CallEvent::CallbackPromised { .. } => {
                book.promised += 1;
                assert_eq!(book.promised, 1, "{id} is owed one callback");
            }
            CallEvent::Ended { hangup } => book.ends(id, *hangup),
            _ => {}
        }
        assert!((0..=1).contains(&self.books[&id].open_prompts));
        self.count(event);
        self.note_line(event);
    }

    fn count(&mut self, event: &CallEvent) {
        let tally = &mut self.tally;
        match event {
            CallEvent::CallbackPromised { .. } => tally.promised += 1,
            CallEvent::PromptStarted { prompts, .. } if prompts.contains(&"callback_keeps_place".into()) => {
                tally.kept_places += 1;
            }
            CallEvent::Ended { hangup: Hangup::Abandoned } => tally.abandoned += 1,
            CallEvent::Transferred { done: true, .. } => tally.transfers += 1,
            CallEvent::Consulting { .. } => tally.consults += 1,
            CallEvent::Joined { legs } => {
                assert_eq!(legs.len(), 3);
                tally.joins += 1;
            }
            CallEvent::Held { .. } => tally.holds += 1,
            CallEvent::LineLost { .. } => tally.lost += 1,
            CallEvent::LineBack { .. } => tally.back += 1,
            CallEvent::HandedOver { cause: HandoverCause::AgentLost, .. } => tally.given_up += 1,
            CallEvent::AbuseReported { .. } => tally.abuse += 1,
            _ => {}
        }
    }

    /// What the call says of its lines: who holds and who is lost is not to be left with music.
    fn note_line(&mut self, event: &CallEvent) {
        let (leg, note): (_, fn(&mut Line)) = match event {
            CallEvent::Held { leg } => (leg, |line| line.holds = true),
            CallEvent::Resumed { leg } => (leg, |line| line.holds = false),
            CallEvent::LineLost { leg, .. } => (leg, |line| line.lost = true),
            CallEvent::LineBack { leg, .. } => return self.note_back(*leg),
            _ => return,
        };
        if let Some(line) = self.lines.get_mut(leg) {
            note(line);
        }
    }

    /// What the desk held before it was loaded anew is held still.
    fn note_back(&mut self, leg: LegId) {
        let Some((call, agent)) = self.lines.get(&leg).map(|line| (line.call, line.agent.clone())) else { return };
        let held = self.calls[&call].desk_views().into_iter().find(|view| Some(&view.agent) == agent.as_ref());
        if let Some(line) = self.lines.get_mut(&leg) {
            line.lost = false;
            line.holds |= matches!(held, Some(view) if matches!(view.phase, DeskPhase::Held { .. }));
        }
    }

    /// Somebody who talks, with nobody else looked for, waits in no line; and no lost line is waited for too long.
    pub(super) fn nobody_waits_in_vain(&mut self) {
        let looks_for = |view: &DeskView| view.other.as_ref().is_some_and(|other| !other.talking);
        let settled = |call: &Call| {
            let views = call.desk_views();
            matches!(call.phase(), Phase::Talking { agent: Some(_) }) && !views.iter().any(looks_for)
        };
        let talking: BTreeSet<_> = self.calls.iter().filter(|(_, call)| settled(call)).map(|(id, _)| *id).collect();
        self.talking_since.retain(|call, _| talking.contains(call));
        for call in talking {
            let since = *self.talking_since.entry(call).or_insert(self.now);
            let in_line = self.reference.knows(call) && self.now.since(since) > MEET_WITHIN;
            assert!(!in_line, "{call} talks and is still in line");
        }
        for view in self.calls.values().flat_map(Call::desk_views) {
            if let DeskPhase::Lost { since, until } = view.phase {
                assert!(
                    self.now <= until && until == since + Duration::from_secs(20),
                    "{view:?} is waited for in vain"
                );
            }
        }
    }

    pub(super) fn no_agent_has_two_calls(&self) {
        let mut with: BTreeMap<&AgentId, (CallId, u32, u32)> = BTreeMap::new();
        for line in self.lines.values().filter(|line| !line.dropped) {
            let Some(agent) = &line.agent else { continue };
            let (call, lines, resuming) = with.entry(agent).or_insert((line.call, 0, 0));
            assert_eq!(*call, line.call, "{agent} has two calls");
            *lines += 1;
            *resuming += u32::from(line.resumes && !line.known_up);
            assert!(*lines - *resuming <= 1 && *resuming <= 1, "{agent} has two lines of one call");
        }
    }

    /// Who is up and listens hears a person, or the machine.
    pub(super) fn nobody_is_left_in_silence(&self, id: CallId) {
        let ends = [Phase::New, Phase::Answering, Phase::Ivr, Phase::Ending, Phase::Closed];
        let Some(call) = self.calls.get(&id).filter(|call| !ends.contains(&call.phase())) else { return };
        let silent = self.lines.iter().find(|(_, line)| line.call == id && line.is_in_silence());
        assert!(silent.is_none(), "{id} leaves somebody in silence: {silent:?} in {call:?}");
    }
}
