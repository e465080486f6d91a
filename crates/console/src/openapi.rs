//! The API described (OpenAPI 3.1), from the handlers themselves.
//!
//! - [`whole`]: what the server tells has every field

use axum::Json;
use utoipa::OpenApi;

mod whole;

use whole::Whole;

use crate::events::EventMessage;
use crate::problem::Problem;
use crate::{
    audit, branch, calls, clip, comments, consistency, directory, draft, events, export, floor, forms, guests, health,
    holds, inbox, ledger, orders, person, profile, promises, prompts, rail, reader, recording, reports, reviews,
    sampling, search, setup, shift, sign_in, silent, sip, telling, views,
};

/// The description.
#[derive(Debug, OpenApi)]
#[openapi(
    modifiers(&Whole),
    info(
        title = "Wasl",
        description = "Calls, their stories, desks and the floor. Errors are RFC 9457 problems. Sign in with POST /api/v1/session; \
                       send `csrf` as the header X-Wasl-CSRF with everything that changes something. \
                       Other systems send `Authorization: Bearer TOKEN` instead (`wasl user token NAME`)."
    ),
    paths(
        health::alive,
        health::ready,
        health::metrics,
        document,
        sip::open,
        setup::needed,
        setup::first_admin,
        sign_in::sign_in,
        sign_in::sign_out,
        sign_in::me,
        guests::support,
        guests::arrive,
        guests::how,
        guests::call_back,
        guests::feel,
        search::hits,
        search::visits,
        export::calls,
        calls::list,
        calls::one,
        calls::timeline,
        calls::transcript,
        recording::sound,
        recording::peaks,
        rail::how_far,
        person::of_call,
        person::find,
        person::add,
        person::change,
        telling::note,
        telling::mood,
        telling::intent,
        telling::step,
        telling::wrap_up,
        profile::read,
        profile::write,
        profile::drop_one,
        profile::journey,
        profile::merge,
        profile::undo,
        branch::log,
        branch::list,
        branch::call_back,
        branch::desk::find,
        branch::desk::person,
        branch::desk::today,
        branch::sound::keep,
        branch::sound::hear,
        clip::clip,
        promises::make,
        promises::withdraw,
        ledger::list::owed,
        ledger::list::counts,
        ledger::export::promises,
        promises::due,
        draft::read,
        draft::write,
        draft::forget,
        shift::desk,
        shift::shift,
        shift::set_shift,
        shift::more_wrap_up,
        shift::rest,
        shift::today,
        orders::give,
        orders::transfer,
        orders::consult,
        directory::look,
        directory::intents,
        directory::people,
        directory::branches,
        floor::queues,
        floor::agents,
        events::events,
        reports::human_access,
        reports::calibration::calibration,
        reports::gaps::gaps,
        reports::outreach::silent,
        reports::executive::executive,
        audit::list,
        prompts::list,
        prompts::hear,
        prompts::record,
        prompts::take_back,
        holds::list,
        holds::place,
        holds::lift,
        reviews::of_call,
        reviews::begin,
        reviews::write,
        reviews::act,
        reader::marks,
        forms::list,
        forms::one,
        forms::write,
        sampling::read,
        sampling::write,
        sampling::draw,
        sampling::assign,
        inbox::mine,
        comments::list,
        comments::write,
        comments::change,
        comments::remove,
        views::list,
        views::add,
        views::remove,
        consistency::list,
        consistency::one,
        consistency::judge,
        consistency::ask_branch,
        consistency::answer,
        consistency::close,
        silent::list,
        silent::assign,
        silent::outcome,
        ledger::one,
        ledger::change,
        ledger::dismiss,
        ledger::alerts,
    ),
    components(schemas(Problem, EventMessage, orders::CallOrder))
)]
pub struct Api;

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", responses((status = 200, body = Object)))]
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Api::openapi())
}
