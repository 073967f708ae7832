#!/usr/bin/env python3
"""PySpark: binary files through mapInPandas into Parquet, two tasks at a time."""

import os
import pathlib
import sys

import pandas

import runner
import tables
from pipeline import shared_pipeline

SCHEMA = (
    "path string, worker int, faces int, started double, finished double,"
    " inference_seconds double, inference_cpu_seconds double, jpeg binary"
)
# A task of four or five photos: Spark takes a file for its length and 4 MiB more.
TASK_BYTES = 20 * 2**20


def restore(batches):
    # Loaded once in each Python worker, which Spark uses for task after task.
    pipeline = shared_pipeline()
    for photos in batches:
        restored = [pipeline.restore(*photo) for photo in zip(photos["path"], photos["content"], strict=True)]
        yield pandas.DataFrame([vars(row) for row in restored])


def session():
    from pyspark.sql import SparkSession

    # For the Python workers, which are started elsewhere.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(pathlib.Path(__file__).parent), *sys.path[1:]])
    os.environ["PYSPARK_PYTHON"] = sys.executable
    return (
        SparkSession.builder.master(f"local[{runner.WORKERS}]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.python.worker.reuse", "true")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", runner.PHOTOS_IN_BATCH)
        .config("spark.sql.files.maxPartitionBytes", TASK_BYTES)
        .config("spark.sql.parquet.compression.codec", "uncompressed")
        .getOrCreate()
    )


def work(photos, output):
    spark = session()
    folders = sorted({str(photo.parent) for photo in photos})
    files = spark.read.format("binaryFile").option("pathGlobFilter", "*.[jJ][pP]*[gG]").load(folders)
    files.select("path", "content").mapInPandas(restore, SCHEMA).write.mode("overwrite").parquet(str(output / "table"))
    spark.stop()
    return tables.figures(output / "table")


if __name__ == "__main__":
    runner.main("PySpark mapInPandas", __file__, work)
