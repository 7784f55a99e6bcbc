"""Takes every fixture through the Arrow C stream interface into pyarrow and compares with what
pyarrow reads from the file itself.

    python tests/peers/check_arrow_export.py        in the root of the repository; needs cc

Builds data/series_export.c as a shared library in a temporary folder.
"""

import ctypes
import glob
import os
import subprocess
import tempfile

import pyarrow as pa

COLUMNS = ["item_id", "start", "freq", "target", "past_feat_dynamic_real"]
SOURCES = ["data/bytes.c", "data/flatbuffer.c", *glob.glob("data/arrow_*.c"),
           *(f"data/series_{part}.c" for part in ("batch", "check", "columns", "export", "export_schema",
                                                  "export_batch")),
           *(f"core/base/{part}.c" for part in ("alloc", "status", "file", "dir"))]


def build(folder):
    library = os.path.join(folder, "export.so")
    subprocess.run(["cc", "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-shared", "-fPIC", "-I.", "-o", library,
                    *SOURCES, "-lzstd", "-llz4"], check=True)
    return ctypes.CDLL(library)


def export(library, path):
    handle = ctypes.c_void_p()
    stream = ctypes.create_string_buffer(5 * ctypes.sizeof(ctypes.c_void_p))
    assert library.mg_bytes_open_file(path.encode(), ctypes.byref(handle)) == 0
    library.mg_error_text.restype = ctypes.c_char_p
    status = library.mg_series_export(handle, stream)
    assert status == 0, library.mg_error_text()
    return pa.RecordBatchReader._import_from_c(ctypes.addressof(stream))


def read(path):
    try:
        return pa.ipc.open_stream(path).read_all()
    except pa.ArrowInvalid:
        return pa.ipc.open_file(path).read_all()


def decoded(table):
    """Dictionaries as their strings, as the export has them."""
    columns = [table[name].cast(table[name].type.value_type) if pa.types.is_dictionary(table[name].type)
               else table[name] for name in table.column_names]
    return pa.table(columns, names=table.column_names)


def values(column):
    """As text, in which NaN equals NaN; times as numbers, for not all of them are Python dates."""
    return str((column.cast(pa.int64()) if pa.types.is_timestamp(column.type) else column).to_pylist())


def main():
    with tempfile.TemporaryDirectory() as folder:
        library = build(folder)
        paths = sorted(glob.glob("tests/fixtures/arrow/*.arrow"))
        for path in paths:
            with export(library, path) as reader:
                ours = reader.read_all()
            original = read(path)
            ours.validate(full=True)
            assert ours.schema.metadata == original.schema.metadata, path
            theirs = decoded(original.select([n for n in original.column_names if n in COLUMNS]))
            assert ours.column_names == theirs.column_names, path
            for name in ours.column_names:
                assert ours[name].type == theirs[name].type, (path, name, ours[name].type)
                assert values(ours[name]) == values(theirs[name]), (path, name)
        print(f"{len(paths)} files: the same through the C stream interface")


main()
