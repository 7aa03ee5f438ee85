//! Behaviour of the merge.
