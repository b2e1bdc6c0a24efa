//! One evaluation of a flag that depends on other flags or on segments.

use core::{fmt, ptr};

use crate::compiled_condition::{CompiledCondition, Path, Test};
use crate::compiled_flag::{CompiledFlag, CompiledPrerequisite};
use crate::compiled_rule::CompiledRule;
use crate::compiled_segment::CompiledSegment;
use crate::entry::Entry;
use crate::extended::Decision;
use crate::handle::Handle;
use crate::memo::{FlagMemo, SegmentMemo};
use crate::segment_links::Problem;
use crate::{Answer, ConditionResult, Context, FlagRef, SegmentPart, Snapshot, limits};

/// A context and a snapshot, with the results so far: each flag and each segment is evaluated at most once.
pub(crate) struct Question<'q, 's> {
    pub snapshot: &'s Snapshot,
    pub context: &'q Context<'q>,
    /// The flag whose answer is wanted; none where only segments are evaluated.
    root: Option<&'s Entry>,
    segments: SegmentMemo,
    flags: FlagMemo<Decision>,
}

/// The bits of a segment in the memo: whether it is known that it holds, whether it does, and the same of whether it fails.
const HOLDS: u8 = 0b0001;
const FAILS: u8 = 0b0100;
/// The bits from this one on are 0 until its lists have been searched, then one more than the number of their results.
const LISTS: u32 = 4;

/// Whether a prerequisite holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PrerequisiteResult {
    Holds,
    Fails,
    /// The flag is absent or unreadable, or its answer is, or it has this flag as a prerequisite, or there are more flags
    /// or levels than the limits allow.
    Unreadable,
}

/// Why a segment cannot be evaluated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SegmentProblem<'s> {
    key: &'s str,
    /// `None` if it does not exist.
    problem: Option<&'s Problem>,
}

impl fmt::Display for SegmentProblem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problem {
            Some(problem) => write!(f, "the segment `{}` cannot be evaluated: {problem}", self.key),
            None => write!(f, "the segment `{}` does not exist", self.key),
        }
    }
}

impl<'q, 's> Question<'q, 's> {
    #[inline]
    pub fn new(flag: FlagRef<'s>, context: &'q Context<'q>) -> Self {
        Self { root: Some(flag.entry), ..Self::of_segments(flag.snapshot, context) }
    }

    /// About segments only.
    #[inline]
    pub fn of_segments(snapshot: &'s Snapshot, context: &'q Context<'q>) -> Self {
        Self { snapshot, context, root: None, segments: SegmentMemo::new(), flags: FlagMemo::new() }
    }

    /// Whether a prerequisite of a flag at that depth holds.
    pub fn prerequisite(&self, prerequisite: &CompiledPrerequisite, depth: usize) -> PrerequisiteResult {
        let decision = self.prerequisite_decision(&prerequisite.flag, depth);
        match decision.and_then(|(flag, decision)| flag.outcome_of_decision(decision)) {
            None => PrerequisiteResult::Unreadable,
            Some(outcome) if prerequisite.values.contains(&outcome.digest) => PrerequisiteResult::Holds,
            Some(_) => PrerequisiteResult::Fails,
        }
    }

    /// The answer of the flag of a prerequisite.
    pub fn prerequisite_answer(
        &self,
        prerequisite: &CompiledPrerequisite,
        depth: usize,
    ) -> Option<Answer<'s>> {
        let (flag, decision) = self.prerequisite_decision(&prerequisite.flag, depth)?;
        Some(flag.answer_of_decision(decision))
    }

    /// `None` for an absent flag, for one that is being evaluated, and beyond the limits.
    fn prerequisite_decision(&self, handle: &Handle, depth: usize) -> Option<(FlagRef<'s>, Decision)> {
        let position = self.snapshot.flags.position_of(handle)?;
        let flag = self.snapshot.flag_at(position)?;
        if self.root.is_some_and(|root| ptr::eq(flag.entry, root)) {
            return None;
        }
        if let Some(place) = self.flags.find(position) {
            return Some((flag, place.result.get()?));
        }
        if depth >= limits::PREREQUISITE_DEPTH {
            return None;
        }
        let place = self.flags.add(position)?;
        let decision = flag.decide(self, depth + 1);
        place.result.set(Some(decision));
        Some((flag, decision))
    }

    /// Whether a condition holds, of a flag or of a segment.
    #[inline]
    pub fn holds(&self, condition: &CompiledCondition, flag: &CompiledFlag) -> bool {
        match condition.equals_fast(flag, self.context) {
            Some(holds) => holds,
            None => self.holds_in_full(condition, flag),
        }
    }

    #[inline(never)]
    fn holds_in_full(&self, condition: &CompiledCondition, flag: &CompiledFlag) -> bool {
        match condition.test {
            Test::InSegment => self.in_segments(condition, flag),
            Test::Group => {
                let holds = |leaf: &CompiledCondition| self.holds(leaf, flag);
                condition.group(flag).is_some_and(|group| group.holds(self.context, holds))
            }
            Test::Compare(_) | Test::Share | Test::Hashing => condition.holds(flag, self.context),
        }
    }

    /// An unreadable condition counts as holding, negated or not.
    fn in_segments(&self, condition: &CompiledCondition, flag: &CompiledFlag) -> bool {
        let is_negated = condition.path == Path::Negated;
        let mut holds = is_negated;
        for handle in condition.segments(flag) {
            match self.readable_position(handle) {
                Some(position) if is_negated => holds = holds && self.segment(position, FAILS),
                Some(position) => holds = holds || self.segment(position, HOLDS),
                None => return true,
            }
        }
        holds
    }

    /// Whether all segments can be evaluated that a rule names.
    #[inline]
    pub fn is_readable(&self, rule: &CompiledRule, flag: &CompiledFlag) -> bool {
        let has_links =
            |condition: &CompiledCondition| matches!(condition.test, Test::InSegment | Test::Group);
        flag.conditions_of(rule).filter(|condition| has_links(condition)).all(|condition| {
            let is_known = |handle: &Handle| self.readable_position(handle).is_some();
            match condition.group(flag) {
                Some(group) => group.leaves().all(|leaf| leaf.segments(flag).iter().all(is_known)),
                None => condition.segments(flag).iter().all(is_known),
            }
        })
    }

    /// Why a rule that matched cannot be read: a condition with a segment that cannot be evaluated, whether it was evaluated
    /// or not.
    pub fn problem_of(&self, rule: &CompiledRule, flag: &'s CompiledFlag) -> Option<SegmentProblem<'s>> {
        let of_leaf = |condition: &CompiledCondition| {
            condition.segments(flag).iter().find_map(|handle| self.segment_problem(handle))
        };
        flag.conditions_of(rule).find_map(|condition| match condition.group(flag) {
            Some(group) => group.leaves().find_map(of_leaf),
            None => of_leaf(condition),
        })
    }

    /// Why a segment cannot be evaluated.
    pub fn segment_problem<'h>(&self, handle: &'h Handle) -> Option<SegmentProblem<'h>>
    where
        's: 'h,
    {
        let position = self.snapshot.segments.position_of(handle);
        if position.is_some_and(|position| self.snapshot.segment_links.is_readable(position)) {
            return None;
        }
        let problem = position.and_then(|position| self.snapshot.segment_links.problem(position));
        Some(SegmentProblem { key: handle.key(), problem })
    }

    /// The position of a segment that can be evaluated.
    #[inline]
    fn readable_position(&self, handle: &Handle) -> Option<usize> {
        let position = self.snapshot.segments.position_of(handle)?;
        self.snapshot.segment_links.is_readable(position).then_some(position)
    }

    /// Whether a segment that can be evaluated [holds](HOLDS) or [fails](FAILS).
    fn segment(&self, position: usize, result: u8) -> bool {
        let known = self.segments.get(position);
        if known & result != 0 {
            return known & result << 1 != 0;
        }
        let is_result = self.evaluate_segment(position, result);
        self.segments.add(position, if is_result { result | result << 1 } else { result });
        is_result
    }

    /// Only readable segments are evaluated: these nest a few levels deep.
    #[inline(never)]
    fn evaluate_segment(&self, position: usize, result: u8) -> bool {
        let segment = self.snapshot.segments.get(position).and_then(|entry| entry.segment.as_ref().ok());
        let Some(segment) = segment else { return false };
        let (included, excluded) = self.list_results(position, segment);
        let flag = &segment.rules;
        if result == HOLDS {
            let rule_holds = |rule: &CompiledRule| {
                self.context.may_have(rule.needs)
                    && flag.conditions_of(rule).all(|condition| self.holds(condition, flag))
            };
            included == ConditionResult::Holds
                || excluded == ConditionResult::Fails && flag.rules.iter().any(rule_holds)
        } else {
            let rule_fails = |rule: &CompiledRule| {
                flag.conditions_of(rule)
                    .any(|condition| self.result(condition, flag) == ConditionResult::Fails)
            };
            included == ConditionResult::Fails
                && (excluded == ConditionResult::Holds || flag.rules.iter().all(rule_fails))
        }
    }

    /// Whether the context is included in a segment, and whether it is excluded. The lists are searched once, because that
    /// takes long for a list attribute.
    fn list_results(&self, position: usize, segment: &CompiledSegment) -> (ConditionResult, ConditionResult) {
        const RESULTS: [ConditionResult; 3] =
            [ConditionResult::Holds, ConditionResult::Fails, ConditionResult::Unknown];
        let number = usize::from(self.segments.get(position) >> LISTS);
        if let Some(number) = number.checked_sub(1) {
            return (RESULTS[number / 3 % 3], RESULTS[number % 3]);
        }
        let actual = segment.listed_value(self.context);
        let (included, excluded) = (segment.included(actual), segment.excluded(actual));
        self.segments.add(position, (1 + 3 * included as u8 + excluded as u8) << LISTS);
        (included, excluded)
    }

    /// The result of a condition of a segment that can be evaluated, before a negation.
    fn result(&self, condition: &CompiledCondition, flag: &CompiledFlag) -> ConditionResult {
        if let Some(group) = condition.group(flag) {
            return group.result(&|leaf| self.result(leaf, flag));
        }
        match condition.test {
            Test::InSegment => {
                let segments = condition.segments(flag).iter();
                ConditionResult::any(segments.map(|handle| self.segment_result(handle)))
            }
            _ => condition.result_for(flag, condition.actual(flag, self.context)),
        }
    }

    /// The result of a segment that can be evaluated.
    pub fn segment_result(&self, handle: &Handle) -> ConditionResult {
        match self.readable_position(handle) {
            Some(position) if self.segment(position, HOLDS) => ConditionResult::Holds,
            Some(position) if self.segment(position, FAILS) => ConditionResult::Fails,
            _ => ConditionResult::Unknown,
        }
    }
}

impl Question<'_, '_> {
    /// The list or the rule that decides the result of a segment that can be evaluated.
    pub fn deciding_part(&self, handle: &Handle) -> Option<SegmentPart> {
        let entry = self.snapshot.segments.get(self.snapshot.segments.position_of(handle)?)?;
        let segment = entry.segment.as_ref().ok()?;
        let actual = segment.listed_value(self.context);
        let (included, excluded) = (segment.included(actual), segment.excluded(actual));
        let flag = &segment.rules;
        let holds =
            |rule: &CompiledRule| flag.conditions_of(rule).all(|condition| self.holds(condition, flag));
        match (included, excluded) {
            (ConditionResult::Holds, _) => Some(SegmentPart::Included),
            (_, ConditionResult::Holds) => Some(SegmentPart::Excluded),
            // Whether the context is excluded is not known, so that no rule decides.
            (_, ConditionResult::Unknown) => None,
            (_, ConditionResult::Fails) => flag.rules.iter().position(holds).map(SegmentPart::Rule),
        }
    }
}
