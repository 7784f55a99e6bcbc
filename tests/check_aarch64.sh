#!/bin/sh
# The gym's items on aarch64 are those of this machine: builds gym_hashes with the cross compiler and
# runs it under qemu (Debian: gcc-aarch64-linux-gnu, qemu-user, libc6-dev-arm64-cross).
#     check_aarch64.sh [ROOT]
set -eu
root=${1:-$(dirname "$0")/..}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"
sources="tests/gym_hashes.c core/base/status.c core/base/alloc.c gym/problem.c gym/family.c gym/key.c
    gym/number.c gym/expression.c gym/polynomial.c gym/exact/latex.c gym/exact/ast.c"
verify=$(ls gym/verify*.c)
families=$(ls gym/families/*.c)
# shellcheck disable=SC2086 # lists of files without spaces
aarch64-linux-gnu-gcc -std=gnu11 -O2 -D_GNU_SOURCE -I. -static -ffunction-sections -fdata-sections \
    -Wl,--gc-sections $sources $verify $families -lm -o "$work/gym_hashes"
qemu-aarch64 "$work/gym_hashes" >"$work/hashes"
diff "$work/hashes" tests/fixtures/gym_hashes.txt
echo "$(wc -l <"$work/hashes") families: the same items on aarch64"
