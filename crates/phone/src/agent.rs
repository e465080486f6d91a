//! Answering calls, as an agent's phone does.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::{Duration, Instant};

use tokio::time::sleep;
use wasl_model::EndCause;
use wasl_signal::{DoorEvent, Incoming, LegEvent, Registration, RegistrationState};

use crate::PhoneError;
use crate::caller::credentials;
use crate::line::{Line, with_transport};
use crate::options::{AnswerOptions, Reply};
use crate::report::CallReport;
use crate::session::{Action, Session, Talk, load};

/// How long each registration is asked for.
const EXPIRES: Duration = Duration::from_secs(300);

type Ongoing<'a> = Pin<Box<dyn Future<Output = Result<CallReport, PhoneError>> + Send + 'a>>;

/// Registers if asked to, and answers one call at a time (a second caller hears busy) until `shutdown` or the wanted
/// number of calls. `on_event` is told when the phone is ready and how each call went.
///
/// # Errors
/// When the phone cannot do its work. A caller who gives up is no error but a report.
pub async fn answer(
    options: &AnswerOptions,
    shutdown: impl Future<Output = ()>,
    mut on_event: impl FnMut(AgentEvent<'_>),
) -> Result<(), PhoneError> {
    let steps = load(&options.script)?;
    let mut line = Line::open(&options.line, options.registrar.as_deref()).await?;
    let registration = register(&line, options).await?;
    on_event(AgentEvent::Ready { listening: line.listening() });
    let served = serve(&mut line, options, &steps, shutdown, &mut on_event).await;
    if let Some(registration) = registration {
        registration.unregister().await;
    }
    line.close().await;
    served
}

/// What an answering phone tells.
#[derive(Debug)]
pub enum AgentEvent<'a> {
    /// It is registered (if asked to) and waits for calls.
    Ready {
        /// Where, as a caller would dial it.
        listening: std::net::SocketAddr,
    },
    /// A call is over.
    Call(&'a CallReport),
}

async fn register(line: &Line, options: &AnswerOptions) -> Result<Option<Registration>, PhoneError> {
    let Some(registrar) = &options.registrar else { return Ok(None) };
    let account = options.account.as_ref().ok_or(PhoneError::NoAccount)?;
    let mut registration = line.signal.register(wasl_signal::Account {
        credentials: credentials(account),
        registrar: with_transport(registrar, options.line.transport),
        user: None,
        expires: EXPIRES,
    });
    let refused = |status| PhoneError::Register { registrar: registrar.clone(), user: account.user.clone(), status };
    match registration.settled().await {
        RegistrationState::Registered => Ok(Some(registration)),
        RegistrationState::Failed { status } => Err(refused(status)),
        RegistrationState::Trying | RegistrationState::Gone => Err(refused(408)),
    }
}

async fn serve(
    line: &mut Line,
    options: &AnswerOptions,
    steps: &[Action],
    shutdown: impl Future<Output = ()>,
    on_event: &mut impl FnMut(AgentEvent<'_>),
) -> Result<(), PhoneError> {
    let mut shutdown = std::pin::pin!(shutdown);
    let mut ongoing: Option<Ongoing<'_>> = None;
    let mut begun = 0;
    let mut ended = 0;
    while options.calls.is_none_or(|calls| ended < calls) {
        tokio::select! {
            () = &mut shutdown => return Ok(()),
            report = over(&mut ongoing) => {
                ongoing = None;
                ended += 1;
                on_event(AgentEvent::Call(&report?));
            }
            event = line.door.recv() => match event {
                Some(DoorEvent::Incoming(incoming)) if ongoing.is_some() => incoming.leg.reject(486),
                Some(DoorEvent::Incoming(incoming)) => {
                    begun += 1;
                    let sound = line.open_sound(Some(incoming.source.ip()))?;
                    let call = take(incoming, sound, options, steps, nth(options.record.as_deref(), begun));
                    ongoing = Some(Box::pin(call));
                }
                Some(
                    DoorEvent::AgentRegistered { .. }
                    | DoorEvent::AgentUnregistered { .. }
                    | DoorEvent::AgentFlowLost { .. }
                    | DoorEvent::TrunkHealth { .. },
                ) => {}
                None => return Err(PhoneError::Closed),
            }
        }
    }
    Ok(())
}

async fn over(ongoing: &mut Option<Ongoing<'_>>) -> Result<CallReport, PhoneError> {
    match ongoing {
        Some(call) => call.await,
        None => std::future::pending().await,
    }
}

/// One call from its first ring to its end.
async fn take(
    incoming: Incoming,
    sound: crate::session::Sound,
    options: &AnswerOptions,
    steps: &[Action],
    record: Option<PathBuf>,
) -> Result<CallReport, PhoneError> {
    let Incoming { leg, events, offer, .. } = incoming;
    let mut session = Session { leg, events, sound, began: Instant::now() };
    session.leg.ring(None);
    if let Err(cause) = session.ring_for(options).await {
        return Ok(CallReport::of_no_call(cause));
    }
    if let Err(cause) = session.pick_up(offer.as_deref()).await {
        return Ok(CallReport::of_no_call(cause));
    }
    session.talk(&Talk { steps, keys: &[], record: record.as_deref(), ending: options.ending }).await
}

impl Session {
    /// Rings for the wanted time; the error is why there is nothing to answer any more.
    async fn ring_for(&mut self, options: &AnswerOptions) -> Result<(), EndCause> {
        let mut rung = std::pin::pin!(sleep(options.after));
        let mut ringing = true;
        let mut keys = String::new();
        loop {
            tokio::select! {
                event = self.events.recv() => match event {
                    Some(LegEvent::Ended { cause }) => return Err(cause),
                    Some(event) => self.follow(event, &mut keys).await,
                    None => return Err(EndCause::Released),
                },
                () = &mut rung, if ringing => match options.reply {
                    Reply::Answer => return Ok(()),
                    Reply::Refuse(status) => {
                        ringing = false;
                        self.leg.reject(status);
                    }
                    Reply::Never => ringing = false,
                },
            }
        }
    }

    /// 200 with our answer, or with our offer when the caller made none.
    async fn pick_up(&self, offer: Option<&str>) -> Result<(), EndCause> {
        let sdp = match offer {
            Some(offer) => self.sound.leg.answer(offer).await.map(|negotiated| negotiated.sdp),
            None => self.sound.leg.offer().await,
        };
        match sdp {
            Ok(sdp) => {
                self.leg.answer(sdp);
                Ok(())
            }
            Err(error) => {
                tracing::info!(%error, "the caller's offer cannot be served");
                self.leg.reject(488);
                Err(EndCause::NotAcceptable)
            }
        }
    }
}

/// The first call's file is the one asked for, the second is `NAME-2.wav`.
fn nth(record: Option<&Path>, call: u32) -> Option<PathBuf> {
    let record = record?;
    if call < 2 {
        return Some(record.to_owned());
    }
    let stem = record.file_stem().unwrap_or_default().to_string_lossy();
    let extension = record.extension().map_or_else(|| "wav".into(), |extension| extension.to_string_lossy());
    Some(record.with_file_name(format!("{stem}-{call}.{extension}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_has_a_file_of_its_own() {
        let nth = |call| nth(Some(Path::new("/tmp/heard.wav")), call).unwrap();
        assert_eq!(nth(1), Path::new("/tmp/heard.wav"));
        assert_eq!(nth(3), Path::new("/tmp/heard-3.wav"));
    }
}
