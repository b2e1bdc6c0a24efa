//! Features as flags.

use std::collections::BTreeMap;

use togul_core::{Flag, Json, Prerequisite, RuleAnswer, ValueType, Variant, limits};

use super::{
    file::{Dependency, FeatureText, File, StrategyText, VariantText},
    strategy::{Strategy, strategy},
    variant::{DISABLED, Values, add_disabled, add_strategy, add_variants},
};
use crate::import::{
    budget::{Budget, Bytes},
    predicate::Test,
    rules::Rules,
    translation::{ImportedFlag, Problem, Translation},
};

/// The features of a file, which may depend on each other.
pub(super) struct Features<'f> {
    pub file: &'f File,
    /// The keys of segments by their ids.
    pub segments: &'f BTreeMap<i64, String>,
    pub budget: Budget,
}

/// The key of the flag for the variants of a feature.
fn variant_key(name: &str) -> String {
    format!("{name}.variant")
}

impl Features<'_> {
    /// A feature is carried over with its variants, or not at all.
    pub fn translate(&self, feature: &FeatureText, translation: &mut Translation) {
        match self.flags(feature) {
            Ok(flags) => {
                if flags.len() > 1 {
                    let reason = "contexts without an id get a random variant there, and here the next strategy's or none";
                    translation.remark(format!("{}.variants", feature.place), reason);
                }
                translation.flags.extend(flags);
            }
            Err(problem) => translation.losses.push(problem.of(&feature.name)),
        }
    }

    fn flags(&self, feature: &FeatureText) -> Result<Vec<ImportedFlag>, Problem> {
        let strategies: Vec<_> = feature
            .strategies
            .iter()
            .map(|text| strategy(text, feature, self.segments))
            .collect::<Result<_, _>>()?;
        let prerequisites = self.prerequisites(feature)?;
        let mut rules = Rules::new(&self.budget, &feature.place);
        let answer = RuleAnswer::Value(boolean(true));
        if feature.strategies.is_empty() {
            rules.add(&Test::Always, &answer)?;
        }
        for strategy in strategies.iter().flatten() {
            add_strategy(&mut rules, strategy, &answer)?;
        }
        let whole = Flag {
            key: feature.name.clone(),
            needs: Flag::SUPPORTED_NEEDS,
            enabled: feature.enabled,
            value_type: ValueType::Boolean,
            default_value: boolean(false),
            off_value: Some(boolean(false)),
            salt: "0".repeat(limits::SALT_DIGITS),
            variants: Vec::new(),
            prerequisites,
            rules: rules.into_inner(),
        };
        let imported = |flag: Flag, name: String| ImportedFlag {
            name,
            description: feature.description.clone().unwrap_or_default(),
            is_archived: feature.archived,
            variant_names: BTreeMap::new(),
            place: feature.place.clone(),
            flag,
        };
        let mut flags = vec![imported(whole.clone(), feature.name.clone())];
        if has_variants(feature) {
            let variants = self.variants(feature, &strategies, whole)?;
            flags.push(imported(variants, format!("{}, the variant", feature.name)));
        }
        Ok(flags)
    }

    fn prerequisites(&self, feature: &FeatureText) -> Result<Vec<Prerequisite>, Problem> {
        let dependencies = feature.dependencies.as_deref().unwrap_or_default();
        let place = |at: usize| format!("{}.dependencies[{at}]", feature.place);
        let mut prerequisites = Vec::new();
        for (at, Dependency { feature: parent, enabled, variants }) in dependencies.iter().enumerate() {
            let known = self.file.feature(parent);
            let known = known.ok_or_else(|| {
                Problem::new(place(at), format!("requires {parent:?}, which is not in the file"))
            })?;
            if known.dependencies.as_ref().is_some_and(|own| !own.is_empty()) {
                let reason = format!(
                    "requires {parent:?}, which itself requires a feature: Unleash takes that for off"
                );
                return Err(Problem::new(place(at), reason));
            }
            prerequisites.push(Prerequisite { flag: parent.clone(), values: vec![boolean(*enabled)] });
            let variants = variants.as_deref().unwrap_or_default();
            if *enabled && !variants.is_empty() {
                let values = self.values(known, &place(at))?;
                let wanted = values.variants.iter().filter(|variant| variants.contains(&variant.key));
                let wanted: Vec<Json> = wanted.map(|variant| variant.value.clone()).collect();
                if wanted.is_empty() {
                    return Err(Problem::new(
                        place(at),
                        format!("requires variants that {parent:?} does not have"),
                    ));
                }
                prerequisites.push(Prerequisite { flag: variant_key(parent), values: wanted });
            }
        }
        Ok(prerequisites)
    }

    /// The flag that answers the variant of a feature.
    fn variants(
        &self,
        feature: &FeatureText,
        strategies: &[Option<Strategy>],
        whole: Flag,
    ) -> Result<Flag, Problem> {
        let own_key = variant_key(&feature.name);
        if let Some(other) = self.file.feature(&own_key) {
            let reason = format!(
                "become the flag {own_key:?}, which is the name of {}: give that feature another name",
                other.place
            );
            return Err(Problem::new(format!("{}.variants", feature.place), reason));
        }
        let Values { value_type, variants } = self.values(feature, &feature.place)?;
        let own = feature_variants(feature);
        let own_place = format!("{}.variants", feature.place);
        let disabled = Variant { key: DISABLED.to_owned(), value: variants[0].value.clone() };
        let mut rules = Rules::new(&self.budget, &feature.place);
        let mut prerequisites = whole.prerequisites;
        let have_own = |text: &StrategyText| text.variants.as_ref().is_some_and(|own| !own.is_empty());
        let everywhere = Strategy { when: Test::Always, share: None, group: feature.name.clone() };
        if feature.strategies.iter().any(have_own) {
            for (text, strategy) in feature.strategies.iter().zip(strategies) {
                let Some(strategy) = strategy else { continue };
                match text.variants.as_deref().filter(|own| !own.is_empty()) {
                    Some(own) => {
                        let place = format!("{}.variants", text.place);
                        self.add_variants(&mut rules, strategy, own, (&strategy.group, &place))?;
                    }
                    None if own.is_empty() => add_disabled(&mut rules, strategy)?,
                    None => self.add_variants(&mut rules, strategy, own, (&feature.name, &own_place))?,
                }
            }
        } else {
            // The same variants wherever the feature is on.
            prerequisites = vec![Prerequisite { flag: feature.name.clone(), values: vec![boolean(true)] }];
            self.add_variants(&mut rules, &everywhere, own, (&feature.name, &own_place))?;
        }
        Ok(Flag {
            key: own_key,
            value_type,
            default_value: disabled.value.clone(),
            off_value: Some(disabled.value),
            variants,
            prerequisites,
            rules: rules.into_inner(),
            ..whole
        })
    }

    fn add_variants(
        &self,
        rules: &mut Rules<'_>,
        strategy: &Strategy,
        variants: &[VariantText],
        (group, place): (&str, &str),
    ) -> Result<(), Problem> {
        self.budget.spend(variants.bytes(), place)?;
        add_variants(rules, strategy, variants, group, place)
    }

    /// The values of all variants of a feature, which other features may require.
    fn values(&self, feature: &FeatureText, place: &str) -> Result<Values, Problem> {
        self.budget.spend(all_variants(feature).map(|(variant, _)| variant.bytes()).sum(), place)?;
        Values::of(all_variants(feature))
    }
}

fn has_variants(feature: &FeatureText) -> bool {
    all_variants(feature).next().is_some()
}

fn feature_variants(feature: &FeatureText) -> &[VariantText] {
    feature.variants.as_deref().unwrap_or_default()
}

/// Those of the feature and of its strategies, with their places.
fn all_variants(feature: &FeatureText) -> impl Iterator<Item = (&VariantText, String)> + Clone {
    let own = feature_variants(feature).iter().enumerate();
    let own = own.map(|(at, variant)| (variant, format!("{}.variants[{at}]", feature.place)));
    let of_strategies = feature.strategies.iter().flat_map(|strategy| {
        let variants = strategy.variants.iter().flatten().enumerate();
        variants.map(|(at, variant)| (variant, format!("{}.variants[{at}]", strategy.place)))
    });
    own.chain(of_strategies)
}

fn boolean(value: bool) -> Json {
    serde_json::Value::Bool(value).into()
}
