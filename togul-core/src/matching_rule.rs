//! The rule of a flag that matches.

use crate::compiled_condition::FastResult;
use crate::compiled_flag::CompiledFlag;
use crate::compiled_rule::CompiledRule;
use crate::{Context, bucket};

impl CompiledFlag {
    /// The position of the first rule that matches; the number of rules if none does.
    ///
    /// The result fits into a register, so that an answer is written only where it is used. Most rules that can match
    /// have a single condition, which is decided here without a call. Others are decided by calls in tail position only,
    /// so that no register has to be saved around them.
    #[inline(never)]
    pub fn matching_rule(&self, context: &Context<'_>) -> usize {
        let mut rules = self.rules.iter();
        while let Some(rule) = rules.find(|rule| context.may_have(rule.needs)) {
            let (len, left) = (self.rules.len(), rules.len());
            let position = len - left - 1;
            let first = self.conditions.get(usize::from(rule.start)).filter(|first| first.is_last);
            match first.map(|first| first.try_fast(self, context)) {
                // The outcome of a share cannot be predicted, and shares mostly come last: no branch depends on it.
                Some(FastResult::Holds(holds)) if left == 0 => return position + usize::from(!holds),
                Some(FastResult::Holds(true)) => return position,
                Some(FastResult::Holds(false)) => {}
                Some(FastResult::Share(bound, text)) => {
                    return self.matching_rule_by_share(position, bound, text, context);
                }
                _ => return self.matching_rule_from(position, context),
            }
        }
        self.rules.len()
    }

    /// The same, where the rule at that position is a share of a long text, and none before it matches.
    #[inline(never)]
    fn matching_rule_by_share(&self, rule: usize, bound: u32, text: &str, context: &Context<'_>) -> usize {
        let matches = bucket::bucket(self.seed, text) < bound;
        if rule + 1 == self.rules.len() {
            rule + usize::from(!matches)
        } else if matches {
            rule
        } else {
            self.matching_rule_from(rule + 1, context)
        }
    }

    /// The same for any rules from `first` on.
    #[inline(never)]
    fn matching_rule_from(&self, first: usize, context: &Context<'_>) -> usize {
        let rules = &self.rules;
        for (position, rule) in (first..).zip(rules.get(first..).unwrap_or_default()) {
            if context.may_have(rule.needs) && self.matches(rule, context) {
                return position;
            }
        }
        rules.len()
    }

    #[inline]
    fn matches(&self, rule: &CompiledRule, context: &Context<'_>) -> bool {
        self.conditions_of(rule).all(|condition| condition.holds(self, context))
    }
}
