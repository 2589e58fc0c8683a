//! `ombud person …`: staff, by the operator. What it does counts at once and is recorded as the operator's.

use super::error::{CliError, Code};
use super::{Global, output};
use crate::web::paths;
use crate::words::Language;
use crate::workflow::staff::{Invitation, Staff};
use clap::{Args, Subcommand};
use domain::actor::{Actor, Role};
use domain::ids::PersonId;
use serde_json::json;

/// Staff.
#[derive(Subcommand, Debug)]
pub enum Person {
    /// Everybody
    List {
        /// The result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Invite somebody; prints a link to enrol with, once
    Invite(Invite),
    /// A new link for somebody; older links die
    Link {
        /// Whose
        id: PersonId,
    },
}

/// Invite.
#[derive(Args, Debug)]
pub struct Invite {
    /// Name
    #[arg(long)]
    name: String,
    /// Mail address: the name to sign in with
    #[arg(long)]
    mail: String,
    /// A role; more than once for several
    #[arg(long, required = true, value_name = "ROLE")]
    role: Vec<Role>,
    /// Language of screens and mails
    #[arg(long, default_value = "en", value_parser = language)]
    language: Language,
}

fn language(text: &str) -> Result<Language, String> {
    Language::from_code(text).ok_or_else(|| "write en or sv".to_owned())
}

impl Person {
    pub(super) async fn run(self, global: &Global) -> Result<Code, CliError> {
        let installation = global.open().await?;
        let staff = Staff::new(installation.store().clone(), installation.clock.clone(), true);
        let address = |secret: &str| format!("{}{}", installation.config.public_url, paths::link(secret));
        match self {
            Person::List { json: as_json } => {
                let everybody = staff.everybody().await?;
                let roles = |p: &crate::workflow::staff::Person| p.roles.iter().map(Role::code).collect::<Vec<_>>();
                if as_json {
                    let rows = everybody.iter().map(|p| json!({ "id": p.id, "name": p.name, "mail": p.mail, "roles": roles(p), "enrolled": p.enrolled, "disabled": p.disabled_at.is_some() }));
                    output::json(&rows.collect::<Vec<_>>())?;
                } else {
                    let state = |p: &crate::workflow::staff::Person| match (p.disabled_at, p.enrolled) {
                        (Some(_), _) => "no access",
                        (None, true) => "enrolled",
                        (None, false) => "invited",
                    };
                    let rows = everybody
                        .iter()
                        .map(|p| vec![p.id.to_string(), p.name.clone(), p.mail.clone(), roles(p).join(", "), state(p).to_owned()]);
                    output::table(&["id", "name", "mail", "roles", "state"], &rows.collect::<Vec<_>>())?;
                }
            }
            Person::Invite(Invite { name, mail, role, language }) => {
                let invitation = Invitation { name, mail, language, roles: role.into_iter().collect() };
                let (id, token) = staff.invite(Actor::Operator, invitation).await?;
                output::remark(&format!("{id} is invited; the link works once, within three days:"));
                output::line(&address(token.secret()))?;
            }
            Person::Link { id } => {
                let token = staff.renew_link(Actor::Operator, id).await?;
                output::remark("the link works once, within three days; older ones are dead:");
                output::line(&address(token.secret()))?;
            }
        }
        Ok(Code::Done)
    }
}
