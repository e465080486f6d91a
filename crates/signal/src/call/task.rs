//! The loop: inputs, orders, deadlines, the one end.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;
use wasl_model::{AgentId, EndCause};

use super::incoming::Arriving;
use super::ours::{OurOffer, Refresh};
use super::outgoing::{Branch, Calling};
use super::theirs::{ReferState, TheirOffer};
use crate::LegEvent;
use crate::config::Credentials;
use crate::dialog::Dialog;
use crate::house::House;
use crate::leg::{EndOrder, Ending, LegOrder};
use crate::net::flow::Flow;
use crate::net::stack::{LegInput, status};
use crate::session_timer::{Due, SessionTimer};
use crate::wire::message::Message;

/// Inputs waiting for a leg. Senders (one task per transaction) wait when it is full.
pub(crate) const INBOX: usize = 32;
/// How long the last event waits for a slow owner.
const LAST_WORD: Duration = Duration::from_secs(5);

/// Where a leg stands.
///
/// ```text
/// Arriving ──answer──▶ Up ──▶ Over
/// Calling  ──200─────▶ Up ──▶ Over
/// ```
#[derive(Debug)]
pub(crate) enum Phase {
    /// Their INVITE waits for our answer.
    Arriving(Box<Arriving>),
    /// Our INVITEs wait for an answer.
    Calling(Box<Calling>),
    /// A confirmed dialog.
    Up(Box<Up>),
    /// Nothing left to do.
    Over,
}

/// A confirmed dialog.
#[derive(Debug)]
pub(crate) struct Up {
    pub(crate) dialog: Dialog,
    pub(crate) timer: Option<SessionTimer>,
    /// Our 200 has not been acknowledged yet: its transaction, and whether the ACK brings an answer.
    pub(crate) unacknowledged: Option<(u64, bool)>,
    /// A BYE is to follow the ACK (RFC 3261 §15).
    pub(crate) bye_after_ack: Option<EndCause>,
    /// Their offer in a 200 to our late-offer INVITE, not answered yet: the CSeq to acknowledge.
    pub(crate) ack_owed: Option<u32>,
    pub(crate) our_offer: Option<OurOffer>,
    pub(crate) next_offer: Option<String>,
    pub(crate) their_offer: Option<TheirOffer>,
    pub(crate) refresh: Option<Refresh>,
    pub(crate) refer: Option<ReferState>,
    /// Our session as last described, for refreshes by re-INVITE.
    pub(crate) local_sdp: String,
    /// The far end understands UPDATE.
    pub(crate) peer_updates: bool,
    pub(crate) peer_timer: bool,
}

impl Up {
    pub(crate) const fn new(dialog: Dialog, local_sdp: String) -> Self {
        Self {
            dialog,
            timer: None,
            unacknowledged: None,
            bye_after_ack: None,
            ack_owed: None,
            our_offer: None,
            next_offer: None,
            their_offer: None,
            refresh: None,
            refer: None,
            local_sdp,
            peer_updates: false,
            peer_timer: false,
        }
    }
}

/// The task behind one leg.
#[derive(Debug)]
pub(crate) struct LegTask {
    pub(crate) house: Arc<House>,
    pub(crate) phase: Phase,
    pub(crate) credentials: Option<Credentials>,
    /// Whose phone it is, if an agent's: only those may REFER.
    pub(crate) agent: Option<AgentId>,
    pub(crate) inbox: mpsc::WeakSender<LegInput>,
    /// INVITEs cancelled because another was answered first.
    pub(crate) losers: Vec<Branch>,
    ports: Ports,
    /// Dialog names entered at the house.
    entered: Vec<(String, String)>,
    next_number: u64,
    told_end: bool,
}

/// The ends of a leg's channels.
#[derive(Debug)]
pub(crate) struct Ports {
    pub(crate) inputs: mpsc::Receiver<LegInput>,
    /// Keeps the inbox open while the task lives.
    pub(crate) inbox: mpsc::Sender<LegInput>,
    pub(crate) orders: mpsc::Receiver<LegOrder>,
    pub(crate) ending: Arc<Ending>,
    /// Closed with the last event, so that the owner's channel ends there.
    pub(crate) events: Option<mpsc::Sender<LegEvent>>,
}

enum Step {
    Input(LegInput),
    Order(Option<LegOrder>),
    End(EndOrder),
    Time,
    /// The browser at the far end came back by this flow, or did not come back.
    Moved(Option<Flow>),
    Stop,
}

impl LegTask {
    pub(crate) fn new(house: Arc<House>, phase: Phase, ports: Ports) -> Self {
        house.call_begins();
        let inbox = ports.inbox.downgrade();
        Self {
            house,
            phase,
            credentials: None,
            agent: None,
            inbox,
            losers: Vec::new(),
            ports,
            entered: Vec::new(),
            next_number: 100,
            told_end: false,
        }
    }

    /// Runs until the leg is over and nothing of it is left on the wire.
    pub(crate) async fn run(mut self) {
        self.begin().await;
        while !matches!(self.phase, Phase::Over) {
            let step = self.step().await;
            match step {
                Step::Input(input) => self.input(input).await,
                Step::Order(Some(order)) => self.order(order).await,
                Step::Order(None) => self.end(EndOrder::Cause(EndCause::Released)).await,
                Step::End(how) => self.end(how).await,
                Step::Time => self.time(Instant::now()).await,
                Step::Moved(to) => self.moved(to).await,
                Step::Stop => {
                    self.end(EndOrder::Cause(EndCause::Released)).await;
                    self.phase = Phase::Over;
                }
            }
        }
        self.tell_end(EndCause::Released).await;
        for (call_id, tag) in &self.entered {
            self.house.leave(call_id, tag);
        }
    }

    async fn step(&mut self) -> Step {
        let deadline = self.deadline().map(|(at, _)| at);
        let sleep = async {
            match deadline {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let moved = moved(self.house.clone(), self.browser());
        tokio::select! {
            biased;
            how = self.ports.ending.ordered(), if !self.told_end => Step::End(how),
            Some(input) = self.ports.inputs.recv() => Step::Input(input),
            order = self.ports.orders.recv(), if !self.told_end => Step::Order(order),
            () = sleep => Step::Time,
            to = moved => Step::Moved(to),
            () = self.house.stop.cancelled() => Step::Stop,
        }
    }

    /// The flow of a browser this leg depends on, and whether the call outlives it.
    fn browser(&self) -> Option<(Flow, bool)> {
        let (flow, outlives) = match &self.phase {
            Phase::Arriving(arriving) => (&arriving.dialog.flow, false),
            Phase::Up(up) => (&up.dialog.flow, true),
            // Its INVITE fails with its flow.
            Phase::Calling(_) | Phase::Over => return None,
        };
        flow.seat.as_ref().map(|_| (flow.clone(), outlives))
    }

    async fn begin(&mut self) {
        if matches!(self.phase, Phase::Calling(_)) {
            self.start_calling().await;
        }
    }

    async fn input(&mut self, input: LegInput) {
        match input {
            LegInput::Request(arrived) => self.their_request(*arrived).await,
            LegInput::Ack(number, ack) => self.their_ack(number, &ack).await,
            LegInput::Cancel(number) => self.their_cancel(number).await,
            LegInput::Unacknowledged(number) => self.unacknowledged(number).await,
            LegInput::Response(number, response) => self.response(number, &response).await,
        }
    }

    async fn response(&mut self, number: u64, response: &Message) {
        if self.loser_response(number, response).await {
            return;
        }
        match self.phase {
            Phase::Calling(_) => self.calling_response(number, response).await,
            Phase::Up(_) => self.up_response(number, response).await,
            Phase::Arriving(_) | Phase::Over => {}
        }
    }

    async fn order(&mut self, order: LegOrder) {
        match order {
            LegOrder::Ring(sdp) => self.ring(sdp),
            LegOrder::Answer(sdp) => self.answer(sdp).await,
            LegOrder::Offer(sdp) => self.offer(sdp),
            LegOrder::AcceptOffer(sdp) => self.accept_offer(sdp).await,
            LegOrder::RejectOffer => self.reject_offer().await,
            LegOrder::ReferResult(done) => self.refer_result(done),
            LegOrder::Key(digit) => self.send_key(digit),
            LegOrder::Refer(target) => self.send_refer(&target),
        }
    }

    pub(crate) async fn end(&mut self, how: EndOrder) {
        match &self.phase {
            Phase::Arriving(_) => self.refuse(how).await,
            Phase::Calling(_) => self.give_up(how).await,
            Phase::Up(_) => self.hang_up(how).await,
            Phase::Over => {}
        }
    }

    fn deadline(&self) -> Option<(Instant, Due)> {
        match &self.phase {
            Phase::Arriving(arriving) => arriving.deadline().map(|at| (at, Due::Refresh)),
            Phase::Calling(calling) => Some((calling.deadline(), Due::Refresh)),
            Phase::Up(up) => {
                let timer = up.timer.as_ref().map(SessionTimer::next);
                let retry = up.our_offer.as_ref().and_then(|offer| offer.retry_at).map(|at| (at, Due::Refresh));
                [timer, retry].into_iter().flatten().min_by_key(|(at, _)| *at)
            }
            Phase::Over => None,
        }
    }

    async fn time(&mut self, now: Instant) {
        match &self.phase {
            Phase::Arriving(_) => self.arriving_time(now).await,
            Phase::Calling(_) => self.calling_time(now).await,
            Phase::Up(_) => self.up_time(now).await,
            Phase::Over => {}
        }
    }

    /// A number for a transaction of this leg.
    pub(crate) const fn number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number
    }

    /// In-dialog requests for this dialog come here from now on.
    pub(crate) fn enter(&mut self, call_id: &str, tag: &str) {
        self.house.enter(call_id, tag, &self.inbox);
        self.entered.push((call_id.to_owned(), tag.to_owned()));
    }

    /// Reports; a slow owner makes this leg wait, nobody else.
    pub(crate) async fn tell(&mut self, event: LegEvent) {
        if let Some(events) = &self.ports.events
            && events.send(event).await.is_err()
        {
            tracing::trace!("a leg's owner no longer listens");
        }
    }

    /// The one last event.
    pub(crate) async fn tell_end(&mut self, cause: EndCause) {
        let Some(events) = self.ports.events.take() else { return };
        self.told_end = true;
        self.house.call_ends();
        let _ = tokio::time::timeout(LAST_WORD, events.send(LegEvent::Ended { cause })).await;
    }

    /// Over, with this cause.
    pub(crate) async fn finish(&mut self, cause: EndCause) {
        self.tell_end(cause).await;
        self.phase = Phase::Over;
    }

    pub(crate) fn up(&mut self) -> Option<&mut Up> {
        match &mut self.phase {
            Phase::Up(up) => Some(up),
            Phase::Arriving(_) | Phase::Calling(_) | Phase::Over => None,
        }
    }
}

/// Waits until a browser sits at another flow; `None` when it is gone. Before our answer nothing of a call could
/// follow it, so it is gone with its flow.
async fn moved(house: Arc<House>, browser: Option<(Flow, bool)>) -> Option<Flow> {
    match browser {
        Some((flow, true)) => house.seats.moved(&flow).await,
        Some((flow, false)) => {
            flow.closed.cancelled().await;
            None
        }
        None => std::future::pending().await,
    }
}

/// Is it a 2xx?
pub(crate) fn success(response: &Message) -> bool {
    (200..300).contains(&status(response))
}
