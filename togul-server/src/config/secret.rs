//! Secret settings: where they come from, and which are too weak.

use std::{
    collections::HashSet,
    ffi::OsString,
    fs::File,
    io::{self, Read},
    path::Path,
};

use super::reader::clean;
use crate::{auth::token::MIN_SECRET_BYTES, store::DatabaseAddress};

/// A file that is longer does not contain a setting, and may have no end.
const MAX_FILE_BYTES: u64 = 64 * 1024;

/// Text of examples and templates, which attackers try first.
const PLACEHOLDERS: &[&str] = &[
    "changeme",
    "change-me",
    "change_me",
    "change me",
    "secret",
    "password",
    "example",
    "default",
    "replace",
    "insert",
    "placeholder",
    "qwerty",
    "togul",
];

/// A missing or unsafe setting, and a valid one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} {problem}")]
pub struct ConfigError {
    name: String,
    problem: String,
}

impl ConfigError {
    pub(crate) fn new(name: &str, problem: impl Into<String>) -> Self {
        Self { name: name.to_owned(), problem: problem.into() }
    }
}

/// The value of the variable or of the file; `None` if it is empty, or if there is neither.
pub(super) fn read(
    name: &str,
    variable: Option<OsString>,
    file: Option<&Path>,
) -> Result<Option<String>, ConfigError> {
    let error = |problem: String| ConfigError::new(name, problem);
    let variable = variable.map(|value| clean(name, value)).transpose()?.flatten();
    let Some(path) = file else { return Ok(variable) };
    if variable.is_some() {
        return Err(error(format!("is set twice: remove the variable, or the setting {name}_FILE")));
    }
    let of_file = |problem: String| ConfigError::new(&format!("{name}_FILE"), problem);
    // Not printed: it may be the secret.
    if !path.is_absolute() && !path.exists() {
        return Err(of_file(format!(
            "is not the path of a file: set it to one, or set {name} to the value itself"
        )));
    }
    let shown = path.display();
    let content =
        read_file(path).map_err(|source| of_file(format!("cannot be read from {shown}: {source}")))?;
    let content = content.trim();
    if content.is_empty() {
        return Err(of_file(format!("names an empty file, {shown}: write the value of {name} into it")));
    }
    if content.contains('\n') {
        return Err(of_file(format!(
            "names a file with several lines, {shown}: write only the value into it"
        )));
    }
    clean(&format!("{name}_FILE: the content of {shown}"), content.into())
}

fn read_file(path: &Path) -> io::Result<String> {
    let mut content = String::new();
    File::open(path)?.take(MAX_FILE_BYTES).read_to_string(&mut content)?;
    Ok(content)
}

pub(super) fn database_address(name: &str, url: Option<String>) -> Result<DatabaseAddress, ConfigError> {
    let url = url.ok_or_else(|| {
        let right = "postgres://user:password@host/database or sqlite:///path/togul.db";
        ConfigError::new(name, format!("is not set: set it to {right}"))
    })?;
    url.parse().map_err(|problem: String| ConfigError::new(name, problem))
}

pub(super) fn required(name: &str, secret: Option<String>) -> Result<String, ConfigError> {
    let problem = "is not set: set it to the output of `openssl rand -hex 32`".to_owned();
    strong(name, secret.ok_or_else(|| ConfigError::new(name, problem))?)
}

pub(super) fn strong(name: &str, secret: String) -> Result<String, ConfigError> {
    if secret.contains("$(") || secret.contains('`') {
        let problem = "contains $( or `, which a shell replaces and a file of variables does not: write the whole value";
        return Err(ConfigError::new(name, problem));
    }
    let lower = secret.to_lowercase();
    let problem = if let Some(word) = PLACEHOLDERS.iter().find(|word| lower.contains(**word)) {
        format!("contains \"{word}\", like an example")
    } else if secret.len() < MIN_SECRET_BYTES || is_regular(secret.as_bytes()) {
        format!("must be at least {MIN_SECRET_BYTES} random bytes")
    } else {
        return Ok(secret);
    };
    Err(ConfigError::new(name, format!("{problem}: use the output of `openssl rand -hex 32`")))
}

/// Whether the text is too regular for a random one: few different bytes, repetitions, or sequences such as `abcd`.
fn is_regular(secret: &[u8]) -> bool {
    let bytes: HashSet<_> = secret.iter().collect();
    let triples: HashSet<_> = secret.windows(3).collect();
    let neighbors = secret.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= 1).count();
    bytes.len() < 8 || triples.len() * 3 < (secret.len() - 2) * 2 || neighbors * 2 > secret.len()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const RANDOM: &str = "b3f1c09e7ad24568be01f7c3a95d2e64";

    #[test]
    fn missing_and_weak_secrets_are_refused() {
        let refused = |secret: Option<&str>| {
            let error = required("NAME", secret.map(str::to_owned)).expect_err("the secret is not valid");
            assert!(error.to_string().starts_with("NAME "), "{error}");
            error.problem
        };
        assert!(refused(None).starts_with("is not set"));
        for (secret, problem) in [
            ("short", "at least 32"),
            (&RANDOM[1..], "at least 32"),
            (&"a".repeat(64), "at least 32"),
            (&"0123456789abcdef".repeat(2), "at least 32"),
            ("abcdefghijklmnopqrstuvwxyz0123456789", "at least 32"),
            (&"b3f1c09e".repeat(8), "at least 32"),
            (&format!("changeme{RANDOM}"), "contains \"changeme\""),
            (&format!("CHANGE-ME-{RANDOM}"), "contains \"change-me\""),
            ("this-is-a-Secret-for-our-production", "contains \"secret\""),
            ("$(openssl rand -hex 32)", "which a shell replaces"),
        ] {
            let refused = refused(Some(secret));
            assert!(refused.contains(problem), "{secret}: {refused}");
        }
        for good in [RANDOM, "kYx1fTn0Yy5Yc1p9aSPnU3q0m2kqvC6yR8yJb0e7W3s="] {
            assert_eq!(strong("NAME", good.to_owned()), Ok(good.to_owned()));
        }
    }

    #[test]
    fn a_secret_is_in_the_variable_or_in_a_file() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let file = folder.path().join("secret");
        let from_file = || read("NAME", None, Some(&file));
        assert!(
            from_file()
                .expect_err("there is no file")
                .to_string()
                .starts_with("NAME_FILE cannot be read from ")
        );
        fs::write(&file, "\n").expect("writable");
        assert!(from_file().expect_err("it is empty").problem.starts_with("names an empty file"));
        fs::write(&file, "va\nlue").expect("writable");
        assert!(from_file().expect_err("two lines").problem.contains("several lines"));
        fs::write(&file, "va\0lue").expect("writable");
        let error = from_file().expect_err("invisible").to_string();
        assert!(error.starts_with("NAME_FILE") && error.contains("must not contain control"), "{error}");
        fs::write(&file, " value\r\n").expect("writable");
        assert_eq!(from_file(), Ok(Some("value".to_owned())));
        assert_eq!(read("NAME", Some("".into()), Some(&file)), Ok(Some("value".to_owned())));
        assert!(read("NAME", Some("x".into()), Some(&file)).expect_err("both").problem.contains("twice"));
        assert_eq!(read("NAME", Some("x".into()), None), Ok(Some("x".to_owned())));
        assert_eq!(read("NAME", Some(" x\n".into()), None), Ok(Some("x".to_owned())));
        assert_eq!(read("NAME", Some(" ".into()), None), Ok(None));
        assert_eq!(read("NAME", None, None), Ok(None));
    }

    #[test]
    fn a_secret_in_place_of_the_path_is_not_printed() {
        for secret in [RANDOM, "postgres://togul:hunter2@db/togul", &"x".repeat(5000)] {
            let error = read("NAME", None, Some(Path::new(secret))).expect_err("no file").to_string();
            assert!(error.contains("set NAME to the value itself") && !error.contains(secret), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_without_an_end_is_not_read_to_the_end() {
        read("NAME", None, Some(Path::new("/dev/zero"))).expect_err("no value");
    }
}
