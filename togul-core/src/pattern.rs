//! Regular expressions that match in a time that is known when they are compiled.
//!
//! An expression runs on its complete DFA if that is small: then a byte costs a few nanoseconds, whatever the
//! expression and the text are. Any other expression runs on its NFA, where a byte costs up to a constant for each state
//! of the NFA. There is no cache whose misses would have to be estimated.

#[cfg(feature = "std")]
mod cache;

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;
use core::panic::{RefUnwindSafe, UnwindSafe};

use regex_automata::dfa::{Automaton, StartKind, dense, sparse};
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::pikevm::{self, PikeVM};
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::alphabet::Unit;
use regex_automata::util::pool::Pool;
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, Input, MatchError};

use crate::cost::{self, Cost};
use crate::limits;

/// A compiled regular expression. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    text: Box<str>,
    dfa: Option<Dfa>,
    /// Without a DFA, and for texts at which the DFA gives up: it knows `\b` between ASCII characters only.
    nfa: Option<Nfa>,
    cost: Cost,
}

#[derive(Debug)]
enum Dfa {
    Dense(dense::DFA<Vec<u32>>),
    /// Smaller and slower: a byte costs a search among the transitions of a state.
    Sparse(sparse::DFA<Vec<u8>>, Transitions),
}

#[derive(Debug)]
struct Nfa {
    /// Visits each state at most once for each byte.
    backtracker: BoundedBacktracker,
    /// For texts that are too long for the backtracker's memory, which no attribute over HTTP is.
    vm: PikeVM,
    /// Scratch memory.
    caches: Pool<Caches, NewCaches>,
}

#[derive(Debug)]
struct Caches {
    backtracker: backtrack::Cache,
    vm: pikevm::Cache,
}

type NewCaches = Box<dyn Fn() -> Caches + Send + Sync + UnwindSafe + RefUnwindSafe>;

/// The most transitions of a state.
type Transitions = usize;

/// The bytes of a dense DFA that is kept as it is.
const DENSE_BYTES: usize = 32 << 10;
/// The bytes of a sparse DFA.
const SPARSE_BYTES: usize = 256 << 10;

/// What building a DFA may take.
struct Budget {
    /// The states of the NFA.
    states: usize,
    /// The bytes of the dense DFA that is built, to become a sparse one if it is large.
    bytes: usize,
    /// The scratch memory.
    scratch: usize,
}

/// Takes up to about 20 ms.
const BUDGET: Budget = Budget { states: 2_048, bytes: 1 << 20, scratch: 256 << 10 };
/// For expressions that match at the start only, up to about 100 ms: those like `^\w{3,20}$` have many states, but hardly
/// more than their NFA, because no two attempts to match overlap.
const ANCHORED_BUDGET: Budget = Budget { states: 8_192, bytes: 4 << 20, scratch: 512 << 10 };

impl Pattern {
    /// The error is what is wrong with the expression. An expression that is in use is not compiled again, except
    /// without the feature `std`.
    pub fn compile(text: &str) -> Result<Self, String> {
        #[cfg(feature = "std")]
        if let Some(pattern) = cache::lock().find(text) {
            return Ok(pattern);
        }
        let pattern = Self::build(text)?;
        #[cfg(feature = "std")]
        cache::lock().insert(&pattern);
        Ok(pattern)
    }

    /// As [`cost`](Self::cost) of the compiled expression, which is compiled only if that is not known.
    pub fn cost_of(text: &str) -> Result<Cost, String> {
        #[cfg(feature = "std")]
        if let Some(cost) = cache::lock().cost(text) {
            return Ok(cost);
        }
        Self::compile(text).map(|pattern| pattern.cost())
    }

    fn build(text: &str) -> Result<Self, String> {
        let nfa = parse(text)?;
        let dfa = Dfa::of(&nfa);
        let gives_up = nfa.look_set_any().contains_word_unicode();
        let dfa_cost = dfa.as_ref().map_or(Cost::default(), Dfa::cost);
        let (nfa, nfa_cost) = match dfa.is_none() || gives_up {
            true => (Some(&nfa), cost::nfa(nfa.states().len())),
            false => (None, Cost::default()),
        };
        let nfa = nfa.map(Nfa::of).transpose()?;
        let cost = dfa_cost + nfa_cost;
        Ok(Self(Arc::new(Compiled { text: text.into(), dfa, nfa, cost })))
    }

    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// The worst time of a condition with this expression.
    pub fn cost(&self) -> Cost {
        self.0.cost
    }

    /// Whether there is a match anywhere in the text.
    pub fn is_match(&self, text: &str) -> bool {
        match self.0.dfa.as_ref().map(|dfa| dfa.is_match(text)) {
            Some(Ok(matches)) => matches,
            None | Some(Err(_)) => self.0.nfa.as_ref().is_some_and(|nfa| nfa.is_match(text)),
        }
    }
}

impl Dfa {
    fn of(nfa: &NFA) -> Option<Self> {
        let budget = if nfa.is_always_start_anchored() { ANCHORED_BUDGET } else { BUDGET };
        if nfa.states().len() > budget.states {
            return None;
        }
        // Not accelerated: where a text has the sought byte everywhere, that makes it five times slower.
        let config = dense::Config::new()
            .accelerate(false)
            .start_kind(StartKind::Unanchored)
            .unicode_word_boundary(true)
            .dfa_size_limit(Some(budget.bytes))
            .determinize_size_limit(Some(budget.scratch));
        let dense = dense::Builder::new().configure(config).build_from_nfa(nfa).ok()?;
        if dense.memory_usage() <= DENSE_BYTES {
            return Some(Self::Dense(dense));
        }
        let sparse = dense.to_sparse().ok()?;
        (sparse.memory_usage() <= SPARSE_BYTES).then(|| Self::Sparse(sparse, most_transitions(&dense)))
    }

    fn cost(&self) -> Cost {
        match self {
            Self::Dense(dfa) => cost::dense_dfa(dfa.memory_usage()),
            Self::Sparse(dfa, transitions) => cost::sparse_dfa(dfa.memory_usage(), *transitions),
        }
    }

    fn is_match(&self, text: &str) -> Result<bool, MatchError> {
        let input = Input::new(text).earliest(true);
        Ok(match self {
            Self::Dense(dfa) => dfa.try_search_fwd(&input)?.is_some(),
            Self::Sparse(dfa, _) => dfa.try_search_fwd(&input)?.is_some(),
        })
    }
}

/// The most transitions of a state in the sparse form, which has one for each range of bytes that lead to the same state.
/// A byte is sought among them one by one.
fn most_transitions(dfa: &dense::DFA<Vec<u32>>) -> Transitions {
    let bytes: Vec<_> = dfa.byte_classes().representatives(..).filter_map(Unit::as_u8).collect();
    let before = (0..=u8::MAX).map(Some).chain([None]);
    let starts = before.map(|byte| start::Config::new().anchored(Anchored::No).look_behind(byte));
    let mut found = Vec::new();
    let mut is_new = |state: StateID| {
        let index = state.as_usize() >> dfa.stride2();
        found.resize(found.len().max(index + 1), false);
        !mem::replace(&mut found[index], true)
    };
    let mut pending: Vec<_> = starts.filter_map(|start| dfa.start_state(&start).ok()).collect();
    pending.retain(|state| is_new(*state));
    let mut most = 0;
    while let Some(state) = pending.pop() {
        let (mut count, mut last) = (0, None);
        for byte in &bytes {
            let next = dfa.next_state(state, *byte);
            if last != Some(next) {
                count += usize::from(!dfa.is_dead_state(next));
                last = Some(next);
            }
            if is_new(next) {
                pending.push(next);
            }
        }
        most = most.max(count);
    }
    most
}

impl Nfa {
    fn of(nfa: &NFA) -> Result<Self, String> {
        let backtracker = BoundedBacktracker::new_from_nfa(nfa.clone()).map_err(|err| err.to_string())?;
        let vm = PikeVM::new_from_nfa(nfa.clone()).map_err(|err| err.to_string())?;
        let own = (backtracker.clone(), vm.clone());
        let new_caches: NewCaches =
            Box::new(move || Caches { backtracker: own.0.create_cache(), vm: own.1.create_cache() });
        Ok(Self { backtracker, vm, caches: Pool::new(new_caches) })
    }

    fn is_match(&self, text: &str) -> bool {
        let caches = &mut *self.caches.get();
        let decided = self.backtracker.try_is_match(&mut caches.backtracker, text);
        decided.unwrap_or_else(|_| self.vm.is_match(&mut caches.vm, text))
    }
}

fn parse(text: &str) -> Result<NFA, String> {
    let hir = syntax::parse_with(text, &syntax::Config::new()).map_err(|err| {
        // The pattern with a caret below; the last line is the error.
        let drawn = err.to_string();
        let last = drawn.lines().next_back().unwrap_or_default();
        last.strip_prefix("error: ").unwrap_or(last).to_owned()
    })?;
    let config = thompson::Config::new()
        .which_captures(WhichCaptures::None)
        .nfa_size_limit(Some(limits::REGEX_PROGRAM_BYTES));
    let built = thompson::Compiler::new().configure(config).build_from_hir(&hir);
    built.map_err(|_| {
        format!(
            "this one would take more than {} bytes of memory: repeat less often, or use `(?-u:\\w)` instead of `\\w` \
             if ASCII letters are enough",
            limits::REGEX_PROGRAM_BYTES
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expressions that make other engines slow, and texts for them.
    const NASTY: [&str; 14] = [
        "(?:a?){8000}b",
        "(?:a?){200}b",
        "(a|b)*a(a|b){8}",
        "(a|b)*a(a|b){14}",
        "(a+a+)+b",
        "(a*)*b",
        "(?:a|a|a|a){30}b",
        "(.*a){12}b",
        "(?s)(.*a.*b){3}c",
        r"(?:a?b?c?1?){60}[^abc1ü]",
        r"\w{20}",
        r"(?i)(\w+\s){3}",
        r"\b(?:a|1)+ü?\b(?:aa|11|ü)*\B.*\bb",
        r"([acegikmoqsuwy1]+[bdfhjlnprtvxz0])+[^a-z]\p{Lu}",
    ];

    fn compile(text: &str) -> Pattern {
        Pattern::compile(text).unwrap_or_else(|problem| panic!("{text}: {problem}"))
    }

    #[test]
    fn a_byte_takes_one_step_of_a_small_dfa_or_counts_for_each_state_of_the_nfa() {
        for text in NASTY {
            let pattern = compile(text);
            let nanos = pattern.cost().as_nanos();
            if let Some(nfa) = &pattern.0.nfa {
                let states = nfa.vm.get_nfa().states().len() as u64;
                assert!(nanos >= 4_096 * states, "{text}: {states} states, {nanos} ns");
            }
            match &pattern.0.dfa {
                Some(Dfa::Dense(dfa)) => assert!(dfa.memory_usage() <= DENSE_BYTES, "{text}"),
                Some(Dfa::Sparse(dfa, transitions)) => {
                    assert!(dfa.memory_usage() <= SPARSE_BYTES, "{text}");
                    assert!((1..=256).contains(transitions), "{text}: {transitions}");
                    assert!(nanos >= 1_024 * *transitions as u64, "{text}");
                }
                None => assert!(pattern.0.nfa.is_some(), "{text}"),
            }
        }
        assert!(compile(NASTY[0]).cost() > limits::ENVIRONMENT_COST);
    }

    #[test]
    fn the_transitions_of_a_state_are_counted() {
        let transitions = |text| match &compile(text).0.dfa {
            Some(Dfa::Sparse(_, transitions)) => *transitions,
            other => panic!("{text} has {other:?}"),
        };
        // A letter, a digit or `_`, and the first bytes of other letters.
        assert!((10..80).contains(&transitions(r"^\w+@\w+$")), "{}", transitions(r"^\w+@\w+$"));
        assert!((2..6).contains(&transitions("(a|b)*a(a|b){8}")), "{}", transitions("(a|b)*a(a|b){8}"));
    }

    #[test]
    fn every_engine_finds_the_same() {
        let expressions = [
            "",
            "a",
            "^a",
            "a$",
            "^$",
            r"\ba\b",
            r"\Ba",
            "(?i)İ|k",
            "(?m)^b$",
            r"^\d+$",
            r"a.c",
            r"(?s)a.c",
            r"[^a]",
            r"\p{Greek}",
            "ü+",
            r"^\w+@\w+$",
            "(a|b)*a(a|b){8}",
        ];
        let long = "ab".repeat(100_000);
        let texts = [
            "",
            "a",
            "b",
            "ab",
            "ba",
            "a b",
            "aüc",
            "a\nb\nc",
            "K",
            "i̇",
            "1",
            "12x",
            "λ",
            "ü",
            "_a@b",
            "a@é",
            "é a",
            &"ab".repeat(60),
            &long,
        ];
        for expression in expressions.into_iter().chain(NASTY.into_iter().skip(1)) {
            let pattern = compile(expression);
            let nfa = Nfa::of(&parse(expression).unwrap()).unwrap();
            for text in texts {
                let expected = nfa.vm.is_match(&mut nfa.vm.create_cache(), text);
                let shown = &text[..text.len().min(9)];
                assert_eq!(pattern.is_match(text), expected, "{expression:?} of {shown:?}");
                assert_eq!(nfa.is_match(text), expected, "{expression:?} of {shown:?} by the NFA");
            }
        }
    }
}
