//! The format of request lines, which are most of a log: the same text as from `tracing_subscriber`, for a tenth of the
//! work.

use std::{cell::RefCell, fmt, time::SystemTime};

use chrono::{DateTime, Utc};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use super::REQUESTS;
use crate::config::LogFormat;

/// Initial capacity for a line in bytes; nearly all lines are shorter.
const CAPACITY: usize = 256;

/// Formats request lines itself and all other lines with the fallback.
#[derive(Debug)]
pub struct RequestFormat<F> {
    pub fallback: F,
    pub format: LogFormat,
}

impl<S, N, F> FormatEvent<S, N> for RequestFormat<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        // Terminals get colors, which only the fallback writes.
        if event.metadata().target() != REQUESTS || writer.has_ansi_escapes() {
            return self.fallback.format_event(context, writer, event);
        }
        let level = *event.metadata().level();
        let mut line = Line { text: String::with_capacity(CAPACITY), format: self.format, is_first: true };
        match self.format {
            LogFormat::Text => {
                line.write_time();
                // INFO or DEBUG, with the padding of tracing.
                line.text += if level == Level::INFO { "  INFO " } else { " DEBUG " };
                line.text += REQUESTS;
                line.text += ":";
                event.record(&mut line);
                line.text += "\n";
            }
            LogFormat::Json => {
                line.text += r#"{"timestamp":""#;
                line.write_time();
                line.text += r#"","level":""#;
                line.text += level.as_str();
                line.text += r#"","fields":{"#;
                event.record(&mut line);
                line.text += r#"},"target":""#;
                line.text += REQUESTS;
                line.text += "\"}\n";
            }
        }
        writer.write_str(&line.text)
    }
}

/// Strings are written without escaping; see [`REQUESTS`].
struct Line {
    text: String,
    format: LogFormat,
    is_first: bool,
}

impl Line {
    fn write_name(&mut self, field: &Field) {
        let (before, after) = match self.format {
            LogFormat::Text => (" ", "="),
            LogFormat::Json if self.is_first => ("\"", "\":"),
            LogFormat::Json => (",\"", "\":"),
        };
        self.text += before;
        self.text += field.name();
        self.text += after;
        self.is_first = false;
    }

    /// RFC 3339 in UTC with microseconds.
    fn write_time(&mut self) {
        thread_local! {
            /// The last second and its text, up to the decimal point.
            static SECOND: RefCell<(u64, String)> = RefCell::default();
        }
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        SECOND.with_borrow_mut(|(second, text)| {
            if *second != since.as_secs() {
                let time = DateTime::<Utc>::from(SystemTime::UNIX_EPOCH + since);
                (*second, *text) = (since.as_secs(), time.format("%Y-%m-%dT%H:%M:%S.").to_string());
            }
            self.text += text;
        });
        // The leading 1 keeps leading zeros and is cut off.
        let mut digits = itoa::Buffer::new();
        self.text += &digits.format(1_000_000 + since.subsec_micros())[1..];
        self.text += "Z";
    }
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.write_name(field);
        self.text += "\"";
        self.text += value;
        self.text += "\"";
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.write_name(field);
        self.text += itoa::Buffer::new().format(value);
    }

    /// Request lines have no fields of other types.
    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// The log of one request, and of one at another level.
    fn lines(format: LogFormat) -> [String; 2] {
        let written = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&written);
        let lines = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(Level::DEBUG)
            .with_writer(move || Sink(Arc::clone(&sink)));
        let write = || {
            let took = 35_u64;
            tracing::info!(target: REQUESTS, id = "0-1", route = "/api", status = 200_u16, took);
            tracing::debug!(target: REQUESTS, id = "0-1", route = "/api", status = 200_u16, took);
        };
        match format {
            LogFormat::Text => {
                let lines = lines.map_event_format(|fallback| RequestFormat { fallback, format });
                tracing::subscriber::with_default(lines.finish(), write);
            }
            LogFormat::Json => {
                let lines = lines.json().map_event_format(|fallback| RequestFormat { fallback, format });
                tracing::subscriber::with_default(lines.finish(), write);
            }
        }
        let written = written.lock().expect("no test panics with the lock").clone();
        let written = String::from_utf8(written).expect("lines are UTF-8");
        let lines: Vec<_> = written.split_inclusive('\n').map(str::to_owned).collect();
        lines.try_into().expect("two lines")
    }

    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no test panics with the lock").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_text_line_has_the_format_of_tracing() {
        for (line, level) in lines(LogFormat::Text).into_iter().zip([" INFO", "DEBUG"]) {
            let (time, rest) = line.split_at(27);
            assert!(DateTime::parse_from_rfc3339(time).is_ok(), "{line}");
            let expected =
                format!(" {level} togul_server::requests: id=\"0-1\" route=\"/api\" status=200 took=35\n");
            assert_eq!(rest, expected);
        }
    }

    #[test]
    fn a_json_line_has_the_format_of_tracing() {
        for (line, level) in lines(LogFormat::Json).into_iter().zip(["INFO", "DEBUG"]) {
            let object: serde_json::Value = serde_json::from_str(&line).expect("an object a line");
            let time = object["timestamp"].as_str().expect("a time");
            assert!(DateTime::parse_from_rfc3339(time).is_ok(), "{line}");
            assert_eq!(object["level"], level);
            assert_eq!(object["target"], "togul_server::requests");
            let fields = serde_json::json!({ "id": "0-1", "route": "/api", "status": 200, "took": 35 });
            assert_eq!(object["fields"], fields);
            assert!(line.ends_with('\n'));
        }
    }
}
