//! Cases beside the examples: what counts, what does not, and the exact place.

use crate::rules::cases::check;

#[test]
fn verification_of_certificates_is_followed_through_all_forms() {
    check(&[
        ("curl-insecure", "RUN curl -fsSkL https://x.org/a", &["-fsSkL"]),
        ("curl-insecure", "RUN curl -Hk https://x.org/a", &[]),
        ("curl-insecure", "RUN curl -o -k https://x.org/a", &[]),
        ("curl-insecure", "RUN curl -d k -sk https://x.org/a", &["-sk"]),
        ("curl-insecure", "RUN if ! curl -k https://x.org/a; then exit 1; fi", &["-k"]),
        ("curl-insecure", "RUN x=$(curl -sk https://x.org/a) && echo $x", &["-sk"]),
        ("curl-insecure", "RUN sudo -E curl --insecure https://x.org/a", &["--insecure"]),
        ("curl-insecure", "RUN sh -c 'curl -k https://x.org/a'", &["-k"]),
        ("curl-insecure", "RUN echo curl -k https://x.org/a", &[]),
        ("curl-insecure", "RUN curl -k https://localhost/a https://x.org/b", &["-k"]),
        ("curl-insecure", "RUN curl -k https://user@127.0.0.1:8443/a", &[]),
        ("curl-insecure", "ENTRYPOINT curl -k https://x.org/a", &[]),
        ("wget-insecure", "RUN wget --no-check-cert https://x.org/a", &["--no-check-cert"]),
        ("wget-insecure", "RUN wget --no-cache https://x.org/a", &[]),
        ("wget-insecure", "RUN wget -e check_certificate=on https://x.org/a", &[]),
        ("pip-trusted-host", "RUN pip3 install --trusted-host x.org a", &["--trusted-host"]),
        ("pip-trusted-host", "RUN pip3 install --trusted-host 127.0.0.1:3141 a", &[]),
        ("pip-trusted-host", "RUN python3 -m venv --trusted-host x.org", &[]),
        ("pip-trusted-host", "RUN uv pip install --allow-insecure-host x.org a", &["--allow-insecure-host"]),
        ("pip-trusted-host", "ARG PIP_TRUSTED_HOST=x.org", &["PIP_TRUSTED_HOST=x.org"]),
        ("pip-trusted-host", "RUN env PIP_TRUSTED_HOST=x.org pip install a", &["PIP_TRUSTED_HOST=x.org"]),
        ("node-tls-off", "RUN export A=b NODE_TLS_REJECT_UNAUTHORIZED=0; npm ci", &["NODE_TLS_REJECT_UNAUTHORIZED=0"]),
        (
            "node-tls-off",
            "RUN [\"sh\", \"-c\", \"NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci\"]",
            &["\"NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci\""],
        ),
        ("node-tls-off", "RUN env npm_x NODE_TLS_REJECT_UNAUTHORIZED=0", &[]),
        ("python-tls-off", "ENV A=0 PYTHONHTTPSVERIFY=${A}", &[]),
        ("npm-tls-off", "RUN npm config set strict-ssl false -g", &["strict-ssl false"]),
        ("npm-tls-off", "RUN npm config set strict-ssl=true", &[]),
        ("npm-tls-off", "RUN yarn config set enableStrictSsl false", &["enableStrictSsl false"]),
        ("npm-tls-off", "RUN npm ci --no-strict-ssl", &["--no-strict-ssl"]),
        ("npm-tls-off", "RUN npm config get strict-ssl false", &[]),
        ("git-tls-off", "RUN git -c http.sslVerify=false clone https://x.org/a", &["http.sslVerify=false"]),
        ("git-tls-off", "RUN git clone --config http.sslVerify=false https://x.org/a", &["http.sslVerify=false"]),
        (
            "git-tls-off",
            "RUN git clone --config=http.sslVerify=false https://x.org/a",
            &["--config=http.sslVerify=false"],
        ),
        ("git-tls-off", "RUN git config http.sslVerify", &[]),
        ("git-tls-off", "RUN git config --global --add http.sslVerify False", &["http.sslVerify"]),
    ]);
}

#[test]
fn packages_are_verified_unless_told_otherwise() {
    check(&[
        ("unsigned-apt", "RUN apt-get install -y --allow-unauthenticated=false a", &[]),
        (
            "unsigned-apt",
            "RUN apt -oAPT::Get::AllowUnauthenticated=true install a",
            &["-oAPT::Get::AllowUnauthenticated=true"],
        ),
        (
            "unsigned-apt",
            "RUN echo 'Acquire::AllowInsecureRepositories \"1\";' > /etc/apt/apt.conf.d/9",
            &["'Acquire::AllowInsecureRepositories \"1\";'"],
        ),
        (
            "unsigned-apt",
            "RUN add-apt-repository 'deb [trusted=yes] https://x.org/ a main'",
            &["'deb [trusted=yes] https://x.org/ a main'"],
        ),
        ("unsigned-apt", "RUN echo 'deb [trusted=no] https://x.org/ a main' > /etc/apt/sources.list", &[]),
        ("unsigned-apt", "RUN echo '# deb [trusted=yes] https://x.org/ a main' > /etc/apt/sources.list", &[]),
        ("unsigned-apt", "RUN echo 'deb [trusted=yes] https://x.org/ a main'", &[]),
        (
            "unsigned-apt",
            "RUN cat <<EOF > /etc/apt/sources.list.d/a.sources\nTypes: deb\nTrusted: yes\nEOF",
            &["Trusted: yes"],
        ),
        ("unsigned-apk", "RUN apk add --allow-untrusted a", &["--allow-untrusted"]),
        ("unsigned-yum", "RUN yum-config-manager --setopt=a.sslverify=0 --save", &["--setopt=a.sslverify=0"]),
        ("unsigned-yum", "RUN dnf install -y --nogpgcheck --setopt=sslverify=0 a", &["--nogpgcheck"]),
        ("unsigned-yum", "RUN dnf install -y --setopt=repo_gpgcheck=0 a", &[]),
        ("unsigned-yum", "RUN sed -i 's/repo_gpgcheck=1/repo_gpgcheck=0/' /etc/yum.repos.d/a.repo", &[]),
        ("unsigned-yum", "RUN zypper addrepo --no-gpgcheck https://x.org/a a", &["--no-gpgcheck"]),
        ("unsigned-yum", "RUN tee /etc/yum.repos.d/a.repo <<EOF\n[a]\n gpgcheck=0\nEOF", &["gpgcheck=0"]),
        ("rpm-without-signature", "RUN rpm -e --nodigest a", &[]),
        ("rpm-without-signature", "RUN rpm -Fvh --nodigest --nosignature a.rpm", &["--nodigest"]),
    ]);
}

#[test]
fn downloads_are_told_from_what_looks_like_them() {
    check(&[
        ("cleartext-download", "RUN curl -e http://x.org/ https://x.org/a", &[]),
        ("cleartext-download", "RUN curl --url http://x.org/a", &["http://x.org/a"]),
        ("cleartext-download", "RUN curl -d 'http://x.org' https://x.org/a", &[]),
        ("cleartext-download", "RUN wget -O a HTTP://x.org/a", &["HTTP://x.org/a"]),
        ("cleartext-download", "RUN git remote add a http://x.org/a", &[]),
        ("cleartext-download", "RUN git clone -b http://b https://x.org/a", &[]),
        ("cleartext-download", "RUN pip install -i http://x.org/simple a", &["http://x.org/simple"]),
        ("cleartext-download", "RUN pip --proxy http://x.org install a", &[]),
        ("cleartext-download", "RUN npm config set registry http://x.org/", &["http://x.org/"]),
        ("cleartext-download", "RUN npm config set proxy http://x.org/", &[]),
        ("cleartext-download", "RUN yum install -y http://x.org/a.rpm", &["http://x.org/a.rpm"]),
        ("cleartext-download", "RUN rpm --import http://x.org/key", &["http://x.org/key"]),
        ("piped-download", "RUN curl https://x.org/a | bash", &["curl https://x.org/a | bash"]),
        ("piped-download", "RUN curl https://x.org/a | bash -c 'cat'", &[]),
        ("piped-download", "RUN curl https://x.org/a | tee a | sh -s", &["curl https://x.org/a | tee a | sh -s"]),
        ("piped-download", "RUN curl $(cat url) | sh", &["curl $(cat url) | sh"]),
        ("piped-download", "RUN curl https://x.org/a | perl -pe s/a/b/ > x", &[]),
        ("piped-download", "RUN curl https://x.org/a | python3 -u -", &["curl https://x.org/a | python3 -u -"]),
        ("piped-download", "RUN curl https://x.org/a > a; sh a", &[]),
        (
            "piped-download",
            "RUN curl https://x.org/a | bash -euxo pipefail",
            &["curl https://x.org/a | bash -euxo pipefail"],
        ),
        (
            "piped-download",
            "RUN curl https://x.org/a | php -- --filename=b",
            &["curl https://x.org/a | php -- --filename=b"],
        ),
        ("piped-download", "RUN curl https://x.org/a | sh -o errexit b", &[]),
        ("cleartext-download", "RUN npm config set @a:registry=http://x.org/", &["@a:registry=http://x.org/"]),
        ("piped-download", "RUN bash -c \"$(curl https://x.org/a)\" -- x", &["\"$(curl https://x.org/a)\""]),
        ("piped-download", "RUN bash -c 'curl https://x.org/a | sh'", &["curl https://x.org/a | sh"]),
        ("piped-download", "RUN bash -e x \"$(curl https://x.org/a)\"", &[]),
        ("piped-download", "RUN . <(wget -qO- https://x.org/a)", &["<(wget -qO- https://x.org/a)"]),
        ("curl-without-fail", "RUN curl https://x.org/a | sh", &["curl"]),
        ("curl-without-fail", "RUN curl $OPTIONS https://x.org/a -o a", &[]),
        ("curl-without-fail", "RUN curl -sI https://x.org/a > a", &[]),
        ("curl-and-wget", "RUN command -v wget || curl -f https://x.org/a", &[]),
        ("wget-progress", "RUN wget -nc https://x.org/a", &["wget"]),
        ("wget-progress", "RUN wget -nv -nc https://x.org/a", &[]),
    ]);
}
