"""Our reader beside pyarrow and datasets on the same file, in turns: GB/s of processor time, medians.

    python tests/peers/bench_series.py FILE --bench build/release/tests/bench_series [--turns 5] [--no-datasets]
    python tests/peers/bench_series.py --make era5.arrow [--rows 86]

All count what is missing, on one thread. Our reader does so series by series. pyarrow reads batch by
batch, from a file or a memory map, and counts in one call over a batch's numbers, or (rows) series by
series in numpy without a copy; datasets goes row by row as numpy, which takes minutes where series are
short: --no-datasets leaves it out.
"""

import argparse
import statistics
import subprocess
import time

import datasets
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def make(path, rows, variates=45, length=8736):
    """A shard laid out like ERA5's: one batch, 135 MB where rows is 86."""
    values = np.random.default_rng(0).normal(size=rows * variates * length).astype(np.float32)
    values[::1000] = np.nan
    offsets = pa.array(np.arange(rows * variates + 1, dtype=np.int32) * length)
    target = pa.FixedSizeListArray.from_arrays(pa.ListArray.from_arrays(offsets, pa.array(values)), variates)
    columns = {"item_id": pa.array([f"item_{i}" for i in range(rows)]),
               "start": pa.array([0] * rows, pa.timestamp("s")), "freq": pa.array(["H"] * rows),
               "target": target}
    batch = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
    with pa.OSFile(path, "wb") as file, pa.ipc.new_stream(file, batch.schema) as writer:
        writer.write_batch(batch)


def count_missing(source):
    missing = 0
    for batch in pa.ipc.open_stream(source):
        numbers = batch["target"]
        while not pa.types.is_floating(numbers.type):
            numbers = numbers.flatten()
        missing += pc.sum(pc.is_null(numbers, nan_is_null=True)).as_py() or 0
    return missing


def series_of(values):
    """The series below a list scalar's values, as numpy views."""
    if pa.types.is_floating(values.type):
        yield values.to_numpy(zero_copy_only=False)
    else:
        for inner in values:
            yield inner.values.to_numpy(zero_copy_only=False)


def count_by_series(source):
    missing = 0
    for batch in pa.ipc.open_stream(source):
        for row in batch["target"]:
            for series in series_of(row.values):
                missing += np.count_nonzero(np.isnan(series))
    return missing


def count_by_datasets(path):
    missing = 0
    for row in datasets.Dataset.from_file(path).with_format("numpy"):
        missing += np.count_nonzero(np.isnan(row["target"]))
    return missing


def timed(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("file", nargs="?")
    options.add_argument("--bench")
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--no-datasets", action="store_true")
    options.add_argument("--make")
    options.add_argument("--rows", type=int, default=86)
    args = options.parse_args()
    if args.make:
        make(args.make, args.rows)
        return
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    size = pa.OSFile(args.file).size()
    theirs = {"pyarrow file": lambda: count_missing(pa.OSFile(args.file)),
              "pyarrow map": lambda: count_missing(pa.memory_map(args.file)),
              "pyarrow rows": lambda: count_by_series(pa.OSFile(args.file))}
    if not args.no_datasets:
        theirs["datasets"] = lambda: count_by_datasets(args.file)
    seconds = {name: [] for name in theirs}
    ours = {}
    for _ in range(args.turns):
        for name, work in theirs.items():
            seconds[name].append(timed(work))
        lines = subprocess.run([args.bench, args.file, "--turns", "1"], check=True, capture_output=True,
                               text=True).stdout
        for name, value, unit in (line.split() for line in lines.splitlines()):
            ours.setdefault((name, unit), []).append(float(value))
    for (name, unit), values in ours.items():
        print(f"{name:12} {statistics.median(values):9.3f} {unit}")
    for name, values in seconds.items():
        print(f"{name:12} {size / statistics.median(values) / 1e9:9.3f} GB/s")


main()
