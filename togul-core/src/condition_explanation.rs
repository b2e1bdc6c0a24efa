//! Explanations of conditions.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;
use serde_json::Value;

use crate::compiled_condition::{CompiledCondition, Test};
use crate::compiled_flag::CompiledFlag;
use crate::context::Context;
use crate::context_value::ContextValue;
use crate::group::Shape;
use crate::handle::Handle;
use crate::mismatch::mismatch;
use crate::question::Question;
use crate::{ConditionResult, Operator};

/// One condition with its result.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ConditionExplanation {
    /// A comparison of one attribute.
    Compare(ComparisonExplanation),
    /// The context has to be in one of some segments.
    InSegment {
        /// All of them.
        in_segment: Vec<SegmentExplanation>,
        /// The result of the condition.
        result: ConditionResult,
    },
    /// At least one of them has to hold.
    Any {
        /// All of them, also those behind one that holds.
        any: Vec<ConditionExplanation>,
        /// The result of the group.
        result: ConditionResult,
    },
    /// All of them have to hold.
    All {
        /// All of them, also those behind one that does not hold.
        all: Vec<ConditionExplanation>,
        /// The result of the group.
        result: ConditionResult,
    },
    /// It has to fail.
    Not {
        /// The condition that has to fail.
        not: Box<ConditionExplanation>,
        /// The result of the negation.
        result: ConditionResult,
    },
}

/// A comparison with the context's value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ComparisonExplanation {
    /// The attribute's name.
    pub attribute: String,
    /// How it was compared.
    pub operator: Operator,
    /// The value that it was compared with; a list is in no particular order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Value>,
    /// The context's value, null when it is missing. Of a list, the elements that have a text form.
    pub actual: Value,
    /// Whether the attribute was missing, so that the result is unknown unless the operator is `exists` or `not_exists`.
    pub missing: bool,
    /// Why the attribute could not be compared: it is missing, or no version, time or number where the operator compares
    /// these. Of a list, why the first element that did not count, and how many did not.
    pub problem: Option<String>,
    /// The result of the comparison.
    pub result: ConditionResult,
}

/// A segment with its result.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SegmentExplanation {
    /// The segment's key.
    pub segment: String,
    /// Whether the context is in it. Unknown for one that cannot be evaluated.
    pub result: ConditionResult,
    /// What decided; `None` if no list and no rule did.
    pub decided_by: Option<SegmentPart>,
    /// Why it cannot be evaluated: such a condition makes the rule unreadable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
}

/// A part of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SegmentPart {
    /// The attribute is in the list `included`.
    Included,
    /// The attribute is in the list `excluded`.
    Excluded,
    /// The rule at that position holds.
    Rule(usize),
}

/// Those of one explanation by the segments' keys: a segment is explained once, however often conditions name it.
pub(crate) type SegmentExplanations = BTreeMap<String, SegmentExplanation>;

impl SegmentExplanation {
    fn known_or_of(handle: &Handle, question: &Question<'_, '_>, known: &mut SegmentExplanations) -> Self {
        let explain = || Self::of(handle, question);
        known.entry(handle.key().to_owned()).or_insert_with(explain).clone()
    }

    fn of(handle: &Handle, question: &Question<'_, '_>) -> Self {
        let (segment, unreadable) = (handle.key().to_owned(), question.segment_problem(handle));
        if let Some(problem) = unreadable {
            let unreadable = Some(problem.to_string());
            return Self { segment, result: ConditionResult::Unknown, decided_by: None, unreadable };
        }
        let (result, decided_by) = (question.segment_result(handle), question.deciding_part(handle));
        Self { segment, result, decided_by, unreadable: None }
    }
}

impl ConditionExplanation {
    /// The result of the condition.
    pub fn result(&self) -> ConditionResult {
        match self {
            Self::Compare(comparison) => comparison.result,
            Self::InSegment { result, .. }
            | Self::Any { result, .. }
            | Self::All { result, .. }
            | Self::Not { result, .. } => *result,
        }
    }

    /// Evaluates every part of the condition. `None` for one that is not among a rule's conditions: a share.
    pub(crate) fn of(
        condition: &CompiledCondition,
        flag: &CompiledFlag,
        question: &Question<'_, '_>,
        known: &mut SegmentExplanations,
    ) -> Option<Self> {
        let context = question.context;
        match condition.test {
            Test::Compare(operator) => Some(Self::Compare(compare(condition, operator, flag, context))),
            Test::Share | Test::Hashing => None,
            Test::InSegment => {
                let segments = condition.segments(flag).iter();
                let explain = |handle| SegmentExplanation::known_or_of(handle, question, known);
                let in_segment: Vec<_> = segments.map(explain).collect();
                let result = ConditionResult::any(in_segment.iter().map(|segment| segment.result));
                Some(Self::InSegment { in_segment, result })
            }
            Test::Group => {
                let group = condition.group(flag)?;
                let mut leaves = group.leaves().map(|leaf| Self::of(leaf, flag, question, known));
                Self::of_shape(group.shape(), &mut leaves)
            }
        }
    }

    /// `leaves` starts with those of this part of a group.
    fn of_shape(shape: &Shape, leaves: &mut dyn Iterator<Item = Option<Self>>) -> Option<Self> {
        let parts = |parts: &[Shape], leaves: &mut dyn Iterator<Item = Option<Self>>| -> Option<Vec<Self>> {
            parts.iter().map(|part| Self::of_shape(part, leaves)).collect()
        };
        Some(match shape {
            Shape::Leaf => return leaves.next()?,
            Shape::Any(shapes) => {
                let any = parts(shapes, leaves)?;
                let result = ConditionResult::any(any.iter().map(Self::result));
                Self::Any { any, result }
            }
            Shape::All(shapes) => {
                let all = parts(shapes, leaves)?;
                let result = ConditionResult::all(all.iter().map(Self::result));
                Self::All { all, result }
            }
            Shape::Not(shape) => {
                let not = Box::new(Self::of_shape(shape, leaves)?);
                let result = !not.result();
                Self::Not { not, result }
            }
        })
    }
}

fn compare(
    condition: &CompiledCondition,
    operator: Operator,
    flag: &CompiledFlag,
    context: &Context<'_>,
) -> ComparisonExplanation {
    let actual = condition.actual(flag, context);
    ComparisonExplanation {
        attribute: condition.attribute(flag),
        operator,
        expected: condition.expected(flag),
        actual: to_json(actual),
        missing: actual.is_none_or(ContextValue::is_missing),
        problem: mismatch(operator, actual),
        result: condition.result_for(flag, actual),
    }
}

/// The value as JSON, null when it is missing.
pub(crate) fn to_json(actual: Option<&ContextValue<'_>>) -> Value {
    actual.filter(|value| !value.is_missing()).map_or(Value::Null, ContextValue::to_json)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Snapshot;

    #[test]
    fn a_segment_is_explained_once() {
        let flag = r#"{
            "key": "f", "enabled": true, "value_type": "boolean", "default_value": false, "salt": "4f3c9a1be27d0856",
            "rules": [{
                "id": "0190a5b8-0000-7000-8000-000000000001", "priority": 0, "rule_type": "boolean", "return_value": true,
                "conditions": [
                    {"operator": "in_segment", "value": ["s", "s"]}, {"not": {"operator": "in_segment", "value": "s"}},
                    {"any": [{"operator": "in_segment", "value": "s"}, {"attribute": "a", "operator": "exists"}]}
                ]
            }]
        }"#;
        let snapshot = Snapshot::new(Uuid::nil(), "", 1, [flag]).unwrap();
        let snapshot = snapshot.with_segments([r#"{"key": "s"}"#]).unwrap();
        let (flag, context) = (snapshot.flag("f").unwrap(), Context::new());
        let question = Question::new(flag, &context);
        // One that the segment does not have, so that each use of it is seen.
        let known = SegmentExplanation {
            segment: "s".to_owned(),
            result: ConditionResult::Holds,
            decided_by: Some(SegmentPart::Rule(7)),
            unreadable: None,
        };
        let mut known = SegmentExplanations::from([("s".to_owned(), known)]);
        let flag = &flag.entry.flag;
        let conditions = flag.rules.iter().flat_map(|rule| flag.conditions_of(rule));
        let explained: Vec<_> = conditions
            .map(|condition| ConditionExplanation::of(condition, flag, &question, &mut known))
            .collect();
        assert_eq!(format!("{explained:?}").matches("Rule(7)").count(), 4, "{explained:?}");
    }
}
