//! Enums with names: text, JSON and parsing, all from the one list of names that strum derives.

/// Implements `ALL`, `NAMES`, `as_str`, `Display`, `FromStr` and serde for an enum that derives `IntoStaticStr`,
/// `VariantArray` and `VariantNames`. `$field` is where an unknown name is reported.
macro_rules! named {
    ($enum:ident, $field:literal) => {
        impl $enum {
            /// Every variant, in the order of the documentation.
            pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

            /// The name of every variant, in the order of [`Self::ALL`].
            pub const NAMES: &'static [&'static str] = <Self as strum::VariantNames>::VARIANTS;

            /// The name in JSON, in snake case.
            pub fn as_str(self) -> &'static str {
                self.into()
            }
        }

        impl core::fmt::Display for $enum {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl core::str::FromStr for $enum {
            type Err = $crate::Invalid;

            fn from_str(name: &str) -> Result<Self, $crate::Invalid> {
                Self::ALL.iter().copied().find(|known| known.as_str() == name).ok_or_else(|| {
                    $crate::Invalid::new($field, format!("must be one of {}", Self::NAMES.join(", ")))
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
                let name = alloc::borrow::Cow::<str>::deserialize(deserializer)?;
                name.parse().map_err(|invalid: $crate::Invalid| serde::de::Error::custom(invalid.reason))
            }
        }
    };
}

pub(crate) use named;
