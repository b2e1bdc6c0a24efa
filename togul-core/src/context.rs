//! The context of an evaluation: attributes by name.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use crate::attribute_filter::{AttributeFilter, AttributeHash};
use crate::name::{NameId, Tags};
use crate::scalar::Scalar;
use crate::summary::Summary;

/// The context of an evaluation: attributes by name.
///
/// Strings are borrowed where possible. Up to eight attributes of borrowed strings, of at most 256 bytes each, cost
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
// In this order, so that the fields that a rollout needs are adjacent.
#[derive(Clone, Default)]
#[repr(C)]
pub struct Context<'a> {
    attributes: Vec<Attribute<'a>>,
    /// Those of the first eight attributes.
    tags: Tags,
    filter: AttributeFilter,
    /// Those of all further attributes, in blocks of eight.
    more_tags: Vec<Tags>,
}

// In this order, so that the fields that are compared and hashed are adjacent, mostly in one cache line.
#[derive(Clone)]
#[repr(C)]
struct Attribute<'a> {
    /// Compared before the name.
    id: NameId,
    value: ContextValue<'a>,
    name: Cow<'a, str>,
}

/// The value of an attribute: a string, a boolean, a number, a list of them, or *missing*.
///
/// Integers of at most 64 bits keep their digits; other numbers are f64.
///
/// Null, objects, NaN, infinities and lists without any scalar are missing. Elements of a list that are not scalars are
/// dropped.
#[derive(Clone)]
pub struct ContextValue<'a>(pub(crate) Repr<'a>);

#[derive(Clone)]
pub(crate) enum Repr<'a> {
    Missing,
    Scalar(Scalar<'a>),
    /// A string that is expensive to parse as a number, a time or a version.
    Long(Box<(Scalar<'a>, Box<Summary>)>),
    List(Vec<Scalar<'a>>, Option<Box<Summary>>),
}

impl<'a> Context<'a> {
    /// A context without attributes. Allocates nothing.
    pub const fn new() -> Self {
        Self {
            tags: Tags::NONE,
            attributes: Vec::new(),
            more_tags: Vec::new(),
            filter: AttributeFilter::EMPTY,
        }
    }

    /// This context with another attribute, which replaces an earlier one of that name.
    #[must_use]
    #[inline]
    pub fn with(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<ContextValue<'a>>) -> Self {
        self.set(name, value);
        self
    }

    /// Sets an attribute, which replaces an earlier one of that name.
    #[inline]
    pub fn set(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<ContextValue<'a>>) {
        self.put(name.into(), value.into());
    }

    fn put(&mut self, name: Cow<'a, str>, mut value: ContextValue<'a>) {
        let id = NameId::of(&name);
        value.summarize();
        for scalar in value.scalars() {
            self.filter.add(AttributeHash::new(id, scalar.tag()));
        }
        if let Some(at) = self.position(id, &name) {
            self.attributes[at].value = value;
            return;
        }
        let at = self.attributes.len();
        match at.checked_sub(Tags::ROOM) {
            None if at == 0 => self.attributes.reserve_exact(Tags::ROOM),
            Some(more) if more % Tags::ROOM == 0 => self.more_tags.push(Tags::NONE),
            _ => {}
        }
        let tags = self.more_tags.last_mut().unwrap_or(&mut self.tags);
        tags.set(at % Tags::ROOM, id);
        self.attributes.push(Attribute { id, value, name });
    }

    /// The same context with its own copies of all strings, for contexts that outlive their sources.
    pub fn into_owned(self) -> Context<'static> {
        let attributes = self.attributes.into_iter().map(Attribute::into_owned).collect();
        Context { attributes, tags: self.tags, filter: self.filter, more_tags: self.more_tags }
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

    /// The attribute of that id, if it is found at the first try: `None` does not mean that there is none.
    #[inline]
    pub(crate) fn guess(&self, id: NameId) -> Option<&ContextValue<'a>> {
        // Nearly always the first candidate is the right one, and among the first eight attributes.
        let attribute = self.attributes.get(self.tags.find(id).next()?)?;
        (attribute.id == id).then_some(&attribute.value)
    }

    /// The attribute of that id, and of that name unless the id is exact.
    #[inline(never)]
    pub(crate) fn find(&self, id: NameId, name: &str) -> Option<&ContextValue<'a>> {
        self.position(id, name).and_then(|at| Some(&self.attributes.get(at)?.value))
    }

    fn position(&self, id: NameId, name: &str) -> Option<usize> {
        let is_at = |at: &usize| self.attributes.get(*at).is_some_and(|attribute| attribute.is(id, name));
        self.tags.find(id).find(is_at).or_else(|| {
            let blocks = self.more_tags.iter().zip(1..);
            let mut further =
                blocks.flat_map(|(tags, block)| tags.find(id).map(move |at| block * Tags::ROOM + at));
            further.find(is_at)
        })
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

impl<'a> ContextValue<'a> {
    /// Whether no operator but `not_exists` holds for this value.
    pub fn is_missing(&self) -> bool {
        self.scalars().is_empty()
    }

    /// The text form, which rules compare and buckets hash. `None` for lists and missing values.
    pub fn text(&self) -> Option<&str> {
        match &self.0 {
            Repr::Scalar(scalar) => Some(scalar.text()),
            Repr::Long(long) => Some(long.0.text()),
            Repr::Missing | Repr::List(..) => None,
        }
    }

    /// The same value with its own copies of all strings.
    pub fn into_owned(self) -> ContextValue<'static> {
        ContextValue(match self.0 {
            Repr::Missing => Repr::Missing,
            Repr::Scalar(scalar) => Repr::Scalar(scalar.into_owned()),
            Repr::Long(long) => Repr::Long(Box::new((long.0.into_owned(), long.1))),
            Repr::List(scalars, summary) => {
                Repr::List(scalars.into_iter().map(Scalar::into_owned).collect(), summary)
            }
        })
    }

    /// The value as JSON; null when it is missing.
    pub fn to_json(&self) -> Value {
        match &self.0 {
            Repr::Missing => Value::Null,
            Repr::Scalar(scalar) => scalar.to_json(),
            Repr::Long(long) => long.0.to_json(),
            Repr::List(scalars, _) => scalars.iter().map(Scalar::to_json).collect(),
        }
    }

    /// The scalar of a value that is neither a list nor long.
    #[inline]
    pub(crate) fn plain(&self) -> Option<&Scalar<'a>> {
        match &self.0 {
            Repr::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The scalars that conditions compare: one, the elements of a list, or none when the value is missing.
    pub(crate) fn scalars(&self) -> &[Scalar<'a>] {
        match &self.0 {
            Repr::Missing => &[],
            Repr::Scalar(scalar) => std::slice::from_ref(scalar),
            Repr::Long(long) => std::slice::from_ref(&long.0),
            Repr::List(scalars, _) => scalars,
        }
    }

    /// The value as an element of a list.
    pub(crate) fn into_scalar(self) -> Option<Scalar<'a>> {
        match self.0 {
            Repr::Scalar(scalar) => Some(scalar),
            Repr::Long(long) => Some(long.0),
            Repr::Missing | Repr::List(..) => None,
        }
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl fmt::Debug for ContextValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_json())
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
        let json = br#"{"null": null, "object": {"a": 1}, "empty": [], "hollow": [null, [1], {"a": 1}], "text": ""}"#;
        let context = Context::from_json(json).unwrap();
        let missing = |name| context.get(name).unwrap().is_missing();
        assert!(missing("null") && missing("object") && missing("empty") && missing("hollow"));
        assert!(!missing("text"));
        assert!(context.get("absent").is_none());
        assert_eq!(context.len(), 5);
        assert!(Context::from_json(br#"{"a": {"x": }}"#).is_err());
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
