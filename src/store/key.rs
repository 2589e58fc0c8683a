//! Identifiers as columns: UUIDs in their written form, so that people can read a database by hand.
//!
//! sea-orm's own `TextUuid` can't read NULL into an `Option`, and can't be made from our identifiers.

use domain::ids::WebhookId;
use domain::ids::{
    AuthorityId, ContactId, CustomerId, DemandId, DocumentId, LineId, MessageId, ObligationId, OrderId, PackageId, PasskeyId, PersonId,
    TokenId,
};
use domain::ids::{BreachId, NumberId, OfficerId, ShiftId, SuspensionId};
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, Value, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, DbErr, IntoActiveValue, QueryResult, TryFromU64, TryGetError, TryGetable};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A UUID stored as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(pub Uuid);

impl Key {
    /// As one of the domain's identifiers, such as `row.customer_id.map(Key::to::<CustomerId>)`.
    #[must_use]
    pub fn to<Id: From<Uuid>>(self) -> Id {
        Id::from(self.0)
    }
}

macro_rules! from_ids {
    ($($id:ident),+) => {$(
        impl From<$id> for Key {
            fn from(id: $id) -> Self {
                Self(id.0)
            }
        }
    )+};
}
from_ids!(AuthorityId, ContactId, CustomerId, DemandId, DocumentId, LineId, MessageId, ObligationId, OrderId, PackageId, PersonId);
from_ids!(PasskeyId, TokenId);
from_ids!(WebhookId);
from_ids!(BreachId, NumberId, OfficerId, ShiftId, SuspensionId);

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        key.0.to_string().into()
    }
}

impl TryGetable for Key {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let text = String::try_get_by(row, index)?;
        Uuid::parse_str(&text).map(Self).map_err(|e| DbErr::Type(format!("'{text}' is no UUID: {e}")).into())
    }
}

impl ValueType for Key {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        match value {
            Value::String(Some(text)) => Uuid::parse_str(&text).map(Self).map_err(|_| ValueTypeErr),
            _ => Err(ValueTypeErr),
        }
    }

    fn type_name() -> String {
        "Key".to_owned()
    }

    fn array_type() -> ArrayType {
        String::array_type()
    }

    fn column_type() -> ColumnType {
        String::column_type()
    }
}

impl Nullable for Key {
    fn null() -> Value {
        String::null()
    }
}

impl TryFromU64 for Key {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Key"))
    }
}

impl IntoActiveValue<Key> for Key {
    fn into_active_value(self) -> sea_orm::ActiveValue<Key> {
        sea_orm::ActiveValue::Set(self)
    }
}
