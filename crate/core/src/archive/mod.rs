//! Push decoders for the containers that images come in.
