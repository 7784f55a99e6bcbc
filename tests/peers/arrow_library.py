"""data/'s readers of Arrow files in Python: builds them as a shared library and calls them."""

import ctypes
import glob
import os
import subprocess

import numpy as np
import pyarrow as pa

SOURCES = ["data/bytes.c", "data/flatbuffer.c", *glob.glob("data/arrow_*.c"),
           *(f"data/series_{part}.c" for part in ("batch", "check", "columns", "numbers", "values", "reader")),
           *glob.glob("data/series_index*.c"), *glob.glob("data/series_export*.c"),
           *(f"core/base/{part}.c" for part in ("alloc", "status", "file", "dir"))]
COLUMNS = ["target", "past_feat_dynamic_real"]  # mg_series_column


# The structs of data/series_reader.h and data/series_index.h.

class Row(ctypes.Structure):
    _fields_ = [("row", ctypes.c_int64), ("known", ctypes.c_bool), ("item_id", ctypes.c_char_p),
                ("freq", ctypes.c_char_p), ("has_start", ctypes.c_bool), ("start", ctypes.c_int64),
                ("nanoseconds", ctypes.c_int32), ("variates", ctypes.c_int64 * 2)]


class Piece(ctypes.Structure):
    _fields_ = [("row", ctypes.c_int64), ("column", ctypes.c_int), ("variate", ctypes.c_int64),
                ("first", ctypes.c_int64), ("count", ctypes.c_size_t), ("missing", ctypes.c_size_t),
                ("f32", ctypes.POINTER(ctypes.c_float)), ("f64", ctypes.POINTER(ctypes.c_double)),
                ("last", ctypes.c_bool), ("null", ctypes.c_bool)]


ON_ROW = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(Row))
ON_PIECE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(Piece))


class Events(ctypes.Structure):
    _fields_ = [("context", ctypes.c_void_p), ("row_start", ON_ROW), ("values", ON_PIECE), ("row_end", ON_ROW)]


class Options(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("size", ctypes.c_uint64), ("memory", ctypes.c_size_t)]


class Entry(ctypes.Structure):
    _fields_ = [("item_id", ctypes.c_char_p), ("freq", ctypes.c_char_p), ("has_start", ctypes.c_bool),
                ("start", ctypes.c_int64), ("variates", ctypes.c_int64 * 2)]


class Slice(ctypes.Structure):
    _fields_ = [("offset", ctypes.c_uint64), ("count", ctypes.c_int64), ("value_bytes", ctypes.c_int)]


def text(value):
    return None if value is None else value.decode()


class Rows:
    """Gathers the events of one reading, and holds them against the header's promises."""

    def __init__(self):
        self.ended, self.open, self.defect = [], {}, None
        self.events = Events(None, ON_ROW(self.guarded(self.row_start)), ON_PIECE(self.guarded(self.values)),
                             ON_ROW(self.guarded(self.row_end)))

    def guarded(self, event):
        """ctypes drops exceptions: keeps the first, and has the reader stop."""
        def call(_, argument):
            try:
                event(argument.contents)
                return 0
            except Exception as defect:
                self.defect = defect
                return 1
        return call

    def row_start(self, row):
        self.open[row.row] = [{} for _ in COLUMNS]

    def values(self, piece):
        from_c, kind = (piece.f32, np.float32) if piece.f32 else (piece.f64, np.float64)
        part = np.ctypeslib.as_array(from_c, (piece.count,)).copy() if piece.count else np.zeros(0, kind)
        parts = self.open[piece.row][piece.column].setdefault(piece.variate, [])
        assert np.count_nonzero(np.isnan(part)) == piece.missing, "count of what is missing"
        assert piece.first == sum(map(len, parts)), "place of a piece in its series"
        parts.append(None if piece.null else part)

    def row_end(self, row):
        columns = [[parts[i][0] if parts[i][0] is None else np.concatenate(parts[i]) for i in range(len(parts))]
                   for parts in self.open.pop(row.row)]
        assert row.known and row.row == len(self.ended), "order of rows"
        assert [len(column) for column in columns] == list(row.variates), "count of variates"
        start = (row.start, row.nanoseconds) if row.has_start else None
        self.ended.append((text(row.item_id), text(row.freq), start, columns))


class Library:
    def __init__(self, folder):
        path = os.path.join(folder, "series.so")
        subprocess.run(["cc", "-std=gnu11", "-D_GNU_SOURCE", "-O1", "-shared", "-fPIC", "-I.", "-o", path,
                        *SOURCES, "-lzstd", "-llz4"], check=True)
        self.c = ctypes.CDLL(path)
        self.c.mg_error_text.restype = ctypes.c_char_p
        self.c.mg_series_index_rows.restype = ctypes.c_int64
        self.c.mg_series_index_entry.restype = Entry
        self.c.mg_series_index_slice.restype = Slice

    def check(self, status):
        if status:
            raise RuntimeError(self.c.mg_error_text().decode())

    def open(self, path):
        handle = ctypes.c_void_p()
        self.check(self.c.mg_bytes_open_file(path.encode(), ctypes.byref(handle)))
        return handle

    def export(self, path):
        """The file as a pyarrow.RecordBatchReader, through the Arrow C stream interface."""
        stream = ctypes.create_string_buffer(5 * ctypes.sizeof(ctypes.c_void_p))
        self.check(self.c.mg_series_export(self.open(path), stream))
        return pa.RecordBatchReader._import_from_c(ctypes.addressof(stream))

    def push(self, reader, data, pieces):
        at = 0
        while at < len(data):
            piece = data[at:at + next(pieces)]
            self.check(self.c.mg_series_reader_push(reader, piece, ctypes.c_size_t(len(piece))))
            at += len(piece)
        self.check(self.c.mg_series_reader_finish(reader))

    def read(self, path, pieces):
        """What data/series_reader.h hands out where the file is pushed in pieces of these sizes:
        rows (item_id, freq, start, [variates of a column]), a variate being an array or None."""
        with open(path, "rb") as file:
            data = file.read()
        rows, reader, options = Rows(), ctypes.c_void_p(), Options(path.encode(), len(data), 0)
        self.check(self.c.mg_series_reader_create(ctypes.byref(options), ctypes.byref(rows.events),
                                                  ctypes.byref(reader)))
        try:
            self.push(reader, data, pieces)
        except RuntimeError:
            if rows.defect:
                raise rows.defect from None
            raise
        finally:
            self.c.mg_series_reader_free(reader)
        assert not rows.open
        return rows.ended

    def read_index(self, path):
        """The same through data/series_index.h: float32 throughout, and no nanoseconds. None where
        the file cannot be addressed because it is compressed."""
        bytes_, index = self.open(path), ctypes.c_void_p()
        if self.c.mg_series_index_create(bytes_, ctypes.byref(index)):
            message = self.c.mg_error_text().decode()
            self.c.mg_bytes_free(bytes_)
            assert "compress" in message, message
            return None
        rows = [self.index_row(index, bytes_, ctypes.c_int64(row))
                for row in range(self.c.mg_series_index_rows(index))]
        self.c.mg_series_index_free(index)
        self.c.mg_bytes_free(bytes_)
        return rows

    def index_row(self, index, bytes_, row):
        entry = self.c.mg_series_index_entry(index, row)
        columns = [[self.index_series(index, bytes_, row, column, ctypes.c_int64(variate))
                    for variate in range(entry.variates[column])] for column in range(len(COLUMNS))]
        return text(entry.item_id), text(entry.freq), entry.start if entry.has_start else None, columns

    def index_series(self, index, bytes_, row, column, variate):
        count = self.c.mg_series_index_slice(index, row, column, variate).count
        if count < 0:
            return None
        out = np.zeros(count, np.float32)
        self.check(self.c.mg_series_index_read(index, bytes_, row, column, variate, ctypes.c_int64(0),
                                               ctypes.c_int64(count), out.ctypes.data_as(ctypes.c_void_p)))
        return out
