//! Answers of other flags that a flag requires.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use togul_core::Json;

use super::{key_graph::Named, object::Object, text::Key};

/// In the order of evaluation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Prerequisites(pub Vec<Prerequisite>);

/// Another flag whose answer for the same context has to be one of some values.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Prerequisite {
    /// The key of the other flag, which is of the same environment.
    pub flag: Key,
    /// The answers of which one is required, of that flag's `value_type`.
    #[schemars(with = "Vec<Value>")]
    pub values: Vec<Json>,
}

impl<'de> Deserialize<'de> for Prerequisite {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Fields {
            flag: Key,
            values: Vec<Json>,
        }

        let Object(Fields { flag, values }) = Object::deserialize(deserializer)?;
        Ok(Self { flag, values })
    }
}

impl Prerequisites {
    /// The keys of the flags, with the fields that name them.
    #[must_use]
    pub fn named(&self) -> Named<'_> {
        let prerequisites = self.0.iter().enumerate();
        prerequisites.map(|(at, one)| (format!("prerequisites[{at}].flag"), &*one.flag)).collect()
    }

    /// The keys of the flags.
    #[must_use]
    pub fn keys(&self) -> BTreeSet<String> {
        self.0.iter().map(|one| one.flag.to_string()).collect()
    }

    #[must_use]
    pub fn to_core(&self) -> Vec<togul_core::Prerequisite> {
        let prerequisites = self.0.iter();
        prerequisites.map(Prerequisite::to_core).collect()
    }
}

impl Prerequisite {
    #[must_use]
    pub fn to_core(&self) -> togul_core::Prerequisite {
        togul_core::Prerequisite { flag: self.flag.to_string(), values: self.values.clone() }
    }
}
