#!/bin/sh
# Training on 70% problems of the gym and 30% problems from series streamed from a hub: what the data cost, and
# what is learnt of subsets that were never seen. Ends with 1 where waiting for data after the first
# batch takes 1% of the time or more, the data's threads 3% of the CPU, or exact match on the held-out
# subsets is less than 20 points above the best constant answer.
#     check_series_training.sh BUILD [MINUTES [HUB TRAINED HELD-OUT]]
# HUB is a folder for tests/loopback_hub (the fixture; tests/peers/make_lotsa_hub.py makes larger ones),
# TRAINED and HELD-OUT are names of subsets or tiers, e.g. S and S-heldout.
set -eu
build=$(cd "$1" && pwd)
minutes=${2:-8}
hub=${3:-$(cd "$(dirname "$0")" && pwd)/fixtures/lotsa_hub}
trained=${4:-cif_2016_12+elecdemand+nn5_daily_with_missing+covid19_energy+cdc_fluview_who_nrevss+nn5_weekly}
held_out=${5:-tourism_monthly+elf}
work=$(mktemp -d)
server="" run=""
trap 'kill $server $run 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"

"$build/tests/loopback_hub" "$hub" >hub.env &
server=$!
until grep -q HF_ENDPOINT hub.env; do sleep 0.1; done
# shellcheck disable=SC1091 # made above
. ./hub.env
HF_HOME=$work/home
export HF_ENDPOINT HF_HOME

# FAMILY:1@lotsa:NAMES*1.5 for each family, joined by commas.
tasks() {
    for family in series_anomaly series_summary; do
        printf '%s%s:1@lotsa:%s*1.5' "${comma-}" $family "$1"
        comma=,
    done
}

"$build/mathgym" train --task 'mixture*7' --data "$(tasks "$trained")" --seq 256 --batch 8 \
    --minutes "$minutes" --eval-every 0 --device cpu --out run &
run=$!
# Ticks of the data's threads and of the others; the last sample before the end counts.
while kill -0 $run 2>/dev/null; do
    awk '{ name = $0; sub(/.*\(/, "", name); sub(/\).*/, "", name); sub(/.*\) /, "")
           if (name == "mathgym-data") data += $12 + $13; else other += $12 + $13 }
         END { if (NR) print data + 0, other + 0 }' /proc/$run/task/*/stat >ticks.new 2>/dev/null || true
    if [ -s ticks.new ]; then mv ticks.new ticks; fi
    sleep 1
done
wait $run
run=""

asked=$(tasks "$held_out")
"$build/mathgym" eval run --device cpu --count 300 --task "$asked"
"$build/mathgym" eval run --device cpu --count 300 --task "$asked" --json >scores.json 2>/dev/null
# With 300 problems a task, 20 points are more than both intervals together.
above=$(awk -F'[:,]' '/"mean_exact_match"/ { mean = $2 } /"baseline_constant"/ { sum += $2; n++ }
                      END { printf "%.1f", 100 * (mean - sum / n) }' scores.json)
waited=$(awk -F'[:,}]' 'NR > 1 { all += $4; data += $6 } END { printf "%.2f", 100 * data / all }' \
    run/timing.jsonl)
first=$(awk -F'[:,}]' 'NR == 1 { printf "%.2f", $6 }' run/timing.jsonl)
threads=$(awk '{ printf "%.2f", 100 * $1 / ($1 + $2) }' ticks)
echo "first batch after $first s; then waiting for data: $waited% of the time; its threads: $threads% of the CPU;" \
    "held-out subsets: $above points above the best constant"
awk -v w="$waited" -v t="$threads" -v a="$above" 'BEGIN { exit !(w < 1 && t < 3 && a >= 20) }'
