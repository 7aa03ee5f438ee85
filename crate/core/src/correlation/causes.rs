//! From a place in an image to the instruction behind it.

use super::Correlation;
use super::step::{folder, squeezed};
use crate::dockerfile::history::History;
use crate::dockerfile::stage::StageModel;
use crate::dockerfile::{Arguments, Dockerfile, InstructionKind, Span, Word};
use crate::facts::{ImageFacts, Setting, Settings};
use crate::finding::Place;
use crate::ordered::Map;

/// What an instruction has to do with a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// It made the layer or the history entry.
    Made,
    /// It is the first of several, of which each may have: the builder put them into one layer.
    Among,
    /// It gave the setting its value.
    Set,
    /// The base image, which this FROM names, brought it along.
    Inherited,
    /// Nothing sets it: neither the image of this FROM nor the instructions behind it.
    Unset,
    /// It sets it and is in the history, but the image does not have the setting: its format has no room for it.
    Lost,
}

/// The instruction behind a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// What it has to do with it.
    pub relation: Relation,
    /// The instruction, by its index in the file.
    pub instruction: usize,
    /// What of the file it is: a part of the instruction, all of it, or from the first of several to the last.
    pub span: Span,
}

/// The causes of everything in one image. Empty where the file explains nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Causes {
    of_entry: Vec<Option<Cause>>,
    of_layer: Vec<Option<Cause>>,
    of_setting: Map<Place, Cause>,
}

impl Causes {
    /// Looks them up once for all places. `settings` are those of the image.
    #[must_use]
    pub fn new(
        file: &Dockerfile,
        model: &StageModel,
        history: &History,
        correlation: &Correlation,
        image: &ImageFacts<'_>,
        settings: &Settings,
    ) -> Self {
        if !correlation.holds() {
            return Self::default();
        }
        let finder = Finder { file, model, history, correlation };
        let of_entry: Vec<Option<Cause>> =
            (0..history.file.instructions.len()).map(|entry| finder.entry(entry, Relation::Made)).collect();
        let is_buildah = image.config.labels.contains_key(BUILDAH);
        let mut of_layer = Vec::with_capacity(image.alignment.history_of.len());
        let mut start = correlation.inherited;
        for entry in &image.alignment.history_of {
            of_layer.push(entry.and_then(|entry| finder.layer(start, entry, is_buildah)));
            start = entry.map_or(start, |entry| entry.saturating_add(1)).max(correlation.inherited);
        }
        Self { of_entry, of_layer, of_setting: finder.settings(settings) }
    }

    /// The instruction behind a place; `None` if it is not known.
    #[must_use]
    pub fn of(&self, place: &Place) -> Option<Cause> {
        let index = |number: u32| usize::try_from(number).ok();
        match place {
            Place::History { entry, .. } => self.of_entry.get(index(*entry)?).copied().flatten(),
            Place::Layer { layer } | Place::File { layer, .. } => self.of_layer.get(index(*layer)?).copied().flatten(),
            Place::Config { .. } => self.of_setting.get(place).copied(),
            Place::Image | Place::Member { .. } | Place::Instruction { .. } => None,
        }
    }
}

/// The label that buildah and podman put on what they build.
const BUILDAH: &str = "io.buildah.version";

struct Finder<'a> {
    file: &'a Dockerfile,
    model: &'a StageModel,
    history: &'a History,
    correlation: &'a Correlation,
}

impl Finder<'_> {
    fn whole(&self, instruction: usize, relation: Relation) -> Option<Cause> {
        let span = self.file.instructions.get(instruction)?.span;
        Some(Cause { relation, instruction, span })
    }

    /// The FROM of the stage, or of the first that it is built on.
    fn from(&self, relation: Relation) -> Option<Cause> {
        let stage = self.correlation.stage?;
        let stage = if relation == Relation::Inherited { *self.model.chain(stage).first()? } else { stage };
        self.whole(self.model.stages.get(stage)?.from?, relation)
    }

    fn entry(&self, entry: usize, relation: Relation) -> Option<Cause> {
        if entry < self.correlation.inherited {
            return self.from(Relation::Inherited);
        }
        self.whole(self.correlation.instruction_of.get(entry).copied().flatten()?, relation)
    }

    /// The cause of a layer whose entry is the first behind `start` that is not marked as empty.
    ///
    /// buildah without `--layers` puts a whole stage into one layer and leaves the mark away at the last instruction, be it
    /// an ONBUILD: then each of those that write files may have written one.
    fn layer(&self, start: usize, entry: usize, is_buildah: bool) -> Option<Cause> {
        if entry < self.correlation.inherited {
            return self.from(Relation::Inherited);
        }
        let kind = |entry: usize| self.history.file.instructions.get(entry).map(|instruction| instruction.kind);
        let copies_or_runs = |entry: usize| {
            matches!(
                kind(entry),
                Some(InstructionKind::Run | InstructionKind::Copy | InstructionKind::Add | InstructionKind::Unknown)
            )
        };
        let is_written_here = copies_or_runs(entry) || kind(entry) == Some(InstructionKind::Workdir);
        if is_written_here && !is_buildah {
            return self.entry(entry, Relation::Made);
        }
        let mut writers = (start..entry.saturating_add(1)).filter(|entry| copies_or_runs(*entry));
        let Some(first) = writers.next() else {
            return if is_written_here { self.entry(entry, Relation::Made) } else { None };
        };
        let first = self.entry(first, Relation::Made)?;
        let mut last = None;
        for writer in writers {
            // One that the file does not explain may have written it.
            last = Some(self.entry(writer, Relation::Among)?);
        }
        Some(last.map_or(first, |last| Cause { relation: Relation::Among, span: first.span.to(last.span), ..first }))
    }

    fn settings(&self, settings: &Settings) -> Map<Place, Cause> {
        let setters = Setters::of(self.history);
        let mut found = Map::new();
        let mut add = |place: &Place, cause: Option<Cause>| {
            if let Some(cause) = cause {
                found.insert(place.clone(), cause);
            }
        };
        let parts = self.parts();
        let narrowed = |cause: Cause, name: &str| {
            let part = parts.get(&(cause.instruction, name)).filter(|_| cause.relation == Relation::Set);
            Cause { span: part.copied().unwrap_or(cause.span), ..cause }
        };
        let pairs = settings.env.iter().map(|setting| (setting, &setters.env));
        for (setting, known) in pairs.chain(settings.labels.iter().map(|setting| (setting, &setters.labels))) {
            let (name, value) = &setting.value;
            let entry = known.get(name.as_str()).filter(|(_, text)| is_value(value, text)).map(|(entry, _)| *entry);
            add(&setting.place, self.set(entry).map(|cause| narrowed(cause, name)));
        }
        for setting in &settings.exposed {
            let entry = setters.exposed.get(&setting.value.to_string()).copied();
            add(&setting.place, self.set(entry));
        }
        for setting in &settings.volumes {
            let entry = setters.volumes.get(setting.value.as_str()).copied();
            add(&setting.place, self.set(entry));
        }
        for (setting, setter) in [(&settings.entrypoint, &setters.entrypoint), (&settings.cmd, &setters.cmd)] {
            let Some(setting) = setting else { continue };
            let value = squeezed(&setting.value.join(" "));
            let entry = setter.as_ref().filter(|(_, text)| value.ends_with(text.as_str())).map(|(entry, _)| *entry);
            add(&setting.place, self.set(entry));
        }
        if let Some(Setting { value, place }) = &settings.working_dir {
            let is_it =
                |text: &str| is_value(folder(value), folder(text)) || value.ends_with(&format!("/{}", folder(text)));
            let entry = setters.working_dir.as_ref().filter(|(_, text)| is_it(text)).map(|(entry, _)| *entry);
            add(place, self.set(entry));
        }
        match &settings.user {
            Some(Setting { value, place }) => {
                let entry = setters.user.as_ref().filter(|(_, text)| is_value(value, text)).map(|(entry, _)| *entry);
                add(place, self.set(entry));
            }
            None => add(&Place::config("config.User"), self.unset(setters.user.as_ref().map(|(entry, _)| *entry))),
        }
        match &settings.healthcheck {
            Some(setting) => add(&setting.place, self.set(setters.healthcheck)),
            None => add(&Place::config("config.Healthcheck"), self.unset(setters.healthcheck)),
        }
        add(&Place::config("config.Labels"), self.from(Relation::Unset));
        found
    }

    fn set(&self, entry: Option<usize>) -> Option<Cause> {
        self.entry(entry?, Relation::Set)
    }

    fn unset(&self, entry: Option<usize>) -> Option<Cause> {
        match entry {
            None => self.from(Relation::Unset),
            Some(entry) => self.entry(entry, Relation::Lost).filter(|cause| cause.relation == Relation::Lost),
        }
    }

    /// The place of each variable and label in the file, by instruction and name.
    fn parts(&self) -> Map<(usize, &str), Span> {
        let mut parts = Map::new();
        for index in &self.correlation.expected {
            let Some(instruction) = self.file.instructions.get(*index) else { continue };
            parts.extend(instruction.pairs().iter().map(|pair| ((*index, pair.name.text.as_str()), pair.span())));
        }
        parts
    }
}

/// Whether history says this value. Builders that copy the line do not say what a variable in it was, and one that writes
/// no quotes leaves open where a value ends.
fn is_value(value: &str, text: &str) -> bool {
    text.contains('$') || squeezed(text) == squeezed(value) || value.starts_with(text)
}

/// The last entry that sets each setting, with the text that it sets where it is one.
#[derive(Default)]
struct Setters<'a> {
    user: Option<(usize, String)>,
    working_dir: Option<(usize, String)>,
    entrypoint: Option<(usize, String)>,
    cmd: Option<(usize, String)>,
    healthcheck: Option<usize>,
    env: Map<&'a str, (usize, &'a str)>,
    labels: Map<&'a str, (usize, &'a str)>,
    exposed: Map<String, usize>,
    volumes: Map<&'a str, usize>,
}

impl<'a> Setters<'a> {
    fn of(history: &'a History) -> Self {
        let mut setters = Self::default();
        for (entry, instruction) in history.file.instructions.iter().enumerate() {
            let words = instruction.words();
            let text = || match &instruction.arguments {
                Arguments::Shell(text) => squeezed(text.text()),
                _ => squeezed(&words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")),
            };
            match instruction.kind {
                InstructionKind::User => setters.user = Some((entry, text())),
                InstructionKind::Workdir => setters.working_dir = Some((entry, text())),
                InstructionKind::Entrypoint => setters.entrypoint = Some((entry, text())),
                InstructionKind::Cmd => setters.cmd = Some((entry, text())),
                InstructionKind::Healthcheck => setters.healthcheck = Some(entry),
                InstructionKind::Env | InstructionKind::Label => {
                    let known =
                        if instruction.kind == InstructionKind::Env { &mut setters.env } else { &mut setters.labels };
                    for pair in instruction.pairs() {
                        let value = pair.value.as_ref().map_or("", |value| value.text.as_str());
                        known.insert(&pair.name.text, (entry, value));
                    }
                }
                InstructionKind::Expose => setters.exposed.extend(words.iter().map(|word| (port(word), entry))),
                InstructionKind::Volume => setters.volumes.extend(words.iter().map(|word| (word.text.as_str(), entry))),
                _ => {}
            }
        }
        setters
    }
}

fn port(word: &Word) -> String {
    super::step::port(&word.text)
}
