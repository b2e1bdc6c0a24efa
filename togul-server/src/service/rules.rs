//! Creation, changes and deletion of targeting rules.

use togul_core::{Invalid, ValueType, limits};

use super::{
    Error, Expected,
    change::{ChangeRecord, EnvironmentWriter},
    expect_version,
};
use crate::{
    domain::{
        access::InProject,
        change::ChangeKind,
        id::Id,
        permission::need,
        rule::{NewRule, Rule, RulePatch},
        view::View,
    },
    store::{self, Store},
};

/// # Errors
/// [`Error::NotFound`] for a flag of another project, [`Error::Invalid`] with the first problem of the rule.
pub async fn create(
    store: &Store,
    proof: &InProject<need::RulesWrite>,
    new: NewRule,
) -> Result<View<Rule>, Error> {
    let (mut writer, flag) = EnvironmentWriter::on_flag(store, proof, new.flag_id).await?;
    let rule = Rule {
        id: Id::generate(),
        flag_id: flag.id,
        fields: new.fields(),
        version: 1,
        created_at: writer.now,
        updated_at: writer.now,
    };
    check(&rule, flag.value_type)?;
    if store::rules::count(writer.tx.conn(), flag.id).await? >= limits::RULES {
        let reason = format!("has {} rules already, the most a flag can have", limits::RULES);
        return Err(Invalid::new("flag_id", reason).into());
    }
    store::rules::insert(writer.tx.conn(), &rule).await?;
    let record = ChangeRecord::new(proof, ChangeKind::RuleCreated, rule.id).after(&rule);
    writer.rewrite_flag(record, &flag).await?;
    let view = writer.grant.view(rule);
    writer.publish().await?;
    Ok(view)
}

/// The patched rule is checked as a whole. A patch without an effect creates no revision.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`], [`Error::Invalid`] with the first problem of the patched rule.
pub async fn update(
    store: &Store,
    proof: &InProject<need::RulesWrite>,
    id: Id<Rule>,
    expected: Expected,
    patch: RulePatch,
) -> Result<View<Rule>, Error> {
    let (mut writer, flag, rule) = EnvironmentWriter::on_rule(store, proof, id).await?;
    expect_version(expected, &writer.grant, rule.version, "rule", &rule)?;
    let mut patched = Rule { fields: rule.fields.clone().patched(patch), ..rule.clone() };
    if patched == rule {
        return Ok(writer.grant.view(rule));
    }
    check(&patched, flag.value_type)?;
    patched.version += 1;
    patched.updated_at = writer.now;
    store::rules::update(writer.tx.conn(), &patched).await?;
    let record = ChangeRecord::new(proof, ChangeKind::RuleUpdated, id).before(&rule).after(&patched);
    writer.rewrite_flag(record, &flag).await?;
    let view = writer.grant.view(patched);
    writer.publish().await?;
    Ok(view)
}

/// # Errors
/// [`Error::NotFound`] and [`Error::VersionConflict`].
pub async fn delete(
    store: &Store,
    proof: &InProject<need::RulesWrite>,
    id: Id<Rule>,
    expected: Expected,
) -> Result<(), Error> {
    let (mut writer, flag, rule) = EnvironmentWriter::on_rule(store, proof, id).await?;
    expect_version(expected, &writer.grant, rule.version, "rule", &rule)?;
    store::rules::delete(writer.tx.conn(), id).await?;
    writer.rewrite_flag(ChangeRecord::new(proof, ChangeKind::RuleDeleted, id).before(&rule), &flag).await?;
    writer.publish().await
}

fn check(rule: &Rule, value_type: ValueType) -> Result<(), Error> {
    // The size limit of a flag does not cover white space and inactive rules, which are stored as well.
    if rule.fields.value_json.as_ref().is_some_and(|json| json.len() > limits::FLAG_BYTES) {
        let reason = format!("must have at most {} bytes", limits::FLAG_BYTES);
        return Err(Invalid::new("value_json", reason).into());
    }
    rule.to_core()?.check(value_type).map_err(|mut invalid| {
        // The management API has another name for the field.
        if invalid.field == "value" {
            "value_json".clone_into(&mut invalid.field);
        } else if let Some(place) = invalid.field.strip_prefix("value[") {
            // In the API this field is a string, so a path cannot point inside it.
            invalid = Invalid::new("value_json", format!("[{place} {}", invalid.reason));
        }
        invalid.into()
    })
}
