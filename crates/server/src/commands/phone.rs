//! `wasl phone`: a SIP phone that plays and records files.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use wasl_media::CodecName;
use wasl_model::Pii;
use wasl_phone::{
    Account, AgentEvent, AnswerOptions, CallOptions, CallReport, Ending, LineOptions, Reply, Script, Transport, Trust,
};

use crate::cli::{CodecChoice, PhoneArgs, PhoneCommand, TransportChoice};

pub(super) fn run(command: PhoneCommand) -> Result<ExitCode> {
    let log = tracing_subscriber::EnvFilter::new("warn,rsipstack=error");
    // A log that was started before (in a test) stays as it is.
    let _ = tracing_subscriber::fmt().with_env_filter(log).with_writer(std::io::stderr).try_init();
    let runtime = super::runtime()?;
    match command {
        PhoneCommand::Call { uri, phone, dtmf, from, linger_ms, limit_ms, stay, step } => {
            let options = CallOptions {
                line: line(&phone)?,
                from: Some(Pii::new(from)),
                script: script(&phone, &step)?,
                keys: dtmf.iter().map(|keys| keys.parse()).collect::<Result<_, _>>()?,
                record: phone.record.clone(),
                ending: Ending {
                    after_script: (!stay).then(|| Duration::from_millis(linger_ms)),
                    at_most: Duration::from_millis(limit_ms),
                },
                ..CallOptions::to(&uri)
            };
            let report = runtime.block_on(wasl_phone::call(&options))?;
            tell(&report, phone.json)?;
            Ok(if report.answered { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        PhoneCommand::Answer { account, registrar, phone, after_ms, refuse, hangup_after_ms, calls, step } => {
            let options = AnswerOptions {
                line: line(&phone)?,
                registrar,
                account: account.as_deref().map(account_of).transpose()?,
                after: Duration::from_millis(after_ms),
                reply: if refuse { Reply::Refuse(486) } else { Reply::Answer },
                script: script(&phone, &step)?,
                record: phone.record.clone(),
                ending: Ending {
                    after_script: hangup_after_ms.map(Duration::from_millis),
                    at_most: Duration::from_secs(3600),
                },
                calls,
            };
            runtime.block_on(answer(&options, phone.json))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn answer(options: &AnswerOptions, json: bool) -> Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .context("cannot listen for SIGTERM")?;
    let shutdown = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    let on_event = |event: AgentEvent<'_>| match event {
        AgentEvent::Ready { listening } => eprintln!("ready at {listening}"),
        AgentEvent::Call(report) => drop(tell(report, json)),
    };
    Ok(Box::pin(wasl_phone::answer(options, shutdown, on_event)).await?)
}

fn tell(report: &CallReport, json: bool) -> Result<()> {
    if json {
        return super::say_json(report);
    }
    if !report.answered {
        super::say(&format!("not answered: {:?}", report.ended));
        return Ok(());
    }
    super::say(&format!(
        "answered after {} ms, talked {} ms, heard sound for {} ms, {} packets received, {} lost, ended: {:?}",
        report.answered_after_ms.unwrap_or_default(),
        report.talked_ms,
        report.heard_ms,
        report.line.received,
        report.line.lost,
        report.ended,
    ));
    Ok(())
}

/// The steps as given, or the files to play as a conversation.
fn script(phone: &PhoneArgs, steps: &[String]) -> Result<Script> {
    if steps.is_empty() {
        return Ok(Script::conversation(&phone.play));
    }
    if !phone.play.is_empty() {
        bail!("give --play or --step, not both");
    }
    Ok(Script(steps.iter().map(|step| step.parse()).collect::<Result<_, _>>()?))
}

fn line(phone: &PhoneArgs) -> Result<LineOptions> {
    let codec = match phone.codec {
        CodecChoice::Pcmu => CodecName::Pcmu,
        CodecChoice::Pcma => CodecName::Pcma,
        CodecChoice::G722 => CodecName::G722,
    };
    let transport = match phone.transport {
        TransportChoice::Udp => Transport::Udp,
        TransportChoice::Tcp => Transport::Tcp,
        TransportChoice::Tls => Transport::Tls,
        TransportChoice::Ws => Transport::Ws,
    };
    let trust = match &phone.tls_roots {
        Some(file) => Trust::Roots(Arc::new(wasl_signal::certificate::roots(file)?)),
        None if phone.insecure => Trust::Anybody,
        None => Trust::Public,
    };
    Ok(LineOptions { address: phone.address, transport, trust, ..LineOptions::default() }.preferring(codec))
}

fn account_of(text: &str) -> Result<Account> {
    let (user, password) = text.split_once(':').context("--account is USER:PASSWORD")?;
    Ok(Account { user: user.to_owned(), password: Pii::from(password) })
}
