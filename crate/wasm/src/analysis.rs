//! The analysis of an archive or folder with random access.

use crate::failure::Failure;
use crate::finished::Finished;
use crate::options::WireOptions;
use crate::step::{JobSpec, Step};
use crate::{facts, layer_job, value};
use plimsoll_core::analysis::{self, Options};
use plimsoll_core::image::layer::LayerOptions;
use plimsoll_core::image::plan::choose;
use plimsoll_core::image::scan::{IndexedScan, Request};
use plimsoll_core::limits::MAX_DOCKERFILE_BYTES;
use plimsoll_core::ordered::Map;
use plimsoll_core::report::json;
use plimsoll_core::text::excerpt;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Asks for what it needs, step by step, and leaves the layers to whoever runs their jobs.
#[wasm_bindgen]
pub struct Analysis {
    options: Options,
    keep: bool,
    layer: LayerOptions,
    scan: IndexedScan,
    stage: Stage,
}

enum Stage {
    /// Nothing has been read.
    Untouched,
    /// The engine asks for bytes.
    Indexing,
    Dockerfile,
    /// Jobs are out, by their ids; `told` once the host has been given them.
    Layers {
        waiting: Map<u32, JobSpec>,
        told: bool,
    },
}

#[wasm_bindgen]
impl Analysis {
    /// For an archive of `size` bytes, or for a folder: then 0, and `add_file` before anything else.
    ///
    /// # Errors
    /// The options are wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, size: f64) -> Result<Self, JsValue> {
        let (options, size) = (WireOptions::from_js(options)?, value::bytes(size));
        let layer = options.scan().layer;
        Ok(Self {
            options: options.analysis(size)?,
            keep: options.keep,
            layer,
            scan: IndexedScan::of_archive(size, layer),
            stage: Stage::Untouched,
        })
    }

    /// A file of the folder, by its path relative to it.
    ///
    /// # Errors
    /// Reading has already begun.
    pub fn add_file(&mut self, path: &str, size: f64) -> Result<(), JsValue> {
        if !matches!(self.stage, Stage::Untouched) {
            return Err(Failure::host("a file was added after reading had begun").into());
        }
        if !self.scan.is_directory() {
            self.scan = IndexedScan::of_directory(self.layer);
            self.options.size = 0;
        }
        let size = value::bytes(size);
        self.options.size = self.options.size.saturating_add(size);
        self.scan.add_file(path.as_bytes(), size);
        Ok(())
    }

    /// What to do now. Asking again without an answer gives the same step.
    ///
    /// # Errors
    /// The input is no archive, or holds nothing that can be analysed.
    #[expect(clippy::should_implement_trait, reason = "the name is JavaScript's, and steps are no iterator")]
    pub fn next(&mut self) -> Result<JsValue, JsValue> {
        let step = self.step()?;
        Ok(value::object(&step)?)
    }

    /// The answer to `read`: fewer bytes than asked for mean that the file ends there.
    ///
    /// # Errors
    /// They were not asked for, or the file is no archive.
    pub fn supply(&mut self, offset: f64, bytes: &[u8]) -> Result<(), JsValue> {
        match self.request()? {
            Some(Request::Read { member: None, offset: asked, length }) if asked == value::bytes(offset) => {
                Ok(self.take(bytes, length)?)
            }
            _ => Err(Failure::host(format!("bytes at {} were not asked for", value::bytes(offset))).into()),
        }
    }

    /// The answer to `read-file`.
    ///
    /// # Errors
    /// The file was not asked for.
    pub fn supply_file(&mut self, path: &str, bytes: &[u8]) -> Result<(), JsValue> {
        match self.request()? {
            Some(Request::Read { member: Some(asked), length, .. }) if asked == path => Ok(self.take(bytes, length)?),
            _ => Err(Failure::host(format!("the file \"{}\" was not asked for", excerpt(path, 100))).into()),
        }
    }

    /// The findings that need no layers, as a report in JSON; undefined before the layers are asked for.
    #[must_use]
    pub fn preview(&self) -> Option<String> {
        let plan = self.scan.plan()?;
        let chosen = choose(plan, &self.options.choice).ok()?;
        Some(json::write(&analysis::preview(plan, &chosen.images, &self.options)))
    }

    /// What the job of this id gave.
    ///
    /// # Errors
    /// There is no such job, or its facts are broken.
    pub fn take_layer(&mut self, id: u32, facts: &[u8]) -> Result<(), JsValue> {
        let Stage::Layers { waiting, .. } = &mut self.stage else {
            return Err(Failure::host("no layer was asked for").into());
        };
        let Some(job) = waiting.get(&id) else {
            return Err(Failure::host(format!("layer {id} was not asked for")).into());
        };
        let result = facts::read(facts)?;
        self.scan.finish_job(&job.member, result);
        waiting.remove(&id);
        Ok(())
    }

    /// Puts everything together.
    ///
    /// # Errors
    /// A layer is still awaited, or the layers have too many entries.
    pub fn finish(self) -> Result<Finished, JsValue> {
        let scanned = self.scan.finish().map_err(Failure::from)?;
        Ok(Finished::of_images(scanned, self.options, self.keep))
    }
}

impl Analysis {
    /// What the scan asks for, as long as it asks.
    fn request(&mut self) -> Result<Option<Request>, Failure> {
        match self.stage {
            Stage::Untouched | Stage::Indexing => Ok(Some(self.scan.next_request()?)),
            Stage::Dockerfile | Stage::Layers { .. } => Ok(None),
        }
    }

    fn take(&mut self, bytes: &[u8], length: u64) -> Result<(), Failure> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let bytes = bytes.get(..length).unwrap_or(bytes);
        let is_first = matches!(self.stage, Stage::Untouched) && !self.scan.is_directory();
        if is_first
            && self.options.size <= MAX_DOCKERFILE_BYTES as u64
            && crate::is_dockerfile(&self.options.name, bytes)
        {
            self.stage = Stage::Dockerfile;
            return Ok(());
        }
        self.stage = Stage::Indexing;
        Ok(self.scan.supply(bytes)?)
    }

    fn step(&mut self) -> Result<Step, Failure> {
        match self.request()? {
            Some(Request::Read { member: None, offset, length }) => return Ok(Step::Read { offset, length }),
            Some(Request::Read { member: Some(path), length, .. }) => return Ok(Step::ReadFile { path, length }),
            Some(Request::Stream) => return Ok(Step::Stream),
            Some(Request::Planned) => self.give_out()?,
            None => {}
        }
        match &mut self.stage {
            Stage::Layers { waiting, told } if !*told || !waiting.is_empty() => {
                *told = true;
                Ok(Step::Layers { jobs: waiting.values().cloned().collect() })
            }
            Stage::Dockerfile => Ok(Step::Dockerfile),
            _ => Ok(Step::Done),
        }
    }

    /// Makes the jobs. Those whose bytes stand in a manifest are done at once.
    fn give_out(&mut self) -> Result<(), Failure> {
        let is_folder = self.scan.is_directory();
        let mut waiting = Map::new();
        for (id, job) in (0u32..).zip(self.scan.choose(&self.options.choice)?) {
            let spec = JobSpec::new(id, &job, is_folder, self.layer.max_entries);
            match &job.data {
                Some(data) => self.scan.finish_job(&job.member, layer_job::run(&spec, data)),
                None => {
                    waiting.insert(id, spec);
                }
            }
        }
        self.stage = Stage::Layers { waiting, told: false };
        Ok(())
    }
}
