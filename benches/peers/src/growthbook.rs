//! GrowthBook: a rule that forces the value for each comparison, and one with a coverage.
//!
//! A disabled feature is not in the payload of its environment. This calls `GrowthBook::check`: the crate's client does the
//! same, after cloning the whole environment for each evaluation. Neither needs a runtime.

use growthbook_rust::growthbook::GrowthBook as Features;
use growthbook_rust::model_public::{FeatureResult, GrowthBookAttribute, GrowthBookAttributeValue};
use serde_json::{Map, Value, json};

use crate::environment::User;
use crate::flag::Flag;
use crate::peer::{Pass, Peer};
use crate::workload::Workload;
use crate::workloads::ATTRIBUTES;

pub struct GrowthBook {
    features: Features,
    attributes: Vec<Attributes>,
}

pub type Attributes = Option<Vec<GrowthBookAttribute>>;

pub fn attributes(user: &User) -> Attributes {
    let attributes = user.attributes().map(|(name, value)| {
        GrowthBookAttribute::new(name.to_owned(), GrowthBookAttributeValue::String(value.to_owned()))
    });
    Some(attributes.collect())
}

impl GrowthBook {
    pub fn new(flags: &[Value], attributes: Vec<Attributes>) -> Self {
        let flags = flags.iter().map(Flag::new).filter(|flag| flag.enabled);
        let features: Map<String, Value> = flags.map(|flag| definition(&flag)).collect();
        let features = Features {
            forced_variations: None,
            features: serde_json::from_value(features.into()).expect("features"),
            attributes: None,
            sticky_bucket_service: None,
            saved_groups: [].into(),
        };
        Self { features, attributes }
    }

    fn evaluate(&self, key: &str, attributes: &Attributes) -> FeatureResult {
        self.features.check(key, attributes)
    }
}

impl Peer for GrowthBook {
    fn name(&self) -> (&'static str, &'static str) {
        ("GrowthBook", "growthbook-rust")
    }

    fn pass<'p>(&'p self, workload: Workload, keys: &'p [String]) -> Option<Pass<'p>> {
        let attributes = &self.attributes[..workload.users()];
        Some(Box::new(move || {
            workload.each(
                keys,
                attributes,
                |key, attributes| self.evaluate(key, attributes),
                |result| result.value.as_bool(),
            );
        }))
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        (self.evaluate(key, &self.attributes[user]).value == true, None)
    }
}

fn definition(flag: &Flag<'_>) -> (String, Value) {
    let comparisons = flag.comparisons.iter().map(|(attribute, values)| {
        let operand = match &**values {
            [value] => json!(value),
            values => json!({"$in": values}),
        };
        json!({"condition": {*attribute: operand}, "force": true})
    });
    let share = flag.share.map(
        |percent| json!({"force": true, "coverage": percent as f64 / 100.0, "hashAttribute": ATTRIBUTES[0]}),
    );
    let rules: Vec<Value> = comparisons.chain(share).collect();
    (flag.key.to_owned(), json!({"defaultValue": false, "rules": rules}))
}
