"""Reads a table of Heirloom without Spark, and recomputes the hash of every restored photo in it.

    python read.py delta-rs TABLES/restorations > rows.jsonl
    python read.py duckdb TABLES/restorations > rows.jsonl

Prints the rows, one JSON text a line, in the order of their text. Pictures are printed as the
SHA-256 of their bytes, times as microseconds since 1970, and numbers with a point as the 16 hex
digits of their IEEE 754 bits, so that rows from different readers can be compared as they are.
Ends with status 1 if a restored photo is not the one that its row speaks of.

DuckDB is given the Parquet files that the Delta log names, because its own Delta reader has to be
downloaded.
"""

import argparse
import datetime
import hashlib
import json
import re
import struct
import sys

import deltalake
import duckdb
from pyarrow.fs import FileSystem

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def batches(engine, table):
    """Arrow batches of all rows. Small ones: a row holds whole pictures."""
    if engine == "delta-rs":
        return table.to_pyarrow_dataset().to_batches(batch_size=16)
    files = duckdb.read_parquet(table.file_uris(), union_by_name=True)
    return files.to_arrow_reader(16)


def plain(value, kind):
    """A value as JSON has it, the same whichever reader it comes from."""
    name = str(kind)
    if value is None:
        return None
    if name.startswith("struct"):
        return {field.name: plain(value[field.name], field.type) for field in kind}
    if name.startswith("map"):
        return {key: plain(item, kind.item_type) for key, item in sorted(value)}
    if name.startswith(("list", "large_list")):
        return [plain(item, kind.value_type) for item in value]
    if "binary" in name:
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, float):
        return struct.pack(">d", value).hex()
    if isinstance(value, datetime.datetime):
        return (value - EPOCH) // datetime.timedelta(microseconds=1)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def rows(engine, table):
    for batch in batches(engine, table):
        for row in batch.to_pylist():
            yield {field.name: plain(row[field.name], field.type) for field in batch.schema}


def sha256_of_file(uri):
    """Hadoop writes file:/x for file:///x, and calls S3 s3a."""
    files, path = FileSystem.from_uri(re.sub("^file:/+", "/", uri).replace("s3a:", "s3:", 1))
    try:
        with files.open_input_stream(path) as file:
            return hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return ""


def complaint(row):
    """What is wrong with the restored photo of a row, or nothing."""
    restored = row.get("restored")
    if not isinstance(restored, dict):
        return ""
    written = restored["content"] or sha256_of_file(restored["uri"])
    if written != restored["sha256"]:
        return f"{row['source']['uri']} of run {row['run_number']}: not the photo that was written"
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("engine", choices=["delta-rs", "duckdb"])
    parser.add_argument("table")
    arguments = parser.parse_args()
    lines, complaints = [], []
    for row in rows(arguments.engine, deltalake.DeltaTable(arguments.table)):
        lines.append(json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
        complaints.append(complaint(row))
    print("\n".join(sorted(lines)))
    for text in filter(None, complaints):
        print(text, file=sys.stderr)
    return 1 if any(complaints) else 0


if __name__ == "__main__":
    sys.exit(main())
