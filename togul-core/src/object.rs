//! The kinds of objects that an environment consists of.

use strum::{IntoStaticStr, VariantArray, VariantNames};

use crate::names::named;

/// What a [`Change`](crate::Change) is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, VariantArray, VariantNames,
)]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum ObjectKind {
    /// A flag with its rules.
    Flag,
    /// A segment.
    Segment,
}

named!(ObjectKind, "kind");
