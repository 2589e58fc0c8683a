//! Staff: who may come in, with which roles, and how they prove who they are.

mod error;
mod people;
mod person;
pub mod secrets;
mod sign_in;
mod throttle;

pub use crate::store::people::Edition;
pub use crate::store::staff_changes::{ChangeKind, StaffChange};
pub use error::{StaffError, Why};
pub use people::{Decided, Invitation};
pub use person::Person;
pub use sign_in::{Credentials, Origin};

use crate::clock::Clock;
use crate::store::{Store, people as rows, staff_changes};
use crate::words::Language;
use chrono::TimeDelta;
use domain::ids::PersonId;
use std::sync::{Arc, Mutex, PoisonError};

/// A session that nobody used for this long ends.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// Every session ends after this long.
pub const ABSOLUTE: TimeDelta = TimeDelta::hours(12);
/// A session's last use is written at most this often: there is one writer.
pub(super) const TOUCH_AFTER: TimeDelta = TimeDelta::minutes(3);
/// How long ago somebody may have proved who they are, for a sensitive act.
pub const FRESH: TimeDelta = TimeDelta::minutes(15);
/// Most people that are listed: a desk, not a directory.
const MOST: u64 = 2_000;
/// How long a one-time link is good.
pub const LINK_VALID: TimeDelta = TimeDelta::hours(72);

/// Everybody, and as of when.
type Everybody = (Edition, Arc<[Person]>);

/// The use cases about staff. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Staff {
    store: Store,
    clock: Clock,
    passwords: secrets::Passwords,
    throttle: throttle::Throttle,
    second_factor: bool,
    /// Everybody, as they were read last.
    known: Arc<Mutex<Option<Everybody>>>,
}

impl Staff {
    /// Over a store. `second_factor` is off only in the demo, where one-time links sign in directly.
    #[must_use]
    pub fn new(store: Store, clock: Clock, second_factor: bool) -> Self {
        Self {
            store,
            clock,
            passwords: secrets::Passwords::default(),
            throttle: throttle::Throttle::default(),
            second_factor,
            known: Arc::default(),
        }
    }

    /// Whether a second factor is asked for.
    #[must_use]
    pub const fn second_factor(&self) -> bool {
        self.second_factor
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// [`StaffError::Store`].
    pub async fn everybody(&self) -> Result<Vec<Person>, StaffError> {
        let rows = rows::list(self.store.read(), MOST).await?;
        Ok(rows.into_iter().map(Person::try_from).collect::<Result<_, _>>()?)
    }

    /// Everybody, by name, at least as recent as the edition that came with the session: most pages name people, and staff changes
    /// once in a week.
    ///
    /// # Errors
    /// [`StaffError::Store`].
    pub async fn everybody_as_of(&self, edition: Edition) -> Result<Arc<[Person]>, StaffError> {
        if let Some((of, all)) = &*self.known.lock().unwrap_or_else(PoisonError::into_inner)
            && *of == edition
        {
            return Ok(Arc::clone(all));
        }
        // Read after the edition was: what is kept under it may be younger, never older.
        let all: Arc<[Person]> = self.everybody().await?.into();
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((edition, Arc::clone(&all)));
        Ok(all)
    }

    /// One person.
    ///
    /// # Errors
    /// [`StaffError::NotFound`], [`StaffError::Store`].
    pub async fn person(&self, id: PersonId) -> Result<Person, StaffError> {
        Ok(rows::find(self.store.read(), id).await?.ok_or(StaffError::NotFound)?.try_into()?)
    }

    /// The changes that wait for a second admin.
    ///
    /// # Errors
    /// [`StaffError::Store`].
    pub async fn waiting(&self) -> Result<Vec<StaffChange>, StaffError> {
        Ok(staff_changes::all_waiting(self.store.read(), self.clock.now()).await?)
    }

    /// Keep the language, theme and keys that a person chose.
    ///
    /// # Errors
    /// [`StaffError::NotFound`], [`StaffError::Store`].
    pub async fn prefer(&self, id: PersonId, language: Language, theme: &str, keyboard: bool) -> Result<(), StaffError> {
        let txn = self.store.begin().await?;
        let row = rows::find(&txn, id).await?.ok_or(StaffError::NotFound)?;
        person::change(&txn, &row, |row| {
            row.language = language.code().to_owned();
            row.theme = theme.to_owned();
            row.keyboard = keyboard;
        })
        .await?;
        Ok(txn.commit().await?)
    }
}
