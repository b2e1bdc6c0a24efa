//! Values that are parsed from settings: each error states what would be right.

use std::{
    fmt::Display,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroUsize,
    str::FromStr,
};

use ipnet::IpNet;

/// A number of 0 or more.
pub(super) fn whole(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "must be a whole number in digits only, such as 50".to_owned())
}

pub(super) fn bytes(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "must be a whole number of bytes without a unit, such as 1048576".to_owned())
}

pub(super) fn mebibytes(text: &str) -> Result<NonZeroUsize, String> {
    let number = text.parse().ok().filter(|number: &NonZeroUsize| number.get() <= 1 << 20);
    number.ok_or_else(|| {
        "must be a whole number of MiB from 1 to 1048576, without the unit, such as 128".to_owned()
    })
}

pub(super) fn seconds(min: u64, max: u64) -> impl Fn(&str) -> Result<u64, String> + Clone {
    move |text| {
        let error = |_| format!("must be a whole number of seconds from {min} to {max}, without a unit");
        between(min, max)(text).map_err(error)
    }
}

pub(super) fn between<T>(min: T, max: T) -> impl Fn(&str) -> Result<T, String> + Clone
where
    T: Copy + Display + FromStr + PartialOrd,
{
    move |text| {
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.ok_or_else(|| format!("must be a whole number from {min} to {max}"))
    }
}

pub(super) fn positive(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "must be a whole number of at least 1, such as 1000".to_owned())
}

pub(super) fn region(text: &str) -> Result<String, String> {
    if togul_core::limits::is_key(text) {
        return Ok(text.to_owned());
    }
    Err("must be letters, digits, '.', '_' and '-', such as eu-west-1".to_owned())
}

/// An origin as browsers send it: in lower case, without the usual port.
pub(super) fn cors_origin(text: &str) -> Result<String, String> {
    let lower = text.to_ascii_lowercase();
    let parsed = || {
        let (scheme, host) = lower.split_once("://")?;
        let usual_port = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return None,
        };
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(port.parse::<u16>().ok()?)),
            _ => (host, None),
        };
        let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        let is_ipv6 = |name: &str| {
            let address = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
        };
        let is_host = !name.is_empty() && (is_name(name) || is_ipv6(name));
        is_host.then(|| match port.filter(|port| *port != usual_port) {
            Some(port) => format!("{scheme}://{name}:{port}"),
            None => format!("{scheme}://{name}"),
        })
    };
    parsed().ok_or_else(|| {
        "must be an origin: scheme and host, no path, such as https://app.example.com".to_owned()
    })
}

/// A path without a slash at its end.
pub(super) fn path_prefix(text: &str) -> Result<String, String> {
    let is_segment = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"._~-".contains(&b))
    };
    let path = text.trim_end_matches('/');
    if path.is_empty() || path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_segment)) {
        return Ok(path.to_owned());
    }
    Err("must be a path of letters, digits, '.', '_', '~' and '-', such as /flags".to_owned())
}

pub(super) fn trusted_proxy(text: &str) -> Result<IpNet, String> {
    let address = || text.parse().map(|address: IpAddr| IpNet::from(address.to_canonical()));
    let network: IpNet = text
        .parse()
        .or_else(|_| address())
        .map_err(|_| "must be an address or a network, such as 10.0.3.17 or 10.0.3.16/30".to_owned())?;
    if network != network.trunc() {
        return Err(format!(
            "must be the address of one proxy, {}, or a whole network, {}",
            network.addr(),
            network.trunc()
        ));
    }
    Ok(network)
}

/// A word that is no level would be the name of a target, and turn off the lines of all others.
pub(super) fn log_filter(text: &str) -> Result<String, String> {
    const RIGHT: &str = "use off, error, warn, info, debug, trace, or target=level such as togul_server=debug, separated by commas";
    let is_level = |word: &str| ["off", "error", "warn", "info", "debug", "trace"].contains(&word);
    for directive in text.split(',').map(str::trim) {
        let (target, level) = directive.rsplit_once('=').unwrap_or(("", directive));
        let (target, is_span) = target.split_once('[').map_or((target, false), |(target, _)| (target, true));
        if !target.chars().all(|c| c.is_ascii_alphanumeric() || "_.:".contains(c)) {
            return Err(format!("\"{target}\" is not a target (with _ in place of -): {RIGHT}"));
        }
        if !is_span && !is_level(&level.to_ascii_lowercase()) {
            return Err(format!("\"{level}\" is not a level: {RIGHT}"));
        }
    }
    match text.parse::<tracing_subscriber::EnvFilter>() {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!("{error}: {RIGHT}")),
    }
}

/// Whether a valid filter has no directive for lines of this program, which its author may not have meant.
pub(super) fn omits_this_program(filter: &str) -> bool {
    const PROGRAM: &str = "togul_server";
    let is_of_program = |directive: &str| {
        let target = directive.split(['=', '[']).next().unwrap_or_default();
        // Without a target it is a level, or one of a span, of all targets.
        !directive.contains(['=', '['])
            || directive.starts_with('[')
            || PROGRAM.starts_with(target)
            || target.starts_with(PROGRAM)
    };
    !filter.split(',').map(str::trim).any(is_of_program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_omits_this_program_is_noticed() {
        for filter in
            ["info", "off", "togul_server=debug", "togul=warn", "togul_server::store=info", "[span]=debug"]
        {
            assert!(!omits_this_program(filter), "{filter}");
        }
        for filter in ["toguls=debug", "server=info", "sqlx=warn, hyper=debug"] {
            assert!(omits_this_program(filter), "{filter}");
        }
    }

    #[test]
    fn a_path_prefix_leads_to_one_place() {
        assert_eq!(path_prefix("/flags/"), Ok("/flags".to_owned()));
        for bad in ["/../x", "/./x", "//x", "x"] {
            assert!(path_prefix(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_cors_origin_is_compared_as_browsers_send_it() {
        for (text, origin) in [
            ("https://app.example.com:8443", "https://app.example.com:8443"),
            ("https://App.Example.com", "https://app.example.com"),
            ("HTTPS://app.example.com:443", "https://app.example.com"),
            ("http://localhost:80", "http://localhost"),
            ("http://localhost:443", "http://localhost:443"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("http://[::1]", "http://[::1]"),
        ] {
            assert_eq!(cors_origin(text), Ok(origin.to_owned()), "{text}");
        }
        for bad in [
            "https://[zz]",
            "app.example.com",
            "https://a/b",
            "https://a/",
            "*",
            "https://",
            "https://a:b",
            "ws://a",
        ] {
            assert!(cors_origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_trusted_proxy_is_an_address_or_a_network() {
        for (text, network) in [
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("10.0.0.1", "10.0.0.1/32"),
            ("::1", "::1/128"),
            ("::ffff:10.0.0.1", "10.0.0.1/32"),
        ] {
            assert_eq!(trusted_proxy(text).map(|network| network.to_string()), Ok(network.to_owned()));
        }
        for bad in ["", "proxy.example.com", "10.0.0.0/33", "10.0.0", "10.0.0.5/8"] {
            assert!(trusted_proxy(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_log_filter_has_levels() {
        for good in ["info", "WARN", "off", "info,sqlx=warn", "togul_server=debug, info", "warn,[span]=debug"]
        {
            assert!(log_filter(good).is_ok(), "{good}");
        }
        for bad in [
            "wran",
            "info,sqlx=wran",
            "togul_server",
            "info,",
            "7=8",
            "info;sqlx=warn",
            "info sqlx=warn",
            "togul-server=debug",
        ] {
            assert!(log_filter(bad).is_err(), "{bad}");
        }
    }
}
