//! Flag files of flagd.

mod bucketing;
mod condition;
mod file;
mod hoist;
mod operand;
mod original;
mod targeting;

use std::collections::BTreeMap;

use serde_json::Value;
use togul_core::{Flag, FlagdVersion, Json, RuleAnswer, Variant, limits};

pub(super) use self::original::Original;
use self::{
    file::{File, FlagText, State},
    targeting::Targeting,
};
use super::{
    document::{self, Unreadable},
    predicate::Test,
    rules::Rules,
    system::Buckets,
    translation::{ImportedFlag, Problem, Translation},
};

/// Translates a file in JSON or YAML.
pub(super) fn translate(buckets: Buckets, text: &str) -> Result<Translation, Unreadable> {
    let json = document::json_of(text)?;
    if document::looks_like(&json).is_some_and(|system| system != "flagd") {
        return Err(document::of_another_system(&json, "flagd", ""));
    }
    let file: File = document::read(&json)?;
    let mut translation = Translation::default();
    if file.metadata.is_some() {
        translation.remark("metadata", "metadata of the flag set is not carried over");
    }
    for (key, flag) in &file.flags {
        if flag.metadata.is_some() {
            translation.remark(format!("flags.{key}.metadata"), "metadata of flags is not carried over");
        }
        match imported(key, flag, &file, buckets.into()) {
            Ok(flag) => translation.flags.push(flag),
            Err(problem) => translation.losses.push(problem.of(key)),
        }
    }
    Ok(translation)
}

fn imported(key: &str, text: &FlagText, file: &File, version: FlagdVersion) -> Result<ImportedFlag, Problem> {
    let place = format!("flags.{key}");
    let variants = variants(text, &place)?;
    let has_targeting = text.targeting.as_ref().is_some_and(|targeting| !is_empty(targeting));
    let leaves_to_code = text.state == State::Disabled || text.default_variant.is_none() && !has_targeting;
    let mut rules = Rules::default();
    if let Some(targeting) = text.targeting.as_ref().filter(|_| has_targeting) {
        let own = Targeting {
            key,
            file,
            version,
            variants: &variants,
            default_variant: text.default_variant.as_deref(),
            rules: &mut rules,
        };
        let translated = own.translate(targeting, &format!("{place}.targeting"));
        // Nothing evaluates it.
        if text.state == State::Enabled {
            translated?;
        }
    }
    let default_value = variants.first().map(|variant| variant.value.clone());
    let flag = Flag {
        key: key.to_owned(),
        needs: Flag::SUPPORTED_NEEDS,
        enabled: true,
        value_type: document::common_type(variants.iter().map(|variant| &variant.value)),
        default_value: default_value.ok_or_else(|| {
            Problem::new(format!("{place}.variants"), "there are none, so the flag has no value")
        })?,
        off_value: None,
        salt: "0".repeat(limits::SALT_DIGITS),
        variants,
        prerequisites: Vec::new(),
        rules: rules.into_inner(),
    };
    let (name, description) = (key.to_owned(), String::new());
    Ok(ImportedFlag {
        name,
        description,
        is_archived: leaves_to_code,
        variant_names: BTreeMap::new(),
        place,
        flag,
    })
}

/// The variants with the default variant first, so that the default answer is reported with its key.
fn variants(text: &FlagText, place: &str) -> Result<Vec<Variant>, Problem> {
    let variant = |(key, value): (&String, &Json)| Variant { key: key.clone(), value: value.clone() };
    let mut variants: Vec<_> = text.variants.iter().map(variant).collect();
    if let Some(default) = &text.default_variant {
        let at = variants.iter().position(|variant| variant.key == *default).ok_or_else(|| {
            Problem::new(
                format!("{place}.defaultVariant"),
                format!("is {default:?}, which is no variant of the flag"),
            )
        })?;
        variants[..=at].rotate_right(1);
    }
    Ok(variants)
}

fn is_empty(targeting: &Value) -> bool {
    targeting.is_null() || targeting.as_object().is_some_and(serde_json::Map::is_empty)
}

/// The answer of a variant.
fn variant_answer(key: &str) -> RuleAnswer {
    RuleAnswer::Variant(key.to_owned())
}

/// Always.
const ALWAYS: Test = Test::Always;
