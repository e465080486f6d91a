//! What waits for somebody: calls to score, remarks that name them, disputes to judge, sheets about their own work.

use axum::extract::State;
use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use wasl_record::quality::comment::Comment;
use wasl_record::{CardFilter, Role};
use wasl_review::scorecard::Action;

use crate::access::Asker;
use crate::kept::{KeptSample, KeptSheet};
use crate::problem::Problem;
use crate::reviews::{self, SheetNow};
use crate::state::ConsoleState;

/// What waits for whoever asks.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Inbox {
    /// Drawn calls they have to score, the first or the second time.
    pub to_score: Vec<KeptSample>,
    /// Remarks that name them and are not settled, newest first.
    pub mentions: Vec<Comment>,
    /// Disputed sheets they may judge.
    pub disputes: Vec<SheetNow>,
    /// Sheets about their own work they have not answered.
    pub about_me: Vec<SheetNow>,
}

/// What waits for me.
#[utoipa::path(get, path = "/api/v1/reviews/mine", operation_id = "my_reviews", responses(
    (status = 200, body = Inbox), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn mine(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
) -> Result<Json<Inbox>, Problem> {
    state.book.audit(&asker.user.name, "reviews.mine", None).await?;
    let about_me = sheets(&state, &asker, "published", Action::Acknowledge).await?;
    if asker.user.role == Role::Agent {
        return Ok(Json(Inbox { about_me, ..Inbox::default() }));
    }
    let user = &asker.user.name;
    let open = |state: &str| CardFilter { states: Some(vec![state.to_owned()]), ..CardFilter::default() };
    let drawn = CardFilter { kind: Some(KeptSample::KIND.to_owned()), ..open(KeptSample::OPEN) };
    let mut to_score = state.book.whole_shelf::<KeptSample>(&drawn).await?;
    to_score.retain(|sample| sample.is_for(user));
    let mut mentions = state.book.whole_shelf::<Comment>(&open("open")).await?;
    mentions.retain(|comment| comment.mentions.contains(user));
    mentions.sort_by_key(|comment| std::cmp::Reverse(comment.made_at));
    let disputes = sheets(&state, &asker, "disputed", Action::Resolve).await?;
    Ok(Json(Inbox { to_score, mentions, disputes, about_me }))
}

/// Sheets that stand so and with which the asker may do that now.
async fn sheets(state: &ConsoleState, asker: &Asker, stand: &str, action: Action) -> Result<Vec<SheetNow>, Problem> {
    let filter = CardFilter { states: Some(vec![stand.to_owned()]), ..CardFilter::default() };
    let blind = reviews::scored_blindly(state, asker).await?;
    let mut waiting = Vec::new();
    for kept in state.book.whole_shelf::<KeptSheet>(&filter).await? {
        if reviews::visible(&kept, asker, blind.contains(&kept.call)) {
            let now = reviews::shown(state, asker, kept).await?;
            if now.may.contains(&action) {
                waiting.push(now);
            }
        }
    }
    Ok(waiting)
}
