//! The record, written out for whoever wants to check it (see [`crate::record`]).

use super::events::{self, StoredEvent};
use super::keys::Keys;
use super::{Conn, StoreError};
use crate::record::{self, Broken, EventLine, Verified, Walk, chain};
use domain::Instant;
use serde_json::Value;
use std::io::Write;

/// How many events are read at once.
const PAGE: u64 = 1_000;

/// Why a record could not be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Writing failed.
    #[error("the record can't be written: {0}. What was written is not complete; export again")]
    Write(#[from] std::io::Error),
    /// The record in the database doesn't hold: it is not signed.
    #[error("the record in the database does not hold, so it was not signed: {0}")]
    Broken(#[from] Broken),
    /// A line that can't be made.
    #[error("event {0} can't be written as a line")]
    Line(i64),
}

/// Write the record as it is now, and sign it. Each event is checked on the way: what doesn't hold is never signed.
///
/// # Errors
/// [`ExportError`].
pub async fn export(conn: &impl Conn, keys: &Keys, now: Instant, to: impl Write) -> Result<Verified, ExportError> {
    write_out(conn, keys, now, to, true).await
}

/// The same without what happened: every event with its commitment and hash, no payload. The chain verifies as that of a
/// record whose payloads were erased; for those who check the record and may not read cases. The contents are checked all
/// the same before they are left out.
///
/// # Errors
/// [`ExportError`].
pub async fn outline(conn: &impl Conn, keys: &Keys, now: Instant, to: impl Write) -> Result<Verified, ExportError> {
    write_out(conn, keys, now, to, false).await
}

async fn write_out(conn: &impl Conn, keys: &Keys, now: Instant, mut to: impl Write, content: bool) -> Result<Verified, ExportError> {
    let end = events::head(conn).await?;
    let (mut walk, mut bare) = (Walk::new(), Walk::new());
    while walk.last() < end.count {
        let left = u64::try_from(end.count - walk.last()).unwrap_or(PAGE);
        let page = events::page(conn, walk.last(), PAGE.min(left)).await?;
        if page.is_empty() {
            return Err(Broken::Cut { last: walk.last() }.into());
        }
        for event in page {
            let seq = event.seq;
            let outline = (!content).then(|| StoredEvent { payload: None, nonce: None, ..event.clone() });
            let mut line = line_of(event).ok_or(ExportError::Line(seq))?;
            walk.step(&line)?;
            if let Some(outline) = outline {
                line = line_of(outline).ok_or(ExportError::Line(seq))?;
                bare.step(&line)?;
            }
            to.write_all(line.as_bytes())?;
            to.write_all(b"\n")?;
        }
    }
    let written = if content { walk } else { bare };
    let (line, verified) = written.seal(keys.installation, &keys.public_key(), now, |purpose, message| keys.sign(purpose, message))?;
    to.write_all(line.as_bytes())?;
    to.write_all(b"\n")?;
    to.flush()?;
    Ok(verified)
}

/// Check the last `most` events against each other, without the signature; returns how many events there are in all.
///
/// # Errors
/// [`ExportError::Broken`] with the first event that does not hold; [`ExportError::Store`].
pub async fn check_tail(conn: &impl Conn, most: u64) -> Result<i64, ExportError> {
    let head = events::head(conn).await?;
    let from = head.count.saturating_sub(i64::try_from(most).unwrap_or(i64::MAX)).max(0);
    let tail = events::page(conn, from, most).await?;
    let mut walk = tail.first().map_or_else(Walk::new, |first| Walk::after(from, first.prev_hash));
    for event in tail {
        let seq = event.seq;
        walk.step(&line_of(event).ok_or(ExportError::Line(seq))?)?;
    }
    if walk.last() < head.count {
        return Err(Broken::Cut { last: walk.last() }.into());
    }
    Ok(head.count)
}

fn line_of(event: StoredEvent) -> Option<String> {
    record::write(&EventLine {
        actor: serde_json::to_value(event.actor).ok()?,
        at: record::stamp(event.at),
        commitment: chain::hex(&event.commitment),
        demand: event.demand.map(|id| id.0),
        hash: chain::hex(&event.hash),
        kind: event.kind,
        nonce: event.nonce.map(|n| chain::hex(&n)),
        payload: event.payload.unwrap_or(Value::Null),
        prev: chain::hex(&event.prev_hash),
        seq: event.seq,
    })
}
