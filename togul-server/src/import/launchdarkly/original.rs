//! LaunchDarkly's own evaluation of a file.

use std::cmp::Ordering;

use serde_json::Value;

use super::file::{Clause, File, FlagText, Rollout, SegmentTarget, SegmentText};
use crate::import::{
    document::{self, Unreadable},
    original::{Answer, Attributes, sha1_share, version},
};

/// A file that answers.
#[derive(Debug)]
pub(in crate::import) struct Original(File);

/// Nesting of prerequisites and segments.
const MAX_DEPTH: usize = 32;

impl Original {
    pub fn read(environment: &str, text: &str) -> Result<Self, Unreadable> {
        Ok(Self(File::read(&document::json_of(text)?, environment)?))
    }

    pub fn answer(&self, key: &str, user: &Attributes) -> Answer {
        let Some(flag) = self.0.flags.get(key) else { return Answer::Code };
        if flag.head.archived || flag.targeting.archived {
            return Answer::Code;
        }
        match self.variation(key, flag, user, 0) {
            None => Answer::Unknown,
            Some(None) => Answer::Code,
            Some(Some(variation)) => {
                let value =
                    flag.head.variations.get(variation).and_then(|variation| variation.value.read().ok());
                value.map_or(Answer::Code, Answer::Value)
            }
        }
    }

    /// The inner `None` is the answer of the code; the outer one stands for what cannot be computed.
    fn variation(
        &self,
        key: &str,
        flag: &FlagText,
        user: &Attributes,
        depth: usize,
    ) -> Option<Option<usize>> {
        let targeting = &flag.targeting;
        if !targeting.on {
            return Some(targeting.off_variation);
        }
        if depth > MAX_DEPTH {
            return None;
        }
        for prerequisite in &targeting.prerequisites {
            let other = self.0.flags.get(&prerequisite.key)?;
            let variation = self.variation(&prerequisite.key, other, user, depth + 1)?;
            if !other.targeting.on || variation != Some(prerequisite.variation) {
                return Some(targeting.off_variation);
            }
        }
        let is_key = |kind: Option<&str>, values: &[String]| {
            attribute(kind, "key", user)
                .and_then(Value::as_str)
                .is_some_and(|key| values.iter().any(|one| one == key))
        };
        let of_users =
            |variation: usize| targeting.targets.iter().find(|target| target.variation == variation);
        if targeting.context_targets.is_empty()
            && let Some(target) = targeting.targets.iter().find(|target| is_key(None, &target.values))
        {
            return Some(Some(target.variation));
        }
        for target in &targeting.context_targets {
            let kind = target.context_kind.as_deref().unwrap_or("user");
            let users = of_users(target.variation).filter(|_| kind == "user" && target.values.is_empty());
            if is_key(Some(kind), users.map_or(&target.values, |users| &users.values)) {
                return Some(Some(target.variation));
            }
        }
        for rule in &targeting.rules {
            if self.all_hold(&rule.clauses, user, depth)? {
                return self.serve(key, flag, rule.variation, rule.rollout.as_ref(), user);
            }
        }
        let serve = targeting.fallthrough.as_ref()?;
        self.serve(key, flag, serve.variation, serve.rollout.as_ref(), user)
    }

    fn serve(
        &self,
        key: &str,
        flag: &FlagText,
        variation: Option<usize>,
        rollout: Option<&Rollout>,
        user: &Attributes,
    ) -> Option<Option<usize>> {
        if let Some(variation) = variation {
            return Some(Some(variation));
        }
        let rollout = rollout?;
        let reference =
            rollout.bucket_by.as_deref().filter(|_| rollout.kind.as_deref() != Some("experiment"));
        let prefix = match rollout.seed {
            Some(seed) => seed.to_string(),
            None => format!("{key}.{}", flag.targeting.salt),
        };
        let bucket = bucket(&prefix, rollout.context_kind.as_deref(), reference.unwrap_or("key"), user);
        let mut sum = 0.0;
        for weighted in &rollout.variations {
            sum += f64::from(weighted.weight) / 100_000.0;
            if bucket < sum {
                return Some(Some(weighted.variation));
            }
        }
        Some(Some(rollout.variations.last()?.variation))
    }

    fn all_hold(&self, clauses: &[Clause], user: &Attributes, depth: usize) -> Option<bool> {
        for clause in clauses {
            if !self.holds(clause, user, depth)? {
                return Some(false);
            }
        }
        Some(true)
    }

    fn holds(&self, clause: &Clause, user: &Attributes, depth: usize) -> Option<bool> {
        if clause.op == "segmentMatch" {
            let mut is_in = false;
            for key in clause.values.iter().filter_map(Value::as_str) {
                is_in |= self.is_in_segment(key, self.0.segments.get(key)?, user, depth + 1)?;
            }
            return Some(is_in != clause.negate);
        }
        let Some(value) = attribute(clause.context_kind.as_deref(), &clause.attribute, user) else {
            return Some(false);
        };
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        let mut any = false;
        for value in values {
            for bound in &clause.values {
                any |= compares(&clause.op, value, bound)?;
            }
        }
        Some(any != clause.negate)
    }

    fn is_in_segment(
        &self,
        key: &str,
        segment: &SegmentText,
        user: &Attributes,
        depth: usize,
    ) -> Option<bool> {
        if segment.unbounded || depth > MAX_DEPTH {
            return None;
        }
        let is_key = |kind: Option<&str>, values: &[String]| {
            attribute(kind, "key", user)
                .and_then(Value::as_str)
                .is_some_and(|key| values.iter().any(|one| one == key))
        };
        let listed = |users: &[String], others: &[SegmentTarget]| {
            is_key(None, users)
                || others.iter().any(|other| is_key(other.context_kind.as_deref(), &other.values))
        };
        if listed(&segment.included, &segment.included_contexts) {
            return Some(true);
        }
        if listed(&segment.excluded, &segment.excluded_contexts) {
            return Some(false);
        }
        for rule in &segment.rules {
            if !self.all_hold(&rule.clauses, user, depth)? {
                continue;
            }
            let Some(weight) = rule.weight else { return Some(true) };
            let prefix = format!("{key}.{}", segment.salt.as_deref()?);
            let reference = rule.bucket_by.as_deref().unwrap_or("key");
            let share = bucket(&prefix, rule.rollout_context_kind.as_deref(), reference, user);
            if share < f64::from(weight) / 100_000.0 {
                return Some(true);
            }
        }
        Some(false)
    }
}

fn attribute<'u>(kind: Option<&str>, reference: &str, user: &'u Attributes) -> Option<&'u Value> {
    let name = super::clause::attribute(kind, reference, "").ok()?;
    user.get(&name).filter(|value| !value.is_null())
}

/// 0 to 1; 0 for what is neither a string nor an integer.
fn bucket(prefix: &str, kind: Option<&str>, reference: &str, user: &Attributes) -> f64 {
    match attribute(kind, reference, user) {
        Some(Value::String(id)) => sha1_share(&format!("{prefix}.{id}")),
        Some(Value::Number(id)) if id.is_i64() || id.is_u64() => sha1_share(&format!("{prefix}.{id}")),
        _ => 0.0,
    }
}

/// `None` for an expression of another engine, and for an unknown operator.
fn compares(op: &str, value: &Value, bound: &Value) -> Option<bool> {
    let text = |holds: fn(&str, &str) -> bool| {
        value.as_str().zip(bound.as_str()).is_some_and(|(value, bound)| holds(value, bound))
    };
    let number = |holds: fn(f64, f64) -> bool| {
        value.as_f64().zip(bound.as_f64()).is_some_and(|(value, bound)| holds(value, bound))
    };
    let time = |holds: fn(f64, f64) -> bool| {
        let millis = |value: &Value| match value {
            Value::String(text) => {
                Some(chrono::DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis() as f64)
            }
            other => other.as_f64(),
        };
        millis(value).zip(millis(bound)).is_some_and(|(value, bound)| holds(value, bound))
    };
    let semver = |holds: fn(Ordering) -> bool| {
        let read =
            |value: &Value| value.as_str().filter(|text| !text.starts_with(['v', 'V'])).and_then(version);
        let versions = read(value).zip(read(bound));
        versions.is_some_and(|(value, bound)| holds(value.cmp(&bound)))
    };
    Some(match op {
        "in" => value == bound || value.as_f64().is_some_and(|value| bound.as_f64() == Some(value)),
        "startsWith" => text(|value, bound| value.starts_with(bound)),
        "endsWith" => text(|value, bound| value.ends_with(bound)),
        "contains" => text(|value, bound| value.contains(bound)),
        "lessThan" => number(|value, bound| value < bound),
        "lessThanOrEqual" => number(|value, bound| value <= bound),
        "greaterThan" => number(|value, bound| value > bound),
        "greaterThanOrEqual" => number(|value, bound| value >= bound),
        "before" => time(|value, bound| value < bound),
        "after" => time(|value, bound| value > bound),
        "semVerEqual" => semver(Ordering::is_eq),
        "semVerLessThan" => semver(Ordering::is_lt),
        "semVerGreaterThan" => semver(Ordering::is_gt),
        _ => return None,
    })
}
