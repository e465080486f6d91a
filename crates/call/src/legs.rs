//! The parties of a call and how far each connection is.

use std::collections::BTreeMap;

use wasl_model::LegId;

/// How far a leg is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LegStage {
    /// Not answered yet, on either side.
    Early,
    /// Connected.
    Up,
    /// We hung up; its end is awaited.
    Dropping,
}

/// The legs that have not ended.
#[derive(Debug, Default)]
pub(crate) struct Legs(BTreeMap<LegId, LegStage>);

impl Legs {
    pub(crate) fn set(&mut self, leg: LegId, stage: LegStage) {
        self.0.insert(leg, stage);
    }

    pub(crate) fn stage(&self, leg: LegId) -> Option<LegStage> {
        self.0.get(&leg).copied()
    }

    /// Connected, and not being hung up.
    pub(crate) fn is_up(&self, leg: LegId) -> bool {
        self.stage(leg) == Some(LegStage::Up)
    }

    /// False if it was never there or had ended before.
    pub(crate) fn end(&mut self, leg: LegId) -> bool {
        self.0.remove(&leg).is_some()
    }

    /// Those not being hung up yet.
    pub(crate) fn to_drop(&self) -> Vec<LegId> {
        self.0.iter().filter(|(_, stage)| **stage != LegStage::Dropping).map(|(leg, _)| *leg).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
