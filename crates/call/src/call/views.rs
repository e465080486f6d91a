//! A call as its agents' desks show it.

use wasl_model::{AgentId, LegId, OfferReasons, Timestamp};

use super::talk::{Party, Talk};
use super::third::{Aim, Stage, Third};
use super::{Call, State, ms};
use crate::timers::Timer;
use crate::{DeskPhase, DeskView, OtherParty, TransferTarget};

impl Call {
    pub(super) fn views(&self) -> Vec<DeskView> {
        match &self.state {
            State::Waiting(wait) => wait.ringing().iter().map(|ringing| self.ringing(ringing)).collect(),
            State::CallingBack(party) => self.of_party(party, DeskPhase::CallingBack, None).into_iter().collect(),
            State::Talking(talk) => self.talking(talk),
            State::Transferring(third) => self.third_rung(third).into_iter().collect(),
            State::New | State::Answering(_) | State::Ivr | State::Promising(_) => Vec::new(),
            State::Goodbye | State::Releasing(_) | State::Closed => Vec::new(),
        }
    }

    fn talking(&self, talk: &Talk) -> Vec<DeskView> {
        let third = talk.third.as_ref();
        let other = third.map(Third::as_other);
        let mut views: Vec<_> =
            self.of_party(&talk.party, self.phase_of(&talk.party, third), other).into_iter().collect();
        if let Some(party) = talk.third_party() {
            let other = talk.party.agent.clone();
            let other = other.map(|agent| OtherParty { who: TransferTarget::Agent(agent), talking: true });
            views.extend(self.of_party(party, self.phase_of(party, third), other));
        }
        views.extend(third.and_then(|third| self.third_rung(third)));
        views
    }

    fn phase_of(&self, party: &Party, third: Option<&Third>) -> DeskPhase {
        if let Some(lost) = party.lost {
            return DeskPhase::Lost { since: lost.since, until: lost.since + ms(self.config.lost_line_ms) };
        }
        if let Some(since) = self.holds.since(party.leg) {
            return DeskPhase::Held { since };
        }
        match third.map(|third| third.aim) {
            None => DeskPhase::Talking,
            Some(Aim::Send) => DeskPhase::Transferring,
            Some(Aim::Consult) => DeskPhase::Consulting,
            Some(Aim::Join) => DeskPhase::Joined,
        }
    }

    fn third_rung(&self, third: &Third) -> Option<DeskView> {
        match &third.stage {
            Stage::Rung(ringing) => Some(self.ringing(ringing)),
            Stage::Asking | Stage::Dialled(_) | Stage::Here(_) => None,
        }
    }

    fn ringing(&self, ringing: &super::queue::Ringing) -> DeskView {
        let until = self.timers.at(Timer::Ring).unwrap_or_default();
        let reasons = Some(ringing.reasons.clone());
        self.view(ringing.agent.clone(), ringing.leg, DeskPhase::Ringing { until }, reasons)
    }

    fn of_party(&self, party: &Party, phase: DeskPhase, other: Option<OtherParty>) -> Option<DeskView> {
        let view = self.view(party.agent.clone()?, party.leg, phase, party.reasons.clone());
        Some(DeskView { answered: Some(party.answered), other, ..view })
    }

    fn view(&self, agent: AgentId, leg: LegId, phase: DeskPhase, reasons: Option<OfferReasons>) -> DeskView {
        let request = self.known.request.as_ref();
        DeskView {
            agent,
            leg,
            phase,
            paused_until: self.pause.as_ref().map(|pause| pause.until),
            other: None,
            began: self.known.began,
            answered: None,
            queue: request.map(|request| request.queue.clone()),
            since: request.map(|request: &wasl_model::RouteRequest| -> Timestamp { request.since }),
            reasons,
            handover: self.known.handover,
            intent: self.known.intent.clone(),
            mood: self.known.reading.clone(),
            language: self.known.language,
            number: self.known.from.clone(),
        }
    }
}

impl Third {
    fn as_other(&self) -> OtherParty {
        let agent = match &self.stage {
            Stage::Rung(ringing) => Some(ringing.agent.clone()),
            Stage::Here(party) => party.agent.clone(),
            Stage::Asking | Stage::Dialled(_) => None,
        };
        let who = agent.map_or_else(|| self.target.clone(), TransferTarget::Agent);
        OtherParty { who, talking: self.party().is_some() }
    }
}
