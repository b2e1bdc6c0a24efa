//! Strings that are validated when they are parsed.

use std::{borrow::Cow, fmt, ops::Deref};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use togul_core::limits;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::look_alikes;

/// Declares a newtype over `String` that only `parse` can make, with a JSON Schema that states the rule as far as a
/// schema can.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $schema:tt, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// # Errors
            /// The rule that the text breaks.
            pub fn parse(text: impl Into<String>) -> Result<Self, String> {
                let text = text.into();
                let check: fn(&str) -> Result<(), String> = $check;
                check(&text).map(|()| Self(text))
            }
        }
        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(String::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }
    };
}

text! {
    /// A name for people: 1 to 200 characters, not blank, no control, format or invisible characters.
    Name, {
        "type": "string",
        "minLength": 1,
        "maxLength": (limits::NAME_CHARS),
        "pattern": r"^[^\x00-\x1f\x7f-\x9f]*\S[^\x00-\x1f\x7f-\x9f]*$",
    }, |text| {
        let fits = (1..=limits::NAME_CHARS).contains(&text.chars().count());
        if !fits || text.trim().is_empty() {
            return Err(format!("must be 1 to {} characters and not blank", limits::NAME_CHARS));
        }
        no_invisible(text)?;
        look_alikes::check_words(text)
    }
}

text! {
    /// Free text: 0 to 2,000 characters; line breaks and tabs are fine, NUL is not.
    #[derive(Default)]
    Description, {
        "type": "string",
        "maxLength": (limits::DESCRIPTION_CHARS),
        "pattern": r"^[^\x00]*$",
    }, |text| {
        if text.chars().count() > limits::DESCRIPTION_CHARS {
            return Err(format!("must be at most {} characters", limits::DESCRIPTION_CHARS));
        }
        if text.contains('\0') {
            return Err("must not contain the character U+0000".to_owned());
        }
        Ok(())
    }
}

text! {
    /// A color: `#` and six hexadecimal digits.
    Color, { "type": "string", "pattern": "^#[0-9A-Fa-f]{6}$" }, |text| {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        if digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            return Ok(());
        }
        Err("must be a color such as #c0392b".to_owned())
    }
}

text! {
    /// The name of a flag, an environment or a role in programs.
    Key, {
        "type": "string",
        "maxLength": (limits::KEY_CHARS),
        "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$",
    }, |text| {
        if limits::is_key(text) {
            return Ok(());
        }
        Err(format!(
            "must be 1 to {} characters of a-z A-Z 0-9 . _ - and start with a letter or digit",
            limits::KEY_CHARS
        ))
    }
}

text! {
    /// The name of a variant in its flag.
    VariantKey, {
        "type": "string",
        "maxLength": (limits::VARIANT_KEY_CHARS),
        "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$",
    }, |text| {
        if text.len() <= limits::VARIANT_KEY_CHARS && limits::is_key(text) {
            return Ok(());
        }
        Err(format!(
            "must be 1 to {} characters of a-z A-Z 0-9 . _ - and start with a letter or digit",
            limits::VARIANT_KEY_CHARS
        ))
    }
}

text! {
    /// What gives a rule buckets of its own: 1 to 64 characters, no NUL.
    Seed, {
        "type": "string",
        "minLength": 1,
        "maxLength": (limits::SEED_CHARS),
        "pattern": r"^[^\x00]*$",
    }, |text| {
        if !(1..=limits::SEED_CHARS).contains(&text.chars().count()) || text.contains('\0') {
            return Err(format!("must be 1 to {} characters without U+0000", limits::SEED_CHARS));
        }
        Ok(())
    }
}

text! {
    /// The name of a context's attribute: 1 to 200 characters, no NUL.
    AttributeName, {
        "type": "string",
        "minLength": 1,
        "maxLength": (limits::ATTRIBUTE_CHARS),
        "pattern": r"^[^\x00]*$",
    }, |text| {
        if !(1..=limits::ATTRIBUTE_CHARS).contains(&text.chars().count()) || text.contains('\0') {
            return Err(format!("must be 1 to {} characters without U+0000", limits::ATTRIBUTE_CHARS));
        }
        Ok(())
    }
}

text! {
    /// A plausible e-mail address: at most 254 bytes. Only a message sent to it could prove more.
    Email, { "type": "string", "format": "email", "minLength": 3, "maxLength": 254 }, |text| {
        no_invisible(text)?;
        check_plausible(text)?;
        look_alikes::check_email(text, &case_folded(text))
    }
}

impl Email {
    /// The address of an account, which may be older than the rules against addresses that look alike.
    ///
    /// # Errors
    /// What makes it no address.
    pub fn of_account(text: impl Into<String>) -> Result<Self, String> {
        let text = text.into();
        check_plausible(&text).map(|()| Self(text))
    }
}

/// Normalization may make another character an @ or a space, and may make the address longer.
fn check_plausible(text: &str) -> Result<(), String> {
    if is_plausible(text) && is_plausible(&case_folded(text)) {
        return Ok(());
    }
    Err("must be an e-mail address such as ada@example.com".to_owned())
}

fn is_plausible(email: &str) -> bool {
    email.len() <= 254
        && !email.chars().any(char::is_whitespace)
        && email
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'))
}

impl Email {
    /// The form that must be unique and that lookups use.
    #[must_use]
    pub fn case_folded(&self) -> String {
        case_folded(self)
    }
}

/// The form in which e-mails are compared: NFKC, without case. Through upper case, because some letters have two forms in
/// lower case, such as the Greek sigma.
#[must_use]
pub fn case_folded(email: &str) -> String {
    let folded = email.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    folded.nfkc().collect()
}

/// A slug from a name: its letters and digits in lower case, everything between them replaced by one hyphen.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().flat_map(char::to_lowercase));
    }
    if slug.is_empty() { "unnamed".to_owned() } else { slug }
}

/// Characters without a visible form would let two different strings look the same, or reorder the text around them.
/// # Errors
/// The invisible character that the text contains.
pub(crate) fn no_invisible(text: &str) -> Result<(), String> {
    match text.chars().find(|c| is_invisible(*c)) {
        Some(c) => Err(format!(
            "must not contain control, format or invisible characters, such as U+{:04X}",
            c as u32
        )),
        None => Ok(()),
    }
}

fn is_invisible(c: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator, PrivateUse};
    let is_blank = matches!(
        c,
        // Combining grapheme joiner, Hangul fillers, Khmer inherent vowels, blank Braille pattern.
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
    );
    is_blank
        || matches!(c.general_category(), Control | Format | LineSeparator | ParagraphSeparator | PrivateUse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_keeps_letters_and_digits_of_any_script() {
        assert_eq!(slug("  My  Shop #2 "), "my-shop-2");
        assert_eq!(slug("Ödeme Servisi"), "ödeme-servisi");
        assert_eq!(slug("?!"), "unnamed");
    }

    #[test]
    fn an_email_needs_one_at_sign_with_something_on_both_sides() {
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n"] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Email::parse("Ada@Example.COM").expect("plausible").case_folded(), "ada@example.com");
    }

    #[test]
    fn emails_compare_after_nfkc_and_without_case() {
        let folded = |text: &str| Email::parse(text).expect(text).case_folded();
        for (one, other) in [
            ("ada@example.com", "ＡＤＡ@example.com"),
            ("ﬁona@example.com", "FIONA@example.com"),
            ("straße@example.com", "STRASSE@EXAMPLE.COM"),
            ("οδος@example.gr", "ΟΔΟΣ@example.gr"),
            ("éva@example.com", "e\u{301}va@example.com"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        assert_ne!(folded("ada@example.com"), folded("áda@example.com"));
    }

    #[test]
    fn invisible_characters_are_refused() {
        for c in [
            '\0',
            '\u{7f}',
            '\u{ad}',
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{202e}',
            '\u{2028}',
            '\u{2066}',
            '\u{2800}',
            '\u{3164}',
            '\u{e000}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            assert!(Name::parse(format!("A{c}da")).is_err(), "{c:?}");
            assert!(Email::parse(format!("a{c}da@example.com")).is_err(), "{c:?}");
        }
        for name in ["Ada Lovelace", "Ödeme Servisi", "Жанна д'Арк", "名前", "مرحبا", "Ada ❤️", "β-test"]
        {
            assert!(Name::parse(name).is_ok(), "{name}");
        }
    }
}
