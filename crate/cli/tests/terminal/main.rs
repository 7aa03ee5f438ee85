//! The terminal program as a user meets it: arguments, files and pipes in; standard output, standard error and exit
//! codes out.

mod choices;
mod exit_codes;
mod files;
mod formats;
mod inputs;
mod secrets;
mod steady;
mod support;
mod wrong_input;
