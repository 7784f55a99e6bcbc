"""A random corpus of time series in Arrow files, by pyarrow and by datasets, for check_arrow.py.

Every file draws its kind anew: number type, one variate or many, lists of every kind, covariates,
nulls on each level, NaN, empty series, several batches, zstd, lz4, dictionaries, large types, order
of columns. A name tells the number of the file and its codec.
"""

import os

import datasets
import numpy as np
import pyarrow as pa
from datasets.arrow_writer import ArrowWriter

NUMBERS = ["float32"] * 8 + ["float64", "float16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32",
                            "uint64"]
CODECS = [None, None, None, "zstd", "lz4"]
FREQUENCIES = ["H", "D", "5T", "W-SUN", "QS-OCT", "A-DEC"]
UNITS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def maybe_mask(rng, n, chance):
    """True where an element is null; None where nothing is."""
    return rng.random(n) < 0.2 if chance and n else None


def numbers(rng, n, kind, nulls):
    if kind.startswith("float"):
        values = (rng.normal(size=n) * 10.0 ** rng.integers(-3, 4)).astype(kind)
        for special in (np.nan, np.inf, -np.inf, -0.0):
            values[rng.random(n) < rng.choice([0, 0.05])] = special
    else:
        info = np.iinfo(kind)
        values = rng.integers(info.min, info.max, n, dtype=kind, endpoint=True)
    return pa.array(values, mask=maybe_mask(rng, n, nulls))


def offsets(lengths, dtype):
    return pa.array(np.concatenate([[0], np.cumsum(lengths)]).astype(dtype))


def variable(rng, large, lengths, values, nulls):
    kind, dtype = (pa.LargeListArray, np.int64) if large else (pa.ListArray, np.int32)
    mask = maybe_mask(rng, len(lengths), nulls)
    return kind.from_arrays(offsets(lengths, dtype), values, mask=None if mask is None else pa.array(mask))


def lengths_of(rng, n, longest):
    lengths = rng.integers(0, longest + 1, n)
    lengths[rng.random(n) < 0.1] = 0
    return lengths


def fixed(rng, size, values, nulls):
    mask = maybe_mask(rng, len(values) // size, nulls)
    return pa.FixedSizeListArray.from_arrays(values, size, mask=None if mask is None else pa.array(mask))


def lists(rng, types, n, kind, nulls, longest):
    """`n` lists of numbers. `types` draws what their type depends on, `rng` the rest."""
    size, large, lengths = int(types.integers(1, 40)), types.random() < 0.2, lengths_of(rng, n, longest)
    if types.random() < 0.15:
        return fixed(rng, size, numbers(rng, n * size, kind, nulls), nulls)
    return variable(rng, large, lengths, numbers(rng, int(lengths.sum()), kind, nulls), nulls)


def variates(rng, types, n, kind, nulls, longest):
    """`n` lists of lists of numbers: of as many variates each, or ragged."""
    size, large, counts = int(types.integers(1, 6)), types.random() < 0.2, rng.integers(0, 5, n)
    if types.random() < 0.6:
        return fixed(rng, size, lists(rng, types, n * size, kind, nulls, longest), nulls)
    return variable(rng, large, counts, lists(rng, types, int(counts.sum()), kind, nulls, longest), nulls)


def texts(rng, types, values, nulls):
    kind = pa.large_utf8() if types.random() < 0.2 else pa.utf8()
    return pa.array(values, kind, mask=maybe_mask(rng, len(values), nulls))


class Writer:
    """The kind of one file, of which every batch is."""

    def __init__(self, rng):
        self.seed = int(rng.integers(1 << 31))
        self.unit = str(rng.choice(list(UNITS)))
        self.kind = str(rng.choice(NUMBERS))
        self.many = rng.random() < 0.4
        self.nulls = rng.random() < 0.4
        self.dictionary = rng.random() < 0.2
        self.longest = int(rng.choice([3, 50, 3000]))
        columns = ["target"] + [name for name in ("item_id", "start", "freq", "past_feat_dynamic_real", "other")
                                if rng.random() < 0.7]
        self.columns = [str(name) for name in rng.permutation(columns)]

    def column(self, name, n, first):
        letters = sum(map(ord, name))
        rng = np.random.default_rng([self.seed, letters, first])
        types = np.random.default_rng([self.seed, letters])  # begins anew with every batch
        if name in ("target", "past_feat_dynamic_real"):
            return (variates if self.many else lists)(rng, types, n, self.kind, self.nulls, self.longest)
        if name == "start":
            times = rng.integers(-10**9, 2 * 10**9, n) * UNITS[self.unit] + rng.integers(0, UNITS[self.unit], n)
            return pa.array(times, pa.timestamp(self.unit), mask=maybe_mask(rng, n, self.nulls))
        if name == "item_id":
            column = texts(rng, types, [f"série {first + i}" for i in range(n)], self.nulls)
        elif name == "freq":
            column = texts(rng, types, rng.choice(FREQUENCIES, n).tolist(), self.nulls)
        else:
            return pa.array([{"a": i, "b": [str(i)] * (i % 3)} for i in range(n)],
                            pa.struct([("a", pa.int32()), ("b", pa.list_(pa.utf8()))]))
        return column.dictionary_encode() if self.dictionary else column

    def batch(self, n, first):
        return pa.RecordBatch.from_arrays([self.column(name, n, first) for name in self.columns],
                                          names=self.columns)


def by_pyarrow(rng, folder, number):
    writer = Writer(rng)
    codec = rng.choice(CODECS)
    is_file = rng.random() < 0.1 and not writer.dictionary  # which may not replace one in this format
    options = pa.ipc.IpcWriteOptions(compression=codec, emit_dictionary_deltas=bool(rng.random() < 0.5))
    path = os.path.join(folder, f"{number:04d}_{codec or 'plain'}.arrow")
    new = pa.ipc.new_file if is_file else pa.ipc.new_stream
    with pa.OSFile(path, "wb") as sink, new(sink, writer.batch(0, 0).schema, options=options) as out:
        for i in range(int(rng.choice([0, 1, 1, 4, 12]))):
            out.write_batch(writer.batch(int(rng.integers(0, 30)), 1000 * i))


def by_datasets(rng, folder, number):
    """As LOTSA's builders write: rows through ArrowWriter, in batches of its own."""
    series = datasets.Sequence(datasets.Value("float32"))
    many = rng.random() < 0.5
    target = datasets.Sequence(series, length=3) if many else series
    features = {"item_id": datasets.Value("string"), "start": datasets.Value("timestamp[s]"),
                "freq": datasets.Value("string"), "target": target}
    if rng.random() < 0.5:
        features["past_feat_dynamic_real"] = target
    path = os.path.join(folder, f"{number:04d}_plain_datasets.arrow")
    with ArrowWriter(features=datasets.Features(features), path=path,
                     writer_batch_size=int(rng.choice([1, 7, 1000]))) as out:
        for row in range(int(rng.integers(1, 40))):
            def draw():
                values = rng.normal(size=int(rng.integers(0, 400))).astype(np.float32)
                values[rng.random(len(values)) < 0.03] = np.nan
                return values
            example = {"item_id": f"T{row}", "start": np.datetime64("1989-01-01T05", "s").item(), "freq": "H"}
            for name in ("target", "past_feat_dynamic_real"):
                if name in features:
                    example[name] = [draw() for _ in range(3)] if many else draw()
            out.write(example)
        out.finalize()


def big(rng, folder, number, codec):
    """A batch of more numbers than any buffer of the reader holds; series of all lengths in it."""
    lengths = np.concatenate([rng.integers(0, 200_000, 20), rng.integers(0, 50, 3000)])
    values = rng.normal(size=int(lengths.sum())).astype(np.float32)
    values[::97] = np.nan
    mask = rng.random(len(values)) < 0.01 if codec else None
    batch = pa.RecordBatch.from_arrays([pa.ListArray.from_arrays(offsets(lengths, np.int32),
                                                                 pa.array(values, mask=mask))], names=["target"])
    path = os.path.join(folder, f"{number:04d}_{codec or 'plain'}_big.arrow")
    options = pa.ipc.IpcWriteOptions(compression=codec)
    with pa.OSFile(path, "wb") as sink, pa.ipc.new_stream(sink, batch.schema, options=options) as out:
        out.write_batch(batch)


def write(folder, files, seed):
    """Writes about `files` files and returns their paths."""
    rng = np.random.default_rng(seed)
    for number in range(files):
        (by_datasets if number % 8 == 7 else by_pyarrow)(rng, folder, number)
    for i, codec in enumerate((None, "zstd", "lz4")):
        big(rng, folder, files + i, codec)
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
