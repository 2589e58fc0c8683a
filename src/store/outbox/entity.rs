//! The table `outbox`.

use crate::store::Key;
use sea_orm::entity::prelude::*;

/// One message, rendered.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize, serde::Deserialize)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Key,
    /// The demand it is about, if any.
    pub demand_id: Option<Key>,
    /// Which letter, by code.
    pub letter: String,
    /// `authority`, `customer` or `staff`.
    pub side: String,
    /// Whom on that side: such as a customer's or a contact's id.
    pub audience: String,
    /// Mail address.
    pub recipient: String,
    /// Language it is written in.
    pub language: String,
    /// Subject; says nothing about the case.
    pub subject: String,
    /// Text.
    pub body_text: String,
    /// HTML, if any.
    pub body_html: Option<String>,
    /// Ids of documents, a JSON array.
    pub attachments: String,
    /// `queued`, `leased`, `sent`, `ambiguous`, `failed`, `dead` or `cancelled`.
    pub state: String,
    /// How many attempts were begun.
    pub attempts: i64,
    /// When it may be tried next.
    pub next_at: DateTimeUtc,
    /// Until when somebody holds it.
    pub lease_until: Option<DateTimeUtc>,
    /// When it is no use any more.
    pub expires_at: Option<DateTimeUtc>,
    /// When queued.
    pub created_at: DateTimeUtc,
    /// When accepted by the other side's server.
    pub sent_at: Option<DateTimeUtc>,
    /// The last answer, or why it was cancelled.
    pub last_response: Option<String>,
    /// `Message-ID` without angle brackets, made from the id by [`super::message_id`], so that a second copy is recognised as one.
    pub message_id: String,
    /// Random token of the talk with one side about one demand: an answer that carries it finds its case.
    pub thread: String,
}

/// None: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
