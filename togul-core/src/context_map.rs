//! Conversions of maps into [`Context`].

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;
#[cfg(feature = "std")]
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{Context, ContextValue};

/// Of duplicate names the last one counts.
///
/// ```
/// use togul_core::Context;
///
/// let pairs = vec![("user_id", "user-123"), ("country", "TR")];
/// assert_eq!(pairs.into_iter().collect::<Context<'_>>().len(), 2);
/// ```
impl<'a, K: Into<Cow<'a, str>>, V: Into<ContextValue<'a>>> FromIterator<(K, V)> for Context<'a> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(attributes: I) -> Self {
        let mut context = Self::new();
        context.extend(attributes);
        context
    }
}

/// Sets each attribute, which replaces an earlier one of that name.
impl<'a, K: Into<Cow<'a, str>>, V: Into<ContextValue<'a>>> Extend<(K, V)> for Context<'a> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, attributes: I) {
        attributes.into_iter().for_each(|(name, value)| self.set(name, value));
    }
}

impl<'a, K: Into<Cow<'a, str>>, V: Into<ContextValue<'a>>, const N: usize> From<[(K, V); N]> for Context<'a> {
    fn from(attributes: [(K, V); N]) -> Self {
        attributes.into_iter().collect()
    }
}

#[cfg(feature = "std")]
impl<'a, K: Into<Cow<'a, str>>, V: Into<ContextValue<'a>>, S> From<HashMap<K, V, S>> for Context<'a> {
    fn from(attributes: HashMap<K, V, S>) -> Self {
        attributes.into_iter().collect()
    }
}

impl<'a, K: Into<Cow<'a, str>>, V: Into<ContextValue<'a>>> From<BTreeMap<K, V>> for Context<'a> {
    fn from(attributes: BTreeMap<K, V>) -> Self {
        attributes.into_iter().collect()
    }
}

impl From<Map<String, Value>> for Context<'_> {
    fn from(attributes: Map<String, Value>) -> Self {
        attributes.into_iter().collect()
    }
}

impl<'a> From<&'a Map<String, Value>> for Context<'a> {
    fn from(attributes: &'a Map<String, Value>) -> Self {
        attributes.iter().collect()
    }
}

/// Any JSON but an object is an error.
impl TryFrom<Value> for Context<'_> {
    type Error = serde_json::Error;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        Self::deserialize(value)
    }
}

/// Any JSON but an object is an error.
impl<'a> TryFrom<&'a Value> for Context<'a> {
    type Error = serde_json::Error;

    fn try_from(value: &'a Value) -> Result<Self, Self::Error> {
        Self::deserialize_borrowed(value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_map_is_a_context() {
        let shown = |context: Context<'_>| format!("{context:?}");
        let expected = shown(Context::new().with("a", "x").with("b", "y"));
        assert_eq!(shown(Context::from([("a", "x"), ("b", "y")])), expected);
        let sorted = BTreeMap::from([("b".to_owned(), "y".to_owned()), ("a".to_owned(), "x".to_owned())]);
        assert_eq!(shown(sorted.iter().collect()), expected);
        assert_eq!(shown(sorted.into()), expected);
        let json = json!({"a": "x", "b": "y"});
        let map = json.as_object().unwrap();
        assert_eq!([shown(map.into()), shown(map.clone().into())], [&*expected; 2]);
    }

    #[cfg(feature = "std")]
    #[test]
    fn hash_maps_are_contexts_and_nest() {
        let context = Context::from(HashMap::from([("a", 1), ("b", 2)]));
        assert_eq!((context.len(), context.get("b").unwrap().text()), (2, Some("2")));
        let context = Context::from(HashMap::from([("account", HashMap::from([("plan", "pro")]))]));
        assert_eq!(format!("{context:?}"), format!("{:?}", Context::new().with("account.plan", "pro")));
    }

    #[test]
    fn maps_nest() {
        let expected = format!("{:?}", Context::new().with("account.plan", "pro"));
        let nested = [("account", BTreeMap::from([("plan", "pro")]))];
        let json = json!({"account": {"plan": "pro"}});
        let map = json.as_object().unwrap();
        let inner = || map["account"].as_object().unwrap().clone();
        for context in [
            nested.clone().into(),
            nested.into_iter().collect(),
            BTreeMap::from([("account", BTreeMap::from([("plan", "pro")]))]).into(),
            map.into(),
            map.clone().into(),
            Context::try_from(&json).unwrap(),
            Context::try_from(json.clone()).unwrap(),
            Context::from_json(br#"{"account": {"plan": "pro"}}"#).unwrap(),
            Context::deserialize(&json).unwrap(),
            Context::new().with("account", &json["account"]),
            Context::new().with("account", inner()),
            Context::new().with("account", Some(json["account"].clone())),
        ] {
            assert_eq!(format!("{context:?}"), expected);
        }
    }

    #[test]
    fn a_json_value_is_a_context_if_it_is_an_object() {
        let json = json!({"list": [1, "x"], "id": u64::MAX, "object": {"a": 1}});
        let (borrowed, owned) = (Context::try_from(&json).unwrap(), Context::try_from(json.clone()).unwrap());
        for context in [borrowed, owned] {
            assert_eq!(context.get("list").unwrap().to_json(), json["list"]);
            assert_eq!(context.get("id").unwrap().text(), Some("18446744073709551615"));
            assert_eq!(context.get("object.a").unwrap().text(), Some("1"));
        }
        for other in [json!(null), json!([]), json!("x")] {
            assert!(Context::try_from(&other).is_err() && Context::try_from(other).is_err());
        }
    }
}
