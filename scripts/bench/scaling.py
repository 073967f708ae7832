#!/usr/bin/env python3
"""What a second executor adds.

    scaling.py --photos FOLDER [--executors 1 2] [--repeat 3] [--json result.json]

Executors of one core each in Spark's local cluster, which are processes of their own as on any cluster. Each number of
them goes over the photos once, and over --repeat copies; the difference is what more photos take. Two cores of one
machine share caches, memory and often the parts of one real core: the models alone, called by one process and by two,
say how much the machine itself allows.

Needs the build, peers/requirements.txt (its PySpark is the Spark that is used), and an idle machine.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pyspark

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "peers"))

from figures import say  # noqa: E402
from heirloom import restore  # noqa: E402
from photos import copies  # noqa: E402

EXECUTOR_MIB = 2048


def restored(executors, photos, tables):
    cluster = f"local-cluster[{executors},1,{EXECUTOR_MIB}]"
    run, said = restore(photos, tables, "--master", cluster, "--conf", f"spark.executor.memory={EXECUTOR_MIB}m")
    shutil.rmtree(tables)
    return said["photos"], run


def scaled(executors, folders, scratch):
    few, once = restored(executors, folders["once"], scratch / "tables")
    many, often = restored(executors, folders["many"], scratch / "tables")
    return {
        "executors": executors,
        "seconds": round(once.seconds, 1),
        "photos_per_second_more": round((many - few) / (often.seconds - once.seconds), 2),
        "cpu_seconds_a_photo_more": round((often.cpu_seconds - once.cpu_seconds) / (many - few), 4),
        "peak_rss_mib": round(often.peak_rss_mib),
    }


def models_alone(processes, photos):
    command = [sys.executable, HERE / "peers/models_only.py", "--photos", photos, "--processes", str(processes)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)["photos_per_second"]


def table(result):
    rows = [
        "| executors of one core | seconds | photos/s more | CPU-seconds a photo more | peak memory, MiB | models alone, photos/s |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for r in result:
        rows.append(
            f"| {r['executors']} | {r['seconds']} | {r['photos_per_second_more']} | {r['cpu_seconds_a_photo_more']}"
            f" | {r['peak_rss_mib']} | {r['models_photos_per_second']} |"
        )
    return "\n".join(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=pathlib.Path, required=True, metavar="FOLDER")
    parser.add_argument("--executors", type=int, nargs="*", default=[1, 2], metavar="N")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="copies in the longer run")
    parser.add_argument("--json", type=pathlib.Path, help="where to write the figures")
    options = parser.parse_args()
    os.environ["SPARK_HOME"] = os.path.dirname(pyspark.__file__)
    result = []
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        folders = {
            "once": copies(options.photos, scratch / "once", 1),
            "many": copies(options.photos, scratch / "many", options.repeat),
        }
        for executors in options.executors:
            figures = scaled(executors, folders, scratch)
            figures["models_photos_per_second"] = models_alone(executors, folders["once"])
            result.append(figures)
    say(result, table(result), options.json)


if __name__ == "__main__":
    main()
