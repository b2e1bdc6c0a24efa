//! Enums with names: strings, JSON and JSON Schema, all from the one list of names that strum derives.

/// Implements `ALL`, `as_str`, `FromStr`, serde and `JsonSchema` for an enum that derives `IntoStaticStr`,
/// `VariantArray` and `VariantNames`. The core has the same macro, without a schema.
macro_rules! named {
    ($enum:ident) => {
        impl $enum {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

            /// The name in JSON and in the database.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                self.into()
            }
        }

        impl std::str::FromStr for $enum {
            type Err = String;

            fn from_str(name: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|known| known.as_str() == name).ok_or_else(|| {
                    format!("must be one of {}", <Self as strum::VariantNames>::VARIANTS.join(", "))
                })
            }
        }

        impl serde::Serialize for $enum {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        // Through a string: a derived enum would also accept an object with its name as a key.
        impl<'de> serde::Deserialize<'de> for $enum {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = std::borrow::Cow::<str>::deserialize(deserializer)?;
                name.parse().map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $enum {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($enum).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::domain::schema::string_enum(Self::ALL.iter().map(|known| known.as_str()))
            }
        }
    };
}
pub(super) use named;
