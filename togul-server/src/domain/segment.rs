//! Segments as the management API stores them: audiences that rules of flags and of other segments name.

mod list;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::list::{EditedList, ListEdit, SegmentList, ValueList};
use super::{
    condition::Conditions,
    decoded::Decoded,
    environment::Environment,
    id::Id,
    object::Object,
    patch::Patch,
    schema,
    text::{AttributeName, Description, Key, Name},
    time::Time,
};

/// A segment: the contexts that are included, or that are not excluded and match one of its rules.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Segment {
    pub id: Id<Segment>,
    pub environment_id: Id<Environment>,
    pub key: String,
    pub name: String,
    pub description: String,
    /// The attribute of the context whose text is looked up in the lists.
    #[schemars(with = "schema::Shown<AttributeName>")]
    pub attribute: Decoded<AttributeName>,
    /// Values that are in the segment, whatever its rules.
    #[schemars(with = "schema::Shown<ValueList>")]
    pub included: Decoded<ValueList>,
    /// Values that are not in the segment, whatever its rules.
    #[schemars(with = "schema::Shown<ValueList>")]
    pub excluded: Decoded<ValueList>,
    /// A context is in the segment if the conditions of one rule hold and it is not excluded.
    #[schemars(with = "schema::Shown<SegmentRules>")]
    pub rules: Decoded<SegmentRules>,
    /// Raised by one with each change of the segment.
    pub version: i64,
    pub created_at: Time,
    pub updated_at: Time,
}

impl Segment {
    /// The segment after a patch.
    #[must_use]
    pub fn patched(&self, patch: SegmentPatch) -> Self {
        let current = self.clone();
        Self {
            name: patch.name.value().map_or(current.name, String::from),
            description: patch.description.value().map_or(current.description, String::from),
            attribute: patch.attribute.merged(current.attribute),
            included: patch.included.merged(current.included),
            excluded: patch.excluded.merged(current.excluded),
            rules: patch.rules.merged(current.rules),
            ..current
        }
    }

    #[must_use]
    pub fn list(&self, list: SegmentList) -> &Decoded<ValueList> {
        match list {
            SegmentList::Included => &self.included,
            SegmentList::Excluded => &self.excluded,
        }
    }

    pub fn list_mut(&mut self, list: SegmentList) -> &mut Decoded<ValueList> {
        match list {
            SegmentList::Included => &mut self.included,
            SegmentList::Excluded => &mut self.excluded,
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSegment {
    pub environment_id: Id<Environment>,
    pub key: Key,
    pub name: Name,
    #[serde(default)]
    pub description: Description,
    /// The attribute of the context whose text is looked up in the lists.
    #[serde(default = "default_attribute")]
    pub attribute: AttributeName,
    /// Values that are in the segment, whatever its rules.
    #[serde(default)]
    pub included: ValueList,
    /// Values that are not in the segment, whatever its rules.
    #[serde(default)]
    pub excluded: ValueList,
    /// A context is in the segment if the conditions of one rule hold and it is not excluded.
    #[serde(default)]
    pub rules: SegmentRules,
}

fn default_attribute() -> AttributeName {
    let default = AttributeName::parse(togul_core::Rule::DEFAULT_BUCKET_BY);
    default.expect("the default is a valid name")
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SegmentPatch {
    pub name: Patch<Name>,
    pub description: Patch<Description>,
    pub attribute: Patch<Decoded<AttributeName>>,
    /// Replaces the whole list. `POST …/included` adds and removes single values.
    pub included: Patch<Decoded<ValueList>>,
    /// Replaces the whole list. `POST …/excluded` adds and removes single values.
    pub excluded: Patch<Decoded<ValueList>>,
    pub rules: Patch<Decoded<SegmentRules>>,
}

/// The rules of a segment, one of which must match.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct SegmentRules(
    #[serde(deserialize_with = "objects")]
    #[schemars(length(max = 50))]
    pub Vec<SegmentRule>,
);

/// Conditions that must all hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentRule {
    pub conditions: Conditions,
}

fn objects<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<SegmentRule>, D::Error> {
    let rules = Vec::<Object<SegmentRule>>::deserialize(deserializer)?;
    Ok(rules.into_iter().map(|Object(rule)| rule).collect())
}

/// Restricts a list of segments; an absent field matches every segment.
#[derive(Debug, Default)]
pub struct SegmentFilter {
    pub environment: Option<Id<Environment>>,
    /// Part of the key or the name, compared without case.
    pub q: Option<String>,
}
