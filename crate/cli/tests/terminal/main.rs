//! The terminal program as a user meets it: arguments, files and pipes in; standard output, standard error and exit
//! codes out.

mod choices;
mod configuration;
mod exit_codes;
mod files;
mod fixes;
mod formats;
mod inputs;
mod keys;
mod secrets;
mod steady;
mod support;
mod wrong_input;
