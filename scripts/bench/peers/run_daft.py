#!/usr/bin/env python3
"""Daft: files through a class with two instances, each a process, into Parquet."""

import os

os.environ |= {"DAFT_ANALYTICS_ENABLED": "0", "DO_NOT_TRACK": "true", "DAFT_PROGRESS_BAR": "0"}

import daft
from daft import DataType

import runner
import tables
from pipeline import Pipeline

RESTORED = DataType.struct(
    {
        "worker": DataType.int64(),
        "faces": DataType.int64(),
        "started": DataType.float64(),
        "finished": DataType.float64(),
        "inference_seconds": DataType.float64(),
        "inference_cpu_seconds": DataType.float64(),
        "jpeg": DataType.binary(),
    }
)


@daft.cls(max_concurrency=runner.WORKERS, use_process=True, cpus=1)
class Restorer:
    def __init__(self):
        self._pipeline = Pipeline(threads=1)

    @daft.method.batch(return_dtype=RESTORED, unnest=True, batch_size=runner.PHOTOS_IN_BATCH)
    def restore(self, path, content):
        photos = zip(path.to_pylist(), content.to_pylist(), strict=True)
        rows = [vars(self._pipeline.restore(*photo)) for photo in photos]
        return [{key: value for key, value in row.items() if key != "path"} for row in rows]


def work(photos, output):
    daft.set_runner_native()
    files = daft.from_pydict({"path": [str(photo) for photo in photos]})
    files = files.with_column("content", files["path"].download())
    restored = files.select("path", Restorer().restore(files["path"], files["content"]))
    restored.write_parquet(str(output / "table"), compression="none", write_mode="overwrite")
    return tables.figures(output / "table")


if __name__ == "__main__":
    runner.main("Daft", __file__, work)
