//! The handle of one leg.

use std::sync::{Arc, Mutex};

use tokio::sync::{Notify, mpsc};
use wasl_model::EndCause;

/// One party's SIP dialog. Cheap to clone; every method returns at once.
///
/// Orders that do not fit the state (an answer after the end) are ignored.
/// When the last clone is dropped the leg is hung up.
#[derive(Clone, Debug)]
pub struct Leg {
    orders: mpsc::Sender<LegOrder>,
    ending: Arc<Ending>,
}

/// Orders that may wait for a leg. A leg's task reads at once; 32 unread orders mean its transport is stuck,
/// and a further one ends the leg.
pub(crate) const LEG_ORDERS: usize = 32;

/// An order to a leg's task.
#[derive(Debug)]
pub(crate) enum LegOrder {
    Ring(Option<String>),
    Answer(String),
    Offer(String),
    AcceptOffer(String),
    RejectOffer,
    ReferResult(bool),
    Key(char),
    Refer(String),
}

/// The one order that is never lost: to end.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    how: Mutex<Option<EndOrder>>,
    wake: Notify,
}

/// How to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EndOrder {
    Cause(EndCause),
    Status(u16),
}

impl Ending {
    fn order(&self, how: EndOrder) {
        self.how.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(how);
        self.wake.notify_one();
    }

    pub(crate) async fn ordered(&self) -> EndOrder {
        loop {
            if let Some(how) = self.get() {
                return how;
            }
            self.wake.notified().await;
        }
    }

    fn get(&self) -> Option<EndOrder> {
        self.how.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

impl Leg {
    pub(crate) fn new() -> (Self, mpsc::Receiver<LegOrder>, Arc<Ending>) {
        let (orders, receiver) = mpsc::channel(LEG_ORDERS);
        let ending = Arc::new(Ending::default());
        (Self { orders, ending: ending.clone() }, receiver, ending)
    }

    /// 180, or 183 with early media.
    pub fn ring(&self, sdp: Option<String>) {
        self.order(LegOrder::Ring(sdp));
    }

    /// 200 with our answer, or with our offer when the INVITE had none.
    pub fn answer(&self, sdp: String) {
        self.order(LegOrder::Answer(sdp));
    }

    /// A final refusal with this status (300 to 699); after an answer it hangs up.
    pub fn reject(&self, status: u16) {
        self.ending.order(EndOrder::Status(status));
    }

    /// Ends the leg whatever its state: a refusal, CANCEL or BYE.
    pub fn hangup(&self, cause: EndCause) {
        self.ending.order(EndOrder::Cause(cause));
    }

    /// A re-INVITE with a new offer; the outcome is `AnswerArrived` or `OfferRefused`. Glare is retried.
    pub fn offer(&self, sdp: String) {
        self.order(LegOrder::Offer(sdp));
    }

    /// Answers `OfferArrived` (with an offer of ours if it had none).
    pub fn accept_offer(&self, sdp: String) {
        self.order(LegOrder::AcceptOffer(sdp));
    }

    /// Refuses `OfferArrived` with 488; the session goes on as it was.
    pub fn reject_offer(&self) {
        self.order(LegOrder::RejectOffer);
    }

    /// Tells the agent's phone whether the transfer it asked for was done (NOTIFY, RFC 3515).
    pub fn refer_result(&self, done: bool) {
        self.order(LegOrder::ReferResult(done));
    }

    /// Sends a key by INFO (application/dtmf-relay).
    pub fn send_key(&self, digit: char) {
        self.order(LegOrder::Key(digit));
    }

    /// Asks the far end to call `target` instead (REFER). For a phone that transfers.
    pub fn refer(&self, target: String) {
        self.order(LegOrder::Refer(target));
    }

    fn order(&self, order: LegOrder) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.orders.try_send(order) {
            self.ending.order(EndOrder::Cause(EndCause::Released));
        }
    }
}
