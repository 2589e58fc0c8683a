//! A file that a person uploads: a mail, a paper, or something that can only be kept.

use super::error::IntakeError;
use super::mail::IncomingMail;
use super::receive::{Draft, ReceiveError, Unread, check, from_suggestions, open_fields, read_mail, sort};
use super::{Attachment, Sniffed, suggest};
use crate::record::chain;
use crate::workflow::Workflow;
use bytes::Bytes;
use domain::Instant;
use domain::paper::Channel;
use sha2::{Digest, Sha256};

/// Read a file that was uploaded at `at` (UTC). The name is only a hint: the bytes say what it is.
///
/// Whatever it is, it is the first of the draft's documents; what cannot be read is among [`Draft::unread`].
///
/// # Errors
/// [`ReceiveError::TooLarge`]; [`ReceiveError::Receipt`].
pub async fn read_upload(workflow: &Workflow, bytes: Bytes, name: &str, at: Instant) -> Result<Draft, ReceiveError> {
    let sniffed = Sniffed::of(&bytes);
    let ends = |with: &str| name.to_ascii_lowercase().ends_with(with);
    let may_be_mail = ends(".eml") || (matches!(sniffed, Sniffed::Mail | Sniffed::Text | Sniffed::Unknown) && !ends(".pdf"));
    if may_be_mail {
        match read_mail(workflow, bytes.clone(), name, at).await {
            Err(ReceiveError::Unread(IntakeError::NotAMail)) => {}
            other => return other,
        }
    }
    check(workflow, bytes.len(), at)?;
    let declared = if ends(".pdf") { "application/pdf" } else { "application/octet-stream" };
    let name = super::file::safe_name(name, "upload");
    let attachment = Attachment { name, declared: declared.to_owned(), sniffed, bytes: bytes.to_vec() };
    let (document, facts, problem) = sort(&attachment).await;
    let mut unread: Vec<Unread> = problem.into_iter().collect();
    if facts.is_none() && unread.is_empty() {
        unread.push(Unread { name: attachment.name.clone(), why: IntakeError::NotAMail });
    }
    let papers: Vec<_> = facts.into_iter().collect();
    let suggestions = suggest(&nobodys_mail(), &papers);
    let mut new = from_suggestions(workflow, &suggestions, None, &chain::hex(&Sha256::digest(&bytes)), at, vec![document]);
    new.receipt.channel = Channel::Manual;
    let open = open_fields(&suggestions);
    let papers = papers.into_iter().map(|facts| (attachment.name.clone(), facts)).collect();
    Ok(Draft { new, suggestions, marks: Vec::new(), unread, open, mail: None, papers })
}

/// The cover of a paper that came without one.
pub(super) fn nobodys_mail() -> IncomingMail {
    IncomingMail {
        from: Vec::new(),
        reply_to: Vec::new(),
        to: Vec::new(),
        date: None,
        subject: None,
        message_id: None,
        text: String::new(),
        attachments: Vec::new(),
        authentication_claims: Vec::new(),
        marks: Vec::new(),
    }
}

/// A file that came inside a structured message: named safely, its type by its bytes, and for quarantine where a file of a mail would be.
pub async fn sorted(name: &str, declared: &str, bytes: Vec<u8>) -> crate::workflow::NewDocument {
    let name = super::file::safe_name(name, "document");
    let attachment = Attachment { name, declared: declared.to_owned(), sniffed: Sniffed::of(&bytes), bytes };
    sort(&attachment).await.0
}
