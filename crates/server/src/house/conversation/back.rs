//! A caller who was promised it is called back: the call begins when an agent's phone is to ring.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use wasl_call::{Call, CallBack, CallInput};
use wasl_model::{CallEvent, CallId, EndCause, LegId, Pii, PromiseId, RouteRequest, RouteUpdate};
use wasl_record::Clock;
use wasl_routing::Input;

use super::legs::{self, Dialled, LegNews};
use super::{Comer, Conversation};
use crate::house::House;

impl Conversation {
    /// A call to somebody who waits in the dispatcher's line by that call's id; `offer` is the first it says.
    /// `off` ends it as long as the caller is not rung.
    pub(crate) async fn call_back(
        house: Arc<House>,
        id: CallId,
        back: CallBack,
        offer: RouteUpdate,
        updates: mpsc::Receiver<RouteUpdate>,
        off: CancellationToken,
    ) -> Self {
        let caller = LegId::new();
        let mut call = Call::new(id, caller, house.call_config.clone());
        let (from, language, promise) = (Some(back.number.clone()), back.terms.language, back.promise);
        let clock = Clock::house().held();
        call.handle_input(clock.now(), CallInput::CallBack(Box::new(back)));
        let comer = Comer { caller, from, language, guest: None };
        let mut conversation = Self::begin(house, call, clock, comer, updates).await;
        conversation.back = Some(promise);
        conversation.off = off;
        conversation.tell(CallInput::Route { update: offer, new_leg: LegId::new() });
        conversation
    }

    /// An agent is there. What is not written down first is not done.
    pub(super) async fn call_back_now(&mut self, leg: LegId, promise: PromiseId, number: &Pii<String>, ring_ms: u64) {
        if self.house.calling_back.dial(promise).await {
            let to = legs::outside(&self.house, number);
            self.dial(leg, Dialled { to, ring_ms, resume: false }).await;
        } else {
            self.bring_later(leg, LegNews::Stillborn(EndCause::Cancelled));
        }
    }

    /// Whoever answers is written down as reached before anybody speaks with them. Everybody else always may.
    pub(super) async fn may_be_reached(&mut self) -> bool {
        match self.back.take() {
            Some(promise) => {
                self.reached = self.house.calling_back.answered(promise).await;
                self.reached
            }
            None => true,
        }
    }

    /// That a caller who was reached talks is in the book before they do: a start knows by it whether a crash came between.
    pub(super) async fn remember(&mut self, event: CallEvent) {
        let (at, media_at) = (self.clock.now(), self.media_at);
        if !(self.reached && matches!(event, CallEvent::Bridged { .. })) {
            return self.book.append(at, media_at, event).await;
        }
        self.reached = false;
        if let Err(error) = self.book.append_kept(at, media_at, event).await {
            tracing::error!(%error, "that the caller was called back is not kept");
        }
    }

    /// A caller who is owed a callback in that queue has the old place in line.
    pub(super) async fn route(&mut self, mut request: Box<RouteRequest>) {
        let place = match (&request.only, &request.caller, self.back) {
            (None, Some(caller), None) => self.house.calling_back.calls_in(caller, &request.queue).await,
            _ => None,
        };
        if let Some(since) = place {
            request.since = request.since.min(since);
        }
        // The floor goes by the calendar of the start.
        request.since = self.clock.steady(request.since);
        self.house.floor.tell(Input::Request(request)).await;
        if let Some(since) = place {
            self.tell(CallInput::Route { update: RouteUpdate::PlaceKept { since }, new_leg: LegId::new() });
        }
    }
}
