//! The address of a PostgreSQL database, as libpq and sqlx read it.

use std::{
    fs,
    net::{IpAddr, Ipv6Addr},
    str::FromStr,
};

use sqlx::{
    ConnectOptions,
    postgres::{PgConnectOptions, PgSslMode},
};

use super::parameters;

/// Parameters that sqlx knows. It ignores others, which a caller would not notice.
const PARAMETERS: &[&str] = &[
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

const SSL_MODES: &[&str] = &["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

const ENCODE: &str = "in a user name or password, write % as %25, / as %2F, ? as %3F, # as %23 and @ as %40";

pub(super) fn parse(address: &str) -> Result<PgConnectOptions, String> {
    if address.contains('#') {
        return Err(format!("contains a #, at which an address ends: {ENCODE}"));
    }
    for (name, value) in parameters(address) {
        check_parameter(name, value)?;
    }
    let options = PgConnectOptions::from_str(address).map_err(|error| {
        let error = match error {
            sqlx::Error::Configuration(cause) => cause.to_string(),
            error => error.to_string(),
        };
        format!("must be like postgres://user:password@host:5432/database ({error}); {ENCODE}")
    })?;
    if options.get_host().contains(',') {
        return Err("names several hosts: name one, which may be that of a proxy".to_owned());
    }
    check_certificates(&options)?;
    Ok(with_plain_ipv6(options))
}

fn check_parameter(name: &str, value: &str) -> Result<(), String> {
    let right = match name {
        "sslmode" | "ssl-mode" if !SSL_MODES.contains(&value) => format!("one of {}", SSL_MODES.join(", ")),
        "port" if value.parse::<u16>().is_err() => "a number from 0 to 65535".to_owned(),
        "hostaddr" if value.parse::<IpAddr>().is_err() => {
            "an IP address; use host for a host name".to_owned()
        }
        "statement-cache-capacity" if value.parse::<usize>().is_err() => "a whole number".to_owned(),
        name if PARAMETERS.contains(&name) || name.starts_with("options[") => return Ok(()),
        name => return Err(format!("has the unknown parameter {name}: use {}", PARAMETERS.join(", "))),
    };
    Err(format!("has the parameter {name}={value}, which must be {right}"))
}

/// Without the brackets, with which sqlx would look the address up as a host name.
fn with_plain_ipv6(options: PgConnectOptions) -> PgConnectOptions {
    let host = options.get_host().strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match host.and_then(|host| host.parse::<Ipv6Addr>().ok()) {
        Some(host) => options.host(&host.to_string()),
        None => options,
    }
}

/// Refuses files that cannot be used, and one that would be ignored while its owner trusts in it.
fn check_certificates(options: &PgConnectOptions) -> Result<(), String> {
    // It includes PGSSLROOTCERT and the like. sqlx panics when a host or a user name does not fit into a URL.
    let url = options.clone().host("localhost").username("togul").to_url_lossy();
    for (name, file) in url.query_pairs() {
        let begin = match &*name {
            "sslrootcert" => {
                if !matches!(options.get_ssl_mode(), PgSslMode::VerifyCa | PgSslMode::VerifyFull) {
                    return Err("has sslrootcert, which is used only with sslmode=verify-full, or with \
                                sslmode=verify-ca if the certificate has no or another name: add one of them"
                        .to_owned());
                }
                "-----BEGIN CERTIFICATE-----"
            }
            "sslcert" => "-----BEGIN CERTIFICATE-----",
            "sslkey" => "PRIVATE KEY-----",
            _ => continue,
        };
        // Otherwise it is the content itself.
        let Some(file) = file.strip_prefix("file: ") else { continue };
        let content = fs::read_to_string(file)
            .map_err(|error| format!("names a file in {name} that cannot be read, {file}: {error}"))?;
        if !content.contains(begin) {
            return Err(format!("names a file in {name}, {file}, that is not in PEM form: it needs {begin}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::store::DatabaseAddress;

    fn parse(address: &str) -> Result<String, String> {
        address.parse::<DatabaseAddress>().map(|address| address.to_string())
    }

    #[test]
    fn what_can_never_work_is_refused_without_the_password() {
        for (bad, problem) in [
            ("mysql://x", "must begin with postgres://"),
            ("postgres:/u:hunter2@h/d", "must begin with postgres://"),
            ("postgres://u:hunter2/x@h/d", "/ as %2F"),
            ("postgres://u:hunter2#x@h/d", "# as %23"),
            ("postgres://u:hunter2@h:54e2/d", "must be like postgres://"),
            ("postgres://u:hunter2@h,i/d", "several hosts"),
            ("postgres://${USER}:hunter2@h/d", "which a shell replaces"),
            ("postgres://u:hunter2@h/d?sslmod=require", "unknown parameter sslmod: use sslmode"),
            (
                "postgres://u:hunter2@h/d?sslmode=verify_full",
                "sslmode=verify_full, which must be one of disable,",
            ),
            ("postgres://u:hunter2@h/d?port=70000", "port=70000, which must be a number from 0 to 65535"),
            ("postgres://u:hunter2@h/d?hostaddr=h", "hostaddr=h, which must be an IP address"),
            ("postgres://u:hunter2@h/d?statement-cache-capacity=x", "which must be a whole number"),
            ("postgres://u:hunter2@h/d?sslmode=verify-full&sslrootcert=/no/file", "cannot be read"),
            ("postgres://u:hunter2@h/d?sslmode=verify-full&sslrootcert=/dev/null", "not in PEM form"),
            ("postgres://u:hunter2@h/d?sslrootcert=/no/file", "add one of them"),
            ("postgres://u:hunter2@h/d?sslmode=require&sslrootcert=/no/file", "add one of them"),
        ] {
            let error = parse(bad).expect_err(bad);
            assert!(error.contains(problem) && !error.contains("hunter2"), "{bad}: {error}");
        }
    }

    #[test]
    fn an_address_is_shown_without_the_password() {
        for (address, shown) in [
            (
                "u:p@db.example.com/flags?sslmode=require&options=-c%20a%3Db",
                "db.example.com:5432, database flags, user u",
            ),
            ("u@%2Fvar%2Frun/flags", "/var/run, database flags, user u"),
            ("u:p@[::1]/flags", "[::1]:5432, database flags, user u"),
            ("u:p@h/flags?host=::1", "[::1]:5432, database flags, user u"),
            ("u:p@h/flags?hostaddr=::1&port=7", "[::1]:7, database flags, user u"),
            ("u:p@h/flags?host=a%20b", "a b:5432, database flags, user u"),
            ("b%3A99999%2F:p@h/flags", "h:5432, database flags, user b:99999/"),
        ] {
            assert_eq!(parse(&format!("postgres://{address}")), Ok(format!("PostgreSQL at {shown}")));
        }
    }
}
