//! The context of an evaluation: attributes by name.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::{fmt, mem};

use crate::attribute_filter::{AttributeFilter, AttributeHash};
use crate::context_value::{ContextValue, Repr};
use crate::name::NameId;
use crate::uncommon_attributes::UncommonAttributes;

/// The context of an evaluation: attributes by name.
///
/// Strings are borrowed where possible. Up to twelve attributes of borrowed strings, of at most 256 bytes each, cost
/// exactly one allocation. Hashes and numbers are computed here, once, so that any number of flags can be evaluated
/// with one context. For longer attributes a summary may be computed as well, so that conditions do not parse them
/// again.
///
/// ```
/// use togul_core::Context;
///
/// let context = Context::new()
///     .with("user_id", "user-123")
///     .with("age", 42)
///     .with("beta", true)
///     .with("groups", vec!["staff", "admins"]);
/// assert_eq!(context.len(), 4);
///
/// let from_json = Context::from_json(br#"{"user_id": "user-123", "age": 42.0}"#)?;
/// assert_eq!(from_json.get("age").and_then(|age| age.text()), Some("42"));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Nested objects are flattened to dotted names, at most [`DEPTH`](Self::DEPTH) deep. When two paths give one name, the
/// shallower wins, then the last.
///
/// ```
/// use togul_core::Context;
///
/// let context = Context::from_json(br#"{"account": {"plan": "pro", "owner": {"age": 42}}}"#)?;
/// assert_eq!(context.get("account.plan").and_then(|plan| plan.text()), Some("pro"));
/// assert_eq!(context.get("account.owner.age").and_then(|age| age.text()), Some("42"));
/// # Ok::<(), serde_json::Error>(())
/// ```
// In this order, so that the fields that a rollout needs are adjacent.
#[derive(Clone)]
#[repr(C)]
pub struct Context<'a> {
    attributes: Vec<Attribute<'a>>,
    filter: AttributeFilter,
    /// The positions of the first [`INDEXED`] attributes: a hash table with open addressing.
    slots: [u8; NameId::SLOTS],
    /// Few contexts need any of it, and all are moved while they are built.
    uncommon: Option<Box<UncommonAttributes>>,
}

/// Leaves some slots free, which end each search.
const INDEXED: usize = NameId::SLOTS * 3 / 4;
/// A free slot.
const FREE: u8 = u8::MAX;
/// The attributes for which there is room at once.
const ROOM: usize = 12;

// In this order, so that the fields that are compared and hashed are adjacent, mostly in one cache line.
#[derive(Clone)]
#[repr(C)]
pub(crate) struct Attribute<'a> {
    /// Compared before the name.
    id: NameId,
    pub value: ContextValue<'a>,
    pub name: Cow<'a, str>,
}

impl<'a> Context<'a> {
    /// The most names in the path of an attribute: `a.b.c.d.e` has as many. Deeper members of objects are missing.
    pub const DEPTH: usize = 5;

    /// A context without attributes. Allocates nothing.
    pub const fn new() -> Self {
        Self {
            attributes: Vec::new(),
            filter: AttributeFilter::EMPTY,
            slots: [FREE; NameId::SLOTS],
            uncommon: None,
        }
    }

    /// This context with another attribute, which replaces an earlier one of that name. Of an object, the members are set.
    #[must_use]
    #[inline]
    pub fn with(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<ContextValue<'a>>) -> Self {
        self.set(name, value);
        self
    }

    /// Sets an attribute, which replaces an earlier one of that name. Of an object, the members are set.
    #[inline]
    pub fn set(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<ContextValue<'a>>) {
        self.put(name.into(), value.into(), 1);
    }

    /// Sets an attribute whose path has that many names, unless a shallower path gives the same name.
    fn put(&mut self, name: Cow<'a, str>, mut value: ContextValue<'a>, depth: usize) {
        let id = NameId::of(&name);
        // Most attributes are the first of their slot.
        let is_first = self.slots[id.slot()] == FREE && self.uncommon.is_none();
        let held = if is_first { None } else { self.position(id, &name) };
        if let Repr::Object(members) = &mut value.0 {
            let members = mem::take(members);
            if depth < Self::DEPTH && !members.is_empty() {
                // An object with members gives its own name no value, so that a deeper path may, before it or behind it.
                if let Some(at) = held.filter(|at| self.depth_of(*at) == depth) {
                    self.attributes[at].value = ContextValue(Repr::Missing);
                }
                for (member, value) in members {
                    self.put(format!("{name}.{member}").into(), value, depth + 1);
                }
                return;
            }
            value.0 = Repr::Missing;
        }
        if held.is_some_and(|at| self.depth_of(at) < depth) {
            return;
        }
        value.summarize();
        for scalar in value.scalars() {
            self.filter.add(AttributeHash::new(id, scalar.tag()));
        }
        let at = held.unwrap_or(self.attributes.len());
        self.set_depth(at, depth);
        if let Some(at) = held {
            self.attributes[at].value = value;
            return;
        }
        if at == 0 {
            self.attributes.reserve_exact(ROOM);
        }
        self.index(id, at);
        self.attributes.push(Attribute { id, value, name });
    }

    /// Makes the attribute at that position, the last one, found by its id.
    fn index(&mut self, id: NameId, at: usize) {
        match at.checked_sub(INDEXED) {
            None => {
                let mut slot = id.slot();
                while self.slots[slot] != FREE {
                    slot = next_slot(slot);
                }
                self.slots[slot] = at as u8;
            }
            Some(more) => {
                self.uncommon.get_or_insert_default().add_tag(more, id.tag());
            }
        }
    }

    fn set_depth(&mut self, at: usize, depth: usize) {
        if depth > 1 || self.uncommon.is_some() {
            self.uncommon.get_or_insert_default().set_depth(at, depth);
        }
    }

    /// The number of names in the path of the attribute at that position.
    fn depth_of(&self, at: usize) -> usize {
        self.uncommon.as_ref().map_or(1, |uncommon| uncommon.depth_of(at))
    }

    /// The same context with its own copies of all strings, for contexts that outlive their sources.
    pub fn into_owned(mut self) -> Context<'static> {
        let attributes = mem::take(&mut self.attributes).into_iter().map(Attribute::into_owned).collect();
        let Self { filter, slots, uncommon, .. } = self;
        Context { attributes, filter, slots, uncommon }
    }

    /// The number of attributes that were set, missing ones included.
    pub fn len(&self) -> usize {
        self.attributes.len()
    }

    /// Whether no attribute was set.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The attributes in the order in which they were set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ContextValue<'a>)> {
        self.attributes.iter().map(|attribute| (&*attribute.name, &attribute.value))
    }

    /// The attribute of that name.
    pub fn get(&self, name: &str) -> Option<&ContextValue<'a>> {
        self.find(NameId::of(name), name)
    }

    /// Whether the context may have such an attribute. If false, it has none.
    #[inline]
    pub(crate) fn may_have(&self, hash: AttributeHash) -> bool {
        self.filter.may_have(hash)
    }

    /// The attribute of that id, which is of that name if the id is exact. `None` does not mean that there is none.
    #[inline]
    pub(crate) fn guess(&self, id: NameId) -> Option<&Attribute<'a>> {
        let mut slot = id.slot();
        loop {
            let at = self.slots[slot];
            let attribute = self.attributes.get(usize::from(at))?;
            if attribute.id == id {
                return Some(attribute);
            }
            if at == FREE {
                return None;
            }
            slot = next_slot(slot);
        }
    }

    /// The attribute of that id, and of that name unless the id is exact.
    #[inline(never)]
    pub(crate) fn find(&self, id: NameId, name: &str) -> Option<&ContextValue<'a>> {
        self.position(id, name).and_then(|at| Some(&self.attributes.get(at)?.value))
    }

    fn position(&self, id: NameId, name: &str) -> Option<usize> {
        let is_at = |at: &usize| self.attributes.get(*at).is_some_and(|attribute| attribute.is(id, name));
        let mut slot = id.slot();
        while self.slots[slot] != FREE {
            let at = usize::from(self.slots[slot]);
            if is_at(&at) {
                return Some(at);
            }
            slot = next_slot(slot);
        }
        let further = self.uncommon.iter().flat_map(|uncommon| uncommon.positions(id.tag()));
        further.map(|at| INDEXED + at).find(is_at)
    }
}

#[inline]
fn next_slot(slot: usize) -> usize {
    (slot + 1) % NameId::SLOTS
}

impl Default for Context<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl Attribute<'_> {
    fn into_owned(self) -> Attribute<'static> {
        let name = Cow::Owned(self.name.into_owned());
        Attribute { id: self.id, value: self.value.into_owned(), name }
    }

    fn is(&self, id: NameId, name: &str) -> bool {
        self.id == id && (id.is_exact() || self.name == name)
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_last_value_of_a_name_counts() {
        let context = Context::new().with("a", 1).with("b", 2).with("a", "x");
        assert_eq!(context.len(), 2);
        assert_eq!(context.get("a").unwrap().text(), Some("x"));
        let context = Context::from_json(br#"{"a": 1, "a": "x"}"#).unwrap();
        assert_eq!((context.len(), context.get("a").unwrap().text()), (1, Some("x")));
    }

    #[test]
    fn values_without_a_text_form_are_missing() {
        let json =
            br#"{"null": null, "object": {}, "empty": [], "hollow": [null, [1], {"a": 1}], "text": ""}"#;
        let context = Context::from_json(json).unwrap();
        let missing = |name| context.get(name).unwrap().is_missing();
        assert!(missing("null") && missing("object") && missing("empty") && missing("hollow"));
        assert!(!missing("text"));
        assert!(context.get("absent").is_none());
        assert_eq!(context.len(), 5);
        assert!(Context::from_json(br#"{"a": {"x": }}"#).is_err());
    }

    #[test]
    fn objects_are_flattened_five_deep() {
        let json =
            json!({"a": {"b": {"c": {"d": {"e": 5, "f": {"g": 6}}}}, "list": [1, {"x": 1}]}, "h": {"": 7}});
        let context = Context::try_from(&json).unwrap();
        let text = |name| context.get(name).and_then(ContextValue::text);
        assert_eq!((text("a.b.c.d.e"), text("h.")), (Some("5"), Some("7")));
        assert!(context.get("a.b.c.d.f").unwrap().is_missing());
        assert_eq!(context.get("a.list").unwrap().to_json(), json!([1]));
        for absent in ["a", "a.b", "a.b.c.d", "a.b.c.d.f.g", "a.list.x", "h"] {
            assert!(context.get(absent).is_none(), "{absent}");
        }
        assert_eq!((context.len(), ContextValue::from(&json["a"]).attribute_count()), (4, 3));
    }

    #[test]
    fn of_two_paths_to_a_name_the_shallower_wins_then_the_last() {
        for (json, name, expected) in [
            (r#"{"a.b": 1, "a": {"b": 2}}"#, "a.b", Some("1")),
            (r#"{"a": {"b": 2}, "a.b": 1}"#, "a.b", Some("1")),
            (r#"{"a": {"b.c": 1, "b": {"c": 2}}}"#, "a.b.c", Some("1")),
            (r#"{"a": {"b": {"c": 2}}, "a.b": {"c": 1}}"#, "a.b.c", Some("1")),
            (r#"{"a": {"b.c": 1}, "a.b": {"c": 2}}"#, "a.b.c", Some("2")),
            (r#"{"a.b": {"c": 2}, "a": {"b.c": 1}}"#, "a.b.c", Some("1")),
            (r#"{"a.b": null, "a": {"b": 2}}"#, "a.b", None),
            (r#"{"a.b": {"c": 1}, "a": {"b": 2}}"#, "a.b", Some("2")),
            (r#"{"a": {"b": 2}, "a.b": {"c": 1}}"#, "a.b", Some("2")),
            (r#"{"a.b": {"c": 1}, "a": {"b": 2}}"#, "a.b.c", Some("1")),
            (r#"{"a": {"b": 2}, "a.b": {}}"#, "a.b", None),
            (r#"{"a.b": {}, "a": {"b": 2}}"#, "a.b", None),
            (r#"{"a": {"b": 1}, "a.b": {"c": 1}, "a": {"b": 2}}"#, "a.b", Some("2")),
            (r#"{"a.b": 1, "a.b": {"c": 1}, "a": {"b": 2}}"#, "a.b", None),
            (r#"{"a": {"b": 2}, "a.b": 1, "a.b": {"c": 1}}"#, "a.b", None),
            (r#"{"a": {"b": {}}, "a.b": 1}"#, "a.b", Some("1")),
            (r#"{"a.b": 1, "a": {"b": {"c": 2}}}"#, "a.b.c", Some("2")),
            (r#"{"a": {"b": {"c": 2}}, "a.b": 1}"#, "a.b.c", Some("2")),
            (r#"{"a.b": null, "a": {"b": {"c": 2}}}"#, "a.b.c", Some("2")),
            (r#"{"a.b": 1, "a": {"b": {"c": 2}}}"#, "a.b", Some("1")),
            (r#"{"a": {"b": {"c": 2}}, "a.b": 1}"#, "a.b", Some("1")),
            (r#"{"a": 1, "a": {"b": 2}}"#, "a", None),
            (r#"{"a": 1, "a": {"b": 2}}"#, "a.b", Some("2")),
            (r#"{"a": {"b": 1}, "a": {"b": 2}}"#, "a.b", Some("2")),
        ] {
            let context = Context::from_json(json.as_bytes()).unwrap();
            let owned = context.clone().into_owned();
            for context in [context, owned] {
                assert_eq!(context.get(name).and_then(ContextValue::text), expected, "{json}");
            }
        }
        let nested = || json!({"b": 2});
        let text = |context: Context<'_>| context.get("a.b").and_then(ContextValue::text).map(str::to_owned);
        assert_eq!(text(Context::new().with("a.b", 1).with("a", nested())), Some("1".to_owned()));
        assert_eq!(
            text(Context::new().with("a", nested()).with("a.b", 1).with("a", nested())),
            Some("1".to_owned())
        );
        assert_eq!(
            text(Context::new().with("c", 1).with("a", nested()).with("a", json!({"b": 3}))),
            Some("3".to_owned())
        );
    }

    #[test]
    fn every_integer_type_is_a_number() {
        let context = Context::new().with("n", vec![0; 3].len()).with("small", 7_u8).with("list", ["a", "b"]);
        let text = |name| context.get(name).unwrap().text();
        assert_eq!((text("n"), text("small")), (Some("3"), Some("7")));
        assert_eq!(context.get("list").unwrap().to_json(), json!(["a", "b"]));
    }

    #[test]
    fn debug_shows_names_and_values() {
        let context = Context::new().with("a", vec![1, 2]).with("b", None::<bool>);
        assert_eq!(format!("{context:?}"), r#"{"a": [1,2], "b": null}"#);
        assert_eq!(context.get("a").unwrap().to_json(), json!([1, 2]));
    }

    #[test]
    fn an_attribute_stays_small() {
        assert!(size_of::<Attribute<'_>>() <= 72);
    }

    #[test]
    fn any_number_of_attributes_is_found() {
        let name = |number: usize| {
            if number.is_multiple_of(3) { format!("attribute-{number}") } else { format!("a{number}") }
        };
        let names: Vec<String> = (0..300).map(name).collect();
        let mut context = Context::new();
        for (number, name) in names.iter().enumerate() {
            context.set(name, number);
            assert!(context.get("absent").is_none() && context.get("").is_none());
        }
        for (number, name) in names.iter().enumerate() {
            assert_eq!(context.get(name).unwrap().text(), Some(&*number.to_string()), "{name}");
            context.set(name, "again");
        }
        assert_eq!(context.len(), 300);
        let context = context.into_owned();
        assert!(names.iter().all(|name| context.get(name).is_some()));
        assert!(context.iter().all(|(_, value)| value.text() == Some("again")));
    }
}
