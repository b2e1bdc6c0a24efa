//! Flags ready to evaluate, as data.

use alloc::boxed::Box;
use alloc::string::String;

use crate::bytes::same;
use crate::compiled_condition::CompiledCondition;
use crate::compiled_rule::CompiledRule;
use crate::digest::Digest;
use crate::group::Group;
use crate::handle::Handle;
use crate::hashing::{Hashing, SplitOutcome};
use crate::operand::Operand;
use crate::outcome::{Outcome, OutcomeId};
use crate::{Cost, ObjectKind, Unreadable, ValueType, cost};

/// A flag that can be evaluated: rules in order, operands parsed, the salt turned into a seed.
// Most flags need no more than three flat lists: fetching them is most of the cost of an evaluation.
#[derive(Debug)]
pub(crate) struct CompiledFlag {
    pub seed: u64,
    /// Rules without a readable priority or id, then the others by priority and id.
    pub rules: Box<[CompiledRule]>,
    /// Those of the first rule, then those of the second; fewer than 2^16.
    pub conditions: Box<[CompiledCondition]>,
    /// The key, then the strings that the conditions need.
    pub strings: Box<str>,
    pub uncommon: Option<Box<Uncommon>>,
    pub key_len: u32,
    pub default_outcome: OutcomeId,
    /// That of the flag while it is off.
    pub off_outcome: OutcomeId,
    pub value_type: ValueType,
    pub state: State,
}

/// How a flag is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// On, and every rule can be read.
    Enabled,
    Disabled,
    /// On, without links, and what a rule answers depends on more than whether it matches. Rules that cannot be read are
    /// possible too.
    Split,
    /// On, and the answer depends on segments or other flags. Splits and rules that cannot be read are possible too.
    Linked,
    /// On, and some rule cannot be read: the rule that matches may be one that stops evaluation.
    Tainted,
    /// Only the key can be read.
    Unreadable,
}

/// Tables that a flag with boolean values and string comparisons does not need.
#[derive(Debug, Default)]
pub(crate) struct Uncommon {
    pub outcomes: Box<[Outcome]>,
    pub operands: Box<[Operand]>,
    pub groups: Box<[Group]>,
    pub hashings: Box<[Hashing]>,
    pub split_outcomes: Box<[SplitOutcome]>,
    /// Those that the first condition with segments names, then those of the next.
    pub segments: Box<[Handle]>,
    pub prerequisites: Box<[CompiledPrerequisite]>,
    pub unreadable: Box<[Unreadable]>,
}

/// Another flag whose answer has to be one of some values.
#[derive(Debug)]
pub(crate) struct CompiledPrerequisite {
    pub flag: Handle,
    pub values: Box<[Digest]>,
}

impl CompiledFlag {
    #[inline]
    pub fn key(&self) -> &str {
        self.strings.get(..self.key_len as usize).unwrap_or_default()
    }

    #[inline]
    pub fn has_key(&self, key: &str) -> bool {
        let own = self.strings.as_bytes().get(..key.len()).unwrap_or_default();
        self.key_len as usize == key.len() && same(own, key.as_bytes())
    }

    #[inline]
    pub fn enabled(&self) -> bool {
        !matches!(self.state, State::Disabled | State::Unreadable)
    }

    /// The rule's conditions, up to its last.
    #[inline]
    pub fn conditions_of(&self, rule: &CompiledRule) -> impl Iterator<Item = &CompiledCondition> {
        let first = self.conditions.get(usize::from(rule.start)..).unwrap_or_default();
        let mut ended = false;
        first.iter().take_while(move |condition| !core::mem::replace(&mut ended, condition.is_last))
    }

    #[inline]
    pub fn outcome(&self, id: OutcomeId) -> &Outcome {
        id.of(|| self.uncommon.as_ref().map(|uncommon| &*uncommon.outcomes).unwrap_or_default())
    }

    /// The worst time of an evaluation. It is computed from the conditions, so that flags need no room for it.
    pub fn cost(&self) -> Cost {
        cost::flag() + self.conditions.iter().map(|condition| condition.cost(self)).sum()
    }

    pub fn operand(&self, position: u32) -> Option<&Operand> {
        self.uncommon.as_ref()?.operands.get(position as usize)
    }

    pub fn group(&self, position: u32) -> Option<&Group> {
        self.uncommon.as_ref()?.groups.get(position as usize)
    }

    #[inline]
    pub fn hashing(&self, position: u32) -> Option<&Hashing> {
        self.uncommon.as_ref()?.hashings.get(position as usize)
    }

    /// The variants of all splits, rule by rule.
    #[inline]
    pub fn split_outcomes(&self) -> &[SplitOutcome] {
        self.uncommon.as_ref().map(|uncommon| &*uncommon.split_outcomes).unwrap_or_default()
    }

    /// All segments that the flag's rules name, with repetitions.
    #[inline]
    pub fn segments(&self) -> &[Handle] {
        self.uncommon.as_ref().map(|uncommon| &*uncommon.segments).unwrap_or_default()
    }

    pub fn prerequisites(&self) -> &[CompiledPrerequisite] {
        self.uncommon.as_ref().map(|uncommon| &*uncommon.prerequisites).unwrap_or_default()
    }

    /// Whether the answer depends on other objects.
    pub fn is_linked(&self) -> bool {
        self.uncommon
            .as_ref()
            .is_some_and(|uncommon| !uncommon.segments.is_empty() || !uncommon.prerequisites.is_empty())
    }

    /// The problems of the rules that cannot be read, or of the whole flag.
    pub fn unreadable(&self) -> &[Unreadable] {
        self.uncommon.as_ref().map(|uncommon| &*uncommon.unreadable).unwrap_or_default()
    }

    /// A flag of which only the key can be read.
    pub fn new_unreadable(key: &str, problem: String) -> Self {
        let unreadable = Unreadable::new(ObjectKind::Flag, key, None, problem);
        Self {
            seed: 0,
            rules: Box::default(),
            conditions: Box::default(),
            strings: key.into(),
            uncommon: Some(Box::new(Uncommon { unreadable: Box::new([unreadable]), ..Uncommon::default() })),
            key_len: key.len() as u32,
            default_outcome: OutcomeId::NONE,
            off_outcome: OutcomeId::NONE,
            value_type: ValueType::Json,
            state: State::Unreadable,
        }
    }
}
