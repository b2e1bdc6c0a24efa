//! Evaluation of flags whose answer depends on more than which rule matches: on a split, a segment or another flag.
//!
//! Such flags are evaluated apart from all others, so that these do not pay for it.

use crate::compiled_condition::CompiledCondition;
use crate::compiled_flag::State;
use crate::compiled_rule::CompiledRule;
use crate::explain::Explainer;
use crate::question::{PrerequisiteResult, Question};
use crate::{Answer, Context, FlagRef, Reason};

/// Whether a rule matches, and the position of its outcome among those of the flag's splits.
#[derive(Clone, Copy)]
struct Match {
    matches: bool,
    split: Option<u16>,
}

/// What decides. Numbers of answers are in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// The position of a rule, or that behind the last one for the default.
    Rule(usize),
    /// The position of a variant among those of all splits.
    Split(usize),
    /// The position of a prerequisite that fails.
    PrerequisiteFailed(usize),
    PrerequisiteUnreadable,
    /// The position of a rule that a segment makes unreadable.
    RuleUnreadable(usize),
    Disabled,
    FlagUnreadable,
}

impl<'s> FlagRef<'s> {
    /// The answer of a flag that has splits and no links.
    #[inline(never)]
    pub(crate) fn evaluate_split(self, context: &Context<'_>) -> Answer<'s> {
        match self.decide_by_split(context) {
            Some(Decision::Split(position)) => self.answer_of_split(position),
            Some(decision) => self.answer_of_decision(decision),
            None => self.answer_of_decision(self.decide_by_rules(context)),
        }
    }

    /// The answer of a flag that is linked to segments or other flags.
    #[inline(never)]
    pub(crate) fn evaluate_linked(self, context: &Context<'_>) -> Answer<'s> {
        let simple = self.decide_by_segment(context).or_else(|| self.decide_by_chain(context));
        match simple {
            Some(Decision::Rule(position)) if self.entry.flag.unreadable().is_empty() => {
                self.answer_of(position)
            }
            Some(decision) => self.answer_of_decision(decision),
            None => self.evaluate_linked_in_full(context),
        }
    }

    #[inline(never)]
    fn evaluate_linked_in_full(self, context: &Context<'_>) -> Answer<'s> {
        let question = Question::new(self, context);
        self.answer_of_decision(self.decide_linked(&question, 0))
    }

    /// The answer of a flag that is on, explained.
    pub(crate) fn explain_extended(self, context: &Context<'_>, explainer: &mut Explainer) -> Answer<'s> {
        let question = Question::new(self, context);
        self.answer_of_decision(self.decide_explained(&question, explainer))
    }

    /// What decides the answer of any flag. `depth` counts the prerequisites that lead to the flag.
    pub(crate) fn decide(self, question: &Question<'_, 's>, depth: usize) -> Decision {
        match self.entry.flag.state {
            State::Enabled | State::Tainted => {
                Decision::Rule(self.entry.flag.matching_rule(question.context))
            }
            State::Split => self.decide_by_rules(question.context),
            State::Linked => self.decide_linked(question, depth),
            State::Disabled => Decision::Disabled,
            State::Unreadable => Decision::FlagUnreadable,
        }
    }

    /// Of a flag without prerequisites and segments.
    #[inline]
    pub(crate) fn decide_by_rules(self, context: &Context<'_>) -> Decision {
        let flag = &self.entry.flag;
        for (position, rule) in flag.rules.iter().enumerate() {
            if context.may_have(rule.needs) {
                let matched = self.rule_match(rule, context, |condition| condition.holds(flag, context));
                if matched.matches {
                    return matched.decision(position);
                }
            }
        }
        Decision::Rule(flag.rules.len())
    }

    pub(crate) fn decide_linked(self, question: &Question<'_, 's>, depth: usize) -> Decision {
        let flag = &self.entry.flag;
        for (position, prerequisite) in flag.prerequisites().iter().enumerate() {
            match question.prerequisite(prerequisite, depth) {
                PrerequisiteResult::Holds => {}
                PrerequisiteResult::Fails => return Decision::PrerequisiteFailed(position),
                PrerequisiteResult::Unreadable => return Decision::PrerequisiteUnreadable,
            }
        }
        for (position, rule) in flag.rules.iter().enumerate() {
            if question.context.may_have(rule.needs) {
                let matched =
                    self.rule_match(rule, question.context, |condition| question.holds(condition, flag));
                if matched.matches {
                    let is_readable = question.is_readable(rule, flag);
                    return if is_readable {
                        matched.decision(position)
                    } else {
                        Decision::RuleUnreadable(position)
                    };
                }
            }
        }
        Decision::Rule(flag.rules.len())
    }

    /// As [`decide_linked`](Self::decide_linked), for any flag that is on, with an explanation.
    fn decide_explained(self, question: &Question<'_, 's>, explainer: &mut Explainer) -> Decision {
        let flag = &self.entry.flag;
        for (position, prerequisite) in flag.prerequisites().iter().enumerate() {
            let result = question.prerequisite(prerequisite, 0);
            explainer.prerequisite(prerequisite, result, question.prerequisite_answer(prerequisite, 0));
            match result {
                PrerequisiteResult::Holds => {}
                PrerequisiteResult::Fails => return Decision::PrerequisiteFailed(position),
                PrerequisiteResult::Unreadable => return Decision::PrerequisiteUnreadable,
            }
        }
        for (position, rule) in flag.rules.iter().enumerate() {
            let matched =
                self.rule_match(rule, question.context, |condition| question.holds(condition, flag));
            let problem = if matched.matches { question.problem_of(rule, flag) } else { None };
            let is_unreadable = problem.is_some();
            explainer.rule(self, rule, question, matched.matches, problem);
            match matched.matches {
                true if is_unreadable => return Decision::RuleUnreadable(position),
                true => return matched.decision(position),
                false => {}
            }
        }
        Decision::Rule(flag.rules.len())
    }

    #[inline]
    fn rule_match(
        self,
        rule: &CompiledRule,
        context: &Context<'_>,
        holds: impl Fn(&CompiledCondition) -> bool,
    ) -> Match {
        let flag = &self.entry.flag;
        let mut split = None;
        let matches = flag.conditions_of(rule).all(|condition| {
            let Some(hashing) = condition.split(flag) else { return holds(condition) };
            if hashing.foreign().is_some() {
                let (inside, outcome) = condition.assign_foreign(hashing, flag, context);
                split = outcome;
                return inside;
            }
            let Some(text) = condition.hashed_text(flag, context) else { return false };
            let (inside, outcome) = hashing.assign(text);
            split = outcome;
            inside
        });
        Match { matches, split }
    }

    #[inline]
    pub(crate) fn answer_of_decision(self, decision: Decision) -> Answer<'s> {
        let flag = &self.entry.flag;
        let rule_id = |position: usize| flag.rules.get(position).map(|rule| rule.id);
        let unreadable = |rule_id| Answer {
            outcome: None,
            value_type: Some(flag.value_type),
            flag_enabled: true,
            reason: Reason::Unreadable { rule_id },
        };
        match decision {
            Decision::Rule(position) if flag.unreadable().is_empty() => self.answer_of(position),
            Decision::Rule(position) => self.tainted_answer_of(position),
            Decision::Split(position) => self.answer_of_split(position),
            Decision::PrerequisiteFailed(position) => {
                let prerequisite = u8::try_from(position).unwrap_or(u8::MAX);
                self.answer(flag.off_outcome, Reason::PrerequisiteFailed { prerequisite })
            }
            Decision::PrerequisiteUnreadable => unreadable(None),
            Decision::RuleUnreadable(position) => unreadable(rule_id(position)),
            Decision::Disabled => self.answer(flag.off_outcome, Reason::Disabled),
            Decision::FlagUnreadable => Answer::UNREADABLE,
        }
    }
}

impl<'s> FlagRef<'s> {
    #[inline]
    fn answer_of_split(self, position: usize) -> Answer<'s> {
        let flag = &self.entry.flag;
        let split = flag.split_outcomes().get(position);
        match split.and_then(|split| Some((split.outcome, flag.rules.get(usize::from(split.rule))?.id))) {
            Some((outcome, rule_id)) => self.answer(outcome, Reason::RuleMatch { rule_id }),
            None => Answer::UNREADABLE,
        }
    }
}

impl Match {
    fn decision(self, position: usize) -> Decision {
        self.split.map_or(Decision::Rule(position), |split| Decision::Split(split.into()))
    }
}
