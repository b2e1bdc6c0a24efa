//! A flag of the workloads, which each peer translates into its own form.

use serde_json::Value;

/// Every rule returns true, and the default is false.
pub struct Flag<'f> {
    pub key: &'f str,
    pub enabled: bool,
    /// The rules that compare: an attribute's name, and the strings of which it must equal one. `eq` has one string.
    pub comparisons: Vec<(&'f str, Vec<&'f str>)>,
    /// The percentage of users that the last rule includes, if there is such a rule.
    pub share: Option<u64>,
}

impl<'f> Flag<'f> {
    pub fn new(flag: &'f Value) -> Self {
        let rules = flag["rules"].as_array().expect("rules");
        Self {
            key: text(&flag["key"]),
            enabled: flag["enabled"] == true,
            comparisons: (rules.iter().filter(|rule| rule["rule_type"] == "attribute"))
                .map(|rule| (text(&rule["attribute"]), operands(rule)))
                .collect(),
            share: rules.last().and_then(|rule| rule["rollout_percentage"].as_u64()),
        }
    }
}

fn operands(rule: &Value) -> Vec<&str> {
    match (text(&rule["operator"]), &rule["value"]) {
        ("eq", value) => vec![text(value)],
        ("in", Value::Array(values)) => values.iter().map(text).collect(),
        _ => panic!("a rule with eq or in, not {rule}"),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}
