//! Image archives built in code.
