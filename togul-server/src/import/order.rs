//! Objects in an order in which each comes behind those that it names.

use std::collections::{BTreeSet, HashMap};

/// An object of a file that names others of its kind.
pub(super) trait Linked {
    fn key(&self) -> &str;

    /// The keys of those that it names itself.
    fn names(&self) -> BTreeSet<String>;

    /// Whether others may name it.
    fn can_be_named(&self) -> bool;
}

/// The objects of which all are there that they reach, those without names first; and the others.
pub(super) fn ordered<T: Linked>(objects: Vec<T>) -> (Vec<T>, Vec<T>) {
    let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
    let mut missing = Vec::with_capacity(objects.len());
    for (at, object) in objects.iter().enumerate() {
        let names = object.names();
        missing.push(names.len());
        names.into_iter().for_each(|name| waiting.entry(name).or_default().push(at));
    }
    let mut objects: Vec<_> = objects.into_iter().map(Some).collect();
    let mut ready: Vec<_> = (0..objects.len()).filter(|at| missing[*at] == 0).collect();
    let mut found = Vec::with_capacity(objects.len());
    while !ready.is_empty() {
        let mut next = Vec::new();
        for object in ready.into_iter().filter_map(|at| objects[at].take()) {
            let users = waiting.remove(object.key()).filter(|_| object.can_be_named());
            for at in users.into_iter().flatten() {
                missing[at] -= 1;
                if missing[at] == 0 {
                    next.push(at);
                }
            }
            found.push(object);
        }
        // As they are in the file.
        next.sort_unstable();
        ready = next;
    }
    (found, objects.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Object(String, Vec<String>, bool);

    impl Linked for Object {
        fn key(&self) -> &str {
            &self.0
        }

        fn names(&self) -> BTreeSet<String> {
            self.1.iter().cloned().collect()
        }

        fn can_be_named(&self) -> bool {
            self.2
        }
    }

    /// `a: b c, d` are an object that names two, and one that names none. One with `-` cannot be named.
    fn order(text: &str) -> (String, String) {
        let objects = text.split(", ").map(|object| {
            let (key, names) = object.split_once(": ").unwrap_or((object, ""));
            let names = names.split_whitespace().map(str::to_owned).collect();
            Object(key.trim_start_matches('-').to_owned(), names, !key.starts_with('-'))
        });
        let (found, rest) = ordered(objects.collect());
        let keys = |objects: Vec<Object>| -> String { objects.into_iter().map(|object| object.0).collect() };
        (keys(found), keys(rest))
    }

    #[test]
    fn each_object_comes_behind_those_that_it_names() {
        let of = |found: &str, rest: &str| (found.to_owned(), rest.to_owned());
        assert_eq!(order("c, b, a"), of("cba", ""));
        assert_eq!(order("a: b c, b: d d, c, d"), of("cdba", ""));
        assert_eq!(order("a: b, b: a, c: a, d"), of("d", "abc"), "a cycle, and an object behind it");
        assert_eq!(order("a: x, b: a, c"), of("c", "ab"), "an absent name");
        assert_eq!(order("a: b, -b, c: b"), of("b", "ac"), "an object that cannot be named");
    }

    #[test]
    fn a_long_chain_is_ordered() {
        let key = |n: usize| format!("k{n}");
        let chain = (0..100_000).map(|n| Object(key(n), vec![key(n + 1)], true));
        let (found, rest) = ordered(chain.chain([Object(key(100_000), Vec::new(), true)]).collect());
        assert_eq!((found.len(), rest.len()), (100_001, 0));
        assert_eq!((&*found[0].0, &*found[100_000].0), ("k100000", "k0"));
    }
}
