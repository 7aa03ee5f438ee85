"""Runs `plimsoll scan` and `syft` over the same file in turns and prints medians, memory and ratios.

Usage: compare-terminal.py [--runs N] PLIMSOLL SYFT IMAGE
Each run is a process of its own; its peak memory is what the kernel says of that process alone (wait4). Up to exec that
process is a copy of this script, and the kernel counts that too, so figures are never below this script's own 15 MiB or so,
and it keeps small: nothing large is read before the runs.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time


# The terminal's promise: so many MiB, and so many bytes for each entry of each layer.
MEMORY_MEBIBYTES = 64
MEMORY_BYTES_PER_ENTRY = 200


def entries_of(plimsoll, image):
    """Entries of all layers together, as the report counts them."""
    scan = subprocess.run([plimsoll, "scan", image, "--format", "json", "--quiet"], stdout=subprocess.PIPE)
    report = json.loads(scan.stdout)
    if not report["complete"]:
        sys.exit(f"error: {image} could not be read as a whole, so nothing is measured")
    return sum(layer["entries"] for target in report["targets"] for layer in target["image"]["layers"])


def run(command, environment, accepted):
    """Seconds and peak MiB of one run. A run that does not do its work is no measurement."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        sys.exit(f"error: {command[0]} ended with {process.returncode}: {errors.decode(errors='replace')[-2000:]}")
    return seconds, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("plimsoll")
    parser.add_argument("syft")
    parser.add_argument("image")
    options = parser.parse_args()

    source = "oci-archive" if ".oci" in os.path.basename(options.image) else "docker-archive"
    sides = {
        "plimsoll scan": ([options.plimsoll, "scan", options.image, "--format", "json", "--quiet"], {0, 1}),
        "syft": ([options.syft, "scan", f"{source}:{options.image}", "-o", "json", "-q"], {0}),
    }
    environment = {**os.environ, "SYFT_CHECK_FOR_APP_UPDATE": "false"}

    with open(options.image, "rb") as file:  # both sides read from the page cache
        window = bytearray(1 << 18)
        while file.readinto(window):
            pass
    measured = {name: [] for name in sides}
    for number in range(options.runs):
        for name, (command, accepted) in sides.items():
            seconds, mebibytes = run(command, environment, accepted)
            measured[name].append((seconds, mebibytes))
            print(f"bench: run {number + 1}: {name}: {seconds:.2f} s, {mebibytes:.0f} MiB", file=sys.stderr)

    size = os.path.getsize(options.image)
    entries = entries_of(options.plimsoll, options.image)
    allowed = MEMORY_MEBIBYTES + entries * MEMORY_BYTES_PER_ENTRY / (1 << 20)
    print(
        f"\n{os.path.basename(options.image)}, {size / 1e6:.0f} MB, {entries} entries, "
        f"{os.cpu_count()} processors, median of {options.runs} runs in turns\n"
    )
    print("| | seconds | MB/s | peak MiB |")
    print("|---|---|---|---|")
    medians = {}
    for name, runs in measured.items():
        seconds = statistics.median(seconds for seconds, _ in runs)
        mebibytes = max(mebibytes for _, mebibytes in runs)
        medians[name] = seconds, mebibytes
        print(f"| {name} | {seconds:.2f} | {size / 1e6 / seconds:.0f} | {mebibytes:.0f} |")
    (ours, our_memory), (theirs, their_memory) = medians.values()
    print(f"| ratio, syft to plimsoll (wanted: 4 or more) | {theirs / ours:.1f} | | {their_memory / our_memory:.1f} |")
    print(f"| memory of plimsoll (wanted: {allowed:.1f} MiB or less) | | | {our_memory:.0f} |")


main()
