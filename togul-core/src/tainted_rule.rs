//! Rules that this version cannot read in full.
//!
//! A deny rule that cannot be read must not let a context through to the next rule, and an allow rule must not let it
//! in. So such a rule keeps the conditions that can be read, and those that cannot count as holding, also within a `not`.
//! It is passed over where its readable conditions do not hold; otherwise it stops evaluation.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::json_object::read_object;
use crate::partial_condition::PartialCondition;
use crate::{Bucketing, Comparison, Condition, Json, Percentage, Rule, RuleType, json};

/// The part of a rule that can be read.
#[derive(Debug, Default)]
pub(crate) struct TaintedRule {
    pub order: EvaluationOrder,
    /// As in the JSON.
    pub id: Option<String>,
    /// All of them have to hold.
    pub conditions: Vec<PartialCondition>,
    pub share: Option<Share>,
    /// What is wrong with the rule.
    pub problem: String,
}

/// Rules are evaluated by priority, then by id. A rule without one of them could belong anywhere, so it comes before all
/// others (`None`).
pub(crate) type EvaluationOrder = Option<(i64, Uuid)>;

/// The share of a rollout, or of a split: the context is outside if the attribute is missing.
#[derive(Debug)]
pub(crate) struct Share {
    pub bucket_by: String,
    /// All of it when it cannot be read.
    pub bound: Percentage,
    pub seed: Option<String>,
    pub bucketing: Option<Bucketing>,
}

/// The fields of a rule, each of any type.
#[derive(Deserialize)]
struct Fields {
    #[serde(default, deserialize_with = "json::read_option")]
    id: Option<Json>,
    #[serde(default, deserialize_with = "json::read_option")]
    priority: Option<Json>,
    #[serde(default, deserialize_with = "json::read_option")]
    rule_type: Option<Json>,
    #[serde(default, deserialize_with = "json::read_option")]
    is_active: Option<Json>,
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
    #[serde(default, deserialize_with = "json::read_option")]
    conditions: Option<Json>,
    #[serde(default, deserialize_with = "present")]
    return_value: bool,
    #[serde(default, deserialize_with = "present")]
    variant: bool,
    #[serde(default, deserialize_with = "present")]
    split: bool,
}

impl TaintedRule {
    /// Reads what can be read of a rule of which `problem` is known; `None` for one that is not active.
    pub fn read(json: &str, problem: String) -> Option<Self> {
        match read_object::<Fields>(json) {
            Ok(fields) if fields.is_active.as_ref().is_some_and(|json| json.text() == "false") => None,
            Ok(fields) => Some(fields.tainted(problem)),
            Err(_) => Some(Self { problem, ..Self::default() }),
        }
    }
}

impl Fields {
    fn tainted(self, problem: String) -> TaintedRule {
        let rule_type: Option<RuleType> = self.rule_type.as_ref().and_then(read);
        let own = match rule_type {
            Some(RuleType::Attribute) => self.own_condition(),
            _ => None,
        };
        let conditions = self.conditions.as_ref().map(|json| serde_json::from_str(json.text()));
        let conditions: Vec<&RawValue> = conditions.and_then(Result::ok).unwrap_or_default();
        let conditions = conditions.into_iter().map(|json| PartialCondition::read(json.get()));
        TaintedRule {
            order: self.order(),
            id: self.written_id(),
            conditions: own.into_iter().chain(conditions).collect(),
            share: if self.has_share(rule_type) { self.share(rule_type) } else { None },
            problem,
        }
    }

    fn order(&self) -> EvaluationOrder {
        Some((self.priority.as_ref().and_then(read)?, self.id.as_ref().and_then(read)?))
    }

    fn written_id(&self) -> Option<String> {
        let id = self.id.as_ref()?;
        Some(id.as_string().map_or_else(|| id.to_string(), Cow::into_owned))
    }

    fn own_condition(&self) -> Option<PartialCondition> {
        Some(PartialCondition::Leaf(Condition::Compare(Comparison {
            attribute: self.attribute.as_ref().and_then(read)?,
            operator: self.operator.as_ref().and_then(read)?,
            value: self.value.clone(),
        })))
    }

    /// Whether the rule hashes an attribute: for a rollout, or for a form of answer that this version does not know.
    fn has_share(&self, rule_type: Option<RuleType>) -> bool {
        match rule_type {
            Some(RuleType::Percentage) => true,
            // These types hash only for a split. `bucket_by` is allowed, and without effect, beside a value or a variant.
            Some(RuleType::Boolean | RuleType::Attribute) => {
                self.split || self.bucket_by.is_some() && !self.return_value && !self.variant
            }
            None => self.split || self.bucket_by.is_some() || self.rollout_percentage.is_some(),
        }
    }

    /// `None` when the attribute's name cannot be read.
    fn share(&self, rule_type: Option<RuleType>) -> Option<Share> {
        let bucket_by = match &self.bucket_by {
            Some(name) => read(name)?,
            None => Rule::DEFAULT_BUCKET_BY.to_owned(),
        };
        let percentage = match rule_type {
            Some(RuleType::Boolean | RuleType::Attribute) => None,
            Some(RuleType::Percentage) | None => self.rollout_percentage.as_ref().and_then(read),
        };
        let bound = percentage.unwrap_or(Percentage::FULL);
        let seed = self.seed.as_ref().map(read::<String>);
        let bucketing = self.bucketing.as_ref().map(read::<Bucketing>);
        if let (Some(None), _) | (_, Some(None)) = (&seed, &bucketing) {
            // It gives the rule buckets that are not known.
            return Some(Share { bucket_by, bound: Percentage::FULL, seed: None, bucketing: None });
        }
        Some(Share { bucket_by, bound, seed: seed.flatten(), bucketing: bucketing.flatten() })
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &Json) -> Option<T> {
    value.read().ok()
}

/// Whether the field is there, null included.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(deserializer).map(|_| true)
}
