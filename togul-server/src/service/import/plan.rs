//! What an import does.

use schemars::JsonSchema;
use serde::Serialize;

use crate::import::{Loss, Remark};

/// What an import did, or would do.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "Import")]
pub struct Plan {
    pub created: Keys,
    pub changed: Keys,
    pub unchanged: Keys,
    /// What would answer otherwise than in the other system, and is left out.
    pub losses: Vec<Loss>,
    /// What has no counterpart here and does not alter an answer.
    pub remarks: Vec<Remark>,
}

/// Keys of objects.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "ImportedKeys")]
pub struct Keys {
    pub flags: Vec<String>,
    pub segments: Vec<String>,
}

impl Plan {
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        let is_empty = |keys: &Keys| keys.flags.is_empty() && keys.segments.is_empty();
        is_empty(&self.created) && is_empty(&self.changed)
    }
}
