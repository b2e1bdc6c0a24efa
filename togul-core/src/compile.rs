//! From a flag as data to one that can be evaluated.

use serde_json::Value;
use uuid::Uuid;

use crate::condition::{Ask, CompiledCondition, TextKind};
use crate::evaluate::{BOOLEANS, CompiledFlag, Rare, State};
use crate::name::NameId;
use crate::operand::{NO_SCALAR, Operand};
use crate::rule::{CompiledKind, CompiledRule, Outcome};
use crate::scalar::Scalar;
use crate::seen::Pair;
use crate::{Condition, Invalid, Operator, Rule, RuleKind, Unreadable, ValueType, bucket, check};

/// A flag's tables while they fill.
#[derive(Default)]
pub(crate) struct Tables {
    rules: Vec<CompiledRule>,
    conditions: Vec<CompiledCondition>,
    texts: String,
    values: Vec<Value>,
    operands: Vec<Operand>,
    unreadable: Vec<Unreadable>,
}

/// What is not in the tables.
pub(crate) struct Head<'a> {
    pub key: &'a str,
    pub enabled: bool,
    pub value_type: ValueType,
    pub default_value: Value,
    pub salt: &'a str,
}

impl Tables {
    /// The key comes first among the texts.
    pub fn new(key: &str) -> Self {
        Self { texts: key.to_owned(), ..Self::default() }
    }

    /// Adds a rule behind the others. One that cannot be compiled leaves nothing behind but texts that nobody reads.
    pub fn add(&mut self, rule: Rule, value_type: ValueType) -> Result<(), Invalid> {
        let start = self.conditions.len();
        let compiled = self.rule(rule, value_type, start);
        if compiled.is_err() {
            self.conditions.truncate(start);
        }
        self.rules.push(compiled?);
        Ok(())
    }

    fn rule(&mut self, rule: Rule, value_type: ValueType, start: usize) -> Result<CompiledRule, Invalid> {
        check::has_type("return_value", value_type, &rule.return_value)?;
        let (kind, share) = match rule.kind {
            RuleKind::Boolean => (CompiledKind::Boolean, None),
            RuleKind::Attribute(condition) => {
                self.condition(&condition)?;
                (CompiledKind::Attribute, None)
            }
            RuleKind::Percentage { rollout_percentage, bucket_by } => {
                (CompiledKind::Percentage, Some((bucket_by, rollout_percentage.thousandths())))
            }
        };
        for (at, condition) in rule.conditions.iter().enumerate() {
            self.condition(condition).map_err(|invalid| invalid.inside(format_args!("conditions[{at}]")))?;
        }
        if let Some((bucket_by, bound)) = share {
            self.push("bucket_by", &bucket_by, None, bound, None)?;
        }
        if self.conditions.len() > usize::from(u16::MAX) {
            return Err(Invalid::new("conditions", "must be fewer in the whole flag"));
        }
        let compiled = CompiledRule::new(rule.id, kind, self.value("return_value", rule.return_value)?);
        let own = &mut self.conditions[start..];
        let Some(last) = own.last_mut() else { return Ok(compiled) };
        last.is_last = true;
        let needs = own.iter().find_map(CompiledCondition::needs).unwrap_or(Pair::ANY);
        Ok(compiled.with(needs, start as u16))
    }

    /// Adds a rule that cannot be read, to stand in its place.
    pub fn add_unreadable(&mut self, rule: Unreadable) {
        let id = rule.rule_id.as_deref().and_then(|id| id.parse().ok()).unwrap_or(Uuid::nil());
        // Of more than there is room for, explanations do not tell what is wrong.
        let place = self.unreadable.len().min(usize::from(CompiledRule::VALUES) - 1) as u16;
        self.rules.push(CompiledRule::new(id, CompiledKind::Unreadable, place));
        self.unreadable.push(rule);
    }

    /// The errors are those of a condition that nobody could evaluate; limits are not looked at.
    pub fn condition(&mut self, condition: &Condition) -> Result<(), Invalid> {
        let operator = condition.operator;
        let compare = Some(operator);
        let value = match (&condition.value, operator.takes_value()) {
            (None, false) => return self.push("attribute", &condition.attribute, compare, 0, None),
            (Some(_), false) => {
                return Err(Invalid::new("value", format!("must be absent: {operator} takes none")));
            }
            (None, true) => return Err(Invalid::new("value", format!("is needed by {operator}"))),
            (Some(value), true) => value,
        };
        if let Some(operand) = Operand::compile(operator, value)? {
            let at = place("value", self.operands.len())?;
            self.operands.push(operand);
            return self.push("attribute", &condition.attribute, compare, at, None);
        }
        let kind = match value {
            Value::Bool(_) => TextKind::Boolean,
            Value::Number(_) => TextKind::Number,
            _ => TextKind::Text,
        };
        let scalar = Scalar::from_json(value).ok_or_else(|| Invalid::new("value", NO_SCALAR))?;
        self.push("attribute", &condition.attribute, compare, scalar.tag(), Some((scalar.text(), kind)))
    }

    fn push(
        &mut self,
        field: &'static str,
        name: &str,
        operator: Option<Operator>,
        word: u32,
        text: Option<(&str, TextKind)>,
    ) -> Result<(), Invalid> {
        let id = NameId::of(name);
        let text_at = place(field, self.texts.len())?;
        let told = if id.is_whole() { "" } else { name };
        let name_len = u16::try_from(told.len()).map_err(|_| Invalid::new(field, "must be shorter"))?;
        let (text, kind) = text.unwrap_or(("", TextKind::Text));
        let text_len = u16::try_from(text.len()).map_err(|_| Invalid::new("value", "must be shorter"))?;
        let ask = match operator {
            Some(Operator::Eq) if id.is_whole() => Ask::Equal,
            None if id.is_whole() => Ask::Share,
            _ => Ask::Other,
        };
        self.texts.push_str(told);
        self.texts.push_str(text);
        self.conditions.push(CompiledCondition {
            name: id,
            word,
            text_at,
            text_len,
            name_len,
            ask,
            operator,
            kind,
            is_last: false,
        });
        Ok(())
    }

    /// The place of a value: booleans have theirs.
    fn value(&mut self, field: &'static str, value: Value) -> Result<u16, Invalid> {
        if let Some(place) = value.as_bool() {
            return Ok(place.into());
        }
        let same = |held: &Value| held.is_string() && *held == value;
        let at = self.values.iter().position(same).unwrap_or(self.values.len());
        let place = u16::try_from(at + BOOLEANS.len()).ok().filter(|place| *place < CompiledRule::VALUES);
        let place = place.ok_or_else(|| Invalid::new(field, "must be one of fewer different values"))?;
        if at == self.values.len() {
            self.values.push(value);
        }
        Ok(place)
    }

    pub fn finish(mut self, head: Head<'_>) -> Result<CompiledFlag, Invalid> {
        let default_value = self.value("default_value", head.default_value)?;
        let (values, operands, unreadable) = (self.values, self.operands, self.unreadable);
        let is_plain = values.is_empty() && operands.is_empty() && unreadable.is_empty();
        let rare =
            || Rare { values: values.into(), operands: operands.into(), unreadable: unreadable.into() };
        Ok(CompiledFlag {
            seed: bucket::seed(head.salt),
            rules: self.rules.into(),
            conditions: self.conditions.into(),
            texts: self.texts.into(),
            rare: (!is_plain).then(|| Box::new(rare())),
            key_len: place("key", head.key.len())?,
            default_outcome: Outcome::new(default_value, CompiledKind::Boolean),
            value_type: head.value_type,
            state: if head.enabled { State::Enabled } else { State::Disabled },
        })
    }
}

/// Nothing that the limits allow comes near.
fn place(field: &'static str, at: usize) -> Result<u32, Invalid> {
    u32::try_from(at).map_err(|_| Invalid::new(field, "must leave the flag smaller"))
}
