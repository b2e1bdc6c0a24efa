//! Flags as data: stored by servers and sent in snapshots.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize};

use crate::rule::RuleText;
use crate::{Json, Rule, ValueType, json};

/// A flag with its active rules, as in a snapshot. Unknown fields are ignored when it is read.
///
/// Deserialization is strict: a single rule that cannot be read is an error. A [`Snapshot`](crate::Snapshot) reads rule
/// by rule instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    /// Unique in its environment; see [`is_key`](crate::limits::is_key).
    pub key: String,
    /// What a reader has to support to understand the flag: a reader that supports less treats the whole flag as
    /// unreadable. It is 2 with rules that have a [`Bucketing`](crate::Bucketing). Left out in JSON when it is 1.
    #[serde(default = "first_needs", skip_serializing_if = "is_first_needs")]
    pub needs: u32,
    /// A flag that is off always answers `off_value`.
    pub enabled: bool,
    /// The type of `default_value`, `off_value`, the variants' values and every rule's `return_value`.
    pub value_type: ValueType,
    /// The answer when no rule matches.
    pub default_value: Json,
    /// The answer when the flag is off; `None` stands for `default_value`. In JSON, null is `None`, also in a flag of type
    /// `json`.
    #[serde(default, deserialize_with = "json::read_option", skip_serializing_if = "Option::is_none")]
    pub off_value: Option<Json>,
    /// The salt of the flag's rollouts: 16 hexadecimal digits that never change.
    pub salt: String,
    /// Values with a key, which rules can answer with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
    /// Answers of other flags that this flag requires, in the order of evaluation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prerequisites: Vec<Prerequisite>,
    /// In any order: `priority` and `id` decide. Rules with `"is_active": false` are left out when read.
    #[serde(deserialize_with = "active_rules")]
    pub rules: Vec<Rule>,
}

/// A value of a flag with a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Unique in its flag; at most 64 characters of those of a flag's key.
    pub key: String,
    /// Of the flag's `value_type`.
    pub value: Json,
}

/// Another flag whose answer for the same context has to be one of some values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prerequisite {
    /// The key of the other flag.
    pub flag: String,
    /// The answers of which one is required, of that flag's `value_type`.
    pub values: Vec<Json>,
}

impl Flag {
    /// The highest `needs` of a flag that this version understands.
    pub const SUPPORTED_NEEDS: u32 = Self::BUCKETING_NEEDS;

    /// The `needs` of a flag that has a rule with a [`Bucketing`](crate::Bucketing).
    pub const BUCKETING_NEEDS: u32 = 2;
}

pub(crate) fn first_needs() -> u32 {
    1
}

pub(crate) fn is_first_needs(needs: &u32) -> bool {
    *needs <= first_needs()
}

fn active_rules<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Rule>, D::Error> {
    let rules = Vec::<RuleText>::deserialize(deserializer)?;
    let active = rules.into_iter().filter(|rule| rule.is_active);
    active.map(|rule| rule.try_into().map_err(serde::de::Error::custom)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_value_for_the_flag_while_it_is_off_is_left_out_if_there_is_none() {
        let flag = |off_value: &str| {
            format!(
                r#"{{"key":"k","enabled":false,"value_type":"json","default_value":null,{off_value}"salt":"00","rules":[]}}"#
            )
        };
        for (read, written) in
            [("", ""), (r#""off_value":null,"#, ""), (r#""off_value":1.50,"#, r#""off_value":1.50,"#)]
        {
            let read: Flag = serde_json::from_str(&flag(read)).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), flag(written));
        }
    }

    #[test]
    fn inactive_rules_are_left_out() {
        let flag = json!({"key": "k", "enabled": true, "value_type": "json", "default_value": null, "salt": "00",
            "rules": [{"id": Uuid::nil(), "priority": 0, "rule_type": "boolean", "is_active": false, "return_value": 1}]});
        assert_eq!(serde_json::from_value::<Flag>(flag).unwrap().rules, []);
    }

    #[test]
    fn variants_and_prerequisites_read_back_and_are_left_out_if_there_are_none() {
        let flag = |more: &str| {
            format!(
                r#"{{"key":"k","enabled":true,"value_type":"string","default_value":"","salt":"00",{more}"rules":[]}}"#
            )
        };
        let both =
            r#""variants":[{"key":"red","value":"red"}],"prerequisites":[{"flag":"a","values":[1.50]}],"#;
        for (read, written) in [(r#""variants":[],"prerequisites":[],"#, ""), (both, both)] {
            let read: Flag = serde_json::from_str(&flag(read)).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), flag(written));
        }
    }
}
