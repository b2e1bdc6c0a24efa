//! One reader of all settings: a flag of the command line, or else the environment variable of the same name.
//!
//! clap reads variables too, and takes an empty one for a value, keeps spaces, and names a flag that was not typed in its
//! errors. So the command line is read twice: without types, to find the flags that are given, and then with the cleaned
//! values of flags and variables.

use std::ffi::{OsStr, OsString};

use clap::{
    Arg, ArgMatches, Command, Parser,
    builder::OsStringValueParser,
    error::{ContextKind, ContextValue, ErrorKind},
    parser::ValueSource,
};

use super::secret::ConfigError;
use crate::domain::text::no_invisible;

/// # Errors
/// The help, or what is wrong with which flag or variable.
pub(super) fn read<P: Parser>(
    arguments: Vec<OsString>,
    variable: impl Fn(&OsStr) -> Option<OsString>,
) -> Result<P, clap::Error> {
    let typed = mut_all_args(P::command(), described);
    let untyped = mut_all_args(P::command(), |arg| {
        arg.env(None).value_delimiter(None).value_parser(OsStringValueParser::new())
    });
    let matches = match untyped.try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        // Only the typed command describes the values, in the help and in a hint at the usage.
        Err(error) => return Err(typed.try_get_matches_from(&arguments).err().unwrap_or(error)),
    };
    let (name, of_subcommand) = matches.subcommand().expect("a subcommand is required");
    let command = P::command();
    let subcommand = command.find_subcommand(name).expect("the subcommand was found");

    let mut found = Found::default();
    let settings = command.get_arguments().map(|arg| (arg, &matches));
    for (arg, matches) in settings.chain(subcommand.get_arguments().map(|arg| (arg, of_subcommand))) {
        let add = found.add(arg, matches, &variable);
        add.map_err(|error| clap::Error::raw(ErrorKind::InvalidValue, format!("{error}\n")))?;
    }
    let program = arguments.into_iter().next().unwrap_or_default();
    let line = [program, name.into()].into_iter().chain(found.flags).chain(found.positional);
    let parsed = typed.try_get_matches_from(line).and_then(|matches| P::from_arg_matches(&matches));
    parsed.map_err(|mut error| {
        if let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg)
            && let Some((_, variable)) =
                found.variables.iter().find(|(of, _)| flag.split(' ').next() == Some(of))
        {
            error.insert(ContextKind::InvalidArg, ContextValue::String(variable.clone()));
        }
        error
    })
}

/// The settings that are given, as a command line.
#[derive(Default)]
struct Found {
    flags: Vec<OsString>,
    /// After `--`.
    positional: Vec<OsString>,
    /// The flags that stand for a variable.
    variables: Vec<(String, String)>,
}

impl Found {
    fn add(
        &mut self,
        arg: &Arg,
        matches: &ArgMatches,
        variable: impl Fn(&OsStr) -> Option<OsString>,
    ) -> Result<(), ConfigError> {
        let id = arg.get_id().as_str();
        let flag = arg.get_long().map(|long| format!("--{long}"));
        let is_typed = matches.value_source(id) == Some(ValueSource::CommandLine);
        let typed = matches.get_raw(id).filter(|_| is_typed);
        let (name, values): (String, Vec<OsString>) = match (typed, arg.get_env()) {
            (Some(values), _) => {
                (flag.clone().unwrap_or_else(|| id.to_owned()), values.map(OsStr::to_owned).collect())
            }
            (None, Some(name)) => (name.to_string_lossy().into_owned(), variable(name).into_iter().collect()),
            (None, None) => return Ok(()),
        };
        for value in values {
            let Some(mut value) = clean(&name, value)? else { continue };
            if let Some(delimiter) = arg.get_value_delimiter() {
                let parts = value.split(delimiter).map(str::trim).filter(|part| !part.is_empty());
                value = parts.collect::<Vec<_>>().join(&delimiter.to_string());
                if value.is_empty() {
                    continue;
                }
            }
            let Some(flag) = &flag else {
                self.positional.extend(["--".into(), value.into()]);
                continue;
            };
            if !is_typed {
                self.variables.push((flag.clone(), name.clone()));
            }
            self.flags.push(format!("{flag}={value}").into());
        }
        Ok(())
    }
}

/// The value without the white space around it; `None` if nothing remains.
///
/// # Errors
/// When it contains what no setting means.
pub(super) fn clean(name: &str, value: OsString) -> Result<Option<String>, ConfigError> {
    let error = |problem: String| ConfigError::new(name, problem);
    let value = value.into_string().map_err(|_| error("must be UTF-8".to_owned()))?;
    let value = value.trim();
    no_invisible(value).map_err(error)?;
    let is_quoted = |quote| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote);
    if is_quoted('"') || is_quoted('\'') {
        return Err(error("is in quotes, which would be part of the value: remove them".to_owned()));
    }
    Ok(Some(value.to_owned()).filter(|value| !value.is_empty()))
}

/// The argument without clap's own use of its variable, which the help names.
fn described(arg: Arg) -> Arg {
    let Some(variable) = arg.get_env() else { return arg };
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let help = format!("{help} [env: {}]", variable.to_string_lossy());
    arg.env(None).help(help)
}

fn mut_all_args(command: Command, change: fn(Arg) -> Arg) -> Command {
    command.mut_args(change).mut_subcommands(|subcommand| subcommand.mut_args(change))
}

#[cfg(test)]
mod tests {
    use clap::{Args, Subcommand};

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(subcommand)]
        command: Run,
        #[arg(long, global = true, env = "LEVEL", default_value = "low")]
        level: String,
    }

    #[derive(Debug, Subcommand)]
    enum Run {
        Run(Settings),
    }

    #[derive(Debug, Args)]
    struct Settings {
        #[arg(long, env = "PORT", default_value = "80")]
        port: u16,
        #[arg(long, env = "NAMES", value_delimiter = ',')]
        names: Vec<String>,
        #[arg(long, env = "FOLDER")]
        folder: Option<std::path::PathBuf>,
        target: Option<String>,
    }

    fn read(line: &str, variables: &[(&str, &str)]) -> Result<Line, String> {
        let arguments = line.split('|').map(OsString::from).collect();
        let find = |name: &OsStr| variables.iter().find(|(of, _)| name == *of).map(|(_, value)| value.into());
        super::read(arguments, find).map_err(|error| error.to_string())
    }

    fn settings(line: &str, variables: &[(&str, &str)]) -> Settings {
        let Run::Run(settings) = read(line, variables).expect("valid").command;
        settings
    }

    #[test]
    fn values_are_trimmed_and_empty_ones_are_unset() {
        for line in ["p|run", "p|run|--port=", "p|run|--port| ", "p|run|--port|", "p|run|--folder="] {
            let found = settings(line, &[("PORT", ""), ("NAMES", " , ,"), ("FOLDER", " \n")]);
            assert_eq!((found.port, found.names.len(), found.folder), (80, 0, None), "{line}");
        }
        let found = settings("p|run", &[("PORT", " 90\r\n"), ("NAMES", "a, b,, c ")]);
        assert_eq!((found.port, found.names), (90, vec!["a".into(), "b".into(), "c".into()]));
        let found = settings("p|run|--port| 90 |--names=a , b|--names| c|--| -x ", &[]);
        assert_eq!((found.port, found.names), (90, vec!["a".into(), "b".into(), "c".into()]));
        assert_eq!(found.target.as_deref(), Some("-x"));
    }

    #[test]
    fn a_flag_has_precedence_over_its_variable() {
        let line = read("p|--level|high|run|--port=1", &[("PORT", "x"), ("LEVEL", "y")]).expect("valid");
        let Run::Run(settings) = line.command;
        assert_eq!((settings.port, &*line.level), (1, "high"));
        assert_eq!(read("p|run|--level|high", &[]).expect("valid").level, "high");
        assert_eq!(read("p|run", &[("LEVEL", "high")]).expect("valid").level, "high");
        assert_eq!(read("p|run", &[]).expect("valid").level, "low");
    }

    #[test]
    fn an_error_names_the_flag_or_the_variable_that_is_wrong() {
        let flag = read("p|run|--port|x", &[("PORT", "y")]).expect_err("no number");
        assert!(flag.contains("'x' for '--port <PORT>'"), "{flag}");
        let variable = read("p|run", &[("PORT", "y")]).expect_err("no number");
        assert!(variable.contains("'y' for 'PORT'") && !variable.contains("--port"), "{variable}");
        for (line, variable, name) in [
            ("p|run", "a\nb", "FOLDER must not contain control"),
            ("p|run", "a\u{200b}b", "FOLDER must not contain control"),
            ("p|run|--port|8\u{0}0", "x", "--port must not contain control"),
            ("p|run", "\"a\"", "FOLDER is in quotes"),
            ("p|run|'a'", "a", "target is in quotes"),
        ] {
            let error = read(line, &[("FOLDER", variable)]).expect_err(line);
            assert!(error.starts_with(&format!("error: {name}")), "{error}");
        }
    }

    #[test]
    fn the_help_names_variables_and_not_their_values() {
        for line in ["p|run|--help", "p|--help", "p"] {
            let help = read(line, &[("PORT", "81")]).expect_err("the help");
            assert!(help.contains("Usage:") && !help.contains("81"), "{help}");
        }
        let help = read("p|run|--help", &[]).expect_err("the help");
        assert!(help.contains("[env: PORT] [default: 80]"), "{help}");
        assert!(
            read("p|run|--prot|1", &[]).expect_err("unknown").contains("similar argument exists: '--port'")
        );
        assert!(read("p|runn", &[]).expect_err("unknown").contains("'run'"));
    }
}
