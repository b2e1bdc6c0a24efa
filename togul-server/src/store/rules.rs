//! Targeting rules. The columns of a rule's fields come from the list in [`domain::rule`](crate::domain::rule).

use std::{convert::identity, sync::LazyLock};

use sqlx::{AssertSqlSafe, QueryBuilder};
use togul_core::{Bucketing, Operator, Percentage};

use super::{
    Conn, StoreError,
    column::{JsonText, Text, from_row, named},
    decode, on,
};
use crate::domain::{
    condition::Conditions,
    decoded::Decoded,
    environment::Environment,
    flag::Flag,
    id::Id,
    project::Project,
    rule::{Rule, RuleFields, RuleHead, RuleType, rule_fields},
    rule_answer::ReturnValue,
    split::Split,
    text::{AttributeName, Seed, VariantKey},
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
    String as Text: |text| Text(text.clone()), |Text(text)| text;
    ReturnValue as Text: |value| Text(value.to_column()), |Text(text)| Self::from_column(text);
    Decoded<Conditions> as Self: Clone::clone, identity;
    Decoded<RuleType> as Text: |value| value.stored(|name| Text(name.as_str().to_owned())), named;
    Decoded<Operator> as Text: |value| value.stored(|name| Text(name.to_string())), named;
    Decoded<AttributeName> as Text: |value| value.stored(|name| Text(name.to_string())),
        |Text(name)| Self::of(name, |name| AttributeName::parse(&**name).ok());
    Decoded<VariantKey> as Text: |value| value.stored(|key| Text(key.to_string())),
        |Text(key)| Self::of(key, |key| VariantKey::parse(&**key).ok());
    Decoded<Seed> as Text: |value| value.stored(|seed| Text(seed.to_string())),
        |Text(seed)| Self::of(seed, |seed| Seed::parse(&**seed).ok());
    Decoded<Split> as Text: |value| value.stored(|split| Text(split.to_column())),
        |Text(json)| Self::of(json, |json| Split::from_column(json));
    Decoded<Bucketing> as Text: |value| value.stored(|bucketing| {
            Text(serde_json::to_string(bucketing).expect("plain data with string keys always serializes"))
        }),
        |Text(json)| Self::of(json, |json| serde_json::from_str(json).ok());
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
        imported { $(
            $(#[$imported_doc:meta])* $imported:ident: $imported_type:ty, shown($imported_shown:tt);
        )* }
        patchable { $(
            $(#[$doc:meta])*
            $name:ident: $type:ty $(as $schema:tt)? $(= $default:tt)? $(, new($($new:tt)*))?
                $(, shown($shown:tt))?;
        )* }
    ) => {
        from_row!(RuleFields, |row| {
            $($fixed: (Stored::from_column(row.try_get(column(stringify!($fixed)))?)),)*
            $($imported: (Stored::from_column(row.try_get(column(stringify!($imported)))?)),)*
            $($name: (Stored::from_column(row.try_get(column(stringify!($name)))?))),*
        });

        /// # Errors
        /// [`StoreError::ReadsBackDifferently`].
        pub async fn insert(conn: Conn<'_>, rule: &Rule) -> Result<(), StoreError> {
            static SQL: LazyLock<String> = LazyLock::new(|| {
                let mut columns = vec!["id", "flag_id", "version", "created_at", "updated_at", "segments"];
                columns.extend([$(stringify!($fixed),)* $(stringify!($imported),)* $(stringify!($name)),*].map(column));
                let values: Vec<_> = (1..=columns.len()).map(|place| format!("${place}")).collect();
                format!("insert into rules ({}) values ({}) returning *", columns.join(", "), values.join(", "))
            });
            let stored = on!(conn, c => sqlx::query_as(AssertSqlSafe(SQL.as_str()))
                .bind(rule.id)
                .bind(rule.flag_id)
                .bind(rule.version)
                .bind(rule.created_at)
                .bind(rule.updated_at)
                .bind(JsonText(rule.segments()))
                $(.bind(rule.fields.$fixed.to_column()))*
                $(.bind(rule.fields.$imported.to_column()))*
                $(.bind(rule.fields.$name.to_column()))*
                .fetch_one(c).await)?;
            StoreError::expect_equal(rule, &stored)
        }

        /// Inserts any number of rules with one statement.
        ///
        /// # Errors
        /// [`StoreError::ReadsBackDifferently`].
        pub async fn insert_all(conn: Conn<'_>, rules: &[Rule]) -> Result<(), StoreError> {
            if rules.is_empty() {
                return Ok(());
            }
            macro_rules! query {
                ($c:expr) => {{
                    let mut query =
                        QueryBuilder::new("insert into rules (id, flag_id, version, created_at, updated_at, segments");
                    for name in [$(stringify!($fixed),)* $(stringify!($imported),)* $(stringify!($name)),*] {
                        query.push(", ").push(column(name));
                    }
                    query.push(") ");
                    query.push_values(rules, |mut row, rule| {
                        row.push_bind(rule.id)
                            .push_bind(rule.flag_id)
                            .push_bind(rule.version)
                            .push_bind(rule.created_at)
                            .push_bind(rule.updated_at)
                            .push_bind(JsonText(rule.segments()))
                            $(.push_bind(rule.fields.$fixed.to_column()))*
                            $(.push_bind(rule.fields.$imported.to_column()))*
                            $(.push_bind(rule.fields.$name.to_column()))*;
                    });
                    query.push(" returning *");
                    query.build_query_as().persistent(false).fetch_all($c).await
                }};
            }
            let stored = on!(conn, c => query!(c))?;
            expect_all_equal(rules, stored)
        }

        /// # Errors
        /// [`StoreError::ReadsBackDifferently`].
        pub async fn update(conn: Conn<'_>, rule: &Rule) -> Result<(), StoreError> {
            static SQL: LazyLock<String> = LazyLock::new(|| {
                let columns = [$(stringify!($imported),)* $(stringify!($name)),*].map(column).into_iter();
                let values: Vec<_> = (5..).zip(columns).map(|(place, name)| format!("{name} = ${place}")).collect();
                let values = values.join(", ");
                format!("update rules set version = $2, updated_at = $3, segments = $4, {values} where id = $1 returning *")
            });
            let stored = on!(conn, c => sqlx::query_as(AssertSqlSafe(SQL.as_str()))
                .bind(rule.id)
                .bind(rule.version)
                .bind(rule.updated_at)
                .bind(JsonText(rule.segments()))
                $(.bind(rule.fields.$imported.to_column()))*
                $(.bind(rule.fields.$name.to_column()))*
                .fetch_one(c).await)?;
            StoreError::expect_equal(rule, &stored)
        }
    };
}
rule_fields!(define_statements);

/// Writes the priorities, versions and times of rules, whose other fields are as they are stored.
///
/// # Errors
/// [`StoreError::ReadsBackDifferently`].
pub async fn update_priorities(conn: Conn<'_>, rules: &[Rule]) -> Result<(), StoreError> {
    let Some(first) = rules.first() else { return Ok(()) };
    macro_rules! query {
        ($c:expr) => {{
            let mut query = QueryBuilder::new("update rules set version = version + 1, updated_at = ");
            query.push_bind(first.updated_at).push(", priority = case id");
            for rule in rules {
                query
                    .push(" when ")
                    .push_bind(rule.id)
                    .push(" then ")
                    .push_bind(rule.fields.priority.to_column());
            }
            query.push(" end where id in (");
            let mut ids = query.separated(", ");
            for rule in rules {
                ids.push_bind(rule.id);
            }
            query.push(") returning *");
            query.build_query_as().persistent(false).fetch_all($c).await
        }};
    }
    let stored = on!(conn, c => query!(c))?;
    expect_all_equal(rules, stored)
}

/// The rows may be in any order.
fn expect_all_equal(rules: &[Rule], mut stored: Vec<Rule>) -> Result<(), StoreError> {
    let mut written: Vec<_> = rules.iter().collect();
    written.sort_unstable_by_key(|rule| rule.id.uuid());
    stored.sort_unstable_by_key(|rule| rule.id.uuid());
    StoreError::expect_equal(&written, &stored.iter().collect())
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

/// The rules of all flags of an environment, those of each flag in evaluation order.
pub async fn list_of_environment(
    conn: Conn<'_>,
    environment: Id<Environment>,
) -> Result<Vec<Rule>, StoreError> {
    Ok(on!(conn, c => {
        let rows = sqlx::query(
            "select r.*
             from rules r
             join flags f on f.id = r.flag_id
             where f.environment_id = $1
             order by r.flag_id, r.priority, r.id")
            .bind(environment)
            .fetch_all(c);
        decode::all(rows.await?).await
    })?)
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
              + octet_length(conditions) + octet_length(return_value) + octet_length(coalesce(variant, ''))
              + octet_length(coalesce(split, '')) + octet_length(coalesce(seed, '')) + octet_length(coalesce(bucketing, '')) as bigint)"
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
