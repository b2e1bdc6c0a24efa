//! Targeting rules as the management API keeps them: one flat set of fields, of which each type uses some.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use togul_core::{Condition, Invalid, Operator, Percentage, RuleKind};

use super::{
    flag::Flag,
    id::Id,
    object::Object,
    patch::{Patch, present},
    schema::{self, schemas, word},
    text::AttributeName,
    time::Time,
};

/// A targeting rule.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Rule {
    pub id: Id<Rule>,
    pub flag_id: Id<Flag>,
    #[serde(flatten)]
    pub fields: RuleFields,
    /// Raised by one with each change of the rule itself.
    pub version: i64,
    pub created_at: Time,
    pub updated_at: Time,
}

impl Rule {
    /// The rule as evaluators get it.
    ///
    /// # Errors
    /// The field that its type needs or does not use, or whose text cannot be read.
    pub fn to_core(&self) -> Result<togul_core::Rule, Invalid> {
        Ok(togul_core::Rule {
            id: self.id.uuid(),
            priority: self.fields.priority,
            kind: self.fields.kind()?,
            conditions: self.fields.conditions.clone(),
            return_value: self.fields.return_value.clone(),
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
// Through text: a derived enum would also take an object with its name as a key.
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum RuleType {
    Boolean,
    Attribute,
    Percentage,
}

schemas! { "RuleType" for RuleType, _generator => word(Self::ALL.iter().map(|kind| kind.as_str())); }

impl TryFrom<String> for RuleType {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|known| known.as_str() == word).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|known| known.as_str()).collect();
            format!("must be one of {}", known.join(", "))
        })
    }
}

impl RuleType {
    pub const ALL: &[Self] = &[Self::Boolean, Self::Attribute, Self::Percentage];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Attribute => "attribute",
            Self::Percentage => "percentage",
        }
    }
}

/// What callers may set.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RuleFields {
    /// The rule with the smaller number is looked at first.
    pub priority: i32,
    pub rule_type: RuleType,
    pub attribute: Option<String>,
    #[schemars(with = "Option<schema::Operator>")]
    pub operator: Option<Operator>,
    /// JSON in a string, as its author wrote it.
    pub value_json: Option<String>,
    #[schemars(with = "Option<schema::Percentage>")]
    pub rollout_percentage: Option<Percentage>,
    /// The attribute that a percentage is a share of.
    pub bucket_by: String,
    #[schemars(schema_with = "schema::conditions")]
    pub conditions: Vec<Condition>,
    pub return_value: Value,
    pub is_active: bool,
}

impl RuleFields {
    fn kind(&self) -> Result<RuleKind, Invalid> {
        let uses = |field: &str, given: bool, used: bool| match (given, used) {
            (true, false) => Err(Invalid::new(
                field,
                format!("is not used by rules of type {}: leave it out", self.rule_type.as_str()),
            )),
            (false, true) => {
                Err(Invalid::new(field, format!("is needed by rules of type {}", self.rule_type.as_str())))
            }
            _ => Ok(()),
        };
        let attribute = self.rule_type == RuleType::Attribute;
        uses("attribute", self.attribute.is_some(), attribute)?;
        uses("operator", self.operator.is_some(), attribute)?;
        if !attribute {
            uses("value_json", self.value_json.is_some(), false)?;
        }
        uses(
            "rollout_percentage",
            self.rollout_percentage.is_some(),
            self.rule_type == RuleType::Percentage,
        )?;
        Ok(match (&self.attribute, self.operator, self.rollout_percentage) {
            (Some(attribute), Some(operator), _) => RuleKind::Attribute(Condition {
                attribute: attribute.clone(),
                operator,
                value: self.value()?,
            }),
            (_, _, Some(rollout_percentage)) => {
                RuleKind::Percentage { rollout_percentage, bucket_by: self.bucket_by.clone() }
            }
            _ => RuleKind::Boolean,
        })
    }

    fn value(&self) -> Result<Option<Value>, Invalid> {
        let Some(text) = &self.value_json else { return Ok(None) };
        serde_json::from_str(text).map(Some).map_err(|_| {
            Invalid::new("value_json", "must be JSON in a string, such as \"\\\"TR\\\"\" or \"[1, 2]\"")
        })
    }

    /// The fields after a patch.
    #[must_use]
    pub fn patched(&self, patch: RulePatch) -> Self {
        let present = self.clone();
        Self {
            priority: patch.priority.unwrap_or(present.priority),
            rule_type: present.rule_type,
            attribute: patch.attribute.merged(present.attribute),
            operator: patch.operator.merged(present.operator),
            value_json: patch.value_json.merged(present.value_json),
            rollout_percentage: patch.rollout_percentage.merged(present.rollout_percentage),
            bucket_by: patch.bucket_by.map_or(present.bucket_by, |name| name.to_string()),
            conditions: patch.conditions.unwrap_or(present.conditions),
            return_value: patch.return_value.unwrap_or(present.return_value),
            is_active: patch.is_active.unwrap_or(present.is_active),
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    pub flag_id: Id<Flag>,
    /// The rule with the smaller number is looked at first.
    pub priority: i32,
    pub rule_type: RuleType,
    #[serde(deserialize_with = "Value::deserialize")]
    pub return_value: Value,
    pub attribute: Option<String>,
    #[schemars(with = "Option<schema::Operator>")]
    pub operator: Option<Operator>,
    pub value_json: Option<String>,
    #[schemars(with = "Option<schema::Percentage>")]
    pub rollout_percentage: Option<Percentage>,
    pub bucket_by: Option<AttributeName>,
    #[serde(default = "active")]
    pub is_active: bool,
    #[serde(default, deserialize_with = "conditions")]
    #[schemars(schema_with = "schema::conditions")]
    pub conditions: Vec<Condition>,
}

impl NewRule {
    #[must_use]
    pub fn fields(self) -> RuleFields {
        RuleFields {
            priority: self.priority,
            rule_type: self.rule_type,
            attribute: self.attribute,
            operator: self.operator,
            value_json: self.value_json,
            rollout_percentage: self.rollout_percentage,
            bucket_by: self
                .bucket_by
                .map_or_else(|| RuleKind::DEFAULT_BUCKET_BY.to_owned(), |name| name.to_string()),
            conditions: self.conditions,
            return_value: self.return_value,
            is_active: self.is_active,
        }
    }
}

fn active() -> bool {
    true
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulePatch {
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "i32")]
    pub priority: Option<i32>,
    #[serde(default)]
    pub attribute: Patch<String>,
    #[serde(default)]
    #[schemars(with = "Patch<schema::Operator>")]
    pub operator: Patch<Operator>,
    #[serde(default)]
    pub value_json: Patch<String>,
    #[serde(default)]
    #[schemars(with = "Patch<schema::Percentage>")]
    pub rollout_percentage: Patch<Percentage>,
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "AttributeName")]
    pub bucket_by: Option<AttributeName>,
    #[serde(default, deserialize_with = "present_conditions")]
    #[schemars(schema_with = "schema::conditions")]
    pub conditions: Option<Vec<Condition>>,
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Value")]
    pub return_value: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "bool")]
    pub is_active: Option<bool>,
}

/// Stricter than evaluators are: a field that does not exist is a mistake of the author.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionBody {
    attribute: String,
    operator: Operator,
    value: Option<Value>,
}

fn conditions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Condition>, D::Error> {
    let bodies = Vec::<Object<ConditionBody>>::deserialize(deserializer)?;
    let condition = |Object(body): Object<ConditionBody>| Condition {
        attribute: body.attribute,
        operator: body.operator,
        value: body.value,
    };
    Ok(bodies.into_iter().map(condition).collect())
}

fn present_conditions<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<Condition>>, D::Error> {
    conditions(deserializer).map(Some)
}
