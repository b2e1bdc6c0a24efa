//! Flags of LaunchDarkly: the payload of its SDKs (`/sdk/latest-all`), or flags and segments of its REST API.

mod clause;
mod file;
mod flag;
mod original;
mod rollout;
mod segment;
mod version;

pub(super) use self::original::Original;
use self::{file::File, flag::Flags, segment::Segments};
use super::{
    budget::Budget,
    document::{self, Unreadable},
    translation::Translation,
};

/// Of several environments in the file, the one with the key `environment` counts.
pub(super) fn translate(environment: &str, text: &str) -> Result<Translation, Unreadable> {
    let json = document::json_of(text)?;
    if document::looks_like(&json) != Some("launchdarkly") {
        let needed = "it must have `flags` with `variations`, or a list `items` of them";
        return Err(document::of_another_system(&json, "launchdarkly", needed));
    }
    let file = File::read(&json, environment)?;
    let mut translation = Translation::default();
    translation.remark(
        "flags",
        "tags, maintainers, and settings of events and of client-side access are not carried over",
    );
    let budget = Budget::default();
    let mut segments = Segments::new(&file, &budget);
    segments.translate(&mut translation);
    let flags = Flags { file: &file, segments: &segments.kept, budget: &budget };
    for (key, flag) in &file.flags {
        flags.translate(key, flag, &mut translation);
    }
    Ok(translation)
}
