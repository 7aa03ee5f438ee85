use super::*;
use crate::dockerfile::{Dockerfile, InstructionKind, parse};

fn model(text: &str) -> (Dockerfile, StageModel) {
    let file = parse(text);
    let model = StageModel::new(&file);
    (file, model)
}

/// The values of the LABELs of a file, which show what its variables are.
fn labels(text: &str) -> Vec<Option<String>> {
    let (file, model) = model(text);
    let mut values = Vec::new();
    for (index, instruction) in file.instructions.iter().enumerate() {
        if instruction.kind != InstructionKind::Label {
            continue;
        }
        for pair in instruction.pairs() {
            let word = pair.value.as_ref().unwrap();
            values.push(match model.expanded(index, word) {
                None => Some(word.text.clone()),
                Some(expanded) if expanded.unset.is_empty() => expanded.value.clone().ok(),
                Some(_) => None,
            });
        }
    }
    values
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

#[test]
fn bases_are_stages_by_name_in_any_case_images_or_scratch() {
    let (_, model) = model(
        "ARG BASE=builder\nARG TAG\nFROM alpine:3 AS Builder\nFROM $BASE AS b\nFROM BUILDER\nFROM scratch\nFROM 0\n\
         FROM later AS later\nFROM img:$TAG\nFROM",
    );
    let image = |reference: &str, unset: &[&str]| Base::Image {
        reference: reference.to_owned(),
        unset: unset.iter().map(|name| (*name).to_owned()).collect(),
    };
    let bases: Vec<Base> = model.stages.iter().map(|stage| stage.base.clone()).collect();
    assert_eq!(
        bases,
        [
            image("alpine:3", &[]),
            Base::Stage(0),
            Base::Stage(0),
            Base::Scratch,
            image("0", &[]),
            image("later", &[]),
            image("img:", &["TAG"]),
            Base::Unknown,
        ]
    );
    assert_eq!(model.stages[0].name.as_ref().unwrap().text, "Builder");
    assert_eq!(model.chain(1), [0, 1]);
    assert_eq!(*model.root_base(2), image("alpine:3", &[]));
}

#[test]
fn a_name_used_twice_means_the_last_stage_before() {
    let (_, model) = model("FROM a AS x\nFROM b AS x\nFROM x AS x\nFROM x");
    assert_eq!(model.stages[2].base, Base::Stage(1));
    assert_eq!(model.stages[3].base, Base::Stage(2));
}

#[test]
fn stages_reach_the_target_by_from_copy_and_mounts() {
    let text = "FROM a AS a\nFROM b AS b\nFROM c AS c\nFROM d AS d\nFROM a AS e\nFROM f\nCOPY --from=e /x /y\n\
                RUN --mount=type=bind,from=B,target=/b ls\nCOPY --from=2 /x /\nCOPY --from=img:1 /x /\nADD --from=6 / /";
    let (file, model) = model(text);
    let reached: Vec<bool> = (0..6).map(|stage| model.reaches_target(stage)).collect();
    assert_eq!(reached, [true, true, true, false, true, true]);
    let sources: Vec<CopySource> = model.stages[5].dependencies.iter().map(|found| found.source).collect();
    use CopySource::{External, Stage};
    assert_eq!(sources, [Stage(4), Stage(1), Stage(2), External, External]);
    assert_eq!(model.stages[5].dependencies[1].span.of(text), "from=B");
    let target = StageModel::with_target(&file, Some("D")).unwrap();
    assert_eq!((target.target, target.reaches_target(3), target.reaches_target(0)), (Some(3), true, false));
    assert_eq!(StageModel::with_target(&file, Some("4")).unwrap().target, Some(4));
    assert_eq!(StageModel::with_target(&file, Some("none")), None);
}

#[test]
fn cycles_and_names_of_later_stages_are_told_and_do_no_harm() {
    let (_, model) = model("FROM x AS x\nCOPY --from=x a b\nCOPY --from=y a b\nCOPY --from=0 a b\nFROM y AS y\nFROM x");
    let sources: Vec<CopySource> = model.stages[0].dependencies.iter().map(|found| found.source).collect();
    assert_eq!(sources, [CopySource::NotEarlier, CopySource::NotEarlier, CopySource::NotEarlier]);
    assert_eq!(model.stages[2].base, Base::Stage(0));
}

#[test]
fn variables_follow_buildkits_scopes() {
    // Global ARGs are seen in a stage only when it asks for them.
    assert_eq!(
        labels("ARG A=1\nFROM x\nLABEL l=$A\nARG A\nLABEL l=$A\nARG A=2\nLABEL l=$A"),
        [None, Some("1".to_owned()), Some("2".to_owned())]
    );
    // ENV wins over ARG, also over a later one.
    assert_eq!(labels("FROM x\nENV A=e\nARG A=a\nLABEL l=$A"), some(&["e"]));
    // One ENV sees the values before it.
    assert_eq!(labels("FROM x\nENV A=1\nENV A=2 B=$A\nLABEL l=$A$B"), some(&["21"]));
    // Both go on into stages that are built on the stage, and not into others.
    assert_eq!(
        labels("FROM x AS a\nENV E=1\nARG R=2\nFROM a\nLABEL l=$E$R\nFROM x\nLABEL l=$E"),
        [Some("12".to_owned()), None]
    );
    // A sibling does not see what its sibling sets.
    assert_eq!(
        labels("FROM x AS a\nENV E=1\nFROM a AS b\nENV E=2\nFROM a\nLABEL l=$E\nFROM b\nLABEL l=$E"),
        some(&["1", "2"])
    );
    // Legacy form, quotes, modifiers.
    assert_eq!(labels("FROM x\nENV A b  c\nLABEL l=\"$A\" m='$A' n=\"${A##* }\""), some(&["b  c", "$A", "c"]));
    assert_eq!(labels("FROM x\nENV A=\"b  c\"\nLABEL n=${A:+set}"), some(&["set"]));
}

#[test]
fn definitions_are_found_through_the_chain() {
    let (_, model) = model("ARG G=0\nFROM x AS a\nENV V=1\nFROM x\nENV V=9\nFROM a\nRUN b\nARG V=2\nENV W=3");
    assert_eq!(model.definition("V", 6).unwrap().value.as_deref(), Some("1"));
    assert_eq!(model.definition("W", 7), None);
    assert_eq!(model.definition("W", 8).unwrap().instruction, 8);
    assert_eq!(model.definition("G", 6), None);
    assert_eq!((model.stage_of(0), model.stage_of(2), model.stage_of(6)), (None, Some(0), Some(2)));
}

#[test]
fn user_workdir_and_shell_are_those_in_effect_before_the_instruction() {
    let (_, model) = model(
        "FROM x AS a\nUSER app\nWORKDIR /srv\nSHELL [\"/bin/bash\", \"-c\"]\nRUN a\nFROM a\nWORKDIR lib/\nRUN b\n\
         USER root\nFROM x\nWORKDIR rel\nRUN c\nFROM scratch\nWORKDIR rel\nWORKDIR $Z\nWORKDIR x",
    );
    let at = |index: usize| (model.states[index].user, model.states[index].workdir, model.states[index].shell);
    assert_eq!(at(1), (None, None, None));
    assert_eq!(at(4), (Some(1), Some(2), Some(3)));
    assert_eq!(at(7), (Some(1), Some(6), Some(3)));
    assert_eq!(at(11), (None, Some(10), None));
    let path = |index: usize| model.states[index].path.as_deref();
    assert_eq!(path(6), Some("/srv/lib/"));
    assert_eq!((path(10), path(13), path(14), path(15)), (None, Some("/rel"), None, None));
    let target = model.target_instructions();
    assert_eq!(target, [12, 13, 14, 15]);
}

#[test]
fn fragments_without_from_are_a_stage_without_a_number() {
    let (_, model) = model("USER a\nRUN b\nFROM x\nCOPY --from=0 a b");
    assert_eq!((model.stages[0].from, model.stages[0].number, &model.stages[0].base), (None, None, &Base::Unknown));
    assert_eq!(model.stages[1].number, Some(0));
    assert_eq!(model.stages[1].dependencies[0].source, CopySource::NotEarlier);
    assert_eq!(model_of_nothing(), (None, 0));
}

fn model_of_nothing() -> (Option<usize>, usize) {
    let (_, model) = model("");
    (model.target, model.stages.len())
}

#[test]
fn values_that_double_stop_at_the_limit() {
    let mut text = String::from("FROM x\nENV A=aaaaaaaaaaaaaaaa\n");
    text.push_str(&"ENV A=$A$A\n".repeat(2000));
    let (_, model) = model(&text);
    let longest = model.definitions.iter().filter_map(|definition| definition.value.as_ref()).map(String::len).max();
    assert_eq!(longest, Some(crate::limits::MAX_EXPANDED_BYTES));
    assert_eq!(model.definitions.last().unwrap().value, None);
}
