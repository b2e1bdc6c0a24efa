//! Segments ready to evaluate.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use uuid::Uuid;

use crate::compile::{FlagHeader, Tables};
use crate::compiled_condition::CompiledCondition;
use crate::compiled_flag::{CompiledFlag, State};
use crate::compiled_rule::{CompiledRule, NO_CONDITIONS};
use crate::name::NameId;
use crate::text_set::TextSet;
use crate::{
    Condition, ConditionResult, Context, ContextValue, Cost, Invalid, Json, Rule, RuleAnswer, RuleKind,
    Segment, SegmentRule, ValueType, cost, limits,
};

/// A segment that can be evaluated, apart from the segments that it uses.
#[derive(Debug)]
pub(crate) struct CompiledSegment {
    attribute_id: NameId,
    attribute: Box<str>,
    included: TextSet,
    excluded: TextSet,
    /// The rules in the form of a flag.
    pub rules: CompiledFlag,
}

impl CompiledSegment {
    /// The errors are those that make it impossible to evaluate; limits are not checked.
    pub fn compile(segment: Segment) -> Result<Self, Invalid> {
        let too_long = |list: &str| Invalid::new(list, "must be shorter");
        let compiled = Self {
            attribute_id: NameId::of(&segment.attribute),
            rules: compile_rules(&segment.key, segment.rules)?,
            attribute: segment.attribute.into(),
            included: TextSet::new(segment.included).ok_or_else(|| too_long("included"))?,
            excluded: TextSet::new(segment.excluded).ok_or_else(|| too_long("excluded"))?,
        };
        let (cost, limit) = (compiled.cost(), limits::STORED_FLAG_COST);
        if cost > limit {
            let reason = format!("must be cheaper to evaluate: they take up to {cost}, and may take {limit}");
            return Err(Invalid::new("rules", reason));
        }
        Ok(compiled)
    }

    /// The context's value of the attribute, if there is a list to look it up in.
    #[inline]
    pub fn listed_value<'c, 'a>(&self, context: &'c Context<'a>) -> Option<&'c ContextValue<'a>> {
        if self.included.is_empty() && self.excluded.is_empty() {
            return None;
        }
        let guess = if self.attribute_id.is_exact() { context.guess(self.attribute_id) } else { None };
        let guess = guess.map(|attribute| &attribute.value);
        guess.or_else(|| context.find(self.attribute_id, &self.attribute))
    }

    /// Whether a [`listed_value`](Self::listed_value) is included.
    #[inline]
    pub fn included(&self, actual: Option<&ContextValue<'_>>) -> ConditionResult {
        in_list(&self.included, actual)
    }

    /// Whether a [`listed_value`](Self::listed_value) is excluded.
    #[inline]
    pub fn excluded(&self, actual: Option<&ContextValue<'_>>) -> ConditionResult {
        in_list(&self.excluded, actual)
    }

    /// Whether a segment that uses no others holds; `None` for one that does.
    #[inline]
    pub fn holds_alone(&self, context: &Context<'_>) -> Option<bool> {
        if self.rules.state == State::Linked {
            return None;
        }
        if let Some(actual) = self.listed_value(context) {
            match (self.included(Some(actual)), self.excluded(Some(actual))) {
                (ConditionResult::Holds, _) => return Some(true),
                (_, ConditionResult::Fails) => {}
                _ => return Some(false),
            }
        } else if !self.excluded.is_empty() {
            return Some(false);
        }
        let holds = |condition: &CompiledCondition| match condition.equals_fast(&self.rules, context) {
            Some(holds) => holds,
            None => condition.holds(&self.rules, context),
        };
        let matches =
            |rule: &CompiledRule| context.may_have(rule.needs) && self.rules.conditions_of(rule).all(holds);
        Some(self.rules.rules.iter().any(matches))
    }

    /// The worst time of an evaluation, apart from the segments that it uses.
    pub fn cost(&self) -> Cost {
        let (once, lists) = (self.rules.cost(), self.included.cost() + self.excluded.cost());
        // A rule can ask whether the segment holds, and another one whether it fails: all conditions are evaluated twice.
        let again = if self.can_fail() { once - cost::flag() } else { Cost::default() };
        once + again + lists
    }

    /// Whether a context can be known to be outside of it because of the rules: none of them always holds.
    fn can_fail(&self) -> bool {
        self.rules.rules.iter().all(|rule| rule.start != NO_CONDITIONS)
    }
}

#[inline]
fn in_list(list: &TextSet, actual: Option<&ContextValue<'_>>) -> ConditionResult {
    match actual {
        _ if list.is_empty() => ConditionResult::Fails,
        Some(actual) => {
            let scalars = actual.scalars();
            match scalars.iter().any(|scalar| list.contains(scalar.text())) {
                true => ConditionResult::Holds,
                false if scalars.is_empty() => ConditionResult::Unknown,
                false => ConditionResult::Fails,
            }
        }
        None => ConditionResult::Unknown,
    }
}

fn compile_rules(key: &str, rules: Vec<SegmentRule>) -> Result<CompiledFlag, Invalid> {
    let mut tables = Tables::new(key, "", Vec::new());
    let rule = |conditions: Vec<Condition>| Rule {
        id: Uuid::nil(),
        priority: 0,
        kind: RuleKind::Boolean,
        bucket_by: String::new(),
        seed: None,
        bucketing: None,
        conditions,
        answer: RuleAnswer::Value(Json::from(serde_json::Value::Bool(true))),
    };
    for (at, own) in rules.into_iter().enumerate() {
        let added = tables.add(rule(own.conditions), ValueType::Boolean);
        added.map_err(|invalid| invalid.inside(format_args!("rules[{at}]")))?;
    }
    let header = FlagHeader {
        key,
        enabled: true,
        value_type: ValueType::Boolean,
        default_value: Json::from(serde_json::Value::Bool(false)),
        off_value: None,
    };
    tables.finish(header)
}
