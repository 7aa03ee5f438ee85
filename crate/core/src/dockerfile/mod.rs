//! Dockerfile text to instructions, stages and shell words.
