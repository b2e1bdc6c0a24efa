//! Targeting rules. The columns of a rule's fields come from the list in [`domain::rule`](crate::domain::rule).

use std::{convert::identity, sync::LazyLock};

use sqlx::AssertSqlSafe;
use togul_core::{Json, Operator, Percentage};

use super::{
    Conn, StoreError,
    column::{Text, from_row, named},
    on,
};
use crate::domain::{
    decoded::Decoded,
    flag::Flag,
    id::Id,
    project::Project,
    rule::{Conditions, Rule, RuleFields, RuleHead, RuleType, rule_fields},
    text::AttributeName,
};

/// A field's form in its column, the same in both databases.
trait Stored: Sized {
    type Column;
    fn to_column(&self) -> Self::Column;
    fn from_column(column: Self::Column) -> Self;
}

/// `Type as Column: to_column, from_column;`
macro_rules! stored {
    ($($type:ty as $column:ty: $to:expr, $from:expr;)*) => {$(
        impl Stored for $type {
            type Column = $column;
            fn to_column(&self) -> $column {
                let to: fn(&Self) -> $column = $to;
                to(self)
            }
            fn from_column(column: $column) -> Self {
                let from: fn($column) -> Self = $from;
                from(column)
            }
        }
    )*};
}

stored! {
    bool as bool: |value| *value, identity;
    String as String: Clone::clone, identity;
    Decoded<Json> as Self: Clone::clone, identity;
    Decoded<Conditions> as Self: Clone::clone, identity;
    Decoded<RuleType> as Text: |value| value.stored(|name| Text(name.as_str().to_owned())), named;
    Decoded<Operator> as Text: |value| value.stored(|name| Text(name.to_string())), named;
    Decoded<AttributeName> as Text: |value| value.stored(|name| Text(name.to_string())),
        |Text(name)| Self::of(name, |name| AttributeName::parse(&**name).ok());
    Decoded<i32> as i64: |value| number(value, |value| i64::from(*value)),
        |column| Self::of(column, |value| i32::try_from(*value).ok());
    Decoded<Percentage> as i64: |value| number(value, |value| value.thousandths().into()),
        |column| Self::of(column, |value| percentage(*value));
}

impl<T: Stored> Stored for Option<T> {
    type Column = Option<T::Column>;
    fn to_column(&self) -> Self::Column {
        self.as_ref().map(T::to_column)
    }
    fn from_column(column: Self::Column) -> Self {
        column.map(T::from_column)
    }
}

fn number<T>(value: &Decoded<T>, stored: impl FnOnce(&T) -> i64) -> i64 {
    match value {
        Decoded::Value(value) => stored(value),
        Decoded::Damaged(text) => text.parse().expect("it was read from a column of numbers"),
    }
}

fn percentage(thousandths: i64) -> Option<Percentage> {
    Percentage::from_percent(f64::from(u32::try_from(thousandths).ok()?) / 1000.0)
}

/// A field's column has the field's name, with one exception.
fn column(field: &'static str) -> &'static str {
    match field {
        "rollout_percentage" => "rollout_thousandths",
        other => other,
    }
}

from_row!(RuleHead, |row| { id, flag_id, version });
from_row!(Rule, |row| { id, flag_id, fields: (sqlx::FromRow::from_row(row)?), version, created_at, updated_at });

macro_rules! define_statements {
    (
        fixed { $($(#[$fixed_doc:meta])* $fixed:ident: $fixed_type:ty, shown($fixed_shown:tt);)* }
        patchable { $(
            $(#[$doc:meta])*
            $name:ident: $type:ty $(as $schema:tt)? $(= $default:tt)? $(, new($($new:tt)*))?
                $(, shown($shown:tt))?;
        )* }
    ) => {
        from_row!(RuleFields, |row| {
            $($fixed: (Stored::from_column(row.try_get(column(stringify!($fixed)))?)),)*
            $($name: (Stored::from_column(row.try_get(column(stringify!($name)))?))),*
        });

        /// # Errors
        /// [`StoreError::ReadsBackDifferently`].
        pub async fn insert(conn: Conn<'_>, rule: &Rule) -> Result<(), StoreError> {
            static SQL: LazyLock<String> = LazyLock::new(|| {
                let mut columns = vec!["id", "flag_id", "version", "created_at", "updated_at"];
                columns.extend([$(stringify!($fixed),)* $(stringify!($name)),*].map(column));
                let values: Vec<_> = (1..=columns.len()).map(|place| format!("${place}")).collect();
                format!("insert into rules ({}) values ({}) returning *", columns.join(", "), values.join(", "))
            });
            let stored = on!(conn, c => sqlx::query_as(AssertSqlSafe(SQL.as_str()))
                .bind(rule.id)
                .bind(rule.flag_id)
                .bind(rule.version)
                .bind(rule.created_at)
                .bind(rule.updated_at)
                $(.bind(rule.fields.$fixed.to_column()))*
                $(.bind(rule.fields.$name.to_column()))*
                .fetch_one(c).await)?;
            StoreError::expect_equal(rule, &stored)
        }

        /// # Errors
        /// [`StoreError::ReadsBackDifferently`].
        pub async fn update(conn: Conn<'_>, rule: &Rule) -> Result<(), StoreError> {
            static SQL: LazyLock<String> = LazyLock::new(|| {
                let columns = [$(stringify!($name)),*].map(column).into_iter();
                let values: Vec<_> = (4..).zip(columns).map(|(place, name)| format!("{name} = ${place}")).collect();
                let values = values.join(", ");
                format!("update rules set version = $2, updated_at = $3, {values} where id = $1 returning *")
            });
            let stored = on!(conn, c => sqlx::query_as(AssertSqlSafe(SQL.as_str()))
                .bind(rule.id)
                .bind(rule.version)
                .bind(rule.updated_at)
                $(.bind(rule.fields.$name.to_column()))*
                .fetch_one(c).await)?;
            StoreError::expect_equal(rule, &stored)
        }
    };
}
rule_fields!(define_statements);

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

/// The rule without its fields, which may be unreadable.
pub async fn find_head(
    conn: Conn<'_>,
    project: Id<Project>,
    id: Id<Rule>,
) -> Result<Option<RuleHead>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select r.id, r.flag_id, r.version
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

/// The bytes that callers wrote of a rule, readable or not: those that `Rule::bytes` counts.
macro_rules! written_bytes {
    () => {
        "cast(octet_length(coalesce(attribute, '')) + octet_length(coalesce(value_json, '')) + octet_length(bucket_by)
              + octet_length(conditions) + octet_length(return_value) as bigint)"
    };
}
pub(super) use written_bytes;

/// Returns the bytes that callers wrote of it.
pub async fn delete(conn: Conn<'_>, id: Id<Rule>) -> Result<i64, StoreError> {
    let deleted: Option<i64> = on!(conn, c => sqlx::query_scalar(
        concat!("delete from rules where id = $1 returning ", written_bytes!()))
        .bind(id)
        .fetch_optional(c).await)?;
    Ok(deleted.unwrap_or_default())
}
