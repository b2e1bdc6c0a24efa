//! Which flags have which others as prerequisites, and which segments they name.

use std::collections::BTreeSet;

use serde::Deserialize;
use togul_core::{Condition, Cost, Invalid, ValueType, limits};

use super::{
    key_graph::{GraphLimits, GraphProblem, KeyGraph, Named, Names},
    prerequisite::Prerequisites,
    segment_graph::{SegmentGraph, keys_of, named_in},
};

/// What connects a flag with other objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlagNode {
    /// The flags that are its prerequisites.
    pub prerequisites: BTreeSet<String>,
    /// The segments that its active rules name.
    pub segments: BTreeSet<String>,
    /// `None` if it cannot be read.
    pub value_type: Option<ValueType>,
}

impl FlagNode {
    /// Of a flag in the form for evaluators.
    #[must_use]
    pub fn of(flag: &togul_core::Flag) -> Self {
        Self {
            prerequisites: flag.prerequisites.iter().map(|one| one.flag.clone()).collect(),
            segments: flag.rules.iter().flat_map(|rule| keys_of(&named_in(&rule.conditions))).collect(),
            value_type: Some(flag.value_type),
        }
    }

    /// Of a flag's bytes. Other bytes connect nothing.
    #[must_use]
    pub fn read(json: &str) -> Self {
        #[derive(Deserialize)]
        struct Outline {
            value_type: ValueType,
        }

        if json.contains(Condition::IN_SEGMENT) || json.contains("\"prerequisites\"") {
            return serde_json::from_str(json).as_ref().map(Self::of).unwrap_or_default();
        }
        let outline: Option<Outline> = serde_json::from_str(json).ok();
        Self { value_type: outline.map(|outline| outline.value_type), ..Self::default() }
    }
}

impl Names for FlagNode {
    fn names(&self) -> &BTreeSet<String> {
        &self.prerequisites
    }
}

/// The flags of an environment by key, without archived ones.
#[derive(Clone, Debug, Default)]
pub struct FlagGraph(KeyGraph<FlagNode>);

impl FromIterator<(String, FlagNode)> for FlagGraph {
    fn from_iter<I: IntoIterator<Item = (String, FlagNode)>>(nodes: I) -> Self {
        Self(nodes.into_iter().collect())
    }
}

const LIMITS: GraphLimits =
    GraphLimits { depth: limits::PREREQUISITE_DEPTH, reach: limits::PREREQUISITE_REACH };

impl FlagGraph {
    /// The graph with a flag created or replaced, or without it if it is `None`.
    #[must_use]
    pub fn with(&self, key: &str, node: Option<FlagNode>) -> Self {
        Self(self.0.with(key, node))
    }

    /// Adds a flag, replaces it, or removes it if it is `None`.
    pub fn set(&mut self, key: &str, node: Option<FlagNode>) {
        self.0.set(key, node);
    }

    /// The flag, and those that are its prerequisites, directly or through others.
    #[must_use]
    pub fn reached_from<'k>(&'k self, key: &'k str) -> BTreeSet<&'k str> {
        self.0.reached_from([key])
    }

    /// The flags that have this one as a prerequisite, directly or through others.
    #[must_use]
    pub fn dependents_of<'k>(&'k self, key: &'k str) -> BTreeSet<&'k str> {
        let mut dependents = self.0.reaching([key]);
        dependents.remove(key);
        dependents
    }

    /// The flags that reach one of these segments by a rule of their own, or through a prerequisite.
    #[must_use]
    pub fn users_of_segments(&self, segments: &BTreeSet<&str>) -> BTreeSet<&str> {
        let names_one = |node: &FlagNode| node.segments.iter().any(|key| segments.contains(&**key));
        self.0.reaching(self.0.iter().filter(|(_, node)| names_one(node)).map(|(key, _)| key))
    }

    /// The segments that the rules of the flag name, and those of the flags that it reaches.
    #[must_use]
    pub fn segments_of(&self, key: &str) -> BTreeSet<String> {
        let reached = self.0.reached_from([key]);
        let nodes = reached.into_iter().filter_map(|key| self.0.node(key));
        nodes.flat_map(|node| node.segments.iter().cloned()).collect()
    }

    /// What evaluating a flag costs with everything that it reaches, each object once. `own` is the cost of a flag alone.
    #[must_use]
    pub fn cost_of(&self, key: &str, own: impl Fn(&str) -> Cost, segments: &SegmentGraph) -> Cost {
        let flags: Cost = self.reached_from(key).into_iter().map(own).sum();
        flags + segments.cost_of(&self.segments_of(key))
    }

    /// Checks that the flags that prerequisites name exist, and that their values have the types of these flags.
    ///
    /// # Errors
    /// The first field that names an absent flag, or has a value of another type.
    pub fn expect_all(&self, prerequisites: &Prerequisites) -> Result<(), Invalid> {
        for (at, one) in prerequisites.0.iter().enumerate() {
            let field = |name: &str| format!("prerequisites[{at}].{name}");
            let Some(node) = self.0.node(&one.flag) else {
                let reason = format!(
                    "must be the key of a flag of the environment that is not archived; it has no such flag {:?}",
                    &*one.flag
                );
                return Err(Invalid::new(field("flag"), reason));
            };
            let Some(value_type) = node.value_type else {
                let reason = "must be another flag: the value_type of this one is damaged in the database";
                return Err(Invalid::new(field("flag"), reason));
            };
            let checked = one.to_core().check_values(value_type);
            checked.map_err(|invalid| Invalid::new(field(&invalid.field), invalid.reason))?;
        }
        Ok(())
    }

    /// Checks the limits on prerequisites of prerequisites, for a flag whose prerequisites are `named`, and for those that
    /// reach it.
    ///
    /// # Errors
    /// A field that leads to a cycle, or through too many flags.
    pub fn check(&self, key: &str, named: &Named<'_>) -> Result<(), Invalid> {
        let Some((field, problem)) = self.0.problem(key, named, LIMITS) else { return Ok(()) };
        let GraphLimits { depth, reach } = LIMITS;
        let reason = match problem {
            GraphProblem::Cycle(path) => format!("must not lead back to the flag itself: {path}"),
            GraphProblem::TooMany(dependent, others) => format!(
                "must leave the flag {dependent:?} with at most {reach} flags as prerequisites, directly or through \
                 others; they would be {others}"
            ),
            GraphProblem::TooDeep(dependent) => format!(
                "must not make a chain of more than {depth} prerequisites of prerequisites, which would begin at \
                 {dependent:?}"
            ),
        };
        Err(Invalid::new(if field.is_empty() { "prerequisites".to_owned() } else { field }, reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> BTreeSet<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    /// `a: b c | s, d` are a flag with two prerequisites whose rules name a segment, and a flag alone.
    fn graph(text: &str) -> FlagGraph {
        let nodes = text.split(", ").map(|node| {
            let (key, links) = node.split_once(": ").unwrap_or((node, ""));
            let (flags, segments) = links.split_once('|').unwrap_or((links, ""));
            let node = FlagNode { prerequisites: keys(flags), segments: keys(segments), value_type: None };
            (key.to_owned(), node)
        });
        nodes.collect()
    }

    fn check(text: &str, key: &str) -> Result<(), Invalid> {
        let graph = graph(text);
        let names = graph.0.node(key).expect("the flag").prerequisites.clone();
        graph.check(key, &names.iter().map(|name| (format!("to {name}"), &**name)).collect())
    }

    #[test]
    fn cycles_depth_and_number_are_limited() {
        assert_eq!(check("a: b c, b: d, c: d, d", "a"), Ok(()));
        let refused = check("a: b c, b: d, c: d, d: a", "a").expect_err("a cycle");
        assert_eq!(refused.field, "to b");
        assert!(refused.reason.ends_with("itself: a → b → d → a"), "{refused}");
        let chain = |flags: usize| {
            let links: Vec<_> = (0..flags).map(|n| format!("f{n:02}: f{:02}", n + 1)).collect();
            format!("{}, f{flags:02}", links.join(", "))
        };
        assert_eq!(check(&chain(limits::PREREQUISITE_DEPTH), "f07"), Ok(()));
        let refused = check(&chain(limits::PREREQUISITE_DEPTH + 1), "f08").expect_err("too deep");
        assert!(refused.reason.ends_with("at \"f00\""), "{refused}");
        let wide = |count: usize| {
            let names: Vec<_> = (0..count).map(|n| format!("n{n}")).collect();
            format!("a: b, b: {}, {}", names.join(" "), names.join(", "))
        };
        assert_eq!(check(&wide(limits::PREREQUISITE_REACH - 1), "b"), Ok(()));
        let refused = check(&wide(limits::PREREQUISITE_REACH), "b").expect_err("too many");
        assert!(refused.reason.contains("\"a\"") && refused.reason.ends_with("33"), "{refused}");
    }

    #[test]
    fn each_object_that_a_flag_reaches_costs_once() {
        let flags = graph("a: b c | s, b: d | s t, c: d, d: | t, e");
        let segments: SegmentGraph = ["s", "t", "u"]
            .map(|key| {
                (
                    key.to_owned(),
                    crate::domain::segment_graph::SegmentNode {
                        names: if key == "t" { keys("u") } else { keys("") },
                        cost: Cost::from_nanos(100),
                    },
                )
            })
            .into_iter()
            .collect();
        let cost = |key: &str| flags.cost_of(key, |_| Cost::from_nanos(1), &segments);
        assert_eq!(["a", "b", "d", "e"].map(|key| cost(key).as_nanos()), [304, 302, 201, 1]);
        assert_eq!(flags.dependents_of("d"), ["a", "b", "c"].into());
        assert_eq!(flags.users_of_segments(&segments.dependents_of("u")), ["a", "b", "c", "d"].into());
        assert_eq!(flags.users_of_segments(&["s"].into()), ["a", "b"].into());
    }
}
