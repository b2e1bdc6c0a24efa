//! What uses a flag, a variant or a segment, and prevents its deletion.

use schemars::JsonSchema;
use serde::Serialize;
use strum::{IntoStaticStr, VariantArray, VariantNames};
use uuid::Uuid;

use super::{names::named, permission::Permission};

/// An object that uses another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UsedBy {
    pub kind: UserKind,
    pub id: Uuid,
    /// The key of the flag or segment; of a rule, that of its flag.
    pub key: String,
}

/// The kind of an object that uses another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum UserKind {
    Flag,
    Rule,
    Segment,
}

named!(UserKind);

impl UserKind {
    /// What a caller needs to learn of such an object.
    #[must_use]
    pub fn read_permission(self) -> Permission {
        match self {
            Self::Flag => Permission::FlagsRead,
            Self::Rule => Permission::RulesRead,
            Self::Segment => Permission::SegmentsRead,
        }
    }
}
