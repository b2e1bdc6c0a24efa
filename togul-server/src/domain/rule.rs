//! Targeting rules as the management API stores them: one flat set of fields, of which each rule type uses some.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use strum::{IntoStaticStr, VariantArray, VariantNames};
use togul_core::{Bucketing, Comparison, Invalid, Json, Operator, Percentage, RuleKind};

use super::{
    condition::Conditions,
    decoded::Decoded,
    flag::Flag,
    id::Id,
    names::named,
    patch::Patch,
    rule_answer::ReturnValue,
    schema,
    segment_graph::{keys_of, named_in},
    split::Split,
    text::{AttributeName, Seed, VariantKey},
    time::Time,
};

/// Passes the fields that callers may set to a macro. This is the only list of them: [`RuleFields`], [`NewRule`],
/// [`RulePatch`] and their JSON Schemas are made from it, as are the columns in `store`. A new field needs a line here
/// and a migration. The parts of a line:
///
/// - `name: Type`. An absent `Option` is `None`; any other field is required in a new rule unless it has a default.
///   In a patch, null clears an `Option` and is refused elsewhere.
/// - `as "Type"` stands in requests for a type without a JSON Schema, `shown("Type")` in responses for one whose JSON
///   Schema is another there.
/// - `imported` fields are `None` in new rules, and no patch sets them: only an import does.
/// - `= "path"` is the function that makes the default.
/// - `new(#[attribute])` applies to [`NewRule`] alone.
macro_rules! rule_fields {
    ($apply:ident) => {
        $apply! {
            // Set at creation, absent from patches.
            fixed {
                /// Which contexts the rule selects: `boolean` all of them, `attribute` those whose `attribute` compares with
                /// `value_json` as `operator` says, `percentage` a fixed share of them, chosen by a hash of `bucket_by`. All
                /// `conditions` must hold as well.
                rule_type: Decoded<RuleType>, shown("schema::Shown<RuleType>");
            }
            imported {
                /// How a rule hashes that was imported from another system: as that one does, in place of the flag's own buckets,
                /// so that each context stays in the share and with the variant that it had there. Null: the buckets of the flag.
                bucketing: Option<Decoded<Bucketing>>, shown("Option<schema::Shown<schema::Bucketing>>");
            }
            patchable {
                /// Rules are evaluated in ascending order of priority, and the first that matches decides.
                priority: Decoded<i32>, shown("schema::Shown<i32>");
                /// For `attribute` rules: the name of the context's attribute.
                attribute: Option<String>;
                /// For `attribute` rules: how the context's attribute compares with `value_json`.
                operator: Option<Decoded<Operator>> as "Option<schema::Operator>",
                    shown("Option<schema::Shown<schema::Operator>>");
                /// For `attribute` rules: JSON in a string, such as `"\"TR\""` or `"[1, 2]"`. Most operators compare with a
                /// single value, `in` and `not_in` with a list, `exists` and `not_exists` with none.
                value_json: Option<String>;
                /// For `percentage` rules: the share, in percent. Who is in a share stays in it when it grows.
                rollout_percentage: Option<Decoded<Percentage>> as "Option<schema::Percentage>",
                    shown("Option<schema::Shown<schema::Percentage>>");
                /// The attribute that is hashed for a percentage and for a split.
                bucket_by: Decoded<AttributeName> = "default_bucket_by",
                    new(#[serde(deserialize_with = "default_if_null")] #[schemars(with = "Option<AttributeName>")]),
                    shown("schema::Shown<AttributeName>");
                /// Gives the rule buckets of its own, independent of those of other rules: another seed selects other contexts
                /// for a percentage and a split. Null: the buckets of the flag.
                seed: Option<Decoded<Seed>>, shown("Option<schema::Shown<Seed>>");
                /// Conditions that must all hold, whatever the rule's type: comparisons, or groups of conditions with `any`,
                /// `all` and `not`.
                conditions: Decoded<Conditions> = "no_conditions", shown("schema::Shown<Conditions>");
                /// The answer of the flag where the rule matches, of the flag's `value_type`. A rule has exactly one of
                /// `return_value`, `variant` and `split`; a patch with one of them removes the others. Null is a value of
                /// `json` flags, unless the rule has a variant or a split.
                return_value: ReturnValue as "Value" = "ReturnValue::default", shown("Value");
                /// The key of the flag's variant that is the answer.
                variant: Option<Decoded<VariantKey>>, shown("Option<schema::Shown<VariantKey>>");
                /// The flag's variants that are the answer for a share of the contexts each, chosen by a hash of `bucket_by`. A
                /// change of the weights moves as few contexts as possible to another variant.
                split: Option<Decoded<Split>>, shown("Option<schema::Shown<Split>>");
                /// An inactive rule is kept and not evaluated.
                is_active: bool = "active";
            }
        }
    };
}
pub(crate) use rule_fields;

macro_rules! define_types {
    (
        fixed { $($(#[$fixed_doc:meta])* $fixed:ident: $fixed_type:ty, shown($fixed_shown:tt);)* }
        imported { $(
            $(#[$imported_doc:meta])* $imported:ident: $imported_type:ty, shown($imported_shown:tt);
        )* }
        patchable { $(
            $(#[$doc:meta])*
            $name:ident: $type:ty $(as $schema:tt)? $(= $default:tt)? $(, new($(#[$new:meta])*))?
                $(, shown($shown:tt))?;
        )* }
    ) => {
        /// The fields that callers may set.
        #[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
        pub struct RuleFields {
            $(
                $(#[$fixed_doc])*
                #[schemars(with = $fixed_shown)]
                pub $fixed: $fixed_type,
            )*
            $(
                $(#[$imported_doc])*
                #[schemars(with = $imported_shown)]
                pub $imported: $imported_type,
            )*
            $(
                $(#[$doc])*
                $(#[schemars(with = $shown)])?
                pub $name: $type,
            )*
        }

        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct NewRule {
            pub flag_id: Id<Flag>,
            $($(#[$fixed_doc])* pub $fixed: $fixed_type,)*
            $(
                $(#[$doc])*
                $(#[schemars(with = $schema)])?
                $(#[serde(default = $default)])?
                $($(#[$new])*)?
                pub $name: $type,
            )*
        }

        /// A rule that is created together with its flag.
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct NewFlagRule {
            $($(#[$fixed_doc])* pub $fixed: $fixed_type,)*
            $(
                $(#[$doc])*
                $(#[schemars(with = $schema)])?
                $(#[serde(default = $default)])?
                $($(#[$new])*)?
                pub $name: $type,
            )*
        }

        #[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct RulePatch {
            /// Whether the split begins again with buckets from 0 on, in the order of its parts, which may move many contexts
            /// to another variant.
            pub rebalance: bool,
            $(
                $(#[$doc])*
                $(#[schemars(with = $schema)])?
                pub $name: Patch<$type>,
            )*
        }

        impl NewRule {
            #[must_use]
            pub fn fields(self) -> RuleFields {
                RuleFields { $($fixed: self.$fixed,)* $($imported: None,)* $($name: self.$name,)* }
                    .with_one_answer()
            }
        }

        impl NewFlagRule {
            #[must_use]
            pub fn fields(self) -> RuleFields {
                RuleFields { $($fixed: self.$fixed,)* $($imported: None,)* $($name: self.$name,)* }
                    .with_one_answer()
            }
        }

        impl RuleFields {
            /// The fields after a patch.
            #[must_use]
            pub fn patched(self, patch: RulePatch) -> Self {
                let patch = patch.with_one_answer();
                Self { $($name: patch.$name.merged(self.$name),)* ..self }
            }
        }
    };
}
rule_fields!(define_types);

fn default_bucket_by() -> Decoded<AttributeName> {
    let default = AttributeName::parse(togul_core::Rule::DEFAULT_BUCKET_BY);
    Decoded::Value(default.expect("the default is a valid name"))
}

/// A new rule may name null for an attribute that its type does not use.
fn default_if_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decoded<AttributeName>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(default_bucket_by))
}

fn no_conditions() -> Decoded<Conditions> {
    Decoded::Value(Conditions::default())
}

fn active() -> bool {
    true
}

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

/// The part of a rule that is readable even if the rest is not.
#[derive(Clone, Debug, Serialize)]
pub struct RuleHead {
    pub id: Id<Rule>,
    pub flag_id: Id<Flag>,
    pub version: i64,
}

/// A flag, and its rules in the order of evaluation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FlagWithRules {
    pub flag: Flag,
    pub rules: Vec<Rule>,
}

impl Rule {
    /// The rule as evaluators read it.
    ///
    /// # Errors
    /// The first field that the rule's type needs and lacks, does not use and has, or whose JSON cannot be read.
    pub fn to_core(&self) -> Result<togul_core::Rule, Invalid> {
        Ok(togul_core::Rule {
            id: self.id.uuid(),
            priority: *self.fields.priority.get("priority")?,
            kind: self.fields.kind()?,
            bucket_by: self.fields.bucket_by.get("bucket_by")?.to_string(),
            seed: self
                .fields
                .seed
                .as_ref()
                .map(|seed| seed.get("seed").map(ToString::to_string))
                .transpose()?,
            bucketing: self.fields.bucketing()?.cloned(),
            conditions: self.fields.conditions.get("conditions")?.0.clone(),
            answer: self.fields.answer()?,
        })
    }
}

impl Rule {
    /// The keys of the segments that its conditions name.
    #[must_use]
    pub fn segments(&self) -> BTreeSet<String> {
        match &self.fields.conditions {
            Decoded::Value(conditions) => keys_of(&named_in(&conditions.0)),
            Decoded::Damaged(_) => BTreeSet::new(),
        }
    }
}

impl RuleFields {
    /// # Errors
    /// [`Invalid`] when it is damaged in the database.
    pub fn bucketing(&self) -> Result<Option<&Bucketing>, Invalid> {
        let bucketing = self.bucketing.as_ref();
        bucketing
            .map(|bucketing| bucketing.get_or("bucketing", "delete the rule, and create it again"))
            .transpose()
    }

    /// A rule that hashes nothing any more has no bucketing.
    pub fn forget_unused_bucketing(&mut self) {
        if self.rollout_percentage.is_none() && self.split.is_none() {
            self.bucketing = None;
        }
    }

    fn kind(&self) -> Result<RuleKind, Invalid> {
        let rule_type = *self.rule_type.get_or("rule_type", "delete the rule, and create it again")?;
        let name = rule_type.as_str();
        let expect = |field: &str, is_used: bool, is_present: bool| match (is_used, is_present) {
            (false, true) => {
                Err(Invalid::new(field, format!("is not used by rules of type {name}: leave it out")))
            }
            (true, false) => Err(Invalid::new(field, format!("is needed by rules of type {name}"))),
            _ => Ok(()),
        };
        let is_attribute = rule_type == RuleType::Attribute;
        expect("attribute", is_attribute, self.attribute.is_some())?;
        expect("operator", is_attribute, self.operator.is_some())?;
        if !is_attribute {
            // Whether an attribute rule needs a value depends on its operator, which the core checks.
            expect("value_json", false, self.value_json.is_some())?;
        }
        let is_percentage = rule_type == RuleType::Percentage;
        expect("rollout_percentage", is_percentage, self.rollout_percentage.is_some())?;
        Ok(match (&self.attribute, &self.operator, &self.rollout_percentage) {
            (Some(attribute), Some(operator), _) => RuleKind::Attribute(Comparison {
                attribute: attribute.clone(),
                operator: *operator.get("operator")?,
                value: self.value()?,
            }),
            (_, _, Some(percentage)) => {
                RuleKind::Percentage { rollout_percentage: *percentage.get("rollout_percentage")? }
            }
            _ => RuleKind::Boolean,
        })
    }

    fn value(&self) -> Result<Option<Json>, Invalid> {
        let Some(json) = &self.value_json else { return Ok(None) };
        json.parse().map(Some).map_err(|_| {
            Invalid::new("value_json", "must be JSON in a string, such as \"\\\"TR\\\"\" or \"[1, 2]\"")
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum RuleType {
    Boolean,
    Attribute,
    Percentage,
}

named!(RuleType);
