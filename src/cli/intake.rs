//! `ombud intake …`: what a mail server hands over, one mail on standard input.

use super::error::{CliError, Code};
use super::{Global, output};
use crate::installation::Installation;
use crate::intake::receive::MOST_BYTES;
use crate::intake::{mail, report};
use crate::workflow::Filed;
use bytes::Bytes;
use clap::{Args, Subcommand};
use domain::actor::Actor;
use std::io::Read as _;

/// What comes in.
#[derive(Subcommand, Debug)]
pub enum Intake {
    /// Take one raw mail from standard input, as a mail server's pipe gives it
    ///
    /// A delivery report about a mail of ours is filed with it; anything else is kept for a person. Exit codes are those
    /// that mail servers know (sysexits): 0 kept, 75 not kept, try again later, 69 never.
    Mail(Mail),
}

/// One mail.
#[derive(Args, Debug)]
pub struct Mail {
    /// The address it came to on the envelope
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
}

impl Intake {
    pub(super) async fn run(self, global: &Global) -> Code {
        match self {
            Intake::Mail(mail) => match mail.run(global).await {
                Ok(code) => code,
                Err(error) => {
                    output::complain(&error);
                    Code::TryLater
                }
            },
        }
    }
}

impl Mail {
    async fn run(self, global: &Global) -> Result<Code, CliError> {
        let mut bytes = Vec::new();
        let failed = |source| CliError::File { doing: "reading", path: "-".into(), source };
        std::io::stdin().lock().take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() > MOST_BYTES {
            output::complain(&CliError::Usage(format!("the mail is larger than the {MOST_BYTES} bytes that are kept; nothing was kept")));
            return Ok(Code::Never);
        }
        let installation = global.open().await?;
        let said = take(&installation, Bytes::from(bytes), self.recipient.as_deref()).await?;
        output::line(said)?;
        Ok(Code::Done)
    }
}

/// File a report, or keep the mail; what was done, by code.
async fn take(installation: &Installation, bytes: Bytes, came_to: Option<&str>) -> Result<&'static str, CliError> {
    let workflow = &installation.workflow;
    // What cannot be read is kept like any other mail: a person looks at it.
    let report = report::read(&bytes, came_to, &workflow.sender(), &mail::Limits::default()).unwrap_or_default();
    if let Some(report) = report {
        match workflow.file_report(report, bytes.clone()).await? {
            Filed::Counted(_, fate) => return Ok(fate.code()),
            Filed::Shown(_) => return Ok("for-a-person"),
            Filed::Known(_) => return Ok("known"),
            Filed::Stray => {}
        }
    }
    workflow.keep_incoming(Actor::Operator, "mail.eml".to_owned(), bytes).await?;
    Ok("kept")
}
