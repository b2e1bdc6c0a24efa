//! The rule of a flag that matches.

use crate::compiled_condition::FastResult;
use crate::compiled_flag::CompiledFlag;
use crate::compiled_rule::CompiledRule;
use crate::{Context, bucket};

impl CompiledFlag {
    /// The position of the first rule that matches; the number of rules if none does.
    ///
    /// The result fits into a register, so that an answer is written only where it is used. In nearly all cases the
    /// first rule that can match decides, mostly by a single condition. This case is handled without a loop, which
    /// would load what only some conditions need before its start, and with calls in tail position only, so that no
    /// register has to be saved.
    #[inline(never)]
    pub fn matching_rule(&self, context: &Context<'_>) -> usize {
        let Some(rule) = self.rules.iter().position(|rule| context.may_have(rule.needs)) else {
            return self.rules.len();
        };
        let first = self.rules.get(rule).and_then(|rule| self.conditions.get(usize::from(rule.start)));
        match first.filter(|first| first.is_last).map(|first| first.try_fast(self, context)) {
            Some(FastResult::Holds(holds)) => self.matching_rule_if(holds, rule, context),
            Some(FastResult::Share(bound, text)) => self.matching_rule_by_share(rule, bound, text, context),
            _ => self.matching_rule_from(rule, context),
        }
    }

    /// The same, where it is known whether `rule` matches and that none before it does.
    #[inline]
    fn matching_rule_if(&self, matches: bool, rule: usize, context: &Context<'_>) -> usize {
        if rule + 1 == self.rules.len() {
            // The outcome of a share cannot be predicted, and shares mostly come last: no branch depends on it.
            rule + usize::from(!matches)
        } else if matches {
            rule
        } else {
            self.matching_rule_from(rule + 1, context)
        }
    }

    #[inline(never)]
    fn matching_rule_by_share(&self, rule: usize, bound: u32, text: &str, context: &Context<'_>) -> usize {
        let matches = bucket::bucket(self.seed, text) < bound;
        self.matching_rule_if(matches, rule, context)
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
