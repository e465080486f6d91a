//! Named lists of calls: the filters of a page, under a name.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, Pii, Timestamp, ViewId};

use crate::shelf::Kept;
use crate::store::shelf::{Shelf, Spine};

/// A named list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct View {
    /// Its id.
    pub id: ViewId,
    /// Its name.
    pub name: Pii<String>,
    /// The filters as they stand in the page's address.
    pub query: Pii<String>,
    /// Colleagues see it too.
    pub shared: bool,
    /// Who made it.
    pub owner: AgentId,
    /// When.
    pub made_at: Timestamp,
}

impl Kept for View {
    const SHELF: Shelf = Shelf::Views;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn spine(&self) -> Spine {
        let state = if self.shared { "shared" } else { "own" };
        Spine {
            owner: Some(self.owner.clone()),
            state: Some(state.to_owned()),
            place: self.made_at.as_millis(),
            at: self.made_at,
            ..Spine::default()
        }
    }
}
