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
    budget::Budget,
    document::{self, Unreadable},
    rules::Rules,
    system::Buckets,
    translation::{ImportedFlag, Problem, Remark, Translation, expect_few_variants},
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
    let budget = Budget::default();
    for (key, flag) in &file.flags {
        if flag.metadata.is_some() {
            translation.remark(format!("flags.{key}.metadata"), "metadata of flags is not carried over");
        }
        match imported(key, flag, &file, (buckets.into(), &budget)) {
            Ok((flag, remark)) => {
                translation.flags.push(flag);
                translation.remarks.extend(remark);
            }
            Err(problem) => translation.losses.push(problem.of(key)),
        }
    }
    Ok(translation)
}

/// The flag, and the remark about a targeting that is left out of it.
fn imported(
    key: &str,
    text: &FlagText,
    file: &File,
    (version, budget): (FlagdVersion, &Budget),
) -> Result<(ImportedFlag, Option<Remark>), Problem> {
    let place = format!("flags.{key}");
    let variants = variants(text, &place)?;
    let targeting = text.targeting.as_ref().filter(|targeting| !is_empty(targeting));
    let leaves_to_code =
        text.state == State::Disabled || text.default_variant.is_none() && targeting.is_none();
    let translated = targeting.map_or(Ok(Vec::new()), |targeting| {
        let own = Targeting {
            key,
            file,
            version,
            variants: &variants,
            default_variant: text.default_variant.as_deref(),
            budget,
            rules: Rules::new(budget, &place),
        };
        own.translate(targeting, &format!("{place}.targeting"))
    });
    let (rules, remark) = match translated {
        Ok(rules) => (rules, None),
        // Nothing evaluates it.
        Err(Problem { place, reason }) if text.state == State::Disabled => {
            let reason = format!("{reason}; the flag is disabled, and is carried over without its targeting");
            (Vec::new(), Some(Remark { place, reason }))
        }
        Err(problem) => return Err(problem),
    };
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
        rules,
    };
    let (name, description) = (key.to_owned(), String::new());
    let flag = ImportedFlag {
        name,
        description,
        is_archived: leaves_to_code,
        variant_names: BTreeMap::new(),
        place,
        flag,
    };
    Ok((flag, remark))
}

/// The variants with the default variant first, so that the default answer is reported with its key.
fn variants(text: &FlagText, place: &str) -> Result<Vec<Variant>, Problem> {
    expect_few_variants(text.variants.len(), format!("{place}.variants"))?;
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
