//! A provider for the [OpenFeature](https://openfeature.dev) SDK, with the feature `openfeature`.
//!
//! ```
//! use open_feature::{EvaluationContext, OpenFeature};
//! use togul_client::{Client, Snapshot, openfeature::Provider};
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! // An application connects: Client::connect("https://flags.example.com", "tgl_…", Duration::from_secs(5)).await?
//! let client = Client::offline(Snapshot::empty().with_flag("new-dashboard", true));
//! OpenFeature::singleton_mut().await.set_provider(Provider::new(client.clone())).await;
//!
//! let flags = OpenFeature::singleton().await.create_client();
//! let context = EvaluationContext::default().with_targeting_key("user-123").with_custom_field("country", "TR");
//! let details = flags.get_bool_details("new-dashboard", Some(&context), None).await;
//! assert!(details.is_ok_and(|details| details.value));
//! # });
//! ```
//!
//! The provider evaluates in process, with the [`Client`] that it was made from: reasons, variants and metadata are those
//! of the server's OFREP endpoints. It needs no initialization, so that the SDK, which holds a lock during it, never waits.
//!
//! The SDK copies the context twice for each evaluation, and takes locks. Where that matters, and to watch changes, keep a
//! clone of the client and call it directly.

mod context;
mod number;
mod resolution;
mod unsupported;
mod value;

use std::fmt;

use open_feature::provider::{FeatureProvider, ProviderMetadata, ProviderStatus, ResolutionDetails};
use open_feature::{EvaluationContext, EvaluationResult, StructValue};
use togul_core::openfeature::DEFAULT_TARGETING_ATTRIBUTE;

use self::unsupported::UnsupportedTypes;
use self::value::Requested;
use crate::client::Client;
use crate::status::{Connection, SnapshotSource};

/// A [`FeatureProvider`] that evaluates with a [`Client`].
///
/// # Contexts
///
/// The targeting key becomes the attributes `targetingKey` and `user_id`, unless the context has a `user_id` of its own. Times are
/// RFC 3339 strings, as `before` and `after` compare them. A structured field is read if it is a `serde_json::Value`, an
/// [`open_feature::Value`], a [`StructValue`], a `Vec<String>` or a `Vec<i64>`. A field of any other type is missing, which is logged
/// once for each type.
///
/// # Values
///
/// A flag's value is returned if nothing of it is lost, and is a type mismatch otherwise:
///
/// | requested | possible values |
/// | --- | --- |
/// | `bool`, `String` | a boolean, a string |
/// | `i64` | an integer of 64 bits; another integral number, such as `75.0`, within ±(2^53 - 1) |
/// | `f64` | a number that the `f64` converts back to, such as `0.1`; an integer only if the `f64` is equal to it |
/// | [`StructValue`] | an object: members that are null are left out, and lists have none |
///
/// Type mismatches are [counted and logged](crate::Status::type_mismatches).
pub struct Provider {
    client: Client,
    targeting_attribute: String,
    metadata: ProviderMetadata,
    unsupported: UnsupportedTypes,
}

impl Provider {
    /// A provider for a client, which may be connected already or not.
    pub fn new(client: Client) -> Self {
        Self {
            client,
            targeting_attribute: DEFAULT_TARGETING_ATTRIBUTE.to_owned(),
            metadata: ProviderMetadata::new("togul"),
            unsupported: UnsupportedTypes::default(),
        }
    }

    /// Uses the targeting key as this attribute instead of `user_id`.
    ///
    /// ```
    /// # use togul_client::{Client, Snapshot, openfeature::Provider};
    /// # let client = Client::offline(Snapshot::empty());
    /// let provider = Provider::new(client).targeting_attribute("account_id");
    /// ```
    #[must_use]
    pub fn targeting_attribute(mut self, attribute: impl Into<String>) -> Self {
        self.targeting_attribute = attribute.into();
        self
    }

    fn resolve<T: Requested>(
        &self,
        key: &str,
        context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<T>> {
        let context = context::convert(context, &self.targeting_attribute, &self.unsupported);
        self.client.with_answer(key, &context, |snapshot, answer| {
            let resolved = resolution::resolve(snapshot, key, answer);
            resolved.map_err(|error| resolution::of_client(error, &self.client))?.read().inspect_err(|_| {
                self.client.record_mismatch(key, T::NAME, answer);
            })
        })
    }
}

#[open_feature::async_trait]
impl FeatureProvider for Provider {
    /// `Ready` while the client has flags and is in contact with its server, `STALE` while it has lost contact. Without flags
    /// `NotReady`, or `Error` if the server refuses the API key or the client is closed.
    fn status(&self) -> ProviderStatus {
        let status = self.client.status();
        let is_over = matches!(status.connection, Connection::Refused | Connection::Closed);
        match (status.source, status.connection) {
            (SnapshotSource::Nothing, _) if is_over => ProviderStatus::Error,
            (SnapshotSource::Nothing, _) => ProviderStatus::NotReady,
            (_, Connection::Streaming | Connection::Polling | Connection::Offline) => ProviderStatus::Ready,
            // The snapshot has just come from the server, and the first stream is being opened.
            (SnapshotSource::Server, Connection::Connecting) if status.error.is_none() => {
                ProviderStatus::Ready
            }
            _ => ProviderStatus::STALE,
        }
    }

    fn metadata(&self) -> &ProviderMetadata {
        &self.metadata
    }

    async fn resolve_bool_value(
        &self,
        flag_key: &str,
        context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<bool>> {
        self.resolve(flag_key, context)
    }

    async fn resolve_int_value(
        &self,
        flag_key: &str,
        context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<i64>> {
        self.resolve(flag_key, context)
    }

    async fn resolve_float_value(
        &self,
        flag_key: &str,
        context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<f64>> {
        self.resolve(flag_key, context)
    }

    async fn resolve_string_value(
        &self,
        flag_key: &str,
        context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<String>> {
        self.resolve(flag_key, context)
    }

    async fn resolve_struct_value(
        &self,
        flag_key: &str,
        context: &EvaluationContext,
    ) -> EvaluationResult<ResolutionDetails<StructValue>> {
        self.resolve(flag_key, context)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client, targeting_attribute, .. } = self;
        f.debug_struct("Provider")
            .field("client", client)
            .field("targeting_attribute", targeting_attribute)
            .finish_non_exhaustive()
    }
}
