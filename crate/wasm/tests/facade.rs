//! The facade as JavaScript meets it, in a dedicated worker of a browser: the place where the page's engine lives.
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Function, JSON, Object, Reflect, Uint8Array};
use plimsoll_image_builder::{Compression, Image, Layer};
use plimsoll_wasm::{
    Analysis, Finished, Inflated, LayerJob, StreamAnalysis, is_dockerfile, scan_dockerfile, unknown_rules,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn object(json: &str) -> JsValue {
    JSON::parse(json).unwrap()
}

fn options() -> JsValue {
    object(r#"{ "name": "x.tar", "asOf": "2026-06-01" }"#)
}

fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap()
}

fn text(value: &JsValue, name: &str) -> String {
    get(value, name).as_string().unwrap_or_else(|| panic!("{name} is no string"))
}

fn number(value: &JsValue, name: &str) -> f64 {
    get(value, name).as_f64().unwrap_or_else(|| panic!("{name} is no number"))
}

fn written(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

fn image() -> Image {
    Image::new()
        .tag("x:1")
        .expose("22/tcp")
        .layer(
            Layer::new()
                .file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
                .file("etc/group", "root:x:0:\n")
                .created_by("COPY etc /etc"),
        )
        .layer(
            Layer::new()
                .file("opt/some", "text")
                .file("a", "b")
                .compression(Compression::Gzip)
                .created_by("RUN make a"),
        )
}

/// An object that keeps copies of what it is given.
fn keeping(shown: &Array) -> Inflated {
    let keeping = Function::new_with_args("shown", "return { take(bytes) { shown.push(bytes.slice()); } };");
    keeping.call1(&JsValue::UNDEFINED, shown).unwrap().unchecked_into()
}

/// Runs all jobs with pieces of that size and finishes.
fn analyse(analysis: Analysis, read: impl Fn(&str, usize, usize) -> Vec<u8>, piece: usize) -> Finished {
    analyse_with(analysis, read, piece, None)
}

/// The same, where the host may hash the layers itself.
fn analyse_with(
    mut analysis: Analysis,
    read: impl Fn(&str, usize, usize) -> Vec<u8>,
    piece: usize,
    digest: Option<fn(&[u8]) -> Vec<u8>>,
) -> Finished {
    loop {
        let step = analysis.next().unwrap();
        match text(&step, "kind").as_str() {
            "read" => {
                let (offset, length) = (number(&step, "offset"), number(&step, "length"));
                analysis.supply(offset, &read("", offset as usize, length as usize)).unwrap();
            }
            "read-file" => {
                let path = text(&step, "path");
                let bytes = read(&path, 0, number(&step, "length") as usize);
                analysis.supply_file(&path, &bytes).unwrap();
            }
            "layers" => {
                assert!(analysis.preview().is_some());
                // In the other direction than they were given: the order must not matter.
                for spec in Array::from(&get(&step, "jobs")).iter().collect::<Vec<_>>().into_iter().rev() {
                    let path = get(&spec, "path").as_string().unwrap_or_default();
                    let bytes = read(&path, number(&spec, "offset") as usize, number(&spec, "length") as usize);
                    let digest = digest.filter(|_| get(&spec, "hashBlob").is_truthy());
                    if digest.is_some() {
                        Reflect::set(&spec, &"hashBlob".into(), &JsValue::FALSE).unwrap();
                    }
                    let shown = Array::new();
                    let inflated = digest.map(|_| keeping(&shown));
                    let mut job = LayerJob::new(spec.clone(), inflated).unwrap();
                    bytes.chunks(piece).for_each(|piece| job.feed(piece));
                    if let Some(digest) = digest {
                        job.end();
                        let inflated: Vec<u8> =
                            shown.iter().flat_map(|piece| Uint8Array::new(&piece).to_vec()).collect();
                        let inflated = (!job.is_plain()).then(|| digest(&inflated).into());
                        job.give_digests(Some(digest(&bytes).into()), inflated);
                    }
                    analysis.take_layer(number(&spec, "id") as u32, &job.finish()).unwrap();
                }
            }
            "done" => return analysis.finish().unwrap(),
            other => panic!("{other}"),
        }
    }
}

fn of_archive(bytes: &[u8]) -> Finished {
    let analysis = Analysis::new(options(), bytes.len() as f64).unwrap();
    analyse(analysis, |_, offset, length| bytes[offset..bytes.len().min(offset + length)].to_vec(), 1000)
}

#[wasm_bindgen_test]
fn a_host_may_hash_the_layers_itself() {
    let bytes = image().oci_archive();
    let given = |digest| {
        let analysis = Analysis::new(options(), bytes.len() as f64).unwrap();
        let read = |_: &str, offset: usize, length: usize| bytes[offset..bytes.len().min(offset + length)].to_vec();
        analyse_with(analysis, read, 1000, Some(digest)).report()
    };
    let own = of_archive(&bytes).report();
    assert_eq!(given(|blob| plimsoll_core::image::digest::Digest::of(blob).as_bytes().to_vec()), own);
    assert!(!own.contains("digest-mismatch"));
    // Both digests of both layers.
    let wrong = JSON::parse(&given(|_| vec![7; 32])).unwrap();
    let findings = Array::from(&get(&get(&get(&wrong, "targets"), "0"), "findings"));
    assert_eq!(findings.iter().filter(|finding| text(finding, "rule") == "digest-mismatch").count(), 4);
}

fn of_stream(bytes: &[u8]) -> Finished {
    let mut analysis = StreamAnalysis::new(options(), bytes.len() as f64).unwrap();
    bytes.chunks(777).for_each(|piece| analysis.feed(piece).unwrap());
    let progress = analysis.progress().unwrap();
    assert_eq!((number(&progress, "bytes"), number(&progress, "layers")), (bytes.len() as f64, 2.0));
    assert_eq!(number(&progress, "entries"), 4.0);
    analysis.finish().unwrap()
}

#[wasm_bindgen_test]
fn layer_jobs_and_one_pass_give_the_same_report() {
    for bytes in [image().docker_archive(), image().oci_archive(), image().containerd_archive()] {
        let (indexed, streamed) = (of_archive(&bytes), of_stream(&bytes));
        assert_eq!(indexed.report(), streamed.report());
        assert_eq!(indexed.sarif(), streamed.sarif());
        assert_eq!(indexed.text(), streamed.text());
        let summary = indexed.summary().unwrap();
        assert_eq!(get(&summary, "complete"), JsValue::TRUE, "{}", written(&summary));
        assert!(number(&indexed.findings(object(r#"{ "limit": 1 }"#)).unwrap(), "total") > 0.0);
    }
}

#[wasm_bindgen_test]
fn a_folder_is_read_file_by_file() {
    let files = image().oci_layout();
    let mut analysis = Analysis::new(options(), 0.0).unwrap();
    for (path, body) in &files {
        analysis.add_file(path, body.len() as f64).unwrap();
    }
    let read = |path: &str, _: usize, length: usize| {
        let (_, body) = files.iter().find(|(name, _)| name == path).unwrap_or_else(|| panic!("{path}"));
        body[..length].to_vec()
    };
    let summary = analyse(analysis, read, 4096).summary().unwrap();
    assert_eq!(text(&get(&summary, "input"), "format"), "oci-layout");
    assert_eq!(get(&summary, "complete"), JsValue::TRUE);
    let size: usize = files.iter().map(|(_, body)| body.len()).sum();
    assert_eq!(number(&get(&summary, "input"), "size"), size as f64);
}

/// Every value that JavaScript gets is of a form that JSON has, all the way down: no `Map`, no `BigInt`, no `undefined`.
fn assert_plain(value: &JsValue, place: &str) {
    if Array::is_array(value) {
        for (number, item) in Array::from(value).iter().enumerate() {
            assert_plain(&item, &format!("{place}[{number}]"));
        }
    } else if value.is_object() {
        assert_eq!(text(&get(value, "constructor"), "name"), "Object", "{place}");
        let object: &Object = value.unchecked_ref();
        for pair in Object::entries(object).iter() {
            let pair = Array::from(&pair);
            assert_plain(&pair.get(1), &format!("{place}.{}", pair.get(0).as_string().unwrap()));
        }
    } else {
        let plain = value.is_null() || value.as_f64().is_some() || value.is_string() || value.as_bool().is_some();
        assert!(plain, "{place} is {:?}", value.js_typeof());
    }
}

fn keys(value: &JsValue) -> String {
    let object: &Object = value.unchecked_ref();
    let keys: Vec<String> = Object::keys(object).iter().filter_map(|key| key.as_string()).collect();
    keys.join(" ")
}

#[wasm_bindgen_test]
fn what_javascript_gets_are_plain_objects_of_a_known_shape() {
    let bytes = image().docker_archive();
    let mut analysis = Analysis::new(options(), bytes.len() as f64).unwrap();
    let step = analysis.next().unwrap();
    assert_plain(&step, "step");
    assert_eq!(written(&step), format!(r#"{{"kind":"read","offset":0,"length":{}}}"#, bytes.len().min(65536)));
    assert_eq!(written(&analysis.next().unwrap()), written(&step), "asking again changes nothing");
    let finished = of_archive(&bytes);
    let summary = finished.summary().unwrap();
    assert_plain(&summary, "summary");
    assert_eq!(keys(&summary), "schemaVersion tool asOf input complete counts scale targets rules");
    let target = Array::from(&get(&summary, "targets")).get(0);
    assert_eq!(keys(&target), "name image counts grade");
    assert_eq!(text(&target, "name"), "x:1");
    let page = finished.findings(object(r#"{ "target": 0, "offset": 0, "limit": 50 }"#)).unwrap();
    assert_plain(&page, "page");
    assert_eq!(keys(&page), "total rows");
    let row = Array::from(&get(&page, "rows")).get(0);
    for key in ["rule", "severity", "confidence", "category", "message", "fingerprint"] {
        assert!(!text(&row, key).is_empty(), "{key}");
    }
    assert!(!text(&get(&row, "place"), "kind").is_empty());
    let report = JSON::parse(&finished.report()).unwrap();
    assert_plain(&report, "report");
    assert_eq!(keys(&report), keys(&summary));
}

#[wasm_bindgen_test]
fn findings_come_in_pages_and_filtered() {
    let finished = of_archive(&image().docker_archive());
    let ask = |query: &str| {
        let page = finished.findings(object(query)).unwrap();
        let rows: Vec<String> = Array::from(&get(&page, "rows")).iter().map(|row| written(&row)).collect();
        (number(&page, "total") as usize, rows)
    };
    let (total, all) = ask(r#"{ "limit": 1000 }"#);
    assert_eq!(all.len(), total);
    let paged: Vec<String> =
        (0..total).flat_map(|offset| ask(&format!(r#"{{ "offset": {offset}, "limit": 1 }}"#)).1).collect();
    assert_eq!(paged, all);
    let severities = ["critical", "high", "medium", "low", "info"];
    let by_severity: usize = severities
        .iter()
        .map(|severity| {
            let (found, rows) = ask(&format!(r#"{{ "severities": ["{severity}"], "limit": 1000 }}"#));
            assert!(rows.iter().all(|row| row.contains(&format!(r#""severity":"{severity}""#))));
            found
        })
        .sum();
    assert_eq!(by_severity, total);
    assert_eq!(ask(r#"{ "severities": [], "limit": 1000 }"#).0, 0);
    let (found, rows) = ask(r#"{ "text": "ROOT run-AS", "limit": 1000 }"#);
    assert!(found > 0 && rows.iter().any(|row| row.contains(r#""rule":"run-as-root""#)), "{rows:?}");
    assert_eq!(ask(r#"{ "text": "run-as-root no-such-text", "limit": 1000 }"#).0, 0);
    assert_eq!(ask(r#"{ "offset": 100000, "limit": 10 }"#), (total, vec![]));
    assert!(finished.findings(object(r#"{ "target": 7, "limit": 1 }"#)).is_err());
    assert_failure(&finished.findings(object("{}")).unwrap_err(), "options", "limit is missing");
    let severity = finished.findings(object(r#"{ "severities": ["worst"], "limit": 1 }"#));
    assert_failure(&severity.unwrap_err(), "options", "\"worst\"");
}

#[track_caller]
fn assert_failure(error: &JsValue, code: &str, part: &str) {
    let message: String = error.dyn_ref::<js_sys::Error>().expect("an Error").message().into();
    assert!(message.contains(part), "{message}");
    assert_eq!(text(error, "code"), code, "{message}");
    assert!(text(error, "action").len() > 5);
}

#[wasm_bindgen_test]
fn failures_are_errors_that_say_what_to_do() {
    let options_of = |json: &str| StreamAnalysis::new(object(json), 0.0).err().unwrap();
    assert_failure(&options_of(r#"{ "platform": "linux" }"#), "options", "platform");
    assert_failure(&options_of(r#"{ "asOf": "2026-02-30" }"#), "options", "asOf");
    for (wrong, said) in [
        (r#""x""#, "options cannot be understood"),
        (r#"{ "ignore": 3 }"#, "ignore is not a list"),
        (r#"{ "ignore": [3] }"#, "ignore is not a list of texts"),
        (r#"{ "name": 3 }"#, "name is not text"),
        (r#"{ "all": "yes" }"#, "all is not true or false"),
        (r#"{ "builtFrom": { "text": [] } }"#, "Dockerfile's fields cannot be understood: text is not text"),
        (r#"{ "limits": { "entries": 1.5 } }"#, "limits cannot be understood: entries is not a whole number"),
        (r#"{ "limits": { "window": -1 } }"#, "window is not a whole number"),
        (r#"{ "limits": { "window": 4294967296 } }"#, "window is not a whole number"),
    ] {
        assert_failure(&options_of(wrong), "options", said);
    }
    assert!(StreamAnalysis::new(object(r#"{ "target": null, "unknown": [], "limits": {} }"#), 0.0).is_ok());
    assert_failure(
        &LayerJob::new(object("{}"), None).err().unwrap(),
        "options",
        "job's fields cannot be understood: id",
    );
    let kind = LayerJob::new(object(r#"{ "id": 1, "kind": "sponge" }"#), None);
    assert_failure(&kind.err().unwrap(), "options", "kind is neither");

    let mut stream = StreamAnalysis::new(options(), 0.0).unwrap();
    let error = stream.feed(&[b"PK\x03\x04".as_slice(), &[0; 600]].concat()).unwrap_err();
    assert_failure(&error, "not-an-archive", "zip");

    let error = StreamAnalysis::new(options(), 0.0).unwrap().finish().err().unwrap();
    assert_failure(&error, "not-an-archive", "empty");
    let mut empty = Analysis::new(options(), 0.0).unwrap();
    assert_failure(&empty.next().unwrap_err(), "not-an-archive", "empty");

    let bytes = image().docker_archive();
    let mut small = StreamAnalysis::new(object(r#"{ "limits": { "entries": 3 } }"#), 0.0).unwrap();
    small.feed(&bytes).unwrap();
    assert_failure(&small.finish().err().unwrap(), "too-many-entries", "3 entries");

    let mut absent = StreamAnalysis::new(object(r#"{ "reference": "y:2" }"#), 0.0).unwrap();
    absent.feed(&bytes).unwrap();
    let error = absent.finish().err().unwrap();
    assert_failure(&error, "no-such-image", "y:2");
    assert!(text(&error, "action").contains("x:1"));

    let mut analysis = Analysis::new(options(), bytes.len() as f64).unwrap();
    assert_failure(&analysis.supply(7.0, b"").unwrap_err(), "host", "7");
    assert_failure(&analysis.supply_file("x", b"").unwrap_err(), "host", "x");
    assert_failure(&analysis.take_layer(0, b"").unwrap_err(), "host", "o layer");
    assert_failure(&analysis.finish().err().unwrap(), "host", "ended");

    assert_failure(&scan_dockerfile(b"hello\n", options()).err().unwrap(), "unreadable", "");
}

#[wasm_bindgen_test]
fn dockerfiles_are_found_and_analysed() {
    let dockerfile = b"FROM debian:latest\nADD https://example.org/x /x\n";
    assert!(is_dockerfile("", dockerfile) && is_dockerfile("web.Dockerfile", b"hello"));
    assert!(!is_dockerfile("x", b"hello there") && !is_dockerfile("Dockerfile", &image().docker_archive()));
    let mut analysis = Analysis::new(options(), dockerfile.len() as f64).unwrap();
    analysis.supply(0.0, dockerfile).unwrap();
    assert_eq!(written(&analysis.next().unwrap()), r#"{"kind":"dockerfile"}"#);
    let finished = scan_dockerfile(dockerfile, options()).unwrap();
    assert!(finished.report().contains(r#""format":"dockerfile""#));
    assert!(number(&finished.findings(object(r#"{ "limit": 9 }"#)).unwrap(), "total") > 0.0);
}

#[wasm_bindgen_test]
fn a_configuration_is_text_of_the_host_and_its_mistakes_are_named() {
    let found = |options: &str| {
        let finished = scan_dockerfile(b"FROM debian:latest\nRUN apt-get install curl\n", object(options)).unwrap();
        finished.report()
    };
    let off = r#"{ "config": "[rules]\nmutable-base-tag = \"off\"\n" }"#;
    assert!(found("{}").contains(r#""rule":"mutable-base-tag""#));
    assert!(!found(off).contains(r#""rule":"mutable-base-tag""#));
    assert!(found(r#"{ "profile": "strict" }"#).len() > found(r#"{ "config": "", "profile": "default" }"#).len());
    let refused = |options: &str| scan_dockerfile(b"FROM a\n", object(options)).err().unwrap();
    assert_failure(&refused(r#"{ "config": "\nprofil = 1\n" }"#), "config", "ine 2");
    assert_failure(&refused(r#"{ "profile": "loose" }"#), "options", "loose");
}

#[wasm_bindgen_test]
fn a_target_and_the_dockerfile_of_an_image_are_options() {
    let text = b"FROM debian:12 AS debug\nUSER root\nFROM debian:12\nUSER 10001\n";
    let is_root =
        |options: &str| scan_dockerfile(text, object(options)).unwrap().report().contains(r#""rule":"run-as-root""#);
    assert!(!is_root("{}") && is_root(r#"{ "target": "debug" }"#));
    assert_failure(&scan_dockerfile(text, object(r#"{ "target": "tset" }"#)).err().unwrap(), "unreadable", "tset");

    let built_from = r#"{ "builtFrom": { "name": "Dockerfile", "text": "FROM a\nRUN make nothing of it\n" } }"#;
    let mut analysis = StreamAnalysis::new(object(built_from), 0.0).unwrap();
    analysis.feed(&image().docker_archive()).unwrap();
    let finished = analysis.finish().unwrap();
    assert!(finished.report().contains(r#""outcome":"none""#));
    assert!(written(&finished.summary().unwrap()).contains("not built from Dockerfile"));
}

#[wasm_bindgen_test]
fn what_images_show_against_a_dockerfile_is_in_its_documents() {
    let mut finished = scan_dockerfile(b"FROM debian:12\n", options()).unwrap();
    let alone = finished.report();
    let (_, fingerprint) = alone.split_once(r#""fingerprint":""#).unwrap();
    let told = format!(r#"[{{ "fingerprint": "{}", "image": "web:1", "reason": "it is so" }}]"#, &fingerprint[..32]);
    finished.contradict(&object(&told)).unwrap();
    assert!(finished.report().contains(r#""contradicted":[{"image":"web:1","reason":"it is so"}]"#));
    for document in [finished.sarif(), finished.text()] {
        assert!(document.to_ascii_lowercase().contains("contradicted by web:1: it is so"), "{document}");
    }
    finished.contradict(&object("[]")).unwrap();
    assert_eq!(finished.report(), alone);
    assert_failure(&finished.contradict(&object("[7]")).err().unwrap(), "options", "contradiction");
}

/// What an image says of a Dockerfile does not depend on which of them came first.
#[wasm_bindgen_test]
fn images_that_are_kept_are_judged_anew_with_another_dockerfile() {
    let file = r#"{ "name": "Dockerfile", "text": "FROM a\nCOPY etc /etc\nRUN make a\n" }"#;
    let judged = |options: &str| {
        let mut analysis = StreamAnalysis::new(object(options), 0.0).unwrap();
        analysis.feed(&image().docker_archive()).unwrap();
        analysis.finish().unwrap()
    };
    let together = judged(&format!(r#"{{ "builtFrom": {file} }}"#)).report();
    assert!(together.contains(r#""outcome":"complete""#), "{together}");
    let mut finished = judged(r#"{ "keep": true }"#);
    let alone = finished.report();
    finished.relate(object(file)).unwrap();
    assert_eq!(finished.report(), together);
    finished.relate(JsValue::UNDEFINED).unwrap();
    assert_eq!(finished.report(), alone);

    let mut forgotten = judged("{}");
    forgotten.relate(object(file)).unwrap();
    assert_eq!(forgotten.report(), alone, "nothing was kept");
    assert_failure(&finished.relate(JsValue::from(7)).err().unwrap(), "options", "Dockerfile");
}

#[wasm_bindgen_test]
fn a_compressed_archive_asks_to_be_streamed() {
    let bytes = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    let mut analysis = Analysis::new(options(), bytes.len() as f64).unwrap();
    analysis.next().unwrap();
    analysis.supply(0.0, &bytes).unwrap();
    assert_eq!(written(&analysis.next().unwrap()), r#"{"kind":"stream"}"#);
}

#[wasm_bindgen_test]
fn rules_that_do_not_exist_are_named() {
    let asked = object(r#"{ "ignore": ["run-as-root", "no-such-rule"] }"#);
    assert_eq!(unknown_rules(asked).unwrap(), ["no-such-rule"]);
    let config =
        r#"{ "config": "[rules]\nno-such = \"off\"\nDL3008 = \"off\"\n[[ignore]]\nrules = [\"nor-this\"]\n" }"#;
    assert_eq!(unknown_rules(object(config)).unwrap(), ["no-such", "nor-this"]);
}
