//! How a party comes: by calling, or by being rung.

use std::time::Duration;

use wasl_media::{CodecName, LegOptions, MediaLeg};
use wasl_model::{EndCause, LegId};
use wasl_signal::{Incoming, Invite, Target};

use super::{LegNews, Line};
use crate::house::conversation::Conversation;
use crate::house::door;

/// A browser that sends nothing for this long has lost its line; a page that is loaded anew is noticed by it.
const WEB_LOST_AFTER: Duration = Duration::from_secs(1);
/// Tells a page which call rings, so that it shows the right person.
const CALL_HEADER: &str = "X-Wasl-Call";
/// Tells a page that this is the call it lost: it answers without ringing.
const RESUME_HEADER: &str = "X-Wasl-Resume";

/// Whom to ring, and how.
pub(in crate::house::conversation) struct Dialled {
    pub(in crate::house::conversation) to: Option<Target>,
    pub(in crate::house::conversation) ring_ms: u64,
    /// Not a new call for the agent's page.
    pub(in crate::house::conversation) resume: bool,
}

impl Conversation {
    /// The caller's leg, as it came.
    pub(in crate::house::conversation) fn welcome(&mut self, incoming: Incoming) {
        let leg = self.caller;
        let kind = door::sound_of(&incoming);
        let media = self.open_media(leg, LegOptions { signalling_source: Some(incoming.source.ip()), ..kind });
        self.watch(leg, incoming.events);
        let line = Line {
            late_offer: incoming.offer.is_none(),
            offer: incoming.offer,
            signal: Some(incoming.leg),
            web: incoming.web,
            ..Line::of(media)
        };
        self.lines.insert(leg, line);
    }

    /// Rings an agent's phones, or somebody outside, as a new leg.
    pub(in crate::house::conversation) async fn dial(&mut self, leg: LegId, dialled: Dialled) {
        let (plain, web) = self.kinds(dialled.to.as_ref());
        let media = if plain { self.open_media(leg, self.options(&LegOptions::default())) } else { None };
        let lost_after = Some(WEB_LOST_AFTER);
        let browser = LegOptions { media_lost_after: lost_after, ..self.options(&LegOptions::web()) };
        let web_media = if web { self.open_media(leg, browser) } else { None };
        let offers = (offer_of(media.as_ref()).await, offer_of(web_media.as_ref()).await);
        let mut line = Line { web_media, ..Line::of(media) };
        match (dialled.to, offers) {
            (None, _) | (_, (None, None)) => self.bring_later(leg, LegNews::Stillborn(EndCause::Unreachable)),
            (Some(to), (offer, web_offer)) => {
                let invite = Invite {
                    to,
                    // Who is called back sees the house's number, and not their own.
                    from: self.caller_number().filter(|_| leg != self.caller),
                    display_name: None,
                    offer: offer.unwrap_or_default(),
                    web_offer,
                    headers: self.headers(dialled.resume),
                    ring: Duration::from_millis(dialled.ring_ms),
                    credentials: None,
                };
                let (signal, events) = self.house.signal.invite(invite);
                self.watch(leg, events);
                line.signal = Some(signal);
            }
        }
        self.lines.insert(leg, line);
    }

    /// Which kinds of phone there are to ring: plain ones, browsers.
    fn kinds(&self, to: Option<&Target>) -> (bool, bool) {
        match to {
            Some(Target::Agent(agent)) => {
                let web = self.house.signal.web_flow(agent);
                (!web || self.house.signal.registered(agent) > 1, web)
            }
            Some(Target::Trunk { .. } | Target::Uri(_)) => (true, false),
            None => (false, false),
        }
    }

    fn headers(&self, resume: bool) -> Vec<(String, String)> {
        let call = (CALL_HEADER.to_owned(), self.call.id().to_string());
        let again = resume.then(|| (RESUME_HEADER.to_owned(), "1".to_owned()));
        std::iter::once(call).chain(again).collect()
    }

    /// Who speaks the caller's codec is heard untouched: it is offered first.
    fn options(&self, kind: &LegOptions) -> LegOptions {
        let spoken = self.media_of(self.caller).and_then(|media| media.stats().codec);
        let spoken = spoken.filter(|codec| kind.codecs.contains(codec));
        let others: Vec<CodecName> = kind.codecs.iter().copied().filter(|codec| Some(*codec) != spoken).collect();
        LegOptions { codecs: spoken.into_iter().chain(others).collect(), ..kind.clone() }
    }

    /// One of an agent's phones answered: the sound of the other kind is not needed any more.
    pub(super) fn picked_up(&mut self, leg: LegId, web: bool) {
        let Some(line) = self.lines.get_mut(&leg) else { return };
        let other = line.web_media.take();
        line.web = web;
        if web {
            line.media = other;
        }
    }
}

impl Line {
    fn of(media: Option<MediaLeg>) -> Self {
        Self {
            signal: None,
            media,
            web_media: None,
            web: false,
            offer: None,
            late_offer: false,
            up: false,
            connecting: false,
            held: false,
            lost: false,
        }
    }
}

async fn offer_of(media: Option<&MediaLeg>) -> Option<String> {
    match media?.offer().await {
        Ok(offer) => Some(offer),
        Err(error) => {
            tracing::warn!(%error, "no offer can be made");
            None
        }
    }
}
