//! The systems whose files can be imported.

use strum::{IntoStaticStr, VariantArray, VariantNames};
use togul_core::FlagdVersion;

/// A system whose files can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum System {
    Flagd,
    Unleash,
    LaunchDarkly,
}

/// The version of the buckets of a flagd file, which the file does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum Buckets {
    V1,
    #[default]
    V2,
    V3,
}

/// What a file is read as.
#[derive(Clone, Debug)]
pub struct Source {
    pub system: System,
    /// Of flagd only.
    pub buckets: Buckets,
    /// The key of the environment that is imported into. Of several environments in a file of LaunchDarkly, the one with
    /// this key is imported.
    pub environment: String,
}

/// `NAMES`, `as_str` and `parse` from the list of names that strum derives.
macro_rules! names {
    ($type:ty) => {
        impl $type {
            pub const NAMES: &'static [&'static str] = <Self as VariantNames>::VARIANTS;

            #[must_use]
            pub fn as_str(self) -> &'static str {
                self.into()
            }

            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                <Self as VariantArray>::VARIANTS.iter().copied().find(|known| known.as_str() == name)
            }
        }
    };
}
names!(System);
names!(Buckets);

impl From<Buckets> for FlagdVersion {
    fn from(buckets: Buckets) -> Self {
        match buckets {
            Buckets::V1 => Self::V1,
            Buckets::V2 => Self::V2,
            Buckets::V3 => Self::V3,
        }
    }
}
