//! Evaluation of a flag for a context.
//!
//! The evaluator works on a [`FlagRef`], not on a flag alone: what a flag answers may depend on its whole snapshot.

use std::hint::select_unpredictable;

use uuid::Uuid;

use crate::compiled_flag::State;
use crate::explain::Explainer;
use crate::outcome::{OutcomeId, OutcomeKind};
use crate::{Answer, Context, Explanation, FlagRef, Reason};

impl<'s> FlagRef<'s> {
    /// The flag's answer in this context. Cannot fail; allocates nothing and takes no lock, except that `matches` may
    /// use scratch memory of its regular expression.
    // Otherwise it is called, which costs the loop over all flags a tenth.
    #[inline(always)]
    pub fn evaluate(self, context: &Context<'_>) -> Answer<'s> {
        match self.entry.flag.state {
            State::Enabled => self.answer_of(self.entry.flag.matching_rule(context)),
            State::Disabled => self.answer(self.entry.flag.off_outcome, Reason::Disabled),
            State::Split | State::Linked | State::Tainted | State::Unreadable => {
                self.evaluate_uncommon(context)
            }
        }
    }

    /// The same for a flag of any other state. One call for all of them keeps [`evaluate`](Self::evaluate) small enough to
    /// be inlined; that it is cold keeps registers for the others.
    #[cold]
    #[inline(never)]
    fn evaluate_uncommon(self, context: &Context<'_>) -> Answer<'s> {
        match self.entry.flag.state {
            State::Split => self.evaluate_split(context),
            State::Linked => self.evaluate_linked(context),
            State::Unreadable => Answer::UNREADABLE,
            _ => self.tainted_answer_of(self.entry.flag.matching_rule(context)),
        }
    }

    /// The same answer, with an explanation: each rule that was evaluated, with all of its conditions.
    pub fn explain(self, context: &Context<'_>) -> (Answer<'s>, Explanation) {
        let mut explainer = Explainer::default();
        let answer = match self.entry.flag.state {
            State::Enabled | State::Split | State::Linked | State::Tainted => {
                self.explain_extended(context, &mut explainer)
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
                let number = self.entry.flag.matching_rule(context);
                (number, self.answer_of(number))
            }
            State::Tainted => {
                let number = self.entry.flag.matching_rule(context);
                (number, self.tainted_answer_of(number))
            }
            State::Split | State::Linked => self.evaluate_extended_numbered(context),
            State::Disabled | State::Unreadable => (0, self.evaluate(context)),
        }
    }

    /// Every answer that the flag can give: those of its rules in order, then the default, then others. A flag that
    /// is off or unreadable has a single one.
    pub(crate) fn answers(self) -> impl Iterator<Item = Answer<'s>> {
        let (numbers, single) = match self.entry.flag.state {
            State::Enabled | State::Split | State::Linked | State::Tainted => (self.extended_answers(), None),
            State::Disabled | State::Unreadable => (0, Some(self.evaluate(&Context::new()))),
        };
        (0..numbers).map(move |number| self.answer_of_number(number)).chain(single)
    }

    /// The answer of the rule at a position, or the default behind the last one, of a flag without unreadable rules.
    /// Both are loaded, so that choosing between them takes no branch.
    #[inline]
    pub(crate) fn answer_of(self, position: usize) -> Answer<'s> {
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
    pub(crate) fn tainted_answer_of(self, position: usize) -> Answer<'s> {
        let flag = &self.entry.flag;
        let kind = flag.rules.get(position).map(|rule| flag.outcome(rule.outcome).kind);
        let Some(OutcomeKind::Unreadable(problem)) = kind else { return self.answer_of(position) };
        let problem = flag.unreadable().get(usize::from(problem));
        let reason = Reason::Unreadable { rule_id: problem.and_then(|problem| problem.rule_uuid()) };
        Answer { outcome: None, value_type: Some(flag.value_type), flag_enabled: true, reason }
    }

    #[inline]
    pub(crate) fn answer(self, outcome: OutcomeId, reason: Reason) -> Answer<'s> {
        let flag = &self.entry.flag;
        let (outcome, value_type) = (Some(flag.outcome(outcome)), Some(flag.value_type));
        // The flag's state would have to be loaded again.
        let flag_enabled = !matches!(reason, Reason::Disabled | Reason::PrerequisiteFailed { .. });
        Answer { outcome, value_type, flag_enabled, reason }
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
