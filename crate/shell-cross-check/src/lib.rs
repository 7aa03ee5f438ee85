//! The shell reader of the engine beside two complete shell parsers, over texts such as RUN has.
//!
//! The parsers know all of the shell's grammar but neither a Dockerfile nor recovery, and one of them alone is larger than
//! the engine; so they judge its reader here and go into no product. Nothing here may bend what the engine read to make it
//! agree: a difference is mended in the engine, or the text is left out by name, with the reason.
#![forbid(unsafe_code)]

pub mod bodies;
pub mod brush;
pub mod engine;
pub mod grow;
pub mod rable;
pub mod told;
