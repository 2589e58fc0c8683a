//! `ombud intake …`: what a mail server hands over, one mail on standard input.

use super::error::{CliError, Code};
use super::{Global, output};
use crate::installation::Installation;
use crate::intake::authenticity::Envelope;
use crate::intake::receive::MOST_BYTES;
use crate::store::mails;
use crate::workflow::mails::KeptMail;
use bytes::Bytes;
use clap::{Args, Subcommand};
use std::io::Read as _;
use std::net::IpAddr;

/// What comes in.
#[derive(Subcommand, Debug)]
pub enum Intake {
    /// Take one raw mail from standard input, as a mail server's pipe gives it
    ///
    /// It is kept before anything of it is read. A delivery report about a mail of ours is filed with it, an answer with its demand;
    /// anything else waits for a person. Exit codes are those that mail servers know (sysexits): 0 kept, 75 not kept, try again later,
    /// 69 never.
    Mail(Mail),
}

/// One mail.
#[derive(Args, Debug)]
pub struct Mail {
    /// The address it came to on the envelope
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
    /// The sender's address on the envelope; empty for a report
    #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
    sender: Option<String>,
    /// Address of the client that handed it to the mail server: SPF is asked about it
    #[arg(long, value_name = "IP", requires = "sender")]
    client: Option<IpAddr>,
    /// The name by which that client greeted
    #[arg(long, value_name = "NAME")]
    helo: Option<String>,
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
        let envelope = Envelope { from: self.sender, to: self.recipient.into_iter().collect(), client: self.client, helo: self.helo };
        let kept = installation.mail_in.keep("pipe", &envelope, Bytes::from(bytes)).await?;
        output::line(said(&installation, kept).await)?;
        Ok(Code::Done)
    }
}

/// What became of it, by code. It is kept whatever happens here: what is not read now is read by the next round of `ombud serve`.
async fn said(installation: &Installation, kept: KeptMail) -> &'static str {
    let KeptMail::New(id) = kept else { return "known" };
    match installation.mail_in.read(id).await {
        Ok(row) => match row.state.as_str() {
            mails::REPORT => "report",
            mails::FILED => "filed",
            mails::QUARANTINE => "quarantine",
            _ => "kept",
        },
        Err(error) => {
            output::complain(&error.into());
            "kept"
        }
    }
}
