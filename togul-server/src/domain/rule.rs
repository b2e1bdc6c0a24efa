//! Targeting rules as the management API stores them: one flat set of fields, of which each rule type uses some.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use strum::{IntoStaticStr, VariantArray, VariantNames};
use togul_core::{Condition, Invalid, Json, Operator, Percentage, RuleKind};

use super::{
    decoded::Decoded, flag::Flag, id::Id, names::named, object::Object, patch::Patch, schema,
    text::AttributeName, time::Time,
};

/// Passes the fields that callers may set to a macro. This is the only list of them: [`RuleFields`], [`NewRule`],
/// [`RulePatch`] and their JSON Schemas are made from it, as are the columns in `store`. A new field needs a line here
/// and a migration. The parts of a line:
///
/// - `name: Type`. An absent `Option` is `None`; any other field is required in a new rule unless it has a default.
///   In a patch, null clears an `Option` and is refused elsewhere.
/// - `as "Type"` stands in requests for a type without a JSON Schema, `shown("Type")` in responses for one whose JSON
///   Schema is another there.
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
                /// The attribute that a percentage rule hashes.
                bucket_by: Decoded<AttributeName> = "default_bucket_by",
                    new(#[serde(deserialize_with = "default_if_null")] #[schemars(with = "Option<AttributeName>")]),
                    shown("schema::Shown<AttributeName>");
                /// Conditions that must all hold, whatever the rule's type.
                conditions: Decoded<Conditions> = "no_conditions", shown("schema::Shown<Conditions>");
                /// The answer of the flag where the rule matches, of the flag's `value_type`.
                return_value: Decoded<Json> as "Value", shown("Value");
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

        #[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct RulePatch {
            $(
                $(#[$doc])*
                $(#[schemars(with = $schema)])?
                pub $name: Patch<$type>,
            )*
        }

        impl NewRule {
            #[must_use]
            pub fn fields(self) -> RuleFields {
                RuleFields { $($fixed: self.$fixed,)* $($name: self.$name,)* }
            }
        }

        impl RuleFields {
            /// The fields after a patch.
            #[must_use]
            pub fn patched(self, patch: RulePatch) -> Self {
                Self { $($name: patch.$name.merged(self.$name),)* ..self }
            }
        }
    };
}
rule_fields!(define_types);

fn default_bucket_by() -> Decoded<AttributeName> {
    let default = AttributeName::parse(RuleKind::DEFAULT_BUCKET_BY);
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
            conditions: self.fields.conditions.get("conditions")?.0.clone(),
            return_value: self.fields.return_value.get("return_value")?.clone(),
        })
    }
}

impl RuleFields {
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
        let bucket_by = self.bucket_by.get("bucket_by")?;
        Ok(match (&self.attribute, &self.operator, &self.rollout_percentage) {
            (Some(attribute), Some(operator), _) => RuleKind::Attribute(Condition {
                attribute: attribute.clone(),
                operator: *operator.get("operator")?,
                value: self.value()?,
            }),
            (_, _, Some(percentage)) => RuleKind::Percentage {
                rollout_percentage: *percentage.get("rollout_percentage")?,
                bucket_by: bucket_by.to_string(),
            },
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

/// The conditions of a rule, all of which must hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Conditions(pub Vec<Condition>);

/// Stricter than evaluators, which ignore unknown fields: in a request such a field is a mistake.
impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Body {
            attribute: String,
            operator: Operator,
            value: Option<Json>,
        }
        let conditions = Vec::<Object<Body>>::deserialize(deserializer)?.into_iter();
        let condition =
            |Object(Body { attribute, operator, value })| Condition { attribute, operator, value };
        Ok(Self(conditions.map(condition).collect()))
    }
}

impl JsonSchema for Conditions {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Conditions".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        schema::conditions(generator)
    }
}
