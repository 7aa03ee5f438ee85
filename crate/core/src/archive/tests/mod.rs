//! What crosses the modules of `archive`: whole streams and archives, built here byte by byte.

mod bombs;
mod gzip;
mod recorder;
mod tar_bodies;
mod tar_damage;
mod tar_dialects;
mod tar_properties;
mod writer;
mod zstd;
