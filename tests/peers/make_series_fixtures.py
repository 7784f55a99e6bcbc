"""Writes tests/fixtures/series: small shards whose every value tells where it stands.

    python tests/peers/make_series_fixtures.py tests/fixtures/series

Value i of variate v of row r is 100000 r + 20000 v + i, in float32 exactly, so a test sees from a
window alone where it was taken. Written with pyarrow 26.0.1.

    long.arrow    4 rows of 9000, 5000, 60 and 12 values, hourly; rows 0 and 1 begin at the same moment
    long_zstd.arrow    the same, bodies compressed: not addressable
    wide.arrow    2 rows of 3 variates and 5000 steps, daily
    poor.arrow    5 rows of 200: constant, all missing, every second missing, every fifth infinite,
                         nothing wrong
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa

START = np.datetime64("2001-02-03T04:00:00", "s")


def series(row, length, variate=0):
    return (100000 * row + 20000 * variate + np.arange(length)).astype(np.float32)


def table(targets, kind, freq):
    rows = len(targets)
    late = [START + np.timedelta64(86400 * (r // 2), "s") for r in range(rows)]
    return pa.table({
        "item_id": pa.array([f"T{r}" for r in range(rows)], pa.utf8()),
        "start": pa.array(late, pa.timestamp("s")),
        "freq": pa.array([freq] * rows, pa.utf8()),
        "target": pa.array(targets, kind),
    })


def write(path, data, codec=None):
    options = pa.ipc.IpcWriteOptions(compression=codec)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, data.schema, options=options) as out:
        out.write_table(data)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    one = pa.list_(pa.float32())
    long = table([series(r, n) for r, n in enumerate((9000, 5000, 60, 12))], one, "H")
    write(folder / "long.arrow", long)
    write(folder / "long_zstd.arrow", long, "zstd")
    wide = [[series(r, 5000, v) for v in range(3)] for r in range(2)]
    write(folder / "wide.arrow", table(wide, pa.list_(one, 3), "D"))
    poor = [series(r, 200) for r in range(5)]
    poor[0][:] = 7
    poor[1][:] = np.nan
    poor[2][::2] = np.nan
    poor[3][::5] = np.inf
    write(folder / "poor.arrow", table(poor, one, "15T"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
