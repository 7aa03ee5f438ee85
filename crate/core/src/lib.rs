//! The analysis engine: container image archives and Dockerfiles in, findings out.
//!
//! What this crate must not do: no files, sockets, clocks or threads; no JavaScript; no `unsafe`; no panic on any
//! input. Hosts (terminal, page, edge) push bytes in with `feed` and get data out. See `crate/ARCHITECTURE.md`.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss
    )
)]

pub mod analysis;
pub mod archive;
pub mod compare;
pub mod config;
pub mod correlation;
pub mod data;
pub mod dockerfile;
pub mod facts;
pub mod finding;
pub mod fix;
pub mod gap;
pub mod grade;
pub mod image;
pub mod json;
pub mod limits;
mod name_filter;
pub mod ordered;
pub mod packages;
pub mod report;
pub mod rules;
pub mod secrets;
pub mod signature;
pub mod text;
pub mod words;
