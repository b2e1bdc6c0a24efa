//! The regular expressions in use, so that none is compiled twice: flags are compiled often, with each change of one of
//! their rules, and compiling an expression can take 100 ms.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::sync::{Arc, Weak};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Compiled, Pattern};
use crate::cost::Cost;

/// The expressions in use.
pub(super) struct PatternCache {
    by_text: BTreeMap<Box<str>, Weak<Compiled>>,
    /// The number of texts after which those that are not in use any more are removed.
    sweep_at: usize,
    /// The last ones, so that an expression that was checked is still there when its flag is compiled.
    recent: VecDeque<Pattern>,
    /// The costs of expressions, in use or not, so that a flag can be checked without compiling those that it has already.
    costs: BTreeMap<Box<str>, Cost>,
    costs_bytes: usize,
}

static CACHE: Mutex<PatternCache> = Mutex::new(PatternCache {
    by_text: BTreeMap::new(),
    sweep_at: 0,
    recent: VecDeque::new(),
    costs: BTreeMap::new(),
    costs_bytes: 0,
});

/// How many expressions are kept that are not in use.
const RECENT: usize = 64;
/// The bytes of expressions whose costs are kept.
const COSTS_BYTES: usize = 8 << 20;

pub(super) fn lock() -> MutexGuard<'static, PatternCache> {
    // No code panics in the middle of a change.
    CACHE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl PatternCache {
    pub fn find(&self, text: &str) -> Option<Pattern> {
        self.by_text.get(text).and_then(Weak::upgrade).map(Pattern)
    }

    pub fn cost(&self, text: &str) -> Option<Cost> {
        self.costs.get(text).copied()
    }

    pub fn insert(&mut self, pattern: &Pattern) {
        self.by_text.insert(pattern.as_str().into(), Arc::downgrade(&pattern.0));
        self.recent.push_back(pattern.clone());
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        if self.by_text.len() > self.sweep_at {
            self.by_text.retain(|_, compiled| compiled.strong_count() > 0);
            self.sweep_at = 2 * self.by_text.len() + RECENT;
        }
        if self.costs.insert(pattern.as_str().into(), pattern.cost()).is_none() {
            self.costs_bytes += pattern.as_str().len() + size_of::<(Box<str>, Cost)>();
        }
        if self.costs_bytes > COSTS_BYTES {
            self.costs.clear();
            self.costs_bytes = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compile(text: &str) -> Pattern {
        Pattern::compile(text).unwrap_or_else(|problem| panic!("{text}: {problem}"))
    }

    #[test]
    fn an_expression_in_use_is_compiled_once() {
        let text = "^once-[0-9]{3}$";
        let (one, other) = (compile(text), compile(text));
        assert!(Arc::ptr_eq(&one.0, &other.0));
        let kept = Arc::downgrade(&one.0);
        drop((one, other));
        for number in 0..4 * RECENT {
            compile(&format!("^other-{number}$"));
        }
        assert!(kept.upgrade().is_none());
        assert!(Pattern::compile("(").is_err() && Pattern::compile("(").is_err());
        assert!(compile(text).is_match("once-123"));
    }

    #[test]
    fn a_known_cost_needs_no_compilation() {
        let text = "^known-[0-9]+$";
        let cost = compile(text).cost();
        for number in 0..=RECENT {
            compile(&format!("^later-{number}$"));
        }
        let is_compiled = || lock().find(text).is_some();
        assert!(!is_compiled());
        assert_eq!(Pattern::cost_of(text), Ok(cost));
        assert!(!is_compiled());
        assert_eq!(Pattern::cost_of("^unknown$"), Ok(compile("^unknown$").cost()));
        assert!(Pattern::cost_of("(").is_err());
    }
}
