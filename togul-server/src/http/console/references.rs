//! The references of the console's files to each other: `href` and `src` in HTML, `import` and `from` in modules, `url()` in
//! style sheets. They are relative, `./name` or `../name`, in quotes.

use std::ops::Range;

/// A reference in a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where the relative path stands in the text, without its quotes.
    pub at: Range<usize>,
    /// The referenced file, by its path in the console's folder.
    pub target: String,
    /// Whether a browser loads the target only when the program asks for it.
    pub is_dynamic: bool,
}

/// All references in the text of a file. `path` is its path in the console's folder.
pub fn references(path: &str, text: &str) -> Vec<Reference> {
    let (folder, _) = path.rsplit_once('/').unwrap_or_default();
    let mut found = Vec::new();
    for (open, _) in text.match_indices("\"./").chain(text.match_indices("\"../")) {
        let before = text[..open].trim_end();
        let Some(length) = text[open + 1..].find('"') else { continue };
        let at = open + 1..open + 1 + length;
        if !is_reference(before) || is_in_comment(path, &text[..open]) {
            continue;
        }
        let target = resolve(folder, &text[at.clone()]);
        found.push(Reference { at, target, is_dynamic: before.ends_with("import(") });
    }
    found.sort_by_key(|reference| reference.at.start);
    found
}

/// Whether this text precedes a reference.
fn is_reference(before: &str) -> bool {
    ["href=", "src=", "url(", "import(", "import", "from"].iter().any(|start| before.ends_with(start))
}

/// Whether the text ends in a comment. Comments of modules contain types, which browsers do not load.
fn is_in_comment(path: &str, text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or_default();
    path.ends_with(".js")
        && (line.trim_start().starts_with('*') || line.contains("/*") || line.contains("//"))
}

/// The path of `reference` from a folder. It may begin with `..`, which no file has.
fn resolve(folder: &str, reference: &str) -> String {
    let mut parts: Vec<_> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in reference.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(path: &str, text: &str) -> Vec<(String, bool)> {
        references(path, text).into_iter().map(|one| (one.target, one.is_dynamic)).collect()
    }

    #[test]
    fn each_form_of_reference_is_found() {
        for (path, text, expected) in [
            ("index.html", r#"<script type="module" src="./app.js"></script>"#, &[("app.js", false)][..]),
            ("index.html", r#"<link rel="icon" href="./icon.svg" />"#, &[("icon.svg", false)]),
            ("console.css", r#"a { background: url("./icon.svg"); }"#, &[("icon.svg", false)]),
            ("app.js", r#"import "./a.js";"#, &[("a.js", false)]),
            ("app.js", r#"import { a } from "./pages/a.js";"#, &[("pages/a.js", false)]),
            ("pages/a.js", r#"export { a } from "../b/c.js";"#, &[("b/c.js", false)]),
            ("vendor/hooks.js", r#"import{a as b}from"./preact.js";"#, &[("vendor/preact.js", false)]),
            ("app.js", "import {\n    a,\n} from \"./a.js\";", &[("a.js", false)]),
            ("app.js", r#"load: () => import("./a.js"),"#, &[("a.js", true)]),
            ("app.js", r#"import "../../a.js";"#, &[("../../a.js", false)]),
            ("app.js", r#"/** @import { A } from "./types.js" */"#, &[]),
            ("app.js", " * @returns {import(\"./a.js\").A}", &[]),
            ("app.js", r#"// import "./a.js""#, &[]),
            ("app.js", r#"new URL("./", import.meta.url)"#, &[]),
            ("app.js", r#"const path = "./a.js";"#, &[]),
        ] {
            let expected: Vec<_> =
                expected.iter().map(|(target, is_dynamic)| ((*target).to_owned(), *is_dynamic)).collect();
            assert_eq!(targets(path, text), expected, "{path}: {text}");
        }
    }

    #[test]
    fn references_are_in_the_order_of_the_text() {
        let text = "import \"../a.js\";\nimport \"./b.js\";\nimport \"../c.js\";";
        let found = references("pages/p.js", text);
        let names: Vec<_> = found.iter().map(|one| &text[one.at.clone()]).collect();
        assert_eq!(names, ["../a.js", "./b.js", "../c.js"]);
    }
}
