//! The forms of a file, brought into that of the payload of SDKs.

use std::collections::BTreeMap;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use serde_json::{Value, value::RawValue};
use togul_core::Json;

use crate::import::document::{self, Unreadable, read_part};

/// Flags and segments of one environment, by key.
#[derive(Debug)]
pub(super) struct File {
    pub flags: BTreeMap<String, FlagText>,
    pub segments: BTreeMap<String, SegmentText>,
}

/// Either form.
#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    flags: Keyed<FlagText>,
    /// A list of the REST API.
    #[serde(default)]
    items: Vec<FlagText>,
    #[serde(default)]
    segments: Keyed<SegmentText>,
}

/// Objects in a map or in a list.
struct Keyed<T>(Vec<(Option<String>, T)>);

#[derive(Clone, Debug)]
pub(super) struct FlagText {
    pub head: Head,
    pub targeting: Targeting,
    /// Of the REST API, which has those of several environments.
    environments: BTreeMap<String, Targeting>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Head {
    key: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    #[serde(skip)]
    pub variations: Vec<Variation>,
    #[serde(default)]
    pub archived: bool,
    pub migration: Option<Value>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Variation {
    pub value: Json,
    pub name: Option<String>,
}

/// How a flag answers in one environment.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Targeting {
    pub on: bool,
    pub archived: bool,
    pub salt: String,
    pub targets: Vec<Target>,
    pub context_targets: Vec<Target>,
    pub rules: Vec<RuleText>,
    pub fallthrough: Option<Serve>,
    pub off_variation: Option<usize>,
    pub prerequisites: Vec<PrerequisiteText>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Target {
    pub context_kind: Option<String>,
    #[serde(default)]
    pub values: Vec<String>,
    pub variation: usize,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct RuleText {
    #[serde(default)]
    pub clauses: Vec<Clause>,
    pub variation: Option<usize>,
    pub rollout: Option<Rollout>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Serve {
    pub variation: Option<usize>,
    pub rollout: Option<Rollout>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rollout {
    pub kind: Option<String>,
    pub context_kind: Option<String>,
    pub bucket_by: Option<String>,
    pub seed: Option<i64>,
    #[serde(default)]
    pub variations: Vec<Weighted>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Weighted {
    pub variation: usize,
    pub weight: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Clause {
    pub context_kind: Option<String>,
    #[serde(default)]
    pub attribute: String,
    pub op: String,
    #[serde(default)]
    pub values: Vec<Value>,
    #[serde(default)]
    pub negate: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct PrerequisiteText {
    pub key: String,
    pub variation: usize,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct SegmentText {
    key: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub included: Vec<String>,
    pub excluded: Vec<String>,
    pub included_contexts: Vec<SegmentTarget>,
    pub excluded_contexts: Vec<SegmentTarget>,
    pub rules: Vec<SegmentRuleText>,
    /// Absent from the REST API.
    pub salt: Option<String>,
    pub unbounded: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SegmentTarget {
    pub context_kind: Option<String>,
    #[serde(default)]
    pub values: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SegmentRuleText {
    #[serde(default)]
    pub clauses: Vec<Clause>,
    pub weight: Option<u32>,
    pub bucket_by: Option<String>,
    pub rollout_context_kind: Option<String>,
}

impl File {
    pub fn read(json: &str, environment: &str) -> Result<Self, Unreadable> {
        let mut document: Document = if has_variations(json) {
            // A single flag of the REST API.
            Document {
                flags: Keyed::default(),
                items: vec![document::read(json)?],
                segments: Keyed::default(),
            }
        } else {
            document::read(json)?
        };
        document.flags.0.extend(document.items.into_iter().map(|flag| (None, flag)));
        let mut flags = BTreeMap::new();
        for (at, (key, mut flag)) in document.flags.0.into_iter().enumerate() {
            let key = key.or_else(|| flag.head.key.clone());
            let key = key.ok_or_else(|| Unreadable::new(format!("flags[{at}]"), "has no key"))?;
            flag.choose(&key, environment)?;
            insert(&mut flags, key, flag, "flags")?;
        }
        let mut segments = BTreeMap::new();
        for (at, (key, segment)) in document.segments.0.into_iter().enumerate() {
            let key = key.or_else(|| segment.key.clone());
            let key = key.ok_or_else(|| Unreadable::new(format!("segments[{at}]"), "has no key"))?;
            insert(&mut segments, key, segment, "segments")?;
        }
        Ok(Self { flags, segments })
    }
}

fn insert<T>(
    objects: &mut BTreeMap<String, T>,
    key: String,
    object: T,
    list: &str,
) -> Result<(), Unreadable> {
    if objects.contains_key(&key) {
        return Err(Unreadable::new(format!("{list}.{key}"), "is in the file twice"));
    }
    objects.insert(key, object);
    Ok(())
}

impl FlagText {
    fn choose(&mut self, key: &str, environment: &str) -> Result<(), Unreadable> {
        let only = if self.environments.len() == 1 { self.environments.values().next() } else { None };
        match only.or_else(|| self.environments.get(environment)) {
            Some(own) => self.targeting = own.clone(),
            None if self.environments.is_empty() => {}
            None => {
                let known: Vec<_> = self.environments.keys().collect();
                let reason = format!(
                    "has several environments, {known:?}, and none with the key {environment:?}: export a single one, or \
                     import into an environment with one of these keys"
                );
                return Err(Unreadable::new(format!("flags.{key}.environments"), reason));
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for FlagText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Form {
            #[serde(default)]
            variations: Vec<Box<RawValue>>,
            environments: Option<BTreeMap<String, Targeting>>,
        }

        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let Form { variations, environments } = read_part(raw.get())?;
        let mut head: Head = read_part(raw.get())?;
        let is_rest = environments.is_some();
        for (at, variation) in variations.iter().enumerate() {
            let variation = match is_rest {
                true => read_part(variation.get()),
                false => read_part(variation.get()).map(|value| Variation { value, name: None }),
            };
            head.variations
                .push(variation.map_err(|error: D::Error| {
                    D::Error::custom(format_args!("variations[{at}]: {error}"))
                })?);
        }
        let targeting = if is_rest { Targeting::default() } else { read_part(raw.get())? };
        Ok(Self { head, targeting, environments: environments.unwrap_or_default() })
    }
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Keyed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct List<T> {
            items: Vec<T>,
        }

        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if raw.get().starts_with('[') {
            let list: Vec<T> = read_part(raw.get())?;
            return Ok(Self(list.into_iter().map(|object| (None, object)).collect()));
        }
        if raw.get().starts_with('{')
            && let Ok(List { items }) = serde_json::from_str(raw.get())
        {
            return Ok(Self(items.into_iter().map(|object| (None, object)).collect()));
        }
        let map: BTreeMap<String, T> = read_part(raw.get())?;
        Ok(Self(map.into_iter().map(|(key, object)| (Some(key), object)).collect()))
    }
}

fn has_variations(json: &str) -> bool {
    #[derive(Deserialize)]
    struct Outline {
        variations: Option<Box<RawValue>>,
    }

    serde_json::from_str(json).is_ok_and(|outline: Outline| outline.variations.is_some())
}
