//! Objects of an environment that name each other by their keys.

use std::collections::{BTreeMap, BTreeSet};

/// Keys of objects, each with the path of the field that names it.
pub type Named<'c> = Vec<(String, &'c str)>;

/// An object that names others.
pub trait Names {
    /// The keys of those that it names itself.
    fn names(&self) -> &BTreeSet<String>;
}

/// Objects by key.
#[derive(Clone, Debug)]
pub struct KeyGraph<N>(BTreeMap<String, N>);

impl<N> Default for KeyGraph<N> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<N> FromIterator<(String, N)> for KeyGraph<N> {
    fn from_iter<I: IntoIterator<Item = (String, N)>>(nodes: I) -> Self {
        Self(nodes.into_iter().collect())
    }
}

/// The limits on objects that name each other.
#[derive(Clone, Copy, Debug)]
pub struct GraphLimits {
    /// The steps of the longest path from an object.
    pub depth: usize,
    /// How many others an object reaches.
    pub reach: usize,
}

/// What is wrong with a graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphProblem<'g> {
    /// The path from an object to itself.
    Cycle(String),
    /// An object that reaches more others than it may, and their number.
    TooMany(&'g str, usize),
    /// An object from which a path is too long.
    TooDeep(&'g str),
}

impl<N: Names + Clone> KeyGraph<N> {
    #[must_use]
    pub fn node(&self, key: &str) -> Option<&N> {
        self.0.get(key)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &N)> {
        self.0.iter().map(|(key, node)| (&**key, node))
    }

    /// Adds an object, replaces it, or removes it if it is `None`.
    pub fn set(&mut self, key: &str, node: Option<N>) {
        match node {
            Some(node) => drop(self.0.insert(key.to_owned(), node)),
            None => drop(self.0.remove(key)),
        }
    }

    /// The graph with an object created or replaced, or deleted if it is `None`.
    #[must_use]
    pub fn with(&self, key: &str, node: Option<N>) -> Self {
        let mut graph = self.clone();
        graph.set(key, node);
        graph
    }

    /// These objects, and those that they name, directly or through others.
    #[must_use]
    pub fn reached_from<'k>(&'k self, keys: impl IntoIterator<Item = &'k str>) -> BTreeSet<&'k str> {
        let mut pending: Vec<_> = keys.into_iter().collect();
        let mut reached = BTreeSet::new();
        while let Some(key) = pending.pop() {
            if let Some(node) = self.0.get(key)
                && reached.insert(key)
            {
                pending.extend(node.names().iter().map(String::as_str));
            }
        }
        reached
    }

    /// These objects, and those that name them, directly or through others.
    #[must_use]
    pub fn reaching<'k>(&'k self, keys: impl IntoIterator<Item = &'k str>) -> BTreeSet<&'k str> {
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (user, node) in self.iter() {
            node.names().iter().for_each(|name| users.entry(name).or_default().push(user));
        }
        let mut pending: Vec<_> = keys.into_iter().collect();
        let mut found = BTreeSet::new();
        while let Some(key) = pending.pop() {
            if found.insert(key) {
                pending.extend(users.get(key).into_iter().flatten());
            }
        }
        found
    }

    /// Checks the limits for an object whose names are `named`, and for those that reach it. Returns a problem with the
    /// field that leads to it.
    #[must_use]
    pub fn problem<'g>(
        &'g self,
        key: &'g str,
        named: &Named<'_>,
        limits: GraphLimits,
    ) -> Option<(String, GraphProblem<'g>)> {
        for (field, name) in named {
            if let Some(path) = self.path(name, key) {
                let path = [&[key], &*path].concat().join(" → ");
                return Some((field.clone(), GraphProblem::Cycle(path)));
            }
        }
        let field = || named.first().map(|(field, _)| field.clone()).unwrap_or_default();
        for dependent in self.reaching([key]) {
            let reach = self.reached_from([dependent]).len().saturating_sub(1);
            if reach > limits.reach {
                return Some((field(), GraphProblem::TooMany(dependent, reach)));
            }
            let start = BTreeSet::from([dependent]);
            let end = (0..=limits.depth)
                .fold(start, |level, _| level.into_iter().flat_map(|key| self.names(key)).collect());
            if !end.is_empty() {
                return Some((field(), GraphProblem::TooDeep(dependent)));
            }
        }
        None
    }

    fn names(&self, key: &str) -> impl Iterator<Item = &str> {
        self.0.get(key).into_iter().flat_map(|node| node.names().iter().map(String::as_str))
    }

    /// The shortest path from one object to another, both included.
    fn path<'k>(&'k self, from: &'k str, to: &str) -> Option<Vec<&'k str>> {
        let mut paths = vec![vec![from]];
        let mut seen = BTreeSet::from([from]);
        while !paths.is_empty() {
            let mut longer = Vec::new();
            for path in paths {
                let last = path.last().copied()?;
                if last == to {
                    return Some(path);
                }
                for next in self.names(last).filter(|next| seen.insert(next)).collect::<Vec<_>>() {
                    longer.push([&*path, &[next]].concat());
                }
            }
            paths = longer;
        }
        None
    }
}
