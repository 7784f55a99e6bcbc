#!/bin/sh
# What a memory recalls after a training of some minutes: associative recall, overwriting recall and a
# passkey, each of 3 seeds, with the memory on and, as controls, frozen, reset and shuffled. Ends with 1
# where fewer than 2 seeds of a task reach
#     pairs      95% of the answers         overwrite  90%
#     passkey    95%, and 80% in texts of 8 times the length; attention alone less than 20%
# or where a control is more than 3 points above chance, one over the number of values (below it is one
# that says what is no value at all: it knows no more).
#     check_recall.sh MATHGYM [SEED...]      with fewer seeds all but one must, or the only one
set -eu
mathgym=$1
shift
if [ $# = 0 ]; then set -- 1 2 3; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# score TASK SEED CHANCE LEAST [LEAST-AT-8 OPTION...]: prints the lines that count; fails if they do not do.
score() {
    task=$1 seed=$2 chance=$3 least=$4 far=${5:-0}
    if [ $# -gt 5 ]; then shift 5; else shift $#; fi
    "$mathgym" memory-test --train --task "$task" --seed "$seed" --device cpu "$@" \
        >"$work/out" 2>"$work/err" || { cat "$work/err" >&2; exit 2; }
    awk -v task="$task" -v seed="$seed" -v chance="$chance" -v least="$least" -v far="$far" '
        $1 ~ /^(on|frozen|reset|shuffled)$/ && $3 ~ /%$/ {
            share = $3 + 0
            if (!first) first = $2
            printf "%-10s seed %s  %-9s %6d tokens  %5.1f%%\n", task, seed, $1, $2, share
            if ($1 != "on") { if (share > chance + 3) control = 1; next }
            if ($2 == first && share < least) low = 1
            if ($2 == 8 * first && share < far) low = 1
            seen = 1
        }
        END { exit !seen ? 3 : control ? 2 : low }' "$work/out"
}

# The task with every seed: no control above chance, recall in all but one.
check() {
    reached=0
    wanted=$(($# - 4))
    task=$1 chance=$2 least=$3 far=$4
    shift 4
    if [ "$wanted" -gt 1 ]; then wanted=$((wanted - 1)); fi
    for s in "$@"; do
        code=0
        if [ "$task" = passkey ]; then
            score passkey "$s" "$chance" "$least" "$far" --steps 500 --times 8 || code=$?
        else
            score "$task" "$s" "$chance" "$least" || code=$?
        fi
        case $code in
        0) reached=$((reached + 1)) ;;
        1) ;;
        *) echo "$task, seed $s: a control knows more than chance, or there is no table" >&2 && failed=1 ;;
        esac
    done
    if [ "$reached" -lt "$wanted" ]; then
        echo "$task: $reached of $# seeds recall, want $wanted" >&2
        failed=1
    fi
}

check pairs 6.25 95 0 "$@"
check overwrite 6.25 90 0 "$@"
check passkey 10 95 80 "$@"

"$mathgym" memory-test --train --attention-only --task passkey --steps 500 --seed "$1" --device cpu \
    >"$work/out" 2>"$work/err"
cat "$work/out"
awk '$3 ~ /%$/ { seen = 1; if ($3 + 0 >= 20) high = 1 } END { exit !seen || high }' "$work/out" || {
    echo "attention alone finds the passkey" >&2
    failed=1
}
exit $failed
