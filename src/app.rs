//! What the doors need at hand.

use crate::clock::Clock;
use crate::config::Schemas;
use crate::intake::scan::Pictures;
use crate::store::Store;
use crate::store::keys::Keys;
use crate::workflow::Workflow;
use crate::workflow::staff::Staff;
use chrono_tz::Tz;
use metrics_exporter_prometheus::PrometheusHandle;
use std::path::Path;
use std::sync::Arc;

/// What an installation decides for itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Where browsers find it, without a slash at the end: `https://ombud.example.org`.
    pub public_url: String,
    /// Civil time of the desk, for all that isn't bound to another place.
    pub zone: Tz,
    /// Whether this is the demonstration: invented data, links instead of passwords.
    pub demo: bool,
}

impl Settings {
    /// Whether browsers come over TLS, so that cookies can demand it.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Everything that a request needs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// The use cases of demands.
    pub workflow: Workflow,
    /// Rows.
    pub store: Store,
    /// Time.
    pub clock: Clock,
    /// People and their sessions.
    pub staff: Staff,
    /// Settings.
    pub settings: Arc<Settings>,
    /// The installation's keys, which sign the exported record; without them it is not offered.
    pub keys: Option<Arc<Keys>>,
    /// Counters, if they are collected.
    pub metrics: Option<PrometheusHandle>,
    /// Host name of the customers' door, where it has one of its own; then it is served there and nowhere else.
    pub portal_host: Option<Arc<str>>,
    /// Host name of the authorities' door, where it has one of its own; then it is served there and nowhere else.
    pub agency_host: Option<Arc<str>>,
    /// Schemas that messages are checked against.
    pub schemas: Arc<Schemas>,
    /// Folder with files to try the demonstration with; pages name it.
    pub samples: Option<Arc<Path>>,
    /// Pictures of pages beside a form.
    pub pictures: Arc<Pictures>,
}

impl App {
    /// Put together from its parts; keys and counters are added by `serve`.
    #[must_use]
    pub fn new(workflow: Workflow, settings: Settings) -> Self {
        let (store, clock) = (workflow.store().clone(), workflow.clock().clone());
        let staff = Staff::new(store.clone(), clock.clone(), !settings.demo);
        Self {
            workflow,
            store,
            clock,
            staff,
            settings: Arc::new(settings),
            keys: None,
            metrics: None,
            portal_host: None,
            agency_host: None,
            schemas: Arc::default(),
            samples: None,
            pictures: Arc::default(),
        }
    }
}
