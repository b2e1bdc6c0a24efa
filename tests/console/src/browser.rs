//! A browser, used as a person does: by the names of controls and the text that is visible.

use std::{
    fs,
    path::Path,
    sync::Mutex,
    time::{Duration, Instant},
};

use fantoccini::{
    Client, ClientBuilder,
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::{Element, ElementRef},
    error::CmdError,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::{
    driver::{ChromeCommand, Driver, capabilities},
    program,
};

/// So that a hanging test fails. A machine that does much else is slow.
const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(30);

/// Where the screenshots go.
pub const SCREENSHOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/screenshots");

/// Functions for the scripts of the tests: which elements are visible, and what they are called.
const LIBRARY: &str = include_str!("library.js");
/// `requests`, with which a test holds back requests of the page.
const REQUESTS: &str = include_str!("requests.js");
const AXE: &str = include_str!("../vendor/axe.min.js");
pub const ESCAPE: &str = "\u{e00c}";
/// The key of a reference to an element, in the WebDriver standard.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

pub struct Browser {
    client: Client,
    url: String,
    /// Parts of console lines that the test expects.
    expected: Mutex<Vec<String>>,
    _driver: Driver,
}

impl Browser {
    /// A browser with an empty profile, for the server at this URL.
    pub async fn open(url: &str) -> Self {
        let chromium = program("TOGUL_TEST_CHROMIUM");
        let driver = tokio::task::spawn_blocking(Driver::start).await.unwrap();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(capabilities(&chromium)).connect(&driver.url).await;
        let client = client.unwrap_or_else(|error| panic!("a browser: {error}"));
        let browser = Self { client, url: url.to_owned(), expected: Mutex::default(), _driver: driver };
        let report = "addEventListener('securitypolicyviolation', (event) => \
            console.error('policy violated: ' + event.violatedDirective + ' by ' + event.blockedURI + event.sample));";
        browser.begin_pages_with(report).await;
        browser.resize(1440, 900).await;
        browser
    }

    /// Closes the browser. Fails the test if its console has an error, a violated policy or a failed request.
    pub async fn close(self) {
        self.check_log().await;
        self.client.close().await.expect("the browser closes");
    }

    /// A console line that contains this text is expected from now on.
    pub fn expect_line(&self, part: &str) {
        self.expected.lock().unwrap().push(part.to_owned());
    }

    /// Fails the test if the console has an error or a warning that is not expected.
    pub async fn check_log(&self) {
        let log = self.client.issue_cmd(ChromeCommand::log()).await.expect("the console's lines");
        let expected = self.expected.lock().unwrap();
        let lines =
            log.as_array().unwrap().iter().filter(|line| line["level"] != "INFO" && line["level"] != "DEBUG");
        let unexpected: Vec<_> = lines
            .map(|line| line["message"].as_str().unwrap_or_default())
            .filter(|message| !expected.iter().any(|part| message.contains(part)))
            .collect();
        assert!(unexpected.is_empty(), "the browser's console: {unexpected:#?}");
    }

    /// Runs a script in each page from now on, before the page's own.
    pub async fn begin_pages_with(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    }

    /// Lets the test hold back requests of this page: see `requests.js`.
    pub async fn intercept(&self) {
        self.client.execute(&format!("{REQUESTS}\nreturn true;"), vec![]).await.expect("a script");
    }

    async fn devtools(&self, method: &str, parameters: Value) -> Value {
        let outcome = self.client.issue_cmd(ChromeCommand::devtools(method, parameters)).await;
        outcome.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    pub async fn use_theme(&self, theme: Theme) {
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": theme.name() },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]});
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// Opens an address below `/console/`.
    pub async fn goto(&self, path: &str) {
        self.client.goto(&format!("{}/console/{path}", self.url)).await.expect("the page opens");
    }

    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page opens again");
    }

    /// The address, without the server's.
    pub async fn address(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        url.as_str().trim_start_matches(&self.url).to_owned()
    }

    /// The value of a JavaScript expression with the functions of the library.
    pub async fn value(&self, expression: &str, arguments: Vec<Value>) -> Value {
        let script = format!("{LIBRARY}\nreturn ({expression});");
        self.client.execute(&script, arguments).await.unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// Waits until an expression is true, and returns its value.
    pub async fn wait(&self, what: &str, expression: &str, arguments: Vec<Value>) -> Value {
        let start = Instant::now();
        loop {
            let value = self.value(expression, arguments.clone()).await;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return value;
            }
            if start.elapsed() > PATIENCE {
                let page = self.value("document.body.innerText", vec![]).await;
                self.screenshot("failure").await;
                let log = self.client.issue_cmd(ChromeCommand::log()).await;
                panic!("waited for {what} in vain at {}:\n{page}\n{log:#?}", self.address().await);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits until a text is visible.
    pub async fn see(&self, text: &str) {
        self.wait(&format!("the text {text:?}"), "sees(arguments[0])", vec![text.into()]).await;
    }

    /// Waits until a text is not visible any more.
    pub async fn see_no(&self, text: &str) {
        self.wait(&format!("the text {text:?} to go"), "!sees(arguments[0])", vec![text.into()]).await;
    }

    /// Waits for the control with this name, in the open dialog if there is one.
    pub async fn control(&self, name: &str) -> Element {
        let found =
            self.wait(&format!("the control {name:?}"), "control(arguments[0])", vec![name.into()]).await;
        let id = found[ELEMENT].as_str().expect("an element").to_owned();
        Element::from_element_id(self.client.clone(), ElementRef::from(id))
    }

    /// Presses the control with this name. It may be replaced or moved just now, so the press is repeated.
    pub async fn press(&self, name: &str) {
        let start = Instant::now();
        while let Err(error) = self.control(name).await.click().await {
            assert!(start.elapsed() < PATIENCE, "pressing {name:?}: {error}");
        }
    }

    /// Drags one control to the upper part of another with the mouse.
    pub async fn drag(&self, from: &str, to: &str) {
        let over = |element, y| PointerAction::MoveToElement { element, duration: None, x: 0.0, y };
        let (from, to) = (self.control(from).await, self.control(to).await);
        let (down, up) = (
            PointerAction::Down { button: MOUSE_BUTTON_LEFT },
            PointerAction::Up { button: MOUSE_BUTTON_LEFT },
        );
        let quick = MouseActions::new("mouse".to_owned())
            .then(over(from, 0.0))
            .then(down)
            .then(over(to, -10.0))
            .then(up);
        self.client.perform_actions(quick).await.expect("a drag");
    }

    /// Types into the field with this label, instead of what it contains.
    pub async fn fill(&self, label: &str, text: &str) {
        // Ctrl A: WebDriver clears a field without the event from which the page learns of it.
        let text = format!("\u{e009}a\u{e000}{text}");
        self.repeat(&format!("typing into {label:?}"), async || {
            self.control(label).await.send_keys(&text).await
        })
        .await;
    }

    pub async fn choose(&self, label: &str, option: &str) {
        let is_there =
            "[...(control(arguments[0])?.options ?? [])].some((one) => squeezed(one.text) === arguments[1])";
        self.wait(&format!("{option:?} of {label:?}"), is_there, vec![label.into(), option.into()]).await;
        let choose = async || self.control(label).await.select_by_label(option).await;
        self.repeat(&format!("choosing {option:?} of {label:?}"), choose).await;
    }

    /// Types with the focus where it is, as with a keyboard.
    pub async fn keys(&self, text: &str) {
        let type_text = async || self.client.active_element().await?.send_keys(text).await;
        self.repeat(&format!("typing {text:?}"), type_text).await;
    }

    /// Acts on an element, again if it was replaced since it was found.
    async fn repeat(&self, what: &str, act: impl AsyncFn() -> Result<(), CmdError>) {
        let start = Instant::now();
        while let Err(error) = act().await {
            let passes = error.is_stale_element_reference() && start.elapsed() < PATIENCE;
            assert!(passes, "{what}: {error}");
        }
    }

    /// The name of the control that has the focus.
    pub async fn focused(&self) -> String {
        self.value("nameOf(document.activeElement)", vec![]).await.as_str().unwrap_or_default().to_owned()
    }

    /// Moves the focus with the Tab key until the control with this name has it.
    pub async fn tab_to(&self, name: &str) {
        self.control(name).await;
        for _ in 0..200 {
            if self.focused().await == name {
                return;
            }
            self.keys("\u{e004}").await;
        }
        panic!("the Tab key does not reach {name:?}: it is at {:?}", self.focused().await);
    }

    /// Waits until all answers have arrived that are not kept back.
    pub async fn settle_requests(&self) {
        self.wait("the answers", "requests.open() === 0", vec![]).await;
    }

    /// Waits until the page has loaded what it shows.
    pub async fn settle(&self) {
        self.wait("the page to settle", "isSettled()", vec![]).await;
    }

    /// Fails the test if axe finds a barrier in the page.
    pub async fn check_accessibility(&self, what: &str) {
        if self.client.execute("return typeof axe", vec![]).await.unwrap() != "object" {
            self.client.execute(&format!("{AXE}\nreturn true;"), vec![]).await.unwrap();
        }
        // WCAG 2.2 demands targets of 24 px, which axe checks only on request.
        let run = "const done = arguments[0];
            const options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
            axe.run(document, options)
            .then(({ violations }) => done(violations.flatMap(({ id, help, nodes }) =>
                nodes.map((node) => `${id}: ${help}: ${node.html}: ${node.failureSummary}`))))
            .catch((error) => done([String(error)]));";
        let found = self.client.execute_async(run, vec![]).await.unwrap();
        let found: Vec<_> =
            found.as_array().unwrap().iter().map(|one| one.as_str().unwrap_or_default()).collect();
        assert!(found.is_empty(), "axe finds in {what}: {found:#?}");
    }

    /// Fails the test if the page stays wider than the window.
    pub async fn check_width(&self, what: &str) {
        self.wait(&format!("{what} to fit into the window"), "tooWide().length === 0", vec![]).await;
    }

    pub async fn screenshot(&self, name: &str) {
        let png = self.client.screenshot().await.expect("a screenshot");
        fs::create_dir_all(SCREENSHOTS).unwrap();
        fs::write(Path::new(SCREENSHOTS).join(format!("{name}.png")), png).unwrap();
    }
}
