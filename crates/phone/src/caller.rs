//! Calling somebody.

use std::time::Instant;

use wasl_model::{EndCause, Pii};
use wasl_signal::{Credentials, Invite, LegEvent, Target};

use crate::PhoneError;
use crate::line::{Line, with_transport};
use crate::options::{Account, CallOptions};
use crate::report::CallReport;
use crate::session::{Session, Talk, load};

/// Calls, talks by the script, hangs up, and tells how it went. Dropped early, it hangs up.
///
/// # Errors
/// When the phone cannot do its work. A refusal or no answer is no error but a report.
pub async fn call(options: &CallOptions) -> Result<CallReport, PhoneError> {
    let steps = load(&options.script)?;
    let line = Line::open(&options.line, Some(&options.uri)).await?;
    let talk = Talk { steps: &steps, keys: &options.keys, record: options.record.as_deref(), ending: options.ending };
    let mut session = dial(&line, options).await?;
    let report = match session.until_answered().await {
        Ok(()) => Box::pin(session.talk(&talk)).await,
        Err(cause) => Ok(CallReport::of_no_call(cause)),
    };
    line.close().await;
    report
}

async fn dial(line: &Line, options: &CallOptions) -> Result<Session, PhoneError> {
    let sound = line.open_sound(None)?;
    let invite = Invite {
        to: Target::Uri(Pii::new(with_transport(&options.uri, options.line.transport))),
        from: options.from.clone(),
        display_name: None,
        offer: sound.leg.offer().await?,
        web_offer: None,
        headers: Vec::new(),
        ring: options.ring,
        credentials: options.account.as_ref().map(credentials),
    };
    let (leg, events) = line.signal.invite(invite);
    Ok(Session { leg, events, sound, began: Instant::now() })
}

pub(crate) fn credentials(account: &Account) -> Credentials {
    Credentials { user: account.user.clone(), password: account.password.clone() }
}

impl Session {
    /// Waits for the answer; the error is why none came.
    async fn until_answered(&mut self) -> Result<(), EndCause> {
        let mut keys = String::new();
        loop {
            match self.events.recv().await {
                Some(LegEvent::Ended { cause }) => return Err(cause),
                Some(event @ LegEvent::Answered { .. }) => {
                    self.follow(event, &mut keys).await;
                    return Ok(());
                }
                Some(event) => self.follow(event, &mut keys).await,
                None => return Err(EndCause::Released),
            }
        }
    }
}
