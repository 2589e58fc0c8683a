//! The rulebook's files and the loader that explains their errors.
