# Sourced after setup.sh: builds what the page and the worker consist of, each step only when its inputs changed.

ENGINE=$BUILD/engine
SITE=$BUILD/www
EDGE=$BUILD/worker

# What the worker's memory is bound to, in MiB; see lib/limit-memory.mjs.
WORKER_MEMORY=48

# Features of wasm that rustc 1.95 emits; wasm-opt refuses what it is not told of.
WASM_FEATURES=(
    --enable-bulk-memory --enable-multivalue --enable-mutable-globals --enable-nontrapping-float-to-int
    --enable-reference-types --enable-sign-ext --enable-simd
)

# quiet COMMAND...: shows the output only when the command fails.
quiet() {
    local log
    log=$(mktemp "$BUILD/quiet.XXXXXX")
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# What wasm-opt does. The compiler has optimised already; each of these makes the compressed engine smaller, while what -Oz
# does beside them makes it larger, and takes four times as long. Zeros in the data are not taken out
# (memory-packing): gzip does that better. The alignment that memory accesses promise is dropped: engines do not use it, and
# without it more instructions are the same (2 KB). The last one puts functions that are called most first, where their numbers take
# one byte; the others follow in the order in which they compress best (order-functions.mjs).
WASM_PASSES=(
    --remove-unused-module-elements --duplicate-function-elimination --remove-unused-brs --remove-unused-names --merge-blocks
    --code-folding --precompute --merge-locals --dae-optimizing --rse --vacuum --reorder-locals --optimize-instructions --dealign
    --simplify-locals-nostructure --reorder-functions
)
WASM_STRIPS=(--strip-debug --strip-producers --strip-target-features)

# optimise_engine FILE: in its place.
optimise_engine() {
    wasm-opt "${WASM_PASSES[@]}" "${WASM_STRIPS[@]}" "${WASM_FEATURES[@]}" "$1" -o "$1.optimised" &&
        node "$ROOT/pkg-scripts/lib/order-functions.mjs" "$1.optimised" "$1.named" &&
        wasm-opt --reorder-functions-by-name "${WASM_STRIPS[@]}" "${WASM_FEATURES[@]}" "$1.named" -o "$1" &&
        rm "$1.optimised" "$1.named"
}

# What a panic says is not in the engine: its core cannot panic, and what else might ends it at once.
SILENT=(-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none)

# The standard library that Rust ships makes the engine 4 % larger, with its messages and with code that is fast rather than
# small. To build it is not stable yet, so it is no fault where it cannot be done.
#
# compile_engine [--lib|--example NAME]
compile_engine() (
    cd "$ROOT" || return 1
    # Of the two crate types of its manifest only the one: with both, the compiler does not optimise across crates.
    local compile=(cargo rustc --profile wasm --target wasm32-unknown-unknown -p plimsoll-wasm "${@:---lib}" --crate-type cdylib)
    if std_source; then
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS+=" ${SILENT[*]}" RUSTC_BOOTSTRAP=1 "${compile[@]}" "${BUILD_STD[@]}" && return
        warn "Rust's standard library could not be built: the one that it ships is taken, and the engine is larger"
    fi
    "${compile[@]}"
)

# The engine: build/engine/plimsoll.js, plimsoll_bg.wasm and their types.
build_engine() {
    local key started=$SECONDS
    key="$(hash_of Cargo.toml Cargo.lock crate/core crate/sieve crate/wasm pkg-scripts/lib/build.sh pkg-scripts/lib/common.sh pkg-scripts/lib/order-functions.mjs) $(rustc --version)"
    if std_source; then key+=" with its library"; fi
    if [[ -f $ENGINE/plimsoll_bg.wasm ]] && stamped engine "$key"; then return; fi
    say "build: engine (wasm)"
    compile_engine || return 1
    rm -rf "$ENGINE.new"
    wasm-bindgen --target web --out-name plimsoll --out-dir "$ENGINE.new" --remove-producers-section "$TARGET/wasm32-unknown-unknown/wasm/plimsoll_wasm.wasm" || return 1
    optimise_engine "$ENGINE.new/plimsoll_bg.wasm" || return 1
    node "$ROOT/pkg-scripts/lib/check-size.mjs" "$ENGINE.new/plimsoll_bg.wasm" || return 1
    rm -rf "$ENGINE"
    mv "$ENGINE.new" "$ENGINE"
    stamp engine "$key"
    say "build: engine done in $(seconds_since "$started")"
}

# The terminal and the image builder's examples, unoptimised. Where tests are run they are built with the tests, since with
# other features all would be compiled twice.
build_terminal() {
    cd "$ROOT" || return 1
    if [[ ${WITH_TESTS:-} ]]; then
        quiet cargo test --workspace --no-run
    else
        quiet cargo build -p plimsoll && quiet cargo build -p plimsoll-image-builder --examples
    fi
}

# The rule catalogue, which the engine itself does not carry, and the image to try.
build_data() {
    local key
    key="$(hash_of Cargo.toml Cargo.lock crate/core crate/cli crate/image-builder) $(rustc --version)"
    if [[ -f $BUILD/data/rules.json && -f $BUILD/data/sample-image.tar ]] && stamped data "$key"; then return; fi
    say "build: rule catalogue and sample image"
    mkdir -p "$BUILD/data"
    (
        cd "$ROOT"
        build_terminal &&
            "$TARGET/debug/plimsoll" rules --format json >"$BUILD/data/rules.json.new" &&
            node -e 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))' "$BUILD/data/rules.json.new" &&
            "$TARGET/debug/examples/write-sample" "$BUILD/data/sample-image.tar" &&
            mv "$BUILD/data/rules.json.new" "$BUILD/data/rules.json"
    ) || return 1
    stamp data "$key"
}

# copy_folder FROM TO: all but what is only for its developers.
copy_folder() {
    mkdir -p "$2"
    (cd "$1" && tar -cf - --exclude=node_modules --exclude=tsconfig.json --exclude='*.test.mjs' --exclude='*.d.ts' .) | tar -xf - -C "$2"
}

# build/www: static files, ready for any host.
build_site() {
    build_engine && build_data || return 1
    rm -rf "$SITE.new"
    copy_folder "$ROOT/www" "$SITE.new" || return 1
    node "$ROOT/pkg-scripts/lib/strip-comments.mjs" "$SITE.new" || return 1
    mkdir -p "$SITE.new/engine"
    cp "$ENGINE/plimsoll.js" "$ENGINE/plimsoll_bg.wasm" "$SITE.new/engine/"
    cp "$BUILD/data/rules.json" "$BUILD/data/sample-image.tar" "$SITE.new/"
    node "$ROOT/pkg-scripts/lib/write-headers.mjs" "$SITE.new" || return 1
    rm -rf "$SITE"
    mv "$SITE.new" "$SITE"
}

# build/worker: the edge worker beside its engine.
build_worker() {
    build_engine && build_data || return 1
    rm -rf "$EDGE.new"
    copy_folder "$ROOT/worker" "$EDGE.new" || return 1
    mkdir -p "$EDGE.new/engine"
    node "$ROOT/pkg-scripts/lib/write-engine-factory.mjs" "$ENGINE/plimsoll.js" "$EDGE.new/engine/create-engine.js" || return 1
    cp "$BUILD/data/rules.json" "$EDGE.new/"
    node "$ROOT/pkg-scripts/lib/limit-memory.mjs" "$ENGINE/plimsoll_bg.wasm" "$EDGE.new/engine/plimsoll_bg.wasm" \
        "$WORKER_MEMORY" || return 1
    rm -rf "$EDGE"
    mv "$EDGE.new" "$EDGE"
}

# build_parts [engine|data|www|worker]...: all of them, if nothing is said.
build_parts() {
    local part
    (($#)) || set -- engine data www worker
    exec 8>"$BUILD/build.lock"
    flock 8
    for part in "$@"; do
        case $part in
        engine) build_engine ;;
        data) build_data ;;
        www) build_site ;;
        worker) build_worker ;;
        *) stop "no such part: $part" "Parts: engine, data, www, worker." ;;
        esac || {
            printf 'error: building the part "%s" failed\n' "$part" >&2
            exec 8>&-
            return 1
        }
    done
    exec 8>&-
}
