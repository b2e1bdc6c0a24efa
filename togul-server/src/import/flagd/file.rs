//! The form of a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::Error};
use serde_json::{Value, value::RawValue};
use togul_core::Json;

use crate::import::document::read_part;

#[derive(Debug, Deserialize)]
pub(super) struct File {
    #[serde(deserialize_with = "flags")]
    pub flags: BTreeMap<String, FlagText>,
    #[serde(rename = "$evaluators", default)]
    pub evaluators: BTreeMap<String, Value>,
    pub metadata: Option<Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct FlagText {
    /// Of flags in a list.
    key: Option<String>,
    pub state: State,
    #[serde(default)]
    pub variants: BTreeMap<String, Json>,
    #[serde(rename = "defaultVariant")]
    pub default_variant: Option<String>,
    pub targeting: Option<Value>,
    pub metadata: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum State {
    Enabled,
    Disabled,
}

/// By key, or in a list.
fn flags<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, FlagText>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    if !raw.get().starts_with('[') {
        return read_part(raw.get());
    }
    let mut flags = BTreeMap::new();
    for (at, flag) in read_part::<Vec<FlagText>, D::Error>(raw.get())?.into_iter().enumerate() {
        let Some(key) = flag.key.clone() else {
            return Err(D::Error::custom(format_args!("[{at}] has no key")));
        };
        if flags.insert(key, flag).is_some() {
            return Err(D::Error::custom(format_args!("[{at}] has the key of an earlier flag")));
        }
    }
    Ok(flags)
}
