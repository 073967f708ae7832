#!/usr/bin/env python3
"""PySpark: binary files through mapInPandas into Parquet, two tasks at a time."""

import os
import sys

import pandas
from pyspark.sql import SparkSession

import runner
import tables
from pipeline import shared_pipeline

SCHEMA = (
    "path string, worker int, faces int, started double, finished double,"
    " inference_seconds double, inference_cpu_seconds double, jpeg binary"
)
# As Spark's tuning guide advises: enough that no core waits long for the last task, few enough that a task's cost
# of some 0.2 s counts little.
TASKS = 3 * runner.WORKERS


def restore(batches):
    # Loaded once in each Python worker, which Spark uses for task after task.
    pipeline = shared_pipeline()
    for photos in batches:
        restored = [pipeline.restore(*photo) for photo in zip(photos["path"], photos["content"], strict=True)]
        yield pandas.DataFrame([vars(row) for row in restored])


def session():
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
        .config("spark.sql.files.minPartitionNum", TASKS)
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
