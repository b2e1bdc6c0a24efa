//! Letters that look like others, by the tables of UTS #39.

use unicode_security::{GeneralSecurityProfile, MixedScript, skeleton};

/// Names with words of several alphabets are fine.
///
/// # Errors
/// A word that looks like an ASCII one and mixes alphabets.
pub fn check_words(text: &str) -> Result<(), String> {
    match text.split_whitespace().find(|word| !word.is_single_script() && looks_ascii(word)) {
        Some(word) => Err(format!(
            "must not mix letters of several alphabets that look alike in a word: \"{word}\" does"
        )),
        None => Ok(()),
    }
}

/// # Errors
/// What makes the address look like another one.
pub fn check_email(email: &str, folded: &str) -> Result<(), String> {
    // A Cyrillic letter among Latin ones looks like one of them.
    if let Some(part) = email.split(['@', '.']).find(|part| !part.is_single_script()) {
        return Err(format!("must not mix letters of several alphabets: \"{part}\" does"));
    }
    // Such as U+0251, which looks like an a. Alphabets in use have none of them.
    if let Some(c) = folded.chars().find(|c| c.is_alphabetic() && !c.identifier_allowed()) {
        return Err(format!("must not contain letters of no language in use, such as \"{c}\""));
    }
    if folded.chars().any(is_not_latin) && looks_ascii(folded) {
        return Err("must not look like another address: its letters all look like ASCII ones".to_owned());
    }
    Ok(())
}

/// Whether people read it as ASCII, although it has other letters.
fn looks_ascii(text: &str) -> bool {
    !text.is_ascii() && skeleton(text).all(|c| c.is_ascii())
}

fn is_not_latin(c: char) -> bool {
    !['a', c].iter().collect::<String>().is_single_script()
}

#[cfg(test)]
mod tests {
    use super::super::text::{Email, Name};

    #[test]
    fn a_part_of_an_email_has_one_alphabet() {
        for good in ["иван@example.com", "ада@пример.рф", "名前@example.jp", "ada-1@example.com"]
        {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in ["\u{430}da@example.com", "ada@ex\u{430}mple.com"] {
            assert!(Email::parse(bad).expect_err(bad).contains("alphabets"));
            assert!(Email::of_account(bad).is_ok(), "an account of before keeps its address");
        }
    }

    #[test]
    fn an_email_looks_like_no_other() {
        for good in [
            "вера@пример.рф",
            "сара@пример.рф",
            "kırmızı@example.com.tr",
            "ışık.şahin@example.com",
            "ελένη@example.gr",
            "محمد@example.com",
            "דוד@example.co.il",
            "太郎@example.jp",
            "さくら@例え.jp",
            "김철수@example.kr",
            "अमित@example.in",
            "josé.müller-ßen@example.com",
            "ada+o'brien@example.com",
        ] {
            assert_eq!(Email::parse(good).map(String::from), Ok(good.to_owned()));
        }
        for (bad, reason) in [
            // Whole parts in Cyrillic and in Greek letters.
            ("\u{430}.smith@example.com", "another address"),
            ("\u{441}\u{430}\u{440}\u{430}@example.com", "another address"),
            ("\u{3bf}@example.com", "another address"),
            ("ada@\u{430}\u{441}\u{435}.com", "another address"),
            // Latin letters of phonetics.
            ("\u{251}da@example.com", "\u{251}"),
            ("\u{1d00}da@example.com", "\u{1d00}"),
        ] {
            let refused = Email::parse(bad).expect_err(bad);
            assert!(refused.contains(reason), "{bad}: {refused}");
            assert!(Email::of_account(bad).is_ok(), "{bad}");
        }
    }

    #[test]
    fn a_word_of_a_name_has_letters_of_one_alphabet_if_it_looks_like_latin_ones() {
        for good in [
            "Сара",
            "Сара Smith",
            "Иван Smith",
            "Δt threshold",
            "10 μs",
            "Ada (Ада)",
            "名前 Namae",
            "カタカナとかな",
            "Acme 株式会社",
            "Acme株式会社",
            "İşlem Ödeme",
            "Ünïcode",
            "محمد Ali",
            "β-test",
            "Ada 🔥",
            "Straße",
        ] {
            assert_eq!(Name::parse(good).map(String::from), Ok(good.to_owned()));
        }
        for bad in ["\u{410}da Lovelace", "Ada L\u{43e}velace", "G\u{3bf}ogle", "A\u{441}me"] {
            let refused = Name::parse(bad).expect_err(bad);
            assert!(refused.contains("alphabets that look alike"), "{refused}");
        }
    }
}
