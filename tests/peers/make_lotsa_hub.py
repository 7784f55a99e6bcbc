"""Writes a folder like LOTSA's repository on the hub, with the library that wrote the real one.

    python tests/peers/make_lotsa_hub.py tests/fixtures/lotsa_hub --fixture
    python tests/peers/make_lotsa_hub.py HUB --series 64 --length 4000         # all names, ~0.2 GB
    python tests/peers/make_lotsa_hub.py HUB --only era5_1995 --one-batch 135  # a shard of 135 MB
    build/release/tests/loopback_hub HUB                                       # and serves it

Names, frequencies, variates and covariates are those of data/lotsa_subsets.def; column orders, types
and the files beside the shards are those of the builders that made LOTSA (item_id, start, freq, target;
freq last where there are covariates or the source is a single one). Values are seasons, trends, noise
and what a domain is known for: nights without sun, days without sales, levels that shift, NaN where
the name says "with_missing". They are functions of the name and of --series and --length alone.
"""

import argparse
import json
import re
import shutil
import zlib
from pathlib import Path

import datasets
import numpy as np
import pyarrow as pa
from datasets import Features, Sequence, Value
from datasets.arrow_writer import ArrowWriter

REPO = "Salesforce/lotsa_data"
ROOT = Path(__file__).resolve().parents[2]
SEASONS = {"S": [900], "T": [1440], "H": [24, 168], "D": [7, 365], "W": [52], "M": [12], "Q": [4], "A": []}

# The committed fixture: every kind of schema, training and held-out subsets, none of them large.
FIXTURE = {
    "cif_2016_12": (24, 60), "elecdemand": (1, 1800), "nn5_daily_with_missing": (16, 120),
    "covid19_energy": (1, 400), "cdc_fluview_who_nrevss": (6, 90), "nn5_weekly": (40, 52),
    "tourism_monthly": (40, 100), "elf": (1, 1500), "saugeenday": (1, 600),
}
EXPECTED = ["cif_2016_12", "nn5_daily_with_missing", "covid19_energy", "cdc_fluview_who_nrevss"]


def catalogue():
    line = re.compile(r'MG_LOTSA_SUBSET\("([^"]+)", "([^"]+)", (\d+), (\d+), (\d+), (\d+), (\w+), (\w+), (\w+)\)')
    text = re.sub(r"\s+", " ", (ROOT / "data/lotsa_subsets.def").read_text())
    keys = ("name", "freq", "series", "length", "variates", "covariates", "domain", "family", "use")
    rows = [dict(zip(keys, m.groups())) for m in line.finditer(text)]
    for row in rows:
        row.update({k: int(row[k]) for k in ("series", "length", "variates", "covariates")})
    return {row["name"]: row for row in rows}


def spelling(subset):
    """The step as the builders spelt it."""
    monash = subset["family"] in ("MONASH", "COMPETITIONS")
    ends = {"W": "W-SUN", "Q": "Q-DEC", "A": "A-DEC"} if monash else {}
    return "MS" if subset["name"] == "godaddy" else ends.get(subset["freq"], subset["freq"])


def periods(freq):
    """Steps of the seasons: "30T" -> 48 (a day)."""
    count, base = re.fullmatch(r"(\d*)([A-Z])", freq).groups()
    count = int(count or 1)
    return [p // count for p in SEASONS[base] if p // count > 1] or [9]


def shape(subset, rng, length):
    """One series of `length` values, before rounding."""
    t = np.arange(length)
    period = periods(subset["freq"])
    level = rng.uniform(20, 400)
    x = np.full(length, level)
    x += level * rng.uniform(-0.4, 0.6) * t / max(length, 50)
    for p in period:
        x += level * rng.uniform(0.1, 0.4) * np.sin(2 * np.pi * (t / p + rng.uniform()))
    x += level * rng.uniform(0.01, 0.08) * np.convolve(rng.normal(size=length + 4), np.ones(5) / 2, "valid")
    if rng.uniform() < 0.3:  # a level that shifts
        x[rng.integers(length) :] += level * rng.uniform(-0.4, 0.4)
    if "solar" in subset["name"] or "pv" in subset["name"]:  # nights
        x *= np.maximum(0, np.sin(2 * np.pi * t / period[0]))
    if subset["domain"] in ("SALES", "WEB"):  # whole numbers, many small ones
        x = rng.poisson(np.maximum(x / 40, 0.2))
    if subset["domain"] == "FINANCE" and "bitcoin" in subset["name"]:
        x = level * np.exp(np.cumsum(rng.normal(scale=0.03, size=length)))
    return x


def values(subset, rng, length):
    x = np.round(shape(subset, rng, length), 0 if subset["domain"] == "TRANSPORT" else 2).astype(np.float32)
    if "missing" in subset["name"]:
        for _ in range(1 + length // 60):
            at = rng.integers(length)
            x[at : at + rng.integers(1, 4)] = np.nan
    return x


def features(subset):
    one = Sequence(Value("float32"))
    many = lambda n: one if n == 1 else Sequence(one, length=n)
    columns = {"item_id": Value("string"), "start": Value("timestamp[s]")}
    late_freq = subset["family"] in ("PROENFO", "OTHERS")
    if not late_freq:
        columns["freq"] = Value("string")
    columns["target"] = many(subset["variates"])
    if subset["covariates"]:
        columns["past_feat_dynamic_real"] = many(subset["covariates"])
    if late_freq:
        columns["freq"] = Value("string")
    return Features(columns)


def column(kind, lengths, flat):
    """A list column, or a fixed-size list of lists, from values laid end to end."""
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(offsets), pa.array(flat, from_pandas=False))
    if pa.types.is_fixed_size_list(kind):
        lists = pa.FixedSizeListArray.from_arrays(lists, kind.list_size)
    return lists.cast(kind)


def table(subset, rows, length, rng):
    kinds = features(subset).arrow_schema
    lengths = [max(20, int(length * rng.uniform(0.7, 1.0))) if rows > 1 else length for _ in range(rows)]
    start = int(rng.integers(0, 600000)) * 3600
    parts = {
        "item_id": pa.array([f"T{i + 1}" for i in range(rows)]),
        "start": pa.array([start] * rows, pa.timestamp("s")),
        "freq": pa.array([spelling(subset)] * rows),
    }
    for name, width in (("target", subset["variates"]), ("past_feat_dynamic_real", subset["covariates"])):
        if not width:
            continue
        runs = np.repeat(lengths, width)
        flat = np.concatenate([values(subset, rng, n) for n in runs])
        parts[name] = column(kinds.field(name).type, runs, flat)
    return pa.Table.from_arrays([parts[n] for n in kinds.names], schema=kinds)


def one_batch(subset, megabytes, rng):
    """Rows of the real length in a single record batch of about so many megabytes. The first series of
    every row is drawn; the others are it, shifted: half a gigabyte in seconds."""
    kinds = features(subset).arrow_schema
    width, length = subset["variates"], subset["length"]
    rows = max(1, round(megabytes * 1e6 / (4 * width * length)))
    base = values(subset, rng, length)
    flat = np.concatenate([np.roll(base, 7 * i) for i in range(rows * width)])
    parts = {
        "item_id": pa.array([f"T{i + 1}" for i in range(rows)]),
        "start": pa.array([315532800] * rows, pa.timestamp("s")),
        "freq": pa.array([spelling(subset)] * rows),
        "target": column(kinds.field("target").type, [length] * (rows * width), flat),
    }
    return pa.Table.from_arrays([parts[n] for n in kinds.names], schema=kinds)


def rewrite_as_one_batch(subset, data, folder):
    """Up to 1000 rows a batch, as LOTSA was written in 2024; newer versions cut at 100 MB too."""
    writer = ArrowWriter(features=features(subset), path=str(folder / "data-00000-of-00001.arrow"))
    writer.write_table(data.combine_chunks())
    writer.finalize()
    writer.close()


def save(subset, data, folder, shards):
    shutil.rmtree(folder, ignore_errors=True)
    info = datasets.DatasetInfo(features=features(subset))
    datasets.Dataset(pa_table_of(data, info), info=info).save_to_disk(folder, num_shards=shards)


def pa_table_of(data, info):
    return datasets.table.InMemoryTable(data.cast(info.features.arrow_schema))


def add_strays(folder):
    """What some folders on the hub hold beside the data, and no reader may take for it."""
    (folder / "cache-0123456789abcdef.arrow").write_bytes(b"not an Arrow stream\n")
    (folder / "tmpabcd1234").write_bytes(b"\0" * 64)


def printable(value):
    """NaN as null, and the shortest decimals that read back to the same float32."""
    if isinstance(value, list):
        return [printable(v) for v in value]
    if isinstance(value, float):
        return None if value != value else float(str(np.float32(value)))
    return value


def write_expected(hub, names):
    """What `datasets` reads from the fixture, a line a row."""
    for name in names:
        rows = datasets.load_from_disk(str(hub / REPO / name)).with_format("arrow")[:].to_pylist()
        out = hub / f"{name}.jsonl"
        with open(out, "w") as file:
            for row in rows:
                row["start"] = row["start"].strftime("%Y-%m-%dT%H:%M:%S")
                print(json.dumps({k: printable(v) for k, v in row.items()}, separators=(",", ":")), file=file)


def write_provenance(hub):
    versions = {m.__name__: m.__version__ for m in (datasets, pa, np)}
    text = {"maker": "tests/peers/make_lotsa_hub.py --fixture", "versions": versions}
    (hub / "provenance.json").write_text(json.dumps(text, indent=2) + "\n")


def write_subset(hub, subset, arguments):
    rng = np.random.default_rng(zlib.crc32(subset["name"].encode()))
    folder = hub / REPO / subset["name"]
    if arguments.one_batch:
        data, shards = one_batch(subset, arguments.one_batch, rng), 1
    else:
        rows, length = arguments.series, arguments.length
        if arguments.fixture:
            rows, length = FIXTURE[subset["name"]]
        data = table(subset, min(rows, subset["series"]), min(length, subset["length"]), rng)
        shards = min(arguments.shards, data.num_rows)
    save(subset, data, folder, shards)
    if arguments.one_batch:
        rewrite_as_one_batch(subset, data, folder)
    print(f"{subset['name']}: {data.num_rows} rows, {sum(f.stat().st_size for f in folder.iterdir())} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("hub", type=Path, help="folder to write")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these subsets (default: all)")
    parser.add_argument("--series", type=int, default=32, help="rows of a subset at most (default 32)")
    parser.add_argument("--length", type=int, default=2000, help="steps of a row at most (default 2000)")
    parser.add_argument("--shards", type=int, default=2, help="files of a subset (default 2)")
    parser.add_argument("--one-batch", type=float, metavar="MB", help="one shard of one record batch, of full length")
    parser.add_argument("--fixture", action="store_true", help="the small one that tests use")
    arguments = parser.parse_args()
    datasets.disable_progress_bars()
    subsets = catalogue()
    assert len(subsets) == 170
    for name in arguments.only or (FIXTURE if arguments.fixture else subsets):
        write_subset(arguments.hub, subsets[name], arguments)
    if arguments.fixture:
        add_strays(arguments.hub / REPO / "nn5_weekly")
        write_expected(arguments.hub, EXPECTED)
        write_provenance(arguments.hub)


if __name__ == "__main__":
    main()
