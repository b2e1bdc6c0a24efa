//! Compilation of flags.

use uuid::Uuid;

use crate::attribute_filter::AttributeHash;
use crate::compiled_flag::{CompiledFlag, State, Uncommon};
use crate::condition::{CompiledCondition, FastPath, TextKind};
use crate::name::NameId;
use crate::operand::{self, NO_SCALAR, Operand};
use crate::outcome::{Outcome, OutcomeId, OutcomeKind};
use crate::rule::{CompiledRule, NO_CONDITIONS};
use crate::tainted_rule::{Share, TaintedRule};
use crate::{
    Condition, Cost, FlagValue, Invalid, Json, Operator, Rule, RuleKind, RuleType, Unreadable, ValueType,
    bucket, check, cost, limits,
};

/// The tables of a flag while they are filled.
#[derive(Default)]
pub(crate) struct Tables {
    rules: Vec<CompiledRule>,
    conditions: Vec<CompiledCondition>,
    strings: String,
    outcomes: Vec<Outcome>,
    operands: Vec<Operand>,
    unreadable: Vec<Unreadable>,
    cost: Cost,
}

/// The fields of a flag that are not in the tables.
pub(crate) struct FlagHeader<'a> {
    pub key: &'a str,
    pub enabled: bool,
    pub value_type: ValueType,
    pub default_value: Json,
    pub off_value: Option<Json>,
    pub salt: &'a str,
}

impl Tables {
    /// The key is the first of the strings.
    pub fn new(key: &str) -> Self {
        Self { strings: key.to_owned(), cost: cost::flag(), ..Self::default() }
    }

    /// Adds a rule behind the others. A rule that cannot be compiled leaves no conditions behind.
    pub fn add(&mut self, rule: Rule, value_type: ValueType) -> Result<(), Invalid> {
        let (start, operands, cost) = (self.conditions.len(), self.operands.len(), self.cost);
        let compiled = self.rule(rule, value_type, start);
        if compiled.is_err() {
            self.conditions.truncate(start);
            self.operands.truncate(operands);
            self.cost = cost;
        }
        self.rules.push(compiled?);
        Ok(())
    }

    fn rule(&mut self, rule: Rule, value_type: ValueType, start: usize) -> Result<CompiledRule, Invalid> {
        check::has_type("return_value", value_type, &rule.return_value)?;
        let rule_type = RuleType::from(&rule.kind);
        let share = match rule.kind {
            RuleKind::Boolean => None,
            RuleKind::Attribute(condition) => {
                self.affordable_condition(&condition)?;
                None
            }
            RuleKind::Percentage { rollout_percentage, bucket_by } => {
                Some(Share { bucket_by, bound: rollout_percentage.thousandths() })
            }
        };
        for (at, condition) in rule.conditions.iter().enumerate() {
            let added = self.affordable_condition(condition);
            added.map_err(|invalid| invalid.inside(format_args!("conditions[{at}]")))?;
        }
        if let Some(share) = share {
            self.share(&share)?;
        }
        let kind = OutcomeKind::Value(rule_type);
        let value = rule.return_value.into();
        let outcome = self.outcome("return_value", Outcome { value, kind })?;
        let (needs, start) = self.close_conditions(start)?;
        Ok(CompiledRule { id: rule.id, needs, start, outcome })
    }

    /// Adds a rule of which only a part can be read. A condition that cannot be compiled counts as holding.
    pub fn add_tainted(&mut self, flag_key: &str, rule: TaintedRule) -> Result<(), Invalid> {
        let start = self.conditions.len();
        let conditions = rule.conditions.iter();
        conditions.for_each(|condition| drop(self.affordable_condition(condition)));
        rule.share.iter().for_each(|share| drop(self.share(share)));
        let (needs, start) = self.close_conditions(start).unwrap_or_else(|_| {
            self.conditions.truncate(start);
            (AttributeHash::ANY, NO_CONDITIONS)
        });
        let problem = Unreadable { flag_key: flag_key.to_owned(), rule_id: rule.id, problem: rule.problem };
        // Explanations of more problems than fit show the last one that does.
        let kind = OutcomeKind::Unreadable(u16::try_from(self.unreadable.len()).unwrap_or(u16::MAX));
        let outcome = self.outcome("rules", Outcome { value: FlagValue::bool(false), kind })?;
        let id = problem.rule_uuid().unwrap_or(Uuid::nil());
        self.rules.push(CompiledRule { id, needs, start, outcome });
        self.unreadable.push(problem);
        Ok(())
    }

    /// Marks the last of a rule's conditions; what the rule needs, and where its conditions start.
    fn close_conditions(&mut self, start: usize) -> Result<(AttributeHash, u16), Invalid> {
        if self.conditions.len() > usize::from(NO_CONDITIONS) {
            return Err(Invalid::new("conditions", "must be at most 65,535 in the whole flag"));
        }
        let own = &mut self.conditions[start..];
        let Some(last) = own.last_mut() else { return Ok((AttributeHash::ANY, NO_CONDITIONS)) };
        last.is_last = true;
        let needs = own.iter().find_map(CompiledCondition::needs).unwrap_or(AttributeHash::ANY);
        Ok((needs, start as u16))
    }

    fn share(&mut self, share: &Share) -> Result<(), Invalid> {
        self.cost = self.cost + cost::share();
        self.push("bucket_by", &share.bucket_by, None, share.bound, None)
    }

    /// Adds a condition if the flag then still is within the cost of a stored flag. This bounds the time of every
    /// evaluation, whatever an earlier version has stored.
    fn affordable_condition(&mut self, condition: &Condition) -> Result<(), Invalid> {
        let (start, operands, before) = (self.conditions.len(), self.operands.len(), self.cost);
        self.condition(condition)?;
        if self.cost <= limits::STORED_FLAG_COST {
            return Ok(());
        }
        let (cost, limit) = (self.cost - before, limits::STORED_FLAG_COST);
        self.conditions.truncate(start);
        self.operands.truncate(operands);
        self.cost = before;
        let reason =
            format!("must be cheaper to evaluate: it takes up to {cost}, and the flag may take {limit}");
        Err(Invalid::new("value", reason))
    }

    /// The cost of an evaluation.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    /// Adds a condition. The errors are those that make it impossible to evaluate; limits are not checked.
    pub fn condition(&mut self, condition: &Condition) -> Result<(), Invalid> {
        let operator = condition.operator;
        let compare = Some(operator);
        let value = match (&condition.value, operator.takes_value()) {
            (None, false) => {
                self.cost = self.cost + cost::condition(operator, 0);
                return self.push("attribute", &condition.attribute, compare, 0, None);
            }
            (Some(_), false) => {
                return Err(Invalid::new("value", format!("must be absent: {operator} takes none")));
            }
            (None, true) => return Err(Invalid::new("value", format!("is needed by {operator}"))),
            (Some(value), true) => value,
        };
        if let Some(operand) = Operand::compile(operator, value)? {
            self.cost = self.cost + operand.cost(operator);
            let at = position("value", self.operands.len())?;
            self.operands.push(operand);
            return self.push("attribute", &condition.attribute, compare, at, None);
        }
        let kind = match value {
            _ if value.is_boolean() => TextKind::Boolean,
            _ if value.is_number() => TextKind::Number,
            _ => TextKind::Text,
        };
        self.cost = self.cost + cost::condition(operator, 1);
        let scalar = operand::scalar(value).ok_or_else(|| Invalid::new("value", NO_SCALAR))?;
        self.push("attribute", &condition.attribute, compare, scalar.tag(), Some((scalar.text(), kind)))
    }

    fn push(
        &mut self,
        field: &'static str,
        name: &str,
        operator: Option<Operator>,
        payload: u32,
        text: Option<(&str, TextKind)>,
    ) -> Result<(), Invalid> {
        let id = NameId::of(name);
        let text_at = position(field, self.strings.len())?;
        let own_name = if id.is_exact() { "" } else { name };
        let name_len = u16::try_from(own_name.len()).map_err(|_| Invalid::new(field, "must be shorter"))?;
        let (text, kind) = text.unwrap_or(("", TextKind::Text));
        let text_len = u16::try_from(text.len()).map_err(|_| Invalid::new("value", "must be shorter"))?;
        let fast_path = match operator {
            Some(Operator::Eq) if id.is_exact() => FastPath::Equal,
            None if id.is_exact() => FastPath::Share,
            _ => FastPath::None,
        };
        self.strings.push_str(own_name);
        self.strings.push_str(text);
        self.conditions.push(CompiledCondition {
            name: id,
            payload,
            text_at,
            text_len,
            name_len,
            fast_path,
            operator,
            kind,
            is_last: false,
        });
        Ok(())
    }

    fn outcome(&mut self, field: &'static str, outcome: Outcome) -> Result<OutcomeId, Invalid> {
        OutcomeId::add(outcome, &mut self.outcomes)
            .ok_or_else(|| Invalid::new(field, "must be fewer different values in the whole flag"))
    }

    pub fn finish(mut self, header: FlagHeader<'_>) -> Result<CompiledFlag, Invalid> {
        let kind = OutcomeKind::Value(RuleType::Boolean);
        let default = Outcome { value: header.default_value.into(), kind };
        let default_outcome = self.outcome("default_value", default)?;
        let off_outcome = match header.off_value {
            Some(value) => self.outcome("off_value", Outcome { value: value.into(), kind })?,
            None => default_outcome,
        };
        let state = match (header.enabled, self.unreadable.is_empty()) {
            (false, _) => State::Disabled,
            (true, true) => State::Enabled,
            (true, false) => State::Tainted,
        };
        let (outcomes, operands, unreadable) = (self.outcomes, self.operands, self.unreadable);
        let is_common = outcomes.is_empty() && operands.is_empty() && unreadable.is_empty();
        let uncommon = || Uncommon {
            outcomes: outcomes.into(),
            operands: operands.into(),
            unreadable: unreadable.into(),
        };
        Ok(CompiledFlag {
            seed: bucket::seed(header.salt),
            rules: self.rules.into(),
            conditions: self.conditions.into(),
            strings: self.strings.into(),
            uncommon: (!is_common).then(|| Box::new(uncommon())),
            key_len: position("key", header.key.len())?,
            default_outcome,
            off_outcome,
            value_type: header.value_type,
            state,
        })
    }
}

/// Does not fail for flags within `limits`, which are far smaller than `u32::MAX`.
fn position(field: &'static str, at: usize) -> Result<u32, Invalid> {
    u32::try_from(at).map_err(|_| Invalid::new(field, "makes the flag too large"))
}
