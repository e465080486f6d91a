//! The line test: a caller hears their own sound. Nothing of it is kept.

use std::sync::Arc;

use wasl_media::LegOptions;
use wasl_model::{CallId, EndCause, LegId};
use wasl_signal::{Incoming, LegEvent};

use super::{House, door};

/// Answers an echo call and stays until it ends.
pub(crate) async fn run(house: Arc<House>, mut incoming: Incoming) {
    let kind = door::sound_of(&incoming);
    let options = LegOptions { signalling_source: Some(incoming.source.ip()), ..kind };
    let opened = house.media.open(CallId::new(), LegId::new(), options);
    let Ok((media, _events)) = opened.inspect_err(|error| tracing::warn!("echo: {error}")) else {
        incoming.leg.reject(503);
        return;
    };
    let answer = match &incoming.offer {
        Some(offer) => media.answer(offer).await.map(|negotiated| negotiated.sdp),
        None => media.offer().await,
    };
    match answer {
        Ok(sdp) => incoming.leg.answer(sdp),
        Err(error) => {
            tracing::info!("echo: {error}");
            incoming.leg.hangup(EndCause::NotAcceptable);
            return;
        }
    }
    media.connected();
    media.bridge(&media);
    loop {
        tokio::select! {
            event = incoming.events.recv() => match event {
                Some(LegEvent::OfferArrived { sdp }) => renegotiate(&incoming, &media, sdp.as_deref()).await,
                Some(LegEvent::AnswerArrived { sdp }) => drop(media.accept_answer(&sdp).await),
                Some(LegEvent::Refer { .. }) => incoming.leg.refer_result(false),
                Some(LegEvent::Ringing { .. } | LegEvent::Answered { .. } | LegEvent::OfferRefused { .. } | LegEvent::Key { .. }) => {}
                Some(LegEvent::Ended { .. }) | None => return,
            },
            () = house.closing.cancelled() => {
                incoming.leg.hangup(EndCause::Released);
                return;
            }
        }
    }
}

async fn renegotiate(incoming: &Incoming, media: &wasl_media::MediaLeg, offer: Option<&str>) {
    let described = match offer {
        Some(offer) => media.answer(offer).await.map(|negotiated| negotiated.sdp),
        None => media.offer().await,
    };
    match described {
        Ok(sdp) => incoming.leg.accept_offer(sdp),
        Err(_) => incoming.leg.reject_offer(),
    }
}
