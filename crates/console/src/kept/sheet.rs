//! Filled forms.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, CallId, SheetId};
use wasl_record::store::shelf::{Shelf, Spine};
use wasl_record::{Book, CardFilter, Kept, StoreError};
use wasl_review::scorecard::Sheet;

use super::word;

/// A form filled in for a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KeptSheet {
    /// Its id.
    pub id: SheetId,
    /// Which call it is about.
    pub call: CallId,
    /// The marks and where it stands.
    pub sheet: Sheet,
}

impl Kept for KeptSheet {
    const SHELF: Shelf = Shelf::Sheets;

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn spine(&self) -> Spine {
        Spine {
            call: Some(self.call),
            owner: Some(AgentId(self.sheet.author.clone())),
            kind: Some(self.sheet.form.clone()),
            state: word(&self.sheet.state),
            at: self.sheet.touched_at().unwrap_or_default(),
            ..Spine::default()
        }
    }
}

/// All sheets of a call, oldest first.
///
/// # Errors
/// When the book cannot be read.
pub async fn sheets(book: &Book, call: CallId) -> Result<Vec<KeptSheet>, StoreError> {
    book.whole_shelf(&CardFilter { call: Some(call), ..CardFilter::default() }).await
}
