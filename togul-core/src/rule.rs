//! Targeting rules as data.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{EnumDiscriminants, IntoStaticStr, VariantArray, VariantNames};
use uuid::Uuid;

use crate::names::named;
use crate::{Bucketing, Comparison, Condition, Invalid, Json, Percentage, json};

/// A targeting rule: the first one that matches gives the answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "RuleText")]
pub struct Rule {
    /// Also orders rules of the same priority: the smaller id comes first.
    pub id: Uuid,
    /// The rule with the smaller priority comes first.
    pub priority: i32,
    /// The type of the rule with the fields of that type.
    pub kind: RuleKind,
    /// The attribute that is hashed for a rollout and for a split. A context without it is outside of the share, at 100 %
    /// too. In JSON it is left out unless the rule has one of them.
    pub bucket_by: String,
    /// Gives the rule buckets of its own: 1 to 64 characters. In JSON it is left out unless the rule hashes.
    pub seed: Option<String>,
    /// Replaces the flag's buckets by those of another system, from which the rule was imported. In JSON it is left out unless
    /// the rule hashes.
    pub bucketing: Option<Bucketing>,
    /// Further conditions, all of which must hold.
    pub conditions: Vec<Condition>,
    /// The answer when the rule matches.
    pub answer: RuleAnswer,
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
    /// When the comparison holds.
    #[strum_discriminants(doc = "Matches when its condition holds.")]
    Attribute(Comparison),
    /// For a share of all contexts, always the same ones.
    #[strum_discriminants(doc = "Matches for a share of all contexts.")]
    Percentage {
        /// The size of the share.
        rollout_percentage: Percentage,
    },
}

/// What a rule answers. In JSON it is one of the fields `return_value`, `variant` and `split`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum RuleAnswer {
    /// A value of the flag's type.
    #[serde(rename = "return_value")]
    Value(Json),
    /// The value of the flag's variant with this key.
    #[serde(rename = "variant")]
    Variant(String),
    /// The value of one of several variants, which a hash of `bucket_by` chooses.
    #[serde(rename = "split")]
    Split(Vec<SplitPart>),
}

/// One variant of a split with the buckets that it has. The ranges of all parts are disjoint and cover 0 to 99,999.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitPart {
    /// The key of the flag's variant.
    pub variant: String,
    /// Half-open: `[0, 33300]` are the buckets 0 to 33,299.
    pub ranges: Vec<[u32; 2]>,
}

impl RuleKind {
    /// The type of the rule.
    pub fn rule_type(&self) -> RuleType {
        self.into()
    }
}

named!(RuleType, "rule_type");

impl Rule {
    /// The attribute that a rule hashes unless it names another.
    pub const DEFAULT_BUCKET_BY: &str = "user_id";

    /// Whether the answer depends on a hash of `bucket_by`.
    pub fn hashes(&self) -> bool {
        matches!(self.kind, RuleKind::Percentage { .. }) || matches!(self.answer, RuleAnswer::Split(_))
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Fields<'a> {
            id: Uuid,
            priority: i32,
            #[serde(flatten)]
            kind: &'a RuleKind,
            #[serde(skip_serializing_if = "Option::is_none")]
            bucket_by: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            seed: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            bucketing: Option<&'a Bucketing>,
            conditions: &'a [Condition],
            #[serde(flatten)]
            answer: &'a RuleAnswer,
        }

        let hashes = self.hashes();
        let fields = Fields {
            id: self.id,
            priority: self.priority,
            kind: &self.kind,
            bucket_by: hashes.then_some(&*self.bucket_by),
            seed: self.seed.as_deref().filter(|_| hashes),
            bucketing: self.bucketing.as_ref().filter(|_| hashes),
            conditions: &self.conditions,
            answer: &self.answer,
        };
        fields.serialize(serializer)
    }
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
    #[serde(default, deserialize_with = "json::read_option")]
    seed: Option<Json>,
    #[serde(default, deserialize_with = "json::read_option")]
    bucketing: Option<Json>,
    #[serde(default)]
    conditions: Vec<Condition>,
    #[serde(default, deserialize_with = "present")]
    return_value: Option<Json>,
    #[serde(default, deserialize_with = "json::read_option")]
    variant: Option<Json>,
    #[serde(default, deserialize_with = "json::read_option")]
    split: Option<Json>,
}

impl TryFrom<RuleText> for Rule {
    type Error = Invalid;

    fn try_from(text: RuleText) -> Result<Self, Invalid> {
        let answer = answer(text.return_value, text.variant, text.split)?;
        let kind = match text.rule_type {
            RuleType::Boolean => RuleKind::Boolean,
            RuleType::Attribute => RuleKind::Attribute(Comparison {
                attribute: needed("attribute", "attribute", text.attribute)?,
                operator: needed("operator", "attribute", text.operator)?,
                value: text.value,
            }),
            RuleType::Percentage => RuleKind::Percentage {
                rollout_percentage: needed("rollout_percentage", "percentage", text.rollout_percentage)?,
            },
        };
        let mut rule = Self {
            id: text.id,
            priority: text.priority,
            kind,
            bucket_by: Self::DEFAULT_BUCKET_BY.to_owned(),
            seed: None,
            bucketing: None,
            conditions: text.conditions,
            answer,
        };
        if rule.hashes() {
            if let Some(name) = text.bucket_by {
                rule.bucket_by = read("bucket_by", &name)?;
            }
            rule.seed = text.seed.map(|seed| read("seed", &seed)).transpose()?;
            rule.bucketing = text.bucketing.map(|bucketing| read("bucketing", &bucketing)).transpose()?;
        }
        Ok(rule)
    }
}

/// Exactly one of the three forms; null is a value, unless there is another form.
fn answer(value: Option<Json>, variant: Option<Json>, split: Option<Json>) -> Result<RuleAnswer, Invalid> {
    let value = value.filter(|value| !value.is_null() || variant.is_none() && split.is_none());
    match (value, variant, split) {
        (Some(value), None, None) => Ok(RuleAnswer::Value(value)),
        (None, Some(variant), None) => Ok(RuleAnswer::Variant(read("variant", &variant)?)),
        (None, None, Some(split)) => Ok(RuleAnswer::Split(read("split", &split)?)),
        (None, None, None) => {
            Err(Invalid::new("return_value", "is needed, unless there is a variant or a split"))
        }
        _ => Err(Invalid::new("return_value", "must be the only one of return_value, variant and split")),
    }
}

fn needed<T: DeserializeOwned>(
    field: &'static str,
    rule_type: &str,
    value: Option<Json>,
) -> Result<T, Invalid> {
    let value =
        value.ok_or_else(|| Invalid::new(field, format!("is needed by rules of type {rule_type}")))?;
    read(field, &value)
}

fn read<T: DeserializeOwned>(field: &'static str, value: &Json) -> Result<T, Invalid> {
    value.read().map_err(|err| Invalid::new(field, json::reason(&err)))
}

fn active() -> bool {
    true
}

/// Of a field that is there; null is a value.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
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
    fn each_form_of_answer_reads_back() {
        for (answer, hashes) in [
            (r#""return_value":null"#, false),
            (r#""variant":"red""#, false),
            (r#""split":[{"variant":"red","ranges":[[0,33300],[90000,90500]]}]"#, true),
        ] {
            let more = if hashes { r#""bucket_by":"account","seed":"a","# } else { "" };
            let json = format!(
                r#"{{"id":"0190a5b8-0000-7000-8000-000000000001","priority":1,"rule_type":"boolean",{more}"conditions":[],{answer}}}"#
            );
            let rule: Rule = serde_json::from_str(&json).unwrap();
            assert_eq!((serde_json::to_string(&rule).unwrap(), rule.hashes()), (json, hashes));
        }
    }

    #[test]
    fn a_rule_has_exactly_one_answer() {
        let read = |answer: Value| {
            let mut rule = json!({"id": Uuid::nil(), "priority": 0, "rule_type": "boolean"});
            rule.as_object_mut().unwrap().extend(answer.as_object().unwrap().clone());
            serde_json::from_value::<Rule>(rule).map(|rule| rule.answer).map_err(|err| err.to_string())
        };
        let variant = RuleAnswer::Variant("red".to_owned());
        assert_eq!(read(json!({"return_value": null, "variant": "red", "split": null})), Ok(variant));
        assert_eq!(read(json!({"return_value": null, "split": []})), Ok(RuleAnswer::Split(Vec::new())));
        for several in [
            json!({"return_value": 1, "variant": "red"}),
            json!({"return_value": 1, "split": []}),
            json!({"variant": "red", "split": []}),
        ] {
            assert!(
                read(several.clone()).unwrap_err().starts_with("return_value: must be the only"),
                "{several}"
            );
        }
        assert!(read(json!({})).unwrap_err().starts_with("return_value: is needed"));
        assert!(read(json!({"variant": 1})).unwrap_err().starts_with("variant: "));
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
            "rollout_percentage": 12.3456, "attribute": 5, "bucket_by": 1, "seed": 2, "return_value": true});
        assert_eq!(serde_json::from_value::<Rule>(rule).unwrap().kind, RuleKind::Boolean);
        let tagged =
            json!({"id": Uuid::nil(), "priority": 0, "rule_type": {"boolean": null}, "return_value": true});
        assert!(serde_json::from_value::<Rule>(tagged).is_err());
    }
}
