//! The known token formats as data, one file a family of vendors. Sources are the vendors' own format pages and what
//! public scanners agree on. Nothing here runs; `matcher` and `prefilter` read it.

use super::kind::Kind;
use super::matcher::{Matcher, Part};
use super::set::Set;

pub(super) mod ai;
pub(super) mod azure;
pub(super) mod cloud;
pub(super) mod database;
pub(super) mod forge;
pub(super) mod framework;
pub(super) mod generic;
pub(super) mod messaging;
pub(super) mod named;
pub(super) mod payment;
pub(super) mod registry;
pub(super) mod saas;
pub(super) mod service;

/// A number as of RFC 9562, in small letters.
const UUID: &[Part] = &[
    Part::Run(Set::LowerHex, 8, 8),
    Part::Literal(b"-"),
    Part::Run(Set::LowerHex, 4, 4),
    Part::Literal(b"-"),
    Part::Run(Set::LowerHex, 4, 4),
    Part::Literal(b"-"),
    Part::Run(Set::LowerHex, 4, 4),
    Part::Literal(b"-"),
    Part::Run(Set::LowerHex, 12, 12),
];

/// All matchers by family. Where two match at one place, the earlier wins.
pub(super) const ALL: &[&[Matcher]] = &[
    cloud::MATCHERS,
    azure::MATCHERS,
    forge::MATCHERS,
    registry::MATCHERS,
    ai::MATCHERS,
    messaging::MATCHERS,
    payment::MATCHERS,
    database::MATCHERS,
    service::MATCHERS,
    saas::MATCHERS,
    framework::MATCHERS,
    named::MATCHERS,
    generic::MATCHERS,
];

/// All kinds by family.
pub(super) const KINDS: &[&[&Kind]] = &[
    cloud::KINDS,
    azure::KINDS,
    forge::KINDS,
    registry::KINDS,
    ai::KINDS,
    messaging::KINDS,
    payment::KINDS,
    database::KINDS,
    service::KINDS,
    saas::KINDS,
    framework::KINDS,
    named::KINDS,
    generic::KINDS,
];
