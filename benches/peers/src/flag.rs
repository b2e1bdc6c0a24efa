//! A flag of the workloads, which each peer translates into its own form.

use serde_json::Value;

/// Every rule returns true, and the default is false.
pub struct Flag<'f> {
    pub key: &'f str,
    pub enabled: bool,
    /// The rules that compare: an attribute's name, and the string that it must equal.
    pub equals: Vec<(&'f str, &'f str)>,
    /// The percentage of users that the last rule includes, if there is such a rule.
    pub share: Option<u64>,
}

impl<'f> Flag<'f> {
    pub fn new(flag: &'f Value) -> Self {
        let rules = flag["rules"].as_array().expect("rules");
        Self {
            key: text(&flag["key"]),
            enabled: flag["enabled"] == true,
            equals: (rules.iter().filter(|rule| rule["rule_type"] == "attribute"))
                .map(|rule| (text(&rule["attribute"]), text(&rule["value"])))
                .collect(),
            share: rules.last().and_then(|rule| rule["rollout_percentage"].as_u64()),
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}
