//! The sheet of a letter: what stands on its page beside the words, fixed when it is queued.

use super::Error;
use super::letters::Sender;
use crate::store::Conn;
use crate::store::outbox::{self, MessageRow};
use chrono_tz::Tz;
use domain::demand::Demand;
use domain::letter::Side;
use serde::{Deserialize, Serialize};

/// What a page shows beside the words of its letter.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sheet {
    /// Who writes.
    pub provider: String,
    /// Its postal address, one line each.
    pub address: Vec<String>,
    /// The recipient's postal address, one line each; may be empty.
    pub postal: Vec<String>,
    /// Where answers go.
    pub reach: String,
    /// Civil time of the date.
    pub zone: Tz,
    /// Country of the recipient, ISO 3166-1 alpha-2; it decides the size of the sheet. Empty when it is not known.
    pub country: String,
    /// What stands at the foot of each page.
    pub foot: String,
    /// A form that goes with the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annex: Option<Annex>,
}

/// A form that goes with a letter, for people as a page and for machines as XML.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Annex {
    /// Language of the page.
    pub language: String,
    /// Its heading.
    pub title: String,
    /// Its parts, in order.
    pub parts: Vec<AnnexPart>,
    /// Who signs it.
    pub sign: String,
    /// The same as XML.
    pub xml: String,
}

/// A part of a form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AnnexPart {
    /// Its title.
    pub title: String,
    /// Labels with their values.
    pub facts: Vec<(String, String)>,
}

/// The sheet of a message, if it has one.
pub(super) async fn of(conn: &impl Conn, message: &MessageRow) -> Result<Option<Sheet>, Error> {
    let kept = outbox::sheet_of(conn, message.id.to()).await?;
    kept.map(|kept| serde_json::from_str(&kept)).transpose().map_err(|_| Error::Corrupt(message.id.to_string()))
}

impl Sheet {
    /// The sheet of a letter about a demand to one side, with the recipient's postal address, one line each. The authority's own
    /// file number stands on its letters alone.
    #[must_use]
    pub fn new(sender: &Sender, demand: &Demand, side: Side, postal: &str) -> Self {
        let ours = demand.reference.to_string();
        let theirs = demand.paper.authority_reference.trim();
        let territory = demand.authority.as_ref().map(|a| a.territory.as_str()).unwrap_or_default();
        let (country, foot) = match side {
            Side::Authority if !theirs.is_empty() => (territory, format!("{theirs} · {ours}")),
            Side::Authority => (territory, ours),
            Side::Customer => ("", ours),
        };
        Self {
            provider: sender.name.clone(),
            address: sender.address.clone(),
            postal: postal.lines().map(str::to_owned).collect(),
            reach: sender.mail.clone(),
            zone: sender.zone,
            country: country.split('-').next().unwrap_or_default().to_owned(),
            foot,
            annex: None,
        }
    }

    /// As it is kept.
    pub(super) fn kept(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|e| Error::Corrupt(e.to_string()))
    }
}
