//! The forms of a file, brought into that of `GET /api/client/features`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Either form.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
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

impl From<Document> for File {
    fn from(document: Document) -> Self {
        let Document { mut features, segments, feature_strategies, feature_environments, dependencies } =
            document;
        let strategies = |feature: &FeatureText| -> Option<Vec<StrategyText>> {
            let mut own: Vec<_> = feature_strategies
                .as_ref()?
                .iter()
                .enumerate()
                .filter(|(_, strategy)| strategy.feature_name.as_deref() == Some(&*feature.name))
                .map(|(at, strategy)| StrategyText {
                    place: format!("featureStrategies[{at}]"),
                    ..strategy.clone()
                })
                .collect();
            own.sort_by(|one, other| {
                one.sort_order.unwrap_or(0.0).total_cmp(&other.sort_order.unwrap_or(0.0))
            });
            Some(own)
        };
        for (at, feature) in features.iter_mut().enumerate() {
            feature.place = format!("features[{at}]");
            match strategies(feature) {
                Some(exported) => {
                    feature.strategies = exported;
                    let own = feature_environments.iter().find(|one| one.feature_name == feature.name);
                    feature.enabled = own.is_some_and(|own| own.enabled);
                    if let Some(own) = own.filter(|own| !own.variants.is_empty()) {
                        feature.variants = Some(own.variants.clone());
                    }
                    let own = dependencies.iter().find(|one| one.feature == feature.name);
                    if let Some(own) = own {
                        feature.dependencies = Some(own.dependencies.clone());
                    }
                }
                None => {
                    for (number, strategy) in feature.strategies.iter_mut().enumerate() {
                        strategy.place = format!("features[{at}].strategies[{number}]");
                    }
                }
            }
        }
        Self { features, segments }
    }
}
