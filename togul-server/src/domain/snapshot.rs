//! A flag with its rules, in the form for evaluators.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{json, value::RawValue};
use togul_core::{Cost, Invalid, Snapshot, limits};
use uuid::Uuid;

use super::{flag::Flag, id::Id, rule::Rule};

/// The field of an error about the cost of evaluation. The service that wrote the object knows the field that caused it.
pub const COST: &str = "cost";

/// A flag in the form for evaluators, and the cost of evaluating it.
#[derive(Debug)]
pub struct FlagSnapshot {
    pub json: String,
    pub flag: togul_core::Flag,
    pub cost: Cost,
}

/// The flag's bytes in snapshots and events: its active rules in evaluation order, without fields that have no influence
/// on answers.
///
/// # Errors
/// The first limit or type that the flag with these rules breaks.
pub fn of(flag: &Flag, rules: &[Rule]) -> Result<FlagSnapshot, Invalid> {
    let active = rules.iter().filter(|rule| rule.fields.is_active).map(|rule| {
        rule.to_core()
            .map_err(|error| Invalid::new(format!("rules[{}].{}", rule.id, error.field), error.reason))
    });
    let mut active = active.collect::<Result<Vec<_>, _>>()?;
    active.sort_by_key(|rule| (rule.priority, rule.id));
    let flag = togul_core::Flag {
        key: flag.key.clone(),
        needs: 1,
        enabled: flag.enabled,
        value_type: flag.value_type()?,
        default_value: flag.default_value.get("default_value")?.clone(),
        off_value: flag.off_value.as_ref().map(|value| value.get("off_value").cloned()).transpose()?,
        salt: flag.salt.clone(),
        rules: active,
    };
    let cost = flag.check()?;
    let json = serde_json::to_string(&flag).expect("plain data with string keys always serializes");
    Ok(FlagSnapshot { json, flag, cost })
}

impl FlagSnapshot {
    /// Checks that the flag costs no more than a flag may. One that did so before, because it was stored when there was no
    /// limit, may be changed as long as its cost does not grow.
    ///
    /// # Errors
    /// The cost and the limit.
    pub fn check_cost(&self, before: Option<&str>) -> Result<(), Invalid> {
        let (cost, limit) = (self.cost, limits::FLAG_COST);
        if cost <= limit {
            return Ok(());
        }
        let before: Option<togul_core::Flag> = before.and_then(|json| serde_json::from_str(json).ok());
        let before = before.map(|flag| flag.rules).unwrap_or_default();
        // Rules that stay as they are need not be compiled.
        let cost_beyond = |rules: &[togul_core::Rule], others: &[togul_core::Rule]| -> Cost {
            let changed = rules.iter().filter(|rule| !others.contains(rule));
            changed.filter_map(|rule| rule.check(self.flag.value_type).ok()).sum()
        };
        if cost_beyond(&self.flag.rules, &before) <= cost_beyond(&before, &self.flag.rules) {
            return Ok(());
        }
        let reason = format!(
            "must leave the cost of evaluating the flag within {limit}; it would be {cost} or more: use fewer \
             conditions, shorter lists or simpler regular expressions (starting with `^`, without large repetitions, \
             `(?-u:\\w)` instead of `\\w` if ASCII letters are enough)"
        );
        Err(Invalid::new(COST, reason))
    }
}

/// The key of a flag, and its bytes for evaluators, as they are stored.
#[derive(Clone, Debug)]
pub struct StoredFlag {
    pub key: String,
    pub json: String,
}

impl StoredFlag {
    /// The bytes as evaluators get them. Bytes that are no flag with this key are damaged, and would make the whole
    /// environment unreadable: evaluators get a flag in their place that they cannot read.
    #[must_use]
    pub fn for_evaluators(&self) -> Cow<'_, str> {
        match evaluation_cost(&self.key, &self.json) {
            Some(_) => self.json.as_str().into(),
            None => unreadable(&self.key).into(),
        }
    }
}

/// The bytes of a flag that no evaluator reads.
#[must_use]
pub fn unreadable(key: &str) -> String {
    let flag = json!({
        "key": key,
        "needs": "repair: it is damaged in the database",
        "enabled": false,
        "value_type": "boolean",
        "default_value": false,
        "salt": "0000000000000000",
        "rules": [],
    });
    flag.to_string()
}

/// What evaluating a flag costs at most, as evaluators read it. `None` for bytes that are no flag with this key.
#[must_use]
pub fn evaluation_cost(key: &str, json: &str) -> Option<Cost> {
    let flag: Option<togul_core::Flag> = serde_json::from_str(json).ok();
    let checked = flag.filter(|flag| flag.key == key).and_then(|flag| flag.check().ok());
    // Of a flag that evaluators read in part, it depends on how they read it.
    checked.filter(|cost| *cost <= limits::STORED_FLAG_COST).or_else(|| {
        let snapshot = Snapshot::new(Uuid::nil(), "", 0, [json]).ok()?;
        snapshot.flag(key).map(|_| snapshot.cost())
    })
}

/// The bytes of the same flag without a rule, which need not be readable.
///
/// `None` for bytes that are no flag with this key and rules.
#[must_use]
pub fn without_rule(key: &str, snapshot: &str, id: Id<Rule>) -> Option<String> {
    #[derive(Deserialize)]
    struct Rules<'a> {
        #[serde(borrow)]
        key: Cow<'a, str>,
        #[serde(borrow)]
        rules: &'a RawValue,
    }

    #[derive(Deserialize)]
    struct Head {
        id: Uuid,
    }

    let Rules { key: own, rules } = serde_json::from_str(snapshot).ok()?;
    if own != key {
        return None;
    }
    // The last field, and a value before it may have the same text.
    let (head, tail) = snapshot.rsplit_once(rules.get())?;
    let rules: Vec<&RawValue> = serde_json::from_str(rules.get()).ok()?;
    let is_kept = |rule: &&str| !serde_json::from_str(rule).is_ok_and(|rule: Head| rule.id == id.uuid());
    let kept: Vec<_> = rules.into_iter().map(RawValue::get).filter(is_kept).collect();
    Some(format!("{head}[{}]{tail}", kept.join(",")))
}
