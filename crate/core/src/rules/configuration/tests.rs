//! Cases beside the examples: what counts, what does not, and the exact place.

use crate::rules::cases::check;

#[test]
fn credentials_are_told_from_other_settings() {
    check(&[
        ("login-without-secret-mount", "RUN aws --profile a configure set aws_access_key_id x", &[]),
        ("login-without-secret-mount", "RUN aws configure set aws_access_key_id x --profile a", &["aws_access_key_id"]),
        ("login-without-secret-mount", "RUN doctl auth init -t $T", &["init"]),
        ("login-without-secret-mount", "RUN doctl auth list -t $T", &[]),
        ("login-without-secret-mount", "RUN helm registry login -u a -p $P x.org", &["login"]),
        ("login-without-secret-mount", "RUN yarn config set npmAuthToken $T", &["npmAuthToken"]),
        ("login-without-secret-mount", "RUN npm config delete _authToken", &[]),
        (
            "login-without-secret-mount",
            "RUN git config --global url.https://$T@github.com/.insteadOf https://github.com/",
            &["url.https://$T@github.com/.insteadOf"],
        ),
        ("login-without-secret-mount", "RUN git config --global user.email a@b.org", &[]),
        (
            "login-without-secret-mount",
            "RUN composer config -g github-oauth.github.com $T",
            &["github-oauth.github.com"],
        ),
        ("login-without-secret-mount", "RUN --mount=type=ssh gh auth login --with-token < t", &["login"]),
        ("login-without-secret-mount", "RUN --mount=type=secret,id=t gh auth login --with-token < /run/secrets/t", &[]),
        ("login-without-secret-mount", "RUN docker login --help; docker logout", &["login"]),
    ]);
}

#[test]
fn flags_of_run_are_judged_one_by_one() {
    check(&[
        (
            "privileged-build-step",
            "RUN --network=host --security=insecure a",
            &["--security=insecure", "--network=host"],
        ),
        ("privileged-build-step", "RUN --device=a b", &["--device=a"]),
        ("privileged-build-step", "RUN --network=none a --network=host", &[]),
        ("readable-secret-mount", "RUN --mount=type=secret,id=a,mode=0404 b", &["mode=0404"]),
        ("readable-secret-mount", "RUN --mount=type=secret,id=a,mode=rw b", &[]),
        ("loose-ssh-mount", "RUN --mount=type=ssh,required=true apt-get update && git clone a", &[]),
        (
            "loose-ssh-mount",
            "RUN --mount=type=ssh,required=true apt-get update && mkdir a",
            &["--mount=type=ssh,required=true"],
        ),
        ("loose-ssh-mount", "RUN --mount=type=ssh,required=true $RUN_THIS", &[]),
        (
            "loose-ssh-mount",
            "RUN --mount=type=ssh,required=true <<EOF\nmkdir a\nEOF",
            &["--mount=type=ssh,required=true"],
        ),
        ("loose-ssh-mount", "RUN --mount=type=ssh,required=true <<EOF python3\nimport x\nEOF", &[]),
    ]);
}

#[test]
fn secrets_that_stay_are_told_from_those_that_do_not() {
    check(&[
        ("secret-mount-copied", "RUN --mount=type=secret,id=a cat /run/secrets/a > /b", &["cat /run/secrets/a > /b"]),
        ("secret-mount-copied", "RUN --mount=type=secret,id=a cat /run/secrets/ab > /b", &[]),
        ("secret-mount-copied", "RUN --mount=type=secret,id=a cat /run/secrets/a > /dev/null", &[]),
        ("secret-mount-copied", "RUN --mount=type=secret,id=a cat /run/secrets/a | grep b > /b", &[]),
        (
            "secret-mount-copied",
            "RUN --mount=type=secret,id=a install -m 600 /run/secrets/a /b",
            &["install -m 600 /run/secrets/a /b"],
        ),
        ("secret-mount-copied", "RUN --mount=type=secret,id=a cp /run/secrets/a /b/a; make; rm -rf /b", &[]),
        ("secret-mount-copied", "RUN --mount=type=secret,id=a,env=A echo '$A' > /b", &[]),
        ("secret-mount-copied", "RUN --mount=type=secret,id=a,env=A echo \"$A\" > /b", &["echo \"$A\" > /b"]),
        ("secret-mount-copied", "RUN --mount=type=secret,id=a,env=A echo \"$AB\" > /b", &[]),
        ("secret-mount-copied", "RUN --mount=type=secret,id=a,target=/c sed s/x/y/ /c > /b", &["sed s/x/y/ /c > /b"]),
        ("secret-mount-copied", "RUN --mount=type=secret,id=a export A=$(cat /run/secrets/a) && make", &[]),
        (
            "secret-mount-copied",
            "RUN --mount=type=secret,id=a aws configure set aws_secret_access_key \"$(cat /run/secrets/a)\"",
            &["aws configure set aws_secret_access_key \"$(cat /run/secrets/a)\""],
        ),
        ("secret-mount-copied", "RUN cat /run/secrets/a > /b", &[]),
    ]);
}
