//! Coming in, staying in, going out; who may open what; and what people read when something can't be done.

mod access;
mod headers;
mod people;
mod screens;
mod sign_in;
