//! Tables of facts about the world outside the image, each with its sources and its date. Judgement is the rules' work.

pub mod caches;
pub mod end_of_life;
pub mod family;
pub mod packages;
pub mod programs;
pub mod runtimes;
