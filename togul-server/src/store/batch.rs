//! Statements whose results are not needed, which PostgreSQL executes together with others in one round trip.
//!
//! It accepts several statements in one message only without parameters, so the values are part of their text. Text and
//! bytes are written as hexadecimal digits, so that no value can end its literal. PostgreSQL may log a statement with its
//! values, for example one that fails: hashes of passwords do not belong here.

use std::fmt;

use serde::Serialize;
use sqlx::{
    SqliteConnection,
    sqlite::{SqliteArguments, SqliteQueryResult},
};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::column::JsonText;
use crate::{
    auth::secret::SecretHash,
    domain::{id::Id, time::Time},
};

const INLINE_STATEMENTS: usize = 100;

/// The last statements of a transaction, in their order.
#[derive(Debug, Default)]
pub struct Batch(Vec<Statement>);

impl Batch {
    /// Adds a statement, whose parameters are `$1`, `$2` and so on.
    pub(super) fn add(&mut self, sql: &'static str) -> &mut Statement {
        self.0.push(Statement { sql, values: Vec::new() });
        self.0.last_mut().expect("it was just added")
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The statements for PostgreSQL. Those of thousands of objects are written on another thread than those that serve requests.
    pub(super) async fn into_text(self) -> Result<String, sqlx::Error> {
        if self.0.len() <= INLINE_STATEMENTS {
            return Ok(self.to_string());
        }
        spawn_blocking(move || self.to_string()).await.map_err(|_| sqlx::Error::WorkerCrashed)
    }

    pub(super) async fn execute(&self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        for statement in &self.0 {
            statement.execute(connection).await?;
        }
        Ok(())
    }
}

/// The statements for PostgreSQL, each with a semicolon.
impl fmt::Display for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|statement| statement.fmt(f))
    }
}

#[derive(Clone, Debug)]
pub(super) struct Statement {
    sql: &'static str,
    values: Vec<Value>,
}

impl Statement {
    pub(super) fn new(sql: &'static str) -> Self {
        Self { sql, values: Vec::new() }
    }

    /// Gives the next parameter its value.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self
    }

    pub(super) async fn execute(
        &self,
        connection: &mut SqliteConnection,
    ) -> Result<SqliteQueryResult, sqlx::Error> {
        sqlx::query_with(self.sql, self.arguments()).execute(connection).await
    }

    pub(super) fn sql(&self) -> &'static str {
        self.sql
    }

    /// The parameters for SQLite.
    pub(super) fn arguments(&self) -> SqliteArguments {
        use sqlx::Arguments as _;
        let mut arguments = SqliteArguments::default();
        for value in &self.values {
            let added = match value {
                Value::Uuid(uuid) => arguments.add(uuid),
                Value::Text(text) => arguments.add(text),
                Value::Integer(integer) => arguments.add(integer),
                Value::Boolean(boolean) => arguments.add(boolean),
                Value::Time(time) => arguments.add(time),
                Value::Bytes(bytes) => arguments.add(bytes),
            };
            added.expect("these types can always be encoded");
        }
        arguments
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = self.sql.split('$');
        f.write_str(parts.next().unwrap_or_default())?;
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = part.split_at(digits);
            let index: usize = number.parse().expect("a dollar sign begins a parameter");
            write!(f, "{}{rest}", self.values[index - 1])?;
        }
        f.write_str("; ")
    }
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Uuid(Option<Uuid>),
    Text(Option<String>),
    Integer(Option<i64>),
    Boolean(bool),
    Time(Option<Time>),
    Bytes(Option<Vec<u8>>),
}

/// The literal for PostgreSQL.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(Some(uuid)) => write!(f, "cast('{uuid}' as uuid)"),
            Self::Uuid(None) => f.write_str("cast(null as uuid)"),
            Self::Text(Some(text)) => write!(f, "convert_from({}, 'UTF8')", Hex(text.as_bytes())),
            Self::Text(None) => f.write_str("cast(null as text)"),
            Self::Integer(Some(integer)) => write!(f, "cast({integer} as bigint)"),
            Self::Integer(None) => f.write_str("cast(null as bigint)"),
            Self::Boolean(boolean) => write!(f, "{boolean}"),
            Self::Time(Some(time)) => write!(f, "cast('{}' as timestamptz)", time.to_rfc3339()),
            Self::Time(None) => f.write_str("cast(null as timestamptz)"),
            Self::Bytes(Some(bytes)) => Hex(bytes).fmt(f),
            Self::Bytes(None) => f.write_str("cast(null as bytea)"),
        }
    }
}

/// The literal of bytes, whose meaning depends on no setting.
struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let digits: String = digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect();
        write!(f, "decode('{digits}', 'hex')")
    }
}

impl<T> From<Id<T>> for Value {
    fn from(id: Id<T>) -> Self {
        Self::Uuid(Some(id.uuid()))
    }
}

impl<T> From<Option<Id<T>>> for Value {
    fn from(id: Option<Id<T>>) -> Self {
        Self::Uuid(id.map(Id::uuid))
    }
}

impl<T: Serialize> From<&JsonText<T>> for Value {
    fn from(json: &JsonText<T>) -> Self {
        Self::Text(Some(
            serde_json::to_string(&json.0).expect("plain data with string keys always serializes"),
        ))
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $variant:ident($from:expr);)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                Self::$variant($from)
            }
        }
    )*};
}

from! {
    Uuid => |uuid| Uuid(Some(uuid));
    Option<Uuid> => |uuid| Uuid(uuid);
    &str => |text| Text(Some(text.to_owned()));
    String => |text| Text(Some(text));
    &String => |text| Text(Some(text.clone()));
    Option<String> => |text| Text(text);
    Option<&str> => |text| Text(text.map(ToOwned::to_owned));
    i64 => |integer| Integer(Some(integer));
    Option<i64> => |integer| Integer(integer);
    bool => |boolean| Boolean(boolean);
    Time => |time| Time(Some(time));
    Option<Time> => |time| Time(time);
    SecretHash => |hash| Bytes(Some(hash.0.to_vec()));
    Option<SecretHash> => |hash| Bytes(hash.map(|hash| hash.0.to_vec()));
}

#[cfg(test)]
mod tests {
    use super::{Batch, Statement, Value};

    #[test]
    fn no_text_ends_its_literal() {
        let literal = Value::from("'); drop table users; --").to_string();
        assert_eq!(literal.matches('\'').count(), 6, "{literal}");
        assert!(!literal.contains("drop"), "{literal}");
    }

    #[test]
    fn parameters_are_replaced_by_number() {
        let mut statement = Statement::new("a $2, $10, $1");
        for n in 1_i64..=10 {
            statement.bind(n);
        }
        let mut batch = Batch::default();
        batch.add("select $1, $1").bind(None::<i64>);
        let expected = "a cast(2 as bigint), cast(10 as bigint), cast(1 as bigint); ";
        assert_eq!(statement.to_string(), expected);
        assert_eq!(batch.to_string(), "select cast(null as bigint), cast(null as bigint); ");
    }
}
