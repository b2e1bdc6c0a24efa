//! A flag that is created, with the rules that it is created with.

use serde::Serialize;
use serde_json::Value;
use togul_core::{Comparison, Invalid, Json, ValueType};

use crate::{
    auth::secret,
    domain::{
        access::Grant,
        decoded::Decoded,
        flag::{Flag, NewFlag},
        flag_size,
        id::Id,
        permission::Permission,
        rule::Rule,
        segment_graph::named_in,
        snapshot::{self, FlagSnapshot},
        time::{Time, now},
    },
    service::{
        Error,
        change::EnvironmentWriter,
        rules::{api_field, check_now, expressions_of, lay_out},
    },
};

/// As the audit log holds it.
#[derive(Debug, Serialize)]
pub(super) struct Draft {
    #[serde(flatten)]
    pub(super) flag: Flag,
    /// In the order of the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) rules: Vec<Rule>,
}

/// A flag and its rules, checked as far as that is possible without the environment.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) draft: Draft,
    pub(super) made: FlagSnapshot,
    /// The rules as evaluators read them, in the order of the request, inactive ones included.
    rules: Vec<togul_core::Rule>,
}

impl Draft {
    pub(super) fn of(new: NewFlag) -> Result<Self, Invalid> {
        let default_value = match (new.default_value, new.value_type) {
            (Some(value), _) => value,
            (None, ValueType::Boolean) => Json::from(Value::Bool(false)),
            (None, other) => {
                return Err(Invalid::new("default_value", format!("is needed for a flag of type {other}")));
            }
        };
        let flag = Flag {
            id: Id::generate(),
            environment_id: new.environment_id,
            key: new.key.to_string(),
            name: new.name.to_string(),
            description: new.description.to_string(),
            enabled: new.enabled,
            value_type: Decoded::Value(new.value_type),
            default_value: Decoded::Value(default_value),
            off_value: new.off_value.map(Decoded::Value),
            variants: Decoded::Value(new.variants),
            prerequisites: Decoded::Value(new.prerequisites),
            salt: secret::salt(),
            version: 1,
            archived_at: None,
            created_at: now(),
            updated_at: now(),
        };
        let rules = new.rules.into_iter().map(|new| Rule {
            id: Id::generate(),
            flag_id: flag.id,
            fields: new.fields(),
            version: 1,
            created_at: flag.created_at,
            updated_at: flag.updated_at,
        });
        let rules = rules.collect();
        Ok(Self { flag, rules })
    }

    /// Rules need a permission of their own.
    pub(super) fn check_rights(&self, grant: &Grant) -> Result<(), Error> {
        if self.rules.is_empty() || grant.permissions.contains(Permission::RulesWrite) {
            return Ok(());
        }
        Err(Error::Forbidden(Permission::RulesWrite))
    }

    /// The regular expressions of all rules.
    pub(super) fn expressions(&self) -> Vec<Comparison> {
        self.rules.iter().flat_map(|rule| expressions_of(&rule.fields)).collect()
    }

    /// May take long: it compiles regular expressions.
    pub(super) fn check(mut self) -> Result<Checked, Invalid> {
        let Self { flag, rules } = &mut self;
        // First the flag, whose variants the rules name.
        snapshot::of(flag, &[])?;
        let (value_type, variants) = (flag.value_type()?, flag.core_variants()?);
        let mut checked = Vec::with_capacity(rules.len());
        for (index, rule) in rules.iter_mut().enumerate() {
            let read = lay_out(&mut rule.fields, flag).and_then(|()| check_now(rule, value_type, &variants));
            checked.push(read.map_err(|invalid| Invalid::new(path(index, &invalid.field), invalid.reason))?);
        }
        let made = snapshot::of(flag, rules)?;
        let growth = self.growth();
        flag_size::check(&self.flag, &self.rules, growth, None, &made.json)?;
        Ok(Checked { draft: self, made, rules: checked })
    }

    /// What callers wrote.
    pub(super) fn growth(&self) -> i64 {
        flag_size::growth(0, self.flag.bytes() + self.rules.iter().map(Rule::bytes).sum::<usize>())
    }
}

impl Checked {
    /// Sets the times to those of the transaction.
    pub(super) fn date(&mut self, time: Time) {
        let Draft { flag, rules } = &mut self.draft;
        (flag.created_at, flag.updated_at) = (time, time);
        for rule in rules {
            (rule.created_at, rule.updated_at) = (time, time);
        }
    }

    /// Checks that the segments exist that the rules name.
    pub(super) async fn expect_segments(&self, writer: &mut EnvironmentWriter) -> Result<(), Error> {
        let named = self.rules.iter().enumerate().flat_map(|(index, rule)| {
            let named = named_in(&rule.conditions).into_iter();
            named.map(move |(field, key)| (path(index, &field), key))
        });
        writer.expect_segments(&named.collect()).await
    }

    /// The prerequisites, or the first condition that names a segment.
    pub(super) fn first_link_field(&self) -> Option<String> {
        if !self.made.flag.prerequisites.is_empty() {
            return Some("prerequisites".to_owned());
        }
        let first = |(index, rule): (usize, &togul_core::Rule)| {
            named_in(&rule.conditions).into_iter().next().map(|(field, _)| path(index, &field))
        };
        self.rules.iter().enumerate().find_map(first)
    }

    /// Finds the field that costs most, to be run where it may take long.
    pub(super) fn most_expensive_field(&self) -> impl FnOnce() -> String + Send + use<> {
        let (rules, variants, value_type) =
            (self.rules.clone(), self.made.flag.variants.clone(), self.made.flag.value_type);
        move || {
            let costs = rules.iter().enumerate();
            let largest = costs.max_by_key(|(_, rule)| rule.check(value_type, &variants).ok());
            largest.map_or_else(
                || "environment_id".to_owned(),
                |(index, rule)| path(index, &api_field(rule.most_expensive_field())),
            )
        }
    }
}

/// The path of a field of a rule.
fn path(index: usize, field: &str) -> String {
    format!("rules[{index}].{field}")
}
