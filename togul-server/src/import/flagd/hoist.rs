//! Conditions within the buckets of a `fractional`, moved out of it: one `fractional` for each case.

use serde_json::{Value, json};

use super::operand::operation;

/// The same expression with the first `if` of a bucket outside: `fractional` of `if` as an `if` of `fractional`s. `None` if
/// no bucket has one.
pub(super) fn hoisted(arguments: &[Value]) -> Option<Value> {
    for (at, bucket) in arguments.iter().enumerate() {
        let Some(parts) = bucket.as_array() else { continue };
        for (place, part) in parts.iter().enumerate() {
            let Some(("if" | "?:", branches)) = operation(part) else { continue };
            let with = |branch: &Value| {
                let mut changed = arguments.to_vec();
                if let Some(slot) = changed[at].as_array_mut().and_then(|parts| parts.get_mut(place)) {
                    *slot = branch.clone();
                }
                json!({ "fractional": changed })
            };
            let mut cases = Vec::with_capacity(branches.len() + 1);
            for pair in branches.chunks(2) {
                match pair {
                    [condition, then] => cases.extend([condition.clone(), with(then)]),
                    [otherwise] => cases.push(with(otherwise)),
                    _ => {}
                }
            }
            if branches.len().is_multiple_of(2) {
                cases.push(with(&Value::Null));
            }
            return Some(json!({ "if": cases }));
        }
    }
    None
}
