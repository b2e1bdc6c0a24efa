//! A change of a segment in the audit log: of its lists, how they differ.

use serde::Serialize;

use super::{
    decoded::Decoded,
    segment::{Segment, ValueList},
};

/// How many values of a difference an entry shows.
const MAX_VALUES: usize = 100;

/// The state of a segment before or after a change of it.
#[derive(Debug, Serialize)]
pub struct SegmentRecord<'a> {
    #[serde(flatten)]
    fields: Fields<'a>,
    included: ListRecord<'a>,
    excluded: ListRecord<'a>,
}

#[derive(Debug, Serialize)]
struct Fields<'a> {
    name: &'a str,
    description: &'a str,
    attribute: &'a Decoded<super::text::AttributeName>,
    rules: &'a Decoded<super::segment::SegmentRules>,
    version: i64,
    updated_at: super::time::Time,
}

/// The length of a list, and the values that the other state does not have.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum ListRecord<'a> {
    Damaged(&'a str),
    Readable { count: usize, only_here: usize, values: Vec<String> },
}

impl<'a> SegmentRecord<'a> {
    /// `one`, in a change from or to `other`.
    #[must_use]
    pub fn of(one: &'a Segment, other: &Segment) -> Self {
        Self {
            fields: Fields {
                name: &one.name,
                description: &one.description,
                attribute: &one.attribute,
                rules: &one.rules,
                version: one.version,
                updated_at: one.updated_at,
            },
            included: ListRecord::of(&one.included, &other.included),
            excluded: ListRecord::of(&one.excluded, &other.excluded),
        }
    }
}

impl<'a> ListRecord<'a> {
    fn of(one: &'a Decoded<ValueList>, other: &Decoded<ValueList>) -> Self {
        let list = match one {
            Decoded::Value(list) => list,
            Decoded::Damaged(text) => return Self::Damaged(text),
        };
        let only_here = match other {
            Decoded::Value(other) => list.without(other),
            Decoded::Damaged(_) => list.clone(),
        };
        let values = only_here.values().iter().take(MAX_VALUES).cloned().collect();
        Self::Readable { count: list.len(), only_here: only_here.len(), values }
    }
}
