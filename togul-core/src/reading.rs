//! Reading flags tolerantly: each rule on its own, and what this version cannot read is named, not refused.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::flag::RuleText;
use crate::rule::{CompiledRule, Step};
use crate::{CompiledFlag, Fingerprint, Rule, ValueType, bucket, check};

/// A rule, or a whole flag, that this version cannot read: from a newer server, or broken.
///
/// Such a rule never matches; such a flag is not found. Everything else works on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unreadable {
    /// The flag.
    pub flag_key: String,
    /// The rule's id as it was written; `None` when the whole flag cannot be read, or the rule has no id.
    pub rule_id: Option<String>,
    /// What is wrong, for people.
    pub problem: String,
}

/// As in ``flag `checkout`, rule `0190…`: unknown variant …``.
impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "flag `{}`", self.flag_key)?;
        if let Some(id) = &self.rule_id {
            write!(f, ", rule `{id}`")?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// One flag of a snapshot, readable or not. Of its JSON only the hash is kept.
#[derive(Debug)]
pub(crate) struct Entry {
    pub hash: Fingerprint,
    pub flag: Result<CompiledFlag, Unreadable>,
}

/// All that must be readable of a flag.
#[derive(Deserialize)]
struct KeyText<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
}

#[derive(Deserialize)]
struct FlagText<'a> {
    enabled: bool,
    value_type: ValueType,
    default_value: Value,
    #[serde(borrow)]
    salt: Cow<'a, str>,
    #[serde(borrow)]
    rules: Vec<&'a RawValue>,
}

/// What is tried on a rule that cannot be read: its place, and whether it counts at all.
#[derive(Default, Deserialize)]
struct RuleHead {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    priority: Value,
    #[serde(default)]
    is_active: Value,
}

/// Priority, then id; what has none comes last.
type Place = (i64, Option<Uuid>);

impl Entry {
    /// The error says why not even the key can be read.
    pub fn read(json: &str) -> Result<Self, String> {
        let key = object::<KeyText<'_>>(json)?.key;
        let flag = read_flag(&key, json);
        let flag = flag.map_err(|problem| Unreadable { flag_key: key.into_owned(), rule_id: None, problem });
        Ok(Self { hash: Fingerprint::of(json), flag })
    }

    pub fn key(&self) -> &str {
        match &self.flag {
            Ok(flag) => &flag.key,
            Err(unreadable) => &unreadable.flag_key,
        }
    }

    pub fn unreadable(&self) -> impl Iterator<Item = &Unreadable> {
        let (whole, steps) = match &self.flag {
            Ok(flag) => (None, &*flag.steps),
            Err(unreadable) => (Some(unreadable), [].as_slice()),
        };
        let rules = steps.iter().filter_map(|step| match step {
            Step::Rule(_) => None,
            Step::Unreadable(rule) => Some(&**rule),
        });
        whole.into_iter().chain(rules)
    }
}

fn read_flag(key: &str, json: &str) -> Result<CompiledFlag, String> {
    let text: FlagText<'_> = object(json)?;
    check::has_type("default_value", text.value_type, &text.default_value).map_err(|err| err.to_string())?;
    let mut steps: Vec<(Place, Step)> =
        text.rules.iter().filter_map(|rule| read_rule(key, text.value_type, rule.get())).collect();
    steps.sort_by_key(|((priority, id), _)| (*priority, id.is_none(), *id));
    Ok(CompiledFlag {
        key: key.into(),
        enabled: text.enabled,
        value_type: text.value_type,
        default_value: text.default_value,
        seed: bucket::seed(&text.salt),
        steps: steps.into_iter().map(|(_, step)| step).collect(),
    })
}

/// `None` for a rule that is not active.
fn read_rule(flag_key: &str, value_type: ValueType, json: &str) -> Option<(Place, Step)> {
    let problem = match object::<RuleText>(json) {
        Ok(text) if !text.is_active => return None,
        Ok(text) => {
            let rule =
                Rule::try_from(text).map(|rule| (place(&rule), CompiledRule::compile(rule, value_type)));
            match rule {
                Ok((place, Ok(rule))) => return Some((place, Step::Rule(rule))),
                Ok((_, Err(invalid))) | Err(invalid) => invalid.to_string(),
            }
        }
        Err(problem) => problem,
    };
    let head: RuleHead = object(json).unwrap_or_default();
    if head.is_active == Value::Bool(false) {
        return None;
    }
    let rule_id = match head.id {
        Value::String(id) => Some(id),
        Value::Null => None,
        other => Some(other.to_string()),
    };
    let id = rule_id.as_deref().and_then(|id| id.parse().ok());
    let place = (head.priority.as_i64().unwrap_or(i64::MAX), id);
    Some((place, Step::Unreadable(Box::new(Unreadable { flag_key: flag_key.to_owned(), rule_id, problem }))))
}

fn place(rule: &Rule) -> Place {
    (rule.priority.into(), Some(rule.id))
}

/// Reads an object only: serde would also take a list of the fields' values.
fn object<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, String> {
    if !json.trim_ascii_start().starts_with('{') {
        return Err("must be a JSON object".to_owned());
    }
    serde_json::from_str(json).map_err(|err| err.to_string())
}
