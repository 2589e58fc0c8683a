//! The one place of the store where randomness is drawn.

/// 32 bytes nobody can guess, from the operating system's generator by way of the thread's.
pub(super) fn bytes32() -> [u8; 32] {
    rand::random()
}

/// A name that nobody can guess and that says nothing: 32 lower-case hexadecimal digits.
pub(super) fn token() -> String {
    uuid::Uuid::from_bytes(rand::random()).simple().to_string()
}

/// The id of a new row.
pub(super) fn key() -> super::Key {
    super::Key(uuid::Uuid::new_v4())
}
