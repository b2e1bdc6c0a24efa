//! Compilation of flags.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use uuid::Uuid;

use crate::attribute_filter::AttributeHash;
use crate::compile_answer::CompiledVariant;
use crate::compiled_condition::{CompiledCondition, OperandKind, Test};
use crate::compiled_flag::{CompiledFlag, CompiledPrerequisite, State, Uncommon};
use crate::compiled_rule::{CompiledRule, NO_CONDITIONS};
use crate::digest::Digest;
use crate::group::Group;
use crate::handle::Handle;
use crate::hashing::{Hashing, SplitOutcome};
use crate::operand::Operand;
use crate::outcome::{Outcome, OutcomeId, OutcomeKind};
use crate::tainted_rule::{Share, TaintedRule};
use crate::{
    Cost, FlagValue, Invalid, Json, ObjectKind, Percentage, Prerequisite, Rule, RuleAnswer, RuleKind,
    RuleType, Unreadable, ValueType, Variant, bucket, check, cost,
};

/// The tables of a flag while they are filled.
#[derive(Default)]
pub(crate) struct Tables {
    pub(crate) rules: Vec<CompiledRule>,
    pub(crate) conditions: Vec<CompiledCondition>,
    pub(crate) strings: String,
    outcomes: Vec<Outcome>,
    pub(crate) operands: Vec<Operand>,
    pub(crate) groups: Vec<Group>,
    pub(crate) hashings: Vec<Hashing>,
    pub(crate) split_outcomes: Vec<SplitOutcome>,
    pub(crate) segments: Vec<Handle>,
    prerequisites: Vec<CompiledPrerequisite>,
    unreadable: Vec<Unreadable>,
    pub(crate) cost: Cost,
    pub(crate) variants: Vec<CompiledVariant>,
    pub(crate) salt: String,
    pub(crate) seed: u64,
}

/// The fields of a flag that are not in the tables.
pub(crate) struct FlagHeader<'a> {
    pub key: &'a str,
    pub enabled: bool,
    pub value_type: ValueType,
    pub default_value: Json,
    pub off_value: Option<Json>,
}

impl Tables {
    /// The key is the first of the strings.
    pub fn new(key: &str, salt: &str, variants: Vec<Variant>) -> Self {
        Self {
            strings: key.to_owned(),
            cost: cost::flag(),
            variants: variants.into_iter().map(CompiledVariant::new).collect(),
            salt: salt.to_owned(),
            seed: bucket::seed(salt),
            ..Self::default()
        }
    }

    /// Adds a rule behind the others. A rule that cannot be compiled leaves no conditions behind.
    pub fn add(&mut self, rule: Rule, value_type: ValueType) -> Result<(), Invalid> {
        let (before, start) = (self.checkpoint(), self.conditions.len());
        let compiled = self.rule(rule, value_type, start);
        if compiled.is_err() {
            self.roll_back(&before);
        }
        self.rules.push(compiled?);
        Ok(())
    }

    fn rule(&mut self, rule: Rule, value_type: ValueType, start: usize) -> Result<CompiledRule, Invalid> {
        let (rule_type, hashes) = (RuleType::from(&rule.kind), rule.hashes());
        let bound = match rule.kind {
            RuleKind::Boolean => Percentage::FULL,
            RuleKind::Attribute(comparison) => {
                self.affordable_comparison(&comparison)?;
                Percentage::FULL
            }
            RuleKind::Percentage { rollout_percentage } => rollout_percentage,
        };
        for (at, condition) in rule.conditions.into_iter().enumerate() {
            self.add_condition(condition)
                .map_err(|invalid| invalid.inside(format_args!("conditions[{at}]")))?;
        }
        if let RuleAnswer::Value(value) = &rule.answer {
            check::has_type("return_value", value_type, value)?;
        }
        let Rule { bucket_by, seed, bucketing, .. } = rule;
        let share = hashes.then_some(Share { bucket_by, bound, seed, bucketing });
        let outcome = self.answer(rule.answer, rule_type, share)?;
        let (needs, start) = self.close_conditions(start)?;
        Ok(CompiledRule { id: rule.id, needs, start, outcome })
    }

    /// Adds a rule of which only a part can be read. A condition that cannot be compiled counts as holding.
    pub fn add_tainted(&mut self, flag_key: &str, rule: TaintedRule) -> Result<(), Invalid> {
        let start = self.conditions.len();
        rule.conditions.into_iter().for_each(|condition| self.add_partial_condition(condition));
        rule.share.iter().for_each(|share| drop(self.share(share)));
        let (needs, start) = self.close_conditions(start).unwrap_or_else(|_| {
            self.conditions.truncate(start);
            (AttributeHash::ANY, NO_CONDITIONS)
        });
        let problem = Unreadable::new(ObjectKind::Flag, flag_key, rule.id, rule.problem);
        // Explanations of more problems than fit show the last one that does.
        let kind = OutcomeKind::Unreadable(u16::try_from(self.unreadable.len()).unwrap_or(u16::MAX));
        let outcome = self.outcome("rules", Outcome::new(FlagValue::bool(false), kind, None))?;
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

    pub(crate) fn add_share(
        &mut self,
        bucket_by: &str,
        test: Test,
        payload: u32,
        cost: Cost,
    ) -> Result<(), Invalid> {
        self.cost = self.cost + cost;
        self.push("bucket_by", bucket_by, test, payload, ("", OperandKind::None))
    }

    /// Adds a prerequisite behind the others.
    pub fn add_prerequisite(&mut self, prerequisite: Prerequisite) {
        let values = prerequisite.values.into_iter().map(|value| Digest::of(&FlagValue::from(value)));
        let flag = Handle::new(&prerequisite.flag);
        self.prerequisites.push(CompiledPrerequisite { flag, values: values.collect() });
    }

    /// The outcome of a flag that is off, or of which a prerequisite fails.
    fn off_outcome(&mut self, off: OutcomeId) -> Result<OutcomeId, Invalid> {
        if self.prerequisites.is_empty() {
            return Ok(off);
        }
        let mut outcome = off.of(|| &self.outcomes).clone();
        let keys: Vec<_> = self.prerequisites.iter().map(|prerequisite| prerequisite.flag.key()).collect();
        outcome.set_prerequisites(&keys);
        self.outcome("off_value", outcome)
    }

    /// The cost of an evaluation.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    pub(crate) fn outcome(&mut self, field: &str, outcome: Outcome) -> Result<OutcomeId, Invalid> {
        OutcomeId::add(outcome, &mut self.outcomes)
            .ok_or_else(|| Invalid::new(field, "must be fewer different values in the whole flag"))
    }

    pub fn finish(mut self, header: FlagHeader<'_>) -> Result<CompiledFlag, Invalid> {
        let kind = OutcomeKind::Value(RuleType::Boolean);
        let default_outcome = self.value("default_value", header.default_value, kind)?;
        let off_outcome = match header.off_value {
            Some(value) => self.value("off_value", value, kind)?,
            None => default_outcome,
        };
        let off_outcome = self.off_outcome(off_outcome)?;
        let prerequisites = self.prerequisites;
        let is_linked = !self.segments.is_empty() || !prerequisites.is_empty();
        let state = match () {
            () if !header.enabled => State::Disabled,
            () if is_linked => State::Linked,
            () if !self.split_outcomes.is_empty() => State::Split,
            () if self.unreadable.is_empty() => State::Enabled,
            () => State::Tainted,
        };
        let (outcomes, operands, groups) = (self.outcomes, self.operands, self.groups);
        let (hashings, split_outcomes, unreadable) = (self.hashings, self.split_outcomes, self.unreadable);
        let segments = self.segments;
        let is_common = outcomes.is_empty()
            && operands.is_empty()
            && groups.is_empty()
            && hashings.is_empty()
            && !is_linked
            && unreadable.is_empty();
        let uncommon = || Uncommon {
            outcomes: outcomes.into(),
            operands: operands.into(),
            groups: groups.into(),
            hashings: hashings.into(),
            split_outcomes: split_outcomes.into(),
            segments: segments.into(),
            prerequisites: prerequisites.into(),
            unreadable: unreadable.into(),
        };
        Ok(CompiledFlag {
            seed: self.seed,
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

/// Does not fail for flags within `limits`, which are smaller than `u16::MAX`.
pub(crate) fn few(field: &'static str, at: usize) -> Result<u16, Invalid> {
    let few = u16::try_from(at).ok().filter(|at| *at < u16::MAX);
    few.ok_or_else(|| Invalid::new(field, "must be fewer in the whole flag"))
}

/// Does not fail for flags within `limits`, which are far smaller than `u32::MAX`.
pub(crate) fn position(field: &'static str, at: usize) -> Result<u32, Invalid> {
    u32::try_from(at).map_err(|_| Invalid::new(field, "makes the flag too large"))
}
