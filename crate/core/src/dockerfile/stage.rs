//! Stages, variables and what is in effect at each instruction: how BuildKit would see the file without build arguments.
//!
//! One pass reads the stages (a base is always an earlier stage, so they form a forest); a second walks that forest with
//! one set of variables that is rolled back on the way out, so time and memory do not grow with the length of chains.
//! It must not judge and knows nothing of registries: what an external base image sets is unknown here.

mod model;
mod scope;

pub use model::{Base, CopySource, Dependency, Stage, StageModel};
pub use scope::{Definition, DefinitionKind, Expanded, State};

#[cfg(test)]
mod tests;
