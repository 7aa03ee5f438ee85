//! From archive members to the facts of an image: manifests, layers, the merged root filesystem, history.
