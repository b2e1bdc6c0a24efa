//! Targeting rules.

use togul_core::Percentage;

use super::{
    Conn, StoreError,
    column::{Doc, from_row},
    on,
};
use crate::domain::{
    flag::Flag,
    id::Id,
    project::Project,
    rule::{Rule, RuleFields},
};

from_row!(Rule, |row| { id, flag_id, fields: (sqlx::FromRow::from_row(row)?), version, created_at, updated_at });

from_row!(RuleFields, |row| {
    priority: (i32::try_from(row.try_get::<i64, _>("priority")?).map_err(|error| sqlx::Error::Decode(error.into()))?),
    rule_type: word,
    attribute,
    operator: (row.try_get::<Option<super::column::Word<_>>, _>("operator")?.map(|operator| operator.0)),
    value_json,
    rollout_percentage: (percentage(row.try_get("rollout_thousandths")?)),
    bucket_by,
    conditions: json,
    return_value: json,
    is_active,
});

fn percentage(thousandths: Option<i64>) -> Option<Percentage> {
    #[expect(clippy::cast_precision_loss, reason = "at most 100,000")]
    thousandths.and_then(|thousandths| Percentage::from_percent(thousandths as f64 / 1000.0))
}

pub async fn insert(conn: Conn<'_>, rule: &Rule) -> Result<(), StoreError> {
    let fields = &rule.fields;
    on!(conn, c => sqlx::query(
        "insert into rules
           (id, flag_id, priority, rule_type, attribute, operator, value_json, rollout_thousandths, bucket_by,
            conditions, return_value, is_active, version, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
        .bind(rule.id)
        .bind(rule.flag_id)
        .bind(i64::from(fields.priority))
        .bind(fields.rule_type.as_str())
        .bind(&fields.attribute)
        .bind(fields.operator.map(|operator| operator.as_str()))
        .bind(&fields.value_json)
        .bind(fields.rollout_percentage.map(|percentage| i64::from(percentage.thousandths())))
        .bind(&fields.bucket_by)
        .bind(Doc(&fields.conditions))
        .bind(Doc(&fields.return_value))
        .bind(fields.is_active)
        .bind(rule.version)
        .bind(rule.created_at)
        .bind(rule.updated_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn find(conn: Conn<'_>, project: Id<Project>, id: Id<Rule>) -> Result<Option<Rule>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select r.*
         from rules r
         join flags f on f.id = r.flag_id
         join environments e on e.id = f.environment_id
         where e.project_id = $1 and r.id = $2")
        .bind(project)
        .bind(id)
        .fetch_optional(c).await)?)
}

/// A flag's rules in evaluation order, inactive ones included.
pub async fn list(conn: Conn<'_>, flag: Id<Flag>) -> Result<Vec<Rule>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as("select * from rules where flag_id = $1 order by priority, id")
        .bind(flag)
        .fetch_all(c).await)?)
}

pub async fn count(conn: Conn<'_>, flag: Id<Flag>) -> Result<usize, StoreError> {
    let (count,): (i64,) = on!(conn, c => sqlx::query_as("select count(*) from rules where flag_id = $1")
        .bind(flag)
        .fetch_one(c).await)?;
    Ok(usize::try_from(count).unwrap_or_default())
}

pub async fn update(conn: Conn<'_>, rule: &Rule) -> Result<(), StoreError> {
    let fields = &rule.fields;
    on!(conn, c => sqlx::query(
        "update rules
         set priority = $2, attribute = $3, operator = $4, value_json = $5, rollout_thousandths = $6,
             bucket_by = $7, conditions = $8, return_value = $9, is_active = $10, version = $11, updated_at = $12
         where id = $1")
        .bind(rule.id)
        .bind(i64::from(fields.priority))
        .bind(&fields.attribute)
        .bind(fields.operator.map(|operator| operator.as_str()))
        .bind(&fields.value_json)
        .bind(fields.rollout_percentage.map(|percentage| i64::from(percentage.thousandths())))
        .bind(&fields.bucket_by)
        .bind(Doc(&fields.conditions))
        .bind(Doc(&fields.return_value))
        .bind(fields.is_active)
        .bind(rule.version)
        .bind(rule.updated_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn delete(conn: Conn<'_>, id: Id<Rule>) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from rules where id = $1").bind(id).execute(c).await.map(drop))?;
    Ok(())
}
