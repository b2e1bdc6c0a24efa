//! Evaluation of a flag for a context.
//!
//! The evaluator works on a [`FlagRef`], not on a flag alone: what a flag answers may depend on its whole snapshot.

use core::hint::select_unpredictable;

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
