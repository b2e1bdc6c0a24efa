//! A flag with its rules, in the form for evaluators.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{json, value::RawValue};
use togul_core::{Cost, Invalid, ObjectKind, Snapshot, limits};
use uuid::Uuid;

use super::{flag::Flag, id::Id, rule::Rule, segment_snapshot};

/// The field of an error about the cost of evaluation. The service that wrote the object knows the field that caused it.
pub const COST: &str = "cost";
/// Likewise, when most of the cost is that of segments and prerequisites.
pub const LINK_COST: &str = "cost of links";

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
    with_rules(flag, active.collect::<Result<_, _>>()?)
}

/// A flag as it is stored. `None` for bytes that are no flag with this key that is within all limits.
#[must_use]
pub fn stored(key: &str, json: String) -> Option<FlagSnapshot> {
    let flag: togul_core::Flag = serde_json::from_str(&json).ok()?;
    let cost = flag.check().ok().filter(|_| flag.key == key)?;
    Some(FlagSnapshot { json, flag, cost })
}

/// As [`of`], for a flag with these bytes before. A rule that is damaged in the database, and that evaluators can read in
/// these bytes, stays as it is there: the flag can be changed, and switched off, without its repair.
///
/// # Errors
/// As [`of`].
pub fn after_change(flag: &Flag, rules: &[Rule], before: Option<&str>) -> Result<FlagSnapshot, Invalid> {
    of(flag, rules).or_else(|error| {
        let before = before.and_then(|json| serde_json::from_str::<togul_core::Flag>(json).ok());
        let of_flag = flag.value_type().and_then(|value_type| Ok((value_type, flag.core_variants()?)));
        let (Some(before), Ok((value_type, variants))) = (before, of_flag) else { return Err(error) };
        let kept = rules.iter().filter(|rule| rule.fields.is_active).map(|rule| {
            let readable = rule.to_core().ok().filter(|rule| rule.check(value_type, &variants).is_ok());
            readable.or_else(|| before.rules.iter().find(|kept| kept.id == rule.id.uuid()).cloned())
        });
        let kept: Option<_> = kept.collect();
        with_rules(flag, kept.ok_or_else(|| error.clone())?).map_err(|_| error)
    })
}

fn with_rules(flag: &Flag, mut active: Vec<togul_core::Rule>) -> Result<FlagSnapshot, Invalid> {
    active.sort_by_key(|rule| (rule.priority, rule.id));
    let flag = togul_core::Flag {
        key: flag.key.clone(),
        needs: if active.iter().any(|rule| rule.bucketing.is_some()) {
            togul_core::Flag::BUCKETING_NEEDS
        } else {
            1
        },
        enabled: flag.enabled,
        value_type: flag.value_type()?,
        default_value: flag.default_value.get("default_value")?.clone(),
        off_value: flag.off_value.as_ref().map(|value| value.get("off_value").cloned()).transpose()?,
        salt: flag.salt.clone(),
        variants: flag.core_variants()?,
        prerequisites: flag.prerequisites.get("prerequisites")?.to_core(),
        rules: active,
    };
    let cost = flag.check()?;
    let json = serde_json::to_string(&flag).expect("plain data with string keys always serializes");
    Ok(FlagSnapshot { json, flag, cost })
}

impl FlagSnapshot {
    /// Checks that the flag costs no more than a flag may. One that did so before, because it was stored when there was no
    /// limit, may be changed as long as its cost does not grow. `reached` is the cost of what it reaches, before and after.
    ///
    /// # Errors
    /// The cost and the limit.
    pub fn check_cost(&self, before: Option<&str>, reached: [Cost; 2]) -> Result<(), Invalid> {
        let [reached_before, reached_after] = reached;
        let (cost, limit) = (self.cost + reached_after, limits::FLAG_COST);
        if cost <= limit {
            return Ok(());
        }
        let before: Option<togul_core::Flag> = before.and_then(|json| serde_json::from_str(json).ok());
        let before = before.map(|flag| flag.rules).unwrap_or_default();
        // Rules that stay as they are need not be compiled.
        let cost_beyond = |rules: &[togul_core::Rule], others: &[togul_core::Rule]| -> Cost {
            let changed = rules.iter().filter(|rule| !others.contains(rule));
            changed.filter_map(|rule| rule.check(self.flag.value_type, &self.flag.variants).ok()).sum()
        };
        let cost_after = cost_beyond(&self.flag.rules, &before) + reached_after;
        if cost_after <= cost_beyond(&before, &self.flag.rules) + reached_before {
            return Ok(());
        }
        if reached_after > self.cost {
            let reason = format!(
                "must leave the cost of evaluating the flag within {limit}; it would be {cost} or more, of which \
                 {reached_after} is that of the segments and prerequisites that it reaches: use fewer or cheaper ones"
            );
            return Err(Invalid::new(LINK_COST, reason));
        }
        let reason = format!(
            "must leave the cost of evaluating the flag within {limit}; it would be {cost} or more: use fewer \
             conditions, shorter lists or simpler regular expressions (starting with `^`, without large repetitions, \
             `(?-u:\\w)` instead of `\\w` if ASCII letters are enough)"
        );
        Err(Invalid::new(COST, reason))
    }
}

/// A flag or a segment: its key, and its bytes for evaluators, as they are stored.
#[derive(Clone, Debug)]
pub struct StoredObject {
    pub kind: ObjectKind,
    pub key: String,
    pub json: String,
}

impl StoredObject {
    /// The bytes as evaluators get them. Bytes that are no object with this key are damaged, and would make the whole
    /// environment unreadable: evaluators get an object in their place that they cannot read.
    #[must_use]
    pub fn for_evaluators(&self) -> Cow<'_, str> {
        let json = match self.kind {
            ObjectKind::Segment if !segment_snapshot::is_segment(&self.key, &self.json) => {
                segment_snapshot::unreadable(&self.key)
            }
            ObjectKind::Flag if evaluation_cost(&self.key, &self.json).is_none() => unreadable(&self.key),
            _ => return self.json.as_str().into(),
        };
        json.into()
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
