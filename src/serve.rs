//! Serving an installation: its pages and its jobs, until somebody says stop.

use crate::agency;
use crate::app::{App, Settings};
use crate::config::portal_address;
use crate::installation::{Installation, InstallationError};
use crate::intake::lmtp;
use crate::jobs::Jobs;
use crate::notify::upkeep::LINK;
use crate::portal;
use crate::web;
use axum::Router;
use axum::extract::Request;
use axum::http::{Method, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::csrf::ConfigError;

/// How long requests and jobs that are under way may take to end after the stop.
const FAREWELL: Duration = Duration::from_secs(15);

/// Why an installation could not be served. What was acknowledged before is kept.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The folder is served already, or can't be locked.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// The address can't be listened on.
    #[error("{address} can't be listened on: {source}. Name another with --listen, or stop what listens there")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Mails can't be taken in where the settings say.
    #[error("intake.listen: mails can't be taken in there: {0}. Name another place, or stop what listens there")]
    MailDoor(std::io::Error),
    /// The public address can't be used.
    #[error("public_url '{0}' can't be used; write https://HOST without a path")]
    PublicUrl(String),
    /// The listener failed.
    #[error("listening failed: {0}")]
    Failed(std::io::Error),
}

/// A desk that is ready: the door is open, nothing is answered yet.
pub struct Desk {
    installation: Installation,
    app: App,
    listener: TcpListener,
    address: SocketAddr,
    mails: Option<lmtp::Listener>,
    _alone: crate::installation::Served,
}

impl Desk {
    /// Take the folder for ourselves and open the door.
    ///
    /// # Errors
    /// [`ServeError`]; nothing is served then.
    pub async fn open(installation: Installation, demo: bool) -> Result<Self, ServeError> {
        let alone = installation.serve_alone()?;
        let address = installation.config.listen;
        let listen = |source| ServeError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let config = &installation.config;
        // Port 0 asks for any that is free; the address that browsers use follows it.
        let public_url = match config.public_url.strip_suffix(":0") {
            Some(host) => format!("{host}:{}", address.port()),
            None => config.public_url.clone(),
        };
        let mut app = App::new(installation.workflow.clone(), Settings { public_url, zone: config.zone, demo });
        app.keys = Some(installation.keys.clone());
        app.portal_host = config.portal_host.as_deref().map(Arc::from);
        app.schemas = Arc::new(config.schemas.clone());
        app.agency_host = config.agency_host.as_deref().map(Arc::from);
        app.metrics = counters();
        let mails = match &installation.config.mail_in.listen {
            Some(at) => Some(lmtp::Listener::open(at).await.map_err(ServeError::MailDoor)?),
            None => None,
        };
        Ok(Self { installation, app, listener, address, mails, _alone: alone })
    }

    /// What the doors work with; for making the first links.
    #[must_use]
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// Name the folder of samples on the pages of the demonstration.
    pub fn offer(&mut self, samples: &Path) {
        self.app.samples = Some(Arc::from(samples));
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serve until `stop` is done, then let what is under way end.
    ///
    /// # Errors
    /// [`ServeError::PublicUrl`], [`ServeError::Failed`].
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
        let Self { installation, app, listener, mails, _alone, .. } = self;
        let public_url = app.settings.public_url.clone();
        let router = service(app).map_err(|_| ServeError::PublicUrl(public_url))?;
        let stopping = CancellationToken::new();
        let mut jobs = Jobs::new(installation.workflow.clone(), Arc::clone(&installation.transport))
            .asking(installation.accounts.clone())
            .telling(installation.config.webhook_networks.clone())
            .believing(installation.config.signatures_dir.clone())
            .taking(installation.mail_in.clone(), installation.mailbox.clone())
            .start(&stopping);
        if let Some(door) = mails {
            jobs.spawn(door.serve(installation.mail_in.clone(), lmtp::Limits::default(), stopping.clone()));
        }
        let serving = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(stopping.clone().cancelled_owned());
        let mut serving = tokio::spawn(serving.into_future());
        tokio::select! {
            ended = &mut serving => {
                stopping.cancel();
                return over(ended);
            }
            () = stop => {}
        }
        stopping.cancel();
        tracing::info!(code = "stopping", "no new requests are taken; what is under way may end");
        let ended = tokio::time::timeout(FAREWELL, &mut serving).await;
        drop(tokio::time::timeout(FAREWELL, async { while jobs.join_next().await.is_some() {} }).await);
        let closed = installation.store().clone().close().await;
        if closed.is_err() {
            tracing::warn!(code = "store-close", "the database did not close in order; it recovers at the next start");
        }
        match ended {
            Ok(ended) => over(ended),
            // Somebody held a connection open; commands run in tasks of their own and are whole or not at all.
            Err(_) => Ok(()),
        }
    }
}

/// All doors as one service: the staff's, and the customers' and the authorities', each below its own path or on its own host.
///
/// # Errors
/// When the public address of the settings is none.
pub fn service(app: App) -> Result<Router, ConfigError> {
    let (host, public_url) = (app.portal_host.clone(), app.settings.public_url.clone());
    let agency_host = app.agency_host.clone();
    let doors = web::service(app.clone())?.merge(portal::service(app.clone())?).merge(agency::service(app)?);
    let doors = match agency_host {
        None => doors,
        Some(host) => Router::new().fallback_service(doors).layer(from_fn(move |request, next| officers(Arc::clone(&host), request, next))),
    };
    Ok(match host {
        None => doors,
        // What isn't at a door is answered by it as everything is that it does not have.
        Some(host) => {
            let theirs = portal_address(&public_url, Some(host.as_ref()));
            let hosts = Arc::new(Hosts { portal: host, theirs });
            Router::new().fallback_service(doors).layer(from_fn(move |request, next| part(Arc::clone(&hosts), request, next)))
        }
    })
}

/// On the authorities' host only their door, on every other host none of it.
async fn officers(host: Arc<str>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let theirs = path == agency::paths::HOME || path.starts_with("/agency/");
    let there = asked_host(&request).is_some_and(|to| to.eq_ignore_ascii_case(&host));
    let elsewhere = match (there, theirs) {
        (true, true) | (false, false) => None,
        (true, false) if path == "/" => return Redirect::to(agency::paths::HOME).into_response(),
        (true, false) if path.starts_with("/static/") => None,
        (true, false) => Some("/agency/-"),
        (false, true) => Some("/-"),
    };
    if let Some(elsewhere) = elsewhere {
        *request.uri_mut() = Uri::from_static(elsewhere);
    }
    next.run(request).await
}

/// The host that a request was made to, as the browser says it.
fn asked_host(request: &Request) -> Option<&str> {
    request.headers().get(header::HOST).and_then(|v| v.to_str().ok()).or(request.uri().authority().map(|a| a.as_str()))
}

/// The customers' host, and its address.
struct Hosts {
    portal: Arc<str>,
    theirs: String,
}

/// On the customers' host only the customers' door and the pages behind links that were mailed to customers' contacts, on every other
/// host only the staff's. A link that was mailed before the customers had a host of their own leads on to it.
async fn part(hosts: Arc<Hosts>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let mailed = path.starts_with(LINK);
    let theirs = path == portal::paths::HOME || path.starts_with("/customer/") || mailed;
    let there = asked_host(&request).is_some_and(|to| to.eq_ignore_ascii_case(&hosts.portal));
    let elsewhere = match (there, theirs) {
        (true, true) | (false, false) => None,
        (true, false) if path == "/" => return Redirect::to(portal::paths::HOME).into_response(),
        // The page behind a mailed link offers the languages as every page does.
        (true, false) if path.starts_with("/static/") || path == web::paths::LANGUAGE => None,
        (true, false) => Some("/customer/-"),
        (false, true) if mailed && request.method() == Method::GET => {
            return Redirect::to(&format!("{}{path}", hosts.theirs)).into_response();
        }
        (false, true) => Some("/-"),
    };
    if let Some(elsewhere) = elsewhere {
        *request.uri_mut() = Uri::from_static(elsewhere);
    }
    next.run(request).await
}

fn over(ended: Result<std::io::Result<()>, tokio::task::JoinError>) -> Result<(), ServeError> {
    match ended {
        Ok(result) => result.map_err(ServeError::Failed),
        Err(error) => Err(ServeError::Failed(std::io::Error::other(error))),
    }
}

/// The process's counters: one collector, however often somebody serves.
fn counters() -> Option<PrometheusHandle> {
    static COUNTERS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    COUNTERS.get_or_init(|| PrometheusBuilder::new().install_recorder().ok()).clone()
}
