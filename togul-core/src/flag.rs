//! Flags, rules and conditions as data: what is stored and what travels.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{Invalid, Operator, Percentage, ValueType};

/// A flag with its active rules, as it stands in a snapshot. Fields that it does not know are ignored when it is read.
///
/// Reading this type is strict: one rule that it does not know makes the whole an error. A
/// [`Snapshot`](crate::Snapshot) reads rule by rule instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    /// Unique in its environment; see [`is_key`](crate::limits::is_key).
    pub key: String,
    /// Off means: `default_value` for everybody.
    pub enabled: bool,
    /// The type of `default_value` and of every rule's `return_value`.
    pub value_type: ValueType,
    /// The answer when the flag is off or no rule matches.
    pub default_value: Value,
    /// What the flag's rollouts are hashed with: 16 hexadecimal digits, kept for the flag's whole life.
    pub salt: String,
    /// In any order; `priority` and `id` decide. Rules with `"is_active": false` are left out when read.
    #[serde(deserialize_with = "active_rules")]
    pub rules: Vec<Rule>,
}

/// One step on the way to an answer: the first rule that matches gives its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RuleText")]
pub struct Rule {
    /// Also decides between rules of one priority: the smaller id comes first.
    pub id: Uuid,
    /// The smaller one comes first.
    pub priority: i32,
    /// Whom the rule is for.
    #[serde(flatten)]
    pub kind: RuleKind,
    /// What must hold besides, all of it.
    pub conditions: Vec<Condition>,
    /// The answer when the rule matches.
    pub return_value: Value,
}

/// Whom a rule is for, its conditions aside. Travels as `rule_type` and the fields of that type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule_type", rename_all = "snake_case")]
pub enum RuleKind {
    /// Everybody.
    Boolean,
    /// Whoever the condition holds for.
    Attribute(Condition),
    /// A share of everybody, always the same one.
    Percentage {
        /// How large the share is.
        rollout_percentage: Percentage,
        /// The attribute that is hashed. Who does not have it is not inside, at 100 % either.
        #[serde(default = "default_bucket_by")]
        bucket_by: String,
    },
}

/// A comparison of one attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// The attribute's name.
    pub attribute: String,
    /// How to compare.
    pub operator: Operator,
    /// What to compare with; `None` for the operators that take nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

impl RuleKind {
    /// The attribute that a percentage rule hashes unless it names another.
    pub const DEFAULT_BUCKET_BY: &str = "user_id";

    /// The rule type as it travels: `boolean`, `attribute` or `percentage`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Attribute(_) => "attribute",
            Self::Percentage { .. } => "percentage",
        }
    }
}

/// A rule as it arrives: flat. What its type does not use is not looked at.
#[derive(Deserialize)]
pub(crate) struct RuleText {
    id: Uuid,
    priority: i32,
    rule_type: RuleType,
    #[serde(default = "active")]
    pub is_active: bool,
    attribute: Option<Value>,
    operator: Option<Value>,
    value: Option<Value>,
    rollout_percentage: Option<Value>,
    bucket_by: Option<Value>,
    #[serde(default)]
    conditions: Vec<Condition>,
    return_value: Value,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "String")]
enum RuleType {
    Boolean,
    Attribute,
    Percentage,
}

impl TryFrom<String> for RuleType {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        match &*name {
            "boolean" => Ok(Self::Boolean),
            "attribute" => Ok(Self::Attribute),
            "percentage" => Ok(Self::Percentage),
            _ => Err("rule_type: must be one of boolean, attribute, percentage".to_owned()),
        }
    }
}

impl TryFrom<RuleText> for Rule {
    type Error = Invalid;

    fn try_from(text: RuleText) -> Result<Self, Invalid> {
        let kind = match text.rule_type {
            RuleType::Boolean => RuleKind::Boolean,
            RuleType::Attribute => RuleKind::Attribute(Condition {
                attribute: needed("attribute", "attribute", text.attribute)?,
                operator: needed("operator", "attribute", text.operator)?,
                value: text.value,
            }),
            RuleType::Percentage => RuleKind::Percentage {
                rollout_percentage: needed("rollout_percentage", "percentage", text.rollout_percentage)?,
                bucket_by: match text.bucket_by {
                    Some(name) => needed("bucket_by", "percentage", Some(name))?,
                    None => default_bucket_by(),
                },
            },
        };
        let (id, priority, conditions) = (text.id, text.priority, text.conditions);
        Ok(Self { id, priority, kind, conditions, return_value: text.return_value })
    }
}

fn needed<T: DeserializeOwned>(
    field: &'static str,
    rule_type: &str,
    value: Option<Value>,
) -> Result<T, Invalid> {
    let value =
        value.ok_or_else(|| Invalid::new(field, format!("is needed by rules of type {rule_type}")))?;
    serde_json::from_value(value).map_err(|err| Invalid::new(field, err.to_string()))
}

fn default_bucket_by() -> String {
    RuleKind::DEFAULT_BUCKET_BY.to_owned()
}

fn active() -> bool {
    true
}

fn active_rules<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Rule>, D::Error> {
    let rules = Vec::<RuleText>::deserialize(deserializer)?;
    let active = rules.into_iter().filter(|rule| rule.is_active);
    active.map(|rule| rule.try_into().map_err(serde::de::Error::custom)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const RULE: &str = r#"{"id":"0190a5b8-0000-7000-8000-000000000001","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":true}"#;

    #[test]
    fn a_rule_travels_flat_and_reads_back() {
        let rule: Rule = serde_json::from_str(RULE).unwrap();
        assert_eq!(rule.kind.as_str(), "percentage");
        assert_eq!(serde_json::to_string(&rule).unwrap(), RULE);
    }

    #[test]
    fn an_attribute_rule_needs_its_attribute_and_operator() {
        let id = Uuid::nil();
        let read = |rule: Value| serde_json::from_value::<Rule>(rule).map_err(|err| err.to_string());
        let whole = json!({"id": id, "priority": 0, "rule_type": "attribute", "attribute": "a", "operator": "exists",
            "return_value": null});
        let rule = read(whole).unwrap();
        assert_eq!(
            serde_json::to_value(&rule).unwrap(),
            json!({"id": id, "priority": 0, "rule_type": "attribute", "attribute": "a", "operator": "exists",
                "conditions": [], "return_value": null})
        );
        let refused = read(json!({"id": id, "priority": 0, "rule_type": "attribute", "return_value": 1}));
        assert_eq!(refused.unwrap_err(), "attribute: is needed by rules of type attribute");
    }

    #[test]
    fn what_a_type_does_not_use_is_not_looked_at() {
        let rule = json!({"id": Uuid::nil(), "priority": 0, "rule_type": "boolean", "operator": "from_tomorrow",
            "rollout_percentage": 12.3456, "attribute": 5, "return_value": true});
        assert_eq!(serde_json::from_value::<Rule>(rule).unwrap().kind, RuleKind::Boolean);
        let tagged =
            json!({"id": Uuid::nil(), "priority": 0, "rule_type": {"boolean": null}, "return_value": true});
        assert!(serde_json::from_value::<Rule>(tagged).is_err());
    }

    #[test]
    fn inactive_rules_do_not_come_along() {
        let flag = json!({"key": "k", "enabled": true, "value_type": "json", "default_value": null, "salt": "00",
            "rules": [{"id": Uuid::nil(), "priority": 0, "rule_type": "boolean", "is_active": false, "return_value": 1}]});
        assert_eq!(serde_json::from_value::<Flag>(flag).unwrap().rules, []);
    }
}
