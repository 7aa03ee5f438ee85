//! The known token formats as data, one file a family of vendors. Sources are the vendors' own format pages and what
//! public scanners agree on. Nothing here runs; `matcher` and `prefilter` read it.

use super::kind::Kind;
use super::matcher::Matcher;

pub(super) mod ai;
pub(super) mod cloud;
pub(super) mod forge;
pub(super) mod generic;
pub(super) mod messaging;
pub(super) mod registry;
pub(super) mod service;

/// All matchers by family. Where two match at one place, the earlier wins.
pub(super) const ALL: &[&[Matcher]] = &[
    cloud::MATCHERS,
    forge::MATCHERS,
    registry::MATCHERS,
    ai::MATCHERS,
    messaging::MATCHERS,
    service::MATCHERS,
    generic::MATCHERS,
];

/// All kinds by family.
pub(super) const KINDS: &[&[&Kind]] =
    &[cloud::KINDS, forge::KINDS, registry::KINDS, ai::KINDS, messaging::KINDS, service::KINDS, generic::KINDS];
