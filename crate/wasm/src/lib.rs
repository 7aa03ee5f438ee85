//! The engine for JavaScript hosts.
