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
        let Some(position) = self.rules.iter().position(|rule| context.may_have(rule.needs)) else {
            return self.rules.len();
        };
        let first = self.rules.get(position).and_then(|rule| self.conditions.get(usize::from(rule.start)));
        let Some(first) = first.filter(|first| first.is_last) else {
            return self.matching_rule_from(position, context);
        };
        match first.try_fast(self, context) {
            FastResult::Holds(true) => position,
            FastResult::Holds(false) => self.matching_rule_from(position + 1, context),
            FastResult::In(tag, text) => self.matching_rule_by_list(position, (tag, text), context),
            FastResult::Share(bound, text) if text.len() <= bucket::SHORT => {
                self.matching_rule_if(bucket::bucket(self.seed, text) < bound, position, context)
            }
            FastResult::Share(bound, text) => {
                self.matching_rule_by_long_share(position, bound, text, context)
            }
            FastResult::Undecided => self.matching_rule_from(position, context),
        }
    }

    /// The same, where the only condition of the rule at that position is a list, and none before it matches.
    #[inline(never)]
    fn matching_rule_by_list(&self, rule: usize, actual: (u32, &str), context: &Context<'_>) -> usize {
        let condition = self.rules.get(rule).and_then(|rule| self.conditions.get(usize::from(rule.start)));
        if condition.is_some_and(|condition| condition.list_has(self, actual)) {
            rule
        } else {
            self.matching_rule_from(rule + 1, context)
        }
    }

    /// The same, where that rule is a share of a string of more than [`bucket::SHORT`] bytes.
    #[inline(never)]
    fn matching_rule_by_long_share(
        &self,
        rule: usize,
        bound: u32,
        text: &str,
        context: &Context<'_>,
    ) -> usize {
        self.matching_rule_if(bucket::bucket_of_long(self.seed, text) < bound, rule, context)
    }

    /// The same, where that rule is a share.
    #[inline(never)]
    fn matching_rule_by_share(&self, rule: usize, bound: u32, text: &str, context: &Context<'_>) -> usize {
        self.matching_rule_if(bucket::bucket(self.seed, text) < bound, rule, context)
    }

    #[inline(always)]
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

    /// The same for any rules from `first` on.
    #[inline(never)]
    fn matching_rule_from(&self, first: usize, context: &Context<'_>) -> usize {
        let rules = &self.rules;
        for (position, rule) in (first..).zip(rules.get(first..).unwrap_or_default()) {
            if !context.may_have(rule.needs) {
                continue;
            }
            let condition = self.conditions.get(usize::from(rule.start)).filter(|first| first.is_last);
            let matches = match condition.map(|condition| (condition, condition.try_fast(self, context))) {
                Some((_, FastResult::Holds(holds))) => holds,
                Some((condition, FastResult::In(tag, text))) => condition.list_has(self, (tag, text)),
                Some((_, FastResult::Share(bound, text))) => {
                    return self.matching_rule_by_share(position, bound, text, context);
                }
                Some((_, FastResult::Undecided)) | None => self.matches(rule, context),
            };
            if matches {
                return position;
            }
        }
        rules.len()
    }

    #[inline(never)]
    fn matches(&self, rule: &CompiledRule, context: &Context<'_>) -> bool {
        self.conditions_of(rule).all(|condition| condition.holds(self, context))
    }
}
