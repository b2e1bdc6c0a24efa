//! Imports from other systems.

use std::collections::BTreeSet;

use axum::extract::State;
use schemars::{Schema, json_schema};

use super::{
    request::{
        document::Document,
        query::{Parameter, Query, parameters},
    },
    response::{
        envelope::{One, Resource},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{access::InProject, permission::need, schema::string_enum, text::Key},
    import::{Buckets, Source, System},
    service::{
        self,
        import::{ImportRequest, Plan},
    },
};

impl Resource for Plan {
    const SINGULAR: &'static str = "import";
    const PLURAL: &'static str = "imports";
}

/// The parameters of an import; the file is the body.
#[derive(Debug)]
pub struct ImportQuery {
    environment: Option<Key>,
    from: Option<System>,
    buckets: Option<Buckets>,
    allow_loss: Option<AllowedLosses>,
}

/// Keys between commas.
#[derive(Debug)]
pub struct AllowedLosses(BTreeSet<String>);

parameters! { ImportQuery {
    "environment" environment: Key, "The key of the environment that is imported into. Required.";
    "from" from: System, "The system that the file is from. Required.";
    "buckets" buckets: Buckets, "The version of the buckets of a flagd file: `v1` until flagd 0.14, `v2` since 0.15.";
    "allow_loss" allow_loss: AllowedLosses,
        "The keys, with commas between them, of flags and segments that may be left out because they cannot be carried over.";
    => ImportQuery { environment, from, buckets, allow_loss }
} }

/// Creates and changes flags and segments so that they answer as in the other system, all of them or none. Others stay as
/// they are, and a second import of the same file changes nothing. A flag or segment that would answer otherwise is a loss:
/// the import is refused with 409 and the plan in `details.import`, unless `allow_loss` names it; then it is left out.
pub async fn import(
    State(app): State<App>,
    proof: InProject<need::FlagsWrite>,
    Query(query): Query<ImportQuery>,
    Document(document): Document,
) -> Result<axum::Json<One<Plan>>, ApiError> {
    let required = |name: &str| ApiError::validation(name, "is required");
    let ImportQuery { environment, from, buckets, allow_loss } = query;
    let source = Source {
        system: from.ok_or_else(|| required("from"))?,
        buckets: buckets.unwrap_or_default(),
        environment: environment.ok_or_else(|| required("environment"))?.to_string(),
    };
    if buckets.is_some() && source.system != System::Flagd {
        return Err(ApiError::validation("buckets", "is for files of flagd: leave it out"));
    }
    let allow_loss = allow_loss.map(|AllowedLosses(keys)| keys).unwrap_or_default();
    let request = ImportRequest { source, allow_loss, document };
    Ok(axum::Json(One(service::import::import(&app.store, &app.compilers, &proof, request).await?)))
}

/// `Parameter` for an enum with names.
macro_rules! named_parameters {
    ($($type:ty),*) => {$(
        impl Parameter for $type {
            fn must_be() -> String {
                format!("must be one of {}", Self::NAMES.join(", "))
            }
            fn parse(text: &str) -> Option<Self> {
                Self::parse(text)
            }
            fn schema() -> Schema {
                string_enum(Self::NAMES.iter().copied())
            }
        }
    )*};
}
named_parameters!(System, Buckets);

impl Parameter for Key {
    fn must_be() -> String {
        "must be a key".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
    fn schema() -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl Parameter for AllowedLosses {
    fn must_be() -> String {
        "must be keys with commas between them".to_owned()
    }
    fn parse(text: &str) -> Option<Self> {
        let keys: BTreeSet<_> = text.split(',').map(|key| key.trim().to_owned()).collect();
        keys.iter().all(|key| !key.is_empty()).then_some(Self(keys))
    }
    fn schema() -> Schema {
        json_schema!({ "type": "string" })
    }
}
