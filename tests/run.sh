#!/bin/sh
# Runs every test: installs what is missing, builds twice, tests both builds.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/bin/packages.sh"

usage() {
    cat <<'END'
Usage: sh tests/run.sh [--long [SECONDS [COUNT]]]

Installs what is missing, then builds and tests
  dev        clang, AddressSanitizer and UndefinedBehaviorSanitizer: everything but Vulkan
  lavapipe   gcc, optimised: everything, Vulkan on Mesa's software device under the validation layer

  --long     instead, run every fuzzer for SECONDS (60), then check millions of problems: that no
             split shares any, and COUNT (100000) of each family solved again from their print
  --help     this text

One preset alone: cmake --workflow --preset dev|lavapipe|release
END
}

# A failure of one preset does not hide the result of the next.
run_presets() {
    failed=''
    for preset in "$@"; do
        say ''
        say "== $preset"
        cmake --workflow --preset "$preset" || failed="$failed $preset"
    done
    if [ -n "$failed" ]; then
        die "failed:$failed"
    fi
}

# Starts from the small fixtures, so that more than the first error is reached.
run_fuzzers() {
    cmake --preset fuzz
    cmake --build --preset fuzz --target fuzzers
    seeds=build/fuzz/seeds
    mkdir -p "$seeds"
    find tests/fixtures -type f -size -64k | while read -r fixture; do
        cp "$fixture" "$seeds/$(echo "$fixture" | tr / _)"
    done
    for fuzzer in build/fuzz/tests/fuzz_*; do
        if [ ! -x "$fuzzer" ] || [ -d "$fuzzer" ]; then continue; fi
        say ''
        say "== $fuzzer for $1 s"
        corpus=build/fuzz/corpus/${fuzzer##*/}
        mkdir -p "$corpus"
        "$fuzzer" -max_total_time="$1" -artifact_prefix="$fuzzer-found-" -print_final_stats=1 \
            "$corpus" "$seeds"
    done
}

check_million() {
    say ''
    say '== millions of problems'
    cmake --preset release
    cmake --build --preset release --target mathgym check_golds test_gym_verify_matrix
    sh tests/check_million.sh build/release/mathgym 1M
    build/release/tests/check_golds "$1"
    build/release/tests/test_gym_verify_matrix --variants 1000000
}

mode=presets
seconds=60
case ${1-} in
'') ;;
--long)
    mode=long
    seconds=${2-60}
    count=${3-100000}
    ;;
-h | --help) usage && exit 0 ;;
*)
    say "error: unknown argument '$1'; see sh tests/run.sh --help"
    exit 2
    ;;
esac

cd "$root"
need_for_tests
install_missing
if [ -z "${CTEST_PARALLEL_LEVEL-}" ]; then
    CTEST_PARALLEL_LEVEL=$(getconf _NPROCESSORS_ONLN)
    export CTEST_PARALLEL_LEVEL
fi
if [ "$mode" = long ]; then
    run_fuzzers "$seconds"
    check_million "$count"
elif [ "$(uname -s)" = Darwin ]; then
    run_presets dev release # no lavapipe there: Vulkan tests run on MoltenVK. Never run.
else
    run_presets dev lavapipe
fi
