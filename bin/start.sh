#!/bin/sh
# From nothing to a trained and evaluated model: installs what is missing, builds, trains, evaluates.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/bin/packages.sh"

# The main job, and how to go on with one that was interrupted.
run=runs/first
# The small families (42 to 183 held-out problems) need the strong weight decay: with 0.1 they are learnt by heart.
train="train --preset tiny --task mixture --minutes 8 --weight-decay 0.7 --out $run"
resume="train --resume $run"
evaluate="eval $run --samples 2"

usage() {
    cat <<END
Usage: sh bin/start.sh [--build-only]

Installs what is missing (apt-get on Debian, Homebrew on macOS; asks for nothing where nothing is
missing), builds build/release/mathgym, and runs the main job:

    mathgym $train
    mathgym $evaluate

  --build-only   stop after the build
  --help         this text
END
}

build_only=false
for argument in "$@"; do
    case $argument in
    --build-only) build_only=true ;;
    -h | --help) usage && exit 0 ;;
    *)
        say "error: unknown argument '$argument'; see sh bin/start.sh --help"
        exit 2
        ;;
    esac
done

# Runs a mathgym command from the root of the repository, so that runs/ is always the same folder.
mathgym() {
    say ''
    say "\$ build/release/mathgym $*"
    build/release/mathgym "$@"
}

cd "$root"
need_for_build
install_missing
mkdir -p build
say 'Building build/release/mathgym'
cmake --preset release >build/configure.log 2>&1 || { cat build/configure.log >&2 && exit 1; }
cmake --build --preset release --target mathgym
if $build_only; then
    say 'Built: build/release/mathgym --help'
    exit 0
fi

# shellcheck disable=SC2086 # each word is an argument
if [ -e "$run" ]; then
    say "$run is there already: going on where it stopped. Delete it to start anew."
    mathgym $resume
else
    mathgym $train
fi
# shellcheck disable=SC2086
mathgym $evaluate
cat >&2 <<END

Next:
    build/release/mathgym generate $run '12+34='      ask it something
    build/release/mathgym eval $run --by-difficulty   what it can and what it cannot
    build/release/mathgym --help                             everything else
END
