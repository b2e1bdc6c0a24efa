//! Creation, changes and deletion of targeting rules.

mod check;
mod compile;
mod order;

use togul_core::{Invalid, ObjectKind, RuleAnswer, bucket::BUCKETS, limits};
use uuid::Uuid;

pub(super) use self::{
    check::{api_field, check_now, lay_out},
    compile::{compile, compile_expressions, expressions_in, expressions_of},
};
use self::{
    check::{check, follow, rebalance},
    compile::expressions,
};
pub use self::{
    compile::{Compilers, compilers},
    order::{Reordered, reorder},
};
use super::{
    Error, Expected,
    change::{
        ChangeRecord, EnvironmentWriter, ObjectChange, RuleOfFlag, name_cost_field, name_link_cost_field,
        off_thread,
    },
    expect_version,
};
use crate::{
    domain::{
        access::{Grant, InProject},
        change::ChangeKind,
        decoded::Decoded,
        flag::Flag,
        flag_size,
        id::Id,
        patch::Patch,
        permission::{Permission, need},
        rule::{NewRule, Rule, RulePatch},
        rule_coverage,
        rule_record::RuleRecord,
        segment_graph::named_in,
        snapshot,
        split::Split,
        view::View,
        warning::Warning,
    },
    store::{self, Store, StoreError},
};

/// # Errors
/// [`Error::NotFound`] for a flag of another project, [`Error::Invalid`] with the first problem of the rule.
pub async fn create(
    store: &Store,
    compilers: &Compilers,
    proof: &InProject<need::RulesWrite>,
    new: NewRule,
) -> Result<(View<Rule>, Vec<Warning>), Error> {
    let (flag, mut fields) = (new.flag_id, new.fields());
    compile_expressions(compilers, proof.organization(), expressions_of(&fields)).await?;
    let (mut writer, flag) = EnvironmentWriter::on_flag(store, proof, flag).await?;
    lay_out(&mut fields, &flag)?;
    let rule = Rule {
        id: Id::generate(),
        flag_id: flag.id,
        fields,
        version: 1,
        created_at: writer.now,
        updated_at: writer.now,
    };
    let checked = check(&rule, &flag).await?;
    writer.expect_segments(&named_in(&checked.conditions)).await?;
    if store::rules::count(writer.tx.conn(), flag.id).await? >= limits::RULES {
        let reason = format!("has {} rules already, the most a flag can have", limits::RULES);
        return Err(Invalid::new("flag_id", reason).into());
    }
    writer.growth = flag_size::growth(0, rule.bytes());
    store::rules::insert(writer.tx.conn(), &rule).await?;
    let record = ChangeRecord::new(proof, ChangeKind::RuleCreated, rule.id).after(&rule);
    let view = writer.grant.view(rule);
    Ok((view, publish(writer, record, &flag, &checked).await?))
}

/// The patched rule is checked as a whole. A patch without an effect creates no revision.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`], [`Error::Invalid`] with the first problem of the patched rule.
pub async fn update(
    store: &Store,
    compilers: &Compilers,
    proof: &InProject<need::RulesWrite>,
    id: Id<Rule>,
    expected: Expected,
    patch: RulePatch,
) -> Result<(View<Rule>, Vec<Warning>), Error> {
    let (conditions, operator) = (patch.conditions.as_ref(), patch.operator.as_ref());
    let value_json = patch.value_json.as_ref().and_then(Option::as_deref);
    let expressions = expressions(conditions, operator.and_then(Option::as_ref), value_json);
    compile_expressions(compilers, proof.organization(), expressions).await?;
    let (mut writer, flag, rule) = EnvironmentWriter::on_rule(store, proof, id).await?;
    expect_version(expected, &writer.grant, rule.version, "rule", &rule)?;
    let (sets_split, rebalances) = (matches!(patch.split, Patch::Value(Some(_))), patch.rebalance);
    let mut patched = Rule { fields: rule.fields.clone().patched(patch), ..rule.clone() };
    let before = split_of(&rule, &writer);
    match (rebalances, sets_split) {
        (true, _) => rebalance(&mut patched.fields, &flag, before.as_ref())?,
        (false, true) => follow(&mut patched.fields, &flag, before.as_ref())?,
        (false, false) => {}
    }
    patched.fields.forget_unused_bucketing();
    if patched == rule {
        let (rules, view) = (writer.found_rules(), writer.grant.view(rule));
        writer.end_unchanged().await?;
        return Ok((view, warnings(rules, id.uuid()).await));
    }
    let checked = check(&patched, &flag).await?;
    writer.expect_segments(&named_in(&checked.conditions)).await?;
    patched.version += 1;
    patched.updated_at = writer.now;
    writer.growth = flag_size::growth(rule.bytes(), patched.bytes());
    store::rules::update(writer.tx.conn(), &patched).await?;
    let record = ChangeRecord::new(proof, ChangeKind::RuleUpdated, id)
        .before(RuleRecord::of(&rule))
        .after(RuleRecord::of(&patched));
    let has_other_buckets =
        patched.fields.seed != rule.fields.seed || patched.fields.bucket_by != rule.fields.bucket_by;
    let moves = match (before, &patched.fields.split) {
        (Some(before), Some(Decoded::Value(after))) if has_other_buckets => before.expected_moves(after),
        (Some(before), Some(Decoded::Value(after))) => before.moves(after),
        _ => Vec::new(),
    };
    let view = writer.grant.view(patched);
    let mut warnings = publish(writer, record, &flag, &checked).await?;
    warnings.extend(Warning::moves_users(moves));
    Ok((view, warnings))
}

/// Reads as little as needed: neither the rule nor the rest of its flag has to be readable.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::VersionConflict`].
pub async fn delete(
    store: &Store,
    proof: &InProject<need::RulesWrite>,
    id: Id<Rule>,
    expected: Expected,
) -> Result<(), Error> {
    let (project, record) = (proof.project(), ChangeRecord::new(proof, ChangeKind::RuleDeleted, id));
    let (mut writer, found) = EnvironmentWriter::on_rule_head(store, proof, id).await?;
    let RuleOfFlag { rule: head, flag, bytes: before } = found;
    let rule = StoreError::readable(store::rules::find(writer.tx.conn(), project, id).await)?.flatten();
    let record = match &rule {
        Some(rule) => {
            expect_version(expected, &writer.grant, head.version, "rule", rule)?;
            record.before(rule)
        }
        None => {
            expect_version(expected, &writer.grant, head.version, "rule", &head)?;
            record.before(&head)
        }
    };
    let record = record.of_flag(flag.id);
    writer.growth = -store::rules::delete(writer.tx.conn(), id).await?;
    let after = match snapshot::without_rule(&flag.key, &before, id) {
        Some(after) => after,
        // Damaged: it is made again, if the rows are not damaged as well.
        None => {
            let whole = store::flags::find(writer.tx.conn(), project, flag.id).await;
            let rules = store::rules::list(writer.tx.conn(), flag.id).await;
            let rows = StoreError::readable(whole)?.flatten().zip(StoreError::readable(rules)?);
            let made = rows.and_then(|(flag, rules)| snapshot::of(&flag, &rules).ok());
            made.map_or_else(|| snapshot::unreadable(&flag.key), |made| made.json)
        }
    };
    store::flags::update_snapshot(writer.tx.conn(), flag.id, &after).await?;
    let (kind, key) = (ObjectKind::Flag, &*flag.key);
    writer.append(record, ObjectChange { kind, key, before: Some(before), after: Some(after) }).await?;
    writer.publish().await
}

/// Writes the flag of a rule that was created or changed. Returns the warnings about it.
async fn publish(
    mut writer: EnvironmentWriter,
    record: ChangeRecord,
    flag: &Flag,
    rule: &togul_core::Rule,
) -> Result<Vec<Warning>, Error> {
    let published = async {
        let rules = writer.rewrite_flag(record, flag).await?;
        let dependents = writer.dependent_flags();
        writer.publish().await?;
        Ok((rules, dependents))
    };
    let error = match published.await {
        Ok((rules, dependents)) => {
            let of_rules = warnings(rules, rule.id).await;
            return Ok(of_rules.into_iter().chain(dependents).collect());
        }
        Err(error) => error,
    };
    let link = named_in(&rule.conditions).into_iter().next().map(|(field, _)| field);
    let rule = rule.clone();
    let field = move || api_field(rule.most_expensive_field());
    Err(name_cost_field(name_link_cost_field(error, link), field).await)
}

/// The warnings about the rules of a flag that name this one.
async fn warnings(rules: Vec<togul_core::Rule>, written: Uuid) -> Vec<Warning> {
    off_thread(move || rule_coverage::warnings_about(written, &rules)).await
}

/// The warnings about all rules of a flag, for a caller who may read rules.
pub(super) async fn rule_coverage_for(grant: &Grant, rules: Vec<togul_core::Rule>) -> Vec<Warning> {
    if !grant.permissions.contains(Permission::RulesRead) {
        return Vec::new();
    }
    off_thread(move || rule_coverage::warnings(&rules)).await
}

/// The split of a rule before a change. Evaluators may have one that is damaged in the database.
fn split_of(rule: &Rule, writer: &EnvironmentWriter) -> Option<Split> {
    match rule.fields.split.as_ref()? {
        Decoded::Value(split) => Some(split.clone()),
        Decoded::Damaged(_) => {
            let rules = writer.found_rules();
            let found = rules.iter().find(|found| found.id == rule.id.uuid())?;
            match &found.answer {
                RuleAnswer::Split(parts) => {
                    let foreign = found.bucketing.as_ref().and_then(|one| one.split_units(parts));
                    Split::of_core(parts, foreign.unwrap_or(BUCKETS))
                }
                _ => None,
            }
        }
    }
}
