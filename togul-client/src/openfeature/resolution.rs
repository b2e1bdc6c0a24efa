//! Answers in the types of the SDK.

use open_feature::provider::ResolutionDetails;
use open_feature::{EvaluationError, EvaluationErrorCode, EvaluationReason, EvaluationResult, FlagMetadata};
use togul_core::openfeature::ResolutionReason;
use togul_core::{Answer, FlagValue, ObjectKind, Reason, Snapshot, Unreadable};

use super::value::Requested;
use crate::client::Client;
use crate::status::SnapshotSource;

/// An answer that has a value.
pub(super) struct Resolution<'s> {
    key: &'s str,
    value: &'s FlagValue,
    variant: String,
    reason: EvaluationReason,
    metadata: FlagMetadata,
}

/// The answer of a snapshot, if it has a value.
pub(super) fn resolve<'s>(
    snapshot: &'s Snapshot,
    key: &'s str,
    answer: &Answer<'s>,
) -> EvaluationResult<Resolution<'s>> {
    let resolved = snapshot.flag(key).and_then(|flag| {
        let (reason, variant) = (flag.resolution_reason(answer)?, flag.resolution_variant(answer)?);
        Some((answer.value()?, reason, variant))
    });
    let Some((value, reason, variant)) = resolved else { return Err(without_value(snapshot, key, answer)) };
    let mut metadata = FlagMetadata::default()
        .with_value("flagSetId", snapshot.environment_key())
        .with_value("version", snapshot.revision().to_string());
    if let Some(id) = answer.rule_id() {
        metadata.add_value("ruleId", id.to_string());
    }
    let reason = match reason {
        ResolutionReason::Static => EvaluationReason::Static,
        ResolutionReason::Default => EvaluationReason::Default,
        ResolutionReason::TargetingMatch => EvaluationReason::TargetingMatch,
        ResolutionReason::Split => EvaluationReason::Split,
        ResolutionReason::Disabled => EvaluationReason::Disabled,
    };
    Ok(Resolution { key, value, variant: variant.to_string(), reason, metadata })
}

impl Resolution<'_> {
    /// The value in a type of the SDK.
    pub(super) fn read<T: Requested>(self) -> EvaluationResult<ResolutionDetails<T>> {
        let value = T::read(self.value).map_err(|what| {
            let message =
                format!("the value of the flag `{}` is {what}; {} was requested", self.key, T::NAME);
            error(EvaluationErrorCode::TypeMismatch, message)
        })?;
        Ok(ResolutionDetails {
            value,
            variant: Some(self.variant),
            reason: Some(self.reason),
            flag_metadata: Some(self.metadata),
        })
    }
}

fn without_value(snapshot: &Snapshot, key: &str, answer: &Answer<'_>) -> EvaluationError {
    if answer.reason == Reason::FlagNotFound {
        let message = format!("the environment has no flag `{key}`");
        return error(EvaluationErrorCode::FlagNotFound, message);
    }
    let rule = answer.rule_id().map(|id| id.to_string());
    let is_cause = |problem: &&Unreadable| {
        problem.kind == ObjectKind::Flag && problem.key == key && problem.rule_id == rule
    };
    // Only a problem with an object that the flag names is not among its own.
    let own = snapshot.flag(key).and_then(|flag| flag.unreadable().iter().find(is_cause));
    let known = own.or_else(|| snapshot.unreadable().find(is_cause));
    let message = known.map_or_else(
        || {
            let rule = rule.as_ref().map(|id| format!(", rule `{id}`")).unwrap_or_default();
            format!("flag `{key}`{rule}: an object that it names cannot be evaluated")
        },
        ToString::to_string,
    );
    error(EvaluationErrorCode::ParseError, message)
}

/// Without a snapshot, no flag can be found.
pub(super) fn of_client(found: EvaluationError, client: &Client) -> EvaluationError {
    if found.code != EvaluationErrorCode::FlagNotFound {
        return found;
    }
    let status = client.status();
    if status.source != SnapshotSource::Nothing {
        return found;
    }
    let cause = status.error.map(|error| format!(": {error}")).unwrap_or_default();
    error(EvaluationErrorCode::ProviderNotReady, format!("the client has no flags yet{cause}"))
}

fn error(code: EvaluationErrorCode, message: String) -> EvaluationError {
    EvaluationError::builder().code(code).message(message).build()
}
