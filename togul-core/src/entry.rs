//! Reading flags, rule by rule: a part that this version cannot read is reported and does not affect other flags.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::compile::{FlagHeader, Tables};
use crate::compiled_flag::CompiledFlag;
use crate::json_object::read_object;
use crate::object_table::Object;
use crate::rule::RuleText;
use crate::tainted_rule::{EvaluationOrder, TaintedRule};
use crate::{Cost, Flag, Json, Prerequisite, Rule, Unreadable, ValueType, Variant, check, json};

/// One flag of a snapshot, readable or not.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The exact bytes that it was read from.
    pub json: Box<str>,
    pub flag: CompiledFlag,
}

/// The fields that every flag must have, readable or not.
#[derive(Deserialize)]
struct KeyText<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(default, deserialize_with = "json::read_option")]
    needs: Option<Json>,
}

#[derive(Deserialize)]
struct FlagText<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(default, deserialize_with = "json::read_option")]
    needs: Option<Json>,
    enabled: bool,
    value_type: ValueType,
    default_value: Json,
    #[serde(default, deserialize_with = "json::read_option")]
    off_value: Option<Json>,
    #[serde(default)]
    variants: Vec<Variant>,
    #[serde(default)]
    prerequisites: Vec<Prerequisite>,
    #[serde(borrow)]
    salt: Cow<'a, str>,
    #[serde(borrow)]
    rules: Vec<&'a RawValue>,
}

enum ReadRule<'a> {
    Whole(Rule, &'a str),
    Tainted(TaintedRule),
}

impl Entry {
    /// An error means that not even the key can be read.
    pub fn read(json: &str) -> Result<Self, String> {
        let flag = match read_object::<FlagText<'_>>(json).and_then(read_flag) {
            Ok(flag) => flag,
            Err(problem) => {
                let KeyText { key, needs } = read_object(json)?;
                // Another version's flag may differ in any of its fields.
                let problem = check_needs(needs.as_ref(), Flag::SUPPORTED_NEEDS).err().unwrap_or(problem);
                CompiledFlag::new_unreadable(&key, problem)
            }
        };
        Ok(Self { json: json.into(), flag })
    }

    /// The worst time of an evaluation, apart from the objects that the flag reaches.
    pub fn cost(&self) -> Cost {
        self.flag.cost()
    }

    pub fn unreadable(&self) -> &[Unreadable] {
        self.flag.unreadable()
    }
}

impl Object for Entry {
    #[inline]
    fn key(&self) -> &str {
        self.flag.key()
    }

    #[inline]
    fn has_key(&self, key: &str) -> bool {
        self.flag.has_key(key)
    }

    #[inline]
    fn json(&self) -> &str {
        &self.json
    }
}

pub(crate) fn check_needs(needs: Option<&Json>, supported: u32) -> Result<(), String> {
    match needs.map(|needs| needs.text().parse::<u64>().map_err(|_| needs)) {
        None => Ok(()),
        Some(Ok(needs)) if needs <= supported.into() => Ok(()),
        Some(Ok(needs)) => Err(format!("needs: must be at most {supported} for this version; it is {needs}")),
        Some(Err(other)) => Err(format!("needs: must be a positive integer; it is {other}")),
    }
}

fn read_flag(text: FlagText<'_>) -> Result<CompiledFlag, String> {
    let FlagText { key, needs, enabled, value_type, default_value, off_value, .. } = text;
    let FlagText { variants, prerequisites, salt, rules, .. } = text;
    check_needs(needs.as_ref(), Flag::SUPPORTED_NEEDS)?;
    if prerequisites.len() > usize::from(u8::MAX) {
        return Err(format!("prerequisites: must be at most {}", u8::MAX));
    }
    check::has_type("default_value", value_type, &default_value).map_err(|err| err.to_string())?;
    if let Some(value) = &off_value {
        check::has_type("off_value", value_type, value).map_err(|err| err.to_string())?;
    }
    for (at, variant) in variants.iter().enumerate() {
        let field = format!("variants[{at}].value");
        check::has_type(&field, value_type, &variant.value).map_err(|err| err.to_string())?;
    }
    let mut rules: Vec<_> = rules.into_iter().filter_map(|json| read_rule(json.get())).collect();
    rules.sort_by_key(ReadRule::order);
    let mut tables = Tables::new(&key, &salt, variants);
    for rule in rules {
        let tainted = match rule {
            ReadRule::Whole(rule, json) => match tables.add(rule, value_type) {
                Ok(()) => None,
                Err(invalid) => TaintedRule::read(json, invalid.to_string()),
            },
            ReadRule::Tainted(rule) => Some(rule),
        };
        if let Some(rule) = tainted {
            tables.add_tainted(&key, rule).map_err(|invalid| invalid.to_string())?;
        }
    }
    let header = FlagHeader { key: &key, enabled, value_type, default_value, off_value };
    prerequisites.into_iter().for_each(|prerequisite| tables.add_prerequisite(prerequisite));
    tables.finish(header).map_err(|invalid| invalid.to_string())
}

/// `None` for a rule that is not active.
fn read_rule(json: &str) -> Option<ReadRule<'_>> {
    let problem = match read_object::<RuleText>(json) {
        Ok(text) if !text.is_active => return None,
        Ok(text) => match Rule::try_from(text) {
            Ok(rule) => return Some(ReadRule::Whole(rule, json)),
            Err(invalid) => invalid.to_string(),
        },
        Err(problem) => problem,
    };
    TaintedRule::read(json, problem).map(ReadRule::Tainted)
}

impl ReadRule<'_> {
    fn order(&self) -> EvaluationOrder {
        match self {
            Self::Whole(rule, _) => Some((rule.priority.into(), rule.id)),
            Self::Tainted(rule) => rule.order,
        }
    }
}
