//! Files of other feature-flag systems, translated into flags and segments.
//!
//! The translation is pure: a text becomes a [`Translation`], which a service writes. A flag either gives each context
//! the answer that the other system gives it, or it is a [`Loss`] with its place in the file and the reason. Nothing is
//! approximated.

mod budget;
mod document;
mod flagd;
mod launchdarkly;
mod order;
mod original;
mod predicate;
mod rules;
mod system;
#[cfg(test)]
mod tests;
mod translation;
mod unleash;

pub use self::{
    document::Unreadable,
    original::{Answer, Original},
    system::{Buckets, Source, System},
    translation::{ImportedFlag, ImportedSegment, Loss, Remark, Translation},
};

/// Translates a file.
///
/// # Errors
/// When it is no file of this system.
pub fn translate(source: &Source, text: &str) -> Result<Translation, Unreadable> {
    let mut translation = match source.system {
        System::Flagd => flagd::translate(source.buckets, text),
        System::Unleash => unleash::translate(text),
        System::LaunchDarkly => launchdarkly::translate(&source.environment, text),
    }?;
    translation.finish();
    Ok(translation)
}
