//! The workloads of `benches/workloads`, as one type.

// It finds `flag` and `floor` in this module.
#[expect(dead_code, reason = "other benchmarks use `compare` and `bare`")]
#[path = "../../workloads/mixed.rs"]
pub mod mixed;

use crate::workloads::{self, Work, flag, floor};
use mixed::Mix;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Workload {
    /// W1 to W6.
    Steady(Work),
    /// W2b to W6b.
    Mixed(Mix),
}

impl Workload {
    pub fn name(self) -> String {
        match self {
            Self::Steady(work) => work.name().to_owned(),
            Self::Mixed(mix) => mix.name(),
        }
    }

    /// The keys of one pass: each of them for each context in W1 to W6, as [`Mix::each`] evaluates them in the others.
    pub fn keys(self) -> Vec<String> {
        match self {
            Self::Steady(work) => work.keys(),
            Self::Mixed(mix) => mix.keys(),
        }
    }

    /// The number of contexts of one pass.
    pub fn users(self) -> usize {
        match self {
            Self::Steady(work) => work.contexts().len(),
            Self::Mixed(mix) => mix.contexts().len(),
        }
    }

    /// The number of evaluations in one pass.
    pub fn calls(self) -> usize {
        match self {
            Self::Steady(work) => work.keys().len() * work.contexts().len(),
            Self::Mixed(mix) => mix.keys().len(),
        }
    }

    /// Whether one call evaluates all flags.
    pub fn is_at_once(self) -> bool {
        matches!(self, Self::Steady(Work::All) | Self::Mixed(Mix::All))
    }

    /// The index of the rule that includes a share of the users, and the share.
    pub fn share(self) -> Option<(u8, f64)> {
        match self {
            Self::Steady(Work::Rollout) | Self::Mixed(Mix::Rollout) => Some((0, 0.25)),
            Self::Steady(Work::Cycle | Work::All) | Self::Mixed(Mix::Cycle | Mix::All) => Some((3, 0.5)),
            _ => None,
        }
    }

    /// Evaluates each key. Inputs and results are opaque to the optimizer. The result is the answer in W1 to W6, and the
    /// `value` of the answer in the others.
    #[inline(always)]
    pub fn each<K, C, A>(
        self,
        keys: &[K],
        contexts: &[C],
        evaluate: impl Fn(&K, &C) -> A,
        value: impl Fn(A) -> Option<bool>,
    ) {
        match self {
            Self::Steady(_) => workloads::each(keys, contexts, evaluate),
            Self::Mixed(mix) => mix.each(keys, contexts, |key, context| value(evaluate(key, context))),
        }
    }
}
