//! Scanned archives to a report.

use super::{AnalysisError, Options, finished};
use crate::facts::{BuildSource, Facts, Files, ImageFacts, Mismatch, from_image};
use crate::gap::{Gap, GapKind};
use crate::image::history::{self, Alignment};
use crate::image::layer::LayerFacts;
use crate::image::plan::{LayerState, Plan, PlannedImage};
use crate::image::rootfs::Rootfs;
use crate::report::assemble;
use crate::report::model::{self, Report, Target};
use crate::rules::{Inputs, Rule};
use crate::text::{escaped, excerpt};
