//! Texts of statements, made once: the query builder spends longer on some of them than the database does.

use sea_orm::DbBackend;
use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

/// What makes two statements the same but for their values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Shape {
    kind: &'static str,
    table: TypeId,
    /// A bit for each column that is written.
    columns: u64,
    postgres: bool,
}

impl Shape {
    /// A statement of this kind on the table of the entity `E`, on all columns.
    pub(super) fn of<E: 'static>(kind: &'static str, backend: DbBackend) -> Self {
        Self { kind, table: TypeId::of::<E>(), columns: u64::MAX, postgres: backend == DbBackend::Postgres }
    }

    /// The same on these columns only.
    pub(super) const fn on(self, columns: u64) -> Self {
        Self { columns, ..self }
    }
}

static TEXTS: LazyLock<RwLock<HashMap<Shape, Arc<str>>>> = LazyLock::new(RwLock::default);

/// The text of a statement of this shape, which `make` makes the first time.
pub(super) fn text(shape: Shape, make: impl FnOnce() -> String) -> Arc<str> {
    if let Some(known) = TEXTS.read().unwrap_or_else(PoisonError::into_inner).get(&shape) {
        return Arc::clone(known);
    }
    let made: Arc<str> = make().into();
    TEXTS.write().unwrap_or_else(PoisonError::into_inner).insert(shape, Arc::clone(&made));
    made
}
