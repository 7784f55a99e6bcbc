"""Writes tests/fixtures/arrow: small Arrow streams by pyarrow and datasets, and beside each what
pyarrow reads from it, in the text form of tests/helper_series_text.h.

    python tests/peers/make_arrow_fixtures.py tests/fixtures/arrow

Made with pyarrow 26.0.1, datasets 5.2.0, numpy 2.4.6 (the file VERSIONS says which made the present ones).
"""

import json
import math
import os
import shutil
import sys
import tempfile

import datasets
import numpy as np
import pyarrow as pa

OUT = sys.argv[1]
F32 = pa.float32()
TS = pa.timestamp("s")
rng = np.random.default_rng(4)


# ---- what the reader must find, by pyarrow ----

def number(x, digits):
    if x is None or (isinstance(x, float) and math.isnan(x)):
        return "nan"
    return "%.*g" % (digits, x)


def text(x):
    return "-" if x is None else json.dumps(x, ensure_ascii=False)


def start_of(column, row):
    value = column[row]
    if not value.is_valid:
        return "-"
    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[column.type.unit]
    seconds, rest = divmod(value.value, per_second)
    return "%d.%09d" % (seconds, rest * (10**9 // per_second))


def lists_of(name, column, row):
    value = column[row].as_py()
    nested = not pa.types.is_primitive(column.type.value_type)
    kind = column.type.value_type.value_type if nested else column.type.value_type
    digits = 9 if kind == F32 else 17  # enough to be exact
    for variate, series in enumerate((value or []) if nested else [value]):
        if series is None:
            yield f"{name} {variate} null"
        else:
            yield " ".join([f"{name} {variate} {len(series)}:"] + [number(x, digits) for x in series])


def expected(table):
    lines = []
    for row in range(table.num_rows):
        def get(name):
            return table[name][row].as_py() if name in table.column_names else None
        start = start_of(table["start"], row) if "start" in table.column_names else "-"
        lines.append(f"row {row} {text(get('item_id'))} {text(get('freq'))} {start}")
        for name in ("target", "past_feat_dynamic_real"):
            if name in table.column_names:
                lines.extend(lists_of(name, table[name], row))
    return "".join(line + "\n" for line in lines)


def publish(name, data, is_file=False):
    reader = pa.ipc.open_file(data) if is_file else pa.ipc.open_stream(data)
    with open(os.path.join(OUT, name + ".arrow"), "wb") as out:
        out.write(data)
    with open(os.path.join(OUT, name + ".txt"), "w") as out:
        out.write(expected(reader.read_all()))


# ---- writing ----

def stream(batches, schema=None, is_file=False, **options):
    sink = pa.BufferOutputStream()
    schema = schema or batches[0].schema
    new = pa.ipc.new_file if is_file else pa.ipc.new_stream
    with new(sink, schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return sink.getvalue().to_pybytes()


def batch(**columns):
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def basics(n, first=0, unit="s"):
    return {
        "item_id": pa.array([f"item_{first + i}" for i in range(n)], pa.utf8()),
        "start": pa.array([1_000_000 + 3600 * i for i in range(n)], pa.timestamp(unit)),
        "freq": pa.array(["H"] * n, pa.utf8()),
    }


def series(lengths, dtype=np.float32):
    return [rng.normal(size=k).astype(dtype).tolist() for k in lengths]


def with_target(values, type, n=None, **more):
    return batch(**basics(n or len(values)), target=pa.array(values, type), **more)


def by_datasets(name, rows, features):
    """As the builders of LOTSA write: Dataset.save_to_disk."""
    folder = tempfile.mkdtemp()
    rows = [{name: row[name] for name in features} for row in rows]  # columns take the rows' order
    datasets.Dataset.from_list(rows, features=datasets.Features(features)).save_to_disk(folder)
    with open(os.path.join(folder, "state.json")) as state:
        file = json.load(state)["_data_files"][0]["filename"]
    with open(os.path.join(folder, file), "rb") as data:
        publish(name, data.read())
    shutil.rmtree(folder)


def datasets_rows(targets, covariates=None):
    rows = []
    for i, target in enumerate(targets):
        row = {"item_id": f"T{i}", "start": np.datetime64("1989-01-01", "s").item(), "freq": "H",
               "target": target}
        if covariates:
            row["past_feat_dynamic_real"] = covariates[i]
        rows.append(row)
    return rows


VALUE = datasets.Value("float32")
BASE = {"item_id": datasets.Value("string"), "start": datasets.Value("timestamp[s]"),
        "freq": datasets.Value("string")}


def lotsa_kinds():
    seq = datasets.Sequence
    by_datasets("univariate", datasets_rows(series([5, 0, 17])), {**BASE, "target": seq(VALUE)})
    by_datasets("multivariate", datasets_rows([series([4] * 3), series([7] * 3)]),
                {**BASE, "target": seq(seq(VALUE), length=3)})
    by_datasets("covariates", datasets_rows(series([6, 3]), series([6, 3])),
                {**BASE, "target": seq(VALUE), "past_feat_dynamic_real": seq(VALUE)})
    late = {k: v for k, v in BASE.items() if k != "freq"}
    by_datasets("covariates_late_freq",
                datasets_rows([series([4] * 2), series([5] * 2)], [series([4] * 3), series([5] * 3)]),
                {**late, "target": seq(seq(VALUE), length=2),
                 "past_feat_dynamic_real": seq(seq(VALUE), length=3), "freq": datasets.Value("string")})


def nested_kinds():
    ragged = [series([3, 0, 5]), [], series([2])]
    publish("list_of_lists", stream([with_target(ragged, pa.list_(pa.list_(F32)))]))
    publish("large_everything", stream([batch(
        item_id=pa.array(["a", "ää", ""], pa.large_utf8()), start=pa.array([0, -1, -86401], TS),
        freq=pa.array(["H", None, "5T"], pa.large_utf8()),
        target=pa.array(ragged, pa.large_list(pa.large_list(pa.float64()))))]))
    publish("fixed_of_numbers", stream([with_target(series([4, 4, 4]), pa.list_(F32, 4))]))
    fixed2 = pa.list_(pa.list_(F32, 3), 2)
    publish("fixed_of_fixed", stream([with_target([series([3, 3]), None, series([3, 3])], fixed2)]))
    publish("list_of_fixed", stream([with_target(
        [[[1, 2], None, [3, None]], None, [], [[4, 5]]], pa.list_(pa.list_(F32, 2)))]))
    publish("no_metadata_columns", stream([batch(target=pa.array(series([3, 2]), pa.list_(F32)))]))


def missing_kinds():
    nan = float("nan")
    values = [[1.5, None, nan, -2], None, [], [None] * 11, [0.25, 3e38, 1e-40, float("inf")]]
    n = len(values)
    nulls = {"item_id": pa.array(["a", None, "c", "", "e"]), "start": pa.array([None, 5, None, -7, 0], TS),
             "freq": pa.array([None] * n, pa.utf8()), "target": pa.array(values, pa.list_(F32))}
    publish("nulls", stream([batch(**nulls)]))
    publish("nan", stream([with_target([[nan, 1], [nan] * 9, [2]], pa.list_(F32))]))
    nested = [[[1, None], None], None, [[], [nan, 2, 3]]]
    publish("nulls_fixed", stream([with_target(nested, pa.list_(pa.list_(F32), 2))]))
    publish("nulls_doubles", stream([with_target(nested, pa.list_(pa.list_(pa.float64())))]))
    long = [None if i % 7 == 3 else float(i) for i in range(1500)]
    publish("nulls_long", stream([with_target([long[:9], long], pa.list_(F32))], compression="zstd"))


def number_kinds():
    limits = {t: np.iinfo(t) for t in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")}
    for name, info in limits.items():
        values = [[int(info.min), int(info.max), 0, 1], [None, 7]]
        publish("numbers_" + name, stream([with_target(values, pa.list_(pa.from_numpy_dtype(name)))]))
    half = np.array([0, -0.0, 1, -2.5, 65504, 6e-8, 6.1e-5, np.inf, -np.inf, np.nan], np.float16)
    column = pa.ListArray.from_arrays([0, len(half)], pa.array(half))
    publish("numbers_float16", stream([batch(**basics(1), target=column)]))
    publish("numbers_float64", stream([with_target([[1e308, 5e-324, math.pi]], pa.list_(pa.float64()))]))


def time_kinds():
    for unit in ("s", "ms", "us", "ns"):
        times = pa.array([0, 1, -1, 1_700_000_000_123, -999_999_999_999, None], pa.timestamp(unit))
        publish("start_" + unit, stream([batch(start=times, target=pa.array([[1]] * 6, pa.list_(F32)))]))
    zone = pa.array([86400], pa.timestamp("us", tz="Europe/Paris"))
    publish("start_zone", stream([batch(start=zone, target=pa.array([[1]], pa.list_(F32)))]))


def body_kinds():
    smooth = [np.round(np.sin(np.arange(k) / 9), 1).astype(np.float32).tolist() for k in (1200, 1, 300)]
    for codec in ("zstd", "lz4"):
        data = with_target([[s, s[:5]] for s in smooth], pa.list_(pa.list_(F32), 2))
        publish(codec, stream([data], compression=codec))
        noise = with_target(series([40, 300]), pa.list_(F32))  # does not shrink: stored as it is
        publish(codec + "_stored", stream([noise, noise], compression=codec))
    many = [batch(**basics(k, first=10 * i), target=pa.array(series([i + j for j in range(k)]), pa.list_(F32)))
            for i, k in enumerate((3, 0, 1, 5, 2))]
    publish("many_batches", stream(many))
    publish("no_batches", stream([], schema=many[0].schema))
    publish("no_rows", stream([many[1]]))
    whole = with_target(series([3, 4, 5, 6]), pa.list_(F32))
    publish("sliced", stream([whole.slice(1, 2), whole.slice(3, 1)]))
    publish("metadata_v4", stream([whole], metadata_version=pa.ipc.MetadataVersion.V4))
    publish("file_format", stream([whole], is_file=True), is_file=True)
    data = stream([whole])
    assert data.endswith(b"\xff\xff\xff\xff\0\0\0\0")
    publish("no_end_marker", data[:-8])


def dictionary_kinds():
    def part(ids, freqs, values):
        item = pa.DictionaryArray.from_arrays(pa.array([ids.index(v) if v else None for v in values], pa.int32()), ids)
        freq = pa.DictionaryArray.from_arrays(pa.array([0] * len(values), pa.int8()), freqs)
        return batch(item_id=item, freq=freq, target=pa.array([[1, 2]] * len(values), pa.list_(F32)))
    first = part(["a", "b"], ["H"], ["b", "a", None])
    publish("dictionary", stream([first]))
    grown = part(["a", "b", "c"], ["H"], ["c", "a"])
    publish("dictionary_delta", stream([first, grown], emit_dictionary_deltas=True))
    other = part(["x", "b"], ["D"], ["x", "b"])
    publish("dictionary_replaced", stream([first, other]))
    publish("dictionary_zstd", stream([part([f"name {i % 7}" for i in range(7)], ["H"], ["name 3"] * 9)],
                                      compression="zstd"))


def other_columns():
    n = 2
    others = {
        "a_struct": pa.array([{"x": 1, "y": ["p"]}, None]),
        "a_map": pa.array([[("k", 1)], []], pa.map_(pa.utf8(), pa.int32())),
        "a_bool": pa.array([True, None]),
        "a_decimal": pa.array([1, 2], pa.decimal128(10, 2)),
        "a_view": pa.array(["a string too long to be inline", "b"], pa.string_view()),
        "a_dictionary": pa.array(["p", "q"]).dictionary_encode(),
        "a_null": pa.nulls(n),
        "a_fixed": pa.array([b"abc", b"def"], pa.binary(3)),
        "a_date": pa.array([1, 2], pa.date32()),
        "a_time": pa.array([1, 2], pa.time64("us")),
        "a_list_view": pa.array([[1], [2, 3]], pa.list_view(pa.int16())),
        "a_run": pa.RunEndEncodedArray.from_arrays(pa.array([2], pa.int32()), pa.array([5])),
        "a_sparse": pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["x", "y"])]),
        "a_dense": pa.UnionArray.from_dense(pa.array([0, 1], pa.int8()), pa.array([0, 0], pa.int32()),
                                            [pa.array([1]), pa.array(["y"])]),
    }
    names = list(others)
    half = {k: others[k] for k in names[:7]}, {k: others[k] for k in names[7:]}
    publish("other_columns", stream([batch(**half[0], **basics(n),
                                           target=pa.array(series([3, 2]), pa.list_(F32)), **half[1])]))


def big_head():
    """The first bytes, up to the numbers, of a shard like those of ERA5: 135 MB in one batch, of
    which the tests make up the rest."""
    rows, variates, length = 86, 45, 8736
    values = pa.array(np.zeros(rows * variates * length, np.float32))
    offsets = pa.array(np.arange(rows * variates + 1, dtype=np.int32) * length)
    target = pa.FixedSizeListArray.from_arrays(pa.ListArray.from_arrays(offsets, values), variates)
    data = stream([batch(**basics(rows), target=target)])
    assert data.endswith(b"\xff\xff\xff\xff\0\0\0\0")
    with open(os.path.join(OUT, "era5.head"), "wb") as out:
        out.write(data[: len(data) - 8 - 4 * len(values)])


for make in (big_head, lotsa_kinds, nested_kinds, missing_kinds, number_kinds, time_kinds, body_kinds,
             dictionary_kinds, other_columns):
    make()
with open(os.path.join(OUT, "VERSIONS"), "w") as versions:
    versions.write(f"pyarrow {pa.__version__}\ndatasets {datasets.__version__}\nnumpy {np.__version__}\n")
