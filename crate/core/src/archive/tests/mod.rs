//! What crosses the modules of `archive`.
