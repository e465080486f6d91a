//! An agent's request, carried to the floor, the call or the book.

use wasl_call::AgentAsk;
use wasl_console::{DeskAsk, Refused, Told};
use wasl_model::{AgentId, CallId, HandoverCause, NotReadyReason};
use wasl_routing::Input;

use crate::house::House;
use crate::house::conversation::transfer_target;

/// Carries it out; the answer comes when it is done, or under way.
pub(super) async fn carry(house: &House, agent: AgentId, ask: DeskAsk) -> Result<(), Refused> {
    let ask = match ask {
        DeskAsk::Ready => return tell(house, Input::Ready { agent }).await,
        DeskAsk::NotReady { reason } => return tell(house, Input::NotReady { agent, reason }).await,
        DeskAsk::Rest => return tell(house, Input::NotReady { agent, reason: NotReadyReason::Break }).await,
        DeskAsk::WrapUpMore => return tell(house, Input::ExtendWrapUp { agent }).await,
        DeskAsk::WrapUpDone => return tell(house, Input::WrapUpDone { agent }).await,
        DeskAsk::Tell { call, told } => return note(house, call, agent, told).await,
        DeskAsk::Hold => AgentAsk::Hold,
        DeskAsk::Resume => AgentAsk::Resume,
        DeskAsk::Transfer { target } => AgentAsk::Transfer(transfer_target(house, target)),
        DeskAsk::Consult { target } => AgentAsk::Consult(transfer_target(house, target)),
        DeskAsk::CompleteTransfer => AgentAsk::CompleteTransfer,
        DeskAsk::CancelConsult => AgentAsk::CancelConsult,
        DeskAsk::Join => AgentAsk::Join,
        DeskAsk::PauseRecording => AgentAsk::PauseRecording,
        DeskAsk::ResumeRecording => AgentAsk::ResumeRecording,
        DeskAsk::RefuseRecording => AgentAsk::RefuseRecording,
        DeskAsk::HangUp => AgentAsk::HangUp,
        DeskAsk::Reattach => AgentAsk::Reattach,
        DeskAsk::Abuse => AgentAsk::HandOver { cause: HandoverCause::Abuse },
    };
    house.desks.ask(&agent, ask).await
}

async fn tell(house: &House, input: Input) -> Result<(), Refused> {
    house.floor.tell(input).await;
    Ok(())
}

/// Into the live call's timeline, or into the book when the call is over.
async fn note(house: &House, call: CallId, agent: AgentId, told: Told) -> Result<(), Refused> {
    if !house.desks.tell(call, &agent, ask_of(told.clone())).await {
        let event = told.into_event(agent);
        house.book.append_late(call, event).await.map_err(|error| {
            tracing::error!(%call, %error, "what an agent told about a call was not kept");
            Refused {
                status: 503,
                what: "it could not be kept now; what you wrote is still on your desk, try again".into(),
            }
        })?;
    }
    Ok(())
}

fn ask_of(told: Told) -> AgentAsk {
    match told {
        Told::Note(text) => AgentAsk::Note(text),
        Told::Mood { mood, span } => AgentAsk::CorrectMood { mood, span },
        Told::Intent(intent) => AgentAsk::CorrectIntent(intent),
        Told::Step { step, done } => AgentAsk::MarkStep { step, done },
        Told::Promise(promise) => AgentAsk::Promise(promise),
        Told::WithdrawPromise(promise) => AgentAsk::WithdrawPromise(promise),
        Told::WrapUp(wrap_up) => AgentAsk::WrapUp(wrap_up),
    }
}
