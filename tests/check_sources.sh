#!/bin/sh
# What holds for the sources as a whole.
#     check_sources.sh includes ROOT     the dependency law: no include runs upward or round
#     check_sources.sh lengths ROOT      no file is longer than MAX_LINES
set -eu
MAX_LINES=600

# Those of the named folders that exist.
folders() {
    for folder in "$@"; do
        if [ -d "$folder" ]; then echo "$folder"; fi
    done
}

# The folders of each folder's includes besides its own; "core" is core/backends.{h,c}. Only that
# file names backends. README.md, "Folders", draws the same.
includes_law() {
    cat <<'END'
core/base
core/graph   core/base
core/ops     core/base core/graph
core/cpu     core/base core/graph core/ops
core/oracle  core/base core/graph core/ops
core/vulkan  core/base core/graph
core/cuda    core/base core/graph core/ops
core         core/base core/graph core/cpu core/oracle core/vulkan core/cuda
core/nn      core/base core/graph core/ops
core/train   core/base core/graph core/ops core/nn core
memory       core/base core/graph core/ops core/nn core
data         core/base
gym          core/base data
bin          core/base core/graph core/ops core/nn core/train core memory data gym
END
}

check_includes() {
    includes_law >"$work/law"
    # shellcheck disable=SC2046 # one word a folder
    find $(folders core memory data gym bin) -name '*.[ch]' -o -name '*.def' >"$work/files"
    # shellcheck disable=SC2046 # no file name has a space
    awk '
        function folder(path,   part, n) {
            n = split(path, part, "/")
            return part[1] != "core" || n == 2 ? part[1] : part[1] "/" part[2]
        }
        FNR == 1 { from = folder(FILENAME) }
        NR == FNR { known[$1] = 1; for (i = 1; i <= NF; i++) allowed[$1, $i] = 1; next }
        FNR == 1 && !(from in known) { print FILENAME ": the law does not know this folder"; bad = 1 }
        /^[ \t]*#[ \t]*include[ \t]*"/ {
            split($0, quoted, "\"")
            to = folder(quoted[2])
            if (!((from, to) in allowed)) {
                print FILENAME ":" FNR ": " from " may not include " quoted[2]
                bad = 1
            }
        }
        END { exit bad }
    ' "$work/law" $(cat "$work/files")
}

check_lengths() {
    # shellcheck disable=SC2046,SC2038 # one word a folder, no file name has a space
    find $(folders core memory data gym shaders bin tests) \
        -name '*.[ch]' -o -name '*.comp' -o -name '*.glsl' | xargs wc -l | awk -v max="$MAX_LINES" '
        $2 != "total" && $1 > max { print $2 ": " $1 " lines, more than " max; bad = 1 }
        END { exit bad }'
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$2"
case $1 in
includes) check_includes ;;
lengths) check_lengths ;;
*) echo "unknown check '$1'" >&2 && exit 2 ;;
esac
