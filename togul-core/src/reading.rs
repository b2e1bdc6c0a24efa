//! Reading flags tolerantly: each rule on its own, and what this version cannot read is named, not refused.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::compile::{Head, Tables};
use crate::evaluate::State;
use crate::flag::RuleText;
use crate::{CompiledFlag, Rule, ValueType, check};

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

/// One flag of a snapshot, readable or not.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The exact bytes that it was read from.
    pub json: Box<str>,
    /// Answers that it is not found, when it cannot be read.
    pub flag: CompiledFlag,
}

/// All that must be readable of a flag.
#[derive(Deserialize)]
struct KeyText<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
}

#[derive(Deserialize)]
struct FlagText<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
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

/// A rule's id as it was written, and what is wrong with the rule.
type Problem = (Option<String>, String);

impl Entry {
    /// The error says why not even the key can be read.
    pub fn read(json: &str) -> Result<Self, String> {
        let flag = match object::<FlagText<'_>>(json).and_then(read_flag) {
            Ok(flag) => flag,
            Err(problem) => CompiledFlag::new_unreadable(&object::<KeyText<'_>>(json)?.key, problem),
        };
        Ok(Self { json: json.into(), flag })
    }

    /// The flag, when it can be read.
    pub fn readable(&self) -> Option<&CompiledFlag> {
        (self.flag.state != State::Unreadable).then_some(&self.flag)
    }

    #[inline]
    pub fn has_key(&self, key: &str) -> bool {
        self.flag.has_key(key)
    }

    #[inline]
    pub fn key(&self) -> &str {
        self.flag.key()
    }

    pub fn unreadable(&self) -> &[Unreadable] {
        self.flag.unreadable()
    }
}

fn read_flag(text: FlagText<'_>) -> Result<CompiledFlag, String> {
    let FlagText { key, enabled, value_type, default_value, salt, rules } = text;
    check::has_type("default_value", value_type, &default_value).map_err(|err| err.to_string())?;
    let mut rules: Vec<_> =
        rules.into_iter().filter_map(|json| Some((json.get(), read_rule(json.get())?))).collect();
    rules.sort_by_key(|(_, ((priority, id), _))| (*priority, id.is_none(), *id));
    let mut tables = Tables::new(&key);
    for (json, (_, rule)) in rules {
        let unreadable = match rule {
            Ok(rule) => tables.add(rule, value_type).map_err(|invalid| (rule_id(json), invalid.to_string())),
            Err(unreadable) => Err(unreadable),
        };
        if let Err((rule_id, problem)) = unreadable {
            tables.add_unreadable(Unreadable { flag_key: key.clone().into_owned(), rule_id, problem });
        }
    }
    let head = Head { key: &key, enabled, value_type, default_value, salt: &salt };
    tables.finish(head).map_err(|invalid| invalid.to_string())
}

/// `None` for a rule that is not active.
fn read_rule(json: &str) -> Option<(Place, Result<Rule, Problem>)> {
    let problem = match object::<RuleText>(json) {
        Ok(text) if !text.is_active => return None,
        Ok(text) => match Rule::try_from(text) {
            Ok(rule) => return Some(((rule.priority.into(), Some(rule.id)), Ok(rule))),
            Err(invalid) => invalid.to_string(),
        },
        Err(problem) => problem,
    };
    let head: RuleHead = object(json).unwrap_or_default();
    if head.is_active == Value::Bool(false) {
        return None;
    }
    let priority = head.priority.as_i64().unwrap_or(i64::MAX);
    let rule_id = head.rule_id();
    let id = rule_id.as_deref().and_then(|id| id.parse().ok());
    Some(((priority, id), Err((rule_id, problem))))
}

fn rule_id(json: &str) -> Option<String> {
    object::<RuleHead>(json).unwrap_or_default().rule_id()
}

impl RuleHead {
    fn rule_id(self) -> Option<String> {
        match self.id {
            Value::String(id) => Some(id),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }
}

/// Reads an object only: serde would also take a list of the fields' values.
fn object<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, String> {
    if !json.trim_ascii_start().starts_with('{') {
        return Err("must be a JSON object".to_owned());
    }
    serde_json::from_str(json).map_err(|err| err.to_string())
}
