//! Which segments conditions name, and which these name in turn.

use std::collections::BTreeSet;

use togul_core::{Condition, Cost, Invalid, limits};

use super::key_graph::{GraphLimits, GraphProblem, KeyGraph, Named, Names};

/// The segments that conditions name.
#[must_use]
pub fn named_in(conditions: &[Condition]) -> Named<'_> {
    let mut named = Vec::new();
    for (at, condition) in conditions.iter().enumerate() {
        add_named(format!("conditions[{at}]"), condition, &mut named);
    }
    named
}

fn add_named<'c>(path: String, condition: &'c Condition, named: &mut Named<'c>) {
    match condition {
        Condition::Compare(_) => {}
        Condition::InSegment(keys) => match &**keys {
            [key] => named.push((format!("{path}.value"), key)),
            keys => {
                let keys = keys.iter().enumerate();
                named.extend(keys.map(|(at, key)| (format!("{path}.value[{at}]"), &**key)));
            }
        },
        Condition::Any(parts) => {
            parts
                .iter()
                .enumerate()
                .for_each(|(at, part)| add_named(format!("{path}.any[{at}]"), part, named));
        }
        Condition::All(parts) => {
            parts
                .iter()
                .enumerate()
                .for_each(|(at, part)| add_named(format!("{path}.all[{at}]"), part, named));
        }
        Condition::Not(part) => add_named(format!("{path}.not"), part, named),
    }
}

/// The different keys among these.
#[must_use]
pub fn keys_of(named: &Named<'_>) -> BTreeSet<String> {
    named.iter().map(|(_, key)| (*key).to_owned()).collect()
}

/// A segment without its lists and rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentNode {
    /// The segments that its rules name.
    pub names: BTreeSet<String>,
    /// Of evaluating it, without those that it names.
    pub cost: Cost,
}

impl Names for SegmentNode {
    fn names(&self) -> &BTreeSet<String> {
        &self.names
    }
}

/// The segments of an environment by key.
#[derive(Clone, Debug, Default)]
pub struct SegmentGraph(KeyGraph<SegmentNode>);

impl FromIterator<(String, SegmentNode)> for SegmentGraph {
    fn from_iter<I: IntoIterator<Item = (String, SegmentNode)>>(nodes: I) -> Self {
        Self(nodes.into_iter().collect())
    }
}

/// A segment counts itself as one of those that it may use.
const LIMITS: GraphLimits = GraphLimits { depth: limits::SEGMENT_DEPTH, reach: limits::SEGMENT_REACH - 1 };

impl SegmentGraph {
    #[must_use]
    pub fn node(&self, key: &str) -> Option<&SegmentNode> {
        self.0.node(key)
    }

    /// The graph with a segment created or replaced.
    #[must_use]
    pub fn with(&self, key: &str, node: SegmentNode) -> Self {
        Self(self.0.with(key, Some(node)))
    }

    /// The cost of evaluating these segments and all that they reach, each once.
    #[must_use]
    pub fn cost_of<'k>(&'k self, keys: impl IntoIterator<Item = &'k String>) -> Cost {
        let reached = self.0.reached_from(keys.into_iter().map(String::as_str));
        reached.into_iter().filter_map(|key| Some(self.0.node(key)?.cost)).sum()
    }

    /// The segments that reach this one, and itself.
    #[must_use]
    pub fn dependents_of<'k>(&'k self, key: &'k str) -> BTreeSet<&'k str> {
        self.0.reaching([key])
    }

    /// Checks that the names in the rules of a segment exist.
    ///
    /// # Errors
    /// The first field with the key of a segment that does not exist.
    pub fn expect_all(&self, named: &Named<'_>) -> Result<(), Invalid> {
        match named.iter().find(|(_, key)| self.0.node(key).is_none()) {
            None => Ok(()),
            Some((field, key)) => {
                let reason =
                    format!("must be the key of a segment of the environment; it has no segment {key:?}");
                Err(Invalid::new(field, reason))
            }
        }
    }

    /// Checks the limits on segments that name each other, for a segment whose names are `named`, and for those that
    /// reach it.
    ///
    /// # Errors
    /// A field that leads to a cycle, or through too many segments.
    pub fn check(&self, key: &str, named: &Named<'_>) -> Result<(), Invalid> {
        let Some((field, problem)) = self.0.problem(key, named, LIMITS) else { return Ok(()) };
        let reason = match problem {
            GraphProblem::Cycle(path) => format!("must not lead back to the segment itself: {path}"),
            GraphProblem::TooMany(dependent, others) => format!(
                "must leave the segment {dependent:?} with at most {} segments that it uses, directly or through \
                 others, and itself; they would be {}",
                limits::SEGMENT_REACH,
                others + 1
            ),
            GraphProblem::TooDeep(dependent) => format!(
                "must not make a chain of more than {} uses of segments by segments, which would begin at \
                 {dependent:?}",
                limits::SEGMENT_DEPTH
            ),
        };
        Err(Invalid::new(if field.is_empty() { "rules".to_owned() } else { field }, reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a: b c, d` are a segment that names two, and one that names none.
    fn graph(text: &str) -> SegmentGraph {
        let nodes = text.split(", ").map(|node| {
            let (key, names) = node.split_once(": ").unwrap_or((node, ""));
            let names = names.split_whitespace().map(str::to_owned).collect();
            (key.to_owned(), SegmentNode { names, cost: Cost::from_nanos(10) })
        });
        nodes.collect()
    }

    fn check(text: &str, key: &str) -> Result<(), Invalid> {
        let graph = graph(text);
        let names = graph.node(key).expect("the segment").names.clone();
        graph.check(key, &names.iter().map(|name| (format!("to {name}"), &**name)).collect())
    }

    #[test]
    fn conditions_name_segments_in_every_form() {
        let conditions = serde_json::json!([
            { "attribute": "a", "operator": "exists" },
            { "operator": "in_segment", "value": "one" },
            { "any": [{ "not": { "operator": "in_segment", "value": ["two", "one"] } }] },
            { "all": [{ "attribute": "a", "operator": "exists" }, { "operator": "in_segment", "value": "three" }] },
        ]);
        let conditions: Vec<Condition> = serde_json::from_value(conditions).expect("conditions");
        let named = named_in(&conditions);
        let expected = [
            ("conditions[1].value", "one"),
            ("conditions[2].any[0].not.value[0]", "two"),
            ("conditions[2].any[0].not.value[1]", "one"),
            ("conditions[3].all[1].value", "three"),
        ];
        assert_eq!(named, expected.map(|(field, key)| (field.to_owned(), key)));
        assert_eq!(keys_of(&named), ["one", "three", "two"].map(str::to_owned).into());
    }

    #[test]
    fn a_cycle_is_refused_with_its_path_and_a_diamond_is_not() {
        assert_eq!(check("a: b c, b: d, c: d, d", "a"), Ok(()));
        let refused = check("a: b c, b: d, c: d, d: a", "a").expect_err("a cycle");
        assert_eq!(refused.field, "to b");
        assert!(refused.reason.ends_with("itself: a → b → d → a"), "{refused}");
        let refused = check("a: a", "a").expect_err("a cycle");
        assert!(refused.reason.ends_with("itself: a → a"), "{refused}");
    }

    #[test]
    fn depth_and_number_are_limited_for_dependents_as_well() {
        assert_eq!(check("a: b, b: c, c: d, d: e, e", "d"), Ok(()));
        let refused = check("a: b, b: c, c: d, d: e, e: f, f", "d").expect_err("too deep");
        assert_eq!(refused.field, "to e");
        assert!(refused.reason.ends_with("at \"a\""), "{refused}");
        let wide = |count: usize| {
            let names: Vec<_> = (0..count).map(|n| format!("n{n}")).collect();
            format!("a: b, b: {}, {}", names.join(" "), names.join(", "))
        };
        assert_eq!(check(&wide(limits::SEGMENT_REACH - 2), "b"), Ok(()));
        let refused = check(&wide(limits::SEGMENT_REACH - 1), "b").expect_err("too many");
        assert!(refused.reason.contains("\"a\"") && refused.reason.ends_with("33"), "{refused}");
    }

    #[test]
    fn each_segment_costs_once() {
        let graph = graph("a: b c, b: d, c: d, d, e");
        assert_eq!(graph.cost_of(&["a".to_owned(), "d".to_owned()]), Cost::from_nanos(40));
        assert_eq!(graph.dependents_of("d"), ["a", "b", "c", "d"].into());
    }
}
