//! A real browser: Debian's Chromium, driven through chromedriver on a free loopback port.

use super::guarded::Guarded;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::{Client as Http, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::path::Path;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Chromium's processes stay in the script's group, and chromedriver leaves them behind when it is
/// stopped: so the group is what is stopped.
const SCRIPT: &str = r#"
folder=$1
chromedriver --port=0 >"$folder/log" 2>&1 </dev/null &
driver=$!
tries=0
until port=$(sed -n 's/.*started successfully on port \([0-9]*\).*/\1/p' "$folder/log") && [ -n "$port" ]; do
    tries=$((tries + 1))
    kill -0 "$driver" 2>/dev/null && [ "$tries" -lt 600 ] || exit 1
    sleep 0.05
done
echo "$port"
exec >/dev/null
cat
trap '' TERM
kill -TERM 0
wait "$driver"
cd / || exit 1
tries=0
until rm -rf "$folder" 2>/dev/null || [ "$tries" -ge 40 ]; do tries=$((tries + 1)); sleep 0.05; done
"#;

/// Without the background flags Chromium looks up its maker's hosts at each start.
const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-breakpad",
    "--hide-scrollbars",
];

/// A machine with many cores runs many tests at once; so many browsers would starve each other.
static BROWSERS: Semaphore = Semaphore::const_new(3);

/// The widths that every screen is looked at.
pub const LAPTOP: (u32, u32) = (1366, 768);
/// A wide desk screen.
pub const WIDE: (u32, u32) = (1920, 1080);
/// A telephone held upright.
pub const PHONE: (u32, u32) = (390, 844);

/// A browser of one's own, with an empty profile. Gone when dropped, whatever the test did.
pub struct Browser {
    /// The WebDriver client: `goto`, `find`, `execute` …
    pub page: Client,
    driver: Guarded,
    _permit: SemaphorePermit<'static>,
}

impl Browser {
    /// Start one.
    pub async fn start() -> Self {
        let permit = BROWSERS.acquire().await.expect("the count of browsers");
        let driver = tokio::task::spawn_blocking(|| Guarded::start("browser", SCRIPT, &[], false));
        let driver = driver.await.expect("the thread that starts chromedriver");
        let driver = driver.unwrap_or_else(|why| panic!("no browser (`bash tests/all.sh` installs chromium and chromium-driver): {why}"));
        let profile = format!("--user-data-dir={}", driver.folder().join("profile").display());
        let flags: Vec<&str> = FLAGS.into_iter().chain([profile.as_str()]).collect();
        let mut wanted = serde_json::Map::new();
        wanted.insert("goog:chromeOptions".to_owned(), json!({ "args": flags }));
        wanted.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        let url = format!("http://127.0.0.1:{}", driver.said());
        let page = ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&url).await.expect("a browser session");
        let browser = Self { page, driver, _permit: permit };
        browser.size(LAPTOP).await;
        browser
    }

    /// Give the page this many CSS pixels: narrower than a window can be, if need be.
    pub async fn size(&self, (width, height): (u32, u32)) {
        let phone = width < 500;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Prefer the dark or the light scheme, as a person's system would.
    pub async fn prefer_dark(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// Switch the pages' scripts off or on. Scripts given to `page.execute` still run when off.
    pub async fn scripts(&self, on: bool) {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": !on })).await;
    }

    /// Save what is in view as a PNG file.
    pub async fn screenshot(&self, path: impl AsRef<Path>) {
        let png = self.page.screenshot().await.expect("a screenshot");
        std::fs::write(path, png).expect("the screenshot's file");
    }

    /// Everything the page wrote to the console since the last call: a blocked script or style shows here.
    pub async fn console(&self) -> Vec<String> {
        let log = self.post("se/log", json!({ "type": "browser" })).await;
        let lines = log.as_array().cloned().unwrap_or_default();
        lines.iter().map(|line| format!("{}: {}", line["level"].as_str().unwrap_or("?"), line["message"].as_str().unwrap_or("?"))).collect()
    }

    /// What a person who can't see, or can't use a mouse, would stumble over on the page in view.
    ///
    /// A small set of checks, not a full audit: language, title, one main heading and no level skipped,
    /// a name for every field, button, link and picture, unique ids, table headings, and a contrast of at
    /// least 4.5 (3 for large text) wherever text lies on plain colour. One sentence per fault.
    pub async fn stumbles(&self) -> Vec<String> {
        let found = self.page.execute(include_str!("stumbles.js"), Vec::new()).await.expect("the checks run");
        serde_json::from_value(found).expect("a list of sentences")
    }

    /// Come in by somebody's one-time link.
    pub async fn enter(&self, base: &str, link: &str) {
        self.page.goto(&format!("{base}{link}")).await.expect("the link");
        self.page.find(Locator::Css("main button")).await.expect("the button").click().await.expect("a click");
        self.page.wait().for_element(Locator::Css("header")).await.expect("the first page");
        let _ = self.console().await;
    }

    /// Look at pages (path, name) in each of these sizes, light and dark: what a reader would stumble over, what runs over the edge,
    /// what the console says. Whoever runs the tests with `OMBUD_SCREENS` gets a picture of each there.
    pub async fn look(&self, base: &str, (series, code): (&str, &str), pages: &[(String, &str)], sizes: &[(u32, u32)]) -> Vec<String> {
        let mut faults = Vec::new();
        for (path, name) in pages {
            self.page.goto(&format!("{base}{path}")).await.expect("the page");
            for (width, height) in sizes {
                self.size((*width, *height)).await;
                for dark in [false, true] {
                    self.prefer_dark(dark).await;
                    #[expect(clippy::disallowed_methods, reason = "a wish of whoever runs the tests")]
                    if let Ok(folder) = std::env::var("OMBUD_SCREENS") {
                        let look = if dark { "dark" } else { "light" };
                        self.screenshot(format!("{folder}/{series}-{name}-{code}-{width}-{look}.png")).await;
                    }
                    faults.extend(self.stumbles().await.into_iter().map(|f| format!("{name} {code} {width} dark={dark}: {f}")));
                }
                let script = "return document.documentElement.scrollWidth - innerWidth";
                let wide = self.page.execute(script, Vec::new()).await.expect("the width");
                if wide.as_i64().unwrap_or(0) > 0 {
                    faults.push(format!("{name} {code} {width}: the page is {wide} pixels too wide"));
                }
            }
            faults.extend(self.console().await.into_iter().map(|f| format!("{name}: console: {f}")));
        }
        faults.dedup();
        faults
    }

    /// One command of Chromium's own protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await
    }

    /// Plug in an authenticator that makes passkeys and says yes for its owner; returns its id.
    pub async fn authenticator(&self) -> String {
        let sort = json!({ "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserConsenting": true, "isUserVerified": true });
        self.post("webauthn/authenticator", sort).await.as_str().expect("the authenticator's id").to_owned()
    }

    /// A command of this driver that the client has no method for.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.command("POST", path, body.to_string()).await
    }

    /// Ask this driver what the client has no method for.
    pub async fn ask(&self, path: &str) -> Value {
        self.command("GET", path, String::new()).await
    }

    /// Have this driver remove what the client has no method for.
    pub async fn remove(&self, path: &str) {
        self.command("DELETE", path, String::new()).await;
    }

    async fn command(&self, method: &str, path: &str, body: String) -> Value {
        let session = self.page.session_id().await.expect("the session's state").expect("a session");
        let url = format!("http://127.0.0.1:{}/session/{session}/{path}", self.driver.said());
        let request = axum::http::Request::builder().method(method).uri(url).header("content-type", "application/json").body(body);
        let http: Http<_, String> = Http::builder(TokioExecutor::new()).build(HttpConnector::new());
        let answer = http.request(request.expect("a request")).await.expect("chromedriver answers");
        let (head, body) = answer.into_parts();
        let body = http_body_util::BodyExt::collect(body).await.expect("the whole answer").to_bytes();
        let mut answer: Value = serde_json::from_slice(&body).expect("JSON from chromedriver");
        assert!(head.status.is_success(), "{path}: {answer}");
        answer["value"].take()
    }
}
