//! The lists of a segment.

use std::collections::HashSet;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, SeqAccess, Visitor},
};
use strum::IntoStaticStr;
use togul_core::{Invalid, limits};

use super::Segment;
use crate::domain::id::Id;

/// Which list of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SegmentList {
    Included,
    Excluded,
}

impl SegmentList {
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Included => Self::Excluded,
            Self::Excluded => Self::Included,
        }
    }
}

/// Different values, in the order in which they were added. Repetitions in a request have no effect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ValueList(Vec<String>);

impl ValueList {
    /// # Errors
    /// The limit that the list breaks.
    pub fn of(values: Vec<String>) -> Result<Self, String> {
        let list = serde::de::value::SeqDeserializer::new(values.into_iter());
        Self::deserialize(list).map_err(|error: serde::de::value::Error| error.to_string())
    }

    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.0
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes of all values.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.iter().map(String::len).sum()
    }

    /// The position of the first value that the other list has as well.
    #[must_use]
    pub fn position_in(&self, other: &Self) -> Option<usize> {
        let other: HashSet<_> = other.0.iter().collect();
        self.0.iter().position(|value| other.contains(value))
    }

    /// The values that the other list does not have.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let other: HashSet<_> = other.0.iter().collect();
        Self(self.0.iter().filter(|value| !other.contains(value)).cloned().collect())
    }

    /// These values, and behind them those of the other list that are not among them.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        let new = other.without(&self);
        self.0.extend(new.0);
        self
    }

    /// The list after values were removed and others added.
    ///
    /// # Errors
    /// [`Invalid`] when it would be too long.
    pub fn edited(&self, edit: &ListEdit) -> Result<Self, Invalid> {
        let edited = self.without(&edit.remove).with(&edit.add);
        if edited.len() > limits::SEGMENT_VALUES {
            let (limit, len) = (limits::SEGMENT_VALUES, edited.len());
            let reason = format!("must leave at most {limit} values in the list; it would have {len}");
            return Err(Invalid::new("add", reason));
        }
        Ok(edited)
    }
}

impl<'de> Deserialize<'de> for ValueList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor;

        impl<'de> Visitor<'de> for ListVisitor {
            type Value = ValueList;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of strings")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ValueList, A::Error> {
                let (mut values, mut known) = (Vec::new(), HashSet::new());
                while let Some(ListValue(value)) = seq.next_element()? {
                    if known.contains(&value) {
                        continue;
                    }
                    if values.len() == limits::SEGMENT_VALUES {
                        let limit = limits::SEGMENT_VALUES;
                        return Err(A::Error::custom(format_args!("must have at most {limit} values")));
                    }
                    known.insert(value.clone());
                    values.push(value);
                }
                Ok(ValueList(values))
            }
        }

        deserializer.deserialize_seq(ListVisitor)
    }
}

/// A value of a list, checked.
struct ListValue(String);

impl<'de> Deserialize<'de> for ListValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = String::deserialize(deserializer)?;
        let (limit, bytes) = (limits::SEGMENT_VALUE_BYTES, value.len());
        if bytes > limit {
            return Err(D::Error::custom(format_args!("must have at most {limit} bytes; it has {bytes}")));
        }
        if value.contains('\0') {
            return Err(D::Error::custom("must not contain the character U+0000"));
        }
        Ok(Self(value))
    }
}

impl JsonSchema for ValueList {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ValueList".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array",
            "items": { "type": "string", "maxLength": limits::SEGMENT_VALUE_BYTES },
            "maxItems": limits::SEGMENT_VALUES,
        })
    }
}

/// Values to remove from a list and to add to it. Removing a value that is not in the list has no effect, as has adding one
/// that is.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ListEdit {
    pub add: ValueList,
    pub remove: ValueList,
}

impl ListEdit {
    /// # Errors
    /// [`Invalid`] for a value that is to be added and removed, or for too many values.
    pub fn check(&self) -> Result<(), Invalid> {
        if let Some(position) = self.remove.position_in(&self.add) {
            return Err(Invalid::new(format!("remove[{position}]"), "must not be a value of add as well"));
        }
        Ok(())
    }
}

/// What an edit did.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EditedList {
    /// Of the segment.
    #[serde(skip)]
    pub id: Id<Segment>,
    #[serde(skip)]
    pub version: i64,
    /// How many values were added that the list did not have.
    pub added: usize,
    /// How many values of the list were removed.
    pub removed: usize,
    /// How many values the list has now.
    pub total: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[&str]) -> ValueList {
        serde_json::from_value(serde_json::json!(values)).expect("a list")
    }

    #[test]
    fn an_edit_keeps_the_order_and_repeating_it_has_no_effect() {
        let before = list(&["c", "a", "b", "a"]);
        assert_eq!(before.values(), ["c", "a", "b"]);
        let edit = ListEdit { add: list(&["d", "b", "e", "d"]), remove: list(&["a", "x"]) };
        let after = before.edited(&edit).expect("few values");
        assert_eq!(after.values(), ["c", "b", "d", "e"]);
        assert_eq!(after.edited(&edit), Ok(after.clone()));
        assert_eq!((after.without(&before), before.without(&after)), (list(&["d", "e"]), list(&["a"])));
    }

    #[test]
    fn a_full_list_takes_a_value_for_one_that_is_removed() {
        let values: Vec<_> = (0..limits::SEGMENT_VALUES).map(|n| n.to_string()).collect();
        let full: ValueList = serde_json::from_value(serde_json::json!(values)).expect("a list");
        let edit = ListEdit { add: list(&["new"]), remove: list(&[]) };
        assert_eq!(full.edited(&edit).expect_err("too long").field, "add");
        assert_eq!(
            full.edited(&ListEdit { remove: list(&["0"]), ..edit }).map(|list| list.len()),
            Ok(10_000)
        );
    }

    #[test]
    fn no_value_is_added_and_removed() {
        let edit = |add: &[&str], remove: &[&str]| ListEdit { add: list(add), remove: list(remove) };
        assert_eq!(edit(&["a"], &["b", "a"]).check().expect_err("both").field, "remove[1]");
        assert_eq!(edit(&["a"], &["b"]).check(), Ok(()));
    }
}
