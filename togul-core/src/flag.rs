//! Flags, rules and conditions as data: stored by servers and sent in snapshots.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use strum::{EnumDiscriminants, IntoStaticStr, VariantArray, VariantNames};
use uuid::Uuid;

use crate::names::named;
use crate::{Invalid, Json, Operator, Percentage, ValueType, json};

/// A flag with its active rules, as in a snapshot. Unknown fields are ignored when it is read.
///
/// Deserialization is strict: a single rule that cannot be read is an error. A [`Snapshot`](crate::Snapshot) reads rule
/// by rule instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    /// Unique in its environment; see [`is_key`](crate::limits::is_key).
    pub key: String,
    /// What a reader has to support to understand the flag: a reader that supports less treats the whole flag as
    /// unreadable. Left out in JSON when it is 1.
    #[serde(default = "first_needs", skip_serializing_if = "is_first_needs")]
    pub needs: u32,
    /// A flag that is off always answers `off_value`.
    pub enabled: bool,
    /// The type of `default_value`, `off_value` and every rule's `return_value`.
    pub value_type: ValueType,
    /// The answer when no rule matches.
    pub default_value: Json,
    /// The answer when the flag is off; `None` stands for `default_value`. In JSON, null is `None`, also in a flag of type
    /// `json`.
    #[serde(default, deserialize_with = "json::read_option", skip_serializing_if = "Option::is_none")]
    pub off_value: Option<Json>,
    /// The salt of the flag's rollouts: 16 hexadecimal digits that never change.
    pub salt: String,
    /// In any order: `priority` and `id` decide. Rules with `"is_active": false` are left out when read.
    #[serde(deserialize_with = "active_rules")]
    pub rules: Vec<Rule>,
}

/// A targeting rule: the first one that matches gives the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RuleText")]
pub struct Rule {
    /// Also orders rules of the same priority: the smaller id comes first.
    pub id: Uuid,
    /// The rule with the smaller priority comes first.
    pub priority: i32,
    /// The type of the rule with the fields of that type.
    #[serde(flatten)]
    pub kind: RuleKind,
    /// Further conditions, all of which must hold.
    pub conditions: Vec<Condition>,
    /// The answer when the rule matches.
    pub return_value: Json,
}

/// When a rule matches, apart from its conditions. In JSON it is `rule_type` and the fields of that type.
#[derive(Clone, Debug, PartialEq, Serialize, EnumDiscriminants)]
#[serde(tag = "rule_type", rename_all = "snake_case")]
#[strum_discriminants(
    name(RuleType),
    doc = "The type of a rule.",
    derive(Hash, IntoStaticStr, VariantArray, VariantNames),
    strum(serialize_all = "snake_case"),
    non_exhaustive
)]
#[non_exhaustive]
pub enum RuleKind {
    /// Always.
    #[strum_discriminants(doc = "Matches always.")]
    Boolean,
    /// When the condition holds.
    #[strum_discriminants(doc = "Matches when its condition holds.")]
    Attribute(Condition),
    /// For a share of all contexts, always the same ones.
    #[strum_discriminants(doc = "Matches for a share of all contexts.")]
    Percentage {
        /// The size of the share.
        rollout_percentage: Percentage,
        /// The attribute that is hashed. A context without it is outside of the share, at 100 % too.
        bucket_by: String,
    },
}

/// A comparison of one attribute. Unknown fields are ignored when it is read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Condition {
    /// The attribute's name.
    pub attribute: String,
    /// How it is compared.
    pub operator: Operator,
    /// The value to compare with; `None` for the operators that take none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Json>,
}

impl RuleKind {
    /// The attribute that a percentage rule hashes unless it names another.
    pub const DEFAULT_BUCKET_BY: &str = "user_id";

    /// The type of the rule.
    pub fn rule_type(&self) -> RuleType {
        self.into()
    }
}

named!(RuleType, "rule_type");

#[derive(Deserialize)]
struct ConditionText {
    attribute: String,
    operator: Operator,
    #[serde(default, deserialize_with = "json::read_option")]
    value: Option<Json>,
}

/// From an object only: a derived implementation would also accept a list of the fields' values.
impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor;

        impl<'de> Visitor<'de> for ObjectVisitor {
            type Value = Condition;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a condition: an object with attribute, operator and value")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Condition, A::Error> {
                let text = ConditionText::deserialize(MapAccessDeserializer::new(map))?;
                let ConditionText { attribute, operator, value } = text;
                Ok(Condition { attribute, operator, value })
            }
        }

        deserializer.deserialize_map(ObjectVisitor)
    }
}

impl Flag {
    /// The highest `needs` of a flag that this version understands.
    pub const SUPPORTED_NEEDS: u32 = 1;
}

fn first_needs() -> u32 {
    1
}

fn is_first_needs(needs: &u32) -> bool {
    *needs <= first_needs()
}

/// A rule as in JSON: flat. The fields that its type does not use are ignored.
#[derive(Deserialize)]
pub(crate) struct RuleText {
    id: Uuid,
    priority: i32,
    rule_type: RuleType,
    #[serde(default = "active")]
    pub is_active: bool,
    #[serde(default, deserialize_with = "json::read_option")]
    attribute: Option<Json>,
    #[serde(default, deserialize_with = "json::read_option")]
    operator: Option<Json>,
    #[serde(default, deserialize_with = "json::read_option")]
    value: Option<Json>,
    #[serde(default, deserialize_with = "json::read_option")]
    rollout_percentage: Option<Json>,
    #[serde(default, deserialize_with = "json::read_option")]
    bucket_by: Option<Json>,
    seed: Option<IgnoredAny>,
    #[serde(default)]
    conditions: Vec<Condition>,
    return_value: Json,
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
            RuleType::Percentage if text.seed.is_some() => {
                return Err(Invalid::new("seed", "is not supported by this version"));
            }
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
    value: Option<Json>,
) -> Result<T, Invalid> {
    let value =
        value.ok_or_else(|| Invalid::new(field, format!("is needed by rules of type {rule_type}")))?;
    value.read().map_err(|err| Invalid::new(field, json::reason(&err)))
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
    use serde_json::{Value, json};

    use super::*;

    const RULE: &str = r#"{"id":"0190a5b8-0000-7000-8000-000000000001","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":true}"#;

    #[test]
    fn a_rule_is_flat_in_json_and_reads_back() {
        let rule: Rule = serde_json::from_str(RULE).unwrap();
        assert_eq!(rule.kind.rule_type().as_str(), "percentage");
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
    fn fields_of_other_types_are_ignored() {
        let rule = json!({"id": Uuid::nil(), "priority": 0, "rule_type": "boolean", "operator": "from_tomorrow",
            "rollout_percentage": 12.3456, "attribute": 5, "return_value": true});
        assert_eq!(serde_json::from_value::<Rule>(rule).unwrap().kind, RuleKind::Boolean);
        let tagged =
            json!({"id": Uuid::nil(), "priority": 0, "rule_type": {"boolean": null}, "return_value": true});
        assert!(serde_json::from_value::<Rule>(tagged).is_err());
    }

    #[test]
    fn a_condition_is_an_object() {
        let read = |json: Value| serde_json::from_value::<Condition>(json);
        let condition =
            read(json!({"attribute": "a", "operator": "exists", "value": null, "note": 1})).unwrap();
        assert_eq!(
            serde_json::to_value(&condition).unwrap(),
            json!({"attribute": "a", "operator": "exists"})
        );
        for other in [json!(["a", "eq", "x"]), json!("a"), json!(null), json!({"attribute": "a"})] {
            assert!(read(other.clone()).is_err(), "{other}");
        }
    }

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
}
