//! A segment in the form for evaluators.

use serde_json::json;
use togul_core::{Condition, Invalid, limits};

use super::{
    key_graph::Named,
    segment::{Segment, SegmentRules},
    segment_graph::{SegmentNode, keys_of, named_in},
};

/// A segment in the form for evaluators, with what other segments and flags need to know of it.
#[derive(Clone, Debug)]
pub struct SegmentSnapshot {
    pub json: String,
    pub node: SegmentNode,
}

/// The segment's bytes in snapshots and events, without fields that have no influence on answers.
///
/// # Errors
/// The first limit that the segment breaks.
pub fn of(segment: &Segment) -> Result<SegmentSnapshot, Invalid> {
    let (included, excluded) = (segment.included.get("included")?, segment.excluded.get("excluded")?);
    let rules = segment.rules.get("rules")?;
    let core = togul_core::Segment {
        key: segment.key.clone(),
        needs: 1,
        attribute: segment.attribute.get("attribute")?.to_string(),
        included: included.values().to_vec(),
        excluded: excluded.values().to_vec(),
        rules: rules
            .0
            .iter()
            .map(|rule| togul_core::SegmentRule { conditions: rule.conditions.0.clone() })
            .collect(),
    };
    let cost = core.check()?;
    let json = serde_json::to_string(&core).expect("plain data with string keys always serializes");
    if json.len() > limits::SEGMENT_BYTES {
        let (limit, bytes) = (limits::SEGMENT_BYTES, json.len());
        let field = if included.bytes() >= excluded.bytes() { "included" } else { "excluded" };
        let reason = format!("must leave the segment within {limit} bytes of JSON; it would have {bytes}");
        return Err(Invalid::new(field, reason));
    }
    Ok(SegmentSnapshot { json, node: SegmentNode { names: keys_of(&named_in_rules(rules)), cost } })
}

/// The segments that the rules of a segment name.
#[must_use]
pub fn named_in_rules(rules: &SegmentRules) -> Named<'_> {
    let rules = rules.0.iter().enumerate();
    let named = rules.flat_map(|(at, rule)| {
        let conditions: &[Condition] = &rule.conditions.0;
        named_in(conditions).into_iter().map(move |(field, key)| (format!("rules[{at}].{field}"), key))
    });
    named.collect()
}

/// The bytes of a segment that no evaluator reads.
#[must_use]
pub fn unreadable(key: &str) -> String {
    json!({ "key": key, "needs": "repair: it is damaged in the database" }).to_string()
}

/// Whether these bytes are a segment with this key. Others would make the whole environment unreadable.
#[must_use]
pub fn is_segment(key: &str, json: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Head<'a> {
        #[serde(borrow)]
        key: std::borrow::Cow<'a, str>,
    }

    serde_json::from_str(json).is_ok_and(|head: Head<'_>| head.key == key)
}
