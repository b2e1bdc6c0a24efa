//! Groups of conditions ready to evaluate.
//!
//! Negation is pushed down to the leaves when a group is compiled: a negated leaf holds when its comparison is known to
//! fail. So evaluation needs no third value, and a group is a list of leaves with a jump for either result of each.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::attribute_filter::AttributeHash;
use crate::compiled_condition::CompiledCondition;
use crate::compiled_flag::CompiledFlag;
use crate::{ConditionResult, Context, Cost};

/// A condition of the form `any`, `all` or `not`.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    steps: Box<[Step]>,
    /// The form as it was written, for explanations.
    shape: Shape,
}

/// A leaf, and where evaluation continues.
#[derive(Clone, Debug)]
struct Step {
    condition: CompiledCondition,
    /// What a context must have for the leaf to hold.
    needs: AttributeHash,
    if_holds: Jump,
    if_not: Jump,
}

/// The position of a later step, or the group's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Jump(u16);

/// The nesting of a group. Its leaves are in the order of the steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Leaf,
    Any(Box<[Shape]>),
    All(Box<[Shape]>),
    Not(Box<Shape>),
}

impl Group {
    /// The most leaves that a group can have.
    pub const LEAVES: usize = Jump::FAILS.0 as usize;

    /// `leaves` are in the order of `shape`, each negated if it is within an odd number of `not`; at most
    /// [`LEAVES`](Self::LEAVES).
    pub fn new(shape: Shape, leaves: Vec<CompiledCondition>) -> Self {
        let mut jumps = Vec::with_capacity(leaves.len());
        shape.jumps(false, (Jump::HOLDS, Jump::FAILS), &mut jumps);
        let steps = leaves.into_iter().zip(jumps);
        let steps = steps.map(|(condition, (if_holds, if_not))| {
            let needs = condition.needs().unwrap_or(AttributeHash::ANY);
            Step { condition, needs, if_holds, if_not }
        });
        Self { steps: steps.collect(), shape }
    }

    /// Whether the group holds, given whether a leaf does. No more leaves are evaluated than needed.
    #[inline]
    pub fn holds(&self, context: &Context<'_>, leaf_holds: impl Fn(&CompiledCondition) -> bool) -> bool {
        let mut jump = Jump(0);
        // Every jump leads forward.
        while let Some(step) = self.steps.get(usize::from(jump.0)) {
            let holds = context.may_have(step.needs) && leaf_holds(&step.condition);
            jump = if holds { step.if_holds } else { step.if_not };
        }
        jump == Jump::HOLDS
    }

    /// The result of the group, given that of each leaf before its negation.
    pub fn result(&self, leaf_result: &dyn Fn(&CompiledCondition) -> ConditionResult) -> ConditionResult {
        self.shape.result(&mut self.leaves().map(leaf_result))
    }

    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    pub fn leaves(&self) -> impl Iterator<Item = &CompiledCondition> {
        self.steps.iter().map(|step| &step.condition)
    }

    /// The worst time of an evaluation.
    pub fn cost(&self, flag: &CompiledFlag) -> Cost {
        self.leaves().map(|leaf| leaf.cost(flag)).sum()
    }
}

impl Jump {
    const HOLDS: Self = Self(u16::MAX);
    const FAILS: Self = Self(u16::MAX - 1);
}

impl Shape {
    /// Appends the jumps of each leaf: where evaluation continues if this part holds, and if it does not.
    fn jumps(&self, negated: bool, to: (Jump, Jump), jumps: &mut Vec<(Jump, Jump)>) {
        let (parts, one_is_enough) = match self {
            Self::Leaf => return jumps.push(to),
            Self::Not(part) => return part.jumps(!negated, to, jumps),
            Self::Any(parts) => (parts, !negated),
            Self::All(parts) => (parts, negated),
        };
        for (part, following) in parts.iter().zip((0..parts.len()).rev()) {
            let next = Jump((jumps.len() + part.leaves()) as u16);
            let (if_holds, if_not) = match (following, one_is_enough) {
                (0, _) => to,
                (_, true) => (to.0, next),
                (_, false) => (next, to.1),
            };
            part.jumps(negated, (if_holds, if_not), jumps);
        }
    }

    /// `leaves` starts with the results of those of this part.
    fn result(&self, leaves: &mut dyn Iterator<Item = ConditionResult>) -> ConditionResult {
        match self {
            Self::Leaf => leaves.next().unwrap_or(ConditionResult::Unknown),
            Self::Any(parts) => ConditionResult::any(parts.iter().map(|part| part.result(leaves))),
            Self::All(parts) => ConditionResult::all(parts.iter().map(|part| part.result(leaves))),
            Self::Not(part) => !part.result(leaves),
        }
    }

    fn leaves(&self) -> usize {
        match self {
            Self::Leaf => 1,
            Self::Not(part) => part.leaves(),
            Self::Any(parts) | Self::All(parts) => parts.iter().map(Self::leaves).sum(),
        }
    }
}
