//! What rules answer: a value, a variant of the flag, or a split over several of them.

use serde::{Deserialize, Deserializer, Serialize};
use togul_core::{Invalid, Json, RuleAnswer};

use super::{
    decoded::Decoded,
    patch::Patch,
    rule::{RuleFields, RulePatch},
};

/// The field `return_value`, in which null may be a value. Absent, it is null in responses as well: the rule then has a
/// variant or a split.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ReturnValue(pub Option<Decoded<Json>>);

impl<'de> Deserialize<'de> for ReturnValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Json::deserialize(deserializer).map(|value| Self(Some(Decoded::Value(value))))
    }
}

impl ReturnValue {
    /// No value, in a column that holds one of any rule.
    const ABSENT: &str = "";

    #[must_use]
    pub fn to_column(&self) -> String {
        let value = self.0.as_ref();
        value.map_or_else(|| Self::ABSENT.to_owned(), |value| value.stored(|json| json.text().to_owned()))
    }

    #[must_use]
    pub fn from_column(text: String) -> Self {
        if text == Self::ABSENT {
            return Self(None);
        }
        Self(Some(Decoded::of(text, |text| text.parse().ok())))
    }

    fn is_null(&self) -> bool {
        matches!(&self.0, Some(Decoded::Value(value)) if value.is_null())
    }
}

impl RuleFields {
    /// With null for `return_value` as absent beside another answer.
    #[must_use]
    pub fn with_one_answer(mut self) -> Self {
        if (self.variant.is_some() || self.split.is_some()) && self.return_value.is_null() {
            self.return_value = ReturnValue(None);
        }
        self
    }

    /// The answer as evaluators read it.
    ///
    /// # Errors
    /// When there is none or more than one, or when it is damaged in the database.
    pub fn answer(&self) -> Result<RuleAnswer, Invalid> {
        const ONE: &str = "must be the only one of return_value, variant and split";
        match (&self.return_value.0, &self.variant, &self.split) {
            (Some(value), None, None) => Ok(RuleAnswer::Value(value.get("return_value")?.clone())),
            (None, Some(variant), None) => Ok(RuleAnswer::Variant(variant.get("variant")?.to_string())),
            (None, None, Some(split)) => Ok(RuleAnswer::Split(split.get("split")?.to_core())),
            (None, None, None) => {
                Err(Invalid::new("return_value", "is needed, unless there is a variant or a split"))
            }
            (Some(_), ..) => Err(Invalid::new("return_value", ONE)),
            (None, Some(_), Some(_)) => Err(Invalid::new("split", ONE)),
        }
    }

    /// The keys of the flag's variants that it names, also with weight 0; none if they are damaged.
    #[must_use]
    pub fn named_variants(&self) -> Vec<&str> {
        let mut keys = Vec::new();
        if let Some(Decoded::Value(key)) = &self.variant {
            keys.push(&**key);
        }
        if let Some(Decoded::Value(split)) = &self.split {
            keys.extend(split.variants());
        }
        keys
    }
}

impl RulePatch {
    /// Naming one form of the answer removes the other two.
    #[must_use]
    pub fn with_one_answer(mut self) -> Self {
        let names_variant = matches!(self.variant, Patch::Value(Some(_)));
        let names_split = matches!(self.split, Patch::Value(Some(_)));
        let value =
            self.return_value.as_ref().filter(|value| !(value.is_null() && (names_variant || names_split)));
        let names_value = value.is_some();
        if (names_variant || names_split) && !names_value {
            self.return_value = Patch::Value(ReturnValue(None));
        }
        if (names_value || names_split) && self.variant == Patch::Absent {
            self.variant = Patch::Value(None);
        }
        if (names_value || names_variant) && self.split == Patch::Absent {
            self.split = Patch::Value(None);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::rule::NewFlagRule;

    fn fields(answer: &Value) -> RuleFields {
        let mut rule = json!({ "rule_type": "boolean", "priority": 1 });
        rule.as_object_mut().expect("an object").extend(answer.as_object().expect("an object").clone());
        serde_json::from_value::<NewFlagRule>(rule).expect("a rule").fields()
    }

    fn split() -> Value {
        json!([{ "variant": "a", "weight": 50 }, { "variant": "b", "weight": 50 }])
    }

    /// The answer as shown, or the field of the error.
    fn shown(fields: &RuleFields) -> Value {
        match fields.answer() {
            Ok(_) => json!([fields.return_value, fields.variant, fields.split]),
            Err(invalid) => json!(invalid.field),
        }
    }

    #[test]
    fn a_new_rule_has_exactly_one_answer() {
        for (answer, expected) in [
            (json!({}), json!("return_value")),
            (json!({ "variant": null, "split": null }), json!("return_value")),
            (json!({ "return_value": null }), json!([null, null, null])),
            (json!({ "return_value": 1 }), json!([1, null, null])),
            (json!({ "return_value": 1, "variant": null, "split": null }), json!([1, null, null])),
            (json!({ "return_value": null, "variant": "a" }), json!([null, "a", null])),
            (json!({ "return_value": null, "split": split() }), json!([null, null, split()])),
            (json!({ "return_value": 1, "variant": "a" }), json!("return_value")),
            (json!({ "return_value": 1, "split": split() }), json!("return_value")),
            (json!({ "return_value": null, "variant": "a", "split": split() }), json!("split")),
        ] {
            assert_eq!(shown(&fields(&answer)), expected, "{answer}");
        }
    }

    #[test]
    fn a_patch_that_names_one_answer_replaces_the_others() {
        let (value, variant) = (json!({ "return_value": 1 }), json!({ "variant": "a" }));
        let split_only = json!({ "split": split() });
        for (before, patch, expected) in [
            (&value, json!({}), json!([1, null, null])),
            (&value, json!({ "variant": "a" }), json!([null, "a", null])),
            (&value, json!({ "split": split() }), json!([null, null, split()])),
            (&value, json!({ "variant": null, "split": null }), json!([1, null, null])),
            (&value, json!({ "return_value": null, "variant": "a" }), json!([null, "a", null])),
            (&variant, json!({ "return_value": 2 }), json!([2, null, null])),
            (&variant, json!({ "return_value": null }), json!([null, null, null])),
            (&variant, json!({ "variant": null }), json!("return_value")),
            (&variant, json!({ "variant": null, "return_value": 2 }), json!([2, null, null])),
            (&variant, json!({ "return_value": null, "split": split() }), json!([null, null, split()])),
            (
                &variant,
                json!({ "return_value": null, "variant": "b", "split": null }),
                json!([null, "b", null]),
            ),
            (&split_only, json!({ "priority": 5 }), json!([null, null, split()])),
            (&split_only, json!({ "split": null }), json!("return_value")),
            (&split_only, json!({ "variant": "b" }), json!([null, "b", null])),
            (&value, json!({ "return_value": 2, "variant": "a" }), json!("return_value")),
            (&value, json!({ "variant": "a", "split": split() }), json!("split")),
        ] {
            let patch_of = serde_json::from_value::<RulePatch>(patch.clone()).expect("a patch");
            let after = fields(before).patched(patch_of);
            assert_eq!(shown(&after), expected, "{before} {patch}");
        }
    }

    #[test]
    fn null_as_a_value_is_not_the_same_as_no_value() {
        for value in [ReturnValue(None), ReturnValue(Some(Decoded::Value(json!(null).into())))] {
            assert_eq!(ReturnValue::from_column(value.to_column()), value);
            assert_eq!(json!(value), Value::Null);
        }
        let damaged = ReturnValue::from_column("x".to_owned());
        assert_eq!((damaged.to_column(), json!(damaged)), ("x".to_owned(), json!("x")));
    }
}
