#!/bin/sh
# No problem of one split is in another, as what gen-problems writes shows.
#     check_million.sh MATHGYM COUNT     COUNT problems of the mixture from each split
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for split in train valid test; do
    "$1" gen-problems --count "$2" --split "$split" --seed 7 >"$work/problems"
    # The key names a problem whatever its family and its wording.
    sed 's/.*"key":"\([0-9a-f]*\)".*/\1/' "$work/problems" | sort -u >"$work/$split"
    for other in train valid; do
        if [ "$other" = "$split" ]; then break; fi
        comm -12 "$work/$other" "$work/$split" >"$work/common"
        if [ -s "$work/common" ]; then
            echo "$other and $split have $(wc -l <"$work/common") problems in common" >&2
            failed=1
        fi
    done
    echo "$split: $2 problems, $(wc -l <"$work/$split") different ones"
done
exit $failed
