//! What flags of the workloads have in common.

use serde_json::{Value, json};
use uuid::Uuid;

/// The number of flags of the workloads with many.
pub const FLAGS: usize = 1_000;
/// The number of contexts of the workloads with many, and of evaluations in one pass of those with one flag.
pub const CONTEXTS: usize = 1_024;

/// A flag as the JSON of a snapshot. Every rule returns true, and the default is false.
pub fn flag(key: &str, enabled: bool, rules: &[Value]) -> Value {
    let rules = rules.iter().zip(1_u128..).map(|(rule, number)| {
        let mut rule = rule.clone();
        rule["id"] = json!(Uuid::from_u128(number << 64 | 7));
        rule["priority"] = json!(number * 10);
        rule["return_value"] = json!(true);
        rule
    });
    let rules: Vec<Value> = rules.collect();
    let salt = format!(
        "{:016x}",
        key.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()))
    );
    json!({"key": key, "enabled": enabled, "value_type": "boolean", "default_value": false, "salt": salt,
        "rules": rules})
}

/// A percentage rule by `user_id`, the first attribute of every context.
pub fn share(percent: u8) -> Value {
    json!({"rule_type": "percentage", "rollout_percentage": percent, "bucket_by": "user_id"})
}

/// The index of the rule with this id.
pub fn place_of(rule: Uuid) -> u8 {
    (rule.as_u128() >> 64) as u8 - 1
}
