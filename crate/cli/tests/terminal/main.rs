//! The terminal program as a user meets it: arguments, files and pipes in; standard output, standard error and exit
//! codes out.

mod choices;
mod configuration;
mod correlation;
mod diff;
mod exit_codes;
mod files;
mod fixes;
mod formats;
mod inputs;
mod keys;
mod packages;
mod secrets;
mod steady;
mod support;
mod targets;
mod wrong_input;
