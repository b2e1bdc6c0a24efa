//! Variables of the environment that look like settings and are none: a misspelt name would be ignored silently.
//!
//! They do not end the start, because other programs that share the environment have variables of the same beginning.

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
};

use clap::Command;

const PREFIX: &str = "TOGUL_";
/// Of the applications that use a server, and of the command `import`; the documentation names them.
const OF_APPLICATIONS: &[&str] = &["TOGUL_URL", "TOGUL_API_KEY", "TOGUL_TOKEN"];
/// How many mistakes a whole name may have, with and without the prefix: few, because other programs have similar ones.
const MISTAKES: usize = 2;
/// Names of fewer characters may have one.
const SHORT: usize = 10;
/// From here on two names are taken for one; clap uses 0.7 for flags, which are compared with fewer names.
const SIMILAR: f64 = 0.8;

/// What is wrong with each of the variables that is no setting of any command.
pub(super) fn warnings(
    command: &Command,
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> Vec<String> {
    let settings = settings(command.get_subcommands().chain([command]));
    let variables: Vec<_> = variables.into_iter().filter(|(_, value)| !is_blank(value)).collect();
    let is_set = |setting: &str| variables.iter().any(|(name, _)| name == setting);
    let is_setting = |name: &str| settings.contains(name) || OF_APPLICATIONS.contains(&name);
    let mut unknown: Vec<_> = variables
        .iter()
        .filter_map(|(name, value)| Some((name.to_str()?, value)))
        .filter(|(name, value)| !is_setting(name) && !is_of_kubernetes(name, value))
        .filter_map(|(name, _)| {
            let right = match closest(name, &settings) {
                Some(setting) => format!("did you mean {setting}?"),
                None if has_prefix(name) => "see `togul-server serve --help`".to_owned(),
                None => {
                    // Beside the right one it belongs to another program.
                    let setting = misspelt(name, &settings).filter(|setting| !is_set(setting))?;
                    format!("did you mean {setting}?")
                }
            };
            Some(format!("the variable {name} is ignored, because togul-server has no such setting: {right}"))
        })
        .collect();
    unknown.sort();
    unknown
}

/// The settings that are set and that this command does not have.
pub(super) fn ignored_by(
    command: &Command,
    subcommand: &str,
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> Vec<String> {
    let all = settings(command.get_subcommands().chain([command]));
    let own = settings(command.find_subcommand(subcommand).into_iter().chain([command]));
    let set = variables.into_iter().filter(|(_, value)| !is_blank(value));
    let names: BTreeSet<_> = set.filter_map(|(name, _)| name.into_string().ok()).collect();
    names.into_iter().filter(|name| all.contains(name) && !own.contains(name)).collect()
}

/// The variables of these commands. A secret has none in the command line, except for its file.
fn settings<'c>(commands: impl Iterator<Item = &'c Command>) -> BTreeSet<String> {
    let names = commands.flat_map(Command::get_arguments).filter_map(|arg| arg.get_env()?.to_str());
    names.flat_map(|name| [Some(name), name.strip_suffix("_FILE")]).flatten().map(str::to_owned).collect()
}

fn has_prefix(name: &str) -> bool {
    name.to_uppercase().starts_with(PREFIX)
}

/// The setting of which this is the whole name, with few mistakes.
fn misspelt<'a>(name: &str, settings: &'a BTreeSet<String>) -> Option<&'a str> {
    let ranked = settings.iter().map(|setting| (strsim::osa_distance(name, setting), &**setting));
    let (mistakes, setting) = ranked.min_by_key(|(mistakes, _)| *mistakes)?;
    (mistakes <= if setting.len() < SHORT { 1 } else { MISTAKES }).then_some(setting)
}

/// The setting that is most similar to this name, which begins as the settings do.
fn closest<'a>(name: &str, settings: &'a BTreeSet<String>) -> Option<&'a str> {
    if !has_prefix(name) {
        return None;
    }
    let name = name.to_uppercase();
    // The common beginning would make all names similar.
    let similarity =
        |setting: &str| strsim::jaro(name.trim_start_matches(PREFIX), setting.trim_start_matches(PREFIX));
    let ranked = settings.iter().map(|setting| (similarity(setting), &**setting));
    let (similarity, setting) = ranked.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (similarity >= SIMILAR).then_some(setting)
}

fn is_blank(value: &OsStr) -> bool {
    value.to_string_lossy().trim().is_empty()
}

/// Whether Kubernetes made the variable, as it does in every container for a service named `togul` or `togul-server`.
fn is_of_kubernetes(name: &str, value: &OsStr) -> bool {
    let is_address = || value.to_string_lossy().contains("://");
    let has_port = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.ends_with("_PORT") && is_address()
        || name.split_once("_PORT_").is_some_and(|(_, rest)| has_port(rest))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use crate::config::Cli;

    fn warnings(variables: &[(&str, &str)]) -> Vec<String> {
        let variables = variables.iter().map(|(name, value)| (name.into(), value.into()));
        super::warnings(&Cli::command(), variables)
    }

    #[test]
    fn a_misspelt_name_leads_to_the_closest_setting() {
        for (name, setting) in [
            ("TOGUL_DATABSE_CONNECTIONS", "TOGUL_DATABASE_CONNECTIONS"),
            ("TOGUL_DATABSE_URL", "DATABASE_URL"),
            ("TOGUL_DATABASE_URL", "DATABASE_URL"),
            ("TOGUL_DATABASE_URL_FILE", "DATABASE_URL_FILE"),
            ("TOGUL_JWT_SECRT", "TOGUL_JWT_SECRET"),
            ("TOGUL_JWT_SECRET_FIEL", "TOGUL_JWT_SECRET_FILE"),
            ("TOGUL_LISTEN_ADDRESS", "TOGUL_LISTEN"),
            ("togul_listen", "TOGUL_LISTEN"),
            ("TOGUL_CORS_ORIGIN", "TOGUL_CORS_ORIGINS"),
            ("TOGUL_MAX_FLAG", "TOGUL_MAX_FLAGS"),
            ("TOGUL_LOGFORMAT", "TOGUL_LOG_FORMAT"),
            ("TOGUL_RUST_LOG", "RUST_LOG"),
            ("TOUGL_REGION", "TOGUL_REGION"),
            ("TOGL_REGISTRATION", "TOGUL_REGISTRATION"),
            ("TOGULREGION", "TOGUL_REGION"),
            ("TOGUL-REGION", "TOGUL_REGION"),
            ("TOGGLE_LISTEN", "TOGUL_LISTEN"),
            ("DATABSE_URL", "DATABASE_URL"),
            ("RUST_LGO", "RUST_LOG"),
        ] {
            let warnings = warnings(&[(name, "x")]);
            let [warning] = &warnings[..] else { panic!("{name}: {warnings:?}") };
            let right = format!("the variable {name} is ignored,");
            assert!(
                warning.starts_with(&right) && warning.ends_with(&format!("did you mean {setting}?")),
                "{warning}"
            );
        }
        let warnings = warnings(&[("TOGUL_ZZZ", "x")]);
        assert!(warnings[0].ends_with("see `togul-server serve --help`"), "{warnings:?}");
    }

    #[test]
    fn settings_and_variables_of_other_programs_are_no_mistakes() {
        for (name, value) in [
            ("TOGUL_LISTEN", "x"),
            ("TOGUL_JWT_SECRET", "x"),
            ("TOGUL_JWT_SECRET_PREVIOUS", "x"),
            ("TOGUL_JWT_SECRET_FILE", "x"),
            ("TOGUL_MAX_PROJECTS", "x"),
            ("TOGUL_LOG_FORMAT", "x"),
            ("TOGUL_URL", "x"),
            ("TOGUL_API_KEY", "x"),
            ("TOGUL_DATABSE_URL", " \n"),
            ("HOME", "x"),
            ("RUST_LIB", "x"),
            ("DATABASE_HOST", "x"),
            ("LISTEN", "x"),
            ("TOGUL_SERVICE_HOST", "10.0.0.1"),
            ("TOGUL_SERVER_SERVICE_PORT", "8080"),
            ("TOGUL_SERVICE_PORT_HTTP", "8080"),
            ("TOGUL_PORT", "tcp://10.0.0.1:8080"),
            ("TOGUL_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
            ("TOGUL_SERVER_PORT_8080_TCP_ADDR", "10.0.0.1"),
        ] {
            assert!(warnings(&[(name, value)]).is_empty(), "{name}");
        }
    }

    #[test]
    fn a_similar_name_beside_the_right_one_belongs_to_another_program() {
        assert_eq!(warnings(&[("DATABASE_URI", "x")]).len(), 1);
        assert!(warnings(&[("DATABASE_URI", "x"), ("DATABASE_URL", "y")]).is_empty());
    }

    #[test]
    fn a_command_ignores_the_settings_of_others() {
        let names = ["TOGUL_REGION", "TOGUL_LISTEN", "RUST_LOG", "DATABASE_URL", "HOME"];
        let variables = names.map(|name| (name.into(), "x".into())).into_iter();
        let blank = [("TOGUL_DRAIN".into(), " ".into())];
        let ignored = super::ignored_by(&Cli::command(), "dev", variables.chain(blank));
        assert_eq!(ignored, ["DATABASE_URL", "TOGUL_REGION"]);
    }
}
