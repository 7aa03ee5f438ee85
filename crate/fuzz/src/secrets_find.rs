//! Any bytes searched for secrets: hits are sorted, apart, and inside; masking comes to rest and lets none of them out.

use plimsoll_core::secrets;

/// See the module.
pub fn holds(data: &[u8]) {
    let mut end = 0;
    for hit in secrets::find(data) {
        assert!(hit.start < hit.end && hit.end <= data.len() && hit.start >= end, "{hit:?}");
        end = hit.end;
    }
    for path in ["etc/ssh/ssh_host_rsa_key", "root/.npmrc", "app/.env", "root/.kube/config", "x.jks", "settings.xml"] {
        for hit in secrets::judge_file(path.as_bytes(), data, true) {
            assert!(hit.line >= 1);
        }
        let _ = secrets::judge_file(path.as_bytes(), data, false);
    }
    let text = String::from_utf8_lossy(data);
    for hit in secrets::find_in_command(&text) {
        assert!(hit.start < hit.end && text.is_char_boundary(hit.start) && text.is_char_boundary(hit.end));
    }
    let masked = secrets::masked(&text);
    assert_eq!(masked, secrets::masked(&masked), "masking comes to rest");
    let (name, value) = text.split_once('=').unwrap_or(("PASSWORD", &text));
    let _ = (secrets::judge_pair(name, value), secrets::masked_pair(name, value), secrets::mask(value));
}
