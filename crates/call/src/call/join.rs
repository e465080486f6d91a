//! All three hear each other. Who leaves ends only their own part; when the caller leaves, the call is over.

use wasl_model::CallEvent;

use super::third::Aim;
use super::{Call, State};

impl Call {
    pub(super) fn join(&mut self) {
        let State::Talking(talk) = &mut self.state else { return };
        let Some(third) = talk.third.as_mut() else { return };
        third.aim = Aim::Join;
        let mut legs = vec![self.caller];
        legs.extend(talk.parties().map(|party| party.leg));
        let (leg, agent) = (talk.party.leg, talk.party.agent.clone());
        self.remember(CallEvent::Bridged { leg, agent });
        self.remember(CallEvent::Joined { legs });
        self.attend_parties();
        self.balance();
    }
}
