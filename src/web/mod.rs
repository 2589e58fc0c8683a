//! The staff's web pages.

pub mod assets;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod page;
pub mod parts;
pub mod paths;
