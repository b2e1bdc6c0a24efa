//! Segments as data: stored by servers and sent in snapshots.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::text_set::TextSet;
use crate::{Condition, Cost, Invalid, Rule, check, cost, flag, limits};

/// A reusable audience of one environment: `included or (not excluded and any rule)`. Unknown fields are ignored when it
/// is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Unique in its environment; see [`is_key`](crate::limits::is_key).
    pub key: String,
    /// As that of a [`Flag`](crate::Flag).
    #[serde(default = "flag::first_needs", skip_serializing_if = "flag::is_first_needs")]
    pub needs: u32,
    /// The attribute whose text form is looked up in the lists.
    #[serde(default = "default_attribute")]
    pub attribute: String,
    /// Values that are in the segment, whatever its rules.
    #[serde(default)]
    pub included: Vec<String>,
    /// Values that are not in the segment, unless they are included.
    #[serde(default)]
    pub excluded: Vec<String>,
    /// A context for which the conditions of one rule hold is in the segment.
    #[serde(default)]
    pub rules: Vec<SegmentRule>,
}

/// Conditions all of which must hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentRule {
    /// The conditions.
    pub conditions: Vec<Condition>,
}

impl Segment {
    /// The highest [`needs`](Self::needs) that this version reads.
    pub const SUPPORTED_NEEDS: u32 = 1;

    /// Checks every limit but the size of the whole, [`limits::SEGMENT_BYTES`], and returns the cost of evaluating the
    /// segment without the segments that its rules use.
    ///
    /// # Errors
    ///
    /// The first problem, in the order of the fields.
    pub fn check(&self) -> Result<Cost, Invalid> {
        check::check_key(&self.key)?;
        if !(1..=Self::SUPPORTED_NEEDS).contains(&self.needs) {
            return Err(Invalid::new("needs", format!("must be 1 to {}", Self::SUPPORTED_NEEDS)));
        }
        check::check_name("attribute", &self.attribute)?;
        let mut cost = cost::flag();
        for (field, list) in [("included", &self.included), ("excluded", &self.excluded)] {
            check_list(field, list)?;
            cost = cost + TextSet::cost_of(list);
        }
        let included: BTreeSet<_> = self.included.iter().collect();
        if let Some(at) = self.excluded.iter().position(|value| included.contains(value)) {
            let reason = "must not be a value of included as well";
            return Err(Invalid::new(format!("excluded[{at}]"), reason));
        }
        check::at_most("rules", "rules", limits::SEGMENT_RULES, self.rules.len())?;
        let without_rules = cost;
        for (at, rule) in self.rules.iter().enumerate() {
            let checked = check::check_conditions(&rule.conditions, cost);
            cost = checked.map_err(|invalid| invalid.inside(format_args!("rules[{at}]")))?;
        }
        if self.can_fail() {
            // A rule can ask whether the segment holds, and another one whether it fails: all conditions are evaluated twice.
            cost = cost + (cost - without_rules);
        }
        if cost > limits::FLAG_COST {
            let limit = limits::FLAG_COST;
            let reason =
                format!("must leave the cost of evaluating the segment within {limit}; it would be {cost}");
            return Err(Invalid::new("rules", reason));
        }
        Ok(cost)
    }
}

impl Segment {
    /// Whether a context can be known to be outside of it because of the rules: none of them always holds.
    pub(crate) fn can_fail(&self) -> bool {
        self.rules.iter().all(|rule| !rule.conditions.is_empty())
    }
}

fn check_list(field: &str, list: &[String]) -> Result<(), Invalid> {
    check::at_most(field, "values", limits::SEGMENT_VALUES, list.len())?;
    for (at, value) in list.iter().enumerate() {
        let (limit, bytes) = (limits::SEGMENT_VALUE_BYTES, value.len());
        if bytes > limit {
            let reason = format!("must have at most {limit} bytes; it has {bytes}");
            return Err(Invalid::new(format!("{field}[{at}]"), reason));
        }
        if value.contains('\0') {
            return Err(Invalid::new(format!("{field}[{at}]"), check::NUL));
        }
    }
    Ok(())
}

fn default_attribute() -> String {
    Rule::DEFAULT_BUCKET_BY.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checked_cost_is_that_of_an_evaluation() {
        for json in [
            r#"{"key":"s"}"#,
            r#"{"key":"s","included":["a"],"excluded":["b"]}"#,
            r#"{"key":"s","included":["a"],"rules":[{"conditions":[]}]}"#,
            r#"{"key":"s","rules":[{"conditions":[{"attribute":"a","operator":"matches","value":"a+b"}]},
                {"conditions":[{"operator":"in_segment","value":["t","u"]},{"attribute":"b","operator":"exists"}]}]}"#,
            r#"{"key":"s","rules":[{"conditions":[{"attribute":"a","operator":"eq","value":1}]},{"conditions":[]}]}"#,
        ] {
            let segment: Segment = serde_json::from_str(json).unwrap();
            let checked = segment.check().unwrap();
            assert_eq!(crate::segment_entry::SegmentEntry::read(json).unwrap().cost(), checked, "{json}");
        }
    }

    #[test]
    fn a_segment_reads_back_and_all_but_its_key_has_a_default() {
        let whole = r#"{"key":"beta","attribute":"account","included":["a"],"excluded":["b"],"rules":[{"conditions":[]}]}"#;
        let segment: Segment = serde_json::from_str(whole).unwrap();
        assert_eq!(serde_json::to_string(&segment).unwrap(), whole);
        let least: Segment = serde_json::from_str(r#"{"key":"beta"}"#).unwrap();
        assert_eq!(
            serde_json::to_string(&least).unwrap(),
            r#"{"key":"beta","attribute":"user_id","included":[],"excluded":[],"rules":[]}"#
        );
    }
}
