"""Compares what we read from Arrow files with what pyarrow reads from them, value for value.

    python tests/peers/check_arrow.py [--files 150] [--seed 1]      in the root of the repository; needs cc

The files are the fixtures and a random corpus (arrow_corpus.py). Each goes three ways, all built from
data/ as a shared library in a temporary folder (arrow_library.py):

    export  the Arrow C stream interface, which pyarrow takes
    reader  the push parser, its bytes cut at random
    index   random access, where the file is not compressed
"""

import argparse
import glob
import itertools
import os
import tempfile

import numpy as np
import pyarrow as pa

import arrow_corpus
from arrow_library import COLUMNS, Library

SERIES_COLUMNS = ["item_id", "start", "freq", *COLUMNS]
COMPRESSED_FIXTURES = ["nulls_long", "zstd", "zstd_stored", "lz4", "lz4_stored", "dictionary_zstd"]


def batches_of(path):
    """By pyarrow: the columns of series, dictionaries as their strings."""
    try:
        batches = list(pa.ipc.open_stream(path))
    except pa.ArrowInvalid:
        reader = pa.ipc.open_file(path)
        batches = [reader.get_batch(i) for i in range(reader.num_record_batches)]
    return [b.select([name for name in b.schema.names if name in SERIES_COLUMNS]) for b in batches]


def decoded(column):
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


# ---- the same arrays ----

def same_numbers(a, b):
    """Bit for bit, but any NaN equals any other."""
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.dtype.kind != "f":
        return bool((a == b).all())
    bits = f"u{a.dtype.itemsize}"
    return bool(((a.view(bits) == b.view(bits)) | (np.isnan(a) & np.isnan(b))).all())


def same_arrays(a, b):
    if a.type != b.type or len(a) != len(b) or not a.is_valid().equals(b.is_valid()):
        return False
    if pa.types.is_list(a.type) or pa.types.is_large_list(a.type) or pa.types.is_fixed_size_list(a.type):
        return a.value_lengths().equals(b.value_lengths()) and same_arrays(a.flatten(), b.flatten())
    if pa.types.is_floating(a.type):
        return same_numbers(*(x.drop_null().to_numpy(zero_copy_only=False) for x in (a, b)))
    return a.equals(b)


def check_export(library, path, theirs):
    with library.export(path) as reader:
        ours = list(reader)
    assert [b.num_rows for b in ours] == [b.num_rows for b in theirs]
    for batch, original in zip(ours, theirs):
        batch.validate(full=True)
        assert batch.schema.names == original.schema.names
        assert batch.schema.metadata == original.schema.metadata
        for name in batch.schema.names:
            assert same_arrays(batch[name], decoded(original[name])), name


# ---- the same rows ----

def series(values, double):
    """The numbers of one list as the reader hands them out."""
    if double and pa.types.is_integer(values.type):
        return np.array([np.nan if x is None else float(x) for x in values.to_pylist()], np.float64)
    return values.to_numpy(zero_copy_only=False).astype(np.float64 if double else np.float32)


def variates(column, row):
    lists = column.type.value_type
    nested = not pa.types.is_primitive(lists)
    double = (lists.value_type if nested else lists) != pa.float32()
    value = column[row]
    if not nested:
        return [series(value.values, double) if value.is_valid else None]
    inner = value.values if value.is_valid else []
    return [series(x.values, double) if x.is_valid else None for x in inner]


def start_of(value):
    if not value.is_valid:
        return None
    per_second = arrow_corpus.UNITS[value.type.unit]
    seconds, rest = divmod(value.value, per_second)
    return seconds, rest * (10**9 // per_second)


def rows_of(batches):
    for batch in batches:
        names = batch.schema.names
        columns = {name: decoded(batch[name]) for name in names}
        for row in range(batch.num_rows):
            item_id, freq = (columns[name][row].as_py() if name in names else None for name in ("item_id", "freq"))
            start = start_of(columns["start"][row]) if "start" in names else None
            yield item_id, freq, start, [variates(columns[name], row) if name in names else [] for name in COLUMNS]


def same_series(a, b):
    return a is b is None or (a is not None and b is not None and same_numbers(a, b))


def check_rows(ours, theirs):
    assert len(ours) == len(theirs)
    for row, (a, b) in enumerate(zip(ours, theirs)):
        assert a[:3] == b[:3], (row, a[:3], b[:3])
        for name, x, y in zip(COLUMNS, a[3], b[3]):
            assert len(x) == len(y) and all(map(same_series, x, y)), (row, name)


def as_indexed(row):
    """What the index has of a row: whole seconds and float32."""
    item_id, freq, start, columns = row
    with np.errstate(over="ignore"):
        columns = [[None if x is None else x.astype(np.float32) for x in column] for column in columns]
    return item_id, freq, start and start[0], columns


def check_index(library, path, theirs):
    """False where the file is compressed."""
    ours = library.read_index(path)
    if ours is not None:
        check_rows(ours, [as_indexed(row) for row in theirs])
    return ours is not None


# ---- all files ----

def is_compressed(path):
    name = os.path.basename(path).removesuffix(".arrow")
    return name in COMPRESSED_FIXTURES or name[5:].startswith(("zstd", "lz4"))


def pieces(rng, size):
    """Sizes to cut a file into: single bytes of small ones, a few hundred pieces of a big one."""
    most = max(1, size // 100)
    if size < 3000:
        return itertools.repeat(1)
    return (int(rng.integers(1, 2 * most)) for _ in itertools.count())


def check_file(library, path, rng):
    """The count of values that were compared."""
    batches = batches_of(path)
    check_export(library, path, batches)
    rows = list(rows_of(batches))
    check_rows(library.read(path, pieces(rng, os.path.getsize(path))), rows)
    assert check_index(library, path, rows) != (is_compressed(path) and len(batches) > 0)
    return sum(len(x) for row in rows for column in row[3] for x in column if x is not None)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--files", type=int, default=150, help="of the random corpus")
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    rng = np.random.default_rng(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        library = Library(folder)
        corpus = os.path.join(folder, "corpus")
        os.mkdir(corpus)
        paths = sorted(glob.glob("tests/fixtures/arrow/*.arrow"))
        paths += arrow_corpus.write(corpus, args.files, args.seed)
        values = 0
        for path in paths:
            try:
                values += check_file(library, path, rng)
            except Exception as defect:
                raise SystemExit(f"{os.path.basename(path)}: {type(defect).__name__}: {defect}") from defect
    print(f"{len(paths)} files, {values} values: the same as pyarrow's by export, reader and index")


main()
