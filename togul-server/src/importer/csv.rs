//! The contexts of a file of comma-separated values: a line of names, and a line for each user.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// The attributes of a user; an empty field is a missing attribute.
pub(super) type User = Map<String, Value>;

#[derive(Debug, thiserror::Error)]
#[error("{} line {line}: {problem}", path.display())]
pub struct CsvError {
    path: PathBuf,
    line: usize,
    problem: String,
}

pub(super) fn users(path: &Path, text: &str) -> Result<Vec<User>, CsvError> {
    let error = |line: usize, problem: String| CsvError { path: path.to_owned(), line, problem };
    let mut records =
        records(text).map_err(|line| error(line, "a quote is not closed".to_owned()))?.into_iter();
    let Some((_, names)) = records.next() else {
        return Err(error(1, "is empty: it must have a line with the names of attributes".to_owned()));
    };
    let mut users = Vec::new();
    for (line, fields) in records {
        if fields.len() != names.len() {
            let problem = format!("has {} fields, and the first line has {}", fields.len(), names.len());
            return Err(error(line, problem));
        }
        let attributes = names.iter().zip(fields).filter(|(_, field)| !field.is_empty());
        users.push(attributes.map(|(name, field)| (name.trim().to_owned(), value(field))).collect());
    }
    Ok(users)
}

/// A number, true, false or a list of JSON is that; anything else is a string.
fn value(field: String) -> Value {
    match serde_json::from_str(&field) {
        Ok(value @ (Value::Number(_) | Value::Bool(_) | Value::Array(_))) => value,
        _ => Value::String(field),
    }
}

/// The fields of each line that is not empty, with its number. Fields in quotes may have commas, lines and doubled quotes.
/// The error is the line of a quote that is not closed.
fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>, usize> {
    let mut records = Vec::new();
    let (mut fields, mut field) = (Vec::new(), String::new());
    let (mut line, mut first_line, mut quoted_since) = (1, 1, None);
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(char) = chars.next() {
        match (char, quoted_since) {
            ('"', Some(_)) if chars.next_if_eq(&'"').is_some() => field.push('"'),
            ('"', Some(_)) => quoted_since = None,
            ('"', None) if field.is_empty() => quoted_since = Some(line),
            (',', None) => fields.push(std::mem::take(&mut field)),
            ('\r', None) => {}
            ('\n', None) => {
                fields.push(std::mem::take(&mut field));
                records.push((first_line, std::mem::take(&mut fields)));
                line += 1;
                first_line = line;
            }
            (char, _) => {
                line += usize::from(char == '\n');
                field.push(char);
            }
        }
    }
    if let Some(line) = quoted_since {
        return Err(line);
    }
    fields.push(field);
    records.push((first_line, fields));
    records.retain(|(_, fields)| fields.len() > 1 || fields.iter().any(|field| !field.is_empty()));
    Ok(records)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<Vec<User>, String> {
        users(Path::new("users.csv"), text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_line_is_a_user() {
        let text = "user_id,country,age,tags\r\nuser-1,TR,42,\"[\"\"a\"\",\"\"b\"\"]\"\r\n\r\n\"a, \"\"b\"\"\",,true,\n007,x,,";
        assert_eq!(
            json!(read(text).unwrap()),
            json!([
                { "user_id": "user-1", "country": "TR", "age": 42, "tags": ["a", "b"] },
                { "user_id": "a, \"b\"", "age": true },
                { "user_id": "007", "country": "x" },
            ])
        );
        assert_eq!(read("user_id\n").unwrap().len(), 0);
    }

    #[test]
    fn damaged_lines_are_named() {
        assert_eq!(
            read("").unwrap_err(),
            "users.csv line 1: is empty: it must have a line with the names of attributes"
        );
        assert_eq!(
            read("a,b\n1,2\n3").unwrap_err(),
            "users.csv line 3: has 1 fields, and the first line has 2"
        );
        assert_eq!(read("a\nx\n\"y\n").unwrap_err(), "users.csv line 3: a quote is not closed");
    }
}
