//! `ombud serve`: the production start.

use super::error::{CliError, Code};
use super::{Global, log, log_filter, output};
use crate::clock::Clock;
use crate::installation::Installation;
use crate::serve::{Desk, ServeError};
use crate::store::people;
use crate::web::paths;
use crate::words::Language;
use crate::workflow::staff::Invitation;
use clap::Args;
use domain::actor::{Actor, Role};
use std::net::SocketAddr;
use tokio::signal::unix::{SignalKind, signal};

/// Serve.
#[derive(Args, Debug)]
pub struct Serve {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Show the settings that would be used, and where each comes from; start nothing
    #[arg(long)]
    check_config: bool,
    /// Mail address of the first security admin, for an installation without people [default: desk_mail]
    #[arg(long, value_name = "MAIL")]
    admin_mail: Option<String>,
}

impl From<ServeError> for CliError {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Installation(error) => CliError::Installation(error),
            other => CliError::Serve(other.to_string()),
        }
    }
}

impl Serve {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        let flags: Vec<_> = self.listen.iter().map(|l| ("listen", l.to_string())).collect();
        let config = global.config(&flags)?;
        if self.check_config {
            let rows: Vec<Vec<String>> = config.used.iter().map(|u| vec![u.key.to_owned(), u.value.clone(), u.from.clone()]).collect();
            output::table(&["key", "value", "from"], &rows)?;
            // Files that the settings name are looked at too.
            crate::installation::transport(&config)?;
            crate::installation::accounts(&config)?;
            crate::installation::own_rules(config.rules_dir.as_deref())?;
            crate::installation::own_calendars(config.calendars_dir.as_deref())?;
            return Ok(Code::Done);
        }
        log(config.log, log_filter(&config));
        let stopped = stopped()?;
        let desk_mail = config.desk_mail.clone();
        let installation = Installation::open(config, Clock::Host).await?;
        let desk = Desk::open(installation, false).await?;
        output::line(&format!("Ombud listens on http://{}; browsers use {}", desk.address(), desk.app().settings.public_url))?;
        first_admin(&desk, self.admin_mail.unwrap_or(desk_mail)).await?;
        desk.serve(stopped).await?;
        Ok(Code::Done)
    }
}

/// Done when somebody stops the process, by `SIGTERM` or Ctrl-C.
pub(super) fn stopped() -> Result<impl Future<Output = ()> + Send + 'static, CliError> {
    let mut term = signal(SignalKind::terminate()).map_err(CliError::Runtime)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(CliError::Runtime)?;
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// An installation without people gets its first security admin, and the one-time link is printed this once.
async fn first_admin(desk: &Desk, mail: String) -> Result<(), CliError> {
    let app = desk.app();
    if people::count(app.store.read()).await? > 0 {
        return Ok(());
    }
    let invitation = Invitation {
        name: "Security administrator".to_owned(),
        mail,
        language: Language::En,
        roles: [Role::SecurityAdmin].into_iter().collect(),
    };
    let mail = invitation.mail.clone();
    let (_, token) = app.staff.invite(Actor::Operator, invitation).await?;
    output::line(&format!("First security admin ({mail}): enrol within three days with this link, which is shown once and works once:"))?;
    output::line(&format!("  {}{}", app.settings.public_url, paths::link(token.secret())))?;
    Ok(())
}
