//! How our types are stored in columns, the same in both databases.

use std::str::FromStr;

use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    Database, Decode, Encode, Postgres, Sqlite, Type, encode::IsNull, error::BoxDynError,
    postgres::PgValueRef, sqlite::SqliteValueRef,
};
use uuid::Uuid;

use crate::domain::{decoded::Decoded, id::Id};

impl<T, DB: Database> Type<DB> for Id<T>
where
    Uuid: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        Uuid::type_info()
    }
    fn compatible(ty: &DB::TypeInfo) -> bool {
        Uuid::compatible(ty)
    }
}

impl<'q, T, DB: Database> Encode<'q, DB> for Id<T>
where
    Uuid: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.uuid().encode_by_ref(buffer)
    }
}

impl<'r, T, DB: Database> Decode<'r, DB> for Id<T>
where
    Uuid: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Uuid::decode(value).map(Self::from)
    }
}

/// JSON in a TEXT column: SQLite would convert a bare number in a JSON column.
#[derive(Debug)]
pub struct JsonText<T>(pub T);

/// An enum by its serde name in a TEXT column.
#[derive(Debug)]
pub struct NamedText<T>(pub T);

/// Text that something else than this server may have written: reading it never fails, as it does not for [`Decoded`].
/// SQLite has columns of text that hold other bytes.
#[derive(Debug)]
pub struct Text(pub String);

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// A name that may be unknown.
pub fn named<T: FromStr>(Text(name): Text) -> Decoded<T> {
    Decoded::of(name, |name| name.parse().ok())
}

/// Implements `Type` for what a TEXT column holds.
macro_rules! in_text_column {
    ($($type:ident $(<$of:ident>)?: $($stored:ty),+;)*) => {$(
        impl<$($of,)? DB: Database> Type<DB> for $type$(<$of>)?
        where
            $($stored: Type<DB>),+
        {
            fn type_info() -> DB::TypeInfo {
                String::type_info()
            }
            fn compatible(ty: &DB::TypeInfo) -> bool {
                false $(|| <$stored>::compatible(ty))+
            }
        }
    )*};
}

in_text_column! {
    JsonText<T>: String;
    NamedText<T>: String;
    Decoded<T>: String, Vec<u8>;
    Text: String, Vec<u8>;
}

impl<'q, T: Serialize, DB: Database> Encode<'q, DB> for JsonText<T>
where
    String: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        serde_json::to_string(&self.0)?.encode(buffer)
    }
}

impl<'r, T: DeserializeOwned, DB: Database> Decode<'r, DB> for JsonText<T>
where
    &'r str: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(serde_json::from_str(<&str>::decode(value)?)?))
    }
}

impl<'r, T: DeserializeOwned, DB: Database> Decode<'r, DB> for NamedText<T>
where
    String: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(serde_json::from_value(serde_json::Value::String(String::decode(value)?))?))
    }
}

impl<'q, T: Serialize, DB: Database> Encode<'q, DB> for Decoded<T>
where
    String: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        match self {
            Self::Value(value) => JsonText(value).encode(buffer),
            Self::Damaged(text) => text.encode_by_ref(buffer),
        }
    }
}

/// From JSON.
impl<'r, T: DeserializeOwned, DB: Database> Decode<'r, DB> for Decoded<T>
where
    Text: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self::of(Text::decode(value)?.0, |text| serde_json::from_str(text).ok()))
    }
}

impl<'q, DB: Database> Encode<'q, DB> for Text
where
    String: Encode<'q, DB>,
{
    fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.0.encode_by_ref(buffer)
    }
}

impl Decode<'_, Sqlite> for Text {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        let bytes = <&[u8] as Decode<'_, Sqlite>>::decode(value)?;
        // Checks valid text in a fraction of the time that the other conversion needs.
        let text = str::from_utf8(bytes).map(str::to_owned);
        Ok(Self(text.unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned())))
    }
}

/// PostgreSQL checks text that it stores.
impl Decode<'_, Postgres> for Text {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(Self(<String as Decode<'_, Postgres>>::decode(value)?))
    }
}

/// Reads a domain type from columns of the same names: `field` as it is, `field: json` through [`JsonText`],
/// `field: name` through [`NamedText`], `field: text` through [`Text`], `field: (expression)` from what the expression makes of the row.
macro_rules! from_row {
    ($type:ty, |$row:ident| { $($field:ident $(: $how:tt)?),* $(,)? }) => {
        $crate::store::column::from_row!(@for sqlx::postgres::PgRow, $type, $row, $($field $(: $how)?),*);
        $crate::store::column::from_row!(@for sqlx::sqlite::SqliteRow, $type, $row, $($field $(: $how)?),*);
    };
    (@for $source:ty, $type:ty, $row:ident, $($field:ident $(: $how:tt)?),*) => {
        impl sqlx::FromRow<'_, $source> for $type {
            fn from_row($row: &$source) -> sqlx::Result<Self> {
                use sqlx::Row as _;
                Ok(Self { $($field: $crate::store::column::from_row!(@get $row $field $(: $how)?)),* })
            }
        }
    };
    (@get $row:ident $field:ident) => { $row.try_get(stringify!($field))? };
    (@get $row:ident $field:ident : json) => {
        $row.try_get::<$crate::store::column::JsonText<_>, _>(stringify!($field))?.0
    };
    (@get $row:ident $field:ident : name) => {
        $row.try_get::<$crate::store::column::NamedText<_>, _>(stringify!($field))?.0
    };
    (@get $row:ident $field:ident : text) => {
        $row.try_get::<$crate::store::column::Text, _>(stringify!($field))?.0
    };
    (@get $row:ident $field:ident : revision) => {
        togul_core::Revision::try_from($row.try_get::<i64, _>(stringify!($field))?)
            .map_err(|error| sqlx::Error::Decode(error.into()))?
    };
    (@get $row:ident $field:ident : ($from:expr)) => { $from };
}
pub(super) use from_row;
