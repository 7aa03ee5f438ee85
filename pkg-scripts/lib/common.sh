# Sourced by every command: where things are, how to speak, how to stop.
# Must not install, build or change anything but the environment of the calling script.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
BUILD=$ROOT/build
TOOLS=$BUILD/tools
STAMPS=$BUILD/stamps
export PLIMSOLL_ROOT=$ROOT

CARGO_HOME=${CARGO_HOME:-$HOME/.cargo}
export PATH="$TOOLS/bin:$ROOT/pkg-scripts/node_modules/.bin:$PATH"
command -v cargo >/dev/null || PATH="$PATH:$CARGO_HOME/bin"

# The standard library from its source, built for size as the engine is; where rustup has that source.
BUILD_STD=(-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)
std_source() { [[ -f $(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock ]]; }

# A caller with its own target directory keeps it.
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}

# Every wasm build, of the engine and of its tests, has the same flags: SIMD is in all current browsers and in workerd
# and helps hashing most. Panic messages carry source paths, which must not depend on the machine.
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Ctarget-feature=+simd128"
if [[ "$ROOT$CARGO_HOME" != *[[:space:]]* ]]; then
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS+=" --remap-path-prefix=$CARGO_HOME=cargo --remap-path-prefix=$ROOT=."
fi

say() { printf '%s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }

# Something is missing or misused: exit 2, as the terminal does for "could not analyse".
stop() {
    printf 'error: %s\n' "$1" >&2
    shift
    local line
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit 2
}

# seconds_since START, START being $SECONDS at the beginning.
seconds_since() { printf '%d:%02d' $(((SECONDS - $1) / 60)) $(((SECONDS - $1) % 60)); }

# hash_of PATH...: one hash over names and contents of all files below, whatever the order the disk gives them in.
hash_of() {
    (
        cd "$ROOT"
        find "$@" -type f -not -path '*/node_modules/*' -not -path '*/target/*' -not -path '*/fuzz/*' -print0 |
            LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64
    )
}

# The version that Cargo.toml pins with `=`.
pinned_version() { sed -n "s/^$1 = \"=\([0-9.]*\)\".*/\1/p" "$ROOT/Cargo.toml" | head -n 1; }

# Processes that a browser or a driver detaches leave the process group, but not the environment they were given. So a
# run marks its own environment, and what still carries the mark at the end is ours and is ended, by its id.
RUN_MARK=plimsoll-$$-$RANDOM$RANDOM
mark_processes() { export PLIMSOLL_RUN_MARK=$RUN_MARK; }
end_marked_processes() {
    local signal round found
    for signal in TERM KILL; do
        # This script was started without the mark, and grep is.
        found=$(env -u PLIMSOLL_RUN_MARK grep -lzx "PLIMSOLL_RUN_MARK=$RUN_MARK" /proc/[0-9]*/environ 2>/dev/null |
            tr -dc '0-9\n') || true
        [[ -n $found ]] || return 0
        # shellcheck disable=SC2086 # one word a process
        kill -"$signal" $found 2>/dev/null || true
        for round in {1..10}; do
            # shellcheck disable=SC2086
            kill -0 $found 2>/dev/null || break
            sleep 0.1
        done
    done
}
