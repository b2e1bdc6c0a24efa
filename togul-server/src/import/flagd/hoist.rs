//! Conditions within the buckets of a `fractional`, moved out of it: one `fractional` for each case.

use serde_json::{Map, Value};

use super::operand::operation;
use crate::import::{
    budget::{Budget, Bytes},
    translation::Problem,
};

/// The same expression with the first `if` of a bucket outside: `fractional` of `if` as an `if` of `fractional`s. `None` if
/// no bucket has one.
pub(super) fn hoisted(
    arguments: &[Value],
    budget: &Budget,
    expression_place: &str,
) -> Result<Option<Value>, Problem> {
    for (at, bucket) in arguments.iter().enumerate() {
        let Some(parts) = bucket.as_array() else { continue };
        for (place, part) in parts.iter().enumerate() {
            let Some(("if" | "?:", branches)) = operation(part) else { continue };
            let copies = branches.len() / 2 + 1;
            budget.spend(arguments.bytes().saturating_mul(copies), expression_place)?;
            let with = |branch: &Value| {
                let mut changed = arguments.to_vec();
                if let Some(slot) = changed[at].as_array_mut().and_then(|parts| parts.get_mut(place)) {
                    *slot = branch.clone();
                }
                expression("fractional", changed)
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
            return Ok(Some(expression("if", cases)));
        }
    }
    Ok(None)
}

fn expression(operator: &str, arguments: Vec<Value>) -> Value {
    Map::from_iter([(operator.to_owned(), Value::Array(arguments))]).into()
}
