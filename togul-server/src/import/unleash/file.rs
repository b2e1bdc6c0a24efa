//! The forms of a file, brought into that of `GET /api/client/features`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::import::document::{self, Unreadable};

/// Either form.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    features: Vec<FeatureText>,
    #[serde(default)]
    segments: Vec<SegmentText>,
    /// Of an export.
    feature_strategies: Option<Vec<StrategyText>>,
    #[serde(default)]
    feature_environments: Vec<FeatureEnvironment>,
    #[serde(default)]
    dependencies: Vec<FeatureDependencies>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FeatureEnvironment {
    feature_name: String,
    #[serde(default)]
    enabled: bool,
    #[serde(default)]
    variants: Vec<VariantText>,
}

#[derive(Deserialize)]
struct FeatureDependencies {
    feature: String,
    #[serde(default)]
    dependencies: Vec<Dependency>,
}

/// A file in the form of `GET /api/client/features`.
#[derive(Debug)]
pub(super) struct File {
    pub features: Vec<FeatureText>,
    pub segments: Vec<SegmentText>,
    /// Where in the list each feature is.
    numbers: BTreeMap<String, usize>,
}

#[derive(Debug, Deserialize)]
pub(super) struct FeatureText {
    pub name: String,
    pub description: Option<String>,
    #[serde(default)]
    pub enabled: bool,
    #[serde(default)]
    pub archived: bool,
    #[serde(default)]
    pub strategies: Vec<StrategyText>,
    #[serde(default)]
    pub variants: Option<Vec<VariantText>>,
    #[serde(default)]
    pub dependencies: Option<Vec<Dependency>>,
    /// Where its strategies are in the file.
    #[serde(skip)]
    pub place: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StrategyText {
    pub name: String,
    feature_name: Option<String>,
    sort_order: Option<f64>,
    #[serde(default)]
    pub disabled: Option<bool>,
    #[serde(default)]
    pub segments: Option<Vec<i64>>,
    #[serde(default)]
    pub constraints: Option<Vec<ConstraintText>>,
    #[serde(default)]
    pub variants: Option<Vec<VariantText>>,
    #[serde(default)]
    pub parameters: Option<BTreeMap<String, serde_json::Value>>,
    #[serde(skip)]
    pub place: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConstraintText {
    pub context_name: String,
    pub operator: String,
    #[serde(default)]
    pub values: Option<Vec<String>>,
    pub value: Option<serde_json::Value>,
    #[serde(default)]
    pub inverted: Option<bool>,
    #[serde(default)]
    pub case_insensitive: Option<bool>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct VariantText {
    pub name: String,
    #[serde(default)]
    pub weight: u32,
    pub stickiness: Option<String>,
    pub payload: Option<Payload>,
    #[serde(default)]
    pub overrides: Option<Vec<Override>>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Payload {
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Override {
    pub context_name: String,
    #[serde(default)]
    pub values: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Dependency {
    pub feature: String,
    #[serde(default = "yes")]
    pub enabled: bool,
    #[serde(default)]
    pub variants: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SegmentText {
    pub id: i64,
    pub name: Option<String>,
    pub constraints: Option<Vec<ConstraintText>>,
}

fn yes() -> bool {
    true
}

impl File {
    /// # Errors
    /// For features of one name and segments of one id.
    pub fn read(json: &str) -> Result<Self, Unreadable> {
        let Document { features, segments, feature_strategies, feature_environments, dependencies } =
            document::read(json)?;
        let mut file = Self { features, segments, numbers: BTreeMap::new() };
        for (at, feature) in file.features.iter_mut().enumerate() {
            feature.place = format!("features[{at}]");
            if file.numbers.insert(feature.name.clone(), at).is_some() {
                let reason = format!("is {:?}, which is the name of an earlier feature", feature.name);
                return Err(Unreadable::new(format!("{}.name", feature.place), reason));
            }
            for (number, strategy) in feature.strategies.iter_mut().enumerate() {
                strategy.place = format!("features[{at}].strategies[{number}]");
            }
        }
        let mut ids = BTreeSet::new();
        if let Some(at) = file.segments.iter().position(|segment| !ids.insert(segment.id)) {
            let reason = format!("is {}, which is the id of an earlier segment", file.segments[at].id);
            return Err(Unreadable::new(format!("segments[{at}].id"), reason));
        }
        if let Some(strategies) = feature_strategies {
            file.add_export(strategies, feature_environments, dependencies);
        }
        Ok(file)
    }

    pub fn feature(&self, name: &str) -> Option<&FeatureText> {
        self.numbers.get(name).and_then(|at| self.features.get(*at))
    }

    /// Adds what an export has apart from its features.
    fn add_export(
        &mut self,
        strategies: Vec<StrategyText>,
        environments: Vec<FeatureEnvironment>,
        dependencies: Vec<FeatureDependencies>,
    ) {
        let mut strategies_of: BTreeMap<_, Vec<StrategyText>> = BTreeMap::new();
        for (at, mut strategy) in strategies.into_iter().enumerate() {
            strategy.place = format!("featureStrategies[{at}]");
            strategies_of.entry(strategy.feature_name.take()).or_default().push(strategy);
        }
        // The first of each feature counts.
        let mut environment_of = BTreeMap::new();
        for environment in environments {
            environment_of.entry(environment.feature_name.clone()).or_insert(environment);
        }
        let mut dependencies_of = BTreeMap::new();
        for one in dependencies {
            dependencies_of.entry(one.feature).or_insert(one.dependencies);
        }
        for feature in &mut self.features {
            feature.strategies = strategies_of.remove(&Some(feature.name.clone())).unwrap_or_default();
            feature.strategies.sort_by(|one, other| {
                one.sort_order.unwrap_or(0.0).total_cmp(&other.sort_order.unwrap_or(0.0))
            });
            let environment = environment_of.remove(&feature.name);
            feature.enabled = environment.as_ref().is_some_and(|own| own.enabled);
            if let Some(own) = environment.filter(|own| !own.variants.is_empty()) {
                feature.variants = Some(own.variants);
            }
            if let Some(own) = dependencies_of.remove(&feature.name) {
                feature.dependencies = Some(own);
            }
        }
    }
}
