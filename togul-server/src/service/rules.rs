//! Creation, changes and deletion of targeting rules.

use std::{num::NonZeroUsize, sync::LazyLock, thread::available_parallelism};

use togul_core::{Condition, Cost, Invalid, ObjectKind, Operator, RuleKind, ValueType, limits};

use super::{
    Error, Expected,
    change::{ChangeRecord, EnvironmentWriter, ObjectChange, name_cost_field, off_thread},
    expect_version,
};
use crate::{
    domain::{
        access::InProject,
        change::ChangeKind,
        decoded::Decoded,
        flag::Flag,
        flag_size,
        id::Id,
        organization::Organization,
        permission::need,
        rule::{Conditions, NewRule, Rule, RulePatch},
        snapshot,
        view::View,
    },
    fair_queue::FairQueue,
    store::{self, Store, StoreError, WAIT_TIMEOUT},
};

/// # Errors
/// [`Error::NotFound`] for a flag of another project, [`Error::Invalid`] with the first problem of the rule.
pub async fn create(
    store: &Store,
    proof: &InProject<need::RulesWrite>,
    new: NewRule,
) -> Result<View<Rule>, Error> {
    compile_ahead(proof, Some(&new.conditions), new.operator.as_ref(), new.value_json.as_deref()).await?;
    let (mut writer, flag) = EnvironmentWriter::on_flag(store, proof, new.flag_id).await?;
    let rule = Rule {
        id: Id::generate(),
        flag_id: flag.id,
        fields: new.fields(),
        version: 1,
        created_at: writer.now,
        updated_at: writer.now,
    };
    let checked = check(&rule, flag.value_type()?).await?;
    if store::rules::count(writer.tx.conn(), flag.id).await? >= limits::RULES {
        let reason = format!("has {} rules already, the most a flag can have", limits::RULES);
        return Err(Invalid::new("flag_id", reason).into());
    }
    writer.growth = flag_size::growth(0, rule.bytes());
    store::rules::insert(writer.tx.conn(), &rule).await?;
    let record = ChangeRecord::new(proof, ChangeKind::RuleCreated, rule.id).after(&rule);
    let view = writer.grant.view(rule);
    publish(writer, record, &flag, &checked).await?;
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
    let (conditions, operator) = (patch.conditions.as_ref(), patch.operator.as_ref());
    let value_json = patch.value_json.as_ref().and_then(Option::as_deref);
    compile_ahead(proof, conditions, operator.and_then(Option::as_ref), value_json).await?;
    let (mut writer, flag, rule) = EnvironmentWriter::on_rule(store, proof, id).await?;
    expect_version(expected, &writer.grant, rule.version, "rule", &rule)?;
    let mut patched = Rule { fields: rule.fields.clone().patched(patch), ..rule.clone() };
    if patched == rule {
        let view = writer.grant.view(rule);
        writer.end_unchanged().await?;
        return Ok(view);
    }
    let checked = check(&patched, flag.value_type()?).await?;
    patched.version += 1;
    patched.updated_at = writer.now;
    writer.growth = flag_size::growth(rule.bytes(), patched.bytes());
    store::rules::update(writer.tx.conn(), &patched).await?;
    let record = ChangeRecord::new(proof, ChangeKind::RuleUpdated, id).before(&rule).after(&patched);
    let view = writer.grant.view(patched);
    publish(writer, record, &flag, &checked).await?;
    Ok(view)
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
    let (mut writer, head) = EnvironmentWriter::on_rule_head(store, proof, id).await?;
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
    let found = store::flags::find_head_with_snapshot(writer.tx.conn(), project, head.flag_id).await?;
    let (flag, before) = found.ok_or(Error::NotFound)?;
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

/// Compiling on behalf of organizations, which take turns.
static COMPILING: LazyLock<FairQueue<Id<Organization>>> = LazyLock::new(|| {
    let cores = available_parallelism().map_or(1, NonZeroUsize::get);
    FairQueue::new(cores.div_ceil(2), usize::MAX, MAX_WAITING)
});
/// How many writes of one organization wait for that.
const MAX_WAITING: usize = 64;

/// Compiles the regular expressions of a new or changed rule before its transaction, which finds their costs known: they
/// may take seconds, and others wait for the locks of the transaction. What is wrong with them is found there, too.
async fn compile_ahead(
    proof: &InProject<need::RulesWrite>,
    conditions: Option<&Decoded<Conditions>>,
    operator: Option<&Decoded<Operator>>,
    value_json: Option<&str>,
) -> Result<(), Error> {
    let own = value_json
        .filter(|_| operator == Some(&Decoded::Value(Operator::Matches)))
        .and_then(|json| json.parse().ok());
    let own = own.map(|value| Condition {
        attribute: RuleKind::DEFAULT_BUCKET_BY.to_owned(),
        operator: Operator::Matches,
        value: Some(value),
    });
    let listed = conditions.and_then(|conditions| conditions.get("conditions").ok());
    let listed = listed.map(|conditions| conditions.0.clone()).unwrap_or_default();
    let mut expressions: Vec<_> = own.into_iter().chain(listed).collect();
    expressions.retain(|condition| condition.operator == Operator::Matches);
    if expressions.is_empty() {
        return Ok(());
    }
    let permit = COMPILING.acquire(proof.organization(), WAIT_TIMEOUT).await?;
    off_thread(move || {
        let _permit = permit;
        let mut cost = Cost::default();
        for condition in &expressions {
            cost = cost + condition.check().unwrap_or_default();
            if cost > limits::STORED_FLAG_COST {
                return;
            }
        }
    })
    .await;
    Ok(())
}

/// Writes the flag of a rule that was created or changed.
async fn publish(
    mut writer: EnvironmentWriter,
    record: ChangeRecord,
    flag: &Flag,
    rule: &togul_core::Rule,
) -> Result<(), Error> {
    let published = async {
        writer.rewrite_flag(record, flag).await?;
        writer.publish().await
    };
    let Err(error) = published.await else { return Ok(()) };
    let rule = rule.clone();
    let field = move || match rule.most_expensive_field() {
        field if field == "value" => "value_json".to_owned(),
        field => field,
    };
    Err(name_cost_field(error, field).await)
}

/// The rule as evaluators read it, checked.
async fn check(rule: &Rule, value_type: ValueType) -> Result<togul_core::Rule, Error> {
    // The size limit of a flag does not cover white space and inactive rules, which are stored as well.
    if rule.fields.value_json.as_ref().is_some_and(|json| json.len() > limits::FLAG_BYTES) {
        let reason = format!("must have at most {} bytes", limits::FLAG_BYTES);
        return Err(Invalid::new("value_json", reason).into());
    }
    let rule = rule.to_core()?;
    let checked = off_thread(move || rule.check(value_type).map(|_| rule)).await;
    checked.map_err(|mut invalid| {
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
