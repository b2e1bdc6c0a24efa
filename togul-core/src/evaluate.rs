//! Evaluation of a flag for a context.
//!
//! The evaluator works on a [`FlagRef`], not on a flag alone: what a flag answers may depend on its whole snapshot.

use std::hint::select_unpredictable;

use uuid::Uuid;

use crate::bucket;
use crate::compiled_flag::State;
use crate::condition::FastResult;
use crate::explain::{Explainer, NoopObserver, Observer};
use crate::outcome::{OutcomeId, OutcomeKind};
use crate::rule::CompiledRule;
use crate::{Answer, Context, Explanation, FlagRef, Reason};

impl<'s> FlagRef<'s> {
    /// The flag's answer in this context. Cannot fail; allocates nothing and takes no lock, except that `matches` may
    /// use scratch memory of its regular expression.
    #[inline]
    pub fn evaluate(self, context: &Context<'_>) -> Answer<'s> {
        match self.entry.flag.state {
            State::Enabled => self.answer_of(self.matching_rule(context)),
            State::Disabled => self.answer(self.entry.flag.off_outcome, Reason::Disabled),
            State::Tainted | State::Unreadable => self.evaluate_tainted(context),
        }
    }

    /// The same for a flag that cannot be read in full.
    #[cold]
    #[inline(never)]
    fn evaluate_tainted(self, context: &Context<'_>) -> Answer<'s> {
        match self.entry.flag.state {
            State::Unreadable => Answer::UNREADABLE,
            _ => self.tainted_answer_of(self.matching_rule(context)),
        }
    }

    /// The same answer, with an explanation: each rule that was looked at, with all of its conditions.
    pub fn explain(self, context: &Context<'_>) -> (Answer<'s>, Explanation) {
        let mut explainer = Explainer::default();
        let answer = match self.entry.flag.state {
            State::Enabled | State::Tainted => {
                self.tainted_answer_of(self.matching_rule_from(0, context, &mut explainer))
            }
            State::Disabled | State::Unreadable => self.evaluate(context),
        };
        (answer, explainer.finish())
    }

    /// The same answer, with its number among all [`answers`](Self::answers) of the flag.
    #[inline]
    pub(crate) fn evaluate_numbered(self, context: &Context<'_>) -> (usize, Answer<'s>) {
        match self.entry.flag.state {
            State::Enabled => {
                let number = self.matching_rule(context);
                (number, self.answer_of(number))
            }
            State::Tainted => {
                let number = self.matching_rule(context);
                (number, self.tainted_answer_of(number))
            }
            State::Disabled | State::Unreadable => (0, self.evaluate(context)),
        }
    }

    /// Every answer that the flag can give: those of its rules in order, then the default. A flag that is off or
    /// unreadable has a single one.
    pub(crate) fn answers(self) -> impl Iterator<Item = Answer<'s>> {
        let (rules, single) = match self.entry.flag.state {
            State::Enabled | State::Tainted => (self.entry.flag.rules.len() + 1, None),
            State::Disabled | State::Unreadable => (0, Some(self.evaluate(&Context::new()))),
        };
        (0..rules).map(move |rule| self.tainted_answer_of(rule)).chain(single)
    }

    /// The position of the first rule that matches; the number of rules if none does.
    ///
    /// The result fits into a register, so that an answer is written only where it is used. In nearly all cases the
    /// first rule that can match decides, mostly by a single condition. This case is handled without a loop, which
    /// would load what only some conditions need before its start, and with calls in tail position only, so that no
    /// register has to be saved.
    #[inline(never)]
    fn matching_rule(self, context: &Context<'_>) -> usize {
        let flag = &self.entry.flag;
        let Some(rule) = flag.rules.iter().position(|rule| context.may_have(rule.needs)) else {
            return flag.rules.len();
        };
        let first = flag.rules.get(rule).and_then(|rule| flag.conditions.get(usize::from(rule.start)));
        match first.filter(|first| first.is_last).map(|first| first.try_fast(flag, context)) {
            Some(FastResult::Holds(holds)) => self.matching_rule_if(holds, rule, context),
            Some(FastResult::Share(bound, text)) => self.matching_rule_by_share(rule, bound, text, context),
            _ => self.matching_rule_from(rule, context, &mut NoopObserver),
        }
    }

    /// The same, where it is known whether `rule` matches and that none before it does.
    #[inline]
    fn matching_rule_if(self, matches: bool, rule: usize, context: &Context<'_>) -> usize {
        if rule + 1 == self.entry.flag.rules.len() {
            // The outcome of a share cannot be predicted, and shares mostly come last: no branch depends on it.
            rule + usize::from(!matches)
        } else if matches {
            rule
        } else {
            self.matching_rule_from(rule + 1, context, &mut NoopObserver)
        }
    }

    #[inline(never)]
    fn matching_rule_by_share(self, rule: usize, bound: u32, text: &str, context: &Context<'_>) -> usize {
        let matches = bucket::bucket(self.entry.flag.seed, text) < bound;
        self.matching_rule_if(matches, rule, context)
    }

    /// The same for any rules from `first` on.
    #[inline(never)]
    fn matching_rule_from<O: Observer>(self, first: usize, context: &Context<'_>, observer: &mut O) -> usize {
        let rules = &self.entry.flag.rules;
        for (position, rule) in (first..).zip(rules.get(first..).unwrap_or_default()) {
            if O::VERBOSE || context.may_have(rule.needs) {
                let matches = self.matches(rule, context);
                observer.rule(self, rule, context, matches);
                if matches {
                    return position;
                }
            }
        }
        rules.len()
    }

    #[inline]
    fn matches(self, rule: &CompiledRule, context: &Context<'_>) -> bool {
        let flag = &self.entry.flag;
        flag.conditions_of(rule).all(|condition| condition.holds(flag, context))
    }

    /// The answer of the rule at a position, or the default behind the last one, of a flag without unreadable rules.
    /// Both are loaded, so that choosing between them takes no branch.
    #[inline]
    fn answer_of(self, position: usize) -> Answer<'s> {
        let flag = &self.entry.flag;
        let last = flag.rules.len().wrapping_sub(1);
        let Some(rule) = flag.rules.get(position.min(last)) else {
            return self.answer(flag.default_outcome, Reason::Default);
        };
        let matched = position <= last;
        let outcome = select_unpredictable(matched, rule.outcome, flag.default_outcome);
        let id = select_unpredictable(matched, u128::from_ne_bytes(rule.id.into_bytes()), 0);
        let reason = if matched {
            Reason::RuleMatch { rule_id: Uuid::from_bytes(id.to_ne_bytes()) }
        } else {
            Reason::Default
        };
        self.answer(outcome, reason)
    }

    /// The same of any flag that is on: an unreadable rule stops evaluation.
    #[inline(never)]
    fn tainted_answer_of(self, position: usize) -> Answer<'s> {
        let flag = &self.entry.flag;
        let kind = flag.rules.get(position).map(|rule| flag.outcome(rule.outcome).kind);
        let Some(OutcomeKind::Unreadable(problem)) = kind else { return self.answer_of(position) };
        let problem = flag.unreadable().get(usize::from(problem));
        let reason = Reason::Unreadable { rule_id: problem.and_then(|problem| problem.rule_uuid()) };
        Answer { value: None, value_type: Some(flag.value_type), flag_enabled: true, reason }
    }

    #[inline]
    fn answer(self, outcome: OutcomeId, reason: Reason) -> Answer<'s> {
        let flag = &self.entry.flag;
        let (value, value_type) = (Some(&flag.outcome(outcome).value), Some(flag.value_type));
        Answer { value, value_type, flag_enabled: flag.enabled(), reason }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Context, Reason, Snapshot};

    fn flag(enabled: bool) -> String {
        let rule = |id: u8, rule_type: &str, value: &str| {
            format!(
                r#"{{"id":"0190a5b8-0000-7000-8000-00000000000{id}","priority":{id},"rule_type":"{rule_type}",
                    "attribute":"country","operator":"eq","value":"{value}","return_value":"{value}",
                    "conditions":[{{"attribute":"country","operator":"eq","value":"{value}"}}]}}"#
            )
        };
        let rules = [rule(1, "attribute", "DE"), rule(2, "tomorrow", "FR"), rule(3, "attribute", "TR")];
        format!(
            r#"{{"key":"f","enabled":{enabled},"value_type":"string","default_value":"none","salt":"00","rules":[{}]}}"#,
            rules.join(",")
        )
    }

    #[test]
    fn each_answer_has_its_number_among_all_answers() {
        for (enabled, countries) in [(true, &["DE", "FR", "TR", "other"][..]), (false, &["DE"])] {
            let snapshot = Snapshot::new(uuid::Uuid::nil(), "e", 1, [&*flag(enabled)]).unwrap();
            let flag = snapshot.flag("f").unwrap();
            let answers: Vec<_> = flag.answers().collect();
            assert_eq!(answers.len(), countries.len());
            for (number, country) in countries.iter().enumerate() {
                let context = Context::new().with("country", *country);
                assert_eq!(flag.evaluate_numbered(&context), (number, answers[number]));
                assert_eq!(flag.evaluate(&context), answers[number]);
            }
            let last = if enabled { Reason::Default } else { Reason::Disabled };
            assert_eq!(answers.last().map(|answer| answer.reason), Some(last));
            let unreadable = answers.iter().filter(|answer| answer.reason.as_str() == "unreadable").count();
            assert_eq!(unreadable, usize::from(enabled));
        }
    }
}
