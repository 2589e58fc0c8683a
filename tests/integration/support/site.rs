//! The staff web in the process, and people who sign in and press its buttons.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use ombud::app::{App, Settings};
use ombud::clock::Clock;
use ombud::store::Store;
use ombud::store::blobs::Blobs;
use ombud::store::keys::Keys;
use ombud::workflow::Workflow;
use ombud::workflow::staff::Invitation;
use ombud::workflow::staff::secrets::totp_code;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tower::ServiceExt;

use domain::actor::{Actor, Role};
use domain::ids::PersonId;
use domain::policy::Policy;
use ombud::words::Language;
use std::sync::Arc;

/// An id that names nothing.
pub const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// An address that fits the pattern of a route, with ids that name nothing.
pub fn address(pattern: &str) -> String {
    pattern.split('/').map(|part| if part.starts_with('{') { NOBODY } else { part }).collect::<Vec<_>>().join("/")
}

/// The password of everybody who enrols here.
pub const PASSWORD: &str = "a long enough password";

/// An installation with a clock that stands still until it is moved.
pub struct Site {
    pub app: App,
    router: Router,
    people: std::sync::atomic::AtomicU32,
    _folder: tempfile::TempDir,
}

impl Site {
    /// On an empty database. `demo`: links sign in, nobody has a second factor.
    pub async fn open(url: &str, demo: bool) -> Self {
        let settings = Settings { public_url: "http://127.0.0.1:8080".to_owned(), zone: chrono_tz::Europe::Stockholm, demo };
        Self::with(url, settings).await
    }

    /// With these settings.
    pub async fn with(url: &str, settings: Settings) -> Self {
        let clock = Clock::standing("2026-11-22T12:00:00Z".parse().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let rulebook = ombud::rulebook::load().unwrap();
        let workflow = Workflow::new(
            Store::open(url).await.unwrap(),
            blobs,
            clock,
            rulebook.clone(),
            Policy::default(),
            Arc::new(ombud::notify::writer::Writer::new(
                "Example Provider",
                "legal-desk@example.org",
                chrono_tz::Europe::Stockholm,
                rulebook,
                Policy::default(),
            )),
        );
        let mut app = App::new(workflow, settings);
        app.keys = Some(Arc::new(Keys::open(folder.path()).unwrap()));
        let router = ombud::serve::service(app.clone()).unwrap();
        Self { app, router, people: 0.into(), _folder: folder }
    }

    /// Over an installation that is there already; a demo, so that links sign in.
    pub fn over(workflow: Workflow) -> Self {
        let settings = Settings { public_url: "http://127.0.0.1:8080".to_owned(), zone: chrono_tz::Europe::Stockholm, demo: true };
        Self::of(App::new(workflow, settings))
    }

    /// Over what is put together already.
    pub fn of(app: App) -> Self {
        let router = ombud::serve::service(app.clone()).unwrap();
        Self { app, router, people: 0.into(), _folder: tempfile::tempdir().unwrap() }
    }

    /// The same installation under another rulebook.
    pub fn under(self, rulebook: domain::instrument::Rulebook) -> Self {
        let old = &self.app.workflow;
        let writer = ombud::notify::writer::Writer::new(
            "Example Provider",
            "legal-desk@example.org",
            chrono_tz::Europe::Stockholm,
            rulebook.clone(),
            Policy::default(),
        );
        let (store, blobs, clock) = (old.store().clone(), old.blobs().clone(), old.clock().clone());
        let workflow = Workflow::new(store, blobs, clock, rulebook, Policy::default(), Arc::new(writer));
        let app = App::new(workflow, (*self.app.settings).clone());
        let router = ombud::serve::service(app.clone()).unwrap();
        Self { app, router, people: self.people, _folder: self._folder }
    }

    /// Let time pass.
    pub fn wait(&self, span: chrono::TimeDelta) {
        self.app.clock.set(self.app.clock.now() + span);
    }

    /// Somebody with these roles, invited by the operator; with their mail address and invitation link.
    pub async fn invite(&self, roles: &[Role]) -> (PersonId, String, String) {
        let n = self.people.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mail = format!("person{n}@example.org");
        let invitation =
            Invitation { name: format!("Person {n}"), mail: mail.clone(), language: Language::En, roles: roles.iter().copied().collect() };
        let (id, token) = self.app.staff.invite(Actor::Operator, invitation).await.unwrap();
        (id, mail, ombud::web::paths::link(token.secret()))
    }

    /// A visitor who has come in by link (demo) or by invitation and enrolment.
    pub async fn member(&self, roles: &[Role]) -> Visitor {
        let (id, mail, link) = self.invite(roles).await;
        let mut visitor = self.visitor();
        visitor.mail = mail;
        visitor.id = Some(id);
        let came = visitor.post(&link, &[]).await;
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.body);
        if self.app.staff.second_factor() {
            let (secret, _) = self.app.staff.enrolment(id).await.unwrap();
            visitor.secret = secret;
            let code = self.code(&visitor);
            let done = visitor.post("/account/enrol", &[("password", PASSWORD), ("repeat", PASSWORD), ("code", &code)]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
        visitor
    }

    /// The code that the visitor's authenticator shows now.
    pub fn code(&self, visitor: &Visitor) -> String {
        totp_code(&visitor.secret, self.app.clock.now()).unwrap()
    }

    /// Somebody whom nobody knows.
    pub fn visitor(&self) -> Visitor {
        Visitor {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            mail: String::new(),
            secret: String::new(),
            id: None,
            language: "en",
            address: [127, 0, 0, 1],
        }
    }

    /// Serve on a free port of this host, for a browser; returns the address.
    pub async fn serve(&self) -> String {
        self.serve_on(tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap())
    }

    /// The same on a port that is taken already.
    pub fn serve_on(&self, listener: tokio::net::TcpListener) -> String {
        let address = listener.local_addr().unwrap();
        let service = self.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        format!("http://{address}")
    }
}

/// A browser without eyes: keeps cookies, follows nothing by itself.
pub struct Visitor {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    pub mail: String,
    pub secret: String,
    pub id: Option<PersonId>,
    pub language: &'static str,
    pub address: [u8; 4],
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// The same as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Where a redirect leads.
    pub fn leads_to(&self) -> &str {
        self.header("location")
    }

    /// A header, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

impl Visitor {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    /// Send a form, as a page of the site would.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields.iter().map(|(n, v)| format!("{n}={}", ombud::web::paths::encoded(v).replace("%20", "+"))).collect();
        let request = self.request("POST", path).header("sec-fetch-site", "same-origin");
        self.send(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(body.join("&"))).unwrap()).await
    }

    /// Sign in by password and code.
    pub async fn sign_in(&mut self, password: &str, code: &str) -> Answer {
        let mail = self.mail.clone();
        self.post("/sign-in", &[("mail", &mail), ("password", password), ("code", code)]).await
    }

    pub fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8080");
        request = request.header(header::ACCEPT_LANGUAGE, self.language);
        if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies.join("; ")) }
    }

    /// The answer as it comes, for what is not text.
    pub async fn raw(&self, mut request: Request<Body>) -> axum::response::Response {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((self.address, 40000))));
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        let (parts, body) = self.raw(request).await.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned(), bytes: bytes.to_vec() }
    }
}
