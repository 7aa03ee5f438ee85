//! Hostile input, through what hosts call: archives that are cut, corrupt, lying, endless, circular or something else.
//! Whatever the bytes, the outcome is an error that says what to do, or a report that says what is missing from it.

// Counting memory needs an allocator of our own, and that is an unsafe trait.
#![allow(unsafe_code)]
// The engine reads no clock; a test of how long it takes must.
#![allow(clippy::disallowed_methods)]

mod bombs;
mod clock;
mod damage;
mod documents;
mod layers;
mod lies;
mod memory;
mod outcome;
mod rules;
mod same;
mod wrong_files;
