//! Remarks on stretches of a call.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, CallId, CommentId, Pii, Span, Timestamp};

use crate::shelf::Kept;
use crate::store::shelf::{Shelf, Spine};

/// A remark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// On which call.
    pub call: CallId,
    /// By whom.
    pub author: AgentId,
    /// On which stretch.
    pub span: Span,
    /// In words.
    pub text: Pii<String>,
    /// The users named in it as `@name`.
    pub mentions: Vec<AgentId>,
    /// The remark it answers.
    pub reply_to: Option<CommentId>,
    /// Who settled it.
    pub resolved: Option<Resolved>,
    /// When it was written.
    pub made_at: Timestamp,
    /// When it was changed last.
    pub changed_at: Timestamp,
}

/// Who settled a remark, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Resolved {
    /// Who.
    pub by: AgentId,
    /// When.
    pub at: Timestamp,
}

impl Kept for Comment {
    const SHELF: Shelf = Shelf::Comments;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn spine(&self) -> Spine {
        Spine {
            call: Some(self.call),
            owner: Some(self.author.clone()),
            state: Some(if self.resolved.is_some() { "resolved" } else { "open" }.to_owned()),
            place: i64::try_from(self.span.start.as_millis()).unwrap_or(i64::MAX),
            at: self.made_at,
            ..Spine::default()
        }
    }
}

/// The users named in a text as `@name`: names of people have no spaces, and a dot or comma ends the sentence, not the name.
#[must_use]
pub fn mentions(text: &str, known: &[AgentId]) -> Vec<AgentId> {
    let named = text.split_whitespace().filter_map(|word| word.strip_prefix('@'));
    let named: Vec<&str> =
        named.map(|name| name.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')).collect();
    known.iter().filter(|user| named.contains(&user.as_str())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_users_are_mentioned() {
        let known = ["sara".into(), "ali.h".into()];
        assert_eq!(mentions("@sara، انظري، @ali.h! @nobody mail@sara", &known), known);
        assert_eq!(mentions("sara @saral", &known), []);
    }
}
