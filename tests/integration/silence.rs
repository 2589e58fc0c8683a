//! Secrecy: the one function over random orders, zones and clock jumps; the end of an order, and orders over several demands.

mod ends;
mod screens;
mod verdict;
