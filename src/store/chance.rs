//! The one place of the store where randomness is drawn.

/// 32 bytes nobody can guess, from the operating system's generator by way of the thread's.
pub(super) fn bytes32() -> [u8; 32] {
    rand::random()
}
